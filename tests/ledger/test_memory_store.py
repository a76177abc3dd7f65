"""The ledger in memory keeps the contract of every store."""

import pytest

from buckstop.ledger.memory_store import MemoryStore
from buckstop.ledger.store import Store
from tests.ledger.store_contract import StoreContract


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> Store:
        return MemoryStore()
