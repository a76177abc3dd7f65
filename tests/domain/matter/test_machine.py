"""Anything may be tried at any hour by anybody, and the guarantees hold; and nobody needs to watch the clock."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buckstop.domain.deadlines import Span
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.evolve import replay
from buckstop.domain.matter.world import Decision
from buckstop.domain.organisation_commands import OrganisationCommand
from buckstop.domain.organisation_decide import decide as decide_organisation
from buckstop.domain.packs import ProtocolRules
from buckstop.domain.refusals import Refusal
from proofs.invariants import state_faults, step_faults
from tests.domain.matter.script import CHANGES, Step, change_of, kind_of, scripts, trees, tried
from tests.domain.matter.stage import RULES, Stage, working_days

# What people meet: clocks in working days. And clocks in hours, where more falls due within one script.
IN_DAYS = {
    name: working_days(number)
    for name, number in {
        "claim": 2,
        "offer": 3,
        "ask": 1,
        "decide": 5,
        "verify": 5,
        "support": 3,
        "upward": 3,
        "extension_answer": 3,
        "wait_confirm": 3,
    }.items()
}
CLOCKS: tuple[dict[str, Span], ...] = ({}, IN_DAYS)
Happening = tuple[int, str | None, MatterCommand | OrganisationCommand | None]


def searching(examples: int) -> settings:
    """Many examples, no database: the same ones everywhere."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=slow)


@searching(300)
@given(trees(), st.sampled_from(CLOCKS), st.integers(1, 3), scripts(), st.data())
def test_whatever_is_tried_the_guarantees_hold(
    tree: Mapping[str, str], clocks: dict[str, Span], moves: int, script: list[Step], data: st.DataObject
) -> None:
    stage = Stage(tree, RULES, None, moves=moves, **clocks)
    for number, step in enumerate(script):
        back = data.draw(st.sampled_from((0, 0, 0, 0, 0, 0, 0, 4)), label="hours the clock is set back")
        stage.wait(step.hours - back)
        before, counts = dict(stage.matters), {name: len(events) for name, events in stage.events.items()}
        if kind_of(stage, step) in CHANGES:
            change = change_of(stage, step)
            if change is not None and not isinstance(
                decide_organisation(stage.organisation, change, stage.at), Refusal
            ):
                stage.reorganise(change)
        else:
            answer = stage.ask(*tried(stage, step, number + 100))
            decision: Decision = () if isinstance(answer, Refusal) else answer
            stage.write(decision)
            assert step_faults(before, decision, stage.matters) == []
        assert state_faults(stage.matters, stage.organisation) == []
        for name, events in stage.events.items():
            if len(events) > counts.get(name, 0):
                assert replay(events) == stage.matters[name]
                instants = [event.happened_at for event in events]
                assert instants == sorted(instants)
    stage.wait(5000)
    stage.wake()
    left = {matter.phase for matter in stage.matters.values() if matter.next_due_at() is not None}
    assert not left, "something still waits for an hour that has passed"


@searching(300)
@given(trees(), st.sampled_from(CLOCKS), scripts())
def test_a_clock_that_wakes_every_matter_when_it_is_due_changes_nothing(
    tree: Mapping[str, str], clocks: dict[str, Span], script: list[Step]
) -> None:
    rules = RULES
    watched = Stage(tree, rules, None, **clocks)
    happenings: list[Happening] = []
    for number, step in enumerate(script):
        _watch(watched, step.hours)
        if kind_of(watched, step) in CHANGES:
            happening: Happening = (step.hours, None, change_of(watched, step))
        else:
            happening = (step.hours, *tried(watched, step, number + 100))
        happenings.append(happening)
        _happen(watched, happening)
    _watch(watched, 5000)
    asleep = _unwatched(tree, rules, clocks, happenings, watched)
    assert asleep.events == watched.events


def _unwatched(
    tree: Mapping[str, str],
    rules: ProtocolRules,
    clocks: dict[str, Span],
    happenings: list[Happening],
    watched: Stage,
) -> Stage:
    """The same commands at the same hours; nobody wakes anything until the end."""
    stage = Stage(tree, rules, None, **clocks)
    for happening in happenings:
        stage.wait(happening[0])
        _happen(stage, happening)
    stage.at = watched.at
    stage.wake()
    return stage


def _happen(stage: Stage, happening: Happening) -> None:
    _, unit, command = happening
    if isinstance(command, MatterCommand):
        answer = stage.ask(unit, command)
        if not isinstance(answer, Refusal):
            stage.write(answer)
    elif command and not isinstance(decide_organisation(stage.organisation, command, stage.at), Refusal):
        stage.reorganise(command)


def _watch(stage: Stage, hours: int) -> None:
    """Let hours pass under the eyes of a clock that wakes every matter in the moment it is due."""
    until_at = stage.at + timedelta(hours=hours)
    while due := _due(stage):
        due_at, matter = min(due)
        if due_at > until_at:
            break
        stage.at = max(due_at, stage.at)
        stage.wake(matter)
    stage.at = until_at


def _due(stage: Stage) -> list[tuple[datetime, MatterId]]:
    return [(at, name) for name, matter in stage.matters.items() if (at := matter.next_due_at()) is not None]
