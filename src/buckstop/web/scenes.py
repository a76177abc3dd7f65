"""Where an act takes place: the matter as it stands now, what its visitor may see of it, and for whom they speak."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from buckstop.app.presently import Present, presently
from buckstop.app.readership import sight_of
from buckstop.app.sight import matters_of
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.permissions import ROLES
from buckstop.domain.seeing import viewer_of
from buckstop.web.acts import speakers
from buckstop.web.acts.act import Act, Scene
from buckstop.web.new_ids import id_from
from buckstop.web.reads import record
from buckstop.web.visitors import Visitor, visitor


def seen_matter(request: HttpRequest, matter_id: str) -> Present:
    """A matter that the visitor may read whole; the reading is on record where it must be.

    Raises:
        Http404: there is none of that id, or it is not theirs to see.
    """
    present = present_of(visitor(request), matter_id)
    if present is None:
        raise Http404
    who = visitor(request)
    sight = sight_of(who.organisation, present.matter, viewer_of(who.organisation, who.person, who.ledger.now()))
    if not sight.allowed:
        raise Http404
    if sight.logged:
        record(request, "read", matter_id)
    return present


def present_of(who: Visitor, matter_id: str) -> Present | None:
    """A matter as it stands now, whoever asks; None where there is none of that id."""
    written = matters_of(who.ledger.store.load([matter_id]).snapshots.values())[MatterId(matter_id)]
    return presently(who.ledger, who.organisation, [written])[0] if written is not None else None


def scene_of(who: Visitor, act: Act, present: Present, key: str, unit: str = "", ask: int = 0) -> Scene:
    """The scene of an act for a visitor.

    Args:
        key: of the intention; what the act brings into being is called after it.
        unit: for which of their units they speak; empty for the one the act belongs to.
        ask: number of the request it is about; 0 for the only one there is.

    Raises:
        PermissionDenied: the visitor speaks for no unit.
    """
    speaks_for = _speaking(who, act, present, unit)
    requests = tuple(act.requests(present.matter, speaks_for)) if act.requests else ()
    if not ask and requests:
        ask = requests[0].ask
    return Scene(
        ledger=who.ledger,
        organisation=who.organisation,
        read=who.read,
        matter=present.matter,
        version=present.written_version,
        unit=speaks_for,
        actor=who.actor(speaks_for, act.command),
        ask=ask,
        new=id_from(key),
        now=who.ledger.now(),
    )


def able(who: Visitor, act: Act, present: Present) -> tuple[UnitId, ...]:
    """Units for which the visitor may do it, as far as posts and places go."""
    units = speakers(act, present.matter, who.organisation, who.units)
    return tuple(unit for unit in units if ROLES[act.command] & who.roles_in(unit))


def _speaking(who: Visitor, act: Act, present: Present, wanted: str) -> UnitId:
    """The unit that was asked for, else one that fits; where none does, their first: the rules then say why not."""
    if not who.units:
        raise PermissionDenied
    if wanted in who.units:
        return UnitId(wanted)
    fitting = able(who, act, present) or speakers(act, present.matter, who.organisation, who.units)
    return (*fitting, *who.units)[0]
