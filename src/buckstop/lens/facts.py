"""Facts: the plain figures of a log at one holder level, each with its definition, denominators and doubt."""

from dataclasses import asdict, dataclass, field

from buckstop.lens.engine import Session
from buckstop.lens.mapping import State
from buckstop.lens.tie_ranges import OrderRange, order_ranges

ORDER_CONFIDENCE_MIN = 0.8
US_PER_HOUR = 3_600_000_000
STATE_COLUMNS = ("working", "queued", "waiting", "paused", "other", "unheld", "after")
LONG_RETURN = 5


@dataclass(frozen=True, slots=True)
class StateValue:
    """One state value of the log, as it stands there.

    Args:
        state: what the mapping says it means.
        events, cases: where it occurs.
        hours: from its events to the next event of the case, whole case.
        hours_before_resolution: of these, before the case's first resolution.
    """

    state: str
    events: int
    cases: int
    hours: float
    hours_before_resolution: float


@dataclass(frozen=True, slots=True)
class Facts:
    """Figures of one log at one holder level. Definitions: `buckstop.lens.tables`.

    Args:
        holder: column that tells the holder; holder_role: unit, person or column.
        excluded_holders: names that never hold, with their kind.
        cases, events: in the log; cases_with_holder: cases somebody held at least once.
        units: distinct holders.
        handovers, cases_with_handover, distinct_edges: boundaries between runs; cases with one; distinct pairs.
        aba_cases, aba_occurrences: A-B-A.
        return_cases, returns, returns_by_length: returns of any cycle length; length 5 stands for 5 and more.
        reopened_cases, reopenings: done or closed directly followed by an open state.
        finished_more_than_once: cases that entered done or closed at least twice, from any other state.
        closed_more_than_once: of the cases, those put away (state closed) at least twice; done does not count here.
        resolved_cases: cases with a resolution.
        hours_by_state: every hour of every case once; the clock of holders is cut at the first resolution ("after").
        working_calendar_hours: hours held (not waiting outside) and queued on the working calendar; None without one.
        hours_by_value: per raw state value.
        mean_case_hours, median_case_hours: first to last event.
        order_confidence: share of neighbouring events whose order is known.
        ties: tied neighbours; ranges: lowest and highest value of each order-sensitive fact over random tie orders.
        order_claims_withheld: order confidence is below 0.8: read the ranges, not the figures.
    """

    holder: str
    holder_role: str
    excluded_holders: dict[str, str]
    cases: int
    events: int
    cases_with_holder: int
    units: int
    handovers: int
    cases_with_handover: int
    distinct_edges: int
    aba_cases: int
    aba_occurrences: int
    return_cases: int
    returns: int
    returns_by_length: dict[str, int]
    reopened_cases: int
    reopenings: int
    finished_more_than_once: int
    closed_more_than_once: int
    resolved_cases: int
    hours_by_state: dict[str, float]
    working_calendar_hours: dict[str, float] | None
    hours_by_value: dict[str, StateValue]
    mean_case_hours: float
    median_case_hours: float
    order_confidence: float
    ties: int
    ranges: dict[str, OrderRange] = field(default_factory=dict)
    order_claims_withheld: bool = False

    @property
    def only_uncharged(self) -> bool:
        """There are hours without a holder, and all of them are hours a ledger books as nobody's: no gap in the log."""
        kinds = set(self.excluded_holders.values())
        return kinds == {"uncharged"} and self.hours_by_state.get("unheld", 0) > 0

    def as_json(self) -> dict[str, object]:
        """Plain values for `--json`; key names are stable."""
        return asdict(self)


def facts(session: Session, *, tie_orders: int = 20) -> Facts:
    """The facts of a session's log at its level.

    Args:
        tie_orders: random orders of tied events to try for the ranges; 0 = none.
    """
    meta, level = session.store.meta, session.level
    (totals,) = session.rows(_TOTALS)
    (cases,) = session.rows(_CASES)
    named = dict(zip(_TOTAL_NAMES, (int(str(value or 0)) for value in totals), strict=True))
    case_named = dict(zip(_CASE_NAMES, cases, strict=True))
    (edges, units) = (int(str(session.rows(sql)[0][0])) for sql in (_EDGES, _UNITS))
    lengths = {str(length): int(str(count)) for length, count in session.rows(_LENGTHS)}
    return Facts(
        holder=level.column,
        holder_role=level.role,
        excluded_holders=dict(level.excluded),
        cases=meta.cases,
        events=meta.events,
        cases_with_holder=named["held"],
        units=units,
        handovers=named["handovers"],
        cases_with_handover=named["cases_with_handover"],
        distinct_edges=edges,
        aba_cases=named["aba_cases"],
        aba_occurrences=named["aba"],
        return_cases=named["return_cases"],
        returns=named["returns"],
        returns_by_length=lengths,
        reopened_cases=_whole(case_named["reopened_cases"]),
        reopenings=_whole(case_named["reopenings"]),
        finished_more_than_once=_whole(case_named["finished_more"]),
        closed_more_than_once=_whole(case_named["closed_more"]),
        resolved_cases=_whole(case_named["resolved"]),
        hours_by_state={state: _hours(named[f"{state}_us"]) for state in STATE_COLUMNS},
        working_calendar_hours=_calendar_hours(session),
        hours_by_value=_by_value(session),
        mean_case_hours=_hours(_whole(case_named["span_us"])) / max(meta.cases, 1),
        median_case_hours=_hours(_whole(case_named["median_us"])),
        order_confidence=meta.order_confidence,
        ties=meta.order.tied,
        ranges=order_ranges(session, tie_orders) if meta.order.tied and tie_orders else {},
        order_claims_withheld=meta.order_confidence < ORDER_CONFIDENCE_MIN,
    )


_TOTAL_NAMES = (
    *("held", "handovers", "cases_with_handover", "aba_cases", "aba", "return_cases", "returns"),
    *(f"{state}_us" for state in STATE_COLUMNS),
)
_TOTALS = (
    """select count(*) filter (runs > 0), sum(handovers), count(*) filter (handovers > 0),
    count(*) filter (aba > 0), sum(aba), count(*) filter (returns > 0), sum(returns), """
    + ", ".join(f"sum({state}_us)" for state in STATE_COLUMNS)
    + " from case_runs"
)
_CASE_NAMES = ("reopened_cases", "reopenings", "finished_more", "closed_more", "resolved", "span_us", "median_us")
_CASES = """select count(*) filter (reopened > 0), sum(reopened), count(*) filter (closings > 1),
    count(*) filter (closed_entries > 1), count(resolved_us), sum(ended_us - started_us), cast(median(ended_us - started_us) as bigint) from cases"""
_EDGES = "select count(*) from (select distinct holder_no, next_holder from runs where next_holder is not null)"
_UNITS = "select count(distinct holder_no) from runs"
_LENGTHS = f"""select least(return_length, {LONG_RETURN}) as length, count(*) from runs
    where return_length is not null group by 1 order by 1"""
_BY_VALUE = """select state_value, state, events, cases, span_us, before_us from state_values
    order by span_us desc, state_value"""


def _whole(value: object) -> int:
    return int(str(value or 0))


def _hours(span_us: int) -> float:
    return round(span_us / US_PER_HOUR, 3)


def _calendar_hours(session: Session) -> dict[str, float] | None:
    if session.store.meta.mapping.calendar is None:
        return None
    ((held, queued),) = session.rows("select sum(held_cal_us), sum(queued_cal_us) from runs")
    return {"held": _hours(_whole(held)), "queued": _hours(_whole(queued))}


def _by_value(session: Session) -> dict[str, StateValue]:
    if session.store.meta.mapping.state_column is None:
        return {}
    states = list(State)
    return {
        str(value): StateValue(
            str(states[_whole(state)]), _whole(events), _whole(cases), _hours(_whole(span)), _hours(_whole(before))
        )
        for value, state, events, cases, span, before in session.rows(_BY_VALUE)
    }
