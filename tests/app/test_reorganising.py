"""A change of the organisation looks at the matters that involve a unit it touches, and at no others."""

from collections.abc import Mapping
from copy import deepcopy

from hypothesis import HealthCheck, given, settings

from buckstop.app.reorganising import matters_involving
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.commands.accountability import OfferMatter
from buckstop.domain.matter.commands.asks import AskUpward
from buckstop.domain.organisation_decide import affected_units
from buckstop.domain.organisation_decide import decide as decide_organisation
from buckstop.domain.organisation_evolve import evolve_all
from buckstop.domain.refusals import Refusal
from buckstop.domain.seeing import involved
from tests.app import staged
from tests.domain.matter.script import CHANGES, Step, change_of, kind_of, scripts, trees, tried
from tests.domain.matter.stage import Stage


@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(trees(), scripts())
def test_whatever_changes_matters_that_involve_no_unit_it_touches_need_not_be_read(
    tree: Mapping[str, str], script: list[Step]
) -> None:
    stage = Stage(tree)
    for number, step in enumerate(script):
        stage.wait(step.hours)
        if kind_of(stage, step) not in CHANGES:
            answer = stage.ask(*tried(stage, step, number + 100))
            stage.write(() if isinstance(answer, Refusal) else answer)
            continue
        change = change_of(stage, step)
        events = () if change is None else decide_organisation(stage.organisation, change, stage.at)
        if isinstance(events, Refusal):
            continue
        stage.wake()
        touched = affected_units(stage.organisation, events)
        stage.organisation = evolve_all(stage.organisation, events)
        some = deepcopy(stage)
        concerned = [one for one in stage.matters.values() if one.open and not touched.isdisjoint(involved(one))]
        assert some.mend(*(one.id for one in concerned)) == stage.mend(
            *(one.id for one in stage.matters.values() if one.open)
        )


def test_matters_are_found_by_whoever_holds_gave_is_offered_or_asked_and_the_ended_ones_are_not() -> None:
    stage = staged.stage()
    held, offered, asked = (stage.open(name, staged.WATER) for name in ("held", "offered", "asked"))
    stage.open("elsewhere", staged.ROADS)
    stage.do(staged.WATER, OfferMatter(matter=offered, to=staged.TOWN), 1)
    stage.do(
        staged.WATER,
        AskUpward(matter=asked, kind=UpwardKind.MONEY, text="The weir costs more than the year's budget."),
        1,
    )
    for units, wanted in (
        ({staged.WATER}, {held, offered, asked}),
        ({staged.TOWN}, {offered}),
        ({staged.COUNTY}, {asked}),
        ({staged.TOWN, staged.COUNTY}, {offered, asked}),
        ({staged.HAMLET}, set()),
        (set(), set()),
    ):
        assert matters_involving(stage.ledger.store, units).keys() == wanted, units


def test_more_units_than_a_database_takes_in_one_question_are_asked_in_several() -> None:
    stage = staged.stage()
    both = stage.open("both", staged.WATER)
    many = [UnitId(f"u{number}") for number in range(2500)]
    found = matters_involving(stage.ledger.store, [*many, staged.WATER])
    assert found == {MatterId(both): stage.matter(both)}
