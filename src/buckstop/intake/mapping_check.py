"""Whether a mapping fits a log: every column it names must be there."""

import difflib

from buckstop.intake.mapping_file import nearest
from buckstop.intake.raw import RawLog
from buckstop.lens.issues import Issue, Severity
from buckstop.lens.mapping import Mapping

_NEAREST_MAX = 3
_SHOWN_MAX = 30
_ASKED = "--holder"
_LEVELS = ("columns.keep", "columns.persons")  # where a column asked for is put


def columns_named(mapping: Mapping) -> tuple[tuple[str, str], ...]:
    """Every column of the log a mapping names, with the key of the mapping file: ("columns.case", "number"), ...

    Columns made of a history of changes are not among them: the log has only those they are made of.
    """
    single = (
        ("columns.case", mapping.case),
        ("time.column", mapping.time.column),
        ("columns.unit", mapping.unit),
        ("columns.person", mapping.person),
        ("columns.activity", mapping.activity),
        ("state.column", mapping.state_column),
        ("columns.sequence", mapping.sequence),
        ("columns.case_type", mapping.case_type),
        ("columns.demander", mapping.demander),
        ("columns.subject", mapping.subject),
        ("due.column", mapping.due.column if mapping.due else None),
        ("line.column", mapping.line_column),
    )
    several = [("columns.features", name) for name in mapping.features]
    several += [("columns.keep", name) for name in mapping.keep]
    several += [("columns.persons", name) for name in mapping.persons]
    changes = mapping.changes
    made = frozenset(changes.columns.values()) if changes else frozenset()
    if changes:
        several += [("changes.field", changes.field), ("changes.new", changes.new)]
        several += [(f"changes.{key}", name) for key in ("old", "started") if (name := getattr(changes, key))]
    return tuple((key, name) for key, name in (*single, *several) if name and name not in made)


def check_columns(mapping: Mapping, raw: RawLog, *, asked: str | None = None) -> tuple[Issue, ...]:
    """An issue for every column the mapping names and the log does not have, with the columns probably meant.

    Args:
        mapping: with the column asked for among `keep` or `persons`.
        raw: the log as read.
        asked: column the user asked for as the level of holders; if absent it is told as such, not as the mapping's.
    """
    return tuple(
        _absent(_ASKED if name == asked and key in _LEVELS else key, name, raw)
        for key, name in dict.fromkeys(columns_named(mapping))
        if name not in raw.columns
    )


def _absent(key: str, name: str, raw: RawLog) -> Issue:
    fields: dict[str, str | int | float] = {"name": name}
    if key != _ASKED:
        fields["key"] = key
    near = [nearest(name, raw.columns), *difflib.get_close_matches(name, raw.columns, n=_NEAREST_MAX, cutoff=0.5)]
    found = [column for column in dict.fromkeys(near) if column is not None][:_NEAREST_MAX]
    if found:
        code = "holder.column_absent_near" if key == _ASKED else "mapping.column_absent_near"
        fields = fields | {"nearest": ", ".join(found)}
    else:
        more = ", …" if len(raw.columns) > _SHOWN_MAX else ""
        code = "holder.column_absent" if key == _ASKED else "mapping.column_absent"
        fields = fields | {"columns": ", ".join(raw.columns[:_SHOWN_MAX]) + more}
    return Issue(code, Severity.ERROR, file=raw.name, sheet=raw.sheet, fields=fields)
