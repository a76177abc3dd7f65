"""The head of a matter's page: what it is, how it stands on four axes, who answers, what comes next."""

from dataclasses import dataclass
from datetime import datetime

from buckstop.app.person_names import PersonNames
from buckstop.app.running import RunningClock
from buckstop.domain.matter.axes import Axes, Light
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Visibility
from buckstop.domain.organisation import Organisation
from buckstop.domain.posts import Post, Role
from buckstop.i18n import gettext_noop as _
from buckstop.text.deadlines import NO_DEADLINE, age_words, deadline_words
from buckstop.text.defaults import default_sentence
from buckstop.text.lights import light_sentence, light_words, schedule_words
from buckstop.text.protocol_words import CITIZEN_WORDS, EVIDENCE, PHASES
from buckstop.text.readers import Reader
from buckstop.web.rows import AT_WORK, priority_words, state_words

_POST_OF_OTHERS = _("Named at the opening as first responsible: %(post)s of %(unit)s.")
_MOVES = _("%(used)s of %(allowed)s moves used")


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers in person.

    Args:
        post: title of the post; person: who acts for it now, empty where nobody does.
        named: the post was named as the first responsible one; else it leads the unit.
        away: title of the post whose holder is away, where a deputy acts; else empty.
        other: a sentence where the post that was named belongs to another unit by now.
    """

    post: str
    person: str
    named: bool
    away: str
    other: str


@dataclass(frozen=True, slots=True)
class LightView:
    """A light in full: colour, empty where it burns no more, short words, the sentence with evidence and age, and the step it rests on."""

    colour: str
    words: str
    sentence: str
    step: int


@dataclass(frozen=True, slots=True)
class AxesView:
    """How it stands, axis by axis, never mixed."""

    official: str
    evidence: str
    schedule: str
    citizen: str


@dataclass(frozen=True, slots=True)
class HeadView:
    """The head of the page.

    Args:
        holder_id: for the link to the unit.
        held_for: how long it has stood so.
        clocks: what happens next if nobody does anything.
        into: the matter it was merged into, as far as the reader may open it; into_name: what it is called.
    """

    matter: str
    title: str
    version: int
    state: str
    open: bool
    holder: str
    holder_id: str
    answering: Answering
    axes: AxesView
    lights: tuple[LightView, ...]
    deadline: str
    deadline_at: str
    moves: str
    held_for: str
    clocks: tuple[str, ...]
    restricted: bool
    urgent: str
    opened: str
    into: str
    into_name: str


def head_view(
    matter: Matter,
    version: int,
    stands: Axes,
    clocks: tuple[RunningClock, ...],
    read: Reader,
    names: PersonNames,
    now: datetime,
) -> HeadView:
    """The head for one reader.

    Args:
        version: what a command must name as the version it saw.
    """
    due = matter.deadline
    return HeadView(
        matter=matter.id,
        title=matter.title,
        version=version,
        state=state_words(matter, read),
        open=matter.open,
        holder=read.unit(matter.holder),
        holder_id=matter.holder,
        answering=_answering(matter, read, names, now),
        axes=AxesView(
            official=read.word(PHASES, matter.phase),
            evidence=read.word(EVIDENCE, stands.evidence),
            schedule=_schedule(stands, read),
            citizen=read.word(CITIZEN_WORDS, stands.citizen),
        ),
        lights=tuple(_light(one, read) for one in stands.lights),
        deadline=deadline_words(
            due.due_at if due else None,
            now,
            read,
            provisional=bool(due and due.provisional),
            running=matter.phase in AT_WORK,
        ),
        deadline_at=due.due_at.isoformat() if due else "",
        moves=read.say(_MOVES, used=matter.moves, allowed=matter.moves_allowed),
        held_for=age_words(now - matter.phase_since_at, read) if matter.open else "",
        clocks=tuple(default_sentence(clock, read) for clock in clocks),
        restricted=matter.terms.visibility is Visibility.RESTRICTED,
        urgent=priority_words(matter.terms.priority, read),
        opened=read.instant(matter.opened_at),
        into=matter.merged_into if matter.merged_into and _opens(matter.merged_into, read) else "",
        into_name=read.matter(matter.merged_into) if matter.merged_into else "",
    )


def _schedule(stands: Axes, read: Reader) -> str:
    if stands.schedule is None:
        return read.translate(NO_DEADLINE)
    return schedule_words(stands.schedule, stands.lights, read)


def _light(light: Light, read: Reader) -> LightView:
    colour = light.colour if light.burning else ""
    return LightView(colour, light_words(light, read), light_sentence(light, read), light.version)


def _opens(matter: str, read: Reader) -> bool:
    return read.titles is None or read.titles.of(matter) is not None


def _answering(matter: Matter, read: Reader, names: PersonNames, now: datetime) -> Answering:
    """The first responsible post of the holder and who acts for it; the post that leads the unit where none is named."""
    organisation = read.organisation
    if organisation is None:
        return Answering("", "", named=False, away="", other="")
    named = organisation.post(matter.terms.first_responsible) if matter.terms.first_responsible else None
    other = ""
    if named is not None and named.unit != matter.holder:
        other = read.say(_POST_OF_OTHERS, post=named.title, unit=read.unit(named.unit))
        named = None
    post = named or _leading(organisation, matter)
    if post is None:
        return Answering("", "", named=False, away="", other=other)
    acting = organisation.who_acts_for(post.id, now)
    return Answering(
        post=read.post(acting.held) if acting else post.title,
        person=names.of(acting.person) if acting else "",
        named=named is not None,
        away=post.title if acting and acting.deputising else "",
        other=other,
    )


def _leading(organisation: Organisation, matter: Matter) -> Post | None:
    return next((post for post in organisation.posts_in(matter.holder) if Role.LEADER in post.roles), None)
