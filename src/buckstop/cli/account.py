"""`buckstop account ...`: who can sign in, and the last resort of whoever keeps the server: a new first password."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from buckstop.app.account_changes import Reset, Taken, Whose, reset_on_server
from buckstop.app.accounts import accounts_address
from buckstop.app.person_names import PersonNames
from buckstop.app.requests import RequestError
from buckstop.cli.homes import HomeOption, folder_of, opened, reader_of
from buckstop.cli.output import plain, plain_lines, result, say, text
from buckstop.cli.timeline import console
from buckstop.cli.writing import REFUSED
from buckstop.db.accounts.keeping import AccountFacts, accounts, close_accounts, open_accounts
from buckstop.i18n import gettext_noop as _
from buckstop.text.account_refusals import account_refusal
from buckstop.text.persons import PersonLabels

app = typer.Typer(
    help=text(_("Accounts on this server: list them, and the last resort where nobody can sign in.")),
    no_args_is_help=True,
)

_CLOSED, _FIRST, _IN_USE = _("locked"), _("first password not changed yet"), _("account in use")


@contextmanager
def _accounts_of(home: Path) -> Iterator[None]:
    open_accounts(accounts_address(home))
    try:
        yield
    finally:
        close_accounts()


@app.command(name="list", help=text(_("List who can sign in, with posts and state.")))
def list_command(home: HomeOption = None) -> None:
    """Show every account, two short lines each, so that it fits a narrow terminal."""
    folder = folder_of(home)
    with opened(home) as ledger, _accounts_of(folder):
        organisation = ledger.organisation()
        names = PersonNames(ledger, organisation).of_all(organisation.persons)
        labels = PersonLabels(reader_of(ledger), organisation, names, ledger.now())
        table = Table(box=None, pad_edge=False)
        table.add_column(text(_("Login name")), no_wrap=True)
        table.add_column(text(_("Whose it is, and how it stands")), overflow="fold")
        for one in accounts():
            whose = labels.in_post(one.person) or one.display_name
            table.add_row(plain(one.username), plain_lines(f"{whose}\n{text(_state(one))}"))
    console().print(table)


def _state(account: AccountFacts) -> str:
    if not account.active:
        return _CLOSED
    return _FIRST if account.must_change else _IN_USE


@app.command(
    name="reset",
    help=text(_("Give an account a new first password, good for 24 hours; on record, told to its person.")),
)
def reset_command(
    login: Annotated[str, typer.Argument(metavar="LOGIN", help=text(_("Login name of the account.")))],
    second: Annotated[
        bool, typer.Option("--second-factor", help=text(_("Take the second factor away instead of the password.")))
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=text(_("Do not ask.")))] = False,
    home: HomeOption = None,
) -> None:
    """Reset an account without a second administrator."""
    folder = folder_of(home)
    with opened(home) as ledger, _accounts_of(folder):
        found = next((one for one in accounts() if one.username == login), None)
        if found is None:
            message = _("No account is called %(login)s. buckstop account list shows those there are.")
            raise RequestError("account.unknown", message, login=login)
        say(
            _(
                "On the pages a second administrator confirms this. Here nobody does, so it is for when nobody there can: it "
                "goes on record, and %(name)s is told at the next sign-in."
            ),
            name=found.display_name,
        )
        if not (yes or typer.confirm(text(_("Carry it out?")), err=True)):
            say(_("Nothing was written."))
            return
        done = reset_on_server(ledger, Whose(found.number, found.person), Taken.SECOND if second else Taken.PASSWORD)
        if not isinstance(done, Reset):
            say(_("No: %(reason)s (%(code)s)"), reason=account_refusal(done, reader_of(ledger)), code=done.code)
            raise typer.Exit(REFUSED)
    if second:
        say(_("The second factor is gone, and every session ended."))
    else:
        say(_("The new first password is shown now and never again. It opens the account for 24 hours:"))
        result(done.password)
