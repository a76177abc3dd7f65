"""Backups of a ledger's home, taken while it is in use, and their restoration into an empty place.

A backup holds the events and everything beside them, the accounts, attached files, configuration and, unless they are
left out, the keys. Who has the keys can sign as this ledger and open its personal texts: a backup is kept like them.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from buckstop import __version__
from buckstop.app.accounts import DATABASE as ACCOUNTS
from buckstop.app.accounts import accounts_address
from buckstop.app.backup_archive import ArchiveWriter, BackupError, Manifest, scratch_folder, unpack, written_archive
from buckstop.app.bootstrap import CONFIG, DATABASE, KEYS, HomeConfig, open_ledger, read_config, write_config
from buckstop.app.clock import Clock, SystemClock
from buckstop.app.initialising import PASSWORDS
from buckstop.app.new_home import made_beside, marked
from buckstop.app.verifying import LedgerCheck, Verification
from buckstop.app.witnessing import cosigned_checkpoints
from buckstop.db.accounts.keeping import open_accounts
from buckstop.db.postgres_copy import DatabaseCopy, read_copy, write_copy
from buckstop.db.sqlite_copy import copy_database, newest_checkpoint
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.checkpoint import Checkpoint, OpenedCheckpoint, Trust, open_checkpoint

DATABASES, FILES = _("Copying databases"), _("Packing files")
UNPACKING, CHECKING = _("Unpacking"), _("Checking the ledger")
_SQLITE, _POSTGRESQL = "sqlite", "postgresql"
_TABLES = "database"  # folder of an archive that holds the tables of a PostgreSQL ledger
_TABLES_LIST = f"{_TABLES}/tables.json"
_FILES = "files"  # where attached files lie in an archive whose home keeps them elsewhere
_BESIDE = ("-wal", "-shm", "-journal", "-queue", "-sequencer")

Tell = Callable[[int, int | None, str], None]
"""Hears how far the work is: done, of how many, which step (a marked sentence)."""


def _silent(_done: int, _total: int | None, _what: str) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds.

    Args:
        outside: files that the configuration names outside the home; they are not in it.
    """

    target: Path
    size: int
    manifest: Manifest
    outside: tuple[Path, ...]


def back_up(
    home: Path, target: Path, *, keys: bool = True, clock: Clock | None = None, tell: Tell = _silent
) -> BackedUp:
    """Write a backup of the ledger in a folder, which may be in use meanwhile.

    Why it is consistent: the ledger's tables are all of one instant; attached files are kept before the event that names
    them and never change, and they are packed after the tables were copied.

    Args:
        target: named `.tar.gz` or `.tar.zst`; not there yet.
        keys: without them a restore needs them from elsewhere.

    Raises:
        BackupError: the target cannot be written so. StoreError: the store cannot be read. LedgerHomeError: there is no
            ledger. Nothing was left behind.
    """
    config = read_config(home)
    made_at = (clock or SystemClock()).now()
    with written_archive(target) as archive:
        tell(0, None, DATABASES)
        with scratch_folder(target) as folder:
            note = _add_databases(archive, home, config, folder, tell)
        outside = _add_files(archive, home, config, tell, keys=keys)
        manifest = Manifest(
            made_at=made_at.isoformat(timespec="seconds"),
            program=__version__,
            origin=config.origin,
            store=_kind(config.store),
            keys=keys,
            entries=int(note.split(b"\n", 2)[1]) if note else 0,  # origin, size, root: one a line
            checkpoint=note.decode(),
            members=tuple(archive.members),
        )
        archive.close(manifest)
    return BackedUp(target, target.stat().st_size, manifest, outside)


def _kind(store: str) -> str:
    return _SQLITE if store.startswith(_SQLITE) else _POSTGRESQL


def _add_databases(archive: ArchiveWriter, home: Path, config: HomeConfig, folder: Path, tell: Tell) -> bytes:
    """Copy the databases and add the copies; the newest checkpoint of the log that is in them."""
    if _kind(config.store) == _POSTGRESQL:
        copy = write_copy(config.store, folder, lambda _table: tell(0, None, DATABASES))
        for one in copy.tables:
            archive.add(f"{_TABLES}/{one.file}", folder / one.file)
        archive.add_bytes(_TABLES_LIST, copy.encoded())
        return copy.checkpoint
    found = {ACCOUNTS: home / ACCOUNTS, DATABASE: _sqlite_file(home, config)}
    for name, path in found.items():
        if name == DATABASE or path.is_file():  # a ledger that nobody signs in to has no accounts
            copy_database(path, folder / name, lambda done, total: tell(done, total, DATABASES))
            archive.add(name, folder / name)
    return newest_checkpoint(folder / DATABASE)


def _sqlite_file(home: Path, config: HomeConfig) -> Path:
    return home / config.store.partition(":")[2]


def _add_files(archive: ArchiveWriter, home: Path, config: HomeConfig, tell: Tell, *, keys: bool) -> tuple[Path, ...]:
    """Add everything else that lies in the home; what the configuration names outside of it, and could not be added."""
    databases = {home / ACCOUNTS, _sqlite_file(home, config)} if _kind(config.store) == _SQLITE else {home / ACCOUNTS}
    beside = {path.with_name(path.name + ending) for path in databases for ending in _BESIDE}
    passed_over = {*databases, *beside, *home.glob(PASSWORDS.format("*"))}
    paths = [path for path in sorted(home.rglob("*")) if path.is_file() and path not in passed_over]
    wanted = [path for path in paths if not _is_hidden(path, home) and (keys or (home / KEYS) not in path.parents)]
    for number, path in enumerate(wanted):
        tell(number, len(wanted), FILES)
        archive.add(path.relative_to(home).as_posix(), path)
    if (attached := _outside(home, config.files)) is not None:
        for path in sorted(attached.rglob("*")):
            if path.is_file() and not _is_hidden(path, attached):
                archive.add(f"{_FILES}/{path.relative_to(attached).as_posix()}", path)
    others = (_outside(home, named) for named in (config.rules, config.calendars))
    return tuple(path for path in others if path is not None)


def _is_hidden(path: Path, folder: Path) -> bool:
    """Whether a file is one that is still being written."""
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _outside(home: Path, named: str) -> Path | None:
    """Where a path of the configuration leads, if that is outside the home."""
    path = (home / named).resolve()
    return None if not named or path.is_relative_to(home.resolve()) else path


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought back.

    Args:
        verification: of the whole ledger, without a fault.
    """

    home: Path
    manifest: Manifest
    verification: Verification


class FaultyBackupError(BackupError):
    """The backup is whole, but the ledger in it does not verify.

    Args:
        verification: with the faults.
    """

    def __init__(self, source: Path, verification: Verification) -> None:
        super().__init__(
            _("The ledger in %(archive)s does not verify (faults: %(count)s). Nothing was restored."),
            archive=str(source),
            count=str(verification.faulty),
        )
        self.verification = verification


def restore(
    source: Path,
    home: Path,
    *,
    store: str = "",
    keys: Path | None = None,
    clock: Clock | None = None,
    tell: Tell = _silent,
) -> Restored:
    """Bring a backup back into a folder that is not there yet or empty, and verify the whole ledger before it counts.

    Args:
        store: for a PostgreSQL ledger the address of the database it goes into, which holds no ledger; empty for the
            one it came from.
        keys: folder with the keys, for a backup that was made without them.

    Raises:
        BackupError: the archive is damaged, lacks keys, or does not verify; the place is taken. LedgerHomeError,
            StoreError, OSError: the world failed. Nothing was left behind.
    """
    if home.exists() and any(home.iterdir()):
        raise BackupError(_("%(home)s is not empty. A backup is restored into an empty place only."), home=str(home))
    with made_beside(home) as making:
        total = source.stat().st_size
        manifest = unpack(source, making, lambda done: tell(min(done, total), None, UNPACKING))
        _bring_keys(source, making, manifest, keys)
        config = _configured(making, manifest, store)
        with marked(config.store):
            if _kind(config.store) == _POSTGRESQL:
                _fill(making, config)
            verification = _verified(source, making, manifest, clock, tell)
    return Restored(home, manifest, verification)


def _bring_keys(source: Path, making: Path, manifest: Manifest, keys: Path | None) -> None:
    if manifest.keys:
        return
    if keys is None:
        message = _(
            "%(archive)s was made without the keys. Name the folder that holds them with --keys FOLDER: without them nothing "
            "can be signed and no personal text can be read."
        )
        raise BackupError(message, archive=str(source))
    (making / KEYS).mkdir(mode=0o700)
    for path in sorted(keys.iterdir()):
        if path.is_file():
            shutil.copyfile(path, making / KEYS / path.name)
            (making / KEYS / path.name).chmod(0o600)


def _configured(making: Path, manifest: Manifest, store: str) -> HomeConfig:
    """Write the configuration of the place that is made: everything lies inside of it, or in the database named."""
    config = read_config(making)
    if manifest.store == _SQLITE:
        if store:
            message = _("The backup is of a ledger in SQLite, which comes back into its folder. Leave --store out.")
            raise BackupError(message)
        store = f"{_SQLITE}:{DATABASE}"
    elif store and _kind(store) != _POSTGRESQL:
        message = _("The backup is of a ledger in PostgreSQL. Name a database with --store postgresql://...")
        raise BackupError(message)
    files = _FILES if _outside(making, config.files) else config.files
    config = replace(config, store=store or config.store, files=files)
    (making / CONFIG).unlink()
    write_config(making, config)
    return config


def _fill(making: Path, config: HomeConfig) -> None:
    folder = making / _TABLES
    open_accounts(accounts_address(making))  # makes their tables
    read_copy(config.store, folder, DatabaseCopy.decoded((making / _TABLES_LIST).read_bytes()))
    shutil.rmtree(folder)


def _verified(source: Path, making: Path, manifest: Manifest, clock: Clock | None, tell: Tell) -> Verification:
    """The check of the whole ledger against its key, the backup's checkpoint and those that witnesses signed."""
    ledger = open_ledger(making, clock)
    try:
        trust = Trust(ledger.key.verifier())
        cosigned, broken = cosigned_checkpoints(making, trust)
        held: tuple[Checkpoint, ...] = cosigned
        if manifest.checkpoint:
            opened = open_checkpoint(manifest.checkpoint.encode(), trust)
            if not isinstance(opened, OpenedCheckpoint):
                message = _("%(archive)s is damaged: its checkpoint does not bear the signature of its key.")
                raise BackupError(message, archive=str(source))
            held = (*held, opened.checkpoint)
        size = ledger.store.end().size
        check = LedgerCheck(ledger, trust, held, tell=lambda done, _what: tell(min(done, size), size, CHECKING))
        check.result.add([fault for _path, fault in broken])
        found = check.run()
    finally:
        ledger.store.close()
    if found.faulty:
        raise FaultyBackupError(source, found)
    return found
