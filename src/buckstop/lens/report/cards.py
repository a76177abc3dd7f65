"""Cards: per pattern what was found, how it was judged and what else may explain it; and the patterns that said nothing.

Why names are few: only findings that stand out over all tests and keep doing so are named (methods, fair comparison).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from buckstop.i18n import gettext_noop as _
from buckstop.lens.engine import Session
from buckstop.lens.findings import Finding, PatternResult, Standing
from buckstop.lens.pattern import Minimum, Pattern, Test, pattern_named
from buckstop.lens.report.data import FindingRow, PatternCard, SilentPattern
from buckstop.lens.report.evidence import CaseFiles
from buckstop.lens.report.names import Names
from buckstop.lens.report.words import Words

ROWS_SHOWN = 10
COUNTS_SHOWN = 5
CASES_SHOWN = 5
RANKABLE_MIN = 0.7

TESTS = {
    Test.PAIR_RETURNS: _(
        "Arrivals and departures at the holder in the middle are paired at random, inside the same type of case and "
        "third of the period; exact stratified hypergeometric test."
    ),
    Test.STUB_SHUFFLE: _(
        "Every holder keeps its arrivals and departures and every case its length; they are joined at random inside the "
        "same type of case and third of the period; permutation test."
    ),
    Test.RATE_VS_PEERS: _(
        "The rate is compared with what the same mix of cases gives elsewhere, allowing for ordinary differences "
        "between units; exact test with over-dispersion."
    ),
    Test.BEFORE_AFTER: _(
        "Two stretches of time of equal length are compared: chance would put half into each, and other units show what "
        "is ordinary; exact tests that must both hold."
    ),
    Test.RUSH_QUALITY: _(
        "Exact tests that must all hold: more than half in the later stretch, more than with other units, and more of "
        "those turning out badly; the weakest one counts."
    ),
    Test.COUNT: _("An exact count, described and not tested."),
}
MISSING = {
    "state": _("states (queued, working, waiting, done)"),
    "due": _("deadlines"),
    "line": _("lines or levels of units at this holder level"),
    "demander": _("who demanded the case"),
    "subject": _("the texts of the demands"),
    "unit": _("units (persons are never compared with each other)"),
}
UNITS = {
    "days": _("%(value)s days"),
    "hours": _("%(value)s hours"),
    "runs": _("%(value)s stays"),
    "cases": _("%(value)s cases"),
    "share": _("%(value)s"),
}


@dataclass(frozen=True)
class Reading:
    """What is needed to put results into words.

    Args:
        level: level and exclusions in words.
    """

    words: Words
    names: Names
    level: str


def anchor_of(pattern: str) -> str:
    """Where on the page a pattern stands."""
    return pattern.replace(".", "-").replace("_", "-")


def isolated(name: str) -> str:
    """The name for use inside a sentence: a right-to-left name cannot turn round the words beside it."""
    turns = any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in name)
    return f"\u2068{name}\u2069" if turns else name


def sentence_of(pattern: Pattern, finding: Finding, reading: Reading) -> str:
    """The pattern's reading, filled in for one finding."""
    words, names = reading.words, reading.names
    whole = words.say(_("the log as a whole"))
    numbers = (finding.subject_no, finding.object_no)
    subject, other = (whole if number is None else isolated(names[number]) for number in numbers)
    return words.say(
        pattern.reading,
        subject=subject,
        object=other,
        n=finding.n,
        observed=finding.observed,
        expected="" if finding.expected is None else words.number(finding.expected),
    )


def shown_findings(result: PatternResult, names: Names) -> tuple[Finding, ...]:
    """The findings a report may show one by one: named ones, and counts (for persons only counts of the whole log)."""
    found = [
        finding
        for finding in result.findings
        if finding.standing is Standing.NAMED
        or (finding.standing is Standing.COUNTED and (names.by_value or finding.subject_no is None))
    ]
    return in_fair_order(found, result, names)


def in_fair_order(found: Sequence[Finding], result: PatternResult, names: Names) -> tuple[Finding, ...]:
    """The findings as they stand where an order by value means something, else by name; the log as a whole first."""
    if names.by_value and _may_be_ordered(result):
        return tuple(found)
    numbers = {number for finding in found for number in (finding.subject_no, finding.object_no) if number is not None}
    place: dict[int | None, int] = {number: i for i, number in enumerate(names.order(numbers))}
    return tuple(sorted(found, key=lambda f: (place.get(f.subject_no, -1), place.get(f.object_no, -1))))


def _may_be_ordered(result: PatternResult) -> bool:
    return result.rankability is None or result.rankability >= RANKABLE_MIN


def cards(
    session: Session, results: tuple[PatternResult, ...], reading: Reading
) -> tuple[tuple[PatternCard, ...], tuple[SilentPattern, ...]]:
    """Cards of patterns with something to show (findings first, counts last), and the silent patterns with the reason."""
    known = [(pattern_named(result.pattern), result) for result in results]
    shown = {
        result.pattern: shown_findings(result, reading.names)[: COUNTS_SHOWN if _is_count(pattern) else ROWS_SHOWN]
        for pattern, result in known
        if pattern
    }
    wanted = {e.case_no for found in shown.values() for finding in found for e in finding.evidence[:CASES_SHOWN]}
    files = CaseFiles(session, reading.names, wanted)
    made: list[PatternCard] = []
    silent: list[SilentPattern] = []
    for pattern, result in known:
        if pattern is None:
            continue
        found = shown[result.pattern]
        if found or (_once(result) and result.verdict == "ran"):
            made.append(_card(pattern, result, found, reading, files))
        else:
            silent.append(_silent(pattern, result, reading.words))
    made.sort(key=lambda card: (card.counted, not card.named, -sum(row.amount_us for row in card.rows), card.name))
    return tuple(made), tuple(silent)


def _is_count(pattern: Pattern) -> bool:
    return pattern.test is Test.COUNT


def _once(result: PatternResult) -> int:
    return sum(finding.standing is Standing.ONCE for finding in result.findings)


def _card(
    pattern: Pattern, result: PatternResult, found: tuple[Finding, ...], reading: Reading, files: CaseFiles
) -> PatternCard:
    words = reading.words
    return PatternCard(
        anchor=anchor_of(pattern.name),
        name=pattern.name,
        version=pattern.version,
        status=pattern.status,
        title=words.say(pattern.title),
        definition=words.say(pattern.definition),
        innocent=tuple(words.say(sentence) for sentence in pattern.innocent),
        source=pattern.source,
        test=words.say(TESTS[pattern.test]),
        level=reading.level,
        parameters=_parameters(pattern, words),
        minimum=_minimum(pattern.minimum, words, counted=_is_count(pattern)),
        counted=_is_count(pattern),
        tested=result.tested,
        too_few=result.too_few,
        named=sum(finding.standing is Standing.NAMED for finding in result.findings),
        once=_once(result),
        rankability=result.rankability,
        dispersion=result.dispersion,
        order_note=_order_note(result, found, reading),
        rows=tuple(_row(pattern, finding, reading, files) for finding in found),
        rows_left_out=len(shown_findings(result, reading.names)) - len(found),
    )


def _row(pattern: Pattern, finding: Finding, reading: Reading, files: CaseFiles) -> FindingRow:
    names = reading.names
    return FindingRow(
        subject=None if finding.subject_no is None else names[finding.subject_no],
        object=None if finding.object_no is None else names[finding.object_no],
        sentence=sentence_of(pattern, finding, reading),
        n=finding.n,
        observed=finding.observed,
        expected=finding.expected,
        shrunk=finding.shrunk,
        interval=_interval(pattern, finding, reading.words),
        q=finding.q,
        windows=finding.windows,
        amount_us=finding.amount_us,
        cases=tuple(files.case(evidence) for evidence in finding.evidence[:CASES_SHOWN]),
        cases_in_all=max(finding.cases, len(finding.evidence)),
    )


def _interval(pattern: Pattern, finding: Finding, words: Words) -> str | None:
    if finding.interval is None:
        return None
    low, high = finding.interval
    if pattern.test in (Test.PAIR_RETURNS, Test.STUB_SHUFFLE):
        return words.say(_("%(low)s to %(high)s times the expected"), low=words.number(low), high=words.number(high))
    return words.say(_("%(low)s to %(high)s of the opportunities"), low=words.share(low), high=words.share(high))


def _parameters(pattern: Pattern, words: Words) -> tuple[str, ...]:
    return tuple(
        words.say(
            _("%(meaning)s %(value)s"),
            meaning=words.say(param.meaning),
            value=words.say(UNITS.get(param.unit, UNITS["share"]), value=param.default),
        )
        for param in pattern.params
    )


def _minimum(minimum: Minimum, words: Words, *, counted: bool) -> str:
    if counted:
        return words.say(_("%(n)s cases"), n=max(minimum.n, 1))
    if minimum.peers:
        message = _("%(n)s opportunities, %(expected)s expected events, %(peers)s units to compare with")
        return words.say(message, n=minimum.n, expected=minimum.expected, peers=minimum.peers)
    return words.say(_("%(n)s opportunities, %(expected)s expected events"), n=minimum.n, expected=minimum.expected)


def _order_note(result: PatternResult, found: tuple[Finding, ...], reading: Reading) -> str:
    words = reading.words
    if len(found) < 2:
        return ""
    if not reading.names.by_value:
        return words.say(_("Persons are pseudonyms and stand in no order of value."))
    if not _may_be_ordered(result):
        message = _(
            "Rankability is %(value)s, below 0.7: too much of the difference between units is chance. "
            "They stand in the order of their names."
        )
        return words.say(message, value=words.number(result.rankability or 0.0))
    return words.say(_("In the order of the hours at stake."))


def _silent(pattern: Pattern, result: PatternResult, words: Words) -> SilentPattern:
    kind, reason = _reason(pattern, result, words)
    return SilentPattern(pattern.name, words.say(pattern.title), words.say(pattern.definition), kind, reason)


def _reason(pattern: Pattern, result: PatternResult, words: Words) -> tuple[str, str]:
    if result.verdict == "not_applicable":
        missing = words.listing(words.say(MISSING[need]) for need in result.missing)
        return "not_applicable", words.say(_("The log does not tell: %(missing)s."), missing=missing)
    if result.verdict == "withheld":
        return "withheld", words.say(_("The order of events is not certain enough for what this pattern claims."))
    if any(finding.standing is Standing.COUNTED for finding in result.findings):
        return "withheld", words.say(_("Counts per person are not shown."))
    if result.tested:
        message = _(
            "%(tested)s holders or pairs of holders were tested, none is beyond chance; "
            "%(too_few)s more had too few cases to say anything."
        )
        return "quiet", words.say(message, tested=result.tested, too_few=result.too_few)
    if result.too_few and not _is_count(pattern):
        message = _("Nothing was tested: each of %(too_few)s holders or pairs of holders had too few cases.")
        return "too_few", words.say(message, too_few=result.too_few)
    return "quiet", words.say(_("It did not occur."))
