"""Full-text search among matters, in Chinese and English, with the places that fit."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from buckstop.app.columns import MATTER
from buckstop.app.ledger import Ledger
from buckstop.app.lists import PAGE, MatterRow, rows_of
from buckstop.domain.matter.state import Matter
from buckstop.ledger.lookup import Order, Where
from buckstop.ledger.words import Term, places, wanted

_BEFORE, _AFTER = 24, 72
_MOST_SNIPPETS = 3

Places = tuple[tuple[int, int], ...]
"""Where words asked for stand in a text: (start, end) of its characters, in order."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text in which words asked for stand.

    Args:
        field: goal, reference, criteria or steps.
        cut_before, cut_after: the text goes on there.
    """

    field: str
    text: str
    places: Places
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A matter that fits.

    Args:
        title_places: where the words stand in its title.
        id_places: where they stand in its id.
    """

    row: MatterRow
    title_places: Places
    id_places: Places
    snippets: tuple[Snippet, ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of what was found.

    Args:
        total: all that fit.
        after: where the next page begins, None where this is the last.
    """

    hits: tuple[Hit, ...]
    total: int
    after: str | None


def search(ledger: Ledger, text: str, where: Where, after: str = "", limit: int = PAGE) -> Hits:
    """Matters that hold all words of a text, what fits best first; a text without any word finds nothing.

    Args:
        text: as somebody typed it; several Chinese characters are found where they stand side by side, other words by
            their beginning, whatever their case and width.
        where: further filters, and how far the asker may read.

    Raises:
        CursorError: `after` is no end of a page of a search.
    """
    terms = wanted(text)
    if not terms:
        return Hits((), 0, None)
    asked = replace(where, kind=MATTER, text=text)
    page = ledger.store.page(asked, Order.RELEVANCE, limit, after)
    rows = rows_of(ledger, ledger.organisation(), page.snapshots)
    total = page.total if page.total is not None else ledger.store.count(asked)
    return Hits(tuple(_hit(row, terms) for row in rows), total, page.after)


def _hit(row: MatterRow, terms: tuple[Term, ...]) -> Hit:
    found = (snippet for field, text in _texts(row.matter) if (snippet := _snippet(field, text, terms)) is not None)
    snippets = tuple(snippet for snippet, _ in zip(found, range(_MOST_SNIPPETS), strict=False))
    return Hit(row, places(terms, row.matter.title), places(terms, row.id), snippets)


def _texts(matter: Matter) -> Iterator[tuple[str, str]]:
    yield "goal", matter.terms.goal
    yield "reference", matter.terms.reference
    for criterion in matter.terms.criteria:
        yield "criteria", criterion
    for step in matter.terms.steps:
        yield "steps", step


def _snippet(field: str, text: str, terms: tuple[Term, ...]) -> Snippet | None:
    found = places(terms, text)
    if not found:
        return None
    begin = max(0, found[0][0] - _BEFORE)
    end = min(len(text), found[0][0] + _AFTER)
    inside = tuple((start - begin, min(stop, end) - begin) for start, stop in found if start < end)
    return Snippet(field, text[begin:end], inside, cut_before=begin > 0, cut_after=end < len(text))
