"""What may name something for ever, and that no id of a command escapes the question."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from buckstop.app.answers import Accepted, DoorRefusal, Personal, Refused, Submission
from buckstop.app.handle import handle
from buckstop.app.ids import LONGEST_ID, ids_in, is_id
from buckstop.domain.duties import DutyKind
from buckstop.domain.ids import ChangeId, DutyItemId, LineId, MatterId, PersonId, PostId, Sealed, SubjectId, UnitId
from buckstop.domain.matter.commands.accountability import OpenMatter
from buckstop.domain.matter.commands.asks import SummonUnits
from buckstop.domain.matter.words import Actor, Terms
from buckstop.domain.organisation_commands import (
    AddLineRelation,
    EnterDuties,
    MergeUnit,
    RegisterPerson,
    RenameUnit,
    ScheduleChange,
)
from tests.app.staged import COUNTY, Stage, head, stage

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
SEEN = ("m-1", "../x", "O'Brien", "清水县", "清水 县", "\N{CJK UNIFIED IDEOGRAPH-30EDE}", "x" * LONGEST_ID)
UNSEEN = (
    "",
    " ",
    "m\0",
    "m\n1 1\nAAAA",
    "\x1b[2Jm",
    "m\x85",
    "m\N{LINE SEPARATOR}",
    "\N{RIGHT-TO-LEFT OVERRIDE}m",
    "m\N{ZERO WIDTH SPACE}",
    "\ud800",
    " m",
    "m\N{IDEOGRAPHIC SPACE}",
    "x" * (LONGEST_ID + 1),
)


def opening(matter: str) -> OpenMatter:
    return OpenMatter(matter=MatterId(matter), unit=COUNTY, title="t", terms=Terms(goal="g"), deadline_date=None)


@pytest.mark.parametrize("name", SEEN)
def test_what_can_be_seen_can_be_an_id(name: str) -> None:
    assert is_id(name)
    county = stage()
    assert isinstance(county.try_(COUNTY, opening(name)), Accepted)


@pytest.mark.parametrize("name", UNSEEN, ids=ascii)
def test_what_cannot_be_seen_whole_is_refused_and_nothing_is_written(name: str) -> None:
    county = stage()
    before = list(county.ledger.store.streams())
    outcome = county.try_(COUNTY, opening(name))
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is DoorRefusal.ID_UNFIT
    assert list(county.ledger.store.streams()) == before


@pytest.fixture
def county() -> Stage:
    return stage()


@pytest.mark.parametrize(
    "submission",
    [
        Submission("k", Actor(PersonId(""), UnitId("")), opening("m1")),
        Submission("k", Actor(PersonId("p\n"), COUNTY), opening("m1")),
        Submission("k", Actor(PersonId("p"), UnitId("u\0")), opening("m1")),
        Submission("k", Actor(PersonId("p"), COUNTY, PostId("\x1b")), opening("m1")),
        Submission("k", None, RenameUnit(UnitId(""), "n")),
        Submission("k", None, (RenameUnit(COUNTY, "n"), RenameUnit(UnitId("\n"), "n"))),
        Submission("k", None, RegisterPerson(PersonId("p"), Sealed(SubjectId("s\n"), "name", ""))),
        Submission("k", head(COUNTY), opening("m1"), personal=(Personal(SubjectId(""), "name", "张三"),)),
    ],
    ids=repr,
)
def test_speakers_subjects_and_every_one_of_several_commands_are_looked_at(
    county: Stage, submission: Submission
) -> None:
    outcome = handle(county.ledger, submission)
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is DoorRefusal.ID_UNFIT


def test_a_key_that_cannot_be_seen_is_refused(county: Stage) -> None:
    outcome = county.try_(COUNTY, opening("m1"), key="k\0")
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is DoorRefusal.ID_UNFIT


def test_half_a_character_in_a_text_is_refused(county: Stage) -> None:
    titled = replace(opening("m1"), title="\udc9b")
    for submission in (
        Submission("k", head(COUNTY), titled),
        Submission("k", head(COUNTY), opening("m1"), personal=(Personal(SubjectId("s"), "name", "\ud800"),)),
    ):
        outcome = handle(county.ledger, submission)
        assert isinstance(outcome, Refused)
        assert outcome.refusal.code is DoorRefusal.NOT_TEXT


def test_ids_are_found_wherever_a_command_holds_them() -> None:
    unit, other = UnitId("u"), UnitId("v")
    moved, retired = ((UnitId("a"), UnitId("b")),), ((UnitId("c"), None), (UnitId("d"), UnitId("e")))
    merge = MergeUnit(unit, other, "doc 1", moved, retired)
    planned = ScheduleChange(ChangeId("plan"), merge, START)
    terms = Terms(goal="g", duty_item=DutyItemId("i"), first_responsible=PostId("p"))
    opened = OpenMatter(matter=MatterId("m"), unit=unit, title="t", terms=terms, deadline_date=None)
    for command, ids in (
        (merge, "a b c d e u v"),
        (planned, "a b c d e plan u v"),
        (EnterDuties(unit, ((DutyItemId("i"), "title", DutyKind.BASIC),), "doc 1"), "i u"),
        (AddLineRelation(LineId("l"), unit, other), "l u v"),
        (RegisterPerson(PersonId("p"), Sealed(SubjectId("s"), "name", "")), "p s"),
        (SummonUnits(matter=MatterId("m"), units=(unit, other), place="x", purpose="y", meet_at=START), "m u v"),
        (opened, "i m p u"),
    ):
        assert sorted(ids_in(command)) == ids.split()
    assert sorted(ids_in((opened, merge))) == ["a", "b", "c", "d", "e", "i", "m", "p", "u", "u", "v"]
