"""`buckstop matter`: a whole matter by hand, what it says after each step, refusals, reading."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from buckstop.app.bootstrap import HomeConfig, create_ledger, open_ledger
from buckstop.app.clock import SetClock
from buckstop.app.rulepacks import shipped_pack, shipped_packs
from buckstop.cli.main import USAGE
from buckstop.cli.matter_commands import FORMS
from buckstop.cli.writing import REFUSED
from buckstop.domain.matter.commands import COMMANDS
from buckstop.domain.matter.commands.accountability import RecomputeDues, WakeMatter
from buckstop.ledger.note import Note, VerifierKey, check_signatures, parse_note, parse_verifier_key
from tests.app import staged
from tests.cli.commands import Command, opened


def test_every_command_of_the_vocabulary_but_the_clocks_own_can_be_given_by_hand() -> None:
    assert {form.command for form in FORMS} == set(COMMANDS) - {WakeMatter, RecomputeDues}


def test_opening_says_what_happened_who_holds_it_and_what_comes_next(buckstop: Command, home: Path) -> None:
    said = opened(buckstop)
    assert said.code == 0, said.err
    assert said.out.splitlines() == [
        "m1 is at version 1: held, not settled yet.",
        "  2026-03-02 09:00  清水县 opened the matter and holds it: Mend the weir. It is due by 2026-04-01 24:00.",
        "Holder: 清水县",
        "What comes next:",
        "  Until 2026-03-04 24:00 清水县 may offer it on; after that it stays with 清水县, settled.",
        "  清水县 finishes the work by 2026-04-01 24:00; after that the matter is late.",
    ]
    assert "On record as version 1 of m1; key " in said.err


def test_a_matter_goes_from_hand_to_hand_and_is_verified(buckstop: Command, home: Path) -> None:
    opened(buckstop)
    steps = (
        ("offer", "m1", "--to", "县水务局", "--as", "p-county"),
        ("ask", "m1", "--question", "Which weir?", "--as", "p-water"),
        ("answer", "m1", "--text", "The one at the mill.", "--as", "p-county"),
        ("accept", "m1", "--as", "p-water", "--protest", "cannot_be_met", "--objection", "No stones before May."),
        ("claim", "m1", "--as", "p-water"),
        ("support", "ask", "m1", "--to", "roads", "--what", "A lorry", "--by", "2026-03-20", "--as", "p-water"),
        ("support", "agree", "m1", "--as", "p-roads"),
        ("support", "deliver", "m1", "--text", "It stands there.", "--as", "p-roads"),
        ("support", "confirm", "m1", "--as", "p-water"),
        ("progress", "m1", "--text", "Half of it", "--percent", "50", "--as", "p-water"),
        ("done", "m1", "--text", "It holds.", "--as", "p-water"),
    )
    for step in steps:
        said = buckstop("matter", *step)
        assert said.code == 0, (step, said.err)
    page = json.loads(buckstop("matter", "show", "m1", "--json").out)
    verifier = page["matter"]["verification"]["verifier"]
    found = ("matter", "verify", "m1", "--why", "Seen on the spot.", "--post", f"{verifier}.head")
    unsaid = buckstop(*found)
    assert (unsaid.code, "--way" in unsaid.err) == (USAGE, True), "how one looked is the verifier's to say"
    said = buckstop(*found, "--way", "on_site")
    assert said.code == 0, said.err
    assert "verified it on the spot: fully done. It is closed. Seen on the spot." in said.out
    shown = buckstop("matter", "show", "m1").out
    for words in ("accepted under protest", "it cannot be done by then: No stones before May.", "50 %", "Moves used"):
        assert words in shown


def test_a_no_is_a_sentence_a_code_and_an_exit_code_of_its_own(buckstop: Command, home: Path) -> None:
    opened(buckstop)
    said = buckstop("matter", "offer", "m1", "--to", "water", "--as", "p-roads")
    assert (said.code, said.out) == (REFUSED, "")
    assert "No: Only the holder may do this, and that is 清水县." in said.err
    assert "(matter.not_holder)" in said.err
    assert "m1 is at version 1" in said.err


def test_a_version_that_was_seen_and_is_over_is_refused_with_the_state_as_it_is(buckstop: Command, home: Path) -> None:
    opened(buckstop)
    buckstop("matter", "claim", "m1", "--as", "p-county")
    said = buckstop("matter", "note", "m1", "--text", "x", "--as", "p-county", "--version", "1")
    assert said.code == REFUSED
    assert "You saw version 1, and it is at version 2 now." in said.err
    assert "settled" in said.err


@pytest.mark.parametrize(
    "step",
    [
        ("offer", "m1", "--to", "water", "--as", "p-county"),
        ("support", "ask", "m1", "--to", "water", "--what", "A pump", "--by", "2026-03-20", "--as", "p-county"),
    ],
)
def test_the_same_key_is_answered_twice_and_carried_out_once(
    buckstop: Command, home: Path, step: tuple[str, ...]
) -> None:
    opened(buckstop, "--key", "first")
    again = opened(buckstop, "--key", "first")
    assert (again.code, "nothing was done again" in again.err) == (0, True)
    first = buckstop("matter", *step, "--key", "k", "--ack", "one")
    second = buckstop("matter", *step, "--key", "k", "--ack", "two")
    assert (first.code, second.code) == (0, 0)
    assert second.out == first.out
    assert Path("one").read_bytes() == Path("two").read_bytes()
    other = buckstop("matter", "claim", "m1", "--as", "p-county", "--key", "k")
    assert (other.code, "Take a new key" in other.err) == (REFUSED, True)


def test_an_answer_sent_twice_names_the_same_offer_though_none_is_open_any_more(buckstop: Command, home: Path) -> None:
    opened(buckstop)
    buckstop("matter", "offer", "m1", "--to", "water", "--as", "p-county")
    first = buckstop("matter", "accept", "m1", "--as", "p-water", "--key", "k")
    second = buckstop("matter", "accept", "m1", "--as", "p-water", "--key", "k")
    assert (second.code, second.out) == (first.code, first.out) == (0, first.out)


def test_the_acknowledgement_is_signed_by_the_log(buckstop: Command, home: Path) -> None:
    opened(buckstop, "--ack", "opened.ack")
    key = parse_verifier_key((home / "keys" / "log.pub").read_text("utf-8").strip())
    note = parse_note(Path("opened.ack").read_bytes())
    assert isinstance(key, VerifierKey)
    assert isinstance(note, Note)
    assert note.text.splitlines()[1:3] == ["m1", "1 1"]
    assert isinstance(check_signatures(note, (key,)), tuple)


def test_a_part_goes_down_and_stands_in_the_tree_of_the_whole(buckstop: Command, home: Path) -> None:
    opened(buckstop)
    buckstop("matter", "claim", "m1", "--as", "p-county")
    part = ("--id", "p1", "--title", "Stones", "--goal", "Stones are there", "--deadline", "2026-03-20")
    said = buckstop("matter", "delegate", "m1", "--to", "平安镇", *part, "--as", "p-county")
    assert said.code == 0, said.err
    assert "清水县 delegated a part to 平安镇 and keeps the whole: p1." in said.out
    assert "平安镇 answers the offer by 2026-03-05 24:00" in said.out
    assert "p1  Stones: 清水县, offered to 平安镇" in buckstop("matter", "show", "m1").out
    assert "m1 Mend the weir" in buckstop("matter", "show", "p1").out


def test_what_fell_due_is_shown_as_having_happened_before_anybody_writes_it_down(
    buckstop: Command, home: Path, clock: SetClock
) -> None:
    opened(buckstop)
    buckstop("matter", "offer", "m1", "--to", "water", "--as", "p-county")
    clock.at += timedelta(days=7)
    shown = buckstop("matter", "show", "m1").out
    assert "*  2026-03-05 24:00" in " ".join(shown.split("\n")).replace("   ", "  ")
    assert "The offer lapsed without an answer; it counts as a move." in shown
    assert "(steps: 1)" in shown


def test_hours_are_shown_with_holder_clock_and_why(buckstop: Command, home: Path, clock: SetClock) -> None:
    opened(buckstop)
    buckstop("matter", "offer", "m1", "--to", "water", "--as", "p-county")
    clock.at += timedelta(hours=5)
    buckstop("matter", "accept", "m1", "--as", "p-water")
    clock.at += timedelta(hours=2)
    rows = [line.split() for line in buckstop("matter", "show", "m1").out.splitlines()]
    assert [
        "2026-03-02",
        "09:00",
        "2026-03-02",
        "14:00",
        "5.0",
        "清水县",
        "县水务局",
        "offered,",
        "then",
        "accepted",
    ] in rows
    assert [
        "2026-03-02",
        "14:00",
        "2026-03-02",
        "16:00",
        "2.0",
        "县水务局",
        "县水务局",
        "time",
        "to",
        "claim",
        "it",
        "or",
        "offer",
        "it",
        "on",
    ] in rows


def test_who_speaks_can_be_said_by_person_unit_or_post(buckstop: Command, home: Path) -> None:
    opened(buckstop)
    assert buckstop("matter", "note", "m1", "--text", "a", "--post", "county.head").code == 0
    assert buckstop("matter", "note", "m1", "--text", "b", "--as", "p-county", "--unit", "清水县").code == 0
    nobody = buckstop("matter", "note", "m1", "--text", "c", "--as", "p-nobody")
    said = " ".join(nobody.err.replace("│", " ").split())
    assert nobody.code == 2
    assert "There is no person p-nobody." in said
    assert "organisation show" in said
    other = buckstop("matter", "note", "m1", "--text", "c", "--as", "p-county", "--unit", "water")
    assert other.code == 2
    unknown = buckstop("matter", "note", "m1", "--text", "c", "--post", "moon.head")
    assert (unknown.code, "There is no post moon.head." in unknown.err) == (2, True)


def test_an_unknown_unit_is_answered_with_those_near_it(buckstop: Command, home: Path) -> None:
    opened(buckstop)
    said = buckstop("matter", "offer", "m1", "--to", "Road Department", "--as", "p-county")
    assert (said.code, "Near it are: Roads Department" in said.err) == (2, True)


def test_days_and_instants_that_are_none_are_refused_with_an_example(buckstop: Command, home: Path) -> None:
    assert "2026-03-31" in opened(buckstop, "--deadline", "next week").err
    opened(buckstop)
    words = ("--to", "water", "--place", "Weir", "--purpose", "Look", "--as", "p-county")
    assert "'2026-03-31 09:30'" in buckstop("matter", "summon", "call", "m1", *words, "--when", "noon").err
    said = buckstop("matter", "summon", "call", "m1", *words, "--when", "2026-03-03 09:30")
    assert "called 县水务局 to Weir for 2026-03-03 09:30" in said.out


def test_files_go_on_record_by_name_and_digest(buckstop: Command, home: Path) -> None:
    opened(buckstop)
    Path("weir.txt").write_text("a picture", "utf-8")
    said = buckstop("matter", "note", "m1", "--text", "Seen", "--attach", "weir.txt", "--as", "p-county")
    assert "Attached: weir.txt (SHA-256 " in said.out


def test_a_citizens_words_are_sealed_and_their_rating_counts(buckstop: Command, home: Path) -> None:
    said = opened(buckstop, "--requester", "c-1", "--words", "The mill is flooded", "--origin", "request")
    assert said.code == 0, said.err
    ledger = open_ledger(home)
    assert b"flooded" not in ledger.store.events("m1")[0].body
    assert [row.name for row in ledger.store.sealed("m1")] == ["words"]
    ledger.store.close()
    early = buckstop("matter", "rate", "m1", "--word", "satisfied", "--as", "c-1", "--citizen")
    assert (early.code, "still open" in early.err) == (REFUSED, True)
    buckstop("matter", "claim", "m1", "--as", "p-county")
    buckstop("matter", "done", "m1", "--text", "Dry again", "--as", "p-county", "--key", "seed")
    page = json.loads(buckstop("matter", "show", "m1", "--json").out)
    post = f"{page['matter']['verification']['verifier']}.head"
    buckstop("matter", "verify", "m1", "--why", "Dry", "--way", "documents", "--post", post)
    rated = buckstop("matter", "rate", "m1", "--word", "satisfied", "--as", "c-1", "--citizen")
    assert "The citizen who asked is satisfied." in rated.out


def test_a_command_that_nobody_gives_asks_who(buckstop: Command, home: Path) -> None:
    opened(buckstop)
    said = buckstop("matter", "claim", "m1")
    assert said.code == 2
    assert "Say who gives this command: --as PERSON" in said.err


def test_the_reasons_of_a_return_stand_in_its_help_as_the_shipped_rules_have_them(buckstop: Command) -> None:
    shown = " ".join(buckstop("matter", "return", "--help").out.replace("\N{BOX DRAWINGS LIGHT VERTICAL}", " ").split())
    for pack in shipped_packs():
        rule = shipped_pack(pack).rule("protocol.return_reasons")
        assert rule is not None
        assert isinstance(rule.value, tuple)
        assert ", ".join(term.key for term in rule.value) in shown


def test_a_matter_that_is_not_there_is_said_so(buckstop: Command, home: Path) -> None:
    said = buckstop("matter", "show", "m9")
    assert (said.code, "There is no matter m9" in said.err) == (2, True)
    said = buckstop("matter", "claim", "m9", "--as", "p-county")
    assert (said.code, "There is no matter m9" in said.err) == (REFUSED, True)


def test_without_a_ledger_the_way_to_name_one_is_told(buckstop: Command, tmp_path: Path) -> None:
    assert "BUCKSTOP_LEDGER" in buckstop("matter", "list").err
    said = buckstop("matter", "list", "--home", tmp_path / "none")
    assert (said.code, "There is no ledger in" in said.err) == (2, True)


def test_a_ledger_without_an_organisation_asks_for_one(buckstop: Command, tmp_path: Path, clock: SetClock) -> None:
    create_ledger(tmp_path / "empty", HomeConfig(staged.ORIGIN)).store.close()
    said = buckstop("matter", "list", "--home", tmp_path / "empty", "--holder", "x")
    assert (said.code, "found one first" in said.err) == (2, True)


def test_several_open_requests_must_be_told_apart(buckstop: Command, home: Path) -> None:
    opened(buckstop)
    buckstop("matter", "claim", "m1", "--as", "p-county")
    for what in ("A pump", "A lorry"):
        buckstop(
            "matter", "support", "ask", "m1", "--to", "water", "--what", what, "--by", "2026-03-20", "--as", "p-county"
        )
    said = buckstop("matter", "support", "agree", "m1", "--as", "p-water")
    assert (said.code, "Say with --number which one is meant" in said.err) == (2, True)
    assert "3, 4" in said.err
    assert buckstop("matter", "support", "agree", "m1", "--as", "p-water", "--number", "4").code == 0


def test_a_matter_says_how_it_stands_on_the_schedule_and_which_lights_burn(
    buckstop: Command, home: Path, clock: SetClock
) -> None:
    opened(buckstop)
    buckstop("matter", "claim", "m1", "--as", "p-county")

    def shown() -> str:
        return " ".join(buckstop("matter", "show", "m1").out.split())

    assert "Schedule on time" in shown()
    buckstop("matter", "progress", "m1", "--text", "Begun", "--percent", "10", "--as", "p-county")
    clock.at += timedelta(days=20)
    assert "Schedule at risk" in shown()
    assert "days: the work lags too far behind the time gone; step 3 says how far it is." in shown()
    clock.at += timedelta(days=20)
    assert "Schedule late" in shown()
    assert "Red since 2026-04-01 24:00, for " in shown()
    lights = json.loads(buckstop("matter", "show", "m1", "--json").out)["axes"]["lights"]
    assert [light["colour"] for light in lights] == ["red", "yellow", "yellow"]


def test_a_narrow_screen_gets_holder_and_clock_as_one_sentence(
    buckstop: Command, home: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buckstop.cli.timeline._WIDE", 80)
    opened(buckstop)
    buckstop("matter", "offer", "m1", "--to", "water", "--as", "p-county")
    clock.at += timedelta(hours=5)
    shown = buckstop("matter", "show", "m1").out
    assert "清水县 holds it, the clock runs for 县水务局: the" in shown
    assert "(not final)" in shown
    assert max(len(line) for line in shown.splitlines()) <= 80
    listed = buckstop("matter", "list").out
    assert "Deadline" in listed
    assert "2026-04-01 24:00" in listed
    assert "Next due" not in listed


def test_what_a_superior_grants_goes_on_record(buckstop: Command, home: Path) -> None:
    opened(buckstop, "--authority", "close the road", "--people", "2", "--measure", "m", "--quantity", "40")
    shown = buckstop("matter", "show", "m1").out
    assert "authority: close the road; people: 2" in shown
    assert "40 m" in shown
    buckstop("matter", "offer", "m1", "--to", "water", "--as", "p-county")
    buckstop("matter", "accept", "m1", "--as", "p-water")
    buckstop("matter", "upward", "ask", "m1", "--kind", "money", "--text", "Stones cost", "--as", "p-water")
    said = buckstop(
        "matter", "upward", "answer", "m1", "--yes", "--text", "Take it", "--money", "500", "--as", "p-county"
    )
    assert "清水县 granted the request (request 4): Take it" in said.out
    assert "Granted: money: 5 yuan" in said.out
    bare = buckstop("matter", "upward", "answer", "m1", "--no", "--text", "x", "--as", "p-county")
    assert (bare.code, "No request with number 4 is open here." in bare.err) == (REFUSED, True)


def test_criteria_are_counted_from_one_for_people(buckstop: Command, home: Path) -> None:
    opened(buckstop, "--criterion", "It holds", "--criterion", "It is dry", "--step", "Dig")
    buckstop("matter", "claim", "m1", "--as", "p-county")
    buckstop("matter", "done", "m1", "--text", "d", "--as", "p-county", "--key", "k")
    page = json.loads(buckstop("matter", "show", "m1", "--json").out)
    post = f"{page['matter']['verification']['verifier']}.head"
    said = buckstop("matter", "refute", "m1", "--reason", "Wet", "--failed", "2", "--way", "documents", "--post", post)
    assert "Criteria not met: 2" in said.out
    assert "2. It is dry" in buckstop("matter", "show", "m1").out


def test_an_answer_about_a_matter_that_is_not_there_is_refused_as_such(buckstop: Command, home: Path) -> None:
    said = buckstop("matter", "accept", "m9", "--as", "p-water")
    assert (said.code, "There is no matter m9" in said.err) == (REFUSED, True)
