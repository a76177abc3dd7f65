"""Yes or no to a command: pure, total, with obstacles named in a fixed order (refusals.py)."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands import MatterCommand, accountability, asks, work
from buckstop.domain.matter.refusals import MatterRefusal as No
from buckstop.domain.matter.rules import (
    arbitration,
    delegation,
    endings,
    offers,
    proposals,
    recomputing,
    remarks,
    support,
    upward,
    verification,
    waiting,
)
from buckstop.domain.matter.rules.draft import Draft, NotLoadedError
from buckstop.domain.matter.rules.lapses import bring_up
from buckstop.domain.matter.rules.succession import mend
from buckstop.domain.matter.words import Actor
from buckstop.domain.matter.world import Decision, Needs, Opening, World
from buckstop.domain.refusals import Refusal

LONGEST_TEXT = 4000
"""Characters a text of a command may have; what stands in its terms is bounded by the size of an entry of the log."""


def _wake(draft: Draft, command: accountability.WakeMatter) -> None:
    """What is due has happened already before any command; nothing is left to do."""


_RULES: dict[type[MatterCommand], Callable[[Draft, Any], Refusal | None]] = {
    accountability.OpenMatter: offers.open_matter,
    accountability.OfferMatter: offers.offer,
    accountability.AcceptOffer: offers.accept,
    accountability.ReturnOffer: offers.return_offer,
    accountability.AskAboutOffer: offers.ask,
    accountability.AnswerQuestion: offers.answer,
    accountability.WithdrawOffer: offers.withdraw,
    accountability.ClaimMatter: offers.claim,
    accountability.EscalateMatter: arbitration.escalate,
    accountability.DecideMatter: arbitration.decide,
    accountability.AppealMatter: arbitration.appeal,
    accountability.DelegatePart: delegation.delegate,
    accountability.RecallMatter: delegation.recall,
    accountability.WakeMatter: _wake,
    accountability.RecomputeDues: recomputing.recompute_dues,
    work.ReportProgress: remarks.report_progress,
    work.ReportDone: verification.report_done,
    work.NameVerifier: verification.name_verifier,
    work.VerifyMatter: verification.verify,
    work.RefuteMatter: verification.refute,
    work.CancelMatter: endings.cancel,
    work.MergeMatter: endings.merge,
    work.ReopenMatter: endings.reopen,
    work.RateMatter: endings.rate,
    work.UrgeMatter: remarks.urge,
    work.AddNote: remarks.note,
    work.RecordHelp: remarks.record_help,
    asks.AskSupport: support.ask_support,
    asks.AgreeSupport: support.agree,
    asks.ReturnSupport: support.return_support,
    asks.DeliverSupport: support.deliver,
    asks.ConfirmSupport: support.confirm,
    asks.RejectSupport: support.reject,
    asks.WaiveSupports: support.waive,
    asks.AskUpward: upward.ask_upward,
    asks.AnswerUpward: upward.answer_upward,
    asks.AskExtension: upward.ask_extension,
    asks.AnswerExtension: upward.answer_extension,
    asks.BeginWait: waiting.begin_wait,
    asks.AnswerWait: waiting.answer_wait,
    asks.EndWait: waiting.end_wait,
    asks.SummonUnits: waiting.summon,
    asks.ArriveAtSummons: waiting.arrive,
    asks.ConcludeSummons: waiting.conclude,
    asks.ProposeBetterWay: proposals.propose,
    asks.AnswerProposal: proposals.answer_proposal,
}


def decide(world: World, actor: Actor | None, command: MatterCommand, at: datetime) -> Decision | Refusal | Needs:
    """What a command leads to.

    Everything that fell due until now happens first, at its own instant, and is part of the answer. A refused command
    has no events at all: what was due takes effect with the next command or when the clock wakes the matter.

    Args:
        actor: who asks; None for the clock.
        at: now, aware UTC.

    Returns:
        The events; or why not; or what else must be loaded to tell.
    """
    draft = Draft(world, actor, at, bring_up)
    try:
        refusal = _apply(draft, command)
    except NotLoadedError as missing:
        return missing.needs
    return refusal or tuple(draft.events)


def _apply(draft: Draft, command: MatterCommand) -> Refusal | None:
    opens = isinstance(command, accountability.OpenMatter)
    found = draft.find(command.matter)
    if opens and found is not None:
        return Refusal.of(No.ALREADY_OPENED, matter=command.matter)
    if not opens:
        if found is None:
            return Refusal.of(No.UNKNOWN_MATTER, matter=command.matter)
        bring_up(draft, command.matter, draft.at)
    if refusal := _RULES[type(command)](draft, command):
        return refusal
    return _too_long(command)


def _too_long(value: Any) -> Refusal | None:
    for name in _text_fields(type(value)):
        text = getattr(value, name)
        if isinstance(text, str) and len(text) > LONGEST_TEXT:
            return Refusal.of(No.TEXT_TOO_LONG, text=name, length=len(text), allowed=LONGEST_TEXT)
    return None


_FIELDS: dict[type, tuple[str, ...]] = {}


def _text_fields(kind: type) -> tuple[str, ...]:
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(field.name for field in fields(kind))
    return _FIELDS[kind]


def open_turn(world: World, opening: Opening, at: datetime) -> Decision:
    """What a turn of a cycle opens; nobody acts, so nobody is asked.

    Args:
        world: knows the matter's id as one that is not in use.
        at: when the turn takes effect.
    """
    draft = Draft(world, None, at, bring_up)
    offers.open_by_cycle(draft, opening)
    return tuple(draft.events)


def reorganise(world: World, actor: Actor | None, matters: Iterable[MatterId], at: datetime) -> Decision | Needs:
    """What a change of the organisation does to matters: RETIRE, merge, move, a new outside arbiter.

    Args:
        world: with the organisation as it is after the change; what fell due before the change has happened already.
        matters: open matters the change may concern; where nothing is wrong nothing happens.
        at: when the change takes effect.
    """
    draft = Draft(world, actor, at, bring_up)
    try:
        for matter in sorted(matters):
            mend(draft, matter, draft.at)
    except NotLoadedError as missing:
        return missing.needs
    return tuple(draft.events)
