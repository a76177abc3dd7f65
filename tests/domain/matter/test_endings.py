"""How matters end, are verified, merged, rated and reopened, and what becomes of their parts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from buckstop.domain.ids import MatterId, PostId, UnitId
from buckstop.domain.matter.commands import accountability, asks, work
from buckstop.domain.matter.events import accountability as happened
from buckstop.domain.matter.events import work as work_happened
from buckstop.domain.matter.evolve import evolve, replay
from buckstop.domain.matter.words import CitizenWord, Draw, Evidence, Outcome, Phase, VerificationWay
from buckstop.domain.organisation_commands import CreatePost, MoveUnit
from buckstop.domain.posts import Role
from tests.domain.matter.stage import CITIZEN, START_AT, Stage, names


def verify(matter: MatterId, outcome: Outcome = Outcome.DONE) -> work.VerifyMatter:
    return work.VerifyMatter(
        matter=matter, outcome=outcome, why="Seen.", learned="Order early.", way=VerificationWay.DOCUMENTS
    )


@pytest.mark.parametrize(
    ("outcome", "evidence"),
    [
        (Outcome.DONE, Evidence.VERIFIED),
        (Outcome.PARTLY, Evidence.VERIFIED),
        (Outcome.NOT_DONE, Evidence.CLAIMED),
    ],
)
def test_a_verified_matter_is_closed_with_its_outcome(outcome: Outcome, evidence: Evidence) -> None:
    stage = Stage()
    matter = stage.settle("a1")
    stage.do(stage.report_done(matter), verify(matter, outcome))
    after = stage.matters[matter]
    assert (after.phase, after.outcome, after.evidence, after.closed_at) == (Phase.CLOSED, outcome, evidence, stage.at)


def test_a_refuted_matter_goes_back_to_work_and_a_pending_appeal_ends_with_the_claim() -> None:
    stage = Stage()
    matter = stage.settle("a1", criteria=("It is lit.",))
    stage.do("a1", accountability.AppealMatter(matter=matter, facts="New."))
    verifier = stage.report_done(matter)
    stage.do(verifier, work.RefuteMatter(matter=matter, reason="Dark.", failed=(0,), way=VerificationWay.DOCUMENTS))
    after = stage.matters[matter]
    assert (after.phase, after.evidence, after.refutations, after.arbiter) == (Phase.SETTLED, Evidence.REFUTED, 1, None)


def test_the_named_verifier_looks_unless_it_became_a_party() -> None:
    stage = Stage(moves=3)
    matter, moved = stage.open("b1"), stage.open("b1")
    for one in (matter, moved):
        stage.do("r", work.NameVerifier(matter=one, verifier=UnitId("a1")))
    stage.do("b1", accountability.ClaimMatter(matter=matter))
    stage.hand_over(moved, "a1")
    stage.hand_over(moved, "b1")
    stage.do("b1", accountability.ClaimMatter(matter=moved))
    assert (stage.report_done(matter), stage.report_done(moved)) == ("a1", "r")


def test_a_verifier_is_drawn_by_a_seed_among_units_with_a_post_for_it() -> None:
    stage = Stage()
    for unit in ("a", "a2", "b1"):
        stage.reorganise(CreatePost(PostId(f"{unit}-v"), UnitId(unit), "Verifier", frozenset({Role.VERIFIER})))
    drawn = set()
    for seed in "abcdefgh":
        matter = stage.settle("a1")
        drawn.add(stage.report_done(matter, seed))
        last = stage.events[matter][-1]
        assert isinstance(last, work_happened.DoneReported)
        assert last.draw == Draw(seed, 3)
    assert drawn == {"a", "a2", "b1"}


def test_where_the_office_is_a_party_who_stands_above_all_parties_verifies_and_else_the_outside_arbiter() -> None:
    stage = Stage(moves=3)
    matter, own = stage.open("r"), stage.settle("r")
    stage.hand_over(matter, "a1")
    stage.do("a1", accountability.ClaimMatter(matter=matter))
    assert (stage.report_done(matter), stage.report_done(own)) == ("outside", "outside")
    for _ in range(3):
        stage.wait(4)
        stage.wake()
    verification = stage.matters[own].verification
    assert verification is not None
    assert (verification.verifier, verification.timer) == ("outside", None)


def test_a_verifier_whom_a_retirement_rules_out_is_replaced_within_its_time() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    stage.do("r", work.NameVerifier(matter=matter, verifier=UnitId("b1")))
    stage.report_done(matter)
    due_at = stage.matters[matter].next_due_at()
    stage.wait(1)
    stage.retire("b1")
    verification = stage.matters[matter].verification
    assert verification is not None
    assert (verification.verifier, stage.matters[matter].next_due_at()) == ("r", due_at)


def test_a_superior_of_a_silent_verifier_that_is_a_party_is_passed_over() -> None:
    stage = Stage()
    matter = stage.open("a")
    stage.hand_over(matter, "b1")
    stage.do("b1", accountability.ClaimMatter(matter=matter))
    stage.do("r", work.NameVerifier(matter=matter, verifier=UnitId("a1")))
    assert stage.report_done(matter) == "a1"
    stage.wait(4)
    stage.wake()
    verification = stage.matters[matter].verification
    assert verification is not None
    assert (verification.verifier, verification.round) == ("r", 1)


def test_a_closed_matter_is_left_as_it_is_by_changes_of_the_organisation() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    stage.close(matter)
    stage.retire("a1")
    assert stage.mend(matter) == ()


def test_who_asked_for_a_merged_matter_asks_for_the_other_and_its_supports_go_along() -> None:
    stage = Stage()
    matter, into = stage.settle("a1", requester="p-x"), stage.settle("a2", requester="p-y")
    for supporter in ("b1", "a2"):
        stage.do(
            "a1",
            asks.AskSupport(matter=matter, supporter=UnitId(supporter), what="A ladder", wanted_date=START_AT.date()),
        )
    stage.do("a", work.MergeMatter(matter=matter, into=into, reason="The same lamp."))
    after, target = stage.matters[matter], stage.matters[into]
    assert (after.phase, after.outcome, after.merged_into) == (Phase.CLOSED, Outcome.MERGED, into)
    assert target.requesters == ("p-y", "p-x")
    assert [one.supporter for one in target.supports] == ["b1"]
    assert names(stage.events[into])[2:] == ["absorbed", "support_asked"]


def test_support_that_could_not_be_asked_for_there_does_not_go_along() -> None:
    stage = Stage()
    matter, into = stage.settle("b1"), stage.settle("a1")
    later = START_AT.date() + timedelta(days=9)
    for supporter, day in (("a2", START_AT.date()), ("a", later), ("a1", later), ("a2", later)):
        what = asks.AskSupport(matter=matter, supporter=UnitId(supporter), what="A ladder", wanted_date=day)
        stage.do("b1", what)
    delivered = stage.matters[matter].supports[-1].ask
    stage.do("a2", asks.AgreeSupport(matter=matter, ask=delivered))
    stage.do("a2", asks.DeliverSupport(matter=matter, ask=delivered, text="Here."))
    stage.at = START_AT + timedelta(days=1)
    stage.do("r", work.MergeMatter(matter=matter, into=into, reason="The same lamp."))
    assert stage.matters[into].supports == ()


def test_a_merged_matter_opened_anew_is_merged_no_more() -> None:
    stage = Stage()
    matter, into = stage.settle("a1"), stage.settle("a2")
    stage.do("a", work.MergeMatter(matter=matter, into=into, reason="The same lamp."))
    stage.do("a", work.ReopenMatter(matter=matter, reason="Another lamp."))
    after = stage.matters[matter]
    assert (after.phase, after.merged_into, after.outcome, after.reopenings) == (Phase.SETTLED, None, None, 1)


def test_a_dissatisfied_citizen_reopens_and_a_satisfied_one_does_not() -> None:
    stage = Stage()
    for word, phase in ((CitizenWord.SATISFIED, Phase.CLOSED), (CitizenWord.UNSATISFIED, Phase.SETTLED)):
        matter = stage.settle("a1", requester="p-")
        stage.close(matter)
        stage.do(CITIZEN, work.RateMatter(matter=matter, word=word))
        assert (stage.matters[matter].citizen, stage.matters[matter].phase) == (word, phase)


def test_a_matter_closed_early_and_reopened_is_reminded_of_its_deadline_as_before() -> None:
    stage = Stage()
    matter = stage.settle("a1", deadline=date(2026, 4, 20))
    stage.close(matter)
    assert stage.matters[matter].timers() == ()
    stage.do("a", work.ReopenMatter(matter=matter, reason="It is dark again."))
    stage.at = datetime(2026, 5, 1, tzinfo=UTC)
    stage.wake()
    assert names(stage.events[matter])[-2:] == ["deadline_reminded", "deadline_reminded"]
    assert stage.matters[matter].reminded == 2


def test_a_reopened_matter_of_a_retired_holder_is_held_by_who_stands_in_its_place() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    stage.close(matter)
    stage.retire("a1", "b1")
    stage.do("a", work.ReopenMatter(matter=matter, reason="Dark."))
    assert (stage.matters[matter].holder, stage.matters[matter].giver) == ("b1", "b1")


def test_a_whole_reported_done_is_at_work_again_when_a_part_of_it_is_reopened() -> None:
    stage = Stage()
    matter = stage.settle("a")
    part = stage.delegate_settled(matter, "a1")
    stage.close(part)
    stage.report_done(matter)
    stage.do("a", work.ReopenMatter(matter=part, reason="Crooked."))
    after = stage.matters[matter]
    assert (after.phase, after.reopenings, after.verification) == (Phase.SETTLED, 0, None)


def test_who_takes_over_the_whole_and_was_offered_a_part_has_both() -> None:
    stage = Stage()
    matter = stage.open("a1")
    part = stage.delegate(matter, "b1")
    stage.hand_over(matter, "b1")
    after = stage.matters[part]
    last = stage.events[part][-1]
    assert isinstance(last, happened.OfferAccepted)
    assert last.implied
    assert (after.holder, after.giver, after.moves, after.phase) == ("b1", "b1", 1, Phase.HELD)


def test_an_offer_that_a_move_of_units_made_impossible_ends_as_a_return() -> None:
    stage = Stage()
    matter = stage.open("a1")
    stage.offer(matter, "b")
    stage.reorganise(MoveUnit(UnitId("a1"), UnitId("b")))
    after = stage.matters[matter]
    assert (after.phase, after.offer, after.moves) == (Phase.HELD, None, 1)


def test_events_of_two_matters_are_not_one_history() -> None:
    stage = Stage()
    first, second = stage.open("a1"), stage.open("a1")
    claim = stage.ask("a1", accountability.ClaimMatter(matter=first))
    assert isinstance(claim, tuple)
    with pytest.raises(ValueError, match=r"the first event is matter\.claimed"):
        evolve(None, claim[0].event)
    with pytest.raises(ValueError, match="opened a second time"):
        replay([*stage.events[first], *stage.events[second]])
    assert replay([]) is None


def test_no_rule_lets_a_wake_before_its_time_do_anything() -> None:
    stage = Stage()
    matter = stage.open("a1")
    assert stage.ask(None, accountability.WakeMatter(matter=matter)) == ()
    assert replace(stage.matters[matter]) == stage.matters[matter]
