"""One sample of every event with fixed values, and the file that pins its bytes and hash for ever.

`python -m tests.ledger.golden` adds samples of events that the file does not know yet. It changes nothing that stands
there: bytes of a released version never change. An event that was never released may be taken out by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from buckstop.domain.ids import PersonId, UnitId
from buckstop.domain.matter.words import Actor
from buckstop.ledger.codec import encode, event_types
from buckstop.ledger.tree import leaf_hash

FILE = Path(__file__).resolve().parents[1] / "data" / "golden_events" / "entries.txt"
STREAM = "m-2026-000001"
BY = Actor(PersonId("p-1"), UnitId("u-1"))

_PLAIN: dict[Any, Callable[[str], Any]] = {
    str: lambda name: f"{name} 甲",
    int: lambda _: 3,
    bool: lambda _: True,
    datetime: lambda _: datetime(2026, 11, 21, 1, 30, 0, 250000, tzinfo=UTC),
    date: lambda _: date(2026, 12, 31),
    timedelta: lambda _: timedelta(hours=5, microseconds=7),
}
_MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone
_DRAWN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=8),
    int: st.integers(0, 2**53),
    bool: st.booleans(),
    datetime: _MOMENTS,
    date: st.dates(),
    timedelta: st.timedeltas(timedelta(), timedelta(days=400)),
}


@dataclass(frozen=True, slots=True)
class Golden:
    """One pinned entry."""

    name: str
    version: int
    leaf: str
    body: bytes


def sample_of(hint: Any, name: str = "") -> Any:
    """A fixed value of a type, as full as it can be: nothing optional is left out."""
    if hint in _PLAIN:
        return _PLAIN[hint](name)
    if isinstance(hint, NewType):
        return f"{name}-1"
    if get_origin(hint) in {Union, UnionType}:
        return sample_of(next(arg for arg in get_args(hint) if arg is not NoneType), name)
    if get_origin(hint) is tuple:
        return tuple(sample_of(arg, name) for arg in get_args(hint) if arg is not ...)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    assert is_dataclass(hint), hint
    hints = get_type_hints(hint)
    return hint(**{place.name: sample_of(hints[place.name], place.name) for place in fields(hint)})  # type: ignore[operator]  # a class


def drawn(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a type."""
    if hint in _DRAWN:
        return _DRAWN[hint]
    if isinstance(hint, NewType):
        return _DRAWN[str]
    if get_origin(hint) in {Union, UnionType}:
        return st.one_of(*(st.none() if arg is NoneType else drawn(arg) for arg in get_args(hint)))
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        if inner[-1] is ...:
            return st.lists(drawn(inner[0]), max_size=2).map(tuple)
        return st.tuples(*(drawn(arg) for arg in inner))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    hints = get_type_hints(hint)
    return st.builds(hint, **{place.name: drawn(hints[place.name]) for place in fields(hint)})


def entry_of(name: str) -> Golden:
    """The sample entry of an event, made now."""
    kind: Any = event_types()[name]
    body = encode(STREAM, 7, sample_of(kind), None if "by" in get_type_hints(kind) else BY)
    return Golden(name, kind.VERSION, leaf_hash(body).hex(), body)


def pinned() -> dict[tuple[str, int], Golden]:
    """What the file pins, by name and version."""
    blocks = FILE.read_text("utf-8").strip().split("\n\n") if FILE.exists() else []
    found = {}
    for block in blocks:
        head, body = block.split("\n")
        name, version, leaf = head.split(" ")
        found[name, int(version.removeprefix("v"))] = Golden(name, int(version[1:]), leaf, body.encode())
    return found


def main() -> None:
    """Add what is missing."""
    known = pinned()
    for name in event_types():
        entry = entry_of(name)
        known.setdefault((name, entry.version), entry)
    blocks = (f"{one.name} v{one.version} {one.leaf}\n{one.body.decode()}\n" for _, one in sorted(known.items()))
    FILE.write_text("\n".join(blocks), "utf-8")


if __name__ == "__main__":
    main()
