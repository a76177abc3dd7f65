"""The defects that naive versions of the protocol had, one test each.

`python -m proofs mutations` takes the guard of each out of the code and shows that this test, and no other here, fails.
"""

from dataclasses import replace

import pytest

from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands import accountability, work
from buckstop.domain.matter.events import accountability as happened
from buckstop.domain.matter.words import Phase, Terms
from buckstop.ledger.memory_store import MemoryStore
from buckstop.ledger.store import Change, Event, Lookup, Snapshot, VersionConflictError
from tests.domain.matter.stage import Stage


def accept(matter: MatterId, offer: int) -> accountability.AcceptOffer:
    return accountability.AcceptOffer(matter=matter, offer=offer)


def offer(matter: MatterId, to: str) -> accountability.OfferMatter:
    return accountability.OfferMatter(matter=matter, to=UnitId(to))


def returned(matter: MatterId, number: int) -> accountability.ReturnOffer:
    return accountability.ReturnOffer(
        matter=matter, offer=number, reason_class="lacks_authority", text="We have no ladder."
    )


def reopen(matter: MatterId) -> work.ReopenMatter:
    return work.ReopenMatter(matter=matter, reason="It is dark again.")


def test_defect_01_acceptances_count_as_moves_so_that_two_units_cannot_pass_a_matter_for_ever() -> None:
    stage = Stage()
    matter = stage.open("a1")
    stage.hand_over(matter, "a2")
    stage.hand_over(matter, "a1")
    assert stage.matters[matter].phase is Phase.SETTLED
    assert stage.refuses("a1", offer(matter, "a2")) == "matter.not_held"


def test_defect_02_a_withdrawal_counts_as_a_move_so_that_it_buys_no_time() -> None:
    stage = Stage()
    matter = stage.open("a1")
    for _ in range(2):
        number = stage.offer(matter, "a2")
        stage.do("a1", accountability.WithdrawOffer(matter=matter, offer=number))
    assert stage.matters[matter].phase is Phase.ESCALATED


def test_defect_03_an_arbiter_names_a_holder_and_cannot_send_the_matter_back_into_dispute() -> None:
    stage = Stage()
    matter = stage.open("a1")
    stage.hand_over(matter, "a2")
    stage.escalate(matter)
    stage.decide(matter, "a2")
    assert stage.matters[matter].phase is Phase.SETTLED
    assert stage.refuses("a2", offer(matter, "a1")) == "matter.not_held"


def test_defect_04_whoever_may_decide_and_does_not_holds_the_matter_when_its_time_is_over() -> None:
    stage = Stage()
    matter = stage.open("a1")
    stage.escalate(matter)
    top = stage.open("r")
    stage.escalate(top)
    stage.wait(5)
    stage.wake()
    assert (stage.matters[matter].phase, stage.matters[matter].holder) == (Phase.SETTLED, "a")
    last = stage.events[top][-1]
    assert isinstance(last, happened.DecisionLapsed)
    assert (last.arbiter, last.holder) == ("outside", "r")


def test_defect_05_the_arbiter_stands_above_all_parties_and_is_none_of_them() -> None:
    stage = Stage(moves=3)
    matter = stage.open("a")
    stage.hand_over(matter, "a1")
    stage.escalate(matter)
    assert stage.matters[matter].arbiter == "r"


def test_defect_06_an_appeal_goes_to_nobody_who_decided_before() -> None:
    stage = Stage()
    matter = stage.open("a1")
    stage.hand_over(matter, "a2")
    stage.escalate(matter)
    stage.decide(matter, "a1")
    stage.do("a1", accountability.AppealMatter(matter=matter, facts="The pole is a2's."))
    assert stage.matters[matter].arbiter == "r"


def test_defect_07_an_arbiter_whom_a_retirement_makes_a_party_is_replaced() -> None:
    stage = Stage()
    matter = stage.open("a1")
    stage.escalate(matter)
    assert stage.matters[matter].arbiter == "a"
    decision_at = stage.matters[matter].next_due_at()
    stage.wait(1)
    stage.retire("a1")
    after = stage.matters[matter]
    assert (after.holder, after.arbiter) == ("a", "r")
    assert after.next_due_at() == decision_at


def test_defect_08_what_a_retired_unit_held_is_held_by_its_successor_or_the_unit_above() -> None:
    stage = Stage()
    left, named = stage.settle("a1"), stage.settle("b1")
    stage.retire("a1")
    stage.retire("b1", "a2")
    assert (stage.matters[left].holder, stage.matters[named].holder) == ("a", "a2")


def test_defect_09_a_late_acceptance_of_an_old_offer_moves_nothing() -> None:
    stage = Stage(moves=3)
    matter = stage.open("a1")
    old = stage.offer(matter, "a2")
    stage.do("a1", accountability.WithdrawOffer(matter=matter, offer=old))
    stage.offer(matter, "a2")
    assert stage.refuses("a2", accept(matter, old)) == "matter.offer_not_current"
    assert stage.matters[matter].holder == "a1"


def test_defect_10_of_two_commands_decided_on_one_version_only_one_is_written() -> None:
    stage = Stage()
    matter = stage.open("a1")
    number = stage.offer(matter, "a2")
    version = stage.matters[matter].version
    store = MemoryStore()
    store.commit(_written(matter, 0, version))
    both = (
        stage.ask("a2", accept(matter, number)),
        stage.ask("a1", accountability.WithdrawOffer(matter=matter, offer=number)),
    )
    assert all(isinstance(answer, tuple) and len(answer) == 1 for answer in both), "each is right for itself"
    store.commit(_written(matter, version, version + 1))
    with pytest.raises(VersionConflictError):
        store.commit(_written(matter, version, version + 1))
    assert len(store.events(matter)) == version + 1


def _written(stream: str, before: int, after: int) -> Change:
    events = tuple(
        Event(stream, version, f"{stream} {version}".encode(), bytes([version]) * 32, None)
        for version in range(before + 1, after + 1)
    )
    return Change({stream: before}, events, (Snapshot(stream, after, b"{}", Lookup("matter", "held", active=True)),))


def test_defect_11_handing_down_is_an_offer_too_and_moves_nothing_before_it_is_accepted() -> None:
    stage = Stage()
    matter = stage.open("a")
    stage.offer(matter, "a1")
    assert stage.matters[matter].holder == "a"
    assert stage.refuses("a", accountability.DecideMatter(matter=matter, holder=UnitId("a1"), reason="I say so.")) == (
        "matter.not_escalated"
    )


def test_defect_12_appeals_are_counted() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    appeal = accountability.AppealMatter(matter=matter, facts="New facts.")
    stage.do("a1", appeal)
    stage.wait(24)
    stage.wake()
    assert stage.matters[matter].phase is Phase.SETTLED
    assert stage.refuses("a1", appeal) == "matter.no_appeals_left"


def test_defect_13a_a_matter_does_not_end_while_parts_of_it_are_open() -> None:
    stage = Stage()
    matter = stage.settle("a")
    stage.delegate_settled(matter, "a1")
    assert stage.refuses("a", work.ReportDone(matter=matter, text="All done.")) == "matter.open_children"


def test_defect_13b_a_part_that_moves_leaves_the_whole_where_it_is() -> None:
    stage = Stage()
    matter = stage.settle("a")
    part = stage.delegate(matter, "a1")
    before = stage.matters[matter]
    stage.do("a1", accept(part, stage.offer_of(part)))
    stage.escalate(part)
    stage.decide(part, "a2")
    assert stage.matters[part].holder == "a2"
    assert stage.matters[matter] == before


def test_defect_13c_a_part_nobody_accepted_follows_the_whole_to_its_new_holder() -> None:
    stage = Stage()
    matter = stage.open("a1")
    part = stage.delegate(matter, "b1")
    stage.hand_over(matter, "a2")
    assert (stage.matters[part].holder, stage.matters[part].giver) == ("a2", "a2")


def test_defect_14a_reopening_gives_no_moves_and_no_appeals_back() -> None:
    stage = Stage()
    matter = stage.open("a1")
    stage.hand_over(matter, "a2")
    stage.do("a2", accountability.ClaimMatter(matter=matter))
    stage.do("a2", accountability.AppealMatter(matter=matter, facts="New facts."))
    stage.close(matter)
    before = stage.matters[matter]
    stage.do("a", reopen(matter))
    after = stage.matters[matter]
    assert (after.moves, after.appeals, after.parties) == (before.moves, before.appeals, before.parties)
    assert after.appeals == 1


def test_defect_14b_a_part_is_not_reopened_under_a_whole_that_stays_closed() -> None:
    stage = Stage()
    matter = stage.settle("a")
    part = stage.delegate_settled(matter, "a1")
    stage.close(part)
    stage.close(matter)
    stage.do("r", reopen(part))
    assert (stage.matters[matter].phase, stage.matters[part].phase) == (Phase.SETTLED, Phase.SETTLED)


def test_defect_15_nobody_opens_a_matter_on_another_unit() -> None:
    stage = Stage()
    command = accountability.OpenMatter(
        matter=MatterId("m9"), unit=UnitId("a2"), title="Lamp", terms=Terms(goal="Lit."), deadline_date=None
    )
    assert stage.refuses("a1", command) == "matter.not_own_unit"


def test_defect_16_no_offer_to_ones_own_superior_which_would_make_the_arbiter_a_party() -> None:
    stage = Stage()
    matter = stage.open("a1")
    assert stage.refuses("a1", offer(matter, "a")) == "matter.to_own_superior"
    assert stage.refuses("a1", offer(matter, "r")) == "matter.to_own_superior"


def test_defect_17a_a_silent_verifier_is_followed_by_its_superior_then_by_the_office() -> None:
    stage = Stage()
    matter = stage.settle("b1")
    stage.do("r", work.NameVerifier(matter=matter, verifier=UnitId("a1")))
    verifiers = [stage.report_done(matter)]
    for _ in range(2):
        stage.wait(4)
        stage.wake()
        verification = stage.matters[matter].verification
        assert verification is not None
        verifiers.append(verification.verifier)
    assert verifiers == ["a1", "a", "r"]


def test_defect_17b_no_friend_verifies_neither_a_party_nor_a_unit_under_the_holder() -> None:
    stage = Stage()
    matter = stage.open("b1")
    stage.hand_over(matter, "a")
    for friend in ("a", "a1", "b1"):
        command = work.NameVerifier(matter=matter, verifier=UnitId(friend))
        assert stage.refuses("r", command) == "matter.verifier_partial", friend


def test_defect_18_an_escalation_says_why_and_one_that_was_needless_is_marked() -> None:
    stage = Stage()
    matter = stage.open("a1")
    bare = accountability.EscalateMatter(matter=matter, reason_class="disputed", text=" ")
    assert stage.refuses("a1", bare) == "matter.text_missing"
    assert stage.refuses("a1", replace(bare, text="Whose?", reason_class="busy")) == "matter.unknown_reason"
    stage.escalate(matter)
    stage.decide(matter, "a1")
    last = stage.events[matter][-1]
    assert isinstance(last, happened.MatterDecided)
    assert last.yours_after_all


def test_defect_19_an_offer_that_ran_out_is_not_accepted_though_no_clock_noticed() -> None:
    stage = Stage()
    matter = stage.open("a1")
    number = stage.offer(matter, "a2")
    stage.wait(3)
    assert stage.refuses("a2", accept(matter, number)) == "matter.not_offered"


def test_defect_20_the_holder_of_the_whole_takes_back_a_part_that_is_never_finished() -> None:
    stage = Stage()
    matter = stage.settle("a")
    part = stage.delegate_settled(matter, "a1")
    recall = accountability.RecallMatter(matter=part, reason="Half a year has passed.")
    assert stage.refuses("a1", recall) == "matter.not_parent_holder"
    stage.do("a", recall)
    assert (stage.matters[part].holder, stage.matters[part].phase) == ("a", Phase.SETTLED)


def test_defect_21_a_part_still_on_offer_keeps_the_whole_open() -> None:
    stage = Stage()
    matter = stage.settle("a")
    part = stage.delegate(matter, "a1")
    cancel = work.CancelMatter(matter=matter, reason="Not needed.")
    assert stage.matters[part].phase is Phase.OFFERED
    assert stage.refuses("r", cancel) == "matter.open_children"
