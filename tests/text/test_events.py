"""Every event has a sentence, every variant of it is told, and no placeholder is left without its word."""

import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any, get_type_hints

import pytest

from buckstop.domain.cycle.events import EVENTS as CYCLE_EVENTS
from buckstop.domain.deadlines import Span, SpanUnit
from buckstop.domain.demand.events import EVENTS as DEMAND_EVENTS
from buckstop.domain.ids import CycleId, DutyItemId, MatterId, PersonId, UnitId
from buckstop.domain.matter.asks import ProposalAbout, SupportStage, UpwardKind
from buckstop.domain.matter.clocks import Why
from buckstop.domain.matter.events import EVENTS, MatterEvent, accountability, asks, work
from buckstop.domain.matter.words import (
    Actor,
    Attachment,
    CitizenWord,
    Draw,
    Evidence,
    FromCycle,
    Grant,
    HelpKind,
    OfferEnd,
    Origin,
    Outcome,
    Phase,
    Profile,
    Protest,
    ProtestKind,
    Terms,
    Timer,
    VerificationWay,
    Visibility,
)
from buckstop.text import protocol_words
from buckstop.text.events import EVENT_SENTENCES, granted, told
from tests import worlds
from tests.text.readers import reader

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TIMER = Timer(
    datetime(2026, 3, 5, 16, 0, tzinfo=UTC), provisional=False, started_at=AT, span=Span(3, SpanUnit.WORKING_DAY)
)
BY = Actor(worlds.LI, worlds.WATER_BUREAU, worlds.WATER_DEPUTY)
FULL: dict[str, Any] = {
    "happened_at": AT,
    "by": BY,
    "matter": MatterId("m1"),
    "title": "Mend the weir",
    "terms": Terms(goal="The weir holds"),
    "origin": Origin.REQUEST,
    "profile": Profile.NORMAL,
    "holder": worlds.WATER_BUREAU,
    "giver": worlds.QINGSHUI,
    "to": worlds.ROAD_BUREAU,
    "former": worlds.ROAD_BUREAU,
    "arbiter": worlds.QINGSHUI,
    "verifier": worlds.OFFICE,
    "answerer": worlds.QINGSHUI,
    "supporter": worlds.ROAD_BUREAU,
    "unit": worlds.ROAD_BUREAU,
    "proposed": worlds.ROAD_BUREAU,
    "units": (worlds.ROAD_BUREAU,),
    "missing": (worlds.ROAD_BUREAU,),
    "silent": (worlds.ROAD_BUREAU,),
    "parent": MatterId("m0"),
    "part": MatterId("p1"),
    "into": MatterId("m2"),
    "merged": MatterId("m2"),
    "requester": PersonId("c-1"),
    "requesters": (PersonId("c-1"),),
    "sealed": (),
    "reason_class": "unclear_task",
    "duty_item": DutyItemId("ditches"),
    "attachments": (Attachment("weir.txt", "0" * 64),),
    "failed": (0, 2),
    "met": (1,),
    "way": VerificationWay.ON_SITE,
    "about": ProposalAbout.WORK,
    "level": worlds.QINGSHUI,
    "from_unit": worlds.ROAD_BUREAU,
    "receiver": worlds.WATER_BUREAU,
    "post": worlds.WATER_CLERK,
    "draw": Draw("seed", 3),
    "grant": Grant("sign contracts", 2, 500, "doc 7"),
    "protest": Protest(ProtestKind.CANNOT_BE_MET, "no stones before May"),
    "end": OfferEnd.RETURNED,
    "phase": Phase.HELD,
    "outcome": Outcome.DONE,
    "word": CitizenWord.SATISFIED,
    "kind": UpwardKind.MONEY,
    "wanted_date": date(2026, 3, 20),
    "until_date": date(2026, 3, 20),
    "meet_at": AT,
    "which": "offer",
    "percent": 50,
    "cycle": None,
}


def example(kind: type[MatterEvent], **other: Any) -> MatterEvent:
    """An event with something in every field."""
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for place in fields(kind):
        if hints[place.name] is HelpKind:
            values[place.name] = HelpKind.PEOPLE
        elif place.name in FULL and hints[place.name] is not bool:
            values[place.name] = FULL[place.name]
        elif hints[place.name] in {Timer, Timer | None}:
            values[place.name] = TIMER
        elif hints[place.name] in {int, int | None}:
            values[place.name] = 4
        elif hints[place.name] is bool:
            values[place.name] = False
        else:
            values[place.name] = f"<{place.name}>"
    return kind(**{**values, **other})


def changed(event: MatterEvent, **other: Any) -> MatterEvent:
    return replace(event, **other)


def ways(kind: type[MatterEvent]) -> list[MatterEvent]:
    """The example of an event, and it with each field empty, false, true or of another code."""
    found = [example(kind), changed(example(kind), by=None)]
    for place in fields(kind):
        value = getattr(found[0], place.name)
        if isinstance(value, bool):
            found += [changed(found[0], **{place.name: True}), changed(found[0], by=None, **{place.name: True})]
        elif place.name not in {"happened_at", "by", "end", "phase", "outcome"}:
            found.append(changed(found[0], **{place.name: () if isinstance(value, tuple) else None}))
    if kind is accountability.OfferReturned:
        found += [example(kind, end=end, phase=phase) for end in OfferEnd for phase in (Phase.HELD, Phase.ESCALATED)]
    if kind is accountability.OfferAccepted:
        found.append(example(kind, protest=None, claim=None))
    if kind is work.MatterClosed:
        found += [example(kind, outcome=outcome, way=way) for outcome in Outcome for way in (*VerificationWay, None)]
    if kind is asks.UpwardAnswered:
        found += [example(kind, obstacle=True, granted=granted) for granted in (True, False)]
    if kind is asks.BetterWayUnanswered:
        found = [example(kind, silent=worlds.ROAD_BUREAU)]
    if kind is work.HelpReceived:
        found = [changed(event, hours=hours) for event in found for hours in (None, 4)]
    if kind is accountability.MatterDecided:
        found.append(example(kind, on_appeal=True, yours_after_all=True))
    if kind is work.VerifierNamed:
        by = found[0].by
        assert by is not None
        found.append(example(kind, verifier=by.unit))
    if kind is accountability.DecisionLapsed:
        found.append(example(kind, arbiter=worlds.QINGSHUI, holder=worlds.QINGSHUI))
    if kind is accountability.MatterOpened:
        turn = FromCycle(CycleId("c1"), 3, date(2026, 3, 31), worlds.ROAD_BUREAU)
        found += [example(kind, parent=None), example(kind, parent=None, deadline=None)]
        found.append(example(kind, by=None, parent=None, cycle=turn))
    if kind is work.VerificationPassedOn:
        found.append(example(kind, lapsed=True, timer=None))
    if kind is work.MatterReopened:
        found.append(example(kind, part=None, reason=CitizenWord.UNSATISFIED))
    if kind is work.DeadlineReminded:
        found += [example(kind, stage=1), example(kind, stage=2)]
    if kind is asks.WaitEnded:
        found.append(example(kind, result=""))
    return found


def test_every_event_has_its_sentences_and_nothing_else_has() -> None:
    kinds = (EVENTS, DEMAND_EVENTS, CYCLE_EVENTS)
    assert EVENT_SENTENCES.keys() == {event.NAME for events in kinds for event in events}


@pytest.mark.parametrize("kind", EVENTS, ids=[event.NAME for event in EVENTS])
def test_every_way_an_event_can_happen_is_told_without_a_gap(kind: type[MatterEvent]) -> None:
    used = set()
    for event in ways(kind):
        found = told(event, reader())
        for line in (found.sentence, *found.details):
            assert "%(" not in line
            assert "None" not in line
        used.add(next(one.sentence for one in EVENT_SENTENCES[kind.NAME] if one.holds(event)))
    assert used == {one.sentence for one in EVENT_SENTENCES[kind.NAME]}


@pytest.mark.parametrize("kind", EVENTS, ids=[event.NAME for event in EVENTS])
def test_the_last_way_fits_every_event_so_that_none_is_without_words(kind: type[MatterEvent]) -> None:
    assert EVENT_SENTENCES[kind.NAME][-1].holds(example(kind))


def test_a_return_tells_who_why_and_what_they_propose() -> None:
    found = told(example(accountability.OfferReturned, basis="art 19", text="say what"), reader())
    assert found.sentence == "县水务局 returned the offer: it is not said what is to be done."
    assert found.details == (
        "In their words: say what",
        "Basis: art 19",
        "Item of the duty list: “Keep field ditches open”",
        "Proposed instead: Roads Department",
    )


def test_a_last_return_tells_who_decides_until_when() -> None:
    found = told(example(accountability.OfferReturned, phase=Phase.ESCALATED), reader())
    assert found.sentence.endswith("It was the last move: 清水县 decides by 2026-03-05 24:00.")


def test_a_protest_a_draw_and_a_file_are_told_below() -> None:
    assert (
        "Objection on record, it cannot be done by then: no stones before May"
        in told(example(accountability.OfferAccepted), reader()).details
    )
    below = told(example(work.DoneReported), reader()).details
    assert "Drawn by lot; units that could be drawn: 3. The seed stands in the entry of the log." in below
    assert any(line.startswith("Attached: weir.txt (SHA-256 000000000000") for line in below)
    assert "Criteria not met: 1, 3" in told(example(work.MatterRefuted), reader()).details
    assert "Criteria met: 2" in told(example(work.MatterClosed), reader()).details


def test_a_deputy_is_named_with_the_post_that_was_absent() -> None:
    deputy = replace(BY, for_post=worlds.WATER_HEAD)
    below = told(replace(example(accountability.MatterClaimed), by=deputy), reader()).details
    assert below == ("局长 was absent; 副局长 acted as deputy.",)


def test_a_citizen_is_told_as_one() -> None:
    citizen = Actor(PersonId("c-1"), UnitId(""))
    assert told(replace(example(work.NoteAdded), by=citizen), reader()).sentence.startswith("The citizen noted:")


def test_a_grant_is_told_part_by_part() -> None:
    assert granted(Grant(people=2, reference="doc 7"), reader()) == "people: 2; document: doc 7"


def test_money_is_told_in_the_main_unit_and_a_sentence_inside_another_loses_its_stop() -> None:
    told_parts = granted(Grant(authority="May pay at once.", money=12_345_678), reader())
    assert told_parts == "authority: May pay at once; money: 123,456.78 yuan"


def test_an_event_of_a_newer_version_is_told_by_its_name() -> None:
    class Later(MatterEvent):
        NAME = "matter.teleported"

    assert "matter.teleported" in told(Later(happened_at=AT), reader()).sentence


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (protocol_words.PHASES, Phase),
        (protocol_words.EVIDENCE, Evidence),
        (protocol_words.CITIZEN_WORDS, CitizenWord),
        (protocol_words.OUTCOMES, Outcome),
        (protocol_words.ORIGINS, Origin),
        (protocol_words.PROFILES, Profile),
        (protocol_words.PROTESTS, ProtestKind),
        (protocol_words.UPWARD_KINDS, UpwardKind),
        (protocol_words.STAGES, SupportStage),
        (protocol_words.REASONS_WHY, Why),
        (protocol_words.VISIBILITIES, Visibility),
        (protocol_words.VERIFICATION_WAYS, VerificationWay),
        (protocol_words.HELP_KINDS, HelpKind),
        (protocol_words.PROPOSALS_ABOUT, ProposalAbout),
    ],
)
def test_every_code_of_the_protocol_has_its_words(words: Any, codes: Any) -> None:
    assert set(codes) <= words.keys()


def test_every_timer_that_can_be_reckoned_anew_has_its_words() -> None:
    from pathlib import Path

    from buckstop.domain.matter.rules import recomputing

    named = set(re.findall(r'\(\s*"(\w+)",', Path(recomputing.__file__).read_text("utf-8")))
    assert named == protocol_words.TIMERS.keys()
