"""The holders, quality and summary pages: totals that agree with the facts, both denominators, doubts told."""

from dataclasses import replace

import pytest

from buckstop.lens.findings import Finding, PatternResult, Standing
from buckstop.lens.report.build import build_report
from buckstop.lens.report.cards import isolated
from buckstop.lens.report.data import ReportData
from buckstop.lens.report.names import shown_names
from buckstop.lens.report.words import Words
from tests.lens.report.reports import QUOTE, Screened


def test_the_table_of_units_adds_up_to_the_facts(units: Screened, unit_report: ReportData) -> None:
    assert unit_report.holders is not None
    rows = unit_report.holders.rows
    assert sum(row.held_us for row in rows) == unit_report.time.held_us
    assert sum(row.passed_on for row in rows) == sum(row.arrived for row in rows) == units.facts.handovers
    assert sum(row.returned for row in rows) == units.facts.returns
    assert unit_report.holders.left_out == 0


def test_the_interval_of_a_unit_holds_its_share(unit_report: ReportData) -> None:
    assert unit_report.holders is not None
    for row in unit_report.holders.rows:
        if row.interval is None:
            assert row.arrived == 0
        else:
            low, high = row.interval
            assert low <= row.returned / row.arrived <= high + 1e-12


def test_there_is_no_table_of_persons_even_when_their_names_may_be_shown(persons: Screened) -> None:
    report = persons.report(show_persons=True)
    assert report.holders is None
    assert report.persons
    assert not report.pseudonyms


def test_every_count_has_both_denominators(units: Screened, unit_report: ReportData) -> None:
    rows = {row.label: row for row in unit_report.quality.counts}
    returns = rows["Cases with a return"]
    assert returns.of_all == pytest.approx(units.facts.return_cases / units.facts.cases)
    assert returns.of_held == pytest.approx(units.facts.return_cases / units.facts.cases_with_holder)
    assert returns.of_all != returns.of_held
    assert (rows["Returns"].of_all, rows["Returns"].of_held) == (None, None)
    assert all(row.definition for row in rows.values())


def test_errors_stand_before_warnings_and_notes_with_their_position(unit_report: ReportData) -> None:
    severities = [row.severity for row in unit_report.quality.issues if row.touches]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    first = unit_report.quality.issues[0]
    assert (first.code, first.count, first.sentence) == ("time.doubt", 3, "What time.doubt says.")
    assert first.position.endswith(f"sheet S&1 · row 17 · column {QUOTE}")


def test_doubts_about_persons_stand_apart_in_a_report_on_units_and_not_in_one_on_persons(
    unit_report: ReportData, person_report: ReportData
) -> None:
    def told(report: ReportData) -> list[tuple[bool, str]]:
        rows = [row for row in report.quality.issues if row.code == "holder.missing"]
        return [(row.touches, row.position.rsplit(" ", 1)[1]) for row in rows]

    assert told(unit_report) == [(True, "unit"), (False, "person")]
    assert told(person_report) == [(True, "person"), (False, "unit")]
    counted = [row.severity for row in unit_report.quality.issues if row.touches].count("warning")
    assert counted < [row.severity for row in unit_report.quality.issues].count("warning")
    assert any(f"{counted} warnings that touch these figures" in line for line in unit_report.summary.sure)


def test_below_a_rankability_of_seven_tenths_the_summary_names_units_by_name(units: Screened) -> None:
    names = shown_names(units.session, str, "en", show_persons=False)
    findings = tuple(
        Finding("pass.pure_relay", number, None, Standing.NAMED, 50, 30, 10.0, amount_us=9 - number)
        for number in reversed(range(5))
    )
    result = PatternResult("pass.pure_relay", "ran", tested=5, rankability=0.4, findings=findings)
    (entry,) = replace(units, results=(result,)).report().summary.findings
    first, *others = (isolated(names[number]) for number in names.order(range(5)))
    assert first in entry.sentence
    assert entry.others == tuple(others)


def test_who_never_holds_and_how_the_log_was_read_are_told(unit_report: ReportData) -> None:
    assert unit_report.quality.excluded == ("auto<dispatch> (robot)",)
    mapping = dict(unit_report.quality.mapping)
    assert mapping["Unit"] == "unit"
    assert mapping["States: queued"] == "queued"
    assert mapping["Working time"] == "09:00 to 17:00, 5 days a week; holidays: none"


def test_the_summary_names_log_period_and_counts(units: Screened, unit_report: ReportData) -> None:
    opening = unit_report.summary.opening
    words = Words(str, "en")
    assert f"{words.number(units.facts.cases)} cases" in opening
    assert "January 6, 2025" in opening
    assert "rows.parquet" in opening


def test_the_summary_leads_to_every_pattern_with_a_finding(unit_report: ReportData) -> None:
    found = {finding.anchor: finding.count for finding in unit_report.summary.findings}
    assert found == {card.anchor: card.named for card in unit_report.cards if card.named}


def test_a_summary_without_findings_says_so_and_gives_no_list(units: Screened) -> None:
    quiet = tuple(replace(result, findings=()) for result in units.results)
    summary = replace(units, results=quiet).report().summary
    assert summary.findings == ()
    assert "Nothing is beyond what chance and comparable cases explain" in summary.found


def test_low_order_confidence_is_told_on_the_first_page_and_among_the_doubts(units: Screened) -> None:
    doubtful = replace(units.facts, order_confidence=0.55, order_claims_withheld=True)
    report = replace(units, facts=doubtful).report()
    assert "55.0%" in report.summary.sure[0]
    assert report.quality.order_withheld
    assert any("finer time stamps" in step for step in report.summary.next_steps)


def test_a_log_in_which_nothing_could_be_tested_claims_no_nought_of_nought(units: Screened) -> None:
    withheld = tuple(PatternResult(result.pattern, "withheld") for result in units.results)
    summary = replace(units, results=withheld).report().summary
    assert "findings beyond chance" not in {figure.label for figure in summary.figures}
    assert summary.found.startswith("Nothing could be tested")
    assert summary.found.endswith(f"not certain enough: {len(withheld)}.")


def test_progress_is_told_to_the_end(units: Screened) -> None:
    told: list[tuple[int, int | None, str]] = []
    build_report(
        units.session,
        units.facts,
        units.results,
        translate=str,
        language="en",
        issue_sentence=lambda issue: issue.code,
        progress=lambda done, total, what: told.append((done, total, what)),
    )
    assert told[-1] == (len(told), len(told), "summary")
