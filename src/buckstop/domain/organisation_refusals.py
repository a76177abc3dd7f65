"""Why a change of the organisation is refused.

The order of the codes is their precedence: where a command runs into several obstacles, it is told the one that stands
first here. A command that names several units or items is judged entry by entry.
"""

from enum import StrEnum

from buckstop.domain.organisation_events import OrganisationEvent
from buckstop.domain.refusals import Refusal


class OrganisationRefusal(StrEnum):
    """The obstacle, in order of precedence; the fields each refusal carries stand behind it."""

    # Is there an organisation at all?
    NOT_FOUNDED = "organisation.not_founded"
    ALREADY_FOUNDED = "organisation.already_founded"
    # Is the command complete, and does it speak of now or later?
    NO_OUTSIDE_ARBITER = "organisation.no_outside_arbiter"
    NOTHING_NAMED = "organisation.nothing_named"  # field
    APPROVAL_MISSING = "organisation.approval_missing"
    NAMED_TWICE = "organisation.named_twice"  # id
    BACK_DATED = "organisation.back_dated"  # from_at
    ENDS_BEFORE_BEGINNING = "organisation.ends_before_beginning"  # from_at, until_at
    # Do the things it names exist, and are they free or alive?
    UNIT_UNKNOWN = "organisation.unit_unknown"  # unit
    POST_UNKNOWN = "organisation.post_unknown"  # post
    PERSON_UNKNOWN = "organisation.person_unknown"  # person
    PLAN_UNKNOWN = "organisation.plan_unknown"  # change
    RELATION_UNKNOWN = "organisation.relation_unknown"  # line, upper, lower
    DUTY_NOT_LISTED = "organisation.duty_not_listed"  # unit, item
    ID_TAKEN = "organisation.id_taken"  # id
    UNIT_RETIRED = "organisation.unit_retired"  # unit
    POST_ABOLISHED = "organisation.post_abolished"  # post
    # Does it keep the tree?
    ARBITER_INSIDE = "organisation.arbiter_inside"  # unit
    ROOT_STAYS = "organisation.root_stays"  # unit
    OFFICE_STAYS = "organisation.office_stays"  # unit
    INTO_ITSELF = "organisation.into_itself"  # unit
    BELOW_ITSELF = "organisation.below_itself"  # unit, target
    NO_CHILD = "organisation.no_child"  # unit, child
    CHILDREN_LEFT = "organisation.children_left"  # unit, children
    LINE_CYCLE = "organisation.line_cycle"  # line, upper, lower
    NOT_SUPERIOR = "organisation.not_superior"  # unit, taken_by
    # Do posts and persons agree?
    OWN_DEPUTY = "organisation.own_deputy"  # post
    NOT_DEPUTY = "organisation.not_deputy"  # post, deputy
    DEPUTY_ABSENT = "organisation.deputy_absent"  # post
    KEY_POST_UNCOVERED = "organisation.key_post_uncovered"  # post
    POST_TAKEN = "organisation.post_taken"  # post, person
    NOT_HOLDING = "organisation.not_holding"  # post, person
    ABSENCE_TAKEN = "organisation.absence_taken"  # post
    NOT_ABSENT = "organisation.not_absent"  # post
    # Would it change anything?
    NOTHING_CHANGES = "organisation.nothing_changes"


Answer = tuple[OrganisationEvent, ...] | Refusal


def first_of(*obstacles: Refusal | None) -> Refusal | None:
    """The first obstacle of several that were looked at in order of precedence; None where all is clear."""
    return next((obstacle for obstacle in obstacles if obstacle is not None), None)
