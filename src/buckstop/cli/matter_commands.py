"""Every command about a matter that can be given by hand: its words, its options, what it sends."""

from typing import Any

from buckstop.cli.matter_forms import Form, Kind, Number, Option
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.commands import accountability, asks, work
from buckstop.domain.matter.words import CitizenWord, Grant, Origin, Outcome, Profile, Protest, ProtestKind, Terms
from buckstop.i18n import gettext_noop as _

_TO = Option("to", _("The unit, by id or name."), Kind.UNIT, required=True)
_APPROVAL = Option("approval", _("Document that approves work beyond the duty list."), default="")
_DUTY_ITEM = Option("duty_item", _("Item of the duty list it falls under."))
_DEADLINE = Option("deadline_date", _("Last day for the work: 2026-03-31."), Kind.DATE, flag="--deadline")
_TEXT = Option("text", _("In your words."), required=True)
_REASON = Option("reason", _("Why."), required=True)
_REASON_OR_NOT = Option("reason", _("Why; needed for a no."), default="")
_FILES = Option(
    "attachments",
    _("A file behind it; its name and SHA-256 go on record. May be repeated."),
    Kind.FILES,
    flag="--attach",
)
_REASON_CLASS = Option(
    "reason_class",
    _("Key of a reason of the rules; see: buckstop rules explain protocol.return_reasons."),
    required=True,
    flag="--because",
)
_ESCALATE_CLASS = Option(
    "reason_class",
    _("Key of a reason of the rules; see: buckstop rules explain protocol.escalate_reasons."),
    required=True,
    flag="--because",
)
_PROPOSED = Option("proposed", _("Unit that should hold it instead."), Kind.UNIT)
_BASIS = Option("basis", _("Rule or document it rests on."), default="")
_TERMS = (
    Option("title", _("What it is called."), required=True),
    Option("goal", _("What is to be reached, in one sentence."), required=True),
    Option("criteria", _("A criterion that can be checked. May be repeated."), Kind.TEXTS, flag="--criterion"),
    Option("steps", _("A planned step. May be repeated."), Kind.TEXTS, flag="--step"),
    Option("quantity", _("How many of what is measured."), Kind.COUNT),
    Option("measure", _("What is measured: km, households."), default=""),
    Option("minimum_days", _("Working days the work needs at least."), Kind.COUNT),
    Option("reference", _("Directive, meeting or document it comes from."), default=""),
    Option("first_responsible", _("Post that answers in person.")),
    Option("priority", _("0 is ordinary; higher is earlier."), Kind.COUNT, default=0),
)
_GRANT = (
    Option("authority", _("Authority given along."), default=""),
    Option("people", _("Persons given along."), Kind.COUNT, default=0),
    Option("money", _("Money given along, in the smallest unit of the currency."), Kind.COUNT, default=0),
    Option("grant_reference", _("Document that grants it."), default=""),
)


def _grant(values: dict[str, Any]) -> Grant | None:
    """Take the options of a grant out of the values; None where nothing is granted."""
    grant = Grant(*(values.pop(option.name) for option in _GRANT))
    return None if grant == Grant() else grant


def _with_terms(values: dict[str, Any]) -> dict[str, Any]:
    rest = dict(values)
    grant = _grant(rest)
    terms = {option.name: rest.pop(option.name) for option in _TERMS if option.name != "title"}
    known = {name: value for name, value in terms.items() if value is not None}
    return {**rest, "terms": Terms(**known, duty_item=rest.get("duty_item"), grant=grant)}


def _opened(values: dict[str, Any]) -> dict[str, Any]:
    rest = _with_terms(values)
    del rest["duty_item"]  # stands in the terms
    urgent = rest.pop("urgent")
    return {**rest, "profile": Profile.URGENT if urgent else Profile.NORMAL}


def _accepted(values: dict[str, Any]) -> dict[str, Any]:
    kind, words = values["protest"], values["objection"]
    return {"protest": Protest(kind, words) if kind or words else None}


def _with_grant(values: dict[str, Any]) -> dict[str, Any]:
    rest = dict(values)
    grant = _grant(rest)
    return {**rest, "grant": grant}


def _refuted(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "failed": tuple(number - 1 for number in values["failed"] or ())}


_WHO_ANSWERS = (
    Form(
        "open",
        accountability.OpenMatter,
        _("Open a matter on the unit you speak for; offer it to another one afterwards."),
        (
            *_TERMS,
            _DEADLINE,
            _DUTY_ITEM,
            Option("origin", _("What brought it into being."), choices=Origin, default=Origin.OWN),
            Option(
                "urgent", _("It runs on the urgent clocks."), Kind.YES_NO, flag="--urgent/--ordinary", default=False
            ),
            Option("requester", _("Pseudonym of the citizen who asked.")),
            Option("words", _("The citizen's own words; sealed, so that they can be erased."), sealed=True),
            Option("contact", _("How to reach the citizen; sealed, so that it can be erased."), sealed=True),
            *_GRANT,
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
        (_REASON_CLASS, _TEXT, _BASIS, _DUTY_ITEM, _PROPOSED),
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
        (_ESCALATE_CLASS, _TEXT, _BASIS, _PROPOSED),
    ),
    Form(
        "decide",
        accountability.DecideMatter,
        _("Name the holder, as the superior who was asked."),
        (Option("holder", _("Unit that holds it from now on, by id or name."), Kind.UNIT, required=True), _REASON),
    ),
    Form(
        "appeal",
        accountability.AppealMatter,
        _("Bring new facts before somebody above all who were concerned; the work goes on."),
        (Option("facts", _("The new facts."), required=True),),
    ),
    Form(
        "delegate",
        accountability.DelegatePart,
        _("Open a part of the matter and offer it to another unit; the matter itself stays."),
        (_TO, *_TERMS, _DEADLINE, _DUTY_ITEM, _APPROVAL, *_GRANT),
        new="part",
        build=_with_terms,
    ),
    Form("recall", accountability.RecallMatter, _("Take a part back, as the holder of the whole."), (_REASON,)),
)
_WORK = (
    Form(
        "progress",
        work.ReportProgress,
        _("Say how far the work is."),
        (_TEXT, Option("percent", _("Of the work: 0 to 100."), Kind.COUNT), _FILES),
    ),
    Form(
        "done",
        work.ReportDone,
        _("Report the work done: somebody else verifies it now."),
        (_TEXT, _FILES, Option("seed", _("For drawing a verifier; made up when left out."), default="")),
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
            Option("outcome", _("How it ended."), choices=Outcome, default=Outcome.DONE),
            Option("why", _("What you found."), required=True),
            Option("learned", _("What was learned."), default=""),
        ),
    ),
    Form(
        "refute",
        work.RefuteMatter,
        _("Say that it is not done, as its verifier: the holder goes on."),
        (_REASON, Option("failed", _("Number of a criterion not met, from 1. May be repeated."), Kind.COUNTS)),
        build=_refuted,
    ),
    Form(
        "cancel",
        work.CancelMatter,
        _("End a matter that is not needed any more, as its giver or above."),
        (_REASON, Option("learned", _("What was learned."), default="")),
    ),
    Form(
        "merge",
        work.MergeMatter,
        _("End a matter because another one is the same; who asked here asks there."),
        (Option("into", _("Id of the other matter."), required=True), _REASON),
    ),
    Form("reopen", work.ReopenMatter, _("Reopen a matter that was closed too early."), (_REASON,)),
    Form(
        "rate",
        work.RateMatter,
        _("Say what you think of the outcome, as the citizen who asked (with --citizen)."),
        (
            Option("word", _("Your word."), choices=CitizenWord, required=True),
            Option("words", _("In your own words; sealed, so that they can be erased."), sealed=True),
        ),
    ),
    Form("urge", work.UrgeMatter, _("Remind the holder, on record: as giver, superior or supervision."), (_TEXT,)),
    Form("note", work.AddNote, _("Add a remark; it changes nothing."), (_TEXT, _FILES)),
)
_SUPPORT = (
    Form(
        "support ask",
        asks.AskSupport,
        _("Ask another unit for a contribution; you keep the matter."),
        (
            Option("supporter", _("The unit, by id or name."), Kind.UNIT, required=True, flag="--to"),
            Option("what", _("The contribution."), required=True),
            Option("wanted_date", _("Day it is needed by: 2026-03-31."), Kind.DATE, required=True, flag="--by"),
        ),
    ),
    Form(
        "support agree",
        asks.AgreeSupport,
        _("Agree to contribute, by the wanted day or another one."),
        (Option("by_date", _("Another day: 2026-03-31."), Kind.DATE, flag="--by"),),
        Number.SUPPORT,
    ),
    Form(
        "support return",
        asks.ReturnSupport,
        _("Say no to a request for support, with a reason."),
        (_REASON_CLASS, _TEXT, _PROPOSED),
        Number.SUPPORT,
    ),
    Form(
        "support deliver",
        asks.DeliverSupport,
        _("Say that your contribution is there."),
        (_TEXT, _FILES),
        Number.SUPPORT,
    ),
    Form("support confirm", asks.ConfirmSupport, _("Confirm a contribution, as the holder."), (), Number.SUPPORT),
    Form(
        "support reject",
        asks.RejectSupport,
        _("Say what is wrong with a contribution, with a new day."),
        (_REASON, Option("wanted_date", _("The new day: 2026-03-31."), Kind.DATE, required=True, flag="--by")),
        Number.SUPPORT,
    ),
)
_OTHER_ASKS = (
    Form(
        "upward ask",
        asks.AskUpward,
        _("Ask your superior for authority, people, money or a ruling."),
        (Option("kind", _("What for."), choices=UpwardKind, required=True), _TEXT),
    ),
    Form(
        "upward answer",
        asks.AnswerUpward,
        _("Answer a request from below; what you grant goes on record."),
        (Option("granted", _("Yes or no."), Kind.YES_NO, required=True, flag="--yes/--no"), _TEXT, *_GRANT),
        Number.UPWARD,
        build=_with_grant,
    ),
    Form(
        "extension ask",
        asks.AskExtension,
        _("Ask for a later deadline, before the old one."),
        (Option("wanted_date", _("The day: 2026-03-31."), Kind.DATE, required=True, flag="--until"), _REASON),
    ),
    Form(
        "extension answer",
        asks.AnswerExtension,
        _("Grant a later deadline or refuse it."),
        (
            Option("granted", _("Yes or no."), Kind.YES_NO, required=True, flag="--yes/--no"),
            _REASON_OR_NOT,
            Option("by_date", _("An earlier day than the wanted one."), Kind.DATE, flag="--until"),
        ),
        Number.EXTENSION,
    ),
    Form(
        "wait begin",
        asks.BeginWait,
        _("Register that you wait for somebody outside, and what you asked them."),
        (
            Option("whom", _("Whom you wait for."), required=True),
            Option("question", _("What you asked them."), required=True),
            Option("until_date", _("Last day of the wait: 2026-03-31."), Kind.DATE, required=True, flag="--until"),
        ),
    ),
    Form(
        "wait answer",
        asks.AnswerWait,
        _("Confirm a wait, or say that it is none."),
        (Option("confirmed", _("Yes or no."), Kind.YES_NO, required=True, flag="--yes/--no"), _REASON_OR_NOT),
        Number.WAIT,
    ),
    Form(
        "wait end",
        asks.EndWait,
        _("Say that the wait is over and what came of it."),
        (Option("result", _("What came of it."), default=""),),
        Number.WAIT,
    ),
    Form(
        "summon call",
        asks.SummonUnits,
        _("Call named units to the spot, as the holder."),
        (
            Option("units", _("A unit, by id or name. May be repeated."), Kind.UNITS, required=True, flag="--to"),
            Option("place", _("Where."), required=True),
            Option("purpose", _("What for."), required=True),
            Option("meet_at", _("When: '2026-03-31 09:30'."), Kind.INSTANT, required=True, flag="--when"),
        ),
    ),
    Form("summon arrive", asks.ArriveAtSummons, _("Say that your unit is on the spot."), (), Number.SUMMONS),
    Form(
        "summon conclude",
        asks.ConcludeSummons,
        _("Record what came of the meeting, as the holder who called it."),
        (Option("result", _("What came of it."), required=True),),
        Number.SUMMONS,
    ),
)

FORMS: tuple[Form, ...] = (*_WHO_ANSWERS, *_WORK, *_SUPPORT, *_OTHER_ASKS)
"""Every command that can be given by hand."""

GROUPS = {
    "support": _("Support of other units: ask, agree, return, deliver, confirm, reject."),
    "upward": _("Requests upward: ask the superior, answer from above."),
    "extension": _("Later deadlines: ask before the old one, answer."),
    "wait": _("Waits for somebody outside: begin, confirm, end."),
    "summon": _("Call units to the spot, arrive, record what came of it."),
}
"""Commands of two words, by the first."""
