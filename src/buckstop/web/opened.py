"""The ledger this process serves: opened at the first asking, once, for all threads."""

import gc
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock

from buckstop.app.bootstrap import open_ledger
from buckstop.app.ledger import Ledger
from buckstop.domain.errors import BuckstopError

_OBJECTS_BETWEEN = 10_000  # a page makes tens of thousands, and nearly all of them end with it

_lock = Lock()


@cache
def _opened() -> Ledger:
    return open_ledger(Path(os.environ["BUCKSTOP_LEDGER"]))


def ledger() -> Ledger:
    """The ledger whose pages these are.

    Raises:
        LedgerHomeError, StoreError: it cannot be opened.
    """
    with _lock:  # `cache` alone would let two threads open it twice
        return _opened()


def settle() -> None:
    """Read what every page needs, and keep it out of the collector's sight for as long as the process lives.

    Why: the organisation of a county and the modules are some hundred thousand objects that never become garbage
    together. To look through them takes as long as several pages, and whoever asks just then waits for it.
    """
    with suppress(BuckstopError):  # nothing founded yet, or out of reach for now: pages say so themselves
        ledger().organisation()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN)
