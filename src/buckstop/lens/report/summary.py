"""The summary: what was read, where the hours went, what was found, how sure that is, what to look at next."""

from dataclasses import dataclass

from buckstop.i18n import gettext_noop as _
from buckstop.lens.engine import Session
from buckstop.lens.facts import Facts
from buckstop.lens.findings import Finding, PatternResult, Standing
from buckstop.lens.issues import Severity
from buckstop.lens.pattern import Pattern, pattern_named
from buckstop.lens.report.cards import Reading, anchor_of, in_fair_order, isolated, sentence_of
from buckstop.lens.report.data import KeyFigure, Summary, SummaryFinding, TimeByState
from buckstop.lens.report.quality import order_note, touches
from buckstop.lens.report.words import Words, shown_name
from buckstop.lens.store import LogMeta

SUBJECTS_SHOWN = 8
# Shares of time from which the next steps name a state.
QUEUED_MUCH = 0.15
WAITING_MUCH = 0.25
UNHELD_MUCH = 0.05

_GAPS = _("Find out who should hold cases while the log names nobody.")
_PLANS = _(
    "Ask who set deadlines that could not be met and who left requests upwards unanswered: those hours are charged to nobody."
)
_IN_RETURNS = """select cast(sum(case when returns > 0 then us else 0 end) as bigint), cast(sum(us) as bigint)
    from (select returns, working_us + queued_us + waiting_us + paused_us + other_us + unheld_us as us from case_runs)"""


@dataclass(frozen=True)
class Told:
    """Everything the summary draws on."""

    meta: LogMeta
    facts: Facts
    time: TimeByState
    results: tuple[PatternResult, ...]
    reading: Reading
    column: str  # of the log that the holder level reads

    @property
    def words(self) -> Words:
        """The reader's language."""
        return self.reading.words


def summary(session: Session, told: Told) -> Summary:
    """The first page in plain words."""
    named = _named(told)
    count = sum(len(found) for _pattern, found in named)
    in_returns = _share_in_returns(session)
    return Summary(
        opening=_opening(told),
        hours=_hours(told),
        returns=_returns(told, in_returns),
        figures=_figures(told, in_returns, count),
        found=_found(told, count),
        findings=tuple(_entry(pattern, found, told) for pattern, found in named),
        sure=_sure(told),
        next_steps=_next_steps(told, count),
    )


def _named(told: Told) -> list[tuple[Pattern, tuple[Finding, ...]]]:
    """Named findings by pattern: patterns by hours at stake for units, by name for persons; findings as on the cards."""
    names = told.reading.names
    found = [
        (pattern, in_fair_order([f for f in result.findings if f.standing is Standing.NAMED], result, names))
        for result in told.results
        if (pattern := pattern_named(result.pattern))
    ]
    named = [(pattern, findings) for pattern, findings in found if findings]
    if names.by_value:
        return sorted(named, key=lambda pair: (-max(f.amount_us for f in pair[1]), pair[0].name))
    return sorted(named, key=lambda pair: pair[0].name)


def _entry(pattern: Pattern, found: tuple[Finding, ...], told: Told) -> SummaryFinding:
    """One entry per pattern, so that one loud pattern does not fill the page."""
    others = [_subjects(finding, told.reading) for finding in found[1:]]
    return SummaryFinding(
        anchor=anchor_of(pattern.name),
        title=told.words.say(pattern.title),
        count=len(found),
        sentence=sentence_of(pattern, found[0], told.reading),
        others=tuple(others[:SUBJECTS_SHOWN]),
        others_left_out=max(len(others) - SUBJECTS_SHOWN, 0),
    )


def _subjects(finding: Finding, reading: Reading) -> str:
    parties = [
        isolated(reading.names[number]) for number in (finding.subject_no, finding.object_no) if number is not None
    ]
    return " → ".join(parties)


def _share_in_returns(session: Session) -> float | None:
    ((inside, total),) = session.rows(_IN_RETURNS)
    assert isinstance(inside, int | None)
    assert isinstance(total, int | None)
    return (inside or 0) / total if total else None


def _opening(told: Told) -> str:
    facts, words = told.facts, told.words
    message = _(
        "%(cases)s cases with %(events)s events from %(first)s to %(last)s, read from %(source)s. "
        "Who holds a case is taken from the column %(column)s; %(units)s holders occur."
    )
    return words.say(
        message,
        cases=facts.cases,
        events=facts.events,
        first=words.day(told.meta.first_us),
        last=words.day(told.meta.last_us),
        source=shown_name(told.meta.source),
        column=shown_name(facts.holder),
        units=facts.units,
    )


def _of_state(told: Told, state: str) -> tuple[int, float]:
    return next(((span.span_us, span.share) for span in told.time.spans if span.state == state), (0, 0.0))


def _hours(told: Told) -> str:
    words = told.words
    if not told.time.has_states:
        message = _(
            "%(held)s passed with a holder and %(unheld)s with nobody. The log tells no states, so work cannot be told from waiting."
        )
        return words.say(message, held=words.hours(told.time.held_us), unheld=words.hours(_of_state(told, "unheld")[0]))
    shares = {state: words.share(_of_state(told, state)[1]) for state in ("working", "queued", "waiting", "paused")}
    message = _(
        "Of %(hours)s up to the first resolution, %(working)s were work, %(queued)s lay in a queue that nobody had taken up, "
        "%(waiting)s waited for somebody outside and %(paused)s were paused inside."
    )
    return words.say(message, hours=words.hours(told.time.before_us), **shares)


def _returns(told: Told, in_returns: float | None) -> str:
    facts, words = told.facts, told.words
    if not facts.cases_with_holder:
        return words.say(_("No case names a holder, so nothing can be said about returns."))
    passed = words.say(
        _("%(n)s cases (%(share)s) were passed on at least once."),
        n=facts.cases_with_handover,
        share=words.share(facts.cases_with_handover / facts.cases),
    )
    if not facts.return_cases:
        return words.together((passed, words.say(_("None came back to a holder who had it before."))))
    message = _(
        "%(n)s (%(share)s of all cases, %(of_held)s of those with a holder) came back to a holder who had them before; "
        "these hold %(hours)s of all time up to the first resolution."
    )
    back = words.say(
        message,
        n=facts.return_cases,
        share=words.share(facts.return_cases / facts.cases),
        of_held=words.share(facts.return_cases / facts.cases_with_holder),
        hours=words.share(in_returns or 0.0),
    )
    return words.together((passed, back))


def _figures(told: Told, in_returns: float | None, named: int) -> tuple[KeyFigure, ...]:
    facts, words = told.facts, told.words
    figures = [
        KeyFigure(
            words.hours(told.time.held_us),
            words.say(_("held by somebody")),
            words.say(_("worked on, queued, paused or not explained, up to the first resolution")),
        )
    ]
    if told.time.has_states:
        queued_us, queued = _of_state(told, "queued")
        note = words.say(_("%(share)s of the time up to the first resolution"), share=words.share(queued))
        figures.append(KeyFigure(words.hours(queued_us), words.say(_("in a queue, taken up by nobody")), note))
    if facts.cases:
        note = words.say(
            _("%(n)s cases; they hold %(hours)s of the time. Returns after the first resolution count as well."),
            n=facts.return_cases,
            hours=words.share(in_returns or 0.0),
        )
        share = words.share(facts.return_cases / facts.cases)
        figures.append(KeyFigure(share, words.say(_("of cases came back")), note))
    if tested := _tested(told):
        note = words.say(_("of %(tested)s tests over %(patterns)s patterns"), tested=tested, patterns=len(told.results))
        figures.append(KeyFigure(words.number(named), words.say(_("findings beyond chance")), note))
    return tuple(figures)


def _found(told: Told, named: int) -> str:
    words = told.words
    tested = _tested(told)
    once = sum(f.standing is Standing.ONCE for result in told.results for f in result.findings)
    withheld = sum(result.verdict == "withheld" for result in told.results)
    if not tested:
        message = _("Nothing could be tested: the log is too small, too coarse or tells too little.")
    elif not named:
        message = _(
            "%(tested)s comparisons were tested together. Nothing is beyond what chance and comparable cases explain, steadily enough to be named."
        )
    else:
        message = _(
            "%(tested)s comparisons were tested together. Beyond chance, and so again in at least two of three thirds of the period: %(named)s."
        )
    sentences = [words.say(message, tested=tested, named=named)]
    if once:
        message = _("Stood out only over the whole period, and therefore not named: %(once)s.")
        sentences.append(words.say(message, once=once))
    if withheld:
        message = _("Patterns withheld because the order of events is not certain enough: %(withheld)s.")
        sentences.append(words.say(message, withheld=withheld))
    return words.together(sentences)


def _tested(told: Told) -> int:
    return sum(result.tested for result in told.results)


def _sure(told: Told) -> tuple[str, ...]:
    facts, words, meta = told.facts, told.words, told.meta
    lines = [order_note(facts, words)]
    found = facts.ranges.get("return_cases")
    if found and found.low != found.high:
        message = _(
            "With equal instants in random order, between %(low)s and %(high)s cases came back, instead of %(n)s."
        )
        lines.append(words.say(message, low=found.low, high=found.high, n=facts.return_cases))
    without = facts.cases - facts.cases_with_holder
    if without:
        message = _("%(n)s cases (%(share)s) never name a holder; shares are given of all cases and of those with one.")
        lines.append(words.say(message, n=without, share=words.share(without / facts.cases)))
    unresolved = facts.cases - facts.resolved_cases
    if unresolved and told.time.has_states:
        lines.append(words.say(_("%(n)s cases have no resolution in the log."), n=unresolved))
    touching = [issue.severity for issue in meta.issues if touches(issue, told.column)]
    errors, warnings = touching.count(Severity.ERROR), touching.count(Severity.WARNING)
    if errors or warnings:
        message = _(
            "Reading the log raised %(errors)s errors and %(warnings)s warnings that touch these figures; "
            "they are listed at the end."
        )
        lines.append(words.say(message, errors=errors, warnings=warnings))
    else:
        lines.append(words.say(_("Reading the log raised no error and no warning that touches these figures.")))
    return tuple(lines)


def _next_steps(told: Told, named: int) -> tuple[str, ...]:
    words = told.words
    steps = []
    if named:
        steps.append(
            _(
                "Open the cases behind each finding, go through its innocent explanations, and ask the unit before anything else."
            )
        )
    if _of_state(told, "queued")[1] >= QUEUED_MUCH:
        steps.append(_("Look at how cases are taken up: much time passes in queues before anybody holds them in fact."))
    if _of_state(told, "waiting")[1] >= WAITING_MUCH:
        steps.append(
            _("Look at whether waiting for outsiders is real: ask what was asked, of whom, and when the answer came.")
        )
    if _of_state(told, "unheld")[1] >= UNHELD_MUCH:
        steps.append(_PLANS if told.facts.only_uncharged else _GAPS)
    if told.facts.order_claims_withheld:
        steps.append(_("Get finer time stamps or a sequence number: without them nothing about order can be said."))
    if not told.time.has_states:
        steps.append(_("Tell the mapping what the log's states mean, then hours can be told apart."))
    if told.facts.return_cases:
        steps.append(
            _(
                "Look at the map of who passes to whom for pairs with traffic both ways, and at what rule sends cases back."
            )
        )
    steps.append(
        _("Make the report at another holder level before drawing conclusions: the definition decides the answer.")
    )
    return tuple(words.say(step) for step in steps)
