"""The order of repairs: encodings, invisible characters, readings, widths, then scripts; each told with its place."""

from collections.abc import Callable, Iterable
from hashlib import sha256

from buckstop.intake.directives.document import Grid, Line, MendedDocument, RawDocument, RawLine, RawTable
from buckstop.intake.directives.model import Block, BlockKind, Repair, RepairKind
from buckstop.intake.directives.repairs.change import Change, carried_out, recorded
from buckstop.intake.directives.repairs.mojibake import put_right
from buckstop.intake.directives.repairs.navigation import residue_among
from buckstop.intake.directives.repairs.pinyin import readings_out
from buckstop.intake.directives.repairs.script import simplified
from buckstop.intake.directives.repairs.width import narrowed, visible

_STEPS: tuple[Callable[[str], Iterable[Change]], ...] = (put_right, visible, readings_out, narrowed, simplified)
_SHOWN = 80


def mended(raw: RawDocument) -> MendedDocument:
    """The document with everything mended that can be, and the record of it."""
    sources = [source for part in raw.parts for source in _sources(part)]
    texts, repairs = [], list[Repair]()
    for block, (_address, text, _kind, joined) in enumerate(sources):
        repairs += (Repair(RepairKind.LINE_BREAK, block, _break(one), "") for one in joined[:-1])
        for step in _STEPS:
            after, changes = carried_out(text, step(text))
            repairs += recorded(text, block, changes)
            text = after  # noqa: PLW2901 - each step works on what the one before left
        texts.append(text)
    residue = _residue(raw, sources, texts)
    repairs += (Repair(RepairKind.NAVIGATION, block, texts[block][:_SHOWN], "") for block in sorted(residue))
    blocks = tuple(
        Block(
            BlockKind.RESIDUE if block in residue else kind,
            address,
            text,
            texts[block],
            sha256(_bytes(text)).hexdigest(),
        )
        for block, (address, text, kind, _joined) in enumerate(sources)
    )
    return MendedDocument(blocks, _layout(raw), tuple(sorted(repairs, key=lambda repair: repair.block)))


_Source = tuple[str, str, BlockKind, tuple[str, ...]]


def _sources(part: RawLine | RawTable) -> list[_Source]:
    if isinstance(part, RawLine):
        return [(part.address, part.text, BlockKind.PARAGRAPH, part.joined)]
    return [(cell.address, cell.text, BlockKind.CELL, ()) for cell in part.cells]


def _residue(raw: RawDocument, sources: list[_Source], texts: list[str]) -> frozenset[int]:
    """Blocks that are furniture of a page; files that are no pages have none."""
    if not raw.page:
        return frozenset()
    lines = [block for block, source in enumerate(sources) if source[2] is BlockKind.PARAGRAPH]
    places = residue_among(tuple(texts[block] for block in lines))
    return frozenset(lines[place] for place in places)


def _layout(raw: RawDocument) -> tuple[Line | Grid, ...]:
    parts: list[Line | Grid] = []
    block = 0
    for part in raw.parts:
        if isinstance(part, RawLine):
            parts.append(Line(block, part.title, part.heading))
            block += 1
        else:
            first = block
            rows = tuple(tuple(cell + first if cell >= 0 else -1 for cell in row) for row in part.rows)
            parts.append(Grid(rows))
            block += len(part.cells)
    return tuple(parts)


def _break(line: str) -> str:
    """The end of a broken line, as the record of its repair shows it."""
    return line[-_SHOWN // 2 :] + "\n"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
