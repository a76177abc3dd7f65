"""Changes of a unit's duty list, item by item: added, changed, taken back by a superior, given down again, struck off.

They hold from the moment they are made: what stood on a list when something was offered is never rewritten, and the rules
know no list of a later day. What a document orders for a later day is entered on that day.
"""

from collections.abc import Mapping

from buckstop.domain.duties import Duty, DutyKind
from buckstop.domain.ids import DutyItemId
from buckstop.domain.organisation_commands import EnterDuties, TakeBackDuties, WithdrawDuties
from buckstop.i18n import gettext_noop as _
from buckstop.text.protocol_words import DUTY_KINDS
from buckstop.web.organisation.changes import Asked, Change
from buckstop.web.organisation.questions import Answers, Kind, Place, Question

_OWN: Mapping[str, str] = {kind: DUTY_KINDS[kind] for kind in (DutyKind.BASIC, DutyKind.COOPERATE)}
_DOCUMENT = Question(
    "document", _("Document it rests on"), Kind.TEXT, _("Its number, like 2026-14. It holds from now on.")
)


def _duty(place: Place) -> Duty | None:
    return place.standing.who.organisation.duty(place.unit, DutyItemId(place.about))


def _title(place: Place) -> str:
    duty = _duty(place)
    return duty.title if duty else ""


def _kind(place: Place) -> str:
    """That of the item, where it is one the unit answers for; nothing is chosen for what is given down again."""
    duty = _duty(place)
    return duty.kind if duty and duty.kind in _OWN else DutyKind.BASIC


def _added(place: Place, given: Answers, _key: str) -> Asked:
    item = DutyItemId(given["item"] or given["title"])
    return Asked((EnterDuties(place.unit, ((item, given["title"], DutyKind(given["kind"])),), given["document"]),))


def _changed(place: Place, given: Answers, _key: str) -> Asked:
    entry = (DutyItemId(place.about), given["title"], DutyKind(given["kind"]))
    return Asked((EnterDuties(place.unit, (entry,), given["document"]),))


def _taken_back(place: Place, given: Answers, _key: str) -> Asked:
    item = (DutyItemId(place.about), _title(place))
    return Asked((TakeBackDuties(place.unit, (item,), given["by"], given["document"]),))


def _struck(place: Place, given: Answers, _key: str) -> Asked:
    return Asked((WithdrawDuties(place.unit, (DutyItemId(place.about),), given["document"]),))


def _superior(place: Place) -> str:
    above = place.standing.who.organisation.superior(place.unit)
    return place.read.unit(above) if above else ""


_TITLE = Question("title", _("What the unit does"), Kind.TEXT, first=_title)
_KIND = Question("kind", _("How it binds the unit"), Kind.CHOICE, choices=_OWN, first=_kind)

CHANGES = (
    Change(
        "add-duty",
        _("Add an item to the duty list"),
        _(
            "The unit can be asked for it from now on. A unit that had no list has one from then: all else needs an approval."
        ),
        (
            Question("title", _("What the unit does"), Kind.NEW_ITEM),
            Question(
                "item",
                _("Code on the list"),
                Kind.NEW_ITEM,
                _("Stays for ever. Empty: what the unit does stands for it."),
                required=False,
            ),
            _KIND,
            _DOCUMENT,
        ),
        _added,
        back="unit_duties",
    ),
    Change(
        "change-duty",
        _("Change an item of the duty list"),
        _("Its words, or how it binds the unit. What a superior had taken back is given down again by it."),
        (_TITLE, _KIND, _DOCUMENT),
        _changed,
        subject=_title,
        back="unit_duties",
    ),
    Change(
        "take-back-duty",
        _("Let a superior take an item back"),
        _("The superior answers for it from now on; it cannot be handed down to the unit, with whatever approval."),
        (
            Question(
                "by",
                _("Which superior"),
                Kind.UNIT,
                _("One above it, or one that guides it in a line."),
                first=_superior,
            ),
            _DOCUMENT,
        ),
        _taken_back,
        grave=True,
        subject=_title,
        back="unit_duties",
    ),
    Change(
        "strike-duty",
        _("Strike an item off the duty list"),
        _("From now on the unit can be asked for it only with an approval. The list stays, even an empty one."),
        (_DOCUMENT,),
        _struck,
        grave=True,
        subject=_title,
        back="unit_duties",
    ),
)
