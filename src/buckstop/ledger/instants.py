"""Instants as stores keep them: whole microseconds since 1970 in UTC, equal and ordered alike everywhere."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

NEVER = 2**63 - 1
"""In place of the microseconds of an instant that there is none of: comes after every instant."""


def to_micros(instant: datetime) -> int:
    """Microseconds from 1970 to an aware instant."""
    since = instant - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def from_micros(micros: int) -> datetime:
    """The aware UTC instant that many microseconds after 1970."""
    return _EPOCH + timedelta(microseconds=micros)


def micros_or_never(instant: datetime | None) -> int:
    """Microseconds from 1970 to an instant, NEVER without one."""
    return NEVER if instant is None else to_micros(instant)


def instant_or_none(micros: int) -> datetime | None:
    """The instant that many microseconds after 1970, None for NEVER."""
    return None if micros == NEVER else from_micros(micros)
