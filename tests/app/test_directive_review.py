"""A review as values: what is preselected, what is open, what can be done to tasks, and how it is kept."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from buckstop.app.directive_answers import DISCARDED, Answers, fingerprint, read_back, written
from buckstop.app.directive_review import (
    LONGEST_TITLE,
    Review,
    Task,
    Way,
    deadline_of,
    dropped,
    first_review,
    merged,
    new_key,
    open_questions,
    remarks_of,
    split,
    target_of,
    title_of,
    with_task,
    with_unit_everywhere,
)
from buckstop.domain.ids import DutyItemId, UnitId
from buckstop.domain.matter.words import Visibility
from buckstop.intake.directives.model import (
    Asked,
    Block,
    BlockKind,
    Draft,
    Due,
    DueKind,
    Item,
    Place,
    Quantity,
    Question,
    UnitMention,
)

HERE = Place(0, 0, 4)
WATER, ROADS, TOWN = UnitId("water"), UnitId("roads"), UnitId("town")
JUNE, DECEMBER = date(2026, 6, 30), date(2026, 12, 31)


def due(day: date | None, kind: DueKind = DueKind.FINISH) -> Due:
    return Due("by then", HERE, kind, day)


def item(task: str = "Mend the weir", **more: object) -> Item:
    return Item(number="1", section="", task=task, place=HERE, **more)  # type: ignore[arg-type] # named as the fields are


def draft(*items: Item) -> Draft:
    block = Block(BlockKind.PARAGRAPH, "1", "text", "text", "0" * 64)
    return Draft("plan.txt", "Plan", "3", None, None, 2026, (block,), (), items)


def review(*items: Item) -> Review:
    return first_review(draft(*items), lambda _item: ("a phase",))


def test_what_the_document_says_is_preselected_and_nothing_else() -> None:
    named = UnitMention("Roads", HERE, unit=ROADS)
    group = UnitMention("all townships", HERE, collective=True)
    lead = UnitMention("Water", HERE, unit=WATER)
    found = review(item(lead=lead, supports=(named, group), dues=(due(JUNE),))).tasks[0]
    assert (found.lead, found.supports, found.named, found.due_date) == (WATER, (ROADS,), ("all townships",), JUNE)
    assert (found.criteria, found.steps, found.priority, found.visibility) == ((), (), 0, None)


@pytest.mark.parametrize(
    "lead",
    [None, UnitMention("?", HERE, candidates=(WATER,)), UnitMention("all", HERE, collective=True, unit=WATER)],
)
def test_a_lead_that_is_not_sure_is_not_preselected(lead: UnitMention | None) -> None:
    assert review(item(lead=lead)).tasks[0].lead is None


@pytest.mark.parametrize(
    ("dues", "expected"),
    [
        ((), None),
        ((due(JUNE),), JUNE),
        ((due(JUNE), due(DECEMBER)), DECEMBER),
        ((due(JUNE, DueKind.START), due(DECEMBER)), DECEMBER),
        ((due(JUNE, DueKind.START),), None),
        ((due(JUNE), due(None)), None),
        ((due(None, DueKind.START), due(JUNE)), JUNE),
    ],
)
def test_the_deadline_is_the_last_day_named_where_all_are_known(dues: tuple[Due, ...], expected: date | None) -> None:
    assert deadline_of(dues) == expected


@pytest.mark.parametrize(
    ("quantities", "expected"),
    [
        ((), None),
        ((("18", "exactly"),), 18),
        ((("18.0", "at_least"),), 18),
        ((("3.5", "exactly"),), None),
        ((("18", "about"),), None),
        ((("18", "at_most"),), None),
        ((("18", "exactly"), ("2", "exactly")), None),
    ],
)
def test_a_target_is_the_one_whole_number_to_be_reached(
    quantities: tuple[tuple[str, str], ...], expected: int | None
) -> None:
    named = tuple(Quantity(Decimal(amount), "km", HERE, bound) for amount, bound in quantities)
    found = target_of(item(quantities=named))
    assert (int(found.amount) if found else None) == expected


def test_phases_become_steps_only_where_there_are_several() -> None:
    assert review(item(dues=(due(JUNE),))).tasks[0].steps == ()
    assert review(item(dues=(due(JUNE), due(DECEMBER)))).tasks[0].steps == ("a phase",)


def test_a_long_task_is_cut_behind_a_clause_and_whole_in_its_goal() -> None:
    words = "Mend the weir at the upper gate, raise both banks by half a metre, and plant willows along the towpath"
    title = title_of(words)
    assert title == "Mend the weir at the upper gate, raise both banks by half a metre\u2026"
    assert len(title_of("w" * 300)) == LONGEST_TITLE
    assert review(item(words)).tasks[0].goal == words


def test_a_question_about_the_lead_is_open_until_there_is_one() -> None:
    several = Question(Asked.SEVERAL_NAMED, HERE, "Water")
    asked = draft(item(dues=(due(JUNE),), questions=(several,)))
    begun = first_review(asked, lambda _item: ())
    assert [one.question for one in open_questions(begun, asked)] == [several]
    answered = with_task(begun, replace(begun.tasks[0], lead=WATER))
    assert open_questions(answered, asked) == ()


def test_what_the_document_does_not_ask_is_asked_all_the_same() -> None:
    added = Review("Plan", "", tasks=(Task("a1", None, "More", "More"),))
    asked = [one.question.asked for one in open_questions(added, None)]
    assert asked == [Asked.NOBODY_NAMED, Asked.NO_DUE]


def test_broken_text_is_open_until_somebody_says_that_it_was_compared() -> None:
    broken = Question(Asked.BROKEN_TEXT, HERE, "M?nd")
    asked = draft(item(lead=UnitMention("Water", HERE, unit=WATER), dues=(due(JUNE),), questions=(broken,)))
    begun = first_review(asked, lambda _item: ())
    assert [one.question for one in open_questions(begun, asked)] == [broken]
    settled = replace(begun.tasks[0], settled=frozenset({Asked.BROKEN_TEXT}))
    assert open_questions(with_task(begun, settled), asked) == ()


def test_what_stops_nothing_is_a_remark_until_it_is_settled() -> None:
    renamed = Question(Asked.RENAMED_UNIT, HERE, "Old water", blocking=False)
    said = item(questions=(renamed,))
    task = review(said).tasks[0]
    assert remarks_of(task, said) == (renamed,)
    assert remarks_of(replace(task, settled=frozenset({Asked.RENAMED_UNIT})), said) == ()


def test_where_every_task_is_left_out_there_is_nothing_to_open() -> None:
    begun = review(item())
    found = open_questions(dropped(begun, "1", "not ours"), None)
    assert [(one.task, one.question.asked) for one in found] == [("", Asked.NO_TASKS)]


def test_parts_of_a_split_stand_in_the_place_of_their_task_under_new_keys() -> None:
    begun = review(item("One"), item("Two"))
    parts = split(begun, "1", (WATER, ROADS))
    assert [(one.key, one.lead) for one in parts.tasks] == [("1.1", WATER), ("1.2", ROADS), ("2", None)]
    again = split(parts, "1.1", (None, None))
    assert [one.key for one in again.tasks] == ["1.1.1", "1.1.2", "1.2", "2"]


def test_a_part_does_not_support_itself() -> None:
    begun = review(item())
    helped = with_task(begun, replace(begun.tasks[0], supports=(WATER, ROADS)))
    assert [one.supports for one in split(helped, "1", (WATER, TOWN)).tasks] == [(ROADS,), (WATER, ROADS)]


def test_a_merged_task_brings_goal_steps_and_units_along() -> None:
    begun = review(item("One"), item("Two"))
    begun = with_task(begun, replace(begun.tasks[0], lead=ROADS, criteria=("a",)))
    begun = with_task(begun, replace(begun.tasks[1], lead=WATER, criteria=("b",)))
    found = merged(begun, "1", "2", "said twice")
    assert found.tasks[0].dropped == "said twice"
    assert (found.tasks[1].goal, found.tasks[1].supports, found.tasks[1].criteria) == ("Two\nOne", (ROADS,), ("b", "a"))
    assert merged(begun, "1", "1", "itself") == begun


def test_a_name_is_resolved_wherever_it_stands_but_no_choice_is_overruled() -> None:
    unknown = UnitMention("River office", HERE)
    asked = draft(item("One", lead=unknown), item("Two", lead=unknown), item("Three", supports=(unknown,)))
    begun = first_review(asked, lambda _item: ())
    begun = with_task(begun, replace(begun.tasks[1], lead=ROADS))
    found = with_unit_everywhere(begun, asked, "River office", WATER)
    assert [one.lead for one in found.tasks] == [WATER, ROADS, None]
    assert (found.tasks[2].supports, found.tasks[2].named) == ((WATER,), ())


def test_added_tasks_get_keys_of_their_own() -> None:
    begun = review(item())
    first = with_task(begun, Task(new_key(begun), None, "More", "More"))
    second = with_task(first, Task(new_key(first), None, "Even more", "Even more"))
    assert [one.key for one in second.tasks] == ["1", "a1", "a2"]


def test_an_approval_for_all_yields_to_an_item_and_to_one_of_its_own() -> None:
    whole = Review("Plan", "", approval="county-1")
    plain = Task("1", None, "One", "One")
    assert whole.approval_of(plain) == "county-1"
    assert whole.approval_of(replace(plain, approval="county-2")) == "county-2"
    assert whole.approval_of(replace(plain, duty_item=DutyItemId("ditches"))) == ""


def answers() -> Answers:
    task = Task(
        key="1",
        item=0,
        title="堰坝",
        goal="The weir holds",
        lead=WATER,
        supports=(ROADS,),
        named=("各乡镇",),
        due_date=JUNE,
        criteria=("it holds",),
        steps=("mend",),
        quantity=2,
        measure="km",
        priority=1,
        visibility=Visibility.RESTRICTED,
        duty_item=DutyItemId("weirs"),
        approval="county-1",
        dropped="later",
        settled=frozenset({Asked.RENAMED_UNIT, Asked.BROKEN_TEXT}),
    )
    whole = Review("Plan", "3", "All holds", DECEMBER, Visibility.PUBLIC, "county-2", Way.MATTERS, (task,))
    return Answers("20260302token", "read", whole, changed_by="Somebody", before=(review(item()),))


def test_answers_come_back_as_they_were_written() -> None:
    assert read_back(written(answers())) == answers()


def test_a_discarded_draft_is_known_by_how_its_answers_begin() -> None:
    assert written(replace(answers(), discarded=True)).startswith(DISCARDED)
    assert not written(answers()).startswith(DISCARDED)


def test_changes_are_taken_back_one_by_one_and_only_the_latest_are_kept() -> None:
    begun = Answers("t", "r", review(item()))
    now = begun
    for number in range(15):
        now = now.changed(replace(now.review, title=str(number)))
    assert len(now.before) == 10
    assert now.undone().review.title == "13"
    assert begun.undone() == begun


def test_a_reading_is_known_by_its_tasks() -> None:
    assert fingerprint(draft(item("One"))) == fingerprint(draft(item("One")))
    assert fingerprint(draft(item("One"))) != fingerprint(draft(item("Two")))
