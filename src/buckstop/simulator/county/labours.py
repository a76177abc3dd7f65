"""The work: parts handed down, steps on the way, the claim to be done."""

from datetime import timedelta
from functools import partial

from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands import accountability, work
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Attachment, Phase, Profile, Terms
from buckstop.simulator.county import petitions
from buckstop.simulator.county.agenda import DAY_HOURS
from buckstop.simulator.county.habits import Habit
from buckstop.simulator.county.handovers import perhaps_appeal
from buckstop.simulator.county.papers import PHOTOGRAPHS, photograph
from buckstop.simulator.county.world import Brief, World

_AT_WORK = frozenset({Phase.SETTLED, Phase.APPEAL})
_HANDED_DOWN_WITHIN = 6.0  # hours between the first part and the last
_NO_DEADLINE_HOURS = 60.0
_ATTACHES = 0.4  # of all honest claims


def begin(world: World, matter: Matter) -> None:
    """A settled holder plans its work: who gets a part, what is asked of others, when it will be done."""
    unit, traits, brief = matter.holder, world.traits(matter.holder), world.briefs[matter.id]
    given = world.hours_left(matter.deadline.due_at) if matter.deadline else _NO_DEADLINE_HOURS
    perhaps_appeal(world, matter)
    targets = _targets(world, matter, brief)
    if targets:
        for number, target in enumerate(targets):
            hours = 0.3 + traits.soonest + number * _HANDED_DOWN_WITHIN / len(targets)
            world.later(hours, partial(_delegate, world, matter.id, unit, target))
        petitions.perhaps_all(world, matter, given, 0.3)
        return
    hasty = world.chance(traits.hasty)
    takes = given * traits.pace * world.rng.uniform(0.5, 1.05)
    if hasty:
        takes = given * (0.97 if world.chance(0.6) else 0.1)
    if matter.refutations or matter.reopenings:
        takes = min(takes, world.rng.uniform(4, 24))
    if matter.profile is Profile.URGENT:
        takes = min(takes, world.rng.uniform(1, 8))
    else:
        petitions.perhaps_all(world, matter, given, 1.0)
    for share in (0.35, 0.7):
        if world.chance(0.3 if hasty else 0.55) and takes > DAY_HOURS:
            world.later(share * takes, partial(_report, world, matter.id, unit, round(100 * share)))
    world.later(takes, partial(finish, world, matter.id, unit, hasty=hasty))


def _targets(world: World, matter: Matter, brief: Brief) -> tuple[UnitId, ...]:
    """Who gets a part: as planned; a superior that came to hold by silence hands the work to whom it belongs."""
    if matter.children or matter.refutations or matter.depth >= matter.depth_allowed:
        return ()
    planned = brief.targets.get(matter.holder, ())
    rightful = brief.rightful
    if not planned and rightful is not None and rightful != matter.holder and matter.last_decider == matter.holder:
        planned = (rightful,)
    organisation = world.organisation
    return tuple(unit for unit in planned if world.active(unit) and not organisation.is_above(unit, matter.holder))


def _delegate(world: World, name: MatterId, unit: UnitId, target: UnitId) -> None:
    matter, brief = world.load(name), world.briefs[name]
    if matter.holder != unit or matter.phase not in {Phase.HELD, *_AT_WORK} or not world.active(target):
        return
    number = matter.children + 1
    part = MatterId(f"{name}-{number:02d}")
    quantity = _share(world, brief, unit, target)
    admitted = world.organisation.admits(target, brief.duty_item)
    last = None
    if matter.deadline is not None:
        if matter.deadline.due_at <= world.now:
            # Too late to hand anything down: who holds it does it.
            if world.first_time("own work", name, unit):
                world.at_its_pace(unit, matter, partial(finish, world, name, unit))
            return
        latest = world.local_date(matter.deadline.due_at)
        early = world.rng.randint(2, 5) + (4 if world.habits.get(unit) is Habit.RELAYING else 0)
        last = max(latest - timedelta(early), min(latest, world.local_date(world.now) + timedelta(1)))
    terms = Terms(
        goal=matter.terms.goal,
        criteria=matter.terms.criteria,
        quantity=quantity or None,
        measure=matter.terms.measure if quantity else "",
        minimum_days=matter.terms.minimum_days,
        reference=matter.terms.reference,
        duty_item=brief.duty_item,
        first_responsible=world.cast.units[target].heads[0].id,
        priority=matter.terms.priority,
        visibility=matter.terms.visibility,
    )
    world.briefs[part] = Brief(brief.item, target, brief.named, brief.targets, brief.decision, target, quantity)
    command = accountability.DelegatePart(
        matter=name,
        part=part,
        to=target,
        title=f"{matter.title.partition(' · ')[0]} · {world.cast.name(target)}",
        terms=terms,
        deadline_date=last,
        duty_item=brief.duty_item,
        approval="" if admitted.ok else world.document(),
    )
    if world.do(unit, command, matter) is None:
        del world.briefs[part]


def _share(world: World, brief: Brief, unit: UnitId, target: UnitId) -> int:
    """The quantity of a part: the sum of those below it; who only relays asks for a fifth more on the way down."""
    if brief.decision is None:
        return 0
    below = 1
    for level in (target, *brief.targets.get(target, ())):
        below = max(below, len(brief.targets.get(level, ())))
    each = world.rng.randint(brief.decision.least, brief.decision.most) * below
    return round(each * 1.2) if world.habits.get(unit) is Habit.RELAYING else each


def _report(world: World, name: MatterId, unit: UnitId, percent: int) -> None:
    matter = world.load(name)
    if matter.holder != unit or matter.phase not in _AT_WORK:
        return
    relays = world.habits.get(unit) is Habit.RELAYING
    text = world.say("relayed" if relays else "progress")
    world.do(unit, work.ReportProgress(matter=name, text=text, percent=None if relays else percent), matter)
    if world.chance(0.08):
        now = world.load(name)
        text = world.say("better_way" if world.chance(0.2) else "note")
        world.do(unit, work.AddNote(matter=name, text=text), now)


def finish(world: World, name: MatterId, unit: UnitId, *, hasty: bool = False) -> None:
    """Claim to be done; not while parts are open: the last of them to end brings this up again."""
    matter = world.load(name)
    if matter.holder != unit or matter.phase not in _AT_WORK or world.parts(matter):
        return
    world.briefs[name].hasty = hasty
    attached = not hasty and world.chance(_ATTACHES)
    command = work.ReportDone(
        matter=name,
        text=world.say("hasty" if hasty else "done"),
        attachments=(_photograph(world),) if attached else (),
        seed=f"{world.rng.getrandbits(64):016x}",
    )
    world.do(unit, command, matter)


def _photograph(world: World) -> Attachment:
    number = world.rng.randrange(PHOTOGRAPHS)
    return world.papers.attach(world.words.forms["photograph"].format(1), photograph(number))


def part_ended(world: World, part: Matter) -> None:
    """The holder of the whole looks again when a part has ended."""
    assert part.parent is not None
    parent = world.load(part.parent)
    if parent.phase in _AT_WORK and not world.parts(parent):
        world.at_its_pace(parent.holder, parent, partial(finish, world, parent.id, parent.holder))
