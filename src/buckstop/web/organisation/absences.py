"""Who is away: the posts for which a visitor may say so, and the questions."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from buckstop.app.organisation_record import entered_by
from buckstop.domain.ids import PersonId, PostId, UnitId
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation_commands import RegisterAbsence
from buckstop.domain.posts import Post, Role
from buckstop.i18n import gettext_noop as _
from buckstop.web.organisation.questions import Kind, Place, Question
from buckstop.web.organisation.standing import PostView, Standing, administrator
from buckstop.web.organisation.tree import gaps
from buckstop.web.visitors import Visitor

_MOST = 100  # posts that are away, shown at once
_MOST_THERE = 20  # posts to choose from: a word more finds the others

_UNTIL = Question(
    "until",
    _("Until and with"),
    Kind.UNTIL_DAY,
    _("Last day away. Empty: until you say that you are back."),
    required=False,
)
QUESTIONS = (
    Question("from", _("From"), Kind.FROM_DAY, _("First day away. Empty: from now on."), required=False),
    _UNTIL,
    Question("deputy", _("Who acts meanwhile"), Kind.TEXT, required=False),
)


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """A post with its absences to come.

    Args:
        deputies: posts that may act, with who holds them: id and words.
        planned: absences to come: from when, until when, which post acts.
        can_end: an absence runs or is planned.
        entered: name of who entered the one that runs, where that was not its holder.
    """

    post: PostView
    deputies: tuple[tuple[PostId, str], ...]
    planned: tuple[tuple[str, str, str], ...]
    can_end: bool
    entered: str = ""


@dataclass(frozen=True, slots=True)
class UnitAbsences:
    """Posts of one unit that are away or will be."""

    unit: UnitId
    name: str
    posts: tuple[AbsenceView, ...]


@dataclass(frozen=True, slots=True)
class EverybodyAway:
    """All absences, for those who see every one: who administers, and the supervision office.

    Args:
        words: what the absences are narrowed by: part of a unit, post or name.
        units: absences that run or are planned, by unit.
        number: how many posts that is.
        there: posts that fit the words and are not away, to enter an absence for; none without words.
        cut: more fit than are shown.
    """

    words: str
    units: tuple[UnitAbsences, ...]
    number: int
    there: tuple[AbsenceView, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class AbsencesPage:
    """Who is away, as the page shows it: the visitor's own posts first, then those they may speak for.

    Args:
        own: the visitor's posts; others: of units they lead, away or about to be first.
        everybody: all absences; None for those who see only their own and those of their units.
        chosen: the one post asked for by its address.
        gaps: key posts for which nobody acts; told to the office and to who administers.
        administers: the visitor may name deputies.
    """

    own: tuple[AbsenceView, ...]
    others: tuple[AbsenceView, ...]
    everybody: EverybodyAway | None
    chosen: PostId | None
    gaps: tuple[PostView, ...]
    version: int
    key: str
    administers: bool
    refused: str = ""
    refused_post: PostId | None = None
    typed: dict[str, str] | None = None


def own_posts(standing: Standing) -> tuple[Post, ...]:
    """Posts the visitor holds, away or not."""
    return standing.who.organisation.posts_of(standing.who.person, standing.now)


def speaker_for(standing: Standing, post: Post) -> Actor | None:
    """The visitor as who may say that a post's holder is away.

    That is its holder, its unit's leader, whoever leads or inspects in the supervision office, or who administers.
    """
    who = standing.who
    if who.organisation.holder_of(post.id, standing.now) == who.person:
        return Actor(who.person, post.unit, post.id)
    for one in who.acting:
        held = who.organisation.posts.by_id[one.post]
        if held.unit == post.unit and Role.LEADER in held.roles:
            return Actor(who.person, post.unit, one.held, one.post if one.deputising else None)
    return _of_office(who) or administrator(who, RegisterAbsence)


def _of_office(who: Visitor) -> Actor | None:
    """The visitor as who leads or inspects in the supervision office."""
    for one in who.acting:
        post = who.organisation.posts.by_id[one.post]
        if post.unit == who.organisation.office and post.roles & {Role.LEADER, Role.SUPERVISION}:
            return Actor(who.person, post.unit, one.held, one.post if one.deputising else None)
    return None


def absences_page(standing: Standing, chosen: Post | None, key: str, words: str = "") -> AbsencesPage:
    """The visitor's own posts, those of the units they lead, and everybody's for those who see them all.

    Args:
        words: narrows everybody's.
    """
    who = standing.who
    own = own_posts(standing)
    led = [
        post
        for unit in who.units
        if Role.LEADER in who.roles_in(unit)
        for post in who.organisation.posts_in(unit)
        if post not in own
    ]
    if chosen is not None and chosen not in (*own, *led):
        led.insert(0, chosen)
    others = (view_of(standing, post) for post in led if who.organisation.holder_of(post.id, standing.now))
    administers = administrator(who) is not None
    told = administers or _of_office(who) is not None
    return AbsencesPage(
        own=tuple(view_of(standing, post) for post in own),
        others=tuple(sorted(others, key=lambda one: (one.post.id != (chosen.id if chosen else ""), not one.can_end))),
        everybody=_everybody(standing, {post.id for post in (*own, *led)}, words) if told else None,
        chosen=chosen.id if chosen else None,
        gaps=gaps(standing) if told else (),
        version=who.organisation.version,
        key=key,
        administers=administers,
    )


def _everybody(standing: Standing, shown: Collection[PostId], words: str) -> EverybodyAway:
    """Absences that run or are planned, by unit; posts shown already are left out."""
    register, asked = standing.who.organisation.posts, words.strip().casefold()
    fitting = [
        post
        for post in register.by_id.values()
        if post.id not in shown and post.abolished_at is None and (not asked or _fits(standing, post, asked))
    ]
    coming = [post for post in fitting if _is_away_or_will_be(standing, post)]
    units = dict[UnitId, list[AbsenceView]]()
    for post in sorted(coming[:_MOST], key=lambda post: standing.who.read.unit(post.unit)):
        units.setdefault(post.unit, []).append(view_of(standing, post))
    there = [
        post
        for post in fitting
        if asked and post not in coming and register.holder_of(post.id, standing.now) is not None
    ]
    return EverybodyAway(
        words=words,
        units=tuple(UnitAbsences(unit, standing.who.read.unit(unit), tuple(views)) for unit, views in units.items()),
        number=len(coming),
        there=tuple(view_of(standing, post) for post in there[:_MOST_THERE]),
        cut=len(coming) > _MOST or len(there) > _MOST_THERE,
    )


def _fits(standing: Standing, post: Post, asked: str) -> bool:
    unit = standing.who.organisation.unit(post.unit)
    names = (unit.name, *unit.aliases) if unit else (standing.who.read.unit(post.unit),)
    holder = standing.name(standing.who.organisation.holder_of(post.id, standing.now))
    return any(asked in name.casefold() for name in (*names, post.title, holder))


def _is_away_or_will_be(standing: Standing, post: Post) -> bool:
    register, now = standing.who.organisation.posts, standing.now
    absences = register.absences.get(post.id, ())
    if not absences or (holder := register.holder_of(post.id, now)) is None:
        return False
    return register.absence_of(post.id, now) is not None or any(
        one.from_at > now and register.holder_of(post.id, one.from_at) == holder for one in absences
    )


def view_of(standing: Standing, post: Post) -> AbsenceView:
    """One post with who may act for it."""
    register, read = standing.who.organisation.posts, standing.who.read
    holder = register.holder_of(post.id, standing.now)
    coming = [
        one
        for one in register.absences.get(post.id, ())
        if one.from_at > standing.now and register.holder_of(post.id, one.from_at) == holder
    ]
    acting = standing.deputies(post)
    planned = tuple(
        (
            read.beginning(one.from_at),
            read.instant(one.until_at) if one.until_at else "",
            acting.get(one.deputy) or read.post(one.deputy),
        )
        for one in coming
    )
    shown = standing.post(post)
    return AbsenceView(
        shown, tuple(_deputies(standing, post)), planned, shown.away or bool(planned), _entered(standing, post, holder)
    )


def _entered(standing: Standing, post: Post, holder: PersonId | None) -> str:
    """Who entered the absence that runs, where somebody else did than the one who is away."""
    absence = standing.who.organisation.posts.absence_of(post.id, standing.now)
    by = entered_by(standing.who.ledger, post.id, absence.from_at) if absence else None
    return standing.name(by) if by is not None and by != holder else ""


def _deputies(standing: Standing, post: Post) -> Iterable[tuple[PostId, str]]:
    register = standing.who.organisation.posts
    for deputy in post.deputies:
        if register.by_id[deputy].abolished_at is None:
            yield deputy, standing.held_by(deputy)


def place_of(standing: Standing, post: Post) -> Place:
    """Where the questions about a post are asked."""
    return Place(standing, post.unit, post)
