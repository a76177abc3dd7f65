"""Where a ledger is made and opened: the only place that knows which store stands behind the protocol.

A ledger's home is a folder: `ledger.toml` says what it is, `keys/` holds what must not be lost or shown, `ledger.db` is
the store unless a PostgreSQL address is given.
"""

import secrets
import shlex
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from buckstop.app.calendars import chinese_calendar, plain_calendar
from buckstop.app.clock import Clock, SystemClock
from buckstop.app.file_folder import DEFAULT_MEGABYTES, FileFolder
from buckstop.app.ledger import Ledger
from buckstop.app.rulepacks import load_rules, shipped_packs
from buckstop.app.upgrading import upgrade
from buckstop.db.opening import open_store
from buckstop.domain.calendars import Calendar
from buckstop.domain.errors import BuckstopError
from buckstop.domain.packs import Pack
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.durable_file import write_new_file
from buckstop.ledger.faults import Fault
from buckstop.ledger.note import Algorithm, SigningKey, is_name, new_key, parse_signing_key
from buckstop.ledger.store import Store
from buckstop.lens.issues import Issue

CONFIG = "ledger.toml"
KEYS = "keys"
DATABASE = "ledger.db"
_SECRET_BYTES = 32


class LedgerHomeError(BuckstopError):
    """A ledger's home cannot be made or opened. The message says why; fields fill its placeholders.

    Args:
        issues: what is wrong with the rules or the calendar, where that is why.
    """

    def __init__(self, message: str, issues: tuple[Issue, ...] = (), **fields: str) -> None:
        super().__init__(message % fields)
        self.message = message
        self.issues = issues
        self.fields = fields


DEMO_ORIGIN = "demo.buckstop/county"
"""Of every demo ledger, and of no other one: what bears another name is real, and nothing of a demo comes near it."""


@dataclass(frozen=True, slots=True)
class HomeConfig:
    """What `ledger.toml` says.

    Args:
        origin: name of the log in every checkpoint: like a domain and path, without blanks and plus signs.
        store: `sqlite:ledger.db` (relative to the home) or `postgresql://...`.
        pack: rule pack.
        zone: time zone in which days begin and end.
        rules: the county's own file of changed rules, relative to the home; empty for none.
        calendars: folder of the county's own calendar files, relative to the home; empty for none.
        files: folder of attached files, relative to the home.
        file_megabytes: what one attached file may weigh, in millions of bytes.
        scanner: command that looks at each file before it is kept, `{}` standing for its path, like
            `clamscan --no-summary {}`; it refuses by any exit code but 0. Empty for none: Buckstop itself finds no viruses.
    """

    origin: str
    store: str = f"sqlite:{DATABASE}"
    pack: str = "zh_CN"
    zone: str = "Asia/Shanghai"
    rules: str = ""
    calendars: str = ""
    files: str = "files"
    file_megabytes: str = str(DEFAULT_MEGABYTES)
    scanner: str = ""


def create_ledger(home: Path, config: HomeConfig, clock: Clock | None = None) -> Ledger:
    """A new, empty ledger in a folder that is not there yet or empty.

    Raises:
        LedgerHomeError: something is there already, or the configuration cannot be used. Nothing was left behind.
        StoreError: its store cannot be made. Nothing was left behind in the folder.
    """
    was_there = home.exists()
    if was_there and any(home.iterdir()):
        raise LedgerHomeError(_("%(home)s is not empty. A new ledger needs a folder of its own."), home=str(home))
    if not is_name(config.origin):
        raise LedgerHomeError(
            _("%(origin)s cannot name a log. Take a name without blanks and plus signs."), origin=config.origin or '""'
        )
    key = new_key(config.origin)
    assert isinstance(key, SigningKey), key
    _rules_of(home, config)
    (home / KEYS).mkdir(parents=True, mode=0o700)  # fails for the second of two that make a ledger here
    try:
        _write_home(home, config, key)
        ledger = _open(home, clock, new=True)
        try:
            _check_new(ledger.store)
        except BaseException:
            ledger.store.close()
            raise
    except BaseException:
        _clear(home)
        if not was_there:
            home.rmdir()
        raise
    return ledger


def _write_home(home: Path, config: HomeConfig, key: SigningKey) -> None:
    """Keys and configuration, on the disk before anything is signed with them."""
    keys = home / KEYS
    _write_secret(keys / "log.key", key.secret_text())
    _write_secret(keys / "secret.key", secrets.token_hex(_SECRET_BYTES))
    (keys / "log.pub").write_text(f"{key.verifier()}\n", encoding="utf-8")
    write_config(home, config)


def write_config(home: Path, config: HomeConfig) -> None:
    """Say in a home that has no configuration yet what its ledger is; for its keeper's eyes only.

    Raises:
        FileExistsError: it has one.
    """
    lines = [f"{name} = {_quoted(getattr(config, name))}" for name in HomeConfig.__slots__]
    _write_secret(home / CONFIG, "\n".join(lines))  # the address of a store may hold a password


def _check_new(store: Store) -> None:
    """Refuse a store somebody else's events are in: they would be signed with a key that nobody was given."""
    if next(store.streams(), None) is not None or store.end().size:
        raise LedgerHomeError(_("The store holds a ledger already. A new ledger needs a store of its own."))


def _clear(home: Path) -> None:
    """Take away what was made in a folder that was empty."""
    for path in home.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def open_ledger(
    home: Path,
    clock: Clock | None = None,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
    *,
    only_read: bool = False,
) -> Ledger:
    """The ledger in a folder; tables that an older program made are brought up to date first, all or nothing.

    Args:
        tell: hears how many streams of how many are done then; never called where nothing has to be done.
        only_read: nothing will be written, so that a home on a medium that cannot be written will do.

    Raises:
        LedgerHomeError: there is none, or its configuration or keys cannot be read.
        StoreError: its store cannot be opened, or is gone. It is not made again: a log that begins anew under the same
            key contradicts what it signed before.
    """
    return _open(home, clock, new=False, tell=tell, only_read=only_read)


def _open(
    home: Path,
    clock: Clock | None,
    *,
    new: bool,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
    only_read: bool = False,
) -> Ledger:
    config = read_config(home)
    keys = home / KEYS
    try:
        key = parse_signing_key((keys / "log.key").read_text(encoding="utf-8").strip())
        secret = bytes.fromhex((keys / "secret.key").read_text(encoding="utf-8").strip())
    except (OSError, ValueError) as error:
        raise LedgerHomeError(
            _("The keys in %(folder)s cannot be read: %(why)s."), folder=str(keys), why=str(error)
        ) from error
    if isinstance(key, Fault) or key.algorithm is not Algorithm.ED25519:
        raise LedgerHomeError(_("%(file)s does not hold a signing key."), file=str(keys / "log.key"))
    if key.name != config.origin:
        message = _("%(file)s holds the key of %(found)s, and this ledger is %(origin)s. Bring back the right one.")
        raise LedgerHomeError(message, file=str(keys / "log.key"), found=key.name, origin=config.origin)
    if len(secret) != _SECRET_BYTES:
        message = _("%(file)s is cut short: it holds %(found)s bytes and should hold %(expected)s.")
        found, expected = str(len(secret)), str(_SECRET_BYTES)
        raise LedgerHomeError(message, file=str(keys / "secret.key"), found=found, expected=expected)
    pack, calendar = _rules_of(home, config)
    files = files_of(home, config)
    return Ledger(
        store=open_store(_located(config.store, home), make=new, upgrade=upgrade(tell), only_read=only_read),
        clock=clock or SystemClock(),
        origin=config.origin,
        key=key,
        secret=secret,
        pack=pack,
        calendar=calendar,
        files=files,
    )


def read_config(home: Path) -> HomeConfig:
    """What a ledger's home says of itself.

    Raises:
        LedgerHomeError: no ledger is there, or the file holds what it cannot mean.
    """
    path = home / CONFIG
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise LedgerHomeError(
            _("There is no ledger in %(home)s: %(file)s is missing."), home=str(home), file=CONFIG
        ) from error
    except (OSError, ValueError) as error:
        raise LedgerHomeError(_("%(file)s cannot be read: %(why)s."), file=str(path), why=str(error)) from error
    unknown = sorted(set(found) - set(HomeConfig.__slots__))
    if unknown:
        raise LedgerHomeError(_("%(file)s has an unknown entry: %(entry)s."), file=str(path), entry=unknown[0])
    if not all(isinstance(value, str) for value in found.values()) or "origin" not in found:
        raise LedgerHomeError(_("%(file)s needs an origin, and every entry as text in quotes."), file=str(path))
    return HomeConfig(**found)


def files_of(home: Path, config: HomeConfig) -> FileFolder:
    """Where the attached files of a ledger lie, and what is kept there.

    Raises:
        LedgerHomeError: the limit is no whole number of megabytes, or the scanner no command.
    """
    limit = config.file_megabytes
    if not (limit.isascii() and limit.isdigit() and int(limit)):
        message = _("%(file)s: file_megabytes is '%(value)s'. Write a whole number above 0 in quotes, like \"25\".")
        raise LedgerHomeError(message, file=str(home / CONFIG), value=limit)
    try:
        scanner = tuple(shlex.split(config.scanner))
    except ValueError as error:
        message = _("%(file)s: the command of the scanner cannot be read: %(why)s.")
        raise LedgerHomeError(message, file=str(home / CONFIG), why=str(error)) from error
    return FileFolder(home / config.files, int(limit), scanner)


def _rules_of(home: Path, config: HomeConfig) -> tuple[Pack, Calendar]:
    if config.pack not in shipped_packs():
        message = _("There is no rule pack %(name)s. There are: %(known)s.")
        raise LedgerHomeError(message, name=config.pack, known=", ".join(shipped_packs()))
    pack = load_rules(config.pack, home / config.rules if config.rules else None)
    if not isinstance(pack, Pack):
        raise _faulty(pack)
    folder = home / config.calendars if config.calendars else None
    chinese = config.pack.startswith("zh")
    calendar = chinese_calendar(folder) if chinese else plain_calendar(config.zone, folder)
    if not isinstance(calendar, Calendar):
        raise _faulty(calendar)
    return pack, calendar


def _faulty(issues: tuple[Issue, ...]) -> LedgerHomeError:
    message = _("The rules or the calendar of this ledger cannot be used (faults: %(count)s).")
    return LedgerHomeError(message, issues, count=str(len(issues)))


def _located(store: str, home: Path) -> str:
    kind, _colon, place = store.partition(":")
    return f"sqlite:{home / place}" if kind == "sqlite" else store


def _write_secret(path: Path, text: str) -> None:
    """A file for its keeper only, on the disk when this returns."""
    write_new_file(path, f"{text}\n".encode(), mode=0o600)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
