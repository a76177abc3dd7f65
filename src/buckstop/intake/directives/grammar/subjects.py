"""The words before a verb that can be its subject: behind "by", within reach, in its own clause."""

from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.units import is_collective, is_organ
from buckstop.intake.directives.names import UnitNames
from buckstop.intake.directives.words import any_of, compiled, entry

_REACH = 160  # characters before a verb in which its subject stands
_CLAUSES = ",\uff0c:\uff1a"
_BY_WORD = compiled(rf"(?<!{entry('zh', 'verbs.not_by')}){any_of('verbs.by')}")
_BY_MAIN = compiled(any_of("verbs.by_main"))
_BY_BEFORE = compiled(rf"{any_of('verbs.by', 'verbs.by_main')}\s*$")


def after_by(piece: Passage) -> Passage:
    """What stands behind the last word for "by" of a piece; the whole piece without one."""
    marks = list(_BY_WORD.finditer(piece.text, piece.start, piece.end))
    mark = marks[-1] if marks else piece.match(_BY_MAIN)
    return piece.part(mark.end(), piece.end) if mark else piece


def before_verb(piece: Passage, verb: int) -> Passage:
    """The words right before a verb that could be its subject; none where no unit could be so long."""
    start = max(piece.start, verb - _REACH)
    near = piece.part(start, verb)
    subject = after_by(near)
    cut = start > piece.start and subject.start == near.start
    return near.part(near.start, near.start) if cut else subject


def clause_start(sentence: Passage, verb: int) -> int:
    """Where the clause of a verb begins: behind the last comma or colon, as far as a subject could reach."""
    near = sentence.text[max(sentence.start, verb - _REACH) : verb]
    ends = [near.rfind(sign) for sign in _CLAUSES]
    return verb - len(near) + max(ends) + 1 if max(ends) >= 0 else sentence.start


def with_by(sentence: Passage, start: int) -> int:
    """Where the word for "by" in front of units begins; where they begin, without one."""
    before = _BY_BEFORE.search(sentence.text[sentence.start : start])
    return sentence.start + before.start() if before else start


def is_strong(words: str, names: UnitNames | None) -> bool:
    """Whether words are a unit even where no word for "by" leads them in: an organ, or a group."""
    return is_organ(words, names) or is_collective(words.strip())


def piece_behind(pieces: list[Passage], end: int) -> int:
    """Number of the first piece that begins behind an offset."""
    return next((place for place, piece in enumerate(pieces) if piece.start >= end), len(pieces))
