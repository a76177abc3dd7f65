"""Facts of a case: its type, what was known when it opened, its deadline, its counter, who demanded it and why."""

import numpy as np

from buckstop.intake.columns import Column, Flags
from buckstop.intake.inspecting.case_and_time import whole_numbers
from buckstop.intake.inspecting.holders import is_text
from buckstop.intake.inspecting.look import Look, name_reason
from buckstop.intake.inspecting.model import Reason
from buckstop.intake.inspecting.vocabulary import name_score
from buckstop.intake.written_times import NO_TIME, instants, with_seconds
from buckstop.lens.issues import Severity

_CONSTANT_MIN = 0.9  # share of cases with one value from which a column is a fact of the case
_TYPES_MAX = 100
_LEVELS_MAX = 1000
_FEATURES_MAX = 5
_DUE_COVER_MIN = 0.5
_RISES_MIN = 0.95
_TIED_MIN = 0.001


def guess_sequence(look: Look) -> None:
    """Guess a counter that orders the events of a case, and say how many events tie without one."""
    cases, clock = look.in_cases(), look.clock
    if clock is None:
        return
    known = cases.same & (clock[1:] != NO_TIME) & (clock[:-1] != NO_TIME)
    tied, later = known & (clock[1:] == clock[:-1]), known & (clock[1:] > clock[:-1])
    share = float(tied.sum() / max(1, known.sum()))
    scores = {c.name: _sequence_score(look, c, tied, later) for c in look.free()}
    best = sorted((n for n in scores if scores[n] > 0), key=lambda n: -scores[n])
    if best and (share >= _TIED_MIN or name_score(best[0], "sequence") >= 0.5):
        reason = Reason("sequence.rises", {"column": best[0], "share": round(100 * share, 2)})
        others = tuple(best[1:3])
        look.guess(
            "columns.sequence", best[0], scores[best[0]], *name_reason(best[0], "sequence"), reason, others=others
        )
    elif share >= _TIED_MIN:
        column = look.column("time.column")
        look.doubt("inspect.ties", Severity.WARNING, column=column, count=int(tied.sum()), share=round(100 * share, 1))
        if column in look.times and not with_seconds(look.times[column].reading):
            look.doubt("inspect.minutes_only", Severity.NOTE, column=column)


def _sequence_score(look: Look, column: Column, tied: Flags, later: Flags) -> float:
    """A counter rises whenever the time does, and differs where the time does not."""
    count = whole_numbers(column)
    if count is None or column.filled < 0.9:
        return 0.0
    ordered = count[look.in_cases().order]
    rises = float((ordered[1:] > ordered[:-1])[later].mean()) if later.any() else 0.0
    differs = float((ordered[1:] != ordered[:-1])[tied].mean()) if tied.any() else 1.0
    if rises < _RISES_MIN or differs < _RISES_MIN:
        return 0.0
    return 0.6 + 0.38 * name_score(column.name, "sequence")


def guess_due(look: Look) -> None:
    """Guess the deadline of the case: a time that is one per case, known for most, and named like a deadline."""
    event = look.column("time.column")
    if event not in look.times:
        return
    names = [n for n in look.times if n != event and name_score(n, "due") >= 0.3]
    for name in sorted(names, key=lambda n: -name_score(n, "due")):
        times = look.times[name]
        column = times.column
        constant, cover = look.in_cases().constant(column), look.in_cases().covered(column)
        if constant < _CONSTANT_MIN:
            look.doubt("inspect.due_moves", Severity.NOTE, column=name, share=round(100 * (1 - constant)))
        elif cover < _DUE_COVER_MIN:
            look.doubt("inspect.due_sparse", Severity.NOTE, column=name, share=round(100 * cover, 1))
        else:
            reason = Reason("due.of_case", {"column": name, "share": round(100 * cover, 1)})
            look.guess("due.column", name, 0.5 + 0.45 * name_score(name, "due"), *name_reason(name, "due"), reason)
            look.guess("due.format", times.reading.format, 0.95, Reason("time.fits", {"format": times.reading.format}))
            _doubt_due(look, column)
            return


def _doubt_due(look: Look, column: Column) -> None:
    """Deadlines that lie before the case even starts are no deadlines."""
    event = look.column("time.column")
    assert event is not None
    cases, times = look.in_cases(), look.times
    happened = instants(times[event].reading, times[event].column)[cases.order]
    due = instants(times[column.name].reading, column)[cases.order]
    first = np.r_[True, ~cases.same] & (due != NO_TIME) & (happened != NO_TIME)
    early = float((due < happened)[first].mean()) if first.any() else 0.0
    if early > 0.05:
        look.doubt("inspect.due_before_start", Severity.WARNING, column=column.name, share=round(100 * early, 1))


def guess_texts(look: Look) -> None:
    """Guess the text of the demand and who demanded the case."""
    cases = look.in_cases()
    for key, role in (("columns.subject", "subject"), ("columns.demander", "demander")):
        scores = {
            c.name: name_score(c.name, role)
            for c in look.free()
            if cases.constant(c) >= _CONSTANT_MIN and (role == "demander" or len(c.values) > 0.2 * cases.count)
        }
        best = max(scores, key=lambda n: scores[n], default=None)
        if best is not None and scores[best] >= 0.5:
            look.guess(key, best, scores[best], *name_reason(best, role))


def guess_features(look: Look) -> None:
    """Guess the case type and further facts known when a case opens; facts known only at its end are left out."""
    cases = look.in_cases()
    facts = [
        c
        for c in look.free()
        if len(c.values) <= _LEVELS_MAX
        and cases.constant(c) >= _CONSTANT_MIN
        and cases.covered(c) >= 0.8
        and cases.count >= 3 * len(c.values)
        and not is_text(c)
    ]
    late = [c.name for c in facts if name_score(c.name, "late") >= 0.3]
    if late:
        look.doubt("inspect.late_facts", Severity.NOTE, count=len(late), columns=", ".join(late))
    persons = [c.name for c in facts if max(name_score(c.name, "person"), name_score(c.name, "bystander")) >= 0.3]
    early = [c for c in facts if c.name not in (*late, *persons) and _evenness(c) >= 0.05]
    scores = {
        c.name: name_score(c.name, "case_type") * min(1.0, 2 * _evenness(c))
        for c in early
        if len(c.values) <= _TYPES_MAX
    }
    best = sorted((n for n in scores if scores[n] >= 0.15), key=lambda n: -scores[n])
    if best:
        confidence = 0.4 + 0.5 * scores[best[0]]
        look.guess(
            "columns.case_type", best[0], confidence, *name_reason(best[0], "case_type"), others=tuple(best[1:4])
        )
    rest = sorted((c for c in early if not best or c.name != best[0]), key=lambda c: -_evenness(c))
    if rest:
        look.guess("columns.features", tuple(c.name for c in rest[:_FEATURES_MAX]), 0.6, Reason("feature.constant"))


def _evenness(column: Column) -> float:
    """How evenly rows spread over the values: entropy against that of two even values; near 0 = nearly constant."""
    shares = column.counts[column.counts > 0] / column.counts.sum()
    return float(-(shares * np.log2(shares)).sum())
