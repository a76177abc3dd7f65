"""Demands in words: every event and code is told, and a refusal says its rule by title and id."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from buckstop.domain.demand import events as happened
from buckstop.domain.demand.refusals import DemandRefusal
from buckstop.domain.demand.words import DemandId, DemandKind, DemandStatus, Particulars, Repeats
from buckstop.domain.matter.words import Actor
from buckstop.domain.refusals import Refusal
from buckstop.text.demand_words import DEMAND_KINDS, DEMAND_STATUS, REPEATS
from buckstop.text.events import told
from buckstop.text.refusals import refusal_sentence
from tests import worlds
from tests.text.readers import reader

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BY = Actor(worlds.WANG, worlds.WATER_BUREAU, worlds.WATER_HEAD)
IMPOSED = happened.DemandImposed(
    happened_at=AT,
    by=BY,
    demand=DemandId("d1"),
    kind=DemandKind.FORM,
    title="Ditches",
    issuer=worlds.WATER_BUREAU,
    receivers=(worlds.PING_AN_TOWN, worlds.HILLSIDE_TOWN),
    person_minutes=120,
    repeats=Repeats.ONCE,
    due_date=date(2026, 3, 9),
    until_date=date(2026, 3, 9),
    authorisation="county-2026-3",
    particulars=Particulars(),
)
TOLD: list[tuple[happened.DemandEvent, str]] = [
    (
        IMPOSED,
        "县水务局 asked for a form by 2026-03-09, 120 minutes of each: Ditches. Asked of: 平安镇, Hillside Township.",
    ),
    (
        replace(IMPOSED, repeats=Repeats.WEEKLY, until_date=date(2026, 6, 1)),
        (
            "县水务局 asked for a form every week, from 2026-03-09 to 2026-06-01, 120 minutes of each every time: "
            "Ditches. Asked of: 平安镇, Hillside Township."
        ),
    ),
    (
        happened.BurdenMarked(happened_at=AT, by=BY, unit=worlds.PING_AN_TOWN, reason="The third one"),
        "平安镇 says that this is a burden. Reason: The third one",
    ),
    (
        happened.DemandAnswered(happened_at=AT, by=BY, unit=worlds.PING_AN_TOWN, minutes=90),
        "平安镇 did what was asked; minutes it took: 90.",
    ),
    (
        happened.DemandWithdrawn(happened_at=AT, by=BY, reason="Not needed", ended_date=date(2026, 3, 2)),
        "县水务局 withdrew it: nothing is asked from 2026-03-02 on. Reason: Not needed",
    ),
    (
        happened.DemandMerged(
            happened_at=AT, by=BY, into=DemandId("d2"), reason="The same", ended_date=date(2026, 3, 2)
        ),
        "县水务局 merged it into d2, which is asked from 2026-03-02 on. Reason: The same",
    ),
    (
        happened.DemandAbsorbed(happened_at=AT, by=BY, merged=DemandId("d1"), receivers=(), from_date=date(2026, 3, 2)),
        "d1 was merged into this demand.",
    ),
    (
        happened.DemandAbsorbed(
            happened_at=AT,
            by=BY,
            merged=DemandId("d1"),
            receivers=(worlds.MOSS_VILLAGE,),
            from_date=date(2026, 3, 2),
        ),
        "d1 was merged into this demand. Asked here from 2026-03-02 on: Moss Village.",
    ),
]


@pytest.mark.parametrize(("event", "sentence"), TOLD, ids=[f"{n}-{event.NAME}" for n, (event, _) in enumerate(TOLD)])
def test_every_way_a_demand_can_change_is_told(event: happened.DemandEvent, sentence: str) -> None:
    assert told(event, reader()).sentence == sentence


def test_no_event_of_a_demand_is_left_untold() -> None:
    assert {type(event) for event, _sentence in TOLD} == set(happened.EVENTS)


def test_the_document_a_demand_rests_on_is_told_below() -> None:
    assert told(IMPOSED, reader()).details == ("Rests on: county-2026-3",)


def test_every_code_has_its_words() -> None:
    assert DEMAND_KINDS.keys() == set(DemandKind)
    assert DEMAND_STATUS.keys() == set(DemandStatus)
    assert REPEATS.keys() == set(Repeats)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (
            Refusal.of(
                DemandRefusal.ISSUER_MAY_NOT,
                rule="burden.apps_2026.none_below_county",
                issuer=worlds.PING_AN_TOWN,
                kind=DemandKind.APP,
            ),
            "平安镇 may not ask for an app: ",
        ),
        (
            Refusal.of(DemandRefusal.CONTENT_BANNED, rule="burden.campaigns.no_fees", what="fees"),
            "It holds what may not be asked (fees for those who take part): ",
        ),
        (
            Refusal.of(DemandRefusal.CONTENT_BANNED, rule="burden.fingertip.groups_banned", what="instant_reply"),
            "It holds what may not be asked (instant replies): ",
        ),
        (
            Refusal.of(DemandRefusal.CONTENT_BANNED, rule="burden.fingertip.groups_banned", what="dancing"),
            "It holds what may not be asked (dancing): ",
        ),
        (
            Refusal.of(DemandRefusal.MERGE_INSTEAD, rule="burden.report_once", other="d1", issuer=worlds.QINGSHUI),
            "清水县 asks for nearly the same already (demand d1): ",
        ),
    ],
)
def test_what_a_rule_forbids_is_told_with_its_title_and_its_id(refusal: Refusal, words: str) -> None:
    said = refusal_sentence(refusal, reader())
    rule = reader().pack.rules[refusal.field("rule")]
    assert said.startswith(f"{words}{rule.title} ({rule.id}).")


def test_both_issuers_of_a_merge_are_named() -> None:
    no = Refusal.of(DemandRefusal.MAY_NOT_MERGE, issuer=worlds.QINGSHUI, other_issuer=worlds.WATER_BUREAU)
    assert "清水县 and 县水务局" in refusal_sentence(no, reader())
