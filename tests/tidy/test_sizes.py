"""Files of at most 400 lines, functions of at most 60: a ratchet, so what is listed below can only shrink.

An exception names its present size. Growing fails; shrinking fails too until the number here is lowered.
"""

import ast

import pytest

from tests.tidy.tree import python_files, text_of

FILE_LINES = 400
FUNCTION_LINES = 60
EXCEPTIONS: dict[str, int] = {}

ROOTS = ("src/", "tests/", "tools/", "benchmarks/", "proofs/")


def sizes(path: str, text: str) -> dict[str, int]:
    """Lines of a file under its path, and of each of its functions under "path:name", where they pass the limit."""
    found = {path: len(text.splitlines())} if len(text.splitlines()) > FILE_LINES else {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                found[f"{path}:{node.name}"] = lines
    return found


def verdicts(found: dict[str, int], exceptions: dict[str, int]) -> list[str]:
    """What is too large, what grew, and which exceptions could be lowered or dropped."""
    wrong = [f"{name} has {lines} lines" for name, lines in found.items() if lines > exceptions.get(name, 0)]
    wrong += [
        f"{name} has {found[name]} lines now: lower its exception from {lines}"
        for name, lines in exceptions.items()
        if 0 < found.get(name, 0) < lines
    ]
    return wrong + [f"{name} needs no exception any more" for name in exceptions if name not in found]


@pytest.mark.parametrize(
    ("lines", "exceptions", "expected"),
    [
        (400, {}, []),
        (401, {}, ["a.py has 401 lines"]),
        (450, {"a.py": 450}, []),
        (451, {"a.py": 450}, ["a.py has 451 lines"]),
        (440, {"a.py": 450}, ["a.py has 440 lines now: lower its exception from 450"]),
        (400, {"a.py": 450}, ["a.py needs no exception any more"]),
    ],
)
def test_a_file_may_shrink_and_never_grow(lines: int, exceptions: dict[str, int], expected: list[str]) -> None:
    assert verdicts(sizes("a.py", "x = 1\n" * lines), exceptions) == expected


def test_a_long_function_is_named_with_its_file() -> None:
    text = "def short():\n    return 1\n\n\ndef long():\n" + "    x = 1\n" * 60
    assert sizes("a.py", text) == {"a.py:long": 61}


def test_our_files_and_functions_keep_their_size() -> None:
    found: dict[str, int] = {}
    for path in python_files(*ROOTS):
        found |= sizes(path, text_of(path))
    assert verdicts(found, EXCEPTIONS) == []
