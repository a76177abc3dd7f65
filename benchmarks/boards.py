"""`python -m benchmarks.boards`: what pages read, at 100,000 matters: milliseconds and statements of each question.

On SQLite and on PostgreSQL, one reader, everything warm. `--matters 10000 --store sqlite` is a short try; `--keep` leaves
the ledger where it is, and a later run finds it there.
"""

import argparse
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from benchmarks.board_matters import BUREAUS, OFFICE, ROOT, TOWNS, VILLAGES, WORDS, fill, found, speaker
from benchmarks.handoffs import postgresql
from benchmarks.handoffs.command import USER
from benchmarks.measure import ROOT as TREE
from buckstop.app.boards import calendar, office_board, tally, unit_board, who_holds
from buckstop.app.bootstrap import DATABASE, HomeConfig, create_ledger, open_ledger
from buckstop.app.ledger import Ledger
from buckstop.app.lists import lights_of, list_page, reading_of
from buckstop.app.searching import search
from buckstop.app.today import today
from buckstop.app.trees import directive_tree
from buckstop.db.postgres_prepared import Prepared
from buckstop.db.postgres_store import PostgresStore
from buckstop.db.sqlite_store import SqliteStore
from buckstop.domain.ids import MatterId, UnitId
from buckstop.ledger.lookup import By, Order, Reading, Where

_DATABASE = "boards"
_NOT_COUNTED = ("BEGIN", "ROLLBACK", "COMMIT", "--")


def questions(ledger: Ledger) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What pages ask, by the name it is printed under."""
    organisation, now = ledger.organisation(), ledger.now()

    def reading(unit: UnitId) -> Reading | None:
        return reading_of(organisation, speaker(unit).person, now)

    readers = {"office": None, "leader": reading(ROOT), "town": reading(TOWNS[3]), "village": reading(VILLAGES[7])}
    for name, limits in readers.items():
        whole = Where(reading=limits)
        yield f"office board, {name}", partial(office_board, ledger, whole)
        yield f"newest, {name}", partial(list_page, ledger, whole, Order.NEWEST)
        yield f"by title, {name}", partial(list_page, ledger, whole, Order.TITLE)
        yield f"search Chinese, {name}", partial(search, ledger, WORDS["search"], whole)
        yield f"who holds, {name}", partial(who_holds, ledger, limits)
    deep = _deep(ledger)
    yield "office board, 200th page", lambda: office_board(ledger, Where(), after=deep)
    yield (
        "late, by origin",
        lambda: list_page(ledger, Where(active=True, deadline_until=now, origin="own"), Order.DEADLINE),
    )
    yield "phase escalated", lambda: office_board(ledger, Where(phase="escalated"))
    yield "50 rows with lights", lambda: lights_of(ledger, list_page(ledger, Where(active=True)).rows)
    yield "tally by giver", lambda: tally(ledger, Where(active=True), By.GIVER)
    yield "search one character", lambda: search(ledger, WORDS["character"], Where())
    yield "search heat repair", lambda: search(ledger, "county repair", Where())
    yield "search a number", lambda: search(ledger, "item 47", Where())
    for name, unit in (("busy bureau", BUREAUS[0]), ("village", VILLAGES[7]), ("county", ROOT)):
        yield f"unit board, {name}", partial(unit_board, ledger, unit, None)
        yield f"today, {name}", partial(today, ledger, speaker(unit).person)
    yield "today, office", lambda: today(ledger, speaker(OFFICE).person)
    yield "tree of parts", partial(directive_tree, ledger, _whole(ledger), None)
    day = now.date()
    yield "calendar of a month", lambda: calendar(ledger, day, day + timedelta(days=30), None)
    yield "calendar of a month, town", lambda: calendar(ledger, day, day + timedelta(days=30), readers["town"])


def _deep(ledger: Ledger) -> str:
    after = ""
    for _ in range(10):
        after = list_page(ledger, Where(active=True), limit=1000, after=after).after or after
    return after


def _whole(ledger: Ledger) -> MatterId:
    """A matter with parts."""
    after = ""
    while True:
        page = list_page(ledger, Where(), Order.NEWEST, 1000, after)
        for row in page.rows:
            if row.matter.children > 1:
                return row.id
        assert page.after is not None, "no matter has parts"
        after = page.after


@contextmanager
def statements(ledger: Ledger) -> Iterator[list[str]]:
    """The statements that reach the database while the block lasts."""
    seen: list[str] = []
    store: Any = ledger.store
    if isinstance(store, SqliteStore):
        store.end()  # so that there is a reading connection
        connections = [*store._readers._idle, store._writer._connection]  # noqa: SLF001 - looks inside to count
        for connection in connections:
            connection.set_trace_callback(lambda text: seen.append(text.strip()))
        yield seen
        for connection in connections:
            connection.set_trace_callback(None)
    else:
        execute, run = psycopg.Cursor.execute, Prepared.run

        def executed(self: Any, query: Any, *values: Any, **more: Any) -> Any:
            seen.append(query.decode() if isinstance(query, bytes) else str(query))
            return execute(self, query, *values, **more)

        def ran(self: Any, *values: Any) -> Any:
            seen.append(self.text)
            return run(self, *values)

        with _patched(psycopg.Cursor, "execute", executed), _patched(Prepared, "run", ran):
            yield seen
    seen[:] = [text for text in seen if not text.startswith(_NOT_COUNTED)]


@contextmanager
def _patched(kind: type, name: str, function: Any) -> Iterator[None]:
    before = getattr(kind, name)
    setattr(kind, name, function)
    try:
        yield
    finally:
        setattr(kind, name, before)


def measure(ledger: Ledger, runs: int) -> None:
    """Print one line for each question."""
    for name, ask in questions(ledger):
        ask()
        with statements(ledger) as seen:
            ask()
        took, busy = [], []
        for _ in range(runs):
            started, worked = time.perf_counter(), time.process_time()
            ask()
            took.append((time.perf_counter() - started) * 1000)
            busy.append((time.process_time() - worked) * 1000)
        p95 = sorted(took)[min(len(took) - 1, int(0.95 * len(took)))]
        print(
            f"{name:28s} {len(seen):3d} statements  p50 {statistics.median(took):7.1f} ms  p95 {p95:7.1f} ms  "
            f"processor {statistics.median(busy):6.1f} ms",
            flush=True,
        )


def prepared(home: Path, store: str, matters: int) -> Ledger:
    """The ledger in a folder; made and filled where there is none."""
    if home.exists():
        return open_ledger(home)
    ledger = create_ledger(home, HomeConfig(origin="benchmark.example/boards", store=store))
    found(ledger)
    started = time.perf_counter()
    fill(ledger, matters)
    print(f"{matters:,} matters in {time.perf_counter() - started:.0f} s", flush=True)
    if isinstance(ledger.store, PostgresStore):
        with ledger.store._connections.lent() as connection:  # noqa: SLF001 - the statistics a server gathers by itself
            connection.execute("VACUUM ANALYZE")
    return ledger


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.boards", description=__doc__)
    parser.add_argument("--matters", type=int, default=100_000)
    parser.add_argument("--store", choices=("sqlite", "postgresql"), nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--keep", action="store_true", help="leave the SQLite ledger for the next run")
    parser.add_argument("--work", type=Path, default=TREE / "out" / "bench" / "boards")
    asked = parser.parse_args()
    for kind in asked.store:
        home: Path = asked.work / kind
        if not (asked.keep and kind == "sqlite"):
            shutil.rmtree(home, ignore_errors=True)
        home.parent.mkdir(parents=True, exist_ok=True)
        with postgresql.server(asked.work) if kind == "postgresql" else nullcontext("") as host:
            store = f"sqlite:{DATABASE}"
            if host:
                postgresql.create_database(host, _DATABASE)
                store = f"postgresql://{USER}@/{_DATABASE}?host={quote(host, safe='')}"
            ledger = prepared(home, store, asked.matters)
            with closing(ledger.store):
                print(f"--- {kind}, {ledger.store.count(Where(kind='matter')):,} matters", flush=True)
                measure(ledger, asked.runs)


if __name__ == "__main__":
    main()
