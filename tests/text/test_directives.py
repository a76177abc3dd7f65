"""Every question and every repair has its words, and they find every value they need."""

import pytest

from buckstop.intake.directives.model import Asked, Draft, DueKind, Place, Question, Repair, RepairKind, YearFrom
from buckstop.text.directives import DUE_KINDS, QUESTIONS, REPAIRS, YEARS, question_sentence, repair_words, year_words

PLACE = Place(0, 0, 1)


def test_every_question_repair_milestone_and_source_of_a_year_has_words() -> None:
    told = [set(words) for words in (QUESTIONS, REPAIRS, DUE_KINDS, YEARS)]
    assert told == [set(Asked), set(RepairKind), set(DueKind), set(YearFrom)]


def test_a_year_says_what_tells_it() -> None:
    known = Draft("", "Plan of 2026", "", None, None, 2026, (), (), (), (), YearFrom.TITLE)
    assert year_words(known, str) == "2026, told by its title alone"
    assert year_words(Draft("", "Plan", "", None, None, None, (), (), ()), str) == ""


@pytest.mark.parametrize("asked", Asked)
def test_a_question_is_a_sentence_with_and_without_words(asked: Asked) -> None:
    for question in (Question(asked, PLACE, "9月前"), Question(asked, None)):
        said = question_sentence(question, str)
        assert said.endswith(".")
        assert "%(" not in said
        assert '""' not in said or asked not in {Asked.COLLECTIVE_ONLY, Asked.NO_DUE}


def test_a_limit_without_a_day_is_told_apart_from_no_limit() -> None:
    assert "9月前" in question_sentence(Question(Asked.NO_DUE, PLACE, "9月前"), str)
    assert question_sentence(Question(Asked.NO_DUE, None), str) == "No deadline is named. Set one."


def test_a_repair_that_may_be_wrong_says_so() -> None:
    sure = Repair(RepairKind.MOJIBAKE, 0, "a", "b")
    assert repair_words(sure, str) == "wrong encoding put right"
    assert repair_words(Repair(RepairKind.MOJIBAKE, 0, "a", "b", certain=False), str).endswith("(not certain)")
