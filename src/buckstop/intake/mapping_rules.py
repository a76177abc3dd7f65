"""What the values of a mapping file must fulfil together: needed keys, formats, zones, patterns, ranges."""

import re
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from buckstop.intake.mapping_schema import NAMED_FORMATS
from buckstop.lens.mapping import State

# Directives every reader of instants knows the same way. Each group is needed once (year, month, day).
_DIRECTIVES = frozenset("YymdbBjHIMSfpzaA")
_NEEDED = (("%Y", "Yy"), ("%m", "mbBj"), ("%d", "dj"))


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule: issue code, key concerned, values for the sentence."""

    code: str
    key: str
    fields: dict[str, str | int | float] = field(default_factory=dict)


def check_rules(values: dict[str, Any], refused: set[str]) -> Iterator[Fault]:
    """Every rule the values break.

    Args:
        values: well-shaped values by "table.key"; keys not set are absent.
        refused: keys that were present with a value of the wrong shape; they are not reported again as missing.
    """
    tables = {key.partition(".")[0] for key in values}
    for needed in ("columns.case", "time.column"):
        if needed not in values and not refused & {needed, needed.partition(".")[0]}:
            yield Fault("mapping.missing_key", needed)
    for table, needed in (("due", "due.column"), ("line", "line.column")):
        if table in tables and needed not in values and needed not in refused:
            yield Fault("mapping.missing_key", needed)
    if "changes" in tables:
        for needed in ("changes.field", "changes.new", "changes.columns"):
            if needed not in values and needed not in refused:
                yield Fault("mapping.missing_key", needed)
    for table in ("time", "due"):
        if f"{table}.format" in values:
            yield from _format_faults(f"{table}.format", values[f"{table}.format"])
        if f"{table}.zone" in values:
            yield from _zone_faults(f"{table}.zone", values[f"{table}.zone"])
    yield from _state_faults(values, refused)
    yield from _line_faults(values)
    yield from _calendar_faults(values)


def _format_faults(key: str, pattern: str) -> Iterator[Fault]:
    if pattern in NAMED_FORMATS:
        return
    directives = re.findall(r"%(.?)", pattern.replace("%%", ""))
    if not directives:
        yield Fault("mapping.unknown_time_format", key, {"format": pattern, "names": ", ".join(NAMED_FORMATS)})
        return
    for directive in directives:
        if directive not in _DIRECTIVES:
            yield Fault("mapping.unknown_directive", key, {"format": pattern, "directive": f"%{directive}"})
    for example, choices in _NEEDED:
        if not set(choices) & set(directives):
            yield Fault("mapping.format_incomplete", key, {"format": pattern, "directive": example})
    if "I" in directives and "p" not in directives:
        yield Fault("mapping.format_incomplete", key, {"format": pattern, "directive": "%p"})


def _zone_faults(key: str, zone: str) -> Iterator[Fault]:
    # Not a zone but whatever this machine is set to: the same log would read differently elsewhere.
    known = zoneinfo.available_timezones() - {"localtime", "Factory"}
    if zone in known:
        return
    # A country or city is what people know: "Shanghai" and "asia/shanghai" both point to Asia/Shanghai.
    tail = zone.replace(" ", "_").rpartition("/")[2].casefold()
    near = sorted(name for name in known if name.rpartition("/")[2].casefold() == tail and not name.startswith("Etc"))
    if near:
        yield Fault("mapping.unknown_zone_near", key, {"zone": zone, "nearest": near[0]})
    else:
        yield Fault("mapping.unknown_zone", key, {"zone": zone})


def _state_faults(values: dict[str, Any], refused: set[str]) -> Iterator[Fault]:
    named = [state for state in State if f"state.{state}" in values]
    if named and "state.column" not in values and "state.column" not in refused:
        yield Fault("mapping.missing_key", "state.column")
    first: dict[str, State] = {}
    for state in named:
        for value in values[f"state.{state}"]:
            other = first.setdefault(value, state)
            if other is not state:
                yield Fault(
                    "mapping.value_in_two_states", f"state.{state}", {"value": value, "first": other, "second": state}
                )
    minutes = values.get("state.min_work_minutes", 0)
    if not 0 <= minutes <= 7 * 24 * 60:
        yield Fault("mapping.out_of_range", "state.min_work_minutes", {"value": minutes, "low": 0, "high": 10080})


def _line_faults(values: dict[str, Any]) -> Iterator[Fault]:
    pattern = values.get("line.pattern")
    if pattern is None:
        return
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        yield Fault("mapping.bad_pattern", "line.pattern", {"pattern": pattern, "reason": str(error)})
        return
    if groups == 0:
        yield Fault("mapping.pattern_without_group", "line.pattern", {"pattern": pattern})


def _calendar_faults(values: dict[str, Any]) -> Iterator[Fault]:
    opens, closes = values.get("calendar.opens", 9.0), values.get("calendar.closes", 17.0)
    for key, hour in (("calendar.opens", opens), ("calendar.closes", closes)):
        if not 0 <= hour <= 24:
            yield Fault("mapping.out_of_range", key, {"value": hour, "low": 0, "high": 24})
    if 0 <= closes <= opens <= 24:
        yield Fault("mapping.closes_before_opens", "calendar.closes", {"opens": opens, "closes": closes})
    country = values.get("calendar.country")
    if country is not None:
        import holidays  # slow to load, rarely needed

        if country not in holidays.list_supported_countries(include_aliases=True):
            yield Fault("mapping.unknown_country", "calendar.country", {"country": country})
