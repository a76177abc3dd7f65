"""Files that outlast a crash: replaced whole, so that there is the old one or the new one; or made once, and kept."""

import os
import secrets
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Write the file so that a crash of process or machine leaves the old or the new contents; make its folder.

    Raises:
        OSError: the disk is full or the folder is not ours to write.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Beside the file, because a rename is whole only within one file system.
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    settle(path.parent)


def write_new_file(path: Path, data: bytes, *, mode: int) -> None:
    """Write a file that is not there yet, durably; nobody ever sees it with wider permissions than these.

    Raises:
        FileExistsError: it is there already, and stays as it is.
        OSError: the disk is full or the folder is not ours to write.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    settle(path.parent)


def settle(folder: Path) -> None:
    """Bring a renaming in a folder to the disk: a folder is a file of names."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
