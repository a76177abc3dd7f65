"""Posts, who holds them when, and who acts for an absent holder: at every instant at most one person acts for a post.

All spans are half-open: a tenure until noon and the next from noon do not overlap, and at noon the second one holds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from buckstop.domain.ids import PersonId, PostId, UnitId


class Role(StrEnum):
    """What the holder of a post may do in its unit; what each role permits stands with the permissions."""

    MEMBER = "member"
    LEADER = "leader"
    SUPERVISION = "supervision"
    VERIFIER = "verifier"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    INTAKE = "intake"


@dataclass(frozen=True, slots=True)
class Post:
    """A place in a unit that persons hold one after the other.

    Args:
        key_post: whether it must always have a deputy.
        deputies: posts whose holders act for an absent or missing holder, in this order.
        abolished_at: since when nobody can hold it.
        successor: the post that took over its tasks.
    """

    id: PostId
    unit: UnitId
    title: str
    roles: frozenset[Role]
    key_post: bool
    deputies: tuple[PostId, ...] = ()
    abolished_at: datetime | None = None
    successor: PostId | None = None


@dataclass(frozen=True, slots=True)
class Tenure:
    """One person's time in one post; open-ended where until_at is None."""

    post: PostId
    person: PersonId
    from_at: datetime
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """A time in which the holder of a post does not act, and the post whose holder does."""

    post: PostId
    deputy: PostId
    from_at: datetime
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts for a post at an instant.

    Args:
        post: the post acted for.
        held: the person's own post; another one than `post` for a deputy.
    """

    person: PersonId
    post: PostId
    held: PostId

    @property
    def deputising(self) -> bool:
        """Whether somebody else than the holder acts."""
        return self.held != self.post


def covers(span: Tenure | Absence, at: datetime) -> bool:
    """Whether an instant falls into a tenure or an absence."""
    return span.from_at <= at and (span.until_at is None or at < span.until_at)


def overlap(span: Tenure | Absence, from_at: datetime, until_at: datetime | None) -> bool:
    """Whether a tenure or an absence shares an instant with a span; None means without end."""
    return (span.until_at is None or from_at < span.until_at) and (until_at is None or span.from_at < until_at)


@dataclass(frozen=True)
class Posts:
    """All posts with their tenures and absences, each list in the order of time.

    Args:
        tenures: by post; past ones stay, they say who held the post then.
        absences: by post, likewise.
    """

    by_id: Mapping[PostId, Post]
    tenures: Mapping[PostId, tuple[Tenure, ...]]
    absences: Mapping[PostId, tuple[Absence, ...]]

    @cached_property
    def by_unit(self) -> Mapping[UnitId, tuple[Post, ...]]:
        """The posts of each unit that are not abolished, in the order of their creation."""
        found: dict[UnitId, list[Post]] = {}
        for post in self.by_id.values():
            if post.abolished_at is None:
                found.setdefault(post.unit, []).append(post)
        return {unit: tuple(posts) for unit, posts in found.items()}

    @cached_property
    def _posts_by_person(self) -> Mapping[PersonId, tuple[PostId, ...]]:
        found: dict[PersonId, dict[PostId, None]] = {}
        for tenures in self.tenures.values():
            for tenure in tenures:
                found.setdefault(tenure.person, {})[tenure.post] = None
        return {person: tuple(posts) for person, posts in found.items()}

    @cached_property
    def _deputised(self) -> Mapping[PostId, tuple[PostId, ...]]:
        """For each post, the posts it may have to act for."""
        found: dict[PostId, dict[PostId, None]] = {}
        for post in self.by_id.values():
            named: Iterable[PostId] = (absence.deputy for absence in self.absences.get(post.id, ()))
            for deputy in (*post.deputies, *named):
                found.setdefault(deputy, {})[post.id] = None
        return {deputy: tuple(posts) for deputy, posts in found.items()}

    def holder_of(self, post: PostId, at: datetime) -> PersonId | None:
        """The person who holds a post at an instant, present or absent; None for a vacancy."""
        return next((tenure.person for tenure in self.tenures.get(post, ()) if covers(tenure, at)), None)

    def absence_of(self, post: PostId, at: datetime) -> Absence | None:
        """The absence in which a post's holder is at an instant; one of a predecessor does not count."""
        for absence in self.absences.get(post, ()):
            if covers(absence, at) and self.holder_of(post, absence.from_at) == self.holder_of(post, at):
                return absence
        return None

    def posts_of(self, person: PersonId, at: datetime) -> tuple[Post, ...]:
        """Every post that a person holds at an instant, in all units: how many hats one head wears."""
        held = (post for post in self._posts_by_person.get(person, ()) if self.holder_of(post, at) == person)
        return tuple(self.by_id[post] for post in held)

    def who_acts_for(self, post: PostId, at: datetime) -> Acting | None:
        """The one person who acts for a post: its holder, else the first deputy who is there; None if nobody is.

        For an abolished post nobody acts: deputies stand in for people, not for posts that are gone. Deputies are those
        of this value: for who acted long ago, ask the organisation of that time.

        Why deputies of deputies are not asked: whoever wants a second line names a second deputy, so that who acts can
        be read from one list.
        """
        abolished_at = self.by_id[post].abolished_at
        if abolished_at is not None and abolished_at <= at:
            return None
        holder, absence = self.holder_of(post, at), self.absence_of(post, at)
        if holder is not None and absence is None:
            return Acting(holder, post, post)
        named = () if absence is None else (absence.deputy,)
        for deputy in (*named, *self.by_id[post].deputies):
            person = self.holder_of(deputy, at)
            if person is not None and self.absence_of(deputy, at) is None:
                return Acting(person, post, deputy)
        return None

    def acting_in(self, person: PersonId, unit: UnitId, at: datetime) -> tuple[Acting, ...]:
        """Every post of a unit for which a person acts at an instant, as its holder or as a deputy."""
        own = [post.id for post in self.posts_of(person, at)]
        asked = dict.fromkeys((*own, *(other for post in own for other in self._deputised.get(post, ()))))
        here = (post for post in asked if self.by_id[post].unit == unit)
        acting = (self.who_acts_for(post, at) for post in here)
        return tuple(found for found in acting if found is not None and found.person == person)

    def acting(self, person: PersonId, at: datetime) -> tuple[Acting, ...]:
        """Every post of any unit for which a person acts at an instant: own ones first, then those deputised for."""
        own = [post.id for post in self.posts_of(person, at)]
        asked = dict.fromkeys((*own, *(other for post in own for other in self._deputised.get(post, ()))))
        acting = (self.who_acts_for(post, at) for post in asked)
        found = (one for one in acting if one is not None and one.person == person)
        return tuple(sorted(found, key=lambda one: one.deputising))

    def roles_of(self, person: PersonId, unit: UnitId, at: datetime) -> frozenset[Role]:
        """All roles a person has in a unit at an instant, by holding or by deputising; an absent holder has none."""
        return frozenset(role for acting in self.acting_in(person, unit, at) for role in self.by_id[acting.post].roles)

    def uncovered_key_posts(self, at: datetime) -> tuple[Post, ...]:
        """Key posts for which nobody acts at an instant: the gap that an emergency would find."""
        return tuple(
            post
            for posts in self.by_unit.values()
            for post in posts
            if post.key_post and self.who_acts_for(post.id, at) is None
        )

    def custodian(self, post: PostId) -> PostId | None:
        """The post that now has the tasks of a post: itself, or its successor of however many steps; None if none."""
        current: PostId | None = post
        while current is not None and self.by_id[current].abolished_at is not None:
            current = self.by_id[current].successor
        return current
