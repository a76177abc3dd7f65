"""A register as values: what its rows say, each with the row it stands in, references already resolved.

Rows refer to one another by *key*: the id where the row has one, else what names it. Whoever makes an organisation of a
register gives ids to the rows that have none (`buckstop.app.registers`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from buckstop.domain.duties import DutyKind
from buckstop.domain.posts import Role
from buckstop.domain.units import UnitKind
from buckstop.lens.issues import Issue


class Ending(StrEnum):
    """How a unit ends."""

    MERGED = "merged"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit.

    Args:
        row: 1-based, as the sheet shows it; where it stands is no part of what it says.
        id: empty where one is to be given.
        superior: key of the one unit it answers to; empty for the root.
        ending: None for a unit that stands.
        successor: key of who takes over from an ending unit; empty where its superior does.
        document: approves the ending.
    """

    row: int = field(compare=False)
    id: str
    name: str
    kind: UnitKind
    superior: str
    aliases: tuple[str, ...] = ()
    ending: Ending | None = None
    successor: str = ""
    document: str = ""

    @property
    def key(self) -> str:
        """What other rows call it."""
        return self.id or self.name


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post.

    Args:
        unit: key of its unit, or `OUTSIDE`.
        deputies: keys of the posts that act for it, in order.
    """

    row: int = field(compare=False)
    id: str
    unit: str
    title: str
    roles: frozenset[Role]
    key_post: bool = False
    deputies: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What other rows call it."""
        return self.id or f"{self.unit}/{self.title}"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person.

    Args:
        id: a pseudonym; empty where one is to be given.
        posts: keys of every post held.
        login: empty for somebody who does not sign in.
        from_date: from which day on the posts are held; None for at once.
    """

    row: int = field(compare=False)
    id: str
    name: str = field(repr=False)
    posts: tuple[str, ...] = ()
    login: str = ""
    email: str = field(default="", repr=False)
    from_date: date | None = None


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One item on the duty list of one unit.

    Args:
        unit: key of the unit.
        item: its code, or its title where it has none.
        taken_by: key of the superior that took it back; empty for the other kinds.
    """

    row: int = field(compare=False)
    unit: str
    item: str
    title: str
    kind: DutyKind
    taken_by: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class LineRow:
    """One unit guides another in a line of business; both by key."""

    row: int = field(compare=False)
    line: str
    upper: str
    lower: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for the whole organisation; empty where the file says nothing.

    Args:
        outside_arbiter: name of who decides where the root is a party.
        office: key of the supervision office.
        root: key of the root, as a check.
        origin: name of the log.
    """

    outside_arbiter: str = ""
    outside_arbiter_id: str = ""
    office: str = ""
    root: str = ""
    pack: str = ""
    zone: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What units and posts of a standing organisation are called now.

    Why: a file may rename them in their own rows and still refer to them by the names they had in all the others.

    Args:
        units: id by name.
        posts: id by id of the unit and title.
    """

    units: Mapping[str, str] = field(default_factory=dict)
    posts: Mapping[tuple[str, str], str] = field(default_factory=dict)


OUTSIDE = "@outside"
"""Key under which posts name the outside arbiter as their unit; no row of the units can bear it."""


@dataclass(frozen=True, slots=True)
class Register:
    """An organisation as a workbook describes it.

    Args:
        units: in the order of the sheet; the root is among them.
        sheets: keys of the sheets that the file has; what it does not have it says nothing about.
    """

    settings: Settings
    units: tuple[UnitRow, ...]
    posts: tuple[PostRow, ...] = ()
    people: tuple[PersonRow, ...] = ()
    duties: tuple[DutyRow, ...] = ()
    lines: tuple[LineRow, ...] = ()
    sheets: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a file.

    Args:
        register: None where an issue is an error.
        issues: errors, warnings and notes, in the order of sheets and rows.
    """

    register: Register | None
    issues: tuple[Issue, ...]
