"""Targets in numbers: so many kilometres, at least so many per cent."""

import re
from collections.abc import Iterator
from decimal import Decimal

from buckstop.intake.directives.grammar.numerals import written_number
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.model import Quantity
from buckstop.intake.directives.words import any_of, compiled, either, entry

_MEASURE = compiled(rf"\s*(?!{any_of('quantities.not_measures')})(?P<measure>{any_of('quantities.measures')})")
_BOUNDED = compiled(rf"\s*(?P<measure>{any_of('quantities.bounded')})")
_COUNTED = re.compile(rf"\s+(?!{any_of('quantities.not_measures')})(?P<measure>{entry('en', 'quantities.counted')})")
_NUMBER = re.compile(f"(?P<digits>{entry('zh', 'quantities.number')})|(?P<written>{entry('zh', 'quantities.written')})")
_RANGED = re.compile(entry("zh", "quantities.ranged"))
_QUOTED = re.compile(either("quantities.quotes"))
_BOUNDS_BEFORE = {
    bound: compiled(rf"{any_of(f'quantities.{bound}_before')}\s*$") for bound in ("at_least", "at_most", "about")
}
_BOUNDS_AFTER = {
    bound: compiled(rf"\s*{any_of(f'quantities.{bound}_after')}") for bound in ("at_least", "at_most", "about")
}
_REACH = 12  # characters before a number in which a bound may stand


def quantities_of(passage: Passage) -> tuple[Quantity, ...]:
    """The targets that a stretch of text names, in order; numbers in quotation marks are names, not targets."""
    return tuple(_found(passage))


def _found(passage: Passage) -> Iterator[Quantity]:
    quoted = [match.span() for match in _QUOTED.finditer(passage.text, passage.start, passage.end)]
    for number in _NUMBER.finditer(passage.text, passage.start, passage.end):
        if any(start <= number.start() < end for start, end in quoted):
            continue
        if _RANGED.match(passage.text, number.end(), passage.end):
            continue
        measure = _measure(passage, number)
        if measure is None:
            continue
        amount = (
            Decimal(number["digits"].replace(",", ""))
            if number["digits"]
            else Decimal(written_number(number["written"]))
        )
        place = passage.part(number.start(), measure.end()).place
        yield Quantity(amount, measure["measure"], place, _bound(passage, number.start(), measure.end()))


def _measure(passage: Passage, number: re.Match[str]) -> re.Match[str] | None:
    """The measure behind a number; spans of time only where a bound makes them targets."""
    bounded = _BOUNDED.match(passage.text, number.end(), passage.end)
    if (
        bounded
        and _bound(passage, number.start(), bounded.end()) in {"at_most", "at_least"}
        and not _limits(passage, bounded)
    ):
        return bounded
    for pattern in (_MEASURE, _COUNTED):
        if found := pattern.match(passage.text, number.end(), passage.end):
            return found
    return None


def _limits(passage: Passage, bounded: re.Match[str]) -> bool:
    """Whether a span of time is the deadline itself: "within three days" without a word that bounds it before."""
    before = passage.text[max(passage.start, bounded.start() - 2 * _REACH) : bounded.start()]
    return not any(pattern.search(before.rstrip("0123456789. ")) for pattern in _BOUNDS_BEFORE.values())


def _bound(passage: Passage, start: int, end: int) -> str:
    before = passage.text[max(passage.start, start - _REACH) : start]
    found = [
        (len(match.group()), bound) for bound, pattern in _BOUNDS_BEFORE.items() if (match := pattern.search(before))
    ]
    if found:
        return _upper_end(max(found)[1], passage, end)
    for bound, pattern in _BOUNDS_AFTER.items():
        if pattern.match(passage.text, end, passage.end):
            return bound
    return "exactly"


def _upper_end(bound: str, passage: Passage, end: int) -> str:
    """The bound that words before a number give, unless words behind it are clearer ("about 3 km or less")."""
    if bound == "about":
        return next(
            (name for name, after in _BOUNDS_AFTER.items() if after.match(passage.text, end, passage.end)), bound
        )
    return bound
