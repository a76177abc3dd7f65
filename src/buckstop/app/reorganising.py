"""What a change of the organisation writes: itself, and what it does to open matters, in one transaction.

Everything that fell due before the change takes effect happens first, under the organisation as it was. Then whatever
the change makes wrong with open matters is put right: holders, offers, arbiters, verifiers.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from buckstop.app.cycle_turns import open_all_due_turns, successions
from buckstop.app.ledger import Ledger
from buckstop.app.sight import KIND, Sight, change_of, look_and_decide, matters_of, organisation_snapshot
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands.accountability import WakeMatter
from buckstop.domain.matter.decide import reorganise
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Actor
from buckstop.domain.matter.world import Decision, Needs
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_decide import affected_units, due_events
from buckstop.domain.organisation_events import OrganisationEvent
from buckstop.domain.organisation_evolve import evolve_all
from buckstop.domain.refusals import Refusal
from buckstop.ledger.codec import encode
from buckstop.ledger.sealing import placed
from buckstop.ledger.store import ORGANISATION, Answer, Change, Event, SealedField, Where, Writer
from buckstop.ledger.tree import leaf_hash

_PAGE = 1000
_UNITS_AT_ONCE = 1000


def carry_out_plans(ledger: Ledger) -> None:
    """Carry out the planned changes of the organisation that are due; each at its own instant."""
    now = ledger.now()
    with ledger.store.exclusive() as writer:
        version = writer.load([ORGANISATION]).organisation_version
        carry_out(ledger, writer, ledger.organisation(version), now)


def plans_due(organisation: Organisation, at: datetime) -> bool:
    """A planned change waits to be carried out."""
    return organisation.next_change_at is not None and organisation.next_change_at <= at


def carry_out(ledger: Ledger, writer: Writer, organisation: Organisation, until_at: datetime) -> Organisation:
    """The organisation after its due plans, each written at its own instant."""
    while plans_due(organisation, until_at):
        at = organisation.next_change_at
        assert at is not None
        events = due_events(organisation, at)
        write_events(ledger, writer, organisation, events, None, at, None, ())
        organisation = evolve_all(organisation, events)
    return organisation


def write_events(
    ledger: Ledger,
    writer: Writer,
    before: Organisation | None,
    events: Sequence[OrganisationEvent],
    actor: Actor | None,
    at: datetime,
    answer: Answer | None,
    sealed: tuple[SealedField, ...],
) -> list[bytes]:
    """Write events of the organisation and what they do to matters; the leaf hashes of the former."""
    version = before.version if before else 0
    after = evolve_all(before, events)
    affected = affected_units(before, events) if before else frozenset()
    if affected and before is not None:
        _wake_all(ledger, writer, before, at)
    sight = Sight(after, version, {}, {})
    decision = _consequences(ledger, writer, sight, actor, affected, at)
    cycles = successions(writer, after, affected, actor, at)
    written = [
        Event(ORGANISATION, number, body, leaf_hash(body))
        for number, body in (
            (number, encode(ORGANISATION, number, event, actor)) for number, event in enumerate(events, version + 1)
        )
    ]
    placing = [(ORGANISATION, number, event) for number, event in enumerate(events, version + 1)]
    change = change_of(sight, decision)
    writer.commit(
        Change(
            expected={**change.expected, **{event.stream: event.version - 1 for event, _snapshot in cycles}},
            events=(*written, *change.events, *(event for event, _snapshot in cycles)),
            snapshots=(organisation_snapshot(after), *change.snapshots, *(snapshot for _event, snapshot in cycles)),
            answer=answer,
            sealed=tuple(placed(row, placing) for row in sealed),
        )
    )
    return [event.leaf for event in written]


def _wake_all(ledger: Ledger, writer: Writer, organisation: Organisation, at: datetime) -> None:
    """Let everything that fell due until an instant take effect under the organisation as it still is."""
    open_all_due_turns(ledger, writer, organisation, at)
    while due := writer.find(Where(kind=KIND, due_until=at), limit=_PAGE):
        for snapshot in due:
            matter = MatterId(snapshot.stream)
            loaded = writer.load([matter])  # a neighbour's wake may have changed it meanwhile
            sight = Sight(organisation, loaded.organisation_version, matters_of(loaded.snapshots.values()), {})
            outcome = look_and_decide(ledger, writer, sight, None, WakeMatter(matter=matter), at)
            assert not isinstance(outcome, Refusal), outcome
            if outcome:
                writer.commit(change_of(sight, outcome))


def _consequences(
    ledger: Ledger, writer: Writer, sight: Sight, actor: Actor | None, affected: frozenset[UnitId], at: datetime
) -> Decision:
    concerned = matters_involving(writer, affected)
    sight.matters.update(concerned)
    while True:
        outcome = reorganise(sight.world(ledger), actor, concerned, at)
        if not isinstance(outcome, Needs):
            return outcome
        sight.look_further(writer, outcome)


def matters_involving(writer: Writer, units: Iterable[UnitId]) -> dict[MatterId, Matter | None]:
    """Open matters that one of the units has to do with in whatever way, found by their columns.

    Why these are all that a change can concern: what it puts right are holders, givers, offers, verifiers, whoever was
    asked, and arbiters, who are chosen by the parties. `domain.seeing.involved` names every one of them.
    """
    found: dict[MatterId, Matter | None] = {}
    named = sorted(units)
    for start in range(0, len(named), _UNITS_AT_ONCE):  # a database takes so many values in one question, not more
        where = Where(kind=KIND, active=True, involved=tuple(named[start : start + _UNITS_AT_ONCE]))
        after = ""
        while page := writer.find(where, limit=_PAGE, after=after):
            found.update(matters_of(one for one in page if one.stream not in found))
            after = page[-1].stream
    return found
