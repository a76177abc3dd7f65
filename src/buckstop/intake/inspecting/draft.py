"""Inspect a log: guess a mapping from what stands in it, with reasons and doubts."""

import re

import numpy as np

from buckstop.intake.columns import Column
from buckstop.intake.inspecting.case_and_time import (
    case_numbers_met_once,
    chain_mark,
    guess_case,
    guess_time,
    null_words,
    order_days,
    time_columns,
)
from buckstop.intake.inspecting.case_facts import guess_due, guess_features, guess_sequence, guess_texts
from buckstop.intake.inspecting.histories import gather, guess_changes
from buckstop.intake.inspecting.holders import guess_holders, guess_line, guess_words
from buckstop.intake.inspecting.look import Look
from buckstop.intake.inspecting.model import ColumnNote, Guess, Inspection, Reason
from buckstop.intake.inspecting.sample import Cases, spread_blocks, whole_cases
from buckstop.intake.inspecting.steps import guess_activity, guess_states
from buckstop.intake.raw import RawLog
from buckstop.lens.issues import Severity
from buckstop.lens.mapping import HolderWords, Mapping, State, TimeSpec

SAMPLE_ROWS = 200_000
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
# Doubts about times that are found anew once a history of changes is made into events.
_TOLD_AGAIN = frozenset(
    f"inspect.{name}"
    for name in (
        *("day_month_ambiguous", "time_misfit", "newest_first", "midnight", "unsure"),
        *("zone_unknown", "zone_utc", "zone_guessed", "zones_mixed", "zone_by_language", "day_and_clock_apart"),
    )
)
_SEVERITIES = list(Severity)


def inspect(raw: RawLog, sample_rows: int = SAMPLE_ROWS) -> Inspection:
    """What a log seems to say: a guessed mapping, why, and what is doubtful.

    Args:
        raw: the log as read.
        sample_rows: look at about this many rows; of a longer log, at whole cases met in blocks spread over it.
    """
    blocks = spread_blocks(raw, sample_rows)
    nulls = null_words(blocks)
    blocks = blocks.without(frozenset(nulls))
    look = Look(raw, blocks, time_columns(blocks))
    guess_case(look)
    case = look.column("columns.case")
    if case is not None:
        look.sample = whole_cases(raw, blocks, case, sample_rows).without(frozenset(nulls))
        look.cases = Cases.of(look.sample.columns[case])
        look.times = time_columns(look.sample)
        if nulls:
            look.guess("values.null", nulls, 0.9, Reason("null.in_many_columns", {"words": ", ".join(nulls)}))
        order_days(look)
        guess_time(look)
        _gather_changes(look)
    if look.column("time.column") is None:
        _doubt_no_log(look)
    else:
        _guess_rest(look)
    return _inspection(look)


def _gather_changes(look: Look) -> None:
    """Make a history of changes into events, and look again at what they say of case and time."""
    case, time = look.column("columns.case"), look.column("time.column")
    look.changes = guess_changes(look) if case and time in look.times else None
    if look.changes is None or case is None:
        return
    look.sample = gather(look, look.changes)
    look.cases = Cases.of(look.sample.columns[case])
    look.times = time_columns(look.sample)
    look.doubts = [doubt for doubt in look.doubts if doubt.code not in _TOLD_AGAIN]
    order_days(look)
    guess_time(look)


def _guess_rest(look: Look) -> None:
    guess_sequence(look)
    guess_states(look)
    guess_activity(look)
    guess_holders(look)
    guess_words(look)
    guess_line(look)
    guess_due(look)
    guess_texts(look)
    guess_features(look)
    _doubt_defaults(look)
    if not look.sample.whole:
        look.doubt(
            "inspect.sampled",
            Severity.NOTE,
            count=look.sample.rows,
            total=look.sample.total,
            cases=look.in_cases().count,
        )


def _doubt_no_log(look: Look) -> None:
    """Say what is missing for a log, and what the table seems to be instead."""
    if look.column("columns.case") is None:
        if once := case_numbers_met_once(look):
            look.doubt("inspect.one_row_per_case", Severity.ERROR, column=once[0], times=", ".join(look.times) or "-")
        else:
            look.doubt("inspect.no_case", Severity.ERROR)
    if not look.times:
        look.doubt("inspect.no_time", Severity.ERROR)
    for column in look.sample.columns.values():
        mark = chain_mark(column)
        if mark:
            look.doubt("inspect.path_column", Severity.ERROR, column=column.name, mark=mark)


def _doubt_defaults(look: Look) -> None:
    """Where an XES log declares defaults: say what filling them in would change."""
    for name, default in look.raw.defaults.items():
        column = look.sample.columns.get(name)
        if column is None:
            continue
        missing = int((column.codes < 0).sum())
        written = int(column.counts[column.values.index(default)]) if default in column.values else 0
        if missing:
            look.doubt("inspect.default_left_out", Severity.NOTE, column=name, count=missing, default=default)
        elif written:
            look.doubt("inspect.default_written", Severity.NOTE, column=name, count=written, default=default)


def _inspection(look: Look) -> Inspection:
    doubts = sorted(look.doubts, key=lambda issue: _SEVERITIES.index(issue.severity))
    return Inspection(
        source=look.raw.name,
        rows=look.raw.rows,
        sampled_rows=look.sample.rows,
        sampled_cases=look.cases.count if look.cases else 0,
        whole=look.sample.whole,
        mapping=_mapping(look),
        guesses=tuple(look.guesses.values()),
        doubts=tuple(doubts),
        columns=tuple(_note(look, column) for column in look.sample.columns.values()),
    )


def _mapping(look: Look) -> Mapping | None:
    case, column = look.column("columns.case"), look.column("time.column")
    if case is None or column is None:
        return None
    zone = look.column("time.zone") or "UTC"
    due = look.column("due.column")
    state = look.column("state.column")
    return Mapping(
        name=look.raw.name.partition(".")[0] or look.raw.name,
        case=case,
        time=TimeSpec(column, look.column("time.format") or "iso", zone),
        unit=look.column("columns.unit"),
        person=look.column("columns.person"),
        activity=look.column("columns.activity"),
        state_column=state,
        states={value: s for s in State for value in _words(look, f"state.{s}")} if state else {},
        case_type=look.column("columns.case_type"),
        features=_words(look, "columns.features"),
        due=TimeSpec(due, look.column("due.format") or "iso", zone) if due else None,
        sequence=look.column("columns.sequence"),
        demander=look.column("columns.demander"),
        subject=look.column("columns.subject"),
        line_column=look.column("line.column"),
        line_pattern=look.column("line.pattern") or "",
        line_order=_words(look, "line.order"),
        null_words=_words(look, "values.null"),
        holders=HolderWords(robots=_words(look, "holders.robots"), placeholders=_words(look, "holders.placeholders")),
        keep=_words(look, "columns.keep"),
        persons=_words(look, "columns.persons"),
        changes=look.changes,
    )


def _words(look: Look, key: str) -> tuple[str, ...]:
    guess: Guess | None = look.guesses.get(key)
    return guess.value if guess and isinstance(guess.value, tuple) else ()


def _note(look: Look, column: Column) -> ColumnNote:
    top = np.argsort(-column.counts, kind="stable")[:3]
    filled_rows = int(column.counts.sum())
    if not filled_rows:
        kind = "empty"
    elif column.name in look.times:
        kind = "time"
    elif len(column.values) == 1:
        kind = "constant"
    elif len(column.values) == filled_rows:
        kind = "unique"
    else:
        numeric = all(_NUMBER.fullmatch(value) for value in column.values[:500])
        kind = "number" if numeric else "text"
    moves = look.cases.moves(column) if look.cases else 0.0
    examples = tuple(column.values[i] for i in top)
    return ColumnNote(column.name, kind, column.filled, len(column.values), moves, examples)
