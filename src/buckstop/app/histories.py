"""All events of all streams of a kind, stream by stream, in few questions however many streams there are."""

from collections.abc import Iterator, Sequence
from itertools import islice

from buckstop.ledger.store import Event, Store

_AT_ONCE = 200


def histories_of(store: Store, kind: str) -> Iterator[tuple[str, Sequence[Event]]]:
    """Each stream with its events, in the order of names; some hundred streams stay in memory.

    Raises:
        StoreError: the store cannot be read.
    """
    names = store.streams(kind)
    while some := list(islice(names, _AT_ONCE)):
        found = store.histories(some)
        yield from ((name, found[name]) for name in some)
