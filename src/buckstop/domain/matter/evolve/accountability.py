"""What events about who answers change."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.events import accountability as happened
from buckstop.domain.matter.state import Matter, Offer
from buckstop.domain.matter.words import Phase, Timer

Changed = dict[str, Any]


def opened(event: happened.MatterOpened) -> Matter:
    """A matter as it begins."""
    return Matter(
        id=event.matter,
        version=1,
        title=event.title,
        terms=event.terms,
        origin=event.origin,
        profile=event.profile,
        phase=Phase.HELD,
        phase_since_at=event.happened_at,
        holder=event.holder,
        giver=event.giver,
        parties=(event.holder,),
        moves=0,
        moves_allowed=event.moves_allowed,
        appeals=0,
        appeals_allowed=event.appeals_allowed,
        depth=event.depth,
        depth_allowed=event.depth_allowed,
        opened_at=event.happened_at,
        updated_at=event.happened_at,
        parent=event.parent,
        requester=event.requester,
        requesters=(event.requester,) if event.requester else (),
        phase_timer=event.claim,
        deadline=event.deadline,
        reminder=event.reminder,
        cycle=event.cycle,
    )


def with_parties(matter: Matter, *units: UnitId) -> tuple[UnitId, ...]:
    """The parties and these units, sorted, each once."""
    if all(unit in matter.parties for unit in units):
        return matter.parties
    return tuple(sorted({*matter.parties, *units}))


def enter(event: MatterEvent, phase: Phase, timer: Timer | None) -> Changed:
    """A new phase, cleared of what belonged to the old one."""
    return {
        "phase": phase,
        "phase_since_at": event.happened_at,
        "phase_timer": timer,
        "offer": None,
        "arbiter": None,
        "verification": None,
    }


def _offered(matter: Matter, event: happened.MatterOffered) -> Changed:
    offer = Offer(offer=event.offer, to=event.to, made_at=event.happened_at, timer=event.lapse)
    return {
        **enter(event, Phase.OFFERED, None),
        "offer": offer,
        "parties": with_parties(matter, matter.holder, event.to),
    }


def _accepted(matter: Matter, event: happened.OfferAccepted) -> Changed:
    return {
        **enter(event, Phase.HELD if event.claim else Phase.SETTLED, event.claim),
        "holder": event.holder,
        "moves": matter.moves + 1,
        "accepted": True,
        "protests": matter.protests + (event.protest is not None),
    }


def _returned(matter: Matter, event: happened.OfferReturned) -> Changed:
    return {**enter(event, event.phase, event.timer), "moves": matter.moves + 1, "arbiter": event.arbiter}


def _question_asked(matter: Matter, event: happened.OfferQuestionAsked) -> Changed:
    assert matter.offer is not None
    return {"offer": replace(matter.offer, asked_at=event.happened_at, answer_timer=event.answer)}


def _question_answered(matter: Matter, event: happened.OfferQuestionAnswered) -> Changed:
    assert matter.offer is not None
    return {"offer": replace(matter.offer, timer=event.lapse, answer_timer=None)}


def _claimed(matter: Matter, event: happened.MatterClaimed) -> Changed:
    return enter(event, Phase.SETTLED, None)


def _escalated(matter: Matter, event: happened.MatterEscalated) -> Changed:
    return {**enter(event, Phase.ESCALATED, event.decision), "arbiter": event.arbiter}


def _decided(matter: Matter, event: happened.MatterDecided | happened.DecisionLapsed) -> Changed:
    return {
        **enter(event, Phase.SETTLED, None),
        "holder": event.holder,
        "last_decider": event.arbiter,
        "accepted": matter.accepted or event.holder != matter.holder,
        "parties": with_parties(matter, event.holder),
    }


def _appealed(matter: Matter, event: happened.MatterAppealed) -> Changed:
    return {**enter(event, Phase.APPEAL, event.decision), "arbiter": event.arbiter, "appeals": matter.appeals + 1}


def _appeal_dismissed(matter: Matter, event: happened.AppealDismissed) -> Changed:
    return enter(event, Phase.SETTLED, None)


def _part_delegated(matter: Matter, event: happened.PartDelegated) -> Changed:
    return {"children": matter.children + 1}


def _recalled(matter: Matter, event: happened.MatterRecalled) -> Changed:
    return {
        **enter(event, Phase.SETTLED, None),
        "holder": event.holder,
        "parties": with_parties(matter, event.holder),
        "accepted": False,  # the parent's own share again: it follows the parent
    }


def _moved(matter: Matter, event: happened.MatterCarried | happened.CustodySucceeded) -> Changed:
    return {"holder": event.holder, "parties": with_parties(matter, event.holder)}


def _carried(matter: Matter, event: happened.MatterCarried) -> Changed:
    return {**_moved(matter, event), "giver": event.holder}


def _giver_succeeded(matter: Matter, event: happened.GiverSucceeded) -> Changed:
    return {"giver": event.giver}


def _arbiter_rechosen(matter: Matter, event: happened.ArbiterRechosen) -> Changed:
    return {"arbiter": event.arbiter}


def _due_recomputed(matter: Matter, event: happened.DueRecomputed) -> Changed:
    if event.ask:
        return _ask_recomputed(matter, event)
    match event.which:
        case "offer" if matter.offer:
            return {"offer": replace(matter.offer, timer=event.timer)}
        case "question" if matter.offer:
            return {"offer": replace(matter.offer, answer_timer=event.timer)}
        case "verification" if matter.verification:
            return {"verification": replace(matter.verification, timer=event.timer)}
        case "phase" | "deadline" | "reminder" as which:
            return {"phase_timer" if which == "phase" else which: event.timer}
    raise ValueError(f"{matter.id} has no timer called {event.which}")


def _ask_recomputed(matter: Matter, event: happened.DueRecomputed) -> Changed:
    if matter.extension and matter.extension.ask == event.ask:
        return {"extension": replace(matter.extension, timer=event.timer)}
    for name in ("supports", "upward", "waits", "summonses", "proposals"):
        asks = getattr(matter, name)
        if any(ask.ask == event.ask for ask in asks):
            return {name: tuple(replace(ask, timer=event.timer) if ask.ask == event.ask else ask for ask in asks)}
    raise ValueError(f"{matter.id} has no ask {event.ask}")


CHANGES: dict[type[MatterEvent], Callable[[Matter, Any], Changed]] = {
    happened.MatterOffered: _offered,
    happened.OfferAccepted: _accepted,
    happened.OfferReturned: _returned,
    happened.OfferQuestionAsked: _question_asked,
    happened.OfferQuestionAnswered: _question_answered,
    happened.MatterClaimed: _claimed,
    happened.MatterEscalated: _escalated,
    happened.MatterDecided: _decided,
    happened.DecisionLapsed: _decided,
    happened.MatterAppealed: _appealed,
    happened.AppealDismissed: _appeal_dismissed,
    happened.PartDelegated: _part_delegated,
    happened.MatterRecalled: _recalled,
    happened.MatterCarried: _carried,
    happened.CustodySucceeded: _moved,
    happened.GiverSucceeded: _giver_succeeded,
    happened.ArbiterRechosen: _arbiter_rechosen,
    happened.DueRecomputed: _due_recomputed,
}
