"""The generated page of entries: every event the log can hold, for whoever reads the log without us."""

import inspect
import re
import types
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from buckstop.ledger.codec import event_types

INTRODUCTION = """\
An entry of the log is one JSON object in UTF-8 with sorted keys and no white space: `type` and `v` name the event,
`stream` and `version` say where it belongs, `by` says who did it where `data` does not, `data` holds the fields below.
Instants are UTC (RFC 3339), days ISO dates, absent values `null`. `by` is null where a timer did it. The hash of an
entry is SHA-256 over a zero byte and its bytes (RFC 6962)."""

_PLAIN: dict[Any, str] = {
    str: "text",
    int: "number",
    bool: "true or false",
    datetime: "instant",
    date: "day",
    timedelta: "duration (ISO 8601)",
    type(None): "null",
}


def kind_of(hint: Any) -> str:
    """What a reader of JSON finds in a field of that type."""
    hint = getattr(hint, "__supertype__", hint)
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        return " or ".join(kind_of(one) for one in get_args(hint))
    if origin in {tuple, frozenset}:
        return f"list of {kind_of(get_args(hint)[0])}"
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "one of " + ", ".join(f"`{member.value}`" for member in hint)
    return f"[{hint.__name__}](#{hint.__name__.lower()})"


def _values_in(hint: Any) -> set[type]:
    hint = getattr(hint, "__supertype__", hint)
    if get_args(hint):
        return set().union(*(_values_in(one) for one in get_args(hint)))
    is_value = isinstance(hint, type) and hint not in _PLAIN and not issubclass(hint, Enum)
    return {hint} if is_value else set()


def _arguments(kind: type) -> dict[str, str]:
    """What the docstrings of a class and its ancestors say of each field."""
    told: dict[str, str] = {}
    for one in reversed(kind.__mro__):
        text = inspect.cleandoc(one.__doc__ or "").partition("Args:\n")[2]
        for name, words in re.findall(r"^ {4}(\w+): (.+(?:\n {8,}.+)*)", text, flags=re.MULTILINE):
            told[name] = " ".join(words.split())
    return told


def _rows(kind: type) -> Sequence[tuple[str, ...]]:
    hints, told = get_type_hints(kind), _arguments(kind)
    return [(f"`{one.name}`", kind_of(hints[one.name]), told.get(one.name, "")) for one in fields(kind)]


def _first_words(kind: type) -> str:
    return " ".join(inspect.cleandoc(kind.__doc__ or "").split("\n\nArgs:")[0].split())


def event_parts(table: Any) -> list[str]:
    """Headings, sentences and tables of all events, then of the values they hold."""
    parts = [INTRODUCTION]
    waiting: set[type] = set()
    told: set[type] = set()
    for name, kind in sorted(event_types().items()):
        parts += [f"## `{name}` v{kind.VERSION}", _first_words(kind), table(("field", "holds", ""), _rows(kind))]  # type: ignore[attr-defined] # VERSION is every event's
        waiting |= set().union(*(_values_in(hint) for hint in get_type_hints(kind).values()))
    while waiting - told:
        for kind in sorted(waiting - told, key=lambda one: one.__name__):
            told.add(kind)
            parts += [f"## {kind.__name__}", _first_words(kind), table(("field", "holds", ""), _rows(kind))]
            waiting |= set().union(*(_values_in(hint) for hint in get_type_hints(kind).values()))
    return parts
