"""Who is away: the posts for which a visitor may say so, and the questions."""

from collections.abc import Iterable
from dataclasses import dataclass

from buckstop.domain.ids import PostId
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation_commands import RegisterAbsence
from buckstop.domain.posts import Post, Role
from buckstop.i18n import gettext_noop as _
from buckstop.web.organisation.questions import Kind, Place, Question
from buckstop.web.organisation.standing import PostView, Standing, administrator
from buckstop.web.organisation.tree import gaps

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
    """

    post: PostView
    deputies: tuple[tuple[PostId, str], ...]
    planned: tuple[tuple[str, str, str], ...]
    can_end: bool


@dataclass(frozen=True, slots=True)
class AbsencesPage:
    """Who is away, as the page shows it: the visitor's own posts first, then those of units they lead.

    Args:
        own: the visitor's posts; others: of units they lead, away or about to be first.
        chosen: the one post asked for by its address.
        gaps: key posts for which nobody acts; told to the office and to who administers.
    """

    own: tuple[AbsenceView, ...]
    others: tuple[AbsenceView, ...]
    chosen: PostId | None
    gaps: tuple[PostView, ...]
    version: int
    key: str
    refused: str = ""
    refused_post: PostId | None = None
    typed: dict[str, str] | None = None


def own_posts(standing: Standing) -> tuple[Post, ...]:
    """Posts the visitor holds, away or not."""
    return standing.who.organisation.posts_of(standing.who.person, standing.now)


def speaker_for(standing: Standing, post: Post) -> Actor | None:
    """The visitor as who may say that a post's holder is away: as its holder, its unit's leader, or administrator."""
    who = standing.who
    if who.organisation.holder_of(post.id, standing.now) == who.person:
        return Actor(who.person, post.unit, post.id)
    for one in who.acting:
        held = who.organisation.posts.by_id[one.post]
        if held.unit == post.unit and Role.LEADER in held.roles:
            return Actor(who.person, post.unit, one.held, one.post if one.deputising else None)
    return administrator(who, RegisterAbsence)


def absences_page(standing: Standing, chosen: Post | None, key: str) -> AbsencesPage:
    """The visitor's own posts and those of the units they lead."""
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
    told = Role.SUPERVISION in who.roles or administrator(who) is not None
    return AbsencesPage(
        own=tuple(view_of(standing, post) for post in own),
        others=tuple(sorted(others, key=lambda one: (one.post.id != (chosen.id if chosen else ""), not one.can_end))),
        chosen=chosen.id if chosen else None,
        gaps=gaps(standing) if told else (),
        version=who.organisation.version,
        key=key,
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
    planned = tuple(
        (read.instant(one.from_at), read.instant(one.until_at) if one.until_at else "", read.post(one.deputy))
        for one in coming
    )
    shown = standing.post(post)
    return AbsenceView(shown, tuple(_deputies(standing, post)), planned, shown.away or bool(planned))


def _deputies(standing: Standing, post: Post) -> Iterable[tuple[PostId, str]]:
    register = standing.who.organisation.posts
    for deputy in post.deputies:
        if register.by_id[deputy].abolished_at is None:
            holder = standing.name(register.holder_of(deputy, standing.now))
            words = standing.who.read.say(_DEPUTY, post=register.by_id[deputy].title, person=holder)
            yield deputy, words if holder else register.by_id[deputy].title


_DEPUTY = _("%(post)s (%(person)s)")


def place_of(standing: Standing, post: Post) -> Place:
    """Where the questions about a post are asked."""
    return Place(standing, post.unit, post)
