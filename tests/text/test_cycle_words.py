"""Cycles in words: every rhythm, every event and every code is told."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from buckstop.domain.cycle import events as happened
from buckstop.domain.cycle.refusals import CycleRefusal
from buckstop.domain.cycle.words import Anchor, CycleStatus, DueKind, DueRule, Every, Rhythm, Shift, Turn
from buckstop.domain.ids import CycleId, MatterId
from buckstop.domain.matter.words import Actor, Profile, Terms
from buckstop.domain.refusals import Refusal
from buckstop.text.cycle_words import ANCHORS, CYCLE_STATUS, DUE_KINDS, EVERY, SHIFTS, due_words, rhythm_words
from buckstop.text.events import told
from buckstop.text.refusals import refusal_sentence
from tests import worlds
from tests.text.readers import reader

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
BY = Actor(worlds.WANG, worlds.WATER_BUREAU, worlds.WATER_HEAD)
MONTHLY = Rhythm(Every.MONTH, 1, Anchor.LAST_WORKING_DAY, Shift.NEXT_WORKING_DAY, date(2026, 3, 2))
TURN = Turn(1, date(2026, 3, 31), datetime(2026, 3, 30, 16, tzinfo=UTC), date(2026, 3, 1), date(2026, 3, 31), False)  # noqa: FBT003 - certain
NEXT = replace(TURN, number=2, day=date(2026, 4, 30))
SET_UP = happened.CycleSetUp(
    happened_at=AT,
    by=BY,
    cycle=CycleId("c1"),
    unit=worlds.WATER_BUREAU,
    title="Ditches",
    terms=Terms(goal="Looked at"),
    profile=Profile.NORMAL,
    planned_for=None,
    rhythm=MONTHLY,
    due=DueRule(DueKind.WORKING_DAYS, 5),
    until_date=date(2027, 3, 31),
    next=TURN,
)
AMENDED = happened.CycleAmended(
    happened_at=AT,
    by=BY,
    title="Ditches and dikes",
    terms=Terms(goal="Looked at"),
    profile=Profile.NORMAL,
    planned_for=None,
    rhythm=MONTHLY,
    due=DueRule(DueKind.PERIOD_END),
    until_date=date(2027, 3, 31),
    reason="Dikes too",
    next=TURN,
)
TOLD: list[tuple[happened.CycleEvent, str]] = [
    (
        SET_UP,
        (
            "县水务局 set this up to come again every month on the last working day, due 5 working days after it opens, "
            "until 2027-03-31: Ditches. It comes first on 2026-03-31."
        ),
    ),
    (
        replace(SET_UP, planned_for=worlds.PING_AN_TOWN),
        (
            "县水务局 set this up to come again every month on the last working day, due 5 working days after it opens, "
            "until 2027-03-31: Ditches. It comes first on 2026-03-31 and is meant for 平安镇."
        ),
    ),
    (
        AMENDED,
        (
            "县水务局 amended what comes: Ditches and dikes, every month on the last working day, due on the last working "
            "day of its period, until 2027-03-31. It comes next on 2026-03-31. Reason: Dikes too"
        ),
    ),
    (
        replace(AMENDED, planned_for=worlds.PING_AN_TOWN),
        (
            "县水务局 amended what comes: Ditches and dikes, every month on the last working day, due on the last working "
            "day of its period, until 2027-03-31. It comes next on 2026-03-31 and is meant for 平安镇. Reason: Dikes too"
        ),
    ),
    (
        happened.TurnOpened(happened_at=AT, turn=TURN, matter=MatterId("m1"), next=NEXT),
        "It came on 2026-03-31 and opened m1. It comes next on 2026-04-30.",
    ),
    (
        happened.TurnOpened(happened_at=AT, turn=TURN, matter=MatterId("m1"), next=None),
        "It came on 2026-03-31 and opened m1. That was the last time.",
    ),
    (
        happened.TurnSkipped(happened_at=AT, by=BY, turn=TURN, reason="Snow", next=NEXT),
        "县水务局 passed over 2026-03-31; it comes next on 2026-04-30. Reason: Snow",
    ),
    (
        happened.TurnSkipped(happened_at=AT, by=BY, turn=TURN, reason="Snow", next=None),
        "县水务局 passed over 2026-03-31; after that nothing comes any more. Reason: Snow",
    ),
    (
        happened.TurnMoved(happened_at=AT, turn=TURN, next=NEXT),
        "A calendar was published: what was to come on 2026-03-31 comes on 2026-04-30, for certain.",
    ),
    (
        happened.TurnMoved(happened_at=AT, turn=TURN, next=None),
        "A calendar was published: what was to come on 2026-03-31 does not come any more.",
    ),
    (
        happened.CycleSucceeded(happened_at=AT, former=worlds.PING_AN_TOWN, unit=worlds.QINGSHUI),
        "平安镇 exists no more: 清水县 answers now for what comes again.",
    ),
    (
        happened.CycleEnded(happened_at=AT, by=BY, reason="Filled in", ended_date=date(2026, 3, 2)),
        "县水务局 ended it: nothing comes from 2026-03-02 on. Reason: Filled in",
    ),
]


@pytest.mark.parametrize(("event", "sentence"), TOLD, ids=[f"{n}-{event.NAME}" for n, (event, _) in enumerate(TOLD)])
def test_every_way_a_cycle_can_change_is_told(event: happened.CycleEvent, sentence: str) -> None:
    assert told(event, reader()).sentence == sentence


def test_no_event_of_a_cycle_is_left_untold() -> None:
    assert {type(event) for event, _sentence in TOLD} == set(happened.EVENTS)


_FIRST = date(2026, 8, 5)  # a Wednesday, in the second month of its quarter


@pytest.mark.parametrize(
    ("every", "number", "anchor", "shift", "words"),
    [
        (Every.DAY, 1, Anchor.SAME_DAY, Shift.NEXT_WORKING_DAY, "every working day"),
        (Every.DAY, 1, Anchor.SAME_DAY, Shift.STAYS, "every day, worked or not"),
        (Every.DAY, 1, Anchor.FIRST_WORKING_DAY, Shift.STAYS, "every working day"),
        (
            Every.DAY,
            3,
            Anchor.SAME_DAY,
            Shift.PREVIOUS_WORKING_DAY,
            "every 3 days, on the working day before where that day is not worked",
        ),
        (
            Every.WEEK,
            1,
            Anchor.SAME_DAY,
            Shift.NEXT_WORKING_DAY,
            "every week on Wednesday, or on the next working day where that is not worked",
        ),
        (Every.WEEK, 2, Anchor.LAST_WORKING_DAY, Shift.STAYS, "every 2 weeks on the last working day"),
        (Every.MONTH, 1, Anchor.FIRST_WORKING_DAY, Shift.STAYS, "every month on the first working day"),
        (Every.MONTH, 1, Anchor.SAME_DAY, Shift.STAYS, "every month on day 5, worked or not"),
        (
            Every.QUARTER,
            1,
            Anchor.SAME_DAY,
            Shift.STAYS,
            "every quarter on day 5 of month 2 of the quarter, worked or not",
        ),
        (
            Every.YEAR,
            2,
            Anchor.SAME_DAY,
            Shift.PREVIOUS_WORKING_DAY,
            "every 2 years on day 5 of month 8, or on the working day before where that is not worked",
        ),
    ],
)
def test_a_rhythm_is_said_as_a_clerk_would(every: Every, number: int, anchor: Anchor, shift: Shift, words: str) -> None:
    assert rhythm_words(Rhythm(every, number, anchor, shift, _FIRST), reader()) == words


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (DueRule(DueKind.WORKING_DAYS, 1), "due on the working day after it opens"),
        (DueRule(DueKind.WORKING_DAYS, 5), "due 5 working days after it opens"),
        (DueRule(DueKind.NATURAL_DAYS, 10), "due 10 days after it opens"),
        (DueRule(DueKind.PERIOD_END), "due on the last working day of its period"),
    ],
)
def test_a_deadline_is_said(due: DueRule, words: str) -> None:
    assert due_words(due, reader()) == words


def test_every_code_has_its_words() -> None:
    assert CYCLE_STATUS.keys() == set(CycleStatus)
    assert EVERY.keys() == set(Every)
    assert ANCHORS.keys() == set(Anchor)
    assert SHIFTS.keys() == set(Shift)
    assert DUE_KINDS.keys() == set(DueKind)


def test_a_refusal_names_the_unit_that_may() -> None:
    no = Refusal.of(CycleRefusal.NOT_OWN_UNIT, unit=worlds.PING_AN_TOWN, yours=worlds.QINGSHUI)
    said = refusal_sentence(no, reader())
    assert said.startswith(
        "What comes again opens matters on 平安镇, so only 平安镇 says what comes; you speak for 清水县."
    )
