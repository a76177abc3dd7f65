"""Yes or no to a command about a demand: pure, with obstacles named in a fixed order (refusals.py)."""

from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from buckstop.domain.demand import commands as asked
from buckstop.domain.demand import events as happened
from buckstop.domain.demand.burden_rules import forbidden
from buckstop.domain.demand.evolve import evolve
from buckstop.domain.demand.refusals import DemandRefusal as No
from buckstop.domain.demand.state import Demand
from buckstop.domain.demand.words import DemandStatus, Repeats
from buckstop.domain.demand.world import Decision, Happened, World
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.decide import LONGEST_TEXT
from buckstop.domain.matter.words import Actor
from buckstop.domain.refusals import Refusal

LONGEST_DAYS = 366
"""Days a demand may go on after its first due date: burdens are planned by the year and asked for anew."""


def decide(world: World, actor: Actor, command: asked.DemandCommand, at: datetime) -> Decision | Refusal:
    """What a command leads to, or the first obstacle.

    Args:
        at: now, aware UTC; what the clock says before the demand's last event counts as the time of that event.
    """
    found = world.demands.get(command.demand)
    if isinstance(command, asked.ImposeDemand):
        if found is not None:
            return Refusal.of(No.ALREADY_IMPOSED, demand=command.demand)
        return _impose(world, actor, command, at)
    if found is None:
        return Refusal.of(No.UNKNOWN_DEMAND, demand=command.demand)
    at = max(at, found.updated_at)
    match command:
        case asked.MarkBurden():
            return _mark(actor, found, command, at)
        case asked.AnswerDemand():
            return _answer(actor, found, command, at)
        case asked.WithdrawDemand():
            return _withdraw(world, actor, found, command, at)
        case asked.MergeDemand():
            return _merge(world, actor, found, command, at)
    raise ValueError(f"{command.NAME} is no command about a demand")


def _impose(world: World, actor: Actor, command: asked.ImposeDemand, at: datetime) -> Decision | Refusal:
    if actor.unit != command.issuer:
        return Refusal.of(No.NOT_OWN_UNIT, unit=command.issuer, yours=actor.unit)
    refusal = (
        _units_refusal(world, command)
        or _numbers_refusal(world, command, at)
        or _text_refusal(command, title=command.title)
        or _text_refusal(command.particulars)
    )
    if refusal is not None:
        return refusal
    event = happened.DemandImposed(
        happened_at=at,
        by=actor,
        demand=command.demand,
        kind=command.kind,
        title=command.title,
        issuer=command.issuer,
        receivers=tuple(dict.fromkeys(command.receivers)),
        person_minutes=command.person_minutes,
        repeats=command.repeats,
        due_date=command.due_date,
        until_date=_until(command),
        authorisation=command.authorisation,
        particulars=command.particulars,
    )
    return forbidden(world, evolve(None, event)) or (Happened(command.demand, event),)


def _until(command: asked.ImposeDemand) -> date:
    if command.repeats is Repeats.ONCE or command.until_date is None:
        return command.due_date
    return command.until_date


def _units_refusal(world: World, command: asked.ImposeDemand) -> Refusal | None:
    """Demands come down the tree or along a line of business, or from the supervision office."""
    organisation, issuer = world.organisation, command.issuer
    if not command.receivers:
        return Refusal.of(No.NO_RECEIVERS)
    for unit in (issuer, *command.receivers):
        if organisation.unit(unit) is None:
            return Refusal.of(No.UNKNOWN_UNIT, unit=unit)
        if not organisation.active(unit):
            return Refusal.of(No.UNIT_RETIRED, unit=unit, successor=organisation.custodian(unit))
    for unit in command.receivers:
        if unit == issuer:
            return Refusal.of(No.TO_ITSELF, unit=unit)
        guides = issuer == organisation.office or issuer in organisation.guidance(unit)
        if not guides and not organisation.is_above(issuer, unit):
            return Refusal.of(No.NEITHER_ABOVE_NOR_GUIDING, unit=unit, issuer=issuer)
    return None


def _numbers_refusal(world: World, command: asked.ImposeDemand, at: datetime) -> Refusal | None:
    if command.person_minutes <= 0:
        return Refusal.of(No.NO_MINUTES, minutes=command.person_minutes)
    if command.due_date < world.calendar.local_date(at):
        return Refusal.of(No.DUE_PAST, due=command.due_date)
    if command.repeats is Repeats.ONCE:
        return None
    if command.until_date is None or command.until_date < command.due_date:
        return Refusal.of(No.UNTIL_MISSING, due=command.due_date)
    if command.until_date - command.due_date > timedelta(LONGEST_DAYS):
        return Refusal.of(No.BEYOND_A_YEAR, until=command.until_date, allowed=LONGEST_DAYS)
    return None


def _text_refusal(said: Any, **needed: str) -> Refusal | None:
    for name, text in needed.items():
        if not text.strip():
            return Refusal.of(No.TEXT_MISSING, text=name)
    for field in fields(said):
        text = getattr(said, field.name)
        if isinstance(text, str) and len(text) > LONGEST_TEXT:
            return Refusal.of(No.TEXT_TOO_LONG, text=field.name, length=len(text), allowed=LONGEST_TEXT)
    return None


def _mark(actor: Actor, demand: Demand, command: asked.MarkBurden, at: datetime) -> Decision | Refusal:
    if actor.unit not in demand.units:
        return Refusal.of(No.NOT_RECEIVER, unit=actor.unit)
    if demand.status is not DemandStatus.ASKED:
        return Refusal.of(No.ENDED, status=demand.status)
    if any(mark.unit == actor.unit for mark in demand.marks):
        return Refusal.of(No.ALREADY_MARKED, unit=actor.unit)
    if refusal := _text_refusal(command, reason=command.reason):
        return refusal
    event = happened.BurdenMarked(happened_at=at, by=actor, unit=actor.unit, reason=command.reason)
    return (Happened(demand.id, event),)


def _answer(actor: Actor, demand: Demand, command: asked.AnswerDemand, at: datetime) -> Decision | Refusal:
    """Also after it ended, for what was due before."""
    if actor.unit not in demand.units:
        return Refusal.of(No.NOT_RECEIVER, unit=actor.unit)
    times = len(tuple(demand.due_dates(actor.unit)))
    if len(demand.answers_of(actor.unit)) >= times:
        return Refusal.of(No.ALREADY_ANSWERED, unit=actor.unit, times=times)
    if command.minutes < 0:
        return Refusal.of(No.NO_MINUTES, minutes=command.minutes)
    event = happened.DemandAnswered(happened_at=at, by=actor, unit=actor.unit, minutes=command.minutes)
    return (Happened(demand.id, event),)


def _withdraw(
    world: World, actor: Actor, demand: Demand, command: asked.WithdrawDemand, at: datetime
) -> Decision | Refusal:
    if actor.unit != demand.issuer and not world.organisation.is_above(actor.unit, demand.issuer):
        return Refusal.of(No.NOT_ISSUER, issuer=demand.issuer)
    if demand.status is not DemandStatus.ASKED:
        return Refusal.of(No.ENDED, status=demand.status)
    if refusal := _text_refusal(command, reason=command.reason):
        return refusal
    event = happened.DemandWithdrawn(
        happened_at=at, by=actor, reason=command.reason, ended_date=world.calendar.local_date(at)
    )
    return (Happened(demand.id, event),)


def _merge(world: World, actor: Actor, demand: Demand, command: asked.MergeDemand, at: datetime) -> Decision | Refusal:
    """The receivers of the one are asked by the other from now on; the total can only fall."""
    into = world.demands.get(command.into)
    if into is None:
        return Refusal.of(No.UNKNOWN_DEMAND, demand=command.into)
    if not _may_merge(world, actor.unit, demand, into):
        return Refusal.of(No.MAY_NOT_MERGE, issuer=demand.issuer, other_issuer=into.issuer)
    if demand.status is not DemandStatus.ASKED:
        return Refusal.of(No.ENDED, status=demand.status)
    if into.id == demand.id or into.status is not DemandStatus.ASKED or into.kind is not demand.kind:
        return Refusal.of(No.MERGE_TARGET, demand=into.id)
    if refusal := _text_refusal(command, reason=command.reason):
        return refusal
    at = max(at, into.updated_at)
    today = world.calendar.local_date(at)
    new = tuple(unit for unit in demand.units if unit not in into.units and unit != into.issuer)
    return (
        Happened(
            demand.id,
            happened.DemandMerged(happened_at=at, by=actor, into=into.id, reason=command.reason, ended_date=today),
        ),
        Happened(
            into.id,
            happened.DemandAbsorbed(happened_at=at, by=actor, merged=demand.id, receivers=new, from_date=today),
        ),
    )


def _may_merge(world: World, unit: UnitId, demand: Demand, into: Demand) -> bool:
    organisation = world.organisation
    return unit == organisation.office or all(
        unit == issuer or organisation.is_above(unit, issuer) for issuer in (demand.issuer, into.issuer)
    )
