"""The null models by name: which columns each reads, and which fair test judges them."""

from dataclasses import dataclass

import numpy as np

from buckstop.lens.fairness.case_mix import expected_probability
from buckstop.lens.fairness.halves import judge_halves
from buckstop.lens.fairness.judgement import Columns, Ints, Judged
from buckstop.lens.fairness.pairs import judge_pairs
from buckstop.lens.fairness.rates import judge_rates
from buckstop.lens.fairness.stubs import judge_stubs
from buckstop.lens.pattern import Minimum, Test

COLUMNS: dict[Test, tuple[str, ...]] = {
    Test.PAIR_RETURNS: ("subject_no", "object_no", "stratum", "through", "arrived", "left_to", "both"),
    Test.STUB_SHUFFLE: ("subject_no", "case_no", "run_no", "stratum", "counted"),
    Test.RATE_VS_PEERS: ("subject_no", "case_no", "run_no", "stratum", "outcome"),
    Test.BEFORE_AFTER: ("subject_no", "stratum", "late_n", "early_n"),
    Test.RUSH_QUALITY: (
        *("subject_no", "stratum", "late_n", "early_n"),
        *("late_bad", "late_total", "other_bad", "other_total"),
    ),
    Test.COUNT: ("subject_no", "object_no", "n", "amount_us"),
}
# Columns a pattern may add.
OPTIONAL_COLUMNS: dict[Test, tuple[str, ...]] = {Test.RATE_VS_PEERS: ("met_no",)}


@dataclass(frozen=True, slots=True)
class CaseBook:
    """What was known of every case before anybody held it.

    Args:
        window_of: window number per stratum.
        rank: per case_no, a number that does not depend on the order of rows in the file.
        features: categories per case_no for the case-mix model; empty = strata alone.
    """

    window_of: Ints
    rank: Ints
    features: tuple[Ints, ...] = ()


def judge(test: Test, columns: Columns, book: CaseBook, minimum: Minimum) -> Judged:
    """The judgements of one pattern's tallies by its null model.

    Args:
        test: any but `Test.COUNT`, which is a description and not a test.
        columns: the tallies, with the columns named in `COLUMNS` and any of `OPTIONAL_COLUMNS`.
        book: the cases behind them.
        minimum: the pattern's minimum sample.
    """
    match test:
        case Test.PAIR_RETURNS:
            return judge_pairs(columns, book.window_of, minimum)
        case Test.STUB_SHUFFLE:
            return judge_stubs(columns, book.rank[columns["case_no"]], book.window_of, minimum)
        case Test.RATE_VS_PEERS:
            return _judge_rates(columns, book, minimum)
        case Test.BEFORE_AFTER | Test.RUSH_QUALITY:
            return judge_halves(columns, book.window_of, minimum, quality=test is Test.RUSH_QUALITY)
        case Test.COUNT:
            raise ValueError("an exact count is described, not judged")


def _judge_rates(columns: Columns, book: CaseBook, minimum: Minimum) -> Judged:
    """Rates against peers; where the other side of each opportunity is told, against peers who met the same one."""
    case_no, stratum, window_of = columns["case_no"], columns["stratum"], book.window_of
    features = [codes[case_no] for codes in book.features]
    if "met_no" in columns:
        met = columns["met_no"]
        width = int(met.max(initial=0)) + 1
        pairs, finer = np.unique(stratum * width + met, return_inverse=True)
        # The model needs both sides apart as well: most of their pairs are too rare for a column of their own.
        features = [stratum, met, *features] if features else []
        stratum, window_of = finer.astype(np.int64), window_of[pairs // width]
    expected = expected_probability(book.rank[case_no], columns["outcome"], stratum, features)
    return judge_rates({**columns, "stratum": stratum}, window_of, expected.probability, minimum)
