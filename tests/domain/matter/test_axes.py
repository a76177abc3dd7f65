"""Four axes and three lights, each by what is in the log."""

from datetime import datetime, timedelta

import pytest

from buckstop.domain.deadlines import Span, SpanUnit
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.axes import Axes, Colour, Reason, Schedule, Watch, axes
from buckstop.domain.matter.commands import accountability, asks, work
from buckstop.domain.matter.words import Evidence, Outcome, Phase, VerificationWay
from buckstop.domain.packs import Evidence as PackEvidence
from buckstop.domain.packs import Force, Pack, Rule, Source, Value
from tests.domain.matter.clock_histories import BEGAN_AT, CALENDAR, FIRST, History

NOTHING = Watch()
STRICT = Watch(margin_percent=20, report_every=Span(5, SpanUnit.WORKING_DAY))


def held(days: int | None = 10) -> History:
    """A matter that its holder keeps, opened on a Monday, due after so many days."""
    history = History()
    history.open("a", days=days)
    history.must("a", accountability.ClaimMatter(matter=FIRST))
    return history


def stand(history: History, watch: Watch = NOTHING) -> Axes:
    history.wake()
    return axes(history.matter(), history.logs[FIRST], history.at, watch, CALENDAR)


def reasons(history: History, watch: Watch = NOTHING) -> list[tuple[Colour, Reason]]:
    return [(light.colour, light.reason) for light in stand(history, watch).lights]


def done(history: History) -> str:
    history.must("a", work.ReportDone(matter=FIRST, text="done", seed="s"))
    verification = history.matter().verification
    assert verification is not None
    return verification.verifier


def due_at(history: History) -> datetime:
    deadline = history.matter().deadline
    assert deadline is not None
    return deadline.due_at


def test_a_fresh_matter_is_on_time_and_dark() -> None:
    found = stand(held(), STRICT)
    assert (found.official, found.evidence, found.schedule, found.lights) == (
        Phase.SETTLED,
        Evidence.NONE,
        Schedule.ON_TIME,
        (),
    )


def test_without_a_deadline_there_is_nothing_to_be_measured_against() -> None:
    assert stand(held(days=None), Watch(margin_percent=0)).schedule is None


def test_near_its_deadline_it_is_blue_since_the_reminder() -> None:
    history = held()
    history.at = due_at(history) - timedelta(hours=3)
    found = stand(history)
    (light,) = found.lights
    assert (found.schedule, light.colour, light.reason) == (Schedule.AT_RISK, Colour.BLUE, Reason.DEADLINE_NEAR)
    reminded = history.logs[FIRST][light.version - 1]
    assert (reminded.NAME, reminded.happened_at) == ("matter.deadline_reminded", light.since_at)
    assert light.age == history.at - light.since_at


def test_it_is_blue_at_the_instant_of_the_reminder_even_before_the_clock_woke_it() -> None:
    history = held()
    reminder = history.matter().reminder
    assert reminder is not None
    found = axes(history.matter(), history.logs[FIRST], reminder.due_at, NOTHING, CALENDAR)
    assert [(light.version, light.age) for light in found.lights] == [(1, timedelta())]


def test_a_matter_opened_close_to_its_deadline_is_blue_from_the_beginning() -> None:
    history = held(days=0)
    (light,) = stand(history).lights
    assert (light.reason, light.since_at, light.version) == (Reason.DEADLINE_NEAR, BEGAN_AT, 1)


def test_after_its_deadline_it_is_red_by_the_event_that_set_the_deadline() -> None:
    history = held()
    history.at = due_at(history) + timedelta(hours=30)
    found = stand(history)
    (light,) = found.lights
    assert found.schedule is Schedule.LATE
    assert (light.colour, light.version, light.age) == (Colour.RED, 1, timedelta(hours=30))


def test_an_extension_moves_the_evidence_to_itself() -> None:
    history = held()
    history.must("a", asks.AskExtension(matter=FIRST, wanted_date=history.day(20), reason="frost"))
    ask = history.matter().version
    history.must("r", asks.AnswerExtension(matter=FIRST, ask=ask, granted=True))
    history.at = due_at(history)
    (light,) = stand(history).lights
    assert (light.reason, light.version) == (Reason.DEADLINE_PASSED, ask + 1)


def test_done_in_time_stays_on_time_while_others_look_and_after_it_closed() -> None:
    history = held()
    done(history)
    history.at = due_at(history) + timedelta(days=1)
    assert (stand(history).schedule, stand(history).evidence) == (Schedule.ON_TIME, Evidence.CLAIMED)
    verification = history.matter().verification
    assert verification is not None
    verifier = verification.verifier
    history.must(
        verifier, work.VerifyMatter(matter=FIRST, outcome=Outcome.DONE, why="seen", way=VerificationWay.DOCUMENTS)
    )
    found = stand(history, STRICT)
    assert (found.schedule, found.evidence, found.lights) == (Schedule.ON_TIME, Evidence.VERIFIED, ())


def test_refuted_after_its_deadline_it_is_late() -> None:
    history = held(days=2)
    verifier = done(history)
    history.at = due_at(history)
    history.must(verifier, work.RefuteMatter(matter=FIRST, reason="no", way=VerificationWay.DOCUMENTS))
    found = stand(history)
    assert (found.schedule, found.evidence) == (Schedule.LATE, Evidence.REFUTED)


def test_a_matter_done_late_keeps_the_age_it_had_when_it_was_done() -> None:
    history = held(days=2)
    history.at = due_at(history) + timedelta(hours=5)
    done(history)
    history.wait(hours=9)
    (light,) = stand(history).lights
    assert (light.age, light.burning) == (timedelta(hours=5), False)


def test_a_matter_cancelled_after_a_refuted_claim_is_measured_by_its_end() -> None:
    history = History()
    history.open("a", days=2)
    number = history.matter().version + 1
    history.must("a", accountability.OfferMatter(matter=FIRST, to=UnitId("b")))
    history.must("b", accountability.AcceptOffer(matter=FIRST, offer=number))
    history.must("b", accountability.ClaimMatter(matter=FIRST))
    history.must("b", work.ReportDone(matter=FIRST, text="done", seed="s"))
    verification = history.matter().verification
    assert verification is not None
    history.must(verification.verifier, work.RefuteMatter(matter=FIRST, reason="no", way=VerificationWay.DOCUMENTS))
    history.at = due_at(history)
    history.must("a", work.CancelMatter(matter=FIRST, reason="not needed"))
    assert stand(history).schedule is Schedule.LATE


@pytest.mark.parametrize(("percent", "behind"), [(25, True), (30, False), (85, False), (None, False)])
def test_behind_plan_is_what_lags_by_more_than_the_margin(percent: int | None, behind: bool) -> None:
    history = held()
    began_at, end_at = history.matter().opened_at, due_at(history)
    history.must("a", work.ReportProgress(matter=FIRST, text="dug", percent=percent))
    history.at = began_at + (end_at - began_at) * 0.49
    found = stand(history, Watch(margin_percent=20))
    assert [light.reason for light in found.lights] == ([Reason.BEHIND_PLAN] if behind else [])
    if behind:
        (light,) = found.lights
        assert (light.version, light.since_at) == (3, began_at + (end_at - began_at) * 0.45)
        assert (light.colour, found.schedule) == (Colour.YELLOW, Schedule.AT_RISK)


def test_a_late_report_is_yellow_and_counted_from_the_last_report() -> None:
    history = held(days=60)
    history.wait(days=3)
    history.must("a", work.ReportProgress(matter=FIRST, text="dug"))
    version = history.matter().version
    history.wait(days=8)
    (light,) = stand(history, STRICT).lights
    assert (light.colour, light.reason, light.version) == (Colour.YELLOW, Reason.REPORT_LATE, version)


def test_a_late_report_puts_a_matter_without_deadline_at_risk() -> None:
    history = held(days=None)
    history.wait(days=30)
    assert stand(history, STRICT).schedule is Schedule.AT_RISK


def test_nobody_owes_a_report_while_an_offer_is_open() -> None:
    history = History()
    history.open("a", days=60)
    history.must("a", accountability.OfferMatter(matter=FIRST, to=UnitId("b")))
    watch = Watch(report_every=Span(1, SpanUnit.HOUR))
    history.wait(hours=5)
    assert reasons(history, watch) == []


def test_the_gravest_light_stands_first() -> None:
    history = held()
    history.must("a", work.ReportProgress(matter=FIRST, text="dug", percent=1))
    history.at = due_at(history) + timedelta(hours=1)
    assert reasons(history, STRICT) == [
        (Colour.RED, Reason.DEADLINE_PASSED),
        (Colour.YELLOW, Reason.BEHIND_PLAN),
        (Colour.YELLOW, Reason.REPORT_LATE),
    ]


def rule(rule_id: str, value: Value) -> Rule:
    source = Source("own", "ours", "ours")
    return Rule(rule_id, Force.DEFAULT, value, "", source, PackEvidence.PROPOSAL, BEGAN_AT.date(), "", "", "")


def test_a_watch_looks_at_what_its_pack_has_a_rule_for() -> None:
    every = Span(5, SpanUnit.WORKING_DAY)
    both = {
        "schedule.behind_plan_margin": rule("schedule.behind_plan_margin", 20),
        "schedule.report_every": rule("schedule.report_every", every),
    }
    assert Watch.of(Pack("county", both)) == Watch(20, every)
    assert Watch.of(Pack("county", {})) == NOTHING
