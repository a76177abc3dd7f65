"""`python -m benchmarks.hundred_million`: a log of 10^8 events, imported and told within 4 GB of memory.

The figures are kept beside the log and appear on the page the next time `python -m benchmarks` writes it.
"""

import argparse
import json
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.measure import ROOT, Task, TaskFailedError, run

EVENTS = 100_000_000
MEGABYTES_MAX = 4096
# DuckDB's own share of the 4 GB; the rest is for the step kernel, Arrow and the interpreter.
ENGINE_MEMORY = "2500MB"
# Generated Parquet, stored log and what spills on the way, per event, with room to spare.
BYTES_PER_EVENT = 120
RESULT = "hundred_million.json"


@dataclass(frozen=True, slots=True)
class Huge:
    """What one run showed."""

    events: int
    import_seconds: float
    facts_seconds: float
    megabytes: float
    stored_megabytes: float


def main() -> int:
    """Generate the log unless it is there, import it, tell its facts; 1 if it took more than 4 GB."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hundred_million", description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--work", type=Path, default=ROOT / "out" / "bench", help="folder for the log (12 GB free)")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    free, needed = shutil.disk_usage(asked.work).free, asked.events * BYTES_PER_EVENT
    if free < needed:
        print(f"Not enough room: {needed / 1e9:.0f} GB needed, {free / 1e9:.0f} GB free.", file=sys.stderr)
        return 1
    folder = asked.work / str(asked.events)
    command = [sys.executable, "-m", "benchmarks.logs", "--events", str(asked.events), "--out", str(folder)]
    subprocess.run([*command, "--formats", "parquet"], cwd=ROOT, check=True)
    try:
        seen = run(Task("10^8", ("-m", "benchmarks.us", "limited"), ours=True, arguments=(ENGINE_MEMORY,)), folder)
    except TaskFailedError as error:
        print(error, file=sys.stderr)
        return 1
    told = {name: float(str(seen.answer[name])) for name in ("import_seconds", "facts_seconds", "stored_bytes")}
    huge = Huge(
        events=int(str(seen.answer["events"])),
        import_seconds=told["import_seconds"],
        facts_seconds=told["facts_seconds"],
        megabytes=seen.megabytes,
        stored_megabytes=told["stored_bytes"] / 1e6,
    )
    (asked.work / RESULT).write_text(json.dumps(asdict(huge)), encoding="utf-8")
    print(f"{seen.answer}\n{huge}")
    return 0 if huge.megabytes <= MEGABYTES_MAX else 1


if __name__ == "__main__":
    raise SystemExit(main())
