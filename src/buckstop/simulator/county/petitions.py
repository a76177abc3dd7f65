"""What holders ask of others on the way, and what they are answered: support, the superior, time, outsiders, the spot."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.asks import (
    ExtensionRequest,
    Summons,
    Support,
    SupportStage,
    UpwardKind,
    UpwardRequest,
    Wait,
)
from buckstop.domain.matter.commands import asks
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Grant, Phase
from buckstop.simulator.county.agenda import DAY_HOURS
from buckstop.simulator.county.habits import Habit
from buckstop.simulator.county.world import World

_AT_WORK = frozenset({Phase.SETTLED, Phase.APPEAL})
_Step = Callable[[World, MatterId, UnitId], None]


def perhaps_all(world: World, matter: Matter, given: float, weight: float) -> None:
    """Plan what a holder will ask for while it works.

    Args:
        given: working hours until the deadline.
        weight: 1 for who does the work itself, less for who hands it down.
    """
    unit, traits = matter.holder, world.traits(matter.holder)
    steps: tuple[tuple[float, float, _Step], ...] = (
        (0.07, 0.2, _ask_support),
        (0.05, 0.15, _ask_upward),
        (0.06 + (0.12 if world.habits.get(unit) is Habit.STALLING else 0.0), 0.3, _begin_wait),
        (0.035, 0.25, _summon),
        (traits.extends, 0.8, _ask_extension),
    )
    for chance, when, step in steps:
        if world.chance(chance * weight):
            hours = given * when * world.rng.uniform(0.6, 1.2)
            world.later(hours, partial(step, world, matter.id, unit))


def _still(world: World, name: MatterId, unit: UnitId) -> Matter | None:
    matter = world.load(name)
    return matter if matter.holder == unit and matter.phase in _AT_WORK else None


def _days_on(world: World, least: int, most: int) -> timedelta:
    return timedelta(world.rng.randint(least, most))


# --- support ----------------------------------------------------------------------------------------------------------


def _ask_support(world: World, name: MatterId, unit: UnitId) -> None:
    matter, county = _still(world, name, unit), world.cast.county_of.get(unit)
    if matter is None or county is None:
        return
    helpers = [one for one in county.departments.values() if one != unit and world.active(one)]
    wanted = world.local_date(world.now) + _days_on(world, 3, 8)
    helper = world.rng.choice(helpers)
    world.do(
        unit, asks.AskSupport(matter=name, supporter=helper, what=world.say("support"), wanted_date=wanted), matter
    )


def support(world: World, matter: Matter, one: Support) -> None:
    """Whoever has to act on a support gets it on the desk."""
    if one.stage is SupportStage.DELIVERED:
        act: Callable[[World, MatterId, int], None] = _take_support
    elif one.stage is SupportStage.AGREED:
        act = _give_support
    else:
        act = _answer_support
    if one.stage is SupportStage.AGREED:
        traits = world.traits(one.supporter)
        late = 0.0 if world.chance(traits.helps) else 3 * DAY_HOURS
        hours = late + (world.hours_left(one.timer.due_at) if one.timer else DAY_HOURS) * world.rng.uniform(0.3, 0.95)
        if not world.chance(traits.silent):
            world.later(hours, partial(act, world, matter.id, one.ask))
    else:
        world.at_its_pace(one.answerer, matter, partial(act, world, matter.id, one.ask))


def _support(world: World, name: MatterId, ask: int, *stages: SupportStage) -> tuple[Matter, Support] | None:
    matter = world.load(name)
    found = next((one for one in matter.supports if one.ask == ask and one.stage in stages), None)
    return None if found is None else (matter, found)


def _answer_support(world: World, name: MatterId, ask: int) -> None:
    found = _support(world, name, ask, SupportStage.ASKED, SupportStage.PASSED_UP)
    if found is None or world.chance(world.traits(found[1].answerer).silent):
        return
    matter, one = found
    if world.chance(world.traits(one.answerer).helps):
        late = world.local_date(world.now) + timedelta(2)
        day = max(one.wanted_date, late) if world.chance(0.3) else None
        day = late if day is None and one.wanted_date <= world.local_date(world.now) else day
        world.do(one.answerer, asks.AgreeSupport(matter=name, ask=ask, by_date=day), matter)
    else:
        text = world.say("support_back")
        command = asks.ReturnSupport(matter=name, ask=ask, reason_class="lacks_resources", text=text)
        world.do(one.answerer, command, matter)


def _give_support(world: World, name: MatterId, ask: int) -> None:
    found = _support(world, name, ask, SupportStage.AGREED)
    if found is not None:
        text = world.say("support_given")
        world.do(found[1].supporter, asks.DeliverSupport(matter=name, ask=ask, text=text), found[0])


def _take_support(world: World, name: MatterId, ask: int) -> None:
    found = _support(world, name, ask, SupportStage.DELIVERED)
    if found is None or world.chance(world.traits(found[0].holder).silent):
        return
    matter = found[0]
    if world.chance(0.3):
        day = world.local_date(world.now) + _days_on(world, 2, 4)
        command = asks.RejectSupport(matter=name, ask=ask, reason=world.say("support_poor"), wanted_date=day)
        world.do(matter.holder, command, matter)
    else:
        world.do(matter.holder, asks.ConfirmSupport(matter=name, ask=ask), matter)


# --- the superior -----------------------------------------------------------------------------------------------------


def _ask_upward(world: World, name: MatterId, unit: UnitId) -> None:
    matter = _still(world, name, unit)
    if matter is not None:
        kind = world.rng.choice([kind for kind in UpwardKind if kind is not UpwardKind.OBSTACLE])
        world.do(unit, asks.AskUpward(matter=name, kind=kind, text=world.say(f"upward_{kind}")), matter)


def upward(world: World, matter: Matter, one: UpwardRequest) -> None:
    """The superior gets a request on the desk; after two silences somebody answers late."""
    world.at_its_pace(one.answerer, matter, partial(_answer_upward, world, matter.id, one.ask, one.answerer))


def _answer_upward(world: World, name: MatterId, ask: int, answerer: UnitId) -> None:
    matter = world.load(name)
    one = next((one for one in matter.upward if one.ask == ask and one.answerer == answerer), None)
    if one is None or (one.timer is not None and world.chance(0.15 + world.traits(answerer).silent)):
        return
    granted = world.chance(0.7)
    grant = Grant(money=8_000_000, reference=world.document()) if one.kind is UpwardKind.MONEY and granted else None
    text = world.say("upward_yes" if granted else "upward_no")
    world.do(answerer, asks.AnswerUpward(matter=name, ask=ask, granted=granted, text=text, grant=grant), matter)


# --- time -------------------------------------------------------------------------------------------------------------


def _ask_extension(world: World, name: MatterId, unit: UnitId) -> None:
    matter = _still(world, name, unit)
    if matter is None or matter.deadline is None or matter.extension is not None or matter.deadline.due_at <= world.now:
        return
    wanted = world.local_date(matter.deadline.due_at) + _days_on(world, 3, 10)
    parent = world.load(matter.parent).deadline if matter.parent else None
    if parent is not None:
        wanted = min(wanted, world.local_date(parent.due_at))
    world.do(unit, asks.AskExtension(matter=name, wanted_date=wanted, reason=world.say("extension")), matter)


def extension(world: World, matter: Matter, one: ExtensionRequest) -> None:
    """Whoever gave the deadline gets the request on the desk."""
    world.at_its_pace(one.answerer, matter, partial(_answer_extension, world, matter.id, one.ask))


def _answer_extension(world: World, name: MatterId, ask: int) -> None:
    matter = world.load(name)
    one = matter.extension
    if one is None or one.ask != ask or world.chance(0.1 + world.traits(one.answerer).silent):
        return
    granted = world.chance(0.75)
    reason = "" if granted else world.say("extension_no")
    world.do(one.answerer, asks.AnswerExtension(matter=name, ask=ask, granted=granted, reason=reason), matter)


# --- outsiders --------------------------------------------------------------------------------------------------------


def _begin_wait(world: World, name: MatterId, unit: UnitId) -> None:
    matter = _still(world, name, unit)
    if matter is not None:
        place = world.rng.randrange(len(world.words.says["wait_whom"]))
        whom, question = (world.words.says[key][place] for key in ("wait_whom", "wait_question"))
        until = world.local_date(world.now) + _days_on(world, 3, 9)
        world.do(unit, asks.BeginWait(matter=name, whom=whom, question=question, until_date=until), matter)


def wait(world: World, matter: Matter, one: Wait) -> None:
    """First somebody confirms that it is a wait; then it is over one day, told or not."""
    if one.confirmed:
        hours = world.hours_left(one.timer.due_at) * world.rng.uniform(0.3, 1.3)
        world.later(hours, partial(_end_wait, world, matter.id, one.ask))
    else:
        world.at_its_pace(one.answerer, matter, partial(_answer_wait, world, matter.id, one.ask))


def _answer_wait(world: World, name: MatterId, ask: int) -> None:
    matter = world.load(name)
    one = next((one for one in matter.waits if one.ask == ask and not one.confirmed), None)
    if one is None or world.chance(0.1 + world.traits(one.answerer).silent):
        return
    doubted = world.habits.get(matter.holder) is Habit.STALLING and world.chance(0.6)
    reason = world.say("wait_no") if doubted else ""
    world.do(one.answerer, asks.AnswerWait(matter=name, ask=ask, confirmed=not doubted, reason=reason), matter)


def _end_wait(world: World, name: MatterId, ask: int) -> None:
    matter = world.load(name)
    if any(one.ask == ask for one in matter.waits) and matter.phase in _AT_WORK:
        world.do(matter.holder, asks.EndWait(matter=name, ask=ask, result=world.say("wait_over")), matter)


# --- the spot ---------------------------------------------------------------------------------------------------------


def _summon(world: World, name: MatterId, unit: UnitId) -> None:
    matter, county = _still(world, name, unit), world.cast.county_of.get(unit)
    if matter is None or county is None or unit == county.root:
        return
    called = [one for one in county.departments.values() if one != unit and world.active(one)]
    command = asks.SummonUnits(
        matter=name,
        units=tuple(world.rng.sample(called, min(len(called), world.rng.randint(1, 3)))),
        place=world.say("summon_place"),
        purpose=world.say("summon_purpose"),
        meet_at=world.time.after(world.now, world.rng.uniform(4, 12)),
    )
    world.do(unit, command, matter)


def summons(world: World, matter: Matter, one: Summons) -> None:
    """Units come, or do not; then the caller writes down what came of it."""
    soon = max(0.1, world.hours_left(one.meet_at) - 0.5)
    for unit in one.missing:
        if world.chance(world.traits(unit).helps):
            world.later(soon * world.rng.uniform(0.9, 1.1), partial(_arrive, world, matter.id, one.ask, unit))
    world.later(soon + world.rng.uniform(2, 6), partial(_conclude, world, matter.id, one.ask))


def _summons(world: World, name: MatterId, ask: int) -> tuple[Matter, Summons] | None:
    matter = world.load(name)
    found = next((one for one in matter.summonses if one.ask == ask), None)
    return None if found is None else (matter, found)


def _arrive(world: World, name: MatterId, ask: int, unit: UnitId) -> None:
    found = _summons(world, name, ask)
    if found is not None and unit in found[1].missing and world.active(unit):
        world.do(unit, asks.ArriveAtSummons(matter=name, ask=ask), found[0])


def _conclude(world: World, name: MatterId, ask: int) -> None:
    found = _summons(world, name, ask)
    if found is not None:
        command = asks.ConcludeSummons(matter=name, ask=ask, result=world.say("summon_result"))
        world.do(found[0].holder, command, found[0])
