"""Pattern: one buck-passing detector, whole in one file of `lens/patterns/`; and the walk that finds them.

A pattern is a definition, not a verdict. Its SQL only tallies; the test named in it (`buckstop.lens.fairness`)
decides what is beyond chance, jointly over all patterns of a report.
"""

import importlib
import pkgutil
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Need(StrEnum):
    """What a log must tell before a pattern can say anything; without it the pattern is reported as not applicable."""

    STATE = "state"  # mapped states (queued, working, waiting, done ...)
    DUE = "due"
    LINE = "line"  # support line or level of units
    DEMANDER = "demander"
    SUBJECT = "subject"  # the texts of the demands
    UNIT = "unit"  # holders that are not persons; what compares holders needs it by itself (`COMPARING`)


class Test(StrEnum):
    """Which null model judges the tallies, and which columns the SQL returns (subject_no and object_no: holder_no).

    PAIR_RETURNS: subject_no (centre B), object_no (A), stratum, through (passes through B that are alike but for
        where they came from and went to), arrived (of these, from A), left_to (of these, on to A), both. Null: arrivals
        and departures at B are paired at random in a stratum; exact stratified hypergeometric.
    STUB_SHUFFLE: subject_no, case_no, run_no, stratum for EVERY run (the walk), counted (1 = this run may end a
        counted return). Null: every unit keeps its in- and out-counts and every case its number of runs, the pairing
        is permuted inside a stratum. Counted are cases with a return, per unit.
    RATE_VS_PEERS: one row per opportunity: subject_no, case_no, run_no, stratum, outcome (0/1), and, where somebody
        else has a hand in the outcome, met_no (who: units are compared where they met the same one). Null: the unit's
        rate equals its expected rate given case mix; over-dispersed exact funnel.
    BEFORE_AFTER: one row per subject and stratum: subject_no, stratum, late_n, early_n (two windows of equal
        length). Null: binomial 1/2, and, where others can be compared with, their share of late ones (stratified
        Fisher): the larger p counts.
    RUSH_QUALITY: one row per subject and stratum: subject_no, stratum, late_n, early_n, late_bad, late_total,
        other_bad, other_total. Fires only if both the rush (as above) and the worse quality (stratified Fisher)
        hold: the larger p counts.
    COUNT: subject_no (null = the log as a whole), object_no, n, amount_us. No test: an exact count, described.
    """

    PAIR_RETURNS = "pair_returns"
    STUB_SHUFFLE = "stub_shuffle"
    RATE_VS_PEERS = "rate_vs_peers"
    BEFORE_AFTER = "before_after"
    RUSH_QUALITY = "rush_quality"
    COUNT = "count"


# Tests that set one holder's conduct against that of others. Persons are never compared, so these need units.
COMPARING = frozenset({Test.RATE_VS_PEERS, Test.BEFORE_AFTER, Test.RUSH_QUALITY})


@dataclass(frozen=True, slots=True)
class Param:
    """A number a pattern can be turned by. Bound in SQL as `$name`."""

    name: str
    default: int | float
    unit: str  # days, hours, runs, cases, share
    meaning: str  # translatable


@dataclass(frozen=True, slots=True)
class Minimum:
    """Below these a subject is "too few to say" and is never tested."""

    n: int  # opportunities (or passes, or closings) of the subject
    expected: float = 5.0  # expected events under the null
    peers: int = 0  # subjects needed for a comparison with peers


@dataclass(frozen=True, slots=True)
class Cases:
    """Some equal cases of an example.

    Args:
        times: how many; starts are spread evenly over about a year, so all three windows get their share.
        path: events "HOLDER:STATE+HOURS" separated by blanks, hours since the case's start, e.g.
            "A:queued+0 A:working+1 B:queued+5 B:done+9". "-" as holder = nobody.
        kind: case type.
        due: deadline in hours since the case's start.
        demander, subject: as in the mapping.
    """

    times: int
    path: str
    kind: str = ""
    due: float | None = None
    demander: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A small log on which the pattern must fire for `subjects`, or stay quiet (no subjects).

    Args:
        claim: a sentence that is the test's name.
        cases: the log.
        subjects: subjects expected, "B" or "B>A" (subject>object); "*" for the log as a whole; empty = quiet.
        lines: support line number of holders, for patterns that need lines.
    """

    claim: str
    cases: tuple[Cases, ...]
    subjects: tuple[str, ...] = ()
    lines: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """One detector.

    Args:
        name: dotted name, `<family>.<file name>`, e.g. `pass.ping_pong`; never reused for another meaning.
        version: raised with every change of SQL, parameters or test.
        status: draft, trial or stable.
        title: two or three words, translatable.
        reading: one sentence with %(subject)s, %(object)s, %(n)s, %(observed)s, %(expected)s, translatable.
        definition: the exact definition in plain words, translatable.
        innocent: innocent explanations, each a translatable sentence; at least two.
        source: where definition and test come from.
        test: the null model.
        subject: `unit`, `pair` or `log`.
        needs: what the log must tell.
        order_sensitive: withheld where the log's order confidence is low.
        minimum: minimum sample.
        params: parameters.
        sql: tallies, over the views of `lens/views` (fenced subset: see docs/reference/sql-fence.md).
        evidence: SQL for the cases behind a subject: subject_no, object_no, case_no, run_no, weight_us (larger first).
        examples: at least one that fires and two that stay quiet.
    """

    name: str
    version: int
    status: str
    title: str
    reading: str
    definition: str
    innocent: tuple[str, ...]
    source: str
    test: Test
    subject: str
    minimum: Minimum
    sql: str
    evidence: str
    examples: tuple[Example, ...]
    needs: frozenset[Need] = frozenset()
    order_sensitive: bool = False
    params: tuple[Param, ...] = ()


@cache
def all_patterns() -> tuple[Pattern, ...]:
    """Every pattern of `lens/patterns/`, by name. Adding a file is the whole act of adding a pattern."""
    import buckstop.lens.patterns as folder

    modules = (importlib.import_module(f"{folder.__name__}.{m.name}") for m in pkgutil.iter_modules(folder.__path__))
    return tuple(sorted((module.PATTERN for module in modules), key=lambda pattern: pattern.name))


def pattern_named(name: str) -> Pattern | None:
    """The pattern with that dotted name or file name, or None."""
    return next((p for p in all_patterns() if name in (p.name, p.name.split(".")[-1])), None)
