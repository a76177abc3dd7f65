"""Who holds a case: the unit and the person, and the names in those columns that could answer for nothing."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from buckstop.intake.columns import Column
from buckstop.intake.inspecting.look import Look, name_reason
from buckstop.intake.inspecting.model import Reason
from buckstop.intake.inspecting.vocabulary import (
    LineMark,
    is_placeholder,
    name_score,
    names_robot,
    names_shared_account,
    vocabulary,
)
from buckstop.intake.written_times import NO_TIME
from buckstop.lens.issues import Severity

_HOUR_US = 3_600_000_000
_DAY_US = 24 * _HOUR_US
_NAMED_MIN = 0.3  # name score from which a name speaks for a role
_STILL = 0.985  # share of cases with one value from which a column never moves
_FINER = 2  # times more names than the guessed unit
_KEPT_MAX = 4
_ROBOT_EVENTS_MIN = 100
_ROBOT_NIGHT_MIN = 0.5
_ROBOT_WEEKEND_MIN = 0.2
_SHOWN = 8


def guess_holders(look: Look) -> None:
    """Guess unit and person; further holder columns that move are kept for later use as a level."""
    fits = {
        column.name: (_fit(look, column, "unit"), _fit(look, column, "person"))
        for column in look.free()
        if not is_text(column) and not _is_flag(column)
    }
    for place, role in enumerate(("unit", "person")):
        rival = 1 - place
        best = sorted((n for n in fits if fits[n][place] >= fits[n][rival]), key=lambda n: -fits[n][place])
        if best and fits[best[0]][place] > 0.15:
            name = best[0]
            if role == "unit" and _only_others_move(look, name, fits):
                look.doubt("inspect.unit_never_moves", Severity.WARNING, column=name)
                continue
            reasons = list(name_reason(name, role))
            if look.raw.roles.get(role) == name:
                reasons.insert(0, Reason("role.of_format", {"column": name}))
            moves = round(100 * look.in_cases().moves(look.sample.columns[name]), 1)
            reasons.append(Reason("holder.moves", {"column": name, "share": moves}))
            others = tuple(n for n in best[1:4] if fits[n][place] > 0.15)
            look.guess(f"columns.{role}", name, fits[name][place], *reasons, others=others)
            del fits[name]
    _keep(look, fits)
    _doubt_holders(look, fits)


def _only_others_move(look: Look, unit: str, fits: dict[str, tuple[float, float]]) -> bool:
    """Whether a unit is one for the whole case while persons change: then hand-overs are seen between persons only."""
    cases = look.in_cases()
    if cases.constant(look.sample.columns[unit]) < _STILL:
        return False
    return any(fit[1] >= _NAMED_MIN and cases.constant(look.sample.columns[n]) < _STILL for n, fit in fits.items())


def is_text(column: Column) -> bool:
    """Whether cells hold running text or one value per row: nobody's name."""
    length = float(np.mean([len(value) for value in column.values[:500]]))
    return length > 60 or len(column.values) > 0.8 * max(1, int(column.counts.sum()))


def _is_flag(column: Column) -> bool:
    return {value.casefold() for value in column.values} <= {"true", "false", "yes", "no", "0", "1", "y", "n", "j"}


def _fit(look: Look, column: Column, role: str) -> float:
    """How well a column fits a holder role: its name, and that it changes inside cases but comes back across them."""
    if column.name == look.raw.roles.get("activity"):
        return 0.0
    name = name_score(column.name, role)
    still = look.in_cases().constant(column) >= _STILL
    if look.raw.roles.get(role) == column.name:
        return 0.3 if still else 0.97
    if name < _NAMED_MIN:
        return 0.0
    other = max(name_score(column.name, "bystander"), name_score(column.name, "not_holder"))
    return name * (0.35 if still else 1.0) - 0.6 * other


def _keep(look: Look, fits: dict[str, tuple[float, float]]) -> None:
    moving = [n for n in fits if max(fits[n]) >= _NAMED_MIN and look.in_cases().moves(look.sample.columns[n]) > 0.001]
    kept = sorted(moving, key=lambda n: -max(fits[n]))[:_KEPT_MAX]
    # Which of two fits is the better decides whether names are shown or numbered: in doubt they are persons.
    for key, personal in (("columns.keep", False), ("columns.persons", True)):
        names = tuple(name for name in kept if names_persons(name) == personal)
        if names:
            look.guess(key, names, 0.6, Reason("holder.further"))


def names_persons(column: str) -> bool:
    """Whether a column, going by its name, holds names of persons: as likely as units is likely enough."""
    person = max(name_score(column.removeprefix("case:"), role) for role in ("person", "bystander"))
    return person > 0 and person >= name_score(column, "unit")


def _doubt_holders(look: Look, fits: dict[str, tuple[float, float]]) -> None:
    unit, person = look.column("columns.unit"), look.column("columns.person")
    if unit is None and person is None:
        look.doubt("inspect.no_holder", Severity.ERROR)
        return
    if unit is None:
        look.doubt("inspect.no_unit", Severity.NOTE, column=person)
        return
    column = look.sample.columns[unit]
    finer = [
        name
        for name in fits
        if fits[name][0] >= _NAMED_MIN
        and len(look.sample.columns[name].values) >= _FINER * len(column.values)
        and look.in_cases().moves(look.sample.columns[name]) > look.in_cases().moves(column)
    ]
    for name in finer[:1]:
        look.doubt(
            "inspect.finer_unit",
            Severity.WARNING,
            column=unit,
            finer=name,
            names=len(column.values),
            finer_names=len(look.sample.columns[name].values),
        )


def guess_words(look: Look) -> None:
    """Guess placeholders and robots among the names of unit and person."""
    columns = [look.sample.columns[n] for n in (look.column("columns.unit"), look.column("columns.person")) if n]
    placeholders = {value for column in columns for value in column.values if is_placeholder(value)}
    if placeholders:
        look.guess("holders.placeholders", tuple(sorted(placeholders)), 0.9, Reason("holder.says_nothing"))
        for column in columns:
            here = [i for i, value in enumerate(column.values) if value in placeholders]
            rows = int(column.counts[here].sum())
            if rows:
                share = round(100 * rows / max(1, int(column.counts.sum())), 1)
                words = ", ".join(column.values[i] for i in here)
                look.doubt(
                    "inspect.placeholders", Severity.NOTE, column=column.name, count=rows, words=words, share=share
                )
    _guess_robots(look)


def _guess_robots(look: Look) -> None:
    """Robots by name; an account that works like one without the name is a doubt, for people do night shifts."""
    name = look.column("columns.person")
    if name is None:
        return
    column = look.sample.columns[name]
    named = [value for value in column.values if names_robot(value)]
    tireless = [column.values[i] for i in np.flatnonzero(_works_like_robot(look, column))]
    shared = [value for value in column.values if names_shared_account(value) and value not in named]
    robots = tuple(sorted({*named, *(value for value in shared if value in tireless)}))
    if robots:
        confidence = 0.95 if set(robots) <= set(tireless) else 0.75
        shown = ", ".join(robots[:_SHOWN])
        look.guess("holders.robots", robots, confidence, Reason("robot.named", {"names": shown}))
        rows = int(column.counts[[column.values.index(value) for value in robots]].sum())
        share = round(100 * rows / max(1, int(column.counts.sum())), 1)
        look.doubt("inspect.robots", Severity.NOTE, column=name, count=rows, names=shown, share=share)
    for code, found in (("inspect.robot_suspected", tireless), ("inspect.shared_accounts", shared)):
        left = [value for value in found if value not in robots]
        if left:
            rows = int(column.counts[[column.values.index(value) for value in left]].sum())
            look.doubt(code, Severity.WARNING, column=name, count=rows, names=", ".join(left[:_SHOWN]))


def _works_like_robot(look: Look, column: Column) -> npt.NDArray[np.bool_]:
    """Per name: works mostly at night and at weekends, which the others do not."""
    nobody = np.zeros(len(column.values), np.bool_)
    if look.clock is None:
        return nobody
    codes = column.codes[look.in_cases().order]
    known = (codes >= 0) & (look.clock != NO_TIME)
    codes, clock = codes[known], look.clock[known]
    hour = clock % _DAY_US // _HOUR_US
    night = (hour < 6) | (hour >= 22)
    weekend = (clock // _DAY_US + 3) % 7 >= 5  # 1970-01-01 was a Thursday
    if not len(codes) or not (clock % _DAY_US).any():
        return nobody
    size = len(column.values)
    events = np.bincount(codes, minlength=size)
    at_night = np.bincount(codes, night, size) / np.maximum(events, 1)
    at_weekend = np.bincount(codes, weekend, size) / np.maximum(events, 1)
    busy = events >= max(_ROBOT_EVENTS_MIN, 0.005 * len(codes))
    others_rest = float(np.median(at_night[events > 0])) < _ROBOT_NIGHT_MIN / 2
    return busy & (at_night >= _ROBOT_NIGHT_MIN) & (at_weekend >= _ROBOT_WEEKEND_MIN) & others_rest


def guess_line(look: Look) -> None:
    """Guess marks of support lines in the names of the unit, or of a finer column that could be the unit."""
    unit = look.column("columns.unit")
    if unit is None:
        return
    texts = look.sample.columns[unit].texts
    for mark in vocabulary().lines:
        marked = pc.match_substring_regex(texts, mark.pattern).to_numpy(zero_copy_only=False)
        if marked.sum() >= 2 and marked.mean() >= mark.share:
            share = round(100 * float(marked.mean()))
            reason = Reason("line.marked", {"column": unit, "share": share, "pattern": mark.pattern})
            look.guess("line.column", unit, 0.8, reason)
            look.guess("line.pattern", mark.pattern, 0.8, reason)
            look.guess("line.order", _lines_met(mark, texts), 0.8, reason)
            return


def _lines_met(mark: LineMark, texts: "pa.StringArray") -> tuple[str, ...]:
    """The front line and the lines some unit is marked with, from the front upwards."""
    pattern = mark.pattern.replace("(", "(?P<line>", 1)
    met = set(pc.struct_field(pc.extract_regex(texts, pattern), ["line"]).to_pylist())
    return tuple(line for place, line in enumerate(mark.order) if place == 0 or line in met)
