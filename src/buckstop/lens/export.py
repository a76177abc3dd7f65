"""Results for other programs: findings and facts as plain values (JSON) and as tables (Parquet)."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from buckstop.lens.engine import Session
from buckstop.lens.facts import US_PER_HOUR, Facts
from buckstop.lens.findings import Finding, PatternResult, Standing
from buckstop.lens.report.names import Names, natural_key

EXPORT_FORMAT = 1
_TABLES = ("cases", "case_runs", "runs")

_COLUMNS = (
    ("pattern", pa.string()),
    ("subject", pa.string()),  # null: the log as a whole
    ("object", pa.string()),
    ("standing", pa.string()),
    ("n", pa.int64()),
    ("observed", pa.float64()),
    ("expected", pa.float64()),
    ("shrunk", pa.float64()),
    ("interval_low", pa.float64()),
    ("interval_high", pa.float64()),
    ("p", pa.float64()),
    ("q", pa.float64()),
    ("hours", pa.float64()),
)
FINDINGS = pa.schema([pa.field(name, kind) for name, kind in _COLUMNS])


def as_json(session: Session, facts: Facts, results: tuple[PatternResult, ...], names: Names) -> dict[str, object]:
    """Everything a report rests on, as plain values; keys are stable within one `format`."""
    meta = session.store.meta
    ids = _case_ids(session, results)
    return {
        "format": EXPORT_FORMAT,
        "log": {"name": meta.name, "source": meta.source, "kind": meta.kind},
        "facts": facts.as_json(),
        "patterns": [
            {
                "pattern": result.pattern,
                "verdict": result.verdict,
                "missing": list(result.missing),
                "tested": result.tested,
                "too_few": result.too_few,
                "rankability": result.rankability,
                "dispersion": result.dispersion,
                "findings": [_finding(finding, names, ids) for finding in _told(result, names)],
            }
            for result in results
        ],
        "issues": [
            {
                "code": issue.code,
                "severity": str(issue.severity),
                "file": issue.file,
                "sheet": issue.sheet,
                "row": issue.row,
                "column": issue.column,
                "count": issue.count,
                "fields": issue.fields,
            }
            for issue in meta.issues
        ],
    }


def write_parquet(session: Session, results: tuple[PatternResult, ...], names: Names, folder: Path) -> None:
    """findings, holders and the case and run tables as Parquet files in a folder (files of these names are replaced)."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [_finding_row(r.pattern, finding, names) for r in results for finding in _told(r, names)]
    _write(pa.Table.from_pylist(rows, FINDINGS), folder / "findings.parquet")
    numbers, shown = pa.array(list(names.by_number), pa.int32()), pa.array(list(names.by_number.values()), pa.string())
    _write(pa.table({"holder_no": numbers, "holder_name": shown}), folder / "holders.parquet")
    for name in _TABLES:
        _write(session.table(f"select * from {name}"), folder / f"{name}.parquet")


def _write(table: pa.Table, path: Path) -> None:
    """Whole or not at all; absolute, for the library takes a name that begins with ~ for a home folder."""
    part = path.absolute().with_name(f".{path.name}.{os.getpid()}.part")
    try:
        pq.write_table(table, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _case_ids(session: Session, results: tuple[PatternResult, ...]) -> dict[int, str]:
    numbers = sorted({e.case_no for result in results for finding in result.findings for e in finding.evidence})
    session.lend("asked_cases", pa.table({"case_no": pa.array(numbers, pa.int32())}))
    rows = session.rows("select case_no, case_id from cases join asked_cases using (case_no)")
    return {int(str(no)): str(case_id) for no, case_id in rows}


def _told(result: PatternResult, names: Names) -> list[Finding]:
    """The findings that leave the house: all of units; of persons only those named, by name, never by a value."""
    if names.by_value:
        return list(result.findings)
    named = [finding for finding in result.findings if finding.standing is Standing.NAMED]
    return sorted(named, key=lambda finding: natural_key(names[finding.subject_no or 0]))


def _finding_row(pattern: str, finding: Finding, names: Names) -> dict[str, object]:
    low, high = finding.interval or (None, None)
    plain = _finding(finding, names, {})
    return plain | {"pattern": pattern, "interval_low": low, "interval_high": high}


def _finding(finding: Finding, names: Names, ids: dict[int, str]) -> dict[str, object]:
    return {
        "subject": None if finding.subject_no is None else names[finding.subject_no],
        "object": None if finding.object_no is None else names[finding.object_no],
        "standing": str(finding.standing),
        "n": finding.n,
        "observed": finding.observed,
        "expected": finding.expected,
        "shrunk": finding.shrunk,
        "interval": finding.interval,
        "p": finding.p,
        "q": finding.q,
        "windows": list(finding.windows),
        "hours": round(finding.amount_us / US_PER_HOUR, 3),
        "evidence": [ids.get(evidence.case_no, str(evidence.case_no)) for evidence in finding.evidence],
    }
