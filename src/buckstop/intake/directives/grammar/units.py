"""Units as a text lists them: single ones, groups, notes in brackets, and whether the list is left open."""

import re
from dataclasses import dataclass, replace

from buckstop.intake.directives.grammar.labels import kind_of_label
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.model import UnitMention
from buckstop.intake.directives.names import UnitNames
from buckstop.intake.directives.words import any_of, compiled, either, entry, listed

SEPARATORS = "\u3001,\uff0c;\uff1b/\n\t"
_LONGEST = 40
_SHORTEST_CHINESE = 2
_HAN = "[\u3400-\u9fff]"
_SUFFIXES_ZH = tuple(entry("zh", "units.suffixes"))
_GROUP_ENDS = (*_SUFFIXES_ZH, *entry("zh", "units.group_ends"))
_DIGIT = re.compile(r"\d")
_SUFFIXES_EN = compiled(r"\b(?:" + "|".join(entry("en", "units.suffixes")) + r")(?:\s+of\s+[A-Za-z' -]+)?$")
_INSIDE = re.compile(f"(?:{entry('zh', 'units.inside')})+")
_COLLECTIVE = compiled(either("units.collective"))
_GENERIC = compiled(either("units.generic"))
_KINDS = frozenset(entry("zh", "units.kinds"))
_LEVEL_MARKS = frozenset(entry("zh", "levels.marks"))
_PLACE = compiled(rf"(?:{'|'.join(entry('zh', 'units.places'))}|\b(?:{'|'.join(entry('en', 'units.places'))}))$")
_ADMINISTRATIVE = compiled(
    rf"(?:{'|'.join(entry('zh', 'units.administrative'))}|\b(?:{'|'.join(entry('en', 'units.administrative'))}))$"
)
_OFFICE = re.compile(entry("zh", "units.offices"))
_NO_OFFICES = tuple(entry("zh", "units.not_offices"))
_BEFORE_REGION = tuple(entry("zh", "levels.before_region"))
_TOWNSHIP = re.compile(entry("zh", "units.township"))
_CLIPPED = re.compile(f"[{''.join(entry('zh', 'levels.marks'))}]?(?:{'|'.join(entry('zh', 'units.clipped'))})")
_PRONOUN = compiled(either("units.pronoun"))
_NOT_INSIDE = re.compile(entry("zh", "units.not_inside"))
_NOT_INSIDE_EN = compiled(entry("en", "units.not_inside"))
_REGIONS = re.compile(entry("zh", "units.regions") or "(?!)")
_OPEN_LIST = compiled(either("units.open_list"))
_BEFORE = compiled(either("units.before"))
_NOTE = re.compile("^(?P<words>[^(\uff08\u3014\\[]+)[(\uff08\u3014\\[](?P<note>[^()\uff08\uff09]*)[)\uff09\u3015\\]]$")
_BETWEEN = compiled("|".join(re.escape(word) for word in (*listed("units.between"), *listed("verbs.together"))))
_BLANK_BETWEEN = re.compile(rf"(?<={_HAN}|\)|\uff09)\s+(?={_HAN})")
_TASKLIKE = re.compile("[\u3002\uff1a:!\uff01?\uff1f\u201c\u300a]|" + entry("zh", "units.person"))
_NOTES_LEAD = re.compile(f"(?:{any_of('verbs.notes_lead')})", re.IGNORECASE)
_NOTES_SUPPORT = re.compile(f"(?:{any_of('verbs.notes_support')})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """Units of one list.

    Args:
        open_list: it ends in "and other departments".
    """

    units: tuple[UnitMention, ...] = ()
    open_list: bool = False

    def __add__(self, other: "Listed") -> "Listed":
        return Listed(self.units + other.units, self.open_list or other.open_list)


def is_organ(words: str, names: UnitNames | None, *, place: bool = True) -> bool:
    """Whether words are a unit even where nothing but themselves says so: known, or of a level, or a township.

    Args:
        place: names that could be of places as well ("Hillside Township") count too.
    """
    words = words.strip()
    if names is not None and names.means_one(words):
        return True
    if not looks_like_unit(words, names) or _NOT_INSIDE.search(words):
        return False
    if noted := _NOTE.match(words):
        words = noted["words"].strip()
    is_place = bool(_PLACE.search(words))
    if words.isascii():
        return place or not is_place
    if words.startswith(_BEFORE_REGION) or _is_office(words):
        return True
    if _TOWNSHIP.fullmatch(words) or is_place:
        return place and (bool(_TOWNSHIP.fullmatch(words)) or words[0] in _LEVEL_MARKS)
    return words[0] in _LEVEL_MARKS


def _is_office(words: str) -> bool:
    """Whether words end like an office and are short, wherever they stand."""
    return bool(_OFFICE.fullmatch(words)) and not words.endswith(_NO_OFFICES)


def can_be_told(words: str, names: UnitNames | None) -> bool:
    """Whether words are an organ of administration: as a subject it acts, and is nothing that is to be built."""
    administers = _ADMINISTRATIVE.search(words.strip()) or _is_office(words.strip())
    return bool(administers) and is_organ(words, names) and not is_collective(words)


def is_collective(words: str) -> bool:
    """Whether words name a group ("all townships") and no single unit."""
    return bool(_COLLECTIVE.search(words) or _GENERIC.search(words))


def looks_like_unit(words: str, names: UnitNames | None) -> bool:
    """Whether words could be the name of a unit: the register knows them, or they end like one and hold no more."""
    words = words.strip()
    words = words[start.end() :] if (start := _BEFORE.match(words)) else words
    words = _OPEN_LIST.sub("", words).strip()
    if not words or len(words) > 2 * _LONGEST or _TASKLIKE.search(words):
        return False
    if names is not None and names.knows(words):
        return True
    if _PRONOUN.match(words):
        return False
    if _CLIPPED.fullmatch(words):
        return True
    if is_collective(words) and len(words) <= _LONGEST and _ends_like_group(words):
        return True
    if noted := _NOTE.match(words):
        words = noted["words"].strip()
    if words.isascii() and (joined := _BETWEEN.search(words)):
        sides = words[: joined.start()], words[joined.end() :]
        if all(looks_like_unit(side, names) for side in sides):
            return True
    if _SUFFIXES_EN.search(words):
        return words[:1].isupper() and len(words.split()) <= 9
    if not _SHORTEST_CHINESE <= len(words) <= _LONGEST or not _INSIDE.fullmatch(words) or words.isascii():
        return False
    return words.endswith(_SUFFIXES_ZH)


def _ends_like_group(words: str) -> bool:
    """Whether words for a group hold nothing but the group: "all townships", not "all townships by 3 May"."""
    if words.isascii():
        return _NOT_INSIDE_EN.search(words) is None
    return words.endswith(_GROUP_ENDS) and not (_DIGIT.search(words) or _NOT_INSIDE.search(words))


def list_of(passage: Passage, names: UnitNames | None) -> Listed:
    """The units that a stretch of text lists, separated by commas, line breaks or "and"."""
    found = Listed()
    for piece in passage.split(SEPARATORS):
        found += _of_piece(piece, names)
    return found


def is_list_of_units(passage: Passage, names: UnitNames | None) -> bool:
    """Whether a line holds units and nothing else, all of which are units by themselves or groups."""
    pieces = [piece.words for piece in passage.split(SEPARATORS)]
    return bool(pieces) and all(
        kind_of_label(words) is None
        and (is_organ(words, names) or (is_collective(words) and looks_like_unit(words, names)))
        for words in pieces
    )


def is_lead_note(note: str) -> bool:
    """Whether a note in brackets behind a unit makes it the lead."""
    return bool(_NOTES_LEAD.fullmatch(note.strip()))


def is_support_note(note: str) -> bool:
    """Whether a note in brackets behind a unit makes it a support."""
    return bool(_NOTES_SUPPORT.fullmatch(note.strip()))


def _of_piece(piece: Passage, names: UnitNames | None) -> Listed:
    """The units of a piece without commas: one, or several joined by "and" or blanks."""
    piece = _without_lead_in(piece)
    piece = piece.part(piece.start, piece.start + len(piece.words.rstrip(".\u3002")))
    is_open = False
    if ending := piece.search(_OPEN_LIST):
        is_open = True
        piece = piece.part(piece.start, ending.start())
    if not piece.words:
        return Listed((), is_open)
    if parts := _parted(piece, names):
        left, right = parts
        return _of_piece(left, names) + _of_piece(right, names) + Listed((), is_open)
    mention = _mention(piece, names) if kind_of_label(piece.words) in {None, "beside"} else None
    return Listed((mention,) if mention else (), is_open)


def _without_lead_in(piece: Passage) -> Passage:
    while (start := piece.match(_BEFORE)) and start.end() > start.start():
        piece = piece.part(start.end(), piece.end)
    return piece


def _parted(piece: Passage, names: UnitNames | None) -> tuple[Passage, Passage] | None:
    """The two sides of an "and" or a blank, where both are units by themselves and the whole is none."""
    if names is not None and names.knows(piece.words):
        return None
    for pattern in (_BETWEEN, _BLANK_BETWEEN):
        for found in pattern.finditer(piece.text, piece.start, piece.end):
            left, right = piece.part(piece.start, found.start()), piece.part(found.end(), piece.end)
            parts = _BLANK_BETWEEN.split(right.words) if pattern is _BLANK_BETWEEN else [right.words]
            clipped = _CLIPPED.fullmatch(left.words) and not _CLIPPED.fullmatch(right.words)
            if (left.words in _KINDS or clipped) and pattern is _BETWEEN:
                continue  # "Education and Science Bureau" is one
            if looks_like_unit(left.words, names) and all(looks_like_unit(part, names) for part in parts):
                return left, right
    return None


def _mention(piece: Passage, names: UnitNames | None) -> UnitMention | None:
    note = ""
    if noted := _NOTE.match(piece.words):
        regions = is_collective(noted["words"]) and _REGIONS.match(piece.words[len(noted["words"]) :])
        if not regions:
            note = noted["note"].strip()
            piece = piece.part(piece.start, piece.start + len(noted["words"]))
    if not piece.words or len(piece.words) > 2 * _LONGEST or _TASKLIKE.search(piece.words):
        return None
    mention = UnitMention(piece.words, piece.place, note=note, collective=is_collective(piece.words))
    return mention if names is None or mention.collective else resolved(mention, names)


def resolved(mention: UnitMention, names: UnitNames) -> UnitMention:
    """The mention with what the register knows of it."""
    found = names.resolve(mention.words)
    return replace(mention, unit=found.unit, candidates=found.candidates, renamed=found.renamed)
