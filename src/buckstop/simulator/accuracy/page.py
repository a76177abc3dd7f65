"""The accuracy page: the scores as Markdown for `docs/reference/accuracy.md`."""

from buckstop.lens.pattern import pattern_named
from buckstop.simulator.accuracy.score import PLAIN_DOSE, Row, Scores, Share
from buckstop.simulator.logs import COUNTED_PLANTS, DOSES, LogSpec

_HEAD = """\
# Accuracy of the screen

Written by `buckstop lens accuracy --twins {twins} --worlds {worlds}`. Do not edit; run it again.

Each world is a simulated year of a service organisation: {units} units on three lines, {types} case types with their
own legal routes, {cases} cases. A planted unit shows its pattern in a share of its opportunities (the dose). A null
twin is an organisation of the same kind in which nobody does anything wrong; heavy legal routes, consultations that
return, quick and slow misroutings, long queues, waits and reopened cases are there all the same, at rates that differ
by case type, priority and channel, and a little from unit to unit (standard deviation {spread:g} of the log odds).
Every world goes the whole way: simulated, written to a file, imported, screened.

A find is a finding that is *named*: beyond chance after the joint adjustment of all tests of the report, and in at
least two of three windows. Square brackets hold 95 % Wilson intervals.
"""

_RECALL = """
## What is found

Recall is the share of planted (unit or pair, pattern) that were named; precision the share of finds that were planted.
*Once* counts planted faults beyond chance overall but not in two windows: they are shown without a name. *Follows*
counts finds that are true but follow from another plant (a planted rush is also reopened more often); they count
neither for nor against.
"""

_LIMITS = """
## What these figures do not say

- The simulator's patterns are as clean as we could make them, and its units differ by case mix and a little by nature.
  Real offices are messier: expect lower recall, and read a find as a question.
- A unit that carries one fault carries no other here.
- The tests and the simulator were written by the same project, from the same definitions.
"""


def accuracy_page(scores: Scores, spec: LogSpec) -> str:
    """The scores as Markdown."""
    units = spec.front + spec.second + spec.third
    head = _HEAD.format(
        twins=scores.twins.twins,
        worlds=scores.worlds,
        units=units,
        types=spec.types,
        cases=f"{spec.cases:,}",
        spread=spec.spread,
    )
    parts = [head, _gates(scores), _RECALL]
    parts += [_doses(scores), *(_dose(scores, dose) for dose in sorted(DOSES, reverse=True))]
    return "".join([*parts, _false_alarms(scores), _counting(scores), _LIMITS])


def _gates(scores: Scores) -> str:
    lines = ["", "## Gates", "", "| gate | measured | bar | passed |", "|---|---|---|---|"]
    wording = {
        "precision": f"precision at dose {PLAIN_DOSE}, at least",
        "recall": f"recall at dose {PLAIN_DOSE}, at least",
        "finds per twin": "finds per null twin, at most",
        "exact counts": "planted counts told exactly",
    }
    for gate, value, bar, passed in scores.gates:
        measured = "-" if value is None else f"{value:.3f}"
        lines.append(f"| {wording[gate]} | {measured} | {bar:g} | {'yes' if passed else 'NO'} |")
    return "\n".join(lines) + "\n"


def _doses(scores: Scores) -> str:
    lines = ["", "| dose | recall | precision | once | follows |", "|---|---|---|---|---|"]
    lines += [f"| {row.dose} {_cells(row)}" for row in (scores.total(dose) for dose in DOSES)]
    return "\n".join(lines) + "\n"


def _dose(scores: Scores, dose: float) -> str:
    lines = ["", f"### Dose {dose}", "", "| pattern | recall | precision | once | follows |", "|---|---|---|---|---|"]
    lines += [f"| {_dotted(row.pattern)} {_cells(row)}" for row in scores.rows if row.dose == dose and row.pattern]
    return "\n".join(lines) + "\n"


def _cells(row: Row) -> str:
    return f"| {_share(row.recall)} | {_share(row.precision)} | {row.once} | {row.collateral} |"


def _share(share: Share) -> str:
    if share.value is None or share.interval is None:
        return "-"
    low, high = share.interval
    return f"{share.value:.2f} ({share.hits}/{share.of}) [{low:.2f}, {high:.2f}]"


def _dotted(name: str) -> str:
    pattern = pattern_named(name)
    return pattern.name if pattern else name


def _false_alarms(scores: Scores) -> str:
    twins = scores.twins
    lines = [
        "",
        "## False alarms",
        "",
        (
            f"In {twins.twins} null twins with {twins.tests:,} tests in all ({twins.tests / max(twins.twins, 1):.0f} per twin) "
            f"the screen named {len(twins.finds)}: {twins.per_twin:.3f} per twin. "
            f"Twins with any find: {_share(twins.with_finds)}."
        ),
    ]
    if twins.finds or scores.false:
        lines += ["", "| pattern | in null twins | in planted worlds |", "|---|---|---|"]
        for name in sorted({truth.pattern for truth in (*twins.finds, *scores.false)}):
            in_twins = sum(1 for truth in twins.finds if truth.pattern == name)
            in_worlds = sum(1 for truth in scores.false if truth.pattern == name)
            lines.append(f"| {_dotted(name)} | {in_twins} | {in_worlds} |")
    return "\n".join(lines) + "\n"


def _counting(scores: Scores) -> str:
    names = ", ".join(_dotted(name) for name in COUNTED_PLANTS)
    return (
        f"\n## Counting patterns\n\n{names} count and do not test. Told exactly for {_share(scores.counts)} of the planted "
        f"units; units in which nothing was planted but something was counted: {scores.miscounts}.\n"
    )
