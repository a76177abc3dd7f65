"""Every command about a demand: its words, its options, what it sends."""

from dataclasses import fields
from typing import Any

from buckstop.cli.matter_forms import Form, Kind, Option
from buckstop.domain.demand import commands as asked
from buckstop.domain.demand.words import DemandKind, Particulars, Repeats
from buckstop.i18n import gettext_noop as _

_REASON = Option("reason", _("Why"), required=True)
_PARTICULARS = (
    Option(
        "topic", _("What it is about, in your county's short words: same kind and topic are duplicates."), default=""
    ),
    Option("characters", _("Of a document: its length in characters."), Kind.COUNT, default=0),
    Option("directive", _("Of a document: it gives orders."), Kind.YES_NO, default=False),
    Option("special", _("Of a document: it is about one special task."), Kind.YES_NO, default=False),
    Option(
        "comprehensive",
        _("Of a document or meeting: it is about the whole of the work."),
        Kind.YES_NO,
        default=False,
    ),
    Option("half_days", _("Of a meeting: how many half days it lasts."), Kind.COUNT, default=0),
    Option("with_groups", _("Of a meeting: it has discussions in groups."), Kind.YES_NO, default=False),
    Option("speech_minutes", _("Of a meeting: minutes of its longest speech."), Kind.COUNT, default=0),
    Option(
        "measures",
        _(
            "Of an inspection: key of what it looks at; see: buckstop rules explain burden.assessment.banned. May be repeated."
        ),
        Kind.TEXTS,
        flag="--measure",
    ),
    Option(
        "functions",
        _(
            "Of an app or chat group: key of what it makes people do; see: buckstop rules list --grep banned. May be repeated."
        ),
        Kind.TEXTS,
        flag="--function",
    ),
    Option("fees", _("Of a campaign: those who take part pay."), Kind.YES_NO, default=False),
)


def _imposed(values: dict[str, Any]) -> dict[str, Any]:
    rest = dict(values)
    about = {place.name: rest.pop(place.name) for place in fields(Particulars)}
    given = {name: value for name, value in about.items() if value is not None}
    return {**rest, "particulars": Particulars(**given)}


IMPOSE = Form(
    "impose",
    asked.ImposeDemand,
    _("Ask something of units below you or in your line of business; its minutes are charged to your unit."),
    (
        Option("kind", _("What is asked for."), choices=DemandKind, required=True),
        Option("title", _("What it is called."), required=True),
        Option(
            "receivers",
            _("Of which unit, by id or name. May be repeated."),
            Kind.UNITS,
            required=True,
            flag="--of",
        ),
        Option(
            "person_minutes",
            _("Minutes it takes one unit's people together, each time."),
            Kind.COUNT,
            required=True,
            flag="--minutes",
        ),
        Option(
            "due_date", _("Day on which it is due, the first time: 2026-03-31."), Kind.DATE, required=True, flag="--due"
        ),
        Option("repeats", _("How often it is asked for."), choices=Repeats, default=Repeats.ONCE),
        Option(
            "until_date", _("Last day on which it may be due, where it repeats: 2026-12-31."), Kind.DATE, flag="--until"
        ),
        Option("authorisation", _("Document or approval it rests on."), default=""),
        *_PARTICULARS,
    ),
    new="demand",
    build=_imposed,
)
FORMS: tuple[Form, ...] = (
    IMPOSE,
    Form(
        "answer",
        asked.AnswerDemand,
        _("Say that your unit did what was asked, and how many minutes it took."),
        (Option("minutes", _("Minutes actually spent, of all your people together."), Kind.COUNT, required=True),),
    ),
    Form("burden", asked.MarkBurden, _("Say that this is a burden to your unit, and why."), (_REASON,)),
    Form("withdraw", asked.WithdrawDemand, _("Ask for it no more; what was due before stays charged."), (_REASON,)),
    Form(
        "merge",
        asked.MergeDemand,
        _("End a demand because another one asks the same; whom it was asked of answers there."),
        (Option("into", _("Id of the demand that goes on."), required=True), _REASON),
    ),
)
"""In the order in which a demand lives."""
