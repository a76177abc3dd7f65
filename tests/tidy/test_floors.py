"""Rooms import only rooms below them; the contracts themselves are in pyproject.toml."""

import os
import subprocess
import sys
from pathlib import Path

from tests.tidy.tree import REPOSITORY


def lint_imports(folder: Path, source: Path) -> tuple[int, str]:
    """Exit code and words of import-linter for the contracts in `folder`."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    environ = {**os.environ, "PYTHONPATH": str(source)}
    done = subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def sample(folder: Path, lens_imports: str) -> tuple[int, str]:
    """The contracts of this house over a house of two rooms, where the lens holds one line."""
    rooms = {"app": "", "lens": lens_imports, "domain": "", "i18n": ""}
    house = folder / "cellar"
    house.mkdir()
    (house / "__init__.py").touch()
    for room, line in rooms.items():
        (house / f"{room}.py").write_text(f"{line}\n", encoding="utf-8")
    (folder / "pyproject.toml").write_text(
        '[tool.importlinter]\nroot_package = "cellar"\n'
        '[[tool.importlinter.contracts]]\nname = "floors"\ntype = "layers"\nexhaustive = true\ncontainers = ["cellar"]\n'
        'layers = ["app", "lens", "domain", "i18n"]\n',
        encoding="utf-8",
    )
    return lint_imports(folder, folder)


def test_a_house_whose_rooms_look_down_is_kept(tmp_path: Path) -> None:
    code, words = sample(tmp_path, "import cellar.domain")
    assert code == 0, words


def test_a_room_that_looks_up_is_caught(tmp_path: Path) -> None:
    code, words = sample(tmp_path, "import cellar.app")
    assert code == 1
    assert "cellar.lens -> cellar.app" in words


def test_our_rooms_keep_every_contract() -> None:
    code, words = lint_imports(REPOSITORY, REPOSITORY / "src")
    assert code == 0, words
