"""Lines that the width of a page broke are put together again: in brackets, in lists, in hard-wrapped paragraphs."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from buckstop.intake.directives.document import RawLine
from buckstop.intake.directives.grammar.headings import starts_like_item
from buckstop.intake.directives.grammar.units import looks_like_unit
from buckstop.intake.directives.repairs.script import in_simplified

_FULL = 0.85  # of the page's widest line that a broken line fills at least
_NARROWEST = 40  # columns of a paragraph that somebody's program wrapped; shorter lines are lines
_EVEN = 2  # columns by which wrapped lines differ at most
_LEAST_WRAPPED = 3
_MOST_LINES = 6  # of one bracket
_MOST_SIGNS = 600
_SENTENCE_END = re.compile("[\u3002\uff1b;:\uff1a!\uff01?\uff1f)\uff09\u3015\\]|]$")
_PAGE_NUMBER = re.compile("[-\u2014\u2013\\s]*\\d{1,4}[-\u2014\u2013\\s]*")
_HAN = re.compile("[\u3400-\u9fff\uff00-\uffef\u3001-\u3011]")
_OPENING, _CLOSING = "(\uff08\u3014\u3010[", ")\uff09\u3015\u3011]"
_LIST_GOES_ON = ("\u3001", "\uff0c")
_SEPARATED = (*_LIST_GOES_ON, ",", ";", "\uff1b", ":", "\uff1a")
_SEPARATORS = re.compile("[\u3001,\uff0c;\uff1b:\uff1a(\uff08\u3014\u3010\\[]")


def fills(lines: Sequence[str], least: int = 0) -> list[bool]:
    """For each line of a page, whether it fills the page's width, so that its end may be no end.

    Args:
        least: columns that the page has at least, where these lines may all be short.
    """
    widest = max(map(_width, lines), default=least)
    widest = max(widest, least)
    return [_width(line) >= _FULL * widest for line in lines]


def wrapped(lines: Sequence[str]) -> list[bool]:
    """For each line of a text, whether a program broke it: three lines at least end evenly, in the middle of a sentence."""
    widest = max(map(_width, lines), default=0)
    if widest < _NARROWEST:
        return [False] * len(lines)
    even = [_width(line) >= widest - _EVEN and not _SENTENCE_END.search(line.rstrip()) for line in lines]
    return even if sum(even) >= _LEAST_WRAPPED else [False] * len(lines)


def joined(lines: Sequence[tuple[RawLine, bool]]) -> Iterator[RawLine]:
    """Lines with the ends of broken ones joined on; page numbers between two halves are passed over.

    Args:
        lines: each with whether its end may be no end.
    """
    waiting: RawLine | None = None
    broken = False
    aside: list[RawLine] = []
    for line, full in lines:
        if waiting is not None and broken and _PAGE_NUMBER.fullmatch(line.text):
            aside.append(line)
            continue
        if waiting is not None and broken and not _starts_anew(line.text):
            waiting = _with_end(waiting, line)
        else:
            if waiting is not None:
                yield waiting
            yield from aside
            aside, waiting = [], line
        broken = full and not _SENTENCE_END.search(line.text.rstrip())
    if waiting is not None:
        yield waiting
    yield from aside


def with_whole_brackets(lines: Sequence[RawLine]) -> Iterator[RawLine]:
    """Lines with brackets that were opened on one and closed on another put together, and lists that go on behind a comma."""
    place = 0
    while place < len(lines):
        line, behind = lines[place], place + 1
        end = _closing_line(lines, place)
        while behind < len(lines) and (behind <= end or _goes_on(line, lines[behind])):
            line, behind = _with_end(line, lines[behind]), behind + 1
            if behind > end:
                end = max(end, _closing_line([line, *lines[behind : behind + _MOST_LINES]], 0) + behind - 1)
        yield line
        place = behind


def _closing_line(lines: Sequence[RawLine], first: int) -> int:
    """The line that closes the brackets that a line leaves open; the line itself where none does soon."""
    depth, signs = _left_open(lines[first].text, 0), len(lines[first].text)
    if depth <= 0:
        return first
    for place in range(first + 1, min(first + _MOST_LINES, len(lines))):
        signs += len(lines[place].text)
        depth = _left_open(lines[place].text, depth)
        if signs > _MOST_SIGNS:
            break
        if depth <= 0:
            return place
    return first


def _left_open(text: str, depth: int) -> int:
    for sign in text:
        depth = depth + 1 if sign in _OPENING else max(0, depth - 1) if sign in _CLOSING else depth
    return depth


def _goes_on(line: RawLine, following: RawLine) -> bool:
    """Whether a line ends in a comma behind which a list goes on."""
    short = len(line.text) < _MOST_SIGNS
    return short and line.text.rstrip().endswith(_LIST_GOES_ON) and not _starts_anew(following.text)


def _with_end(line: RawLine, end: RawLine) -> RawLine:
    return RawLine(
        line.address,
        glued(line.text, end.text),
        line.title,
        line.heading,
        joined=(*(line.joined or (line.text,)), end.text),
    )


def glued(first: str, second: str) -> str:
    """Two halves of a line as one: a break that separates, as between two units or before a label, stays one."""
    first, second = first.rstrip(), second.strip()
    if not (_HAN.search(first[-1:]) or _HAN.search(second[:1])):
        return f"{first} {second}"
    if first.endswith(_SEPARATED):
        return first + second
    separates = _starts_anew(second) or (_is_unit_end(first) and _is_unit_start(second))
    return first + ("\n" if separates else "") + second


def _starts_anew(text: str) -> bool:
    return starts_like_item(in_simplified(text))


def _is_unit_end(text: str) -> bool:
    return looks_like_unit(in_simplified(_SEPARATORS.split(text)[-1]), None)


def _is_unit_start(text: str) -> bool:
    first = _SEPARATORS.split(text.rstrip(")\uff09\u3015\u3011]\u3002"))[0]
    return looks_like_unit(in_simplified(first), None)


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line.rstrip())
