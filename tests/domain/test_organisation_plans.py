"""Changes planned ahead take effect at their own instant, whether a clock was running or not."""

from datetime import timedelta

from buckstop.domain.ids import ChangeId
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import (
    CancelChange,
    MergeUnit,
    MoveUnit,
    RenameUnit,
    RetireUnit,
    ScheduleChange,
    SetAliases,
    UnitChange,
)
from buckstop.domain.organisation_decide import OrganisationRefusal, decide, due_events
from buckstop.domain.organisation_events import (
    ChangeCancelled,
    ChangeCarriedOut,
    ChangeDropped,
    UnitAliasesSet,
    UnitMerged,
    UnitMoved,
    UnitRenamed,
    UnitRetired,
)
from buckstop.domain.organisation_evolve import evolve_all
from buckstop.domain.refusals import Refusal
from tests.worlds import (
    CHEN_VILLAGE,
    FOUNDED_AT,
    HILLSIDE_TOWN,
    MOSS_VILLAGE,
    OFFICE,
    PING_AN_TOWN,
    QINGSHUI,
    ROAD_BUREAU,
    WATER_BUREAU,
    after,
    county,
)

DAY = timedelta(days=1)
NOW_AT = FOUNDED_AT + 30 * DAY
MOVE = MoveUnit(CHEN_VILLAGE, HILLSIDE_TOWN)


def planned(*changes: tuple[str, UnitChange, int], here: Organisation | None = None) -> Organisation:
    """The county after planning (id, change, days from now)."""
    commands = (ScheduleChange(ChangeId(name), change, NOW_AT + days * DAY) for name, change, days in changes)
    return after(here or county(), *commands, at=NOW_AT)


def test_a_plan_changes_nothing_before_its_instant() -> None:
    here = planned(("p", MOVE, 2))
    assert here.superior(CHEN_VILLAGE) == PING_AN_TOWN
    assert here.next_change_at == NOW_AT + 2 * DAY
    assert due_events(here, NOW_AT + 2 * DAY - timedelta(seconds=1)) == ()


def test_a_plan_takes_effect_at_its_own_instant_however_late_it_is_noticed() -> None:
    here = planned(("p", MOVE, 2))
    effects = (
        UnitMoved(CHEN_VILLAGE, HILLSIDE_TOWN, NOW_AT + 2 * DAY),
        ChangeCarriedOut(ChangeId("p"), NOW_AT + 2 * DAY),
    )
    assert due_events(here, NOW_AT + 2 * DAY) == effects
    assert due_events(here, NOW_AT + 200 * DAY) == effects
    assert evolve_all(here, effects).plan == ()


def test_a_clock_that_was_off_leaves_the_same_log() -> None:
    here = planned(("p", MOVE, 2), ("q", RenameUnit(CHEN_VILLAGE, "陈村"), 4))
    command, at = SetAliases(CHEN_VILLAGE, ("陈",)), NOW_AT + 9 * DAY
    slept = decide(here, command, at)
    woken = due_events(here, NOW_AT + 3 * DAY)
    awake = evolve_all(here, woken)
    rest = decide(awake, command, at)
    assert not isinstance(slept, Refusal)
    assert not isinstance(rest, Refusal)
    assert slept == (*woken, *rest)
    assert slept[-1] == UnitAliasesSet(CHEN_VILLAGE, ("陈",), at)


def test_plans_take_effect_in_the_order_of_their_instants_then_of_their_making() -> None:
    here = planned(
        ("late", RenameUnit(WATER_BUREAU, "third"), 5),
        ("early", RenameUnit(WATER_BUREAU, "first"), 3),
        ("same", RenameUnit(WATER_BUREAU, "fourth"), 5),
    )
    due = due_events(here, NOW_AT + 5 * DAY)
    assert [event.name for event in due if isinstance(event, UnitRenamed)] == ["first", "third", "fourth"]


def test_a_plan_may_build_on_an_earlier_plan() -> None:
    empty_first = RetireUnit(PING_AN_TOWN)
    refused = decide(county(), ScheduleChange(ChangeId("q"), empty_first, NOW_AT + 5 * DAY), NOW_AT)
    assert isinstance(refused, Refusal)
    assert refused.code is OrganisationRefusal.CHILDREN_LEFT
    here = planned(("p", MOVE, 2), ("q", empty_first, 5))
    assert not after(here, SetAliases(QINGSHUI, ("清",)), at=NOW_AT + 6 * DAY).active(PING_AN_TOWN)


def test_a_plan_that_became_impossible_is_dropped_and_says_why() -> None:
    here = after(planned(("p", MOVE, 2)), MergeUnit(HILLSIDE_TOWN, ROAD_BUREAU, "doc"), at=NOW_AT + DAY)
    dropped = ChangeDropped(ChangeId("p"), OrganisationRefusal.UNIT_RETIRED.value, NOW_AT + 2 * DAY)
    assert due_events(here, NOW_AT + 3 * DAY) == (dropped,)
    assert evolve_all(here, (dropped,)).plan == ()


def test_a_cancelled_plan_never_takes_effect() -> None:
    answer = decide(planned(("p", MOVE, 2)), CancelChange(ChangeId("p"), " not needed "), NOW_AT + DAY)
    assert answer == (ChangeCancelled(ChangeId("p"), "not needed", NOW_AT + DAY),)
    here = after(planned(("p", MOVE, 2)), CancelChange(ChangeId("p"), "not needed"), at=NOW_AT + DAY)
    assert due_events(here, NOW_AT + 9 * DAY) == ()


def test_a_plan_cannot_be_cancelled_once_it_is_due() -> None:
    answer = decide(planned(("p", MOVE, 2)), CancelChange(ChangeId("p"), "too late"), NOW_AT + 2 * DAY)
    assert answer == Refusal.of(OrganisationRefusal.PLAN_UNKNOWN, change="p")


def test_every_kind_of_change_can_be_planned_and_comes_out_as_it_went_in() -> None:
    rename, move = RenameUnit(OFFICE, "督查办"), MoveUnit(MOSS_VILLAGE, QINGSHUI)
    merge = MergeUnit(PING_AN_TOWN, HILLSIDE_TOWN, "doc-1", retired_children=((CHEN_VILLAGE, MOSS_VILLAGE),))
    retire = RetireUnit(WATER_BUREAU, ROAD_BUREAU, "doc-2")
    here = planned(("a", rename, 1), ("b", move, 2), ("c", merge, 3), ("d", retire, 4))
    assert [each.what for each in here.plan] == [rename, move, merge, retire]
    due = [event for event in due_events(here, NOW_AT + 9 * DAY) if event.NAME.startswith("unit.")]
    assert due == [
        UnitRenamed(OFFICE, "督查办", NOW_AT + DAY),
        UnitMoved(MOSS_VILLAGE, QINGSHUI, NOW_AT + 2 * DAY),
        UnitRetired(CHEN_VILLAGE, MOSS_VILLAGE, "doc-1", NOW_AT + 3 * DAY),
        UnitMerged(PING_AN_TOWN, HILLSIDE_TOWN, "doc-1", NOW_AT + 3 * DAY),
        UnitRetired(WATER_BUREAU, ROAD_BUREAU, "doc-2", NOW_AT + 4 * DAY),
    ]


def test_a_planned_merger_with_children_is_carried_out_whole() -> None:
    merge = MergeUnit(PING_AN_TOWN, HILLSIDE_TOWN, "doc-1", ((CHEN_VILLAGE, MOSS_VILLAGE),))
    at = NOW_AT + 3 * DAY
    assert due_events(planned(("c", merge, 3)), at) == (
        UnitMoved(CHEN_VILLAGE, MOSS_VILLAGE, at),
        UnitMerged(PING_AN_TOWN, HILLSIDE_TOWN, "doc-1", at),
        ChangeCarriedOut(ChangeId("c"), at),
    )
