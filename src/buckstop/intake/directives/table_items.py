"""The items of a table: one per task, whatever is merged, left blank or written in the cell above."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from buckstop.intake.directives.chunks import chunks_of
from buckstop.intake.directives.document import Grid
from buckstop.intake.directives.grammar.dates import due_behind
from buckstop.intake.directives.grammar.headings import numbered
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.responsibility import Role, Said, posts_of, said_in
from buckstop.intake.directives.grammar.tables import (
    Header,
    header_from_cells,
    header_of,
    is_blank,
    is_total,
    repeats_header,
    says_same,
)
from buckstop.intake.directives.items import Found
from buckstop.intake.directives.model import Block
from buckstop.intake.directives.names import UnitNames

_ROLES = {"lead": Role.LEAD, "responsible": Role.RESPONSIBLE, "support": Role.SUPPORT}
_TASKS = ("task", "measures", "goal")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A field of a row: the block it is read from, and whether that is a cell further up."""

    block: int
    inherited: bool = False


_Row = dict[tuple[str, int], _Cell]


def table_texts(grid: Grid, blocks: tuple[Block, ...]) -> tuple[tuple[str, ...], ...]:
    """The text of every place of a table, merged cells repeated."""
    return tuple(tuple(blocks[block].text if block >= 0 else "" for block in row) for row in grid.rows)


def table_items(
    grid: Grid, blocks: tuple[Block, ...], names: UnitNames | None, known: Header | None = None
) -> tuple[list[Found], Header | None]:
    """The tasks of a table, and its header; none where it is no table of tasks.

    Args:
        known: header of the table before, which one without a header of its own continues.
    """
    texts = table_texts(grid, blocks)
    header = header_of(texts)
    if header is None and known is not None and texts and _width(texts) == _last_column(known):
        header = replace(known, row=0)
    header = header or header_from_cells(texts)
    if header is None:
        return [], None
    found: list[Found] = []
    section = ""
    for above, row in _rows(grid, texts, header):
        if (title := _section_row(grid.rows[row], texts[row])) is not None:
            section = title
            continue
        cells = _fields(grid, texts, header, row, above)
        if (one := _found(cells, blocks, names, section, header)) is None:
            continue
        if found and above is not None and _continues(found[-1], one, cells):
            found[-1] = _with_phase(found[-1], one)
        else:
            found.append(one)
    return found, header


def _width(texts: tuple[tuple[str, ...], ...]) -> int:
    return max((place for row in texts for place, text in enumerate(row) if text.strip()), default=-1)


def _last_column(header: Header) -> int:
    return max(column for columns in header.columns.values() for column in columns)


def _rows(grid: Grid, texts: tuple[tuple[str, ...], ...], header: Header) -> Iterator[tuple[int | None, int]]:
    """Numbers of the rows that hold tasks, each with the row above that it may take fields from."""
    above: int | None = None
    for row in range(header.row, len(grid.rows)):
        filled = any(text.strip() for text in texts[row])
        if not filled or is_total(texts[row]) or repeats_header(texts[row], header):
            continue
        yield above, row
        above = None if _section_row(grid.rows[row], texts[row]) is not None else row


def _section_row(blocks: tuple[int, ...], texts: tuple[str, ...]) -> str | None:
    """The heading of a row that is one cell over all columns, or one text alone; None for a row of fields."""
    filled = {block: text for block, text in zip(blocks, texts, strict=True) if text.strip()}
    if len(filled) != 1 or len(texts) <= 2:
        return None
    block, text = next(iter(filled.items()))
    alone_in_front = blocks.index(block) == 0 and numbered(Passage(block, text, 0, len(text))).body.words != text
    wide = sum(1 for other in blocks if other == block) > len(blocks) // 2
    if not (wide or alone_in_front):
        return None
    return numbered(Passage(block, text, 0, len(text))).body.words


def _fields(grid: Grid, texts: tuple[tuple[str, ...], ...], header: Header, row: int, above: int | None) -> _Row:
    """Every field of a row; merged cells, "same as above" and, below one number, blank cells come from above."""
    number = header.first("number")
    task = header.first("task")
    task = header.first("measures") if task is None else task
    same_number = above is not None and (
        (number is not None and (is_blank(texts[row][number]) or grid.rows[row][number] == grid.rows[above][number]))
        or (number is None and task is not None and is_blank(texts[row][task]))
    )
    found: _Row = {}
    for field, columns in header.columns.items():
        for column in columns:
            block, source = grid.rows[row][column], row
            merged = above is not None and block >= 0 and grid.rows[above][column] == block
            borrow = says_same(texts[row][column]) or (same_number and is_blank(texts[row][column]))
            while borrow and source > header.row:
                source -= 1
                block = grid.rows[source][column]
                borrow = says_same(texts[source][column]) or is_blank(texts[source][column])
            if block >= 0 and not is_blank(texts[source][column]):
                found[field, column] = _Cell(block, inherited=merged or source != row)
    return found


def _found(
    cells: _Row, blocks: tuple[Block, ...], names: UnitNames | None, section: str, header: Header
) -> Found | None:
    """The task of a row with what its columns say."""
    tasks = [(field, cell) for name in _TASKS for (field, _column), cell in cells.items() if field == name]
    if not tasks:
        return None
    _field, task_cell = tasks[0]
    passage = _passage(task_cell.block, blocks)
    piece = numbered(passage)
    chunks = chunks_of([piece.body], names)
    inline = sum((chunk.said for chunk in chunks), Said())
    said, inherited = _said(cells, blocks, names, header)
    if not said.shares and inline.shares:
        said = Said(
            (*said.shares, *inline.shares), (*said.leaders, *inline.leaders), (*said.dates, *inline.dates), inline.below
        )
    if not said.dates:
        own = tuple(date for chunk in chunks for date in chunk.dates)
        said = Said(said.shares, said.leaders, (*inline.dates, *own), said.below)
    pieces = [piece for chunk in chunks for piece in chunk.pieces]
    pieces += [_passage(cell.block, blocks) for _field, cell in tasks[1:] if cell.block != task_cell.block]
    number_cell = _cell(cells, "number")
    number = _words(number_cell, blocks).strip(".\u3001\uff0e ") if number_cell else piece.number
    category = _words(_cell(cells, "section"), blocks) or section
    inherited |= {name for name, cell in (("number", number_cell), ("task", task_cell)) if cell and cell.inherited}
    task = " ".join("\n".join(chunk.task for chunk in chunks).split("\n")) if chunks else piece.body.words
    return Found(
        number,
        " ".join(category.split()),
        task,
        piece.body.place,
        said,
        tuple(pieces),
        frozenset(inherited),
        _words(_cell(cells, "output"), blocks),
    )


def _said(cells: _Row, blocks: tuple[Block, ...], names: UnitNames | None, header: Header) -> tuple[Said, set[str]]:
    """What the columns for units, leaders and deadlines say, and which of it comes from cells above."""
    said, inherited = Said(), set[str]()
    for (field, column), cell in cells.items():
        passage = _passage(cell.block, blocks)
        if field in _ROLES:
            said += said_in(passage, names, _ROLES[field])
        elif field == "due":
            said += Said(dates=due_behind(header.titles[column], passage))
        elif field == "leader":
            said += Said(leaders=posts_of(passage))
        if cell.inherited:
            inherited |= {_FIELD_NAMES[field]} if field in _FIELD_NAMES else set()
    return said, inherited


_FIELD_NAMES = {
    "lead": "lead", "responsible": "lead", "support": "supports", "leader": "leaders", "due": "dues", "section": "section",
}  # fmt: skip


def _continues(last: Found, one: Found, cells: _Row) -> bool:
    """Whether a row adds a deadline to the task above; or units, where nothing of the task, nor a number, is its own."""
    own = {field for (field, _column), cell in cells.items() if not cell.inherited}
    if last.place != one.place or "task" in own:
        return False
    if own & _ROLES.keys():
        return not own & {"number", *_TASKS}
    return "due" in own


def _with_phase(last: Found, one: Found) -> Found:
    """The task with what another of its rows adds; a unit named twice counts once."""
    dates = (*last.said.dates, *(date for date in one.said.dates if date not in last.said.dates))
    leaders = (*last.said.leaders, *(leader for leader in one.said.leaders if leader not in last.said.leaders))
    return replace(last, said=Said((*last.said.shares, *one.said.shares), leaders, dates, last.said.below))


def _cell(cells: _Row, wanted: str) -> _Cell | None:
    return next((cell for (field, _column), cell in cells.items() if field == wanted), None)


def _words(cell: _Cell | None, blocks: tuple[Block, ...]) -> str:
    return blocks[cell.block].text.strip() if cell else ""


def _passage(block: int, blocks: tuple[Block, ...]) -> Passage:
    text = blocks[block].text
    return Passage(block, text, 0, len(text)).trimmed()
