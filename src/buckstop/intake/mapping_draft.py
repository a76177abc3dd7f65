"""The written form of a mapping: a TOML text with comments that loads back to an equal mapping."""

import textwrap
from collections.abc import Mapping as MappingType

from buckstop.intake.mapping_schema import SCHEMA, WEEKDAYS, Shape
from buckstop.lens.mapping import Mapping, State

_WIDTH = 110
_ESCAPES = {"\n": "\\n", "\\": "\\\\", '"': '\\"', "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


def dump_mapping(mapping: Mapping, comments: MappingType[str, tuple[str, ...]] | None = None) -> str:
    """A TOML text for a mapping, with remarks above the keys they concern.

    Args:
        mapping: what to write; loading the text gives an equal mapping.
        comments: remarks by key ("columns.unit", "time.format", "" = head of the file). A key that has remarks but no
            value is written as a comment, so that the reader sees what could stand there.
    """
    remarks = comments or {}
    values = _values(mapping)
    lines = [*_remark_lines(remarks.get("", ())), ""] if remarks.get("") else []
    for table, keys in SCHEMA.items():
        body: list[str] = []
        for key in keys:
            path = f"{table}.{key}" if table else key
            body += _remark_lines(remarks.get(path, ()))
            if path in values:
                body.append(f"{key} = {_toml(values[path])}")
            elif remarks.get(path):
                body.append(f"# {key} = {_EMPTY.get(keys[key], '')}")
        if body and table:
            active = any(path.startswith(f"{table}.") for path in values)
            lines += ["", f"[{table}]" if active else f"# [{table}]"]
        lines += body
    return "\n".join(lines).strip("\n") + "\n"


_EMPTY = {Shape.TEXT: '""', Shape.TEXTS: "[]", Shape.DAYS: "[]", Shape.FLAG: "false"}


def _values(mapping: Mapping) -> dict[str, object]:
    """Value by "table.key", in no order; what equals "not set" is left out."""
    values: dict[str, object] = {
        "name": mapping.name,
        "notes": mapping.notes,
        "columns.case": mapping.case,
        "columns.unit": mapping.unit,
        "columns.person": mapping.person,
        "columns.activity": mapping.activity,
        "columns.sequence": mapping.sequence,
        "columns.case_type": mapping.case_type,
        "columns.features": mapping.features,
        "columns.demander": mapping.demander,
        "columns.subject": mapping.subject,
        "columns.keep": mapping.keep,
        "columns.persons": mapping.persons,
        "state.column": mapping.state_column,
        "state.advancing": mapping.advancing,
        "holders.robots": mapping.holders.robots,
        "holders.queues": mapping.holders.queues,
        "holders.placeholders": mapping.holders.placeholders,
        "holders.uncharged": mapping.holders.uncharged,
        "line.column": mapping.line_column,
        "line.pattern": mapping.line_pattern,
        "line.order": mapping.line_order,
        "values.null": mapping.null_words,
    }
    for state in State:
        values[f"state.{state}"] = tuple(value for value, meant in mapping.states.items() if meant is state)
    for table, spec in (("time", mapping.time), ("due", mapping.due)):
        if spec is not None:
            values |= {f"{table}.column": spec.column, f"{table}.format": spec.format, f"{table}.zone": spec.zone}
    if mapping.changes is not None:
        changes = mapping.changes
        values |= {"changes.field": changes.field, "changes.old": changes.old, "changes.new": changes.new}
        values |= {"changes.started": changes.started, "changes.columns": changes.columns}
    if mapping.calendar is not None:
        calendar = mapping.calendar
        values |= {"calendar.country": calendar.country, "calendar.opens": calendar.opens}
        values |= {"calendar.closes": calendar.closes}
        values["calendar.workdays"] = tuple(WEEKDAYS[day] for day in calendar.workdays)
    values = {key: value for key, value in values.items() if value not in (None, "", ())}
    if mapping.min_work_minutes != Mapping("", "", mapping.time).min_work_minutes:
        values["state.min_work_minutes"] = mapping.min_work_minutes
    if mapping.fill_defaults:
        values["xes.fill_defaults"] = True
    return values


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, tuple):
        inner = ", ".join(_toml(item) for item in value)
        if len(inner) <= 100:
            return f"[{inner}]"
        return "[\n" + "".join(f"    {_toml(item)},\n" for item in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_quoted(key)} = {_quoted(item)}" for key, item in value.items()) + " }"
    text = str(value)
    if "\n" in text:
        return '"""\n' + "\n".join(_escaped(line) for line in text.split("\n")) + '"""'
    return _quoted(text)


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return "".join(
        _ESCAPES.get(char) or (f"\\u{ord(char):04X}" if ord(char) < 0x20 or ord(char) == 0x7F else char)
        for char in text
    )


def _remark_lines(remarks: tuple[str, ...]) -> list[str]:
    """Comment lines of readable length; control characters, which TOML forbids in comments, become blanks."""
    lines = [
        piece
        for remark in remarks
        for line in remark.split("\n")
        for piece in textwrap.wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False)
    ]
    return ["# " + "".join(" " if ord(char) < 0x20 or ord(char) == 0x7F else char for char in line) for line in lines]
