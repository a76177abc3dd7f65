"""Whose clock ran: every instant of an open matter has exactly one accountable holder and exactly one clock.

What a unit is charged with often shows only later: an offer's hours when it is answered, a wait's when it is confirmed.
Such stretches are `provisional` until the event that settles them (`clock_rulings`); all others stand for ever, whatever
happens next.

While the holder has the work in its own hands (held, settled, under appeal), the first of these that applies takes the
clock from it: a confirmed wait (nobody's); a request upward or an obstacle (the superior's; the planner's once two
superiors were silent; of several the one asked first); a request for a later deadline that silence granted (of whoever was silent); a
deadline passed that the holder had accepted as one that cannot be met (the planner's); a refutation in vain (the
refuter's). While an offer is open, a decision is due or a verification runs, none of them does: there the clock is
somebody's already.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from buckstop.domain.calendars import Calendar
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.clock_rulings import Account, Piece, Why
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.words import OUTSIDE, PLANNER, Phase

__all__ = ["Stretch", "Why", "by_clock", "by_clock_on_working_days", "hours"]

_Charge = tuple[UnitId, Why, bool]
"""Whose clock, why, and whether that is provisional."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which one unit was accountable and one clock ran; half-open.

    Args:
        clock: whose clock ran: a unit's, or that of OUTSIDE or PLANNER.
        provisional: a later event may still move it to another clock.
    """

    from_at: datetime
    until_at: datetime
    holder: UnitId
    clock: UnitId
    phase: Phase
    why: Why
    provisional: bool

    @property
    def length(self) -> timedelta:
        """How long it was, nights and holidays included."""
        return self.until_at - self.from_at


def hours(events: Sequence[MatterEvent], until_at: datetime) -> tuple[Stretch, ...]:
    """Every instant a matter was open, from its opening to its closing or an instant, with its holder and its clock.

    Time in which it was closed and not yet reopened is nobody's and left out. Neighbours that differ in nothing are one
    stretch. Where a timer fell due before `until_at` and its event is not in the log yet, what follows is provisional.

    Args:
        events: of one matter, from its opening on: all that is known, even beyond `until_at`.
        until_at: end of the last stretch of a matter that was open then.
    """
    account = Account()
    for event in events:
        account.take(event)
    stretches: list[Stretch] = []
    for piece in account.pieces(until_at):
        clock, why, provisional = _charge(account, piece)
        matter = piece.matter
        stretch = Stretch(
            from_at=piece.from_at,
            until_at=piece.until_at,
            holder=matter.holder,
            clock=clock,
            phase=matter.phase,
            why=why,
            provisional=provisional or piece.overdue,
        )
        last = stretches[-1] if stretches else None
        if last is not None and last.until_at == stretch.from_at and _alike(last, stretch):
            stretches[-1] = replace(last, until_at=stretch.until_at)
        else:
            stretches.append(stretch)
    return tuple(stretches)


def _alike(one: Stretch, other: Stretch) -> bool:
    return replace(one, from_at=other.from_at, until_at=other.until_at) == other


def by_clock(stretches: Iterable[Stretch]) -> Mapping[UnitId, timedelta]:
    """How long each clock ran, in the order in which they first did; provisional stretches count as they stand."""
    found: dict[UnitId, timedelta] = {}
    for stretch in stretches:
        found[stretch.clock] = found.get(stretch.clock, timedelta()) + stretch.length
    return found


def by_clock_on_working_days(stretches: Iterable[Stretch], calendar: Calendar) -> Mapping[UnitId, timedelta]:
    """How long each clock ran on days that are worked, each of them counted from midnight to midnight.

    Raises:
        CalendarGapError: a past year without data.
    """
    found: dict[UnitId, timedelta] = {}
    for stretch in stretches:
        worked = sum((end_at - start_at for start_at, end_at in _worked_parts(stretch, calendar)), timedelta())
        found[stretch.clock] = found.get(stretch.clock, timedelta()) + worked
    return found


def _worked_parts(stretch: Stretch, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    start_at = stretch.from_at
    while start_at < stretch.until_at:
        day = calendar.local_date(start_at)
        end_at = min(calendar.end_of_day(day), stretch.until_at)
        if calendar.is_working_day(day):
            yield start_at, end_at
        start_at = end_at


def _charge(account: Account, piece: Piece) -> _Charge:
    matter = piece.matter
    match matter.phase:
        case Phase.OFFERED:
            return _while_offered(account, piece)
        case Phase.ESCALATED:
            assert matter.arbiter is not None
            ruling = account.rulings[piece.escalation]
            return (matter.arbiter if ruling.moved else matter.holder), ruling.why, not ruling.final
        case Phase.DONE:
            assert matter.verification is not None
            return matter.verification.verifier, Why.VERIFICATION, False
        case _:
            return _at_work(account, piece)


def _while_offered(account: Account, piece: Piece) -> _Charge:
    offer = piece.matter.offer
    assert offer is not None
    if offer.answer_timer is not None:
        return piece.matter.holder, Why.QUESTION, False
    ruling = account.rulings[offer.offer]
    return (offer.to if ruling.moved else piece.matter.holder), ruling.why, not ruling.final


def _at_work(account: Account, piece: Piece) -> _Charge:
    matter = piece.matter
    waits = [account.rulings[wait.ask] for wait in matter.waits]
    if any(ruling.moved for ruling in waits):
        return OUTSIDE, Why.WAIT, False
    provisional = not all(ruling.final for ruling in waits)
    if matter.upward:
        first = matter.upward[0]
        if first.timer is None:
            return PLANNER, Why.UPWARD_UNANSWERED, provisional
        return first.answerer, (Why.OBSTACLE if first.level else Why.UPWARD), provisional
    if matter.extension is not None:
        silence = account.rulings[matter.extension.ask]
        if silence.moved:
            return matter.extension.answerer, Why.EXTENSION_SILENCE, provisional
        provisional |= not silence.final
    if piece.foretold_late:
        return PLANNER, Why.FORETOLD, provisional
    if piece.rework is not None:
        refutation = account.rulings[piece.rework]
        clock = account.refuters[piece.rework] if refutation.moved else matter.holder
        return clock, refutation.why, provisional or not refutation.final
    return matter.holder, (Why.HELD if matter.phase is Phase.HELD else Why.AT_WORK), provisional
