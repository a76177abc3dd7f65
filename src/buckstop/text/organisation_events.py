"""One sentence per event that happened to a unit, from that unit's side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from buckstop.domain.ids import UnitId
from buckstop.domain.organisation_events import (
    LineRelationAdded,
    LineRelationRemoved,
    OrganisationFounded,
    UnitAliasesSet,
    UnitEvent,
    UnitFounded,
    UnitMerged,
    UnitMoved,
    UnitRenamed,
    UnitRetired,
)
from buckstop.i18n import gettext_noop as _
from buckstop.text.readers import Reader

_FOUNDED_ALL = _("The organisation was founded, with %(name)s as its highest unit.")
_FOUNDED = _("Founded as %(name)s; it answered to %(superior)s.")
_RENAMED = _("Renamed from %(before)s to %(name)s.")
_NAMED = _("Named %(name)s.")
_ALIASES = _("Short names: %(aliases)s.")
_NO_ALIASES = _("It had no short names any more.")
_MOVED = _("From then on it answered to %(superior)s; before, to %(before)s.")
_SUPERIOR = _("From then on it answered to %(superior)s.")
_MERGED = _("It became part of %(into)s, by document %(document)s.")
_TOOK_IN = _("%(unit)s became part of it, by document %(document)s.")
_RETIRED = _("It ended; its superior took over.")
_SUCCEEDED = _("It ended; %(successor)s took over, by document %(document)s.")
_SUCCEEDS = _("It took over from %(unit)s, by document %(document)s.")
_GUIDES = _("It guided %(unit)s in the line %(line)s from then on.")
_GUIDED = _("%(unit)s guided it in the line %(line)s from then on.")
_GUIDES_NO_MORE = _("It no longer guided %(unit)s in the line %(line)s.")
_GUIDED_NO_MORE = _("%(unit)s no longer guided it in the line %(line)s.")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a unit, in words."""

    happened_at: datetime
    words: str


def unit_steps(unit: UnitId, events: Iterable[UnitEvent | OrganisationFounded], read: Reader) -> tuple[Step, ...]:
    """The history of a unit in words, names as they were then.

    Args:
        events: all of the log that name the unit, in order.
    """
    name, superior, steps = "", None, []
    for event in events:
        said = _of_others(unit, event, read)
        match event:
            case OrganisationFounded(root=root, name=first) if root == unit:
                name, said = first, read.say(_FOUNDED_ALL, name=first)
            case UnitFounded(unit=founded) if founded == unit:
                name, superior = event.name, event.superior
                said = read.say(_FOUNDED, name=name, superior=read.unit(superior))
            case UnitRenamed(unit=renamed) if renamed == unit:
                message = _RENAMED if name else _NAMED
                said, name = read.say(message, before=name, name=event.name), event.name
            case UnitMoved(unit=moved) if moved == unit:
                message = _MOVED if superior else _SUPERIOR
                said = read.say(message, before=read.unit(superior), superior=read.unit(event.superior))
                superior = event.superior
        if said:
            steps.append(Step(event.happened_at, said))
    return tuple(steps)


def _of_others(unit: UnitId, event: UnitEvent | OrganisationFounded, read: Reader) -> str:
    """What needs no memory of the unit: names, endings, lines. Empty for what is another unit's business."""
    match event:
        case UnitAliasesSet(unit=named, aliases=aliases) if named == unit:
            return read.say(_ALIASES, aliases=read.joined(aliases)) if aliases else read.translate(_NO_ALIASES)
        case UnitMerged(unit=merged, into=into, approval_ref=document) if unit in (merged, into):
            message = _MERGED if merged == unit else _TOOK_IN
            return read.say(message, into=read.unit(into), unit=read.unit(merged), document=document)
        case UnitRetired(unit=ended, successor=None) if ended == unit:
            return read.translate(_RETIRED)
        case UnitRetired(unit=ended, successor=successor, approval_ref=document) if unit in (ended, successor):
            message = _SUCCEEDED if ended == unit else _SUCCEEDS
            return read.say(message, successor=read.unit(successor), unit=read.unit(ended), document=document)
        case LineRelationAdded(line=line, upper=upper, lower=lower) if unit in (upper, lower):
            message, other = (_GUIDES, lower) if upper == unit else (_GUIDED, upper)
            return read.say(message, unit=read.unit(other), line=line)
        case LineRelationRemoved(line=line, upper=upper, lower=lower) if unit in (upper, lower):
            message, other = (_GUIDES_NO_MORE, lower) if upper == unit else (_GUIDED_NO_MORE, upper)
            return read.say(message, unit=read.unit(other), line=line)
    return ""
