"""The ledger this process serves: opened at the first asking, once, for all threads."""

import os
from functools import cache
from pathlib import Path
from threading import Lock

from buckstop.app.bootstrap import open_ledger
from buckstop.app.ledger import Ledger

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
