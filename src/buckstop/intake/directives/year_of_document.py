"""Which year a document's dates are in, what in it says so, and where its own sources leave that open."""

import re
from dataclasses import dataclass
from datetime import date

from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.grammar.written_dates import date_in, patterns_of_dates
from buckstop.intake.directives.model import YearFrom
from buckstop.intake.directives.words import any_of, compiled, either

_TITLE_YEAR = compiled(either("front.title_year"))
_COMING = compiled(either("front.coming"))
_LOOKS_BACK = compiled(either("front.looks_back"))
_OVER_NEW_YEAR = compiled(any_of("front.over_new_year"))
_RECORD = compiled(any_of("front.records"))
_OCCASIONS = patterns_of_dates("front.occasions")
_TITLE_DATES = patterns_of_dates("front.title_dates")


@dataclass(frozen=True, slots=True)
class YearOfDocument:
    """The year of a document and how it is known.

    Args:
        year: None where nothing tells it, or where two things tell different years.
        told_by: the strongest source; None without a year.
        day: when it was issued, or when what it records was said; None where the text does not say.
        before_new_year: nothing tells when in its year it was written, but it looks ahead to a feast of the next or to
            work of the winter: what is to be done in spring may be of either year.
    """

    year: int | None = None
    told_by: YearFrom | None = None
    day: date | None = None
    before_new_year: bool = False


def year_of_document(
    of_number: int | None, issued: date | None, names: list[str], head: list[Passage]
) -> YearOfDocument:
    """The year of a document, of its strongest source; none where two of them disagree.

    In order: its number, its date of issue, the day of the meeting or instruction it records, its title or the name of
    its table. A title that looks back ("audit of 2025") or ahead to a feast ("New Year 2027") tells no year of the
    document's own; one of a later year than the rest ("Plan for 2027", issued at the end of 2026) leaves it open.

    Args:
        of_number: the year in the document's number.
        names: its title, then what its tables are called.
        head: its first lines.
    """
    occasion = _occasion(names, head)
    told = [
        (YearFrom.NUMBER, of_number),
        (YearFrom.DATE, issued.year if issued else None),
        (YearFrom.OCCASION, occasion.year if occasion else None),
    ]
    sources = [(told_by, year) for told_by, year in told if year is not None]
    named, coming = _named_years(names)
    if len(named) == 1 and (not sources or max(named) > max(year for _told_by, year in sources)):
        sources += ((YearFrom.TITLE, year) for year in named)
    day = issued or occasion
    years = {year for _told_by, year in sources}
    if len(years) != 1:
        return YearOfDocument(day=day)
    told_by, year = sources[0]
    ahead = year + 1 in coming or any(_OVER_NEW_YEAR.search(name) for name in names)
    return YearOfDocument(year, told_by, day, before_new_year=day is None and ahead)


def without_year(title: str) -> str:
    """A title without the year or date in brackets behind it."""
    return _BRACKETED_YEAR.sub("", title)


_BRACKETED_YEAR = re.compile(
    r"\s*[(\uff08\u3014\[]\s*20\d{2}(?:\u5e74[^()\uff08\uff09\u3014\u3015\[\]]{0,12})?\s*[)\uff09\u3015\]]$"
)


def _named_years(names: list[str]) -> tuple[set[int], set[int]]:
    """The years that a title names for the document itself, else the names of its tables; and those of feasts ahead."""
    own = _own_years(names[:1]) or _own_years(names[1:])
    return own, {int(found.group()) for name in names for found in _COMING.finditer(name)}


def _own_years(names: list[str]) -> set[int]:
    found: set[int] = set()
    for name in names:
        others = {year.start() for pattern in (_COMING, _LOOKS_BACK) for year in pattern.finditer(name)}
        found |= {int(year.group()) for year in _TITLE_YEAR.finditer(name) if year.start() not in others}
    return found


def _occasion(names: list[str], head: list[Passage]) -> date | None:
    """The day in brackets behind a title, or of the meeting or instruction a document records: the last of one year."""
    found = [match for name in names[:1] for pattern in _TITLE_DATES if (match := pattern.search(name))]
    if any(_RECORD.search(text) for text in (*names[:1], *(line.words for line in head[:2]))):
        found += [match for line in head for pattern in _OCCASIONS if (match := line.match(pattern))]
    days = [day for match in found if (day := date_in(match)) is not None]
    return max(days) if len({day.year for day in days}) == 1 else None
