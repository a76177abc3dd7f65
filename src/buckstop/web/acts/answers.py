"""The answers of a form, whole or as far as they go, and the command they make."""

from dataclasses import dataclass
from typing import Any

from buckstop.domain.matter.commands import MatterCommand
from buckstop.web.acts.act import Act, Field, Kind
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
class Draft:
    """What a form would do as far as it is filled in.

    Args:
        command: None while something is missing on which everything depends.
        drafted: something is missing that changes nothing of what it does; a stand-in is in its place.
        missing: labels of what everything waits for.
    """

    command: MatterCommand | None
    drafted: bool
    missing: tuple[str, ...]


def draft_of(act: Act, form: ActForm) -> Draft:
    """The command of a form that is being filled in, for looking at what it would do; never for doing it."""
    known = form.cleaned_data if form.is_bound and hasattr(form, "cleaned_data") else {}
    values: dict[str, Any] = {}
    missing, drafted = [], False
    for field in act.fields:
        value = known.get(field.name, form.fields[field.name].initial if not form.is_bound else None)
        if value in (None, "", ()) and field.required:
            value = _stand_in(field, form)
            drafted = True
            if value is None:
                missing.append(form.scene.read.translate(field.label))
        values[field.name] = _EMPTY.get(field.kind) if value is None else value
    if missing:
        return Draft(None, drafted=True, missing=tuple(missing))
    return Draft(act.made(values, form.scene), drafted, ())


def _stand_in(field: Field, form: ActForm) -> Any:
    if field.kind in {Kind.TEXT, Kind.LONG}:
        return _STAND_IN
    if field.neutral and field.choices:
        choices = field.choices(form.scene)
        return choices[-1][0] if choices else None
    return None
