"""What nobody should type or own, and somebody will: one clear sentence, an exit code, and nothing lost."""

import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from buckstop.cli.main import FAILED, INTERRUPTED, UNFIT, UNREADABLE, USAGE
from buckstop.lens.store import StoredLog
from tests import worlds
from tests.cli.commands import Command, Said

County = tuple[Path, Path]


def one_sentence(said: Said, code: int, *words: str) -> None:
    """It ended with that code, said these words on one line of stderr, and nothing on stdout."""
    assert said.code == code, said.err
    assert said.out == ""
    assert said.err.count("\n") == 1, said.err
    for word in words:
        assert word in said.err


def figures(said: Said) -> tuple[int, int, int]:
    facts = json.loads(said.out)
    return facts["cases"], facts["handovers"], facts["returns"]


HOSTILE_NAMES = (
    *('a"b', "a'b", "a\nb", "$name", "%(x)s", "%", "{}", "[/x]", ":id:", "; drop table base; --", "\x1b[31mred"),
    *("cid", "us", "row_no", "sequence", "h0", "time_given", "file_row_number", "case_no", "position", "n0", "select"),
    *("中文 列", "\u202eleft", "é", "x" * 300),
)


def test_a_column_may_be_called_anything(buckstop: Command, county: County) -> None:
    with county[0].open("w", encoding="utf-8", newline="") as file:
        log = csv.writer(file)
        log.writerow([*worlds.HEADER, *HOSTILE_NAMES])
        log.writerows([*event, *(event[2] for _name in HOSTILE_NAMES)] for event in worlds.EVENTS)
    text = county[1].read_text("utf-8").replace('unit = "unit"', f"unit = {json.dumps(HOSTILE_NAMES[0])}")
    names = json.dumps(HOSTILE_NAMES)
    county[1].write_text(text.replace("[columns]\n", f"[columns]\nkeep = {names}\nfeatures = {names}\n"), "utf-8")
    usual = figures(buckstop("lens", "facts", county[0], "-m", county[1], "--json", "--holder", "unit"))
    assert buckstop("lens", "import", county[0], "-m", county[1], "-o", "stored").code == 0
    for name in HOSTILE_NAMES:
        assert figures(buckstop("lens", "facts", "stored", "--json", "--holder", name)) == usual


@pytest.mark.parametrize("name", ["[/x]", ":id:", "\x1b[31mred", "%(x)s", "\u202eleft"])
def test_a_name_gives_no_command_to_the_terminal(name: str, buckstop: Command, county: County) -> None:
    county[0].write_text(worlds.county_log().replace("unit", name, 1), "utf-8")
    for words in (("facts", "--holder", name), ("inspect",), ("facts", "--holder", name + "?")):
        said = buckstop("lens", *words, county[0])
        assert said.code in (0, UNFIT, USAGE)
        assert name.replace("\x1b", "\\x1b").replace("\u202e", "\\u202e") in said.out + said.err
        assert not {"\x1b", "\u202e"} & set(said.out + said.err)


def test_a_column_called_like_the_row_number_of_the_reader_is_renamed_and_told(
    buckstop: Command, county: County
) -> None:
    county[0].write_text(worlds.county_log().replace("person", "__row", 1), "utf-8")
    county[1].write_text(county[1].read_text("utf-8").replace('"person"', '"__row.2"'), "utf-8")
    said = buckstop("lens", "facts", county[0], "-m", county[1], "--holder", "person", "--json")
    assert json.loads(said.out)["units"] == 5
    assert '"__row.2"' in said.err


@pytest.mark.parametrize("option", ["format", "zone", "null"])
@pytest.mark.parametrize("text", ["'); drop table base; --", "it's", "\0", "%", "\\"])
def test_no_word_of_a_mapping_reaches_the_database_as_a_command(
    option: str, text: str, buckstop: Command, county: County
) -> None:
    plain = county[1].read_text("utf-8")
    lines = {
        "format": plain.replace("[time]\n", f"[time]\nformat = {json.dumps('%Y-%m-%d' + text)}\n"),
        "zone": plain.replace('zone = "Asia/Shanghai"', f"zone = {json.dumps(text)}"),
        "null": plain + f"\n[values]\nnull = [{json.dumps(text)}]\n",
    }
    county[1].write_text(lines[option], "utf-8")
    said = buckstop("lens", "facts", county[0], "-m", county[1], "--json")
    if option == "null":
        assert figures(said)[0] == 3
    else:
        assert (said.code, said.out) == (UNFIT, "")


def test_a_zone_that_means_another_one_on_another_machine_is_refused(buckstop: Command, county: County) -> None:
    county[1].write_text(county[1].read_text("utf-8").replace("Asia/Shanghai", "localtime"), "utf-8")
    said = buckstop("lens", "facts", county[0], "-m", county[1])
    assert said.code == UNFIT
    assert "no time zone" in said.err


@pytest.mark.parametrize("name", ["it's.csv", "log [1]*.csv", "日志.csv", "[b].csv", "~.csv", "%s.csv", "-.csv"])
def test_a_log_may_be_called_anything(name: str, buckstop: Command, county: County) -> None:
    county[0].rename(name)
    words = ("-m", county[1], "--", name)
    assert buckstop("lens", "facts", *words).code == 0
    assert buckstop("lens", "inspect", "--", name).code == 0
    assert buckstop("lens", "report", *words).code == 0
    assert Path(f"{name}.report.html").is_file()
    assert buckstop("lens", "import", "-o", f"{name}.d", *words).code == 0
    assert figures(buckstop("lens", "facts", "--json", "--holder", "person", "--", f"{name}.d"))[0] == 3


def test_a_name_that_is_no_text_is_shown_as_well_as_can_be(buckstop: Command, county: County) -> None:
    name = os.fsdecode("日志.csv".encode("gbk"))
    county[0].rename(name)
    assert buckstop("lens", "import", name, "-m", county[1], "-o", "stored").code == 0
    assert StoredLog.open(Path("stored")).meta.source.endswith(".csv")
    assert buckstop("lens", "inspect", name).code == 0
    assert buckstop("lens", "report", name, "-m", county[1]).code == 0


def test_an_event_stamped_at_the_end_of_time_is_told_and_not_fatal(buckstop: Command, county: County) -> None:
    with county[0].open("a", encoding="utf-8") as log:
        log.write("done,9999-12-30T23:00:00+08:00,平安镇,陈平,done\n")
    said = buckstop("lens", "facts", county[0], "-m", county[1], "--json")
    assert figures(said)[0] == 3
    assert "row 13, column time" in said.err
    assert "after 2099" in said.err


def test_blanks_around_the_name_of_a_case_do_not_make_another_case(buckstop: Command, county: County) -> None:
    words = ("lens", "facts", county[0], "-m", county[1], "--json")
    usual = figures(buckstop(*words))
    county[0].write_text(
        worlds.county_log().replace("bounced,2026-03-05", "bounced ,2026-03-05") + "  ,2026-03-01T00:00Z,x,y,done\n",
        "utf-8",
    )
    said = buckstop(*words)
    assert figures(said) == usual
    assert "without a case were left out (rows: 1)" in said.err


def test_a_robot_that_is_misspelt_is_told(buckstop: Command, county: County) -> None:
    words = ("lens", "facts", county[0], "-m", county[1], "--holder", "person")
    said = buckstop(*words, "--robots", f"auto-despatch,{worlds.ROBOT}")
    assert said.code == 0
    assert "auto-despatch was named as an automatic account" in said.err
    assert said.err.count("was named as an automatic account") == 1


def test_a_log_that_names_nobody_can_still_be_followed_by_a_column(buckstop: Command, county: County) -> None:
    usual = figures(buckstop("lens", "facts", county[0], "-m", county[1], "--json"))
    text = county[1].read_text("utf-8").replace('unit = "unit"\n', "").replace('person = "person"\n', "")
    county[1].write_text(text, "utf-8")
    county[0].write_text(worlds.county_log().replace("unit", "office", 1), "utf-8")
    words = (county[0], "-m", county[1])
    one_sentence(buckstop("lens", "facts", *words), USAGE, "--holder", "columns.unit")
    assert figures(buckstop("lens", "facts", *words, "--holder", "office", "--json")) == usual
    assert buckstop("lens", "report", *words, "--holder", "office").code == 0
    assert buckstop("lens", "import", *words, "--holder", "office", "-o", "stored").code == 0
    assert figures(buckstop("lens", "facts", "stored", "--holder", "office", "--json")) == usual


XES = """<?xml version="1.0"?><log><trace><string key="concept:name" value="c"/>%s</trace></log>"""
XES_EVENT = """<event><date key="time:timestamp" value="2024-01-0%sT08:00:00Z"/><string key="%s" value="%s"/></event>"""


@pytest.mark.parametrize("key", ["org:group", "org:resource"])
def test_the_smallest_standard_log_needs_no_mapping(key: str, buckstop: Command, tmp_path: Path) -> None:
    for events in (1, 3):
        body = "".join(XES_EVENT % (day, key, "AB"[day % 2]) for day in range(1, events + 1))
        (tmp_path / "log.xes").write_text(XES % body, "utf-8")
        said = buckstop("lens", "facts", "log.xes", "--json")
        assert json.loads(said.out)["holder"] == key
        assert figures(said) == (1, events - 1, max(events - 2, 0))


@pytest.mark.parametrize("limit", ["plenty", "-1", "1KB"])
def test_memory_is_asked_for_in_a_size_that_works(limit: str, buckstop: Command, county: County) -> None:
    said = buckstop("lens", "facts", county[0], "-m", county[1], "--memory-limit", limit)
    one_sentence(said, FAILED if limit == "1KB" else USAGE, limit)


def test_a_pipe_is_refused_before_it_is_emptied(buckstop: Command) -> None:
    os.mkfifo("pipe.csv")
    one_sentence(buckstop("lens", "facts", "pipe.csv"), UNREADABLE, "pipe.csv", "only once")


def test_a_parquet_file_damaged_inside_is_unreadable_everywhere(buckstop: Command, county: County) -> None:
    pq.write_table(pacsv.read_csv(county[0]), "log.parquet")
    content = bytearray(Path("log.parquet").read_bytes())
    content[8:80] = b"\xff" * 72
    Path("log.parquet").write_bytes(content)
    for words in (("facts", "log.parquet"), ("facts", "log.parquet", "-m", county[1]), ("inspect", "log.parquet")):
        one_sentence(buckstop("lens", *words), UNREADABLE, "log.parquet could not be read to its end")


def test_json_nested_without_end_is_damaged_json(buckstop: Command, tmp_path: Path) -> None:
    (tmp_path / "log.json").write_text('{"events":' + "[" * 100_000, "utf-8")
    one_sentence(buckstop("lens", "facts", "log.json"), UNREADABLE, "not valid JSON")


@pytest.mark.parametrize("file", ["cases.parquet", "events/part-00000.parquet", "columns/1.parquet"])
def test_a_stored_log_with_a_file_missing_is_refused(file: str, buckstop: Command, county: County) -> None:
    assert buckstop("lens", "import", county[0], "-m", county[1], "-o", "stored").code == 0
    Path("stored", file).unlink()
    for command in ("facts", "report"):
        one_sentence(buckstop("lens", command, "stored"), USAGE, "is missing or not whole")


def test_what_a_stored_log_cannot_change_any_more_is_refused_not_ignored(buckstop: Command, county: County) -> None:
    assert buckstop("lens", "import", county[0], "-m", county[1], "-o", "stored").code == 0
    for option in (("--mapping", county[1]), ("--sheet", "x"), ("--case-object", "x"), ("--fill-defaults",)):
        one_sentence(buckstop("lens", "facts", "stored", *option), USAGE, str(option[0]))
    one_sentence(buckstop("lens", "inspect", "stored"), USAGE, "stored log")
    one_sentence(buckstop("lens", "import", "stored", "-o", "other"), USAGE, "stored log already")


@pytest.mark.parametrize("option", ["--out", "--json"])
@pytest.mark.parametrize("target", ["county.csv", "county.toml", "link.csv", "sub/../county.csv", "."])
def test_a_report_never_overwrites_what_it_is_made_from(
    option: str, target: str, buckstop: Command, county: County
) -> None:
    Path("link.csv").symlink_to(county[0])
    Path("sub").mkdir()
    before = [path.read_bytes() for path in county]
    one_sentence(buckstop("lens", "report", county[0], "-m", county[1], option, target), USAGE, "ame")
    assert [path.read_bytes() for path in county] == before


def test_tables_go_into_no_folder_of_a_log(buckstop: Command, county: County) -> None:
    assert buckstop("lens", "import", county[0], "-m", county[1], "-o", "stored").code == 0
    Path("parts").mkdir()
    pq.write_table(pacsv.read_csv(county[0]), "parts/log.parquet")
    for log, folder in (("stored", "stored"), ("parts", "parts"), ("parts", "county.csv")):
        words = ("lens", "report", log, "--holder", "unit", "--parquet", folder)
        assert buckstop(*words).code == USAGE
    assert [path.name for path in Path("parts").iterdir()] == ["log.parquet"]
    assert buckstop("lens", "facts", "stored").code == 0


def test_two_results_need_two_files(buckstop: Command, county: County) -> None:
    said = buckstop("lens", "report", county[0], "-m", county[1], "-o", "r", "--json", "./r")
    one_sentence(said, USAGE, "two results")


def test_a_draft_never_replaces_the_log_itself(buckstop: Command, county: County) -> None:
    before = county[0].read_bytes()
    assert buckstop("lens", "inspect", county[0], "-o", county[0], "--replace").code == USAGE
    assert county[0].read_bytes() == before


def test_a_device_is_written_to_not_replaced(buckstop: Command, county: County) -> None:
    assert buckstop("lens", "report", county[0], "-m", county[1], "-o", "/dev/null").code == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_an_import_that_is_stopped_says_so_and_leaves_nothing(
    kind: signal.Signals, county: County, tmp_path: Path
) -> None:
    """The real process, stopped while it waits for the log to be read."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    program = (
        "import os, signal, sys\n"
        "from buckstop.app import analyse\n"
        "from buckstop.cli.main import run\n"
        "plain = analyse.import_log\n"
        "def stopped(*args, **kwargs):\n"
        "    plain(*args, **kwargs)\n"
        f"    os.kill(os.getpid(), {int(kind)})\n"
        "    signal.pause()\n"
        "analyse.import_log = stopped\n"
        f"sys.argv = ['buckstop', 'lens', 'import', {str(county[0])!r}, '-m', {str(county[1])!r}, '-o', 'stored']\n"
        "run()\n"
    )
    environment = os.environ | {"TMPDIR": str(temporary), "BUCKSTOP_LANGUAGE": "en"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == INTERRUPTED
    assert done.stderr.strip() == "Interrupted; nothing was left half-written."
    assert sorted(path.name for path in tmp_path.iterdir()) == ["county.csv", "county.toml", "temporary"]
    assert list(temporary.iterdir()) == []


def test_a_fault_of_our_own_is_one_sentence_with_its_place(
    buckstop: Command, county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise LookupError("no such thing")

    monkeypatch.setattr("buckstop.cli.lens.facts", broken)
    said = buckstop("lens", "facts", county[0], "-m", county[1])
    one_sentence(said, FAILED, "LookupError", "cli", "line", "no such thing")


def test_nothing_is_left_in_the_folder_for_temporary_files(
    buckstop: Command, county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    for words in (("facts",), ("facts", "--memory-limit", "1KB"), ("facts", "--holder", "nobody"), ("report",)):
        buckstop("lens", *words, county[0], "-m", county[1])
        assert list(temporary.iterdir()) == []
