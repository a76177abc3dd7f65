"""Finding, listing and counting among snapshots in memory: what the tables of a database do for the other stores."""

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from buckstop.ledger.cursors import DESCENDING, cursor_at, place_at, place_of
from buckstop.ledger.instants import to_micros
from buckstop.ledger.lookup import (
    BETWEEN,
    Beside,
    By,
    Lateness,
    Lookup,
    Order,
    Page,
    Snapshot,
    Tally,
    Where,
    any_of,
    readable,
)
from buckstop.ledger.words import times_found, wanted

MOST_RELEVANT = 2_000
"""Among so many of the newest that fit a text the best are looked for."""

_EQUAL_FIELDS = (
    *("kind", "phase", "holder", "giver", "offeree", "arbiter", "verifier", "parent"),
    *("origin", "evidence", "visibility"),
)
_QUARTER = 900_000_000  # microseconds


class Found:
    """Snapshots to look among, with the words of each stream.

    Args:
        snapshots: by name.
        words: by name, of streams that have any.
    """

    def __init__(self, snapshots: Mapping[str, Snapshot], words: Mapping[str, str]) -> None:
        self._snapshots = snapshots
        self._words = words

    def find(self, where: Where, limit: int, after: str) -> list[Snapshot]:
        """See `Writer.find`."""
        names: list[str] = []
        for snapshot in self._all(where):
            if snapshot.stream > after:
                insort(names, snapshot.stream)
        return [self.shown(self._snapshots[name]) for name in names[:limit]]

    def count(self, where: Where) -> int:
        """See `Store.count`."""
        return sum(1 for _ in self._all(where))

    def page(self, where: Where, order: Order, limit: int, after: str) -> Page:
        """See `Store.page`."""
        begin = place_at(order, after)
        if order is Order.RELEVANCE:
            return self._best(where, limit, int(begin[0]) if begin else 0)
        placed = [(place_of(snapshot, order), snapshot) for snapshot in self._all(where)]
        descending = order in DESCENDING
        placed.sort(key=lambda one: one[0], reverse=descending)
        if begin is not None:
            placed = [one for one in placed if (one[0] < begin if descending else one[0] > begin)]
        shown = tuple(self.shown(snapshot) for _, snapshot in placed[:limit])
        more = len(placed) > limit and shown
        return Page(shown, cursor_at(order, placed[limit - 1][0]) if more else None)

    def _best(self, where: Where, limit: int, skipped: int) -> Page:
        terms = wanted(where.text)
        newest = sorted(self._all(where), key=lambda one: place_of(one, Order.NEWEST), reverse=True)[:MOST_RELEVANT]
        newest.sort(key=lambda one: -times_found(terms, self._words.get(one.stream, "")))
        shown = tuple(self.shown(one) for one in newest[skipped : skipped + limit])
        end = skipped + limit
        after = cursor_at(Order.RELEVANCE, (end,)) if len(newest) > end else None
        return Page(shown, after, len(newest) if len(newest) < MOST_RELEVANT else None)

    def tally(self, where: Where, by: By, lateness: Lateness | None) -> Sequence[Tally]:
        """See `Store.tally`."""
        groups: dict[str, list[Lookup]] = defaultdict(list)
        keys: dict[str, int | str] = {}
        for snapshot in self._all(where):
            key = self._key(snapshot, by)
            groups[str(key)].append(snapshot.lookup)
            keys[str(key)] = key
        ordered = sorted(groups, key=lambda name: (keys[name] == "", keys[name]) if by.of_instants else keys[name])
        return [_tally(name, groups[name], lateness) for name in ordered]

    def beside(self, streams: Sequence[str]) -> Mapping[str, Beside]:
        """See `Store.beside`: in memory nothing stands beside the row but the words."""
        found = {}
        for name in streams:
            if name in self._snapshots:
                lookup = self._snapshots[name].lookup
                words = self._words.get(name, "")
                found[name] = Beside(lookup.units, lookup.asked, lookup.asking, words, self.top_of(name))
        return found

    def top_of(self, name: str) -> str:
        """The topmost ancestor of a stream."""
        while (parent := self._snapshots[name].lookup.parent) in self._snapshots:
            name = parent
        return name

    def shown(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot as it is read back: with its topmost ancestor, and without words."""
        return replace(snapshot, lookup=replace(snapshot.lookup, top=self.top_of(snapshot.stream)), words=None)

    def _key(self, snapshot: Snapshot, by: By) -> int | str:
        match by:
            case By.TOP:
                return self.top_of(snapshot.stream)
            case By.DEADLINE | By.DUE:
                at = snapshot.lookup.deadline_at if by is By.DEADLINE else snapshot.lookup.due_at
                return "" if at is None else -(-to_micros(at) // _QUARTER) * _QUARTER
            case By.GIVER_AND_HOLDER:
                return f"{snapshot.lookup.giver}{BETWEEN}{snapshot.lookup.holder}"
            case By.PHASE_AND_AWAITED:
                lookup = snapshot.lookup
                return f"{lookup.phase}{BETWEEN}{lookup.offeree or lookup.arbiter or lookup.verifier}"
            case _:
                key: int | str = getattr(snapshot.lookup, by)
                return key

    def _all(self, where: Where) -> Iterator[Snapshot]:
        terms = wanted(where.text)
        tops = any_of(where.top)
        for name, snapshot in self._snapshots.items():
            if not name.startswith(where.beginning) or not _holds(snapshot.lookup, where):
                continue
            if tops and self.top_of(name) not in tops:
                continue
            if not where.text or times_found(terms, self._words.get(name, "")):
                yield snapshot


def _tally(key: str, lookups: Sequence[Lookup], lateness: Lateness | None) -> Tally:
    active = [one for one in lookups if one.active]
    finished = lateness.finished if lateness else ()
    running = [one.deadline_at for one in active if one.phase not in finished and one.deadline_at]
    return Tally(
        key=key,
        total=len(lookups),
        open=len(active),
        late=sum(1 for at in running if lateness and at <= lateness.now),
        near=sum(1 for at in running if lateness and lateness.now < at <= lateness.near_until),
        offered=sum(1 for one in active if one.offeree),
    )


def _holds(lookup: Lookup, where: Where) -> bool:
    """Whether a stream is one of those asked for, as far as its own columns tell."""
    for name in _EQUAL_FIELDS:
        asked = any_of(getattr(where, name))
        if asked and getattr(lookup, name) not in asked:
            return False
    if where.active is not None and lookup.active != where.active:
        return False
    if where.units and not {lookup.holder, lookup.offeree, lookup.arbiter, lookup.verifier} & set(where.units):
        return False
    parts = ((where.involved, lookup.units), (where.asked, lookup.asked), (where.asking, lookup.asking))
    for wanted_units, units in parts:
        if wanted_units and not set(any_of(wanted_units)) & set(units):
            return False
    if where.given_away and lookup.holder == lookup.giver:
        return False
    if where.priority_from is not None and lookup.priority < where.priority_from:
        return False
    return _in_time(lookup, where) and readable(lookup, where.reading)


def _in_time(lookup: Lookup, where: Where) -> bool:
    spans = (
        (lookup.due_at, where.due_from, where.due_until),
        (lookup.deadline_at, where.deadline_from, where.deadline_until),
        (lookup.moved_at, where.moved_from, None),
    )
    for at, from_at, until_at in spans:
        if from_at is not None and (at is None or at < from_at):
            return False
        if until_at is not None and (at is None or at > until_at):
            return False
    return True
