"""Who stands above whom, who decides between whom, and who answers for units that are gone."""

from datetime import timedelta

import pytest

from buckstop.domain.ids import LineId, UnitId
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import (
    AddLineRelation,
    MergeUnit,
    MoveUnit,
    RemoveLineRelation,
    RetireUnit,
)
from tests.worlds import (
    CHEN_VILLAGE,
    CITY,
    FOUNDED_AT,
    HILLSIDE_TOWN,
    MOSS_VILLAGE,
    OFFICE,
    PING_AN_TOWN,
    QINGSHUI,
    ROAD_BUREAU,
    WATER_BUREAU,
    WATER_LINE,
    after,
    county,
    organisation_of,
)

LATER_AT = FOUNDED_AT + timedelta(days=30)
STRANGER = UnitId("stranger")


def units(names: str) -> list[UnitId]:
    return [UnitId(name) for name in names.split()]


@pytest.fixture(scope="module")
def here() -> Organisation:
    return county()


def test_the_county_knows_its_root_its_office_and_who_stands_outside(here: Organisation) -> None:
    assert (here.root, here.office, here.outside_arbiter) == (QINGSHUI, OFFICE, CITY)
    assert here.unit(CITY) is None
    assert here.outside_arbiters == {CITY: "清河市人民政府"}


def test_the_version_counts_events(here: Organisation) -> None:
    renamed = after(here, AddLineRelation(LineId("roads"), ROAD_BUREAU, HILLSIDE_TOWN))
    assert renamed.version == here.version + 1


def test_every_unit_but_the_root_has_one_superior(here: Organisation) -> None:
    assert here.superior(CHEN_VILLAGE) == PING_AN_TOWN
    assert here.superior(QINGSHUI) is None
    assert here.superior(STRANGER) is None


def test_above_is_strict_and_within_is_not(here: Organisation) -> None:
    assert here.is_above(QINGSHUI, CHEN_VILLAGE)
    assert not here.is_above(CHEN_VILLAGE, CHEN_VILLAGE)
    assert here.within(CHEN_VILLAGE, CHEN_VILLAGE)
    assert here.within(CHEN_VILLAGE, PING_AN_TOWN)
    assert not here.within(PING_AN_TOWN, CHEN_VILLAGE)


def test_a_subtree_lists_superiors_before_subordinates(here: Organisation) -> None:
    assert list(here.subtree(PING_AN_TOWN)) == [PING_AN_TOWN, CHEN_VILLAGE]
    assert list(here.subtree(QINGSHUI)) == [
        QINGSHUI,
        OFFICE,
        WATER_BUREAU,
        ROAD_BUREAU,
        PING_AN_TOWN,
        CHEN_VILLAGE,
        HILLSIDE_TOWN,
        MOSS_VILLAGE,
    ]


@pytest.mark.parametrize(
    ("parties", "arbiter"),
    [
        ("d", "b"),  # a single party: its superior
        ("d e", "b"),  # siblings: their superior
        ("d f", "r"),  # cousins: the superior of both branches
        ("b d", "r"),  # a superior and its subordinate: the superior's superior, never the superior itself
        ("d e f", "r"),
        ("r d", "outside"),  # the root is a party
        ("r", "outside"),
    ],
)
def test_the_lowest_strict_common_superior_decides(parties: str, arbiter: str) -> None:
    tree = organisation_of({"b": "r", "c": "r", "d": "b", "e": "b", "f": "c"})
    assert tree.arbiter_for(units(parties)) == arbiter


def test_between_a_guiding_department_and_a_guided_township_the_common_superior_decides(here: Organisation) -> None:
    assert here.guidance(PING_AN_TOWN) == (WATER_BUREAU,)
    assert here.arbiter_for([WATER_BUREAU, PING_AN_TOWN]) == QINGSHUI
    assert here.arbiter_for([CHEN_VILLAGE]) == PING_AN_TOWN


def test_without_a_common_superior_there_is_none_to_name(here: Organisation) -> None:
    assert here.tree.lowest_common_superior([QINGSHUI, CHEN_VILLAGE]) is None
    assert here.tree.lowest_common_superior([CHEN_VILLAGE, MOSS_VILLAGE]) == QINGSHUI


def test_a_retired_superior_is_passed_over_when_an_arbiter_is_chosen() -> None:
    tree = organisation_of({"b": "r", "c": "b", "d": "c", "e": "c"})
    gone = after(tree, *(RetireUnit(UnitId(unit)) for unit in "dec"), at=LATER_AT)
    assert gone.superior(UnitId("d")) == "c"
    assert gone.arbiter_for(units("d e")) == "b"


def test_a_retired_party_counts_as_much_as_an_active_one() -> None:
    tree = organisation_of({"b": "r", "c": "b", "d": "b"})
    gone = after(tree, RetireUnit(UnitId("c")), at=LATER_AT)
    assert gone.arbiter_for(units("c d")) == "b"
    assert gone.arbiter_for(units("c b")) == "r"


def test_a_retired_party_keeps_its_place_when_its_former_superior_moves() -> None:
    tree = organisation_of({"b": "r", "c": "r", "d": "b"})
    gone = after(tree, RetireUnit(UnitId("d")), MoveUnit(UnitId("b"), UnitId("c")), at=LATER_AT)
    assert gone.arbiter_for(units("d b")) == "c"


def test_an_active_unit_is_its_own_custodian(here: Organisation) -> None:
    assert here.custodian(CHEN_VILLAGE) == CHEN_VILLAGE


def test_without_a_successor_the_nearest_active_superior_is_custodian() -> None:
    tree = organisation_of({"b": "r", "c": "b"})
    gone = after(tree, RetireUnit(UnitId("c")), RetireUnit(UnitId("b")), at=LATER_AT)
    assert not gone.active(UnitId("c"))
    assert gone.nearest_active_superior(UnitId("c")) == "r"
    assert gone.custodian(UnitId("c")) == "r"


def test_a_chain_of_successors_is_followed_to_its_end() -> None:
    tree = organisation_of({"b": "r", "c": "r", "d": "r", "e": "d"})
    gone = after(
        tree,
        RetireUnit(UnitId("b"), UnitId("c"), "doc-1"),
        MergeUnit(UnitId("c"), UnitId("e"), "doc-2"),
        RetireUnit(UnitId("e")),
        at=LATER_AT,
    )
    assert gone.custodian(UnitId("b")) == "d"
    assert gone.custodian(UnitId("c")) == "d"


def test_verifiers_are_neither_parties_nor_under_the_holder_nor_retired() -> None:
    tree = organisation_of({"b": "r", "c": "b", "d": "r", "e": "r", "f": "r"})
    tree = after(tree, RetireUnit(UnitId("f")), at=LATER_AT)
    assert tree.eligible_verifiers(units("d"), UnitId("b")) == ("e", "r")


def test_a_guide_that_retired_guides_no_more(here: Organisation) -> None:
    gone = after(here, MergeUnit(WATER_BUREAU, ROAD_BUREAU, "county-2026-3"), at=LATER_AT)
    assert gone.guidance(PING_AN_TOWN) == ()


def test_guidance_ends_when_the_relation_is_removed(here: Organisation) -> None:
    ended = after(here, RemoveLineRelation(WATER_LINE, WATER_BUREAU, PING_AN_TOWN), at=LATER_AT)
    assert ended.guidance(PING_AN_TOWN) == ()
    assert ended.guidance(HILLSIDE_TOWN) == (WATER_BUREAU,)


def test_a_change_leaves_the_value_before_it_as_it_was(here: Organisation) -> None:
    before = (here.version, list(here.subtree(PING_AN_TOWN)), here.arbiter_for([CHEN_VILLAGE]))
    moved = after(here, MoveUnit(CHEN_VILLAGE, HILLSIDE_TOWN), at=LATER_AT)
    assert moved.arbiter_for([CHEN_VILLAGE]) == HILLSIDE_TOWN
    assert (here.version, list(here.subtree(PING_AN_TOWN)), here.arbiter_for([CHEN_VILLAGE])) == before


def test_an_event_that_leaves_the_tree_alone_shares_it(here: Organisation) -> None:
    assert after(here, AddLineRelation(LineId("roads"), ROAD_BUREAU, HILLSIDE_TOWN)).tree is here.tree
