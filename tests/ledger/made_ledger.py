"""One log of real events, in a store and in a SQLite file whose triggers were taken away: material for tampering."""

import sqlite3
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import settings

from buckstop.db.sqlite_store import SqliteStore
from buckstop.domain.matter.events.work import NoteAdded
from buckstop.ledger.checkpoint import Checkpoint, sign_checkpoint
from buckstop.ledger.codec import encode
from buckstop.ledger.memory_store import MemoryStore
from buckstop.ledger.sequencer import Sequencer
from buckstop.ledger.store import Change, Event, Lookup, Snapshot, Store
from buckstop.ledger.tree import leaf_hash
from tests.ledger.made_log import LOG_KEY, steady

few = settings(steady, max_examples=30)  # each example copies a file and walks through it
SIZE = 700
ROUNDS = (1, 40, 215, 3, 200, 241)  # events numbered per round: within groups, across them, and to the end of one
SIZES = tuple(sum(ROUNDS[: number + 1]) for number in range(len(ROUNDS)))
STREAMS = 7
START = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


def stream_of(position: int) -> tuple[str, int]:
    """Which stream an event of the made log belongs to, and its version there."""
    return f"m-{position % STREAMS}", position // STREAMS + 1


def body_of(position: int, text: str = "") -> bytes:
    stream, version = stream_of(position)
    at = START + timedelta(minutes=position)
    return encode(stream, version, NoteAdded(happened_at=at, text=text or f"note {position}", attachments=()))


def sign(size: int, root: bytes) -> bytes:
    return sign_checkpoint(Checkpoint(LOG_KEY.name, size, root), LOG_KEY)


def fill(store: Store) -> None:
    """Write the made log, checkpoint by checkpoint."""
    sequencer = Sequencer(store, sign)
    for start, stop in pairwise((0, *SIZES)):
        for position in range(start, stop):
            stream, version = stream_of(position)
            body = body_of(position)
            store.commit(
                Change(
                    {stream: version - 1},
                    (Event(stream, version, body, leaf_hash(body)),),
                    (Snapshot(stream, version, b"", Lookup("matter", "held", active=True)),),
                )
            )
        assert sequencer.run_once() == stop - start


def unguarded_file(folder: Path) -> Path:
    """The made log in a file that anybody can alter."""
    path = folder / "ledger.db"
    memory = MemoryStore()
    fill(memory)
    store = SqliteStore(path)
    for start, stop in pairwise((0, *SIZES)):  # many events a transaction: a made file need not wait for the disk
        events = tuple(memory.log(start, stop))
        last = {event.stream: event.version for event in events}
        first = {event.stream: event.version - 1 for event in reversed(events)}
        lookup = Lookup("matter", "held", active=True)
        store.commit(Change(first, events, tuple(Snapshot(name, last[name], b"", lookup) for name in last)))
        Sequencer(store, sign).run_once()
    store.close()
    with sqlite3.connect(path) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA journal_mode = DELETE")
    return path
