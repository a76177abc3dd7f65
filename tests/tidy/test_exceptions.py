"""Whoever switches a check off says why, on the same line."""

import re

import pytest

from tests.tidy.tree import python_files, text_of

_MARK = re.compile(
    r"#\s*(?P<kind>noqa|type: ignore|pragma: no cover)(?P<codes>: ?[A-Z]+\d+(, ?[A-Z]+\d+)*|\[[\w, -]+\])?(?P<rest>.*)$"
)
ROOTS = ("src/", "tests/", "tools/", "benchmarks/", "proofs/")


def unexplained(text: str) -> list[str]:
    """Lines that switch a check off without naming it, or without a reason after it."""
    wrong = []
    for line in text.splitlines():
        found = _MARK.search(line)
        if found and not (
            (found["codes"] or found["kind"] == "pragma: no cover") and re.search(r"\w{2,}.*\w", found["rest"])
        ):
            wrong.append(line.strip())
    return wrong


def exceptions_without_reason(text: str) -> list[str]:
    """Lines of ruff's list of exceptions that give no reason."""
    listed = text.split("\nignore = [", 1)[1].split("\n]", 1)[0]
    return [line.strip() for line in listed.splitlines() if line.strip() and not re.search(r"# \w+", line)]


NOQA = "# " + "noqa"
IGNORE = "# " + "type: ignore"


@pytest.mark.parametrize("line", [f"x  {NOQA}", f"x  {NOQA}: E501", f"x  {IGNORE}", f"x  {IGNORE}[arg-type]"])
def test_an_exception_without_a_reason_is_caught(line: str) -> None:
    assert unexplained(line) == [line]


@pytest.mark.parametrize(
    "line", ["x = 1", f"x  {NOQA}: S301 - our own file, just written", f"x  {IGNORE}[arg-type]  # stubs lag behind"]
)
def test_an_exception_with_a_reason_passes(line: str) -> None:
    assert unexplained(line) == []


def test_a_rule_dropped_without_a_reason_is_caught() -> None:
    assert exceptions_without_reason('\nignore = [\n  "A001",  # because\n  "B002",\n]') == ['"B002",']


def test_our_exceptions_say_why() -> None:
    here = "tests/tidy/test_exceptions.py"
    files = [path for path in python_files(*ROOTS) if path != here]
    assert {path: wrong for path in files if (wrong := unexplained(text_of(path)))} == {}


def test_our_dropped_rules_say_why() -> None:
    assert exceptions_without_reason(text_of("pyproject.toml")) == []
