"""Files out: never over what was read, never half-written, refused before the work rather than after it."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from buckstop.app.requests import RequestError
from buckstop.i18n import gettext_noop as _
from buckstop.lens.store import StoredLog


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where the results of a report go; None = not wanted. Files are replaced whole, never half-written."""

    html: Path | None = None
    json: Path | None = None
    parquet: Path | None = None

    def refuse_harm(self, *inputs: Path | None) -> None:
        """Refuse outputs that would destroy what is read, or one another.

        Args:
            inputs: what will be read; None = nothing.

        Raises:
            RequestError: which output cannot go where.
        """
        files = [path for path in (self.html, self.json) if path is not None]
        for path in files:
            refuse_harm(path, *inputs)
        if len(files) == 2 and _same(*files):
            message = _("%(path)s cannot hold two results; name another file for one of them.")
            raise RequestError("output.twice", message, path=str(files[0]))
        if self.parquet is None:
            return
        if self.parquet.exists() and not self.parquet.is_dir():
            message = _("%(path)s is a file; the tables need a folder.")
            raise RequestError("output.not_a_folder", message, path=str(self.parquet))
        if StoredLog.is_stored(self.parquet) or any(_same(self.parquet, path) for path in inputs if path is not None):
            message = _("%(path)s is the folder of a log; the tables need another folder.")
            raise RequestError("output.is_input", message, path=str(self.parquet))


def refuse_harm(path: Path, *inputs: Path | None) -> None:
    """Refuse a file to write that is a folder or one of the files that are read.

    Raises:
        RequestError: why the file cannot be written there.
    """
    if path.is_dir():
        message = _("%(path)s is a folder; name a file in it.")
        raise RequestError("output.is_folder", message, path=str(path))
    if any(_same(path, source) for source in _files(inputs)):
        message = _("%(path)s is one of the files that are read; it was kept. Name another file for the result.")
        raise RequestError("output.is_input", message, path=str(path))


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all; folders above it are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.is_file():  # a device or a pipe is written to, not replaced by a file
        path.write_text(text, "utf-8")
        return
    target = path.resolve()  # what a link points to is replaced, not the link
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.write_text(text, "utf-8")
        part.replace(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _files(inputs: Iterable[Path | None]) -> Iterable[Path]:
    return (path for path in inputs if path is not None)


def _same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file; a file that does not exist yet is told by its place."""
    try:
        return one.samefile(other)
    except OSError:
        return one.resolve() == other.resolve()
