"""Patterns in the terminal: the list, and one explained in full."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from buckstop.i18n import Translate
from buckstop.i18n import gettext_noop as _
from buckstop.lens.pattern import Pattern, Test

TESTS = {
    Test.PAIR_RETURNS: _("Exact stratified hypergeometric: arrivals and departures paired at random."),
    Test.STUB_SHUFFLE: _(
        "Shuffle that keeps every unit's in- and out-counts within a stratum, and the length of every case."
    ),
    Test.RATE_VS_PEERS: _("Exact funnel against the rate expected from case mix, with over-dispersion."),
    Test.BEFORE_AFTER: _(
        "Exact binomial 1/2 of two windows of equal length, and exact comparison with other units; both must hold."
    ),
    Test.RUSH_QUALITY: _(
        "Binomial 1/2 for the rush, exact comparison with other units, and stratified Fisher for the worse quality; all "
        "must hold."
    ),
    Test.COUNT: _("An exact count, described; no test."),
}


def pattern_list(patterns: Sequence[Pattern], translate: Translate) -> RenderableType:
    """One line per pattern: name, title, what the log must tell."""
    table = Table(box=None, pad_edge=False)
    for heading in (_("Pattern"), _("What it is"), _("Needs"), _("Status")):
        table.add_column(translate(heading))
    for pattern in patterns:
        name = pattern.name.split(".")[-1]
        needs = ", ".join(sorted(need.value for need in pattern.needs))
        table.add_row(name, translate(pattern.title), needs, pattern.status)
    return table


def pattern_page(pattern: Pattern, translate: Translate) -> RenderableType:
    """Everything a reader must know before they believe a finding of this pattern."""
    parts: list[RenderableType] = [
        Text(f"{translate(pattern.title)}  ", style="bold").append(f"{pattern.name} v{pattern.version}", style="dim"),
        Text(translate(pattern.definition)),
        Text(),
        Text(translate(_("Innocent explanations")), style="bold"),
    ]
    parts += [Padding(Text("- " + translate(sentence)), (0, 0, 0, 2)) for sentence in pattern.innocent]
    parts += [Text(), Text(translate(_("Test")), style="bold"), Text(translate(TESTS[pattern.test]))]
    least = translate(_("At least %(n)s opportunities and %(expected)s expected events."))
    parts.append(Text(least % {"n": pattern.minimum.n, "expected": pattern.minimum.expected}))
    if pattern.params:
        parts += [Text(), Text(translate(_("Parameters")), style="bold")]
        for param in pattern.params:
            parts.append(Text(f"  {param.name} = {param.default} {param.unit}: {translate(param.meaning)}"))
    parts += [Text(), Text(translate(_("Source")), style="bold"), Text(pattern.source)]
    parts += [Text(), Text(translate(_("SQL of the tally")), style="bold"), Text(pattern.sql.strip(), style="dim")]
    return Group(*parts)
