"""What a change of the organisation asks: questions of a few kinds, a form of them, its answers as the domain wants them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from buckstop.app.requests import RequestError
from buckstop.domain.duties import Duty
from buckstop.domain.ids import DutyItemId, PersonId, PostId, UnitId
from buckstop.domain.posts import Post, Role
from buckstop.domain.units import UnitKind
from buckstop.i18n import gettext_noop as _
from buckstop.text.protocol_words import ROLES
from buckstop.text.readers import Reader
from buckstop.web.acts.unit_words import find_units
from buckstop.web.organisation.standing import Standing

Answers = Mapping[str, Any]

UNIT_KINDS: Mapping[str, str] = {
    UnitKind.ROOT: _("highest unit"),
    UnitKind.GOVERNMENT: _("government"),
    UnitKind.DEPARTMENT: _("department"),
    UnitKind.OFFICE: _("office"),
    UnitKind.TOWNSHIP: _("township"),
    UnitKind.VILLAGE: _("village"),
    UnitKind.TEAM: _("team"),
    UnitKind.OTHER: _("other"),
}
_MISSING = _("This is needed: fill it in.")
_CHOOSE = _("Choose one of these.")
_NO_DAY = _("This is no day. Write it as year, month and day, like 2026-03-31.")
_PAST = _("This day has begun already. Name a day to come, or leave it empty for now.")
_SEVERAL_UNITS = _("Several units are called so. Write which, with its id: %(units)s.")
_SEVERAL_PERSONS = _("Several people are called so. Choose the one meant: %(persons)s.")
_LISTED = _("“%(title)s” is called so on this list already. Change that item, or give this one another code.")
_NOBODY = _("Nobody in the register is called so. Tick the box below if this is somebody new.")
_LONGEST = 200


class Kind(StrEnum):
    """What an answer is."""

    TEXT = "text"
    LINES = "lines"
    UNIT = "unit"
    PERSON = "person"
    POST = "post"
    POSTS = "posts"
    ROLES = "roles"
    UNIT_KIND = "unit_kind"
    FROM_DAY = "from_day"  # begins with its first instant
    UNTIL_DAY = "until_day"  # ends with its last instant
    TICK = "tick"
    CHOICE = "choice"  # str: the code of one of the question's own choices
    NEW_ITEM = "new_item"  # str: what no item of the unit's duty list is called yet


@dataclass(frozen=True, slots=True)
class Place:
    """What a change is about.

    Args:
        unit: of which the change is, or whose post; the root where none was named.
        post: None where the change is about no post.
        about: id of what of the unit it is about, as its address names it: an item, a relation; empty for the unit itself.
    """

    standing: Standing
    unit: UnitId
    post: Post | None = None
    about: str = ""

    @property
    def read(self) -> Reader:
        """How things are shown to who changes them."""
        return self.standing.who.read


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Args:
        first: what stands in it before anything was typed.
        choices: of CHOICE: codes with their words.
    """

    name: str
    label: str
    kind: Kind
    hint: str = ""
    required: bool = True
    first: Callable[[Place], Any] | None = None
    choices: Mapping[str, str] = field(default_factory=dict)


class Questions(forms.Form):
    """The questions of a change; cleaned answers are ids, days as instants, tuples."""

    def __init__(self, asked: Sequence[Question], place: Place, data: QueryDict | None = None) -> None:
        super().__init__(data, use_required_attribute=False)
        self.asked = {one.name: one for one in asked}
        self.place = place
        for one in asked:
            made = self._made(one)
            made.initial = one.first(place) if one.first else None
            made.error_messages |= {
                "required": self._say(_MISSING),
                "invalid_choice": self._say(_CHOOSE),
                "invalid": self._say(_NO_DAY),
            }
            self.fields[one.name] = made

    def _say(self, message: str) -> str:
        return self.place.read.translate(message)

    def _made(self, one: Question) -> forms.Field:
        common: dict[str, Any] = {
            "label": self._say(one.label),
            "help_text": self._say(one.hint) if one.hint else "",
            "required": one.required,
        }
        match one.kind:
            case Kind.LINES:
                return forms.CharField(**common, widget=forms.Textarea({"rows": 3}))
            case Kind.UNIT:
                by_name = forms.TextInput({"list": "units", "autocomplete": "off", "spellcheck": "false"})
                return forms.CharField(**common, max_length=_LONGEST * 2, widget=by_name)
            case Kind.PERSON:
                by_name = forms.TextInput({"list": "persons", "autocomplete": "off", "spellcheck": "false"})
                return forms.CharField(**common, max_length=_LONGEST, widget=by_name)
            case Kind.POST | Kind.POSTS:
                return forms.ChoiceField(**common, choices=(("", ""), *posts_near(self.place)))
            case Kind.ROLES:
                choices = [(role.value, self.place.read.word(ROLES, role)) for role in Role]
                return forms.MultipleChoiceField(**common, choices=choices, widget=forms.CheckboxSelectMultiple)
            case Kind.UNIT_KIND:
                kinds = [(kind, self._say(words)) for kind, words in UNIT_KINDS.items() if kind != UnitKind.ROOT]
                return forms.ChoiceField(**common, choices=kinds)
            case Kind.FROM_DAY | Kind.UNTIL_DAY:
                return forms.DateField(**common, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
            case Kind.TICK:
                return forms.BooleanField(**common)
            case Kind.CHOICE:
                return forms.ChoiceField(
                    **common, choices=[(code, self._say(one.choices[code])) for code in one.choices]
                )
            case _:
                return forms.CharField(**common, max_length=_LONGEST)

    def clean(self) -> dict[str, Any]:
        """The answers, each as its kind says; what cannot be read is told beside its question."""
        found = dict(self.cleaned_data)
        for name, one in self.asked.items():
            if name in found:
                try:
                    found[name] = self._value(one, found[name])
                except ValidationError as error:
                    self.add_error(name, error)
                    found.pop(name, None)
        return found

    def _value(self, one: Question, value: Any) -> Any:
        match one.kind:
            case Kind.UNIT:
                return self._unit(value) if value else None
            case Kind.PERSON:
                return self._person(value)
            case Kind.POST:
                return PostId(value) if value else None
            case Kind.POSTS:
                return PostId(value) if value else None
            case Kind.LINES:
                return tuple(line.strip() for line in str(value).splitlines() if line.strip())
            case Kind.ROLES:
                return frozenset(map(Role, value))
            case Kind.UNIT_KIND:
                return UnitKind(value)
            case Kind.FROM_DAY | Kind.UNTIL_DAY:
                return self._instant(one, value) if value else None
            case Kind.NEW_ITEM if (duty := self._listed(value)) is not None:
                raise ValidationError(self.place.read.say(_LISTED, title=duty.title))
        return value

    def _listed(self, item: str) -> Duty | None:
        return self.place.standing.who.organisation.duty(self.place.unit, DutyItemId(item))

    def _unit(self, words: str) -> UnitId:
        who = self.place.standing.who
        try:
            found = find_units(who.organisation, who.read, words)
        except RequestError as error:
            raise ValidationError(who.read.say(error.message, **error.fields)) from error
        if len(found) > 1:
            units = who.read.units(found)
            raise ValidationError(who.read.say(_SEVERAL_UNITS, units=units))
        return found[0]

    def _person(self, words: str) -> PersonId | str:
        """Somebody of the register by name or id; a name as it stands where somebody new is meant."""
        standing = self.place.standing
        words = " ".join(words.split())
        if words in standing.who.organisation.persons:
            return PersonId(words)
        if self.data.get("new"):
            return words
        found = standing.labels.find(words)
        if len(found) > 1:
            raise ValidationError(self.place.read.say(_SEVERAL_PERSONS, persons=standing.labels.joined(found)))
        if not found:
            raise ValidationError(self._say(_NOBODY))
        return found[0]

    def _instant(self, one: Question, day: date) -> datetime:
        zone = self.place.standing.who.ledger.calendar.zone
        begin = datetime.combine(day, time(), zone)
        if one.kind is Kind.UNTIL_DAY:
            begin += timedelta(days=1)
        at = begin.astimezone(UTC)
        if at <= self.place.standing.now:
            raise ValidationError(self._say(_PAST))
        return at

    def kind_of(self, name: str) -> str:
        """What a question takes, which says how it is drawn."""
        return self.asked[name].kind.value


def posts_near(place: Place) -> tuple[tuple[str, str], ...]:
    """Posts of the unit, of its superior and of the units below it, with the names of their units."""
    organisation, read = place.standing.who.organisation, place.read
    above = organisation.superior(place.unit)
    units = [place.unit, *([above] if above else []), *organisation.tree.active_children(place.unit)]
    own = place.post.id if place.post else ""
    return tuple(
        (post.id, read.say(_POST_OF, unit=read.unit(post.unit), post=post.title))
        for unit in units
        for post in organisation.posts_in(unit)
        if post.id != own
    )


_POST_OF = _("%(unit)s: %(post)s")
