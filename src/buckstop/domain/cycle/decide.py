"""Yes or no to a command about a cycle: pure, with obstacles named in a fixed order (refusals.py)."""

from datetime import date, datetime

from buckstop.domain.cycle import commands as asked
from buckstop.domain.cycle import events as happened
from buckstop.domain.cycle.refusals import CycleRefusal as No
from buckstop.domain.cycle.schedule import months_later, next_turn
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.cycle.turns import turn_after
from buckstop.domain.cycle.words import CycleStatus, DueKind, Rhythm, Turn
from buckstop.domain.cycle.world import Decision, World
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.decide import LONGEST_TEXT
from buckstop.domain.matter.words import Actor
from buckstop.domain.refusals import Refusal

LONGEST_YEARS = 3
"""Years ahead a cycle may be set up or renewed for: work that nobody looks at anew stops by itself."""

MOST_OF_A_KIND = 99
"""Days, weeks, months, quarters or years between two turns at most."""

MOST_DAYS = 366
"""Days a turn's matter may take at most."""


def decide(world: World, actor: Actor, command: asked.CycleCommand, at: datetime) -> Decision | Refusal:
    """What a command leads to, or the first obstacle.

    Args:
        at: now, aware UTC; what the clock says before the cycle's last event counts as the time of that event.
    """
    found = world.cycle
    if isinstance(command, asked.SetUpCycle):
        if found is not None:
            return Refusal.of(No.ALREADY_SET_UP, cycle=command.cycle)
        return _set_up(world, actor, command, at)
    if found is None:
        return Refusal.of(No.UNKNOWN_CYCLE, cycle=command.cycle)
    at = max(at, found.updated_at)
    match command:
        case asked.AmendCycle():
            return _amend(world, actor, found, command, at)
        case asked.SkipTurn():
            return _skip(world, actor, found, command, at)
        case asked.EndCycle():
            return _end(world, actor, found, command, at)
    raise ValueError(f"{command.NAME} is no command about a cycle")


def _set_up(world: World, actor: Actor, command: asked.SetUpCycle, at: datetime) -> Decision | Refusal:
    """On one's own unit only: else a cycle would open matters on others, which nobody may."""
    if actor.unit != command.unit:
        return Refusal.of(No.NOT_OWN_UNIT, unit=command.unit, yours=actor.unit)
    today = world.calendar.local_date(at)
    refusal = (
        _unit_refusal(world, command.unit)
        or _named_refusal(world, command.unit, command)
        or _text_refusal(title=command.title, goal=command.terms.goal)
        or _numbers_refusal(command, today)
        or _first_refusal(command.rhythm, today)
    )
    if refusal is not None:
        return refusal
    first = next_turn(
        command.rhythm, world.calendar, number=1, until_date=command.until_date, after_date=_day_before(today)
    )
    if first is None:
        return _never(command)
    return happened.CycleSetUp(
        happened_at=at,
        by=actor,
        cycle=command.cycle,
        unit=command.unit,
        title=command.title.strip(),
        terms=command.terms,
        profile=command.profile,
        planned_for=command.planned_for,
        rhythm=command.rhythm,
        due=command.due,
        until_date=command.until_date,
        next=first,
    )


def _amend(world: World, actor: Actor, cycle: Cycle, command: asked.AmendCycle, at: datetime) -> Decision | Refusal:
    """What the unit says anew counts from the next turn on; the period of the last one is not asked for twice."""
    if actor.unit != cycle.unit:
        return Refusal.of(No.NOT_OWN_UNIT, unit=cycle.unit, yours=actor.unit)
    if cycle.status is CycleStatus.ENDED:
        return Refusal.of(No.ENDED, ended=str(cycle.ended_date))
    today = world.calendar.local_date(at)
    refusal = (
        _named_refusal(world, cycle.unit, command)
        or _text_refusal(title=command.title, goal=command.terms.goal, reason=command.reason)
        or _numbers_refusal(command, today)
        or (None if command.rhythm == cycle.rhythm else _first_refusal(command.rhythm, today))
    )
    if refusal is not None:
        return refusal
    if _alike(cycle, command):
        return Refusal.of(No.NOTHING_CHANGED)
    coming = next_turn(
        command.rhythm,
        world.calendar,
        number=len(cycle.turns) + 1,
        until_date=command.until_date,
        covered_date=cycle.covered_date,
        after_date=max(filter(None, (_day_before(today), cycle.last_day))),
    )
    if coming is None:
        return _never(command)
    return happened.CycleAmended(
        happened_at=at,
        by=actor,
        title=command.title.strip(),
        terms=command.terms,
        profile=command.profile,
        planned_for=command.planned_for,
        rhythm=command.rhythm,
        due=command.due,
        until_date=command.until_date,
        reason=command.reason,
        next=coming,
    )


def _skip(world: World, actor: Actor, cycle: Cycle, command: asked.SkipTurn, at: datetime) -> Decision | Refusal:
    turn = _coming(world, actor, cycle)
    if isinstance(turn, Refusal):
        return turn
    if command.turn != turn.number:
        return Refusal.of(No.ANOTHER_TURN, turn=command.turn, next=turn.number, day=turn.day)
    if refusal := _text_refusal(reason=command.reason):
        return refusal
    following = turn_after(cycle, turn, world.calendar)
    return happened.TurnSkipped(happened_at=at, by=actor, turn=turn, reason=command.reason, next=following)


def _end(world: World, actor: Actor, cycle: Cycle, command: asked.EndCycle, at: datetime) -> Decision | Refusal:
    if not _answers(world, actor.unit, cycle):
        return Refusal.of(No.NOT_YOURS, unit=cycle.unit)
    if cycle.status is CycleStatus.ENDED:
        return Refusal.of(No.ENDED, ended=str(cycle.ended_date))
    if refusal := _text_refusal(reason=command.reason):
        return refusal
    return happened.CycleEnded(
        happened_at=at, by=actor, reason=command.reason, ended_date=world.calendar.local_date(at)
    )


def _coming(world: World, actor: Actor, cycle: Cycle) -> Turn | Refusal:
    """The turn to come, if the actor may speak about it."""
    if not _answers(world, actor.unit, cycle):
        return Refusal.of(No.NOT_YOURS, unit=cycle.unit)
    if cycle.status is CycleStatus.ENDED:
        return Refusal.of(No.ENDED, ended=str(cycle.ended_date))
    if cycle.next is None:
        return Refusal.of(No.NOTHING_COMES, until=cycle.until_date)
    return cycle.next


def _answers(world: World, unit: UnitId, cycle: Cycle) -> bool:
    """The unit itself, one above it, or the supervision office: these may always ask for less."""
    return unit in {cycle.unit, world.organisation.office} or world.organisation.is_above(unit, cycle.unit)


def _alike(cycle: Cycle, command: asked.AmendCycle) -> bool:
    said = (command.title.strip(), command.terms, command.profile, command.planned_for, command.rhythm, command.due)
    stands = (cycle.title, cycle.terms, cycle.profile, cycle.planned_for, cycle.rhythm, cycle.due)
    return said == stands and command.until_date == cycle.until_date


def _unit_refusal(world: World, unit: UnitId) -> Refusal | None:
    organisation = world.organisation
    if organisation.unit(unit) is None:
        return Refusal.of(No.UNKNOWN_UNIT, unit=unit)
    if not organisation.active(unit):
        return Refusal.of(No.UNIT_RETIRED, unit=unit, successor=organisation.custodian(unit))
    return None


def _named_refusal(world: World, unit: UnitId, command: asked.SetUpCycle | asked.AmendCycle) -> Refusal | None:
    """What an offer would be refused for is not planned either; the duty list is asked when it is offered."""
    for support in command.terms.supports:
        if refusal := _unit_refusal(world, support):
            return refusal
    planned = command.planned_for
    if planned is None:
        return None
    if refusal := _unit_refusal(world, planned):
        return refusal
    if planned == unit:
        return Refusal.of(No.TO_ITSELF, unit=planned)
    if world.organisation.is_above(planned, unit):
        return Refusal.of(No.TO_OWN_SUPERIOR, unit=planned)
    return None


def _text_refusal(**needed: str) -> Refusal | None:
    for name, text in needed.items():
        if not text.strip():
            return Refusal.of(No.TEXT_MISSING, text=name)
        if len(text) > LONGEST_TEXT:
            return Refusal.of(No.TEXT_TOO_LONG, text=name, length=len(text), allowed=LONGEST_TEXT)
    return None


def _numbers_refusal(command: asked.SetUpCycle | asked.AmendCycle, today: date) -> Refusal | None:
    rhythm, due = command.rhythm, command.due
    if not 1 <= rhythm.number <= MOST_OF_A_KIND:
        return Refusal.of(No.NUMBER_OUT_OF_RANGE, number=rhythm.number, allowed=MOST_OF_A_KIND)
    if due.kind is not DueKind.PERIOD_END and not 1 <= due.days <= MOST_DAYS:
        return Refusal.of(No.DAYS_OUT_OF_RANGE, days=due.days, allowed=MOST_DAYS)
    if command.until_date < max(rhythm.first_date, today):
        return Refusal.of(No.UNTIL_BEFORE_FIRST, until=command.until_date, first=max(rhythm.first_date, today))
    latest = months_later(today, 12 * LONGEST_YEARS)
    if command.until_date > latest:
        return Refusal.of(No.BEYOND_SUNSET, until=command.until_date, latest=latest, years=LONGEST_YEARS)
    return None


def _first_refusal(rhythm: Rhythm, today: date) -> Refusal | None:
    if rhythm.first_date < today:
        return Refusal.of(No.FIRST_PAST, first=rhythm.first_date)
    return None


def _never(command: asked.SetUpCycle | asked.AmendCycle) -> Refusal:
    return Refusal.of(No.NEVER_COMES, first=command.rhythm.first_date, until=command.until_date)


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
