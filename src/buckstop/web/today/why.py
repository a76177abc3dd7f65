"""Why something is mine: unit, post, role, since when, by what rule, and who else could do it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from buckstop.app.open_asks import AskKind, OpenAsk
from buckstop.app.today import Entry, EntryKind, needed_command
from buckstop.domain.ids import PersonId, UnitId
from buckstop.domain.matter.commands.work import ReportDone
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase, Timer
from buckstop.domain.organisation import Organisation
from buckstop.domain.permissions import ROLES
from buckstop.domain.posts import Acting, Role
from buckstop.i18n import gettext_noop as _
from buckstop.text.protocol_words import ROLES as ROLE_WORDS
from buckstop.text.readers import Reader
from buckstop.text.today import rule_of

_OFFERED = _("%(holder)s offered it to %(unit)s on %(since)s.")
_TO_DECIDE = _(
    "%(unit)s stands above everybody concerned: a decision about %(holder)s and the others is due since %(since)s."
)
_TO_VERIFY = _("%(holder)s reported it done; %(unit)s had no part in it and looks since %(since)s.")
_HELD = _("%(unit)s holds it, not settled yet, since %(since)s. It was given by %(giver)s.")
_SETTLED = _("%(unit)s holds it, settled since %(since)s. It was given by %(giver)s.")
_HOLDS = _("%(unit)s holds it until another unit does. It was given by %(giver)s.")
_ASKED = _("%(asker)s asked %(unit)s; its clock runs since %(since)s.")
_ASKED_LONG_AGO = _("%(asker)s asked %(unit)s, and the time for the answer is over.")
_CITIZEN_ASKED = _("A citizen asked %(unit)s; its clock runs since %(since)s.")
_CITIZEN_LONG_AGO = _("A citizen asked %(unit)s, and the time for the answer is over.")
_CALLED = _("%(unit)s called the units together and closes the meeting.")
_NAMED = _("%(giver)s named units to support; only %(unit)s, which answers for the matter, may ask them.")
_WE_ASKED = _("%(unit)s asked, and waits for the answer.")
_PARTY = _("%(unit)s holds it or was a party: it happened on %(since)s.")
_BACK = _("%(unit)s still holds it; the offer ended on %(since)s.")
_AS_HOLDER = _("You are %(post)s of %(unit)s, and the role of %(role)s lets you do this.")
_AS_DEPUTY = _(
    "You act for %(post)s of %(unit)s, whose holder is away, from your own post %(held)s. The role of %(role)s lets you do "
    "this, and it is recorded that it was you."
)
_WITHOUT_ROLE = _("You are %(post)s of %(unit)s; this takes one of the roles %(roles)s.")
_TOLD = _("You are %(post)s of %(unit)s: this is for you to know.")
_OTHERS = _("%(people)s could do it too.")
_NOBODY_ELSE = _("Nobody else in %(unit)s could do it now.")
_IF_AWAY = _("If you are away, %(people)s acts for you.")
_RULE = _("The rule: %(rule)s.")
_OWN_DATE = _("The date is the matter's own.")
_PERSON = _("%(person)s (%(post)s)")
_LEADER = _("Your leader answers this: %(people)s.")
_SOMEBODY = _("Somebody else in your unit answers this: %(people)s.")
_LEADER_FINISHES = _("Your leader reports it done: %(people)s.")
_OTHER_FINISHES = _("Somebody else in your unit reports it done: %(people)s.")
_WAITS_FOR = _("It waits for %(people)s.")
_WAITS_FOR_UNIT = _("It waits for %(answerer)s: only that unit can answer.")
_MINE = _("Why is this mine?")
_WHOSE = _("Who is it waiting for?")
_HERE = _("Why is this here?")
_NOBODY = _("Nobody in %(unit)s may answer this now, for the post is vacant. Tell the supervision office.")
_MOST_NAMED = 3

Named = Callable[[PersonId], str]
"""From a person to their name, empty where none can be read."""


@dataclass
class People:
    """Who could do what in the units of one page.

    Args:
        name: asked only where a name is shown.
    """

    organisation: Organisation
    read: Reader
    now: datetime
    name: Named
    _able: dict[tuple[UnitId, frozenset[Role]], tuple[Acting, ...]] = field(default_factory=dict)

    def able(self, unit: UnitId, roles: frozenset[Role]) -> tuple[Acting, ...]:
        """Whoever acts now for a post of a unit that has one of some roles."""
        if (unit, roles) not in self._able:
            posts = (post for post in self.organisation.posts.by_unit.get(unit, ()) if post.roles & roles)
            acting = (self.organisation.posts.who_acts_for(post.id, self.now) for post in posts)
            self._able[unit, roles] = tuple(one for one in acting if one is not None)
        return self._able[unit, roles]

    def named(self, several: Iterable[Acting]) -> str:
        """Some people with their posts, each once; the post alone where a name cannot be read."""
        named = dict.fromkeys(self._named(one.person, self.read.post(one.held)) for one in several)
        return self.read.joined(list(named)[:_MOST_NAMED])

    def _named(self, person: PersonId, post: str) -> str:
        name = self.name(person)
        return self.read.say(_PERSON, person=name, post=post) if name else post


def roles_for(entry: Entry) -> frozenset[Role]:
    """The roles of which one is needed to answer an entry."""
    return ROLES[needed_command(entry.kind, entry.row.matter, entry.ask)]


def for_information(entry: Entry) -> bool:
    """Whether nothing is asked: it was decided, others have to answer, or what came back is with an arbiter already."""
    if entry.kind is EntryKind.RETURNED:
        return entry.clock is None
    return entry.kind in {EntryKind.REQUEST, EntryKind.DECIDED}


def waits_for_others(entry: Entry) -> bool:
    """Whether the person can do nothing that ends it: somebody else of the unit answers, or another unit does."""
    return entry.kind is EntryKind.REQUEST or (entry.reason.role is None and not for_information(entry))


def why_title(entry: Entry) -> str:
    """The question that the reasons of a line answer."""
    if waits_for_others(entry):
        return _WHOSE
    return _HERE if for_information(entry) else _MINE


def whose_word(entry: Entry, people: People, *, finishes: bool) -> str:
    """Who has to answer where the person may not; empty where they may.

    Args:
        finishes: the person may report work done.
    """
    if for_information(entry):
        return ""
    if entry.reason.role is None:
        return _named_of(entry.reason.unit, roles_for(entry), (_LEADER, _SOMEBODY), people)
    if entry.kind is EntryKind.DUE and entry.row.matter.phase in _FINISHED_FROM and not finishes:
        return _named_of(entry.reason.unit, ROLES[ReportDone], (_LEADER_FINISHES, _OTHER_FINISHES), people)
    return ""


_FINISHED_FROM = frozenset({Phase.SETTLED, Phase.APPEAL})
"""Phases in which work can be reported done."""


def _named_of(unit: UnitId, roles: frozenset[Role], sentences: tuple[str, str], people: People) -> str:
    """Who can, in the sentence for a leader or in that for others."""
    able = people.able(unit, roles)
    if not able:
        return people.read.say(_NOBODY, unit=people.read.unit(unit))
    leads = [one for one in able if Role.LEADER in people.organisation.posts.by_id[one.post].roles]
    return people.read.say(sentences[0] if leads else sentences[1], people=people.named(leads or able))


def why(entry: Entry, person: PersonId, people: People) -> tuple[str, ...]:
    """The reasons one after the other, as sentences."""
    return tuple(_why(entry, person, people))


def _why(entry: Entry, person: PersonId, people: People) -> Iterator[str]:
    read, reason = people.read, entry.reason
    yield _how_it_came(entry, read)
    if entry.kind is EntryKind.REQUEST and entry.ask is not None:
        yield read.say(_WAITS_FOR_UNIT, answerer=read.unit(entry.ask.answerer))
    yield _through_which_post(entry, read)
    if for_information(entry):
        return
    others = [one for one in people.able(reason.unit, roles_for(entry)) if one.person != person]
    if others and reason.role is None:
        yield read.say(_WAITS_FOR, people=people.named(others))
    elif others:
        yield read.say(_OTHERS, people=people.named(others))
    elif reason.role is not None:
        yield _deputies(entry, person, people)
    if entry.clock is not None:
        rule = rule_of(entry, read)
        yield read.say(_RULE, rule=read.rule(rule)) if rule else read.translate(_OWN_DATE)


def _through_which_post(entry: Entry, read: Reader) -> str:
    reason = entry.reason
    if for_information(entry):
        message = _TOLD
    elif reason.role is None:
        message = _WITHOUT_ROLE
    else:
        message = _AS_HOLDER if reason.held == reason.post else _AS_DEPUTY
    return read.say(
        message,
        post=read.post(reason.post),
        held=read.post(reason.held),
        unit=read.unit(reason.unit),
        role=read.word(ROLE_WORDS, reason.role or ""),
        roles="" if for_information(entry) else read.listed(ROLE_WORDS, sorted(roles_for(entry))),
    )


def _deputies(entry: Entry, person: PersonId, people: People) -> str:
    """Who stands in for the holder of the post, should they be away."""
    posts = people.organisation.posts
    deputies = (
        Acting(holder, entry.reason.post, post)
        for post in posts.by_id[entry.reason.post].deputies
        if (holder := posts.holder_of(post, people.now)) is not None and holder != person
    )
    named = people.named(deputies)
    read = people.read
    return read.say(_IF_AWAY, people=named) if named else read.say(_NOBODY_ELSE, unit=read.unit(entry.reason.unit))


# --- how it came ----------------------------------------------------------------------------------------------------------


def _how_it_came(entry: Entry, read: Reader) -> str:
    matter = entry.row.matter
    message, since_at = _arrival(entry, matter)
    return read.say(
        message,
        unit=read.unit(entry.reason.unit),
        holder=read.unit(matter.holder),
        giver=read.unit(matter.giver),
        asker=read.unit(entry.ask.asker if entry.ask else ""),
        since=read.instant(since_at) if since_at else "",
    )


def _arrival(entry: Entry, matter: Matter) -> tuple[str, datetime | None]:
    """The sentence of how it came, and since when."""
    if entry.event is not None:
        return (_BACK if entry.kind is EntryKind.RETURNED else _PARTY), entry.event.happened_at
    if entry.ask is not None:
        return _arrival_of_ask(entry, entry.ask)
    match entry.kind:
        case EntryKind.SIGN:
            return _OFFERED, matter.offer.made_at if matter.offer else None
        case EntryKind.DECIDE:
            return _TO_DECIDE, _started_at(matter.phase_timer, matter)
        case EntryKind.VERIFY:
            return _TO_VERIFY, _started_at(matter.verification.timer if matter.verification else None, matter)
        case EntryKind.HELD:
            return _HELD, matter.phase_since_at
        case _:
            return {Phase.HELD: _HELD, Phase.SETTLED: _SETTLED}.get(matter.phase, _HOLDS), matter.phase_since_at


def _arrival_of_ask(entry: Entry, ask: OpenAsk) -> tuple[str, datetime | None]:
    if ask.kind is AskKind.CONCLUSION:
        return _CALLED, None
    if ask.kind is AskKind.NAMED:
        return _NAMED, None
    if entry.kind is EntryKind.REQUEST:
        return _WE_ASKED, None
    if ask.timer is None:
        return (_ASKED_LONG_AGO if ask.asker else _CITIZEN_LONG_AGO), None
    return (_ASKED if ask.asker else _CITIZEN_ASKED), ask.timer.started_at


def _started_at(timer: Timer | None, matter: Matter) -> datetime:
    """Since when a clock runs; of one without end, since the phase began."""
    return timer.started_at if timer is not None else matter.phase_since_at
