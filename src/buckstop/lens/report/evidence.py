"""Evidence: the cases behind findings, each as a time line of who held it, when and in which state."""

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from buckstop.lens.engine import Session
from buckstop.lens.findings import Evidence
from buckstop.lens.report.data import EvidenceCase, Step
from buckstop.lens.report.names import Names
from buckstop.lens.report.words import shown_name

STEPS_SHOWN = 40
STATES = ("working", "queued", "waiting", "paused", "other", "unheld", "after")

_CASES = """select case_no, case_id, started_us, ended_us from cases
    where case_no in (select case_no from wanted_cases)"""
_STEPS = f"""select case_no, run_no, holder_no, started_us, ended_us, return_length,
      {", ".join(f"{state}_us" for state in STATES)}
    from runs where case_no in (select case_no from wanted_cases) order by case_no, run_no"""


@dataclass(frozen=True)
class _Case:
    case_id: str
    started_us: int
    ended_us: int


@dataclass(frozen=True)
class _Stay:
    run_no: int
    holder_no: int
    started_us: int
    ended_us: int | None
    came_back: bool
    parts: tuple[tuple[str, int], ...]


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
            _int(number): _Case(shown_name(str(case_id)), _int(started), _int(ended))
            for number, case_id, started, ended in session.rows(_CASES)
        }
        self._stays: dict[int, list[_Stay]] = {number: [] for number in numbers}
        for row in session.rows(_STEPS):
            self._stays[_int(row[0])].append(_stay(row))

    def case(self, evidence: Evidence) -> EvidenceCase:
        """The case as a time line; of a very long path, the part around the stay the finding points at."""
        case, stays = self._cases[evidence.case_no], self._stays[evidence.case_no]
        first = max(min(evidence.run_no - STEPS_SHOWN // 2, len(stays) - STEPS_SHOWN), 0)
        shown = stays[first : first + STEPS_SHOWN]
        return EvidenceCase(
            case_id=case.case_id,
            weight_us=evidence.weight_us,
            started_us=case.started_us,
            ended_us=case.ended_us,
            runs=len(stays),
            steps=tuple(self._step(case, stay, pointed=stay.run_no == evidence.run_no) for stay in shown),
            steps_left_out=len(stays) - len(shown),
        )

    def _step(self, case: _Case, stay: _Stay, *, pointed: bool) -> Step:
        length = max(case.ended_us - case.started_us, 1)
        end = case.ended_us if stay.ended_us is None else stay.ended_us
        return Step(
            holder=self._names[stay.holder_no],
            started_us=stay.started_us,
            ended_us=stay.ended_us,
            left=100 * (stay.started_us - case.started_us) / length,
            width=100 * (end - stay.started_us) / length,
            parts=stay.parts,
            pointed=pointed,
            came_back=stay.came_back,
        )


def _stay(row: tuple[object, ...]) -> _Stay:
    _case_no, run_no, holder_no, started, ended, return_length, *spans = row
    return _Stay(
        _int(run_no),
        _int(holder_no),
        _int(started),
        None if ended is None else _int(ended),
        return_length is not None,
        tuple((state, _int(span)) for state, span in zip(STATES, spans, strict=True) if _int(span)),
    )


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value
