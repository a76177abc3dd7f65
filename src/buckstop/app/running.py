"""What happens to a matter if nobody does anything: every clock that runs, who must act by when, and the default."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.asks import Support, SupportStage, UpwardKind, UpwardRequest
from buckstop.domain.matter.rules.impartial import LAST_ROUND
from buckstop.domain.matter.rules.lapses import PASSED
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase, Timer
from buckstop.domain.organisation import Organisation


class Default(StrEnum):
    """What happens by itself when a clock runs out; the sentences stand in `text/defaults.py`."""

    HOLDER_KEEPS = "holder_keeps"
    OFFER_RETURNS = "offer_returns"
    OFFER_ESCALATES = "offer_escalates"
    OFFER_GOES_ON = "offer_goes_on"
    ARBITER_HOLDS = "arbiter_holds"
    ROOT_HOLDS = "root_holds"
    DECISION_STANDS = "decision_stands"
    VERIFIER_CHANGES = "verifier_changes"
    VERIFIER_STAYS = "verifier_stays"
    DEADLINE_PASSES = "deadline_passes"
    DEADLINE_PASSED = "deadline_passed"
    WORK_GOES_ON = "work_goes_on"
    SUPERIOR_ANSWERS_SUPPORT = "superior_answers_support"
    SUPPORT_UNANSWERED = "support_unanswered"
    SUPPORT_OVERDUE = "support_overdue"
    SUPPORT_LATE = "support_late"
    SUPPORT_CONFIRMED = "support_confirmed"
    SUPERIOR_ANSWERS_REQUEST = "superior_answers_request"
    REQUEST_UNANSWERED = "request_unanswered"
    PLANNER_PAYS = "planner_pays"
    EXTENSION_GRANTED = "extension_granted"
    EXTENSION_REFUSED = "extension_refused"
    WAIT_VOID = "wait_void"
    WAIT_ENDS = "wait_ends"
    SUMMONS_MISSED = "summons_missed"
    SUMMONS_OPEN = "summons_open"
    SUPERIOR_REMOVES_OBSTACLE = "superior_removes_obstacle"
    OBSTACLE_UNANSWERED = "obstacle_unanswered"
    OBSTACLE_STANDS = "obstacle_stands"
    PROPOSAL_UNANSWERED = "proposal_unanswered"
    PROPOSAL_OPEN = "proposal_open"


@dataclass(frozen=True, slots=True)
class RunningClock:
    """A clock of a matter that runs.

    Args:
        who: unit that must act.
        due_at: until when; None where it runs until that unit acts.
        provisional: days until then are not announced yet.
        default: what happens then if it does not act.
        then: unit that the default names, None where it names none.
        ask: number of the request it belongs to, 0 for the matter itself.
    """

    who: UnitId
    due_at: datetime | None
    provisional: bool
    default: Default
    then: UnitId | None = None
    ask: int = 0


def running_clocks(matter: Matter, organisation: Organisation) -> tuple[RunningClock, ...]:
    """The clock of the phase first, then the deadline, then those of open requests; none of a closed matter."""
    if not matter.open:
        return ()
    return (*_of_phase(matter, organisation), *_of_deadline(matter), *_of_asks(matter))


def _clock(
    who: UnitId, timer: Timer | None, default: Default, then: UnitId | None = None, ask: int = 0
) -> RunningClock:
    if timer is None:
        return RunningClock(who, None, provisional=False, default=default, then=then, ask=ask)
    return RunningClock(who, timer.due_at, timer.provisional, default, then, ask)


def _of_phase(matter: Matter, organisation: Organisation) -> Iterator[RunningClock]:
    match matter.phase:
        case Phase.HELD:
            yield _clock(matter.holder, matter.phase_timer, Default.HOLDER_KEEPS)
        case Phase.OFFERED:
            yield _of_offer(matter, organisation)
        case Phase.ESCALATED if matter.arbiter == organisation.outside_arbiter:
            yield _clock(matter.arbiter, matter.phase_timer, Default.ROOT_HOLDS, organisation.root)
        case Phase.ESCALATED:
            assert matter.arbiter is not None
            yield _clock(matter.arbiter, matter.phase_timer, Default.ARBITER_HOLDS)
        case Phase.APPEAL:
            assert matter.arbiter is not None
            yield _clock(matter.arbiter, matter.phase_timer, Default.DECISION_STANDS)
        case Phase.DONE:
            assert matter.verification is not None
            last = matter.verification.round >= LAST_ROUND
            default = Default.VERIFIER_STAYS if last else Default.VERIFIER_CHANGES
            yield _clock(matter.verification.verifier, matter.verification.timer, default)
        case _:
            return


def _of_offer(matter: Matter, organisation: Organisation) -> RunningClock:
    offer = matter.offer
    assert offer is not None
    if offer.answer_timer is not None:
        return _clock(matter.holder, offer.answer_timer, Default.OFFER_GOES_ON, offer.to)
    if matter.moves + 1 >= matter.moves_allowed:
        return _clock(offer.to, offer.timer, Default.OFFER_ESCALATES, organisation.arbiter_for(matter.parties))
    return _clock(offer.to, offer.timer, Default.OFFER_RETURNS)


def _of_deadline(matter: Matter) -> Iterator[RunningClock]:
    if matter.phase is Phase.DONE:
        return
    if matter.deadline is not None:
        passed = matter.reminded == PASSED
        yield _clock(matter.holder, matter.deadline, Default.DEADLINE_PASSED if passed else Default.DEADLINE_PASSES)
    elif matter.phase is Phase.SETTLED:
        yield _clock(matter.holder, None, Default.WORK_GOES_ON)


def _of_asks(matter: Matter) -> Iterator[RunningClock]:
    for support in matter.supports:
        yield _clock(support.answerer, support.timer, _of_support(support), ask=support.ask)
    for request in matter.upward:
        yield _clock(request.answerer, request.timer, _of_upward(request), ask=request.ask)
    if matter.extension is not None:
        default = Default.EXTENSION_REFUSED if matter.silent_extensions else Default.EXTENSION_GRANTED
        yield _clock(matter.extension.answerer, matter.extension.timer, default, ask=matter.extension.ask)
    for wait in matter.waits:
        if wait.confirmed:
            yield _clock(matter.holder, wait.timer, Default.WAIT_ENDS, ask=wait.ask)
        else:
            yield _clock(wait.answerer, wait.timer, Default.WAIT_VOID, ask=wait.ask)
    for summons in matter.summonses:
        default = Default.SUMMONS_MISSED if summons.timer else Default.SUMMONS_OPEN
        yield _clock(summons.caller, summons.timer, default, ask=summons.ask)
    for proposal in matter.proposals:
        default = Default.PROPOSAL_UNANSWERED if proposal.timer else Default.PROPOSAL_OPEN
        yield _clock(matter.answers_proposal(proposal), proposal.timer, default, ask=proposal.ask)


def _of_upward(request: UpwardRequest) -> Default:
    obstacle = request.kind is UpwardKind.OBSTACLE
    if request.timer is None:
        return Default.OBSTACLE_STANDS if obstacle else Default.PLANNER_PAYS
    if request.passed_up:
        return Default.OBSTACLE_UNANSWERED if obstacle else Default.REQUEST_UNANSWERED
    return Default.SUPERIOR_REMOVES_OBSTACLE if obstacle else Default.SUPERIOR_ANSWERS_REQUEST


def _of_support(support: Support) -> Default:
    match support.stage:
        case SupportStage.ASKED:
            return Default.SUPERIOR_ANSWERS_SUPPORT
        case SupportStage.PASSED_UP:
            return Default.SUPPORT_UNANSWERED
        case SupportStage.AGREED:
            return Default.SUPPORT_LATE if support.late else Default.SUPPORT_OVERDUE
        case SupportStage.DELIVERED:
            return Default.SUPPORT_CONFIRMED
