"""`python -m benchmarks`: measure, compare with the bars, and write docs/reference/benchmarks.md."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from benchmarks.hundred_million import RESULT, Huge
from benchmarks.measure import ROOT, Measured, Task, TaskFailedError, measure
from benchmarks.page import COLD, FIVE_MILLION, MILLION, NETWORK, OUR_XES, POLARS, SCAN, WARM, WINDOW, page
from benchmarks.peer_packages import ensure_peers

US = ("-m", "benchmarks.us")
PEER = "benchmarks/peers/{}.py".format
SAME_FACTS = (COLD, "Buckstop, cold from CSV", OUR_XES, WARM, WINDOW, POLARS)
# The pure-Python XES reader takes minutes and gigabytes per million events.
XES_EVENTS_MAX = MILLION

TASKS = (
    Task(SCAN, (PEER("scan"),), ours=False),
    Task(WARM, (*US, "warm"), ours=True),
    Task("Buckstop, warm facts with tie ranges", (*US, "ranges"), ours=True),
    Task("Buckstop, all patterns", (*US, "patterns"), ours=True, runs=1),
    Task(COLD, (*US, "cold"), ours=True, arguments=("parquet",)),
    Task("Buckstop, cold from CSV", (*US, "cold"), ours=True, arguments=("csv",)),
    Task(OUR_XES, (*US, "cold"), ours=True, arguments=("xes",), runs=1),
    Task(WINDOW, (PEER("duckdb_window"),), ours=False),
    Task(POLARS, (PEER("polars_steps"),), ours=False),
    Task(NETWORK, (PEER("pm4py_network"),), ours=False),
    Task("pm4py, XES read only (iterparse)", (PEER("pm4py_xes"),), ours=False, runs=1),
)


def main() -> int:
    """Measure what was asked for; 1 if a bar is not met or answers differ."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[MILLION, FIVE_MILLION])
    parser.add_argument("--runs", type=int, default=3, help="runs per task (medians); slow tasks run once")
    parser.add_argument("--skip", nargs="+", default=[], help="leave out tasks whose name holds one of these words")
    parser.add_argument("--work", type=Path, default=ROOT / "out" / "bench", help="folder for the logs (gigabytes)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "reference" / "benchmarks.md")
    asked = parser.parse_args()
    ensure_peers()
    sizes: dict[int, list[Measured]] = {}
    base = ""
    try:
        for events in asked.events:
            folder = asked.work / str(events)
            base = _ensure_logs(folder, events)
            print(f"{events:,} events", flush=True)
            sizes[events] = measure(_tasks(events, asked.skip), folder, asked.runs)
            _check(sizes[events])
    except TaskFailedError as error:
        print(error, file=sys.stderr)
        return 1
    kept = asked.work / RESULT
    huge = Huge(**json.loads(kept.read_text(encoding="utf-8"))) if kept.is_file() else None
    text, met = page(base, sizes, huge)
    asked.out.write_text(text, encoding="utf-8")
    print(text)
    return 0 if met else 1


def _tasks(events: int, skip: list[str]) -> list[Task]:
    fitting = [task for task in TASKS if events <= XES_EVENTS_MAX or "XES" not in task.name]
    return [task for task in fitting if not any(word in task.name for word in skip)]


def _check(measured: list[Measured]) -> None:
    """Whoever tells the same facts must tell the same facts."""
    facts = {one.task.name: one.answer for one in measured if one.task.name in SAME_FACTS}
    ours = facts.get(WARM, {})
    for name, answer in facts.items():
        wrong = [
            f"{key}: {answer.get(key)} instead of {value}" for key, value in ours.items() if answer.get(key) != value
        ]
        if wrong:
            raise TaskFailedError(f"{name} does not agree with {WARM}: " + "; ".join(wrong))


def _ensure_logs(folder: Path, events: int) -> str:
    """Make the logs of one size and the stored log, unless they are there; the name of the base log."""
    formats = ["parquet", "csv", *(["xes"] if events <= XES_EVENTS_MAX else [])]
    command = [
        sys.executable,
        "-m",
        "benchmarks.logs",
        "--events",
        str(events),
        "--out",
        str(folder),
        "--formats",
        *formats,
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    subprocess.run([sys.executable, *US, "store", str(folder)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    spec = json.loads((folder / "spec.json").read_text(encoding="utf-8"))
    return str(spec["base"])


if __name__ == "__main__":
    raise SystemExit(main())
