"""What stands around the items: title, document number, issuer, date, and so the year that bare dates are in."""

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from buckstop.intake.directives.chunks import chunks_of
from buckstop.intake.directives.document import Grid, Line, MendedDocument
from buckstop.intake.directives.grammar.defaults import noted_for_all
from buckstop.intake.directives.grammar.headings import numbered
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.responsibility import said_in, starts_with_label
from buckstop.intake.directives.grammar.units import looks_like_unit, resolved
from buckstop.intake.directives.grammar.written_dates import date_in, patterns_of_dates
from buckstop.intake.directives.model import BlockKind, UnitMention
from buckstop.intake.directives.names import UnitNames
from buckstop.intake.directives.words import any_of, compiled, entry
from buckstop.intake.directives.year_of_document import YearOfDocument, without_year, year_of_document

_LONGEST_TITLE = 80
_HEAD = 12  # lines from the top among which title and number are sought
_BESIDE_NUMBER = 24  # characters on the line of a number: who signs, how urgent
_SENTENCE_END = re.compile("[\u3002;\uff1b:\uff1a,\uff0c]$")
_NUMBER_ZH, _NUMBER_EN = re.compile(entry("zh", "front.number")), re.compile(entry("en", "front.number"))
_OPENING = "(\uff08\u3014[\u3010"
_TITLED = compiled(rf"{any_of('front.titled')}(?:[(\uff08][^()\uff08\uff09]*[)\uff09])?$")
_ISSUER = compiled(rf"{any_of('front.issuer_label')}\s*[:\uff1a]\s*(?P<name>[^\s:\uff1a]+(?: [A-Z][^\s:\uff1a]*)*)")
_SIGNERS = tuple(entry("zh", "front.signers"))
_DATE_LINES, _DATED = patterns_of_dates("front.date_line"), patterns_of_dates("front.dated")


@dataclass(frozen=True, slots=True)
class Front:
    """What a document says about itself.

    Args:
        year: also what tells it, for the dates of the tasks.
        outside: blocks that belong to the front and hold no task.
    """

    title: str = ""
    title_block: int | None = None
    number: str = ""
    issuer: UnitMention | None = None
    issued_date: date | None = None
    year: YearOfDocument = field(default=YearOfDocument())
    outside: frozenset[int] = frozenset()


def front_of(document: MendedDocument, names: UnitNames | None) -> Front:
    """Title, number, issuer and date of a document, each only where the text says so."""
    lines = [
        _passage(document, part)
        for part in document.parts
        if isinstance(part, Line) and document.blocks[part.block].kind is not BlockKind.RESIDUE
    ]
    number, number_year, numbered_block = _number(lines[:_HEAD] or _first_cells(document))
    issued, date_line = _issued(lines, names)
    date_block = date_line.block if date_line else None
    title_block = _title(document, [line for line in lines if line.block != date_block])
    title = document.blocks[title_block].text.strip() if title_block is not None else ""
    year = year_of_document(number_year, issued, [title, *_names_of_tables(document, lines)], lines[:_HEAD])
    issuer = _issuer(lines, date_line, names)
    outside = {numbered_block, title_block, date_block, issuer.place.block if issuer else None}
    return Front(
        title, title_block, number, issuer, issued, year, frozenset(block for block in outside if block is not None)
    )


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


def _issued(lines: list[Passage], names: UnitNames | None) -> tuple[date | None, Passage | None]:
    """The date of the signature and its line, the last that holds nothing but a date and perhaps who issues it.

    Else one that a label calls so, which is no line of its own.
    """
    for line in reversed(lines):
        for pattern in _DATE_LINES:
            found = line.fullmatch(pattern)
            if found is None or (_signs(found) and not _can_sign(_signs(found), line, lines, names)):
                continue
            if (day := date_in(found)) is not None:
                return day, line
    for line in lines:
        for pattern in _DATED:
            if (found := line.search(pattern)) and (day := date_in(found)) is not None:
                return day, None
    return None, None


def _can_sign(words: str, line: Passage, lines: list[Passage], names: UnitNames | None) -> bool:
    """Whether a unit before a date issues the document: right below its title, or an organ that does little else."""
    place = lines.index(line)
    below_title = place > 0 and lines[place - 1].search(_TITLED) is not None
    return looks_like_unit(words, names) and (below_title or words.endswith(_SIGNERS))


def _signs(dated: re.Match[str]) -> str:
    """Who issues a document, on the line of its date; empty where nobody stands there."""
    return dated.groupdict().get("by") or ""


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
        and not any(chunk.said for chunk in chunks_of([_without_note(line)], None))
    ]
    for line in candidates:
        if line.search(_TITLED):
            return line.block
    alone = len(document.parts) == 1
    return candidates[0].block if candidates and candidates[0] is lines[0] and not alone else None


def _without_note(line: Passage) -> Passage:
    """A title without brackets behind it that hold its year or date, or who does everything below it."""
    if noted_for_all(line, None):
        *_others, (whole, _inner) = line.brackets()
        return line.part(line.start, whole.start)
    return line.part(line.start, line.start + len(without_year(line.words)))


def _names_of_tables(document: MendedDocument, lines: list[Passage]) -> list[str]:
    """What tables are called: the line right above each, and a row of their own above the header that is one cell."""
    found: list[str] = []
    known = {line.block: line.words for line in lines}
    for part, behind in pairwise((None, *document.parts)):
        if not isinstance(behind, Grid):
            continue
        if isinstance(part, Line) and len(known.get(part.block, "")) <= _LONGEST_TITLE:
            found.append(known.get(part.block, ""))
        first = {block for block in behind.rows[0] if block >= 0} if behind.rows else set()
        if len(first) == 1 and len(name := document.blocks[first.pop()].text.strip()) <= _LONGEST_TITLE:
            found.append(name)
    return found


def _speaks_of_line_above(line: Passage) -> bool:
    """Whether a line says who does what stands above it, so that that is a task and no title."""
    return starts_with_label(line) or (
        bool(line.words) and line.words[0] in _OPENING and bool(said_in(line, None).shares)
    )


def _issuer(lines: list[Passage], dated: Passage | None, names: UnitNames | None) -> UnitMention | None:
    """Who signs: on the line of the date, on the line above it, or what a label calls the issuer."""
    place = lines.index(dated) if dated else 0
    found: Passage | None = None
    signed = next((match for pattern in _DATE_LINES if dated and (match := dated.fullmatch(pattern))), None)
    if dated and signed and _signs(signed):
        found = dated.part(signed.start("by"), signed.end("by"))
    elif place > 0 and looks_like_unit(lines[place - 1].words, names):
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
