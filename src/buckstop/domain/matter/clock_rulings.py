"""Which questions about hours a matter's history raises, and what became of each.

Three rulings where the protocol leaves room:

* A return is charged to the offeree only if it was the last word on the matter (no other offer, no claim) before a
  decision that names that offeree. A decision on appeal works forwards: it moves no hours of the past, and neither does
  a decision that lapsed.
* A refutation was in vain if the same holder claims again, without progress reported, support delivered, part delegated
  or new attachment since, and another verifier then closes the matter as done. Several in a row were all in vain. Who
  refuted and is content with the next claim saw a difference, whether or not the holder reported any.
* The planner carries the time after a deadline that could not be met for as long as the unit that said so, or its
  successor, holds; the deadline is the one in force at that time, extensions included.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.events import MatterEvent, accountability, asks, work
from buckstop.domain.matter.evolve import evolve
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import OfferEnd, Outcome, Phase, ProtestKind


class Why(StrEnum):
    """Why a clock ran for whom it ran."""

    HELD = "held"
    OFFER_OPEN = "offer_open"
    OFFER_ACCEPTED = "offer_accepted"
    OFFER_LAPSED = "offer_lapsed"
    OFFER_RETURNED = "offer_returned"
    RETURNED_WRONGLY = "returned_wrongly"
    OFFER_WITHDRAWN = "offer_withdrawn"
    QUESTION = "question"
    ESCALATED = "escalated"
    ESCALATED_IN_VAIN = "escalated_in_vain"
    AT_WORK = "at_work"
    WAIT = "wait"
    UPWARD = "upward"
    OBSTACLE = "obstacle"
    UPWARD_UNANSWERED = "upward_unanswered"
    EXTENSION_SILENCE = "extension_silence"
    FORETOLD = "foretold"
    REWORK = "rework"
    REFUTED_IN_VAIN = "refuted_in_vain"
    VERIFICATION = "verification"


@dataclass(frozen=True, slots=True)
class Piece:
    """The time between two events that follow each other, or a part of it.

    Args:
        matter: as it stood then.
        escalation: number of the escalation that was open or the last one.
        rework: number of the refutation after which the holder works, None without one.
        foretold: the holder had accepted the deadline as one that cannot be met.
        overdue: a timer fell due before it, and its event is not in the log.
    """

    from_at: datetime
    until_at: datetime
    matter: Matter
    escalation: int
    rework: int | None
    foretold: bool
    overdue: bool = False

    @property
    def foretold_at(self) -> datetime | None:
        """The deadline that could not be met, None where nobody said so."""
        deadline = self.matter.deadline
        return deadline.due_at if self.foretold and deadline is not None else None

    @property
    def foretold_late(self) -> bool:
        """Whether it lies after such a deadline."""
        return self.foretold_at is not None and self.foretold_at <= self.from_at

    def cut(self, until_at: datetime, due_at: datetime | None) -> "Iterator[Piece]":
        """Its parts until an instant, on either side of a foretold deadline and of a timer that is overdue."""
        end_at = min(self.until_at, until_at)
        inside = {at for at in (due_at, self.foretold_at) if at is not None and self.from_at < at < end_at}
        start_at = self.from_at
        for stop_at in sorted({*inside, end_at}):
            if start_at < stop_at:
                overdue = due_at is not None and due_at <= start_at
                yield replace(self, from_at=start_at, until_at=stop_at, overdue=overdue)
                start_at = stop_at


@dataclass(frozen=True, slots=True)
class Ruling:
    """How a question about hours stands.

    Args:
        moved: the clock is the other side's: the offeree's, the arbiter's, nobody's, the refuter's.
        final: no later event changes it.
    """

    moved: bool
    why: Why
    final: bool = False


@dataclass(slots=True)
class Account:
    """The replay of a matter with every question about its hours.

    Args:
        rulings: by number of the offer, escalation, ask or refutation: the version of the event that began it.
        refuters: who refuted, by number of the refutation.
        past: the time between events so far.
        pending: questions that are not final.
        returned: the return that is the last word on the matter, and its offeree.
        unchanged: refutations since which nothing was done.
        attached: SHA-256 of everything the holder attached to its claims.
    """

    rulings: dict[int, Ruling] = field(default_factory=dict)
    refuters: dict[int, UnitId] = field(default_factory=dict)
    matter: Matter | None = None
    past: list[Piece] = field(default_factory=list)
    pending: set[int] = field(default_factory=set)
    returned: tuple[int, UnitId] | None = None
    unchanged: set[int] = field(default_factory=set)
    attached: frozenset[str] = frozenset()
    escalation: int = 0
    rework: int | None = None
    foretold: bool = False

    def take(self, event: MatterEvent) -> None:
        """Let an event end the time before it and answer what it answers."""
        before = self.matter
        after = evolve(before, event)
        self.matter = after
        if before is None:
            return
        if before.open and before.updated_at < after.updated_at:
            self.past.append(self._piece(before, after.updated_at))
        self._judge(event, before, after)
        self._follow_phase(before, after)
        self._follow_holder(event, before, after)
        self._close_questions(after)

    def pieces(self, until_at: datetime) -> Iterator[Piece]:
        """The time the matter was open until an instant."""
        for piece in self.past:
            yield from piece.cut(until_at, None)
        if self.matter is not None and self.matter.open:
            yield from self._piece(self.matter, until_at).cut(until_at, self.matter.next_due_at())

    def _piece(self, matter: Matter, until_at: datetime) -> Piece:
        return Piece(matter.updated_at, until_at, matter, self.escalation, self.rework, self.foretold)

    def _rule(self, number: int, why: Why, *, moved: bool) -> None:
        self.rulings[number] = Ruling(moved, why)
        self.pending.add(number)

    # --- what an event says itself ---

    def _judge(self, event: MatterEvent, before: Matter, after: Matter) -> None:
        match event:
            case accountability.MatterOffered():
                self._rule(event.offer, Why.OFFER_OPEN, moved=True)  # so it stays if the offeree is silent
            case accountability.OfferAccepted():
                self._rule(event.offer, Why.OFFER_ACCEPTED, moved=True)
            case accountability.OfferReturned():
                self._offer_ended(event, before)
            case accountability.MatterDecided(on_appeal=False):
                self._decided(event)
            case asks.WaitBegun() | asks.WaitConfirmed():
                self._rule(event.ask, Why.WAIT, moved=isinstance(event, asks.WaitConfirmed))
            case asks.ExtensionAsked():
                self._rule(event.ask, Why.EXTENSION_SILENCE, moved=False)
            case asks.ExtensionGranted():
                self._rule(event.ask, Why.EXTENSION_SILENCE, moved=event.silent)
            case work.DoneReported():
                self._claimed(event)
            case work.MatterRefuted():
                self.rework = after.version
                self.refuters[after.version] = event.verifier
                self.unchanged.add(after.version)
                self._rule(after.version, Why.REWORK, moved=False)
            case work.MatterClosed(outcome=Outcome.DONE):
                for number in self.unchanged:
                    if self.refuters[number] != event.verifier:
                        self._rule(number, Why.REFUTED_IN_VAIN, moved=True)
            case (
                work.ProgressReported()
                | work.MatterReopened()
                | asks.SupportDelivered()
                | accountability.PartDelegated()
            ):
                self.unchanged.clear()

    def _offer_ended(self, event: accountability.OfferReturned, before: Matter) -> None:
        assert before.offer is not None
        match event.end:
            case OfferEnd.LAPSED:
                self._rule(event.offer, Why.OFFER_LAPSED, moved=True)
            case OfferEnd.RETURNED:
                self._rule(event.offer, Why.OFFER_RETURNED, moved=False)
                self.returned = (event.offer, before.offer.to)
            case _:
                self._rule(event.offer, Why.OFFER_WITHDRAWN, moved=False)

    def _decided(self, event: accountability.MatterDecided) -> None:
        if event.yours_after_all:
            self._rule(self.escalation, Why.ESCALATED_IN_VAIN, moved=False)
        if self.returned is not None and self.returned[1] == event.holder:
            self._rule(self.returned[0], Why.RETURNED_WRONGLY, moved=True)

    def _claimed(self, event: work.DoneReported) -> None:
        attached = frozenset(one.sha256 for one in event.attachments)
        if not attached <= self.attached:
            self.unchanged.clear()
        self.attached |= attached

    # --- what follows from where the matter stands now ---

    def _follow_phase(self, before: Matter, after: Matter) -> None:
        if after.phase is Phase.ESCALATED and before.phase is not Phase.ESCALATED:
            self.escalation = after.version
            self._rule(after.version, Why.ESCALATED, moved=True)
        if after.phase not in {Phase.HELD, Phase.ESCALATED}:
            self.returned = None
        if after.phase in {Phase.DONE, Phase.CLOSED}:
            self.rework = None
        if not after.open:
            self.unchanged.clear()
        offer = before.offer
        if offer is not None and after.offer is None and self.rulings[offer.offer].why is Why.OFFER_OPEN:
            self._rule(offer.offer, Why.OFFER_WITHDRAWN, moved=False)  # recalled or cancelled while it was open

    def _follow_holder(self, event: MatterEvent, before: Matter, after: Matter) -> None:
        if after.holder != before.holder:
            self.rework = None
            self.unchanged.clear()
            self.foretold &= isinstance(event, accountability.CustodySucceeded | work.MatterReopened)
        if isinstance(event, accountability.OfferAccepted):
            self.foretold = event.protest is not None and event.protest.kind is ProtestKind.CANNOT_BE_MET

    def _close_questions(self, after: Matter) -> None:
        still_open = {*self.unchanged, *(wait.ask for wait in after.waits if not wait.confirmed)}
        if after.offer is not None:
            still_open.add(after.offer.offer)
        if self.returned is not None:
            still_open.add(self.returned[0])
        if after.phase is Phase.ESCALATED:
            still_open.add(self.escalation)
        if after.extension is not None:
            still_open.add(after.extension.ask)
        for number in self.pending - still_open:
            self.rulings[number] = replace(self.rulings[number], final=True)
        self.pending &= still_open
