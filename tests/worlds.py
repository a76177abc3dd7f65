"""The cast: one small county that every test may use. Fixed, never random; half of its names are Chinese.

Qingshui county has an office that takes calls in, two departments and two townships. Three cases tell the stories most
tests need: one that is simply done, one that bounces between two departments, one that nobody takes up.
"""

import csv
import io
from dataclasses import dataclass

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
