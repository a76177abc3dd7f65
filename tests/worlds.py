"""The cast: one small county that every test may use. Fixed, never random; half of its names are Chinese.

Qingshui county has an office that takes calls in, two departments and two townships. Three cases tell the stories most
tests need: one that is simply done, one that bounces between two departments, one that nobody takes up.
"""

import csv
import io
from collections.abc import Mapping as Table
from dataclasses import dataclass
from datetime import UTC, datetime

from buckstop.domain.duties import DutyKind
from buckstop.domain.ids import DutyItemId, LineId, PersonId, PostId, Sealed, SubjectId, UnitId
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import (
    AddLineRelation,
    AppointPerson,
    CreatePost,
    EnterDuties,
    FoundOrganisation,
    FoundUnit,
    MarkKeyPost,
    OrganisationCommand,
    RegisterPerson,
    SetDeputies,
    TakeBackDuties,
)
from buckstop.domain.organisation_decide import decide
from buckstop.domain.organisation_evolve import evolve_all
from buckstop.domain.posts import Role
from buckstop.domain.refusals import Refusal
from buckstop.domain.units import UnitKind
from buckstop.lens.mapping import HolderWords, Mapping, State, TimeSpec


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the county: its name, and the unit it answers to (None for the county itself)."""

    name: str
    superior: str | None


COUNTY = Unit("清水县", None)
INTAKE = Unit("受理中心", COUNTY.name)
WATER = Unit("县水务局", COUNTY.name)
ROADS = Unit("Roads Department", COUNTY.name)
HILLSIDE = Unit("Hillside Township", COUNTY.name)
PING_AN = Unit("平安镇", COUNTY.name)
UNITS = (COUNTY, INTAKE, WATER, ROADS, HILLSIDE, PING_AN)

# Persons, by unit. Mei takes calls, Wang and Li know water, Anna and Tom roads; the robot is nobody.
PERSONS = {
    INTAKE.name: ("赵梅",),
    WATER.name: ("王建国", "李芳"),
    ROADS.name: ("Anna Berg", "Tom Reed"),
    HILLSIDE.name: ("Ruth Moss",),
    PING_AN.name: ("陈平",),
}
ROBOT = "auto-dispatch"

HEADER = ("case", "time", "unit", "person", "state")
EVENTS = (
    ("done", "2026-03-02T08:00:00+08:00", INTAKE.name, "赵梅", "queued"),
    ("bounced", "2026-03-02T09:00:00+08:00", INTAKE.name, "赵梅", "queued"),
    ("done", "2026-03-02T10:00:00+08:00", PING_AN.name, "陈平", "working"),
    ("bounced", "2026-03-02T11:00:00+08:00", WATER.name, "王建国", "queued"),
    ("waiting", "2026-03-03T08:00:00+08:00", HILLSIDE.name, ROBOT, "queued"),
    ("bounced", "2026-03-03T11:00:00+08:00", ROADS.name, "Anna Berg", "queued"),
    ("done", "2026-03-03T16:00:00+08:00", PING_AN.name, "陈平", "done"),
    ("bounced", "2026-03-05T11:00:00+08:00", WATER.name, "李芳", "queued"),
    ("bounced", "2026-03-06T09:00:00+08:00", WATER.name, "李芳", "working"),
    ("bounced", "2026-03-06T15:00:00+08:00", WATER.name, "李芳", "done"),
    ("waiting", "2026-03-20T08:00:00+08:00", HILLSIDE.name, ROBOT, "queued"),
)

MAPPING = Mapping(
    name="Qingshui county",
    case="case",
    time=TimeSpec("time", zone="Asia/Shanghai"),
    unit="unit",
    person="person",
    state_column="state",
    states={"queued": State.QUEUED, "working": State.WORKING, "done": State.DONE},
    holders=HolderWords(robots=(ROBOT,)),
)


def county_log() -> str:
    """The log of the county as CSV, events in the order of their instants."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([HEADER, *EVENTS])
    return buffer.getvalue()


# --- the same county as the ledger knows it --------------------------------------------------------------------------

FOUNDED_AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CITY = UnitId("city")  # the outside arbiter
QINGSHUI, OFFICE, WATER_BUREAU, ROAD_BUREAU = (UnitId(name) for name in ("qingshui", "office", "water", "roads"))
PING_AN_TOWN, HILLSIDE_TOWN, CHEN_VILLAGE, MOSS_VILLAGE = (
    UnitId(name) for name in ("pingan", "hillside", "chenjia", "moss")
)
WATER_HEAD, WATER_DEPUTY, WATER_CLERK, INSPECTOR, CITY_DESK = (
    PostId(name) for name in ("water.head", "water.deputy", "water.clerk", "office.inspector", "city.desk")
)
WANG, LI, ZHAO, ANNA, RUTH = (PersonId(name) for name in ("p-wang", "p-li", "p-zhao", "p-anna", "p-ruth"))
WATER_LINE = LineId("water")
DITCHES, PERMITS, PATROLS = DutyItemId("ditches"), DutyItemId("well-permits"), DutyItemId("river-patrols")

_COUNTY_COMMANDS: tuple[OrganisationCommand, ...] = (
    FoundOrganisation(QINGSHUI, "清水县", CITY, "清河市人民政府", OFFICE, "县督查室"),
    FoundUnit(WATER_BUREAU, "县水务局", UnitKind.DEPARTMENT, QINGSHUI, ("水务局",)),
    FoundUnit(ROAD_BUREAU, "Roads Department", UnitKind.DEPARTMENT, QINGSHUI, ("Roads",)),
    FoundUnit(PING_AN_TOWN, "平安镇", UnitKind.TOWNSHIP, QINGSHUI),
    FoundUnit(HILLSIDE_TOWN, "Hillside Township", UnitKind.TOWNSHIP, QINGSHUI),
    FoundUnit(CHEN_VILLAGE, "陈家村", UnitKind.VILLAGE, PING_AN_TOWN),
    FoundUnit(MOSS_VILLAGE, "Moss Village", UnitKind.VILLAGE, HILLSIDE_TOWN),
    AddLineRelation(WATER_LINE, WATER_BUREAU, PING_AN_TOWN),
    AddLineRelation(WATER_LINE, WATER_BUREAU, HILLSIDE_TOWN),
    EnterDuties(
        PING_AN_TOWN,
        ((DITCHES, "Keep field ditches open", DutyKind.BASIC), (PATROLS, "巡河", DutyKind.COOPERATE)),
        "county-2025-14",
    ),
    TakeBackDuties(PING_AN_TOWN, ((PERMITS, "取水许可"),), WATER_BUREAU, "county-2025-14"),
    CreatePost(WATER_HEAD, WATER_BUREAU, "局长", frozenset({Role.LEADER, Role.MEMBER})),
    CreatePost(WATER_DEPUTY, WATER_BUREAU, "副局长", frozenset({Role.MEMBER})),
    CreatePost(WATER_CLERK, WATER_BUREAU, "Clerk", frozenset({Role.MEMBER})),
    CreatePost(INSPECTOR, OFFICE, "Inspector", frozenset({Role.SUPERVISION, Role.VERIFIER})),
    CreatePost(CITY_DESK, CITY, "Desk for disputes", frozenset({Role.LEADER})),
    SetDeputies(WATER_HEAD, (WATER_DEPUTY, WATER_CLERK)),
    MarkKeyPost(WATER_HEAD, key_post=True),
    *(
        RegisterPerson(person, Sealed(SubjectId(f"s-{person}"), "name", "Y29tbWl0bWVudA=="))
        for person in (WANG, LI, ZHAO, ANNA, RUTH)
    ),
    AppointPerson(WANG, WATER_HEAD),
    AppointPerson(LI, WATER_DEPUTY),
    AppointPerson(ANNA, WATER_CLERK),
    AppointPerson(ZHAO, INSPECTOR),
    AppointPerson(RUTH, CITY_DESK),
)


def after(organisation: Organisation | None, *commands: OrganisationCommand, at: datetime = FOUNDED_AT) -> Organisation:
    """The organisation after commands that must all be accepted."""
    for command in commands:
        answer = decide(organisation, command, at)
        assert not isinstance(answer, Refusal), (command, answer)
        organisation = evolve_all(organisation, answer)
    assert organisation is not None
    return organisation


def county() -> Organisation:
    """Qingshui county: two departments, two townships with a village each, the office, posts and a duty list."""
    return after(None, *_COUNTY_COMMANDS)


def organisation_of(superiors: Table[str, str], *, root: str = "r", outside_arbiter: str = "outside") -> Organisation:
    """Any tree, for tests that need no county: each unit with its superior, superiors first; the root is the office."""
    founding = FoundOrganisation(UnitId(root), root, UnitId(outside_arbiter), outside_arbiter, UnitId(root), root)
    units = (FoundUnit(UnitId(unit), unit, UnitKind.OTHER, UnitId(superior)) for unit, superior in superiors.items())
    return after(None, founding, *units)
