"""`buckstop init`: a county of one's own, from a register, in one command; it asks where a terminal can answer."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from buckstop.app.bootstrap import HomeConfig
from buckstop.app.initialising import (
    Begun,
    FirstAdministrator,
    bare_register,
    initialise,
    with_administrator,
)
from buckstop.app.registers import is_zone, load_register, read_for_founding
from buckstop.app.requests import RequestError
from buckstop.app.rulepacks import shipped_packs
from buckstop.cli.homes import plain_reader
from buckstop.cli.output import language, progress, result, say, show_issues, text
from buckstop.cli.writing import REFUSED
from buckstop.domain.refusals import Refusal
from buckstop.i18n import gettext_noop as _
from buckstop.intake.registers.model import Register, Settings
from buckstop.ledger.note import is_name
from buckstop.lens.issues import Severity
from buckstop.text.refusals import refusal_sentence

_USAGE = 2
_DEFAULTS = HomeConfig("-")
_ADMINISTRATOR = _("System administrator")


def init(
    home: Annotated[
        Path | None, typer.Argument(metavar="[HOME]", help=text(_("An empty folder, or one to be made.")))
    ] = None,
    register: Annotated[
        Path | None,
        typer.Option("--register", help=text(_("Workbook of units, posts and people, or a folder of CSV files."))),
    ] = None,
    origin: Annotated[
        str, typer.Option("--origin", help=text(_("Name of the log, for ever: like ledger.example/qingshui.")))
    ] = "",
    pack: Annotated[str, typer.Option("--pack", "-p", help=text(_("Name of a rule pack.")))] = "",
    zone: Annotated[
        str, typer.Option("--zone", help=text(_("Time zone in which days begin, like Asia/Shanghai.")))
    ] = "",
    store: Annotated[
        str, typer.Option("--store", help=text(_("Where events are kept: sqlite:FILE or postgresql://...")))
    ] = "",
    admin: Annotated[
        str, typer.Option("--admin", help=text(_("Login name of the first administrator, of the register or new.")))
    ] = "",
    admin_name: Annotated[
        str, typer.Option("--admin-name", help=text(_("Name of a new administrator, for the register; sealed.")))
    ] = "",
    root: Annotated[
        str, typer.Option("--root", help=text(_("Name of the highest unit, where no register is given.")))
    ] = "",
    outside_arbiter: Annotated[
        str, typer.Option("--outside-arbiter", help=text(_("Name of who decides where the root is a party.")))
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", "-y", help=text(_("Ask nothing.")))] = False,
) -> None:
    """Make a ledger with its organisation and accounts."""
    given = Settings(outside_arbiter=outside_arbiter, pack=pack, zone=zone, origin=origin)
    asks = _Questions(asking=not yes and sys.stdin.isatty())
    if asks.asking:
        say(_("This makes a ledger, founds its organisation and makes accounts. Nothing is written until you agree."))
    folder = home or Path(asks.answer(_("Folder of the new ledger"), "", "HOME"))
    if register is None and not root and asks.asking:
        named = asks.answer(_("Register file (empty: begin with the highest unit alone)"), "-", "--register")
        register = None if named == "-" else Path(named)
    found = _read(register, given, asks) if register else _bare(root, given, asks)
    config = _config(folder, store, found.settings, asks)
    found = _with_admin(found, admin, admin_name, asks)
    if asks.asking and not _agreed(folder, config, found):
        say(_("Nothing was made."))
        return
    with progress() as bar:
        tell = bar or (lambda _done, _total, _what: None)
        made = initialise(folder, config, found, language=language(), tell=tell)
    if isinstance(made, Refusal):
        reason = refusal_sentence(made, plain_reader())
        say(_("No: %(reason)s (%(code)s)"), reason=reason, code=made.code)
        say(_("Nothing was made."))
        raise typer.Exit(REFUSED)
    _tell(made)


class _Questions:
    """Asks on a terminal; elsewhere what is missing is said with the option that gives it."""

    def __init__(self, *, asking: bool) -> None:
        self.asking = asking

    def answer(self, question: str, default: str, option: str) -> str:
        """What was answered; the default where nobody is asked.

        Args:
            default: taken for an empty answer; empty for none.
        """
        if self.asking:
            return str(typer.prompt(text(question), default=default or None, err=True)).strip()
        if not default:
            message = _("%(question)s: say it with %(option)s.")
            raise RequestError("init.missing", message, question=text(question), option=option)
        return default


def _read(path: Path, given: Settings, asks: _Questions) -> Register:
    data, name = load_register(path)
    reading = read_for_founding(data, name, given)
    missing = [issue for issue in reading.issues if issue.code == "register.setting_missing"]
    others = [issue for issue in reading.issues if issue.severity is Severity.ERROR and issue not in missing]
    if missing and not others and asks.asking:
        arbiter = asks.answer(_ARBITER, "", "--outside-arbiter")
        return _read(path, replace(given, outside_arbiter=arbiter), asks)
    show_issues(reading.issues)
    if reading.register is None:
        say(
            _(
                "Nothing was made. The faults, marked in your own file: buckstop organisation check FILE --marked OUT.xlsx."
            )
        )
        sys.exit(_USAGE)
    return reading.register


_ARBITER = _("Who decides where the highest unit itself is a party (such as the government one level up)")


def _bare(root: str, given: Settings, asks: _Questions) -> Register:
    name = root or asks.answer(_("Name of the highest unit"), "", "--root")
    arbiter = given.outside_arbiter or asks.answer(_ARBITER, "", "--outside-arbiter")
    register = bare_register(name, arbiter)
    return replace(register, settings=replace(given, outside_arbiter=arbiter))


def _config(folder: Path, store: str, settings: Settings, asks: _Questions) -> HomeConfig:
    origin = settings.origin or asks.answer(
        _("Name of the log, for ever: like ledger.example/qingshui"),
        _proposed(folder) if asks.asking else "",
        "--origin",
    )
    if not is_name(origin):
        message = _("%(origin)s cannot name a log. Take a name without blanks and plus signs.")
        raise RequestError("init.origin", message, origin=origin or '""')
    chinese = language().startswith("zh")
    pack = settings.pack or asks.answer(_("Rule pack"), _DEFAULTS.pack if chinese else "generic", "--pack")
    if pack not in shipped_packs():
        message = _("There is no rule pack %(name)s. There are: %(known)s.")
        raise RequestError("init.pack", message, name=pack, known=", ".join(shipped_packs()))
    zone = settings.zone or asks.answer(_("Time zone"), _DEFAULTS.zone, "--zone")
    if not is_zone(zone):
        raise RequestError("init.zone", _("There is no time zone %(name)s. Write it like Asia/Shanghai."), name=zone)
    return HomeConfig(origin, store=store or _DEFAULTS.store, pack=pack, zone=zone)


def _proposed(folder: Path) -> str:
    name = "".join(
        sign for sign in folder.resolve().name.casefold() if sign.isascii() and (sign.isalnum() or sign in ".-")
    )
    return f"ledger.{name or 'county'}"


def _with_admin(register: Register, login: str, name: str, asks: _Questions) -> Register:
    known = [person.login for person in register.people if person.login]
    if not login and asks.asking:
        login = asks.answer(_("Login name of the first administrator"), known[0] if known else "admin", "--admin")
    if login and login not in known and not name and asks.asking:
        name = asks.answer(_("Name of the administrator, for the register"), login, "--admin-name")
    if not login:
        return register  # the register may name one; `initialise` looks
    return with_administrator(register, FirstAdministrator(login, name, text(_ADMINISTRATOR)))


def _agreed(folder: Path, config: HomeConfig, register: Register) -> bool:
    rows = (
        (_("Folder"), str(folder)),
        (_("Name of the log"), config.origin),
        (_("Rule pack"), config.pack),
        (_("Time zone"), config.zone),
        (_("Units"), str(sum(1 for row in register.units if row.ending is None))),
        (_("Posts"), str(len(register.posts))),
        (_("People"), str(len(register.people))),
        (_("Accounts"), str(sum(1 for person in register.people if person.login))),
        (_("Outside arbiter"), register.settings.outside_arbiter),
    )
    for name, value in rows:
        say(_("%(name)s: %(value)s"), name=text(name), value=value)
    return typer.confirm(text(_("Make it?")), default=True, err=True)


def _tell(made: Begun) -> None:
    say(
        _("The ledger is in %(home)s. Units: %(units)s; posts: %(posts)s; people: %(people)s; accounts: %(accounts)s."),
        home=str(made.home),
        units=made.units,
        posts=made.posts,
        people=made.people,
        accounts=made.accounts,
    )
    say(_("Who may change the organisation: %(logins)s."), logins=", ".join(made.administrators))
    say(
        _("First passwords are in %(file)s, readable for you only. Hand them out, then delete the file."),
        file=str(made.passwords),
    )
    say(_("Give this public key to everybody who is to check the ledger, now, before anything is written:"))
    result(made.key)
    say(_("Keep a backup where the ledger is not: buckstop backup %(home)s --to FILE.tar.gz"), home=str(made.home))
    say(_("Next: buckstop serve %(home)s"), home=str(made.home))
