"""Hours a ledger books as nobody's are said to be charged to nobody, never to be held by nobody."""

from dataclasses import replace
from pathlib import Path

from buckstop.lens.examples import mapping_of, rows_of, store_rows
from buckstop.lens.mapping import HolderWords
from buckstop.lens.pattern import Cases, Example
from buckstop.lens.report.render import render
from tests.lens.report.reports import opened

LATE = Example(
    claim="a plan that could not be met",
    cases=(
        Cases(30, "Roads:queued+0 Roads:working+5 Water:working+20 Plan:working+60 Water:done+90"),
        Cases(30, "Water:queued+0 Water:working+5 Water:done+20"),
    ),
)


def page(folder: Path, words: HolderWords) -> str:
    store = store_rows(rows_of(LATE), replace(mapping_of(LATE), holders=words), folder)
    with opened(store, tie_orders=0) as screened:
        return render(screened.report(), translate=str, language="en")


def test_hours_of_a_plan_are_charged_to_nobody_and_no_gap(tmp_path: Path) -> None:
    text = page(tmp_path, HolderWords(uncharged=("Plan",)))
    assert "charged to nobody" in text
    assert "Plan (charged to nobody)" in text
    assert "held by nobody" not in text
    assert "who left requests upwards unanswered" in text
    assert "while the log names nobody" not in text


def test_hours_without_a_name_are_still_held_by_nobody(tmp_path: Path) -> None:
    text = page(tmp_path, HolderWords(placeholders=("Plan",)))
    assert "held by nobody" in text
    assert "charged to nobody" not in text
    assert "while the log names nobody" in text
