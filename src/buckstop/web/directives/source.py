"""The document as the page shows it: what was mended in it, and where each task and each field of it stands."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from buckstop.app.directive_review import Task
from buckstop.intake.directives.model import Block, BlockKind, Draft, Item, Place
from buckstop.text.directives import repair_words
from buckstop.text.readers import Reader

_ALIKE = 0.4
"""Below this likeness of raw and mended text single signs tell nothing any more: wrong encodings, mostly."""

_LONGEST_COMPARED = 1500
_CELL = re.compile(r"(?P<sheet>.*)!(?P<column>[A-Z]+)(?P<row>[0-9]+)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the document.

    Args:
        role: what it says of a task: `task`, `lead`, `support`, `leader`, `due`, `quantity`; empty where nothing.
        task: key of the task it leads to; empty where it leads nowhere.
        chosen: it belongs to the task that is looked at.
        mended: `gone`: it stood there and was taken out; `put`: it was put there; empty where it stood there.
    """

    words: str
    role: str = ""
    task: str = ""
    tasks: str = ""
    chosen: bool = False
    mended: str = ""


@dataclass(frozen=True, slots=True)
class Mended:
    """A repair in words."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class BlockView:
    """A paragraph or cell.

    Args:
        number: in the document, from 0; the block's anchor.
        kind: see `BlockKind`.
        column: of the table it is a cell of, from 1; 0 for what is no cell.
    """

    number: int
    address: str
    kind: str
    column: int
    pieces: tuple[Piece, ...]
    repairs: tuple[Mended, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """Blocks that stand side by side: one paragraph, or the cells of one row of a table."""

    cells: bool
    blocks: tuple[BlockView, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    role: str
    task: str


def passages(draft: Draft, tasks: Sequence[Task], chosen: str, read: Reader) -> tuple[Passage, ...]:
    """The whole document in reading order, marked.

    Args:
        tasks: those whose places are marked.
        chosen: key of the task that is looked at; empty for none.
    """
    marks = _marks(draft, tasks)
    mended: Mapping[int, list[Mended]] = defaultdict(list)
    for repair in draft.repairs:
        mended[repair.block].append(Mended(repair_words(repair, read.translate), repair.before, repair.after))
    views = [
        BlockView(
            number,
            block.address,
            block.kind,
            _column_of(block),
            _pieces(block, marks[number], chosen),
            tuple(mended.get(number, ())),
        )
        for number, block in enumerate(draft.blocks)
    ]
    return tuple(Passage(any(row), blocks) for row, found in groupby(views, _row_of) for blocks in _alone(row, found))


def _column_of(block: Block) -> int:
    found = _CELL.fullmatch(block.address) if block.kind is BlockKind.CELL else None
    number = 0
    for letter in found["column"] if found else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _row_of(view: BlockView) -> tuple[str, str]:
    found = _CELL.fullmatch(view.address) if view.kind == BlockKind.CELL else None
    return (found["sheet"], found["row"]) if found else ("", "")


def _alone(row: tuple[str, str], blocks: Iterable[BlockView]) -> Iterator[tuple[BlockView, ...]]:
    """The cells of a row together, paragraphs one by one."""
    if any(row):
        yield tuple(blocks)
    else:
        yield from ((block,) for block in blocks)


def places_of(item: Item) -> Iterator[tuple[str, Place]]:
    """Where each field of an item stands, by what it says."""
    yield "task", item.place
    for unit in (*((item.lead,) if item.lead else ()), *item.responsible):
        yield "lead", unit.place
    yield from (("support", unit.place) for unit in item.supports)
    yield from (("leader", leader.place) for leader in item.leaders)
    yield from (("due", due.place) for due in item.dues)
    yield from (("quantity", quantity.place) for quantity in item.quantities)


def _marks(draft: Draft, tasks: Iterable[Task]) -> Mapping[int, list[_Mark]]:
    found: Mapping[int, list[_Mark]] = defaultdict(list)
    for task in tasks:
        if task.item is not None and task.item < len(draft.items):
            for role, place in places_of(draft.items[task.item]):
                found[place.block].append(_Mark(place.start, place.end, role, task.key))
    return found


def _pieces(block: Block, marks: Sequence[_Mark], chosen: str) -> tuple[Piece, ...]:
    if block.kind is BlockKind.RESIDUE:
        return (Piece(block.raw, mended="gone"),)
    put, gone = _compared(block)
    edges = {0, len(block.text), *gone}
    for start, end in (*((one.start, one.end) for one in marks), *put):
        edges |= {start, end}
    within = sorted(edge for edge in edges if 0 <= edge <= len(block.text))
    found: list[Piece] = []
    for start, end in pairwise(within):
        if start in gone:
            found.append(Piece(gone[start], mended="gone"))
        new = any(first <= start < last for first, last in put)
        found.append(_piece(block.text[start:end], [one for one in marks if one.start <= start < one.end], chosen, new))
    if len(block.text) in gone:
        found.append(Piece(gone[len(block.text)], mended="gone"))
    return tuple(found)


def _piece(words: str, marks: Sequence[_Mark], chosen: str, put: bool) -> Piece:
    mended = "put" if put else ""
    if not marks:
        return Piece(words, mended=mended)
    own = [one for one in marks if one.task == chosen]
    told = own or marks
    field = next((one for one in told if one.role != "task"), told[0])
    keys = dict.fromkeys(one.task for one in marks)
    return Piece(words, field.role, field.task, " ".join(keys), bool(own), mended)


def _compared(block: Block) -> tuple[list[tuple[int, int]], dict[int, str]]:
    """Stretches of the mended text that were not in the raw one, and what stood before a place and was taken out."""
    if block.raw == block.text or max(len(block.raw), len(block.text)) > _LONGEST_COMPARED:
        return [], {}
    matcher = SequenceMatcher(None, block.raw, block.text, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return [], {}
    put: list[tuple[int, int]] = []
    gone: dict[int, str] = {}
    for what, raw_start, raw_end, start, end in matcher.get_opcodes():
        if what != "equal":
            removed = block.raw[raw_start:raw_end]
            if removed.strip():
                gone[start] = gone.get(start, "") + removed
            if end > start:
                put.append((start, end))
    return put, gone
