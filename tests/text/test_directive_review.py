"""What a reviewed directive's matters say, in both languages."""

from datetime import date

from buckstop.app.directive_review import Review, Task
from buckstop.domain.ids import UnitId
from buckstop.intake.directives.model import Block, BlockKind, Draft, Due, DueKind, Item, Place
from buckstop.text.catalogue import translator
from buckstop.text.directive_review import document_words, phase_steps, reference, support_steps, whole_goal
from buckstop.text.readers import Reader
from tests.app.staged import ROADS, stage

HERE = Place(0, 0, 4)
AT = stage()


def reader(language: str = "en") -> Reader:
    ledger = AT.ledger
    return Reader(translator(language), language, ledger.organisation(), ledger.calendar, ledger.pack)


def draft(number: str) -> Draft:
    block = Block(BlockKind.CELL, "Sheet1!B4", "text", "text", "0" * 64)
    return Draft("plan.xlsx", "Plan", "", None, None, 2026, (block,), (), (Item(number, "", "Mend", HERE),))


REVIEW = Review("Flood season", "county-3", tasks=(Task("1", 0, "Mend", "Mend"),))


def test_a_reference_names_document_item_place_and_digest() -> None:
    found = reference(REVIEW, REVIEW.tasks[0], draft("4"), "ab" * 32, reader())
    assert found == f"Flood season (county-3), item 4, at Sheet1!B4; SHA-256 of the document: {'ab' * 32}"


def test_a_reference_leaves_out_what_there_is_not() -> None:
    unnumbered = reference(REVIEW, REVIEW.tasks[0], draft(""), "ab", reader())
    assert unnumbered == "Flood season (county-3), at Sheet1!B4; SHA-256 of the document: ab"
    added = reference(REVIEW, Task("a1", None, "More", "More"), draft("4"), "ab", reader())
    assert added == "Flood season (county-3), a task added by the reviewer; SHA-256 of the document: ab"
    for task, known in ((None, draft("4")), (REVIEW.tasks[0], None)):
        assert reference(REVIEW, task, known, "ab", reader()) == "Flood season (county-3); SHA-256 of the document: ab"


def test_a_document_is_cited_by_what_it_has() -> None:
    assert document_words(Review("Flood season", ""), reader()) == "Flood season"
    assert document_words(Review("", "county-3"), reader()) == "county-3"


def test_milestones_become_steps_in_the_order_of_the_document() -> None:
    dues = (Due("May", HERE, DueKind.START, date(2026, 5, 31)), Due("all year", HERE, continuous=True))
    item = Item("1", "", "Mend", HERE, dues=dues)
    assert phase_steps(item, reader()) == ("2026-05-31: start", "all year: finish")


def test_supporters_that_are_no_unit_become_steps_for_the_holder() -> None:
    task = Task("1", 0, "Mend", "Mend", supports=(ROADS, UnitId("water")), named=("all townships",))
    assert support_steps(task, reader()) == ("Find out whom to ask for support: the directive names all townships.",)
    assert "配合" in support_steps(task, reader("zh_Hans"))[0]


def test_a_goal_nobody_gave_says_that_everything_is_done() -> None:
    assert whole_goal(REVIEW, reader()) == "Every task of “Flood season” is done (1)."
    assert whole_goal(Review("", "", goal="It holds"), reader()) == "It holds"
