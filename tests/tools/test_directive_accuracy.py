"""The importer meets its bars on the gold answers, and the bars can be missed."""

import json
from pathlib import Path

import pytest

from tools.directive_accuracy import Share, as_kept, later_part, main, measured, page, short_of_bars, told
from tools.directive_gold import all_gold, first_reading, later_gold, later_sets
from tools.directive_matching import FIELDS, MATCHING, Miss, Tally


def test_the_importer_meets_its_bars_on_every_gold_answer() -> None:
    tally = measured(all_gold())
    assert short_of_bars(tally) == [], "\n".join(["every miss:", *map(told, tally.misses)])
    assert all(tally.right[name] for name in FIELDS)


def test_a_share_has_wilsons_interval() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263 and 15 of 148.
    assert str(Share(81, 263)) == "0.308 (81/263) [0.26, 0.37]"
    assert str(Share(15, 148)) == "0.101 (15/148) [0.06, 0.16]"
    assert str(Share(0, 0)) == "no case"


def test_one_in_fifty_invented_is_at_the_bar_and_one_in_forty_nine_is_below() -> None:
    tally = Tally()
    tally.right["lead"], tally.invented["lead"] = 49, 1
    assert short_of_bars(tally) == []
    tally.right["lead"] = 48
    assert [line.split(":")[0] for line in short_of_bars(tally)] == ["precision of lead"]


def test_too_much_missed_falls_short_of_recall() -> None:
    tally = Tally()
    tally.right["due date"], tally.missed["due date"] = 18, 1
    assert [line.split(":")[0] for line in short_of_bars(tally)] == ["recall of due date"]


def test_a_single_guess_falls_short_however_right_the_rest_is() -> None:
    tally = Tally()
    tally.right["lead"] = 10_000
    tally.guessed_leads.append(Miss("a.docx", "扫雪", "lead", "", "县财政局"))
    assert short_of_bars(tally) == ["guessed: a.docx: 扫雪 · lead · wanted nothing · got 县财政局"]


def test_the_page_shows_figures_rules_of_matching_and_every_miss() -> None:
    tally = Tally()
    tally.right["lead"], tally.missed["lead"] = 1, 1
    tally.misses.append(Miss("a.docx", "扫雪", "lead", "县水务局", ""))
    shown = page(tally, all_gold(), first=None)
    assert MATCHING in shown
    assert "| lead | 1 | 0 | 1 | 1.000 (1/1)" in shown
    assert "- a.docx: 扫雪 · lead · wanted 县水务局 · got nothing" in shown
    assert "Not met:" in shown
    assert "first reading" not in shown


def test_the_page_shows_the_first_reading_beside_the_present_one() -> None:
    first, now = Tally(), Tally()
    first.right["lead"], first.invented["lead"] = 3, 1
    first.guessed_dates.append(Miss("a.docx", "扫雪", "due date", "", "2027-01-01"))
    now.right["lead"] = 4
    shown = page(now, all_gold(), as_kept(first))
    assert "| lead | 4 | 0 | 0 | 1.000 (4/4)" in shown
    assert "| lead | 3 | 1 | 0 | 0.750 (3/4)" in shown
    assert "Guessed leads or units: 0. Guessed dates: 1." in shown


def test_what_the_second_set_taught_stays_learned_but_for_answers_that_are_doubtful() -> None:
    golds = later_gold("second")
    tally = measured(golds)
    doubtful = {gold.name for gold in golds if gold.doubt}
    assert {miss.file for miss in tally.misses} <= doubtful, "\n".join(map(told, tally.misses))


def test_the_second_set_is_shown_apart_before_and_after_with_its_doubts() -> None:
    before, now = Tally(), Tally()
    before.right["lead"], before.missed["lead"] = 1, 3
    now.right["lead"], now.missed["lead"] = 3, 1
    now.misses.append(Miss("a", "扫雪", "lead", "县水务局", ""))
    golds = later_gold("second")
    part = "\n".join(later_part("second", now, golds, {**as_kept(before), "misses": ["b · lead · missed then"]}))
    assert (
        part.index("| lead | 1 | 0 | 3 |") < part.index("- b · lead · missed then") < part.index("| lead | 3 | 0 | 1 |")
    )
    assert "- a: 扫雪 · lead · wanted 县水务局 · got nothing" in part
    doubts = [gold for gold in golds if gold.doubt]
    assert doubts
    assert all(f"- {gold.name}: {gold.doubt}" in part for gold in doubts)
    assert f"The same figures without these {len(doubts)} texts:" in part
    assert part in page(Tally(), all_gold(), None, part.split("\n"))


def test_a_set_that_nobody_measured_is_not_measured_by_the_way(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = {"id": "a", "year": 2026, "register": False, "text": "1.改路。(责任单位:县交通局)", "items": []}
    (tmp_path / "third.json").write_text(json.dumps({"lines": [line]}), encoding="utf-8")
    assert later_sets(tmp_path) == ("third",)
    monkeypatch.setattr("tools.directive_accuracy.later_sets", lambda: later_sets(tmp_path))
    monkeypatch.setattr("tools.directive_accuracy.later_gold", lambda name: later_gold(name, tmp_path))
    monkeypatch.setattr("tools.directive_accuracy.first_reading", lambda name: first_reading(name, tmp_path))
    main([])
    assert "The third set: not measured yet" in capsys.readouterr().out
    assert not first_reading("third", tmp_path).exists()
    main(["--blind", "third"])
    kept = json.loads(first_reading("third", tmp_path).read_text(encoding="utf-8"))
    assert kept["misses"][0] == "a: 改路 · item · wanted nothing · got 改路"
    main([])
    assert "Third set" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["--blind", "third"])
