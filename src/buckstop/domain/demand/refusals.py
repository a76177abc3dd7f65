"""Why a command about a demand is refused. Codes are stable.

Order in which obstacles are looked for: the demand is there; the actor is the unit the command belongs to; the demand is
still asked; the units named; numbers and dates; texts; then what the rule pack forbids, each refusal with the id of the
rule, so that a reader finds its source.
"""

from enum import StrEnum


class DemandRefusal(StrEnum):
    """Obstacles, in the order of precedence."""

    # the demand
    UNKNOWN_DEMAND = "demand.unknown"
    ALREADY_IMPOSED = "demand.already_imposed"
    # who
    NOT_OWN_UNIT = "demand.not_own_unit"
    NOT_RECEIVER = "demand.not_receiver"
    NOT_ISSUER = "demand.not_issuer"
    MAY_NOT_MERGE = "demand.may_not_merge"
    # its status
    ENDED = "demand.ended"
    ALREADY_MARKED = "demand.already_marked"
    ALREADY_ANSWERED = "demand.already_answered"
    MERGE_TARGET = "demand.merge_target"
    # the units named
    NO_RECEIVERS = "demand.no_receivers"
    UNKNOWN_UNIT = "demand.unknown_unit"
    UNIT_RETIRED = "demand.unit_retired"
    TO_ITSELF = "demand.to_itself"
    NEITHER_ABOVE_NOR_GUIDING = "demand.neither_above_nor_guiding"
    # numbers and dates
    NO_MINUTES = "demand.no_minutes"
    DUE_PAST = "demand.due_past"
    UNTIL_MISSING = "demand.until_missing"
    BEYOND_A_YEAR = "demand.beyond_a_year"
    # texts
    TEXT_MISSING = "demand.text_missing"
    TEXT_TOO_LONG = "demand.text_too_long"
    # the rule pack
    ISSUER_MAY_NOT = "demand.issuer_may_not"
    AUTHORISATION_MISSING = "demand.authorisation_missing"
    TOO_LONG = "demand.too_long"
    TOO_OFTEN = "demand.too_often"
    CONTENT_BANNED = "demand.content_banned"
    MERGE_INSTEAD = "demand.merge_instead"
    OVER_BUDGET = "demand.over_budget"
