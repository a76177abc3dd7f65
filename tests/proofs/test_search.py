"""A sample of the proof that `make prove` completes: one small tree, searched to the end, and a search that must fail."""

from dataclasses import replace

import pytest

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.rules import impartial
from buckstop.domain.matter.rules.draft import Draft
from buckstop.domain.matter.state import Matter
from proofs.page import row, said
from proofs.protocol import judge, plans
from proofs.search import Plan
from proofs.trees import SIX, Orchard, every_tree

STAR = every_tree(4)[0]


def test_there_are_four_trees_of_four_units() -> None:
    assert [shape.name for shape in every_tree(4)] == ["r(a b c)", "r(a(c) b)", "r(a(b c))", "r(a(b(c)))"]
    assert [len(shape.symmetries()) for shape in every_tree(4)] == [6, 1, 2, 1]
    assert [len(shape.symmetries()) for shape in SIX] == [2, 2, 2]


@pytest.mark.parametrize("moves", [1, 2])
def test_a_tree_of_four_units_has_no_state_that_breaks_a_guarantee_and_settles_within_the_bound(moves: int) -> None:
    verdict = judge(Plan(STAR, moves))
    assert verdict.holds, said(verdict)
    assert verdict.longest == verdict.bound == 6 * moves + 5
    assert verdict.states == {1: 538, 2: 1318}[moves]
    assert row(verdict).endswith("| yes |")


def test_a_matter_with_a_part_holds_the_guarantees_on_two_units() -> None:
    plan = Plan(every_tree(2)[0], 1, delegation=True, appeals=0, reopens=0)
    verdict = judge(plan)
    assert verdict.holds, said(verdict)
    assert verdict.part_longest == verdict.bound - 2


def test_a_search_that_meets_a_partial_verifier_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def friend(draft: Draft, matter: Matter, seed: str) -> tuple[UnitId, None]:
        return matter.holder, None

    monkeypatch.setattr("buckstop.domain.matter.rules.verification.choose_verifier", friend)
    verdict = judge(Plan(every_tree(2)[0], 1))
    assert dict(verdict.broken).keys() >= {"the verifier is a party", "the verifier stands under the holder"}
    assert not verdict.holds
    assert "the verifier is a party" in said(verdict)
    assert impartial.choose_verifier is not friend


def test_a_search_given_up_proves_nothing() -> None:
    verdict = judge(Plan(STAR, 1, states_at_most=50))
    assert not verdict.complete
    assert not verdict.holds
    assert "given up" in said(verdict)


def test_the_plan_covers_all_trees_of_four_three_of_six_and_every_k() -> None:
    chapters = dict(plans())
    covered = {(plan.shape.name, plan.moves) for plan in chapters["One matter"]}
    assert covered == {(shape.name, k) for shape in (*every_tree(4), *SIX) for k in (1, 2, 3)}
    assert all(plan.delegation for plan in chapters["A matter and a part of it"])


def test_every_unit_but_root_and_office_can_be_retired_to_every_other_and_to_none() -> None:
    orchard = Orchard(replace(STAR, office=UnitId("c")))
    after = list(orchard.retirements(frozenset()))
    assert len(after) == 2 * 4
    assert all(not orchard.grown[retired].active(unit) for retired in after for unit, _ in retired)
