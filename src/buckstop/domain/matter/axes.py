"""How a matter stands, on four axes that are never mixed: official state, evidence, schedule, citizen.

Beside them burn lights: blue near its due, yellow behind plan, red late. Each names the event it rests on and since when
it burns, so that nobody has to believe a colour.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from buckstop.domain.calendars import Calendar
from buckstop.domain.deadlines import Span
from buckstop.domain.matter.events import MatterEvent, accountability, asks, work
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import CitizenWord, Evidence, Phase
from buckstop.domain.packs import Pack

BEHIND_MARGIN = "schedule.behind_plan_margin"
"""Rule a pack may have: percent by which the work reported may lag behind the time gone."""

REPORT_EVERY = "schedule.report_every"
"""Rule a pack may have: how often progress is to be reported."""


class Schedule(StrEnum):
    """How the work stands against its deadline."""

    ON_TIME = "on_time"
    AT_RISK = "at_risk"
    LATE = "late"


class Colour(StrEnum):
    """What a light says."""

    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


class Reason(StrEnum):
    """Why the work is at risk or late."""

    DEADLINE_PASSED = "deadline_passed"
    BEHIND_PLAN = "behind_plan"
    REPORT_LATE = "report_late"
    DEADLINE_NEAR = "deadline_near"


_COLOURS = {
    Reason.DEADLINE_PASSED: Colour.RED,
    Reason.BEHIND_PLAN: Colour.YELLOW,
    Reason.REPORT_LATE: Colour.YELLOW,
    Reason.DEADLINE_NEAR: Colour.BLUE,
}


_Evidence = tuple[int, datetime]
"""Number of the event a light rests on, and since when it burns."""


@dataclass(frozen=True, slots=True)
class Light:
    """One reason for concern.

    Args:
        version: number of the event it rests on: what set the deadline, said how far it is, or reminded.
        since_at: since when it burns.
        age: how long it has burnt, or burnt until the work was reported done.
        burning: somebody is still at work on it. Once the work is reported done or ended no light burns: what is left is
            that it was late, and by how much.
    """

    colour: Colour
    reason: Reason
    version: int
    since_at: datetime
    age: timedelta
    burning: bool = True


@dataclass(frozen=True, slots=True)
class Watch:
    """What counts as behind, besides the deadline.

    Args:
        margin_percent: share of the work the last report may lag behind the share of time gone; None: not looked at.
        report_every: how often progress is to be reported; None: as the holder likes.
    """

    margin_percent: int | None = None
    report_every: Span | None = None

    @classmethod
    def of(cls, pack: Pack) -> "Watch":
        """What a pack says of it; nothing is looked at that it has no rule for."""
        return cls(
            pack.number(BEHIND_MARGIN) if pack.rule(BEHIND_MARGIN) else None,
            pack.span(REPORT_EVERY) if pack.rule(REPORT_EVERY) else None,
        )


@dataclass(frozen=True, slots=True)
class Axes:
    """How a matter stands.

    Args:
        schedule: None where there is no deadline to be measured against and nothing else is amiss.
        lights: why, the gravest first.
    """

    official: Phase
    evidence: Evidence
    schedule: Schedule | None
    citizen: CitizenWord
    lights: tuple[Light, ...]


def axes(matter: Matter, events: Sequence[MatterEvent], at: datetime, watch: Watch, calendar: Calendar) -> Axes:
    """Where a matter stands at an instant, axis by axis.

    Work that was reported done in time stays on time while others look at it; refuted after its deadline it is late. A
    matter that ended is measured by when it was reported done, else by when it ended; its light burns no more, for
    whatever runs then runs for the verifier.

    Args:
        matter: what its events lead to.
        events: all of them, none after `at`.
        watch: what counts as behind; see `Watch.of`.
    """
    lights = tuple(_lights(matter, events, at, watch, calendar))
    schedule: Schedule | None = Schedule.AT_RISK
    if not lights:
        schedule = None if matter.deadline is None else Schedule.ON_TIME
    elif lights[0].colour is Colour.RED:
        schedule = Schedule.LATE
    return Axes(matter.phase, matter.evidence, schedule, matter.citizen, lights)


def _lights(
    matter: Matter, events: Sequence[MatterEvent], at: datetime, watch: Watch, calendar: Calendar
) -> Iterator[Light]:
    """The gravest first. Once the work is reported done, only its lateness is left to show."""
    finished_at = _finished_at(matter, events)
    found: list[tuple[Reason, _Evidence | None]] = [(Reason.DEADLINE_PASSED, _deadline_passed(matter, events))]
    if finished_at is None:
        found.append((Reason.BEHIND_PLAN, _behind_plan(matter, events, watch)))
        found.append((Reason.REPORT_LATE, _report_late(matter, events, watch, calendar)))
        found.append((Reason.DEADLINE_NEAR, _deadline_near(matter, events, at)))
    judged_at = finished_at or at
    for reason, evidence in found:
        if evidence is not None and evidence[1] <= judged_at:
            version, since_at = evidence
            yield Light(_COLOURS[reason], reason, version, since_at, judged_at - since_at, finished_at is None)


def _last(events: Sequence[MatterEvent], fits: Callable[[MatterEvent], bool]) -> tuple[int, MatterEvent] | None:
    """The last event that fits, with its number."""
    numbered = zip(range(len(events), 0, -1), reversed(events), strict=True)
    return next((found for found in numbered if fits(found[1])), None)


def _finished_at(matter: Matter, events: Sequence[MatterEvent]) -> datetime | None:
    """When the work was reported done, if that still stands; else when the matter ended."""
    if matter.phase not in {Phase.DONE, Phase.CLOSED}:
        return None
    turn = _last(events, lambda event: isinstance(event, work.DoneReported | work.MatterRefuted | work.MatterReopened))
    if turn is not None and isinstance(turn[1], work.DoneReported):
        return turn[1].happened_at
    return matter.closed_at


def _sets_deadline(event: MatterEvent) -> bool:
    recomputed = isinstance(event, accountability.DueRecomputed) and event.which == "deadline"
    return recomputed or isinstance(event, accountability.MatterOpened | asks.ExtensionGranted)


def _deadline_set(events: Sequence[MatterEvent]) -> _Evidence:
    found = _last(events, _sets_deadline)
    assert found is not None  # the opening does
    return found[0], found[1].happened_at


def _deadline_passed(matter: Matter, events: Sequence[MatterEvent]) -> _Evidence | None:
    return None if matter.deadline is None else (_deadline_set(events)[0], matter.deadline.due_at)


def _deadline_near(matter: Matter, events: Sequence[MatterEvent], at: datetime) -> _Evidence | None:
    """Since the reminder; since the deadline was set, where the time for a reminder was over already."""
    if matter.deadline is None or matter.deadline.due_at <= at:
        return None
    if matter.reminded:
        reminded = _last(events, lambda event: isinstance(event, work.DeadlineReminded))
        return None if reminded is None else (reminded[0], reminded[1].happened_at)
    version, set_at = _deadline_set(events)
    if matter.reminder is not None and matter.reminder.due_at < matter.deadline.due_at:
        return version, matter.reminder.due_at
    return version, set_at


def _behind_plan(matter: Matter, events: Sequence[MatterEvent], watch: Watch) -> _Evidence | None:
    """Since the share of time gone passed what was last reported by more than the margin.

    Why a matter without a figure is never behind: nothing was said that could be compared. A late report shows instead.
    """
    said = _last(events, lambda event: isinstance(event, work.ProgressReported) and event.percent is not None)
    if matter.deadline is None or watch.margin_percent is None or said is None:
        return None
    version, report = said
    assert isinstance(report, work.ProgressReported)
    assert report.percent is not None
    reached = report.percent + watch.margin_percent
    planned_at = matter.opened_at + (matter.deadline.due_at - matter.opened_at) * reached / 100
    return (version, max(planned_at, report.happened_at)) if reached < 100 else None


_COUNTS_AS_REPORT = (
    work.ProgressReported
    | work.MatterRefuted
    | work.MatterReopened
    | accountability.MatterOpened
    | accountability.OfferAccepted
    | accountability.MatterClaimed
    | accountability.MatterDecided
    | accountability.DecisionLapsed
    | accountability.MatterRecalled
    | accountability.MatterCarried
    | accountability.CustodySucceeded
)
"""Since when the next report is counted: the last one, or when the work last began anew for somebody."""


def _report_late(matter: Matter, events: Sequence[MatterEvent], watch: Watch, calendar: Calendar) -> _Evidence | None:
    if watch.report_every is None or matter.phase not in {Phase.HELD, Phase.SETTLED, Phase.APPEAL}:
        return None
    last = _last(events, lambda event: isinstance(event, _COUNTS_AS_REPORT))
    assert last is not None  # the opening does
    return last[0], calendar.due(last[1].happened_at, watch.report_every).at
