"""The page of one's day: the most urgent, then the rest by what happens if nothing is done, then what others have to do."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from buckstop.app.columns import MATTER
from buckstop.app.lists import list_page, reading_of
from buckstop.app.person_names import PersonNames
from buckstop.app.today import Consequence, Entry, EntryKind, Today
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.words import Origin
from buckstop.domain.posts import Role
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.codec import decode_matter
from buckstop.ledger.lookup import Order, Where
from buckstop.text.today import HEADINGS
from buckstop.web.acts import ACTS
from buckstop.web.batching import MOST
from buckstop.web.rows import RowView, row_of
from buckstop.web.templating import url
from buckstop.web.today.lines import Line, batch_act, is_pressing, line_of, most_urgent_first
from buckstop.web.today.why import People, for_information
from buckstop.web.visitors import Visitor

MOST_URGENT = 3
_MOST_PARTS = 1000
SHOWN = 12
"""Lines of a group before one asks for all of them."""

_WORKERS = frozenset({Role.MEMBER, Role.LEADER, Role.VERIFIER, Role.SUPERVISION})
_WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
_FIRST = _("The most urgent")
_FIRST_OF_OTHERS = _("The most urgent of your unit: somebody else answers it")
_DAY = _("%(weekday)s, %(day)s")
_DAY_OFF = _("%(weekday)s, %(day)s, not a working day")
_BATCH = _("%(act)s (%(number)s)")
_MANY = -1
_WAITING = {
    0: _("Nothing waits for you yourself."),
    1: _("One thing waits for you."),
    _MANY: _("%(number)s things wait for you."),
}
_PRESSING = {
    1: _("One of them ends today or is late."),
    _MANY: _("%(number)s of them end today or are late."),
}
_OF_OTHERS = {
    1: _("One more of your unit waits for somebody else."),
    _MANY: _("%(number)s more of your unit wait for somebody else."),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Lines with the same consequence.

    Args:
        key: in addresses and anchors.
        title: what happens; says: the same as a sentence.
        number: how many there are, those among the most urgent not counted.
        more: how many of them are not shown; all of them are on asking.
    """

    key: str
    title: str
    says: str
    lines: tuple[Line, ...]
    number: int
    more: int


@dataclass(frozen=True, slots=True)
class Batch:
    """An act that several entries may be given at once.

    Args:
        words: of the act, and how many entries it fits.
        address: of the page that shows what it would do to each, before anything is done.
    """

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class TodayPage:
    """What one person sees of their day.

    Args:
        day: today in words; sums: how much waits, in sentences.
        waiting: how many entries the person may answer.
        first: the most urgent, of others in the unit where nothing waits for the person; groups: the rest.
        requests: what others have to answer; decided: what was decided about the person's units lately.
        coming: where nothing waits: what their units hold that falls due next, None where nothing does.
        whole: name of the group that is shown whole, empty for the page.
        capped: some kinds have more entries than were read.
        has_post: whether they act for any post; works: whether for one that has a part in the work.
        restricted: ids of the matters on it whose reading goes on record.
        told: what was done to the person's account, until they put it away.
    """

    day: str
    sums: tuple[str, ...]
    waiting: int
    first: tuple[Line, ...]
    first_title: str
    groups: tuple[Group, ...]
    requests: tuple[Line, ...]
    decided: tuple[Line, ...]
    batches: tuple[Batch, ...]
    coming: RowView | None
    whole: str
    capped: bool
    has_post: bool
    works: bool
    restricted: tuple[str, ...]
    told: tuple[str, ...] = ()


def today_page(found: Today, visitor: Visitor, now: datetime, read: int, whole: str = "") -> TodayPage:
    """The page in words.

    Args:
        read: how many matters of each kind were read at most.
        whole: name of a group to show alone and whole.
    """
    people = People(visitor.organisation, visitor.read, now, PersonNames(visitor.ledger, visitor.organisation).of)
    entries = [entry for entry in found.entries if _concerns(entry, visitor)]
    asked = [entry for entry in entries if not for_information(entry)]
    mine = [entry for entry in asked if entry.reason.role is not None]
    pending = [entry for entry in (mine or asked) if entry.clock is not None]  # of the others it is not their turn
    urgent = [] if whole else most_urgent_first(pending, now, visitor)[:MOST_URGENT]
    writer = _Writer(visitor, people, now, _open_parts(asked, visitor))
    first = writer.lines(urgent)
    groups = tuple(
        _group(key, [one for one in asked if one.consequence is key and not _among(one, urgent)], writer, whole)
        for key in dict.fromkeys(one.consequence for one in asked)
        if whole in {"", key.value}
    )
    told = () if whole else tuple(one for one in entries if for_information(one))
    requests = writer.lines([one for one in told if one.kind is EntryKind.REQUEST])
    decided = writer.lines([one for one in told if one.kind is not EntryKind.REQUEST][::-1][:SHOWN])
    shown = (*first, *(line for group in groups for line in group.lines))
    coming = None if asked else _coming(found, visitor, now)
    rows = (*(line.row for line in (*shown, *requests, *decided)), *((coming,) if coming else ()))
    return TodayPage(
        day=_day(visitor, now),
        sums=_sums(mine, len(asked) - len(mine), visitor, now) if asked else (),
        waiting=len(mine),
        first=first,
        first_title=visitor.read.translate(_FIRST if mine else _FIRST_OF_OTHERS),
        groups=tuple(group for group in groups if group.number),
        requests=requests,
        decided=decided,
        batches=() if whole else _batches(mine, visitor),
        coming=coming,
        whole=whole,
        capped=any(number > read for number in found.totals.values()),
        has_post=bool(visitor.acting),
        works=bool(visitor.roles & (_WORKERS | {Role.INTAKE})),
        restricted=tuple(dict.fromkeys(row.matter for row in rows if row.restricted)),
    )


class _Writer:
    """Puts entries into words, numbering them through."""

    def __init__(self, visitor: Visitor, people: People, now: datetime, open_parts: Mapping[MatterId, int]) -> None:
        self._visitor, self._people, self._now, self._place = visitor, people, now, 0
        self._open_parts = open_parts
        self.say = visitor.read.translate

    def lines(self, entries: Sequence[Entry]) -> tuple[Line, ...]:
        """The entries in words, in their order."""
        made = []
        for entry in entries:
            self._place += 1
            parts = self._open_parts.get(entry.row.matter.id, 0)
            made.append(line_of(entry, self._place, self._visitor, self._people, self._now, parts))
        return tuple(made)


def _open_parts(entries: Iterable[Entry], visitor: Visitor) -> Mapping[MatterId, int]:
    """How many parts of each matter that is to be finished are open: one question, and none where nothing has parts."""
    whole = {one.row.matter.id for one in entries if one.kind is EntryKind.DUE and one.row.matter.children}
    if not whole:
        return {}
    where = Where(kind=MATTER, parent=tuple(sorted(whole)), active=True)
    parts = visitor.ledger.store.page(where, Order.DUE, _MOST_PARTS).snapshots
    return Counter(part.parent for snapshot in parts if (part := decode_matter(snapshot.body)).parent is not None)


def _concerns(entry: Entry, visitor: Visitor) -> bool:
    """Whether an entry of a unit is shown to this person: who works there sees what their unit must do.

    Auditors and keepers of the register have a post in a unit without a part in its work; an intake desk has one in what
    citizens asked.
    """
    roles = visitor.roles_in(entry.reason.unit)
    if entry.reason.role is not None or roles & _WORKERS:
        return not (entry.kind is EntryKind.REQUEST and entry.ask is not None and entry.ask.asker == entry.ask.answerer)
    return Role.INTAKE in roles and entry.row.matter.origin is Origin.REQUEST


def _among(entry: Entry, some: Sequence[Entry]) -> bool:
    return any(entry is one for one in some)


def _sums(mine: Sequence[Entry], of_others: int, visitor: Visitor, now: datetime) -> tuple[str, ...]:
    """How much waits for the person, how much of it presses, and how much their unit has beside it."""
    pressing = sum(_presses(one, now, visitor) for one in mine)
    counted = ((len(mine), _WAITING), (pressing, _PRESSING), (of_others, _OF_OTHERS))
    said = (
        visitor.read.say(forms.get(number, forms[_MANY]), number=number)
        for number, forms in counted
        if number or forms is _WAITING
    )
    return tuple(said)


def _presses(entry: Entry, now: datetime, visitor: Visitor) -> bool:
    return entry.clock is not None and entry.clock.due_at is not None and is_pressing(entry.clock.due_at, now, visitor)


def _group(key: Consequence, entries: list[Entry], writer: _Writer, whole: str) -> Group:
    """What the person may answer comes before what somebody else has to; the soonest first in either."""
    entries.sort(key=lambda one: one.reason.role is None)
    shown = entries if whole else entries[:SHOWN]
    return Group(
        key=key.value,
        title=writer.say(HEADINGS[key].title),
        says=writer.say(HEADINGS[key].says),
        lines=writer.lines(shown),
        number=len(entries),
        more=len(entries) - len(shown),
    )


def _batches(mine: Sequence[Entry], visitor: Visitor) -> tuple[Batch, ...]:
    """Acts that fit at least two of the entries the person may answer, each with all of these."""
    fitting: dict[str, list[str]] = {}
    for entry in mine:
        if slug := batch_act(entry):
            fitting.setdefault(slug, []).append(entry.row.id)
    read = visitor.read
    return tuple(
        Batch(
            words=read.say(_BATCH, act=read.translate(ACTS[slug].title), number=len(matters)),
            address=url("batch", act=slug, id=matters[:MOST], next=url("today")),
        )
        for slug, matters in fitting.items()
        if len(matters) > 1
    )


def _coming(found: Today, visitor: Visitor, now: datetime) -> RowView | None:
    """What falls due next of all that the person's units hold."""
    if not found.units or not visitor.roles & _WORKERS:
        return None
    reading = reading_of(visitor.organisation, visitor.person, now)
    held = Where(holder=found.units, active=True, deadline_from=now, reading=reading)
    rows = list_page(visitor.ledger, held, Order.DEADLINE, 1).rows
    return row_of(rows[0], visitor.read, now) if rows else None


def _day(visitor: Visitor, now: datetime) -> str:
    calendar = visitor.read.calendar
    day = calendar.local_date(now)
    message = _DAY if calendar.is_working_day(day) else _DAY_OFF
    return visitor.read.say(message, weekday=visitor.read.translate(_WEEKDAYS[day.weekday()]), day=day.isoformat())
