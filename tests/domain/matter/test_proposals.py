"""Better ways: anybody proposes, whoever could change it answers, silence is shown, adoption is credited."""

from dataclasses import replace
from datetime import timedelta

import pytest

from buckstop.domain.ids import MatterId, PersonId, PostId, UnitId
from buckstop.domain.matter.asks import ProposalAbout
from buckstop.domain.matter.clocks import by_clock, hours
from buckstop.domain.matter.commands import MatterCommand, asks
from buckstop.domain.matter.decide import decide
from buckstop.domain.matter.events import asks as happened
from buckstop.domain.matter.refusals import MatterRefusal as No
from buckstop.domain.matter.words import Actor, Profile
from buckstop.domain.matter.world import World
from tests.domain.matter.stage import CITIZEN, Stage, names

BETTER = "Two lamps on one pole."


def propose(
    stage: Stage, matter: MatterId, unit: str = "b1", about: ProposalAbout = ProposalAbout.WORK
) -> asks.AnswerProposal:
    """A proposal that is open, and the word that adopts it."""
    stage.do(unit, asks.ProposeBetterWay(matter=matter, text=BETTER, about=about))
    return asks.AnswerProposal(matter=matter, ask=stage.matters[matter].proposals[-1].ask, adopted=True)


def test_an_adopted_proposal_is_credited_to_the_post_and_unit_that_made_it() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    world = World(stage.organisation, stage.calendar, dict.fromkeys(Profile, stage.rules), stage.matters, {})
    clerk = Actor(PersonId("p-clerk"), UnitId("b1"), PostId("b1.clerk"))
    decision = decide(world, clerk, asks.ProposeBetterWay(matter=matter, text=BETTER), stage.at)
    assert isinstance(decision, tuple)
    stage.write(decision)
    ask = stage.matters[matter].proposals[0].ask
    stage.do("a1", asks.AnswerProposal(matter=matter, ask=ask, adopted=True, reason="From May on."))
    adopted = stage.events[matter][-1]
    assert isinstance(adopted, happened.BetterWayAdopted)
    assert (adopted.unit, adopted.post, adopted.text) == ("b1", "b1.clerk", "From May on.")
    assert stage.matters[matter].proposals == ()


def test_a_declined_proposal_says_why_and_several_may_be_open() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    first, second = propose(stage, matter), propose(stage, matter, "a2")
    assert stage.refuses("a1", replace(first, adopted=False)) == No.TEXT_MISSING
    stage.do("a1", replace(first, adopted=False, reason="The pole is too weak."))
    assert [one.ask for one in stage.matters[matter].proposals] == [second.ask]


def test_silence_is_on_record_with_a_name_and_an_answer_is_still_owed() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    answer = propose(stage, matter)
    stage.wait(30)
    stage.wake()
    silent = stage.events[matter][-1]
    assert isinstance(silent, happened.BetterWayUnanswered)
    assert (silent.silent, silent.by, stage.matters[matter].next_due_at()) == ("a1", None, None)
    assert silent.happened_at == stage.at - timedelta(hours=30 - stage.rules.upward.amount)
    stage.do("a1", answer)
    assert names(stage.events[matter])[-1] == "better_way_adopted"


def test_the_holder_answers_how_the_work_is_done_and_the_giver_on_what_terms() -> None:
    stage = Stage()
    matter = stage.settle("a")
    part = stage.delegate_settled(matter, "a1")
    work_answer = propose(stage, part, "b1")
    terms_answer = propose(stage, part, "b1", ProposalAbout.TERMS)
    assert stage.refuses("a", work_answer) == No.NOT_ANSWERER
    assert stage.refuses("a1", terms_answer) == No.NOT_ANSWERER
    stage.do("a1", work_answer)
    stage.do("a", terms_answer)


def test_who_comes_to_hold_the_matter_answers_what_was_proposed_before() -> None:
    stage = Stage()
    matter = stage.open("a1")
    answer = propose(stage, matter)
    stage.hand_over(matter, "a2")
    assert stage.refuses("a1", answer) == No.NOT_ANSWERER
    stage.do("a2", answer)


def test_nobody_adopts_their_own_proposal_though_they_may_drop_it() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    answer = propose(stage, matter, "a1")
    assert stage.refuses("a1", answer) == No.OWN_PROPOSAL
    stage.do("a1", replace(answer, adopted=False, reason="It was no better."))


def test_a_citizen_may_propose_and_is_credited_as_no_unit() -> None:
    stage = Stage()
    matter = stage.settle("a1", requester="p-")
    stage.do("a1", propose(stage, matter, CITIZEN))
    adopted = stage.events[matter][-1]
    assert isinstance(adopted, happened.BetterWayAdopted)
    assert (adopted.unit, adopted.post) == ("", None)


@pytest.mark.parametrize("phase", ["offered", "escalated", "done"])
def test_a_better_way_may_be_proposed_whatever_is_going_on(phase: str) -> None:
    stage = Stage()
    matter = stage.open("a1") if phase != "done" else stage.settle("a1")
    if phase == "offered":
        stage.offer(matter, "a2")
    elif phase == "escalated":
        stage.escalate(matter)
    else:
        stage.report_done(matter)
    stage.do("a1", replace(propose(stage, matter), adopted=False, reason="No."))
    assert stage.matters[matter].phase == phase


def test_with_the_end_of_a_matter_its_proposals_end() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    answer = propose(stage, matter)
    stage.close(matter)
    assert stage.matters[matter].proposals == ()
    assert stage.refuses("a1", answer) == No.UNKNOWN_ASK


def test_obstacles_to_a_proposal_are_named_in_their_order() -> None:
    stage = Stage()
    closed, matter = stage.settle("a1"), stage.settle("a1")
    stage.close(closed)
    rows: list[tuple[No, str, MatterCommand]] = [
        (No.CLOSED, "b1", asks.ProposeBetterWay(matter=closed, text="")),
        (No.TEXT_MISSING, "b1", asks.ProposeBetterWay(matter=matter, text=" ")),
        (No.UNKNOWN_ASK, "b1", asks.AnswerProposal(matter=matter, ask=9, adopted=True)),
    ]
    for expected, unit, command in rows:
        assert stage.refuses(unit, command) == expected


def test_a_proposal_takes_no_hours_from_the_holder() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    propose(stage, matter, about=ProposalAbout.TERMS)
    stage.wait(30)
    stage.wake()
    assert by_clock(hours(stage.events[matter], stage.at)) == {"a1": timedelta(hours=30)}
