"""What is public says in its first line what the reader gets, and does not repeat its own name.

That a docstring is there at all is ruff's business (rules D100 to D104).
"""

import ast
import re

import pytest

from tests.tidy.tree import python_files, text_of

ROOTS = ("src/", "tools/")
FILLERS = {
    "a",
    "an",
    "the",
    "of",
    "to",
    "for",
    "and",
    "in",
    "from",
    "this",
    "that",
    "class",
    "function",
    "returns",
    "return",
}


def words(text: str) -> set[str]:
    """Words of a sentence or of an identifier, in small letters, without fillers and endings of plural or tense."""
    split = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", text)
    return {re.sub(r"(ing|ed|es|s)$", "", word.lower()) for word in split} - FILLERS


def says_nothing(name: str, docstring: str) -> bool:
    """Whether the first line tells no more than the name does."""
    first = docstring.strip().splitlines()[0]
    return words(first) <= words(name)


def hollow(text: str) -> list[str]:
    """Public functions and classes of a file whose docstring is missing or only repeats the name."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            docstring = ast.get_docstring(node)
            if docstring is not None and says_nothing(node.name, docstring):
                found.append(node.name)
    return found


@pytest.mark.parametrize(
    "text",
    [
        'def load_mapping():\n    """Load the mapping."""',
        'class WorkingClock:\n    """A working clock."""',
        'def cases():\n    """Returns cases."""',
    ],
)
def test_a_docstring_that_repeats_the_name_is_caught(text: str) -> None:
    assert hollow(text)


@pytest.mark.parametrize(
    "text",
    [
        'def load_mapping():\n    """The mapping in a TOML file, or what is wrong with it."""',
        "def _load(): ...",
        "def load(): ...",
    ],
)
def test_a_docstring_that_tells_more_is_fine(text: str) -> None:
    assert hollow(text) == []


def test_our_docstrings_tell_more_than_names() -> None:
    assert {path: found for path in python_files(*ROOTS) if (found := hollow(text_of(path)))} == {}
