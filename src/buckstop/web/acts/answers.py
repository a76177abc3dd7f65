"""The answers of a form as far as they go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from buckstop.web.acts.act import Field, Kind, Values
from buckstop.web.acts.forms import ActForm

_STAND_IN = "…"
_EMPTY: dict[Kind, Any] = {
    Kind.TEXT: "",
    Kind.LONG: "",
    Kind.LINES: (),
    Kind.UNITS: (),
    Kind.TICKS: (),
    Kind.FILES: (),
    Kind.CHOICE: "",
    Kind.EITHER: "",
    Kind.MATTER: "",
}


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a form as far as it is filled in.

    Args:
        values: of every question; stand-ins where an answer that changes nothing of what it does is missing.
        drafted: there are stand-ins among them.
        missing: labels of questions on whose answers everything depends.
    """

    values: Values
    drafted: bool
    missing: tuple[str, ...]


def answers_of(asked: Sequence[Field], form: ActForm) -> Answers:
    """The answers of a form that is being filled in: for looking at what it would do, never for doing it."""
    known = form.read_so_far()
    values: dict[str, Any] = {}
    missing, drafted = [], False
    for field in asked:
        value = known.get(field.name) if form.is_bound else form.fields[field.name].initial
        if value in (None, "", ()) and field.required:
            value, drafted = _stand_in(field, form), True
            if value is None:
                missing.append(form.scene.read.translate(field.label))
        values[field.name] = _EMPTY.get(field.kind) if value is None else value
    return Answers(values, drafted, tuple(missing))


def _stand_in(field: Field, form: ActForm) -> Any:
    if field.kind in {Kind.TEXT, Kind.LONG}:
        return _STAND_IN
    if field.neutral and field.choices:
        choices = field.choices(form.scene)
        if not choices:
            return None
        last = choices[-1][0]
        return (last,) if field.kind is Kind.TICKS else last
    return None
