"""Whatever is asked of an organisation, in whatever order: one tree, one root, somebody who answers, somebody who decides.

Commands are drawn over few ids, so that they collide: most are refused, and what is accepted changes everything else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buckstop.domain.ids import ChangeId, PersonId, PostId, UnitId
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import (
    AbolishPost,
    AppointPerson,
    CancelChange,
    CreatePost,
    EndAbsence,
    FoundUnit,
    MergeUnit,
    MoveUnit,
    NameOffice,
    NameOutsideArbiter,
    OrganisationCommand,
    RegisterAbsence,
    RelievePerson,
    RetireUnit,
    ScheduleChange,
    SetDeputies,
)
from buckstop.domain.organisation_decide import affected_units, decide, due_events
from buckstop.domain.organisation_events import OrganisationEvent
from buckstop.domain.organisation_evolve import evolve, evolve_all
from buckstop.domain.refusals import Refusal
from buckstop.domain.units import UnitKind
from tests.worlds import FOUNDED_AT, LI, WANG, WATER_CLERK, WATER_DEPUTY, WATER_HEAD, county, organisation_of

HOUR = timedelta(hours=1)
QUICK = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

FIRST = "rabcdefgh"
any_unit = st.sampled_from([UnitId(name) for name in FIRST])
any_id = st.sampled_from([UnitId(name) for name in (*FIRST, *"ijklmn", "outside", "beyond")])
maybe_unit = st.none() | any_unit
moved = st.lists(st.tuples(any_unit, any_unit), max_size=2).map(tuple)
retired = st.lists(st.tuples(any_unit, maybe_unit), max_size=2).map(tuple)
moves = st.builds(MoveUnit, any_unit, any_unit)
mergers = st.builds(MergeUnit, any_unit, any_unit, st.just("doc"), moved, retired)
retirements = st.builds(RetireUnit, any_unit, maybe_unit, st.just("doc"), moved, retired)
changes = moves | mergers | retirements
any_plan = st.sampled_from([ChangeId("p1"), ChangeId("p2"), ChangeId("p3")])
any_hour = st.integers(12, 70).map(lambda hours: FOUNDED_AT + hours * HOUR)


@dataclass(frozen=True)
class Dissolve:
    """Retire a unit that may have subordinates: they move to an heir, or all of them retire with it."""

    unit: UnitId
    successor: UnitId | None
    heir: UnitId | None

    def command(self, organisation: Organisation) -> RetireUnit:
        if organisation.unit(self.unit) is None:
            return RetireUnit(self.unit)
        if self.heir is not None:
            moving = ((child, self.heir) for child in organisation.tree.active_children(self.unit))
            return RetireUnit(self.unit, self.successor, "doc", tuple(moving))
        below = [unit for unit in organisation.subtree(self.unit) if organisation.active(unit)][1:]
        return RetireUnit(self.unit, self.successor, "doc", (), tuple((unit, None) for unit in reversed(below)))


# More of what changes the tree, less of what only renames its edges.
_TREE_COMMANDS: list[st.SearchStrategy[OrganisationCommand | Dissolve]] = [
    *(moves,) * 3,
    *(st.builds(Dissolve, any_unit, maybe_unit, maybe_unit),) * 3,
    *(st.builds(FoundUnit, any_id, st.just("x"), st.just(UnitKind.TEAM), any_id),) * 2,
    *(st.builds(ScheduleChange, any_plan, changes, any_hour),) * 3,
    mergers,
    retirements,
    st.builds(NameOutsideArbiter, any_id, st.just("x")),
    st.builds(NameOffice, any_unit),
    st.builds(CancelChange, any_plan, st.just("x")),
]
tree_histories = st.lists(st.one_of(_TREE_COMMANDS), min_size=20, max_size=30)

TREE = {"a": "r", "b": "r", "c": "a", "d": "a", "e": "c", "f": "b", "g": "f", "h": "e"}


def histories(
    start: Organisation, commands: Sequence[OrganisationCommand | Dissolve]
) -> list[tuple[Organisation, tuple[OrganisationEvent, ...], Organisation]]:
    """(before, events, after) of each accepted command, one an hour."""
    steps = []
    for hours, asked in enumerate(commands, 1):
        command = asked.command(start) if isinstance(asked, Dissolve) else asked
        answer = decide(start, command, FOUNDED_AT + hours * HOUR)
        if not isinstance(answer, Refusal):
            later = evolve_all(start, answer)
            steps.append((start, answer, later))
            start = later
    return steps


def assert_one_tree(organisation: Organisation) -> None:
    units = organisation.tree.units
    assert [unit.id for unit in units.values() if unit.superior is None] == [organisation.root]
    assert set(organisation.subtree(organisation.root)) == set(units)
    assert organisation.active(organisation.root)
    assert organisation.active(organisation.office)
    assert organisation.outside_arbiter not in units
    for unit in organisation.tree.active_units:
        assert all(organisation.active(superior) for superior in organisation.tree.superiors(unit))


def assert_someone_decides_and_someone_answers(organisation: Organisation) -> None:
    units = list(organisation.tree.units)
    assert all(organisation.active(organisation.custodian(unit)) for unit in units)
    for parties in (pair for size in (1, 2, 3) for pair in combinations(units, size)):
        arbiter = organisation.arbiter_for(parties)
        assert arbiter not in parties
        if arbiter == organisation.outside_arbiter:
            assert organisation.root in parties
        else:
            assert organisation.active(arbiter)
            assert all(organisation.is_above(arbiter, party) for party in parties)
            below = organisation.tree.active_children(arbiter)
            assert not any(all(organisation.is_above(child, party) for party in parties) for child in below)


@QUICK
@given(tree_histories)
def test_every_accepted_history_keeps_one_tree_with_an_arbiter_and_a_custodian_for_all(
    commands: list[OrganisationCommand | Dissolve],
) -> None:
    start = organisation_of(TREE)
    last = start
    for _, _, last in histories(start, commands):
        assert_one_tree(last)
    assert_someone_decides_and_someone_answers(last)


@QUICK
@given(tree_histories)
def test_replay_in_one_sweep_equals_replay_step_by_step(commands: list[OrganisationCommand | Dissolve]) -> None:
    start = organisation_of(TREE)
    steps = histories(start, commands)
    events = [event for _, written, _ in steps for event in written]
    last = steps[-1][2] if steps else start
    one_by_one = start
    for event in events:
        one_by_one = evolve(one_by_one, event)
    assert evolve_all(start, events) == one_by_one == last
    assert last.version == start.version + len(events)


@QUICK
@given(tree_histories)
def test_what_a_change_does_not_name_as_affected_keeps_its_arbiter_and_its_custodian(
    commands: list[OrganisationCommand | Dissolve],
) -> None:
    for before, events, later in histories(organisation_of(TREE), commands):
        affected = affected_units(before, events)
        for parties in combinations(before.tree.units, 2):
            arbiter = before.arbiter_for(parties)
            if not affected.intersection((*parties, arbiter)):
                assert later.arbiter_for(parties) == arbiter
        for unit in set(before.tree.active_units) - affected:
            assert later.custodian(unit) == unit


@QUICK
@given(tree_histories, st.lists(st.integers(0, 80), max_size=6))
def test_waking_for_plans_or_sleeping_through_them_gives_the_same_events(
    commands: list[OrganisationCommand | Dissolve], wakings: list[int]
) -> None:
    steps = histories(organisation_of(TREE), commands)
    asleep = steps[-1][2] if steps else organisation_of(TREE)
    awake = asleep
    woken: tuple[OrganisationEvent, ...] = ()
    for hours in (*sorted(wakings), 80):
        due = due_events(awake, FOUNDED_AT + hours * HOUR)
        awake, woken = evolve_all(awake, due), (*woken, *due)
    assert woken == due_events(asleep, FOUNDED_AT + 80 * HOUR)
    assert awake.plan == ()


any_post = st.sampled_from([WATER_HEAD, WATER_DEPUTY, WATER_CLERK, PostId("new")])
any_person = st.sampled_from([WANG, LI, PersonId("p-anna"), PersonId("p-ruth")])
any_instant = st.none() | st.integers(10, 45).map(lambda hours: FOUNDED_AT + hours * HOUR)
_POST_COMMANDS: list[st.SearchStrategy[OrganisationCommand]] = [
    *(st.builds(AppointPerson, any_person, any_post, any_instant, any_instant),) * 6,
    *(st.builds(RelievePerson, any_person, any_post, any_instant),) * 4,
    *(st.builds(RegisterAbsence, any_post, st.none() | any_post, any_instant, any_instant),) * 5,
    *(st.builds(EndAbsence, any_post, any_instant),) * 2,
    st.builds(SetDeputies, any_post, st.lists(any_post, max_size=2).map(tuple)),
    st.builds(CreatePost, st.just(PostId("new")), st.just(UnitId("water")), st.just("x"), st.just(frozenset())),
    st.builds(AbolishPost, st.just(PostId("new")) | any_post),
]
post_histories = st.lists(st.one_of(_POST_COMMANDS), min_size=15, max_size=25)


@QUICK
@given(post_histories)
def test_at_every_instant_one_person_at_most_holds_a_post_and_whoever_acts_is_there(
    commands: list[OrganisationCommand],
) -> None:
    start = county()
    steps = histories(start, commands)
    posts = (steps[-1][2] if steps else start).posts
    for post in posts.by_id:
        for at in (FOUNDED_AT + hours * HOUR for hours in range(50)):
            covering = [
                tenure
                for tenure in posts.tenures.get(post, ())
                if tenure.from_at <= at and (tenure.until_at is None or at < tenure.until_at)
            ]
            assert len(covering) <= 1
            acting = posts.who_acts_for(post, at)
            if acting is not None:
                assert posts.holder_of(acting.held, at) == acting.person
                assert posts.absence_of(acting.held, at) is None
                assert acting in posts.acting_in(acting.person, posts.by_id[post].unit, at)


@QUICK
@given(post_histories)
def test_what_was_true_of_a_past_instant_stays_true(commands: list[OrganisationCommand]) -> None:
    for before, events, later in histories(county(), commands):
        past_at = min(event.happened_at for event in events) - timedelta(minutes=1)
        for post in before.posts.by_id:
            assert later.holder_of(post, past_at) == before.holder_of(post, past_at)
            then, now = before.posts.absence_of(post, past_at), later.posts.absence_of(post, past_at)
            assert (then and (then.from_at, then.deputy)) == (now and (now.from_at, now.deputy))
