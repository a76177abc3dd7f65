"""The asks around the core, by hand: support, requests upward, obstacles, later deadlines, waits, summonses, proposals."""

from enum import StrEnum
from typing import Any

from buckstop.cli.matter_forms import Form, Kind, Number, Option
from buckstop.cli.matter_options import FILES, GRANT, PROPOSED, REASON, REASON_CLASS, REASON_OR_NOT, TEXT, taken_grant
from buckstop.domain.matter.asks import ProposalAbout, UpwardKind
from buckstop.domain.matter.commands import asks
from buckstop.i18n import gettext_noop as _


class _Wanted(StrEnum):
    """What a request to the nearest superior may ask for; obstacles have commands of their own."""

    AUTHORITY = UpwardKind.AUTHORITY
    PEOPLE = UpwardKind.PEOPLE
    MONEY = UpwardKind.MONEY
    RULING = UpwardKind.RULING


def _upward(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "kind": UpwardKind(values["kind"])}


def _obstacle(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "kind": UpwardKind.OBSTACLE}


def _with_grant(values: dict[str, Any]) -> dict[str, Any]:
    rest = dict(values)
    grant = taken_grant(rest)
    return {**rest, "grant": grant}


_SUPPORT = (
    Form(
        "support ask",
        asks.AskSupport,
        _("Ask another unit for a contribution; you keep the matter."),
        (
            Option("supporter", _("The unit, by id or name."), Kind.UNIT, required=True, flag="--to"),
            Option("what", _("The contribution"), required=True),
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
        (REASON_CLASS, TEXT, PROPOSED),
        Number.SUPPORT,
    ),
    Form(
        "support deliver",
        asks.DeliverSupport,
        _("Say that your contribution is there."),
        (TEXT, FILES),
        Number.SUPPORT,
    ),
    Form("support confirm", asks.ConfirmSupport, _("Confirm a contribution, as the holder."), (), Number.SUPPORT),
    Form(
        "support reject",
        asks.RejectSupport,
        _("Say what is wrong with a contribution, with a new day."),
        (REASON, Option("wanted_date", _("The new day: 2026-03-31."), Kind.DATE, required=True, flag="--by")),
        Number.SUPPORT,
    ),
    Form(
        "support waive",
        asks.WaiveSupports,
        _("Say of units that the terms name to support that you do not need them, as the holder."),
        (
            Option(
                "units",
                _("A unit that is not needed, by id or name. May be repeated."),
                Kind.UNITS,
                required=True,
                flag="--support",
            ),
            REASON,
        ),
    ),
)
_OTHER_ASKS = (
    Form(
        "upward ask",
        asks.AskUpward,
        _("Ask your superior for authority, people, money or a ruling."),
        (Option("kind", _("What for"), choices=_Wanted, required=True), TEXT),
        build=_upward,
    ),
    Form(
        "upward answer",
        asks.AnswerUpward,
        _("Answer a request from below; what you grant goes on record."),
        (Option("granted", _("Yes or no."), Kind.YES_NO, required=True, flag="--yes/--no"), TEXT, *GRANT),
        Number.UPWARD,
        build=_with_grant,
    ),
    Form(
        "extension ask",
        asks.AskExtension,
        _("Ask for a later deadline, before the old one."),
        (Option("wanted_date", _("The day: 2026-03-31."), Kind.DATE, required=True, flag="--until"), REASON),
    ),
    Form(
        "extension answer",
        asks.AnswerExtension,
        _("Grant a later deadline or refuse it."),
        (
            Option("granted", _("Yes or no."), Kind.YES_NO, required=True, flag="--yes/--no"),
            REASON_OR_NOT,
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
            Option("question", _("What you asked them"), required=True),
            Option("until_date", _("Last day of the wait: 2026-03-31."), Kind.DATE, required=True, flag="--until"),
        ),
    ),
    Form(
        "wait answer",
        asks.AnswerWait,
        _("Confirm a wait, or say that it is none."),
        (Option("confirmed", _("Yes or no."), Kind.YES_NO, required=True, flag="--yes/--no"), REASON_OR_NOT),
        Number.WAIT,
    ),
    Form(
        "wait end",
        asks.EndWait,
        _("Say that the wait is over and what came of it."),
        (Option("result", _("What came of it"), default=""),),
        Number.WAIT,
    ),
    Form(
        "summon call",
        asks.SummonUnits,
        _("Call named units to the spot, as the holder."),
        (
            Option("units", _("A unit, by id or name. May be repeated."), Kind.UNITS, required=True, flag="--to"),
            Option("place", _("Where"), required=True),
            Option("purpose", _("What for"), required=True),
            Option("meet_at", _("When: '2026-03-31 09:30'."), Kind.INSTANT, required=True, flag="--when"),
        ),
    ),
    Form("summon arrive", asks.ArriveAtSummons, _("Say that your unit is on the spot."), (), Number.SUMMONS),
    Form(
        "summon conclude",
        asks.ConcludeSummons,
        _("Record what came of the meeting, as the holder who called it."),
        (Option("result", _("What came of it"), required=True),),
        Number.SUMMONS,
    ),
)
_OBSTACLES = (
    Form(
        "obstacle name",
        asks.AskUpward,
        _("Name what is in the way, and the level above that can remove it: its clock runs."),
        (
            Option(
                "level", _("Unit above yours that can remove it, by id or name."), Kind.UNIT, required=True, flag="--to"
            ),
            TEXT,
        ),
        build=_obstacle,
    ),
    Form(
        "obstacle answer",
        asks.AnswerUpward,
        _("Say that the obstacle is removed, or that it is not and why."),
        (Option("granted", _("Removed or not."), Kind.YES_NO, required=True, flag="--removed/--stays"), TEXT),
        Number.UPWARD,
    ),
)
_PROPOSALS = (
    Form(
        "propose",
        asks.ProposeBetterWay,
        _("Propose a better way: whoever holds or gave the matter has to answer."),
        (
            TEXT,
            Option(
                "about",
                _("How the work is done (the holder answers), or its terms (the giver answers)."),
                choices=ProposalAbout,
                default=ProposalAbout.WORK,
            ),
        ),
    ),
    Form(
        "answer-proposal",
        asks.AnswerProposal,
        _("Adopt a proposal, to the credit of who made it, or decline it with a reason."),
        (Option("adopted", _("Yes or no."), Kind.YES_NO, required=True, flag="--yes/--no"), REASON_OR_NOT),
        Number.PROPOSAL,
    ),
)

ASK_FORMS: tuple[Form, ...] = (*_SUPPORT, *_OTHER_ASKS, *_OBSTACLES, *_PROPOSALS)
"""Every command about an ask."""
