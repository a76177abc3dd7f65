"""Every stream of a kind comes once, with all its events, whichever page it falls into."""

import pytest

from buckstop.app.histories import histories_of
from buckstop.domain.matter.commands.work import AddNote
from tests.app import staged


@pytest.mark.parametrize("at_once", [1, 2, 3, 100])
def test_all_matters_come_with_all_their_events(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr("buckstop.app.histories._AT_ONCE", at_once)
    stage = staged.stage()
    names = [stage.open(f"m{number}") for number in range(5)]
    stage.do(staged.COUNTY, AddNote(matter=names[3], text="The ground is soft."), 1)
    found = list(histories_of(stage.ledger.store, "matter"))
    assert [name for name, _events in found] == names
    assert [len(events) for _name, events in found] == [1, 1, 1, 2, 1]
    assert all(events == stage.ledger.store.events(name) for name, events in found)


def test_of_a_kind_that_is_not_there_nothing_comes() -> None:
    assert list(histories_of(staged.stage().ledger.store, "demand")) == []
