"""What events about the work and its end change."""

from collections.abc import Callable
from typing import Any

from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.events import work as happened
from buckstop.domain.matter.evolve.accountability import Changed, enter, with_parties
from buckstop.domain.matter.state import Matter, Verification
from buckstop.domain.matter.words import CitizenWord, Evidence, Outcome, Phase

_NOTHING: Changed = {}


def _remarked(matter: Matter, event: MatterEvent) -> Changed:
    return _NOTHING


def _done_reported(matter: Matter, event: happened.DoneReported) -> Changed:
    return {
        **enter(event, Phase.DONE, None),
        "evidence": Evidence.CLAIMED,
        "verification": Verification(event.verifier, 0, event.timer),
        "last_verifier": event.verifier,
    }


def _verifier_named(matter: Matter, event: happened.VerifierNamed) -> Changed:
    return {"named_verifier": event.verifier}


def _passed_on(matter: Matter, event: happened.VerificationPassedOn) -> Changed:
    return {
        "verification": Verification(event.verifier, event.round, event.timer),
        "last_verifier": event.verifier,
    }


def _refuted(matter: Matter, event: happened.MatterRefuted) -> Changed:
    return {
        **enter(event, Phase.SETTLED, None),
        "evidence": Evidence.REFUTED,
        "refutations": matter.refutations + 1,
    }


def _closed(matter: Matter, event: happened.MatterClosed) -> Changed:
    verified = event.verifier is not None and event.outcome in {Outcome.DONE, Outcome.PARTLY}
    return {
        **enter(event, Phase.CLOSED, None),
        "evidence": Evidence.VERIFIED if verified else matter.evidence,
        "outcome": event.outcome,
        "closed_at": event.happened_at,
        "merged_into": event.into,
        "supports": (),
        "upward": (),
        "extension": None,
        "waits": (),
        "summonses": (),
        "proposals": (),
    }


def _reopened(matter: Matter, event: happened.MatterReopened) -> Changed:
    return {
        **enter(event, Phase.SETTLED, None),
        "holder": event.holder,
        "parties": with_parties(matter, event.holder),
        "evidence": Evidence.NONE,
        "reopenings": matter.reopenings + (matter.phase is Phase.CLOSED),
        "closed_at": None,
        "outcome": None,
        "merged_into": None,
    }


def _absorbed(matter: Matter, event: happened.MatterAbsorbed) -> Changed:
    new = tuple(one for one in event.requesters if one not in matter.requesters)
    return {"requesters": (*matter.requesters, *new)}


def _rated(matter: Matter, event: happened.MatterRated) -> Changed:
    return {"citizen": CitizenWord(event.word)}


def _reminded(matter: Matter, event: happened.DeadlineReminded) -> Changed:
    return {"reminded": event.stage, "reminder": event.next}


CHANGES: dict[type[MatterEvent], Callable[[Matter, Any], Changed]] = {
    happened.ProgressReported: _remarked,
    happened.MatterUrged: _remarked,
    happened.NoteAdded: _remarked,
    happened.DoneReported: _done_reported,
    happened.VerifierNamed: _verifier_named,
    happened.VerificationPassedOn: _passed_on,
    happened.MatterRefuted: _refuted,
    happened.MatterClosed: _closed,
    happened.MatterReopened: _reopened,
    happened.MatterAbsorbed: _absorbed,
    happened.MatterRated: _rated,
    happened.DeadlineReminded: _reminded,
    happened.HelpReceived: _remarked,
}
