"""Before and after a moment: did more happen in the last stretch than in the equal stretch before it?

Null: each event falls into either half with probability 1/2, exactly. For a rush to be more than legal planning, what
was done in it must also have been worse: then the larger of the two p-values counts, so both must hold.
"""

import numpy as np

from buckstop.lens.fairness.funnel import clopper_pearson
from buckstop.lens.fairness.judgement import NOBODY, Columns, Ints, Judged, Judgement, enough, enough_in_window
from buckstop.lens.fairness.persistence import WINDOWS
from buckstop.lens.fairness.stratified import fisher_stratified
from buckstop.lens.fairness.tails import binomial_upper
from buckstop.lens.pattern import Minimum


def half_p(late: int, early: int) -> float:
    """One-sided exact p-value that the late half holds more than half."""
    return binomial_upper(late, late + early, 0.5)


def judge_halves(columns: Columns, window_of: Ints, minimum: Minimum, *, quality: bool) -> Judged:
    """One judgement per subject.

    Args:
        columns: subject_no, stratum, late_n, early_n; with `quality` also late_bad, late_total, other_bad,
            other_total.
        window_of: window number per stratum.
        minimum: `n` counts events of both halves; the expectation is half of these.
        quality: the late events must also have turned out worse than the subject's others.
    """
    subject, window = columns["subject_no"], window_of[columns["stratum"]]
    rows = []
    for subject_no in np.unique(subject).tolist():
        mine = subject == subject_no
        late, early = int(columns["late_n"][mine].sum()), int(columns["early_n"][mine].sum())
        n = late + early
        p: float | None = None
        windows: tuple[float | None, ...] = (None,) * WINDOWS
        if enough(n, n / 2, minimum):
            p = _p(columns, mine, quality=quality)
            windows = tuple(_window_p(columns, mine & (window == w), minimum, quality=quality) for w in range(WINDOWS))
        interval = clopper_pearson(late, n) if n else None
        rows.append(Judgement(subject_no, NOBODY, n, late, n / 2, p, windows, interval))
    return Judged(tuple(rows))


def _rush(columns: Columns, rows: np.ndarray) -> float:
    return half_p(int(columns["late_n"][rows].sum()), int(columns["early_n"][rows].sum()))


def _quality(columns: Columns, rows: np.ndarray) -> tuple[Ints, Ints, Ints, Ints]:
    bad, total, other_bad, other_total = (
        columns[name][rows] for name in ("late_bad", "late_total", "other_bad", "other_total")
    )
    return bad, total, other_bad, other_total


def _p(columns: Columns, rows: np.ndarray, *, quality: bool) -> float:
    rush = _rush(columns, rows)
    return max(rush, fisher_stratified(*_quality(columns, rows))) if quality else rush


def _window_p(columns: Columns, rows: np.ndarray, minimum: Minimum, *, quality: bool) -> float | None:
    """The rush of one window; where quality counts too, it must at least not be better in the window.

    Why no test of quality per window: a third of the bad outcomes is too few to show what the whole shows, and the
    whole has to show it in any case.
    """
    n = int(columns["late_n"][rows].sum() + columns["early_n"][rows].sum())
    if not enough_in_window(n, n / 2, minimum):
        return None
    return _rush(columns, rows) if not quality or _worse(*_quality(columns, rows)) else 1.0


def _worse(bad: Ints, total: Ints, other_bad: Ints, other_total: Ints) -> bool:
    """More bad outcomes late than the strata would give if late and other events were equal."""
    together = np.maximum(total + other_total, 1)
    return bool(bad.sum() > (total * (bad + other_bad) / together).sum())
