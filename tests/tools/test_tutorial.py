"""The guides whose commands are run say what the commands say, in both languages, step by step alike."""

import re

import pytest

from tests.tidy.tree import REPOSITORY
from tools.tutorial import GUIDES, TUTORIALS, told


def commands(text: str) -> list[str]:
    """The commands of a guide, without the words and remarks people wrote in them."""
    return [re.sub(r'"[^"]*"|\s+# .*', '""', line) for line in text.splitlines() if line.startswith("$ ")]


@pytest.mark.parametrize("name", GUIDES)
def test_the_output_shown_in_a_guide_is_what_its_commands_say(name: str) -> None:
    text = (REPOSITORY / name).read_text("utf-8")
    assert told(text, GUIDES[name]) == text


@pytest.mark.parametrize(("guide", "number"), [("a-matter-by-hand", 20), ("your-own-county", 4)])
def test_both_languages_take_the_same_steps(guide: str, number: int) -> None:
    english, chinese = ((TUTORIALS / f"{guide}{ending}").read_text("utf-8") for ending in (".md", ".zh.md"))
    assert commands(english) == commands(chinese.replace(".zh.xlsx", ".xlsx"))
    assert len(commands(english)) >= number


def test_an_output_that_is_not_true_is_replaced() -> None:
    guide = "# A guide\n\n```console\n$ buckstop matter list\nEverything is fine.\n```\n"
    said = told(guide, "en")
    assert "Everything is fine" not in said
    assert "There is no ledger in ledger" in said


def test_what_is_drawn_anew_each_time_stands_as_dots() -> None:
    guide = "```console\n$ buckstop ledger create ledger --origin ledger.example/x\n```\n"
    assert told(guide, "en") == told(guide, "en")
    assert "ledger.example/x+........+........" in told(guide, "en")
