"""Byte source: the bytes of a log, whatever they are wrapped in, and a clear word when they cannot be had.

Why: logs travel as .gz or as a .zip with one file inside. Readers ask for the inner bytes and for progress; a
truncated archive or a vanished disk is told the same way by every reader.
"""

import gzip
import io
import lzma
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from buckstop.i18n import gettext_noop as _
from buckstop.intake.raw import Progress, UnreadableLogError, shown_name

CHUNK = 1 << 20
_MAX_LAYERS = 3
_FOREIGN_ARCHIVES = {
    b"BZh91AY&SY": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!\x1a\x07": "RAR",
    b"\x28\xb5\x2f\xfd": "Zstandard",
}
# Members of a zip that no one put there on purpose.
_SIDE_FILES = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class ByteSource:
    """The inner bytes of a file.

    Args:
        path: the file the user named.
        layers: wrappers from the outside in: `gzip`, or `zip:MEMBER`.
    """

    path: Path
    layers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name of the file without folders, as issues and messages show it."""
        return shown_name(self.path)

    @property
    def inner_name(self) -> str:
        """Name of the innermost file: the member of a zip, the name without .gz."""
        name = self.name
        for layer in self.layers:
            name = name[:-3] if layer == "gzip" and name.lower().endswith(".gz") else layer.removeprefix("zip:")
        return name

    def open(self, progress: Progress | None = None) -> "SourceStream":
        """A stream of the inner bytes; `progress` is told bytes of the outer file.

        Refuses: `file.missing`, `file.locked`, `zip.password`.
        """
        raw = open_file(self.path)
        opened = [raw]
        try:
            for layer in self.layers:
                if layer == "gzip":
                    opened.append(cast("IO[bytes]", gzip.GzipFile(fileobj=opened[-1], mode="rb")))
                else:
                    opened.append(_open_member(self, opened[-1], layer.removeprefix("zip:")))
        except BaseException:
            for stream in reversed(opened):
                stream.close()
            raise
        return SourceStream(self, opened, progress)

    def head(self, size: int) -> bytes:
        """The first bytes, fewer if the file is shorter."""
        with self.open() as stream:
            return stream.read(size)

    def random_access(self, workdir: Path) -> Path:
        """A file that can be read at any place: the user's own, or its unpacked copy in `workdir`."""
        if not self.layers:
            return self.path
        workdir.mkdir(parents=True, exist_ok=True)
        copy = workdir / f"unpacked-{Path(self.inner_name).name}"
        with self.open() as stream, copy.open("wb") as out:
            shutil.copyfileobj(stream, out, CHUNK)
        return copy


class SourceStream(io.RawIOBase):
    """Bytes of a source in order. Every failure to get them is an UnreadableLogError that says where.

    Attributes:
        inner: the innermost stream, for what must be read at any place.
        done: inner bytes read so far.
    """

    def __init__(self, source: ByteSource, opened: list[IO[bytes]], progress: Progress | None) -> None:
        super().__init__()
        self.inner = opened[-1]
        self.done = 0
        self._source = source
        self._opened = opened  # from the outermost, the file itself, inwards
        self._progress = progress
        self._total = source.path.stat().st_size

    def readable(self) -> bool:
        """Always true: the stream exists to be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes; fewer than asked for only at the end.

        Refuses: `archive.truncated`, `archive.damaged`, `file.read_failed`.
        """
        try:
            block = self.inner.read(size)
        except EOFError as error:
            raise UnreadableLogError(
                "archive.truncated",
                _(
                    "%(file)s ends in the middle of its compressed data, after %(bytes)s unpacked bytes: copy or download "
                    "it again."
                ),
                file=self._source.name,
                bytes=self.done,
            ) from error
        except (zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, lzma.LZMAError, NotImplementedError) as error:
            raise _damaged(self._source, self.done, error) from error
        except OSError as error:
            raise _read_failed(self._source.name, self.done, error) from error
        self.done += len(block)
        if self._progress is not None:
            self._progress(self._opened[0].tell(), self._total, self._source.name)
        return block

    def close(self) -> None:
        """Release the file and every wrapper."""
        for stream in reversed(self._opened):
            stream.close()
        super().close()


def open_file(path: Path) -> IO[bytes]:
    """The file opened for reading.

    Refuses: `file.missing`, `file.locked`, `file.read_failed`, `file.not_a_file`.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe may wait for ever, and it can be read only once
            raise UnreadableLogError(
                "file.not_a_file",
                _("%(file)s is no file but a pipe or a device, which can be read only once: save the log to a file."),
                file=str(path),
            )
        return path.open("rb")
    except FileNotFoundError as error:
        raise UnreadableLogError(
            "file.missing", _("There is no file %(file)s: check the name and the folder."), file=str(path)
        ) from error
    except PermissionError as error:
        raise UnreadableLogError(
            "file.locked",
            _("%(file)s may not be read: close the program that holds it, or ask for the right to read it."),
            file=str(path),
        ) from error
    except OSError as error:
        raise _read_failed(str(path), 0, error) from error


def unwrap(path: Path, is_document: Callable[[frozenset[str]], bool]) -> ByteSource:
    """The source behind a path, with gzip and one-file zip wrappers recognised by content.

    Args:
        is_document: tells from its member names whether a zip is itself a document (a workbook), not a wrapper.

    Refuses: `file.empty`, `archive.foreign`, `archive.nested`, `zip.damaged`, `zip.several_files`, `zip.no_file`.
    """
    source = ByteSource(path)
    while True:
        head = source.head(10)
        if not head:
            raise UnreadableLogError("file.empty", _("%(file)s is empty: export the log again."), file=source.name)
        for magic, kind in _FOREIGN_ARCHIVES.items():
            if head.startswith(magic):
                raise UnreadableLogError(
                    "archive.foreign",
                    _("%(file)s is packed with %(kind)s: unpack it first, or pack it as .gz or .zip."),
                    file=source.name,
                    kind=kind,
                )
        if head.startswith(b"\x1f\x8b"):
            layer = "gzip"
        elif head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            names = zip_members(source)
            if is_document(frozenset(names)):
                return source
            layer = f"zip:{_only_member(source, names)}"
        else:
            return source
        if len(source.layers) == _MAX_LAYERS:
            raise UnreadableLogError(
                "archive.nested",
                _("%(file)s is an archive inside an archive, more than %(depth)s deep: unpack it first."),
                file=source.name,
                depth=_MAX_LAYERS,
            )
        source = ByteSource(path, (*source.layers, layer))


def zip_members(source: ByteSource) -> list[str]:
    """Names of the files in a zip, without folders and what operating systems leave behind.

    Refuses: `zip.damaged`.
    """
    with source.open() as stream, _archive(source, stream.inner) as archive:
        names = [name for name in archive.namelist() if not name.endswith("/")]
    return [name for name in names if not any(side in name for side in _SIDE_FILES)]


def _archive(source: ByteSource, stream: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, EOFError, zlib.error, OSError) as error:
        raise UnreadableLogError(
            "zip.damaged",
            _(
                "%(file)s begins like a zip file but its table of contents is missing or broken: copy or download it "
                "again."
            ),
            file=source.name,
        ) from error


def _only_member(source: ByteSource, names: list[str]) -> str:
    if not names:
        raise UnreadableLogError(
            "zip.no_file", _("%(file)s holds no file: pack the log into it again."), file=source.name
        )
    if len(names) > 1:
        raise UnreadableLogError(
            "zip.several_files",
            _("%(file)s holds %(count)s files (%(names)s): unpack it and name the one that is the log."),
            file=source.name,
            count=len(names),
            names=", ".join(names[:5]) + (", …" if len(names) > 5 else ""),
        )
    return names[0]


def _open_member(source: ByteSource, stream: IO[bytes], member: str) -> IO[bytes]:
    archive = _archive(source, stream)
    try:
        return archive.open(member)
    except RuntimeError as error:  # what zipfile raises for an encrypted member
        raise UnreadableLogError(
            "zip.password",
            _("%(file)s is protected by a password: unpack it and pack the log again without one."),
            file=source.name,
        ) from error
    except (NotImplementedError, zipfile.BadZipFile, OSError) as error:
        raise _damaged(source, 0, error) from error


def _damaged(source: ByteSource, done: int, error: Exception) -> UnreadableLogError:
    return UnreadableLogError(
        "archive.damaged",
        _(
            "%(file)s cannot be unpacked after %(bytes)s bytes (%(reason)s): copy or download it again, or unpack it "
            "with another program first."
        ),
        file=source.name,
        bytes=done,
        reason=str(error),
    )


def _read_failed(file: str, done: int, error: OSError) -> UnreadableLogError:
    return UnreadableLogError(
        "file.read_failed",
        _("Reading %(file)s failed after %(bytes)s bytes (%(reason)s): check the disk or copy the file."),
        file=file,
        bytes=done,
        reason=error.strerror or str(error),
    )
