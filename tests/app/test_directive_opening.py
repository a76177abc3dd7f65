"""From reviewed tasks to commands, and their carrying out: in one go, in pieces, and around what others did meanwhile."""

from dataclasses import replace
from datetime import date

from buckstop.app.directive_opening import WHOLE, Carried, Planned, open_directive, planned, standing
from buckstop.app.directive_review import Review, Task, Way
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands.accountability import (
    ClaimMatter,
    DelegatePart,
    OfferMatter,
    OpenMatter,
    WithdrawOffer,
)
from buckstop.domain.matter.refusals import MatterRefusal
from buckstop.domain.matter.words import Origin, Phase, Terms
from tests.app.staged import COUNTY, ROADS, WATER, Stage, head, stage

JUNE = date(2026, 6, 30)


def a_task(key: str, lead: UnitId, **more: object) -> Task:
    made = Task(key, None, f"Task {key}", f"Goal {key}", lead=lead, due_date=JUNE)
    return replace(made, **more)  # type: ignore[arg-type] # named as the fields are


def plan(way: Way = Way.PARTS, *tasks: Task) -> tuple[Planned, ...]:
    found = tasks or (a_task("1", WATER), a_task("2", ROADS), a_task("3", COUNTY))
    return planned(
        Review("Flood season", "3", way=way, tasks=found),
        COUNTY,
        lambda key: MatterId(f"d-{key or 'whole'}"),
        lambda task: Terms(goal=task.goal if task else "All done"),
    )


def carried(at: Stage, what: tuple[Planned, ...], token: str = "token") -> tuple[Carried, ...]:
    return open_directive(at.ledger, lambda _command: head(COUNTY), what, token)


def test_parts_are_delegated_and_what_the_unit_leads_itself_stands_beside() -> None:
    found = plan()
    kinds = [tuple(type(command) for command in one.commands) for one in found]
    assert kinds == [(OpenMatter, ClaimMatter), (DelegatePart,), (DelegatePart,), (OpenMatter, ClaimMatter)]
    assert [one.to for one in found] == [None, WATER, ROADS, None]


def test_matters_of_their_own_are_opened_and_offered() -> None:
    kinds = [tuple(type(command) for command in one.commands) for one in plan(Way.MATTERS)]
    assert kinds == [(OpenMatter, OfferMatter), (OpenMatter, OfferMatter), (OpenMatter, ClaimMatter)]


def test_the_whole_ends_with_its_last_task_unless_it_is_named() -> None:
    later = a_task("2", ROADS, due_date=date(2026, 9, 1))
    whole = plan(Way.PARTS, a_task("1", WATER), later)[0].commands[0]
    assert isinstance(whole, OpenMatter)
    assert (whole.deadline_date, whole.origin) == (date(2026, 9, 1), Origin.DIRECTIVE)


def test_tasks_left_out_are_not_opened() -> None:
    assert [one.task for one in plan(Way.PARTS, a_task("1", WATER, dropped="no"), a_task("2", ROADS))] == [WHOLE, "2"]


def test_carried_out_every_task_has_its_holder_and_offer() -> None:
    at = stage()
    outcomes = carried(at, plan())
    assert [one.refusal for one in outcomes] == [None] * 4
    assert at.matter("d-1").offer.to == WATER  # type: ignore[union-attr] # it was just offered
    assert (at.matter("d-1").holder, at.matter("d-1").parent) == (COUNTY, "d-whole")
    assert (at.matter("d-3").phase, at.matter("d-3").parent) == (Phase.SETTLED, None)
    assert at.matter("d-whole").children == 2


def test_carried_out_again_nothing_happens() -> None:
    at = stage()
    carried(at, plan())
    before = {name: at.names(name) for name in ("d-whole", "d-1", "d-2", "d-3")}
    assert all(one.refusal is None for one in carried(at, plan()))
    assert {name: at.names(name) for name in before} == before


def test_what_stopped_anywhere_is_taken_up_there_even_by_another_token() -> None:
    for done in range(4):
        at = stage()
        carried(at, plan()[:done])
        outcomes = carried(at, plan(), token="of somebody else")
        assert all(one.refusal is None for one in outcomes), done
        assert at.matter("d-whole").children == 2
        assert at.names("d-3") == ["matter.opened", "matter.claimed"]


def test_an_opened_matter_whose_offer_is_missing_gets_it() -> None:
    at = stage()
    one = plan(Way.MATTERS, a_task("1", WATER))[0]
    at.do(COUNTY, one.commands[0])
    assert carried(at, (one,))[0].refusal is None
    assert at.names("d-1") == ["matter.opened", "matter.offered"]


def test_what_others_did_with_a_matter_meanwhile_stays() -> None:
    at = stage()
    whole = plan(Way.MATTERS, a_task("1", WATER))
    carried(at, whole)
    at.do(COUNTY, WithdrawOffer(matter=MatterId("d-1"), offer=at.matter("d-1").offer.offer))  # type: ignore[union-attr] # it was offered
    names = at.names("d-1")
    carried(at, whole)
    assert at.names("d-1") == names


def test_a_refused_task_hinders_no_other() -> None:
    at = stage()
    outcomes = carried(at, plan(Way.PARTS, a_task("1", UnitId("nobody")), a_task("2", ROADS)))
    refused = [one.refusal.code if one.refusal else None for one in outcomes]
    assert refused == [None, MatterRefusal.UNKNOWN_UNIT, None]
    assert outcomes[1].matter is None


def test_without_the_directive_itself_no_part_is_tried() -> None:
    at = stage()
    past = tuple(replace(one, due_date=date(2026, 1, 5)) for one in (a_task("1", WATER), a_task("2", COUNTY)))
    outcomes = carried(at, plan(Way.PARTS, *past))
    assert [one.planned.task for one in outcomes] == [WHOLE]
    assert outcomes[0].refusal is not None
    assert outcomes[0].refusal.code == MatterRefusal.DEADLINE_PAST


def test_the_ledger_says_what_is_there() -> None:
    at = stage()
    carried(at, plan()[:2])
    found = standing(at.ledger, plan())
    assert [found[one.matter] is not None for one in plan()] == [True, True, False, False]
