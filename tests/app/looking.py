"""Everything a reader can see of a store through lists, counts and tallies, for comparing two stores that lived alike."""

from datetime import datetime, timedelta

from buckstop.ledger.lookup import By, Lateness, Order, Reading, Where
from buckstop.ledger.store import Store
from proofs.histories_county import TERMS

ORDERS = tuple(order for order in Order if order is not Order.RELEVANCE)
"""How well a text fits each store says in its own way; all other orders are the same everywhere."""


def looked_at(store: Store, at: datetime, unit: str, order: Order) -> tuple[object, ...]:
    """What a unit's questions are answered in an order."""
    questions = [
        Where(kind="matter"),
        Where(kind="matter", active=True, reading=Reading((unit,), ("north",))),
        Where(involved=unit),
        Where(asked=("north", "south"), active=True),
        Where(asking=unit, deadline_until=at + timedelta(days=90)),
        Where(top="m0"),
        Where(text=TERMS.goal),
    ]
    counts = list(store.counts(questions))
    pages = [store.page(where, order, 3) for where in questions]
    assert [len(page.snapshots) for page in pages] == [min(3, count) for count in counts]
    rest = [
        store.page(where, order, 99, page.after) for where, page in zip(questions, pages, strict=True) if page.after
    ]
    lateness = Lateness(at, at + timedelta(days=30), ("done",))
    tallies = [store.tally(where, by, lateness) for where in questions for by in By]
    for one in store.find(Where(kind="matter")):
        found = one.lookup
        # What pages rely on: whoever reads for a unit may read all it holds, gave, signs, decides, verifies and answers.
        parts = {found.holder, found.giver, found.offeree, found.arbiter, found.verifier, *found.asked} - {""}
        assert parts <= set(found.units)
    readers = (None, Reading(()), Reading((unit,), ("north",)), Reading((unit,), everything_below=True, public=False))
    kept = [
        (store.count(where), *(store.tally(where, by, None) for by in By))
        for reader in readers
        for where in (Where(kind="matter", active=True, reading=reader), Where(kind="matter", reading=reader))
    ]
    return counts, pages, rest, tallies, kept, store.beside(list(store.streams()))
