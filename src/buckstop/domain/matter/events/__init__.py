"""What can have happened to a matter. Every event carries all it changes, so that replay needs no rule and no calendar.

An event is stored under its NAME and VERSION, never under a Python path. A released version is never edited: a new
version gets a new class and an upcaster in `ledger/codec.py`. Golden files pin the bytes of each.
"""

from buckstop.domain.matter.events import accountability, asks, work
from buckstop.domain.matter.events.event import MatterEvent

EVENTS: tuple[type[MatterEvent], ...] = (*accountability.EVENTS, *work.EVENTS, *asks.EVENTS)
"""Every event of a matter."""

__all__ = ["EVENTS", "MatterEvent"]
