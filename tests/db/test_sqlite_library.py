"""No ledger is kept by a SQLite that may lose commits."""

import pytest

from buckstop.db.sqlite_library import check_library, has_wal_reset_bug
from buckstop.ledger.store import StoreError


@pytest.mark.parametrize(
    "version", [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 49, 9), (3, 50, 6), (3, 51, 0), (3, 51, 2)]
)
def test_versions_with_the_wal_reset_fault_are_refused(version: tuple[int, int, int]) -> None:
    assert has_wal_reset_bug(version)
    with pytest.raises(StoreError, match="pysqlite3"):
        check_library(version)


@pytest.mark.parametrize("version", [(3, 6, 23), (3, 44, 6), (3, 44, 7), (3, 50, 7), (3, 51, 3), (3, 53, 4), (4, 0, 0)])
def test_versions_before_it_and_after_it_are_not(version: tuple[int, int, int]) -> None:
    assert not has_wal_reset_bug(version)


def test_the_library_installed_here_is_sound() -> None:
    check_library()
