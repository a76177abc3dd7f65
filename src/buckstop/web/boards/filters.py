"""The filters of a list: read from the address, shown as a form, said in words, asked of the store.

What is filtered stands in the address and nowhere else, so that a list can be kept, sent and opened again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from buckstop.app.columns import MATTER
from buckstop.app.lists import lateness, reading_of
from buckstop.app.requests import RequestError
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.axes import Colour
from buckstop.domain.matter.words import Origin, Phase, Visibility
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.lookup import Order, Where
from buckstop.text.deadlines import LIGHT_WORDS
from buckstop.text.protocol_words import ORIGINS, PHASES, VISIBILITIES
from buckstop.text.readers import Reader
from buckstop.web.acts.unit_words import find_units
from buckstop.web.rows import AT_WORK
from buckstop.web.visitors import Visitor

_INSTANT = timedelta(microseconds=1)
_NONE = ("",)  # no unit, no phase: nothing is found by it
_LONGEST_WORDS = 200
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)  # calendars end somewhere

EVERY, OPEN = "every", "open"
"""States that are none of a single phase."""

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "hands": _("in the hands of my units"),
        "mine": _("concerning my units"),
    }
)
"""In the hands: held, offered, to be decided or verified; concerning: in whatever way."""

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "holder": _("answers for it"),
        "giver": _("gave it"),
        "away": _("gave it to others"),
        "offeree": _("has to sign it"),
        "arbiter": _("has to decide"),
        "verifier": _("has to verify"),
        "asked": _("owes an answer"),
        "asking": _("waits for an answer"),
        "involved": _("is concerned in any way"),
    }
)
STATES: Mapping[str, str] = MappingProxyType({OPEN: _("everything open"), EVERY: _("open or ended"), **PHASES})
LIGHTS: Mapping[str, str] = MappingProxyType({light: LIGHT_WORDS[light] for light in (Colour.RED, Colour.BLUE)})
"""What the deadline alone tells. Who is behind plan only the events of a matter tell, so no list is filtered by it.

Both burn while somebody is at work: what is reported done is neither late nor due soon, here as in every row and count.
"""

ORDERS: Mapping[str, str] = MappingProxyType(
    {
        Order.OFFICE: _("priority, then deadline"),
        Order.DEADLINE: _("deadline"),
        Order.DUE: _("what happens next by itself"),
        Order.MOVED: _("last moved"),
        Order.NEWEST: _("last opened"),
        Order.TITLE: _("title"),
    }
)
PRIORITY: Mapping[str, str] = MappingProxyType({"1": _("priority only"), "2": _("highest priority only")})

_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "q": _("Words, document number or id"),
        "scope": _("Whose"),
        "state": _("State"),
        "unit": _("Unit"),
        "role": _("The unit …"),
        "below": _("and the units below it"),
        "light": _("Warning light"),
        "priority": _("Priority"),
        "from": _("Deadline from"),
        "until": _("Deadline until"),
        "origin": _("Comes from"),
        "visibility": _("Open to"),
        "order": _("Order"),
    }
)
_ANY = _("any")
_ALL_I_MAY_READ = _("everything I may read")
_NO_DAY = _("This is no day. Write it as year, month and day, like 2026-03-31.")
_OUT_OF_REACH = _("Name a day between %(first)s and %(last)s.")
_WRONG_WAY = _("The last day lies before the first one.")
_CHOOSE = _("Choose one of these.")
_SEVERAL = _("Several units are called so. Name one by its id: %(ids)s.")
_SAID: Mapping[str, str] = MappingProxyType(
    {
        "q": _("holds the words “%(value)s”"),
        "scope": "",
        "state": _("state: %(value)s"),
        "light": _("light: %(value)s"),
        "priority": "",
        "from": _("due from %(value)s"),
        "until": _("due until %(value)s"),
        "origin": _("comes from %(value)s"),
        "visibility": "",
    }
)
"""How a filter is said; empty where its value says it all."""

_UNIT_SAID = _("%(unit)s %(role)s")
_UNITS_SAID = _("%(unit)s or a unit below it %(role)s")
_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "scope": SCOPES,
        "state": STATES,
        "role": ROLES,
        "light": LIGHTS,
        "priority": PRIORITY,
        "origin": ORIGINS,
        "visibility": {one: VISIBILITIES[one] for one in Visibility},
        "order": ORDERS,
    }
)


class _Day(forms.DateInput):
    """A day as browsers want it, whatever the language."""

    def __init__(self) -> None:
        super().__init__({"type": "date"}, "%Y-%m-%d")


class FilterForm(forms.Form):
    """The filters as a form that is sent by address.

    Args:
        who: whose units and language these are.
        asked: the address's query.
    """

    def __init__(self, who: Visitor, asked: QueryDict) -> None:
        super().__init__(asked, use_required_attribute=False, auto_id="filter-%s")
        self._who = who
        say = who.read.translate
        for name in _LABELS:
            made = self._made(name, say(_LABELS[name]))
            self.fields[name] = made
        self.order_fields(list(_LABELS))

    def _made(self, name: str, label: str) -> forms.Field:
        say = self._who.read.translate
        if name in _WORDS:
            blank = (
                () if name in {"state", "order", "role"} else (("", say(_ALL_I_MAY_READ if name == "scope" else _ANY)),)
            )
            chosen = forms.ChoiceField(
                label=label,
                required=False,
                choices=(*blank, *((code, say(words)) for code, words in _WORDS[name].items())),
            )
            chosen.error_messages["invalid_choice"] = say(_CHOOSE)
            return chosen
        if name in {"from", "until"}:
            day = forms.DateField(label=label, required=False, input_formats=["%Y-%m-%d"], widget=_Day())
            day.error_messages["invalid"] = say(_NO_DAY)
            return day
        if name == "below":
            return forms.BooleanField(label=label, required=False)
        attrs = {"list": "units", "autocomplete": "off"} if name == "unit" else {"type": "search", "data-search": ""}
        return forms.CharField(label=label, required=False, max_length=_LONGEST_WORDS, widget=forms.TextInput(attrs))

    def clean(self) -> dict[str, Any]:
        """What is asked for; the unit by its id."""
        found: dict[str, Any] = dict(self.cleaned_data)
        words = found.get("unit") or ""
        if words:
            try:
                units = find_units(self._who.organisation, self._who.read, words)
            except RequestError as error:
                self.add_error("unit", ValidationError(self._who.read.say(error.message, **error.fields)))
                units = ()
            if len(units) > 1:
                self.add_error("unit", ValidationError(self._who.read.say(_SEVERAL, ids=self._who.read.units(units))))
            found["unit"] = units[0] if len(units) == 1 else None
        first, last = found.get("from"), found.get("until")
        for name, day in (("from", first), ("until", last)):
            if day and not _FIRST_DAY <= day <= _LAST_DAY:
                said = self._who.read.say(_OUT_OF_REACH, first=_FIRST_DAY.isoformat(), last=_LAST_DAY.isoformat())
                self.add_error(name, ValidationError(said))
        if first and last and last < first:
            self.add_error("until", ValidationError(self._who.read.translate(_WRONG_WAY)))
        return found


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in words, and the query without it."""

    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is filtered and ordered by.

    Args:
        query: of the address, as it came, without the place in the list.
        values: as the form read them; a filter that is not set is empty.
        where: asked of the store, as far as the visitor may read; None where a filter cannot be read.
        order: of the list.
        usual_state: asked for where the address names none.
    """

    query: QueryDict
    form: FilterForm
    values: Mapping[str, Any]
    where: Where | None
    order: Order
    usual_state: str

    def address(self, **changed: str | None) -> str:
        """The query with some filters set anew, or left out where None."""
        found = self.query.copy()
        for name, value in changed.items():
            if value is None:
                found.pop(name, None)
            else:
                found[name] = value
        return found.urlencode()

    def chips(self, read: Reader) -> tuple[Chip, ...]:
        """Every filter that is set, in words."""
        return tuple(self._chips(read))

    def _chips(self, read: Reader) -> Iterator[Chip]:
        for name, said in _SAID.items():
            value = self.values.get(name)
            if value and not (name == "state" and value == self.usual_state):
                words = read.word(_WORDS[name], value) if name in _WORDS else str(value)
                yield Chip(read.say(said, value=words) if said else words, self.address(**{name: None}))
        if unit := self.values.get("unit"):
            said = _UNITS_SAID if self.values.get("below") else _UNIT_SAID
            role = read.word(ROLES, self.values.get("role") or "holder")
            yield Chip(read.say(said, unit=read.unit(unit), role=role), self.address(unit=None, role=None, below=None))


PLACE = ("after", "back")
"""Parts of the address that say which page of the list is shown."""


def filters_of(who: Visitor, asked: QueryDict, usual_state: str = OPEN) -> Filters:
    """The filters an address names."""
    query = asked.copy()
    for name in PLACE:
        query.pop(name, None)
    shown = query.copy()
    form = FilterForm(who, shown)
    valid = form.is_valid()
    values = {**form.cleaned_data, "state": form.cleaned_data.get("state") or usual_state}
    if values.get("unit"):
        shown["unit"] = who.read.unit(values["unit"])  # an id in the address is shown by its name
    order = Order(values.get("order") or Order.OFFICE)
    shown.setdefault("state", usual_state)
    where = where_of(who, values) if valid else None
    return Filters(query, form, values, where, order, usual_state)


def base_where(who: Visitor) -> Where:
    """Every matter the visitor may read."""
    return Where(kind=MATTER, reading=reading_of(who.organisation, who.person, who.ledger.now()))


def where_of(who: Visitor, values: Mapping[str, Any]) -> Where:
    """What the store is asked: the filters, and how far the visitor may read."""
    where = _by_state(base_where(who), values["state"])
    if scope := values.get("scope"):
        own = who.units or _NONE
        where = replace(where, units=own) if scope == "hands" else replace(where, involved=own)
    if unit := values.get("unit"):
        where = _by_unit(where, values.get("role") or "holder", _units(who, unit, below=bool(values.get("below"))))
    if level := values.get("priority"):
        where = replace(where, priority_from=int(level))
    where = _by_days(who, where, values.get("from"), values.get("until"))
    if light := values.get("light"):
        where = _by_light(who, where, light)
    return replace(
        where,
        text=values.get("q") or "",
        origin=Origin(values["origin"]) if values.get("origin") else "",
        visibility=Visibility(values["visibility"]) if values.get("visibility") else "",
    )


def _by_state(where: Where, state: str) -> Where:
    if state == EVERY:
        return where
    return replace(where, active=True) if state == OPEN else replace(where, phase=Phase(state))


def _by_unit(where: Where, role: str, units: tuple[str, ...]) -> Where:
    if role == "away":
        return replace(where, giver=units, given_away=True)
    asked: dict[str, Any] = {role: units}
    return replace(where, **asked)


def _units(who: Visitor, unit: UnitId, *, below: bool) -> tuple[str, ...]:
    if not below or who.organisation.unit(unit) is None:
        return (unit,)
    return tuple(who.organisation.subtree(unit))


def _by_days(who: Visitor, where: Where, first: date | None, last: date | None) -> Where:
    """Deadlines of whole days: a midnight ends its day."""
    calendar = who.ledger.calendar
    return replace(
        where,
        deadline_from=calendar.end_of_day(first - timedelta(days=1)) + _INSTANT if first else None,
        deadline_until=calendar.end_of_day(last) if last else None,
    )


def _by_light(who: Visitor, where: Where, light: str) -> Where:
    """Late, or near the deadline: only what is still at work has such a light."""
    measure = lateness(who.ledger)
    if where.phase and where.phase not in AT_WORK:
        return replace(where, phase=_NONE)
    phase = where.phase or tuple(sorted(AT_WORK))
    if light == Colour.RED:
        until = min(where.deadline_until or measure.now, measure.now)
        return replace(where, phase=phase, deadline_until=until)
    begin = max(where.deadline_from or measure.now + _INSTANT, measure.now + _INSTANT)
    until = min(where.deadline_until or measure.near_until, measure.near_until)
    return replace(where, phase=phase, deadline_from=begin, deadline_until=until)
