"""Today: what waits for one person, why it is theirs, and what happens if they do nothing.

Everything is asked for by the units the person acts for, in a fixed number of questions to the store. Nothing here is
prose: reasons and consequences are codes with fields.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby

from buckstop.app.boards import sections
from buckstop.app.columns import MATTER
from buckstop.app.ledger import Ledger
from buckstop.app.lists import MatterRow, lateness, reading_of, rows_of
from buckstop.app.open_asks import AskKind, OpenAsk, open_asks
from buckstop.app.running import Default, RunningClock, running_clocks
from buckstop.domain.ids import PersonId, PostId, UnitId
from buckstop.domain.matter.asks import SupportStage
from buckstop.domain.matter.commands import MatterCommand, accountability, asks, work
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.events import accountability as happened
from buckstop.domain.matter.named_supports import supports_to_ask
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase
from buckstop.domain.organisation import Organisation
from buckstop.domain.permissions import ROLES
from buckstop.domain.posts import Acting, Role
from buckstop.ledger.codec import decode
from buckstop.ledger.lookup import Order, Where

FIRST = 50
"""Lines of each kind at most; the counts are of all."""

LATELY = timedelta(days=7)
"""How long what came back and what was decided stays on the page."""

_MOST_RECENT = 200


class EntryKind(StrEnum):
    """Why something stands on the page."""

    SIGN = "sign"  # an offer to accept or return
    DECIDE = "decide"
    VERIFY = "verify"
    ANSWER = "answer"
    HELD = "held"  # ours by silence when the claim clock runs out
    RETURNED = "returned"  # an offer of ours came back
    DUE = "due"  # near its deadline, or late
    REQUEST = "request"  # we wait for an answer; the clock is somebody else's
    DECIDED = "decided"  # somebody decided who holds it


class Consequence(StrEnum):
    """What happens if the person does nothing, from their unit's side."""

    GOES_ELSEWHERE = "goes_elsewhere"
    BECOMES_YOURS = "becomes_yours"
    COUNTS_AGAINST_YOU = "counts_against_you"
    IS_GRANTED = "is_granted"
    NOTHING = "nothing"


CONSEQUENCES: Mapping[Default, Consequence] = {
    Default.HOLDER_KEEPS: Consequence.BECOMES_YOURS,
    Default.OFFER_RETURNS: Consequence.GOES_ELSEWHERE,
    Default.OFFER_ESCALATES: Consequence.GOES_ELSEWHERE,
    Default.OFFER_GOES_ON: Consequence.COUNTS_AGAINST_YOU,
    Default.ARBITER_HOLDS: Consequence.BECOMES_YOURS,
    Default.ROOT_HOLDS: Consequence.GOES_ELSEWHERE,
    Default.DECISION_STANDS: Consequence.NOTHING,
    Default.VERIFIER_CHANGES: Consequence.GOES_ELSEWHERE,
    Default.VERIFIER_STAYS: Consequence.COUNTS_AGAINST_YOU,
    Default.DEADLINE_PASSES: Consequence.COUNTS_AGAINST_YOU,
    Default.DEADLINE_PASSED: Consequence.COUNTS_AGAINST_YOU,
    Default.WORK_GOES_ON: Consequence.NOTHING,
    Default.SUPERIOR_ANSWERS_SUPPORT: Consequence.GOES_ELSEWHERE,
    Default.SUPPORT_UNANSWERED: Consequence.COUNTS_AGAINST_YOU,
    Default.SUPPORT_OVERDUE: Consequence.COUNTS_AGAINST_YOU,
    Default.SUPPORT_LATE: Consequence.COUNTS_AGAINST_YOU,
    Default.SUPPORT_CONFIRMED: Consequence.IS_GRANTED,
    Default.SUPERIOR_ANSWERS_REQUEST: Consequence.GOES_ELSEWHERE,
    Default.REQUEST_UNANSWERED: Consequence.COUNTS_AGAINST_YOU,
    Default.PLANNER_PAYS: Consequence.COUNTS_AGAINST_YOU,
    Default.EXTENSION_GRANTED: Consequence.IS_GRANTED,
    Default.EXTENSION_REFUSED: Consequence.NOTHING,
    Default.WAIT_VOID: Consequence.NOTHING,
    Default.WAIT_ENDS: Consequence.NOTHING,
    Default.SUMMONS_MISSED: Consequence.COUNTS_AGAINST_YOU,
    Default.SUMMONS_OPEN: Consequence.NOTHING,
    Default.SUPERIOR_REMOVES_OBSTACLE: Consequence.GOES_ELSEWHERE,
    Default.OBSTACLE_UNANSWERED: Consequence.COUNTS_AGAINST_YOU,
    Default.OBSTACLE_STANDS: Consequence.COUNTS_AGAINST_YOU,
    Default.PROPOSAL_UNANSWERED: Consequence.COUNTS_AGAINST_YOU,
    Default.PROPOSAL_OPEN: Consequence.NOTHING,
}
"""What each default means for whoever must act."""

_COMMANDS: Mapping[EntryKind | AskKind, type[MatterCommand]] = {
    EntryKind.SIGN: accountability.AcceptOffer,
    EntryKind.DECIDE: accountability.DecideMatter,
    EntryKind.VERIFY: work.VerifyMatter,
    EntryKind.HELD: accountability.ClaimMatter,
    EntryKind.RETURNED: accountability.OfferMatter,
    EntryKind.DUE: work.ReportProgress,
    EntryKind.REQUEST: asks.AskUpward,
    EntryKind.DECIDED: accountability.AppealMatter,
    AskKind.QUESTION: accountability.AnswerQuestion,
    AskKind.SUPPORT: asks.AgreeSupport,
    AskKind.DELIVERY: asks.ConfirmSupport,
    AskKind.UPWARD: asks.AnswerUpward,
    AskKind.EXTENSION: asks.AnswerExtension,
    AskKind.WAIT: asks.AnswerWait,
    AskKind.SUMMONS: asks.ArriveAtSummons,
    AskKind.CONCLUSION: asks.ConcludeSummons,
    AskKind.PROPOSAL: asks.AnswerProposal,
    AskKind.NAMED: asks.AskSupport,
}
_AT_WORK = (Phase.HELD, Phase.OFFERED, Phase.ESCALATED, Phase.SETTLED, Phase.APPEAL)
_DECISIONS = happened.MatterDecided | happened.DecisionLapsed | happened.AppealDismissed


@dataclass(frozen=True, slots=True)
class Ground:
    """Why something is this person's.

    Args:
        unit: unit that has to act.
        post: post of that unit the person acts for.
        held: the person's own post; another than `post` where they deputise.
        role: role of the post that lets them act; None where none does and somebody else of the unit has to.
    """

    unit: UnitId
    post: PostId
    held: PostId
    role: Role | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the page.

    Args:
        clock: the clock it stands here for, with its default; None where none runs.
        ask: the open request, of ANSWER and REQUEST.
        event: what happened and when, of RETURNED and DECIDED.
    """

    kind: EntryKind
    row: MatterRow
    reason: Ground
    consequence: Consequence
    clock: RunningClock | None = None
    ask: OpenAsk | None = None
    event: MatterEvent | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """The page of one person.

    Args:
        entries: by consequence, then the soonest due first.
        totals: matters of each kind, shown or not; of RETURNED and DECIDED those shown.
    """

    person: PersonId
    units: tuple[UnitId, ...]
    entries: tuple[Entry, ...]
    totals: Mapping[EntryKind, int]

    def grouped(self) -> tuple[tuple[Consequence, tuple[Entry, ...]], ...]:
        """The entries by what happens if nothing is done, the gravest first."""
        return tuple((key, tuple(some)) for key, some in groupby(self.entries, key=lambda one: one.consequence))


def today(ledger: Ledger, person: PersonId, first: int = FIRST, organisation: Organisation | None = None) -> Today:
    """What waits for a person now, for every post they act for.

    Args:
        first: lines of each kind at most.
        organisation: as it stands now, where the caller has read it already.
    """
    organisation, now = organisation or ledger.organisation(), ledger.now()
    acting = organisation.posts.acting(person, now)
    mine = _Mine(organisation, acting)
    if not mine.units:
        return Today(person, (), (), {})
    units, limits = mine.units, reading_of(organisation, person, now)
    # Whoever holds, signs, decides, verifies or answers is involved: what is asked for by such units needs no further limit.
    reading = None if limits is None or set(units) <= set(limits.direct) else limits
    near_until = lateness(ledger).near_until
    asked = {
        EntryKind.SIGN: (Where(offeree=units, active=True, reading=reading), Order.DUE),
        EntryKind.DECIDE: (Where(arbiter=units, active=True, reading=reading), Order.DUE),
        EntryKind.VERIFY: (Where(verifier=units, active=True, reading=reading), Order.DUE),
        EntryKind.ANSWER: (Where(asked=units, active=True, reading=reading), Order.DUE),
        EntryKind.HELD: (Where(holder=units, phase=Phase.HELD, reading=reading), Order.DUE),
        EntryKind.DUE: (
            Where(holder=units, phase=_AT_WORK, deadline_until=near_until, reading=reading),
            Order.DEADLINE,
        ),
        EntryKind.REQUEST: (Where(asking=units, active=True, reading=limits), Order.DUE),
    }
    found = sections(ledger, organisation, {kind.value: one for kind, one in asked.items()}, first)
    recent = tuple(
        _recent(
            ledger, organisation, mine, Where(kind=MATTER, involved=units, moved_from=now - LATELY, reading=reading)
        )
    )
    back = {entry.row.id for entry in recent if entry.kind is EntryKind.RETURNED}
    entries = [
        entry
        for kind in asked
        for row in found[kind.value].rows
        if not (kind is EntryKind.HELD and row.id in back)  # what came back is held by the same clock: said once
        for entry in mine.entries(kind, row)
    ]
    totals = {kind: found[kind.value].total for kind in asked}
    for kind in (EntryKind.RETURNED, EntryKind.DECIDED):
        totals[kind] = sum(1 for entry in recent if entry.kind is kind)
    return Today(person, units, tuple(sorted((*entries, *recent), key=_gravest_first)), totals)


class _Mine:
    """What a person acts for, and the entries that follow from it."""

    def __init__(self, organisation: Organisation, acting: Sequence[Acting]) -> None:
        self._organisation = organisation
        self._acting: dict[UnitId, list[Acting]] = {}
        for one in acting:
            self._acting.setdefault(organisation.posts.by_id[one.post].unit, []).append(one)
        self.units = tuple(sorted(self._acting))

    def entries(self, kind: EntryKind, row: MatterRow) -> Iterator[Entry]:
        """What a matter that was found means: nothing where what fell due has changed it."""
        matter, clocks = row.matter, running_clocks(row.matter, self._organisation)
        match kind:
            case EntryKind.SIGN if matter.offer is not None:
                # While a question of ours is open the clock is the holder's.
                clock = next((one for one in clocks if one.who == matter.offer.to and not one.ask), None)
                yield from self._of(kind, row, matter.offer.to, clock)
            case EntryKind.DECIDE if matter.arbiter is not None:
                yield from self._of(kind, row, matter.arbiter, clocks[0])
            case EntryKind.VERIFY if matter.verification is not None:
                yield from self._of(kind, row, matter.verification.verifier, clocks[0])
            case EntryKind.HELD if matter.phase is Phase.HELD:
                yield from self._of(kind, row, matter.holder, clocks[0])
            case EntryKind.DUE if matter.open:
                deadline = next((one for one in clocks if one.default in _DEADLINES), None)
                yield from self._of(kind, row, matter.holder, deadline)
            case EntryKind.ANSWER | EntryKind.REQUEST:
                for ask in open_asks(matter):
                    if ask.kind is AskKind.NAMED and not supports_to_ask(matter, self._organisation):
                        continue  # whoever is named stands above by now, or is one with who was asked
                    unit = ask.answerer if kind is EntryKind.ANSWER else ask.asker
                    yield from self._of(kind, row, unit, _clock_of(ask, clocks), ask)

    def _of(
        self, kind: EntryKind, row: MatterRow, unit: UnitId, clock: RunningClock | None, ask: OpenAsk | None = None
    ) -> Iterator[Entry]:
        if unit in self._acting:
            command = needed_command(kind, row.matter, ask)
            consequence = CONSEQUENCES[clock.default] if clock is not None else Consequence.NOTHING
            if kind is EntryKind.REQUEST and consequence is not Consequence.IS_GRANTED:
                consequence = Consequence.NOTHING  # it is the other side that must act
            yield Entry(kind, row, self.reason(unit, command), consequence, clock, ask)

    def reason(self, unit: UnitId, command: type[MatterCommand]) -> Ground:
        """Through which post something is the person's: one that lets them act, if any does."""
        needed = ROLES[command]
        best: Ground | None = None
        for acting in self._acting[unit]:
            roles = self._organisation.posts.by_id[acting.post].roles & needed
            if roles:
                return Ground(unit, acting.post, acting.held, min(roles))
            best = best or Ground(unit, acting.post, acting.held, None)
        assert best is not None, "a unit is here because of a post"
        return best

    def of_event(self, kind: EntryKind, row: MatterRow, event: MatterEvent) -> Iterator[Entry]:
        """What happened lately: to the holder, and of a decision to whoever was a party."""
        for unit in self.units:
            concerned = row.matter.holder == unit if kind is EntryKind.RETURNED else unit in row.matter.parties
            if concerned:
                clocks = running_clocks(row.matter, self._organisation)
                clock = clocks[0] if clocks and clocks[0].who == unit and kind is EntryKind.RETURNED else None
                consequence = CONSEQUENCES[clock.default] if clock is not None else Consequence.NOTHING
                yield Entry(kind, row, self.reason(unit, _COMMANDS[kind]), consequence, clock, event=event)
                return


def needed_command(kind: EntryKind, matter: Matter, ask: OpenAsk | None) -> type[MatterCommand]:
    """What somebody would do about an entry, and so the roles it takes."""
    if kind is not EntryKind.ANSWER or ask is None:
        return _COMMANDS[kind]
    agreed = any(one.ask == ask.ask and one.stage is SupportStage.AGREED for one in matter.supports)
    return asks.DeliverSupport if ask.kind is AskKind.SUPPORT and agreed else _COMMANDS[ask.kind]


_DEADLINES = frozenset({Default.DEADLINE_PASSES, Default.DEADLINE_PASSED})


def _recent(ledger: Ledger, organisation: Organisation, mine: _Mine, where: Where) -> Iterator[Entry]:
    """What came back and what was decided lately; told by the events of matters that moved, read all at once."""
    found = ledger.store.page(where, Order.MOVED, _MOST_RECENT).snapshots
    moved = rows_of(ledger, organisation, found)
    rows = [row for row in moved if row.matter.moves or row.matter.last_decider is not None]
    histories = ledger.store.histories([row.id for row in rows])
    since = ledger.now() - LATELY
    for row in rows:
        written = (decode(event.body).event for event in histories[row.id][: row.written_version])
        last = [event for event in (*written, *row.unwritten) if event.happened_at >= since]
        decided = next((event for event in reversed(last) if isinstance(event, _DECISIONS)), None)
        returned = next((event for event in reversed(last) if isinstance(event, _ANSWERED)), None)
        if isinstance(returned, happened.OfferReturned) and decided is None and row.matter.open:
            yield from mine.of_event(EntryKind.RETURNED, row, returned)
        if decided is not None:
            yield from mine.of_event(EntryKind.DECIDED, row, decided)


_ANSWERED = happened.MatterOffered | happened.OfferAccepted | happened.OfferReturned
"""The last of these says how the last offer stands."""


def _clock_of(ask: OpenAsk, clocks: Sequence[RunningClock]) -> RunningClock | None:
    """The clock of a request; of a question to the holder that of the offer."""
    if ask.kind is AskKind.QUESTION:
        return next((one for one in clocks if one.default is Default.OFFER_GOES_ON), None)
    return next((one for one in clocks if one.ask == ask.ask and one.ask), None)


_GRAVITY = {consequence: place for place, consequence in enumerate((
    Consequence.BECOMES_YOURS, Consequence.COUNTS_AGAINST_YOU, Consequence.GOES_ELSEWHERE,
    Consequence.IS_GRANTED, Consequence.NOTHING,
))}  # fmt: skip


def _gravest_first(entry: Entry) -> tuple[int, bool, datetime, str, str]:
    due_at = entry.clock.due_at if entry.clock is not None else None
    return _GRAVITY[entry.consequence], due_at is None, due_at or entry.row.matter.updated_at, entry.kind, entry.row.id
