"""The ledger this process serves: opened at the first asking, once, for all threads."""

from functools import cache
from threading import Lock

from django.conf import settings

from buckstop.app.bootstrap import open_ledger
from buckstop.app.ledger import Ledger

_lock = Lock()


@cache
def _opened() -> Ledger:
    return open_ledger(settings.HOME)


def ledger() -> Ledger:
    """The ledger whose pages these are.

    Raises:
        LedgerHomeError, StoreError: it cannot be opened.
    """
    with _lock:  # `cache` alone would let two threads open it twice
        return _opened()
