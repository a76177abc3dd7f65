"""The ledger in a SQLite file keeps the contract of every store, and what a file on a disk adds to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from buckstop.db.sqlite_store import SqliteStore
from buckstop.ledger.store import Store
from tests.ledger.store_contract import StoreContract


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore(tmp_path / "ledger.db")
    yield opened
    opened.close()


class TestSqliteStore(StoreContract):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[Store]:
        opened = SqliteStore(tmp_path / "ledger.db")
        yield opened
        opened.close()
