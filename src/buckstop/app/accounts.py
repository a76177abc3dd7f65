"""Accounts of a ledger's home: where they lie, and making them. Who may do what follows from posts in the ledger."""

from pathlib import Path

from buckstop.app.bootstrap import read_config
from buckstop.db.accounts.keeping import add_account, open_accounts
from buckstop.domain.ids import PersonId

DATABASE = "accounts.db"
_SQLITE = "sqlite:"


def accounts_address(home: Path) -> str:
    """Where the accounts of a ledger lie: beside it in SQLite, or in a schema of its own in its PostgreSQL database.

    Raises:
        LedgerHomeError: there is no ledger in the folder.
    """
    store = read_config(home).store
    return f"{_SQLITE}{home.resolve() / DATABASE}" if store.startswith(_SQLITE) else store


def create_account(
    home: Path,
    *,
    username: str,
    password: str,
    person: PersonId,
    display_name: str,
    language: str,
    email: str = "",
    must_change: bool = True,
    demo: bool = False,
) -> None:
    """Give a person of the register a way to sign in.

    Args:
        must_change: the password was given, not chosen.
        demo: signs in on this machine only, with a password that is no secret.

    Raises:
        AccountsError: the login name or the person has one already, or the password is too weak.
    """
    open_accounts(accounts_address(home))
    add_account(
        username=username,
        password=password,
        person=person,
        display_name=display_name,
        language=language,
        email=email,
        must_change=must_change,
        demo=demo,
    )
