"""One line says where the ledger lives."""

from contextlib import closing
from pathlib import Path

import pytest

from buckstop.db.opening import open_store
from buckstop.db.sqlite_store import SqliteStore
from buckstop.ledger.store import StoreError


def test_a_sqlite_url_opens_the_file(tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:{tmp_path / 'ledger.db'}")) as store:
        assert isinstance(store, SqliteStore)
    assert (tmp_path / "ledger.db").is_file()


@pytest.mark.parametrize("url", ["", "ledger.db", "sqlite:", "mysql://host/db", "memory:"])
def test_what_names_no_store_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(StoreError, match="write sqlite:PATH"):
        open_store(url)


@pytest.mark.parametrize("url", ["postgresql://u:secret@[", "postgresql://u:secret@host:port/x?colour=red"])
def test_an_address_that_cannot_be_read_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(StoreError, match="cannot be read") as told:
        open_store(url)
    assert "secret" not in str(told.value)
