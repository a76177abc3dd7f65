"""The glossary is law: its rejected words stand in no identifier, and no module is a drawer for anything."""

import ast
import re
from pathlib import PurePath

import pytest

from tests.tidy.tree import python_files, text_of

DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base", "tools", "core", "stuff"}
ROOTS = ("src/",)
NAMED_BY_OTHERS = {"src/buckstop/db/accounts/sqlite/base.py": "Django looks for a backend in a module of this name"}
# There is no number for a person. A guess at the meaning of a column has one, and so has a screen put to the test.
FREE = {"score": ("src/buckstop/intake/inspecting/", "src/buckstop/simulator/")}


def rejected_words(glossary: str) -> frozenset[str]:
    """The words of the glossary's table "Rejected words", first column."""
    table = glossary.split("## Rejected words", 1)[1]
    return frozenset(re.findall(r"^\| `(\w+)` \|", table, flags=re.MULTILINE))


def words_of(identifier: str) -> set[str]:
    """The words an identifier is made of, in small letters: `TicketOwner` and `ticket_owner` are ticket, owner."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", identifier)}


def identifiers(text: str) -> set[str]:
    """Names that a file gives: functions, classes, arguments, variables, attributes, import aliases."""
    given = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                given.add(name)
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                given.add(name)
            case ast.alias(asname=str(name)):
                given.add(name)
    return given


def rejected_in(path: str, rejected: frozenset[str]) -> frozenset[str]:
    """The rejected words that hold for a file."""
    return frozenset(word for word in rejected if not path.startswith(FREE.get(word, ("never",))))


def misnamed(text: str, rejected: frozenset[str]) -> list[str]:
    """Identifiers of a file that hold a rejected word, singular or plural."""
    plural = rejected | {f"{word}s" for word in rejected}
    return sorted(name for name in identifiers(text) if words_of(name) & plural)


def is_drawer(path: str) -> bool:
    """Whether a module or package is named like a drawer for anything."""
    return path not in NAMED_BY_OTHERS and any(part.removesuffix(".py") in DRAWERS for part in PurePath(path).parts)


@pytest.mark.parametrize(
    "text", ["def close_ticket(): ...", "class Ticket: ...", "def f(owner): ...", "tickets = 1", "x.ticket_no = 1"]
)
def test_a_rejected_word_is_caught_wherever_a_name_is_given(text: str) -> None:
    assert misnamed(text, frozenset({"ticket", "owner"}))


@pytest.mark.parametrize("text", ["holder = 1", "ticketing = 1", "x = log.ticket", "'ticket'", "downer = 1"])
def test_names_and_values_of_others_may_stay(text: str) -> None:
    assert misnamed(text, frozenset({"ticket", "owner"})) == []


def test_a_word_is_free_only_where_it_says_nothing_of_persons() -> None:
    assert rejected_in("src/buckstop/intake/inspecting/columns.py", frozenset({"score", "owner"})) == {"owner"}
    assert rejected_in("src/buckstop/lens/holders.py", frozenset({"score"})) == {"score"}


def test_drawers_are_known_by_their_label() -> None:
    assert is_drawer("src/buckstop/lens/utils.py")
    assert is_drawer("src/buckstop/common/times.py")
    assert not is_drawer("src/buckstop/lens/baseline.py")


def test_the_glossary_names_the_rejected_words() -> None:
    assert {"assignee", "owner", "ticket", "forward", "whistle", "receipt", "punish", "score"} <= rejected_words(
        text_of("docs/glossary.md")
    )


def test_no_identifier_of_ours_holds_a_rejected_word() -> None:
    rejected = rejected_words(text_of("docs/glossary.md"))
    wrong = {
        path: found for path in python_files(*ROOTS) if (found := misnamed(text_of(path), rejected_in(path, rejected)))
    }
    assert wrong == {}


def test_no_module_of_ours_is_a_drawer() -> None:
    assert [path for path in python_files(*ROOTS) if is_drawer(path)] == []
