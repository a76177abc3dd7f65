"""The domain knows the standard library and itself, and of the library nothing that reads, writes, waits or draws lots."""

import ast
import sys

import pytest

from tests.tidy.tree import python_files, text_of

OURS = ("buckstop.domain", "buckstop.i18n")
CLOSED = {
    "asyncio",
    "io",
    "logging",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "time",
}


def foreign_imports(text: str) -> list[str]:
    """Modules a file of the domain imports and may not."""
    named: list[str] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            named += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            named.append(node.module or "")
    return [
        name
        for name in named
        if not name.startswith(OURS)
        and (name.split(".")[0] not in sys.stdlib_module_names or name.split(".")[0] in CLOSED)
    ]


@pytest.mark.parametrize(
    "line", ["import os", "from pathlib import Path", "import numpy", "from buckstop.lens import issues"]
)
def test_a_foreign_import_is_caught(line: str) -> None:
    assert foreign_imports(line)


@pytest.mark.parametrize(
    "line", ["import enum", "from dataclasses import dataclass", "from buckstop.domain import errors"]
)
def test_values_of_the_standard_library_are_welcome(line: str) -> None:
    assert foreign_imports(line) == []


def test_our_domain_imports_nothing_foreign() -> None:
    files = python_files("src/buckstop/domain/")
    assert files
    assert {path: found for path in files if (found := foreign_imports(text_of(path)))} == {}
