"""Buckstop's own tasks. `python -m benchmarks.us TASK FOLDER [DETAIL]` prints one line of JSON: seconds, processor seconds, facts."""

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from buckstop.app.analyse import LogRequest, import_to
from buckstop.lens.engine import Session
from buckstop.lens.facts import Facts, facts
from buckstop.lens.importing import Resources
from buckstop.lens.levels import level_of
from buckstop.lens.screen import screen
from buckstop.lens.store import StoredLog

_DEFAULT = Resources()


def cold(folder: Path, kind: str) -> dict[str, object]:
    """Read a file, check and sort it, build the runs, tell the facts."""
    mapping = folder / ("mapping_native.toml" if kind == "parquet" else "mapping_text.toml")
    with tempfile.TemporaryDirectory(dir=folder) as work:
        request = LogRequest(folder / f"log.{kind}", str(mapping))
        return _plain(_facts(import_to(request, Path(work) / "stored"), tie_orders=0))


def store(folder: Path, _: str) -> dict[str, object]:
    """Import the Parquet log for the tasks that need a stored one."""
    stored = folder / "stored"
    shutil.rmtree(stored, ignore_errors=True)
    log = import_to(LogRequest(folder / "log.parquet", str(folder / "mapping_native.toml")), stored)
    return {"events": log.meta.events, "cases": log.meta.cases}


def warm(folder: Path, _: str) -> dict[str, object]:
    """Open a stored log and tell its facts."""
    return _plain(_facts(StoredLog.open(folder / "stored"), tie_orders=0))


def ranges(folder: Path, _: str) -> dict[str, object]:
    """The same, with the ranges over twenty random orders of tied events."""
    return _plain(_facts(StoredLog.open(folder / "stored"), tie_orders=20))


def limited(folder: Path, memory: str) -> dict[str, object]:
    """Import the Parquet log and tell its facts under a memory limit."""
    resources = Resources(memory_limit=memory)
    with tempfile.TemporaryDirectory(dir=folder) as work:
        request = LogRequest(folder / "log.parquet", str(folder / "mapping_native.toml"), resources=resources)
        start = time.perf_counter()
        log = import_to(request, Path(work) / "stored")
        imported = time.perf_counter()
        found = _facts(log, tie_orders=0, resources=resources)
        told = time.perf_counter()
        size = sum(path.stat().st_size for path in (Path(work) / "stored").rglob("*.parquet"))
    timing = {"import_seconds": imported - start, "facts_seconds": told - imported, "stored_bytes": size}
    return _plain(found) | timing | {"events": found.events}


def patterns(folder: Path, _: str) -> dict[str, object]:
    """All patterns over a stored log, judged together."""
    log = StoredLog.open(folder / "stored")
    with Session(log, level_of(log.meta.mapping, log.meta.holder_columns), Resources()) as session:
        return {"tests": sum(result.tested for result in screen(session))}


def _facts(log: StoredLog, tie_orders: int, resources: Resources = _DEFAULT) -> Facts:
    with Session(log, level_of(log.meta.mapping, log.meta.holder_columns), resources) as session:
        return facts(session, tie_orders=tie_orders)


def _plain(found: Facts) -> dict[str, object]:
    """The facts that the hand-written peers tell as well."""
    whole = found.as_json()
    names = (
        *("cases", "units", "handovers", "cases_with_handover", "distinct_edges", "aba_cases", "aba_occurrences"),
        *("return_cases", "returns", "returns_by_length", "reopened_cases", "reopenings"),
        *("finished_more_than_once", "closed_more_than_once"),
        *("resolved_cases", "hours_by_state", "mean_case_hours", "median_case_hours"),
    )
    plain = {name: whole[name] for name in names}
    plain["mean_case_hours"] = round(found.mean_case_hours, 3)
    plain["hours_by_value"] = {
        value: [one.events, one.cases, one.hours, one.hours_before_resolution]
        for value, one in sorted(found.hours_by_value.items())
    }
    return plain


TASKS: dict[str, Callable[[Path, str], dict[str, object]]] = {
    task.__name__: task for task in (cold, store, warm, ranges, limited, patterns)
}


def main() -> None:
    """Run one task."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=sorted(TASKS))
    parser.add_argument("folder", type=Path)
    parser.add_argument("detail", nargs="?", default="parquet", help="format of the log, or memory limit")
    asked = parser.parse_args()
    start, busy = time.perf_counter(), time.process_time()
    answer = TASKS[asked.task](asked.folder, asked.detail)
    seconds, processor = time.perf_counter() - start, time.process_time() - busy
    print(json.dumps({"seconds": seconds, "processor": processor, "answer": answer}))


if __name__ == "__main__":
    main()
