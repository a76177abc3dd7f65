"""The screen over real stored logs: what it withholds, what it names, and what it shows as evidence."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from buckstop.lens.examples import mapping_of, open_example, rows_of, store_rows, subject_names
from buckstop.lens.findings import Finding, PatternResult, Standing
from buckstop.lens.pattern import COMPARING, Cases, Example, Pattern, all_patterns, pattern_named
from buckstop.lens.screen import EVIDENCE_MAX, screen

PEERS = ("Water", "Parks", "Housing", "Schools", "Health", "Waste")


def office(unit: str, relays: int, works: int) -> tuple[Cases, ...]:
    return (
        Cases(relays, f"Desk:queued+0 {unit}:queued+2 Roads:queued+9 Roads:working+12 Roads:done+20"),
        Cases(works, f"Desk:queued+0 {unit}:queued+2 {unit}:working+9 {unit}:done+20"),
    )


# The first group of cases are the relays of Transit.
RELAYS = Example(
    claim="one office relays", cases=(*office("Transit", 63, 27), *(c for unit in PEERS for c in office(unit, 9, 81)))
)


def named(name: str) -> Pattern:
    pattern = pattern_named(name)
    assert pattern is not None
    return pattern


def screened(rows: pa.Table, folder: Path, *patterns: str) -> tuple[tuple[PatternResult, ...], dict[int | None, str]]:
    store = store_rows(rows, mapping_of(RELAYS), folder)
    with open_example(store) as session:
        return screen(session, [named(name) for name in patterns] or None), subject_names(session)


def of_unit(result: PatternResult, names: dict[int | None, str], unit: str) -> Finding:
    return next(finding for finding in result.findings if names[finding.subject_no] == unit)


def test_a_pattern_whose_needs_the_log_does_not_tell_is_not_applicable(tmp_path: Path) -> None:
    (result,), _ = screened(rows_of(RELAYS), tmp_path, "deadline_rush")
    assert (result.verdict, result.missing, result.findings) == ("not_applicable", ("due",), ())


def test_persons_are_never_compared_with_each_other(tmp_path: Path) -> None:
    mapping = replace(mapping_of(RELAYS), unit=None, person="unit")
    with open_example(store_rows(rows_of(RELAYS), mapping, tmp_path)) as session:
        results = screen(session)
    assert session.level.is_personal
    for pattern, result in zip(all_patterns(), results, strict=True):
        if pattern.test in COMPARING:
            assert (result.verdict, result.tested, result.findings) == ("not_applicable", 0, ())
            assert "unit" in result.missing


def test_where_the_order_is_not_known_patterns_that_need_it_are_withheld(tmp_path: Path) -> None:
    rows = rows_of(RELAYS)
    days = pc.floor_temporal(rows.column("time"), unit="day")
    coarse = rows.set_column(rows.column_names.index("time"), "time", days)
    (relay, gap), _ = screened(coarse, tmp_path, "pure_relay", "queue_gap")
    assert (relay.verdict, relay.tested, relay.findings) == ("withheld", 0, ())
    assert gap.verdict == "ran"


def test_the_one_office_beyond_its_peers_is_named_and_nobody_else(tmp_path: Path) -> None:
    (result,), names = screened(rows_of(RELAYS), tmp_path, "pure_relay")
    assert [names[f.subject_no] for f in result.findings if f.standing is Standing.NAMED] == ["Transit"]
    first = result.findings[0]
    assert (first.n, first.observed, first.object_no) == (90, 63, None)
    assert first.windows == (True, True, True)
    assert first.q is not None
    assert first.q <= 0.05
    assert first.shrunk is not None
    assert first.expected is not None
    assert first.expected / 90 < first.shrunk < 63 / 90
    assert result.tested == len(result.findings) - result.too_few
    assert result.dispersion is not None
    assert result.rankability is not None


def test_what_shows_in_one_window_only_is_not_named(tmp_path: Path) -> None:
    rows = rows_of(RELAYS)
    case = np.array(rows.column("case").to_pylist())
    later_relay = (np.char.startswith(case, "000-")) & (case >= "000-0019")
    (result,), names = screened(rows.filter(pa.array(~later_relay)), tmp_path, "pure_relay")
    transit = of_unit(result, names, "Transit")
    assert transit.standing is Standing.ONCE
    assert sum(window is True for window in transit.windows) == 1
    assert not any(finding.standing is Standing.NAMED for finding in result.findings)


def test_what_is_beyond_chance_but_hardly_more_than_expected_is_not_named(tmp_path: Path) -> None:
    # In each stratum 600 of 1,000 go back where chance gives 500: certain, and a fifth more.
    tally = """
    select
        t.h as subject_no,
        t.h + 1 as object_no,
        c.stratum,
        min(t.m) as through,
        min(t.a) as arrived,
        min(t.c) as left_to,
        min(t.b) as both
    from cases c cross join (select 0 as h, 2000 as m, 1000 as a, 1000 as c, {both} as b) t
    group by t.h, c.stratum
    """
    pattern = named("ping_pong")
    with open_example(store_rows(rows_of(RELAYS), mapping_of(RELAYS), tmp_path)) as session:
        little, much = (
            screen(session, [replace(pattern, sql=tally.format(both=both))])[0].findings[0] for both in (600, 660)
        )
    assert (little.standing, much.standing) == (Standing.QUIET, Standing.NAMED)
    assert little.q is not None
    assert little.q < 1e-6


def test_a_subject_below_the_minimum_is_too_few_to_say(tmp_path: Path) -> None:
    few = replace(RELAYS, cases=(Cases(20, RELAYS.cases[0].path), *RELAYS.cases[2:]))
    (result,), names = screened(rows_of(few), tmp_path, "pure_relay")
    transit = of_unit(result, names, "Transit")
    assert (transit.standing, transit.p, transit.q) == (Standing.TOO_FEW, None, None)
    assert result.too_few >= 1


def test_more_tests_in_a_report_make_each_harder_to_pass(tmp_path: Path) -> None:
    relay = named("pure_relay")
    kept = replace(relay, sql=f"select subject_no, case_no, run_no, stratum, 1 - outcome as outcome from ({relay.sql})")
    with open_example(store_rows(rows_of(RELAYS), mapping_of(RELAYS), tmp_path)) as session:
        (alone,), together = screen(session, [relay]), screen(session, [relay, kept])
        names = subject_names(session)
    first, same = of_unit(alone, names, "Transit"), of_unit(together[0], names, "Transit")
    assert first.p == same.p
    assert first.p is not None
    assert [result.tested for result in together] == [alone.tested, alone.tested]
    assert first.q == pytest.approx(first.p * alone.tested)
    assert same.q == pytest.approx(first.p * 2 * alone.tested)


def test_evidence_is_the_heaviest_cases_and_the_amount_is_all_of_them(tmp_path: Path) -> None:
    (result,), names = screened(rows_of(RELAYS), tmp_path, "pure_relay")
    transit = of_unit(result, names, "Transit")
    weights = [evidence.weight_us for evidence in transit.evidence]
    assert len(transit.evidence) == EVIDENCE_MAX
    assert len({evidence.case_no for evidence in transit.evidence}) == EVIDENCE_MAX
    assert weights == sorted(weights, reverse=True)
    # Seven hours with Transit in each of its 63 relays.
    assert set(weights) == {7 * 3_600_000_000}
    assert transit.amount_us == 63 * 7 * 3_600_000_000
    assert {evidence.run_no for evidence in transit.evidence} == {1}
    assert all(f.evidence == () for f in result.findings if f.standing is Standing.QUIET)


def test_the_order_of_rows_in_the_file_changes_nothing(tmp_path: Path) -> None:
    rows = rows_of(RELAYS)
    mixed = rows.take(np.random.default_rng(1).permutation(rows.num_rows))
    results = []
    for folder, table in (("straight", rows), ("mixed", mixed)):
        found, names = screened(table, tmp_path / folder)
        results.append(
            {
                (
                    f.pattern,
                    names[f.subject_no],
                    names.get(f.object_no),
                    f.standing,
                    f.n,
                    f.observed,
                    f.p,
                    f.q,
                    f.amount_us,
                )
                for result in found
                for f in result.findings
            }
        )
    assert results[0] == results[1]
    assert len(results[0]) > 20


def test_counts_are_described_with_their_cases_and_never_tested(tmp_path: Path) -> None:
    (result,), names = screened(rows_of(RELAYS), tmp_path, "tossing_path")
    assert (result.verdict, result.tested, result.rankability) == ("ran", 0, None)
    assert {finding.standing for finding in result.findings} == {Standing.COUNTED}
    amounts = [finding.amount_us for finding in result.findings]
    assert amounts == sorted(amounts, reverse=True)
    for finding in result.findings:
        assert finding.p is finding.q is finding.expected is None
        assert finding.n == finding.observed >= named("tossing_path").minimum.n
        assert finding.evidence
        assert names[finding.subject_no] != names[finding.object_no]


def test_all_patterns_are_looked_for_and_told_one_by_one(tmp_path: Path) -> None:
    told: list[tuple[int, int | None, str]] = []
    with open_example(store_rows(rows_of(RELAYS), mapping_of(RELAYS), tmp_path)) as session:
        results = screen(session, progress=lambda done, total, what: told.append((done, total, what)))
    patterns = [pattern.name for pattern in all_patterns()]
    assert [result.pattern for result in results] == patterns
    assert told == [(done, len(patterns), name) for done, name in enumerate(patterns, start=1)]


def test_found_things_come_first_and_the_rest_by_how_unlikely_it_is(tmp_path: Path) -> None:
    (result,), _ = screened(rows_of(RELAYS), tmp_path, "pure_relay")
    order = [Standing.NAMED, Standing.ONCE, Standing.QUIET, Standing.TOO_FEW]
    places = [order.index(finding.standing) for finding in result.findings]
    quiet = [finding.p for finding in result.findings if finding.standing is Standing.QUIET and finding.p is not None]
    assert places == sorted(places)
    assert quiet == sorted(quiet)
