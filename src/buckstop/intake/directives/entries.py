"""Paragraphs as entries under headings: what is numbered, what belongs to it, and which of it can hold tasks."""

import re
from dataclasses import dataclass, field

from buckstop.intake.directives.chunks import Chunk, chunks_of, open_list, speaks_of_task_before
from buckstop.intake.directives.document import Line
from buckstop.intake.directives.grammar.dates import starts_with_date
from buckstop.intake.directives.grammar.headings import Numbered, pieces_of
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.responsibility import Role, Said, Share, label_alone, label_of
from buckstop.intake.directives.grammar.units import can_be_told, is_list_of_units, list_of
from buckstop.intake.directives.model import Block
from buckstop.intake.directives.names import UnitNames

_HEADING_LENGTH = 60
_STOPS = "\u3002;\uff1b:\uff1a. "
_DEADLINE_LENGTH = 24
_UNIT_HEADING_END = re.compile("[(\uff08][^()\uff08\uff09]*[)\uff09]?[:\uff1a]?$|[:\uff1a]$")
_ENDS_SENTENCE = re.compile("[\u3002;\uff1b!\uff01]$")
_BRACKETED = re.compile("^[(\uff08\u3014\\[].*[)\uff09\u3015\\]][\u3002.]?$", re.DOTALL)


@dataclass
class Entry:
    """A numbered or bare paragraph with the lines that belong to it.

    Args:
        section: the headings it stands under, the outermost first.
        parent: number of the heading's entry, -1 without.
        chunks: its tasks; empty for a heading.
    """

    numbered: Numbered
    passages: list[Passage]
    section: tuple[str, ...] = ()
    parent: int = -1
    styled: bool = False
    heading: bool = False
    chunks: list[Chunk] = field(default_factory=list)

    @property
    def answers(self) -> bool:
        """Whether it names who leads, answers or supports, or instructs a person."""
        if any(chunk.instructs for chunk in self.chunks):
            return True
        shares = [share for chunk in self.chunks for share in chunk.said.shares]
        if self.numbered.depth is not None or any(chunk.closed for chunk in self.chunks):
            return bool(shares)
        # A sentence of running text that speaks of groups only is an opinion more often than a task.
        return any(not unit.collective for share in shares for unit in share.listed.units)

    @property
    def is_due(self) -> bool:
        """Whether it names a deadline."""
        dates = (date for chunk in self.chunks for date in (*chunk.said.dates, *chunk.dates))
        return any(not date.repeated for date in dates)


def entries_of(lines: list[Line], blocks: tuple[Block, ...], names: UnitNames | None) -> list[Entry]:
    """The entries of running text, in order, each with its headings and its tasks."""
    entries: list[Entry] = []
    for line in lines:
        text = blocks[line.block].text
        passage = Passage(line.block, text, 0, len(text)).trimmed()
        for piece in pieces_of(passage):
            if entries and (
                _belongs_to_last(piece)
                or _is_value(entries[-1], piece)
                or _is_deadline(entries[-1], piece)
                or _goes_on(entries[-1], piece, names)
            ):
                entries[-1].passages.append(piece.body)
            else:
                entries.append(Entry(piece, [piece.body], styled=line.heading))
    entries = _with_explanations(entries)
    _mark_headings(entries, names)
    _place(entries)
    return entries


def _belongs_to_last(piece: Numbered) -> bool:
    """Whether a piece is a labelled line or brackets that speak of the paragraph above."""
    if label_alone(piece.body) not in {None, "task"}:
        return True
    labelled = label_of(piece.body)
    if labelled is not None and labelled[0] != "task":
        return True
    return piece.depth is None and bool(_BRACKETED.match(piece.body.words))


def _is_value(last: Entry, piece: Numbered) -> bool:
    """Whether a piece is what a label on a line or in a cell of its own speaks of."""
    return piece.depth is None and len(last.passages) > 1 and label_alone(last.passages[-1]) is not None


def _is_deadline(last: Entry, piece: Numbered) -> bool:
    """Whether a short line below labelled ones is nothing but a deadline."""
    short = len(piece.body.words) <= _DEADLINE_LENGTH and piece.depth is None
    return short and len(last.passages) > 1 and starts_with_date(piece.body)


def _goes_on(last: Entry, piece: Numbered, names: UnitNames | None) -> bool:
    """Whether a bare line belongs to the entry above: more units of its list, or a sentence that says who does it."""
    if piece.depth is not None:
        return False
    if is_list_of_units(piece.body, names):
        return open_list(last.passages, names) is not None
    alone = len(last.passages) == 1 and not last.styled
    return alone and speaks_of_task_before(piece.body, names) and not _says_who(last)


def _with_explanations(entries: list[Entry]) -> list[Entry]:
    """Bare paragraphs between a numbered line and the labelled lines that belong to it are part of the same entry."""
    kept: list[Entry] = []
    for entry in entries:
        last = kept[-1] if kept else None
        bare = entry.numbered.depth is None and len(entry.passages) > 1
        if last is not None and bare and last.numbered.depth is not None and not _says_who(last):
            last.passages += entry.passages
        else:
            kept.append(entry)
    return kept


def _says_who(entry: Entry) -> bool:
    """Whether an entry has labelled lines or brackets of its own, or words about who does it."""
    return len(entry.passages) > 1 or any(chunk.said.shares for chunk in chunks_of(entry.passages, None))


def _mark_headings(entries: list[Entry], names: UnitNames | None) -> None:
    for entry in entries:
        entry.chunks = chunks_of(entry.passages, names)
    for place, entry in enumerate(entries):
        words = entry.numbered.body.words
        if _heads_by_unit(entries, place, names):
            continue
        if entry.answers and _children_answer(entries, place):
            continue
        alone = len(entry.passages) == 1 or _has_deeper(entries, place)
        short = len(words) <= _HEADING_LENGTH and not _ENDS_SENTENCE.search(words) and alone
        if not short and not (_has_deeper(entries, place) and not entry.answers):
            continue
        following = entries[place + 1] if place + 1 < len(entries) else None
        deeper = _has_deeper(entries, place)
        leads_on = following is not None and following.numbered.depth is None and entry.numbered.depth is not None
        if deeper or entry.styled or (leads_on and not entry.answers and not entry.is_due):
            entry.heading = True
    _demote_lone(entries)


def _heads_by_unit(entries: list[Entry], place: int, names: UnitNames | None) -> bool:
    """Make an entry that is nothing but a unit the heading of the numbered ones below: they are that unit's."""
    entry = entries[place]
    body = entry.numbered.body
    unit = body.part(body.start, body.start + len(_UNIT_HEADING_END.sub("", body.words)))
    if len(entry.passages) > 1 or not can_be_told(unit.words, names) or place + 1 == len(entries):
        return False
    depth, below = entry.numbered.depth, entries[place + 1].numbered.depth
    if below is None or (depth is not None and below <= depth):
        return False
    entry.chunks = [Chunk([unit], Said((Share(Role.RESPONSIBLE, list_of(unit, names)),)))]
    entry.heading = True
    entry.styled = entry.styled or depth is None
    return True


def _children_answer(entries: list[Entry], place: int) -> bool:
    """Whether what stands numbered below an entry says for itself who does it, so that the entry is a task too."""
    depth = entries[place].numbered.depth
    if depth is None:
        return False
    for entry in entries[place + 1 :]:
        if entry.numbered.depth is not None and entry.numbered.depth <= depth:
            break
        if entry.answers:
            return True
    return False


def _demote_lone(entries: list[Entry]) -> None:
    """A numbered line followed by bare text is a heading only if that text can hold the task."""
    for place, entry in enumerate(entries[:-1]):
        if entry.heading and entry.numbered.depth is not None and not _has_deeper(entries, place) and not entry.styled:
            behind = entries[place + 1]
            siblings = [
                other
                for other in entries
                if other.numbered.depth == entry.numbered.depth and other is not entry and other.answers
            ]
            if siblings and not behind.answers:
                entry.heading = False


def _has_deeper(entries: list[Entry], place: int) -> bool:
    """Whether entries with a deeper style of number follow before one of the same or an outer style."""
    depth = entries[place].numbered.depth
    if depth is None:
        return False
    for entry in entries[place + 1 :]:
        if entry.numbered.depth is not None:
            return entry.numbered.depth > depth
    return False


def _heading_words(entry: Entry) -> str:
    """A heading without its number, and without words about who does what stands below it."""
    words = entry.chunks[0].task if entry.chunks and entry.answers else entry.numbered.body.words
    return words.rstrip(_STOPS)


def _place(entries: list[Entry]) -> None:
    """Tell every entry the headings above it."""
    open_headings: list[tuple[int, int]] = []
    for place, entry in enumerate(entries):
        depth = entry.numbered.depth
        level = depth if depth is not None else (-1 if entry.styled else None)
        if level is not None:
            while open_headings and open_headings[-1][0] >= level:
                open_headings.pop()
        entry.parent = open_headings[-1][1] if open_headings else -1
        entry.section = tuple(_heading_words(entries[above]) for _depth, above in open_headings)
        if entry.heading and level is not None:
            open_headings.append((level, place))
