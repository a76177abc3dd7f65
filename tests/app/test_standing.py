"""A ledger at a glance, held against its matters one by one."""

from collections import Counter

from buckstop.app.standing import standing
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.events import accountability
from buckstop.domain.matter.words import Phase
from buckstop.ledger.codec import decode, decode_matter
from buckstop.ledger.memory_store import MemoryStore
from tests.simulator.county.counties import empty_ledger, small


def test_what_is_open_late_and_returned_is_what_the_matters_say() -> None:
    ledger = small().ledger
    found = standing(ledger, most=1000)
    store = ledger.store
    names = list(store.streams("matter"))
    matters = [decode_matter(store.load([name]).snapshots[name].body) for name in names]
    assert found.matters == len(matters)
    assert found.open == sum(matter.open for matter in matters)
    late = Counter(
        matter.holder
        for matter in matters
        if matter.open and matter.phase is not Phase.DONE and matter.deadline and matter.deadline.due_at <= ledger.now()
    )
    assert dict(found.overdue) == late
    assert [count for _, count in found.overdue] == sorted(late.values(), reverse=True)
    returns = Counter(
        MatterId(name)
        for name in names
        for event in store.events(name)
        if isinstance(decode(event.body).event, accountability.OfferReturned)
    )
    assert {matter.id: count for matter, count in found.returned} == returns
    assert [count for _, count in found.returned] == sorted(returns.values(), reverse=True)


def test_lists_are_no_longer_than_asked_for() -> None:
    found = standing(small().ledger, most=2)
    assert len(found.overdue) == len(found.returned) == 2


def test_an_empty_ledger_stands_at_nothing() -> None:
    found = standing(empty_ledger(MemoryStore())[0])
    assert (found.matters, found.open, found.overdue, found.returned) == (0, 0, (), ())
