"""`buckstop demand`: impose, answer, call it a burden, withdraw, merge; show, list, who is charged."""

import json
from datetime import timedelta
from pathlib import Path

from buckstop.app.clock import SetClock
from buckstop.cli.demand_commands import FORMS
from buckstop.cli.writing import REFUSED
from buckstop.domain.demand.commands import COMMANDS
from tests.cli.commands import Command, Said


def imposed(buckstop: Command, *more: str, name: str = "d1", speaker: str = "p-county") -> Said:
    return buckstop(
        *("demand", "impose", "--as", speaker, "--id", name, "--kind", "form", "--title", "Ditches"),
        *("--of", "平安镇", "--of", "village", "--minutes", "120", "--due", "2026-03-09", *more),
    )


def words_of(said: Said) -> str:
    return " ".join(said.out.split())


def test_every_command_of_the_vocabulary_can_be_given_by_hand() -> None:
    assert {form.command for form in FORMS} == set(COMMANDS)


def test_imposing_says_what_is_on_record(buckstop: Command, home: Path) -> None:
    said = imposed(buckstop)
    assert said.code == 0, said.err
    assert said.out.splitlines() == [
        "d1 is at version 1: asked for.",
        "  2026-03-02 09:00  清水县 asked for a form by 2026-03-09, 120 minutes of each: Ditches. Asked of: 平安镇, 陈家村.",
    ]
    assert "On record as version 1 of demand/d1; key " in said.err


def test_a_demand_is_called_a_burden_answered_and_withdrawn_and_its_minutes_are_the_issuers(
    buckstop: Command, home: Path, clock: SetClock
) -> None:
    imposed(buckstop, "--repeats", "weekly", "--until", "2026-03-23", "--topic", "ditches")
    steps = (
        ("burden", "d1", "--reason", "The third of its kind", "--as", "p-town"),
        ("answer", "d1", "--minutes", "300", "--as", "p-town"),
    )
    for step in steps:
        said = buckstop("demand", *step)
        assert said.code == 0, (step, said.err)
    clock.at += timedelta(days=8)
    assert buckstop("demand", "withdraw", "d1", "--reason", "Not needed", "--as", "p-county").code == 0
    page = json.loads(buckstop("demand", "show", "d1", "--json").out)
    assert [(share["unit"], share["answered"], share["minutes"]) for share in page["shares"]] == [
        ("town", 1, 300),
        ("village", 0, 120),
    ]
    assert [event["type"] for event in page["events"]][-2:] == ["demand.answered", "demand.withdrawn"]
    shown = words_of(buckstop("demand", "show", "d1"))
    for words in (
        "State withdrawn",
        "How often every week",
        "Ended 2026-03-10",
        "Charged in all 420 minutes, 7.0 hours",
        "Called a burden by 平安镇",
        "平安镇 1 1 300 The third of its kind",
    ):
        assert words in shown
    assert "清水县 1 1 420 7.0" in words_of(buckstop("demand", "charged"))
    assert json.loads(buckstop("demand", "charged", "--year", "2025", "--json").out) == []
    assert "Nothing was asked" in buckstop("demand", "charged", "--year", "2025").err
    assert json.loads(buckstop("demand", "charged", "--all", "--json").out)[0]["minutes"] == 420


def test_who_is_charged_most_stands_first(buckstop: Command, home: Path) -> None:
    imposed(buckstop, name="d1", speaker="p-office")
    imposed(buckstop, "--minutes", "200", name="d2")
    rows = buckstop("demand", "charged").out.splitlines()
    assert [row.split()[0] for row in rows[1:]] == ["清水县", "县督查室"]


def test_a_no_names_its_rule_and_where_to_read_it(buckstop: Command, home: Path) -> None:
    imposed(buckstop, "--topic", "ditches")
    said = imposed(buckstop, "--topic", "ditches", name="d2")
    assert (said.code, said.out) == (REFUSED, "")
    assert "清水县 asks for nearly the same already (demand d1): " in said.err
    assert "(burden.report_once). " in said.err
    assert "(demand.merge_instead)" in said.err
    assert "buckstop rules explain burden.report_once" in said.err
    assert buckstop("rules", "explain", "burden.report_once").code == 0


def test_a_no_about_a_demand_that_is_there_shows_how_it_stands(buckstop: Command, home: Path) -> None:
    imposed(buckstop)
    said = buckstop("demand", "answer", "d1", "--minutes", "5", "--as", "p-roads")
    assert said.code == REFUSED
    assert "The demand was not made of Roads Department." in said.err
    assert "d1 is at version 1: asked for." in said.err
    stale = buckstop("demand", "answer", "d1", "--minutes", "5", "--as", "p-town", "--version", "7")
    assert (stale.code, "You saw version 7" in stale.err) == (REFUSED, True)
    unknown = buckstop("demand", "answer", "d9", "--minutes", "5", "--as", "p-town")
    assert (unknown.code, "There is no demand d9." in unknown.err) == (REFUSED, True)


def test_particulars_reach_the_rules(buckstop: Command, home: Path) -> None:
    words = ("--kind", "document", "--authorisation", "county-2026-3", "--characters", "5001")
    said = imposed(buckstop, *words)
    assert "It is 5001 long and may be 5000: " in said.err
    said = imposed(buckstop, *words, "--comprehensive")
    assert said.code == 0, said.err
    assert "Rests on: county-2026-3" in said.out
    said = imposed(buckstop, "--kind", "chat_group", "--function", "instant_reply", name="d2")
    assert "It holds what may not be asked (instant replies): " in said.err


def test_two_demands_become_one(buckstop: Command, home: Path) -> None:
    imposed(buckstop, name="d1")
    imposed(buckstop, name="d2")
    said = buckstop("demand", "merge", "d1", "--into", "d2", "--reason", "The same figures", "--as", "p-county")
    assert "清水县 merged it into d2" in said.out
    assert "Merged into d2" in words_of(buckstop("demand", "show", "d1"))
    assert "d1 was merged into this demand." in buckstop("demand", "show", "d2").out


def test_the_same_key_is_answered_twice_and_carried_out_once(buckstop: Command, home: Path) -> None:
    imposed(buckstop)
    step = ("demand", "answer", "d1", "--minutes", "60", "--as", "p-town", "--key", "k")
    first = buckstop(*step, "--ack", "one")
    second = buckstop(*step, "--ack", "two")
    assert (second.code, second.out) == (0, first.out)
    assert "nothing was done again" in second.err
    assert Path("one").read_bytes() == Path("two").read_bytes()


def test_an_id_is_made_up_from_the_key(buckstop: Command, home: Path) -> None:
    step = ("demand", "impose", "--as", "p-county", "--kind", "other", "--title", "Wells", "--of", "town")
    numbers = ("--minutes", "5", "--due", "2026-03-09", "--key", "k")
    first, second = buckstop(*step, *numbers), buckstop(*step, *numbers)
    assert first.code == second.code == 0
    assert first.out == second.out
    assert first.out.startswith("d-")


def test_the_list_can_be_narrowed_and_says_when_it_is_empty(buckstop: Command, home: Path) -> None:
    empty = buckstop("demand", "list")
    assert (empty.code, empty.out, "No demand is like that" in empty.err) == (0, "", True)
    imposed(buckstop, name="d1")
    imposed(buckstop, "--kind", "meeting", "--repeats", "monthly", "--until", "2026-12-31", name="d2")
    imposed(buckstop, "--of", "roads", name="d3", speaker="p-office")
    buckstop("demand", "withdraw", "d1", "--reason", "Not needed", "--as", "p-county")

    def ids(*words: str) -> list[str]:
        return [one["id"] for one in json.loads(buckstop("demand", "list", "--json", *words).out)]

    assert ids() == ["d1", "d2", "d3"]
    assert ids("--asked") == ["d2", "d3"]
    assert ids("--issuer", "清水县") == ["d1", "d2"]
    assert ids("--of", "roads") == ["d3"]
    assert ids("--kind", "meeting") == ["d2"]
    table = buckstop("demand", "list", "--limit", "2")
    assert "every month from 2026-03-09" in table.out
    assert "There are more" in table.err
    assert "There are more" not in buckstop("demand", "list").err


def test_a_demand_that_is_not_there_is_said_so(buckstop: Command, home: Path) -> None:
    said = buckstop("demand", "show", "d9")
    assert (said.code, "There is no demand d9. List them" in said.err) == (2, True)


def test_a_citizen_is_not_asked_to_speak_for_units(buckstop: Command, home: Path) -> None:
    assert "--citizen" not in buckstop("demand", "impose", "--help").out
