"""External waits and summonses: when others hold the work up, and when they are called to the spot."""

from datetime import datetime

from buckstop.domain.ids import MatterId
from buckstop.domain.matter.asks import Summons, Wait
from buckstop.domain.matter.commands import asks as asked
from buckstop.domain.matter.events import asks as happened
from buckstop.domain.matter.refusals import MatterRefusal as No
from buckstop.domain.matter.rules.draft import Draft
from buckstop.domain.matter.rules.guards import deadline_timer, missing_text, unit_refusal
from buckstop.domain.matter.rules.support import working_holder_refusal
from buckstop.domain.matter.rules.upward import giver_or_superior
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase, Timer
from buckstop.domain.refusals import Refusal


def begin_wait(draft: Draft, command: asked.BeginWait) -> Refusal | None:
    """Only a settled holder waits for outsiders, and it must say whom it asked what."""
    matter = draft.get(command.matter)
    if draft.unit() != matter.holder:
        return Refusal.of(No.NOT_HOLDER, holder=matter.holder)
    if matter.phase not in {Phase.SETTLED, Phase.APPEAL}:
        return Refusal.of(No.NOT_SETTLED, phase=matter.phase)
    until = deadline_timer(draft, command.until_date)
    if isinstance(until, Refusal):
        return until
    if refusal := missing_text(whom=command.whom, question=command.question):
        return refusal
    rules = draft.rules(matter.profile)
    near = (
        matter.deadline is not None
        and draft.calendar.alert_at(matter.deadline.due_at, rules.wait_near_deadline) <= draft.at
    )
    draft.add(
        matter.id,
        happened.WaitBegun(
            happened_at=draft.at,
            by=draft.actor,
            ask=matter.version + 1,
            whom=command.whom,
            question=command.question,
            until_date=command.until_date,
            answerer=giver_or_superior(draft, matter),
            near_deadline=near,
            timer=draft.timer(rules.wait_confirm, draft.at),
        ),
    )
    return None


def _wait(matter: Matter, ask: int) -> Wait | Refusal:
    found = next((one for one in matter.waits if one.ask == ask), None)
    return Refusal.of(No.UNKNOWN_ASK, ask=ask) if found is None else found


def answer_wait(draft: Draft, command: asked.AnswerWait) -> Refusal | None:
    """Confirm a wait from its beginning, or say that it is none."""
    matter = draft.get(command.matter)
    wait = _wait(matter, command.ask)
    if isinstance(wait, Refusal):
        return wait
    if draft.unit() != wait.answerer:
        return Refusal.of(No.NOT_ANSWERER, answerer=wait.answerer)
    if wait.confirmed:
        return Refusal.of(No.ASK_STAGE, ask=command.ask, stage="confirmed")
    if command.confirmed:
        until = Timer(draft.calendar.end_of_day(wait.until_date), provisional=False, started_at=draft.at)
        draft.add(
            matter.id,
            happened.WaitConfirmed(happened_at=draft.at, by=draft.actor, ask=command.ask, timer=until),
        )
        return None
    if refusal := missing_text(reason=command.reason):
        return refusal
    draft.add(
        matter.id,
        happened.WaitRejected(happened_at=draft.at, by=draft.actor, ask=command.ask, reason=command.reason),
    )
    return None


def end_wait(draft: Draft, command: asked.EndWait) -> Refusal | None:
    """The holder says that the wait is over."""
    matter = draft.get(command.matter)
    if draft.unit() != matter.holder:
        return Refusal.of(No.NOT_HOLDER, holder=matter.holder)
    wait = _wait(matter, command.ask)
    if isinstance(wait, Refusal):
        return wait
    draft.add(
        matter.id,
        happened.WaitEnded(happened_at=draft.at, by=draft.actor, ask=command.ask, result=command.result),
    )
    return None


def lapse_wait(draft: Draft, matter_id: MatterId, ask: int, at: datetime) -> None:
    """An unconfirmed wait was none; a confirmed one ends with its last day."""
    wait = next(one for one in draft.get(matter_id).waits if one.ask == ask)
    if wait.confirmed:
        draft.add(matter_id, happened.WaitEnded(happened_at=at, ask=ask, result=""))
    else:
        draft.add(matter_id, happened.WaitRejected(happened_at=at, ask=ask, reason=""))


def summon(draft: Draft, command: asked.SummonUnits) -> Refusal | None:
    """Call named units to a place at a time."""
    matter = draft.get(command.matter)
    if refusal := working_holder_refusal(draft, matter):
        return refusal
    units = tuple(dict.fromkeys(command.units))
    if not units:
        return Refusal.of(No.TEXT_MISSING, text="units")
    for unit in units:
        if refusal := unit_refusal(draft, unit):
            return refusal
        if unit == matter.holder:
            return Refusal.of(No.TO_ITSELF, unit=unit)
    if command.meet_at <= draft.at:
        return Refusal.of(No.DEADLINE_PAST, deadline=command.meet_at.isoformat())
    if refusal := missing_text(place=command.place, purpose=command.purpose):
        return refusal
    draft.add(
        matter.id,
        happened.UnitsSummoned(
            happened_at=draft.at,
            by=draft.actor,
            ask=matter.version + 1,
            units=units,
            place=command.place,
            purpose=command.purpose,
            meet_at=command.meet_at,
            timer=Timer(command.meet_at, provisional=False, started_at=draft.at),
        ),
    )
    return None


def _summons(matter: Matter, ask: int) -> Summons | Refusal:
    found = next((one for one in matter.summonses if one.ask == ask), None)
    return Refusal.of(No.UNKNOWN_ASK, ask=ask) if found is None else found


def arrive(draft: Draft, command: asked.ArriveAtSummons) -> Refusal | None:
    """A summoned unit says that it is there; late is better than not at all."""
    summons = _summons(draft.get(command.matter), command.ask)
    if isinstance(summons, Refusal):
        return summons
    if draft.unit() not in summons.missing:
        return Refusal.of(No.NOT_SUMMONED, unit=draft.unit())
    draft.add(
        command.matter,
        happened.SummonedUnitArrived(happened_at=draft.at, by=draft.actor, ask=command.ask, unit=draft.unit()),
    )
    return None


def conclude(draft: Draft, command: asked.ConcludeSummons) -> Refusal | None:
    """The holder records what came of it."""
    matter = draft.get(command.matter)
    if draft.unit() != matter.holder:
        return Refusal.of(No.NOT_HOLDER, holder=matter.holder)
    summons = _summons(matter, command.ask)
    if isinstance(summons, Refusal):
        return summons
    if refusal := missing_text(result=command.result):
        return refusal
    draft.add(
        matter.id,
        happened.SummonsConcluded(
            happened_at=draft.at,
            by=draft.actor,
            ask=command.ask,
            result=command.result,
            missing=summons.missing,
        ),
    )
    return None


def lapse_summons(draft: Draft, matter_id: MatterId, ask: int, at: datetime) -> None:
    """The hour has come: who is not there is on record."""
    summons = next(one for one in draft.get(matter_id).summonses if one.ask == ask)
    draft.add(matter_id, happened.SummonsMissed(happened_at=at, ask=ask, missing=summons.missing))
