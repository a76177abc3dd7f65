"""The record of what was read and taken along: who may see which part of it, how it is filtered and shown."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import QuerySet
from django.http import QueryDict

from buckstop.app.columns import MATTER
from buckstop.app.person_names import PersonNames
from buckstop.app.queries import matter_page
from buckstop.app.readership import sight_of
from buckstop.db.accounts.models import AccessRecord, Account
from buckstop.domain.ids import MatterId, PersonId, UnitId
from buckstop.domain.seeing import INSIDERS, viewer_of
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.codec import decode_matter
from buckstop.text.access_details import DID, PAGES, detail_of, detail_words
from buckstop.text.readers import Reader
from buckstop.web.boards.filters import filters_of
from buckstop.web.organisation.standing import administrator
from buckstop.web.visitors import Visitor

_PAGE = 100
HEADINGS = (_("When"), _("Person"), _("Id of the person"), _("Post"), _("What they did"), _("What it was"), _("More"))
_UNNAMED = _("a person whose name is not on record")


@dataclass(frozen=True, slots=True)
class Reads:
    """Records that were asked for.

    Args:
        everybody: of all people; else the visitor's own, or those about one matter their unit holds.
    """

    rows: "QuerySet[AccessRecord]"
    everybody: bool
    matter: str
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadView:
    """One record; matter is its id where it is about one, else empty."""

    at: str
    at_iso: str
    person: str
    id: str
    post: str
    did: str
    what: str
    matter: str
    detail: str


@dataclass(frozen=True, slots=True)
class ReadsPage:
    """Who read, exported or downloaded what, newest first, narrowed as the address says.

    Args:
        query: the filter as an address holds it; before: where the next page begins, 0 where there is none.
    """

    rows: tuple[ReadView, ...]
    everybody: bool
    matter: str
    words: Mapping[str, str]
    kinds: tuple[tuple[str, str], ...]
    query: Mapping[str, str]
    before: int


def reads_of(who: Visitor, asked: QueryDict) -> Reads | None:
    """The records that fit an address; None where it asks for what is not the visitor's to see.

    The office and auditors see all; whoever works in the unit that holds a matter sees who read that one; whoever
    administers sees what was done to an account.
    """
    words = {name: asked.get(name, "").strip()[:200] for name in ("person", "what", "did", "from", "until")}
    found, everybody = AccessRecord.objects.order_by("-id"), who.sees_all
    about = words["what"]
    if not everybody:
        if about and words["did"] == "account":
            if administrator(who) is None:
                return None
        elif about and not _holds(who, about):
            return None
        found = found.filter(what=about) if about else found.filter(person=who.person)
    elif about:
        found = found.filter(what=about)
    if words["person"] and everybody:
        found = found.filter(person__in=_persons(words["person"]))
    if words["did"] in DID:
        found = found.filter(did=words["did"])
    begin, end = (_day(who, words[name]) for name in ("from", "until"))
    if begin is not None:
        found = found.filter(happened_at__gte=begin)
    if end is not None:
        found = found.filter(happened_at__lt=end + timedelta(days=1))
    before = asked.get("before", "")
    if before.isascii() and before.isdecimal() and len(before) < len(str(2**62)):
        found = found.filter(id__lt=int(before))
    return Reads(found, everybody, about, words)


def tells_readers(who: Visitor, holder: UnitId) -> bool:
    """Whether the visitor may know who read a matter of that holder."""
    return who.sees_all or bool(who.roles_in(holder) & INSIDERS)


def _holds(who: Visitor, matter: str) -> bool:
    page = matter_page(who.ledger, MatterId(matter))
    return page is not None and tells_readers(who, page.matter.holder)


def _persons(words: str) -> list[str]:
    """Everybody whose login name, name or id it is, or part of their name."""
    known = Account.objects.filter(display_name__icontains=words).values_list("person", flat=True)
    logins = Account.objects.filter(username=words).values_list("person", flat=True)
    return [words, *known, *logins]


def _day(who: Visitor, words: str) -> datetime | None:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        return None
    return datetime.combine(day, time(), who.ledger.calendar.zone).astimezone(UTC)


def page_of(who: Visitor, found: Reads) -> ReadsPage:
    """One page of them."""
    rows = list(found.rows[: _PAGE + 1])
    return ReadsPage(
        rows=tuple(_views(who, rows[:_PAGE])),
        everybody=found.everybody,
        matter=found.matter,
        words=found.words,
        kinds=tuple((kind, who.read.translate(words)) for kind, words in DID.items()),
        query={name: value for name, value in found.words.items() if value},
        before=rows[_PAGE - 1].pk if len(rows) > _PAGE else 0,
    )


def cells_of(who: Visitor, rows: Iterable[AccessRecord]) -> Iterator[tuple[str, ...]]:
    """Each record as the cells of a line, in the order of `HEADINGS`."""
    for view in _views(who, list(rows)):
        what = f"{view.what} ({view.matter})" if view.matter and view.matter != view.what else view.what
        yield (view.at, view.person, view.id, view.post, view.did, what, view.detail)


def _views(who: Visitor, rows: list[AccessRecord]) -> Iterator[ReadView]:
    names = PersonNames(who.ledger, who.organisation)
    unnamed = who.read.translate(_UNNAMED)
    titles = _titles(who, {one.what for one in rows if one.did != "account"})

    def filters(query: str) -> str:
        return who.read.joined(chip.words for chip in filters_of(who, QueryDict(query)).chips(who.read))

    for one in rows:
        yield ReadView(
            at=who.read.instant(one.happened_at),
            at_iso=one.happened_at.isoformat(),
            person=names.of(PersonId(one.person), unnamed),
            id=one.person,
            post=who.read.post(one.post) if one.post else "",
            did=who.read.word(DID, one.did),
            what=_what(one, titles, names, who.read),
            matter=one.what if one.what in titles else "",
            detail=detail_words(
                detail_of(one.did, one.detail, one.particulars), who.read, filters, lambda one: names.of(one, unnamed)
            ),
        )


def _what(one: AccessRecord, titles: Mapping[str, str], names: PersonNames, read: Reader) -> str:
    if one.did == "account":
        return names.of(PersonId(one.what), one.what)
    return titles.get(one.what) or (read.word(PAGES, one.what) if one.what in PAGES else one.what)


def _titles(who: Visitor, streams: set[str]) -> dict[str, str]:
    """Titles of those that are matters and that the visitor may read now."""
    if not streams:
        return {}
    viewer = viewer_of(who.organisation, who.person, who.ledger.now())
    snapshots = who.ledger.store.load(sorted(streams)).snapshots.values()
    matters = (decode_matter(one.body) for one in snapshots if one.version and one.lookup.kind == MATTER)
    return {one.id: one.title for one in matters if sight_of(who.organisation, one, viewer).allowed}
