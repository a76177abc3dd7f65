"""How the times of a column are written, decided by the values themselves.

Why: a day-first stamp read month-first gives a wrong instant without an error in two of five rows. A value whose day
is over 12 proves the order; where no value proves it, the order that moves cases backwards less often is likelier,
and it is said that nothing proves it.
"""

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from buckstop.intake.columns import Column, Counts, Flags

Micros = npt.NDArray[np.int64]

NO_TIME = np.iinfo(np.int64).min  # a value that does not fit the format
_DAY_US = 86_400_000_000
_FIT_MIN = 0.9  # share of rows that must fit for a column to count as time
_ISO = (
    r"^(?P<Y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"
    r"(?:[T ](?P<H>\d{2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:[.,](?P<f>\d{1,9}))?)?)? ?(?P<z>Z|[+-]\d{2}(?::?\d{2})?)?$"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                "november", "december")  # fmt: skip
_TIME_MARK = "T"  # between date and time
_TOKEN = re.compile(r"\d+|[A-Za-z]+|[^\dA-Za-z]+")
_EPOCHS = (("epoch_s", 1_000_000), ("epoch_ms", 1_000))
_EPOCH_SPAN_S = (946_684_800, 4_102_444_800)  # the years 2000 to 2099
_EXCEL_SPAN = (32_874, 73_050)  # serial days of 1990 to 2099
_EXCEL_EPOCH = 25_569  # serial day of 1970-01-01


@dataclass(frozen=True, eq=False)
class Reading:
    """One way to read the times of a column.

    Args:
        format: as in `lens.mapping.TimeSpec.format`.
        local_us: per distinct value the wall-clock microseconds as written, `NO_TIME` where it does not fit.
        offset_us: per distinct value the offset from UTC as written; None if the format carries none.
        fit: share of the filled rows that fit, 0 to 1.
        misfit: an example that does not fit, or "".
    """

    format: str
    local_us: Micros
    offset_us: Micros | None
    fit: float
    misfit: str

    @property
    def utc_us(self) -> Micros:
        """Instants, as far as the text tells an offset; wall-clock time otherwise."""
        if self.offset_us is None:
            return self.local_us
        return np.where(self.local_us == NO_TIME, NO_TIME, self.local_us - self.offset_us)


@dataclass(frozen=True, eq=False)
class TimeColumn:
    """A column of times and every way to read it that the values allow, best fit first.

    Args:
        column: the column.
        readings: one reading, or several that fit equally well (day and month could be swapped).
        proofs: rows that rule out the swapped order of day and month; 0 where the format leaves no doubt.
    """

    column: Column
    readings: tuple[Reading, ...]
    proofs: int = 0

    @property
    def reading(self) -> Reading:
        """The first reading."""
        return self.readings[0]

    @property
    def ambiguous(self) -> bool:
        """Whether day and month could be swapped."""
        return len(self.readings) > 1


def time_column(column: Column, *, numbers: bool = False) -> TimeColumn | None:
    """How a column's times are written, or None if it holds no times.

    Args:
        column: the column.
        numbers: also take plain numbers for times (seconds since 1970, serial days of Excel); only sensible where the
            column's name speaks of time.
    """
    if not column.values:
        return None
    if column.native_time:
        iso = _iso(column)
        return TimeColumn(column, (Reading("native", iso.local_us, iso.offset_us, iso.fit, iso.misfit),))
    few = Column(column.name, column.values[:200], np.arange(min(200, len(column.values)), dtype=np.int32))
    if not _may_be_time(few):
        return None
    iso = _iso(column)
    if iso.fit >= _FIT_MIN:
        return TimeColumn(column, (iso,))
    if _plain_numbers(few):
        reading = _compact(column) or (_number(column) if numbers else None)
        return TimeColumn(column, (reading,)) if reading else None
    return _written(column)


def _may_be_time(few: Column) -> bool:
    digits = np.array([sum(char.isdigit() for char in value) for value in few.values])
    return bool(np.mean(digits >= 4) >= _FIT_MIN)


def _plain_numbers(few: Column) -> bool:
    return all(re.fullmatch(r"\d+(\.\d+)?", value) for value in few.values)


def _groups(texts: "pa.StringArray", pattern: str) -> tuple[Flags, dict[str, "pa.StringArray"]]:
    """Which texts match, and the named groups of all (empty where a group took no part)."""
    found = pc.extract_regex(texts, pattern)
    match = found.is_valid().to_numpy(zero_copy_only=False)
    names = re.compile(pattern).groupindex
    return match, {name: pc.fill_null(pc.struct_field(found, [name]), "") for name in names}


def _whole(texts: "pa.StringArray", empty: int = 0) -> Micros:
    filled = pc.if_else(pc.equal(texts, pa.scalar("")), str(empty), texts)
    number: Micros = filled.cast(pa.int64()).to_numpy(zero_copy_only=False)
    return number


def _fraction_us(texts: "pa.StringArray") -> Micros:
    return _whole(pc.utf8_slice_codeunits(pc.utf8_rpad(texts, 6, "0"), 0, 6))


def _offset_us(texts: "pa.StringArray") -> Micros:
    digits = pc.replace_substring_regex(texts, r"[^\d]", "")
    padded = pc.utf8_rpad(digits, 4, "0")
    minutes = _whole(pc.utf8_slice_codeunits(padded, 0, 2)) * 60 + _whole(pc.utf8_slice_codeunits(padded, 2, 4))
    sign = np.where(pc.starts_with(texts, "-").to_numpy(zero_copy_only=False), -1, 1)
    return minutes * sign * 60_000_000


def _days(year: Micros, month: Micros, day: Micros) -> tuple[Micros, Flags]:
    """Days since 1970 and whether the date exists."""
    sane = (year >= 1900) & (year <= 2200) & (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(sane, (year - 1970) * 12 + month - 1, 0)
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    after = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return first + day - 1, sane & (day <= after - first)


def _share(column: Column, fits: Flags) -> float:
    return float(column.counts[fits].sum() / max(1, column.counts.sum()))


def _reading(column: Column, form: str, match: Flags, parts: dict[str, Micros], offset: Micros | None) -> Reading:
    """A reading from the numbers found: keys Y m d H M S f, each per distinct value."""
    days, exists = _days(parts["Y"], parts["m"], parts["d"])
    hour, minute, second = (parts.get(key, np.zeros(len(days), np.int64)) for key in "HMS")
    fits = match & exists & (hour < 24) & (minute < 60) & (second < 60)
    local = days * _DAY_US + ((hour * 60 + minute) * 60 + second) * 1_000_000 + parts.get("f", 0)
    misfit = next((column.values[i] for i in np.flatnonzero(~fits)[:1]), "")
    return Reading(form, np.where(fits, local, NO_TIME), offset, _share(column, fits), misfit)


def _iso(column: Column) -> Reading:
    match, found = _groups(column.texts, _ISO)
    parts = {key: _whole(found[key]) for key in "YmdHMS"} | {"f": _fraction_us(found["f"])}
    zoned = pc.not_equal(found["z"], pa.scalar("")).to_numpy(zero_copy_only=False) & match
    offset = _offset_us(found["z"]) if zoned.any() else None
    return _reading(column, "iso", match, parts, offset)


def _number(column: Column) -> Reading | None:
    values = column.texts.cast(pa.float64()).to_numpy(zero_copy_only=False)
    for form, scale in _EPOCHS:
        low, high = (bound * 1_000_000 // scale for bound in _EPOCH_SPAN_S)
        fits = (values >= low) & (values < high)
        if _share(column, fits) >= _FIT_MIN:
            local = np.where(fits, np.round(values * scale), 0).astype(np.int64)
            return Reading(
                form, np.where(fits, local, NO_TIME), np.zeros(len(local), np.int64), _share(column, fits), ""
            )
    fits = (values >= _EXCEL_SPAN[0]) & (values < _EXCEL_SPAN[1])
    if _share(column, fits) < _FIT_MIN:
        return None
    local = np.round((np.where(fits, values, 0) - _EXCEL_EPOCH) * 86_400).astype(np.int64) * 1_000_000
    return Reading("excel", np.where(fits, local, NO_TIME), None, _share(column, fits), "")


def _compact(column: Column) -> Reading | None:
    """20240305, 202403051405 and 20240305140530; only where nearly every value is a date, for many ids look alike."""
    for digits, form in (("", "%Y%m%d"), ("HM", "%Y%m%d%H%M"), ("HMS", "%Y%m%d%H%M%S")):
        rest = "".join(rf"(?P<{key}>\d{{2}})" for key in digits)
        match, found = _groups(column.texts, rf"^(?P<Y>(?:19|20)\d{{2}})(?P<m>\d{{2}})(?P<d>\d{{2}}){rest}$")
        reading = _reading(column, form, match, {key: _whole(text) for key, text in found.items()}, None)
        if reading.fit >= 0.999:
            return reading
    return None


def _written(column: Column) -> TimeColumn | None:
    """Times in any other order, with separators: the commonest shape decides, its possible orders are tried."""
    shapes = Counter(_shape(value) for value in column.values[:2000])
    example = next(value for value in column.values if _shape(value) == shapes.most_common(1)[0][0])
    readings: list[Reading] = []
    for order in _orders(example):
        layout = _layout(example, order)
        if layout is None:
            return None
        readings.append(_laid_out(column, *layout))
    best = max((reading.fit for reading in readings), default=0.0)
    if best < _FIT_MIN:
        return None
    kept = [reading for reading in readings if reading.fit >= best - 1e-9]
    proofs = 0
    if len(kept) == 1 and len(readings) > 1:
        wrong = np.minimum.reduce([reading.local_us for reading in readings if reading is not kept[0]]) == NO_TIME
        proofs = int(column.counts[(kept[0].local_us != NO_TIME) & wrong].sum())
    return TimeColumn(column, tuple(kept), proofs)


def _shape(value: str) -> tuple[str, ...]:
    """What of a text is digits, letters and separators; digits of 1 and 2 places count alike, 4 apart."""
    return tuple("4" if len(t) == 4 and t.isdigit() else "0" if t.isdigit() else "a" if t.isalpha() and t.isascii() else t
                 for t in _TOKEN.findall(value))  # fmt: skip


def _orders(example: str) -> tuple[str, ...]:
    """Orders of year, month, day that the first three number or month tokens allow."""
    tokens = [t for t in _TOKEN.findall(example) if t.isdigit() or t.lower() in (*_MONTHS, *_LONG_MONTHS)]
    if len(tokens) < 3:
        return ()
    first, second, third = tokens[:3]
    if first.isdigit() and len(first) == 4:
        return ("Ybd",) if second.isalpha() else ("Ymd",)
    year = "Y" if len(third) == 4 else "y"
    if second.isalpha():
        return (f"db{year}",)
    if first.isalpha():
        return (f"bd{year}",)
    return ("dmY", "mdY") if year == "Y" else ("dmy", "mdy", "ymd")


def _layout(example: str, order: str) -> tuple[str, str] | None:
    """Regular expression and strptime pattern for a shape, or None if it is no time."""
    keys = [*order, "H", "M", "S", "f"]
    pattern, form = "^", ""
    before = ""
    for token in _TOKEN.findall(example):
        if token.isdigit() and keys and (keys[0] in "Yymdb" or len(token) <= 2 or keys[0] == "f"):
            if keys[0] == "f" and before not in (".", ","):
                return None
            key = keys.pop(0)
            width = {"Y": "4", "f": "1,9"}.get(key, "1,2")
            pattern += rf"(?P<{key}>\d{{{width}}})"
            form += f"%{key}"
        elif keys and keys[0] == "b" and token.lower() in (*_MONTHS, *_LONG_MONTHS):
            keys.pop(0)
            pattern += r"(?P<b>[A-Za-z]+)"
            form += "%b" if token.lower() in _MONTHS else "%B"
        elif token.upper() in ("AM", "PM") and "%H" in form:
            pattern += "(?P<p>[AaPp][Mm])"
            form = form.replace("%H", "%I") + "%p"
        elif not re.fullmatch("[A-Za-z0-9]+", token) or token == _TIME_MARK:
            pattern += re.escape(token)
            form += token.replace("%", "%%")
        else:
            return None
        before = token
    return (pattern + "$", form) if len(keys) <= 4 else None


def _laid_out(column: Column, pattern: str, form: str) -> Reading:
    match, found = _groups(column.texts, pattern)
    parts = {key: _whole(found[key]) for key in "YymdHMS" if key in found}
    if "y" in parts:  # POSIX: 69 to 99 are 19xx
        parts["Y"] = parts["y"] + np.where(parts["y"] >= 69, 1900, 2000)
    if "f" in found:
        parts["f"] = _fraction_us(found["f"])
    if "b" in found:
        months = {name: number for number, name in enumerate(_MONTHS, 1)}
        parts["m"] = np.array([months.get(str(name)[:3].lower(), 0) for name in found["b"].to_pylist()], np.int64)
    if "p" in found:
        afternoon = pc.equal(pc.utf8_lower(found["p"]), pa.scalar("pm")).to_numpy(zero_copy_only=False)
        parts["H"] = np.where(parts["H"] > 12, 99, parts["H"] % 12 + 12 * afternoon)
    return _reading(column, form, match, parts, None)


def instants(reading: Reading, column: Column) -> Micros:
    """Per sampled row the instant under a reading, `NO_TIME` where empty or not fitting."""
    return np.append(reading.utc_us, NO_TIME)[column.codes]


def wall_clock(reading: Reading, column: Column) -> Micros:
    """Per sampled row the time as written, `NO_TIME` where empty or not fitting."""
    return np.append(reading.local_us, NO_TIME)[column.codes]


def offsets_of(reading: Reading, counts: Counts) -> Counter[int]:
    """Rows per offset from UTC, in microseconds; empty if the format carries none."""
    found: Counter[int] = Counter()
    if reading.offset_us is not None:
        for offset, count in zip(reading.offset_us.tolist(), counts.tolist(), strict=True):
            found[offset] += count
    return found


def with_seconds(reading: Reading) -> bool:
    """Whether any stamp is finer than a minute; without, events of one minute have no order."""
    us = reading.local_us[reading.local_us != NO_TIME]
    return bool((us % 60_000_000).any())
