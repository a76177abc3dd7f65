"""Every issue has its sentence, and the sentence finds every value it needs."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from buckstop.intake.inspecting import Reason
from buckstop.intake.mapping_schema import SCHEMA, Shape
from buckstop.lens.issues import Issue, Severity
from buckstop.text.inspection import KEYS, REASONS, reason_sentence
from buckstop.text.issues import SENTENCES, position, sentence, shown_value

SOURCE = Path(__file__).resolve().parents[2] / "src" / "buckstop"
CODE = re.compile(r"[a-z]+\.[a-z_0-9]+")
# Functions that make an issue or a reason; the first text among their arguments is its code.
MAKERS = {"Issue", "_add", "_fault", "Fault", "doubt", "_not_found"}
FILLED_BY_ALL = {"code", "file", "column", "count"}


@cache
def nodes() -> tuple[tuple[Path, ast.AST], ...]:
    """Every node of the source."""
    trees = ((path, ast.parse(path.read_text("utf-8"))) for path in sorted(SOURCE.rglob("*.py")))
    return tuple((path, node) for path, tree in trees for node in ast.walk(tree))


def calls(name: str) -> Iterator[tuple[Path, ast.Call]]:
    """Every call of a function or method of that name in the source."""
    for path, node in nodes():
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == name:
            yield path, node


def first_code(call: ast.Call) -> str | None:
    texts = (arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))
    return next((text for text in texts if CODE.fullmatch(text)), None)


def test_every_code_raised_in_the_source_has_a_sentence() -> None:
    raised = {code for maker in MAKERS for _, call in calls(maker) if (code := first_code(call))}
    assert len(raised) > 60
    assert raised - SENTENCES.keys() == set()


def test_every_code_that_is_listed_in_a_table_has_a_sentence() -> None:
    """Codes raised from tables (code, severity, count) stand in tuples beside a severity."""
    listed = set()
    for _, node in nodes():
        if isinstance(node, ast.Tuple) and any(
            isinstance(e, ast.Attribute) and getattr(e.value, "id", "") == "Severity" for e in node.elts
        ):
            first = node.elts[0]
            if isinstance(first, ast.Constant):
                listed.add(first.value)
    assert listed
    assert listed - SENTENCES.keys() == set()


def test_every_shape_of_a_key_has_a_sentence() -> None:
    assert {shape.value for shape in Shape} <= SENTENCES.keys()


@pytest.mark.parametrize("code", sorted(code for code in SENTENCES if code.startswith("inspect.")))
def test_a_doubt_brings_every_value_its_sentence_needs(code: str) -> None:
    needed = set(re.findall(r"%\((\w+)\)s", SENTENCES[code])) - FILLED_BY_ALL
    makers = [call for _, call in calls("doubt") if first_code(call) in (code, None)]
    named = [call for call in makers if first_code(call) == code]
    found = named or makers  # a code kept in a table is raised by a call that names none
    assert found
    assert all(needed <= {keyword.arg for keyword in call.keywords} for call in found)


def test_every_reason_given_has_a_sentence_and_its_values() -> None:
    given = {}
    for _, call in calls("Reason"):
        code = first_code(call)
        assert code is not None
        fields = call.args[1] if len(call.args) > 1 else ast.Dict(keys=[], values=[])
        assert isinstance(fields, ast.Dict)
        given[code] = {key.value for key in fields.keys if isinstance(key, ast.Constant)}
    assert given.keys() == REASONS.keys()
    for code, names in given.items():
        assert set(re.findall(r"%\((\w+)\)s", REASONS[code])) <= names


def test_every_key_that_can_be_guessed_has_a_title() -> None:
    guessed = {code for _, call in calls("guess") if (code := first_code(call))}
    assert guessed <= KEYS.keys()
    written = {f"{table}.{key}" for table, keys in SCHEMA.items() if table for key in keys}
    assert KEYS.keys() <= written


def test_a_sentence_is_filled_with_its_values() -> None:
    issue = Issue(
        "holder.missing", Severity.WARNING, "log.csv", row=7, column="team", count=12345, fields={"share": 12.5}
    )
    assert sentence(issue, str) == (
        "Events that name nobody in this column are left out of hand-overs (events: 12,345, 12.5 %)."
    )


def test_a_sentence_is_put_into_the_language_of_the_reader() -> None:
    issue = Issue("case.missing", Severity.ERROR, count=3)
    assert sentence(issue, {SENTENCES["case.missing"]: "少了 %(count)s 行"}.__getitem__) == "少了 3 行"


def test_an_issue_of_another_version_still_says_its_code() -> None:
    assert "new.fault" in sentence(Issue("new.fault", Severity.NOTE), str)
    assert "holder.missing" in sentence(Issue("holder.missing", Severity.NOTE), str)  # a value is missing


@pytest.mark.parametrize(
    ("issue", "words"),
    [
        (Issue("x.y", Severity.NOTE), ""),
        (Issue("x.y", Severity.NOTE, "log.csv"), "log.csv"),
        (Issue("x.y", Severity.NOTE, "log.csv", row=12345), "log.csv, row 12345"),
        (Issue("x.y", Severity.NOTE, "a.xlsx", "Sheet1", 3, "team"), "a.xlsx, sheet Sheet1, row 3, column team"),
    ],
)
def test_a_position_names_what_is_known(issue: Issue, words: str) -> None:
    assert position(issue, str) == words


def test_numbers_are_grouped_and_texts_left_alone() -> None:
    assert [shown_value(value) for value in (1234567, 12.50, "2027")] == ["1,234,567", "12.5", "2027"]


def test_a_reason_is_a_sentence() -> None:
    assert reason_sentence(Reason("holder.moves", {"column": "team", "share": 16.3}), str) == (
        "It changes in 16.3 % of the steps inside cases."
    )
