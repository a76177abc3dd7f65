"""After faults: what was acknowledged is there once, what was refused is not, and the log proves all of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from pathlib import Path
from random import Random

from buckstop.app.ledger import Ledger
from buckstop.app.sight import KIND
from buckstop.domain.matter.events.accountability import (
    CustodySucceeded,
    DecisionLapsed,
    MatterCarried,
    MatterDecided,
    MatterOpened,
    MatterRecalled,
    OfferAccepted,
)
from buckstop.domain.matter.events.work import MatterReopened
from buckstop.domain.matter.evolve import evolve
from buckstop.domain.matter.state import Matter
from buckstop.ledger.checkpoint import Checkpoint, Trust, open_checkpoint
from buckstop.ledger.codec import decode
from buckstop.ledger.faults import Fault
from buckstop.ledger.note import Note, check_signatures, decode_base64, parse_note
from buckstop.ledger.proof import prove_record, verify_record
from buckstop.ledger.store import Event, Store
from buckstop.ledger.tiles import hash_reader
from buckstop.ledger.tree import ReadHash, consistency_proof, leaf_hash, node_hash, root_of, verify_consistency
from proofs.histories import Operation, Outcome, order_faults, placed
from proofs.histories_replay import replay

# What may write a holder (protocol, guarantee 8); a reopened matter goes to the successor of a retired holder.
_WRITE_HOLDER = (
    MatterOpened,
    OfferAccepted,
    MatterDecided,
    DecisionLapsed,
    MatterRecalled,
    CustodySucceeded,
    MatterCarried,
    MatterReopened,
)
_PAIRS_OF = 200
_FROM_STORE = 300


@dataclass
class Audit:
    """Figures, and everything that is wrong.

    Args:
        acknowledged: commands somebody heard an acknowledgement of.
        refused: commands that were only ever refused.
        indeterminate: commands whose first sending was never answered.
        took_effect: of those, how many had taken effect all the same.
        lost: acknowledged and not there, or not as acknowledged.
        ghosts: refused and there.
        order: violations of the order of real time or of the versions.
        decided: commands that gave the same events when they were decided anew.
        proofs: proofs of record and of consistency that were made and verified.
    """

    acknowledged: int = 0
    refused: int = 0
    indeterminate: int = 0
    took_effect: int = 0
    lost: int = 0
    ghosts: int = 0
    order: int = 0
    events: int = 0
    decided: int = 0
    by_themselves: int = 0
    refusals_explained: int = 0
    proofs: int = 0
    faults: list[str] = field(default_factory=list)


def audit(ledger: Ledger, operations: Sequence[Operation], checkpoints: Iterable[bytes]) -> Audit:
    """Hold a ledger against what its clients sent and heard.

    Args:
        ledger: every event of it numbered.
        operations: every sending; whatever had no answer was sent again until it had one.
        checkpoints: as they were saved while it was written.
    """
    found = Audit()
    by_key: dict[tuple[str, str], list[Operation]] = defaultdict(list)
    for operation in operations:
        by_key[operation.key].append(operation)
    for sendings in by_key.values():
        _check_command(ledger, sendings, found)
    order = order_faults(placed(operations))
    found.order = len(order)
    found.faults += order
    log = list(ledger.store.log(0, ledger.store.end().size))
    found.events = len(log)
    _check_streams(ledger.store, found)
    _check_log(ledger, log, checkpoints, found)
    replayed = replay(ledger, operations)
    found.decided, found.by_themselves = replayed.decided, replayed.by_themselves
    found.refusals_explained = replayed.refused
    found.faults += replayed.faults
    return found


def check_acknowledged(store: Store, operation: Operation) -> str:
    """What is wrong with an acknowledged command, "" where all its leaves are in their place."""
    events = store.events(operation.stream, after=operation.first - 1)
    there = [event.leaf for event in events if event.version <= operation.last]
    return "" if there == _leaves(operation) else f"{operation.key}: what was acknowledged is not there"


def _leaves(operation: Operation) -> list[bytes | None]:
    note = parse_note(operation.note)
    assert isinstance(note, Note)
    return [decode_base64(line) for line in note.text.splitlines()[3:]]


def _check_command(ledger: Ledger, sendings: Sequence[Operation], found: Audit) -> None:
    actor, key = sendings[0].key
    answer = ledger.store.load((), actor, key).answer
    heard = [one for one in sendings if one.outcome is Outcome.OK]
    if sendings[0].outcome is Outcome.INFO:
        found.indeterminate += 1
        found.took_effect += bool(heard and heard[0].repeated)
    if heard:
        found.acknowledged += 1
        first = heard[0]
        note = parse_note(first.note)
        wrong = check_acknowledged(ledger.store, first)
        if answer is None or (answer.stream, answer.first_version, answer.last_version) != (
            first.stream,
            first.first,
            first.last,
        ):
            wrong = f"{first.key}: its answer is not kept as it was given"
        if wrong:
            found.lost += 1
            found.faults.append(wrong)
        if any(one.note != first.note for one in heard):
            found.faults.append(f"{first.key}: acknowledged in two ways")
        if not isinstance(note, Note) or isinstance(check_signatures(note, [ledger.key.verifier()]), Fault):
            found.faults.append(f"{first.key}: the acknowledgement is not signed by the ledger")
    elif any(one.outcome is Outcome.FAIL for one in sendings):
        found.refused += 1
        if answer is not None:
            found.ghosts += 1
            found.faults.append(f"{sendings[0].key}: refused and there")
    else:
        found.faults.append(f"{sendings[0].key}: was never answered")


def _check_streams(store: Store, found: Audit) -> None:
    """Versions without gaps, and a holder that only the right events write, each taking over from the last."""
    for name in store.streams():
        events = store.events(name)
        if [event.version for event in events] != list(range(1, len(events) + 1)):
            found.order += 1
            found.faults.append(f"{name}: its versions have gaps")
    for name in store.streams(KIND):
        matter: Matter | None = None
        for stored in store.events(name):
            event = decode(stored.body).event
            before, matter = matter, evolve(matter, event)
            moved = before is None or before.holder != matter.holder
            if moved and not isinstance(event, _WRITE_HOLDER):
                found.faults.append(f"{name} version {stored.version}: {event.NAME} wrote a holder")
            if isinstance(event, CustodySucceeded) and before is not None and event.former != before.holder:
                found.faults.append(f"{name} version {stored.version}: taken over from {event.former}, not the holder")


def _check_log(ledger: Ledger, log: Sequence[Event], checkpoints: Iterable[bytes], found: Audit) -> None:
    end, trust = ledger.store.end(), Trust(ledger.key.verifier())
    if [event.position for event in log] != list(range(end.size)) or ledger.store.pending_count():
        found.faults.append("the log has gaps, or events without a place")
    places: dict[str, int] = defaultdict(int)
    for event in log:
        places[event.stream] += 1
        if event.version != places[event.stream]:
            found.order += 1
            found.faults.append(f"{event.stream} version {event.version} stands in the wrong place of the log")
        if leaf_hash(event.body) != event.leaf:
            found.faults.append(f"{event.stream} version {event.version}: its leaf is another one's")
    read = _tree(log)
    from_store = hash_reader(lambda level, start, stop: _stored(ledger.store, level, start, stop))
    drawn = set(Random(1).sample(range(len(log)), min(_FROM_STORE, len(log))))  # noqa: S311 - which proofs are also made from stored hashes
    for event in log:
        assert event.position is not None
        readers = [read, from_store] if event.position in drawn else [read]
        for one in readers:
            proof = prove_record(event.position, end.size, one, end.checkpoint)
            if isinstance(verify_record(proof.encoded(), event.leaf, trust), Fault):
                found.faults.append(f"the proof of place {event.position} does not hold")
            found.proofs += 1
    _check_checkpoints([*checkpoints, end.checkpoint], log, read, trust, found)


def _stored(store: Store, level: int, start: int, stop: int) -> Sequence[bytes]:
    return store.leaves(start, stop) if level == 0 else store.nodes(level, start, stop)


def _tree(log: Sequence[Event]) -> ReadHash:
    """Hashes of all complete subtrees, worked out once."""
    levels = [[event.leaf for event in log]]
    while len(levels[-1]) > 1:
        row = levels[-1]
        levels.append([node_hash(left, right) for left, right in zip(row[::2], row[1::2], strict=False)])
    return lambda level, index: levels[level][index]


def _check_checkpoints(
    checkpoints: Iterable[bytes], log: Sequence[Event], read: ReadHash, trust: Trust, found: Audit
) -> None:
    """Each saved checkpoint is signed and of this log; every pair is consistent."""
    roots: dict[int, bytes] = {}
    for raw in checkpoints:
        if not raw:
            continue
        opened = open_checkpoint(raw, trust)
        if isinstance(opened, Fault):
            found.faults.append(f"a saved checkpoint is not the log's: {opened.code}")
            continue
        checkpoint: Checkpoint = opened.checkpoint
        if roots.setdefault(checkpoint.size, checkpoint.root) != checkpoint.root:
            found.faults.append(f"two roots were signed for size {checkpoint.size}")
    sizes = sorted(roots)
    if sizes and roots[sizes[-1]] != root_of(event.leaf for event in log):
        found.faults.append("the last checkpoint is not over the whole log")
    few = sizes[:: len(sizes) // _PAIRS_OF + 1]
    for old, new in {*pairwise(sizes), *combinations(few, 2)}:
        proof = consistency_proof(old, new, read)
        if not verify_consistency(old, roots[old], new, roots[new], proof):
            found.faults.append(f"the log of size {new} does not begin with that of size {old}")
        found.proofs += 1


def saved_checkpoints(folder: Path) -> list[bytes]:
    """The checkpoints a run saved, in order."""
    return [path.read_bytes() for path in sorted(folder.glob("*.checkpoint"))]
