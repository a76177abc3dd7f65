"""Numbers in front of headings and items, in the styles of directives and in their order of depth."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from buckstop.intake.directives.grammar.labels import LABELS
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.words import compiled, entry

_BULLET = re.compile("(?:[-\u2014]{2}|[-\u2022\u00b7*\u25cf\u25a0\u2014])(?:\\s+|(?=[\u3400-\u9fff\u3010\\[]))")


@dataclass(frozen=True, slots=True)
class _Style:
    depth: int
    pattern: re.Pattern[str]
    inline: bool


@dataclass(frozen=True, slots=True)
class Numbered:
    """A piece of text with its number.

    Args:
        number: as printed, without punctuation; brackets are kept, as narrow ones. Empty where there is none.
        depth: of the style of the number, 0 the outermost; None without a number.
        body: what stands behind the number.
    """

    number: str
    depth: int | None
    body: Passage


def _styles() -> tuple[_Style, ...]:
    inline = set(entry("zh", "numbering.inline"))
    forms = [*entry("zh", "numbering.forms"), *entry("en", "numbering.forms")]
    return tuple(
        _Style(depth, re.compile(form["pattern"]), form["style"] in inline) for depth, form in enumerate(forms)
    )


_STYLES = _styles()
_INLINE = re.compile(
    "(?<=[\u3002\uff1b;)\uff09\u3015\\]:\uff1a])\\s*(?="
    + "|".join(re.sub(r"\(\?P<mark>", "(?:", style.pattern.pattern) for style in _STYLES if style.inline)
    + ")"
)
_LABELLED = compiled(rf"\s*(?:[\u3010\[]{LABELS}[\u3011\]]|{LABELS}\s*[:\uff1a])")


def numbered(passage: Passage) -> Numbered:
    """The passage cut behind its number, where it has one."""
    passage = passage.trimmed()
    for style in _STYLES:
        found = passage.match(style.pattern)
        if found and found.end() > found.start():
            mark = found["mark"].replace("\uff08", "(").replace("\uff09", ")")
            return Numbered(mark, style.depth, passage.part(found.end(), passage.end))
    if bullet := passage.match(_BULLET):
        passage = passage.part(bullet.end(), passage.end)
    return Numbered("", None, passage)


def pieces_of(passage: Passage) -> Iterator[Numbered]:
    """The passage cut before each number that stands inside it behind the end of a sentence."""
    start = passage.start
    for found in _INLINE.finditer(passage.text, passage.start, passage.end):
        if found.start() > start and (piece := passage.part(start, found.start())).words:
            yield numbered(piece)
            start = found.end()
    if (rest := passage.part(start, passage.end)).words:
        yield numbered(rest)


def starts_like_item(text: str) -> bool:
    """Whether a line begins a paragraph of its own: with a number, a bullet or a label."""
    passage = Passage(0, text, 0, len(text)).trimmed()
    return numbered(passage).depth is not None or bool(passage.match(_BULLET) or passage.match(_LABELLED))
