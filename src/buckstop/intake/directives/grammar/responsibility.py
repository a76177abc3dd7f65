"""Who leads, answers and supports, and by when, in a place made for it: brackets, a label's line, a cell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from buckstop.intake.directives.grammar.dates import DateWords, dates_of, due_behind, starts_with_date
from buckstop.intake.directives.grammar.labels import KNOWN_LABELS, LABELS, LONG_LABELS, kind_of_label
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.units import (
    Listed,
    is_organ,
    list_of,
    looks_like_unit,
)
from buckstop.intake.directives.grammar.verbs import BY_DUTIES, TOGETHER, closing
from buckstop.intake.directives.model import PostMention
from buckstop.intake.directives.names import UnitNames
from buckstop.intake.directives.words import any_of, compiled, either


class Role(StrEnum):
    """What a unit of a list is to do."""

    LEAD = "lead"
    RESPONSIBLE = "responsible"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class Share:
    """Units that were named together, with their role.

    Args:
        by_duties: "each according to its duties".
    """

    role: Role
    listed: Listed
    by_duties: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says about responsibility.

    Args:
        below: the part of it that holds for later items too ("the same below"); None without such words.
    """

    shares: tuple[Share, ...] = ()
    leaders: tuple[PostMention, ...] = ()
    dates: tuple[DateWords, ...] = ()
    below: "Said | None" = None

    def __add__(self, other: "Said") -> "Said":
        below = other.below if self.below is None else self.below
        return Said(self.shares + other.shares, self.leaders + other.leaders, self.dates + other.dates, below)

    def __bool__(self) -> bool:
        return bool(self.shares or self.leaders or self.dates or self.below)

    @property
    def names_answerable(self) -> bool:
        """Whether it names who leads or answers."""
        return any(share.role is not Role.SUPPORT for share in self.shares)


_FOR_ALL = either("defaults.preface_label")
_BOUNDARY = "(?:^|(?<=[\\s;\uff1b\u3002,\uff0c\u3001(\uff08\u3014\u3010\\[\uff3b)\uff09\u2014]))"
_COLON = "\\s*[:\uff1a|\uff5c]"
# A label in brackets of its own: "[Lead unit] County Transport Bureau".
_FRAMED = rf"[\u3010\[\u3014\uff3b]\s*(?P<framed>{LABELS})\s*[\u3011\]\u3015\uff3d](?:{_COLON})?"
_LABEL = compiled(
    rf"{_FRAMED}|{_BOUNDARY}(?P<label>{LABELS})(?:{_COLON}|\s*{_FOR_ALL}(?![\u3001,\uff0c]))"
    rf"|(?<=[\u5747\u4e00\u4efb\u52a1])(?P<bare>{KNOWN_LABELS})(?:{_COLON}|\s*{_FOR_ALL}(?![\u3001,\uff0c]))"
)
_LABEL_STRICT = compiled(rf"{_FRAMED}|{_BOUNDARY}(?P<label>{LABELS}){_COLON}")
_TO_BE = (
    rf"{_FOR_ALL}(?![^\u3001,\uff0c;\uff1b\u3002\n]{{0,12}}{any_of('labels.pieces.responsible', 'verbs.attributes')})"
)
_AT_START = compiled(
    rf"{_FRAMED}|(?P<label>{LABELS}){_COLON}|(?P<bare>{LONG_LABELS})(?:\s+(?=\S)|\s*(?:[-\u2013\u2014]{{1,2}}|{_TO_BE}))"
)
_LABEL_ALONE = compiled(rf"(?:{_FRAMED}|(?P<label>{LABELS})\s*[:\uff1a]?)")
_TAIL = compiled(
    rf"(?P<units>.*?)\s*(?:(?P<by_duties>{BY_DUTIES})|(?P<support>{closing('support')})|(?P<lead>{closing('lead')})"
    rf"|(?P<responsible>{closing('responsible')}))"
)
_OPENED = re.compile("[(\uff08\u3014\\[]")
_FIRST_LISTED = compiled(either("defaults.first_listed"))
_BLANK = re.compile(r"\s+")
_SAME_BELOW = compiled(rf"[,\uff0c\u3001]?\s*{any_of('defaults.same_below')}")
_TOGETHER = compiled(TOGETHER)
_ANEW = compiled(any_of("verbs.by", "verbs.among"))
_SUPPORTED_BY = compiled(rf"(?:{any_of('verbs.supported_by')}\s+|{TOGETHER})")
_BY = compiled(rf"(?:{any_of('verbs.by')})\s*")
_POST_SEPARATORS = "\u3001,\uff0c;\uff1b/\n\t"
_PIECES = "\u3001,\uff0c/\n\t|"
ROLE_LABELS = frozenset({"lead", "responsible", "support"})
_ROLE_OF = {"lead": Role.LEAD, "responsible": Role.RESPONSIBLE, "support": Role.SUPPORT}


def starts_with_label(passage: Passage) -> bool:
    """Whether a line begins with a label such as "Lead unit:"."""
    found = passage.trimmed().match(_AT_START)
    return found is not None and _kind_of(found) not in {"task", "detail"}


def label_of(passage: Passage) -> tuple[str, Passage] | None:
    """The kind of the label that a line begins with (`lead`, `due`, `task`, `detail`, ...), and what stands behind it."""
    passage = passage.trimmed()
    found = passage.match(_AT_START)
    return (_kind_of(found), passage.part(found.end(), passage.end)) if found else None


def first_label(passage: Passage) -> int | None:
    """Where the first label of responsibility stands in a text, outside brackets; None without one."""
    bracketed = [(whole.start, whole.end) for whole, _inner in passage.brackets()]
    for found in _LABEL_STRICT.finditer(passage.text, passage.start, passage.end):
        inside = any(start <= found.start() < end for start, end in bracketed)
        if (found["framed"] or not inside) and _kind_of(found) in {*_ROLE_OF, "leader", "due"}:
            return found.start()
    return None


def said_in(passage: Passage, names: UnitNames | None, role: Role | None = None, *, bare: bool = True) -> Said:
    """What a place made for responsibility says; empty where it says nothing of the kind.

    Args:
        role: of units that stand without label and verb, as in a column; None: such units answer, if all are units.
        bare: whether units without label, verb and role count at all.
    """
    marked = passage.search(_SAME_BELOW)
    if marked is None or _is_about_order(passage, marked.start()):
        return _said_in(passage, names, role, bare=bare)
    # The words speak of their own sentence: all of it, labels included, but not of the sentence before it.
    border = passage.text.rfind("\u3002", passage.start, marked.start())
    if not passage.text[border + 1 : marked.start()].strip():
        border = -1  # they are a sentence of their own, and speak of all before them
    if border < 0:
        said = _said_in(passage, names, role, bare=bare)
        return replace(said, below=said)
    before = _said_in(passage.part(passage.start, border), names, role, bare=bare)
    said = _said_in(passage.part(border + 1, passage.end), names, role, bare=bare)
    return before + replace(said, below=said)


def _is_about_order(passage: Passage, end: int) -> bool:
    """Whether "the same below" speaks of the rule before it, that the first of a list leads, and of no units."""
    return any(found.end() == end for found in _FIRST_LISTED.finditer(passage.text, passage.start, end))


def _said_in(passage: Passage, names: UnitNames | None, role: Role | None, *, bare: bool) -> Said:
    found = Said()
    for words, part in _labelled(passage):
        label = kind_of_label(words) or "beside" if words else None
        if label in _ROLE_OF or label is None:
            said_to_be = _ROLE_OF.get(label or "", role)
            reading = _Manner(names, said_to_be, labelled=label is not None or role is not None, bare=bare)
            found += _listed_in(part, reading)
        elif label == "due":
            found += Said(dates=due_behind(words, part))
        elif label == "leader":
            found += Said(leaders=posts_of(part))
        elif label == "beside":
            # Behind a contact, separated from it, a deadline may still follow.
            found += Said(dates=tuple(date for piece in _behind_first(part) for date in dates_of(piece, strict=False)))
    return found


def _kind_of(label: re.Match[str]) -> str:
    """The kind of a label found."""
    return kind_of_label(_words_of(label)) or "beside"


def _words_of(label: re.Match[str]) -> str:
    """The words of a label found, however it was set apart."""
    groups = label.groupdict()
    words: str = groups.get("label") or groups.get("framed") or groups["bare"]
    return words


def _behind_first(part: Passage) -> list[Passage]:
    """The pieces of a list behind its first."""
    return [piece for piece in part.split(_POST_SEPARATORS) if piece.start > part.start]


def label_alone(passage: Passage) -> str | None:
    """The kind of the label that a line or cell is, where nothing stands behind it: its value comes next."""
    found = passage.trimmed().fullmatch(_LABEL_ALONE)
    return _kind_of(found) if found else None


def last_label(passage: Passage) -> str | None:
    """The kind of the last label of a line that begins with one; None where it begins with none."""
    if label_of(passage) is None:
        return None
    *_others, (words, _part) = _labelled(passage)
    return kind_of_label(words)


def value_of_label(kind: str, passage: Passage, names: UnitNames | None) -> Said:
    """What stands in a line or cell of its own behind a label of that kind."""
    if kind in _ROLE_OF:
        said = said_in(passage, names, _ROLE_OF[kind])
        units = [unit.words for share in said.shares for unit in share.listed.units]
        # A cell beside a label may be another header; only what looks like a unit is one there.
        return said if any(looks_like_unit(words, names) for words in units) else replace(said, shares=())
    if kind == "due":
        return Said(dates=dates_of(passage, strict=True))
    return Said(leaders=posts_of(passage)) if kind == "leader" else Said()


def posts_of(passage: Passage) -> tuple[PostMention, ...]:
    """The posts or persons that a list names."""
    pieces = (
        piece.part(piece.start, piece.start + len(piece.words.rstrip("\u3002")))
        for piece in passage.split(_POST_SEPARATORS)
    )
    return tuple(PostMention(piece.words, piece.place) for piece in pieces if piece.words)


def _labelled(passage: Passage) -> Iterator[tuple[str, Passage]]:
    """The passage cut at its labels: what stands before the first, then each label's words and what stands behind it."""
    inside = [(whole.start, whole.end) for whole, _inner in passage.brackets()]
    marks = [
        mark
        for mark in _LABEL.finditer(passage.text, passage.start, passage.end)
        if not any(start < mark.start() < end for start, end in inside)
    ]
    if (bare := passage.match(_AT_START)) and not (marks and marks[0].start() == passage.start):
        marks.insert(0, bare)
    first = marks[0].start() if marks else passage.end
    if (head := passage.part(passage.start, first)).words.strip(";\uff1b,\uff0c\u3002 "):
        yield "", head
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else passage.end
        yield _words_of(mark), passage.part(mark.end(), end)


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a list is read.

    Args:
        role: of units without a verb of their own; None where nothing says it.
        labelled: a label or a column says that these are units, whatever they look like.
        bare: units count that neither a verb nor a label speaks of.
    """

    names: UnitNames | None
    role: Role | None
    labelled: bool
    bare: bool


def _listed_in(part: Passage, manner: _Manner) -> Said:
    found = Said()
    for sentence in part.split("\u3002"):
        said = Said()
        for clause in sentence.split(";\uff1b"):
            said += _Clause(manner).read(clause)
        found += said
    return found


class _Clause:
    """Reads one clause piece by piece: units wait until a verb, a date or the end says what they are to do."""

    def __init__(self, manner: _Manner) -> None:
        self.manner = manner
        self.names = manner.names
        self.waiting: list[Passage] = []
        self.dated: list[Passage] = []
        self.together = False
        self.said = Said()

    def read(self, clause: Passage) -> Said:
        """What the clause says."""
        for piece in clause.split(_PIECES):
            self._take(_without_same_below(piece))
        self._close(None)
        self._read_dates()
        return self.said

    def _take(self, piece: Passage) -> None:
        if order := piece.search(_FIRST_LISTED):
            note = _OPENED.search(piece.text, piece.start, order.start())
            piece = piece.part(piece.start, note.start() if note else piece.start)
        if not piece.words:
            return
        if not starts_with_date(piece):
            self._read_dates()
        if self.names is not None and self.names.knows(piece.words):
            self.waiting.append(piece)
        elif (cut := _clause_behind_blank(piece)) is not None:
            self._take(piece.part(piece.start, cut))
            self._take(piece.part(cut, piece.end))
        elif starts_with_date(piece):
            self._close(None)
            self.dated.append(piece)
        elif tail := piece.fullmatch(_TAIL):
            self._take_tail(piece, tail)
        elif (joint := _joint(piece, self.names)) is not None:
            self._take_joint(*joint)
        elif helped := piece.match(_SUPPORTED_BY):
            self._close(None)
            self.together = True
            self.waiting.append(piece.part(helped.end(), piece.end))
        else:
            self.waiting.append(piece)

    def _read_dates(self) -> None:
        """Read what deadlines say that follow one another: "every June, December" comes again in both."""
        if self.dated:
            first, last = self.dated[0], self.dated[-1]
            self.said += Said(dates=dates_of(Passage(first.block, first.text, first.start, last.end), strict=True))
        self.dated = []

    def _take_tail(self, piece: Passage, tail: re.Match[str]) -> None:
        units = piece.part(piece.start, tail.end("units"))
        if units.match(_ANEW):
            self._close(None)
        if units.words:
            if (joint := _joint(units, self.names)) is not None:
                self._take_joint(*joint)
            else:
                self.waiting.append(units)
        by_duties = tail["by_duties"] is not None
        role = Role.LEAD if tail["lead"] else Role.SUPPORT if tail["support"] else Role.RESPONSIBLE
        self._close(role, by_duties=by_duties)

    def _take_joint(self, lead: Passage, rest: Passage) -> None:
        """In "A together with B", A leads, B and what follows supports."""
        self.waiting.append(lead)
        self._close(Role.LEAD)
        self.together = True
        self.waiting.append(rest)

    def _close(self, verb: Role | None, *, by_duties: bool = False) -> None:
        """Give the units that wait their role."""
        if self.waiting:
            first, last = self.waiting[0], self.waiting[-1]
            units = list_of(Passage(first.block, first.text, first.start, last.end), self.names)
            manner = self.manner
            bare = verb is None and manner.role is None and not self.together
            sure = all(looks_like_unit(piece.words, self.names) for piece in self.waiting)
            if bare:
                sure = sure and manner.bare and _organs(units, self.names)
            if units.units and (sure or (manner.labelled and not bare)):
                role = Role.SUPPORT if self.together else verb or manner.role or Role.RESPONSIBLE
                self.said += Said((Share(role, units, by_duties),))
        elif by_duties and self.said.shares:
            *others, last_share = self.said.shares
            duties = Share(last_share.role, last_share.listed, by_duties=True)
            self.said = Said((*others, duties), self.said.leaders, self.said.dates)
        self.waiting = []
        self.together = False


def _clause_behind_blank(piece: Passage) -> int | None:
    """Where words begin that only a blank sets apart: a deadline behind a unit, units behind the verb of others."""
    if starts_with_date(piece) or piece.words.isascii():
        return None
    for blank in _BLANK.finditer(piece.text, piece.start, piece.end):
        before, behind = piece.part(piece.start, blank.start()), piece.part(blank.end(), piece.end)
        if behind.words and (starts_with_date(behind) or before.fullmatch(_TAIL)):
            return blank.end()
    return None


def _organs(units: Listed, names: UnitNames | None) -> bool:
    """Whether every unit is one by itself or a group, and one of them at least could be no place."""
    every = all(unit.collective or is_organ(unit.words, names) for unit in units.units)
    return every and any(unit.collective or is_organ(unit.words, names, place=False) for unit in units.units)


def _joint(piece: Passage, names: UnitNames | None) -> tuple[Passage, Passage] | None:
    """The sides of "A together with B" where both are units."""
    for found in _TOGETHER.finditer(piece.text, piece.start, piece.end):
        left, right = without_by(piece.part(piece.start, found.start())), piece.part(found.end(), piece.end)
        if looks_like_unit(left.words, names) and looks_like_unit(right.words, names):
            return left, right
    return None


def without_by(piece: Passage) -> Passage:
    """A piece without the word for "by" in front of it."""
    found = piece.match(_BY)
    return piece.part(found.end(), piece.end) if found else piece


def _without_same_below(piece: Passage) -> Passage:
    found = piece.search(_SAME_BELOW)
    return piece.part(piece.start, found.start()) if found else piece
