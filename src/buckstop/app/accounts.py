"""Accounts of a ledger's home: where they lie, and making them. Who may do what follows from posts in the ledger."""

import secrets
from pathlib import Path

from buckstop.app.bootstrap import DEMO_ORIGIN, read_config
from buckstop.app.ledger import Ledger, NoOrganisationError
from buckstop.db.accounts.keeping import AccountsError, add_account, close_accounts, open_accounts, remove_account
from buckstop.domain.ids import PersonId, SubjectId

DATABASE = "accounts.db"
_SQLITE = "sqlite:"
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is easily taken for another
_GROUPS, _GROUP = 4, 4


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
        demo: signs in on this machine only, with a password that is no secret; for the people of a demo ledger, all of
            them and nobody else.

    Raises:
        AccountsError: the login name or the person has one already, the password is too weak, or what is real and what
            is a demo would come together.
    """
    if demo != (read_config(home).origin == DEMO_ORIGIN):
        raise AccountsError(
            f"{username} is no person of a demo: real accounts have no place in a demo ledger; run buckstop init"
            if not demo
            else f"{username} is of a demo: its password is no secret, so it has no place in the ledger in {home}"
        )
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


def first_password() -> str:
    """Four groups that can be read out over the telephone: 79 bits. Whoever gets it has to change it at once."""
    return "-".join("".join(secrets.choice(_SIGNS) for _sign in range(_GROUP)) for _group in range(_GROUPS))


def end_accounts_of(home: Path, ledger: Ledger, subject: SubjectId) -> int:
    """End the accounts of whoever was erased, sessions included; how many there were.

    Why: an account holds a name and an e-mail address in plain words, and lets somebody in of whom nothing is kept.
    """
    address = accounts_address(home)
    if address.startswith(_SQLITE) and not Path(address.removeprefix(_SQLITE)).exists():
        return 0  # nobody ever had an account here
    try:
        registered = ledger.organisation().persons
    except NoOrganisationError:
        return 0
    persons = [person for person, entry in registered.items() if entry.subject == subject]
    if not persons:
        return 0
    open_accounts(address)
    try:
        return sum(remove_account(person) for person in persons)
    finally:
        close_accounts()
