"""The files of the repository, as git sees them: what is committed and what would be, without what is ignored."""

import subprocess
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PACKAGE = REPOSITORY / "src" / "buckstop"


@cache
def tracked() -> tuple[str, ...]:
    """Paths inside the repository, with forward slashes, in the order of their names."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True).stdout.decode("utf-8")
    return tuple(sorted(path for path in set(listed.split("\0")) if path and (REPOSITORY / path).is_file()))


def python_files(*roots: str) -> list[str]:
    """Paths of Python files under these folders of the repository."""
    return [path for path in tracked() if path.endswith(".py") and path.startswith(roots)]


def text_of(path: str) -> str:
    """Contents of a text file of the repository; "" where it is no text."""
    raw = (REPOSITORY / path).read_bytes()
    return "" if b"\0" in raw[:8192] else raw.decode("utf-8", errors="replace")
