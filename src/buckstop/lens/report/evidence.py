"""Evidence: the cases behind findings, each as a time line of who held it, when and in which state."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from buckstop.lens.engine import Session
from buckstop.lens.findings import Evidence
from buckstop.lens.mapping import STATE_CODES, State
from buckstop.lens.report.data import EvidenceCase, Step
from buckstop.lens.report.names import Names
from buckstop.lens.report.words import shown_name

STEPS_SHOWN = 40
SEGMENTS_SHOWN = 80
STATES = ("working", "queued", "waiting", "paused", "other", "unheld", "after")

_CASES = """select case_no, case_id, started_us, ended_us, resolved_us from cases
    where case_no in (select case_no from wanted_cases)"""
_STAYS = f"""select case_no, run_no, holder_no, started_us, ended_us, return_length,
      {", ".join(f"{state}_us" for state in STATES)}
    from runs where case_no in (select case_no from wanted_cases) order by case_no, run_no"""
_SPANS = """select e.case_no, e.happened_us, e.span_us, e.state, coalesce(h.kind in ('unit', 'person'), false)
    from events e left join holders h on h.holder_no = e.{column}
    where e.span_us > 0 and e.case_no in (select case_no from wanted_cases) order by e.case_no, e.seq"""

_OF_CODE = {
    STATE_CODES[State.WORKING]: "working",
    STATE_CODES[State.QUEUED]: "queued",
    STATE_CODES[State.WAITING]: "waiting",
    STATE_CODES[State.PAUSED]: "paused",
}


@dataclass(frozen=True)
class _Case:
    case_id: str
    started_us: int
    ended_us: int
    resolved_us: int | None

    def percent(self, span_us: int) -> float:
        return 100 * span_us / max(self.ended_us - self.started_us, 1)


@dataclass(frozen=True)
class _Stay:
    run_no: int
    holder_no: int
    started_us: int
    ended_us: int | None
    came_back: bool
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class _Span:
    """From one event to the next: the state the case was in, as the clock sees it."""

    started_us: int
    span_us: int
    state: str


class CaseFiles:
    """The paths of all cases a report shows, read in one go.

    Args:
        session: the log.
        names: what holders are called.
        wanted: numbers of the cases.
    """

    def __init__(self, session: Session, names: Names, wanted: Iterable[int]) -> None:
        self._names = names
        numbers = sorted(set(wanted))
        session.lend("wanted_cases", pa.table({"case_no": pa.array(numbers, pa.int32())}))
        self._cases = {
            _int(number): _Case(shown_name(str(case_id)), _int(started), _int(ended), _int_or_none(resolved))
            for number, case_id, started, ended, resolved in session.rows(_CASES)
        }
        self._stays: dict[int, list[_Stay]] = {number: [] for number in numbers}
        for row in session.rows(_STAYS):
            self._stays[_int(row[0])].append(_stay(row))
        self._spans: dict[int, list[_Span]] = {number: [] for number in numbers}
        column = f"h{session.store.meta.holder_columns.index(session.level.column)}"
        for number, happened, span, state, held in session.rows(_SPANS.format(column=column)):
            clock_state = _clock_state(self._cases[_int(number)], _int(happened), _int(state), held=bool(held))
            self._spans[_int(number)].append(_Span(_int(happened), _int(span), clock_state))

    def case(self, evidence: Evidence) -> EvidenceCase:
        """The case as a time line; of a very long path, the part around the stay the finding points at."""
        case, stays = self._cases[evidence.case_no], self._stays[evidence.case_no]
        first = max(min(evidence.run_no - STEPS_SHOWN // 2, len(stays) - STEPS_SHOWN), 0)
        shown = slice(first, first + STEPS_SHOWN)
        steps = [
            self._step(case, stay, spans, pointed=stay.run_no == evidence.run_no)
            for stay, spans in zip(stays[shown], self._spans_by_stay(evidence.case_no)[shown], strict=True)
        ]
        return EvidenceCase(
            case_id=case.case_id,
            weight_us=evidence.weight_us,
            started_us=case.started_us,
            ended_us=case.ended_us,
            runs=len(stays),
            steps=tuple(steps),
            steps_left_out=len(stays) - len(steps),
        )

    def _spans_by_stay(self, case_no: int) -> list[list[_Span]]:
        """The spans of each stay: a span belongs to the last stay that had begun when it began."""
        begins = [stay.started_us for stay in self._stays[case_no]]
        found: list[list[_Span]] = [[] for _ in begins]
        for span in self._spans[case_no]:
            place = bisect_right(begins, span.started_us) - 1
            if place >= 0:
                found[place].append(span)
        return found

    def _step(self, case: _Case, stay: _Stay, spans: list[_Span], *, pointed: bool) -> Step:
        return Step(
            holder=self._names[stay.holder_no],
            started_us=stay.started_us,
            ended_us=stay.ended_us,
            parts=stay.parts,
            left=case.percent(stay.started_us - case.started_us),
            segments=tuple(
                (span.state, case.percent(span.started_us - case.started_us), case.percent(span.span_us))
                for span in _merged(spans)[:SEGMENTS_SHOWN]
            ),
            pointed=pointed,
            came_back=stay.came_back,
        )


def _clock_state(case: _Case, happened_us: int, code: int, *, held: bool) -> str:
    """The clock's state between two events: after the resolution, held by nobody, or as the log says."""
    if case.resolved_us is not None and happened_us >= case.resolved_us:
        return "after"
    return _OF_CODE.get(code, "other") if held else "unheld"


def _merged(spans: list[_Span]) -> list[_Span]:
    merged: list[_Span] = []
    for span in spans:
        if merged and merged[-1].state == span.state:
            last = merged.pop()
            merged.append(_Span(last.started_us, last.span_us + span.span_us, span.state))
        else:
            merged.append(span)
    return merged


def _stay(row: tuple[object, ...]) -> _Stay:
    _case_no, run_no, holder_no, started, ended, return_length, *spans = row
    return _Stay(
        _int(run_no),
        _int(holder_no),
        _int(started),
        _int_or_none(ended),
        return_length is not None,
        tuple((state, _int(span)) for state, span in zip(STATES, spans, strict=True) if _int(span)),
    )


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value


def _int_or_none(value: object) -> int | None:
    return None if value is None else _int(value)
