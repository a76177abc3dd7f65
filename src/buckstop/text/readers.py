"""How ids, instants and codes are shown to one reader: names of units, local time, the words of the rule pack."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, reduce

from buckstop.domain.calendars import Calendar
from buckstop.domain.ids import PersonId, PostId, UnitId
from buckstop.domain.matter.words import OUTSIDE, PLANNER, Timer
from buckstop.domain.organisation import Organisation
from buckstop.domain.packs import Pack
from buckstop.i18n import Translate
from buckstop.i18n import gettext_noop as _
from buckstop.text.rules import title_of, words_of
from buckstop.text.titles import Titles

_NOBODY_INSIDE = _("nobody inside (a citizen, the weather, a court)")
_PLANNER = _("whoever set the plan")
_NO_UNIT = _("no unit")
_AND = _("%(first)s, %(more)s")
_WITH_ID = _("%(name)s (%(id)s)")
_TITLED = _("“%(title)s”")
_RESTRICTED = _("a restricted matter (%(id)s)")
_HIDDEN = _("a matter that is not yours to read")
_NAMELESS = _("a person whose name is not on record")
_OFF_LIST = _("%(id)s (on no duty list any more)")
_ANY_PACK = _("this holds under every rule pack")
_PROVISIONAL = _("%(instant)s (provisional)")
_REASON_RULES = ("protocol.return_reasons", "protocol.escalate_reasons")


@dataclass(frozen=True)
class Reader:
    """One reader: a language, and the organisation, calendar and rules whose names and words are shown.

    Args:
        translate: from English into the reader's language.
        language: of the catalogue, such as `zh_Hans`.
        organisation: None where none was founded yet; ids stand for names then.
        calendar: its zone is the zone of all instants shown.
        pack: its enumerations say the reasons in words.
        titles: of matters named in passing; None where ids stand for them, as for who types them.
        names: of persons by their ids, empty where none can be read; None where ids stand for them.
    """

    translate: Translate
    language: str
    organisation: Organisation | None
    calendar: Calendar
    pack: Pack
    titles: Titles | None = None
    names: Callable[[PersonId], str] | None = None

    def say(self, message: str, **fields: object) -> str:
        """A marked sentence in the reader's language with its fields filled in."""
        return self.translate(message) % fields

    def unit(self, unit: str | None) -> str:
        """The name of a unit, namesakes with their superior or, where they share it, their id; an unknown id as it stands."""
        if not unit:
            return self.translate(_NO_UNIT)
        if unit in (OUTSIDE, PLANNER):
            return self.translate(_NOBODY_INSIDE if unit == OUTSIDE else _PLANNER)
        return self._names.get(UnitId(unit), unit)

    def joined(self, several: Iterable[str]) -> str:
        """Words of one kind, one after the other, as the language lists them."""
        words = list(several)
        return reduce(lambda first, more: self.say(_AND, first=first, more=more), words) if words else ""

    def units(self, several: Iterable[str]) -> str:
        """Names of units, one after the other."""
        return self.joined(self.unit(unit) for unit in several)

    def post(self, post: str) -> str:
        """The title of a post; an unknown id as it stands."""
        found = self.organisation.post(PostId(post)) if self.organisation else None
        return found.title if found else post

    def matter(self, matter: str) -> str:
        """A matter named in passing: its title, or that it is not the reader's to know."""
        if self.titles is None:
            return matter
        title = self.titles.of(matter)
        if title is None:
            return self.translate(_HIDDEN)
        return self.say(_TITLED, title=title) if title else self.say(_RESTRICTED, id=matter)

    def person(self, person: str) -> str:
        """The name of a person, or that none is on record."""
        if self.names is None:
            return person
        return self.names(PersonId(person)) or self.translate(_NAMELESS)

    def duty(self, item: str) -> str:
        """The title of an item of the duty lists; of one that no list holds any more its id, and that."""
        title = self._duties.get(item)
        return self.say(_TITLED, title=title) if title else self.say(_OFF_LIST, id=item)

    def instant(self, at: datetime) -> str:
        """An instant in the organisation's zone, to the minute; a midnight ends its day, as deadlines do."""
        if self.calendar.ends_day(at):
            return f"{self.calendar.day_ended_by(at).isoformat()} 24:00"
        return at.astimezone(self.calendar.zone).strftime("%Y-%m-%d %H:%M")

    def beginning(self, at: datetime) -> str:
        """An instant from which something holds: a midnight is the day it begins, not the end of the day before."""
        local = at.astimezone(self.calendar.zone)
        return local.date().isoformat() if self.calendar.ends_day(at) else local.strftime("%Y-%m-%d %H:%M")

    def due(self, timer: Timer) -> str:
        """When a timer ends; marked while the days until then are not announced."""
        return self.due_at(timer.due_at, provisional=timer.provisional)

    def due_at(self, at: datetime, *, provisional: bool) -> str:
        """The same of an instant and its mark."""
        shown = self.instant(at)
        return self.say(_PROVISIONAL, instant=shown) if provisional else shown

    def written(self, text: str) -> str:
        """An instant or a day that a refusal carries as ISO text; other text as it stands."""
        try:
            return self.instant(datetime.fromisoformat(text)) if "T" in text else date.fromisoformat(text).isoformat()
        except ValueError:
            return text

    def word(self, words: Mapping[str, str], code: str) -> str:
        """The words for a code; a code this version has no words for as it stands."""
        found = words.get(code)
        return self.translate(found) if found else code

    def listed(self, words: Mapping[str, str], codes: Iterable[str]) -> str:
        """The words for several codes, one after the other."""
        return self.joined(self.word(words, code) for code in codes)

    def reason(self, key: str) -> str:
        """The words of a return or escalation reason of the rule pack; an unknown key as it stands."""
        return self._reasons.get(key, key)

    def term(self, rule_id: str, key: str) -> str:
        """The words of an item that a rule enumerates; an unknown key as it stands."""
        found = self.pack.rule(rule_id)
        terms = found.value if found is not None and isinstance(found.value, tuple) else ()
        return next((words_of(term, self.language) for term in terms if term.key == key), key)

    def rule(self, rule_id: str) -> str:
        """The title of a rule with its id; of no rule, that the protocol itself says so."""
        found = self.pack.rule(rule_id)
        if found is None:
            return rule_id or self.translate(_ANY_PACK)
        return self.say(_WITH_ID, name=title_of(found, self.language), id=rule_id)

    @cached_property
    def _names(self) -> Mapping[UnitId, str]:
        if self.organisation is None:
            return {}
        units = self.organisation.tree.units
        often = Counter(unit.name for unit in units.values())
        beside = Counter((unit.name, unit.superior) for unit in units.values())
        names = {}
        for id_, unit in units.items():
            above = units.get(unit.superior) if unit.superior else None
            told_by_superior = above and beside[unit.name, unit.superior] == 1 and self.titles is not None
            apart = above.name if above and told_by_superior else id_  # who types ids reads ids
            names[id_] = unit.name if often[unit.name] == 1 else self.say(_WITH_ID, name=unit.name, id=apart)
        return {**self.organisation.outside_arbiters, **names}

    @cached_property
    def _duties(self) -> Mapping[str, str]:
        lists = self.organisation.duties.lists.values() if self.organisation else ()
        return {item: duty.title for duties in lists for item, duty in duties.items()}

    @cached_property
    def _reasons(self) -> Mapping[str, str]:
        rules = [rule for name in reversed(_REASON_RULES) if (rule := self.pack.rule(name)) is not None]
        terms = [term for rule in rules if isinstance(rule.value, tuple) for term in rule.value]
        return {term.key: words_of(term, self.language) for term in terms}
