"""Supports that the terms name: naming asks nobody, the holder does, and everybody named is asked once."""

from datetime import date

import pytest

from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands import accountability
from buckstop.domain.matter.commands.asks import AskSupport, ReturnSupport, WaiveSupports
from buckstop.domain.matter.named_supports import lead_is_to_ask, named_supports, supports_to_ask
from buckstop.domain.matter.words import Terms
from buckstop.domain.organisation_commands import MergeUnit, MoveUnit
from tests.domain.matter.stage import Stage

M = MatterId("m1")
SOON = date(2026, 3, 6)


def units(*names: str) -> tuple[UnitId, ...]:
    return tuple(map(UnitId, names))


def opened(stage: Stage, *supports: str, unit: str = "a1") -> MatterId:
    return stage.open(unit, supports=units(*supports))


def ask(stage: Stage, unit: str, by: str = "a1") -> None:
    stage.do(by, AskSupport(matter=M, supporter=UnitId(unit), what="A ladder.", wanted_date=SOON))


def test_who_is_named_is_asked_by_the_holder_one_by_one() -> None:
    stage = Stage()
    opened(stage, "b1", "a2")
    assert supports_to_ask(stage.matters[M], stage.organisation) == units("b1", "a2")
    ask(stage, "b1")
    assert supports_to_ask(stage.matters[M], stage.organisation) == units("a2")
    assert [one.asked for one in named_supports(stage.matters[M], stage.organisation)] == [True, False]


def test_an_answer_does_not_make_a_named_support_unasked_again() -> None:
    stage = Stage()
    opened(stage, "b1")
    ask(stage, "b1")
    no = ReturnSupport(matter=M, ask=stage.matters[M].supports[0].ask, reason_class="lacks_authority", text="No.")
    stage.do("b1", no)
    assert stage.matters[M].supports == ()
    assert supports_to_ask(stage.matters[M], stage.organisation) == ()


def test_of_a_matter_that_names_nobody_nothing_is_remembered_of_whom_it_asked() -> None:
    stage = Stage()
    opened(stage)
    ask(stage, "b1")
    assert stage.matters[M].supports_asked == ()


def test_the_holder_itself_and_whoever_stands_above_it_are_named_and_not_to_be_asked() -> None:
    stage = Stage()
    opened(stage, "a1", "a", "b1")
    found = named_supports(stage.matters[M], stage.organisation)
    assert [(one.unit, one.askable) for one in found] == [("a1", False), ("a", False), ("b1", True)]
    assert supports_to_ask(stage.matters[M], stage.organisation) == units("b1")


def test_of_a_unit_that_ended_whoever_took_over_is_asked_once() -> None:
    stage = Stage()
    opened(stage, "b1", "a2")
    stage.reorganise(MergeUnit(UnitId("b1"), UnitId("a2"), "doc"))
    assert supports_to_ask(stage.matters[M], stage.organisation) == units("a2")
    ask(stage, "a2")
    assert supports_to_ask(stage.matters[M], stage.organisation) == ()


def test_a_unit_that_was_put_above_the_holder_is_asked_no_more() -> None:
    stage = Stage()
    opened(stage, "b1")
    stage.reorganise(MoveUnit(UnitId("a1"), UnitId("b1")))
    assert supports_to_ask(stage.matters[M], stage.organisation) == ()


def test_who_gives_a_matter_away_is_not_the_one_to_ask_and_who_accepted_it_is() -> None:
    stage = Stage()
    opened(stage, "b1")
    assert not lead_is_to_ask(stage.matters[M])
    stage.do("a1", accountability.OfferMatter(matter=M, to=UnitId("a2")))
    assert not lead_is_to_ask(stage.matters[M])
    offer = stage.matters[M].offer
    assert offer is not None
    stage.do("a2", accountability.AcceptOffer(matter=M, offer=offer.offer))
    assert lead_is_to_ask(stage.matters[M])
    ask(stage, "b1", by="a2")
    assert not lead_is_to_ask(stage.matters[M])


def test_who_claims_a_matter_leads_it() -> None:
    stage = Stage()
    opened(stage, "b1")
    stage.do("a1", accountability.ClaimMatter(matter=M))
    assert lead_is_to_ask(stage.matters[M])


def waive(stage: Stage, *names: str, by: str = "a1", reason: str = "We have ladders.") -> None:
    stage.do(by, WaiveSupports(matter=M, units=units(*names), reason=reason))


def test_whom_the_holder_does_not_need_it_need_not_ask() -> None:
    stage = Stage()
    opened(stage, "b1", "a2")
    stage.do("a1", accountability.ClaimMatter(matter=M))
    waive(stage, "b1")
    assert supports_to_ask(stage.matters[M], stage.organisation) == units("a2")
    assert lead_is_to_ask(stage.matters[M])
    ask(stage, "a2")
    assert not lead_is_to_ask(stage.matters[M])
    found = named_supports(stage.matters[M], stage.organisation)
    assert [(one.unit, one.asked, one.waiver) for one in found] == [
        ("b1", False, "We have ladders."),
        ("a2", True, None),
    ]


def test_several_are_waived_with_one_word_each_once() -> None:
    stage = Stage()
    opened(stage, "b1", "a2")
    waive(stage, "b1", "a2", "b1")
    assert [one.unit for one in stage.matters[M].supports_waived] == ["b1", "a2"]
    again = WaiveSupports(matter=M, units=units("b1"), reason="Still.")
    assert stage.refuses("a1", again) == "matter.not_to_be_asked"


def test_who_was_said_not_to_be_needed_may_be_asked_after_all() -> None:
    stage = Stage()
    opened(stage, "b1")
    waive(stage, "b1")
    ask(stage, "b1")
    (found,) = named_supports(stage.matters[M], stage.organisation)
    assert (found.asked, found.waiver) == (True, None)


def test_whoever_holds_it_later_judges_anew_whom_it_needs() -> None:
    stage = Stage()
    opened(stage, "b1")
    waive(stage, "b1")
    stage.do("a1", accountability.OfferMatter(matter=M, to=UnitId("a2")))
    offer = stage.matters[M].offer
    assert offer is not None
    stage.do("a2", accountability.AcceptOffer(matter=M, offer=offer.offer))
    assert lead_is_to_ask(stage.matters[M])
    assert supports_to_ask(stage.matters[M], stage.organisation) == units("b1")
    waive(stage, "b1", by="a2", reason="Nor have we.")
    assert named_supports(stage.matters[M], stage.organisation)[0].waiver == "Nor have we."


def test_of_a_unit_that_ended_the_word_stands_for_who_took_over() -> None:
    stage = Stage()
    opened(stage, "b1")
    waive(stage, "b1")
    stage.reorganise(MergeUnit(UnitId("b1"), UnitId("a2"), "doc"))
    assert supports_to_ask(stage.matters[M], stage.organisation) == ()


@pytest.mark.parametrize("part", [False, True])
def test_a_matter_names_only_units_that_are_there(part: bool) -> None:
    stage = Stage()
    terms = Terms(goal="It holds", supports=units("b1", "nobody"))
    if not part:
        command = accountability.OpenMatter(matter=M, unit=UnitId("a1"), title="W", terms=terms, deadline_date=None)
        assert stage.refuses("a1", command) == "matter.unknown_unit"
        return
    whole = stage.settle("a")
    delegate = accountability.DelegatePart(
        matter=whole, part=MatterId("p"), to=UnitId("a1"), title="W", terms=terms, deadline_date=None
    )
    assert stage.refuses("a", delegate) == "matter.unknown_unit"
