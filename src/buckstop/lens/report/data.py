"""ReportData: everything a report says, as plain values; what `render` lays out and nothing more.

Sentences are already in the reader's language (they depend on values); fixed labels are translated by the templates.
Spans are microseconds, instants microseconds since 1970 UTC, shares 0 to 1. Names are already safe to show: persons
are pseudonyms unless the caller asked otherwise, control and direction characters are made visible.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One large figure of the summary: the figure, what it is, and the definition it rests on."""

    value: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class SummaryFinding:
    """What one pattern found: its title, how many findings, the first in a sentence, the other subjects by name."""

    anchor: str
    title: str
    count: int
    sentence: str
    others: tuple[str, ...]
    others_left_out: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The first page: what was read, where the hours went, what was found and how sure that is."""

    opening: str
    hours: str
    returns: str
    figures: tuple[KeyFigure, ...]
    found: str
    findings: tuple[SummaryFinding, ...]
    sure: tuple[str, ...]
    next_steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StateSpan:
    """The time of all cases in one state.

    Args:
        state: `working`, `queued`, `waiting`, `paused`, `other`, `unheld` or `after`.
        span_us: wall clock.
        share: of the time up to the first resolution; of all time for `after`.
        working_us: the part inside working time; None without a calendar or where it is not known.
    """

    state: str
    span_us: int
    share: float
    working_us: int | None = None


@dataclass(frozen=True, slots=True)
class StateWord:
    """One state value as the log itself calls it, and what the mapping takes it to mean."""

    value: str
    state: str
    events: int
    cases: int
    before_us: int


@dataclass(frozen=True, slots=True)
class TimeByState:
    """Where the time goes, the largest part first; `after` stands last because it is nobody's.

    Args:
        before_us: all time up to the first resolutions.
        held_us, held_working_us: of these, with a holder and not waiting outside; on the working calendar, if there is one.
        has_states, has_calendar: whether the log tells states, the mapping a calendar.
        values: the log's own state values, most time first; values_left_out beyond the cap.
    """

    before_us: int
    held_us: int
    held_working_us: int | None
    spans: tuple[StateSpan, ...]
    has_states: bool
    has_calendar: bool
    values: tuple[StateWord, ...] = ()
    values_left_out: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """How often one holder passed a case to another; -1 stands for all others.

    Args:
        giver, taker: holder numbers.
        passes: handovers.
        bounced: of these, the case had just come from the taker (A to B and back to A).
    """

    giver: int
    taker: int
    passes: int
    bounced: int


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """One holder's own map: who passes to it, whom it passes to, each with the rest as -1."""

    holder: int
    arriving: tuple[Edge, ...]
    leaving: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """Who passes responsibility to whom.

    Args:
        names: display name by holder number, for every number that occurs (except -1).
        overview: largest givers to largest takers, the rest as -1; handovers from rest to rest are not in it but counted
            in among_others, or they would be most of the picture.
        neighbourhoods: the holders that can be looked at one by one, in the order of their names.
        order: rows and columns of the matrix, seriated so that holders with like partners stand together; -1 last if
            there are others.
        cells: the matrix, holders outside `order` as -1.
        top_pairs: the pairs with the most handovers, for the table beside the chart.
        holders: how many holders took part in a handover.
        handovers: how many handovers there are in all.
        pairs: how many different pairs there are in all.
    """

    names: dict[int, str]
    overview: tuple[Edge, ...]
    among_others: int
    neighbourhoods: tuple[Neighbourhood, ...]
    order: tuple[int, ...]
    cells: tuple[Edge, ...]
    top_pairs: tuple[Edge, ...]
    holders: int
    handovers: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Step:
    """One stay of a case with a holder: when, how long in which state, and whether the pattern points at it.

    Args:
        parts: (state, span_us) in the order working, queued, waiting, paused, other, unheld, after; zeros left out.
        left: where the stay begins, in percent of the case's own time line.
        segments: (state, left, width) in the order they happened, in percent of the case's own time line.
    """

    holder: str
    started_us: int
    ended_us: int | None
    parts: tuple[tuple[str, int], ...]
    left: float
    segments: tuple[tuple[str, float, float], ...]
    pointed: bool
    came_back: bool


@dataclass(frozen=True, slots=True)
class EvidenceCase:
    """One case behind a finding, with its whole path or, if that is very long, the part around the place pointed at."""

    case_id: str
    weight_us: int
    started_us: int
    ended_us: int
    runs: int
    steps: tuple[Step, ...]
    steps_left_out: int


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One named or counted subject of a pattern, in numbers and in one sentence.

    Args:
        subject: None where the row speaks of the log as a whole.
        interval: 95 % interval in words, with what it is an interval of.
        cases: those shown, the weightiest first; cases_in_all: how many there are behind the row.
    """

    subject: str | None
    object: str | None
    sentence: str
    n: int
    observed: float
    expected: float | None
    shrunk: float | None
    interval: str | None
    q: float | None
    windows: tuple[bool | None, ...]
    amount_us: int
    cases: tuple[EvidenceCase, ...]
    cases_in_all: int


@dataclass(frozen=True, slots=True)
class PatternCard:
    """One pattern that found or counted something, with all that is needed to judge it.

    Args:
        named: how many subjects are named; once: how many stood out overall but not steadily, never named.
        counted: the rows are exact counts, not tests.
        order_note: why the rows stand in the order they do.
    """

    anchor: str
    name: str
    version: int
    status: str
    title: str
    definition: str
    innocent: tuple[str, ...]
    source: str
    test: str
    level: str
    parameters: tuple[str, ...]
    minimum: str
    counted: bool
    tested: int
    too_few: int
    named: int
    once: int
    rankability: float | None
    dispersion: float | None
    order_note: str
    rows: tuple[FindingRow, ...]
    rows_left_out: int


@dataclass(frozen=True, slots=True)
class SilentPattern:
    """A pattern with nothing to show, and the reason in a sentence; `kind` is quiet, too_few, not_applicable or withheld."""

    name: str
    title: str
    definition: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class FunnelPoint:
    """One tested unit: opportunities, its rate adjusted for case mix, and its name only if it is a named finding."""

    n: int
    observed: float
    expected: float
    rate: float
    name: str | None


@dataclass(frozen=True, slots=True)
class FunnelLimit:
    """Limits of the funnel at one number of opportunities; rates, 0 to 1."""

    n: int
    low_998: float
    low_95: float
    high_95: float
    high_998: float


@dataclass(frozen=True, slots=True)
class Funnel:
    """A rate pattern as a funnel plot.

    Args:
        centre: rate of all units together.
        rankability: share of the variation between units that is not chance; None if not known.
        points_left_out: points beyond the cap; named units are never left out.
    """

    anchor: str
    title: str
    definition: str
    centre: float
    points: tuple[FunnelPoint, ...]
    limits: tuple[FunnelLimit, ...]
    rankability: float | None
    points_left_out: int


@dataclass(frozen=True, slots=True)
class HolderRow:
    """One unit: hours first, then counts, then the return rate with its 95 % interval (None below 1 arrival)."""

    name: str
    held_us: int
    queued_us: int
    waiting_us: int
    cases: int
    arrived: int
    passed_on: int
    returned: int
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Holders:
    """Units in the order of their names. There is no such table for persons."""

    rows: tuple[HolderRow, ...]
    left_out: int
    left_out_us: int


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One issue of the data: how bad, what, where, how often, and whether it touches the figures of this level."""

    severity: str
    code: str
    sentence: str
    position: str
    count: int
    touches: bool


@dataclass(frozen=True, slots=True)
class RangeRow:
    """A fact that depends on the order of events within one instant: the figure, and its range over random orders."""

    label: str
    value: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class CountRow:
    """One figure with both denominators and the definition it rests on; shares are None where they make no sense."""

    label: str
    definition: str
    value: int
    of_all: float | None
    of_held: float | None


@dataclass(frozen=True, slots=True)
class Quality:
    """How far the data carry: issues, order, both denominators, exclusions, mapping."""

    order_confidence: float
    order_withheld: bool
    order_note: str
    issues: tuple[IssueRow, ...]
    issues_left_out: int
    counts: tuple[CountRow, ...]
    ranges: tuple[RangeRow, ...]
    excluded: tuple[str, ...]
    mapping: tuple[tuple[str, str], ...]
    definitions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportData:
    """A whole report in one language.

    Args:
        log: name of the log; source: the file it was read from.
        first_us, last_us: first and last event; zone: the zone all instants are shown in.
        level: the holder level in words; persons: the level is persons (then nothing is ordered by value).
        pseudonyms: names of persons were replaced.
        uncharged: hours without a holder are hours nobody is charged with, not hours in which nobody answered.
        version: of Buckstop.
    """

    log: str
    source: str
    first_us: int
    last_us: int
    zone: str
    level: str
    persons: bool
    pseudonyms: bool
    uncharged: bool
    version: str
    summary: Summary
    time: TimeByState
    flow: Flow | None
    cards: tuple[PatternCard, ...]
    silent: tuple[SilentPattern, ...]
    funnels: tuple[Funnel, ...]
    holders: Holders | None
    quality: Quality
