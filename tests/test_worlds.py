"""The cast is what it says it is: other tests lean on it."""

import csv
import io

from tests.worlds import COUNTY, EVENTS, PERSONS, ROBOT, UNITS, WATER, county_log


def test_every_unit_but_the_county_has_one_superior() -> None:
    assert [unit for unit in UNITS if unit.superior is None] == [COUNTY]
    assert {unit.superior for unit in UNITS if unit.superior} <= {unit.name for unit in UNITS}


def test_every_event_is_by_a_person_of_its_unit_or_by_the_robot() -> None:
    assert all(person == ROBOT or person in PERSONS[unit] for _, _, unit, person, _ in EVENTS)


def test_one_case_comes_back_to_the_water_bureau() -> None:
    holders = [unit for case, _, unit, _, _ in EVENTS if case == "bounced"]
    runs = [unit for place, unit in enumerate(holders) if place == 0 or holders[place - 1] != unit]
    assert runs.count(WATER.name) == 2


def test_the_log_reads_back_as_it_was_written() -> None:
    rows = list(csv.reader(io.StringIO(county_log())))
    assert [tuple(row) for row in rows[1:]] == list(EVENTS)
