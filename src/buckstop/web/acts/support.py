"""Support: a contribution of another unit, on its own clock."""

from collections.abc import Iterator
from dataclasses import replace

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.asks import Support, SupportStage
from buckstop.domain.matter.commands.asks import (
    AgreeSupport,
    AskSupport,
    ConfirmSupport,
    DeliverSupport,
    RejectSupport,
    ReturnSupport,
    WaiveSupports,
)
from buckstop.domain.matter.named_supports import supports_to_ask
from buckstop.domain.matter.state import Matter
from buckstop.domain.organisation import Organisation
from buckstop.i18n import gettext_noop as _
from buckstop.web.acts import places
from buckstop.web.acts.act import Act, Choices, Field, Kind, Request, Scene
from buckstop.web.acts.likely import covering, to_ask
from buckstop.web.acts.questions import FILES, REASON, RETURN_REASON

_UNANSWERED = (SupportStage.ASKED, SupportStage.PASSED_UP)


def _some(matter: Matter) -> bool:
    return bool(matter.supports)


def _request(support: Support) -> Request:
    return Request(support.ask, support.what)


def _to_answer(matter: Matter, unit: UnitId) -> Iterator[Request]:
    for one in matter.supports:
        if one.stage in _UNANSWERED and unit in {one.supporter, one.answerer}:
            yield _request(one)


def _to_deliver(matter: Matter, unit: UnitId) -> Iterator[Request]:
    for one in matter.supports:
        if one.stage is SupportStage.AGREED and unit == one.supporter:
            yield _request(one)


def _to_confirm(matter: Matter, unit: UnitId) -> Iterator[Request]:
    for one in matter.supports:
        if one.stage is SupportStage.DELIVERED and unit == matter.holder:
            yield _request(one)


def _holder_to_ask(matter: Matter, organisation: Organisation, unit: UnitId) -> bool:
    return unit == matter.holder and bool(supports_to_ask(matter, organisation))


def _waiting(scene: Scene) -> Choices:
    """Named units that still wait to be asked."""
    return tuple((unit, scene.read.unit(unit)) for unit in supports_to_ask(scene.matter, scene.organisation))


ACTS = (
    Act(
        "support",
        AskSupport,
        _("Ask for support"),
        _("Another unit contributes on its own clock; your unit keeps the matter."),
        32,
        places.holder,
        places.unfinished,
        (
            Field("supporter", _("Which unit"), Kind.UNIT, required=True, suggest=to_ask),
            Field("what", _("The contribution"), Kind.LONG, required=True),
            Field("wanted_date", _("Needed by"), Kind.DATE, required=True),
        ),
    ),
    Act(
        "waive-supports",
        WaiveSupports,
        _("Say that a named support is not needed"),
        _("Units that the terms name are not asked, for a reason that who gave the matter reads."),
        33,
        _holder_to_ask,
        places.unfinished,
        (
            Field("units", _("Which units are not needed"), Kind.TICKS, required=True, choices=_waiting, neutral=True),
            replace(REASON, neutral=True),
        ),
        afterwards=_("Your unit may still ask them, should it need them after all."),
        way_back=("support",),
    ),
    Act(
        "agree",
        AgreeSupport,
        _("Agree to contribute"),
        _("Your unit owes the contribution by the day wanted, or by another one you name."),
        12,
        places.anybody,
        _some,
        (Field("by_date", _("By another day"), Kind.DATE, _("Leave it blank to agree to the day wanted.")),),
        requests=_to_answer,
        one_click=True,
        afterwards=_(
            "If it cannot be kept after all, say so in a note before the day: lateness is on record as yours."
        ),
    ),
    Act(
        "return-support",
        ReturnSupport,
        _("Return the request for support"),
        _("Say no, with a reason; the holder keeps the matter and asks elsewhere."),
        15,
        places.anybody,
        _some,
        (
            RETURN_REASON,
            Field("text", _("In your words"), Kind.LONG, required=True),
            Field("proposed", _("Unit that could contribute"), Kind.UNIT, grounds=covering),
        ),
        requests=_to_answer,
        grave=True,
        afterwards=_("A return is not taken back; the holder may ask your unit once more."),
    ),
    Act(
        "deliver",
        DeliverSupport,
        _("Deliver the contribution"),
        _("Say that it is there; the holder confirms it, and its silence counts as a yes."),
        13,
        places.anybody,
        _some,
        (Field("text", _("What was contributed"), Kind.LONG, required=True), FILES),
        requests=_to_deliver,
    ),
    Act(
        "confirm",
        ConfirmSupport,
        _("Confirm the contribution"),
        _("It is what was agreed."),
        19,
        places.holder,
        _some,
        requests=_to_confirm,
        one_click=True,
        afterwards=_("A confirmed contribution is not reopened; ask for another one where something is missing."),
    ),
    Act(
        "reject",
        RejectSupport,
        _("Say what is wrong with the contribution"),
        _("It is owed again, by a new day."),
        21,
        places.holder,
        _some,
        (REASON, Field("wanted_date", _("The new day"), Kind.DATE, required=True)),
        requests=_to_confirm,
        grave=True,
        afterwards=_("It is owed again by the new day; confirm it once it is what was agreed."),
    ),
)
