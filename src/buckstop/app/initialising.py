"""The first run: a ledger, its organisation, and accounts for its people, all together or not at all (`new_home`)."""

import csv
import io
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from buckstop.app.accounts import accounts_address, first_password
from buckstop.app.answers import Refused, Submission
from buckstop.app.bootstrap import HomeConfig, LedgerHomeError, create_ledger
from buckstop.app.clock import Clock
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.new_home import RefusedError, made_beside, marked
from buckstop.app.register_founding import first_refusal, founding
from buckstop.app.register_ids import with_ids
from buckstop.db.accounts.keeping import accounts, add_account, open_accounts
from buckstop.domain.ids import PersonId
from buckstop.domain.posts import Role
from buckstop.domain.refusals import Refusal
from buckstop.domain.units import UnitKind
from buckstop.i18n import gettext_noop as _
from buckstop.intake.registers.model import PersonRow, PostRow, Register, Settings, UnitRow
from buckstop.ledger.durable_file import write_new_file

PASSWORDS = "first-passwords{}.csv"
"""In the home: login names with the passwords of the first sign-in, for its keeper only; never in a backup."""

FOUNDING, ACCOUNTS = _("Founding the organisation"), _("Making accounts")
_KEY = "found the organisation"

Tell = Callable[[int, int | None, str], None]
"""Hears how far the work is: done, of how many, which step (a marked sentence)."""


@dataclass(frozen=True, slots=True)
class FirstAdministrator:
    """Who may change the organisation first.

    Args:
        login: the login name; that of a person of the register, or of a new one.
        name: of a new person; the login name where it is empty.
        title: of the post that is made where the person holds none that administers.
    """

    login: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Begun:
    """What a first run made.

    Args:
        key: public key of the log, to be given to everybody who is to check it.
        passwords: file with the first passwords; None where nobody has a login name.
        administrators: login names of those who may change the organisation.
    """

    home: Path
    key: str
    units: int
    posts: int
    people: int
    accounts: int
    passwords: Path | None
    administrators: tuple[str, ...]


class NoAdministratorError(LedgerHomeError):
    """Nobody who can sign in could change the organisation."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Nobody who can sign in would administer this ledger. Name the first administrator with --admin NAME, or "
                "give a person of the register a login name and a post with the role administrator."
            )
        )


def bare_register(root: str, arbiter: str) -> Register:
    """The register of an organisation that has nothing but its root yet.

    Args:
        root: name of the highest unit.
        arbiter: name of who decides where the root is a party.
    """
    return Register(Settings(outside_arbiter=arbiter), (UnitRow(0, "", root, UnitKind.ROOT, ""),))


def with_administrator(register: Register, first: FirstAdministrator) -> Register:
    """The same register, in which that person administers: unchanged where they do already."""
    person = next((one for one in register.people if one.login == first.login), None)
    administering = {post.key for post in register.posts if Role.ADMINISTRATOR in post.roles}
    if person is not None and administering & set(person.posts):
        return register
    root = next(row for row in register.units if not row.superior and row.ending is None)
    post = PostRow(0, "", root.key, _free_title(register, root.key, first.title), frozenset({Role.ADMINISTRATOR}))
    if person is None:
        people = (*register.people, PersonRow(0, "", first.name or first.login, (post.key,), first.login))
    else:
        joined = replace(person, posts=(*person.posts, post.key))
        people = tuple(joined if one is person else one for one in register.people)
    return replace(register, posts=(*register.posts, post), people=people)


def _free_title(register: Register, unit: str, title: str) -> str:
    taken = {post.title for post in register.posts if post.unit == unit}
    numbered = (f"{title} {number}" for number in range(2, len(taken) + 3))
    return title if title not in taken else next(one for one in numbered if one not in taken)


def initialise(
    home: Path,
    config: HomeConfig,
    register: Register,
    *,
    language: str,
    clock: Clock | None = None,
    tell: Tell = lambda _done, _total, _what: None,
) -> Begun | Refusal:
    """A ledger with its organisation and accounts, in a folder that is not there yet or empty.

    Args:
        config: its store may be a PostgreSQL database that holds no ledger.
        register: read for founding, the first administrator in it.
        language: of the accounts, until their persons choose another.

    Returns:
        What was made; a refusal where the rules do not let this organisation be. Nothing was left behind then.

    Raises:
        LedgerHomeError: something is there already, or the configuration cannot be used. Nothing was left behind.
        StoreError, AccountsError, OSError: the world failed; likewise.
    """
    if not _administrators(register):
        raise NoAdministratorError
    try:
        with made_beside(home) as making, marked(config.store):
            ledger = create_ledger(making, config, clock)
            try:
                made = _found(ledger, register, tell)
            finally:
                ledger.store.close()
            number, passwords = give_accounts(making, made.people, language, tell)
    except RefusedError as refused:
        return refused.refusal
    return Begun(
        home=home,
        key=str(ledger.key.verifier()),
        units=sum(1 for row in made.units if row.ending is None),
        posts=len(made.posts),
        people=len(made.people),
        accounts=number,
        passwords=home / passwords.name if passwords else None,
        administrators=_administrators(made),
    )


def _found(ledger: Ledger, register: Register, tell: Tell) -> Register:
    """Found the organisation; the register with its ids."""
    at = ledger.now()
    made = with_ids(register, None, {}, at)
    asked = founding(made, at, ledger.calendar.zone)
    tell(0, None, FOUNDING)
    if (refusal := first_refusal(None, asked, at)) is not None:
        raise RefusedError(refusal)
    outcome = handle(ledger, Submission(_KEY, None, asked.commands, personal=asked.personal))
    if isinstance(outcome, Refused):
        raise RefusedError(outcome.refusal)
    return made


def give_accounts(home: Path, people: Iterable[PersonRow], language: str, tell: Tell) -> tuple[int, Path | None]:
    """Make an account for everybody with a login name who has none, and write down their first passwords.

    Args:
        people: with the ids they have in the ledger.

    Returns:
        How many were made, and the file with their passwords; None where none was.

    Raises:
        AccountsError: a login name is that of somebody else.
    """
    open_accounts(accounts_address(home))
    known = {one.person for one in accounts()}
    asked = [person for person in people if person.login and person.id not in known]
    rows = []
    for number, person in enumerate(asked):
        tell(number, len(asked), ACCOUNTS)
        password = first_password()
        add_account(
            username=person.login,
            password=password,
            person=PersonId(person.id),
            display_name=person.name,
            language=language,
            email=person.email,
        )
        rows.append((person.login, person.name, password))
    return len(rows), _written_down(home, rows) if rows else None


def _written_down(home: Path, rows: Iterable[tuple[str, str, str]]) -> Path:
    """The file of the passwords, beside earlier ones that nobody deleted yet."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("login", "name", "password"), *rows])
    for number in count(1):
        path = home / PASSWORDS.format(f"-{number}" if number > 1 else "")
        with suppress(FileExistsError):
            write_new_file(path, text.getvalue().encode("utf-8-sig"), mode=0o600)  # the mark at the start is for Excel
            return path
    raise AssertionError  # numbers do not end


def _administrators(register: Register) -> tuple[str, ...]:
    administering = {post.key for post in register.posts if Role.ADMINISTRATOR in post.roles}
    return tuple(person.login for person in register.people if person.login and administering & set(person.posts))
