"""The gold answers hold together: what they name stands in the text, and what is open is asked about.

Whether the importer agrees with them: tests/tools/test_directive_accuracy.py.
"""

import html
import json
import re
import zipfile

import pytest

from buckstop.intake.directives.model import Asked, DueKind
from tests.data.directives.documents.make import DOCUMENTS
from tools.directive_gold import GOLD, NOT_JUDGED, Gold, GoldItem, all_gold, register_entries
from tools.directive_matching import plain

GOLDS = all_gold()
TEXTS = [gold for gold in GOLDS if gold.kind == "text"]
FILES = [gold for gold in GOLDS if gold.kind == "file"]
ITEMS = [pytest.param(item, id=f"{gold.name}: {item.task[0]}") for gold in GOLDS for item in gold.items]
EACH = [pytest.param(gold, id=gold.name) for gold in GOLDS]
BOUNDS = {"exactly", "at_least", "at_most", "about"}
WHY_NO_LEAD = {"nobody_named", "several_named", "by_duties", "collective_only"}
PLACES_OF_TEXT = ("word/document.xml", "xl/sharedStrings.xml")


def text_of_file(gold: Gold) -> str:
    with zipfile.ZipFile(GOLD / "documents" / gold.name) as packed:
        inside = [packed.read(name).decode() for name in packed.namelist() if name in PLACES_OF_TEXT]
    return html.unescape(re.sub(r"<[^>]+>", "", "".join(inside)))


def says(text: str, words: tuple[str, ...]) -> bool:
    return any(plain(one) in text for one in words)


@pytest.mark.parametrize("gold", EACH)
def test_what_the_gold_names_stands_in_the_text_or_in_the_file(gold: Gold) -> None:
    text = plain(gold.text if gold.kind == "text" else text_of_file(gold))
    named = [words for item in gold.items for words in (item.task, *(unit.words for unit in item.units))]
    # A quantity may be written in Chinese numerals; the gold then lets it be missed.
    certain = [one for item in gold.items for one in item.quantities if not one.optional]
    amounts = [(f"{one.amount}{one.measures[0]}",) for one in certain]
    assert [words for words in named if not says(text, words)] == []
    assert [words for words in amounts if not says(text, words)] == []


@pytest.mark.parametrize("gold", EACH)
def test_a_date_has_the_year_of_its_document_or_one_that_stands_in_the_text(gold: Gold) -> None:
    text = gold.text if gold.kind == "text" else text_of_file(gold)
    if gold.name == "plain.xlsx":  # its dates are dates: days counted since 1900
        text += gold.text
    years = {day.year for item in gold.items for due in item.dues for day in due.dates if day}
    assert {year for year in years if year != gold.year and str(year) not in text} == set()


@pytest.mark.parametrize("item", ITEMS)
def test_codes_kinds_and_bounds_exist(item: GoldItem) -> None:
    assert set(item.ask) | item.may_ask | item.ask_one_of <= {asked.value for asked in Asked}
    assert {kind for due in item.dues for kind in due.kinds} <= {kind.value for kind in DueKind}
    assert {bound for one in item.quantities for bound in one.bounds} <= BOUNDS


@pytest.mark.parametrize("item", ITEMS)
def test_what_is_open_is_asked_about(item: GoldItem) -> None:
    assert not (item.lead and item.responsible)
    blocked = {code for code, blocks in item.ask.items() if blocks}
    if item.lead is None:
        assert blocked & WHY_NO_LEAD
    else:
        assert not blocked & WHY_NO_LEAD
    certain = [due for due in item.dues if not due.optional]
    assert ("continuous" in item.ask) == any(due.continuous for due in certain)
    assert ("year_missing" in item.ask) == any(due.dates == (None,) and due.month for due in certain)
    if not certain:
        assert item.ask_one_of | item.may_ask | set(item.ask) & {"no_due"}


@pytest.mark.parametrize("gold", EACH)
def test_ids_are_judged_with_the_register_and_only_then(gold: Gold) -> None:
    active = {entry[0] for entry in register_entries() if entry[4]}
    units = [unit for item in gold.items for unit in item.units]
    if gold.register:
        assert [unit.words for unit in units if unit.unit == NOT_JUDGED and not unit.optional] == []
        assert {unit.unit for unit in units} - {None, NOT_JUDGED} <= active
    else:
        assert [unit.words for unit in units if unit.unit != NOT_JUDGED] == []


def test_nothing_is_asked_of_a_text_but_whether_it_has_tasks() -> None:
    assert {gold.name for gold in GOLDS if gold.document_asks} == {gold.name for gold in GOLDS if not gold.items}
    assert {code for gold in GOLDS for code in gold.document_asks} == {Asked.NO_TASKS.value}


def test_the_register_is_whole() -> None:
    entries = register_entries()
    ids = [entry[0] for entry in entries]
    assert len(set(ids)) == len(ids)
    assert {entry[5] for entry in entries} - {None} <= set(ids)
    assert [entry[0] for entry in entries if entry[4] and entry[5]] == []


def test_there_are_as_many_answers_as_were_promised() -> None:
    shapes = [line["shape"] for line in json.loads((GOLD / "lines.json").read_text(encoding="utf-8"))["lines"]]
    assert len({gold.name for gold in GOLDS}) == len(GOLDS)
    assert sum(not shape.startswith("9d") for shape in shapes) >= 60
    assert sum("English" in shape for shape in shapes) >= 8
    assert sum(gold.register for gold in TEXTS) * 3 >= len(TEXTS)


def test_every_document_has_its_answer_and_its_source_and_is_small() -> None:
    folder = GOLD / "documents"
    assert {gold.name for gold in FILES} == set(DOCUMENTS)
    assert [name for name, (source, _) in DOCUMENTS.items() if not (folder / "sources" / source).is_file()] == []
    assert [name for name in DOCUMENTS if (folder / name).stat().st_size >= 60_000] == []
    assert sum(name.endswith(".docx") for name in DOCUMENTS) == 6
    assert sum(name.endswith(".xlsx") for name in DOCUMENTS) == 4
