"""Funnels: exact limits around the common rate, and names only for named findings."""

import pytest

from buckstop.lens.fairness.funnel import binomial_limit
from buckstop.lens.findings import Finding, PatternResult, Standing
from buckstop.lens.report.data import Funnel, ReportData
from buckstop.lens.report.funnels import POINTS_SHOWN, funnels
from buckstop.lens.report.names import Names
from buckstop.lens.report.words import Words

RATE = "pass.pure_relay"


def funnel_of(findings: tuple[Finding, ...], dispersion: float = 0.0) -> Funnel:
    names = Names({n: f"U{n}" for n in range(len(findings))}, pseudonyms=False, by_value=True)
    result = PatternResult(RATE, "ran", tested=len(findings), rankability=0.4, dispersion=dispersion, findings=findings)
    (funnel,) = funnels((result,), names, Words(str, "en"))
    return funnel


def point(number: int, n: int, observed: int, standing: Standing = Standing.QUIET) -> Finding:
    return Finding(RATE, number, None, standing, n, observed, 0.2 * n, p=0.5)


def test_only_named_units_carry_a_name() -> None:
    findings = (
        point(0, 90, 60, Standing.NAMED),
        point(1, 80, 40, Standing.ONCE),
        *(point(i, 50, 8) for i in range(2, 8)),
    )
    assert [p.name for p in funnel_of(findings).points if p.name] == ["U0"]


@pytest.mark.parametrize("correlation", [0.0, 0.05])
def test_limits_are_the_exact_ones_and_hold_the_common_rate(correlation: float) -> None:
    funnel = funnel_of(tuple(point(i, 30 + 40 * i, 7 + 8 * i) for i in range(9)), correlation)
    assert (funnel.limits[0].n, funnel.limits[-1].n) == (30, 350)
    for limit in funnel.limits[:: len(funnel.limits) // 4]:
        assert limit.high_998 == binomial_limit(limit.n, funnel.centre, 0.999, correlation)
        assert limit.low_998 <= limit.low_95 <= funnel.centre <= limit.high_95 <= limit.high_998


def test_the_rate_is_adjusted_for_the_mix_of_cases() -> None:
    findings = (*(point(i, 100, 20) for i in range(5)), Finding(RATE, 5, None, Standing.QUIET, 100, 40, 40.0, p=0.5))
    funnel = funnel_of(findings)
    assert {round(p.rate, 9) for p in funnel.points} == {round(funnel.centre, 9)}


def test_beyond_the_cap_the_smallest_unnamed_points_are_left_out_and_counted() -> None:
    many = tuple(point(i, 30 + i, 6) for i in range(1, POINTS_SHOWN + 40))
    funnel = funnel_of((point(0, 31, 30, Standing.NAMED), *many))
    assert (len(funnel.points), funnel.points_left_out) == (POINTS_SHOWN, 40)
    assert "U0" in {p.name for p in funnel.points}


def test_too_few_units_or_a_rate_of_nought_make_no_funnel(unit_report: ReportData) -> None:
    names = Names({n: f"U{n}" for n in range(9)}, pseudonyms=False, by_value=True)
    few = PatternResult(RATE, "ran", tested=4, findings=tuple(point(i, 50, 9) for i in range(4)))
    none = PatternResult(RATE, "ran", tested=6, findings=tuple(point(i, 50, 0) for i in range(6)))
    assert funnels((few, none), names, Words(str, "en")) == ()
    assert [funnel.anchor for funnel in unit_report.funnels] == ["funnel-queue-queue-gap"]
