"""When a year's calendar arrives: provisional instants of open matters and coming turns are reckoned anew, each by an event."""

from buckstop.app.answers import Accepted, Submission
from buckstop.app.cycles import reckon_turns_anew
from buckstop.app.ledger import Ledger
from buckstop.app.matters import handle_matter
from buckstop.app.sight import KIND
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands.accountability import RecomputeDues
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
            if any(timer.provisional for timer in decode_matter(snapshot.body).timers()):
                command = RecomputeDues(matter=MatterId(snapshot.stream))
                outcome = handle_matter(ledger, Submission("", None, command), (), b"")
                changed += isinstance(outcome, Accepted) and outcome.acknowledgement is not None
    return changed
