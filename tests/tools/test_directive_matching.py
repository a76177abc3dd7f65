"""The matcher is strict where it must be: a wrong lead counts twice, a guess is found, an invented task is charged."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from buckstop.domain.ids import UnitId
from buckstop.intake.directives.model import (
    Asked,
    Draft,
    Due,
    DueKind,
    Item,
    Place,
    Quantity,
    Question,
    UnitMention,
)
from tools.directive_gold import NOT_JUDGED, Gold, GoldItem, GoldUnit, Json, all_gold, gold_of
from tools.directive_matching import Tally, aligned, count_draft, plain, plain_unit

HERE = Place(0, 0, 1)
OPEN_TASK: Json = {
    "task": "扫雪",
    "lead": None,
    "responsible": [],
    "supports": [],
    "dues": [],
    "quantities": [],
    "output": "",
    "ask": {},
}


def gold_with(*items: Json, asks: tuple[str, ...] = ()) -> Gold:
    whole = {"id": "g", "year": None, "register": True, "items": [{**OPEN_TASK, **item} for item in items]}
    return gold_of({**whole, "document_asks": dict.fromkeys(asks)}, "text", "")


def unit(words: str, **more: Any) -> UnitMention:
    return replace(UnitMention(words, HERE), **more)


def task(words: str = "扫雪", **more: Any) -> Item:
    return replace(Item("1", "", words, HERE), **more)


def tally_of(gold: Gold, *items: Item, asked: tuple[Asked, ...] = ()) -> Tally:
    tally = Tally()
    questions = tuple(Question(one, None) for one in asked)
    count_draft(tally, gold, Draft("", "", "", None, None, None, (), (), items, questions))
    return tally


def counts(tally: Tally, name: str) -> tuple[int, int, int]:
    return tally.right[name], tally.invented[name], tally.missed[name]


def units_as_said(golds: Sequence[GoldUnit]) -> tuple[UnitMention, ...]:
    ids = (None if gold.unit is None or gold.unit == NOT_JUDGED else UnitId(gold.unit) for gold in golds)
    return tuple(
        unit(gold.words[0], collective=gold.collective, unit=one) for gold, one in zip(golds, ids, strict=True)
    )


def item_as_said(gold: GoldItem) -> Item:
    """What a reader without a fault reads."""
    dues = (
        Due("", HERE, DueKind((*one.kinds, "finish")[0]), one.dates[0], one.continuous, one.month) for one in gold.dues
    )
    codes = (*gold.ask, *sorted(gold.ask_one_of)[:1])
    return task(
        gold.task[0],
        lead=next(iter(units_as_said((gold.lead,))), None) if gold.lead else None,
        responsible=units_as_said((*gold.responsible, *gold.either)),
        supports=units_as_said(gold.supports),
        dues=tuple(dues),
        quantities=tuple(Quantity(one.amount, one.measures[0], HERE, one.bounds[0]) for one in gold.quantities),
        output=gold.output[0] if gold.output else "",
        questions=tuple(Question(Asked(code), None, blocking=gold.ask.get(code) is True) for code in codes),
    )


@pytest.mark.parametrize("gold", [pytest.param(gold, id=gold.name) for gold in all_gold()])
def test_a_draft_that_says_what_the_gold_says_has_neither_misses_nor_guesses(gold: Gold) -> None:
    asked = tuple(Asked(code) for code in sorted(gold.document_asks))
    tally = tally_of(gold, *map(item_as_said, gold.items), asked=asked)
    assert tally.misses == []
    assert tally.guesses == 0
    assert tally.right["item"] == len(gold.items)


LED: Json = {"lead": {"words": "县水务局", "unit": "wat"}}
DUE: Json = {"dues": [{"date": "2026-09-30", "kind": "finish"}]}


def test_the_right_lead_is_right_and_nothing_else_is_counted() -> None:
    tally = tally_of(gold_with(LED), task(lead=unit(" 县水务局 ", unit=UnitId("wat"))))
    assert counts(tally, "lead") == counts(tally, "unit id") == counts(tally, "item") == (1, 0, 0)
    assert tally.misses == []


def test_a_wrong_lead_is_an_invention_and_an_omission_and_no_guess() -> None:
    tally = tally_of(gold_with(LED), task(lead=unit("县财政局")))
    assert counts(tally, "lead") == (0, 1, 1)
    assert tally.guesses == 0


def test_a_lead_where_the_gold_has_none_is_a_guess() -> None:
    gold = gold_with({"responsible": [{"words": "县水务局"}, {"words": "县财政局"}]})
    tally = tally_of(gold, task(lead=unit("县水务局"), supports=(unit("县财政局"),)))
    assert [miss.got for miss in tally.guessed_leads] == ["县水务局"]
    assert counts(tally, "responsible") == (0, 0, 2)
    assert counts(tally, "support") == (0, 1, 0)


def test_a_unit_resolved_where_it_must_stay_open_is_a_guess() -> None:
    gold = gold_with({"lead": {"words": "县医院", "unit": None}})
    assert tally_of(gold, task(lead=unit("县医院"))).guesses == 0
    tally = tally_of(gold, task(lead=unit("县医院", unit=UnitId("hos"))))
    assert counts(tally, "unit id") == (0, 1, 0)
    assert tally.guesses == 1


def test_a_wrong_unit_id_and_a_missing_one_are_told_apart() -> None:
    wrong = tally_of(gold_with(LED), task(lead=unit("县水务局", unit=UnitId("fin"))))
    missing = tally_of(gold_with(LED), task(lead=unit("县水务局")))
    assert counts(wrong, "unit id") == (0, 1, 1)
    assert counts(missing, "unit id") == (0, 0, 1)


@pytest.mark.parametrize(
    ("due", "date_counts", "guesses"),
    [
        (Due("", HERE, due_date=date(2026, 9, 30)), (1, 0, 0), 0),
        (Due("", HERE, due_date=date(2027, 9, 30)), (0, 1, 1), 1),
        (Due("", HERE, month=9), (0, 1, 1), 0),
        (Due("", HERE, continuous=True), (0, 1, 1), 0),
    ],
)
def test_a_date_that_the_gold_does_not_have_is_a_guess(
    due: Due, date_counts: tuple[int, int, int], guesses: int
) -> None:
    tally = tally_of(gold_with(DUE), task(dues=(due,)))
    assert counts(tally, "due date") == date_counts
    assert len(tally.guessed_dates) == guesses


def test_a_year_that_was_not_said_is_a_guess_and_its_month_must_be_kept() -> None:
    gold = gold_with({"dues": [{"date": None, "month": 9, "kind": "finish"}]})
    assert counts(tally_of(gold, task(dues=(Due("", HERE, month=9),))), "due date") == (1, 0, 0)
    assert counts(tally_of(gold, task(dues=(Due("", HERE, month=8),))), "due date") == (0, 1, 1)
    assert tally_of(gold, task(dues=(Due("", HERE, due_date=date(2026, 9, 30)),))).guesses == 1


def test_a_doubtful_year_may_be_shown_and_never_rolled_over() -> None:
    gold = gold_with({"dues": [{"date": None, "kind": "finish", "or": ["2026-03-31"]}]})
    shown, rolled = (task(dues=(Due("", HERE, due_date=date(year, 3, 31)),)) for year in (2026, 2027))
    assert tally_of(gold, shown).misses == []
    assert tally_of(gold, rolled).guesses == 1


def test_the_kind_of_a_deadline_is_counted_apart_from_its_date() -> None:
    tally = tally_of(gold_with(DUE), task(dues=(Due("", HERE, DueKind.START, date(2026, 9, 30)),)))
    assert counts(tally, "due date") == (1, 0, 0)
    assert counts(tally, "due kind") == (0, 1, 1)


def test_an_invented_task_is_charged_with_all_its_fields_and_its_guesses() -> None:
    invented = task("铲冰", lead=unit("县财政局"), dues=(Due("", HERE, due_date=date(2026, 1, 1)),))
    tally = tally_of(gold_with(asks=("no_tasks",)), invented)
    assert counts(tally, "item") == counts(tally, "lead") == counts(tally, "due date") == (0, 1, 0)
    assert counts(tally, "question") == (0, 0, 1)
    assert tally.guesses == 2


def test_a_missed_task_is_missed_with_all_its_fields() -> None:
    tally = tally_of(gold_with({**LED, **DUE, "ask": {"open_list": None}}))
    assert [counts(tally, name) for name in ("item", "lead", "due date", "question")] == [(0, 0, 1)] * 4


def test_a_document_without_tasks_must_say_so_and_one_with_tasks_must_not() -> None:
    assert counts(tally_of(gold_with(asks=("no_tasks",)), asked=(Asked.NO_TASKS,)), "question") == (1, 0, 0)
    assert counts(tally_of(gold_with(LED), asked=(Asked.NO_TASKS,)), "question") == (0, 1, 0)


def test_questions_that_were_not_due_are_inventions_and_those_allowed_are_not() -> None:
    gold = gold_with({"ask": {"by_duties": True}, "may_ask": ["several_named"]})
    by_duties, several, no_due = (Question(one, None) for one in (Asked.BY_DUTIES, Asked.SEVERAL_NAMED, Asked.NO_DUE))
    assert tally_of(gold, task(questions=(by_duties, several))).misses == []
    assert counts(tally_of(gold, task(questions=(several, no_due))), "question") == (0, 1, 1)
    quiet = tally_of(gold, task(questions=(replace(by_duties, blocking=False),)))
    assert counts(quiet, "question") == (1, 0, 0)
    assert counts(quiet, "blocking") == (0, 0, 1)


def test_one_of_several_questions_is_enough_and_none_is_not() -> None:
    gold = gold_with({"ask_one_of": ["no_due", "continuous"]})
    assert tally_of(gold, task(questions=(Question(Asked.NO_DUE, None),))).misses == []
    assert counts(tally_of(gold, task()), "question") == (0, 0, 1)


def test_a_unit_that_may_stand_on_either_side_must_stand_on_one() -> None:
    gold = gold_with({"either": [{"words": "各乡镇", "collective": True}]})
    towns = unit("各乡镇", collective=True)
    assert tally_of(gold, task(responsible=(towns,))).misses == []
    assert tally_of(gold, task(supports=(towns,))).misses == []
    assert counts(tally_of(gold, task()), "support") == (0, 0, 1)
    assert counts(tally_of(gold, task(supports=(unit("各乡镇"),))), "collective") == (0, 0, 1)


def test_what_is_optional_may_be_missing_and_is_right_when_there() -> None:
    gold = gold_with({"supports": [{"words": "等部门", "collective": True, "optional": True}]})
    assert tally_of(gold, task()).misses == []
    assert counts(tally_of(gold, task(supports=(unit("等部门", collective=True),))), "support") == (1, 0, 0)


@pytest.mark.parametrize(
    ("amount", "measure", "bound", "right"),
    [
        ("1.5", "万人次", "at_least", True),
        ("15000", "人次", "at_least", True),
        ("15000", "人次", "exactly", False),
        ("1.5", "人次", "at_least", False),
    ],
)
def test_a_quantity_is_its_amount_measure_and_bound(amount: str, measure: str, bound: str, *, right: bool) -> None:
    gold = gold_with({"quantities": [{"amount": "1.5", "measure": "万人次", "bound": "at_least"}]})
    tally = tally_of(gold, task(quantities=(Quantity(Decimal(amount), measure, HERE, bound),)))
    assert counts(tally, "quantity") == ((1, 0, 0) if right else (0, 1, 1))


def test_an_output_must_be_one_of_the_right_words_unless_it_is_not_judged() -> None:
    plan = gold_with({"output": ["方案", "实施方案"]})
    assert counts(tally_of(plan, task(output="方案")), "output") == (1, 0, 0)
    assert counts(tally_of(plan, task(output="报告")), "output") == (0, 1, 1)
    assert counts(tally_of(gold_with({"output": ""}), task(output="报告")), "output") == (0, 1, 0)
    assert tally_of(gold_with({"output": None}), task(output="报告")).misses == []


def test_items_are_matched_in_order_and_one_missed_does_not_shift_the_rest() -> None:
    golds = [GoldItem((words,), None, (), (), (), (), (), None, {}, frozenset(), frozenset()) for words in "abc"]
    reads = [task("xa"), task("c")]
    assert aligned(golds, reads, lambda gold, read: gold.task[0] in read.task) == [(0, 0), (2, 1)]
    assert len(aligned(golds, [task("c"), task("a")], lambda gold, read: gold.task[0] in read.task)) == 1


def test_widths_blanks_and_articles_do_not_count() -> None:
    assert plain("（12 座）") == "(12座)"
    assert plain_unit("the County Water Bureau ") == "County Water Bureau"
    assert plain_unit("县 水务局") != plain_unit("县水务局")
