"""Ids at the door: every id a command names, and whether the log may bear it for ever.

Why at the door: an id becomes the name of a stream, a line of a signed acknowledgement, a word on somebody's terminal.
One that breaks the line would let its sender put words under our signature; one with a zero byte fits some stores only.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from itertools import chain
from typing import Any, NewType, get_args, get_origin, get_type_hints
from unicodedata import category

LONGEST_ID = 200
"""Characters an id may have."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # controls, turns of direction, half characters, line breaks


def is_id(name: str) -> bool:
    """Whether a text can be an id: 1 to 200 characters that can all be seen, no blank at either end."""
    seen = name.isprintable() or not any(category(sign) in _UNSEEN for sign in name)
    return 0 < len(name) <= LONGEST_ID and seen and name == name.strip()


def ids_in(*values: Any) -> Iterator[str]:
    """Every id in commands and other dataclasses, or in tuples of them."""
    for value in values:
        yield from _ids(value)


_Ids = Callable[[Any], Iterator[str]]
"""The ids in a value of some type."""


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, tuple):
        for one in value:
            yield from _ids(one)
    elif is_dataclass(kind := type(value)):
        for place, ids in _places(kind):
            yield from ids(getattr(value, place))


@cache
def _places(kind: type) -> tuple[tuple[str, _Ids], ...]:
    """Fields of a dataclass that hold ids, alone, in tuples or in dataclasses."""
    hints = get_type_hints(kind)
    found = ((field.name, _reader(hints[field.name])) for field in fields(kind))
    return tuple((name, ids) for name, ids in found if ids is not None)


def _reader(hint: Any) -> _Ids | None:
    """How to find the ids in a value of that type; None where it holds none."""
    if isinstance(hint, NewType):  # every NewType of the domain is an id
        return lambda name: iter((name,))
    if isinstance(hint, type) and is_dataclass(hint):
        return _ids if _places(hint) else None
    arguments = get_args(hint)
    if get_origin(hint) is not tuple:
        named = any(isinstance(one, NewType) for one in arguments)
        kinds = any(is_dataclass(one) for one in arguments)
        if not named and not kinds:
            return None
        return lambda value: iter((value,)) if named and isinstance(value, str) else _ids(value)
    readers = [_reader(one) for one in arguments]
    if Ellipsis in arguments:
        each = readers[0]
        return each and (lambda values: chain.from_iterable(map(each, values)))
    if not any(readers):
        return None
    return lambda values: (
        name for value, reader in zip(values, readers, strict=True) if reader is not None for name in reader(value)
    )
