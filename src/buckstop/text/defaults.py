"""What happens if nobody does anything, in words: one sentence per default."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.app.running import Default, RunningClock
from buckstop.i18n import gettext_noop as _
from buckstop.text.readers import Reader

DEFAULT_SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        Default.HOLDER_KEEPS: _("Until %(due)s %(who)s may offer it on; after that it stays with %(who)s, settled."),
        Default.OFFER_RETURNS: _(
            "%(who)s answers the offer by %(due)s; without an answer the offer is over, one move is used, and the holder "
            "keeps it."
        ),
        Default.OFFER_ESCALATES: _(
            "%(who)s answers the offer by %(due)s; without an answer the offer is over, and %(then)s decides who holds it."
        ),
        Default.OFFER_GOES_ON: _(
            "%(who)s answers the question by %(due)s; without an answer the clock of %(then)s goes on."
        ),
        Default.ARBITER_HOLDS: _("%(who)s decides by %(due)s; without a decision %(who)s holds it itself."),
        Default.ROOT_HOLDS: _("%(who)s decides by %(due)s; without a decision %(then)s holds it."),
        Default.DECISION_STANDS: _("%(who)s decides the appeal by %(due)s; without a decision it is dismissed."),
        Default.VERIFIER_CHANGES: _(
            "%(who)s verifies the work by %(due)s; without a finding the next verifier in line takes over."
        ),
        Default.VERIFIER_STAYS: _("%(who)s is the last verifier in line: its clock runs until it says what it found."),
        Default.DEADLINE_PASSES: _("%(who)s finishes the work by %(due)s; after that the matter is late."),
        Default.DEADLINE_PASSED: _("%(who)s finishes the work; it is late since %(due)s."),
        Default.WORK_GOES_ON: _("%(who)s works on it; no deadline was set."),
        Default.SUPERIOR_ANSWERS_SUPPORT: _(
            "%(who)s answers request %(ask)s for support by %(due)s; without an answer its superior has to."
        ),
        Default.SUPPORT_UNANSWERED: _(
            "%(who)s answers request %(ask)s for support by %(due)s; without an answer the silence goes on record."
        ),
        Default.SUPPORT_OVERDUE: _("%(who)s delivers its support (request %(ask)s) by %(due)s; after that it is late."),
        Default.SUPPORT_LATE: _("%(who)s owes its support (request %(ask)s): it is late."),
        Default.SUPPORT_CONFIRMED: _(
            "%(who)s confirms the support (request %(ask)s) by %(due)s; without a word it counts as given."
        ),
        Default.SUPERIOR_ANSWERS_REQUEST: _(
            "%(who)s answers request %(ask)s by %(due)s; without an answer it goes one level up, once."
        ),
        Default.REQUEST_UNANSWERED: _(
            "%(who)s answers request %(ask)s by %(due)s; without an answer the hours are the planner's."
        ),
        Default.PLANNER_PAYS: _("Nobody answered request %(ask)s: until %(who)s does, the hours are the planner's."),
        Default.EXTENSION_GRANTED: _(
            "%(who)s answers request %(ask)s for a later deadline by %(due)s; without an answer it is granted, once."
        ),
        Default.EXTENSION_REFUSED: _(
            "%(who)s answers request %(ask)s for a later deadline by %(due)s; without an answer the deadline stands."
        ),
        Default.WAIT_VOID: _("%(who)s confirms the wait (request %(ask)s) by %(due)s; unconfirmed it is no wait."),
        Default.WAIT_ENDS: _("%(who)s may wait (request %(ask)s) until %(due)s; then the wait is over."),
        Default.SUMMONS_MISSED: _(
            "%(who)s expects the units it called (request %(ask)s) by %(due)s; who is not there then goes on record."
        ),
        Default.SUMMONS_OPEN: _("%(who)s still has to record what came of the meeting (request %(ask)s)."),
        Default.SUPERIOR_REMOVES_OBSTACLE: _(
            "%(who)s says by %(due)s whether it removes the obstacle (request %(ask)s); without an answer it goes one level "
            "up, once."
        ),
        Default.OBSTACLE_UNANSWERED: _(
            "%(who)s says by %(due)s whether it removes the obstacle (request %(ask)s); without an answer the hours are the "
            "planner's."
        ),
        Default.OBSTACLE_STANDS: _(
            "Nobody answered for the obstacle (request %(ask)s): it stands, and until %(who)s answers, the hours are the "
            "planner's."
        ),
        Default.PROPOSAL_UNANSWERED: _(
            "%(who)s adopts or declines proposal %(ask)s by %(due)s; after that it is shown as unanswered."
        ),
        Default.PROPOSAL_OPEN: _("%(who)s still owes an answer to proposal %(ask)s."),
    }
)


def default_sentence(clock: RunningClock, reader: Reader) -> str:
    """Who must act by when, and what happens otherwise."""
    due = "" if clock.due_at is None else reader.due_at(clock.due_at, provisional=clock.provisional)
    return reader.say(
        DEFAULT_SENTENCES[clock.default],
        who=reader.unit(clock.who),
        due=due,
        then=reader.unit(clock.then) if clock.then else "",
        ask=clock.ask,
    )
