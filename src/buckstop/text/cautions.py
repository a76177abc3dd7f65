"""What is worth knowing before a command is given, in words: one sentence per caution."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from buckstop.app.cautions import Caution, CautionCode
from buckstop.i18n import gettext_noop as _
from buckstop.text.readers import Reader
from buckstop.text.refusals import NO_ITEM

CAUTION_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        CautionCode.HOLDS_ALREADY: _("Open matters with %(unit)s already: %(count)s."),
        CautionCode.HOLDS_LATE: _("Open matters with %(unit)s already: %(count)s, past their deadline: %(late)s."),
        CautionCode.BELOW_MINIMUM: _(
            "Working days the work needs at least: %(minimum)s; left until the deadline: %(left)s. Every offer of it puts the "
            "shortfall on record."
        ),
        CautionCode.BELOW_RULE: _(
            "The rules give a unit until %(least)s at least, and it is due by %(due)s. Where the work needs less, register "
            "how much."
        ),
        CautionCode.LITTLE_OF_THE_TIME: _(
            "The part gets %(part)s of the %(whole)s working days the whole has left; your unit keeps %(kept)s."
        ),
        CautionCode.NO_TIME_TO_VERIFY: _(
            "Reported done on its last day, the part may be verified only by %(verified)s; the whole is due by %(whole)s."
        ),
        CautionCode.TARGETS_EXCEED: _(
            "The parts together ask for %(asked)s %(measure)s, and the whole asks for %(target)s."
        ),
        CautionCode.DAY_NOT_WORKED: _("%(day)s is no working day. The deadline ends with that day all the same."),
        CautionCode.MEANS_KEPT: _(
            "Authority or means were granted with the whole, and nothing of it goes along with the part."
        ),
        CautionCode.NO_CRITERIA: _(
            "No acceptance criteria are named: whether it is done will be the word of who verifies, and nothing else."
        ),
        CautionCode.NOT_ON_LIST: _(
            "The duty list of %(unit)s does not hold this as its own work (item: %(item)s). Say in the reason why it holds it."
        ),
        CautionCode.WAIT_NEAR_DEADLINE: _(
            "The deadline is near (%(due)s): a wait begun now is shown as such wherever the matter is judged."
        ),
    }
)
"""Sentence by code."""


def caution_sentence(caution: Caution, reader: Reader) -> str:
    """What to think of, in a whole sentence."""
    shown = {name: _shown(name, value, reader) for name, value in caution.fields}
    return reader.say(CAUTION_SENTENCES[caution.code], **shown)


def _shown(name: str, value: object, reader: Reader) -> str:
    if name == "unit":
        return reader.unit(str(value))
    if name == "item":
        return reader.duty(str(value)) if value else reader.translate(NO_ITEM)
    if isinstance(value, datetime):
        return reader.instant(value)
    return value.isoformat() if isinstance(value, date) else str(value)
