"""`buckstop cycle`: set up what comes again, amend it, pass over a time, end it; show and list."""

import json
from datetime import timedelta
from pathlib import Path

from buckstop.app.clock import SetClock
from buckstop.cli.cycle_commands import FORMS
from buckstop.cli.writing import REFUSED
from buckstop.domain.cycle.commands import COMMANDS
from tests.cli.commands import Command, Said


def set_up(buckstop: Command, *more: str, speaker: str = "p-town") -> Said:
    return buckstop(
        *("cycle", "set-up", "--as", speaker, "--id", "c1", "--title", "Ditches", "--goal", "Looked at"),
        *("--first", "2026-03-02", "--until", "2027-03-31", "--planned-for", "陈家村", *more),
    )


def words_of(said: Said) -> str:
    return " ".join(said.out.split())


def test_every_command_of_the_vocabulary_can_be_given_by_hand() -> None:
    assert {form.command for form in FORMS} == set(COMMANDS)


def test_setting_up_says_what_comes(buckstop: Command, home: Path) -> None:
    said = set_up(buckstop)
    assert said.code == 0, said.err
    assert said.out.splitlines() == [
        "c1 is at version 1: runs.",
        (
            "  2026-03-02 09:00  平安镇 set this up to come again every month on the last working day, due 5 working days "
            "after it opens, until 2027-03-31: Ditches. It comes first on 2026-03-31 and is meant for 陈家村."
        ),
    ]
    assert "On record as version 1 of cycle/c1; key " in said.err
    listed = words_of(buckstop("cycle", "list"))
    assert "c1 Ditches" in listed
    assert "2026-03-31" in listed


def test_the_clock_opens_it_and_its_history_is_shown(buckstop: Command, home: Path, clock: SetClock) -> None:
    set_up(buckstop, "--criterion", "No ditch is blocked", "--due-by", "period_end")
    assert buckstop("cycle", "skip", "c1", "--reason", "Snow", "--as", "p-town").code == 0
    clock.at += timedelta(days=60)
    assert buckstop("clock", "--once").code == 0
    shown = words_of(buckstop("cycle", "show", "c1"))
    for words in ("2026-03-31 passed over Snow", "2026-04-30 c-", "due on the last working day of its period"):
        assert words in shown
    page = json.loads(buckstop("cycle", "show", "c1", "--json").out)
    assert [event["type"] for event in page["events"]] == ["cycle.set_up", "cycle.turn_skipped", "cycle.turn_opened"]
    assert page["cycle"]["terms"]["criteria"] == ["No ditch is blocked"]
    assert page["coming"][0] == "2026-05-29"
    matter = page["cycle"]["turns"][1]["matter"]
    assert "It came again" in words_of(buckstop("matter", "show", matter))


def test_amending_keeps_what_is_not_said(buckstop: Command, home: Path) -> None:
    set_up(buckstop, "--support", "Roads Department", "--quantity", "3")
    said = buckstop("cycle", "amend", "c1", "--title", "Ditches and dikes", "--reason", "dikes too", "--as", "p-town")
    assert said.code == 0, said.err
    (cycle,) = json.loads(buckstop("cycle", "list", "--of", "平安镇", "--json").out)
    assert (cycle["title"], cycle["planned_for"], cycle["terms"]["supports"]) == (
        "Ditches and dikes",
        "village",
        ["roads"],
    )
    assert (cycle["terms"]["quantity"], cycle["due"]) == (3, {"kind": "working_days", "days": 5})
    assert buckstop("cycle", "amend", "c1", "--due-by", "period_end", "--reason", "x", "--as", "p-town").code == 0
    (cycle,) = json.loads(buckstop("cycle", "list", "--json").out)
    assert cycle["due"] == {"kind": "period_end", "days": 0}
    assert buckstop("cycle", "amend", "c1", "--due-by", "natural_days", "--reason", "x", "--as", "p-town").code == 0
    (cycle,) = json.loads(buckstop("cycle", "list", "--json").out)
    assert cycle["due"] == {"kind": "natural_days", "days": 5}


def test_what_is_refused_says_why_and_how_it_stands(buckstop: Command, home: Path) -> None:
    said = set_up(buckstop, "--number", "0")
    assert said.code == REFUSED
    assert "It cannot come every 0 of them. Give a number from 1 to 99. (cycle.number_out_of_range)" in said.err
    set_up(buckstop)
    said = buckstop("cycle", "end", "c1", "--reason", "x", "--as", "p-roads")
    assert said.code == REFUSED
    assert "Only 平安镇, units above it and the supervision office may ask for less." in said.err
    assert "c1 is at version 1: runs." in said.err


def test_ended_ones_are_listed_when_asked_for(buckstop: Command, home: Path) -> None:
    assert "Nothing comes again." in buckstop("cycle", "list").err
    set_up(buckstop)
    assert buckstop("cycle", "end", "c1", "--reason", "Filled in", "--as", "p-county").code == 0
    assert "Nothing comes again." in buckstop("cycle", "list").err
    assert "ended" in words_of(buckstop("cycle", "list", "--ended"))
    assert "Ended 2026-03-02" in words_of(buckstop("cycle", "show", "c1"))


def test_one_that_is_not_there_says_where_to_look(buckstop: Command, home: Path) -> None:
    for command in (("show", "c9"), ("skip", "c9", "--reason", "x", "--as", "p-town")):
        said = buckstop("cycle", *command)
        assert said.code == 2
        assert "There is no cycle c9. List them with: buckstop cycle list." in said.err
