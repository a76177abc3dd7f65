"""Why a command about a matter is refused. Codes are stable; docs/reference/refusals.md lists them in precedence.

Order in which obstacles are looked for, so that the first one named is always the same: the matter is there; the actor
is the unit the command belongs to; the phase; the offer or ask is the current one; counters and limits; the unit or
matter named; dates; texts.
"""

from enum import StrEnum


class MatterRefusal(StrEnum):
    """Obstacles, in the order of precedence."""

    # the matter
    UNKNOWN_MATTER = "matter.unknown"
    ALREADY_OPENED = "matter.already_opened"
    # who
    NOT_OWN_UNIT = "matter.not_own_unit"
    NOT_HOLDER = "matter.not_holder"
    NOT_OFFEREE = "matter.not_offeree"
    NOT_ARBITER = "matter.not_arbiter"
    NOT_VERIFIER = "matter.not_verifier"
    NOT_GIVER = "matter.not_giver"
    HOLDER_MAY_NOT_END_IT = "matter.holder_may_not_end_it"
    NOT_PARENT_HOLDER = "matter.not_parent_holder"
    NOT_ENTITLED_TO_REOPEN = "matter.not_entitled_to_reopen"
    NOT_REQUESTER = "matter.not_requester"
    NOT_ANSWERER = "matter.not_answerer"
    NOT_SUPPORTER = "matter.not_supporter"
    NOT_SUMMONED = "matter.not_summoned"
    NOT_SUPERIOR = "matter.not_superior"
    NOT_HELPED = "matter.not_helped"
    REQUEST_NEEDS_SUPERIOR = "matter.request_needs_superior"
    # phase
    NOT_HELD = "matter.not_held"
    NOT_OFFERED = "matter.not_offered"
    NOT_ESCALATED = "matter.not_escalated"
    NOT_SETTLED = "matter.not_settled"
    NOT_AT_WORK = "matter.not_at_work"
    NOT_DONE = "matter.not_done"
    NOT_CLOSED = "matter.not_closed"
    CLOSED = "matter.closed"
    VERIFICATION_RUNS = "matter.verification_runs"
    # currentness
    OFFER_NOT_CURRENT = "matter.offer_not_current"
    ALREADY_ASKED = "matter.already_asked"
    NO_QUESTION = "matter.no_question"
    UNKNOWN_ASK = "matter.unknown_ask"
    ASK_STAGE = "matter.ask_stage"
    EXTENSION_PENDING = "matter.extension_pending"
    OWN_PROPOSAL = "matter.own_proposal"
    # counters and limits
    NO_MOVES_LEFT = "matter.no_moves_left"
    NO_APPEALS_LEFT = "matter.no_appeals_left"
    NOBODY_ABOVE_DECIDER = "matter.nobody_above_decider"
    TOO_DEEP = "matter.too_deep"
    NO_EXTENSIONS_LEFT = "matter.no_extensions_left"
    NO_REOPENINGS_LEFT = "matter.no_reopenings_left"
    TOO_LATE_TO_REOPEN = "matter.too_late_to_reopen"
    ANCESTOR_STAYS_CLOSED = "matter.ancestor_stays_closed"
    # the unit or matter named
    UNKNOWN_UNIT = "matter.unknown_unit"
    UNIT_RETIRED = "matter.unit_retired"
    TO_ITSELF = "matter.to_itself"
    TO_OWN_SUPERIOR = "matter.to_own_superior"
    OUTSIDE_SUBTREE = "matter.outside_subtree"
    DUTY_COOPERATE_ONLY = "matter.duty_cooperate_only"
    DUTY_TAKEN_BACK = "matter.duty_taken_back"
    DUTY_NOT_LISTED = "matter.duty_not_listed"
    VERIFIER_PARTIAL = "matter.verifier_partial"
    OPEN_CHILDREN = "matter.open_children"
    NOT_A_CHILD = "matter.not_a_child"
    ALREADY_RECALLED = "matter.already_recalled"
    MERGE_TARGET = "matter.merge_target"
    MERGE_INTO_MORE_OPEN = "matter.merge_into_more_open"
    NOT_TO_BE_ASKED = "matter.not_to_be_asked"
    LEVEL_MISSING = "matter.level_missing"
    LEVEL_SKIPPED = "matter.level_skipped"
    NOT_ABOVE_HOLDER = "matter.not_above_holder"
    # dates
    DEADLINE_PAST = "matter.deadline_past"
    DEADLINE_MISSING = "matter.deadline_missing"
    DEADLINE_BEYOND_PARENT = "matter.deadline_beyond_parent"
    DEADLINE_NOT_LATER = "matter.deadline_not_later"
    # texts
    TEXT_MISSING = "matter.text_missing"
    TEXT_TOO_LONG = "matter.text_too_long"
    UNKNOWN_REASON = "matter.unknown_reason"
    PROPOSAL_MISSING = "matter.proposal_missing"
    OUTCOME_NOT_OPEN = "matter.outcome_not_open"
    UNKNOWN_CRITERION = "matter.unknown_criterion"
    CRITERIA_OPEN = "matter.criteria_open"
    HOURS_NOT_POSITIVE = "matter.hours_not_positive"
