"""A document between reading and understanding: lines and tables as the file gave them, then the same as mended blocks."""

from dataclasses import dataclass, field

from buckstop.intake.directives.model import Block, Repair


@dataclass(frozen=True, slots=True)
class RawLine:
    """A paragraph, or a line of a text.

    Args:
        address: see `model.Block`.
        title: the file's own styles make it the title; `heading` likewise.
        joined: what was put together of broken lines, each as the file gave it; empty where nothing was.
    """

    address: str
    text: str
    title: bool = False
    heading: bool = False
    joined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell of a table, once, however many places of the grid it covers."""

    address: str
    text: str


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as a grid.

    Args:
        cells: every cell once.
        rows: for each row and column the number of the cell that covers it; -1 for none.
    """

    cells: tuple[RawCell, ...]
    rows: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class RawDocument:
    """What a reader hands over.

    Args:
        parts: in reading order.
        page: pages of the web or of print may have left their furniture in it: menus, page numbers, buttons.
    """

    parts: tuple[RawLine | RawTable, ...]
    page: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A mended paragraph: the number of its block, and what the file's styles say of it."""

    block: int
    title: bool = False
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A mended table: for each row and column the number of the block that covers it; -1 for none."""

    rows: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class MendedDocument:
    """A document ready to be understood."""

    blocks: tuple[Block, ...]
    parts: tuple[Line | Grid, ...]
    repairs: tuple[Repair, ...] = field(default=())
