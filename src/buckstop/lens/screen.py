"""The screen: all patterns over one log, judged together, so that what is named is beyond chance and shows again.

Order of the steps; each can only remove an accusation: does the log tell what the pattern needs; is its order known;
is the sample large enough; is the subject beyond its expectation, given case mix and over-dispersion; is it so after
the joint adjustment for all tests of the report; is it so by enough to matter; is it so in at least two of three
windows.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from buckstop.lens.engine import Session
from buckstop.lens.fairness.judgement import NOBODY, Ints, Judged, Judgement, columns_of
from buckstop.lens.fairness.multiplicity import FALSE_SHARE, benjamini_hochberg
from buckstop.lens.fairness.null_models import COLUMNS, OPTIONAL_COLUMNS, CaseBook, judge
from buckstop.lens.fairness.persistence import persists, points_the_same_way
from buckstop.lens.findings import Evidence, Finding, PatternResult, Standing
from buckstop.lens.pattern import COMPARING, Need, Pattern, Test, all_patterns

# Below this share of known order, patterns that depend on who came first are withheld.
ORDER_CONFIDENCE_NEEDED = 0.8
# Less than this many times what was expected is not worth a question, however certain: in a log of millions of events
# the smallest harmless difference is beyond chance.
LEAST_EXCESS = 1.25
# Cases shown behind a finding.
EVIDENCE_MAX = 20

# progress(done, total, what): patterns looked at.
Progress = Callable[[int, int | None, str], None]

_SUBJECT = ("subject_no", "object_no")

# Cases behind each finding: one row per case (its heaviest stay), and the weight of all of them.
_EVIDENCE = """
with behind as ({evidence}),
weighed as (
    select
        coalesce(subject_no, -1) as subject_no,
        coalesce(object_no, -1) as object_no,
        case_no,
        run_no,
        sum(weight_us) over (partition by subject_no, object_no, case_no) as weight_us,
        sum(weight_us) over (partition by subject_no, object_no) as amount_us,
        row_number() over (partition by subject_no, object_no, case_no order by weight_us desc, run_no) as place
    from behind
)
select
    weighed.subject_no,
    weighed.object_no,
    weighed.case_no,
    weighed.run_no,
    weight_us,
    amount_us,
    count(*) over (partition by weighed.subject_no, weighed.object_no) as cases
from weighed
join cases on cases.case_no = weighed.case_no
where place = 1
qualify row_number() over (
    partition by weighed.subject_no, weighed.object_no order by weight_us desc, cases.case_rank
) <= {most}
order by weighed.subject_no, weighed.object_no, weight_us desc, cases.case_rank
"""


@dataclass(frozen=True, slots=True)
class _Behind:
    amount_us: int
    cases: int
    evidence: tuple[Evidence, ...]


_NOTHING = _Behind(0, 0, ())


def screen(
    session: Session, patterns: Sequence[Pattern] | None = None, progress: Progress | None = None
) -> tuple[PatternResult, ...]:
    """What each pattern says about the log, in the order of the patterns.

    Why together: every further test is one more chance of a false accusation, so all tests of a report are adjusted
    as one family (Benjamini-Hochberg, share of false findings at most one twentieth).

    Args:
        session: a stored log at one holder level.
        patterns: those to look for; None = all.
        progress: told after each pattern.
    """
    chosen = all_patterns() if patterns is None else tuple(patterns)
    book = _case_book(session)
    judged: list[Judged | PatternResult] = []
    for done, pattern in enumerate(chosen, start=1):
        judged.append(_obstacle(session, pattern) or _judged(session, pattern, book))
        if progress:
            progress(done, len(chosen), pattern.name)
    tested = [row.p for one in judged if isinstance(one, Judged) for row in one.rows if row.p is not None]
    q = iter(benjamini_hochberg(tested).tolist())
    return tuple(
        one if isinstance(one, PatternResult) else _result(session, pattern, one, q)
        for pattern, one in zip(chosen, judged, strict=True)
    )


def _obstacle(session: Session, pattern: Pattern) -> PatternResult | None:
    """Why the pattern says nothing about this log, or its plain count, or None if it is to be judged."""
    needs = pattern.needs | {Need.UNIT} if pattern.test in COMPARING else pattern.needs
    missing = tuple(sorted(need.value for need in needs if not session.has(need)))
    if missing:
        return PatternResult(pattern.name, "not_applicable", missing=missing)
    if pattern.order_sensitive and session.store.meta.order_confidence < ORDER_CONFIDENCE_NEEDED:
        return PatternResult(pattern.name, "withheld")
    return _counted(session, pattern) if pattern.test is Test.COUNT else None


def _params(pattern: Pattern) -> dict[str, int | float]:
    return {param.name: param.default for param in pattern.params}


def _case_book(session: Session) -> CaseBook:
    """Strata, ranks and features of all cases. Features: month of the year and those the mapping names."""
    named = [f"f{i}" for i in range(len(session.store.meta.mapping.features))]
    ranked = "".join(f", dense_rank() over (order by {name} nulls first) as {name}" for name in named)
    table = session.table(f"select case_no, case_rank, window_no, stratum, started_us{ranked} from cases")
    known = columns_of(table, ["case_no", "case_rank", "window_no", "stratum", "started_us", *named])
    case_no, stratum = known["case_no"], known["stratum"]
    window_of = np.zeros(int(stratum.max(initial=-1)) + 1, dtype=np.int64)
    window_of[stratum] = known["window_no"]
    month = known["started_us"].astype("datetime64[us]").astype("datetime64[M]").astype(np.int64) % 12

    def by_case(values: Ints) -> Ints:
        placed = np.zeros(int(case_no.max(initial=-1)) + 1, dtype=np.int64)
        placed[case_no] = values
        return placed

    features = tuple(by_case(values) for values in (month, *(known[name] for name in named))) if named else ()
    return CaseBook(window_of, by_case(known["case_rank"]), features)


def _judged(session: Session, pattern: Pattern, book: CaseBook) -> Judged:
    table = session.table(pattern.sql, _params(pattern))
    added = (name for name in OPTIONAL_COLUMNS.get(pattern.test, ()) if name in table.column_names)
    columns = columns_of(table, (*COLUMNS[pattern.test], *added))
    if "case_no" in columns:
        # Sums of fractions depend on their order; the order of rows in the file must not.
        order = np.lexsort((columns["subject_no"], columns["run_no"], book.rank[columns["case_no"]]))
        columns = {name: values[order] for name, values in columns.items()}
    return judge(pattern.test, columns, book, pattern.minimum)


def _counted(session: Session, pattern: Pattern) -> PatternResult:
    tally = columns_of(session.table(pattern.sql, _params(pattern)), COLUMNS[Test.COUNT])
    large = tally["n"] >= max(pattern.minimum.n, 1)
    order = np.lexsort((tally["object_no"], tally["subject_no"], -tally["n"], -tally["amount_us"]))
    behind = _evidence(session, pattern) if large.any() else {}
    findings = tuple(
        Finding(
            pattern=pattern.name,
            subject_no=_holder(subject_no),
            object_no=_holder(object_no),
            standing=Standing.COUNTED,
            n=n,
            observed=n,
            amount_us=amount_us,
            evidence=behind.get((subject_no, object_no), _NOTHING).evidence,
            cases=behind.get((subject_no, object_no), _NOTHING).cases,
        )
        for subject_no, object_no, n, amount_us in zip(
            *(tally[name][order][large[order]].tolist() for name in COLUMNS[Test.COUNT]), strict=True
        )
    )
    return PatternResult(pattern.name, "ran", too_few=int((~large).sum()), findings=findings)


def _result(session: Session, pattern: Pattern, judged: Judged, q: Iterator[float]) -> PatternResult:
    """The findings of one pattern; takes as many adjusted p-values from `q` as it has tests."""
    findings = [_finding(pattern, row, None if row.p is None else next(q)) for row in judged.rows]
    if pattern.test is not Test.RATE_VS_PEERS:
        # Only the funnel needs those it says nothing about; pairs below the minimum can be very many.
        findings = [finding for finding in findings if finding.standing is not Standing.TOO_FEW]
    behind = _evidence(session, pattern) if any(finding.p is not None for finding in findings) else {}
    found = (Standing.NAMED, Standing.ONCE)
    weighed = [
        replace(
            finding,
            amount_us=_behind(behind, finding).amount_us,
            evidence=_behind(behind, finding).evidence if finding.standing in found else (),
            cases=_behind(behind, finding).cases,
        )
        for finding in findings
    ]
    tested = sum(1 for row in judged.rows if row.p is not None)
    return PatternResult(
        pattern=pattern.name,
        verdict="ran",
        tested=tested,
        too_few=len(judged.rows) - tested,
        rankability=judged.rankability,
        dispersion=judged.correlation,
        findings=tuple(sorted(weighed, key=_place)),
    )


def _finding(pattern: Pattern, row: Judgement, q: float | None) -> Finding:
    windows = tuple(points_the_same_way(p) for p in row.windows)
    if q is None:
        standing = Standing.TOO_FEW
    elif q > FALSE_SHARE or row.observed < LEAST_EXCESS * row.expected:
        standing = Standing.QUIET
    else:
        standing = Standing.NAMED if persists(windows) else Standing.ONCE
    return Finding(
        pattern=pattern.name,
        subject_no=_holder(row.subject_no),
        object_no=_holder(row.object_no),
        standing=standing,
        n=row.n,
        observed=row.observed,
        expected=row.expected,
        shrunk=row.shrunk,
        interval=row.interval,
        p=row.p,
        q=q,
        windows=windows,
    )


_STANDINGS = (Standing.NAMED, Standing.ONCE, Standing.QUIET, Standing.TOO_FEW)


def _place(finding: Finding) -> tuple[int, int, float, int, int]:
    """Named first, then once, each by time at stake; the others by how unlikely they are."""
    standing = _STANDINGS.index(finding.standing)
    weight = -finding.amount_us if standing < 2 else 0
    return standing, weight, 1.0 if finding.p is None else finding.p, *_key(finding)


def _holder(number: int) -> int | None:
    return None if number == NOBODY else number


def _key(finding: Finding) -> tuple[int, int]:
    numbers = (finding.subject_no, finding.object_no)
    subject, other = (NOBODY if number is None else number for number in numbers)
    return subject, other


def _behind(behind: dict[tuple[int, int], _Behind], finding: Finding) -> _Behind:
    return behind.get(_key(finding), _NOTHING)


def _evidence(session: Session, pattern: Pattern) -> dict[tuple[int, int], _Behind]:
    """Per (subject, object): the heaviest cases behind it, and the weight of all of them."""
    sql = _EVIDENCE.format(evidence=pattern.evidence.strip().rstrip(";"), most=EVIDENCE_MAX)
    names = (*_SUBJECT, "case_no", "run_no", "weight_us", "amount_us", "cases")
    rows = columns_of(session.table(sql, _params(pattern)), names)
    found: dict[tuple[int, int], _Behind] = {}
    for subject_no, object_no, case_no, run_no, weight_us, amount_us, cases in zip(
        *(rows[name].tolist() for name in names), strict=True
    ):
        before = found.get((subject_no, object_no), _NOTHING).evidence
        found[subject_no, object_no] = _Behind(amount_us, cases, (*before, Evidence(case_no, run_no, weight_us)))
    return found
