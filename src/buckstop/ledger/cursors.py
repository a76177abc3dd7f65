"""Where a page of a list ends, as a short text for an address: the place of its last stream in the list's order.

Why a place and not a number of rows: the list may change between two pages, and what moved must neither hide a neighbour
nor show one twice.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from buckstop.ledger.instants import micros_or_never
from buckstop.ledger.lookup import Order, Snapshot
from buckstop.ledger.store import CursorError

Place = tuple[int | str, ...]

TITLE_LENGTH = 60
"""Characters of a title that its place depends on."""

DESCENDING = frozenset({Order.NEWEST, Order.MOVED})
"""Orders whose greatest place comes first."""

_SHAPES: dict[Order, tuple[type, ...]] = {
    Order.OFFICE: (int, int, str),
    Order.DEADLINE: (int, str),
    Order.NEWEST: (int, str),
    Order.MOVED: (int, str),
    Order.DUE: (int, str),
    Order.TITLE: (str, str),
    Order.RELEVANCE: (int,),
}


def place_of(snapshot: Snapshot, order: Order) -> Place:
    """Where a stream stands in an order of columns; places of one order are compared as tuples."""
    lookup = snapshot.lookup
    match order:
        case Order.OFFICE:
            return (-lookup.priority, micros_or_never(lookup.deadline_at), snapshot.stream)
        case Order.DEADLINE:
            return (micros_or_never(lookup.deadline_at), snapshot.stream)
        case Order.NEWEST:
            return (micros_or_never(lookup.opened_at), snapshot.stream)
        case Order.MOVED:
            return (micros_or_never(lookup.moved_at), snapshot.stream)
        case Order.DUE:
            return (micros_or_never(lookup.due_at), snapshot.stream)
        case Order.TITLE:
            return (lookup.title[:TITLE_LENGTH], snapshot.stream)
        case Order.RELEVANCE:
            raise ValueError("how well a text fits is no column")


def cursor_at(order: Order, place: Place) -> str:
    """The text that says where a page ended."""
    written = json.dumps([order.value, *place], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(written.encode()).decode().rstrip("=")


def place_at(order: Order, cursor: str) -> Place | None:
    """What such a text says; None for the empty one, which stands before the first page.

    Raises:
        CursorError: it says nothing, or was made under another order.
    """
    if not cursor:
        return None
    try:
        name, *place = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError) as error:
        raise CursorError("the place in the list cannot be read: begin with its first page") from error
    shape = _SHAPES[order]
    fits = len(place) == len(shape) and all(type(one) is kind for one, kind in zip(place, shape, strict=True))
    if name != order.value or not fits:
        raise CursorError("the place in the list is of another list: begin with its first page")
    return tuple(place)
