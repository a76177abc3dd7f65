"""Who owes whom an answer in a matter: every open request as one value, whatever its kind.

Lists are found by it (`columns.py`) and boards say with it what is asked of whom.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.asks import SupportStage
from buckstop.domain.matter.named_supports import lead_is_to_ask
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Timer


class AskKind(StrEnum):
    """What is owed."""

    QUESTION = "question"  # an answer to the offeree
    SUPPORT = "support"  # yes or no, then the contribution
    DELIVERY = "delivery"  # a word whether what was contributed will do
    UPWARD = "upward"
    EXTENSION = "extension"
    WAIT = "wait"
    SUMMONS = "summons"  # to come
    CONCLUSION = "conclusion"  # a word on how the meeting ended
    PROPOSAL = "proposal"
    NAMED = "named"  # to ask the units whose support the terms name


@dataclass(frozen=True, slots=True)
class OpenAsk:
    """One open request.

    Args:
        ask: its number within the matter; of a question that of the offer.
        asker: unit that waits; empty where none does.
        answerer: unit that owes.
        timer: until when; None where nothing happens by itself (any more).
    """

    kind: AskKind
    ask: int
    asker: UnitId
    answerer: UnitId
    timer: Timer | None


def open_asks(matter: Matter) -> tuple[OpenAsk, ...]:
    """Every open request of a matter; none of a closed one."""
    return tuple(_open_asks(matter)) if matter.open else ()


def _open_asks(matter: Matter) -> Iterator[OpenAsk]:
    holder, offer = matter.holder, matter.offer
    if offer is not None and offer.answer_timer is not None:
        yield OpenAsk(AskKind.QUESTION, offer.offer, offer.to, holder, offer.answer_timer)
    for support in matter.supports:
        if support.stage is SupportStage.DELIVERED:
            yield OpenAsk(AskKind.DELIVERY, support.ask, support.supporter, support.answerer, support.timer)
        else:
            yield OpenAsk(AskKind.SUPPORT, support.ask, holder, support.answerer, support.timer)
    for request in matter.upward:
        yield OpenAsk(AskKind.UPWARD, request.ask, holder, request.answerer, request.timer)
    if matter.extension is not None:
        yield OpenAsk(
            AskKind.EXTENSION, matter.extension.ask, holder, matter.extension.answerer, matter.extension.timer
        )
    for wait in matter.waits:
        if not wait.confirmed:
            yield OpenAsk(AskKind.WAIT, wait.ask, holder, wait.answerer, wait.timer)
    for summons in matter.summonses:
        for unit in summons.missing:
            yield OpenAsk(AskKind.SUMMONS, summons.ask, summons.caller, unit, summons.timer)
        if summons.timer is None:
            yield OpenAsk(AskKind.CONCLUSION, summons.ask, summons.caller, summons.caller, None)
    for proposal in matter.proposals:
        answerer = matter.answers_proposal(proposal)
        yield OpenAsk(AskKind.PROPOSAL, proposal.ask, proposal.proposer.unit, answerer, proposal.timer)
    if lead_is_to_ask(matter):
        yield OpenAsk(AskKind.NAMED, 0, UnitId(""), holder, None)
