"""Cycles in PostgreSQL: the same turns, the same answers."""

from datetime import timedelta

import pytest

from buckstop.app.answers import Accepted
from buckstop.app.rebuilding import rebuild
from buckstop.app.timers import wake_due
from buckstop.db.postgres_store import PostgresStore
from buckstop.domain.cycle.commands import EndCycle, SkipTurn
from buckstop.domain.cycle.words import CycleStatus
from buckstop.domain.ids import CycleId
from buckstop.domain.organisation_commands import RetireUnit
from tests.app.staged import HAMLET, VILLAGE, stage
from tests.app.test_cycles import cycle_in, do, opened, setting_up


@pytest.mark.postgresql
def test_cycles_live_in_postgresql_as_everywhere(postgresql_url: str) -> None:
    store = PostgresStore(postgresql_url)
    county = stage(store)
    command = setting_up(unit=VILLAGE, planned_for=None)
    first, again = (county.try_(VILLAGE, command, key="k") for _ in range(2))
    assert isinstance(first, Accepted)
    assert isinstance(again, Accepted)
    assert (first.acknowledgement, again.repeated) == (again.acknowledgement, True)
    county.later(timedelta(days=70))
    assert wake_due(county.ledger) == 3  # the cycle, and the two matters that were settled by silence since
    assert opened(county) == ["Look at the ditches 2026-03", "Look at the ditches 2026-04"]
    do(county, VILLAGE, SkipTurn(cycle=CycleId("c1"), turn=3, reason="Snow"))
    assert isinstance(county.try_(None, RetireUnit(VILLAGE, HAMLET, "document 7")), Accepted)
    assert cycle_in(county).unit == HAMLET
    ended = do(county, HAMLET, EndCycle(cycle=CycleId("c1"), reason="Filled in"))
    assert ended.status is CycleStatus.ENDED
    assert rebuild(county.ledger, only_check=True).faults == ()
    store.close()
