"""From a mended document to a draft: items in the order of the document, and the questions about the whole of it."""

from dataclasses import replace

from buckstop.intake.directives.chunks import Chunk
from buckstop.intake.directives.document import Grid, Line, MendedDocument
from buckstop.intake.directives.entries import Entry, entries_of
from buckstop.intake.directives.front import Front, front_of
from buckstop.intake.directives.grammar.defaults import (
    first_listed_leads,
    noted_for_all,
    said_for_all,
    speaks_of_those_above,
)
from buckstop.intake.directives.grammar.headings import numbered
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.responsibility import Said
from buckstop.intake.directives.grammar.tables import Header
from buckstop.intake.directives.grammar.years import DocumentYear
from buckstop.intake.directives.items import Defaults, Found, Reading, item_of
from buckstop.intake.directives.model import Asked, Block, BlockKind, Draft, Item, Place, Question
from buckstop.intake.directives.names import UnitNames
from buckstop.intake.directives.table_items import table_items
from buckstop.intake.directives.words import any_of, compiled, either

_REQUIREMENTS = compiled(any_of("headings.requirements"))
_NEWS = compiled(either("headings.news"))
_SENTENCES = "\u3002\uff01!\n"


def drafted(document: MendedDocument, name: str, names: UnitNames | None) -> Draft:
    """The draft of a document.

    Args:
        name: of the file, without folders; empty for pasted text.
    """
    front = front_of(document, names)
    blocks = document.blocks
    whole = "\n".join(block.text for block in blocks if block.kind is not BlockKind.RESIDUE)
    year = DocumentYear(front.year.year, front.year.day, before_new_year=front.year.before_new_year)
    reading = Reading(year, names, first_listed_leads(whole))
    collected = _Collected(blocks, reading)
    if front.title_block is not None and (noted := noted_for_all(_whole(blocks, front.title_block), names)):
        collected.defaults.learn(noted)
    lines: list[Line] = []
    header: Header | None = None
    for part in document.parts:
        if isinstance(part, Grid):
            found, own = table_items(part, blocks, names, header)
            if own is None:  # no table of tasks: its cells are read as the lines they could have been
                cells = dict.fromkeys(block for row in part.rows for block in row if block >= 0)
                lines += (Line(block) for block in cells if blocks[block].text.strip())
                continue
            collected.take_lines(lines)
            lines, header = [], own
            collected.take_table(found)
        elif blocks[part.block].kind is not BlockKind.RESIDUE and part.block not in front.outside:
            lines.append(part)
    collected.take_lines(lines)
    items = tuple(collected.items)
    questions = () if items else (Question(Asked.NO_TASKS, None),)
    return Draft(
        file=name,
        title=front.title,
        number=front.number,
        issuer=front.issuer,
        issued_date=front.issued_date,
        year=front.year.year,
        year_from=front.year.told_by,
        blocks=_with_kinds(blocks, front, collected.headings),
        repairs=document.repairs,
        items=items,
        questions=questions,
    )


def _whole(blocks: tuple[Block, ...], block: int) -> Passage:
    text = blocks[block].text
    return Passage(block, text, 0, len(text)).trimmed()


class _Collected:
    """The items found so far, and what holds for those to come."""

    def __init__(self, blocks: tuple[Block, ...], reading: Reading) -> None:
        self.blocks = blocks
        self.reading = reading
        self.defaults = Defaults()
        self.found: list[tuple[Found, Defaults]] = []
        self.headings: set[int] = set()

    @property
    def items(self) -> list[Item]:
        """Every item with its questions."""
        return [item_of(found, defaults, self.reading) for found, defaults in self.found]

    def take_table(self, found: list[Found]) -> None:
        """Take the tasks of a table."""
        for one in found:
            self._add(one)

    def take_lines(self, lines: list[Line]) -> None:
        """Take the tasks of running text."""
        kept: list[Line] = []
        for_later: list[tuple[int, Said]] = []
        for_earlier: list[tuple[int, Said]] = []
        for line in lines:
            passage = _whole(self.blocks, line.block)
            below, above = _said_for_all(passage, self.reading.names)
            noted = noted_for_all(passage, self.reading.names) if not (below or above) else None
            if noted and numbered(passage).depth is None:
                below = [noted]
                self.headings.add(line.block)
            for_later += ((line.block, said) for said in below)
            for_earlier += ((line.block, said) for said in above)
            if not below and not above:
                kept.append(line)
        entries = entries_of(kept, self.blocks, self.reading.names)
        answered_for = bool(self.defaults.answering) or any(
            said.names_answerable for _block, said in (*for_later, *for_earlier)
        )
        news = any(_NEWS.search(self.blocks[line.block].text.strip()) for line in lines)
        chosen = _with_tasks(entries, answered_for=answered_for, news=news)
        for place, entry in enumerate(entries):
            while for_later and for_later[0][0] < entry.numbered.body.block:
                self.defaults.learn(for_later.pop(0)[1])
            if entry.heading:
                self.headings.add(entry.numbered.body.block)
            if place in chosen:
                self._take_entry(entry, entries)
        for _block, said in for_later:
            self.defaults.learn(said)
        for block, said in for_earlier:
            for found, defaults in self.found:
                if found.place.block < block:
                    _fill(defaults, said)

    def _take_entry(self, entry: Entry, entries: list[Entry]) -> None:
        inherited_from = _heading_that_answers(entry, entries)
        for chunk in entry.chunks or [Chunk()]:
            said = Said(chunk.said.shares, chunk.said.leaders, (*chunk.dates, *chunk.said.dates), chunk.said.below)
            inherited: frozenset[str] = frozenset()
            if not said.shares and inherited_from is not None:
                said = Said(inherited_from.shares, said.leaders, said.dates or inherited_from.dates, said.below)
                inherited = frozenset({"lead"})
            place = _place_of(chunk, entry)
            section = entry.section[-1] if entry.section else ""
            self._add(
                Found(
                    entry.numbered.number, section, chunk.task, place, said, (*chunk.pieces, *chunk.details), inherited
                )
            )

    def _add(self, found: Found) -> None:
        """Add an item under what holds now; what it says for those below holds from the next one on."""
        self.found.append((found, replace(self.defaults)))
        if found.said.below is not None:
            self.defaults.learn(found.said.below)


def _said_for_all(line: Passage, names: UnitNames | None) -> tuple[list[Said], list[Said]]:
    """What a line says for all items below and for all above; nothing where one of its sentences says something else."""
    below: list[Said] = []
    above: list[Said] = []
    for sentence in line.split(_SENTENCES):
        said = said_for_all(sentence, names)
        if said is None:
            return [], []
        (above if speaks_of_those_above(sentence) else below).append(said)
    return below, above


def _fill(defaults: Defaults, said: Said) -> None:
    """Complete what held for an item by what is said afterwards for all above."""
    later = Defaults()
    later.learn(said)
    defaults.answering = defaults.answering or later.answering
    defaults.supporting = defaults.supporting or later.supporting
    defaults.dates = defaults.dates or later.dates


def _with_tasks(entries: list[Entry], *, answered_for: bool, news: bool) -> frozenset[int]:
    """Which entries hold tasks: those that say who does it, their siblings in a list, and numbered ones with a date.

    Args:
        answered_for: the notice says for all who does it, so that numbered entries need not say it.
        news: a report of the press, whose running text tells what was done; only a deadline makes a task of it.
    """
    answering = {
        place
        for place, entry in enumerate(entries)
        if entry.answers and not entry.heading and (not news or entry.numbered.depth is not None or entry.is_due)
    }
    lists = {
        _list_of(entry)
        for place, entry in enumerate(entries)
        if place in answering and entry.numbered.depth is not None
    }
    lists |= {
        _list_of(entry)
        for entry in entries
        if entry.numbered.depth is not None and entry.parent >= 0 and entries[entry.parent].answers
    }
    chosen = set(answering)
    for place, entry in enumerate(entries):
        if entry.heading or entry.numbered.depth is None or place in chosen:
            continue
        if entry.section and _REQUIREMENTS.search(entry.section[-1]):
            continue
        if _list_of(entry) in lists or ((entry.is_due or answered_for) and not answering):
            chosen.add(place)
    return frozenset(chosen)


def _list_of(entry: Entry) -> tuple[int, int | None]:
    """What the entries of one list share: the heading they stand under and the style of their numbers."""
    return entry.parent, entry.numbered.depth


def _heading_that_answers(entry: Entry, entries: list[Entry]) -> Said | None:
    """What the nearest heading above says about who does what stands below it."""
    parent = entry.parent
    while parent >= 0:
        said = sum((chunk.said for chunk in entries[parent].chunks), Said())
        if said.shares:
            return said
        parent = entries[parent].parent
    return None


def _place_of(chunk: Chunk, entry: Entry) -> Place:
    """Where a task stands: from its first to its last character in the block it begins in."""
    pieces = [piece for piece in chunk.pieces if piece.words]
    if not pieces:
        return entry.numbered.body.place
    first = pieces[0]
    last = [piece for piece in pieces if piece.block == first.block][-1]
    return Place(first.block, first.start, max(first.end, last.end))


def _with_kinds(blocks: tuple[Block, ...], front: Front, headings: set[int]) -> tuple[Block, ...]:
    kinds = dict.fromkeys(headings, BlockKind.HEADING)
    if front.title_block is not None and blocks[front.title_block].kind is BlockKind.PARAGRAPH:
        kinds[front.title_block] = BlockKind.TITLE
    return tuple(
        replace(block, kind=kinds[place]) if place in kinds and block.kind is BlockKind.PARAGRAPH else block
        for place, block in enumerate(blocks)
    )
