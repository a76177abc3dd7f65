"""Cycles in Qingshui county, driven through the real rules with the Chinese calendar."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from buckstop.app.calendars import chinese_calendar
from buckstop.domain.calendars import Calendar
from buckstop.domain.cycle.commands import AmendCycle, CycleCommand, EndCycle, SetUpCycle, SkipTurn
from buckstop.domain.cycle.decide import decide
from buckstop.domain.cycle.events import CycleEvent
from buckstop.domain.cycle.evolve import evolve
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.cycle.turns import due_at, open_turn
from buckstop.domain.cycle.words import Anchor, DueKind, DueRule, Every, Rhythm, Shift, Turn
from buckstop.domain.cycle.world import World
from buckstop.domain.ids import CycleId, MatterId, PersonId, UnitId
from buckstop.domain.matter.words import Actor, Terms
from buckstop.domain.matter.world import Opening
from buckstop.domain.organisation import Organisation
from buckstop.domain.refusals import Refusal
from tests.worlds import PING_AN_TOWN, QINGSHUI, county

BEGAN_AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday, 09:00 in Beijing
TODAY = date(2026, 3, 2)
UNTIL = date(2027, 3, 31)


def calendar() -> Calendar:
    found = chinese_calendar()
    assert isinstance(found, Calendar)
    return found


CALENDAR = calendar()


def rhythm(
    every: Every = Every.MONTH,
    number: int = 1,
    anchor: Anchor = Anchor.LAST_WORKING_DAY,
    shift: Shift = Shift.NEXT_WORKING_DAY,
    first_date: date = TODAY,
) -> Rhythm:
    """Every month on its last working day, unless said otherwise."""
    return Rhythm(every, number, anchor, shift, first_date)


def setting_up(**changes: Any) -> SetUpCycle:
    """The county looks at its reservoirs every month, and means to offer it to a township."""
    command = SetUpCycle(
        cycle=CycleId("c1"),
        unit=QINGSHUI,
        title="水库巡查",
        terms=Terms(goal="Every reservoir was looked at", reference="清政发〔2026〕3号"),
        rhythm=rhythm(),
        due=DueRule(DueKind.WORKING_DAYS, 5),
        until_date=UNTIL,
        planned_for=PING_AN_TOWN,
    )
    return replace(command, **changes)


def amending(cycle: Cycle, **changes: Any) -> AmendCycle:
    """Everything as it stands, but for what is said."""
    command = AmendCycle(
        cycle=cycle.id,
        title=cycle.title,
        terms=cycle.terms,
        rhythm=cycle.rhythm,
        due=cycle.due,
        until_date=cycle.until_date,
        reason="Looked at anew",
        planned_for=cycle.planned_for,
        profile=cycle.profile,
    )
    return replace(command, **changes)


def skipping(turn: int = 1, reason: str = "Snow") -> SkipTurn:
    return SkipTurn(cycle=CycleId("c1"), turn=turn, reason=reason)


def ending(reason: str = "Not needed any more") -> EndCycle:
    return EndCycle(cycle=CycleId("c1"), reason=reason)


class Coming:
    """One cycle with its events and what it opened; its turns open when the clock is moved."""

    def __init__(self, organisation: Organisation | None = None) -> None:
        self.organisation = organisation or county()
        self.at = BEGAN_AT
        self.events: list[CycleEvent] = []
        self.opened: list[Opening] = []
        self.cycle: Cycle | None = None

    def to(self, instant: datetime) -> None:
        """Let time pass; whatever is due comes."""
        self.at = instant
        while self.cycle is not None and (at := due_at(self.cycle)) is not None and at <= instant:
            event, opening = open_turn(self.cycle, self.organisation, CALENDAR, MatterId(f"m{len(self.opened) + 1}"))
            self._add(event)
            self.opened.append(opening)

    def try_(self, command: CycleCommand, unit: UnitId = QINGSHUI) -> CycleEvent | Refusal:
        outcome = decide(
            World(self.organisation, CALENDAR, self.cycle), Actor(PersonId(f"p-{unit}"), unit), command, self.at
        )
        if not isinstance(outcome, Refusal):
            self._add(outcome)
        return outcome

    def do(self, command: CycleCommand, unit: UnitId = QINGSHUI) -> Cycle:
        """The cycle after a command that must be accepted."""
        outcome = self.try_(command, unit)
        assert not isinstance(outcome, Refusal), outcome
        assert self.cycle is not None
        return self.cycle

    def refused(self, command: CycleCommand, unit: UnitId = QINGSHUI) -> str:
        outcome = self.try_(command, unit)
        assert isinstance(outcome, Refusal), outcome
        return str(outcome.code)

    @property
    def next(self) -> Turn:
        assert self.cycle is not None
        assert self.cycle.next is not None
        return self.cycle.next

    def _add(self, event: CycleEvent) -> None:
        self.cycle = evolve(self.cycle, event)
        self.events.append(event)
