"""A small county with somebody in every unit, in a ledger whose clock a test sets: for tests of use cases."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from buckstop.app.answers import Accepted, Refused, Submission
from buckstop.app.calendars import chinese_calendar
from buckstop.app.clock import SetClock
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.rulepacks import shipped_pack
from buckstop.domain.calendars import Calendar
from buckstop.domain.ids import MatterId, PersonId, PostId, Sealed, SubjectId, UnitId
from buckstop.domain.matter.commands.accountability import OpenMatter
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Actor, Terms
from buckstop.domain.organisation_commands import (
    AppointPerson,
    CreatePost,
    FoundOrganisation,
    FoundUnit,
    RegisterPerson,
)
from buckstop.domain.posts import Role
from buckstop.domain.units import UnitKind
from buckstop.ledger.codec import decode_matter
from buckstop.ledger.memory_store import MemoryStore
from buckstop.ledger.note import SigningKey, new_key
from buckstop.ledger.store import Store

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 09:00 in Beijing
DAY = timedelta(days=1)
ORIGIN = "ledger.example/qingshui"
COUNTY, OFFICE, AUDIT, WATER, ROADS, TOWN, VILLAGE, HAMLET, CITY = (
    UnitId(name) for name in ("county", "office", "audit", "water", "roads", "town", "village", "hamlet", "city")
)
UNITS = (
    (AUDIT, "审计局", UnitKind.DEPARTMENT, COUNTY),
    (WATER, "县水务局", UnitKind.DEPARTMENT, COUNTY),
    (ROADS, "Roads Department", UnitKind.DEPARTMENT, COUNTY),
    (TOWN, "平安镇", UnitKind.TOWNSHIP, COUNTY),
    (VILLAGE, "陈家村", UnitKind.VILLAGE, TOWN),
    (HAMLET, "Moss Hamlet", UnitKind.VILLAGE, TOWN),
)


def head(unit: UnitId) -> Actor:
    """The head of a unit, speaking for it."""
    return Actor(PersonId(f"p-{unit}"), unit, PostId(f"{unit}.head"))


def founding() -> tuple[Any, ...]:
    """The county with a head in every unit and one outside; office and audit may verify."""
    roles = frozenset({Role.LEADER, Role.MEMBER})
    judging = roles | {Role.VERIFIER, Role.SUPERVISION}
    posts = [unit for unit, *_ in UNITS] + [COUNTY, OFFICE, CITY]
    return (
        FoundOrganisation(COUNTY, "清水县", CITY, "清河市", OFFICE, "县督查室"),
        *(FoundUnit(unit, name, kind, superior) for unit, name, kind, superior in UNITS),
        *(
            CreatePost(PostId(f"{unit}.head"), unit, "Head", judging if unit in {OFFICE, AUDIT} else roles)
            for unit in posts
        ),
        *(
            RegisterPerson(PersonId(f"p-{unit}"), Sealed(SubjectId(f"s-{unit}"), "name", "Y29tbWl0bWVudA=="))
            for unit in posts
        ),
        *(AppointPerson(PersonId(f"p-{unit}"), PostId(f"{unit}.head")) for unit in posts),
    )


def a_calendar() -> Calendar:
    found = chinese_calendar()
    assert isinstance(found, Calendar)
    return found


def a_key() -> SigningKey:
    key = new_key(ORIGIN)
    assert isinstance(key, SigningKey)
    return key


def empty_ledger(store: Store | None = None, at: datetime = MONDAY) -> Ledger:
    """A ledger nobody founded anything in."""
    return Ledger(
        store=store or MemoryStore(),
        clock=SetClock(at),
        origin=ORIGIN,
        key=a_key(),
        secret=b"s" * 32,
        pack=shipped_pack("zh_CN"),
        calendar=a_calendar(),
    )


@dataclass
class Stage:
    """A founded ledger and short ways to speak to it; every command gets a key of its own."""

    ledger: Ledger
    keys: count = field(default_factory=count)  # type: ignore[type-arg] # count of int needs no argument at run time

    @property
    def clock(self) -> SetClock:
        clock = self.ledger.clock
        assert isinstance(clock, SetClock)
        return clock

    def at(self, instant: datetime) -> None:
        self.clock.at = instant

    def later(self, span: timedelta) -> None:
        self.clock.at += span

    def try_(self, unit: UnitId | None, command: Any, version: int | None = None, key: str = "") -> Accepted | Refused:
        actor = head(unit) if unit else None
        return handle(self.ledger, Submission(key or f"k{next(self.keys)}", actor, command, version))

    def do(self, unit: UnitId | None, command: Any, version: int | None = None, key: str = "") -> Matter:
        """The matter after a command that must be accepted."""
        outcome = self.try_(unit, command, version, key)
        assert isinstance(outcome, Accepted), outcome
        if outcome.matter is None:
            return None  # type: ignore[return-value] # of organisation commands nobody reads it
        return outcome.matter

    def open(self, matter: str, unit: UnitId = COUNTY, **more: Any) -> MatterId:
        """Open a matter on a unit."""
        known = {"title": "Mend the weir", "terms": Terms(goal="The weir holds"), "deadline_date": None}
        self.do(unit, OpenMatter(matter=MatterId(matter), unit=unit, **{**known, **more}))
        return MatterId(matter)

    def matter(self, matter: str) -> Matter:
        """A matter as it is written."""
        return decode_matter(self.ledger.store.load([matter]).snapshots[matter].body)

    def names(self, stream: str) -> list[str]:
        """Names of a stream's events, in order."""
        from buckstop.ledger.codec import decode

        return [decode(event.body).type for event in self.ledger.store.events(stream)]


def stage(store: Store | None = None, at: datetime = MONDAY) -> Stage:
    """The founded county."""
    made = Stage(empty_ledger(store, at))
    outcome = made.try_(None, founding(), key="founding")
    assert isinstance(outcome, Accepted), outcome
    return made
