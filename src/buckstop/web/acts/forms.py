"""From the questions of an act to a form: read, checked, and its answers as the domain wants them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from buckstop.app.requests import RequestError
from buckstop.app.sight import matters_of
from buckstop.domain.ids import MatterId, UnitId
from buckstop.i18n import gettext_noop as _
from buckstop.web.acts.act import Field, Kind, Scene, Values
from buckstop.web.acts.unit_words import UnitInputs, find_units, unit_words
from buckstop.web.uploads import Uploads

_MISSING = _("This is needed: fill it in.")
_CHOOSE = _("Choose one of these.")
_NO_DAY = _("This is no day. Write it as year, month and day, like 2026-03-31.")
_NO_INSTANT = _("This is no day and time. Write them like 2026-03-31 09:30.")
_NO_NUMBER = _("Write a whole number, 0 or more.")
_NO_SUM = _("Write an amount of 0 or more with at most two decimals, like 1500 or 1500.50.")
_TOO_LARGE = _("Nobody counts that far. Write a smaller number.")
_TOO_LONG = _("%(length)s characters, and %(allowed)s are allowed. Say it shorter, or attach the rest as a file.")
_NO_MATTER = _("No matter that you may read has this id. Open the one that is meant, and copy its id or its address.")
_SEVERAL = _("Several units are called so. Choose which one is meant.")
_OUT_OF_REACH = _("Nothing is planned that far away. Name a day before %(year)s.")
_LARGEST = 10**12
_DECIMALS = 2  # between the smallest unit of the currency and its main one
_YEARS = 100
_INSTANT = "%Y-%m-%dT%H:%M"


class ActForm(forms.Form):
    """The questions of an act in one place and time.

    Args:
        asked: the questions, in order.
        scene: where the act takes place.
        uploads: files kept so far and those that arrive now; None where the form was not sent.
    """

    def __init__(
        self,
        asked: Sequence[Field],
        scene: Scene,
        data: QueryDict | None = None,
        uploads: Uploads | None = None,
        first: Values | None = None,
    ) -> None:
        super().__init__(data, None if data is None else MultiValueDict(), use_required_attribute=False)
        self.asked = {field.name: field for field in asked}
        self.scene = scene
        self.uploads = uploads
        for field in asked:
            made = self._made(field)
            made.initial = (first or {}).get(field.name, field.first(scene) if field.first else None)
            if field.kind is Kind.MONEY and made.initial:
                made.initial = Decimal(made.initial).scaleb(-_DECIMALS)
            self.fields[field.name] = made

    # --- making ---

    def _made(self, field: Field) -> forms.Field:
        say = self.scene.read.translate
        common: dict[str, Any] = {
            "label": say(field.label),
            "help_text": say(field.hint) if field.hint else "",
            "required": field.required,
        }
        made = self._of_kind(field, common)
        made.error_messages = {
            **made.error_messages,
            "required": say(_CHOOSE if field.choices else _MISSING),
            "invalid_choice": say(_CHOOSE),
            "min_value": say(_NO_SUM if field.kind is Kind.MONEY else _NO_NUMBER),
            "max_value": say(_TOO_LARGE),
        }
        made.widget.attrs["class"] = f"of-{field.kind.value}"
        return made

    def _of_kind(self, field: Field, common: dict[str, Any]) -> forms.Field:
        choices = field.choices(self.scene) if field.choices else ()
        match field.kind:
            case Kind.LONG | Kind.LINES:
                return forms.CharField(**common, widget=_Lines({"rows": 4 if field.kind is Kind.LONG else 3}))
            case Kind.UNIT:
                return forms.CharField(**common, max_length=400, widget=forms.TextInput(_BY_NAME))
            case Kind.UNITS:
                return forms.Field(**common, widget=UnitInputs(_BY_NAME))
            case Kind.DATE:
                return self._worded(forms.DateField(**common, widget=_Day({"type": "date"})), _NO_DAY)
            case Kind.INSTANT:
                return forms.CharField(**common, widget=forms.DateTimeInput({"type": "datetime-local"}, _INSTANT))
            case Kind.COUNT:
                counted = forms.NumberInput({"inputmode": "numeric", "min": 0})
                made = forms.IntegerField(**common, min_value=0, max_value=_LARGEST, widget=counted)
                return self._worded(made, _NO_NUMBER)
            case Kind.MONEY:
                summed = forms.NumberInput({"inputmode": "decimal", "min": 0, "step": "0.01"})
                largest = _LARGEST // 10**_DECIMALS
                paid = forms.DecimalField(
                    **common, min_value=0, max_value=largest, decimal_places=_DECIMALS, widget=summed
                )
                paid.error_messages["max_decimal_places"] = self.scene.read.translate(_NO_SUM)
                return self._worded(paid, _NO_SUM)
            case Kind.CHOICE:
                # Nothing is chosen for anybody, but where the act itself says what usually holds.
                blank = () if field.first else (("", ""),)
                return forms.ChoiceField(**common, choices=(*blank, *choices))
            case Kind.EITHER:
                return forms.ChoiceField(**common, choices=choices, widget=forms.RadioSelect)
            case Kind.TICKS:
                return forms.MultipleChoiceField(**common, choices=choices, widget=forms.CheckboxSelectMultiple)
            case Kind.FILES:
                return forms.Field(**common, widget=ManyFiles())
            case _:
                return forms.CharField(**common)

    def _worded(self, field: forms.Field, message: str) -> forms.Field:
        field.error_messages["invalid"] = self.scene.read.translate(message)
        return field

    # --- reading ---

    def clean(self) -> dict[str, Any]:
        """The answers, each as its kind says; what cannot be read is told beside its question."""
        found = dict(self.cleaned_data)
        for name, field in self.asked.items():
            if name in found:
                try:
                    found[name] = self._value(field, found[name])
                except ValidationError as error:
                    self.add_error(name, error)
                    found.pop(name, None)
        return found

    def _value(self, field: Field, value: Any) -> Any:
        match field.kind:
            case Kind.UNIT:
                return self._unit(field, value) if value else None
            case Kind.UNITS:
                return tuple(dict.fromkeys(self._unit(field, one) for one in value or ()))
            case Kind.LINES:
                lines = tuple(line.strip() for line in str(value).splitlines() if line.strip())
                self._check_length(field, max(map(len, lines), default=0))
                return lines
            case Kind.INSTANT:
                return self._instant(value) if value else None
            case Kind.DATE:
                self._check_reach(value)
            case Kind.TICKS:
                return tuple(value)
            case Kind.MONEY:
                return None if value is None else int(value.scaleb(_DECIMALS))
            case Kind.FILES:
                return self.uploads.attached if self.uploads else ()
            case Kind.MATTER:
                return self._matter(MatterId(str(value).strip().rstrip("/").rpartition("/")[2]))
            case Kind.TEXT | Kind.LONG:
                self._check_length(field, len(value))
        return value

    def _check_length(self, field: Field, length: int) -> None:
        if length > field.longest:
            raise ValidationError(self.scene.read.say(_TOO_LONG, length=length, allowed=field.longest))

    def _check_reach(self, day: date | None) -> None:
        """Calendars end somewhere, and no plan reaches a century ahead or back: it is a slip of the finger."""
        here = self.scene.now.year
        if day is not None and abs(day.year - here) >= _YEARS:
            raise ValidationError(self.scene.read.say(_OUT_OF_REACH, year=here + _YEARS))

    def _unit(self, field: Field, words: str) -> UnitId:
        try:
            found = find_units(self.scene.organisation, self.scene.read, words)
        except RequestError as error:
            raise ValidationError(self.scene.read.say(error.message, **error.fields)) from error
        if len(found) > 1:
            if field.kind is Kind.UNIT:  # of several, each is a choice now; what was typed stays the first of them
                choices = [(unit, unit_words(self.scene.organisation, self.scene.read, unit)) for unit in found]
                self.fields[field.name].widget = forms.Select(choices=choices)
            raise ValidationError(self.scene.read.translate(_SEVERAL))
        return found[0]

    def _matter(self, name: MatterId) -> MatterId:
        """A matter that is named: whether one is there that who asks may not read is not told."""
        found = matters_of(self.scene.ledger.store.load([name]).snapshots.values())[name]
        if found is None or not self.scene.sees(found).allowed:
            raise ValidationError(self.scene.read.translate(_NO_MATTER))
        return name

    def _instant(self, words: str) -> datetime:
        try:
            read = datetime.fromisoformat(words)
        except ValueError as error:
            raise ValidationError(self.scene.read.translate(_NO_INSTANT)) from error
        self._check_reach(read.date())
        local = read if read.tzinfo else read.replace(tzinfo=self.scene.ledger.calendar.zone)
        return local.astimezone(self.scene.now.tzinfo)

    def read_so_far(self) -> Values:
        """The answers that could be read, whatever is wrong with others; none where nothing was sent."""
        if not self.is_bound:
            return {}
        self.is_valid()  # reads it, unless that was done
        return self.cleaned_data

    # --- showing ---

    @property
    def unfolded(self) -> tuple[forms.BoundField, ...]:
        """Questions most people answer."""
        return tuple(self[name] for name, field in self.asked.items() if not field.folded)

    @property
    def folded(self) -> tuple[forms.BoundField, ...]:
        """Questions most people leave alone."""
        return tuple(self[name] for name, field in self.asked.items() if field.folded)

    @property
    def fold_open(self) -> bool:
        """Whether something below the fold is wrong and must be seen."""
        return any(bound.errors for bound in self.folded)

    def kind_of(self, name: str) -> str:
        """What a question takes, which says how it is drawn."""
        return self.asked[name].kind.value

    @property
    def takes_files(self) -> bool:
        """Whether it has to be sent as one that carries files."""
        return any(field.kind is Kind.FILES for field in self.asked.values())

    @property
    def asks_units(self) -> bool:
        """Whether units are named by typing."""
        return any(field.kind in {Kind.UNIT, Kind.UNITS} for field in self.asked.values())

    def suggested(self, name: str) -> tuple[str, ...]:
        """Names of units to pick from."""
        suggest = self.asked[name].suggest
        likely = dict.fromkeys(suggest(self.scene)) if suggest else {}
        return tuple(self.scene.read.unit(unit) for unit in list(likely)[:_SUGGESTED])

    def grounded(self, name: str) -> tuple[tuple[str, str], ...]:
        """Names of the units that something written speaks for, each with what is written."""
        grounds = self.asked[name].grounds
        found = list(grounds(self.scene)) if grounds else []
        return tuple((self.scene.read.unit(unit), words) for unit, words in found[:_SUGGESTED])

    def only_when(self, name: str) -> str:
        """The class of a question that is asked only for one answer to another one; empty for all others."""
        when = self.asked[name].when
        return "when-" + "-".join(when) if when else ""


_SUGGESTED = 6
_BY_NAME = {"list": "units", "autocomplete": "off", "spellcheck": "false"}
"""Units are found by name, short name or id; the list of all of them stands once on the page."""


class _Day(forms.DateInput):
    """A day as browsers want it, whatever the language."""

    def __init__(self, attrs: dict[str, Any]) -> None:
        super().__init__(attrs, "%Y-%m-%d")


class _Lines(forms.Textarea):
    """Long text; several lines at once are shown one below the other."""

    def format_value(self, value: Any) -> str | None:
        """The text as it stands in the control."""
        return "\n".join(value) if isinstance(value, tuple) else super().format_value(value)


class ManyFiles(forms.FileInput):
    """A control that takes several files; they are read by `uploads`, not here."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"multiple": True})
