"""The ledger behind our pages: 100,000 matters, 2,000 people with accounts, and matters to hand over in each run.

`python -m benchmarks.pages.ledger prepare --folder out/x --store sqlite --matters 1000 --users 500` makes it; `open` opens
matters to hand over and tells what to visit, as JSON; `holders` tells who holds the matters given as JSON.
"""

import argparse
import json
import os
import shutil
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks.board_matters import BUREAUS, OFFICE, ROOT, TOWNS, VILLAGES, fill, found, member, speaker
from benchmarks.handoffs.command import STORES, USER
from benchmarks.handoffs.postgresql import connect, create_database
from buckstop.app.accounts import create_account
from buckstop.app.answers import Refused, Submission
from buckstop.app.bootstrap import DATABASE, DEMO_ORIGIN, HomeConfig, create_ledger, open_ledger
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.lists import list_page
from buckstop.app.timers import tick
from buckstop.domain.ids import MatterId, PersonId, UnitId
from buckstop.domain.matter.commands.accountability import OpenMatter
from buckstop.domain.matter.words import Terms
from buckstop.ledger.codec import decode_matter
from buckstop.ledger.lookup import Order, Where

PASSWORD = "for a benchmark"
_DATABASE = "pages"
_HEADS = (ROOT, OFFICE, *BUREAUS, *TOWNS, *VILLAGES)


def prepare(folder: Path, store: str, host: str, matters: int, users: int) -> None:
    """A fresh ledger whose clock has nothing left to do, and an account for everybody."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    address = f"sqlite:{DATABASE}"
    if store == "postgresql":
        create_database(host, _DATABASE)
        address = f"postgresql://{USER}@/{_DATABASE}?host={quote(host, safe='')}"
    ledger = create_ledger(folder, HomeConfig(origin=DEMO_ORIGIN, store=address))
    members = max(0, users - len(_HEADS))
    started = time.perf_counter()
    with closing(ledger.store):
        found(ledger, members)
        fill(ledger, matters)
        _tell(f"{matters:,} matters", started)
        tick(ledger)
        _tell("what fell due took effect, the log is numbered", started)
    for person in [*(speaker(unit).person for unit in _HEADS), *(member(number) for number in range(members))]:
        create_account(
            folder,
            username=person,
            password=PASSWORD,
            person=PersonId(person),
            display_name=person,
            language="en",
            must_change=False,
            demo=True,
        )
    _tell(f"{members + len(_HEADS):,} accounts", started)
    if host:
        with connect(host, _DATABASE) as connection:
            connection.execute("VACUUM ANALYZE")


def open_matters(ledger: Ledger, clients: int, each: int) -> dict[str, Any]:
    """Fresh matters for the hand-offs of one run, so many held by each of the busiest units; and what is looked at."""
    run = os.urandom(4).hex()
    matters: list[dict[str, int]] = []
    for place, unit in enumerate(BUREAUS[:clients]):
        versions = {}
        number_of = each if place else 4 * each  # the first client is measured alone as well, and is fast then
        for name in (MatterId(f"h-{run}-{unit}-{number:04d}") for number in range(number_of)):
            terms = Terms(goal="Every household of the village has running water", criteria=("tap tested",))
            command = OpenMatter(matter=name, unit=unit, title=f"Water {name}", terms=terms, deadline_date=None)
            outcome = handle(ledger, Submission(name, speaker(unit), command, None))
            assert not isinstance(outcome, Refused), outcome
            assert outcome.matter is not None
            versions[str(name)] = outcome.matter.version
        matters.append(versions)
    return {"matters": matters} | landmarks(ledger, clients)


def landmarks(ledger: Ledger, clients: int) -> dict[str, Any]:
    """Whom and what the clients visit."""
    return {
        "people": [speaker(unit).person for unit in BUREAUS[:clients]],
        "units": list(BUREAUS[:clients]),
        "office": speaker(OFFICE).person,
        "busy": [_busy(ledger, unit) for unit in BUREAUS[:clients]],
        "directive": _whole(ledger),
    }


def holders(ledger: Ledger, names: list[str]) -> dict[str, str]:
    """Who holds each of these matters, as it is written."""
    snapshots = ledger.store.load(names).snapshots
    return {name: decode_matter(snapshots[name].body).holder for name in names}


def _busy(ledger: Ledger, unit: UnitId) -> str:
    """Among the matters a unit holds one to which much happened."""
    held = list_page(ledger, Where(active=True, holder=unit), Order.DEADLINE, 200).rows
    return max(held, key=lambda row: row.written_version).id


def _whole(ledger: Ledger) -> str:
    """A matter with parts."""
    after = ""
    while True:
        page = list_page(ledger, Where(), Order.NEWEST, 500, after)
        for row in page.rows:
            if row.matter.children > 1:
                return row.id
        assert page.after is not None, "no matter has parts"
        after = page.after


def _tell(what: str, started: float) -> None:
    print(f"  {time.perf_counter() - started:6.0f} s: {what}", file=sys.stderr, flush=True)


def main() -> None:
    """Answer the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages.ledger", description=__doc__)
    parser.add_argument("task", choices=("prepare", "open", "holders"))
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--store", choices=STORES, default="sqlite")
    parser.add_argument("--host", default="", help="folder of the PostgreSQL server's socket")
    parser.add_argument("--matters", type=int, default=100_000)
    parser.add_argument("--users", type=int, default=2_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--each", type=int, default=300)
    asked = parser.parse_args()
    if asked.task == "prepare":
        prepare(asked.folder, asked.store, asked.host, asked.matters, asked.users)
        return
    ledger = open_ledger(asked.folder)
    with closing(ledger.store):
        if asked.task == "open":
            print(json.dumps(open_matters(ledger, asked.clients, asked.each)))
        else:
            print(json.dumps(holders(ledger, json.load(sys.stdin))))


if __name__ == "__main__":
    main()
