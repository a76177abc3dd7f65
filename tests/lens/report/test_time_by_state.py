"""Hours by state: every hour once, nobody charged for what came after the resolution."""

import pytest

from buckstop.lens.report.data import ReportData
from buckstop.lens.report.words import HOUR_US
from tests.lens.report.reports import Screened


def test_shares_up_to_the_resolution_make_one(unit_report: ReportData) -> None:
    before = [span for span in unit_report.time.spans if span.state != "after"]
    assert sum(span.share for span in before) == pytest.approx(1)
    assert sum(span.span_us for span in before) == unit_report.time.before_us


def test_time_after_resolution_stands_last_and_counts_for_nobody(units: Screened, unit_report: ReportData) -> None:
    last = unit_report.time.spans[-1]
    assert (last.state, last.span_us) == ("after", round(units.facts.hours_by_state["after"] * HOUR_US))
    assert last.share < 1


def test_held_time_leaves_out_waiting_outside_and_time_with_nobody(units: Screened, unit_report: ReportData) -> None:
    hours = units.facts.hours_by_state
    held = sum(hours[state] for state in ("working", "queued", "paused", "other"))
    assert unit_report.time.held_us == round(held * HOUR_US)
    assert hours["waiting"] > 0
    assert hours["unheld"] > 0


def test_the_working_calendar_is_shown_where_it_is_known(units: Screened, unit_report: ReportData) -> None:
    calendar = units.facts.working_calendar_hours
    assert calendar is not None
    assert unit_report.time.held_working_us == round(calendar["held"] * HOUR_US)
    known = {span.state for span in unit_report.time.spans if span.working_us is not None}
    assert known == {"queued"}


def test_the_largest_part_comes_first(unit_report: ReportData) -> None:
    spans = [span.span_us for span in unit_report.time.spans if span.state != "after"]
    assert spans == sorted(spans, reverse=True)
