"""The map is true: every path it names exists, and every package and top-level folder is on it."""

import re
from pathlib import Path, PurePosixPath

from tests.tidy.tree import REPOSITORY, text_of, tracked

MAP = "docs/map.md"


def paths_named(text: str) -> set[str]:
    """Paths in back quotes: those with a slash or a file ending; `<name>` stands for any name."""
    quoted = re.findall(r"`([\w.<>/*-]+)`", text)
    return {path for path in quoted if "/" in path or re.search(r"\.(md|toml|py|sql)$", path)}


def packages(paths: tuple[str, ...]) -> set[str]:
    """Folders of Python packages under src, and top-level folders, each with a closing slash."""
    inside = {f"{PurePosixPath(path).parent}/" for path in paths if re.match(r"src/buckstop/.+/__init__\.py$", path)}
    return inside | {f"{path.split('/')[0]}/" for path in paths if "/" in path}


def lost(text: str, root: Path) -> list[str]:
    """Paths the map names that are not there; a pattern with `<name>` or `*` must match at least one file."""
    return sorted(path for path in paths_named(text) if not any(root.glob(re.sub(r"<\w+>", "*", path.rstrip("/")))))


def unlisted(text: str, paths: tuple[str, ...]) -> list[str]:
    """Packages and top-level folders the map does not name."""
    return sorted(packages(paths) - paths_named(text))


def test_a_path_that_is_not_there_is_found(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "there.py").touch()
    assert lost("see `src/there.py`, `src/<name>.py`, `src/gone.py` and `plain_word`", tmp_path) == ["src/gone.py"]


def test_a_package_the_map_forgot_is_found() -> None:
    paths = ("src/buckstop/lens/__init__.py", "src/buckstop/app/__init__.py", "docs/map.md")
    assert unlisted("`src/` `docs/` `src/buckstop/app/`", paths) == ["src/buckstop/lens/"]


def test_every_path_on_our_map_exists() -> None:
    assert lost(text_of(MAP), REPOSITORY) == []


def test_every_package_is_on_our_map() -> None:
    assert unlisted(text_of(MAP), tracked()) == []
