"""Why a change of the organisation is refused, in words: what stands in the way, and what to do next."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.domain.organisation_refusals import OrganisationRefusal as No
from buckstop.i18n import gettext_noop as _

_WHOLE: dict[str, str] = {
    No.NOT_FOUNDED: _("There is no organisation yet. Found it first, with its root and an arbiter outside."),
    No.ALREADY_FOUNDED: _("The organisation was founded already. Change it step by step."),
    No.NO_OUTSIDE_ARBITER: _(
        "Somebody outside must decide where the root itself is a party. Name that outside arbiter."
    ),
    No.NOTHING_NAMED: _("Something is left blank: %(field)s. Fill it in."),
    No.APPROVAL_MISSING: _("This needs an approved document. Name its number."),
    No.NAMED_TWICE: _("%(id)s is named twice. Name it once."),
    No.BACK_DATED: _("%(from_at)s is over, and the past is not rewritten. Name an instant from now on."),
    No.ENDS_BEFORE_BEGINNING: _(
        "It would end at %(until_at)s, not after its beginning at %(from_at)s. Name a later end."
    ),
}

_NAMED: dict[str, str] = {
    No.UNIT_UNKNOWN: _("There is no unit %(unit)s. Check its id, or found it first."),
    No.POST_UNKNOWN: _("There is no post %(post)s. Check its id, or create it first."),
    No.PERSON_UNKNOWN: _("There is no person %(person)s in the register. Check the id, or register the person first."),
    No.PLAN_UNKNOWN: _("No change %(change)s is planned. Look at the list of planned changes."),
    No.RELATION_UNKNOWN: _("In the line %(line)s, %(upper)s does not guide %(lower)s. Check the line and both units."),
    No.DUTY_NOT_LISTED: _("%(item)s is not on the duty list of %(unit)s. Check the item."),
    No.ID_TAKEN: _("The id %(id)s is in use already, or was. Choose another one."),
    No.UNIT_RETIRED: _("%(unit)s exists no more. Name a unit that does."),
    No.POST_ABOLISHED: _("The post %(post)s was abolished. Name a post that exists."),
}

_TREE: dict[str, str] = {
    No.ARBITER_INSIDE: _("%(unit)s is a unit of the organisation itself. Name an arbiter outside of it."),
    No.ROOT_STAYS: _("%(unit)s is the root and stays where it is. Rename it, or change the units below it."),
    No.OFFICE_STAYS: _("%(unit)s is the supervision office. Name another office first."),
    No.INTO_ITSELF: _("%(unit)s would take its own place. Name another one."),
    No.BELOW_ITSELF: _("%(target)s stands below %(unit)s, so the tree would close in a ring. Name a unit elsewhere."),
    No.NO_CHILD: _("%(child)s does not answer to %(unit)s. Name only direct subordinates that exist."),
    No.CHILDREN_LEFT: _(
        "%(unit)s still has subordinates: %(children)s. Say of each where it moves, or that it is retired too."
    ),
    No.LINE_CYCLE: _(
        "In the line %(line)s, %(lower)s guides %(upper)s already. A line cannot close in a ring; check both."
    ),
    No.NOT_SUPERIOR: _("%(taken_by)s stands neither above %(unit)s nor guides it. Name a unit that does."),
}

_POSTS: dict[str, str] = {
    No.OWN_DEPUTY: _("The post %(post)s cannot deputise for itself. Name another post."),
    No.NOT_DEPUTY: _("%(deputy)s is not a deputy of %(post)s. Name one of its deputies, or make it one first."),
    No.DEPUTY_ABSENT: _("None of the deputies of %(post)s is there at that time. Name one who is."),
    No.KEY_POST_UNCOVERED: _("The key post %(post)s would be without a deputy. Name deputies first."),
    No.POST_TAKEN: _(
        "%(person)s holds the post %(post)s in that time. Relieve that person first, or choose another time."
    ),
    No.NOT_HOLDING: _("%(person)s does not hold the post %(post)s. Check the person and the post."),
    No.ABSENCE_TAKEN: _("An absence from %(post)s is registered for that time already. End it first."),
    No.NOT_ABSENT: _("No absence from %(post)s is registered. Nothing is to be ended."),
    No.NOTHING_CHANGES: _("Everything is so already. Nothing is to be changed."),
}

ORGANISATION_SENTENCES: Mapping[str, str] = MappingProxyType(_WHOLE | _NAMED | _TREE | _POSTS)
