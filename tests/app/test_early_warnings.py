"""What points to it that a matter will be late, and what does not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from buckstop.app.early_warnings import EarlyWarning, Sign, early_warnings
from buckstop.app.lists import lights_of, list_page
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.axes import Reason
from buckstop.domain.matter.commands.accountability import ClaimMatter
from buckstop.domain.matter.commands.asks import AskUpward
from buckstop.domain.matter.commands.work import ReportDone, ReportProgress
from buckstop.domain.matter.words import Terms
from buckstop.ledger.lookup import Where
from buckstop.text.early_warnings import early_warning_sentence
from buckstop.text.readers import Reader
from tests.app.staged import DAY, WATER, Stage, stage

M = MatterId("m")


@pytest.fixture
def lake() -> Stage:
    return stage()


def _held(lake: Stage, due: date | None, minimum_days: int | None = None) -> None:
    lake.open(M, WATER, terms=Terms(goal="x", minimum_days=minimum_days), deadline_date=due)
    lake.do(WATER, ClaimMatter(matter=M))


def warned(lake: Stage) -> tuple[EarlyWarning, ...]:
    rows = list_page(lake.ledger, Where()).rows
    return early_warnings(lake.ledger, rows, lights_of(lake.ledger, rows)).get(M, ())


def told(lake: Stage) -> list[str]:
    ledger = lake.ledger
    read = Reader(str, "en", ledger.organisation(), ledger.calendar, ledger.pack)
    return [early_warning_sentence(one, read) for one in warned(lake)]


def test_work_behind_its_plan_is_a_sign(lake: Stage) -> None:
    _held(lake, date(2026, 3, 31))
    lake.do(WATER, ReportProgress(matter=M, text="begun", percent=5))
    lake.at(datetime(2026, 3, 27, 1, tzinfo=UTC))
    signs = warned(lake)
    assert Reason.BEHIND_PLAN in {one.light.reason for one in signs if one.light}
    assert {one.sign for one in signs} == {Sign.LIGHT}
    assert any("lags too far behind" in sentence for sentence in told(lake))


def test_an_answer_that_may_come_after_the_deadline_is_a_sign(lake: Stage) -> None:
    _held(lake, date(2026, 3, 4))
    lake.do(WATER, AskUpward(matter=M, kind=UpwardKind.MONEY, text="pipes"))
    (sign,) = (one for one in warned(lake) if one.sign is Sign.ANSWER_MISSING)
    assert sign.ask is not None
    assert sign.ask.answerer == "county"
    assert any("县水务局 waits for an answer of 清水县" in sentence for sentence in told(lake))


def test_an_answer_that_comes_in_good_time_is_none(lake: Stage) -> None:
    _held(lake, date(2026, 9, 30))
    lake.do(WATER, AskUpward(matter=M, kind=UpwardKind.MONEY, text="pipes"))
    assert warned(lake) == ()


def test_fewer_days_than_the_work_needs_are_a_sign_counted_from_when_it_was_settled(lake: Stage) -> None:
    _held(lake, date(2026, 3, 9), minimum_days=5)
    assert warned(lake) == ()
    lake.later(3 * DAY)
    assert warned(lake) == ()  # time that passes in the holder's hands is no squeeze
    late = stage()
    _held(late, date(2026, 3, 6), minimum_days=5)
    assert [(one.needed, one.given) for one in warned(late)] == [(5, 4)]
    assert told(late) == ["The work needs 5 working days at least; its holder was given 4."]


def test_what_is_late_or_done_or_has_no_deadline_is_not_warned_of(lake: Stage) -> None:
    _held(lake, date(2026, 3, 6), minimum_days=5)
    lake.later(timedelta(days=7))
    assert warned(lake) == ()
    done = stage()
    _held(done, date(2026, 3, 6), minimum_days=5)
    done.do(WATER, ReportDone(matter=M, text="done"))
    assert warned(done) == ()
    endless = stage()
    _held(endless, None, minimum_days=5)
    assert warned(endless) == ()
