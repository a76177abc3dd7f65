"""The benchmarks measure what they say: whole cases, equal answers, bars that can fail."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from benchmarks import logs
from benchmarks.__main__ import _check, _tasks
from benchmarks.hundred_million import Huge
from benchmarks.measure import Measured, Task, TaskFailedError, measure, run
from benchmarks.page import COLD, FIVE_MILLION, NETWORK, POLARS, WARM, WINDOW, page
from buckstop.intake.open_log import open_log


def measured(name: str, seconds: float, megabytes: float, **answer: object) -> Measured:
    return Measured(Task(name, (), ours=True), seconds, seconds, megabytes, 3, dict(answer))


@pytest.fixture(scope="module")
def base() -> logs.Base:
    return logs._simulated()


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A task that allocates 80 MB and tells how often it ran."""
    path = tmp_path / "task.py"
    path.write_text(
        "import json, sys, pathlib\n"
        "count = pathlib.Path(sys.argv[1]) / 'count'\n"
        "times = int(count.read_text()) + 1 if count.exists() else 1\n"
        "count.write_text(str(times))\n"
        "block = bytearray(80_000_000)\n"
        "print(json.dumps({'seconds': 0.5, 'processor': 0.4, 'answer': {'times': times if 'changing' in sys.argv else 1}}))\n",
        encoding="utf-8",
    )
    return path


def test_drawn_cases_are_whole_and_in_order_with_new_names(base: logs.Base) -> None:
    tables = list(logs.drawn(base, 30_000, seed=3))
    table = tables[0]
    assert 30_000 <= table.num_rows < 30_200
    ids = table.column(logs.CASE).to_pylist()
    changes = sum(one != other for one, other in pairwise(ids)) + 1
    assert changes == len(set(ids))
    frame = table.to_pandas()
    assert frame.groupby(logs.CASE)[logs.TIME].is_monotonic_increasing.all()
    sizes = set(np.diff(np.append(base.starts, base.seconds.size)).tolist())
    assert set(frame.groupby(logs.CASE).size()) <= sizes
    assert len(table.column_names) == 12


def test_all_three_formats_hold_the_same_rows(base: logs.Base, tmp_path: Path) -> None:
    parquet = tmp_path / "log.parquet"
    rows = logs.write_parquet(logs.drawn(base, 2_000), parquet)
    logs.write_csv(parquet, tmp_path / "log.csv")
    logs.write_xes(parquet, tmp_path / "log.xes")
    expected = pq.read_table(parquet)
    for name in ("log.csv", "log.xes"):
        raw = open_log(tmp_path / name, workdir=tmp_path)
        read = pq.read_table(list(raw.parquet))
        assert raw.rows == rows == expected.num_rows
        for column in (logs.CASE, "org:group", "lifecycle:transition", "product"):
            wanted = [text or None for text in expected.column(column).to_pylist()]
            assert [text or None for text in read.column(column).to_pylist()] == wanted
        stamps = [f"{stamp:%Y-%m-%dT%H:%M:%S}+00:00" for stamp in expected.column(logs.TIME).to_pylist()]
        assert read.column(logs.TIME).to_pylist() == stamps


def test_a_task_is_measured_in_a_process_of_its_own(script: Path, tmp_path: Path) -> None:
    seen = run(Task("some", (str(script),), ours=True), tmp_path)
    assert (seen.seconds, seen.processor, seen.answer) == (0.5, 0.4, {"times": 1})
    assert seen.megabytes > 80  # no upper bound: a child starts from the memory of its parent, here the test run


def test_tasks_run_in_turns_and_a_slow_one_as_often_as_it_says(script: Path, tmp_path: Path) -> None:
    tasks = [Task("often", (str(script),), ours=True), Task("once", (str(script),), ours=True, runs=1)]
    assert [one.runs for one in measure(tasks, tmp_path, 2)] == [2, 1]
    assert (tmp_path / "count").read_text() == "3"


def test_answers_that_change_between_runs_stop_the_measurement(script: Path, tmp_path: Path) -> None:
    task = Task("fickle", (str(script),), ours=True, arguments=("changing",))
    with pytest.raises(TaskFailedError, match="different answers"):
        measure([task], tmp_path, 2)


def test_a_failing_task_stops_the_measurement_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(TaskFailedError, match="NameError"):
        run(Task("broken", ("-c", "boom"), ours=True), tmp_path)


def test_a_peer_with_another_answer_is_no_comparison() -> None:
    _check([measured(WARM, 1, 1, returns=5), measured(POLARS, 1, 1, returns=5)])
    with pytest.raises(TaskFailedError, match="returns: 6 instead of 5"):
        _check([measured(WARM, 1, 1, returns=5), measured(POLARS, 1, 1, returns=6)])


def test_xes_is_left_out_where_it_would_take_hours() -> None:
    assert any("XES" in task.name for task in _tasks(1_000_000, []))
    assert not any("XES" in task.name for task in _tasks(5_000_000, []))
    assert not any("pm4py" in task.name for task in _tasks(1_000_000, ["pm4py"]))


def test_the_page_tells_which_bars_are_met(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.page._versions", lambda: "python 3")
    good = [
        *(measured(WARM, 1, 100), measured(COLD, 7, 400), measured(WINDOW, 6, 800), measured(NETWORK, 50, 3300)),
    ]
    text, met = page("some log", {FIVE_MILLION: good})
    assert met
    assert "| warm facts faster than one-shot DuckDB window SQL, times | 5,000,000 | 6.0 | 6 | yes |" in text
    assert "| peak MB, XES | 1,000,000 | not run | 300 | - |" in text
    slow, met = page("some log", {FIVE_MILLION: [measured(WARM, 1.1, 100), *good[1:]]}, Huge(10**8, 90, 3, 3000, 3500))
    assert not met
    assert "| warm facts faster than one-shot DuckDB window SQL, times | 5,000,000 | 5.5 | 6 | NO |" in slow
    assert "## 100,000,000 events" in slow


def test_what_peers_must_know_of_a_log_is_written_beside_it(base: logs.Base) -> None:
    spec = json.loads(json.dumps(logs._spec(base, 7)))
    assert (spec["events"], spec["unit"], spec["states"]["Queued"]) == (7, "org:group", "queued")
    assert spec["excluded"] == ["autoclose", "Hotline inbox", "UNKNOWN"]
