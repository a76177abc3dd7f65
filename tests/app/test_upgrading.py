"""A ledger of an older version is brought up to date when it is opened: as if this program had written it from the start."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from buckstop.app.rebuilding import rebuild
from buckstop.app.upgrading import upgrade
from buckstop.db.postgres_store import PostgresStore
from buckstop.db.sqlite_library import sqlite3
from buckstop.db.sqlite_store import SqliteStore
from buckstop.db.upgrading import Upgrade
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands import accountability
from buckstop.domain.matter.words import Terms, Visibility
from buckstop.ledger.lookup import By, Order, Where
from buckstop.ledger.store import Store, StoreError
from tests.app.staged import COUNTY, TOWN, WATER, stage
from tests.db.old_tables import age_postgresql, age_postgresql_to_2, age_sqlite, age_sqlite_to_2


@dataclass(frozen=True)
class Place:
    """Where a store is kept: how it is opened, and how its tables are made old."""

    open: Callable[[Upgrade | None], Store]
    age: Callable[[list[Any]], None]
    age_to_2: Callable[[], None]


@pytest.fixture
def sqlite_place(tmp_path: Path) -> Place:
    def age(snapshots: list[Any]) -> None:
        with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as connection:
            age_sqlite(connection, snapshots)

    def age_to_2() -> None:
        with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as connection:
            age_sqlite_to_2(connection)

    return Place(lambda how: SqliteStore(tmp_path / "ledger.db", upgrade=how), age, age_to_2)


@pytest.fixture
def postgresql_place(postgresql_url: str) -> Place:
    def age(snapshots: list[Any]) -> None:
        with psycopg.connect(postgresql_url) as connection:
            age_postgresql(connection, snapshots)

    def age_to_2() -> None:
        with psycopg.connect(postgresql_url) as connection:
            age_postgresql_to_2(connection)

    return Place(lambda how: PostgresStore(postgresql_url, upgrade=how), age, age_to_2)


@pytest.fixture(params=["sqlite_place", pytest.param("postgresql_place", marks=pytest.mark.postgresql)])
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(request.param)
    return found


def lived_in(place: Place) -> list[Any]:
    """A small county's ledger, written by this program; its streams as they stand."""
    county = stage(place.open(None))
    whole = county.open("z-whole", terms=Terms(goal="供水管网改造", visibility=Visibility.PUBLIC))
    county.do(COUNTY, accountability.ClaimMatter(matter=whole))
    for part, above, giver, to in (("b-part", "z-whole", COUNTY, TOWN), ("a-part", "b-part", TOWN, WATER)):
        delegate = accountability.DelegatePart(
            matter=MatterId(above), part=MatterId(part), to=to, title=part, terms=Terms(goal="g"), deadline_date=None
        )
        county.do(giver, delegate)
        county.do(to, accountability.AcceptOffer(matter=MatterId(part), offer=2)) if to == TOWN else None
    store = county.ledger.store
    snapshots = list(store.find(Where()))
    while county.ledger.sequencer().run_once():
        pass
    store.close()
    return snapshots


def test_streams_are_written_anew_from_their_events(place: Place) -> None:
    before = lived_in(place)
    # The row of a state says something wrong: what counts is what its events lead to.
    place.age(before)
    told: list[tuple[int, int]] = []
    store = place.open(upgrade(lambda done, every: told.append((done, every))))
    assert told == [(len(before), len(before))]
    after = store.find(Where())
    assert list(after) == before
    assert {one.stream: one.lookup.top for one in after if one.lookup.kind == "matter"} == {
        "a-part": "z-whole",
        "b-part": "z-whole",
        "z-whole": "z-whole",
    }
    assert [one.stream for one in store.page(Where(text="供水"), Order.RELEVANCE, 9).snapshots] == ["z-whole"]
    assert store.count(Where(involved=TOWN, kind="matter")) == 2
    county = stage_on(store)
    assert rebuild(county, only_check=True).faults == ()
    store.close()
    again = place.open(None)  # and never a second time
    assert list(again.find(Where())) == before
    again.close()


def stage_on(store: Store) -> Any:
    from tests.app.staged import empty_ledger

    return empty_ledger(store)


def test_an_upgrade_that_fails_leaves_the_ledger_as_it_was(place: Place) -> None:
    before = lived_in(place)
    place.age(before)

    def failing(_events: Any) -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        place.open(Upgrade(failing))
    store = place.open(upgrade(lambda _done, _all: None))
    assert list(store.find(Where())) == before
    store.close()


def test_without_the_means_to_upgrade_old_tables_are_refused_by_their_version(place: Place) -> None:
    place.age(lived_in(place))
    with pytest.raises(StoreError, match=r"tables of version 1.*nothing was changed"):
        place.open(None)


def test_a_stream_whose_events_lead_to_nothing_keeps_its_columns(place: Place) -> None:
    before = lived_in(place)
    place.age(before)
    store = place.open(Upgrade(lambda _events: None))
    held = {one.stream: one.lookup.holder for one in store.find(Where())}
    assert held == {one.stream: one.lookup.holder for one in before}
    store.close()


def test_streams_of_version_2_are_counted_once_and_their_events_are_not_read(place: Place) -> None:
    before = lived_in(place)
    store = place.open(None)
    expected = store.tally(Where(kind="matter"), By.PHASE_AND_AWAITED, None)
    store.close()
    place.age_to_2()
    with pytest.raises(StoreError, match=r"tables of version 2.*nothing was changed"):
        place.open(None)

    def untouched(_events: Any) -> Any:
        raise ZeroDivisionError

    store = place.open(Upgrade(untouched))
    assert list(store.find(Where())) == before
    assert store.tally(Where(kind="matter"), By.PHASE_AND_AWAITED, None) == expected != []
    county = stage_on(store)
    assert rebuild(county, only_check=True).faults == ()
    store.close()
    place.open(None).close()
