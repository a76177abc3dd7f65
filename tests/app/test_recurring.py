"""What came again is told by titles and dates alone."""

from datetime import UTC, date, datetime

import pytest

from buckstop.app.recurring import recurring
from buckstop.domain.cycle.schedule import months_later
from tests.app.staged import ROADS, WATER, Stage, stage


@pytest.fixture
def lake() -> Stage:
    return stage()


def _opened(lake: Stage, *titles_on: tuple[str, date], due: date | None = None) -> None:
    for number, (title, day) in enumerate(titles_on):
        lake.at(datetime(day.year, day.month, day.day, 1, tzinfo=UTC))
        lake.open(f"m{number}", WATER, title=title, deadline_date=due if number == len(titles_on) - 1 else None)


def found(lake: Stage) -> list[tuple[str, int, int | None, date | None]]:
    ledger = lake.ledger
    return [
        (one.last.id, one.times, one.months, one.next_date)
        for one in recurring(ledger, ledger.organisation(), (WATER,), None)
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2026年3月安全检查", "2026年4月安全检查"),
        ("第一季度 安全检查", "第二季度 安全检查"),
        ("Inspection, March 2026", "Inspection (april 2026)"),
        ("上半年总结", "下半年总结"),
        ("Count of Q1", "Count of Q2"),
    ],
)
def test_titles_are_the_same_but_for_dates_and_numbers(lake: Stage, first: str, second: str) -> None:
    _opened(lake, (first, date(2026, 3, 2)), (second, date(2026, 4, 1)))
    assert found(lake) == [("m1", 2, 1, None)]


def test_other_titles_other_givers_and_numbers_alone_are_nothing_that_repeats(lake: Stage) -> None:
    _opened(lake, ("Mend the weir", date(2026, 3, 2)), ("Mend the road", date(2026, 3, 3)), ("2026", date(2026, 3, 4)))
    lake.open("m9", WATER, title="2027")
    lake.open("r", ROADS, title="Mend the weir")
    assert found(lake) == []
    assert recurring(lake.ledger, lake.ledger.organisation(), (), None) == ()


@pytest.mark.parametrize(
    ("days", "months"),
    [
        ((date(2026, 3, 2), date(2026, 4, 1), date(2026, 5, 4)), 1),
        ((date(2026, 3, 2), date(2026, 6, 2)), 3),
        ((date(2026, 3, 2), date(2026, 9, 1)), 6),
        ((date(2026, 3, 2), date(2027, 3, 1)), 12),
        ((date(2026, 3, 2), date(2026, 3, 6)), None),
        ((date(2026, 3, 2), date(2026, 4, 21)), None),
    ],
)
def test_the_step_is_told_by_when_they_were_opened(lake: Stage, days: tuple[date, ...], months: int | None) -> None:
    _opened(lake, *(("Count", day) for day in days), due=date(2027, 3, 31))
    assert [one[2] for one in found(lake)] == [months]
    assert [one[3] for one in found(lake)] == [months_later(date(2027, 3, 31), months) if months else None]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_one(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later
