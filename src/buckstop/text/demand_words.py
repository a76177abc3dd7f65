"""Words for the codes of demands: kinds, how often, how they stand."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.domain.demand.words import DemandKind, DemandStatus, Repeats
from buckstop.i18n import gettext_noop as _

DEMAND_KINDS: Mapping[str, str] = MappingProxyType(
    {
        DemandKind.DOCUMENT: _("a document"),
        DemandKind.MEETING: _("a meeting"),
        DemandKind.INSPECTION: _("an inspection"),
        DemandKind.FORM: _("a form"),
        DemandKind.STANDING_RECORD: _("a standing record"),
        DemandKind.PLEDGE: _("a pledge"),
        DemandKind.VETO: _("a veto clause"),
        DemandKind.CHAT_GROUP: _("a chat group"),
        DemandKind.APP: _("an app"),
        DemandKind.CAMPAIGN: _("a campaign"),
        DemandKind.SECONDMENT: _("people on loan"),
        DemandKind.OTHER: _("something else"),
    }
)
DEMAND_STATUS: Mapping[str, str] = MappingProxyType(
    {
        DemandStatus.ASKED: _("asked for"),
        DemandStatus.WITHDRAWN: _("withdrawn"),
        DemandStatus.MERGED: _("merged"),
    }
)
REPEATS: Mapping[str, str] = MappingProxyType(
    {
        Repeats.ONCE: _("once only"),
        Repeats.DAILY: _("every day"),
        Repeats.WEEKLY: _("every week"),
        Repeats.MONTHLY: _("every month"),
        Repeats.QUARTERLY: _("every quarter"),
        Repeats.YEARLY: _("every year"),
    }
)
