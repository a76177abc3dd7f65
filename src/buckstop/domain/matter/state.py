"""The state of a matter: everything the next decision depends on, nothing else.

It is what its events lead to (`evolve.py`) and never holds personal data: destroyed fields change no state.
"""

from dataclasses import dataclass
from datetime import datetime

from buckstop.domain.ids import MatterId, PersonId, UnitId
from buckstop.domain.matter.asks import (
    ExtensionRequest,
    Proposal,
    ProposalAbout,
    Summons,
    Support,
    UpwardRequest,
    Wait,
    Waiver,
)
from buckstop.domain.matter.words import CitizenWord, Evidence, FromCycle, Origin, Outcome, Phase, Profile, Terms, Timer


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposed hand-over that nobody has answered yet.

    Args:
        offer: number of the offer: the version of the matter at which it was made. Never used twice.
        to: the offeree.
        made_at: when it was made; its delivery.
        timer: when it lapses; None while a question of the offeree is open.
        asked_at: when the offeree asked its question, None if it did not.
        answer_timer: while the question is open: when the offer's clock goes on without an answer.
    """

    offer: int
    to: UnitId
    made_at: datetime
    timer: Timer
    asked_at: datetime | None = None
    answer_timer: Timer | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """Who looks whether it is done.

    Args:
        round: 0 for the first verifier, 1 for its superior, 2 for the last in line.
        timer: None for the last in line, whose clock runs until it acts.
    """

    verifier: UnitId
    round: int
    timer: Timer | None


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter between two events.

    Args:
        version: number of events so far.
        holder: the one accountable unit.
        giver: who opened or delegated it.
        parties: every unit that was ever a party, sorted.
        moves: offers resolved so far (n), of `moves_allowed` (k).
        phase_timer: when the phase ends by default: claim, decision, appeal.
        deadline: when the work is due; None needs a review date instead.
        accepted: some unit accepted it: it no longer follows its parent.
        children: parts delegated from it, open or closed.
        last_decider: arbiter of the last decision, None without one.
        arbiter: who decides while escalated or under appeal.
        updated_at: when the last event took effect; nothing happens to it before that.
        supports_asked: of the units its terms name to support, those that were asked, and who was asked in their place.
        supports_waived: of those units the ones that a holder said it does not need.
        reminded: reminders sent for the deadline: 0, 1 (near), 2 (passed).
        cycle: the turn that opened it; None where a person did.
    """

    id: MatterId
    version: int
    title: str
    terms: Terms
    origin: Origin
    profile: Profile
    phase: Phase
    phase_since_at: datetime
    holder: UnitId
    giver: UnitId
    parties: tuple[UnitId, ...]
    moves: int
    moves_allowed: int
    appeals: int
    appeals_allowed: int
    depth: int
    depth_allowed: int
    opened_at: datetime
    updated_at: datetime
    parent: MatterId | None = None
    children: int = 0
    accepted: bool = False
    requester: PersonId | None = None
    requesters: tuple[PersonId, ...] = ()
    phase_timer: Timer | None = None
    offer: Offer | None = None
    arbiter: UnitId | None = None
    last_decider: UnitId | None = None
    verification: Verification | None = None
    named_verifier: UnitId | None = None
    last_verifier: UnitId | None = None
    evidence: Evidence = Evidence.NONE
    citizen: CitizenWord = CitizenWord.UNRATED
    refutations: int = 0
    reopenings: int = 0
    deadline: Timer | None = None
    reminded: int = 0
    reminder: Timer | None = None
    extensions: int = 0
    silent_extensions: int = 0
    protests: int = 0
    closed_at: datetime | None = None
    outcome: Outcome | None = None
    merged_into: MatterId | None = None
    supports: tuple[Support, ...] = ()
    supports_asked: tuple[UnitId, ...] = ()
    supports_waived: tuple[Waiver, ...] = ()
    upward: tuple[UpwardRequest, ...] = ()
    extension: ExtensionRequest | None = None
    waits: tuple[Wait, ...] = ()
    summonses: tuple[Summons, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    cycle: FromCycle | None = None

    @property
    def open(self) -> bool:
        """Somebody still answers for it."""
        return self.phase is not Phase.CLOSED

    def answers_proposal(self, proposal: Proposal) -> UnitId:
        """Who adopts or declines it: the holder how the work is done, the giver on what terms."""
        return self.holder if proposal.about is ProposalAbout.WORK else self.giver

    def timers(self) -> tuple[Timer, ...]:
        """Every running timer of the matter, in no order; none runs once it is closed, the reminder goes on when reopened."""
        if not self.open:
            return ()
        offer = self.offer
        found = (
            self.phase_timer,
            self.reminder,
            (offer.answer_timer or offer.timer) if offer else None,
            self.verification.timer if self.verification else None,
            self.extension.timer if self.extension else None,
            *(support.timer for support in self.supports),
            *(request.timer for request in self.upward),
            *(wait.timer for wait in self.waits),
            *(summons.timer for summons in self.summonses),
            *(proposal.timer for proposal in self.proposals),
        )
        return tuple(timer for timer in found if timer is not None)

    def next_due_at(self) -> datetime | None:
        """When something happens next by itself, None when nothing does."""
        return min((timer.due_at for timer in self.timers()), default=None)
