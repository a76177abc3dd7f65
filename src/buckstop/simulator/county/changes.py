"""What changes about the organisation while it works: absences, successions, a merger, a unit that ends."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from buckstop.domain.ids import ChangeId, DutyItemId, LineId, PostId
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation_commands import (
    AddLineRelation,
    AppointPerson,
    CancelChange,
    EndAbsence,
    MergeUnit,
    MoveUnit,
    RegisterAbsence,
    RelievePerson,
    RemoveLineRelation,
    RenameUnit,
    RetireUnit,
    ScheduleChange,
    SetAliases,
    WithdrawDuties,
)
from buckstop.simulator.county.agenda import DAY_HOURS, DAY_MINUTES
from buckstop.simulator.county.cast import County
from buckstop.simulator.county.founding import administrator_post
from buckstop.simulator.county.places import places_in
from buckstop.simulator.county.world import World

_ABSENT_SHARE = 0.12  # of all first posts in the run
"""Heads who are away for a while."""


def changes(world: World, everything: Callable[[], None]) -> None:
    """Enter the changes of the run into the agenda.

    Args:
        everything: looks at every open matter again, after units ended.
    """
    days = len(world.time.days)
    for unit in world.cast.units.values():
        if len(unit.heads) > 1 and world.chance(_ABSENT_SHARE):
            day = world.rng.uniform(0.05, 0.85) * days
            _enter(world, day, partial(_absence, world, unit.heads[0].id))
    away = world.cast.units[places_in(world.cast.units).third].heads[0].id
    _enter(world, days - 0.6, partial(_away_now, world, away))
    for county in world.cast.counties:
        _enter(world, 0.3 * days, partial(_succession, world, county))
        _enter(world, 0.35 * days, partial(_small_changes, world, county))
        _enter(world, 0.4 * days, partial(_plan_merger, world, county))
        _enter(world, 0.55 * days, partial(_end_services, world, county, everything))
        # Offices work on the morning after the merger with what it left them.
        _enter(world, 0.5 * days + 1, everything)


def _enter(world: World, day: float, act: Callable[[], None]) -> None:
    world.agenda.enter(world.time.instant(round(60 * DAY_HOURS * day)), act)


def _administrator(world: World) -> Actor | None:
    return world.actor(world.cast.office, administrator_post(world.cast))


def _absence(world: World, post: PostId) -> None:
    # Everybody is back for the last day, but who is away in the present (`_away_now`).
    latest = world.time.instant((len(world.time.days) - 1) * DAY_MINUTES)
    until = min(world.time.after(world.now, world.rng.uniform(2, 8) * DAY_HOURS), latest)
    if until <= world.now:
        return
    if world.organise(_administrator(world), RegisterAbsence(post, until_at=until)) and world.chance(0.3):
        world.later(1.5 * DAY_HOURS, partial(_back_early, world, post, until))


def _away_now(world: World, post: PostId) -> None:
    """Somebody is away on the last evening and for some days after it."""
    until = world.ledger.calendar.end_of_day(world.spec.last_date + timedelta(4))
    world.organise(_administrator(world), RegisterAbsence(post, until_at=until))


def _back_early(world: World, post: PostId, until: datetime) -> None:
    if world.now < until:
        world.organise(_administrator(world), EndAbsence(post))


def _succession(world: World, county: County) -> None:
    """A head moves to another post; the deputy takes over, a clerk becomes deputy."""
    unit = world.cast.units[county.townships[0]]
    head, deputy = unit.heads[0].id, unit.heads[1].id
    organisation = world.organisation
    leaving, following = (organisation.holder_of(post, world.now) for post in (head, deputy))
    if leaving is None or following is None:
        return
    world.organise(
        _administrator(world),
        RelievePerson(leaving, head),
        RelievePerson(following, deputy),
        AppointPerson(following, head),
        AppointPerson(leaving, deputy),
    )


def _small_changes(world: World, county: County) -> None:
    """Names, lines, a village that changes its township, duties nobody has any more."""
    approval = world.approval(2)
    first, second = county.townships[:2]
    village = county.villages[first][-1]
    guide = county.departments.get("emergency")
    world.organise(_administrator(world), MoveUnit(village, second), SetAliases(county.hotline, ("12345",)))
    if guide is not None:
        line = LineId(world.words.lines["emergency"])
        world.organise(_administrator(world), RemoveLineRelation(line, guide, first))
        world.organise(_administrator(world), AddLineRelation(line, guide, first))
    world.organise(_administrator(world), WithdrawDuties(second, (DutyItemId("subsidies"),), approval))
    name = world.cast.name(village)
    world.organise(
        _administrator(world),
        ScheduleChange(ChangeId(f"{county.prefix}rename"), RenameUnit(village, name + "1"), _in(world, 9)),
    )
    world.organise(_administrator(world), CancelChange(ChangeId(f"{county.prefix}rename"), world.say("cancel")))


def _in(world: World, days: int) -> datetime:
    return world.ledger.calendar.end_of_day(world.local_date(world.now) + timedelta(days))


def _plan_merger(world: World, county: County) -> None:
    """Two departments become one on a planned day: the middle of the run."""
    merged, into = county.departments.get("revival"), county.departments.get("farming")
    if merged is None or into is None:
        return
    middle = world.time.instant(round(60 * DAY_HOURS * len(world.time.days) * 0.5))
    at = world.ledger.calendar.end_of_day(world.local_date(middle))
    approval = world.approval(6)
    plan = ScheduleChange(ChangeId(f"{county.prefix}merger"), MergeUnit(merged, into, approval), at)
    world.organise(_administrator(world), plan)


def _end_services(world: World, county: County, everything: Callable[[], None]) -> None:
    """A unit ends at once, its matters go to its successor."""
    unit, successor = county.departments.get("services"), county.departments.get("reform")
    if unit is None or successor is None or not world.active(unit):
        unit, successor = county.villages[county.townships[-1]][-1], county.townships[-1]
    approval = world.approval(9)
    if world.organise(_administrator(world), RetireUnit(unit, successor, approval)):
        everything()
