"""Accounts of a home: first passwords, and what an erasure ends."""

import shutil
from pathlib import Path

import pytest

from buckstop.app.accounts import DATABASE, accounts_address, create_account, end_accounts_of, first_password
from buckstop.app.answers import Submission
from buckstop.app.bootstrap import DEMO_ORIGIN, HomeConfig, create_ledger
from buckstop.app.clock import SetClock
from buckstop.app.handle import handle
from buckstop.db.accounts.address import ADDRESS
from buckstop.db.accounts.keeping import AccountsError, accounts, close_accounts, open_accounts
from buckstop.domain.ids import PersonId, SubjectId
from tests.app.staged import MONDAY, ORIGIN, founding


def test_first_passwords_can_be_read_out_and_are_never_the_same() -> None:
    several = {first_password() for _time in range(50)}
    assert len(several) == 50
    assert all(len(one) == 19 and not set(one) & set("01ilo") for one in several)


def test_whoever_is_erased_has_no_account_any_more(tmp_path: Path) -> None:
    home = tmp_path / "home"
    ledger = create_ledger(home, HomeConfig(origin=ORIGIN), SetClock(MONDAY))
    try:
        handle(ledger, Submission("founding", None, founding()))
        assert end_accounts_of(home, ledger, SubjectId("s-water")) == 0
        for unit in ("water", "roads"):
            create_account(
                home,
                username=unit,
                password="the weir holds in spring",
                person=PersonId(f"p-{unit}"),
                display_name=f"Head of {unit}",
                language="en",
            )
        assert end_accounts_of(home, ledger, SubjectId("s-water")) == 1
        assert end_accounts_of(home, ledger, SubjectId("s-nobody")) == 0
        open_accounts(accounts_address(home))
        assert [one.username for one in accounts()] == ["roads"]
    finally:
        close_accounts()
        ledger.store.close()


@pytest.mark.parametrize(("origin", "demo"), [(ORIGIN, True), (DEMO_ORIGIN, False)])
def test_what_is_real_and_what_is_a_demo_never_come_together(tmp_path: Path, origin: str, demo: bool) -> None:
    home = tmp_path / "home"
    create_ledger(home, HomeConfig(origin=origin), SetClock(MONDAY)).store.close()
    with pytest.raises(AccountsError, match=r"ha(s|ve) no place"):
        create_account(
            home,
            username="water",
            password="the weir holds in spring",
            person=PersonId("p-water"),
            display_name="Head of water",
            language="en",
            demo=demo,
        )
    assert not (home / DATABASE).exists()


def test_accounts_are_those_of_the_home_asked_for_whatever_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = [f"sqlite:{tmp_path / name / DATABASE}" for name in ("first", "second")]
    try:
        for name, address in zip(("first", "second"), addresses, strict=True):
            (tmp_path / name).mkdir()
            open_accounts(address)
        monkeypatch.setenv(ADDRESS, addresses[0])  # as it was before the second was opened
        shutil.rmtree(tmp_path / "second")
        open_accounts(addresses[0])
        assert list(accounts()) == []
    finally:
        close_accounts()
