"""Evidence: time lines that agree with the tables to the microsecond, and very long paths cut around the point."""

import pytest

from buckstop.lens.findings import Evidence
from buckstop.lens.report.data import EvidenceCase, ReportData
from buckstop.lens.report.evidence import STEPS_SHOWN, CaseFiles
from buckstop.lens.report.names import Names, shown_names
from tests.lens.report.reports import Screened


def cases_of(report: ReportData) -> list[EvidenceCase]:
    return [case for card in report.cards for row in card.rows for case in row.cases]


@pytest.fixture(scope="module")
def names(units: Screened) -> Names:
    return shown_names(units.session, str, "en", show_persons=False)


def numbers(units: Screened, sql: str) -> list[int]:
    return [int(str(number)) for (number,) in units.session.rows(sql)]


def test_the_picture_of_a_stay_shows_the_same_time_per_state_as_its_numbers(units: Screened, names: Names) -> None:
    everything = numbers(units, "select case_no from cases where case_no in (select case_no from runs)")
    files = CaseFiles(units.session, names, everything)
    for number in everything:
        case = files.case(Evidence(number, 0, 0))
        length = case.ended_us - case.started_us
        for step in case.steps:
            drawn: dict[str, float] = {}
            for state, _left, width in step.segments:
                drawn[state] = drawn.get(state, 0.0) + width
            assert drawn == pytest.approx({state: 100 * span / length for state, span in step.parts})


def test_segments_follow_each_other_from_the_begin_of_the_stay(unit_report: ReportData) -> None:
    for case in cases_of(unit_report):
        for step in case.steps:
            place = step.left
            for _state, left, width in step.segments:
                assert left == pytest.approx(place)
                place = left + width
            assert place <= 100 + 1e-9


def test_the_stay_a_finding_points_at_is_marked(unit_report: ReportData) -> None:
    cases = cases_of(unit_report)
    assert cases
    pointed = [[step.pointed for step in case.steps].count(True) for case in cases if case.steps]
    assert set(pointed) == {1}


def test_a_very_long_path_is_cut_around_the_place_pointed_at(units: Screened, names: Names) -> None:
    (longest,) = numbers(units, "select case_no from case_runs order by runs desc limit 1")
    files = CaseFiles(units.session, names, [longest])
    case = files.case(Evidence(longest, 50, 0))
    assert case.runs > STEPS_SHOWN
    assert len(case.steps) == STEPS_SHOWN
    assert case.steps_left_out == case.runs - STEPS_SHOWN
    assert [step.pointed for step in case.steps].count(True) == 1


def test_a_case_nobody_ever_held_has_a_file_without_stays(units: Screened, names: Names) -> None:
    (number,) = numbers(units, "select case_no from case_runs where runs = 0 limit 1")
    case = CaseFiles(units.session, names, [number]).case(Evidence(number, 0, 0))
    assert case.steps == ()
