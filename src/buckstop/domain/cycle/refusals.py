"""Why a command about a cycle is refused. Codes are stable.

Order in which obstacles are looked for: the cycle is there; the actor is the unit the command belongs to; something
still comes; the units named; texts; numbers and dates; then whether anything would come at all.
"""

from enum import StrEnum


class CycleRefusal(StrEnum):
    """Obstacles, in the order of precedence."""

    # the cycle
    UNKNOWN_CYCLE = "cycle.unknown"
    ALREADY_SET_UP = "cycle.already_set_up"
    # who
    NOT_OWN_UNIT = "cycle.not_own_unit"
    NOT_YOURS = "cycle.not_yours"
    # how it stands
    ENDED = "cycle.ended"
    NOTHING_COMES = "cycle.nothing_comes"
    ANOTHER_TURN = "cycle.another_turn"
    # the units named
    UNKNOWN_UNIT = "cycle.unknown_unit"
    UNIT_RETIRED = "cycle.unit_retired"
    TO_ITSELF = "cycle.to_itself"
    TO_OWN_SUPERIOR = "cycle.to_own_superior"
    # texts
    TEXT_MISSING = "cycle.text_missing"
    TEXT_TOO_LONG = "cycle.text_too_long"
    # numbers and dates
    NUMBER_OUT_OF_RANGE = "cycle.number_out_of_range"
    DAYS_OUT_OF_RANGE = "cycle.days_out_of_range"
    FIRST_PAST = "cycle.first_past"
    UNTIL_BEFORE_FIRST = "cycle.until_before_first"
    BEYOND_SUNSET = "cycle.beyond_sunset"
    # what would come
    NEVER_COMES = "cycle.never_comes"
    NOTHING_CHANGED = "cycle.nothing_changed"
