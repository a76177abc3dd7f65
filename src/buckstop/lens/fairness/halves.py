"""Before and after a moment: did more happen in the last stretch than in the equal stretch before it?

Null: each event falls into either half with probability 1/2, exactly. Where other units show what is ordinary with the
same kinds of cases, more must also fall into the last stretch than with them: work that takes a week by its nature
ends late with everybody. For a rush to be more than legal planning, what was done in it must also have been worse. Of
the p-values the largest counts, so all must hold.
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
            other_total. One row per subject and stratum.
        window_of: window number per stratum.
        minimum: `n` counts events of both halves; the expectation is half of these. With fewer events of others in
            the subject's strata there is nobody to compare with.
        quality: the late events must also have turned out worse than the subject's others.
    """
    subject, window = columns["subject_no"], window_of[columns["stratum"]]
    columns = {**columns, **_others(columns)}
    rows = []
    for subject_no in np.unique(subject).tolist():
        mine = subject == subject_no
        late, early = int(columns["late_n"][mine].sum()), int(columns["early_n"][mine].sum())
        n = late + early
        p: float | None = None
        windows: tuple[float | None, ...] = (None,) * WINDOWS
        if enough(n, n / 2, minimum):
            p = _p(columns, mine, minimum, quality=quality)
            windows = tuple(_window_p(columns, mine & (window == w), minimum, quality=quality) for w in range(WINDOWS))
        interval = clopper_pearson(late, n) if n else None
        rows.append(Judgement(subject_no, NOBODY, n, late, n / 2, p, windows, interval))
    return Judged(tuple(rows))


def _others(columns: Columns) -> dict[str, Ints]:
    """Per row: late and early events of all other subjects in the same stratum."""
    stratum = columns["stratum"]
    others = {}
    for name in ("late_n", "early_n"):
        in_stratum = np.bincount(stratum, weights=columns[name]).astype(np.int64)
        others[f"others_{name}"] = in_stratum[stratum] - columns[name]
    return others


def _against_others(columns: Columns, rows: np.ndarray) -> tuple[Ints, Ints, Ints, Ints]:
    late, early, their_late, their_early = (
        columns[name][rows] for name in ("late_n", "early_n", "others_late_n", "others_early_n")
    )
    return late, late + early, their_late, their_late + their_early


def _rush(columns: Columns, rows: np.ndarray, minimum: Minimum) -> float:
    p = half_p(int(columns["late_n"][rows].sum()), int(columns["early_n"][rows].sum()))
    late, total, their_late, their_total = _against_others(columns, rows)
    return p if their_total.sum() < minimum.n else max(p, fisher_stratified(late, total, their_late, their_total))


def _quality(columns: Columns, rows: np.ndarray) -> tuple[Ints, Ints, Ints, Ints]:
    bad, total, other_bad, other_total = (
        columns[name][rows] for name in ("late_bad", "late_total", "other_bad", "other_total")
    )
    return bad, total, other_bad, other_total


def _p(columns: Columns, rows: np.ndarray, minimum: Minimum, *, quality: bool) -> float:
    rush = _rush(columns, rows, minimum)
    return max(rush, fisher_stratified(*_quality(columns, rows))) if quality else rush


def _window_p(columns: Columns, rows: np.ndarray, minimum: Minimum, *, quality: bool) -> float | None:
    """The halves of one window; compared with others, and in quality, it must at least not point the other way.

    Why no test of these per window: a third of the events is too few to show what the whole shows, and the whole has
    to show it in any case.
    """
    late, total, their_late, their_total = _against_others(columns, rows)
    n = int(total.sum())
    if not enough_in_window(n, n / 2, minimum):
        return None
    beyond_others = not their_total.any() or _more(late, total, their_late, their_total)
    worse = not quality or _more(*_quality(columns, rows))
    return half_p(int(late.sum()), n - int(late.sum())) if beyond_others and worse else 1.0


def _more(hits: Ints, total: Ints, other_hits: Ints, other_total: Ints) -> bool:
    """More hits in the first group than the strata would give if both groups were equal."""
    together = np.maximum(total + other_total, 1)
    return bool(hits.sum() > (total * (hits + other_hits) / together).sum())
