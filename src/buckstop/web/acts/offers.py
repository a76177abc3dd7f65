"""Offers: how responsibility moves between two units that agree."""

from collections.abc import Iterator

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.accountability import (
    AcceptOffer,
    AnswerQuestion,
    AskAboutOffer,
    OfferMatter,
    ReturnOffer,
    WithdrawOffer,
)
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Protest, ProtestKind
from buckstop.i18n import gettext_noop as _
from buckstop.text.protocol_words import PROTESTS
from buckstop.web.acts import places
from buckstop.web.acts.act import Act, Field, Kind, Request, Scene, Values, as_named
from buckstop.web.acts.likely import to_offer
from buckstop.web.acts.questions import APPROVAL, BASIS, DUTY_ITEM, PROPOSED, RETURN_REASON, worded


def _open_offer(matter: Matter, _unit: UnitId) -> Iterator[Request]:
    """The offer it is about: an answer names it, so that it never counts for a later one."""
    if matter.offer is not None:
        yield Request(matter.offer.offer)


def _under_protest(command: type[MatterCommand], values: Values, scene: Scene) -> MatterCommand:
    return as_named(command, {"protest": Protest(ProtestKind(values["kind"]), values["text"])}, scene)


def _returned(command: type[MatterCommand], values: Values, scene: Scene) -> MatterCommand:
    return as_named(command, {**values, "duty_item": values["duty_item"] or None}, scene)


def _offered(command: type[MatterCommand], values: Values, scene: Scene) -> MatterCommand:
    return as_named(command, {**values, "duty_item": values["duty_item"] or None}, scene)


ACTS = (
    Act(
        "accept",
        AcceptOffer,
        _("Accept"),
        _("Your unit takes the matter over and answers for it from now on."),
        10,
        places.offeree,
        places.offered,
        one_click=True,
        shared=(),
        afterwards=_(
            "If that was a mistake: while it is not settled your unit may offer it on or ask the common superior to decide."
        ),
        requests=_open_offer,
        way_back=("offer", "escalate"),
    ),
    Act(
        "return",
        ReturnOffer,
        _("Return"),
        _("Say no to the offer, with a reason. Nothing moves to your unit; one move is used."),
        14,
        places.offeree,
        places.offered,
        (
            RETURN_REASON,
            Field("text", _("In your words"), Kind.LONG, required=True),
            PROPOSED,
            Field(
                "duty_item",
                _("Item of the duty list"),
                Kind.CHOICE,
                choices=DUTY_ITEM.choices,
                first=lambda _scene: "",
            ),
            BASIS,
        ),
        _returned,
        grave=True,
        requests=_open_offer,
        afterwards=_("A return is not taken back; the holder may offer the matter to your unit once more."),
    ),
    Act(
        "protest",
        AcceptOffer,
        _("Accept under protest"),
        _("Your unit takes it over, and its objection is dated and shown wherever the matter is judged."),
        16,
        places.offeree,
        places.offered,
        (
            Field(
                "kind",
                _("What you foretell"),
                Kind.EITHER,
                required=True,
                choices=worded(PROTESTS, ProtestKind),
                neutral=True,
            ),
            Field("text", _("Your objection"), Kind.LONG, _("What will happen, and why."), required=True),
        ),
        _under_protest,
        requests=_open_offer,
        afterwards=_(
            "If that was a mistake: while it is not settled your unit may offer it on or ask the common superior to decide."
        ),
        way_back=("offer", "escalate"),
    ),
    Act(
        "ask",
        AskAboutOffer,
        _("Ask before answering"),
        _(
            "One question to the holder; the clock of the offer stands still until it is answered, one working day at most."
        ),
        18,
        places.offeree,
        places.offered_unasked,
        (Field("question", _("Your question"), Kind.LONG, required=True),),
        requests=_open_offer,
    ),
    Act(
        "answer",
        AnswerQuestion,
        _("Answer the question"),
        _("The clock of the offer goes on with your answer."),
        11,
        places.holder,
        places.question_open,
        (Field("answer", _("Your answer"), Kind.LONG, required=True),),
        requests=_open_offer,
    ),
    Act(
        "offer",
        OfferMatter,
        _("Offer to another unit"),
        _("Nothing moves until that unit accepts; until then your unit answers for it."),
        24,
        places.holder,
        places.movable,
        (
            Field("to", _("To which unit"), Kind.UNIT, required=True, suggest=to_offer),
            DUTY_ITEM,
            APPROVAL,
        ),
        _offered,
        shared=("to", "duty_item", "approval"),
        afterwards=_("You may withdraw the offer while it is open; that uses one move as well."),
        way_back=("withdraw",),
    ),
    Act(
        "withdraw",
        WithdrawOffer,
        _("Withdraw the offer"),
        _("Take your offer back. It uses one move, as if it had been returned."),
        50,
        places.holder,
        places.offered,
        grave=True,
        requests=_open_offer,
        afterwards=_("The matter is in your hands again: offer it anew while a move is left."),
        way_back=("offer",),
    ),
)
