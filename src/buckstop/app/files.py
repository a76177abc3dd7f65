"""Attached files of a ledger: kept before the report that names them, given out checked, looked over as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from buckstop.app.file_folder import FileFolder
from buckstop.app.histories import histories_of
from buckstop.app.ledger import Ledger
from buckstop.app.sight import KIND
from buckstop.domain.errors import BuckstopError
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.words import Attachment
from buckstop.domain.refusals import Refusal
from buckstop.ledger.codec import decode


class NoFilesError(BuckstopError):
    """The ledger lives in memory only: it has no folder in which a file could lie."""

    def __init__(self) -> None:
        super().__init__("this ledger has no home, so no file can be attached to it")


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that an event of the log names.

    Args:
        version: of the event in the matter's stream.
    """

    matter: MatterId
    version: int
    file: Attachment


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What a look at every file found.

    Args:
        named: files the log names, each digest once.
        kept: files that lie in the folder.
        missing: named by the log and not there.
        damaged: named by the log, and there with another content than its digest says.
        unnamed: digests of files no event names: of reports that were refused or never sent. Nobody misses them.
        unfinished: names of what a crash left of files that were never kept.
    """

    named: int
    kept: int
    missing: tuple[NamedFile, ...]
    damaged: tuple[NamedFile, ...]
    unnamed: tuple[str, ...]
    unfinished: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Everything the log names is there, as it was."""
        return not self.missing and not self.damaged


def keep(ledger: Ledger, name: str, stream: BinaryIO) -> Attachment | Refusal:
    """A file kept, to be named by a report or note that follows; or why it is not kept.

    Why first: the log must never name a file that was not safe on the disk before.

    Raises:
        NoFilesError: a ledger without a home.
        OSError: the disk is full.
    """
    return folder_of(ledger).keep(name, stream)


def open_file(ledger: Ledger, sha256: str) -> BinaryIO | Refusal:
    """The file of that digest, checked and open at its beginning; the caller closes it.

    Whether somebody may read it is a question to the matter that names it, asked before.
    """
    return folder_of(ledger).open_file(sha256)


def check_files(ledger: Ledger) -> FileCheck:
    """Every file the log names held against what lies in the folder; reads all of them."""
    folder, first = folder_of(ledger), dict[str, NamedFile]()
    for one in named_files(ledger):
        first.setdefault(one.file.sha256, one)
    missing: list[NamedFile] = []
    damaged: list[NamedFile] = []
    for digest, one in first.items():
        found = folder.open_file(digest)
        if isinstance(found, Refusal):
            (damaged if folder.size(digest) else missing).append(one)
        else:
            found.close()
    kept = tuple(folder.digests())
    return FileCheck(
        named=len(first),
        kept=len(kept),
        missing=tuple(missing),
        damaged=tuple(damaged),
        unnamed=tuple(digest for digest in kept if digest not in first),
        unfinished=tuple(path.name for path in folder.unfinished()),
    )


def named_files(ledger: Ledger) -> Iterator[NamedFile]:
    """Every file any event names, in the order of matters and versions."""
    for stream, events in histories_of(ledger.store, KIND):
        for event in events:
            if b'"attachments"' in event.body:  # most events name none: spare their decoding
                for file in getattr(decode(event.body).event, "attachments", ()):
                    yield NamedFile(MatterId(stream), event.version, file)


def folder_of(ledger: Ledger) -> FileFolder:
    """The folder of a ledger's files.

    Raises:
        NoFilesError: it has none.
    """
    if ledger.files is None:
        raise NoFilesError
    return ledger.files
