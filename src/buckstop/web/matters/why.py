"""Why somebody sees a matter: the plainest reason, in one sentence."""

from collections.abc import Iterator

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Visibility
from buckstop.domain.organisation import Organisation
from buckstop.domain.seeing import Extent, Sight, Viewer, involved
from buckstop.i18n import gettext_noop as _
from buckstop.text.readers import Reader

_HOLDS = _("You see it because %(unit)s answers for it.")
_OFFERED = _("You see it because it is offered to %(unit)s.")
_DECIDES = _("You see it because %(unit)s decides who answers for it.")
_DECIDED = _("You see it because %(unit)s decided who answers for it.")
_VERIFIES = _("You see it because %(unit)s verifies it.")
_NAMED = _("You see it because %(unit)s is named to verify it.")
_VERIFIED = _("You see it because %(unit)s was its verifier.")
_GAVE = _("You see it because %(unit)s gave it.")
_SUPPORTS = _("You see it because %(unit)s is asked to support it.")
_ASKED = _("You see it because %(unit)s owes an answer about it.")
_CALLED = _("You see it because %(unit)s is called to the spot.")
_PARTY = _("You see it because %(unit)s had to do with it before.")
_BELOW = _("You see it because %(other)s has to do with it, and %(unit)s stands above that unit.")
_FORMER = _("You see it because %(unit)s answers for a former unit that had to do with it.")
_OVERSEES = _("You see it because your post looks over all matters.")
_PUBLIC = _("You see it because it is open to the whole organisation.")
_PART = _("You see what it is about, and not its reports, because a unit of yours holds a part of it.")
_REQUEST = _("You see how it stands because you asked for it.")


def why_seen(organisation: Organisation, matter: Matter, viewer: Viewer, sight: Sight, read: Reader) -> str:
    """The plainest reason for which a viewer reads a matter they may read."""
    if sight.extent is Extent.OUTLINE:
        return read.translate(_PART)
    if sight.extent is Extent.OWN_REQUEST:
        return read.translate(_REQUEST)
    own = tuple(viewer.roles)
    for sentence, unit in _ties(matter):
        if unit in own:
            return read.say(sentence, unit=read.unit(unit))
    tied = involved(matter)
    for unit in tied:
        if organisation.unit(unit) is not None and (successor := organisation.custodian(unit)) in own:
            return read.say(_FORMER, unit=read.unit(successor))
    if matter.terms.visibility is not Visibility.RESTRICTED:
        for unit in own:
            below = next((one for one in sorted(tied) if organisation.is_above(unit, one)), None)
            if below is not None:
                return read.say(_BELOW, unit=read.unit(unit), other=read.unit(below))
    return read.translate(_PUBLIC if matter.terms.visibility is Visibility.PUBLIC else _OVERSEES)


def _ties(matter: Matter) -> Iterator[tuple[str, UnitId | None]]:
    """How units are tied to a matter, the closest tie first."""
    yield _HOLDS, matter.holder
    yield _OFFERED, matter.offer.to if matter.offer else None
    yield _DECIDES, matter.arbiter
    yield _VERIFIES, matter.verification.verifier if matter.verification else None
    yield _GAVE, matter.giver
    for support in matter.supports:
        yield _SUPPORTS, support.supporter
    for answerer in (*(one.answerer for one in matter.upward), *(one.answerer for one in matter.waits)):
        yield _ASKED, answerer
    yield _ASKED, matter.extension.answerer if matter.extension else None
    for summons in matter.summonses:
        for unit in summons.units:
            yield _CALLED, unit
    yield _NAMED, matter.named_verifier
    for party in matter.parties:
        yield _PARTY, party
    yield _VERIFIED, matter.last_verifier
    yield _DECIDED, matter.last_decider
