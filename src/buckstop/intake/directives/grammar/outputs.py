"""The kind of paper that a task asks for: an opinion, a plan, a report."""

from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.words import any_of, compiled

_VERB = compiled(any_of("outputs.verbs"))
_NOUN = compiled(any_of("outputs.nouns"))
_REACH = 24  # characters between the verb and the end of the noun
_PART_ENDS = "\u3002;\uff1b,\uff0c\n"


def output_of(passage: Passage) -> str:
    """The noun as written, of the first part of a sentence that asks for such a paper; empty where none does."""
    for piece in passage.split(_PART_ENDS):
        for verb in _VERB.finditer(piece.text, piece.start, piece.end):
            nouns = list(_NOUN.finditer(piece.text, verb.end(), min(piece.end, verb.end() + _REACH)))
            if nouns and (nouns[-1].end() == piece.end or verb.group().isascii()):
                return nouns[-1].group()
    return ""
