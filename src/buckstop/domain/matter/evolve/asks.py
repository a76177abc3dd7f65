"""What events of the asks around the core change. An ask that is over leaves the state."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from buckstop.domain.matter.asks import (
    ExtensionRequest,
    Proposal,
    Summons,
    Support,
    SupportStage,
    UpwardRequest,
    Wait,
    Waiver,
)
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.events import asks as happened
from buckstop.domain.matter.evolve.accountability import Changed
from buckstop.domain.matter.state import Matter


def _support(matter: Matter, ask: int, **changes: Any) -> Changed:
    return {"supports": tuple(replace(one, **changes) if one.ask == ask else one for one in matter.supports)}


def _support_over(matter: Matter, event: Any) -> Changed:
    return {"supports": tuple(one for one in matter.supports if one.ask != event.ask)}


def _support_asked(matter: Matter, event: happened.SupportAsked) -> Changed:
    support = Support(
        ask=event.ask,
        supporter=event.supporter,
        answerer=event.supporter,
        what=event.what,
        wanted_date=event.wanted_date,
        stage=SupportStage.ASKED,
        timer=event.timer,
    )
    changed: Changed = {"supports": (*matter.supports, support)}
    if matter.terms.supports and event.supporter not in matter.supports_asked:
        changed["supports_asked"] = (*matter.supports_asked, event.supporter)
    return changed


def _support_agreed(matter: Matter, event: happened.SupportAgreed) -> Changed:
    return _support(matter, event.ask, stage=SupportStage.AGREED, timer=event.timer)


def _support_passed_up(matter: Matter, event: happened.SupportPassedUp) -> Changed:
    return _support(matter, event.ask, stage=SupportStage.PASSED_UP, answerer=event.answerer, timer=event.timer)


def _support_overdue(matter: Matter, event: happened.SupportOverdue) -> Changed:
    return _support(matter, event.ask, late=True, timer=None)


def _support_delivered(matter: Matter, event: happened.SupportDelivered) -> Changed:
    return _support(matter, event.ask, stage=SupportStage.DELIVERED, answerer=matter.holder, timer=event.timer)


def _support_rejected(matter: Matter, event: happened.SupportRejected) -> Changed:
    return _support(matter, event.ask, stage=SupportStage.AGREED, timer=event.timer)


def _supports_waived(matter: Matter, event: happened.SupportsWaived) -> Changed:
    said = tuple(Waiver(unit, matter.holder, event.reason) for unit in event.units)
    return {"supports_waived": (*matter.supports_waived, *said)}


def _upward_asked(matter: Matter, event: happened.UpwardAsked) -> Changed:
    request = UpwardRequest(event.ask, event.kind, event.text, event.answerer, event.timer, level=event.level)
    return {"upward": (*matter.upward, request)}


def _upward_passed_up(matter: Matter, event: happened.UpwardPassedUp) -> Changed:
    return {
        "upward": tuple(
            replace(one, answerer=event.answerer, timer=event.timer, passed_up=True) if one.ask == event.ask else one
            for one in matter.upward
        )
    }


def _upward_unanswered(matter: Matter, event: happened.UpwardUnanswered) -> Changed:
    return {"upward": tuple(replace(one, timer=None) if one.ask == event.ask else one for one in matter.upward)}


def _upward_answered(matter: Matter, event: happened.UpwardAnswered) -> Changed:
    left = tuple(one for one in matter.upward if one.ask != event.ask)
    if event.grant is None:
        return {"upward": left}
    return {"upward": left, "terms": replace(matter.terms, grant=event.grant)}


def _extension_asked(matter: Matter, event: happened.ExtensionAsked) -> Changed:
    return {"extension": ExtensionRequest(event.ask, event.wanted_date, event.reason, event.answerer, event.timer)}


def _extension_granted(matter: Matter, event: happened.ExtensionGranted) -> Changed:
    return {
        "extension": None,
        "extensions": matter.extensions + 1,
        "silent_extensions": matter.silent_extensions + event.silent,
        "deadline": event.deadline,
        "reminder": event.reminder,
        "reminded": 0,
    }


def _extension_refused(matter: Matter, event: happened.ExtensionRefused) -> Changed:
    return {"extension": None}


def _wait_begun(matter: Matter, event: happened.WaitBegun) -> Changed:
    wait = Wait(
        ask=event.ask,
        whom=event.whom,
        question=event.question,
        began_at=event.happened_at,
        until_date=event.until_date,
        answerer=event.answerer,
        confirmed=False,
        near_deadline=event.near_deadline,
        timer=event.timer,
    )
    return {"waits": (*matter.waits, wait)}


def _wait_confirmed(matter: Matter, event: happened.WaitConfirmed) -> Changed:
    return {
        "waits": tuple(
            replace(one, confirmed=True, timer=event.timer) if one.ask == event.ask else one for one in matter.waits
        )
    }


def _wait_over(matter: Matter, event: Any) -> Changed:
    return {"waits": tuple(one for one in matter.waits if one.ask != event.ask)}


def _summons(matter: Matter, ask: int, **changes: Any) -> Changed:
    return {"summonses": tuple(replace(one, **changes) if one.ask == ask else one for one in matter.summonses)}


def _summoned(matter: Matter, event: happened.UnitsSummoned) -> Changed:
    summons = Summons(
        ask=event.ask,
        caller=matter.holder,
        units=event.units,
        missing=event.units,
        place=event.place,
        meet_at=event.meet_at,
        timer=event.timer,
    )
    return {"summonses": (*matter.summonses, summons)}


def _arrived(matter: Matter, event: happened.SummonedUnitArrived) -> Changed:
    summons = next(one for one in matter.summonses if one.ask == event.ask)
    missing = tuple(unit for unit in summons.missing if unit != event.unit)
    return _summons(matter, event.ask, missing=missing, timer=summons.timer if missing else None)


def _missed(matter: Matter, event: happened.SummonsMissed) -> Changed:
    return _summons(matter, event.ask, timer=None)


def _summons_over(matter: Matter, event: happened.SummonsConcluded) -> Changed:
    return {"summonses": tuple(one for one in matter.summonses if one.ask != event.ask)}


def _answerer_succeeded(matter: Matter, event: happened.AnswererSucceeded) -> Changed:
    if matter.extension and matter.extension.ask == event.ask:
        return {"extension": replace(matter.extension, answerer=event.answerer)}
    if event.supporter:
        return {
            "supports": tuple(
                replace(
                    one,
                    supporter=event.answerer,
                    answerer=event.answerer if one.answerer == event.former else one.answerer,
                )
                if one.ask == event.ask
                else one
                for one in matter.supports
            )
        }
    return {
        name: tuple(
            replace(one, answerer=event.answerer) if one.ask == event.ask else one for one in getattr(matter, name)
        )
        for name in ("supports", "upward", "waits")
    }


def _better_way_proposed(matter: Matter, event: happened.BetterWayProposed) -> Changed:
    assert event.by is not None
    proposal = Proposal(event.ask, event.about, event.text, event.by, event.timer)
    return {"proposals": (*matter.proposals, proposal)}


def _better_way_unanswered(matter: Matter, event: happened.BetterWayUnanswered) -> Changed:
    return {"proposals": tuple(replace(one, timer=None) if one.ask == event.ask else one for one in matter.proposals)}


def _better_way_over(matter: Matter, event: happened.BetterWayAdopted | happened.BetterWayDeclined) -> Changed:
    return {"proposals": tuple(one for one in matter.proposals if one.ask != event.ask)}


CHANGES: dict[type[MatterEvent], Callable[[Matter, Any], Changed]] = {
    happened.SupportAsked: _support_asked,
    happened.SupportAgreed: _support_agreed,
    happened.SupportReturned: _support_over,
    happened.SupportPassedUp: _support_passed_up,
    happened.SupportUnanswered: _support_over,
    happened.SupportOverdue: _support_overdue,
    happened.SupportDelivered: _support_delivered,
    happened.SupportConfirmed: _support_over,
    happened.SupportRejected: _support_rejected,
    happened.SupportsWaived: _supports_waived,
    happened.UpwardAsked: _upward_asked,
    happened.UpwardPassedUp: _upward_passed_up,
    happened.UpwardUnanswered: _upward_unanswered,
    happened.UpwardAnswered: _upward_answered,
    happened.ExtensionAsked: _extension_asked,
    happened.ExtensionGranted: _extension_granted,
    happened.ExtensionRefused: _extension_refused,
    happened.WaitBegun: _wait_begun,
    happened.WaitConfirmed: _wait_confirmed,
    happened.WaitRejected: _wait_over,
    happened.WaitEnded: _wait_over,
    happened.UnitsSummoned: _summoned,
    happened.SummonedUnitArrived: _arrived,
    happened.SummonsMissed: _missed,
    happened.SummonsConcluded: _summons_over,
    happened.AnswererSucceeded: _answerer_succeeded,
    happened.BetterWayProposed: _better_way_proposed,
    happened.BetterWayUnanswered: _better_way_unanswered,
    happened.BetterWayAdopted: _better_way_over,
    happened.BetterWayDeclined: _better_way_over,
}
