"""A county lives: founded, given its habits, and run from action to action until its last day."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from buckstop.app.clock import SetClock
from buckstop.app.cycle_streams import PREFIX as CYCLES
from buckstop.app.ledger import Ledger
from buckstop.app.sight import KIND, matters_of
from buckstop.app.timers import tick
from buckstop.domain.ids import MatterId, UnitId
from buckstop.ledger.store import ORGANISATION, Where
from buckstop.simulator.county.agenda import WorkTime
from buckstop.simulator.county.cast import Cast, cast
from buckstop.simulator.county.changes import changes
from buckstop.simulator.county.founding import found
from buckstop.simulator.county.habits import Habit, draw_habits
from buckstop.simulator.county.papers import Papers
from buckstop.simulator.county.scenes import play_scenes
from buckstop.simulator.county.sources import SOURCES
from buckstop.simulator.county.spec import CountySpec
from buckstop.simulator.county.watching import watch
from buckstop.simulator.county.words import words
from buckstop.simulator.county.world import World

Tell = Callable[[int, int | None, str], None]
"""(done, of how much, what): hears how far it is."""

_ROUNDS = (time(8, 30), time(12, 30), time(18))  # when the clock process is looked at; what was due happened when due
_FOUNDED_BEFORE = timedelta(hours=12)
_SILENT_SHARE = 0.18
_MANY = 10_000
_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Lived:
    """What a run did.

    Args:
        persons: in office at the beginning.
        habits: of every unit; the truth that was planted.
        silent: units that let verifications lie.
        cut: scenes of the lively present that could not be played to their end.
        spoken: accepted commands by name.
        refused: refused commands by code: people try what cannot be.
        acted: accepted commands by habit of the unit.
    """

    cast: Cast
    persons: int
    habits: Mapping[UnitId, Habit]
    silent: frozenset[UnitId]
    spoken: Mapping[str, int]
    refused: Mapping[str, int]
    acted: Mapping[Habit, int]
    cut: tuple[str, ...] = ()


def live(ledger: Ledger, clock: SetClock, spec: CountySpec, tell: Tell | None = None) -> Lived:
    """Let a county live in a ledger; the same spec gives the same events in every store.

    Args:
        ledger: empty, running on `clock`. Its salts and what it draws by are replaced by seeded ones: all persons are made up.
        clock: is set from action to action; it ends with the evening of the last day.

    Raises:
        FoundingError: the ledger is not empty.
    """
    world, persons = _begin(ledger, clock, spec)
    for source in SOURCES:
        source(world)
    changes(world, lambda: _look_at_everything(world))
    play_scenes(world)
    last = datetime.combine(spec.last_date, time(23, 59), world.time.zone).astimezone(UTC)
    rounds = _rounds(world)
    for at in (*rounds, last):
        while (next_at := world.agenda.next_at()) is not None and next_at <= at:
            when, act = world.agenda.take()
            clock.at = max(clock.at, when.astimezone(UTC))
            act()
        clock.at = max(clock.at, at.astimezone(UTC))
        _let_the_clock_run(world)
        if tell:
            tell(min(world.time.minute(at), _minutes(world)), _minutes(world), "living")
    return Lived(
        world.cast, persons, world.habits, world.silent, world.spoken, world.refused, world.acted, tuple(world.cut)
    )


def _begin(ledger: Ledger, clock: SetClock, spec: CountySpec) -> tuple[World, int]:
    rng = random.Random(spec.seed)
    spoken = words()
    players = cast(spec, spoken, rng)
    ledger.salts = random.Random(f"salts {spec.seed}").randbytes
    ledger.draw_secret = random.Random(f"draws {spec.seed}").randbytes(32)
    zone = ledger.calendar.zone
    assert isinstance(zone, ZoneInfo)
    worktime = WorkTime(ledger.calendar, zone, spec.first_date, spec.last_date)
    clock.at = datetime.combine(spec.first_date, time(8), zone).astimezone(UTC) - _FOUNDED_BEFORE
    persons = found(ledger, players, spoken, rng, spec.first_date.year)
    habits, silent = _characters(players, rng)
    papers = Papers(ledger)
    world = World(ledger, clock, spec, spoken, players, rng, habits, silent, worktime, watch, papers)
    return world, persons


def _characters(players: Cast, rng: random.Random) -> tuple[dict[UnitId, Habit], frozenset[UnitId]]:
    """Habits of all; governments, desks and the office are steady or diligent, or nothing would move at all."""
    groups = []
    # Each habit is there at least once where citizens ask most: elsewhere it would hardly show.
    asked = {key for wish in words().wishes for key in wish.wanted if len(wish.wanted) > 2 or wish.urgent}
    for county in players.counties:
        others = {key: unit for key, unit in county.departments.items() if unit != county.hotline}
        groups.append(tuple(unit for key, unit in others.items() if key in asked))
        groups.append(tuple(unit for key, unit in others.items() if key not in asked))
        groups.append(county.townships)
        groups += county.villages.values()
    habits = draw_habits(groups, rng)
    for unit in players.units:
        habits.setdefault(unit, Habit.STEADY)
    for county in players.counties:
        habits[county.hotline] = Habit.DILIGENT
    habits[players.office] = Habit.DILIGENT
    checkers = [unit.id for unit in players.units.values() if unit.verifiers and unit.id != players.office]
    return habits, frozenset(rng.sample(checkers, max(1, round(_SILENT_SHARE * len(checkers)))))


def _rounds(world: World) -> list[datetime]:
    """Rounds of the clock on every working day."""
    return [datetime.combine(day, at, world.time.zone) for day in world.time.days for at in _ROUNDS]


def _minutes(world: World) -> int:
    return world.time.minute(datetime.combine(world.time.days[-1], time(23), world.time.zone))


def _let_the_clock_run(world: World) -> None:
    """One tick; then people see what happened by itself."""
    store = world.ledger.store
    names = (name for name, _ in store.due(world.now, _MANY) if name != ORGANISATION)
    due = [MatterId(name) for name in names if not name.startswith(CYCLES)]  # what cycles open is acted by scenes
    before = {name: world.load(name).holder for name in due}
    world.spoken["wake"] += tick(world.ledger).woken
    for name in due:
        matter = world.load(name)
        watch(world, matter)
        if matter.holder != before[name]:
            for part in world.parts(matter):
                watch(world, part)


def _look_at_everything(world: World) -> None:
    """Everybody looks at what they have: units ended, and their matters went elsewhere."""
    after = ""
    while page := world.ledger.store.find(Where(kind=KIND, active=True), limit=_PAGE, after=after):
        for matter in matters_of(page).values():
            assert matter is not None
            watch(world, matter)
        after = page[-1].stream
