"""A large log in the wrong order is sorted in little memory: what does not fit goes to the disk, and comes back right."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from buckstop.lens.engine import Session
from buckstop.lens.importing import Resources, import_log
from buckstop.lens.levels import level_of
from buckstop.lens.mapping import Mapping, TimeSpec
from buckstop.lens.normalise import RawTable

CASES, EVENTS_OF_A_CASE = 50_000, 20
LITTLE = Resources("100MB", 2)


def test_a_million_shuffled_rows_are_imported_in_100_megabytes(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    events = CASES * EVENTS_OF_A_CASE
    case = np.repeat(np.arange(CASES), EVENTS_OF_A_CASE)
    minute = np.tile(np.arange(EVENTS_OF_A_CASE), CASES)
    team = rng.integers(0, 30, events)
    order = rng.permutation(events)
    path = tmp_path / "log.parquet"
    log: dict[str, Any] = {
        "id": pa.array([f"matter number {number}" for number in case[order]]),
        "at": pa.array((1_700_000_000 + minute[order] * 60) * 1_000_000, pa.timestamp("us", "UTC")),
        "team": pa.array([f"team {number}" for number in team[order]]),
    }
    pq.write_table(pa.table(log), path)
    mapping = Mapping("large", "id", TimeSpec("at", "native"), unit="team")
    raw = RawTable(path.name, "parquet", (path,), tuple(log), events)
    store = import_log(raw, mapping, tmp_path / "log", resources=LITTLE)
    assert (store.meta.events, store.meta.cases, store.meta.order.tied) == (events, CASES, 0)
    passes = team[1:] != team[:-1]
    passes[case[1:] != case[:-1]] = False
    with Session(store, level_of(mapping, ("team",)), LITTLE) as lens:
        assert lens.rows("select sum(handovers) from case_runs") == [(int(passes.sum()),)]
        assert lens.rows("select sum(other_us) from case_runs") == [(CASES * (EVENTS_OF_A_CASE - 1) * 60_000_000,)]
