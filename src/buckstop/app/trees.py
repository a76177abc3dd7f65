"""A directive as a tree: the whole, its parts and their parts, each with its lights, as far as somebody may read it.

What a reader may not read stands there as a closed door: who holds it and its phase, where they may read what it is a part
of; else only where something behind it is theirs to read. The outline of what lies above a unit's own part is open to it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from buckstop.app.columns import MATTER
from buckstop.app.ledger import Ledger
from buckstop.app.lists import MatterRow, lights_of, rows_of
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.axes import Light
from buckstop.domain.matter.words import Phase
from buckstop.domain.seeing import Extent
from buckstop.ledger.lookup import Order, Reading, Where, readable

MOST = 2_000
"""Matters of one tree that are shown; lights are read for as many."""


@dataclass(frozen=True, slots=True)
class Node:
    """A matter in the tree.

    Args:
        extent: WHOLE: everything; OUTLINE: title, terms and holder; NOTHING: a closed door.
        row: None behind a closed door.
        holder, phase: of a closed door too, where what it is a part of may be read; else None.
        lights: why it is late, behind or near, the gravest first; none in outline.
        parts: in the order of their opening.
    """

    id: MatterId
    extent: Extent
    row: MatterRow | None
    holder: UnitId | None
    phase: Phase | None
    lights: tuple[Light, ...]
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree of a directive.

    Args:
        left_out: matters beyond those shown; 0 but for the very largest.
    """

    root: Node
    left_out: int


def directive_tree(ledger: Ledger, top: MatterId, reading: Reading | None) -> Tree | None:
    """The tree under a topmost matter; None where there is none of that id or nothing of it may be read.

    Three questions to the store, however large it is: all its matters, their events, and what fell due above them.
    """
    store = ledger.store
    where = Where(kind=MATTER, top=top)
    page = store.page(where, Order.NEWEST, MOST)
    rows = rows_of(ledger, ledger.organisation(), page.snapshots)
    open_rows = [row for row in rows if readable(row.columns, reading)]
    growing = _Growing(rows, reading, lights_of(ledger, open_rows))
    if top not in growing.rows:
        return None
    root = growing.node(top, seen_above=False)
    left_out = store.count(where) - len(rows) if page.after else 0
    return None if root is None else Tree(root, left_out)


class _Growing:
    """A tree while it is put together."""

    def __init__(
        self, rows: tuple[MatterRow, ...], reading: Reading | None, lights: Mapping[MatterId, tuple[Light, ...]]
    ) -> None:
        self.rows = {row.id: row for row in rows}
        self._reading = reading
        self._lights = lights
        self._parts: dict[MatterId, list[MatterId]] = defaultdict(list)
        for row in reversed(rows):  # the first opened first
            if row.matter.parent is not None:
                self._parts[row.matter.parent].append(row.id)
        self._above_own = frozenset(self._outlined())

    def node(self, name: MatterId, *, seen_above: bool) -> Node | None:
        """A matter with its parts; None where nothing of it is to be shown.

        Args:
            seen_above: what it is a part of may be read.
        """
        row = self.rows[name]
        extent = self._extent(row)
        found = (self.node(part, seen_above=extent is not Extent.NOTHING) for part in self._parts[name])
        parts = tuple(one for one in found if one is not None)
        if extent is not Extent.NOTHING:
            lights = self._lights.get(name, ())
            return Node(name, extent, row, row.matter.holder, row.matter.phase, lights, parts)
        if seen_above:
            return Node(name, extent, None, row.matter.holder, row.matter.phase, (), parts)
        return Node(name, extent, None, None, None, (), parts) if parts else None

    def _extent(self, row: MatterRow) -> Extent:
        if readable(row.columns, self._reading):
            return Extent.WHOLE
        return Extent.OUTLINE if row.id in self._above_own else Extent.NOTHING

    def _outlined(self) -> Iterator[MatterId]:
        """Everything above a part that one of the reader's units holds or is offered."""
        own = frozenset(self._reading.direct if self._reading else ())
        for row in self.rows.values():
            if {row.columns.holder, row.columns.offeree} & own:
                above = row.matter.parent
                while above is not None and above in self.rows:
                    yield above
                    above = self.rows[above].matter.parent
