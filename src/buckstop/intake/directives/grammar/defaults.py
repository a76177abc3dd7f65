"""What a notice says for all of its items: who leads a list, a common deadline, a common support."""

from buckstop.intake.directives.grammar.dates import dates_of
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.responsibility import Said, said_in, without_by
from buckstop.intake.directives.grammar.sentences import clause_in
from buckstop.intake.directives.names import UnitNames
from buckstop.intake.directives.words import compiled, either

_FIRST_LISTED = compiled(either("defaults.first_listed"))
_PREFACE = compiled(either("defaults.preface"))
_ALL = compiled(either("defaults.all"))
_ABOVE = compiled(either("defaults.after_all"))


def first_listed_leads(text: str) -> bool:
    """Whether a notice says that the unit named first takes the lead."""
    return bool(_FIRST_LISTED.search(text))


def said_for_all(sentence: Passage, names: UnitNames | None) -> Said | None:
    """What a sentence says for every item; None where it speaks of no others than itself."""
    if not sentence.match(_PREFACE) or not sentence.search(_ALL):
        return None
    clause = clause_in(sentence, names)
    every = sentence.search(_ALL)
    rest = sentence.part(every.end(), sentence.end) if every else sentence
    said = clause.said if clause else said_in(rest if without_by(rest).start > rest.start else sentence, names)
    if not said.dates:
        said += Said(dates=dates_of(sentence, strict=False))
    return said or None


def noted_for_all(line: Passage, names: UnitNames | None) -> Said | None:
    """What brackets at the end of a title or heading say for every item below it; None where they say nothing of it."""
    inner = [inner for whole, inner in line.brackets() if whole.end == line.end]
    return said_for_all(inner[0], names) if inner and not speaks_of_those_above(inner[0]) else None


def speaks_of_those_above(sentence: Passage) -> bool:
    """Whether what a sentence says for all is about the items before it."""
    return sentence.match(_ABOVE) is not None
