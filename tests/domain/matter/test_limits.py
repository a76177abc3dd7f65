"""Limits of the rule pack, and who may not pass them."""

from dataclasses import replace

from buckstop.domain.ids import PersonId, UnitId
from buckstop.domain.matter.commands import accountability, work
from buckstop.domain.matter.words import CitizenWord
from tests.domain.matter.stage import CITIZEN, Stage, hours


def test_a_matter_whose_moves_are_used_up_is_not_offered_again() -> None:
    stage = Stage(moves=1)
    matter = stage.open("a1")
    stage.matters[matter] = replace(stage.matters[matter], moves=1)
    assert stage.refuses("a1", accountability.OfferMatter(matter=matter, to=UnitId("a2"))) == "matter.no_moves_left"


def test_a_citizen_who_did_not_ask_may_neither_reopen_nor_rate() -> None:
    stage = Stage()
    matter = stage.settle("a1", requester="somebody")
    stage.close(matter)
    assert stage.matters[matter].requesters == (PersonId("somebody"),)
    assert stage.refuses(CITIZEN, work.ReopenMatter(matter=matter, reason="Dark.")) == "matter.not_entitled_to_reopen"


def test_an_open_matter_is_not_rated() -> None:
    stage = Stage()
    matter = stage.settle("a1", requester="p-")
    assert stage.refuses(CITIZEN, work.RateMatter(matter=matter, word=CitizenWord.SATISFIED)) == "matter.not_closed"


def test_what_was_closed_long_ago_stays_closed() -> None:
    stage = Stage(reopen_within=hours(10))
    matter = stage.settle("a1", requester="p-")
    stage.close(matter)
    stage.wait(10)
    reopen = work.ReopenMatter(matter=matter, reason="Dark.")
    assert isinstance(stage.ask("a", reopen), tuple)
    stage.wait(0.1)
    assert stage.refuses("a", reopen) == "matter.too_late_to_reopen"
    stage.do(CITIZEN, work.RateMatter(matter=matter, word=CitizenWord.UNSATISFIED))
    assert not stage.matters[matter].open


def test_a_part_stays_closed_where_its_whole_may_not_be_reopened() -> None:
    stage = Stage(reopens=1)
    matter = stage.settle("a")
    part = stage.delegate_settled(matter, "a1")
    stage.close(part)
    stage.close(matter)
    stage.do("r", work.ReopenMatter(matter=matter, reason="Dark."))
    stage.close(matter)
    assert stage.refuses("r", work.ReopenMatter(matter=part, reason="Dark.")) == "matter.ancestor_stays_closed"
