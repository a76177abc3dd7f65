"""What a search found: each matter with the places in which the words stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.http import QueryDict

from buckstop.app.searching import Hit, Snippet, search
from buckstop.domain.ids import MatterId
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.store import CursorError
from buckstop.web.boards.filters import Chip, FilterForm, Filters
from buckstop.web.boards.listing import restricted_of, views_of
from buckstop.web.rows import RowView
from buckstop.web.visitors import Visitor

FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "goal": _("Goal"),
        "reference": _("Document"),
        "criteria": _("Criterion"),
        "steps": _("Step"),
    }
)
_PAGE = 20


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; marked: it was looked for."""

    words: str
    marked: bool


@dataclass(frozen=True, slots=True)
class SnippetView:
    """A piece of a matter's text in which the words stand."""

    field: str
    pieces: tuple[Piece, ...]
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True)
class HitView:
    """A matter that was found."""

    view: RowView
    title: tuple[Piece, ...]
    snippets: tuple[SnippetView, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One page of what was found.

    Args:
        words: what was looked for; empty before anything was.
        total: all that fit; None where a filter cannot be read.
        later: query of the next page, None where this is the last.
        wider: query of the same words without the other filters, empty where there are none.
    """

    words: str
    form: FilterForm
    chips: tuple[Chip, ...]
    hits: tuple[HitView, ...]
    total: int | None
    later: str | None
    first: bool
    wider: str
    restricted: tuple[MatterId, ...]


def finding_of(who: Visitor, filters: Filters, asked: QueryDict) -> Finding:
    """What an address searches for."""
    words = str(filters.values.get("q") or "")
    chips = filters.chips(who.read)[1:] if words else filters.chips(who.read)  # the words stand in the field above
    place = asked.get("after", "")
    hits: Sequence[Hit] = ()
    total: int | None = 0 if filters.where is not None else None
    after: str | None = None
    if filters.where is not None and words:
        try:
            found = search(who.ledger, words, filters.where, place, _PAGE)
        except CursorError:
            place = ""
            found = search(who.ledger, words, filters.where, "", _PAGE)
        hits, total, after = found.hits, found.total, found.after
    rows = [hit.row for hit in hits]
    return Finding(
        words=words,
        form=filters.form,
        chips=chips,
        hits=tuple(_hit(hit, view, who) for hit, view in zip(hits, views_of(who, rows), strict=True)),
        total=total,
        later=_with(asked, after) if after else None,
        first=not place,
        wider=_only_words(words) if chips else "",
        restricted=restricted_of(rows),
    )


def pieces_of(text: str, places: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """A text cut at the places that were looked for."""
    return tuple(piece for piece in _pieces(text, places) if piece.words)


def _pieces(text: str, places: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    end = 0
    for start, stop in places:
        yield Piece(text[end:start], marked=False)
        yield Piece(text[start:stop], marked=True)
        end = stop
    yield Piece(text[end:], marked=False)


def _hit(hit: Hit, view: RowView, who: Visitor) -> HitView:
    snippets = tuple(_snippet(one, who) for one in hit.snippets)
    return HitView(view, pieces_of(hit.row.matter.title, hit.title_places), snippets)


def _snippet(one: Snippet, who: Visitor) -> SnippetView:
    pieces = pieces_of(one.text, one.places)
    return SnippetView(who.read.word(FIELDS, one.field), pieces, one.cut_before, one.cut_after)


def _with(asked: QueryDict, after: str) -> str:
    query = asked.copy()
    query["after"] = after
    return query.urlencode()


def _only_words(words: str) -> str:
    query = QueryDict(mutable=True)
    query["q"] = words
    return query.urlencode()
