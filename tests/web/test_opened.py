"""The ledger of a serving process: read before the first visitor comes, and left alone by the collector."""

import gc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from buckstop.app.bootstrap import HomeConfig, create_ledger
from buckstop.app.ledger import Ledger
from buckstop.web import opened
from tests.app.staged import ORIGIN


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """The collector of this process as it was, once the test is over."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_every_page_needs_is_read_at_once_and_not_looked_through_again(ledger: Ledger) -> None:
    organisation = opened.ledger().organisation()
    assert id(organisation.posts.by_id) in {id(one) for one in gc.get_objects()}
    opened.settle()
    seen = {id(one) for one in gc.get_objects()}
    assert gc.get_freeze_count() > 10_000
    assert id(organisation.posts.by_id) not in seen
    assert opened.ledger().organisation() is organisation


def test_a_ledger_without_an_organisation_is_served_all_the_same(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = create_ledger(tmp_path / "home", HomeConfig(origin=ORIGIN))
    with closing(empty.store):
        monkeypatch.setattr(opened, "ledger", lambda: empty)
        opened.settle()
    assert gc.get_freeze_count() > 10_000
