"""Cards: who is named, who is not, in which order, and why a pattern has nothing to say."""

from dataclasses import replace

import pytest

from buckstop.lens.findings import Evidence, Finding, PatternResult, Standing
from buckstop.lens.pattern import all_patterns
from buckstop.lens.report.cards import CASES_SHOWN, MISSING, UNITS, Reading, cards, isolated
from buckstop.lens.report.data import PatternCard, ReportData
from buckstop.lens.report.names import shown_names
from buckstop.lens.report.words import Words
from tests.lens.report.reports import ARABIC, Screened

RATE = "pass.pure_relay"


def card_of(report: ReportData, name: str) -> PatternCard:
    return next(card for card in report.cards if card.name == name)


def rate_finding(subject_no: int, standing: Standing, hours: int = 1) -> Finding:
    evidence = (Evidence(0, 0, hours),)
    return Finding(
        RATE, subject_no, None, standing, 50, 30, 10.0, 0.5, (0.4, 0.7), 1e-6, 1e-5, (True,) * 3, hours, evidence
    )


def made(screened: Screened, result: PatternResult) -> PatternCard:
    names = shown_names(screened.session, str, "en", show_persons=False)
    (card,), _silent = cards(screened.session, (result,), Reading(Words(str, "en"), names, "level"))
    return card


def test_the_planted_ping_pong_is_a_card_with_definition_reasons_numbers_and_cases(unit_report: ReportData) -> None:
    card = card_of(unit_report, "pass.ping_pong")
    (row,) = card.rows
    assert (card.named, card.counted) == (1, False)
    assert len(card.innocent) >= 2
    assert row.expected is not None
    assert row.observed > row.expected
    assert row.interval == f"{row.interval}".strip()
    assert "times the expected" in str(row.interval)
    assert row.cases
    assert row.subject is not None
    assert row.subject in row.sentence


def test_a_row_counts_all_cases_behind_it_and_shows_a_few(unit_report: ReportData) -> None:
    (row,) = card_of(unit_report, "pass.ping_pong").rows
    assert len(row.cases) == CASES_SHOWN
    assert row.cases_in_all == 60


def test_what_stood_out_only_once_is_counted_and_never_named(units: Screened) -> None:
    findings = (rate_finding(0, Standing.NAMED), rate_finding(1, Standing.ONCE), rate_finding(2, Standing.QUIET))
    card = made(units, PatternResult(RATE, "ran", tested=3, rankability=0.9, findings=findings))
    assert (card.named, card.once, len(card.rows)) == (1, 1, 1)


@pytest.mark.parametrize(("rankability", "ordered"), [(0.9, True), (0.69, False)])
def test_below_a_rankability_of_seven_tenths_rows_stand_by_name(
    units: Screened, rankability: float, *, ordered: bool
) -> None:
    names = shown_names(units.session, str, "en", show_persons=False)
    findings = tuple(rate_finding(number, Standing.NAMED, hours=number + 1) for number in range(5))
    by_hours = tuple(reversed(findings))
    card = made(units, PatternResult(RATE, "ran", tested=5, rankability=rankability, findings=by_hours))
    shown = [row.subject for row in card.rows]
    expected = [names[f.subject_no or 0] for f in by_hours] if ordered else [names[n] for n in names.order(range(5))]
    assert shown == expected
    assert ("below 0.7" in card.order_note) is not ordered


def test_persons_stand_by_pseudonym_whatever_the_rankability(persons: Screened) -> None:
    findings = tuple(rate_finding(number, Standing.NAMED, hours=number + 1) for number in range(6))
    card = made(persons, PatternResult(RATE, "ran", tested=6, rankability=0.95, findings=findings))
    numbers = [int(str(row.subject).split()[1]) for row in card.rows]
    assert numbers == sorted(numbers)


def test_counts_per_person_are_withheld_and_counts_of_the_whole_log_are_not(person_report: ReportData) -> None:
    counted = [card for card in person_report.cards if card.counted]
    assert [card.name for card in counted] == ["hold.never_held"]
    assert all(row.subject is None for card in counted for row in card.rows)
    reasons = {pattern.name: pattern.reason for pattern in person_report.silent}
    assert reasons["pass.tossing_path"] == "Counts per person are not shown."


def test_no_name_of_a_person_is_anywhere_in_a_report_on_persons(person_report: ReportData) -> None:
    assert "clerk" not in repr(person_report)
    assert person_report.pseudonyms


def test_a_silent_pattern_says_why(units: Screened, unit_report: ReportData) -> None:
    reasons = {pattern.name: (pattern.kind, pattern.reason) for pattern in unit_report.silent}
    assert reasons["close.deadline_rush"] == ("not_applicable", "The log does not tell: deadlines.")
    assert reasons["hold.orphan"] == ("quiet", "It did not occur.")
    tested = PatternResult("pass.longer_cycle", "ran", tested=3, too_few=1204)
    too_few = PatternResult("pass.pure_relay", "ran", too_few=8)
    report = replace(units, results=(tested, too_few)).report()
    assert [(pattern.kind, pattern.reason) for pattern in report.silent] == [
        (
            "quiet",
            "3 holders or pairs of holders were tested, none is beyond chance; 1,204 more had too few cases to say anything.",
        ),
        ("too_few", "Nothing was tested: each of 8 holders or pairs of holders had too few cases."),
    ]


def test_a_withheld_pattern_says_that_the_order_is_not_certain(units: Screened) -> None:
    results = (PatternResult("pass.ping_pong", "withheld"),)
    report = replace(units, results=results).report()
    assert [(pattern.kind, pattern.name) for pattern in report.silent] == [("withheld", "pass.ping_pong")]
    assert report.cards == ()


def test_every_pattern_is_either_a_card_or_silent(unit_report: ReportData) -> None:
    told = {card.name for card in unit_report.cards} | {pattern.name for pattern in unit_report.silent}
    assert told == {pattern.name for pattern in all_patterns()}


def test_every_need_and_unit_of_the_patterns_has_words() -> None:
    assert {need.value for pattern in all_patterns() for need in pattern.needs} <= MISSING.keys()
    assert {param.unit for pattern in all_patterns() for param in pattern.params} <= UNITS.keys()


def test_only_a_name_that_can_turn_its_neighbours_round_is_isolated() -> None:
    assert isolated("Roads 县") == "Roads 县"
    assert isolated(ARABIC) == f"\u2068{ARABIC}\u2069"
