"""How far the data carry: order, denominators, issues, exclusions, the reading of the log, definitions."""

from collections.abc import Callable
from dataclasses import dataclass

from buckstop.i18n import gettext_noop as _
from buckstop.lens.facts import Facts
from buckstop.lens.issues import Issue, Severity
from buckstop.lens.mapping import Mapping, State
from buckstop.lens.report.data import CountRow, IssueRow, Quality, RangeRow
from buckstop.lens.report.words import Words, shown_name
from buckstop.lens.store import LogMeta

ISSUES_SHOWN = 200
VALUES_SHOWN = 12

_SEVERITIES = tuple(Severity)
_EXCLUDED = {
    "robot": _("%(name)s (robot)"),
    "queue": _("%(name)s (queue)"),
    "placeholder": _("%(name)s (placeholder)"),
    "uncharged": _("%(name)s (charged to nobody)"),
}
_STATE_VALUES = {
    State.WORKING: _("States: worked on"),
    State.QUEUED: _("States: queued"),
    State.WAITING: _("States: waiting outside"),
    State.PAUSED: _("States: paused"),
    State.DONE: _("States: done"),
    State.CLOSED: _("States: closed"),
    State.REOPENED: _("States: reopened"),
    State.OTHER: _("States: not explained"),
}
_UNCHARGED = _(
    "Holder: whose clock runs from an event on, at the chosen level; who answers for the case all the while is another level. Hours of a plan that could not be met are charged to nobody and shown apart; they neither end a stay nor begin one. Hours in which an outsider was waited for are shown as waiting and not counted as held."
)
_DEFINITIONS = (
    _(
        "Holder: who answers for the case from an event on, at the chosen level. Events that name no holder, a queue, a placeholder or a robot neither end a stay nor begin one; the time after them is shown apart, as held by nobody."
    ),
    _(
        "Stay: an unbroken stretch of events of a case with the same holder. Handover: the border between two stays of a case."
    ),
    _(
        "Return: a stay whose holder already had the case before. A-B-A: the case goes from one holder to another and straight back."
    ),
    _(
        "Hold time: from the first event of a stay to the first event of the next one; the last stay of a case ends with its last event."
    ),
    _(
        "Every hour between the first and the last event of a case is in exactly one state. Hours are cut at the first resolution; counts are not."
    ),
    _("Reopened: done or closed, directly followed by an open state."),
    _(
        "Named: beyond chance over all tests of this report together (Benjamini-Hochberg, 5 %), and again in at least two of three thirds of the period."
    ),
)
_FACTS = {
    "handovers": _("Handovers"),
    "aba_cases": _("Cases with A-B-A"),
    "aba_occurrences": _("A-B-A, times"),
    "return_cases": _("Cases with a return"),
    "returns": _("Returns"),
    "cases_with_handover": _("Cases passed on at least once"),
    "distinct_edges": _("Different pairs of giver and taker"),
}


@dataclass(frozen=True)
class Doubts:
    """Issues of the log put into words by the caller.

    Args:
        issues: everything doubtful. sentence: what it says.
        column: the column that the holder level reads.
    """

    issues: tuple[Issue, ...]
    sentence: Callable[[Issue], str]
    column: str


def touches(issue: Issue, column: str) -> bool:
    """Whether the issue touches figures of the level that reads this column: who is named in another column does not."""
    return not issue.code.startswith("holder.") or issue.column in (None, column)


def quality(meta: LogMeta, facts: Facts, doubts: Doubts, words: Words) -> Quality:
    """The data quality page."""
    issues = sorted(
        doubts.issues,
        key=lambda issue: (
            not touches(issue, doubts.column),
            _SEVERITIES.index(issue.severity),
            -issue.count,
            issue.code,
        ),
    )
    return Quality(
        order_confidence=facts.order_confidence,
        order_withheld=facts.order_claims_withheld,
        order_note=order_note(facts, words),
        issues=tuple(_issue(issue, doubts, words) for issue in issues[:ISSUES_SHOWN]),
        issues_left_out=max(len(issues) - ISSUES_SHOWN, 0),
        counts=_counts(facts, words),
        ranges=tuple(
            RangeRow(words.say(_FACTS[name]), int(getattr(facts, name)), found.low, found.high)
            for name, found in facts.ranges.items()
            if name in _FACTS
        ),
        excluded=tuple(
            words.say(_EXCLUDED[kind], name=shown_name(name)) for name, kind in sorted(facts.excluded_holders.items())
        ),
        mapping=_mapping(meta, words),
        definitions=tuple(words.say(sentence) for sentence in _definitions(facts)),
    )


def _definitions(facts: Facts) -> tuple[str, ...]:
    return (_UNCHARGED, *_DEFINITIONS[1:]) if facts.only_uncharged else _DEFINITIONS


def order_note(facts: Facts, words: Words) -> str:
    """How certain the order of events is, and what follows from it."""
    share = words.share(facts.order_confidence)
    if facts.order_claims_withheld:
        message = _(
            "The order is certain for %(share)s of neighbouring events; the others have equal or too coarse instants. "
            "That is too little: patterns that depend on order are withheld, and for counts the range is to be read, not the figure."
        )
        return words.say(message, share=share)
    if facts.ties:
        message = _(
            "The order is certain for %(share)s of neighbouring events. %(ties)s pairs have equal instants and stay in file order."
        )
        return words.say(message, share=share, ties=facts.ties)
    return words.say(_("The order is certain for %(share)s of neighbouring events."), share=share)


def _issue(issue: Issue, doubts: Doubts, words: Words) -> IssueRow:
    place = [issue.file] if issue.file else []
    if issue.sheet:
        place.append(words.say(_("sheet %(name)s"), name=issue.sheet))
    if issue.row is not None:
        place.append(words.say(_("row %(number)s"), number=str(issue.row)))
    if issue.column:
        place.append(words.say(_("column %(name)s"), name=issue.column))
    return IssueRow(
        severity=issue.severity.value,
        code=issue.code,
        sentence=shown_name(doubts.sentence(issue), longest=400),
        position=shown_name(" · ".join(place), longest=200),
        count=issue.count,
        touches=touches(issue, doubts.column),
    )


def _counts(facts: Facts, words: Words) -> tuple[CountRow, ...]:
    def row(label: str, definition: str, value: int, *, of_cases: bool = True) -> CountRow:
        shares = (
            (value / facts.cases, value / facts.cases_with_holder)
            if of_cases and facts.cases_with_holder
            else (None, None)
        )
        return CountRow(words.say(label), words.say(definition), value, *shares)

    lengths = words.listing(
        words.say(
            _("%(n)s of length %(length)s"), n=count, length=length if length != "5" else words.say(_("5 or more"))
        )
        for length, count in facts.returns_by_length.items()
    )
    returns = words.say(
        _("By length, the number of stays since the holder last had the case: %(lengths)s"), lengths=lengths
    )
    return (
        row(_("Cases in the log"), _("every case, with or without a holder"), facts.cases),
        row(_("Cases with a holder"), _("cases somebody held at least once at this level"), facts.cases_with_holder),
        row(_("Cases passed on at least once"), _("cases with a handover"), facts.cases_with_handover),
        row(_("Cases with a return"), _("cases that came back to a holder who had them before"), facts.return_cases),
        CountRow(words.say(_("Returns")), returns if lengths else "", facts.returns, None, None),
        row(_("Cases with A-B-A"), _("cases that went from one holder to another and straight back"), facts.aba_cases),
        row(_("A-B-A, times"), _("a case can do this more than once"), facts.aba_occurrences, of_cases=False),
        row(_("Cases with a resolution"), _("cases with an event in state done or closed"), facts.resolved_cases),
        row(_("Reopened cases"), _("done or closed, directly followed by an open state"), facts.reopened_cases),
        row(_("Reopenings"), _("a case can be reopened more than once"), facts.reopenings, of_cases=False),
    )


def _mapping(meta: LogMeta, words: Words) -> tuple[tuple[str, str], ...]:
    mapping = meta.mapping
    time = words.say(
        _("%(column)s; format %(format)s; zone %(zone)s"),
        column=mapping.time.column,
        format=mapping.time.format,
        zone=mapping.time.zone,
    )
    rows = [
        (_("Mapping"), mapping.name),
        (_("Case"), mapping.case),
        (_("Time"), time),
        (_("Unit"), mapping.unit),
        (_("Person"), mapping.person),
        (_("Activity"), mapping.activity),
        (_("State"), mapping.state_column),
        *((label, _listed(_values(mapping, state), words)) for state, label in _STATE_VALUES.items()),
        (_("Case type"), mapping.case_type),
        (_("Features"), _listed(list(mapping.features), words)),
        (_("Deadline"), mapping.due.column if mapping.due else None),
        (_("Order within an instant"), mapping.sequence),
        (_("Lines"), _listed(list(mapping.line_order), words)),
        (_("Working time"), _calendar(mapping, words)),
        (_("Texts that mean no value"), _listed(list(mapping.null_words), words)),
    ]
    return tuple((words.say(label), shown_name(value, longest=400)) for label, value in rows if value)


def _values(mapping: Mapping, state: State) -> list[str]:
    return sorted(value for value, found in mapping.states.items() if found is state)


def _listed(values: list[str], words: Words) -> str:
    shown = words.listing(values[:VALUES_SHOWN])
    more = len(values) - VALUES_SHOWN
    return words.say(_("%(list)s and %(n)s more"), list=shown, n=more) if more > 0 else shown


def _calendar(mapping: Mapping, words: Words) -> str | None:
    spec = mapping.calendar
    if spec is None:
        return None
    message = _("%(opens)s to %(closes)s, %(days)s days a week; holidays: %(country)s")
    country = spec.country or words.say(_("none"))
    return words.say(
        message, opens=_clock(spec.opens), closes=_clock(spec.closes), days=len(spec.workdays), country=country
    )


def _clock(hours: float) -> str:
    return f"{int(hours):02d}:{round(hours % 1 * 60):02d}"
