"""`buckstop demo`: what it leaves behind, what it says, and what it never replaces."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from buckstop.app.bootstrap import open_ledger
from buckstop.app.clock import SetClock
from buckstop.cli import county_demo
from buckstop.cli.main import USAGE
from buckstop.ledger.codec import decode
from tests.cli.commands import Command
from tests.simulator.county.counties import TINY

TODAY = datetime(2026, 10, 11, 17, 0, tzinfo=UTC)  # in Beijing the 12th has begun


@pytest.fixture(autouse=True)
def _a_tiny_county(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(county_demo, "SCALES", {"county": TINY})
    monkeypatch.setattr(county_demo, "SystemClock", lambda: SetClock(TODAY))


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_county_lives_in_a_ledger_that_verifies_and_is_reported_in_both_languages(
    buckstop: Command, tmp_path: Path, language: str
) -> None:
    said = buckstop("demo", "--out", "demo", "--no-open", language=language)
    assert said.code == 0, said.err
    made = {str(path.relative_to(tmp_path / "demo")) for path in (tmp_path / "demo").rglob("*") if path.is_file()}
    other = "report.zh.html" if language == "en" else "report.en.html"
    assert made >= {"ledger/ledger.toml", "ledger/keys/log.pub", "ledger/ledger.db", "log/events.parquet"}
    assert made >= {"log/mapping.toml", "findings.json", "report.html", other}
    lang = {"en": "en", "zh_Hans": "zh-Hans"}
    assert f'lang="{lang[language]}"' in (tmp_path / "demo/report.html").read_text("utf-8")[:500]
    assert f'lang="{lang[language]}"' not in (tmp_path / "demo" / other).read_text("utf-8")[:500]


def test_the_three_commands_it_names_can_be_called_as_they_stand(buckstop: Command, tmp_path: Path) -> None:
    lines = buckstop("demo", "--out", "demo", "--no-open").out.strip().splitlines()
    assert lines[-1] == "demo/report.html"
    asked = [line.split()[1:] for line in lines if line.startswith("buckstop ")]
    assert [words[:2] for words in asked] == [["matter", "show"], ["ledger", "verify"], ["ledger", "prove"]]
    for words in asked:
        said = buckstop(*words)
        assert said.code == 0, said.err
    assert list((tmp_path / "demo").glob("*.tlog-proof"))


def test_the_demo_says_what_is_there_and_how_it_stands(buckstop: Command) -> None:
    said = buckstop("demo", "--out", "demo", "--no-open")
    for part in ("units", "persons", "entries in the log", "Verified: every entry", "matters", "came back"):
        assert part in said.err


def test_its_life_ends_yesterday_or_on_the_day_that_is_named(buckstop: Command) -> None:
    said = buckstop("demo", "--out", "demo", "--no-open")
    assert "from 2026-09-21 to 2026-10-11" in said.err
    ledger = open_ledger(Path("demo/ledger"))
    entries = list(ledger.store.log(0, ledger.store.end().size))
    ledger.store.close()
    assert decode(entries[-1].body).event.happened_at < TODAY
    said = buckstop("demo", "--out", "demo", "--no-open", "--until", "2025-06-04")
    assert "from 2025-05-12 to 2025-06-04" in said.err


def test_files_that_reports_name_lie_in_the_home(buckstop: Command) -> None:
    buckstop("demo", "--out", "demo", "--no-open")
    said = buckstop("ledger", "files", "--check", "demo/ledger")
    assert said.code == 0
    assert "missing: 0; damaged: 0; in no report: 0." in said.out


def test_the_same_seed_gives_the_same_findings_and_replaces_the_earlier_demo(buckstop: Command, tmp_path: Path) -> None:
    buckstop("demo", "--out", "demo", "--no-open")
    first = json.loads((tmp_path / "demo/findings.json").read_text("utf-8"))
    assert buckstop("demo", "--out", "demo", "--no-open").code == 0
    assert json.loads((tmp_path / "demo/findings.json").read_text("utf-8")) == first


@pytest.mark.parametrize(
    "mine", ["ledger/ledger.toml", "ledger/anything.txt", "log/events.parquet", "log/mapping.toml", "report.html"]
)
def test_what_is_not_from_a_demo_is_kept(buckstop: Command, mine: str) -> None:
    path = Path("mine") / mine
    path.parent.mkdir(parents=True)
    path.write_text("years of work\n", "utf-8")
    said = buckstop("demo", "--out", "mine", "--no-open")
    assert said.code == USAGE
    assert "not from a demo" in said.err
    assert path.read_text("utf-8") == "years of work\n"
    assert [one for one in Path("mine").rglob("*") if one.is_file()] == [path]


def test_a_ledger_with_another_name_is_kept(buckstop: Command) -> None:
    assert buckstop("ledger", "create", "mine/ledger", "--origin", "qingshui.example/ledger").code == 0
    before = Path("mine/ledger/keys/log.key").read_bytes()
    assert buckstop("demo", "--out", "mine", "--no-open").code == USAGE
    assert Path("mine/ledger/keys/log.key").read_bytes() == before


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_the_log_of_another_system_can_be_had_too(buckstop: Command, tmp_path: Path, language: str) -> None:
    said = buckstop("demo", "--foreign-log", "--out", "demo", "--no-open", language=language)
    assert said.code == 0
    assert said.out.strip() == "demo/report.html"
    assert {path.name for path in (tmp_path / "demo").iterdir()} == {
        "log.csv",
        "mapping.toml",
        "report.html",
        "findings.json",
    }


def test_a_foreign_log_that_is_not_from_a_demo_is_kept(buckstop: Command) -> None:
    Path("mine").mkdir()
    Path("mine/log.csv").write_text("years of work\n", "utf-8")
    said = buckstop("demo", "--foreign-log", "--out", "mine", "--no-open")
    assert said.code == USAGE
    assert "not from a demo" in said.err
    assert Path("mine/log.csv").read_text("utf-8") == "years of work\n"
