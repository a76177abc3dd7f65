"""Findings: what the patterns found beyond chance, as values. A finding is a question to a unit, never a verdict."""

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How far a finding got through the fairness pipeline; each step can only remove an accusation."""

    NAMED = "named"  # beyond chance over all tests of the report, and in at least 2 of 3 windows
    ONCE = "once"  # beyond chance overall, but not in 2 of 3 windows: shown without a name in the summary
    QUIET = "quiet"  # tested, nothing beyond chance, or nothing large enough to matter
    TOO_FEW = "too_few"  # below the minimum sample: nothing can be said
    COUNTED = "counted"  # descriptive: an exact count, not a test


@dataclass(frozen=True, slots=True)
class Evidence:
    """One case behind a finding.

    Args:
        case_no: number of the case in the stored log.
        run_no: run the pattern points at.
        weight_us: what the case weighs (hours lost, in microseconds), for the order of display.
    """

    case_no: int
    run_no: int
    weight_us: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One test of one pattern on one subject.

    Args:
        pattern: dotted name.
        subject_no, object_no: holder_no; None = the log as a whole, or no second party.
        standing: see `Standing`.
        n: opportunities.
        observed: events seen.
        expected: events expected under the null; None for counts.
        shrunk: shrunken rate (empirical Bayes) where the test is a rate; None otherwise.
        interval: 95 % interval of the observed rate or ratio; None where it makes no sense.
        p, q: p-value, and Benjamini-Hochberg adjusted over all tests of the report; None if not tested.
        windows: per window whether it points the same way at p < .05; None = too few in that window.
        amount_us: time at stake, in microseconds.
        evidence: cases, largest weight first, at most 20.
        cases: how many cases are behind it in all.
    """

    pattern: str
    subject_no: int | None
    object_no: int | None
    standing: Standing
    n: int
    observed: float
    expected: float | None = None
    shrunk: float | None = None
    interval: tuple[float, float] | None = None
    p: float | None = None
    q: float | None = None
    windows: tuple[bool | None, ...] = ()
    amount_us: int = 0
    evidence: tuple[Evidence, ...] = ()
    cases: int = 0


@dataclass(frozen=True, slots=True)
class PatternResult:
    """What one pattern said about one log.

    Args:
        pattern: dotted name.
        verdict: `ran`, `not_applicable` (the log does not tell what it needs), `withheld` (order confidence too low).
        missing: the needs the log lacks, when not applicable.
        tested: subjects tested; too_few: subjects below the minimum.
        rankability: share of variation between units that is not chance (rate tests); None otherwise.
        dispersion: over-dispersion the units were judged with, as intra-class correlation (rate tests): the funnel's
            limits are those of a beta-binomial with it; None otherwise.
        findings: named and once first, then the rest; for rate tests all tested units (the funnel needs them).
    """

    pattern: str
    verdict: str
    missing: tuple[str, ...] = ()
    tested: int = 0
    too_few: int = 0
    rankability: float | None = None
    dispersion: float | None = None
    findings: tuple[Finding, ...] = ()
