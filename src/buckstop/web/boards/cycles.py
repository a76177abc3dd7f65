"""Cycles as pages show them: the list with what came last, one with its history, what looks as if it came again."""

from collections.abc import Iterable
from dataclasses import dataclass

from buckstop.app.cycle_queries import (
    CyclePage,
    CycleRow,
    PastRow,
    cycle_page,
    list_cycles,
    rows_of_cycles,
    sight_of_cycle,
)
from buckstop.app.lists import reading_of
from buckstop.app.recurring import LOOKED_AT, Recurrence, recurring
from buckstop.domain.cycle.commands import AmendCycle, EndCycle, SetUpCycle, SkipTurn
from buckstop.domain.cycle.events import CycleEvent
from buckstop.domain.cycle.schedule import months_later
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.cycle.words import CycleStatus, Turn
from buckstop.domain.ids import CycleId, UnitId
from buckstop.domain.matter.words import Outcome, Visibility
from buckstop.domain.permissions import ROLES
from buckstop.domain.seeing import viewer_of
from buckstop.i18n import gettext_noop as _
from buckstop.text.cycle_words import CYCLE_STATUS, due_words, rhythm_words
from buckstop.text.events import told
from buckstop.text.protocol_words import VISIBILITIES
from buckstop.web.boards.listing import restricted_of
from buckstop.web.boards.tabs import Tab, tabs_of
from buckstop.web.rows import RowView, row_of
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor

_STEPS = {
    1: _("every month"),
    3: _("every quarter"),
    6: _("every half year"),
    12: _("every year"),
}
_NO_STEP = _("in no steady step")
_PROVISIONAL = _("%(day)s (provisional)")
_COMING = 8
ON_A_PAGE = 50
"""Cycles on a page of the list."""
_DONE = frozenset({Outcome.DONE})


@dataclass(frozen=True, slots=True)
class CycleView:
    """A cycle in a list.

    Args:
        rhythm: how often it comes; next_date: when it comes next, empty where nothing does.
        status: how it stands, in words; runs: something still comes.
        last: the matter it opened last; None where there is none to be shown.
        came: how often it came.
    """

    cycle: str
    title: str
    unit: str
    planned_for: str
    rhythm: str
    next_date: str
    until: str
    status: str
    runs: bool
    restricted: bool
    last: RowView | None
    came: int


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """Something that came again without anybody having said that it does.

    Args:
        step: how far apart in words.
        set_up: address of the form that makes it a cycle; empty where the visitor sets none up.
        open_next: address of the form for just the next one; empty where the last one is still open.
    """

    view: RowView
    times: int
    step: str
    next_date: str
    running: bool
    set_up: str
    open_next: str


@dataclass(frozen=True, slots=True)
class CyclesPage:
    """What comes again.

    Args:
        ended: those somebody ended are shown, too; other: address of the list with or without them.
        count: how many there are; earlier, later: addresses of the pages before and after, empty where there is none.
        set_up: address of the form for a new one; empty where the visitor sets none up.
        looked_at: among how many matters repetitions were looked for at most.
        shown: ids of restricted cycles and matters on it, whose reading goes on record.
    """

    tabs: tuple[Tab, ...]
    cycles: tuple[CycleView, ...]
    count: int
    earlier: str
    later: str
    ended: bool
    other: str
    set_up: str
    suggestions: tuple[SuggestionView, ...]
    looked_at: int
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastView:
    """A turn that came or was passed over.

    Args:
        row: its matter; None where it was passed over or is not the reader's to see.
        reason: why it was passed over; empty where it came.
    """

    number: int
    day: str
    row: RowView | None
    reason: str


@dataclass(frozen=True, slots=True)
class Tallied:
    """What became of the turns shown, so that one sees whether regular work is done."""

    came: int
    done: int
    late: int
    running: int
    skipped: int


@dataclass(frozen=True, slots=True)
class OneCycle:
    """The page of a cycle.

    Args:
        coming: the next days, those not announced yet marked.
        past: the latest turns, the last one first; earlier: how many came before those.
        next_number: of the turn to come, 0 where none does; next_date: its day.
        history: what people said about it, with the instant.
        can_amend, can_skip, can_end: what the visitor's posts and the state allow.
        renews: it ran out: amending it is renewing it.
    """

    tabs: tuple[Tab, ...]
    cycle: str
    version: int
    title: str
    unit: str
    unit_id: str
    planned_for: str
    planned_id: str
    rhythm: str
    due: str
    until: str
    status: str
    goal: str
    criteria: tuple[str, ...]
    reference: str
    visibility: str
    restricted: bool
    coming: tuple[str, ...]
    next_number: int
    next_date: str
    past: tuple[PastView, ...]
    earlier: int
    tally: Tallied
    history: tuple[tuple[str, str], ...]
    can_amend: bool
    can_skip: bool
    can_end: bool
    renews: bool
    shown: tuple[str, ...]


def cycles_page(who: Visitor, page: int, *, ended: bool) -> CyclesPage:
    """Cycles of the visitor's units and those below, of every unit for who oversees them all; and suggestions.

    Args:
        page: which page of them, from 1; the last one where there are not so many.
    """
    reading = reading_of(who.organisation, who.person, who.ledger.now())
    listed = list_cycles(who.ledger, units=cycle_units(who), ended=ended, reading=reading)
    last = max(1, -(-len(listed) // ON_A_PAGE))
    page = min(max(page, 1), last)
    rows = rows_of_cycles(who.ledger, listed[(page - 1) * ON_A_PAGE : page * ON_A_PAGE], reading)
    found = [
        one for one in recurring(who.ledger, who.organisation, who.units, reading) if one.last.matter.cycle is None
    ]
    opening = who.units_for(SetUpCycle)
    return CyclesPage(
        tabs=tabs_of(who, "cycles"),
        cycles=tuple(_view(who, row) for row in rows),
        count=len(listed),
        earlier=_page_address(page - 1, ended=ended) if page > 1 else "",
        later=_page_address(page + 1, ended=ended) if page < last else "",
        ended=ended,
        other=url("cycles") if ended else url("cycles", ended=1),
        set_up=url("new_cycle") if opening else "",
        suggestions=tuple(_suggestion(who, one) for one in found),
        looked_at=LOOKED_AT,
        shown=(
            *(row.cycle.id for row in rows if row.cycle.terms.visibility is Visibility.RESTRICTED),
            *restricted_of((*(row.last for row in rows if row.last), *(one.last for one in found))),
        ),
    )


def _page_address(page: int, *, ended: bool) -> str:
    return url("cycles", ended=1, page=page) if ended else url("cycles", page=page)


def cycle_units(who: Visitor) -> tuple[UnitId, ...]:
    """Units of the visitor and all below them; none, which asks for all, where they oversee every unit."""
    if who.sees_all:
        return ()
    own = (unit for unit in who.units if who.organisation.unit(unit) is not None)
    below = (unit for top in own for unit in who.organisation.subtree(top))
    return tuple(dict.fromkeys((*who.units, *below))) or (UnitId(""),)


def _view(who: Visitor, row: CycleRow) -> CycleView:
    cycle, read = row.cycle, who.read
    return CycleView(
        cycle=cycle.id,
        title=cycle.title,
        unit=read.unit(cycle.unit),
        planned_for=read.unit(cycle.planned_for) if cycle.planned_for else "",
        rhythm=rhythm_words(cycle.rhythm, read),
        next_date=_day_words(who, cycle.next) if cycle.next else "",
        until=cycle.until_date.isoformat(),
        status=read.word(CYCLE_STATUS, cycle.status),
        runs=cycle.status is CycleStatus.RUNNING,
        restricted=cycle.terms.visibility is Visibility.RESTRICTED,
        last=row_of(row.last, read, who.ledger.now()) if row.last else None,
        came=sum(past.matter is not None for past in cycle.turns),
    )


def _suggestion(who: Visitor, one: Recurrence) -> SuggestionView:
    matter = one.last.matter
    next_date = one.next_date.isoformat() if one.next_date else ""
    leads = bool(ROLES[SetUpCycle] & who.roles_in(matter.giver))
    query = {"unit": matter.giver, "like": matter.id}
    opened = {**query, "due": next_date}
    cycle = {**query, "months": one.months or "", "first": _next_opening(who, one)}
    return SuggestionView(
        view=row_of(one.last, who.read, who.ledger.now()),
        times=one.times,
        step=who.read.translate(_STEPS[one.months] if one.months else _NO_STEP),
        next_date=next_date,
        running=matter.open,
        set_up=url("new_cycle", **cycle) if leads else "",
        open_next=url("new_matter", **opened) if leads and not matter.open else "",
    )


def _next_opening(who: Visitor, one: Recurrence) -> str:
    """When the next one would open, as far as the last one tells; never a day that is past."""
    if one.months is None:
        return ""
    calendar, now = who.ledger.calendar, who.ledger.now()
    opened = months_later(calendar.local_date(one.last.matter.opened_at), one.months)
    return max(opened, calendar.local_date(now)).isoformat()


def visible_cycle(who: Visitor, cycle: Cycle) -> bool:
    """Whether the visitor may read a cycle."""
    viewer = viewer_of(who.organisation, who.person, who.ledger.now())
    return sight_of_cycle(who.organisation, cycle, viewer).allowed


def one_cycle(who: Visitor, cycle_id: str) -> OneCycle | None:
    """The page of a cycle; None where there is none that the visitor may read."""
    reading = reading_of(who.organisation, who.person, who.ledger.now())
    found = cycle_page(who.ledger, CycleId(cycle_id), reading)
    if found is None or not visible_cycle(who, found.cycle):
        return None
    return _one(who, found)


def _one(who: Visitor, found: CyclePage) -> OneCycle:
    cycle, read = found.cycle, who.read
    rows = [past.row for past in found.past if past.row is not None]
    restricted = cycle.terms.visibility is Visibility.RESTRICTED
    open_to_change = cycle.status is not CycleStatus.ENDED
    return OneCycle(
        tabs=tabs_of(who, "cycles"),
        cycle=cycle.id,
        version=cycle.version,
        title=cycle.title,
        unit=read.unit(cycle.unit),
        unit_id=cycle.unit,
        planned_for=read.unit(cycle.planned_for) if cycle.planned_for else "",
        planned_id=cycle.planned_for or "",
        rhythm=rhythm_words(cycle.rhythm, read),
        due=due_words(cycle.due, read),
        until=cycle.until_date.isoformat(),
        status=read.word(CYCLE_STATUS, cycle.status),
        goal=cycle.terms.goal,
        criteria=cycle.terms.criteria,
        reference=cycle.terms.reference,
        visibility=read.word(VISIBILITIES, cycle.terms.visibility),
        restricted=restricted,
        coming=tuple(_day_words(who, turn) for turn in found.coming[:_COMING]),
        next_number=cycle.next.number if cycle.next else 0,
        next_date=cycle.next.day.isoformat() if cycle.next else "",
        past=tuple(_past(who, past) for past in found.past),
        earlier=found.earlier,
        tally=_tally(found.past),
        history=tuple((read.instant(one.happened_at), told(one, read).sentence) for one in _said(found)),
        can_amend=open_to_change and speaks_for(who, cycle, AmendCycle) is not None,
        can_skip=cycle.next is not None and speaks_for(who, cycle, SkipTurn) is not None,
        can_end=open_to_change and speaks_for(who, cycle, EndCycle) is not None,
        renews=cycle.status is CycleStatus.OVER,
        shown=(*((cycle.id,) if restricted else ()), *restricted_of(rows)),
    )


def speaks_for(who: Visitor, cycle: Cycle, command: type) -> UnitId | None:
    """The unit for which the visitor may give a command about a cycle: its own, or for less of it one above or the office."""
    able = who.units_for(command)
    if cycle.unit in able:
        return cycle.unit
    if command is AmendCycle:
        return None
    organisation = who.organisation
    overseers = (unit for unit in able if unit == organisation.office or organisation.is_above(unit, cycle.unit))
    return next(overseers, None)


def _day_words(who: Visitor, turn: Turn) -> str:
    day = turn.day.isoformat()
    return who.read.say(_PROVISIONAL, day=day) if turn.provisional else day


def _past(who: Visitor, one: PastRow) -> PastView:
    return PastView(
        number=one.past.turn.number,
        day=one.past.turn.day.isoformat(),
        row=row_of(one.row, who.read, who.ledger.now()) if one.row else None,
        reason=one.past.reason,
    )


def _tally(past: Iterable[PastRow]) -> Tallied:
    some = tuple(past)
    matters = [one.row.matter for one in some if one.row is not None]
    return Tallied(
        came=sum(one.past.matter is not None for one in some),
        done=sum(matter.outcome in _DONE for matter in matters),
        late=sum(one.row is not None and one.row.colour == "red" for one in some),
        running=sum(matter.open for matter in matters),
        skipped=sum(one.past.matter is None for one in some),
    )


def _said(found: CyclePage) -> tuple[CycleEvent, ...]:
    """What happened to the cycle itself; what it opened stands in its history already."""
    return tuple(one for one in reversed(found.events) if one.NAME not in _IN_PAST)


_IN_PAST = frozenset({"cycle.turn_opened", "cycle.turn_skipped"})
