"""What a command would do, without doing it: who would answer afterwards, and whose clocks would run.

The same rules decide as when the command is handed in (`matters.py`); nothing is written. What is shown may be overtaken
before the command arrives: then the version it names is stale, and it is refused.
"""

from dataclasses import dataclass, replace

from buckstop.app.answers import DoorRefusal, Submission
from buckstop.app.ledger import Ledger
from buckstop.app.matters import blended
from buckstop.app.running import RunningClock, running_clocks
from buckstop.app.sight import Sight, look_and_decide, matters_of
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.accountability import DelegatePart, WakeMatter
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.world import Decision, Happened
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


def preview(ledger: Ledger, submission: Submission, then: MatterCommand | None = None) -> Preview:
    """What a command about a matter would do if it were handed in now.

    Args:
        then: what the same person would hand in right after it, about the same matter.
    """
    command: MatterCommand = blended(ledger, submission)
    wanted = [command.matter, command.part] if isinstance(command, DelegatePart) else [command.matter]
    loaded = ledger.store.load(wanted)
    organisation = ledger.organisation(loaded.organisation_version)
    matters = matters_of(loaded.snapshots[name] for name in wanted)
    written = matters[command.matter]
    sight = Sight(organisation, organisation.version, dict(matters), {})
    before = _with_lapses(ledger, sight, written)
    clocks = running_clocks(before, organisation) if before else ()
    decision = _decided(ledger, submission, sight, command)
    if not isinstance(decision, Refusal) and then is not None:
        further = Sight(organisation, organisation.version, {one.matter: one.state for one in decision}, {})
        follow_up = _decided(ledger, replace(submission, version=None), further, then)
        decision = follow_up if isinstance(follow_up, Refusal) else (*decision, *follow_up)
    if isinstance(decision, Refusal):
        return Preview(decision, before, clocks_before=clocks)
    own = [happened.state for happened in decision if happened.matter == command.matter]
    after = own[-1] if own else before
    later = running_clocks(after, organisation) if after else ()
    return Preview(None, before, after, decision, clocks, later)


def _decided(ledger: Ledger, submission: Submission, sight: Sight, command: MatterCommand) -> Decision | Refusal:
    """The answer the one door would give."""
    actor, now, written = submission.actor, ledger.now(), sight.matters[command.matter]
    if actor is None:
        return Refusal.of(DoorRefusal.NOBODY_SPEAKS)
    requesters = written.requesters if written else ()
    if (refusal := may(sight.organisation, actor, command, now, requesters)) is not None:
        return refusal
    seen = written.version if written else 0
    if submission.version is not None and submission.version != seen:
        return Refusal.of(DoorRefusal.STALE_VERSION, seen=submission.version, current=seen)
    return look_and_decide(ledger, ledger.store, sight, actor, command, now)


def _with_lapses(ledger: Ledger, sight: Sight, written: Matter | None) -> Matter | None:
    """The matter with what fell due in it until now."""
    if written is None:
        return None
    alone = Sight(sight.organisation, sight.organisation_version, {MatterId(written.id): written}, {})
    decision = look_and_decide(ledger, ledger.store, alone, None, WakeMatter(matter=written.id), ledger.now())
    if isinstance(decision, Refusal):
        return written
    return next((one.state for one in reversed(decision) if one.matter == written.id), written)
