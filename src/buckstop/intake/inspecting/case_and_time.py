"""Which column names the case and which one the time of the event: without these two there is no log."""

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import numpy.typing as npt

from buckstop.intake.columns import Column
from buckstop.intake.inspecting.language import speaks_chinese
from buckstop.intake.inspecting.look import Look, name_reason
from buckstop.intake.inspecting.model import Reason
from buckstop.intake.inspecting.sample import Cases, Sample
from buckstop.intake.inspecting.vocabulary import is_placeholder, name_score, vocabulary
from buckstop.intake.written_times import (
    NO_TIME,
    Reading,
    TimeColumn,
    instants,
    offsets_of,
    time_column,
    wall_clock,
)
from buckstop.lens.issues import Severity

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_US = 86_400_000_000
_MIDNIGHT_SHARE_MAX = 0.02
_ROLE_CONFIDENCE = 0.98
_CHAIN_MARKS = ("->", ">", "|", ";", "\u2192")
_CASE_SCORE_MIN = 0.3
_CASE_NAME_MIN = 0.3
_CASE_ROWS_MIN = 1.05  # rows per case, on average, from which a table can hold histories
_CASE_FILLED_MIN = 0.9
# 09:30, 9:30:00, and the same with the Chinese marks of hour, minute and second.
_CLOCK = re.compile("\\d{1,2}[:\uff1a\u65f6]\\d{1,2}([:\uff1a\u5206]\\d{0,2}\u79d2?)?")
_CHINESE_ZONE = "Asia/Shanghai"
_NULL_SHARE_MIN = 0.01


def null_words(sample: Sample) -> tuple[str, ...]:
    """Cell texts that stand for "no value": words like ? or NULL that are common in two columns or more.

    Why common: "NA" may be a case id or a code among hundreds.
    """
    met = Counter(
        value
        for column in sample.columns.values()
        for value, count in zip(column.values, column.counts.tolist(), strict=True)
        if is_placeholder(value) and count >= max(2, _NULL_SHARE_MIN * column.counts.sum())
    )
    return tuple(sorted(word for word, columns in met.items() if columns > 1))


def time_columns(sample: Sample) -> dict[str, TimeColumn]:
    """Columns that hold times, with every way to read them."""
    found = {}
    for name, column in sample.columns.items():
        speaks = max(name_score(name, role) for role in ("time", "case_time", "due")) >= 0.3
        times = time_column(column, numbers=speaks)
        if times:
            found[name] = times
    return found


def guess_case(look: Look) -> None:
    """Guess the column of the case id."""
    role = look.raw.roles.get("case")
    if role in look.sample.columns:
        look.guess("columns.case", role, _ROLE_CONFIDENCE, Reason("role.of_format", {"column": role}))
        return
    scores = {column.name: _case_score(column) for column in look.free() if not chain_mark(column)}
    if case_numbers_met_once(look):  # another column that repeats is a fact of the cases, not their number
        scores = {name: score for name, score in scores.items() if name_score(name, "case") >= _CASE_NAME_MIN}
    best = sorted((name for name in scores if scores[name] >= _CASE_SCORE_MIN), key=lambda name: -scores[name])
    if not best:
        return
    name = best[0]
    column = look.sample.columns[name]
    per_case = round(float(column.counts.mean()), 1)
    reasons = (*name_reason(name, "case"), Reason("case.repeats", {"column": name, "per_case": per_case}))
    look.guess("columns.case", name, scores[name], *reasons, others=tuple(best[1:4]))


def case_numbers_met_once(look: Look) -> list[str]:
    """Columns named like the number of a case, filled, and with another value in (nearly) every row."""
    rows = look.sample.rows
    return [
        column.name
        for column in look.sample.columns.values()
        if rows > 1
        and column.filled >= _CASE_FILLED_MIN
        and column.counts.sum() < _CASE_ROWS_MIN * len(column.values)
        and name_score(column.name, "case") >= max(_CASE_NAME_MIN, name_score(column.name, "sequence"))
        and column.name not in look.times
    ]


def chain_mark(column: Column) -> str | None:
    """What stands between names where cells hold whole chains of them, one cell for a path of holders; else None."""
    values = column.values[:: 1 + len(column.values) // 2000]
    for mark in _CHAIN_MARKS:
        chains = [v for v in values if mark in v and all(part.strip() for part in v.split(mark))]
        if len(chains) >= max(2, 0.05 * len(values)) and any(value.count(mark) >= 2 for value in chains):
            return mark
    return None


def _case_score(column: Column) -> float:
    """A case id is named like one, is never empty, and comes back in a few rows, not in one and not in thousands."""
    rows = int(column.counts.sum())
    per_value = rows / len(column.values)
    if per_value < _CASE_ROWS_MIN or column.filled < _CASE_FILLED_MIN:
        return 0.0
    repeats = 1.0 if per_value <= 60 else 0.5 if per_value <= 500 else 0.0
    plenty = min(1.0, len(column.values) / 20)
    digits = np.mean([any(char.isdigit() for char in value) for value in column.values[:200]])
    name = name_score(column.name, "case") - 0.5 * max(name_score(column.name, "bystander"), 0.0)
    return 0.55 * name + 0.2 * repeats + 0.1 * plenty + 0.1 * float(digits) + 0.05 * (column.filled == 1.0)


def order_days(look: Look) -> None:
    """Where day and month could be swapped, put the reading first that moves cases backwards less often."""
    for name, times in look.times.items():
        if times.ambiguous:
            steps = _backward(look, times)
            ranked = sorted(range(len(steps)), key=lambda i: steps[i])
            look.times[name] = TimeColumn(times.column, tuple(times.readings[i] for i in ranked))


def _backward(look: Look, times: TimeColumn) -> list[int]:
    """Backward steps inside cases under each reading, along a counter of the log or else in file order."""
    cases = look.in_cases()
    counters = [name for name in look.sample.columns if name_score(name, "sequence") >= 0.5]
    for name in sorted(counters, key=lambda name: -name_score(name, "sequence")):
        count = whole_numbers(look.sample.columns[name])
        if count is not None:
            order = cases.order[np.lexsort((count[cases.order], cases.case))]
            cases = Cases(order, cases.case, cases.same)
            break
    return [_backward_steps(reading, times.column, cases) for reading in times.readings]


def whole_numbers(column: Column) -> npt.NDArray[np.int64] | None:
    """Per sampled row the whole number in the cell (the least possible one where empty); None if any cell has none."""
    if not column.values or not all(value.isascii() and value.isdigit() and len(value) < 18 for value in column.values):
        return None
    numbers = np.array([int(value) for value in column.values] + [np.iinfo(np.int64).min], np.int64)
    return numbers[column.codes]


def guess_time(look: Look) -> None:
    """Guess the column, format and zone of the event's time, and say what is doubtful about them."""
    scores = {name: _time_score(look, times) for name, times in look.times.items()}
    role = look.raw.roles.get("time")
    if role in look.sample.columns and role not in scores:  # the format says so; the cells do not look like it
        look.guess("time.column", role, 0.3, Reason("role.of_format", {"column": role}))
        return
    if not scores:
        return
    best = sorted(scores, key=lambda name: -scores[name])
    name = role if role in scores else best[0]
    times = look.times[name]
    reasons = name_reason(name, "time")
    if role == name:
        reasons = (Reason("role.of_format", {"column": name}), *reasons)
    confidence = _ROLE_CONFIDENCE if role == name else scores[name]
    others = tuple(other for other in best if other != name and scores[other] > 0.3)[:3]
    look.guess("time.column", name, confidence, *reasons, others=others)
    _guess_format(look, name, times)
    _guess_zone(look, name, times)
    _order_by_time(look, times)


def _time_score(look: Look, times: TimeColumn) -> float:
    """The event's time is filled everywhere, differs inside cases and mostly rises."""
    cases, column = look.in_cases(), times.column
    us = instants(times.reading, column)[cases.order]
    known = cases.same & (us[1:] != NO_TIME) & (us[:-1] != NO_TIME)
    steps = us[1:][known] - us[:-1][known]
    moving = float((steps != 0).mean()) if len(steps) else 0.0
    one_way = max(float((steps >= 0).mean()), float((steps <= 0).mean())) if len(steps) else 0.0
    name = name_score(column.name, "time") - 0.6 * name_score(column.name, "case_time")
    if moving == 0 and look.in_cases().same.any():
        return 0.05 * column.filled
    return 0.35 * column.filled + 0.25 * one_way + 0.2 * min(1.0, 2 * moving) + 0.3 * name


def _guess_format(look: Look, name: str, times: TimeColumn) -> None:
    reading = times.reading
    if times.ambiguous:
        swapped = times.readings[1]
        steps = _backward(look, times)
        told_apart = steps[0] < steps[1]
        reason = Reason("time.fewer_backward", {"format": reading.format, "steps": steps[0], "other": steps[1]})
        look.guess("time.format", reading.format, 0.7 if told_apart else 0.3, reason, others=(swapped.format,))
        look.doubt(
            "inspect.day_month_ambiguous",
            Severity.WARNING if told_apart else Severity.ERROR,
            column=name,
            format=reading.format,
            swapped=swapped.format,
            steps=steps[0],
            other=steps[1],
        )
    elif times.proofs:
        reason = Reason("time.day_proved", {"format": reading.format, "proofs": times.proofs})
        look.guess("time.format", reading.format, 0.99, reason)
    else:
        look.guess("time.format", reading.format, 0.99 * reading.fit, Reason("time.fits", {"format": reading.format}))
    if reading.fit < 1:
        share = round(100 * (1 - reading.fit), 2)
        look.doubt(
            "inspect.time_misfit",
            Severity.WARNING,
            column=name,
            count=round((1 - reading.fit) * int(times.column.counts.sum())),
            format=reading.format,
            share=share,
            example=reading.misfit,
        )


def _guess_zone(look: Look, name: str, times: TimeColumn) -> None:
    offsets = offsets_of(times.reading, times.column.counts)
    if times.reading.format.startswith("epoch"):
        look.guess("time.zone", "UTC", 0.5, Reason("zone.epoch"))
        look.doubt("inspect.zone_utc", Severity.WARNING, column=name)
    elif not offsets and speaks_chinese(look.sample):
        look.guess("time.zone", _CHINESE_ZONE, 0.6, Reason("zone.chinese"))
        look.doubt("inspect.zone_by_language", Severity.WARNING, column=name, zone=_CHINESE_ZONE)
    elif not offsets:
        look.guess("time.zone", "UTC", 0.5, Reason("zone.none"))
        look.doubt("inspect.zone_unknown", Severity.WARNING, column=name)
    elif set(offsets) == {0}:
        look.guess("time.zone", "UTC", 0.6, Reason("zone.utc"))
        look.doubt("inspect.zone_utc", Severity.WARNING, column=name)
    else:
        zones = _zones_with(times.reading)
        written = ", ".join(_hours(offset) for offset in sorted(offsets))
        if zones:
            look.guess(
                "time.zone", zones[0], 0.8, Reason("zone.offsets", {"offsets": written}), others=tuple(zones[1:4])
            )
            look.doubt("inspect.zone_guessed", Severity.NOTE, column=name, zone=zones[0], offsets=written)
        else:
            look.guess("time.zone", "UTC", 0.5, Reason("zone.none"))
            look.doubt("inspect.zones_mixed", Severity.WARNING, column=name, offsets=written)


def _hours(offset_us: int) -> str:
    minutes = abs(offset_us) // 60_000_000
    return f"{'-' if offset_us < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def _zones_with(reading: Reading) -> list[str]:
    """Zones whose clocks showed exactly these offsets, the preferred ones first."""
    assert reading.offset_us is not None
    fits = np.flatnonzero(reading.local_us != NO_TIME)
    fits = fits[np.argsort(reading.utc_us[fits])][:: max(1, len(fits) // 60)]
    seen = [
        (_EPOCH + timedelta(microseconds=int(us)), timedelta(microseconds=int(offset)))
        for us, offset in zip(reading.utc_us[fits], reading.offset_us[fits], strict=True)
    ]
    preferred = [zone for zone in vocabulary().zones if zone in available_timezones()]
    found: list[str] = []
    for zone in dict.fromkeys([*preferred, *sorted(available_timezones())]):
        info = ZoneInfo(zone)
        if all(at.astimezone(info).utcoffset() == offset for at, offset in seen):
            found.append(zone)
            if len(found) == 4:
                break
    return found


def _order_by_time(look: Look, times: TimeColumn) -> None:
    """Sort the sampled rows by case and time, and say what the stamps do not tell."""
    cases, us = look.in_cases(), instants(times.reading, times.column)
    ordered = us[cases.order]
    known = cases.same & (ordered[1:] != NO_TIME) & (ordered[:-1] != NO_TIME)
    steps = np.diff(ordered)[known]
    if len(steps) and (steps < 0).sum() > 4 * (steps > 0).sum():
        look.doubt("inspect.newest_first", Severity.WARNING, column=times.column.name)
    order = cases.order[np.lexsort((ordered, cases.case))]
    look.cases = Cases(order, cases.case, cases.same)
    look.clock = wall_clock(times.reading, times.column)[order]
    filled = look.clock[look.clock != NO_TIME]
    midnight = float((filled % _DAY_US == 0).mean()) if len(filled) else 0.0
    if midnight > _MIDNIGHT_SHARE_MAX:
        look.doubt("inspect.midnight", Severity.WARNING, column=times.column.name, share=round(100 * midnight, 1))
    clock = next((column.name for column in look.free() if _tells_clock(column)), None) if midnight == 1 else None
    if clock is not None:
        look.doubt("inspect.day_and_clock_apart", Severity.WARNING, column=times.column.name, clock=clock)


def _tells_clock(column: Column) -> bool:
    """Whether the cells are times of day without a day."""
    return all(_CLOCK.fullmatch(value.strip()) for value in column.values[:: 1 + len(column.values) // 500])


def _backward_steps(reading: Reading, column: Column, cases: Cases) -> int:
    """Neighbouring rows of one case, in file order, whose time goes back under a reading."""
    us = instants(reading, column)[cases.order]
    known = cases.same & (us[1:] != NO_TIME) & (us[:-1] != NO_TIME)
    return int((us[1:] < us[:-1])[known].sum())
