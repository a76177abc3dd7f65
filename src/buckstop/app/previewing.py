"""What a command would do, without doing it: who would answer afterwards, and whose clocks would run.

The same rules decide as when the command is handed in (`matters.py`); nothing is written. What is shown may be overtaken
before the command arrives: then the version it names is stale, and it is refused.
"""

from dataclasses import dataclass

from buckstop.app.answers import DoorRefusal, Submission
from buckstop.app.ledger import Ledger
from buckstop.app.matters import blended
from buckstop.app.running import RunningClock, running_clocks
from buckstop.app.sight import Sight, look_and_decide, matters_of
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.accountability import DelegatePart, WakeMatter
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.world import Happened
from buckstop.domain.permissions import may
from buckstop.domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen.

    Args:
        refusal: why nothing would; None where the command would be carried out.
        before: the matter as it stands now, with what fell due; None for one that is not there yet.
        after: as it would stand; None where nothing would happen.
        happened: what would be written, parts and wholes included, in order.
        clocks_before: clocks that run now.
        clocks_after: clocks that would run.
    """

    refusal: Refusal | None
    before: Matter | None = None
    after: Matter | None = None
    happened: tuple[Happened, ...] = ()
    clocks_before: tuple[RunningClock, ...] = ()
    clocks_after: tuple[RunningClock, ...] = ()


def preview(ledger: Ledger, submission: Submission) -> Preview:
    """What a command about a matter would do if it were handed in now."""
    command: MatterCommand = blended(ledger, submission)
    wanted = [command.matter, command.part] if isinstance(command, DelegatePart) else [command.matter]
    loaded = ledger.store.load(wanted)
    organisation = ledger.organisation(loaded.organisation_version)
    matters = matters_of(loaded.snapshots[name] for name in wanted)
    written, now = matters[command.matter], ledger.now()
    sight = Sight(organisation, organisation.version, dict(matters), {})
    before = _with_lapses(ledger, sight, written)
    clocks = running_clocks(before, organisation) if before else ()
    requesters = written.requesters if written else ()
    actor = submission.actor
    if actor is None:
        return Preview(Refusal.of(DoorRefusal.NOBODY_SPEAKS), before, clocks_before=clocks)
    if (refusal := may(organisation, actor, command, now, requesters)) is not None:
        return Preview(refusal, before, clocks_before=clocks)
    seen = written.version if written else 0
    if submission.version is not None and submission.version != seen:
        stale = Refusal.of(DoorRefusal.STALE_VERSION, seen=submission.version, current=seen)
        return Preview(stale, before, clocks_before=clocks)
    decision = look_and_decide(ledger, ledger.store, sight, actor, command, now)
    if isinstance(decision, Refusal):
        return Preview(decision, before, clocks_before=clocks)
    own = [happened.state for happened in decision if happened.matter == command.matter]
    after = own[-1] if own else before
    then = running_clocks(after, organisation) if after else ()
    return Preview(None, before, after, decision, clocks, then)


def _with_lapses(ledger: Ledger, sight: Sight, written: Matter | None) -> Matter | None:
    """The matter with what fell due in it until now."""
    if written is None:
        return None
    alone = Sight(sight.organisation, sight.organisation_version, {MatterId(written.id): written}, {})
    decision = look_and_decide(ledger, ledger.store, alone, None, WakeMatter(matter=written.id), ledger.now())
    if isinstance(decision, Refusal):
        return written
    return next((one.state for one in reversed(decision) if one.matter == written.id), written)
