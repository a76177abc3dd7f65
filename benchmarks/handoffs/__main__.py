"""`python -m benchmarks.handoffs`: hand-offs per second of everyone, compared with the bars, as a page."""

import argparse
import sys
from pathlib import Path

from benchmarks.handoffs import postgresql
from benchmarks.handoffs.contest import ENTRIES, Plan, hold
from benchmarks.handoffs.newer_sqlite import sqlite3
from benchmarks.handoffs.page import page
from benchmarks.measure import ROOT, TaskFailedError
from benchmarks.peer_packages import ensure_peers


def main() -> int:
    """Measure what was asked for; 1 if a bar is not met or a store lost something."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.handoffs", description=__doc__)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--matters", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=0, help="matters for us and the limit once more, to see growth")
    parser.add_argument("--large-clients", type=int, default=8)
    parser.add_argument("--units", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=4.0, help="of one load")
    parser.add_argument("--runs", type=int, default=3, help="loads per figure (medians)")
    parser.add_argument(
        "--skip", nargs="+", default=[], help="leave out contenders whose name holds one of these words"
    )
    parser.add_argument("--work", type=Path, default=ROOT / "out" / "bench" / "handoffs", help="folder for the stores")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "reference" / "handoffs.md")
    asked = parser.parse_args()
    plan = Plan(
        entries=tuple(entry for entry in ENTRIES if not any(word in entry.name for word in asked.skip)),
        clients=tuple(asked.clients),
        matters=asked.matters,
        large=asked.large,
        large_clients=asked.large_clients,
        units=asked.units,
        seconds=asked.seconds,
        runs=asked.runs,
    )
    if not all(entry.ours for entry in plan.entries):
        ensure_peers()
    with postgresql.server(asked.work) as host:
        try:
            figures = hold(plan, asked.work, host)
        except TaskFailedError as error:
            print(error, file=sys.stderr)
            return 1
        server = postgresql.version(host)
    text, met = page(plan, figures, sqlite3.sqlite_version, server)
    asked.out.write_text(text, encoding="utf-8")
    print(text)
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main())
