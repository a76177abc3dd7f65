"""What a decision about matters looks at, and the transaction that writes what it decided."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from buckstop.app.columns import MATTER, lookup_of, words_of_matter
from buckstop.app.ledger import Ledger
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.decide import decide
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Actor
from buckstop.domain.matter.world import Decision, Needs, World
from buckstop.domain.organisation import Organisation
from buckstop.domain.refusals import Refusal
from buckstop.ledger.codec import decode_matter, encode, encode_matter
from buckstop.ledger.sealing import placed
from buckstop.ledger.store import (
    ORGANISATION,
    Answer,
    Change,
    Event,
    Lookup,
    SealedField,
    Snapshot,
    VersionConflictError,
    Where,
    Writer,
)
from buckstop.ledger.tree import leaf_hash

KIND = MATTER
"""Kind of a matter's stream."""

_FAMILY = 100_000


@dataclass
class Sight:
    """What a decision was allowed to look at, with the versions it saw."""

    organisation: Organisation
    organisation_version: int
    matters: dict[MatterId, Matter | None]
    parts: dict[MatterId, tuple[MatterId, ...]]

    def expected(self) -> dict[str, int]:
        """Versions a change relies on."""
        seen: dict[str, int] = {name: matter.version if matter else 0 for name, matter in self.matters.items()}
        seen[ORGANISATION] = self.organisation_version
        return seen

    def world(self, ledger: Ledger) -> World:
        """The same for the rules."""
        return World(self.organisation, ledger.calendar, ledger.rules, self.matters, self.parts)

    def look_further(self, writer: Writer, needs: Needs) -> None:
        """Load what a decision said it needs. What was looked at before stays as it was seen then.

        Raises:
            VersionConflictError: a family has other parts than its matter counts: it grew between two looks.
        """
        grown = tuple(parent for parent in needs.parts_of if parent in self.parts)
        if grown:
            raise VersionConflictError(grown)
        for parent in needs.parts_of:
            found = writer.find(Where(kind=KIND, parent=parent), limit=_FAMILY)
            self.parts[parent] = tuple(MatterId(one.stream) for one in found)
            for one in found:
                # Whoever asked with a version asked about the state that was loaded first, not about a newer one.
                self.matters.setdefault(MatterId(one.stream), decode_matter(one.body))
        missing = [name for name in needs.matters if name not in self.matters]
        if missing:
            self.matters.update(matters_of(writer.load(missing).snapshots.values()))


def matters_of(snapshots: Iterable[Snapshot]) -> dict[MatterId, Matter | None]:
    """Loaded snapshots as matters; None where there is none of that name."""
    return {
        MatterId(one.stream): decode_matter(one.body) if one.version and one.lookup.kind == KIND else None
        for one in snapshots
    }


def look_and_decide(
    ledger: Ledger, writer: Writer, sight: Sight, actor: Actor | None, command: MatterCommand, at: datetime
) -> Decision | Refusal:
    """Decide, and load whatever the decision turns out to depend on.

    Raises:
        VersionConflictError: what it depends on changed while it was looked at.
    """
    while True:
        outcome = decide(sight.world(ledger), actor, command, at)
        if not isinstance(outcome, Needs):
            return outcome
        sight.look_further(writer, outcome)


def change_of(
    sight: Sight, decision: Decision, sealed: tuple[SealedField, ...] = (), answer: Answer | None = None
) -> Change:
    """The transaction that writes a decision: events, new states, the answer of the key.

    Args:
        answer: its versions are filled in here: those the answered stream got.

    Raises:
        CodecError: an event is larger than an entry of the log may be.
    """
    states: dict[MatterId, Matter] = {}
    events: list[Event] = []
    versions: dict[str, list[int]] = defaultdict(list)
    for happened in decision:
        state = states[happened.matter] = happened.state
        body = encode(happened.matter, state.version, happened.event)
        events.append(Event(happened.matter, state.version, body, leaf_hash(body)))
        versions[happened.matter].append(state.version)
    if answer is not None:
        own = versions[answer.stream]
        answer = replace(answer, first_version=own[0], last_version=own[-1])
    placing = [
        (stored.stream, stored.version, happened.event) for stored, happened in zip(events, decision, strict=True)
    ]
    return Change(
        expected=sight.expected(),
        events=tuple(events),
        snapshots=tuple(snapshot_of(state, begun=sight.matters.get(name) is None) for name, state in states.items()),
        answer=answer,
        sealed=tuple(placed(row, placing) for row in sealed),
    )


def snapshot_of(matter: Matter, *, begun: bool = False) -> Snapshot:
    """The state of a matter with the columns it is found by.

    Args:
        begun: with the words it is searched by too, which never change after its opening.
    """
    words = words_of_matter(matter) if begun else None
    return Snapshot(matter.id, matter.version, encode_matter(matter), lookup_of(matter), words)


def organisation_snapshot(organisation: Organisation) -> Snapshot:
    """The row of the organisation's stream; its state is read from the events, so the row holds none."""
    lookup = Lookup(kind=ORGANISATION, phase="", active=True, due_at=organisation.next_change_at)
    return Snapshot(ORGANISATION, organisation.version, b"", lookup)
