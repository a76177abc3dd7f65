"""The sequencer: gives committed events their place in the log and signs the tree over them.

Why: commands on different matters must not wait for one another, so nobody numbers while committing. Numbering
afterwards, in rounds, one sequencer at a time, gives a log without gaps and a signed root a moment later.
"""

import logging
from collections.abc import Callable
from threading import Event as Flag

from buckstop.ledger.store import LogEnd, Numbering, NumberingTransaction, Store, StoreError
from buckstop.ledger.tree import Frontier, parse_frontier

_LOG = logging.getLogger(__name__)

SignRoot = Callable[[int, bytes], bytes]
"""(size, root) -> the signed checkpoint."""


class Sequencer:
    """One sequencer of a store. Several may run for safety: the store lets one of them number at a time.

    Args:
        store: whose events are numbered.
        sign: makes the checkpoint over a size and a root.
    """

    def __init__(self, store: Store, sign: SignRoot) -> None:
        self._store = store
        self._sign = sign

    def run_once(self, limit: int = 4096) -> int:
        """How many events were numbered in this round: 0 where none waits or another sequencer has the turn.

        Args:
            limit: events at most; a longer backlog takes more rounds, each with its checkpoint.

        Raises:
            StoreError: the turn was lost on the way, or the stored right edge is damaged. Nothing was numbered.
        """
        with self._store.numbering() as turn:
            return 0 if turn is None else self._number(turn, limit)

    def run(self, stop: Flag, every_seconds: float = 0.1, limit: int = 4096) -> None:
        """Number whatever comes until `stop` is set; a store in trouble is tried again after the pause.

        Args:
            stop: set by another thread; the round under way is finished.
            every_seconds: pause after a round that left nothing behind.
            limit: events of one round.
        """
        while not stop.is_set():
            try:
                behind = self.run_once(limit) == limit
            except StoreError as error:
                # Commands go on without a sequencer; their proofs come later. Ending here would end them for good.
                _LOG.warning("The log could not be continued and is tried again: %s", error)
                behind = False
            if not behind:
                stop.wait(every_seconds)

    def _number(self, turn: NumberingTransaction, limit: int) -> int:
        waiting = turn.pending(limit)
        if not waiting:
            return 0
        edge = turn.end()
        growth = _frontier_of(edge).grow(event.leaf for event in waiting)
        frontier = growth.frontier
        turn.write(
            Numbering(
                before=edge.size,
                events=tuple((event.stream, event.version) for event in waiting),
                nodes=growth.completed,
                end=LogEnd(frontier.size, frontier.encoded(), self._sign(frontier.size, frontier.root())),
            )
        )
        return len(waiting)


def _frontier_of(edge: LogEnd) -> Frontier:
    frontier = parse_frontier(edge.frontier)
    if not isinstance(frontier, Frontier) or frontier.size != edge.size:
        raise StoreError(
            f"the stored right edge of the log does not belong to its size {edge.size}: "
            "verify the ledger before anything is added to the log"
        )
    return frontier
