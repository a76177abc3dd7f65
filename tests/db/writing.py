"""A writer in a process of its own, to compete with others and to be killed: python -m tests.db.writing URL STREAM LAST.

It appends to a stream until that is at version LAST, and prints each version that it was told is durable. A sequencer
numbers beside it.
"""

import subprocess
import sys
import threading
from pathlib import Path

from buckstop.db.opening import open_store
from buckstop.ledger.sequencer import Sequencer
from buckstop.ledger.store import VersionConflictError
from tests.ledger.changes import change, sign

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def started_writer(url: str, stream: str, last: int) -> subprocess.Popen[str]:
    """The process, with its answers to be read from `stdout`."""
    paths = f"import sys; sys.path[:0] = [{str(REPOSITORY)!r}, {str(REPOSITORY / 'src')!r}]"
    start = f"{paths}; from tests.db.writing import main; main({url!r}, {stream!r}, {last})"
    return subprocess.Popen([sys.executable, "-c", start], stdout=subprocess.PIPE, text=True)


def main(url: str, stream: str, last: int) -> None:
    """Write, number, say what was written."""
    store = open_store(url, make=True)
    stop = threading.Event()
    sequencer = threading.Thread(target=Sequencer(store, sign).run, args=(stop, 0.001, 50))
    sequencer.start()
    while (version := store.load([stream]).snapshots[stream].version) < last:
        try:
            store.commit(change(stream, version))
        except VersionConflictError:
            continue
        print(version + 1, flush=True)  # noqa: T201 - the test reads it
    stop.set()
    sequencer.join()
    store.close()
