"""simulate: a year of a service organisation as an event log, with the planted truth beside it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from buckstop.lens.mapping import CalendarSpec, HolderWords, Mapping, State, TimeSpec
from buckstop.lens.working_time import WorkingClock
from buckstop.simulator.logs.demands import Demands, demands
from buckstop.simulator.logs.events import ACTIVITIES, INBOX, NOBODY, ROBOT, STATES, Events, logged
from buckstop.simulator.logs.organisation import Organisation, build
from buckstop.simulator.logs.spec import TESTED_PLANTS, LogSpec, Truth
from buckstop.simulator.logs.stays import Ints, Mode, Stays
from buckstop.simulator.logs.walk import walk
from buckstop.simulator.logs.words import Words, words

_PERSONS = 4
_UNKNOWN_PERSON = 0.03
# A rush is only a fault because quality suffers: what is closed in haste is reopened, and that shows by itself too.
_COLLATERAL = {"deadline_rush": "reopened_after_close"}


@dataclass(frozen=True, slots=True)
class SimulatedLog:
    """A log and what is true about it.

    Args:
        spec: where it came from.
        table: one row per event in the order of writing; headings and texts in the language of the spec; `time` and
            `due` are UTC timestamps, everything else is text.
        mapping: reads the table (native timestamps). The writers return the mapping of what they wrote.
        units: names by unit number.
        planted: what was planted to be found by a test.
        collateral: what is true as a consequence of a plant, though not planted itself; finding it is no false alarm.
        counted: planted cases per counted truth (orphan, many_heads).
    """

    spec: LogSpec
    table: pa.Table
    mapping: Mapping
    units: tuple[str, ...]
    planted: frozenset[Truth]
    collateral: frozenset[Truth]
    counted: dict[Truth, int]


def simulate(spec: LogSpec) -> SimulatedLog:
    """A simulated log: the same spec gives the same log to the last byte.

    Raises:
        ValueError: an organisation too small to give every planted fault a unit of its own.
    """
    rng = np.random.default_rng(spec.seed)
    names = words(spec.language)
    calendar = CalendarSpec(country=names.country)
    clock = WorkingClock.for_years(calendar, names.zone, spec.year, spec.year + 1)
    org = build(spec, rng)
    new_year = np.array([WorkingClock.for_years(calendar, names.zone, spec.year, spec.year).end_us])
    wanted = demands(spec, org, names, int(clock.elapsed_us(new_year)[0]), rng)
    stays = walk(spec, org, wanted.cases, wanted.first, rng)
    orphaned = _orphans(spec, org, wanted, stays, rng)
    events = logged(stays, orphaned, clock, rng)
    units = tuple(names.units(spec.front, spec.second, spec.third))
    planted, collateral, counted = _truth(spec, org, units)
    table = _table(names, units, wanted, events, clock, rng)
    return SimulatedLog(spec, table, _mapping(spec, names), units, planted, collateral, counted)


def _mapping(spec: LogSpec, names: Words) -> Mapping:
    """The mapping that reads a simulated table with native timestamps."""
    columns = names.columns
    return Mapping(
        name=f"simulated-{spec.language}-{spec.seed}",
        case=columns["case"],
        time=TimeSpec(columns["time"], "native", names.zone),
        unit=columns["unit"],
        person=columns["person"],
        activity=columns["activity"],
        state_column=columns["state"],
        states={names.states[state]: State(state) for state in STATES},
        case_type=columns["case_type"],
        features=(columns["priority"], columns["channel"]),
        due=TimeSpec(columns["due"], "native", names.zone),
        sequence=columns["sequence"],
        demander=columns["demander"],
        subject=columns["subject"],
        line_column=columns["unit"],
        line_pattern=names.line_pattern,
        line_order=names.line_order,
        advancing=(names.activities["advised"],),
        holders=HolderWords((names.robot,), (names.inbox,), (names.placeholder,)),
        calendar=CalendarSpec(country=names.country),
    )


def _orphans(spec: LogSpec, org: Organisation, wanted: Demands, stays: Stays, rng: np.random.Generator) -> Ints:
    """Case numbers that are left lying with a planted unit: exactly `counted` of each, all begun in the first half."""
    last = np.append(stays.case[1:] != stays.case[:-1], True) & (stays.mode == Mode.RESOLVE)
    early = wanted.cases.started[stays.case] < np.median(wanted.cases.started)
    chosen = [
        rng.choice(stays.case[last & early & (stays.unit == unit)], size=spec.counted, replace=False)
        for (unit,) in org.roles.get("orphan", ())
    ]
    return np.concatenate([np.zeros(0, dtype=np.int64), *chosen])


def _truth(
    spec: LogSpec, org: Organisation, units: tuple[str, ...]
) -> tuple[frozenset[Truth], frozenset[Truth], dict[Truth, int]]:
    """What is planted, what follows from it, and the exact counts."""
    planted, collateral, counted = set[Truth](), set[Truth](), dict[Truth, int]()
    for pattern, carriers in org.roles.items():
        for carrier in carriers:
            subject = units[carrier[0]]
            truth = Truth(pattern, subject, units[carrier[1]] if pattern == "ping_pong" else "")
            if pattern not in TESTED_PLANTS:
                counted |= {truth: spec.counted} if spec.counted else {}
            elif spec.dose:
                planted.add(truth)
                collateral |= {Truth(_COLLATERAL[pattern], subject)} if pattern in _COLLATERAL else set()
    return frozenset(planted), frozenset(collateral), counted


def _table(
    names: Words,
    units: tuple[str, ...],
    wanted: Demands,
    events: Events,
    clock: WorkingClock,
    rng: np.random.Generator,
) -> pa.Table:
    """The rows with names and headings."""
    persons = [names.person(unit, number) for unit in range(len(units)) for number in range(_PERSONS)]
    staff = np.where(events.person == NOBODY, -1, events.unit * _PERSONS + events.person)
    unknown = (events.person >= 0) & (rng.random(staff.size) < _UNKNOWN_PERSON)
    staff = np.where(events.person == ROBOT, len(persons), np.where(unknown, len(persons) + 1, staff))
    unit = np.where(events.unit == INBOX, len(units), events.unit)
    case, cases = events.case, wanted.cases
    due = clock.instants(cases.due)
    ids = [f"C{number:06d}" for number in range(cases.kind.size)]
    change = [str(number) for number in range(int(events.change.max()) + 1)]
    lists = names.lists
    columns = {
        "case": _texts(ids, case),
        "sequence": _texts(change, events.change),
        "time": _instants(events.happened_us),
        "unit": _texts([*units, names.inbox], unit),
        "person": _texts([*persons, names.robot, names.placeholder], staff),
        "activity": _texts([names.activities[key] for key in ACTIVITIES], events.activity),
        "state": _texts([names.states[key] for key in STATES], events.state),
        "case_type": _texts(list(lists["types"]), cases.kind[case]),
        "priority": _texts(list(lists["priorities"]), cases.priority[case]),
        "channel": _texts(list(lists["channels"]), cases.channel[case]),
        "due": _instants(due[case]),
        "demander": _texts(list(lists["demanders"]), wanted.demander[case]),
        "subject": _texts(wanted.subject, case),
    }
    return pa.table(list(columns.values()), names=[names.columns[key] for key in columns])


def _texts(values: list[str], picks: Ints) -> "pa.Array[Any]":
    """Texts by position; a negative position is an empty cell."""
    return pa.array([*values, None], pa.string()).take(np.where(picks < 0, len(values), picks))


def _instants(micros: Ints) -> "pa.Array[Any]":
    """UTC timestamps."""
    return pa.array(micros, pa.timestamp("us", "UTC"))
