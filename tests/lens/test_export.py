"""Results for other programs: plain values that survive JSON, tables that survive Parquet, persons without names."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from buckstop.lens.engine import Session
from buckstop.lens.export import EXPORT_FORMAT, FINDINGS, as_json, write_parquet
from buckstop.lens.facts import facts
from buckstop.lens.findings import Evidence, Finding, PatternResult, Standing
from buckstop.lens.report.names import Names, shown_names
from buckstop.lens.store import StoredLog
from tests.lens.oracles.logs import Cells, session, stored

ROWS: list[Cells] = [
    {"case": case, "time": f"2024-05-0{day}", "unit": unit, "person": person, "state": "working"}
    for case in ("k2", "k1")
    for day, unit, person in ((1, "乡", "Li Lei"), (2, "县", "Han Mei"), (3, "乡", "Li Lei"))
]


@pytest.fixture
def store(tmp_path: Path) -> StoredLog:
    return stored(ROWS, tmp_path)


def names_of(lens: Session, *, show_persons: bool = False) -> Names:
    return shown_names(lens, str, "en", show_persons=show_persons)


def some_results() -> tuple[PatternResult, ...]:
    finding = Finding(
        pattern="ping_pong",
        subject_no=0,
        object_no=1,
        standing=Standing.NAMED,
        n=40,
        observed=0.5,
        expected=0.1,
        interval=(0.4, 0.6),
        p=0.001,
        q=0.01,
        windows=(True, None, False),
        amount_us=5_400_000_000,
        evidence=(Evidence(1, 2, 7), Evidence(0, 2, 3)),
    )
    whole = Finding("ping_pong", None, None, Standing.COUNTED, 2, 2.0)
    return (
        PatternResult("ping_pong", "ran", tested=1, findings=(finding, whole)),
        PatternResult("deadline_rush", "not_applicable", missing=("due",)),
    )


def test_the_json_form_holds_facts_findings_and_issues_in_plain_values(store: StoredLog) -> None:
    with session(store) as lens:
        found = facts(lens)
        plain = json.loads(json.dumps(as_json(lens, found, some_results(), names_of(lens)), ensure_ascii=False))
    assert plain["format"] == EXPORT_FORMAT
    assert plain["log"] == {"name": "small", "source": "small.csv", "kind": "csv"}
    assert plain["facts"]["return_cases"] == found.return_cases == 2
    named, whole = plain["patterns"][0]["findings"]
    assert named == {
        "subject": "乡",
        "object": "县",
        "standing": "named",
        "n": 40,
        "observed": 0.5,
        "expected": 0.1,
        "shrunk": None,
        "interval": [0.4, 0.6],
        "p": 0.001,
        "q": 0.01,
        "windows": [True, None, False],
        "hours": 1.5,
        "evidence": ["k1", "k2"],
    }
    assert (whole["subject"], whole["standing"]) == (None, "counted")
    assert (plain["patterns"][1]["verdict"], plain["patterns"][1]["missing"]) == ("not_applicable", ["due"])
    assert [issue["code"] for issue in plain["issues"]] == [issue.code for issue in store.meta.issues]
    assert plain["issues"]


def test_evidence_names_cases_as_the_log_does(store: StoredLog) -> None:
    with session(store) as lens:
        ids = {int(str(no)): case_id for no, case_id in lens.rows("select case_no, case_id from cases")}
        plain = json.loads(json.dumps(as_json(lens, facts(lens), some_results(), names_of(lens))))
    assert plain["patterns"][0]["findings"][0]["evidence"] == [ids[1], ids[0]]


def test_the_tables_come_back_from_parquet_as_the_session_has_them(store: StoredLog, tmp_path: Path) -> None:
    with session(store) as lens:
        write_parquet(lens, some_results(), names_of(lens), tmp_path / "out")
        for name in ("cases", "case_runs", "runs"):
            assert pq.read_table(tmp_path / "out" / f"{name}.parquet").equals(lens.table(f"select * from {name}"))
    findings = pq.read_table(tmp_path / "out" / "findings.parquet")
    assert findings.schema.equals(FINDINGS)
    assert findings.column("interval_low").to_pylist() == [0.4, None]
    assert findings.column("subject").to_pylist() == ["乡", None]
    holders = pq.read_table(tmp_path / "out" / "holders.parquet").to_pylist()
    assert sorted(row["holder_name"] for row in holders) == ["乡", "县"]


def test_a_log_without_findings_still_has_a_table_of_findings(store: StoredLog, tmp_path: Path) -> None:
    with session(store) as lens:
        write_parquet(lens, (), names_of(lens), tmp_path / "out")
    assert pq.read_table(tmp_path / "out" / "findings.parquet").schema.equals(FINDINGS)


def test_persons_leave_without_their_names_unless_asked_for(store: StoredLog, tmp_path: Path) -> None:
    with session(store, "person") as lens:
        hidden, open_names = names_of(lens), names_of(lens, show_persons=True)
        text = json.dumps(as_json(lens, facts(lens), some_results(), hidden), ensure_ascii=False)
        write_parquet(lens, some_results(), hidden, tmp_path / "out")
        assert "Li Lei" in json.dumps(as_json(lens, facts(lens), some_results(), open_names), ensure_ascii=False)
    assert "Li Lei" not in text
    assert "Han Mei" not in text
    for path in (tmp_path / "out").iterdir():
        assert "Li Lei" not in str(pq.read_table(path).to_pylist())


def test_tables_are_replaced_whole_and_nothing_else_stands_in_the_folder(
    store: StoredLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with session(store) as lens:
        for folder in (Path("out"), Path("~"), Path("out")):
            write_parquet(lens, some_results(), names_of(lens), folder)
    tables = ["case_runs.parquet", "cases.parquet", "findings.parquet", "holders.parquet", "runs.parquet"]
    assert [sorted(path.name for path in (tmp_path / name).iterdir()) for name in ("out", "~")] == [tables, tables]
