"""Where matters come from: decisions of governments, requests of citizens, quarrels between villages.

Each source enters into the agenda, before anything happens, when its matters come up. A further source is one more
function in `SOURCES`; demands have a file of their own.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from buckstop.app.answers import Personal
from buckstop.domain.ids import MatterId, PersonId, SubjectId, UnitId
from buckstop.domain.matter.commands import accountability, work
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Origin, Phase, Profile, Terms, Visibility
from buckstop.simulator.county.agenda import DAY_HOURS
from buckstop.simulator.county.burdens import chores
from buckstop.simulator.county.cast import County
from buckstop.simulator.county.words import Decision, Wish
from buckstop.simulator.county.world import Brief, World

_DECIDED_UNTIL = 0.6  # share of the time in which decisions are taken: the rest is needed to carry them out
_ASKS_AGAIN = 0.08
_QUARREL_EVERY = 2  # working days
_ASKED_TWICE = 0.04
_PUBLIC = 0.3  # of decisions
_RESTRICTED = 0.05  # of requests


# --- decisions --------------------------------------------------------------------------------------------------------


def decisions(world: World) -> None:
    """Decisions of every county government, spread over the first weeks."""
    hours = len(world.time.days) * DAY_HOURS * _DECIDED_UNTIL
    number = 0
    for county in world.cast.counties:
        known = [one for one in world.words.decisions if any(key in county.departments for key in one.lead)]
        order = world.rng.sample(known, len(known))
        for turn in range(world.spec.directives):
            number += 1
            when = world.time.instant(round(60 * hours * (turn + world.rng.random()) / world.spec.directives))
            act = partial(_decide, world, county, order[turn % len(order)], MatterId(f"d{number:03d}"))
            world.agenda.enter(when, act)


def _decide(world: World, county: County, decision: Decision, name: MatterId) -> None:
    days = world.rng.randint(25, 60)
    minimum = world.rng.choice((None, None, 5, 10, 60))  # the last one: whoever planned it did not count the days
    targets = _targets(world, county, decision)
    quantity = sum(world.rng.randint(decision.least, decision.most) for _ in _ends(targets, county.root))
    world.briefs[name] = Brief(decision.item, None, (), targets, decision, None, quantity)
    terms = Terms(
        goal=decision.goal,
        criteria=decision.criteria,
        quantity=quantity,
        measure=decision.measure,
        minimum_days=minimum,
        reference=world.document(),
        first_responsible=world.cast.units[county.root].heads[0].id,
        priority=world.rng.choice((0, 0, 0, 1, 2)),
        visibility=Visibility.PUBLIC if world.chance(_PUBLIC) else Visibility.INTERNAL,
    )
    command = accountability.OpenMatter(
        matter=name,
        unit=county.root,
        title=decision.title,
        terms=terms,
        deadline_date=world.local_date(world.now) + timedelta(days),
        origin=Origin.DIRECTIVE,
    )
    world.do(county.root, command)


def _targets(world: World, county: County, decision: Decision) -> dict[UnitId, tuple[UnitId, ...]]:
    leads = tuple(county.departments[key] for key in decision.lead if key in county.departments)
    found: dict[UnitId, tuple[UnitId, ...]] = {county.root: leads}
    if decision.down == "department":
        return found
    townships = list(world.rng.sample(county.townships, min(len(county.townships), world.rng.randint(4, 8))))
    for place, lead in enumerate(leads):
        found[lead] = tuple(townships[place :: len(leads)])
    if decision.down == "village":
        for township in townships:
            villages = county.villages[township]
            found[township] = tuple(world.rng.sample(villages, min(len(villages), world.rng.randint(3, 6))))
    return found


def _ends(targets: dict[UnitId, tuple[UnitId, ...]], unit: UnitId) -> list[UnitId]:
    below = targets.get(unit, ())
    return [end for one in below for end in _ends(targets, one)] if below else [unit]


# --- requests ---------------------------------------------------------------------------------------------------------


def requests(world: World) -> None:
    """Citizens call every working day, more on the first days of a week."""
    numbers = iter(range(1, 1_000_000))
    for county in world.cast.counties:
        known = [one for one in world.words.wishes if one.wanted[0] in county.departments]
        weights = [len(one.wanted) for one in known]  # what several could be meant for is asked most often
        for place, day in enumerate(world.time.days):
            busy = 1.35 if day.weekday() < 2 else 0.85
            count = round(world.rng.gauss(world.spec.requests * busy, world.spec.requests**0.5))
            for _ in range(max(0, count)):
                minute = round(60 * DAY_HOURS * (place + world.rng.random()))
                (wish,) = world.rng.choices(known, weights)
                act = partial(_request, world, county, wish, next(numbers))
                world.agenda.enter(world.time.instant(minute), act)


def _request(world: World, county: County, wish: Wish, number: int) -> None:
    """The desk writes down what a citizen asked; words and contact are sealed."""
    township = world.rng.choice(county.townships)
    place = world.rng.choice((township, *county.villages[township]))
    again = number > 20 and world.chance(_ASKS_AGAIN)
    person = PersonId(f"c{world.rng.randint(1, number - 1) if again else number:05d}")
    name = MatterId(f"q{number:05d}")
    matter = _write_down(world, county, wish, name, person, place)
    if matter is not None and not wish.urgent and world.chance(_ASKED_TWICE):
        # The same trouble, told by a neighbour the next day: two matters become one.
        neighbour, twin = PersonId(f"c{number:05d}b"), MatterId(f"q{number:05d}b")
        world.later(DAY_HOURS, partial(_twin, world, county, wish, twin, neighbour, place, name))


def _write_down(
    world: World, county: County, wish: Wish, name: MatterId, person: PersonId, place: UnitId
) -> Matter | None:
    named = tuple(county.departments[key] for key in wish.wanted if key in county.departments)
    named = tuple(unit for unit in named if world.active(unit))
    if not named:
        return None
    rightful = world.rng.choice(named)
    called = world.cast.name(place)
    world.briefs[name] = Brief(wish.item, rightful, named, {}, None, place)
    days = 3 if wish.urgent else world.rng.randint(8, 21)
    command = accountability.OpenMatter(
        matter=name,
        unit=county.hotline,
        title=wish.title.format(place=called),
        terms=Terms(
            goal=wish.title.format(place=called),
            priority=int(wish.urgent),
            visibility=Visibility.RESTRICTED if world.chance(_RESTRICTED) else Visibility.INTERNAL,
        ),
        deadline_date=world.local_date(world.now) + timedelta(days),
        origin=Origin.REQUEST,
        profile=Profile.URGENT if wish.urgent else Profile.NORMAL,
        requester=person,
    )
    subject = SubjectId(person)
    contact = f"13{world.rng.randrange(10**9):09d}"
    personal = (
        Personal(subject, "words", wish.words.format(place=called)),
        Personal(subject, "contact", contact),
    )
    return world.do(county.hotline, command, None, personal)


def _twin(
    world: World, county: County, wish: Wish, name: MatterId, person: PersonId, place: UnitId, first: MatterId
) -> None:
    if _write_down(world, county, wish, name, person, place) is not None:
        world.later(1, partial(_merge, world, county, name, first))


def _merge(world: World, county: County, name: MatterId, into: MatterId) -> None:
    """Whoever stands above the desk makes one matter of two; the desk cannot end what it holds itself."""
    matter = world.load(name)
    if matter.open and world.load(into).phase is not Phase.CLOSED and not world.parts(matter):
        world.do(county.root, work.MergeMatter(matter=name, into=into, reason=world.say("merge")), matter)


# --- quarrels between neighbours ----------------------------------------------------------------------------------------


def quarrels(world: World) -> None:
    """Now and then a village opens a matter of its own that it takes for its neighbour's."""
    number = 0
    for county in world.cast.counties:
        towns = [township for township in county.townships if len(county.villages[township]) > 1]
        for place in range(0, len(world.time.days) - 10, _QUARREL_EVERY):
            number += 1
            minute = round(60 * DAY_HOURS * (place + world.rng.random()))
            act = partial(_quarrel, world, county, world.rng.choice(towns), MatterId(f"o{number:03d}"))
            world.agenda.enter(world.time.instant(minute), act)


def _quarrel(world: World, county: County, township: UnitId, name: MatterId) -> None:
    villages = [village for village in county.villages[township] if world.active(village)]
    village, other = world.rng.sample(villages, 2)
    title, goal = world.rng.choice(world.words.quarrels)
    world.briefs[name] = Brief("", world.rng.choice((village, other)), (other,), {}, None, village)
    command = accountability.OpenMatter(
        matter=name,
        unit=village,
        title=title.format(place=world.cast.name(village), other=world.cast.name(other)),
        terms=Terms(goal=goal),
        deadline_date=world.local_date(world.now) + timedelta(world.rng.randint(20, 40)),
    )
    world.do(village, command)


SOURCES: tuple[Callable[[World], None], ...] = (decisions, requests, quarrels, chores)
"""Everything that comes up in the county."""
