"""One line says where the ledger lives."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from buckstop.db.opening import open_store
from buckstop.db.sqlite_store import SqliteStore
from buckstop.ledger.store import StoreError


def test_a_sqlite_url_opens_the_file(tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:{tmp_path / 'ledger.db'}", make=True)) as store:
        assert isinstance(store, SqliteStore)
    assert (tmp_path / "ledger.db").is_file()


@pytest.mark.parametrize("url", ["", "ledger.db", "sqlite:", "mysql://host/db", "memory:"])
def test_what_names_no_store_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(StoreError, match="write sqlite:PATH"):
        open_store(url, make=True)


@pytest.mark.parametrize("url", ["postgresql://u:secret@[", "postgresql://u:secret@host:port/x?colour=red"])
def test_an_address_that_cannot_be_read_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(StoreError, match="cannot be read") as told:
        open_store(url, make=True)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize("left", ["nothing", "an empty file", "an empty database"])
def test_a_ledger_that_is_gone_is_not_begun_anew(tmp_path: Path, left: str) -> None:
    path = tmp_path / "ledger.db"
    if left == "an empty file":
        path.touch()
    if left == "an empty database":
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("VACUUM")
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(StoreError, match="holds no ledger any more"):
        open_store(f"sqlite:{path}", make=False)
    assert (path.read_bytes() if path.exists() else None) == before
