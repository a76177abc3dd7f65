"""Asks of the daily work by hand: obstacles by level, better ways, help received, criteria ticked one by one."""

import json
from pathlib import Path

import pytest

from buckstop.cli.writing import REFUSED
from tests.cli.commands import Command

CRITERIA = ("--criterion", "It holds", "--criterion", "It is dry")


@pytest.fixture
def working(buckstop: Command, home: Path) -> Command:
    """A matter that the water bureau holds and works on."""
    for step in (
        ("open", "--as", "p-county", "--id", "m1", "--title", "Mend the weir", "--goal", "The weir holds", *CRITERIA),
        ("offer", "m1", "--to", "water", "--as", "p-county"),
        ("accept", "m1", "--as", "p-water"),
        ("claim", "m1", "--as", "p-water"),
    ):
        said = buckstop("matter", *step)
        assert said.code == 0, (step, said.err)
    return buckstop


def test_an_obstacle_goes_to_the_level_that_is_named_and_is_answered_there(working: Command) -> None:
    said = working("matter", "obstacle", "name", "m1", "--to", "清水县", "--text", "No permit.", "--as", "p-water")
    assert "县水务局 named an obstacle that 清水县 can remove: No permit. (request 5," in said.out
    assert "清水县 says by" in said.out
    beside = working("matter", "obstacle", "name", "m1", "--to", "roads", "--text", "x", "--as", "p-water")
    assert (beside.code, "does not stand above 县水务局" in beside.err) == (REFUSED, True)
    said = working("matter", "obstacle", "answer", "m1", "--removed", "--text", "Permitted.", "--as", "p-county")
    assert "清水县 removed the obstacle (request 5): Permitted." in said.out


def test_other_requests_name_no_obstacle(working: Command) -> None:
    said = working("matter", "upward", "ask", "m1", "--kind", "obstacle", "--text", "x", "--as", "p-water")
    assert said.code == 2
    said = working("matter", "upward", "ask", "m1", "--kind", "money", "--text", "Stones.", "--as", "p-water")
    assert "县水务局 asked 清水县 for money: Stones." in said.out


def test_a_better_way_is_proposed_and_adopted_to_the_credit_of_who_made_it(working: Command) -> None:
    said = working("matter", "propose", "m1", "--text", "Two gates", "--about", "work", "--as", "p-roads")
    assert "proposed a better way, how the work is done: Two gates (proposal 5, 县水务局 answers by" in said.out
    silent = working("matter", "answer-proposal", "m1", "--no", "--as", "p-water")
    assert (silent.code, "Something is left blank" in silent.err) == (REFUSED, True)
    said = working("matter", "answer-proposal", "m1", "--yes", "--reason", "From May on", "--as", "p-water")
    assert "县水务局 adopted proposal 5, to the credit of" in said.out
    assert "In their words: From May on" in said.out


def test_help_received_is_recorded_by_who_was_helped(working: Command) -> None:
    help_received = ("matter", "help-received", "m1", "--from", "roads", "--kind", "people", "--text", "Two hands")
    said = working(*help_received, "--hours", "6", "--as", "p-water")
    assert "县水务局 had help of Roads Department, people, hours spent: 6. Two hands" in said.out
    boasting = working(*help_received, "--as", "p-roads")
    assert (boasting.code, "(matter.not_helped)" in boasting.err) == (REFUSED, True)


def test_criteria_are_ticked_one_by_one_and_done_needs_all(working: Command) -> None:
    working("matter", "done", "m1", "--text", "It holds.", "--as", "p-water")
    page = json.loads(working("matter", "show", "m1", "--json").out)
    post = f"{page['matter']['verification']['verifier']}.head"
    verify = ("matter", "verify", "m1", "--why", "Seen.", "--way", "on_site", "--post", post)
    said = working(*verify, "--met", "1")
    assert (said.code, 'these are not ticked: 2. The first of them is: "It is dry"' in said.err) == (REFUSED, True)
    said = working(*verify, "--met", "2", "--met", "1")
    assert "verified it on the spot: fully done. It is closed. Seen." in said.out
    assert "Criteria met: 1, 2" in said.out


def test_a_part_of_a_restricted_matter_is_restricted_too(buckstop: Command, home: Path) -> None:
    opening = ("matter", "open", "--as", "p-county", "--id", "m1", "--title", "T", "--goal", "G")
    assert buckstop(*opening, "--visibility", "restricted").code == 0
    part = (
        "matter",
        "delegate",
        "m1",
        "--id",
        "p1",
        "--to",
        "water",
        "--title",
        "P",
        "--goal",
        "G",
        "--as",
        "p-county",
    )
    assert buckstop(*part).code == 0
    assert json.loads(buckstop("matter", "show", "p1", "--json").out)["matter"]["terms"]["visibility"] == "restricted"


def test_supports_are_named_with_a_matter_and_its_part_and_waived_with_a_reason(buckstop: Command, home: Path) -> None:
    by, of = ("--as", "p-county"), ("--title", "T", "--goal", "G")
    said = buckstop("matter", "open", *by, "--id", "m1", *of, "--support", "water", "--support", "平安镇")
    assert said.code == 0, said.err
    said = buckstop("matter", "delegate", "m1", *by, "--id", "p1", "--to", "water", *of, "--support", "roads")
    assert said.code == 0, said.err
    named = [json.loads(buckstop("matter", "show", one, "--json").out)["matter"] for one in ("m1", "p1")]
    assert [(one["terms"]["supports"], one["supports"]) for one in named] == [(["water", "town"], []), (["roads"], [])]
    waive = ("matter", "support", "waive", "m1", *by, "--reason", "It went without.")
    said = buckstop(*waive, "--support", "roads")
    assert (said.code, "(matter.not_to_be_asked)" in said.err) == (REFUSED, True)
    said = buckstop(*waive, "--support", "water", "--support", "town")
    assert "清水县 does not need the support of 县水务局, 平安镇, which the terms name." in said.out
