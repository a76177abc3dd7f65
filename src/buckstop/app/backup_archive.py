"""Backups as archives: a tar of files, packed, with a manifest at its end that says size and SHA-256 of each.

The manifest stands last because it is written in one pass; an archive without one was cut short. Nothing in an archive
is believed before it was held against the manifest.
"""

import gzip
import hashlib
import io
import json
import os
import secrets
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

import pyarrow as pa

from buckstop.app.bootstrap import LedgerHomeError
from buckstop.domain.errors import BuckstopError
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.durable_file import settle

MANIFEST = "manifest.json"
FORMAT = 1
_ENDINGS = (".tar.gz", ".tgz", ".tar.zst")
_PIECE = 1 << 20
_LARGEST_MANIFEST = 64 << 20
_PART = ".part-"
_ZSTD = b"\x28\xb5\x2f\xfd"


class BackupError(LedgerHomeError):
    """A backup cannot be written, or one cannot be restored. The message says why; fields fill its placeholders."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself.

    Args:
        made_at: when it was made, in ISO 8601.
        program: version of the program that made it.
        origin: name of the log.
        store: `sqlite` or `postgresql`.
        keys: whether the keys are in it.
        entries: of the log.
        checkpoint: the newest signed checkpoint; empty for an empty log.
    """

    made_at: str
    program: str
    origin: str
    store: str
    keys: bool
    entries: int
    checkpoint: str
    members: tuple[Member, ...] = ()
    format: int = FORMAT


@dataclass
class ArchiveWriter:
    """Adds files to an archive and remembers what it added."""

    tar: tarfile.TarFile
    members: list[Member] = field(default_factory=list)

    def add(self, name: str, path: Path) -> None:
        """Add a file; its size is that of the moment it is opened.

        Raises:
            OSError: it cannot be read, or grew shorter while it was.
        """
        with path.open("rb") as file:
            self._add(name, os.fstat(file.fileno()).st_size, file)

    def add_bytes(self, name: str, data: bytes) -> None:
        """Add a file that is in memory."""
        self._add(name, len(data), io.BytesIO(data))

    def _add(self, name: str, size: int, file: IO[bytes]) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        hashed = _Hashed(file)
        self.tar.addfile(info, hashed)
        self.members.append(Member(name, size, hashed.digest.hexdigest()))

    def close(self, manifest: Manifest) -> None:
        """Add the manifest, which ends the archive."""
        data = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(data), 0o600
        self.tar.addfile(info, io.BytesIO(data))


class _Hashed(io.RawIOBase):
    """A file that is hashed as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data


@contextmanager
def written_archive(target: Path) -> Iterator[ArchiveWriter]:
    """An archive that is there whole when the block ends well, and not at all when it does not; for its keeper only.

    Raises:
        BackupError: the name says no kind of archive, or something is there already.
    """
    if not target.name.endswith(_ENDINGS):
        message = _("%(file)s: name the backup with one of these endings: %(endings)s.")
        raise BackupError(message, file=str(target), endings=", ".join(_ENDINGS))
    if target.exists():
        raise BackupError(_("%(file)s is there already. A backup never replaces another one."), file=str(target))
    for left in target.parent.glob(f".{target.name}{_PART}*"):  # of a backup that was killed
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
    part = _part(target)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file, _packed(file, target.name) as packed:
            tar = tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - closed below: closing writes its end, which a broken one must not get
            yield ArchiveWriter(tar)
            tar.close()
        _to_disk(part)
        os.link(part, target)  # refuses, unlike a rename, where somebody was faster
        settle(target.parent)
    except FileExistsError as error:
        message = _("%(file)s is there already. A backup never replaces another one.")
        raise BackupError(message, file=str(target)) from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def scratch_folder(target: Path) -> Iterator[Path]:
    """A folder beside an archive for what has to lie on the disk before it is packed; cleared away with it."""
    folder = _part(target)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _part(target: Path) -> Path:
    return target.parent / f".{target.name}{_PART}{secrets.token_hex(4)}"


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)  # opened anew: who packs may have closed the file
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _packed(file: io.BufferedWriter, name: str) -> Iterator[Any]:
    if name.endswith(".zst"):
        with pa.CompressedOutputStream(pa.PythonFile(file, mode="w"), "zstd") as packed:
            yield packed
    else:
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=6, mtime=0) as packed:
            yield packed


def unpack(source: Path, folder: Path, tell: Callable[[int], None] = lambda _bytes: None) -> Manifest:
    """Unpack an archive into a folder, every file held against the manifest.

    Args:
        folder: empty; takes the files under their names.
        tell: hears how many bytes were unpacked.

    Raises:
        BackupError: it is no backup of ours, or damaged; the message names the first file that is.
        OSError: it cannot be read, or the folder not written.
    """
    found: dict[str, Member] = {}
    manifest: bytes | None = None
    done = 0
    try:
        with source.open("rb") as file, tarfile.open(fileobj=_Unpacked(file), mode="r|") as tar:
            for info in tar:
                stream = tar.extractfile(info) if info.isfile() else None
                if stream is None or manifest is not None or not _is_safe(info.name) or info.name in found:
                    raise _damaged(source, info.name)
                if info.name == MANIFEST:
                    manifest = stream.read(_LARGEST_MANIFEST)
                    continue
                found[info.name] = _write(stream, info, folder)
                done += info.size
                tell(done)
    except (tarfile.TarError, _BrokenError) as error:
        message = _(
            "%(archive)s is damaged or cut short after %(file)s: %(why)s. Take another backup; nothing was restored."
        )
        last = next(reversed(found), "-")
        raise BackupError(message, archive=str(source), file=last, why=str(error)) from error
    if manifest is None:
        message = _("%(archive)s is cut short: its manifest is missing. Take another backup; nothing was restored.")
        raise BackupError(message, archive=str(source))
    return _held_against(source, manifest, found)


class _BrokenError(BuckstopError):
    """The packed bytes of an archive cannot be unpacked."""


class _Unpacked(io.RawIOBase):
    """The bytes of a packed file; what is wrong with them is told apart from what is wrong with a disk."""

    def __init__(self, file: io.BufferedReader) -> None:
        zstd = file.read(len(_ZSTD)) == _ZSTD
        file.seek(0)
        if zstd:
            self._packed: Any = pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd")
        else:
            self._packed = gzip.GzipFile(mode="rb", fileobj=file)

    def read(self, size: int = -1) -> bytes:
        try:
            return bytes(self._packed.read(size))
        except (OSError, EOFError, ValueError, zlib.error, pa.ArrowException) as error:
            raise _BrokenError(" ".join(str(error).split()) or type(error).__name__) from error


def _is_safe(name: str) -> bool:
    """Whether a name stays inside the folder it is unpacked into."""
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts and "\\" not in name and "\0" not in name


def _write(stream: IO[bytes], info: tarfile.TarInfo, folder: Path) -> Member:
    path = folder / info.name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return Member(info.name, info.size, digest.hexdigest())


def _held_against(source: Path, data: bytes, found: dict[str, Member]) -> Manifest:
    """The manifest, once every file is the one it names and none is missing."""
    try:
        written = json.loads(data)
        members = tuple(Member(**one) for one in written.pop("members"))
        manifest = Manifest(**written, members=members)
    except (ValueError, TypeError, KeyError) as error:
        raise _damaged(source, MANIFEST) from error
    if manifest.format != FORMAT:
        message = _(
            "%(archive)s was written by another version of the program (%(program)s). Restore it with that one."
        )
        raise BackupError(message, archive=str(source), program=manifest.program)
    named = {one.name: one for one in members}
    wrong = next((name for name in sorted(named.keys() | found.keys()) if named.get(name) != found.get(name)), None)
    if wrong is not None:
        raise _damaged(source, wrong)
    return manifest


def _damaged(source: Path, name: str) -> BackupError:
    message = _("%(archive)s is damaged: %(file)s is not what was written. Take another backup; nothing was restored.")
    return BackupError(message, archive=str(source), file=name)
