"""A store that keeps commits back: the same ledger as without it, durable when it is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from buckstop.db.sqlite_store import SqliteStore
from buckstop.ledger.batched_store import BatchedStore
from buckstop.ledger.memory_store import MemoryStore
from buckstop.ledger.store import Store, VersionConflictError
from tests.ledger.changes import change, found_organisation
from tests.ledger.finding_contract import FindingContract
from tests.ledger.listing_contract import ListingContract


class TestBatchedStore(FindingContract, ListingContract):
    """What is found, listed and counted is what was committed, kept back or not."""

    @pytest.fixture
    def store(self) -> Store:
        return BatchedStore(MemoryStore(), together=3)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[BatchedStore, SqliteStore]]:
    """A batched store, and the same ledger as another process sees it."""
    batched, other = BatchedStore(SqliteStore(tmp_path / "a.db"), together=3), SqliteStore(tmp_path / "a.db")
    yield batched, other
    batched.close()
    other.close()


def version(store: Store, stream: str) -> int:
    return store.load([stream]).snapshots[stream].version


def test_what_is_kept_back_is_seen_by_its_writer_and_by_nobody_else_until_it_is_flushed(
    two: tuple[BatchedStore, SqliteStore],
) -> None:
    batched, other = two
    batched.commit(change("m.1", 0))
    assert (version(batched, "m.1"), version(other, "m.1")) == (1, 0)
    batched.flush()
    assert version(other, "m.1") == 1


def test_so_many_commits_are_made_durable_together(two: tuple[BatchedStore, SqliteStore]) -> None:
    batched, other = two
    for before in range(3):
        assert version(other, "m.1") == 0
        batched.commit(change("m.1", before))
    assert version(other, "m.1") == 3


def test_what_a_transaction_cannot_answer_ends_it_first(two: tuple[BatchedStore, SqliteStore]) -> None:
    batched, other = two
    batched.commit(change("m.1", 0))
    assert [event.version for event in batched.events("m.1")] == [1]
    assert version(other, "m.1") == 1
    batched.commit(change("m.1", 1))
    assert batched.add_subject_key("c.1", b"key") == b"key"
    assert version(other, "m.1") == 2
    assert batched.subject_key("c.1") == b"key"


def test_a_conflict_leaves_what_was_kept_back_before_it(two: tuple[BatchedStore, SqliteStore]) -> None:
    batched, other = two
    batched.commit(change("m.1", 0))
    with pytest.raises(VersionConflictError):
        batched.commit(change("m.1", 0))
    batched.commit(change("m.2", 0))
    batched.flush()
    assert (version(other, "m.1"), version(other, "m.2")) == (1, 1)


def test_the_organisation_changes_in_a_block_of_its_own(two: tuple[BatchedStore, SqliteStore]) -> None:
    batched, other = two
    batched.commit(change("m.1", 0))
    found_organisation(batched)
    assert other.load(()).organisation_version == 1
    assert version(other, "m.1") == 1


def test_closing_loses_nothing(tmp_path: Path) -> None:
    batched = BatchedStore(SqliteStore(tmp_path / "a.db"))
    batched.commit(change("m.1", 0))
    batched.close()
    again = SqliteStore(tmp_path / "a.db")
    assert version(again, "m.1") == 1
    again.close()
