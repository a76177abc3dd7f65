"""Persistence: what shows only once may be an accident; a unit is named only for what shows again."""

from collections.abc import Sequence

WINDOWS = 3
WINDOWS_NEEDED = 2
# p-value at which a single window points the same way. Nominal: the whole has already passed the joint adjustment.
WINDOW_LEVEL = 0.05


def points_the_same_way(p: float | None) -> bool | None:
    """What one window says; None where it holds too few to say."""
    return None if p is None else p < WINDOW_LEVEL


def persists(windows: Sequence[bool | None]) -> bool:
    """True if at least two of the three non-overlapping windows point the same way; too few is not a yes."""
    return sum(1 for window in windows if window) >= WINDOWS_NEEDED
