"""The writers: whatever the format, encoding and language, the real readers see the same log."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from buckstop.intake.open_log import open_log
from buckstop.lens.importing import import_log
from buckstop.lens.mapping import Mapping
from buckstop.lens.normalise import RawTable
from buckstop.simulator.logs import LogSpec, SimulatedLog, simulate, write_csv, write_parquet, write_xes

Writer = Callable[[SimulatedLog, Path], Mapping]
WRITERS: dict[str, Writer] = {
    "log.csv": write_csv,
    "gb.csv": partial(write_csv, encoding="gb18030"),
    "log.xes": write_xes,
}


def imported(log: SimulatedLog, write: Writer, folder: Path, name: str) -> list[dict[str, object]]:
    """Cases, events and runs of the log as the lens stores them, holders by name."""
    path = folder / name
    mapping = write(log, path)
    raw = open_log(path, workdir=folder)
    rows = None if raw.kind == "parquet" else "__row"
    table = RawTable(path.name, raw.kind, raw.parquet, raw.columns, raw.rows, rows, raw.defaults, raw.issues)
    stored = folder / f"{name}.stored"
    import_log(table, mapping, stored)
    level = next((stored / "levels").iterdir())
    holders = pq.read_table(level / "holders.parquet").to_pandas().set_index("holder_no")["holder_name"]
    cases = pq.read_table(stored / "cases.parquet").to_pandas()
    runs = pq.read_table(level / "runs.parquet").to_pandas().merge(cases[["case_no", "case_id", "case_type", "due_us"]])
    runs["holder"] = runs["holder_no"].map(holders)
    columns = ["case_id", "run_no", "holder", "case_type", "due_us", "started_us", "events", "working_us", "productive"]
    ordered = runs[columns].sort_values(["case_id", "run_no"])
    return [{str(name): value for name, value in row.items()} for row in ordered.to_dict("records")]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", list(WRITERS))
def test_every_format_reads_back_as_the_same_log(language: str, name: str, tmp_path: Path) -> None:
    log = simulate(LogSpec(seed=5, cases=250, language=language, counted=0))
    expected = imported(log, write_parquet, tmp_path, "log.parquet")
    assert len(expected) > 400
    assert imported(log, WRITERS[name], tmp_path, name) == expected
