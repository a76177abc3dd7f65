"""The text of an entry cut into tasks: each piece of text with what is said about who does it.

A bracket or a labelled line closes the task before it; a sentence that names who does it is a task with what stands
before it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from buckstop.intake.directives.grammar.dates import DateWords, date_end, dates_of, starts_with_date
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.responsibility import (
    ROLE_LABELS,
    Said,
    first_label,
    label_alone,
    label_of,
    last_label,
    said_in,
    starts_with_label,
    value_of_label,
)
from buckstop.intake.directives.grammar.sentences import clause_in, supports_in
from buckstop.intake.directives.grammar.units import is_list_of_units
from buckstop.intake.directives.names import UnitNames
from buckstop.intake.directives.words import any_of, compiled, either

_SENTENCES = re.compile("(?:[^\u3002\uff01!\n;\uff1b.]|\\.(?!\\s|$))*(?:[\u3002\uff01!\n;\uff1b.]|$)")
_ONLY_SIGNS = re.compile("[\\s\u3002\uff0c,;\uff1b\u3001:\uff1a.]*")
_STOPS = "\u3002\uff01!;\uff1b.\n"
_ONLY_VERB = compiled(rf"[\s\u3002\uff0c,;\uff1b.]*(?:{any_of('dates.kinds.finish')})?[\s\u3002;\uff1b.]*")
_CLOSED = re.compile("[\u3002\uff0c,;\uff1b:\uff1a]$")
ANAPHORA = compiled(either("units.anaphora"))
_EDGES = " \t\n\u3000,\uff0c;\uff1b\u3001:\uff1a"
_ENDS = _EDGES + "\u3002."


@dataclass
class Chunk:
    """A task and what is said about it.

    Args:
        pieces: the task's text in the order of reading, without the words about who does it.
        dates: deadlines that its own sentences name.
        details: lines about measures and goals, no words of the task itself.
        instructs: a sentence instructs a person and names no unit.
    """

    pieces: list[Passage] = field(default_factory=list)
    said: Said = field(default_factory=Said)
    dates: list[DateWords] = field(default_factory=list)
    details: list[Passage] = field(default_factory=list)
    closed: bool = False
    instructs: bool = False

    @property
    def task(self) -> str:
        """What is to be done."""
        words, block = "", -1
        for piece in self.pieces:
            apart = piece.words.isascii() or (block not in {-1, piece.block} and not _CLOSED.search(words))
            words += f" {piece.words}" if apart else piece.words
            block = piece.block
        return re.sub(" +", " ", words).strip(_EDGES).rstrip(_ENDS)

    @property
    def has_text(self) -> bool:
        """Whether it holds more than punctuation."""
        return any(not _ONLY_SIGNS.fullmatch(piece.words) for piece in self.pieces)

    def join(self, other: "Chunk") -> None:
        """Take in another chunk's text, dates and words about responsibility."""
        self.pieces += other.pieces
        self.details += other.details
        self.dates += other.dates
        self.said += other.said
        self.instructs = self.instructs or other.instructs


def chunks_of(passages: list[Passage], names: UnitNames | None) -> list[Chunk]:
    """The tasks of an entry: its paragraph and the lines that belong to it."""
    chunks = [Chunk()]
    waiting: str | None = None
    for place, passage in enumerate(passages):
        if waiting is not None and (following := label_alone(passage)) is not None:
            waiting = following  # nothing stands behind the label before
            continue
        if waiting is not None:
            _conclude(chunks, value_of_label(waiting, passage, names))
            waiting = None
            continue
        if (kind := open_list(passages[:place], names)) is not None and is_list_of_units(passage, names):
            _conclude(chunks, value_of_label(kind, passage, names))
            continue
        if passage is not passages[0] and (waiting := label_alone(passage)) is not None:
            continue
        if passage is not passages[0] and starts_with_date(passage):
            chunks[-1].said += Said(dates=dates_of(passage, strict=True))
            continue
        labelled = label_of(passage)
        if labelled is not None and labelled[0] == "detail":
            chunks[-1].details.append(labelled[1])
            continue
        if starts_with_label(passage):
            _read_labelled(chunks, passage, names)
            continue
        label = first_label(passage)
        body = passage.part(passage.start, label) if label is not None else passage
        _read_text(chunks, body, names)
        if label is not None:
            _read_labelled(chunks, passage.part(label, passage.end), names)
    return _without_rests(chunks)


def open_list(passages: list[Passage], names: UnitNames | None) -> str | None:
    """The role of the list of units that the last of some lines may leave open; None where it is no such list."""
    for place in reversed(range(len(passages))):
        if place and label_alone(passages[place - 1]) in ROLE_LABELS:
            return label_alone(passages[place - 1])
        kind = last_label(passages[place])
        if kind is not None or not is_list_of_units(passages[place], names):
            return kind if kind in ROLE_LABELS else None
    return None


def speaks_of_task_before(passage: Passage, names: UnitNames | None) -> bool:
    """Whether a sentence of its own only says who does what was said before it."""
    found = chunks_of([passage], names)
    if len(found) != 1 or not found[0].said.names_answerable or found[0].closed:
        return False
    return not found[0].task or ANAPHORA.fullmatch(found[0].task) is not None


def _read_labelled(chunks: list[Chunk], passage: Passage, names: UnitNames | None) -> None:
    """Labelled words; sentences behind them that name no unit and no deadline are the task, if there is none yet."""
    if chunks[-1].has_text or not passage.words.isascii():
        _conclude(chunks, said_in(passage, names))
        return
    sentences = list(_sentences(passage))
    labelled = max((place for place, one in enumerate(sentences) if label_of(one) is not None), default=-1)
    end = sentences[labelled].end if labelled >= 0 else passage.end
    _conclude(chunks, said_in(passage.part(passage.start, end), names))
    chunks[-1].closed = False
    _read_text(chunks, passage.part(end, passage.end), names)


def _read_text(chunks: list[Chunk], passage: Passage, names: UnitNames | None) -> None:
    """Running text with brackets in it."""
    last = passage.start
    for whole, inner in passage.brackets():
        labelled = label_of(inner)
        said = said_in(inner, names, bare=_ends_sentence(passage, whole))
        if labelled is not None and labelled[0] == "beside" and not said.shares:
            _read_sentences(chunks, passage.part(last, whole.start), names)
            last = whole.end
            continue
        if not said or not (said.shares or said.leaders or _is_date_alone(inner)):
            continue
        _read_sentences(chunks, passage.part(last, whole.start), names)
        if said.shares:
            _conclude(chunks, said)
        else:
            chunks[-1].said += said
        last = whole.end
    _read_sentences(chunks, passage.part(last, passage.end), names)


def _ends_sentence(passage: Passage, whole: Passage) -> bool:
    """Whether brackets stand at the end of a sentence, where units without a word about what they do answer for it."""
    before, behind = passage.text[passage.start : whole.start].rstrip(), passage.text[whole.end : passage.end].lstrip()
    return not behind or behind[0] in _STOPS or not before or before[-1] in _STOPS


def _is_date_alone(inner: Passage) -> bool:
    """Whether brackets hold a deadline and nothing else that could belong to the task."""
    return starts_with_date(inner)


def _read_sentences(chunks: list[Chunk], passage: Passage, names: UnitNames | None) -> None:
    for sentence in _sentences(passage):
        if _ONLY_SIGNS.fullmatch(sentence.words):
            if chunks[-1].pieces:
                chunks[-1].pieces.append(sentence)
            continue
        if chunks[-1].said.names_answerable and _is_only_date(sentence):
            chunks[-1].dates += dates_of(sentence, strict=True)
            continue
        clause = clause_in(sentence, names)
        if clause is None and chunks[-1].said.names_answerable and (helping := supports_in(sentence, names)):
            chunks[-1].said += helping.said
            continue
        if clause is None:
            _open(chunks)
            chunks[-1].pieces.append(sentence)
            chunks[-1].dates += dates_of(sentence, strict=False)
            continue
        if chunks[-1].said.names_answerable:
            chunks.append(Chunk())
        chunk = chunks[-1]
        before = sentence.part(sentence.start, clause.start)
        if before.words.strip(_EDGES) and not (chunk.has_text and ANAPHORA.fullmatch(before.words.strip(_EDGES))):
            chunk.pieces.append(before)
        chunk.pieces += _task_behind(sentence, clause.spans)
        chunk.said += clause.said
        chunk.instructs = chunk.instructs or not clause.said.shares
        chunk.dates += dates_of(sentence, strict=False)


def _is_only_date(sentence: Passage) -> bool:
    """Whether a sentence says nothing but by when it is to be finished."""
    rest = sentence.part(date_end(sentence), sentence.end)
    return starts_with_date(sentence) and _ONLY_VERB.fullmatch(rest.words) is not None


def _task_behind(sentence: Passage, spans: tuple[tuple[int, int], ...]) -> list[Passage]:
    """The task behind and between the words about who does it; empty where only "is completed" would be left."""
    borders = [end for _start, end in spans]
    ends = [start for start, _end in spans[1:]] + [sentence.end]
    pieces = [_without_date(sentence.part(start, end)) for start, end in zip(borders, ends, strict=True)]
    return [piece for piece in pieces if not _ONLY_VERB.fullmatch(piece.words)]


def _without_date(rest: Passage) -> Passage:
    """A piece of a task without commas and a deadline at its beginning."""
    rest = rest.part(rest.start + len(rest.words) - len(rest.words.lstrip(_EDGES)), rest.end)
    if starts_with_date(rest):
        after = rest.part(date_end(rest), rest.end)
        if not _ONLY_SIGNS.fullmatch(after.words):
            return after.part(after.start + len(after.words) - len(after.words.lstrip(_EDGES)), after.end)
    return rest


def _sentences(passage: Passage) -> Iterator[Passage]:
    for found in _SENTENCES.finditer(passage.text, passage.start, passage.end):
        if (piece := passage.part(found.start(), found.end())).words:
            yield piece


def _open(chunks: list[Chunk]) -> None:
    """Begin a new task where the last one is closed."""
    if chunks[-1].closed:
        chunks.append(Chunk())


def _conclude(chunks: list[Chunk], said: Said) -> None:
    """What brackets or a labelled line say, for the task before them."""
    chunks[-1].said += said
    chunks[-1].closed = chunks[-1].closed or bool(said.shares)


def _without_rests(chunks: list[Chunk]) -> list[Chunk]:
    """Text behind the last words about who does it belongs to the task before it."""
    kept: list[Chunk] = []
    for chunk in chunks:
        if not chunk.has_text and not chunk.said:
            continue
        if kept and not chunk.said.shares:
            kept[-1].join(chunk)
        else:
            kept.append(chunk)
    return kept
