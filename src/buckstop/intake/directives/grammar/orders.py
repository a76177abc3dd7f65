"""Orders that name who is told and what to do, without a verb for who answers: "County Bureau must ... by September"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from buckstop.intake.directives.grammar.dates import dates_of
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.responsibility import Role, Said, Share
from buckstop.intake.directives.grammar.subjects import before_verb, clause_start, with_by
from buckstop.intake.directives.grammar.units import can_be_told, is_collective, is_organ, list_of, looks_like_unit
from buckstop.intake.directives.grammar.verbs import MUST, TOLD
from buckstop.intake.directives.model import PostMention
from buckstop.intake.directives.names import UnitNames
from buckstop.intake.directives.words import any_of, compiled, entry

_LISTING = "\u3001,\uff0c"
_COLON = re.compile("[:\uff1a]")
_ORDERS = compiled(MUST)
_MUST = compiled(TOLD)
_TASK_VERB = compiled(rf"{any_of('verbs.task_start')}(?!{entry('zh', 'verbs.office_behind')})")
_ASKED = compiled(entry("zh", "verbs.asked"))
_NOT_SUBJECT = compiled(entry("en", "verbs.not_subject"))
_INSTRUCTED = compiled(entry("zh", "verbs.instructed"))
# Between commas behind a subject: "County Bureau, supported by the Union, will ...".
_INSERTED = compiled(rf",\s*{any_of('verbs.supported_by')}\s+(?P<units>[^,;.]+),\s*$")


@dataclass(frozen=True, slots=True)
class Clause:
    """Words of a sentence that say who does it.

    Args:
        spans: start and end of the words, in order, to be left out of the task.
    """

    spans: tuple[tuple[int, int], ...]
    said: Said

    @property
    def start(self) -> int:
        """Where the words begin."""
        return self.spans[0][0]


def order_in(sentence: Passage, names: UnitNames | None) -> Clause | None:
    """The clause of an order: of a duty with a deadline, a request to organs, an address, or a leader's instruction."""
    return _duty(sentence, names) or _asked_for(sentence, names) or _addressed(sentence, names) or _instructed(sentence)


def _duty(sentence: Passage, names: UnitNames | None) -> Clause | None:
    """The clause of "County Bureau must ... by September": organs of administration as the subject, and a deadline.

    Whoever is asked by name ("A is requested to ...") needs no deadline.
    """
    for verb in _MUST.finditer(sentence.text, sentence.start, sentence.end):
        end = verb.end() if _ORDERS.fullmatch(verb.group()) else verb.start()
        for before, helped in _subjects(sentence, verb.start(), names):
            subject = before_verb(before, before.end)
            led_in = subject.start > before.start
            if _NOT_SUBJECT.search(before.text[before.start : subject.start]):
                continue
            units = list_of(subject, names)
            told = bool(units.units) and all(
                can_be_told(unit.words, names) or (unit.collective and led_in) for unit in units.units
            )
            single = led_in and looks_like_unit(subject.words, names) and not is_collective(subject.words)
            if not (single or (told and (led_in or _ORDERS.fullmatch(verb.group())))):
                continue
            if (told and led_in) or dates_of(sentence, strict=False):
                span = (with_by(sentence, subject.start), end)
                return Clause((span,), Said((Share(Role.RESPONSIBLE, units), *helped)))
    return None


def _subjects(sentence: Passage, verb: int, names: UnitNames | None) -> Iterator[tuple[Passage, tuple[Share, ...]]]:
    """The words in which the subject of a verb stands, and the supports inserted between the two."""
    if inserted := _INSERTED.search(sentence.text[sentence.start : verb]):
        first = sentence.start + inserted.start()
        supports = list_of(
            sentence.part(sentence.start + inserted.start("units"), sentence.start + inserted.end("units")), names
        )
        if supports.units:
            yield sentence.part(clause_start(sentence, first), first), (Share(Role.SUPPORT, supports),)
            return
    yield sentence.part(clause_start(sentence, verb), verb), ()


def _asked_for(sentence: Passage, names: UnitNames | None) -> Clause | None:
    """The clause of "A and B are requested to look into ...": organs by name between the request and the task's verb."""
    for asked in _ASKED.finditer(sentence.text, sentence.start, sentence.end):
        for verb in _TASK_VERB.finditer(sentence.text, asked.end(), sentence.end):
            listed = sentence.part(asked.end(), verb.start())
            if not all(is_organ(unit.words, names) for unit in listed.split(_LISTING)):
                continue
            units = list_of(listed, names)
            if any(not unit.collective for unit in units.units):
                return Clause(((asked.start(), verb.start()),), Said((Share(Role.RESPONSIBLE, units),)))
    return None


def _addressed(sentence: Passage, names: UnitNames | None) -> Clause | None:
    """The clause of "County Bureau: ... by September"."""
    found = sentence.search(_COLON)
    if found is None or not dates_of(sentence, strict=False):
        return None
    unit = sentence.part(sentence.start, found.start())
    if not can_be_told(unit.words, names):
        return None
    return Clause(((unit.start, found.end()),), Said((Share(Role.RESPONSIBLE, list_of(unit, names)),)))


def _instructed(sentence: Passage) -> Clause | None:
    """The clause of a leader's written instruction to a person: no unit is named, so that a person decides which answers."""
    found = sentence.search(_INSTRUCTED)
    if found is None:
        return None
    who = sentence.part(found.start("who"), found.end("who"))
    return Clause(((sentence.start, found.end()),), Said(leaders=(PostMention(who.words, who.place),)))
