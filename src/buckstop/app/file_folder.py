"""The folder attached files lie in: by the digest of their content, written once, checked whenever one is read.

A file lies at `ab/abcdef...`, the SHA-256 the log holds of it. It is written beside its place, brought to the disk and
renamed, so that a crash leaves a whole file or none at that place; the same content twice is one file.
"""

import hashlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from buckstop.app.file_kinds import KINDS, UNPACKED_MEGABYTES, FileRefusal, clean_name, kind_of, obstacle
from buckstop.domain.matter.words import Attachment
from buckstop.domain.refusals import Refusal
from buckstop.ledger.durable_file import settle

DEFAULT_MEGABYTES = 25
"""What a file may weigh where nothing else is configured."""

_MEGABYTE = 1_000_000
_PIECE = 1 << 18
_DIGEST = re.compile(r"[0-9a-f]{64}")
_INCOMING = ".incoming-"
_SCAN_SECONDS = 120


@dataclass(frozen=True, slots=True)
class FileFolder:
    """A folder of attached files.

    Args:
        megabytes: what one file may weigh, in millions of bytes.
        scanner: a command that looks at a file before it is kept, `{}` standing for its path; it refuses by any exit
            code but 0. Empty: nobody looks.
    """

    folder: Path
    megabytes: int = DEFAULT_MEGABYTES
    scanner: tuple[str, ...] = ()

    def keep(self, name: str, stream: BinaryIO) -> Attachment | Refusal:
        """The file kept, on the disk when this returns, under a cleaned name; or why it is not.

        Args:
            name: as its sender calls it.
            stream: read from where it stands to its end, or to the limit.

        Raises:
            OSError: the disk is full or the folder is not ours to write.
        """
        called = clean_name(name)
        kind = kind_of(called)
        if isinstance(kind, FileRefusal):
            return self._refusal(kind, called)
        self.folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        # 0600 from its first byte on; beside its place, because a rename is whole only within one file system.
        handle, place = tempfile.mkstemp(dir=self.folder, prefix=_INCOMING)
        incoming = Path(place)
        with os.fdopen(handle, "w+b") as file:
            try:
                digest = self._copy(stream, file)
                code = FileRefusal.TOO_LARGE if digest is None else obstacle(kind, file)
                code = code or self._scanned(incoming)
                if code is not None or digest is None:
                    return self._refusal(code or FileRefusal.TOO_LARGE, called)
                os.fsync(file.fileno())
                self._place(incoming, digest)
            finally:
                incoming.unlink(missing_ok=True)
        return Attachment(called, digest)

    def open_file(self, sha256: str) -> BinaryIO | Refusal:
        """The content of that digest, checked against it and open at its beginning; the caller closes it."""
        try:
            file = self._path(sha256).open("rb")
        except (FileNotFoundError, ValueError):
            return Refusal.of(FileRefusal.MISSING, sha256=sha256[:64])
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            file.close()
            return Refusal.of(FileRefusal.CHANGED, sha256=sha256)
        file.seek(0)
        return file

    def digests(self) -> Iterator[str]:
        """Digests of all files that lie here, in order; whether they are whole is another question."""
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            if _DIGEST.fullmatch(path.name):
                yield path.name

    def size(self, sha256: str) -> int:
        """Bytes of a file that lies here, 0 where none does."""
        path = self._path(sha256)
        return path.stat().st_size if path.is_file() else 0

    def unfinished(self) -> tuple[Path, ...]:
        """What a crash left of files that were never kept; they may be deleted while nobody is attaching."""
        return tuple(sorted(self.folder.glob(f"{_INCOMING}*")))

    def _path(self, sha256: str) -> Path:
        if not _DIGEST.fullmatch(sha256):
            raise ValueError("not a digest")  # what comes from outside must never become a path
        return self.folder / sha256[:2] / sha256

    def _copy(self, stream: BinaryIO, file: BinaryIO) -> str | None:
        """Copy up to the limit; the digest of the whole, None where there is more."""
        digest, left = hashlib.sha256(), self.megabytes * _MEGABYTE
        while piece := stream.read(_PIECE):
            left -= len(piece)
            if left < 0:
                return None
            digest.update(piece)
            file.write(piece)
        file.flush()
        return digest.hexdigest()

    def _place(self, incoming: Path, digest: str) -> None:
        """Give it its name. What lay there has the same content, or was damaged and is whole now."""
        target = self._path(digest)
        new = not target.parent.is_dir()
        target.parent.mkdir(mode=0o700, exist_ok=True)
        incoming.replace(target)
        settle(target.parent)
        if new:
            settle(self.folder)

    def _scanned(self, path: Path) -> FileRefusal | None:
        """What the scanner says. One that cannot be asked refuses: an office that wants one wants no file without it."""
        if not self.scanner:
            return None
        words = [word.replace("{}", str(path)) for word in self.scanner]
        if words == list(self.scanner):
            words.append(str(path))
        try:
            done = subprocess.run(words, capture_output=True, timeout=_SCAN_SECONDS, check=False)  # noqa: S603  the command is the ledger keeper's own, from ledger.toml, and no shell reads it
        except (OSError, subprocess.TimeoutExpired):
            return FileRefusal.SCANNER_FAILED
        return FileRefusal.SCANNER_REFUSED if done.returncode else None

    def _refusal(self, code: FileRefusal, name: str) -> Refusal:
        limit = UNPACKED_MEGABYTES if code is FileRefusal.UNPACKS_TOO_LARGE else self.megabytes
        return Refusal.of(code, file=name, kinds=", ".join(KINDS), limit=limit)
