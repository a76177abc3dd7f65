"""The log of a ledger told again: every answer must follow from the rules and the state its command met.

The order of the log is an order in which the changes might have happened one after the other: whoever relied on a stream
kept others from writing it until he had committed. So the log is walked once; each command is decided anew on the state
the events before it lead to and must give, byte for byte, the events that stand there. What nobody asked for must be what
a wake gives at that instant, or what a change of the organisation does.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from buckstop.app.answers import DoorRefusal
from buckstop.app.ledger import Ledger
from buckstop.app.matters import blended
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.accountability import DelegatePart, WakeMatter
from buckstop.domain.matter.decide import decide, reorganise
from buckstop.domain.matter.evolve import evolve
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Actor
from buckstop.domain.matter.world import Decision, Needs, World
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_decide import affected_units
from buckstop.domain.organisation_evolve import evolve_all
from buckstop.domain.permissions import may
from buckstop.domain.refusals import Refusal
from buckstop.ledger.codec import decode, encode, encode_matter
from buckstop.ledger.store import ORGANISATION, Event
from proofs.histories import NEVER, Operation, Outcome, Placed, placed


@dataclass
class Replayed:
    """What the walk found.

    Args:
        decided: commands that gave the same events again.
        by_themselves: changes nobody asked for, explained by a lapse or a change of the organisation.
        refused: refusals that fit the state their command met.
    """

    decided: int = 0
    by_themselves: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)


def replay(ledger: Ledger, operations: Iterable[Operation]) -> Replayed:
    """Walk the log of a ledger whose every event is numbered.

    Args:
        operations: everything that was sent to it and what was heard; commands without an answer were sent again until
            they had one.
    """
    operations = list(operations)
    found = Replayed()
    walk = _Walk(ledger, list(placed(operations)), found)
    walk.go()
    for operation in operations:
        if operation.outcome is Outcome.FAIL and isinstance(operation.submission.command, MatterCommand):
            walk.check_refusal(operation)
    return found


class _Walk:
    """The state at every place of the log."""

    def __init__(self, ledger: Ledger, commands: list[Placed], found: Replayed) -> None:
        self._ledger = ledger
        self._log = list(ledger.store.log(0, ledger.store.end().size))
        self._found = found
        self._of_version = {
            (one.stream, version): one for one in commands for version in range(one.first, one.last + 1)
        }
        self._of_stream: dict[str, list[Placed]] = defaultdict(list)
        for one in commands:
            self._of_stream[one.stream].append(one)
        self._happened_at = {
            (one.stream, one.version): decode(one.body).event.happened_at
            for one in self._log
            if (one.stream, one.version) in self._of_version
        }
        self._expected: dict[tuple[str, int], bytes] = {}
        # By matter: places of its events and the states they led to; the same for the organisation.
        self._places: dict[MatterId, list[int]] = defaultdict(list)
        self._states: dict[MatterId, list[Matter]] = defaultdict(list)
        self._organisations: list[tuple[int, Organisation]] = []
        self._parts: dict[MatterId, list[MatterId]] = defaultdict(list)
        self._now: dict[MatterId, Matter] = {}

    def go(self) -> None:
        """Walk from the first event to the last."""
        place = 0
        while place < len(self._log):
            event = self._log[place]
            if event.stream == ORGANISATION:
                place = self._reorganised(place)
                continue
            if (event.stream, event.version) not in self._expected:
                self._explain(event)
            body = self._expected.pop((event.stream, event.version), None)
            if body != event.body:
                self._fault(event, "nothing explains it" if body is None else "its command decides otherwise")
            self._note(place, event)
            place += 1

    # --- forwards

    def _explain(self, event: Event) -> None:
        """Decide anew what led to an event; the events it gives are expected from now on."""
        matter = MatterId(event.stream)
        command = self._of_version.get((event.stream, event.version))
        organisation = self._organisations[-1][1]
        if command is not None:
            at = self._happened_at[command.stream, command.last]
            submission = command.submission
            asked = blended(self._ledger, submission)
            outcome = self._decide(organisation, self._now, submission.actor, asked, at)
            self._found.decided += 1
        else:
            outcome = self._decide(
                organisation, self._now, None, WakeMatter(matter=matter), decode(event.body).event.happened_at
            )
            self._found.by_themselves += 1
        if isinstance(outcome, Refusal):
            self._fault(event, f"its command is refused on replay: {outcome.code}")
        elif outcome is not None:
            self._expect(outcome)

    def _expect(self, decision: Decision) -> None:
        for happened in decision:
            state = self._now[happened.matter] = happened.state
            if state.version == 1 and state.parent is not None:
                self._parts[state.parent].append(state.id)
            self._expected[happened.matter, state.version] = encode(happened.matter, state.version, happened.event)

    def _reorganised(self, place: int) -> int:
        """Take consecutive events of the organisation, and expect what they do to matters; the place after them."""
        stop = place
        while stop < len(self._log) and self._log[stop].stream == ORGANISATION:
            stop += 1
        entries = [decode(event.body) for event in self._log[place:stop]]
        before = self._organisations[-1][1] if self._organisations else None
        events = [entry.event for entry in entries]
        after = evolve_all(before, events)
        self._organisations.append((stop - 1, after))
        affected = affected_units(before, events) if before else frozenset()
        if affected:
            self._found.by_themselves += 1
            named = re.compile(b"|".join(re.escape(unit.encode()) for unit in affected))
            concerned = [name for name, one in self._now.items() if one.open and named.search(encode_matter(one))]
            matters: dict[MatterId, Matter | None] = {name: self._now[name] for name in concerned}
            parts: _Parts = {}
            while True:
                outcome = reorganise(
                    self._world(after, matters, parts), entries[-1].by, concerned, events[-1].happened_at
                )
                if not isinstance(outcome, Needs):
                    break
                self._look_further(matters, parts, outcome, self._now)
            self._expect(outcome)
        return stop

    def _note(self, place: int, event: Event) -> None:
        """Keep the state an event led to, told by the event itself."""
        name = MatterId(event.stream)
        before = self._states[name][-1] if self._states[name] else None
        state = evolve(before, decode(event.body).event)
        self._states[name].append(state)
        self._places[name].append(place)
        self._now.setdefault(name, state)
        if self._now[name].version < state.version:
            self._now[name] = state

    def _fault(self, event: Event, what: str) -> None:
        self._found.faults.append(f"{event.stream} version {event.version} ({decode(event.body).type}): {what}")

    # --- looking back

    def check_refusal(self, operation: Operation) -> None:
        """A refusal must be what the rules say of a state the matter had while the command was under way."""
        name = operation.submission.command.matter
        assert operation.refusal is not None
        if operation.refusal.code == DoorRefusal.BUSY:
            return
        least = max((one.last for one in self._of_stream[name] if one.returned < operation.invoked), default=0)
        later = [one.first for one in self._of_stream[name] if one.invoked > operation.returned]
        most = min(later, default=NEVER) - 1
        if not least <= operation.seen <= most:
            self._found.faults.append(
                f"{operation.key}: was told version {operation.seen} of {name}, between {least} and {most} was there"
            )
        elif any(self._refusal_at(operation, place) == operation.refusal for place in self._window(name, operation)):
            self._found.refused += 1
        else:
            self._found.faults.append(f"{operation.key}: nothing explains the refusal {operation.refusal}")

    def _window(self, name: MatterId, operation: Operation) -> Iterable[int]:
        """Places of the log after which the matter had the version the refusal came with, and something else moved on."""
        places = self._places[name]
        first = places[operation.seen - 1] if operation.seen else -1
        stop = places[operation.seen] if operation.seen < len(places) else len(self._log)
        yield from {first, stop - 1}
        family = self._family(name)
        for place in range(first + 1, stop):
            stream = self._log[place].stream
            if stream == ORGANISATION or self._family(MatterId(stream)) == family:
                yield place

    def _family(self, name: MatterId) -> MatterId:
        """The matter this one is a part of, over all levels."""
        while (states := self._states.get(name)) and states[0].parent is not None:
            name = states[0].parent
        return name

    def _refusal_at(self, operation: Operation, place: int) -> Refusal | None:
        """What the command is refused for after the event at that place; None where it is not."""
        submission = operation.submission
        assert operation.at is not None
        assert submission.actor is not None
        organisation = next((one for at, one in reversed(self._organisations) if at <= place), None)
        if organisation is None:
            return None
        if refusal := may(organisation, submission.actor, submission.command, operation.at):
            return refusal
        if submission.version is not None and submission.version != operation.seen:
            return Refusal.of(DoorRefusal.STALE_VERSION, seen=submission.version, current=operation.seen)
        past = _Past(self._places, self._states, place)
        outcome = self._decide(organisation, past, submission.actor, submission.command, operation.at)
        return outcome if isinstance(outcome, Refusal) else None

    # --- deciding

    def _decide(
        self,
        organisation: Organisation,
        known: "_Known",
        actor: Actor | None,
        command: MatterCommand,
        at: datetime,
    ) -> Decision | Refusal | None:
        """A decision on the matters as known; None in the middle of a change, where a part is counted and not there."""
        wanted = [command.matter, command.part] if isinstance(command, DelegatePart) else [command.matter]
        matters = {name: known.get(name) for name in wanted}
        parts: _Parts = {}
        while True:
            outcome = decide(self._world(organisation, matters, parts), actor, command, at)
            if not isinstance(outcome, Needs):
                return outcome
            if any(parent in parts for parent in outcome.parts_of):
                return None
            self._look_further(matters, parts, outcome, known)

    def _look_further(
        self, matters: dict[MatterId, Matter | None], parts: "_Parts", needs: Needs, known: "_Known"
    ) -> None:
        for parent in needs.parts_of:
            parts[parent] = tuple(part for part in sorted(self._parts[parent]) if known.get(part) is not None)
        wanted = [*needs.matters, *(part for parent in needs.parts_of for part in parts[parent])]
        matters.update({name: known.get(name) for name in wanted if name not in matters})

    def _world(self, organisation: Organisation, matters: Mapping[MatterId, Matter | None], parts: "_Parts") -> World:
        return World(organisation, self._ledger.calendar, self._ledger.rules, matters, parts)


@dataclass(frozen=True, slots=True)
class _Past:
    """The matters as they were after the event at a place."""

    places: Mapping[MatterId, list[int]]
    states: Mapping[MatterId, list[Matter]]
    place: int

    def get(self, name: MatterId) -> Matter | None:
        """A matter, None where it was not there yet."""
        count = bisect_right(self.places.get(name, []), self.place)
        return self.states[name][count - 1] if count else None


_Known = Mapping[MatterId, Matter] | _Past
_Parts = dict[MatterId, tuple[MatterId, ...]]
