"""Funnel plots: units beside each other without a rank, with the limits that chance and ordinary differences explain."""

import numpy as np

from buckstop.lens.fairness.funnel import binomial_limit
from buckstop.lens.findings import Finding, PatternResult, Standing
from buckstop.lens.pattern import Test, pattern_named
from buckstop.lens.report.cards import anchor_of
from buckstop.lens.report.data import Funnel, FunnelLimit, FunnelPoint
from buckstop.lens.report.names import Names
from buckstop.lens.report.words import Words

POINTS_SHOWN = 600
POINTS_MIN = 5
LIMITS = 48
LIMIT_N_MAX = 20_000  # beyond it exact limits cost much and differ from each other by less than a pixel


def funnels(results: tuple[PatternResult, ...], names: Names, words: Words) -> tuple[Funnel, ...]:
    """One funnel per rate pattern that tested at least a handful of units."""
    made = (_funnel(result, names, words) for result in results)
    return tuple(funnel for funnel in made if funnel is not None)


def _funnel(result: PatternResult, names: Names, words: Words) -> Funnel | None:
    pattern = pattern_named(result.pattern)
    if pattern is None or pattern.test is not Test.RATE_VS_PEERS or result.verdict != "ran":
        return None
    tested = [finding for finding in result.findings if finding.p is not None and finding.expected]
    opportunities, events = sum(finding.n for finding in tested), sum(finding.observed for finding in tested)
    if len(tested) < POINTS_MIN or not 0 < events < opportunities:
        return None
    centre = events / opportunities
    named = [finding for finding in tested if finding.standing is Standing.NAMED]
    others = sorted((f for f in tested if f.standing is not Standing.NAMED), key=lambda f: (-f.n, f.observed))
    shown = named + others[: max(POINTS_SHOWN - len(named), 0)]
    points = [_point(finding, centre, names) for finding in shown]
    return Funnel(
        anchor=f"funnel-{anchor_of(pattern.name)}",
        title=words.say(pattern.title),
        definition=words.say(pattern.definition),
        centre=centre,
        points=tuple(sorted(points, key=lambda point: (point.name is None, point.n, point.rate))),
        limits=_limits([point.n for point in points], centre, result.dispersion or 0.0),
        rankability=result.rankability,
        points_left_out=len(tested) - len(shown),
    )


def _point(finding: Finding, centre: float, names: Names) -> FunnelPoint:
    """The rate is observed / expected times the common rate: what the unit would have with everybody's mix of cases."""
    assert finding.expected
    name = names[finding.subject_no] if finding.standing is Standing.NAMED and finding.subject_no is not None else None
    rate = min(finding.observed / finding.expected * centre, 1.0)
    return FunnelPoint(finding.n, finding.observed, finding.expected, rate, name)


def _limits(sizes: list[int], centre: float, correlation: float) -> tuple[FunnelLimit, ...]:
    """Exact limits along the funnel, at numbers of opportunities evenly spaced on a log scale."""
    last = min(max(sizes), LIMIT_N_MAX)
    grid = np.unique(np.round(np.geomspace(max(min(sizes), 1), max(last, 2), LIMITS)).astype(int)).tolist()
    limits = [
        FunnelLimit(n, *(binomial_limit(n, centre, tail, correlation) for tail in (0.001, 0.025, 0.975, 0.999)))
        for n in grid
    ]
    if max(sizes) > last:
        end = limits[-1]
        limits.append(FunnelLimit(max(sizes), end.low_998, end.low_95, end.high_95, end.high_998))
    return tuple(limits)
