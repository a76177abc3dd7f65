"""Every command about a matter that can be given by hand: its words, its options, what it sends."""

from typing import Any

from buckstop.cli.matter_asks import ASK_FORMS
from buckstop.cli.matter_forms import Build, Form, Kind, Number, Option
from buckstop.cli.matter_options import FILES, GRANT, PROPOSED, REASON, REASON_CLASS, TEXT, taken_grant
from buckstop.domain.matter.commands import accountability, work
from buckstop.domain.matter.words import (
    CitizenWord,
    HelpKind,
    Origin,
    Outcome,
    Profile,
    Protest,
    ProtestKind,
    Terms,
    VerificationWay,
    Visibility,
)
from buckstop.i18n import gettext_noop as _

_TO = Option("to", _("The unit, by id or name."), Kind.UNIT, required=True)
_APPROVAL = Option("approval", _("Document that approves work beyond the duty list"), default="")
_DUTY_ITEM = Option("duty_item", _("Item of the duty list it falls under."))
_DEADLINE = Option("deadline_date", _("Last day for the work: 2026-03-31."), Kind.DATE, flag="--deadline")
_ESCALATE_CLASS = Option(
    "reason_class",
    _("Key of a reason of the rules; see: buckstop rules explain protocol.escalate_reasons."),
    required=True,
    flag="--because",
)
_BASIS = Option("basis", _("Rule or document it rests on"), default="")
TERMS = (
    Option("title", _("What it is called."), required=True),
    Option("goal", _("What is to be reached, in one sentence."), required=True),
    Option("criteria", _("A criterion that can be checked. May be repeated."), Kind.TEXTS, flag="--criterion"),
    Option("steps", _("A planned step. May be repeated."), Kind.TEXTS, flag="--step"),
    Option("quantity", _("How many of what is measured."), Kind.COUNT),
    Option("measure", _("What is measured: km, households."), default=""),
    Option("minimum_days", _("Working days the work needs at least"), Kind.COUNT),
    Option("reference", _("Directive, meeting or document it comes from"), default=""),
    Option("first_responsible", _("Post that answers in person")),
    Option("priority", _("0 is ordinary; higher is earlier."), Kind.COUNT, default=0),
    Option(
        "visibility",
        _("Who may read it; a part is never more open than its whole."),
        choices=Visibility,
        default=Visibility.INTERNAL,
    ),
)

SUPPORTS = Option(
    "supports",
    _("A unit meant to support, by id or name; naming asks nobody. May be repeated."),
    Kind.UNITS,
    flag="--support",
)


def _with_terms(values: dict[str, Any]) -> dict[str, Any]:
    rest = dict(values)
    grant = taken_grant(rest)
    terms = {option.name: rest.pop(option.name) for option in TERMS if option.name != "title"}
    known = {name: value for name, value in terms.items() if value is not None}
    supports = rest.pop("supports") or ()
    return {**rest, "terms": Terms(**known, supports=supports, duty_item=rest.get("duty_item"), grant=grant)}


def _opened(values: dict[str, Any]) -> dict[str, Any]:
    rest = _with_terms(values)
    del rest["duty_item"]  # stands in the terms
    urgent = rest.pop("urgent")
    return {**rest, "profile": Profile.URGENT if urgent else Profile.NORMAL}


def _accepted(values: dict[str, Any]) -> dict[str, Any]:
    kind, words = values["protest"], values["objection"]
    return {"protest": Protest(kind, words) if kind or words else None}


def _positions(name: str) -> Build:
    """Criteria, which people count from 1."""
    return lambda values: {**values, name: tuple(number - 1 for number in values[name] or ())}


_WAY = Option("way", _("How you looked"), choices=VerificationWay, required=True)


_WHO_ANSWERS = (
    Form(
        "open",
        accountability.OpenMatter,
        _("Open a matter on the unit you speak for; offer it to another one afterwards."),
        (
            *TERMS,
            SUPPORTS,
            _DEADLINE,
            _DUTY_ITEM,
            Option("origin", _("What brought it into being."), choices=Origin, default=Origin.OWN),
            Option(
                "urgent", _("It runs on the urgent clocks."), Kind.YES_NO, flag="--urgent/--ordinary", default=False
            ),
            Option("requester", _("Pseudonym of the citizen who asked.")),
            Option("words", _("The citizen's own words; sealed, so that they can be erased."), sealed=True),
            Option("contact", _("How to reach the citizen; sealed, so that it can be erased."), sealed=True),
            *GRANT,
        ),
        new="matter",
        build=_opened,
    ),
    Form(
        "offer",
        accountability.OfferMatter,
        _("Offer the matter you hold to another unit. Nothing moves until it accepts."),
        (_TO, _DUTY_ITEM, _APPROVAL),
    ),
    Form(
        "accept",
        accountability.AcceptOffer,
        _("Accept the offer: from now on your unit holds the matter."),
        (
            Option("protest", _("Accept under protest: what you foretell."), choices=ProtestKind),
            Option("objection", _("Your objection in words; it is shown wherever the matter is judged."), default=""),
        ),
        Number.OFFER,
        build=_accepted,
    ),
    Form(
        "return",
        accountability.ReturnOffer,
        _("Return the offer with a reason. The holder keeps the matter, or the common superior decides."),
        (REASON_CLASS, TEXT, _BASIS, _DUTY_ITEM, PROPOSED),
        Number.OFFER,
    ),
    Form(
        "ask",
        accountability.AskAboutOffer,
        _("Ask one question before you answer the offer; its clock stands still meanwhile."),
        (Option("question", _("The question."), required=True),),
        Number.OFFER,
    ),
    Form(
        "answer",
        accountability.AnswerQuestion,
        _("Answer the question about your offer; its clock goes on."),
        (Option("answer", _("The answer."), required=True, flag="--text"),),
        Number.OFFER,
    ),
    Form("withdraw", accountability.WithdrawOffer, _("Take your offer back; it counts as a move."), (), Number.OFFER),
    Form("claim", accountability.ClaimMatter, _("Keep the matter you hold: it is settled.")),
    Form(
        "escalate",
        accountability.EscalateMatter,
        _("Ask the common superior of all parties to decide who holds it."),
        (_ESCALATE_CLASS, TEXT, _BASIS, PROPOSED),
    ),
    Form(
        "decide",
        accountability.DecideMatter,
        _("Name the holder, as the superior who was asked."),
        (Option("holder", _("Unit that holds it from now on, by id or name."), Kind.UNIT, required=True), REASON),
    ),
    Form(
        "appeal",
        accountability.AppealMatter,
        _("Bring new facts before somebody above all who were concerned; the work goes on."),
        (Option("facts", _("The new facts"), required=True),),
    ),
    Form(
        "delegate",
        accountability.DelegatePart,
        _("Open a part of the matter and offer it to another unit; the matter itself stays."),
        (_TO, *TERMS, SUPPORTS, _DEADLINE, _DUTY_ITEM, _APPROVAL, *GRANT),
        new="part",
        build=_with_terms,
    ),
    Form("recall", accountability.RecallMatter, _("Take a part back, as the holder of the whole."), (REASON,)),
)
_WORK = (
    Form(
        "progress",
        work.ReportProgress,
        _("Say how far the work is."),
        (TEXT, Option("percent", _("Of the work: 0 to 100."), Kind.COUNT), FILES),
    ),
    Form(
        "done",
        work.ReportDone,
        _("Report the work done: somebody else verifies it now."),
        (TEXT, FILES, Option("seed", _("For drawing a verifier; made up when left out."), default="")),
        seed="seed",
    ),
    Form(
        "name-verifier",
        work.NameVerifier,
        _("Name who will verify, as the giver or the supervision office."),
        (Option("verifier", _("The unit, by id or name."), Kind.UNIT, required=True, flag="--to"),),
    ),
    Form(
        "verify",
        work.VerifyMatter,
        _("Close the matter, as its verifier: done, partly or not done."),
        (
            Option("outcome", _("How it ended"), choices=Outcome, default=Outcome.DONE),
            Option("why", _("What you found"), required=True),
            Option("learned", _("What was learned"), default=""),
            Option("met", _("Number of a criterion found met, from 1; done needs all. May be repeated."), Kind.COUNTS),
            _WAY,
        ),
        build=_positions("met"),
    ),
    Form(
        "refute",
        work.RefuteMatter,
        _("Say that it is not done, as its verifier: the holder goes on."),
        (REASON, Option("failed", _("Number of a criterion not met, from 1. May be repeated."), Kind.COUNTS), _WAY),
        build=_positions("failed"),
    ),
    Form(
        "cancel",
        work.CancelMatter,
        _("End a matter that is not needed any more, as its giver or above."),
        (REASON, Option("learned", _("What was learned"), default="")),
    ),
    Form(
        "merge",
        work.MergeMatter,
        _("End a matter because another one is the same; who asked here asks there."),
        (Option("into", _("Id of the other matter"), required=True), REASON),
    ),
    Form("reopen", work.ReopenMatter, _("Reopen a matter that was closed too early."), (REASON,)),
    Form(
        "rate",
        work.RateMatter,
        _("Say what you think of the outcome, as the citizen who asked (with --citizen)."),
        (
            Option("word", _("Your word."), choices=CitizenWord, required=True),
            Option("words", _("In your own words; sealed, so that they can be erased."), sealed=True),
        ),
    ),
    Form("urge", work.UrgeMatter, _("Remind the holder, on record: as giver, superior or supervision."), (TEXT,)),
    Form("note", work.AddNote, _("Add a remark; it changes nothing."), (TEXT, FILES)),
    Form(
        "help-received",
        work.RecordHelp,
        _("Put on record what help your unit was given, as holder or supporter; no photo is needed."),
        (
            Option("from_unit", _("Unit that helped, by id or name."), Kind.UNIT, required=True, flag="--from"),
            Option("kind", _("What help"), choices=HelpKind, required=True),
            TEXT,
            Option("hours", _("Hours that unit spent, where somebody counted."), Kind.COUNT),
        ),
    ),
)
FORMS: tuple[Form, ...] = (*_WHO_ANSWERS, *_WORK, *ASK_FORMS)
"""Every command that can be given by hand."""

GROUPS = {
    "support": _("Support of other units: ask, agree, return, deliver, confirm, reject."),
    "upward": _("Requests upward: ask the superior, answer from above."),
    "obstacle": _("Obstacles: name the level that can remove one, answer from there."),
    "extension": _("Later deadlines: ask before the old one, answer."),
    "wait": _("Waits for somebody outside: begin, confirm, end."),
    "summon": _("Call units to the spot, arrive, record what came of it."),
}
"""Commands of two words, by the first."""
