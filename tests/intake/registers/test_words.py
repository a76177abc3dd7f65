"""The words of the workbook: both languages, no word with two meanings, every value of the domain among them."""

import pytest

from buckstop.domain.duties import DutyKind
from buckstop.domain.posts import Role
from buckstop.domain.units import UnitKind
from buckstop.intake.registers.model import Ending, Settings
from buckstop.intake.registers.words import fold, words

GROUPS = [
    ("sheets", words().sheets),
    *((f"columns of {sheet}", tuple(one.word for one in columns)) for sheet, columns in words().columns.items()),
    *words().values.items(),
]


@pytest.mark.parametrize(("name", "group"), GROUPS, ids=[name for name, _group in GROUPS])
def test_no_spelling_means_two_things(name: str, group: tuple[object, ...]) -> None:
    taken: dict[str, str] = {}
    for word in words().sheets if name == "sheets" else group:
        for spelling in word.spellings:  # type: ignore[attr-defined] # every group is of words
            assert taken.setdefault(spelling, word.key) == word.key, spelling  # type: ignore[attr-defined] # as above


def test_every_column_says_in_both_languages_what_it_is() -> None:
    for columns in words().columns.values():
        for column in columns:
            assert all((column.word.en, column.word.zh, column.word.note("en"), column.word.note("zh_Hans")))
            assert column.values in {"", *words().values}


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        ("kind", {str(one) for one in UnitKind}),
        ("role", {str(one) for one in Role}),
        ("duty", {str(one) for one in DutyKind}),
        ("ending", {str(one) for one in Ending}),
        ("setting", set(Settings.__slots__)),
        ("yes", {"yes", "no"}),
    ],
)
def test_every_value_of_the_domain_has_its_words_and_no_other(kind: str, known: set[str]) -> None:
    assert {word.key for word in words().values[kind]} == known


@pytest.mark.parametrize(
    ("written", "meant"),
    [("负责人", "leader"), ("LEADER", "leader"), (" 负责 人 ", "leader"), ("head", "leader"), ("", None)],
)
def test_words_are_taken_whatever_their_blanks_and_case(written: str, meant: str | None) -> None:
    assert words().value("role", written) == meant


def test_a_mistaken_word_is_answered_in_its_own_script() -> None:
    assert words().near("role", "leeder")[0] == "leader"
    assert words().near("role", "负责任")[0] == "负责人"
    assert len(words().near("role", "xyzzy")) == len(Role)


def test_signs_that_join_words_do_not_count() -> None:
    assert fold("Taken back（by）") == fold("taken_back by")
