"""The ledger in PostgreSQL keeps the contract of every store, and what a server adds to it."""

from collections.abc import Iterator

import pytest

from buckstop.db.postgres_store import PostgresStore
from buckstop.ledger.store import Store
from tests.ledger.store_contract import StoreContract

pytestmark = pytest.mark.postgresql


class TestPostgresStore(StoreContract):
    @pytest.fixture
    def store(self, postgresql_url: str) -> Iterator[Store]:
        opened = PostgresStore(postgresql_url)
        yield opened
        opened.close()
