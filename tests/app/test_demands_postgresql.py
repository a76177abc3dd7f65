"""Demands in PostgreSQL: the same door, the same answers."""

import pytest

from buckstop.app.answers import Accepted
from buckstop.app.rebuilding import rebuild
from buckstop.db.postgres_store import PostgresStore
from buckstop.domain.demand.commands import AnswerDemand, MergeDemand
from buckstop.domain.demand.refusals import DemandRefusal
from buckstop.domain.demand.words import DemandId, DemandStatus
from tests.app.demanding import D1, D2, asking, do, no, written
from tests.app.staged import COUNTY, TOWN, stage


@pytest.mark.postgresql
def test_demands_live_in_postgresql_as_everywhere(postgresql_url: str) -> None:
    store = PostgresStore(postgresql_url)
    county = stage(store)
    do(county, COUNTY, asking(topic="ditches"))
    double = no(county, COUNTY, asking(D2, topic="ditches"))
    assert double.refusal.code is DemandRefusal.MERGE_INSTEAD
    do(county, COUNTY, asking(D2))
    do(county, TOWN, AnswerDemand(demand=D1, minutes=60), version=1)
    do(county, COUNTY, MergeDemand(demand=D1, into=D2, reason="The same figures"))
    assert (written(county).status, written(county, D2).version) == (DemandStatus.MERGED, 2)
    last = asking(DemandId("d3"))
    first, again = (county.try_(COUNTY, last, key="k") for _ in range(2))
    assert isinstance(first, Accepted)
    assert isinstance(again, Accepted)
    assert (first.acknowledgement, again.repeated) == (again.acknowledgement, True)
    assert rebuild(county.ledger, only_check=True).faults == ()
    store.close()
