"""Sentences of an event that can have happened in more than one way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def always(_event: Any) -> bool:
    """Holds for every event: the last variant."""
    return True


def by_itself(event: Any) -> bool:
    """Nobody did it: a timer ran out."""
    return event.by is None


def empty(field: str) -> Callable[[Any], bool]:
    """Holds for events that leave a field empty."""
    return lambda event: not getattr(event, field)


def is_(field: str, value: object) -> Callable[[Any], bool]:
    """Holds for events with that value in a field."""
    return lambda event: getattr(event, field) == value


@dataclass(frozen=True, slots=True)
class Variant:
    """One way in which an event can have happened.

    Args:
        sentence: with the event's fields as placeholders, and `by` for the unit that acted.
        holds: whether an event happened that way.
    """

    sentence: str
    holds: Callable[[Any], bool] = always
