"""What stands around the items: title, document number, issuer, date, and so the year that bare dates are in."""

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from buckstop.intake.directives.chunks import chunks_of
from buckstop.intake.directives.document import Grid, Line, MendedDocument
from buckstop.intake.directives.grammar.headings import numbered
from buckstop.intake.directives.grammar.numerals import written_number, written_year
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.responsibility import said_in, starts_with_label
from buckstop.intake.directives.grammar.units import looks_like_unit, resolved
from buckstop.intake.directives.model import BlockKind, UnitMention
from buckstop.intake.directives.names import UnitNames
from buckstop.intake.directives.words import any_of, compiled, either, entry

_LONGEST_TITLE = 80
_HEAD = 12  # lines from the top among which title and number are sought
_BESIDE_NUMBER = 24  # characters on the line of a number: who signs, how urgent
_TITLE_YEAR = compiled(either("front.title_year"))
_SENTENCE_END = re.compile("[\u3002;\uff1b:\uff1a,\uff0c]$")
_NUMBER_ZH, _NUMBER_EN = re.compile(entry("zh", "front.number")), re.compile(entry("en", "front.number"))
_OPENING = "(\uff08\u3014[\u3010"
_TITLED = compiled(rf"{any_of('front.titled')}(?:[(\uff08][^()\uff08\uff09]*[)\uff09])?$")
_ISSUER = compiled(rf"{any_of('front.issuer_label')}\s*[:\uff1a]\s*(?P<name>[^\s:\uff1a]+(?: [A-Z][^\s:\uff1a]*)*)")
_ENGLISH_MONTHS: list[str] = entry("en", "dates.months")


def _with_pieces(pattern: str) -> re.Pattern[str]:
    year = r"(?P<year>20\d{2}|[\u3400-\u9fff\u25cb\u3007\u039fO]{4})\u5e74"
    filled = pattern.replace("{year}", year)
    return re.compile(filled.replace("{month}", entry("zh", "dates.month")).replace("{day}", entry("zh", "dates.day")))


def _english(pattern: str) -> re.Pattern[str]:
    filled = pattern.replace("{said}", entry("en", "front.date_said"))
    return compiled(filled.replace("{month}", entry("en", "dates.month")).replace("{day}", entry("en", "dates.day")))


_DATE_LINES = (_with_pieces(entry("zh", "front.date_line")), *map(_english, entry("en", "front.date_lines")))
_DATED = (_with_pieces(entry("zh", "front.dated")), *map(_english, entry("en", "front.dated")))


@dataclass(frozen=True, slots=True)
class Front:
    """What a document says about itself.

    Args:
        year: see `model.Draft`; None too where its number and its date name different years.
        outside: blocks that belong to the front and hold no task.
    """

    title: str = ""
    title_block: int | None = None
    number: str = ""
    issuer: UnitMention | None = None
    issued_date: date | None = None
    year: int | None = None
    outside: frozenset[int] = frozenset()


def front_of(document: MendedDocument, names: UnitNames | None) -> Front:
    """Title, number, issuer and date of a document, each only where the text says so."""
    lines = [
        _passage(document, part)
        for part in document.parts
        if isinstance(part, Line) and document.blocks[part.block].kind is not BlockKind.RESIDUE
    ]
    number, number_year, numbered_block = _number(lines[:_HEAD] or _first_cells(document))
    issued, date_block = _issued(lines)
    title_block = _title(document, [line for line in lines if line.block != date_block])
    title = document.blocks[title_block].text.strip() if title_block is not None else ""
    year = _year(number_year, issued, title)
    issuer = _issuer(lines, date_block, names)
    outside = {numbered_block, title_block, date_block, issuer.place.block if issuer else None}
    return Front(
        title, title_block, number, issuer, issued, year, frozenset(block for block in outside if block is not None)
    )


def _year(of_number: int | None, issued: date | None, title: str) -> int | None:
    """The year a document's dates are in; None where its number, its date and the plan it is called disagree.

    A title tells the year where nothing else does; one of a later year than the number's ("Plan for 2027", issued at the
    end of 2026) leaves it open.
    """
    years = {year for year in (of_number, issued.year if issued else None) if year is not None}
    named = {int(found) for found in _TITLE_YEAR.findall(title)}
    if len(named) == 1 and (not years or max(named) > max(years)):
        years |= named
    return years.pop() if len(years) == 1 else None


def _passage(document: MendedDocument, part: Line) -> Passage:
    text = document.blocks[part.block].text
    return Passage(part.block, text, 0, len(text)).trimmed()


def _first_cells(document: MendedDocument) -> list[Passage]:
    """The first cells of a workbook: a sheet may carry its title and number above the table."""
    grid = next((part for part in document.parts if isinstance(part, Grid)), None)
    blocks = dict.fromkeys(block for row in grid.rows[:4] for block in row if block >= 0) if grid else {}
    return [Passage(block, text, 0, len(text)) for block in blocks if (text := document.blocks[block].text)]


def _number(lines: list[Passage]) -> tuple[str, int | None, int | None]:
    for line in lines:
        found = line.match(_NUMBER_ZH) or line.match(_NUMBER_EN)
        if found and len(line.words) <= len(found["words"]) + _BESIDE_NUMBER and not _SENTENCE_END.search(line.words):
            groups = found.groupdict()
            year = next(groups[name] for name in ("year", "year2", "year3") if groups.get(name))
            return found["words"], int(year), line.block
    return "", None, None


def _issued(lines: list[Passage]) -> tuple[date | None, int | None]:
    """The date of the signature: the last line that is nothing but a date; else one that a label calls so."""
    for line in reversed(lines):
        for pattern in _DATE_LINES:
            if found := line.fullmatch(pattern):
                day = _date(found)
                if day is not None:
                    return day, line.block
    for line in lines:
        for pattern in _DATED:
            if (found := line.search(pattern)) and (day := _date(found)) is not None:
                return day, None
    return None, None


def _date(found: re.Match[str]) -> date | None:
    groups = found.groupdict()
    try:
        if groups.get("iso"):
            year, month, day = (int(part) for part in re.split("[-/.]", groups["iso"]))
            return date(year, month, day)
        if groups.get("name"):
            month = _ENGLISH_MONTHS.index(groups["name"][:3].casefold()) + 1
            return date(int(groups["year"]), month, int(groups["day"]))
        return date(written_year(groups["year"]), written_number(groups["month"]), written_number(groups["day"]))
    except (ValueError, KeyError):
        return None


def _title(document: MendedDocument, lines: list[Passage]) -> int | None:
    """The block of the title: by the file's style, by its last word, else a first line that is no sentence."""
    for part in document.parts:
        if isinstance(part, Line) and part.title and document.blocks[part.block].kind is not BlockKind.RESIDUE:
            return part.block
    headed = [line for line, behind in pairwise(lines) if _speaks_of_line_above(behind)]
    candidates = [
        line
        for line in lines[:_HEAD]
        if len(line.words) <= _LONGEST_TITLE
        and not _SENTENCE_END.search(line.words)
        and numbered(line).depth is None
        and not (line.match(_NUMBER_ZH) or line.match(_NUMBER_EN))
        and line not in headed
        and not any(chunk.said for chunk in chunks_of([line], None))
    ]
    for line in candidates:
        if line.search(_TITLED):
            return line.block
    return candidates[0].block if candidates and candidates[0] is lines[0] and len(lines) > 1 else None


def _speaks_of_line_above(line: Passage) -> bool:
    """Whether a line says who does what stands above it, so that that is a task and no title."""
    return starts_with_label(line) or (
        bool(line.words) and line.words[0] in _OPENING and bool(said_in(line, None).shares)
    )


def _issuer(lines: list[Passage], date_block: int | None, names: UnitNames | None) -> UnitMention | None:
    """Who signs: the line above the date, or what a label calls the issuer."""
    place = next((place for place, line in enumerate(lines) if line.block == date_block), 0)
    found: Passage | None = None
    if place > 0 and looks_like_unit(lines[place - 1].words, names):
        found = lines[place - 1]
    else:
        for line in lines:
            if labelled := line.search(_ISSUER):
                found = line.part(labelled.start("name"), labelled.end("name"))
                break
    if found is None:
        return None
    mention = UnitMention(found.words, found.place)
    return mention if names is None else resolved(mention, names)
