"""The numbers that Word counts itself and writes nowhere: kept per list and level, as the document's styles define them."""

from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from buckstop.intake.directives.words import entry

Element = Any  # lxml ships no types
_LEVELS = 9
_MOST = 9999
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographTraditional",
    "taiwaneseCountingThousand",
    "japaneseCounting",
}
_CIRCLES = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class _Level:
    style: str
    text: str
    start: int


@dataclass
class Numbering:
    """The running numbers of one document."""

    levels: dict[tuple[str, int], _Level] = field(default_factory=dict)
    styles: dict[str, Element] = field(default_factory=dict)
    counts: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Any) -> "Numbering":
        """The numbering of a document as its parts define it; one without such parts numbers nothing."""
        found = cls(styles={style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))})
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None
        )
        if part is None:
            return found
        root = part.element
        abstract = {one.get(qn("w:abstractNumId")): one for one in root.iter(qn("w:abstractNum"))}
        for number in root.iter(qn("w:num")):
            reference = number.find(qn("w:abstractNumId"))
            body = abstract.get(reference.get(qn("w:val"))) if reference is not None else None
            if body is None:
                continue
            for level in body.iter(qn("w:lvl")):
                depth = int(level.get(qn("w:ilvl")) or 0)
                found.levels[number.get(qn("w:numId")), depth] = _Level(
                    _value(level, "numFmt", "decimal"), _value(level, "lvlText", ""), int(_value(level, "start", "1"))
                )
        return found

    def style_of(self, paragraph: Element) -> str:
        """Name of a paragraph's style in small letters; empty without."""
        properties = paragraph.find(qn("w:pPr"))
        style = properties.find(qn("w:pStyle")) if properties is not None else None
        found = self.styles.get(style.get(qn("w:val"))) if style is not None else None
        return _value(found, "name", "").casefold() if found is not None else ""

    def next_mark(self, paragraph: Element) -> str:
        """What Word shows before a paragraph's text; empty where it is not numbered. Counts on."""
        named = self._list_of(paragraph)
        if named is None:
            return ""
        number, depth = named
        level = self.levels.get((number, depth))
        if level is None or level.style in {"bullet", "none"}:
            return ""
        counts = self.counts.setdefault(number, [0] * _LEVELS)
        counts[depth] = counts[depth] + 1 if counts[depth] else level.start
        counts[depth + 1 :] = [0] * (_LEVELS - depth - 1)
        mark = level.text
        for place in range(depth + 1):
            shown = self.levels.get((number, place), level)
            mark = mark.replace(f"%{place + 1}", _written(counts[place] or shown.start, shown.style))
        return mark if not mark or mark.endswith(("\u3001", ")", "\uff09")) else f"{mark} "

    def _list_of(self, paragraph: Element) -> tuple[str, int] | None:
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return None
        numbered = properties.find(qn("w:numPr"))
        if numbered is None:
            style = properties.find(qn("w:pStyle"))
            found = self.styles.get(style.get(qn("w:val"))) if style is not None else None
            of_style = found.find(qn("w:pPr")) if found is not None else None
            numbered = of_style.find(qn("w:numPr")) if of_style is not None else None
        if numbered is None:
            return None
        number = _value(numbered, "numId", "0")
        depth = min(int(_value(numbered, "ilvl", "0")), _LEVELS - 1)
        return None if number == "0" else (number, max(0, depth))


def _value(parent: Element, name: str, default: str) -> str:
    child = parent.find(qn(f"w:{name}"))
    found = child.get(qn("w:val")) if child is not None else None
    return default if found is None else str(found)


def _written(number: int, style: str) -> str:
    number = max(0, min(number, _MOST))
    if style in _CHINESE:
        return _chinese(number)
    if style in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if style == "upperLetter" else letter
    if style in {"lowerRoman", "upperRoman"}:
        return _roman(number).upper() if style == "upperRoman" else _roman(number)
    if style in _CIRCLES and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return f"{number:02d}" if style == "decimalZero" else str(number)


def _chinese(number: int) -> str:
    """A number up to 99 in characters; larger ones in digits."""
    digits = {value: sign for sign, value in reversed(entry("zh", "dates.written_digits").items())}
    ten = entry("zh", "dates.ten")
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if not tens else ten if tens == 1 else digits[tens] + ten) + (digits[ones] if ones else "")


def _roman(number: int) -> str:
    signs = ""
    for value, sign in _ROMAN:
        while number >= value and len(signs) < 30:
            signs, number = signs + sign, number - value
    return signs
