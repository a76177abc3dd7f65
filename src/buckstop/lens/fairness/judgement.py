"""What every fair test takes and gives: columns of tallies in, one judgement per subject out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from buckstop.lens.fairness.persistence import WINDOWS
from buckstop.lens.pattern import Minimum

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Columns = Mapping[str, Ints]

# Stands for null in integer columns: the log as a whole, or no second party.
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one test says about one subject, before the joint adjustment.

    Args:
        subject_no, object_no: holder_no; `NOBODY` = the log as a whole, or no second party.
        n: opportunities.
        observed, expected: events seen, and expected under the null.
        p: one-sided p-value; None = too few to say.
        windows: p-value per window; None = too few in that window.
        interval: 95 % interval of the observed rate or ratio.
        shrunk: shrunken rate (rate tests only).
    """

    subject_no: int
    object_no: int
    n: int
    observed: float
    expected: float
    p: float | None
    windows: tuple[float | None, ...] = (None,) * WINDOWS
    interval: tuple[float, float] | None = None
    shrunk: float | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """All judgements of one pattern, and how much its units differ.

    Args:
        rows: one per subject, the too few included.
        correlation: over-dispersion between units as intra-class correlation (rate tests only).
        rankability: share of variation between units that is not chance (rate tests only).
    """

    rows: tuple[Judgement, ...]
    correlation: float | None = None
    rankability: float | None = None


def columns_of(table: pa.Table, names: Sequence[str]) -> dict[str, Ints]:
    """The named columns as whole numbers; nulls become `NOBODY`.

    Why: sums arrive as 128-bit decimals or integers of any width, depending on the engine.
    """
    found: dict[str, Ints] = {}
    for name in names:
        whole = table.column(name).cast(pa.int64()).fill_null(pa.scalar(NOBODY, pa.int64()))
        found[name] = np.asarray(whole.to_numpy(), dtype=np.int64)
    return found


def enough(n: float, expected: float, minimum: Minimum) -> bool:
    """True if the sample is large enough to be tested at all."""
    return n >= minimum.n and expected >= minimum.expected


def enough_in_window(n: float, expected: float, minimum: Minimum) -> bool:
    """True if a window holds its third of the minimum sample."""
    return n >= minimum.n / WINDOWS and expected >= minimum.expected / WINDOWS
