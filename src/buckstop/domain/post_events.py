"""What happened to posts and to the persons who hold them, as the log keeps it; a person is a pseudonym here.

`happened_at` is the instant from which the change counts, which for appointments and absences may lie ahead.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from buckstop.domain.ids import PersonId, PostId, Sealed, UnitId
from buckstop.domain.posts import Role


@dataclass(frozen=True, slots=True)
class PostCreated:
    """A unit, or the outside arbiter, has a post that a person can hold."""

    NAME: ClassVar[str] = "post.created"
    VERSION: ClassVar[int] = 1
    post: PostId
    unit: UnitId
    title: str
    roles: tuple[Role, ...]
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class PostChanged:
    """A post bears another title or other roles."""

    NAME: ClassVar[str] = "post.changed"
    VERSION: ClassVar[int] = 1
    post: PostId
    title: str
    roles: tuple[Role, ...]
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class PostAbolished:
    """A post exists no more; the tenure of its holder ends with it."""

    NAME: ClassVar[str] = "post.abolished"
    VERSION: ClassVar[int] = 1
    post: PostId
    successor: PostId | None
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class DeputiesSet:
    """The posts whose holders act for the absent holder of a post, all of them, in order."""

    NAME: ClassVar[str] = "post.deputies_set"
    VERSION: ClassVar[int] = 1
    post: PostId
    deputies: tuple[PostId, ...]
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class KeyPostMarked:
    """A post counts as a key post, or no longer does."""

    NAME: ClassVar[str] = "post.key_marked"
    VERSION: ClassVar[int] = 1
    post: PostId
    key_post: bool
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class AbsenceRegistered:
    """The holder of a post does not act for a time, beginning at `happened_at`; a deputy's holder does."""

    NAME: ClassVar[str] = "post.absence_registered"
    VERSION: ClassVar[int] = 1
    post: PostId
    deputy: PostId
    until_at: datetime | None
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class AbsenceEnded:
    """An absence ends at `happened_at`; one that has not begun by then never happens.

    Args:
        from_at: the beginning of the absence, which identifies it.
    """

    NAME: ClassVar[str] = "post.absence_ended"
    VERSION: ClassVar[int] = 1
    post: PostId
    from_at: datetime
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class PersonRegistered:
    """A person stands in the register under a pseudonym; the name is sealed."""

    NAME: ClassVar[str] = "person.registered"
    VERSION: ClassVar[int] = 1
    person: PersonId
    name: Sealed
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class PersonEntryCorrected:
    """The sealed name of a person is another one: a new name, or an error mended."""

    NAME: ClassVar[str] = "person.entry_corrected"
    VERSION: ClassVar[int] = 1
    person: PersonId
    name: Sealed
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class PersonAppointed:
    """A person holds a post from `happened_at` on."""

    NAME: ClassVar[str] = "person.appointed"
    VERSION: ClassVar[int] = 1
    person: PersonId
    post: PostId
    until_at: datetime | None
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class PersonRelieved:
    """A person's tenure of a post ends at `happened_at`; one that has not begun by then never happens.

    Args:
        from_at: the beginning of the tenure, which identifies it.
    """

    NAME: ClassVar[str] = "person.relieved"
    VERSION: ClassVar[int] = 1
    person: PersonId
    post: PostId
    from_at: datetime
    happened_at: datetime


PostEvent = PostCreated | PostChanged | PostAbolished | DeputiesSet | KeyPostMarked | AbsenceRegistered | AbsenceEnded
PersonEvent = PersonRegistered | PersonEntryCorrected | PersonAppointed | PersonRelieved
