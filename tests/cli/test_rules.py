"""`buckstop rules`: what holds, where it comes from, who changed it; and every fault of a file of changes."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import Command

CHANGE = """pack = "zh_CN"

[rules."protocol.offer"]
value = 5
changed_by = "县委督查室"
changed_on = 2026-11-22
reason = "乡镇路远 [试行]"
"""


@pytest.fixture
def own_file(tmp_path: Path) -> Path:
    file = tmp_path / "county.toml"
    file.write_text(CHANGE, "utf-8")
    return file


def test_the_list_shows_every_rule_with_value_and_force(buckstop: Command) -> None:
    said = buckstop("rules", "list")
    assert said.code == 0
    assert "protocol.offer" in said.out
    assert "3 working days" in said.out
    assert "Rules: 374" in said.err


def test_the_list_can_be_narrowed_by_id_title_or_source_in_both_languages(buckstop: Command) -> None:
    by_id = json.loads(buckstop("rules", "list", "--grep", "petition.", "--json").out)
    by_source = json.loads(buckstop("rules", "list", "--grep", "信访工作条例", "--json").out)
    assert {rule["id"] for rule in by_id} == {rule["id"] for rule in by_source}
    assert len(by_id) == 12


def test_the_list_of_another_pack_is_shown_by_name(buckstop: Command) -> None:
    said = buckstop("rules", "list", "--pack", "generic", "--grep", "accountable")
    assert "responsibility.one_accountable_per_item" in said.out
    assert "1 item" in said.out


def test_an_explanation_tells_value_source_force_and_evidence(buckstop: Command) -> None:
    said = buckstop("rules", "explain", "supervision.review.ask_within")
    assert said.code == 0
    for words in ("30 calendar days", "State Council Order 733", "article 17", "law:", "the text itself was read"):
        assert words in said.out
    assert "Changed" not in said.out


def test_an_explanation_in_chinese_shows_the_chinese_words_of_the_pack(buckstop: Command) -> None:
    said = buckstop("rules", "explain", "supervision.kinds", "--language", "zh_Hans")
    assert "督查类型" in said.out
    assert "综合督查" in said.out
    assert "政府督查工作条例" in said.out


def test_an_explanation_of_an_enumeration_shows_the_basis_of_each_item(buckstop: Command) -> None:
    said = buckstop("rules", "explain", "protocol.return_reasons")
    assert "not_our_duty: clearly not our duty" in said.out
    assert "[Shandong township regulation art 19]" in said.out


def test_an_explanation_tells_who_changed_a_rule_when_why_and_from_what(buckstop: Command, own_file: Path) -> None:
    said = buckstop("rules", "explain", "protocol.offer", "--file", own_file)
    for words in ("5 working days", "3 working days", "县委督查室", "2026-11-22", "乡镇路远 [试行]", "county.toml"):
        assert words in said.out


def test_an_explanation_as_json_holds_the_whole_history(buckstop: Command, own_file: Path) -> None:
    rule = json.loads(buckstop("rules", "explain", "protocol.offer", "--file", own_file, "--json").out)
    assert (rule["value"], rule["unit"], rule["change"]["was"]) == (5, "working_day", 3)
    assert rule["origin"] == "zh_CN/protocol.toml"


def test_the_file_that_is_set_holds_for_the_pack_that_is_set(
    buckstop: Command, own_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BUCKSTOP_RULES", str(own_file))
    assert "县委督查室" in buckstop("rules", "explain", "protocol.offer").out
    assert "县委督查室" not in buckstop("rules", "explain", "protocol.offer", "--pack", "generic").out


def test_an_unknown_rule_ends_with_ids_near_it(buckstop: Command) -> None:
    said = buckstop("rules", "explain", "protocol.offfer")
    assert said.code == 2
    assert "Near it are: protocol.offer" in said.err


def test_a_word_like_no_rule_ends_with_the_way_to_the_list(buckstop: Command) -> None:
    said = buckstop("rules", "explain", "qqqqqqqq")
    assert said.code == 2
    assert "buckstop rules list" in said.err


def test_an_unknown_pack_or_language_is_refused_with_those_there_are(buckstop: Command) -> None:
    assert "generic, zh_CN" in buckstop("rules", "list", "--pack", "zh_TW").err
    said = buckstop("rules", "explain", "protocol.offer", "--language", "fr")
    assert (said.code, "zh_Hans" in said.err) == (2, True)


def test_a_good_file_of_changes_is_shown_as_before_and_after(buckstop: Command, own_file: Path) -> None:
    said = buckstop("rules", "check", own_file)
    assert said.code == 0
    assert "protocol.offer: 3 working days becomes 5 working days (县委督查室, 2026-11-22: 乡镇路远 [试行])" in said.out
    assert "Rules changed: 1" in said.err


def test_every_fault_of_a_bad_file_is_shown_with_its_line(buckstop: Command, tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(CHANGE.replace("= 5", "= 0") + '\n[rules."petition.finish_within"]\nvalue = 61\n', "utf-8")
    said = buckstop("rules", "check", file)
    assert said.code == 1
    assert said.out == ""
    assert "bad.toml, row 4: protocol.offer: value is 0; the least it can be is 1." in said.err
    assert "petition.finish_within: changed_by is missing." in said.err
    assert "sets 60 as the most" in said.err


def test_a_file_that_is_not_there_is_said_to_be_unreadable(buckstop: Command, tmp_path: Path) -> None:
    said = buckstop("rules", "check", tmp_path / "none.toml")
    assert said.code == 1
    assert "cannot be read: No such file or directory" in said.err
