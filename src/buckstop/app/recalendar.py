"""When a year's calendar arrives: provisional instants of open matters and coming turns are reckoned anew, each by an event."""

from buckstop.app.answers import Accepted, Submission
from buckstop.app.cycles import load_cycle, reckon_turns_anew
from buckstop.app.ledger import Ledger
from buckstop.app.matters import handle_matter
from buckstop.app.sight import KIND
from buckstop.domain.cycle.schedule import deadline_of
from buckstop.domain.cycle.words import DueKind, DueRule
from buckstop.domain.deadlines import Due
from buckstop.domain.matter.commands.accountability import RecomputeDues
from buckstop.domain.matter.state import Matter
from buckstop.ledger.codec import decode_matter
from buckstop.ledger.store import Where

_PAGE = 1000


def recompute_dues(ledger: Ledger) -> int:
    """How many matters and cycles had an instant that the calendar in force moved or made certain.

    Why a command of its own: a calendar arrives once a year, and no clock should look through all matters for it each
    second. Run twice it finds nothing the second time; matters that change meanwhile are reckoned by the new calendar
    anyway.
    """
    changed, after = reckon_turns_anew(ledger), ""
    while page := ledger.store.find(Where(kind=KIND, active=True), _PAGE, after):
        after = page[-1].stream
        for snapshot in page:
            matter = decode_matter(snapshot.body)
            if any(timer.provisional for timer in matter.timers()):
                command = RecomputeDues(matter=matter.id, period_end=_period_end(ledger, matter))
                outcome = handle_matter(ledger, Submission("", None, command), (), b"")
                changed += isinstance(outcome, Accepted) and outcome.acknowledgement is not None
    return changed


def _period_end(ledger: Ledger, matter: Matter) -> Due | None:
    """When a deadline at the end of a period falls by the calendar in force; None for any other deadline.

    Why from the cycle: such a deadline was not counted from an instant, and only the turn knows its period.
    """
    deadline = matter.deadline
    if matter.cycle is None or deadline is None or not deadline.provisional or deadline.span is not None:
        return None
    cycle = load_cycle(ledger, matter.cycle.cycle)
    turns = (past.turn for past in cycle.turns if past.matter == matter.id) if cycle else ()
    for turn in turns:
        anew = deadline_of(DueRule(DueKind.PERIOD_END), turn, ledger.calendar, deadline.started_at)
        return Due(anew.due_at, anew.provisional)
    return None
