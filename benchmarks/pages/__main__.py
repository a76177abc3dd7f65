"""`python -m benchmarks.pages`: everybody's pages under load, compared with the bars, as a page."""

import argparse
import sys
from pathlib import Path

from benchmarks.handoffs import postgresql
from benchmarks.handoffs.command import STORES
from benchmarks.handoffs.load import LoadFailedError
from benchmarks.handoffs.newer_sqlite import sqlite3
from benchmarks.measure import ROOT, TaskFailedError
from benchmarks.pages.busy_hour import busy_hours
from benchmarks.pages.contest import Plan, hold, inside, opened
from benchmarks.pages.page import page
from benchmarks.pages.stores import HELPDESK, LIMIT, OURS, ROUNDUP, make
from benchmarks.peer_packages import ensure_peers


def main() -> int:
    """Measure what was asked for; 1 if a bar is not met or a site lost something."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--matters", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=2_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=1.0, help="of one load")
    parser.add_argument("--rounds", type=int, default=3, help="loads per figure (medians)")
    parser.add_argument("--hour", type=float, default=60.0, help="seconds of the busy hour that are played")
    parser.add_argument(
        "--peers-on", choices=STORES, nargs="+", default=list(STORES), help="stores peers are measured on"
    )
    parser.add_argument("--prepare", action="store_true", help="make the matters, and measure nothing")
    parser.add_argument("--work", type=Path, default=ROOT / "out" / "bench" / "pages", help="folder for the stores")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "reference" / "pages.md")
    asked = parser.parse_args()
    work: Path = asked.work.resolve()
    plan = Plan(asked.matters, asked.users, asked.clients, asked.seconds, asked.rounds, tuple(asked.peers_on))
    ensure_peers()
    with postgresql.server(work, kept="postgresql") as host:
        try:
            for who in (OURS, ROUNDUP, HELPDESK, LIMIT):
                for store in STORES if who in {OURS, LIMIT} else plan.peers_on:
                    make(work, who, store, host if store == "postgresql" else "", plan.matters, plan.users)
            if asked.prepare:
                return 0
            costs = {store: inside(work, store) for store in STORES}
            with opened(plan, work, host) as sites:
                figures = hold(plan, sites, work, host)
                hours = busy_hours(sites, plan.clients, plan.users, asked.hour)
        except (TaskFailedError, LoadFailedError) as error:
            print(error, file=sys.stderr)
            return 1
        server = postgresql.version(host)
    text, met = page(plan, figures, hours, costs, sqlite3.sqlite_version, server)
    asked.out.write_text(text, encoding="utf-8")
    print(text)
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main())
