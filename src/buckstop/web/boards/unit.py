"""The board of a unit: what it holds, gave, must sign, answer, decide and verify; who acts for it; what keeps it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from buckstop.app.boards import Section
from buckstop.app.lists import reading_of
from buckstop.app.person_names import PersonNames
from buckstop.app.unit_standing import SPAN, Check, Obstacle, UnitStanding, unit_standing
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.posts import Post
from buckstop.i18n import gettext_noop as _
from buckstop.text.deadlines import hours_words
from buckstop.text.demand_words import DEMAND_KINDS
from buckstop.text.protocol_words import HELP_KINDS, ROLES
from buckstop.text.readers import Reader
from buckstop.web.boards.listing import lit_views, restricted_of
from buckstop.web.boards.office import light_sentences
from buckstop.web.boards.tabs import Tab, tabs_of
from buckstop.web.rows import RowView
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor

FIRST = 8
"""Rows of each part before one asks for the whole list."""

_MOST_CHECKS = 10
_NOBODY = _("vacant")
_SOMEBODY = _("a person whose name is not on record")
_TIMES = _("%(kind)s × %(times)s")
_DUE = _("answer due %(due)s")
_SILENT = _("nobody answered in time")


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of the board, with the address of the whole list."""

    rows: tuple[RowView, ...]
    total: int
    address: str


@dataclass(frozen=True, slots=True)
class PostView:
    """A post of the unit.

    Args:
        person: its holder, or that it is vacant.
        away: the holder does not act now; until: when they are back, where that is known.
        deputy: who acts for them.
    """

    title: str
    roles: str
    person: str
    away: bool
    until: str
    deputy: str


@dataclass(frozen=True, slots=True)
class ObstacleView:
    """What keeps the unit from its work, and who was asked to remove it."""

    matter: str
    title: str
    text: str
    answerer: str
    level: str
    clock: str


@dataclass(frozen=True, slots=True)
class HelpView:
    """What one unit gave to one matter."""

    matter: str
    title: str
    unit: str
    what: str
    hours: str


@dataclass(frozen=True, slots=True)
class CheckView:
    """What a superior asked, and what that cost."""

    issuer: str
    title: str
    kind: str
    times: int
    hours: str


@dataclass(frozen=True, slots=True)
class UnitBoardPage:
    """Everything the template of one unit needs.

    Args:
        above: what the unit is under, the nearest last; below: its subordinates.
        looked_at: how many of the matters it holds were looked at for help.
        more_checks: how many are not listed; the sum holds them.
    """

    tabs: tuple[Tab, ...]
    unit: str
    active: bool
    above: tuple[tuple[str, str], ...]
    below: tuple[tuple[str, str], ...]
    parts: Mapping[str, PartView]
    posts: tuple[PostView, ...]
    obstacles: tuple[ObstacleView, ...]
    helped: tuple[HelpView, ...]
    help_hours: str
    looked_at: int
    checks: tuple[CheckView, ...]
    check_hours: str
    more_checks: int
    days: int
    restricted: tuple[MatterId, ...]


def unit_board_page(who: Visitor, unit: UnitId) -> UnitBoardPage:
    """The board of a unit as far as the visitor may read."""
    ledger, organisation, read = who.ledger, who.organisation, who.read
    reading = reading_of(organisation, who.person, ledger.now())
    found = unit_standing(ledger, organisation, unit, reading, FIRST)
    register = organisation.unit(unit)
    children = organisation.tree.children.get(unit, ())
    helped = tuple(_helped(found, read))
    help_hours = sum(one.hours for given in found.helped.values() for one in given)
    return UnitBoardPage(
        tabs=tabs_of(who, "unit_board", unit),
        unit=read.unit(unit),
        active=register is not None and register.active,
        above=tuple((one, read.unit(one)) for one in reversed(organisation.tree.superiors(unit))),
        below=tuple((one, read.unit(one)) for one in children if organisation.active(one)),
        parts=_parts(who, unit, found),
        posts=_posts(who, unit),
        obstacles=tuple(_obstacle(one, read) for one in found.obstacles),
        helped=helped,
        help_hours=hours_words(timedelta(hours=help_hours), read),
        looked_at=len(found.board.holds.rows),
        checks=tuple(_check(one, read) for one in found.checks[:_MOST_CHECKS]),
        check_hours=hours_words(timedelta(minutes=sum(one.minutes for one in found.checks)), read),
        more_checks=max(0, len(found.checks) - _MOST_CHECKS),
        days=SPAN.days,
        restricted=restricted_of({row.id: row for part in _sections(found) for row in part.rows}.values()),
    )


def _sections(found: UnitStanding) -> tuple[Section, ...]:
    board = found.board
    return (board.holds, board.given, board.offered, board.asked, board.waits, board.to_decide, board.to_verify)


_ROLES = ("holder", "away", "offeree", "asked", "asking", "arbiter", "verifier")
"""What the unit is in each section, as the filters of a list call it."""


def _parts(who: Visitor, unit: UnitId, found: UnitStanding) -> Mapping[str, PartView]:
    said = light_sentences(found.lights, who.read)
    return {
        role: PartView(
            rows=lit_views(who, section.rows, found.lights, said),
            total=section.total,
            address=url("matters", unit=unit, role=role),
        )
        for role, section in zip(_ROLES, _sections(found), strict=True)
    }


def _posts(who: Visitor, unit: UnitId) -> tuple[PostView, ...]:
    """Posts that were not abolished, key posts first."""
    now, names = who.ledger.now(), PersonNames(who.ledger, who.organisation)
    posts = [post for post in who.organisation.posts_in(unit) if not _abolished(post, now)]
    return tuple(_post(who, post, now, names) for post in sorted(posts, key=lambda post: not post.key_post))


def _abolished(post: Post, now: datetime) -> bool:
    return post.abolished_at is not None and post.abolished_at <= now


def _post(who: Visitor, post: Post, now: datetime, names: PersonNames) -> PostView:
    register, read = who.organisation.posts, who.read
    person = register.holder_of(post.id, now)
    absence = register.absence_of(post.id, now)
    acting = register.who_acts_for(post.id, now)
    unnamed = read.translate(_SOMEBODY)
    return PostView(
        title=post.title,
        roles=read.listed(ROLES, sorted(post.roles)),
        person=names.of(person, unnamed) if person else read.translate(_NOBODY),
        away=absence is not None,
        until=read.instant(absence.until_at) if absence and absence.until_at else "",
        deputy=names.of(acting.person, unnamed) if acting and acting.deputising else "",
    )


def _obstacle(one: Obstacle, read: Reader) -> ObstacleView:
    request = one.request
    clock = read.say(_DUE, due=read.due(request.timer)) if request.timer else read.translate(_SILENT)
    return ObstacleView(
        matter=one.row.id,
        title=one.row.matter.title,
        text=request.text,
        answerer=read.unit(request.answerer),
        level=read.unit(request.level) if request.level else "",
        clock=clock,
    )


def _helped(found: UnitStanding, read: Reader) -> Iterable[HelpView]:
    titles = {row.id: row.matter.title for row in found.board.holds.rows}
    for matter, given in found.helped.items():
        for one in given:
            times = (read.say(_TIMES, kind=read.word(HELP_KINDS, kind), times=number) for kind, number in one.times)
            hours = hours_words(timedelta(hours=one.hours), read)
            yield HelpView(matter, titles[matter], read.unit(one.unit), read.joined(times), hours)


def _check(one: Check, read: Reader) -> CheckView:
    demand = one.demand
    return CheckView(
        issuer=read.unit(demand.issuer),
        title=demand.title,
        kind=read.word(DEMAND_KINDS, demand.kind),
        times=one.times,
        hours=hours_words(timedelta(minutes=one.minutes), read),
    )
