"""A ledger's log handed out as a folder of tiles that anybody can copy, serve, check and keep."""

from pathlib import Path

from buckstop.app.ledger import Ledger
from buckstop.ledger.checkpoint import Checkpoint, Trust, open_checkpoint
from buckstop.ledger.faults import Fault, FaultCode
from buckstop.ledger.store import Store
from buckstop.ledger.tile_folder import TileFolder
from buckstop.ledger.tree import tree_root
from buckstop.ledger.verify import store_hashes


def export(ledger: Ledger, folder: Path, cosigned: bytes | None = None) -> Checkpoint | Fault | None:
    """Bring a folder to a checkpoint; only what is new since the last export is written, the checkpoint last.

    Args:
        folder: new, or one that held an earlier part of this log.
        cosigned: a checkpoint with witnesses' signatures; None = the newest of the ledger.

    Returns:
        The checkpoint the folder stands at. None while the log is empty. A fault, and the folder as it was, where it
        holds another log, a longer one, or one that forked from this.
    """
    note = cosigned or ledger.store.end().checkpoint
    if not note:
        return None
    trust = Trust(ledger.key.verifier())
    opened = open_checkpoint(note, trust)
    if isinstance(opened, Fault):
        return opened
    target = TileFolder(folder)
    before = target.checkpoint()
    if before is not None:
        fault = _forked(ledger.store, before, trust, opened.checkpoint.size)
        if fault is not None:
            return fault
    fault = target.export(
        note,
        lambda level, start, stop: (
            ledger.store.nodes(level, start, stop) if level else ledger.store.leaves(start, stop)
        ),
        lambda start, stop: [event.body for event in ledger.store.log(start, stop)],
    )
    return fault or opened.checkpoint


def _forked(store: Store, before: bytes, trust: Trust, size: int) -> Fault | None:
    """What is wrong with adding to what the folder holds."""
    old = open_checkpoint(before, trust)
    if isinstance(old, Fault):
        return old
    if old.checkpoint.size > size:
        return Fault(FaultCode.FOLDER_AHEAD, fields={"found": old.checkpoint.size, "size": size})
    if tree_root(old.checkpoint.size, store_hashes(store)) != old.checkpoint.root:
        return Fault(FaultCode.FOLDER_FORKED, fields={"size": old.checkpoint.size})
    return None
