"""Posts and people as pages show them: who holds a post, who is away, how many hats somebody wears."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from buckstop.app.person_names import PersonNames
from buckstop.domain.ids import PersonId, PostId, UnitId
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation_commands import FoundUnit, OrganisationCommand
from buckstop.domain.posts import Post, Role
from buckstop.i18n import gettext_noop as _
from buckstop.text.persons import PersonLabels
from buckstop.text.protocol_words import ROLES
from buckstop.web.visitors import Visitor

NOBODY = _("vacant")
_HELD_BY = _("%(post)s (%(person)s)")
UNNAMED = _("a person whose name is not on record")


@dataclass(frozen=True, slots=True)
class PostView:
    """How a post stands: who holds it, who acts for it now, who comes next.

    Args:
        holder: name of who holds it; empty for a vacancy.
        person: their id in the register, for links; empty for a vacancy.
        since: when their tenure began.
        away: the holder does not act now; away_until: until when, where that is known.
        acting: who acts instead of the holder; empty where the holder does or nobody.
        gap: nobody acts for it, though it is a key post.
        deputies: titles of the posts whose holders act when theirs is away; of those that bear one title, with who holds them.
        hats: how many other posts the holder has.
        next_holder: who was appointed for a later day; next_from: that day.
    """

    id: PostId
    unit: UnitId
    title: str
    unit_name: str
    roles: str
    key_post: bool
    holder: str
    person: str
    since: str
    away: bool
    away_until: str
    acting: str
    gap: bool
    deputies: tuple[str, ...]
    hats: int
    next_holder: str = ""
    next_from: str = ""


@dataclass(frozen=True)
class Standing:
    """The organisation at the instant of a request, as one visitor is shown it."""

    who: Visitor

    @cached_property
    def now(self) -> datetime:
        """The instant of all that is shown."""
        return self.who.ledger.now()

    @cached_property
    def names(self) -> PersonNames:
        """Names of persons, opened."""
        return PersonNames(self.who.ledger, self.who.organisation)

    def name(self, person: PersonId | None) -> str:
        """A person's name; empty for nobody."""
        return self.names.of(person, self.who.read.translate(UNNAMED)) if person else ""

    @cached_property
    def labels(self) -> PersonLabels:
        """Everybody by a name that is taken for nobody else's."""
        organisation = self.who.organisation
        return PersonLabels(self.who.read, organisation, self.names.of_all(organisation.persons), self.now)

    @cached_property
    def held(self) -> Mapping[PersonId, tuple[Post, ...]]:
        """Every person with the posts they hold now, posts of the outside arbiter included."""
        found: dict[PersonId, list[Post]] = {}
        for posts in self.who.organisation.posts.by_unit.values():
            for post in posts:
                holder = self.who.organisation.holder_of(post.id, self.now)
                if holder is not None:
                    found.setdefault(holder, []).append(post)
        return {person: tuple(posts) for person, posts in found.items()}

    def post(self, post: Post) -> PostView:
        """A post as it stands now."""
        register, read = self.who.organisation.posts, self.who.read
        holder = register.holder_of(post.id, self.now)
        absence, acting = register.absence_of(post.id, self.now), register.who_acts_for(post.id, self.now)
        tenures = register.tenures.get(post.id, ())
        present = next((one for one in tenures if one.person == holder and one.from_at <= self.now), None)
        coming = next((one for one in tenures if one.from_at > self.now), None)
        return PostView(
            id=post.id,
            unit=post.unit,
            title=post.title,
            unit_name=read.unit(post.unit),
            roles=read.listed(ROLES, sorted(post.roles)),
            key_post=post.key_post,
            holder=self.name(holder),
            person=holder or "",
            since=self.day(present.from_at) if present else "",
            away=absence is not None,
            away_until=read.instant(absence.until_at) if absence and absence.until_at else "",
            acting=self.name(acting.person) if acting and acting.deputising else "",
            gap=post.key_post and acting is None,
            deputies=tuple(self.deputies(post).values()),
            hats=len(self.held.get(holder, ())) - 1 if holder else 0,
            next_holder=self.name(coming.person) if coming else "",
            next_from=self.day(coming.from_at) if coming else "",
        )

    def deputies(self, post: Post) -> Mapping[PostId, str]:
        """The deputies of a post that still stand, by title; those that bear one title with who holds them."""
        by_id = self.who.organisation.posts.by_id
        alive = [one for one in post.deputies if by_id[one].abolished_at is None]
        often = Counter(by_id[one].title for one in alive)
        return {one: by_id[one].title if often[by_id[one].title] == 1 else self.held_by(one) for one in alive}

    def held_by(self, post: PostId) -> str:
        """The title of a post with who holds it."""
        read = self.who.read
        holder = self.name(self.who.organisation.holder_of(post, self.now))
        return read.say(_HELD_BY, post=read.post(post), person=holder or read.translate(NOBODY))

    def posts_in(self, unit: UnitId) -> tuple[PostView, ...]:
        """The posts of a unit: those who lead first, then key posts."""
        posts = self.who.organisation.posts_in(unit)
        return tuple(map(self.post, sorted(posts, key=lambda post: (Role.LEADER not in post.roles, not post.key_post))))

    def day(self, at: datetime) -> str:
        """The day of an instant in the organisation's zone."""
        return at.astimezone(self.who.ledger.calendar.zone).date().isoformat()


def administrator(who: Visitor, command: type[OrganisationCommand] = FoundUnit) -> Actor | None:
    """The visitor as who changes the organisation; None for everybody else.

    While nobody administers, the leader of the root may.
    """
    for unit in who.units:
        if Role.ADMINISTRATOR in who.roles_in(unit):
            return who.actor(unit, command)
    root = who.organisation.root
    if Role.LEADER in who.roles_in(root) and not _administered(who):
        return next(
            Actor(who.person, root, one.held, one.post if one.deputising else None)
            for one in who.acting
            if who.unit_of(one) == root and Role.LEADER in who.organisation.posts.by_id[one.post].roles
        )
    return None


def _administered(who: Visitor) -> bool:
    organisation, now = who.organisation, who.ledger.now()
    posts = (post for post in organisation.posts.by_id.values() if Role.ADMINISTRATOR in post.roles)
    return any(organisation.holder_of(post.id, now) is not None for post in posts)
