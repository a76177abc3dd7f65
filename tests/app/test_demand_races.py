"""Who comes second with a demand: told so, carried out once, never half."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from buckstop.app.answers import Accepted, DoorRefusal, Refused, Submission
from buckstop.app.demand_streams import all_demands
from buckstop.app.handle import handle
from buckstop.db.sqlite_store import SqliteStore
from buckstop.domain.demand.commands import AnswerDemand
from buckstop.domain.demand.refusals import DemandRefusal
from buckstop.domain.demand.words import DemandId
from buckstop.domain.organisation_commands import RenameUnit
from buckstop.ledger.memory_store import MemoryStore
from buckstop.ledger.store import Change
from tests.app.demanding import D1, asking, do, no, written
from tests.app.staged import COUNTY, TOWN, VILLAGE, WATER, head, stage


def test_two_who_ask_the_same_at_once_do_not_both_succeed(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "ledger.db")
    county = stage(store)
    start, outcomes = threading.Barrier(8), list[Accepted | Refused]()

    def ask(number: int) -> None:
        command = asking(DemandId(f"d{number}"), topic="ditches")
        start.wait()
        outcomes.append(handle(county.ledger, Submission(f"k{number}", head(COUNTY), command)))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [outcome.refusal.code for outcome in outcomes if isinstance(outcome, Refused)]
    assert refused == [DemandRefusal.MERGE_INSTEAD] * 7
    assert len(list(all_demands(store))) == 1
    store.close()


class Racing(MemoryStore):
    """A store in which somebody else is faster, once."""

    rival: Callable[[], object] | None = None

    def commit(self, change: Change) -> None:
        rival, self.rival = self.rival, None
        if rival is not None:
            rival()
        super().commit(change)


@pytest.mark.parametrize(("version", "accepted"), [(None, True), (1, False)])
def test_who_saw_a_version_is_told_of_the_rival_and_who_saw_none_comes_second(
    version: int | None, *, accepted: bool
) -> None:
    store = Racing()
    county = stage(store)
    do(county, COUNTY, asking())
    store.rival = lambda: do(county, VILLAGE, AnswerDemand(demand=D1, minutes=10))
    outcome = county.try_(TOWN, AnswerDemand(demand=D1, minutes=20), version=version)
    assert isinstance(outcome, Accepted) is accepted
    assert outcome.demand == written(county)
    if isinstance(outcome, Refused):
        assert outcome.refusal.code is DoorRefusal.STALE_VERSION


def test_twins_are_carried_out_once() -> None:
    store = Racing()
    county = stage(store)
    do(county, COUNTY, asking())
    answer = AnswerDemand(demand=D1, minutes=10)
    store.rival = lambda: do(county, TOWN, answer, key="k")
    outcome = county.try_(TOWN, answer, key="k")
    assert isinstance(outcome, Accepted)
    assert outcome.repeated
    assert len(written(county).answers) == 1


def test_who_is_overtaken_again_and_again_is_told_to_come_back() -> None:
    store = Racing()
    county = stage(store)
    do(county, COUNTY, asking())
    names = iter("abcdefgh")

    def rename() -> None:
        assert isinstance(county.try_(COUNTY, RenameUnit(WATER, next(names))), Accepted)
        store.rival = rename

    store.rival = rename
    busy = no(county, TOWN, AnswerDemand(demand=D1, minutes=10))
    assert busy.refusal.code is DoorRefusal.BUSY
