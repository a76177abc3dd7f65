"""A unit: its posts and who holds them, its duty list, lines, superiors, and what became of its name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from buckstop.app.boards import tally
from buckstop.app.lists import reading_of
from buckstop.app.organisation_history import unit_history
from buckstop.domain.ids import PersonId, UnitId
from buckstop.domain.organisation_events import LineRelationAdded
from buckstop.domain.posts import Role
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.lookup import By, Where
from buckstop.text.organisation_changes import change_sentence
from buckstop.text.organisation_events import unit_steps
from buckstop.text.protocol_words import DUTY_KINDS
from buckstop.web.organisation.relations import relations
from buckstop.web.organisation.standing import PostView, Standing, administrator
from buckstop.web.visitors import Visitor

_ITEMS_FIRST = 30
_STEPS_FIRST = 6
_ENDED = _("%(from)s to %(until)s")


@dataclass(frozen=True, slots=True)
class DutyView:
    """A line of the duty list."""

    item: str
    title: str
    kind: str
    taken_by: str
    document: str
    since: str


@dataclass(frozen=True, slots=True)
class Plates:
    """Everything one person answers for: posts, and what is open at the units they lead.

    Args:
        posts: unit, its name, title of the post, its roles; the unit of this page first.
        open: open matters of the units in which they lead, as far as the visitor may read.
        late: of those, the late ones.
    """

    name: str
    posts: tuple[tuple[UnitId, str, str, str], ...]
    open: int
    late: int


@dataclass(frozen=True, slots=True)
class Former:
    """Somebody who held a post before."""

    post: str
    name: str
    span: str


@dataclass(frozen=True, slots=True)
class UnitPage:
    """All about one unit: its place in the tree, posts and people, duties, past and planned changes.

    Args:
        successor: who took over from a unit that ended: id and name.
        lines: line, names of those that guide in it, names of those that are guided.
        relations: the same one by one, for who may end them: in words, and as an address names it.
        steps: what happened: when, twice, and in sentences; the latest first, the rest in `earlier`.
        planned: changes to come, in words.
        plates: persons of the unit with more than one post.
        switches: the visitor may say who is away here.
        changes: the visitor may change the organisation.
    """

    id: UnitId
    name: str
    aliases: str
    active: bool
    office: bool
    successor: tuple[UnitId, str] | None
    above: tuple[tuple[UnitId, str], ...]
    below: tuple[tuple[UnitId, str], ...]
    posts: tuple[PostView, ...]
    former: tuple[Former, ...]
    duties: tuple[DutyView, ...]
    more_duties: tuple[DutyView, ...]
    listed: bool
    lines: tuple[tuple[str, str, str], ...]
    relations: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str, tuple[str, ...]], ...]
    earlier: tuple[tuple[str, str, tuple[str, ...]], ...]
    planned: tuple[str, ...]
    plates: tuple[Plates, ...]
    open: int
    late: int
    switches: bool
    changes: bool
    root: bool


def unit_page(who: Visitor, unit: UnitId) -> UnitPage:
    """A unit of the tree, active or not."""
    organisation, read, standing = who.organisation, who.read, Standing(who)
    found = organisation.tree.units[unit]
    duties, steps = tuple(duty_views(standing, unit)), tuple(_steps(who, unit))
    reading = reading_of(organisation, who.person, standing.now)
    load = {one.key: (one.open, one.late) for one in tally(who.ledger, Where(active=True, reading=reading), By.HOLDER)}
    successor = organisation.custodian(unit) if not found.active else None
    children = organisation.tree.active_children(unit)
    return UnitPage(
        id=unit,
        name=read.unit(unit),
        aliases=read.joined(found.aliases),
        active=found.active,
        office=unit == organisation.office,
        successor=(successor, read.unit(successor)) if successor else None,
        above=tuple((one, read.unit(one)) for one in reversed(organisation.tree.superiors(unit))),
        below=tuple((one, read.unit(one)) for one in children),
        posts=standing.posts_in(unit),
        former=tuple(_former(standing, unit)),
        duties=duties[:_ITEMS_FIRST],
        more_duties=duties[_ITEMS_FIRST:],
        listed=organisation.has_duty_list(unit),
        lines=tuple(_lines(who, unit)),
        relations=tuple(relations(who, unit)) if administrator(who) is not None else (),
        steps=steps[:_STEPS_FIRST],
        earlier=steps[_STEPS_FIRST:],
        planned=tuple(_planned(standing, unit)),
        plates=tuple(_plates(standing, unit, load)),
        open=load.get(unit, (0, 0))[0],
        late=load.get(unit, (0, 0))[1],
        switches=Role.LEADER in who.roles_in(unit) or administrator(who) is not None,
        changes=administrator(who) is not None,
        root=unit == organisation.root,
    )


def duty_views(standing: Standing, unit: UnitId) -> Iterable[DutyView]:
    """The duty list of a unit: its own items first, then those in which it helps, then what was taken back."""
    read = standing.who.read
    lines = standing.who.organisation.duties.lists.get(unit, {})
    for duty in sorted(lines.values(), key=lambda duty: (duty.kind, duty.item)):
        yield DutyView(
            item=duty.item,
            title=duty.title,
            kind=read.word(DUTY_KINDS, duty.kind),
            taken_by=read.unit(duty.taken_by) if duty.taken_by else "",
            document=duty.approval_ref,
            since=standing.day(duty.since_at),
        )


def _lines(who: Visitor, unit: UnitId) -> Iterable[tuple[str, str, str]]:
    """Per line who guides the unit, and whom it guides."""
    for line, pairs in sorted(who.organisation.lines.items()):
        for uppers, lowers in (
            ([upper for upper, lower in sorted(pairs) if lower == unit], [unit]),
            ([unit], [lower for upper, lower in sorted(pairs) if upper == unit]),
        ):
            if uppers and lowers:
                yield line, who.read.units(uppers), who.read.units(lowers)


def _steps(who: Visitor, unit: UnitId) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    """What happened to it, the latest first, in one moment together; lines that still stand are shown as lines."""
    together: dict[datetime, list[str]] = {}
    lines = who.organisation.lines
    events = (
        event
        for event in unit_history(who.ledger, unit)
        if not (isinstance(event, LineRelationAdded) and (event.upper, event.lower) in lines.get(event.line, ()))
    )
    for step in unit_steps(unit, events, who.read):
        together.setdefault(step.happened_at, []).append(step.words)
    for at, words in reversed(together.items()):
        yield who.read.instant(at), at.isoformat(), tuple(words)


def _planned(standing: Standing, unit: UnitId) -> Iterable[str]:
    """Planned changes of the unit, each with its day."""
    for plan in standing.who.organisation.plan:
        if plan.what.unit == unit:
            said = change_sentence(plan.what, standing.who.read, {})
            yield standing.who.read.say(_ON, day=standing.day(plan.effective_at), change=said)


_ON = _("%(day)s: %(change)s")


def _plates(standing: Standing, unit: UnitId, load: dict[str, tuple[int, int]]) -> Iterable[Plates]:
    """Persons of the unit with several posts, those with the most first."""
    here = {PersonId(post.person) for post in standing.posts_in(unit) if post.person}
    several = [(person, standing.held[person]) for person in here if len(standing.held.get(person, ())) > 1]
    for person, posts in sorted(several, key=lambda one: (-len(one[1]), one[0])):
        leads = {post.unit for post in posts if Role.LEADER in post.roles}
        yield Plates(
            name=standing.name(person),
            posts=tuple(
                (post.unit, standing.who.read.unit(post.unit), post.title, standing.post(post).roles)
                for post in sorted(posts, key=lambda post: (post.unit != unit, post.unit))
            ),
            open=sum(load.get(led, (0, 0))[0] for led in leads),
            late=sum(load.get(led, (0, 0))[1] for led in leads),
        )


def _former(standing: Standing, unit: UnitId) -> Iterable[Former]:
    """Who held a post of the unit and does not any more, the last first."""
    register = standing.who.organisation.posts
    ended = [
        (tenure.until_at, tenure, post)
        for post in register.by_id.values()
        if post.unit == unit
        for tenure in register.tenures.get(post.id, ())
        if tenure.until_at is not None and tenure.until_at <= standing.now
    ]
    for until_at, tenure, post in sorted(ended, key=lambda one: one[0], reverse=True):
        span = {"from": standing.day(tenure.from_at), "until": standing.day(until_at)}
        yield Former(post.title, standing.name(tenure.person), standing.who.read.say(_ENDED, **span))
