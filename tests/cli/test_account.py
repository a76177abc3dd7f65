"""`buckstop account`: who can sign in, and a new first password where nobody on the pages can give one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from buckstop.app.accounts import accounts_address, create_account
from buckstop.app.clock import SetClock
from buckstop.cli.writing import REFUSED
from buckstop.db.accounts.keeping import close_accounts, open_accounts
from buckstop.domain.ids import PersonId
from tests.cli.commands import Command

PASSWORD = "the weir holds in spring"


@pytest.fixture
def accounts(home: Path, clock: SetClock) -> Iterator[Path]:
    """The home with an account for the head of the water bureau."""
    create_account(
        home,
        username="wang",
        password=PASSWORD,
        person=PersonId("p-water"),
        display_name="王大海",
        language="en",
        must_change=False,
    )
    close_accounts()
    yield home
    close_accounts()


def test_the_list_fits_eighty_columns(buckstop: Command, accounts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    listed = buckstop("account", "list")
    assert listed.code == 0
    assert "wang" in listed.out
    assert "in use" in listed.out
    assert max(map(cell_len, listed.out.splitlines())) <= 80


def test_a_reset_on_the_server_gives_a_password_once_and_goes_on_record(buckstop: Command, accounts: Path) -> None:
    said = buckstop("account", "reset", "wang", "--yes")
    assert said.code == 0
    assert "it is for when nobody there can" in " ".join(said.err.split())
    password = said.out.strip()
    open_accounts(accounts_address(accounts))
    from buckstop.db.accounts.models import AccessRecord, Account, AccountReset  # models exist once Django was set up

    found = Account.objects.get(username="wang")
    assert found.check_password(password)
    assert not found.check_password(PASSWORD)
    assert found.must_change
    assert found.first_password_until is not None
    kept = AccessRecord.objects.get(did="account")
    assert (kept.person, kept.what, kept.detail) == ("", "p-water", "password_on_server")
    assert AccountReset.objects.get().state == "done"
    assert found.reset_at is not None, "its person is told at the next sign-in"
    assert "first password not changed yet" in buckstop("account", "list").out


def test_a_second_factor_that_is_not_there_is_not_taken_away(buckstop: Command, accounts: Path) -> None:
    said = buckstop("account", "reset", "wang", "--second-factor", "--yes")
    assert said.code == REFUSED
    assert "This account has no second factor" in said.err


def test_an_account_that_is_not_there_is_told_with_where_to_look(buckstop: Command, accounts: Path) -> None:
    said = buckstop("account", "reset", "nobody", "--yes")
    assert said.code != 0
    assert "buckstop account list" in said.err
