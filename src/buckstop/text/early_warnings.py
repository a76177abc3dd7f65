"""Why a matter is likely to be late, one sentence for each sign."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.app.early_warnings import EarlyWarning, Sign
from buckstop.app.open_asks import AskKind
from buckstop.i18n import gettext_noop as _
from buckstop.text.lights import light_sentence
from buckstop.text.readers import Reader

_ASKS: Mapping[str, str] = MappingProxyType(
    {
        AskKind.UPWARD: _("%(asker)s waits for an answer of %(answerer)s to its request upward, due %(due)s."),
        AskKind.SUPPORT: _("%(asker)s waits for the support it asked for, from %(answerer)s, due %(due)s."),
    }
)
_OVERDUE_ASKS: Mapping[str, str] = MappingProxyType(
    {
        AskKind.UPWARD: _("%(asker)s waits for an answer of %(answerer)s to its request upward; its time has run out."),
        AskKind.SUPPORT: _("%(asker)s waits for the support it asked for, from %(answerer)s; its time has run out."),
    }
)
_SQUEEZED = _("The work needs %(needed)s working days at least; its holder was given %(given)s.")


def early_warning_sentence(warning: EarlyWarning, reader: Reader) -> str:
    """What points to it that a matter will be late."""
    if warning.sign is Sign.LIGHT and warning.light is not None:
        return light_sentence(warning.light, reader)
    if warning.ask is not None:
        ask = warning.ask
        fields = {"asker": reader.unit(ask.asker), "answerer": reader.unit(ask.answerer)}
        if ask.timer is None:
            return reader.say(_OVERDUE_ASKS[ask.kind], **fields)
        return reader.say(_ASKS[ask.kind], due=reader.due(ask.timer), **fields)
    return reader.say(_SQUEEZED, needed=warning.needed, given=warning.given)
