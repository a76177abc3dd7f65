"""Histories of field changes: seen by their columns, and made into events before anything else is guessed."""

import pyarrow as pa

from buckstop.intake.changes import gather_table
from buckstop.intake.columns import Column, texts_of
from buckstop.intake.inspecting.look import Look
from buckstop.intake.inspecting.model import Reason
from buckstop.intake.inspecting.sample import Sample, sample_of
from buckstop.intake.inspecting.vocabulary import name_score
from buckstop.lens.issues import Severity
from buckstop.lens.mapping import ChangeSpec, Mapping, TimeSpec

_NAMED_MIN = 0.3
_FIELDS_MAX = 300
_SHOWN = 12
_HOLDER_ROLES = ("unit", "person", "state")


def guess_changes(look: Look) -> ChangeSpec | None:
    """Whether the log has one row per changed field, and how to read it then.

    A column that names fields is needed, whose values are names of a unit, a person or a status, and one that holds
    values after the change.
    """
    columns = look.sample.columns
    field = _best(columns, "change_field", [n for n, c in columns.items() if _names_holder(c)])
    if field is None:
        return None
    others = [name for name in columns if name not in (field, *look.taken(), *look.times)]
    new = _best(columns, "change_new", others)
    if new is None:
        return None
    old = _best(columns, "change_old", [name for name in others if name != new])
    event = look.column("time.column")
    moves = look.in_cases().moves
    still = [name for name in look.times if name != event and moves(columns[name]) == 0]
    started = _best(columns, "opened", still)
    values = columns[field].values
    made = {value: value for value in values if max(name_score(value, role) for role in _HOLDER_ROLES) >= _NAMED_MIN}
    return ChangeSpec(field, new, made, old, started)


def _names_holder(column: Column) -> bool:
    if not 1 <= len(column.values) <= _FIELDS_MAX:
        return False
    return any(name_score(value, role) >= 0.5 for value in column.values for role in _HOLDER_ROLES)


def _best(columns: dict[str, Column], role: str, names: list[str]) -> str | None:
    scores = {name: name_score(name, role) for name in names if name in columns}
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best is not None and scores[best] >= _NAMED_MIN else None


def gather(look: Look, spec: ChangeSpec) -> Sample:
    """The sample as events, and the guesses that say how they were made."""
    columns, case, time = look.sample.columns, look.column("columns.case"), look.column("time.column")
    assert case is not None
    assert time is not None
    mapping = Mapping("", case, TimeSpec(time, look.column("time.format") or "iso"), changes=spec)
    names = list(columns)
    table = pa.Table.from_arrays([texts_of(columns[n].values, columns[n].codes) for n in names], names=names)
    reason = Reason("changes.seen", {"column": spec.field})
    for key in ("field", "old", "new", "started"):
        value = getattr(spec, key)
        if value is not None:
            look.guess(f"changes.{key}", value, 0.8, reason)
    look.guess("changes.columns", tuple(spec.columns), 0.7, reason)
    unused = [value for value in columns[spec.field].values if value not in spec.columns]
    named = ", ".join(unused[:_SHOWN]) or "-"
    look.doubt("inspect.changes", Severity.NOTE, column=spec.field, count=max(1, len(unused)), fields=named)
    return sample_of(gather_table(table, mapping, spec), look.raw, whole=look.sample.whole)
