"""Facts and findings in the terminal, short: the report has the rest."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from buckstop.cli.output import plain, say, text, translate
from buckstop.i18n import gettext_noop as _
from buckstop.lens.facts import Facts
from buckstop.lens.issues import Issue, Severity
from buckstop.lens.pattern import pattern_named
from buckstop.lens.report.cards import RANKABLE_MIN
from buckstop.lens.report.names import natural_key

STATE_WORDS = {
    "working": _("worked on"),
    "queued": _("queued, taken up by nobody"),
    "waiting": _("waiting for an outsider"),
    "paused": _("paused inside"),
    "other": _("state not told"),
    "unheld": _("held by nobody"),
    "after": _("after the first resolution"),
}
MOST_LINES = 12


def show_facts(found: Facts) -> None:
    """The facts as a table on stdout."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column()
    share = f"{100 * found.return_cases / max(found.cases_with_holder, 1):.1f} %"
    rows = (
        (_("Holder level"), found.holder, ""),
        (_("Cases"), f"{found.cases:,}", text(_("%(n)s with a holder"), n=f"{found.cases_with_holder:,}")),
        (_("Events"), f"{found.events:,}", ""),
        (_("Holders"), f"{found.units:,}", text(_("%(n)s who-to-whom pairs"), n=f"{found.distinct_edges:,}")),
        (_("Handovers"), f"{found.handovers:,}", text(_("in %(n)s cases"), n=f"{found.cases_with_handover:,}")),
        (
            _("Returns"),
            f"{found.returns:,}",
            text(_("in %(n)s cases (%(share)s)"), n=f"{found.return_cases:,}", share=share),
        ),
        (_("of these A-B-A"), f"{found.aba_occurrences:,}", text(_("in %(n)s cases"), n=f"{found.aba_cases:,}")),
        (_("Reopenings"), f"{found.reopenings:,}", text(_("in %(n)s cases"), n=f"{found.reopened_cases:,}")),
        (_("Order confidence"), f"{100 * found.order_confidence:.1f} %", ""),
    )
    for name, value, note in rows:
        table.add_row(text(name), plain(value), note)
    total = sum(found.hours_by_state.values()) or 1.0
    for state, hours in found.hours_by_state.items():
        table.add_row(
            text(_("Hours: %(state)s"), state=text(STATE_WORDS[state])), f"{hours:,.0f}", f"{100 * hours / total:.1f} %"
        )
    for name, reach in found.ranges.items():
        table.add_row(text(_("%(fact)s over random tie orders"), fact=name), f"{reach.low:,}", f"... {reach.high:,}")
    Console(highlight=False).print(table)


def issues_of(plain: Mapping[str, Any]) -> tuple[Issue, ...]:
    """The issues of a report's plain values."""
    return tuple(Issue(**(issue | {"severity": Severity(issue["severity"])})) for issue in plain["issues"])


def show_summary(findings: Mapping[str, Any]) -> None:
    """What was found, in a few lines on stderr."""
    named = [(result["pattern"], finding) for result in findings["patterns"] for finding in _named(result)]
    if not any(result["tested"] for result in findings["patterns"]):
        say(_("Nothing could be tested: the log is too small, too coarse or tells too little."))
        return
    if not named:
        say(_("Nothing was found beyond chance."))
        return
    say(_("Found beyond chance: %(count)s. Each is a question to a unit, not a verdict."), count=len(named))
    for name, finding in named[:MOST_LINES]:
        pattern = pattern_named(name)
        assert pattern is not None
        say(
            _("  %(title)s: %(who)s (%(observed)s seen, %(expected)s expected)"),
            title=translate()(pattern.title),
            who=_who(finding),
            observed=_figure(finding["observed"]),
            expected=_figure(finding["expected"]),
        )
    if len(named) > MOST_LINES:
        say(_("... and %(count)s more."), count=len(named) - MOST_LINES)


def _named(result: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The named findings of a pattern; by name where the differences between units are too much chance for an order."""
    named = [finding for finding in result["findings"] if finding["standing"] == "named"]
    rankability = result["rankability"]
    if rankability is None or rankability >= RANKABLE_MIN:
        return named
    return sorted(named, key=lambda finding: natural_key(_who(finding)))


def _who(finding: Mapping[str, Any]) -> str:
    subject, other = finding["subject"] or "*", finding["object"]
    return f"{subject} - {other}" if other else str(subject)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}" if value == int(value) else f"{value:.1f}"
