"""What is asked of townships beside their work: forms, meetings, checks, by everybody who may, twice by some."""

from datetime import timedelta
from functools import partial

from buckstop.domain.demand.commands import AnswerDemand, ImposeDemand, MarkBurden, MergeDemand, WithdrawDemand
from buckstop.domain.demand.words import DemandId, DemandKind, Particulars
from buckstop.domain.ids import UnitId
from buckstop.simulator.county.agenda import DAY_HOURS
from buckstop.simulator.county.cast import County
from buckstop.simulator.county.words import Chore
from buckstop.simulator.county.world import World

_PER_DAY = 0.8  # of a working day, in each county
_NEEDS_PAPER = frozenset({DemandKind.PLEDGE, DemandKind.INSPECTION})


def chores(world: World) -> None:
    """Demands of the government and of departments that guide townships, spread over the run."""
    number, imposed = 0, dict[Chore, list[int]]()
    for county in world.cast.counties:
        guides = [county.departments[key] for key in world.words.lines if key in county.departments]
        for _ in range(round(_PER_DAY * len(world.time.days))):
            number += 1
            issuer = world.rng.choice((county.root, *guides, *guides))
            minute = round(60 * DAY_HOURS * (len(world.time.days) - 5) * world.rng.random())
            act = partial(_impose, world, county, issuer, world.rng.choice(world.words.chores), number, imposed)
            world.agenda.enter(world.time.instant(minute), act)


def _impose(
    world: World, county: County, issuer: UnitId, chore: Chore, number: int, imposed: dict[Chore, list[int]]
) -> None:
    name, kind = DemandId(f"b{number:03d}"), DemandKind(chore.kind)
    if not world.active(issuer):
        return
    receivers = world.rng.sample(county.townships, world.rng.randint(1, len(county.townships)))
    command = ImposeDemand(
        demand=name,
        kind=kind,
        title=chore.title,
        issuer=issuer,
        receivers=tuple(sorted(receivers)),
        person_minutes=chore.minutes,
        due_date=world.local_date(world.now) + timedelta(world.rng.randint(2, 9)),
        authorisation=world.document() if kind in _NEEDS_PAPER and world.chance(0.7) else "",
        # Now and then somebody names the topic in other words, so that nobody sees at once that it was asked before.
        particulars=Particulars(topic=f"{chore.topic}{number}" if world.chance(0.6) else chore.topic, half_days=1),
    )
    demand = world.demand(issuer, command)
    if demand is None:
        return
    for receiver in demand.units:
        world.later(world.rng.uniform(4, 5 * DAY_HOURS), partial(_answer, world, name, receiver, chore.minutes))
    if world.chance(0.12):
        world.later(DAY_HOURS, partial(_withdraw, world, name, issuer))
    elif world.chance(0.6) and chore in imposed:
        before = DemandId(f"b{world.rng.choice(imposed[chore]):03d}")
        world.later(DAY_HOURS, partial(_merge, world, name, before))
    imposed.setdefault(chore, []).append(number)


def _answer(world: World, name: DemandId, receiver: UnitId, minutes: int) -> None:
    """A township does what is asked, or says that it is too much; some do neither."""
    traits = world.traits(receiver)
    if world.chance(traits.silent):
        return
    if world.chance(0.12):
        world.demand(receiver, MarkBurden(demand=name, reason=world.say("burden")))
    spent = round(minutes * world.rng.uniform(0.5, 1.8))
    world.demand(receiver, AnswerDemand(demand=name, minutes=spent))


def _withdraw(world: World, name: DemandId, issuer: UnitId) -> None:
    world.demand(issuer, WithdrawDemand(demand=name, reason=world.say("demand_over")))


def _merge(world: World, name: DemandId, into: DemandId) -> None:
    """The supervision office makes one demand of two that ask the same; where they do not, it is told so."""
    world.demand(world.cast.office, MergeDemand(demand=name, into=into, reason=world.say("demand_same")))
