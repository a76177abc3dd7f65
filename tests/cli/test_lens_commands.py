"""The commands as a user meets them: results on stdout, everything else on stderr, exit codes as documented."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from buckstop.cli.main import UNFIT, UNREADABLE, USAGE
from buckstop.intake.mapping_draft import dump_mapping
from buckstop.simulator.logs import LogSpec, simulate, write_csv, write_xes
from tests import worlds
from tests.cli.commands import Command


def test_facts_as_json_are_alone_on_stdout(buckstop: Command, county: tuple[Path, Path]) -> None:
    said = buckstop("lens", "facts", county[0], "--mapping", county[1], "--json")
    facts = json.loads(said.out)
    assert said.code == 0
    assert (facts["cases"], facts["events"], facts["holder"]) == (3, len(worlds.EVENTS), "unit")
    assert facts["returns"] == facts["aba_occurrences"] == 1
    assert facts["returns_by_length"] == {"2": 1}
    assert facts["excluded_holders"] == {worlds.ROBOT: "robot"}


def test_facts_for_readers_name_the_returns(buckstop: Command, county: tuple[Path, Path]) -> None:
    said = buckstop("lens", "facts", county[0], "--mapping", county[1])
    assert "Returns" in said.out
    assert "in 1 cases (33.3 %)" in said.out


def test_any_column_can_be_the_holder_and_robots_can_be_kept(buckstop: Command, county: tuple[Path, Path]) -> None:
    words = ("lens", "facts", county[0], "--mapping", county[1], "--json", "--holder", "person")
    without = json.loads(buckstop(*words).out)
    kept = json.loads(buckstop(*words, "--keep-robots").out)
    named = json.loads(buckstop(*words, "--robots", f"{worlds.ROBOT},陈平").out)
    assert (without["holder_role"], without["cases_with_holder"]) == ("person", 2)
    assert kept["cases_with_holder"] == 3
    assert named["units"] == without["units"] - 1
    state = json.loads(buckstop("lens", "facts", county[0], "--mapping", county[1], "--json", "--holder", "state").out)
    assert state["holder"] == "state"


def test_a_log_imported_once_answers_like_the_file(
    buckstop: Command, county: tuple[Path, Path], tmp_path: Path
) -> None:
    direct = json.loads(buckstop("lens", "facts", county[0], "-m", county[1], "--json").out)
    stored = tmp_path / "stored"
    assert buckstop("lens", "import", county[0], "-m", county[1], "--out", stored).code == 0
    assert json.loads(buckstop("lens", "facts", stored, "--json").out) == direct
    again = buckstop("lens", "import", county[0], "-m", county[1], "--out", stored)
    assert again.code == USAGE
    assert "exists already" in again.err
    assert buckstop("lens", "import", county[0], "-m", county[1], "--out", stored, "--replace").code == 0


def test_a_failed_import_leaves_nothing_behind(buckstop: Command, county: tuple[Path, Path], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(county[1].read_text("utf-8").replace('column = "time"', 'column = "unit"'), "utf-8")
    before = sorted(tmp_path.iterdir())
    said = buckstop("lens", "import", county[0], "-m", wrong, "--out", tmp_path / "stored")
    assert said.code == UNFIT
    assert "do not fit the format" in said.err
    assert "Traceback" not in said.err
    assert sorted(tmp_path.iterdir()) == before


def test_a_mapping_for_another_log_is_refused_with_the_columns_probably_meant(
    buckstop: Command, county: tuple[Path, Path], tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(county[1].read_text("utf-8").replace('unit = "unit"', 'unit = "units"'), "utf-8")
    said = buckstop("lens", "facts", county[0], "-m", wrong)
    assert said.code == UNFIT
    assert "units" in said.err
    assert "unit" in said.err.replace("units", "")


@pytest.mark.parametrize("words", [("lens", "facts", "absent.csv"), ("lens", "report", "absent.csv")])
def test_a_missing_log_is_one_sentence_and_an_exit_code(buckstop: Command, words: tuple[str, ...]) -> None:
    said = buckstop(*words)
    assert said.code == UNREADABLE
    assert said.err.count("\n") == 1
    assert "absent.csv" in said.err


def test_a_log_without_a_clear_case_or_time_asks_for_a_mapping(buckstop: Command, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("colour,size\nred,1\nblue,2\n", "utf-8")
    said = buckstop("lens", "facts", "list.csv")
    assert said.code == USAGE
    assert "buckstop lens inspect list.csv" in said.err


def test_inspect_writes_a_draft_once_and_keeps_it(buckstop: Command, tmp_path: Path) -> None:
    write_csv(simulate(LogSpec(cases=600, counted=0)), tmp_path / "log.csv")
    assert buckstop("lens", "inspect", "log.csv").code == 0
    draft = tmp_path / "log.csv.mapping.toml"
    kept = draft.read_text("utf-8")
    assert buckstop("lens", "inspect", "log.csv").code == USAGE
    assert draft.read_text("utf-8") == kept
    assert buckstop("lens", "facts", "log.csv", "-m", draft, "--json").code == 0


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_a_report_is_written_in_either_language_with_its_tables(
    buckstop: Command, tmp_path: Path, language: str
) -> None:
    mapping = write_xes(simulate(LogSpec(cases=1500, language="zh")), tmp_path / "log.xes")
    (tmp_path / "mapping.toml").write_text(dump_mapping(mapping), "utf-8")
    outputs = ("--out", "report.html", "--json", "all.json", "--parquet", "tables")
    said = buckstop("lens", "report", "log.xes", "-m", "mapping.toml", "-l", language, *outputs)
    assert said.code == 0
    assert said.out.strip() == "report.html"
    assert "●" in said.err  # what is doubtful about the log is told here too
    html = (tmp_path / "report.html").read_text("utf-8")
    assert f'lang="{"zh" if language == "zh_Hans" else "en"}' in html
    plain = json.loads((tmp_path / "all.json").read_text("utf-8"))
    assert plain["facts"]["cases"] == pq.read_table(tmp_path / "tables" / "cases.parquet").num_rows
    findings = sum(len(result["findings"]) for result in plain["patterns"])
    assert pq.read_table(tmp_path / "tables" / "findings.parquet").num_rows == findings > 0


def test_persons_are_numbered_unless_asked_for(buckstop: Command, county: tuple[Path, Path], tmp_path: Path) -> None:
    words = ("lens", "report", county[0], "-m", county[1], "--holder", "person", "--parquet", "tables")
    assert buckstop(*words).code == 0
    shown = pq.read_table(tmp_path / "tables" / "holders.parquet").column("holder_name").to_pylist()
    assert all(str(name).startswith("Person ") for name in shown)
    html = (tmp_path / "county.csv.report.html").read_text("utf-8")
    assert not any(person in html for person in ("王建国", "李芳", "Anna Berg"))
    assert buckstop(*words, "--show-persons").code == 0
    assert "王建国" in pq.read_table(tmp_path / "tables" / "holders.parquet").column("holder_name").to_pylist()


@pytest.mark.parametrize("described", [True, False])
def test_other_columns_that_name_persons_are_numbered_too(
    buckstop: Command, county: tuple[Path, Path], tmp_path: Path, *, described: bool
) -> None:
    county[0].write_text(worlds.county_log().replace("unit,person", "unit,owner", 1), "utf-8")
    line = 'persons = ["owner"]' if described else ""
    county[1].write_text(county[1].read_text("utf-8").replace('person = "person"', line), "utf-8")
    words = ("lens", "report", county[0], "-m", county[1], "--holder", "owner", "--parquet", "tables")
    assert buckstop(*words).code == 0
    shown = pq.read_table(tmp_path / "tables" / "holders.parquet").column("holder_name").to_pylist()
    assert all(str(name).startswith("Person ") for name in shown)


def test_patterns_are_listed_and_explained(buckstop: Command) -> None:
    assert "ping_pong" in buckstop("lens", "patterns").out
    page = buckstop("lens", "patterns", "ping_pong").out
    assert "Innocent explanations" in page
    assert "SQL" in page
    unknown = buckstop("lens", "patterns", "nonsense")
    assert unknown.code == USAGE
    assert "ping_pong" in unknown.err


def test_mappings_that_come_along_are_listed(buckstop: Command) -> None:
    assert "bpic2013_incidents" in buckstop("lens", "mappings").out


def test_a_wrong_setting_is_one_sentence(buckstop: Command) -> None:
    said = buckstop("lens", "mappings", language="fr")
    assert said.code == USAGE
    assert "BUCKSTOP_LANGUAGE" in said.err
    assert "Traceback" not in said.err


def test_the_version_is_told(buckstop: Command) -> None:
    assert buckstop("--version").out.startswith("buckstop 0.")
