"""A matter that a cycle opened and that is meant for another unit: offered there by one click of a person."""

import secrets

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.commands.accountability import OfferMatter
from buckstop.domain.matter.state import Matter
from buckstop.domain.organisation import Organisation
from buckstop.domain.permissions import ROLES
from buckstop.i18n import gettext_noop as _
from buckstop.web.acts import ActLink
from buckstop.web.acts.places import movable
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor

SLUG = "offer"
_OFFER = _("Offer to %(unit)s as planned")
_MEANING = _("Nothing moves until that unit accepts; until then your unit answers for it.")


def planned_for(matter: Matter, organisation: Organisation) -> UnitId | None:
    """To whom a matter is meant to be offered now: who answers for the unit that was named; None where that is over.

    It is over once it was offered, or where the rules would refuse such an offer whoever made it.
    """
    named = matter.cycle.planned_for if matter.cycle else None
    if named is None or matter.moves or not movable(matter):
        return None
    to = organisation.custodian(named)
    return None if to == matter.holder or organisation.is_above(to, matter.holder) else to


def planned_offer(matter: Matter, who: Visitor, version: int) -> ActLink | None:
    """The button that offers a matter as it was planned; None where nothing was, or the visitor may not.

    Args:
        version: what a command must name as the version it saw.
    """
    to = planned_for(matter, who.organisation)
    if to is None or not ROLES[OfferMatter] & who.roles_in(matter.holder):
        return None
    query = {"unit": matter.holder} if len(who.units) > 1 else {}
    return ActLink(
        slug=SLUG,
        title=who.read.say(_OFFER, unit=who.read.unit(to)),
        url=url("act", matter.id, SLUG, **query),
        grave=False,
        one_click=True,
        meaning=who.read.translate(_MEANING),
        unit=who.read.unit(matter.holder),
        ask=0,
        about="",
        key=secrets.token_hex(16),
        version=version,
        answers=(("to", to), ("duty_item", matter.terms.duty_item or "")),
    )
