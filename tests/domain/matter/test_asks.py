"""The asks around the core: each is answered, or its hour comes and its default holds; then it leaves the state."""

from dataclasses import replace
from datetime import UTC, date, datetime

from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.asks import SupportStage, UpwardKind
from buckstop.domain.matter.commands import accountability, asks, work
from buckstop.domain.matter.events import asks as happened
from buckstop.domain.matter.words import Grant
from buckstop.domain.organisation_commands import NameOutsideArbiter, RetireUnit
from tests.domain.matter.asking import LATER, SOON, extension, summon, support, wait
from tests.domain.matter.stage import Stage, names


def told(stage: Stage, matter: MatterId) -> list[str]:
    """What happened since the matter was claimed."""
    return names(stage.events[matter])[2:]


# --- support ----------------------------------------------------------------------------------------------------------


def test_a_support_is_agreed_delivered_rejected_delivered_again_and_confirmed() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    ask = support(stage, matter)
    stage.do("b1", asks.AgreeSupport(matter=matter, ask=ask))
    assert stage.matters[matter].next_due_at() == datetime(2026, 3, 7, tzinfo=UTC)
    stage.do("b1", asks.DeliverSupport(matter=matter, ask=ask, text="Here."))
    stage.do("a1", asks.RejectSupport(matter=matter, ask=ask, reason="Too short.", wanted_date=LATER))
    assert stage.matters[matter].supports[0].stage is SupportStage.AGREED
    stage.do("b1", asks.DeliverSupport(matter=matter, ask=ask, text="A longer one."))
    stage.do("a1", asks.ConfirmSupport(matter=matter, ask=ask))
    assert stage.matters[matter].supports == ()


def test_a_supporter_says_no_with_a_reason() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    ask = support(stage, matter)
    refusal = asks.ReturnSupport(matter=matter, ask=ask, reason_class="lacks_authority", text="No ladder.")
    stage.do("b1", refusal)
    assert told(stage, matter) == ["support_asked", "support_returned"]


def test_silence_of_a_supporter_goes_to_its_superior_and_then_on_record() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    ask = support(stage, matter)
    stage.wait(6)
    stage.wake()
    assert stage.matters[matter].supports[0].answerer == "b"
    stage.wait(6)
    stage.wake()
    assert told(stage, matter) == ["support_asked", "support_passed_up", "support_unanswered"]
    last = stage.events[matter][-1]
    assert isinstance(last, happened.SupportUnanswered)
    assert (last.ask, last.silent) == (ask, ("b1", "b"))


def test_the_superior_answers_for_a_silent_supporter_and_the_supporter_delivers() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    ask = support(stage, matter)
    stage.wait(7)
    stage.do("b", asks.AgreeSupport(matter=matter, ask=ask, by_date=LATER))
    assert stage.refuses("b", asks.DeliverSupport(matter=matter, ask=ask, text="Here.")) == "matter.not_supporter"
    stage.do("b1", asks.DeliverSupport(matter=matter, ask=ask, text="Here."))
    assert stage.matters[matter].supports[0].stage is SupportStage.DELIVERED


def test_a_holder_does_not_answer_its_own_ask_for_a_silent_subordinate() -> None:
    stage = Stage()
    matter = stage.settle("a")
    support(stage, matter, "a1")
    stage.wait(6)
    stage.wake()
    assert stage.matters[matter].supports[0].answerer == "r"


def test_nobody_above_a_silent_supporter_is_asked_where_there_is_nobody() -> None:
    stage = Stage()
    matter = stage.settle("r")
    support(stage, matter, "a")
    stage.wait(6)
    stage.wake()
    assert told(stage, matter) == ["support_asked", "support_unanswered"]


def test_a_late_support_is_marked_and_a_holder_who_says_nothing_confirms() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    ask = support(stage, matter)
    stage.do("b1", asks.AgreeSupport(matter=matter, ask=ask))
    stage.at = datetime(2026, 3, 9, 8, tzinfo=UTC)
    stage.do("b1", asks.DeliverSupport(matter=matter, ask=ask, text="Here."))
    assert stage.matters[matter].supports[0].late
    stage.wait(6)
    stage.wake()
    assert told(stage, matter)[2:] == ["support_overdue", "support_delivered", "support_confirmed"]


# --- upward -----------------------------------------------------------------------------------------------------------


def test_what_a_superior_grants_stands_in_the_terms() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    stage.do("a1", asks.AskUpward(matter=matter, kind=UpwardKind.PEOPLE, text="Two electricians."))
    ask = stage.matters[matter].upward[0].ask
    answer = asks.AnswerUpward(matter=matter, ask=ask, granted=True, text="Two.", grant=Grant(people=2))
    stage.do("a", answer)
    assert stage.matters[matter].terms.grant == Grant(people=2)
    assert stage.matters[matter].upward == ()


def test_a_request_upward_that_is_declined_changes_no_terms() -> None:
    stage = Stage()
    matter = stage.settle("r")
    stage.do("r", asks.AskUpward(matter=matter, kind=UpwardKind.RULING, text="Whose pole?"))
    ask = stage.matters[matter].upward[0].ask
    answer = asks.AnswerUpward(matter=matter, ask=ask, granted=False, text="Ask again.", grant=Grant(people=2))
    stage.do("outside", answer)
    assert stage.matters[matter].terms.grant is None


def test_silence_goes_up_once_and_a_late_answer_is_still_one() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    stage.do("a1", asks.AskUpward(matter=matter, kind=UpwardKind.MONEY, text="A pole."))
    ask = stage.matters[matter].upward[0].ask
    stage.wait(7)
    stage.wake()
    assert stage.matters[matter].upward[0].answerer == "r"
    stage.wait(7)
    stage.wake()
    assert told(stage, matter) == ["upward_asked", "upward_passed_up", "upward_unanswered"]
    assert stage.matters[matter].next_due_at() is None
    stage.do("r", asks.AnswerUpward(matter=matter, ask=ask, granted=True, text="Yes."))
    assert stage.matters[matter].upward == ()


def test_silence_does_not_go_up_to_a_unit_that_holds_the_matter_by_now() -> None:
    stage = Stage()
    matter = stage.open("a1")
    stage.escalate(matter)
    stage.decide(matter, "a1")
    stage.do("a1", asks.AskUpward(matter=matter, kind=UpwardKind.MONEY, text="A pole."))
    stage.do("a1", accountability.AppealMatter(matter=matter, facts="New."))
    stage.decide(matter, "r")
    stage.wait(7)
    stage.wake()
    assert stage.matters[matter].upward[0].answerer == "outside"


def test_silence_of_the_outside_arbiter_goes_no_higher() -> None:
    stage = Stage()
    matter = stage.settle("r")
    stage.do("r", asks.AskUpward(matter=matter, kind=UpwardKind.RULING, text="Whose pole?"))
    stage.wait(7)
    stage.wake()
    assert told(stage, matter) == ["upward_asked", "upward_unanswered"]


# --- extensions -------------------------------------------------------------------------------------------------------


def test_a_later_deadline_is_granted_up_to_the_day_that_was_asked_for() -> None:
    stage = Stage()
    matter = stage.settle("a1", deadline=SOON)
    ask = extension(stage, matter, LATER)
    grant = asks.AnswerExtension(matter=matter, ask=ask, granted=True, by_date=date(2026, 3, 10))
    stage.do("a", grant)
    after = stage.matters[matter]
    assert after.deadline is not None
    assert after.deadline.due_at == datetime(2026, 3, 11, tzinfo=UTC)
    assert (after.extensions, after.silent_extensions, after.reminded) == (1, 0, 0)


def test_the_giver_answers_where_it_is_another_unit_than_the_holder() -> None:
    stage = Stage()
    matter = stage.open("b1", deadline=SOON)
    stage.hand_over(matter, "a1")
    ask = extension(stage, matter, LATER)
    stage.do("b1", asks.AnswerExtension(matter=matter, ask=ask, granted=False, reason="The feast is on the 7th."))
    assert stage.matters[matter].extension is None
    assert stage.matters[matter].extensions == 0


def test_silence_grants_the_first_extension_and_refuses_the_next() -> None:
    stage = Stage(extensions=3)
    matter = stage.settle("a1", deadline=SOON)
    extension(stage, matter, LATER)
    stage.wait(8)
    stage.wake()
    assert stage.matters[matter].silent_extensions == 1
    extension(stage, matter, date(2026, 3, 20))
    stage.wait(8)
    stage.wake()
    assert told(stage, matter)[-1] == "extension_refused"


def test_a_part_is_not_extended_beyond_its_whole() -> None:
    stage = Stage()
    matter = stage.settle("a", deadline=LATER)
    part = stage.delegate(matter, "a1", deadline=SOON)
    stage.do("a1", accountability.AcceptOffer(matter=part, offer=stage.offer_of(part)))
    beyond = asks.AskExtension(matter=part, wanted_date=date(2026, 3, 14), reason="Late.")
    assert stage.refuses("a1", beyond) == "matter.deadline_beyond_parent"
    stage.do("a1", replace(beyond, wanted_date=LATER))


def test_a_deadline_is_reminded_of_a_day_before_and_when_it_has_passed() -> None:
    stage = Stage()
    matter = stage.settle("a1", deadline=SOON)
    stage.at = datetime(2026, 3, 20, tzinfo=UTC)
    stage.wake()
    assert [(event.NAME, event.happened_at.day) for event in stage.events[matter][2:]] == [
        ("matter.deadline_reminded", 5),
        ("matter.deadline_reminded", 7),
    ]
    assert stage.matters[matter].reminded == 2


def test_a_deadline_that_is_near_already_is_reminded_of_when_it_passes() -> None:
    stage = Stage()
    matter = stage.settle("a1", deadline=date(2026, 3, 2))
    stage.wait(24)
    stage.wake()
    assert told(stage, matter) == ["deadline_reminded"]


# --- waits ------------------------------------------------------------------------------------------------------------


def test_a_confirmed_wait_ends_with_its_last_day() -> None:
    stage = Stage()
    matter = stage.settle("a1", deadline=LATER)
    ask = wait(stage, matter)
    stage.do("a", asks.AnswerWait(matter=matter, ask=ask, confirmed=True))
    assert not stage.matters[matter].waits[0].near_deadline
    again = asks.AnswerWait(matter=matter, ask=ask, confirmed=True)
    assert stage.refuses("a", again) == "matter.ask_stage"
    stage.at = datetime(2026, 3, 9, tzinfo=UTC)
    stage.wake()
    assert told(stage, matter) == ["wait_begun", "wait_confirmed", "wait_ended"]
    assert stage.events[matter][-1].happened_at == datetime(2026, 3, 7, tzinfo=UTC)


def test_a_wait_that_nobody_confirms_was_none() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    wait(stage, matter)
    stage.wait(9)
    stage.wake()
    assert told(stage, matter) == ["wait_begun", "wait_rejected"]


def test_a_wait_begun_shortly_before_the_deadline_is_marked() -> None:
    stage = Stage()
    matter = stage.settle("a1", deadline=date(2026, 3, 3))
    wait(stage, matter)
    assert stage.matters[matter].waits[0].near_deadline


def test_a_wait_is_refused_with_a_reason_or_ended_by_the_holder() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    first, second = wait(stage, matter), wait(stage, matter)
    stage.do("a", asks.AnswerWait(matter=matter, ask=first, confirmed=False, reason="It is not off."))
    stage.do("a1", asks.EndWait(matter=matter, ask=second, result="On again."))
    assert stage.matters[matter].waits == ()


# --- summonses --------------------------------------------------------------------------------------------------------


def test_units_arrive_in_time_or_late_and_what_came_of_it_is_recorded() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    ask = summon(stage, matter, "a2", "b1", "b1")
    stage.do("a2", asks.ArriveAtSummons(matter=matter, ask=ask))
    stage.wait(2)
    stage.wake()
    missed = stage.events[matter][-1]
    assert isinstance(missed, happened.SummonsMissed)
    assert missed.missing == ("b1",)
    stage.do("b1", asks.ArriveAtSummons(matter=matter, ask=ask))
    stage.do("a1", asks.ConcludeSummons(matter=matter, ask=ask, result="The fuse."))
    assert stage.matters[matter].summonses == ()


def test_when_all_have_come_nobody_is_missed() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    ask = summon(stage, matter, "b1")
    stage.do("b1", asks.ArriveAtSummons(matter=matter, ask=ask))
    assert stage.matters[matter].next_due_at() is None


# --- who takes over an ask --------------------------------------------------------------------------------------------


def test_an_ask_to_a_retired_unit_is_answered_by_who_stands_in_its_place() -> None:
    stage = Stage()
    matter = stage.settle("a1", deadline=SOON)
    first, second = support(stage, matter), support(stage, matter, "a2")
    stage.do("a1", asks.AskUpward(matter=matter, kind=UpwardKind.MONEY, text="A pole."))
    wait(stage, matter)
    extension(stage, matter, LATER)
    stage.retire("b1", "b")
    stage.wait(7)
    stage.wake()
    after = stage.matters[matter]
    assert [(one.ask, one.supporter, one.answerer) for one in after.supports] == [
        (first, "b", "r"),
        (second, "a2", "a"),
    ]
    children = tuple((UnitId(child), UnitId("r")) for child in ("a1", "a2"))
    stage.reorganise(RetireUnit(UnitId("a"), None, "", children))
    after = stage.matters[matter]
    assert [one.answerer for one in after.supports] == ["r", "r"]
    assert after.extension is not None
    assert (after.upward[0].answerer, after.waits[0].answerer, after.extension.answerer) == ("r", "r", "r")


def test_an_ask_to_a_replaced_outside_arbiter_is_answered_by_the_new_one() -> None:
    stage = Stage()
    matter = stage.settle("r")
    stage.do("r", asks.AskUpward(matter=matter, kind=UpwardKind.RULING, text="Whose pole?"))
    stage.reorganise(NameOutsideArbiter(UnitId("court"), "Court"))
    assert stage.matters[matter].upward[0].answerer == "court"


def test_with_the_end_of_a_matter_its_asks_end() -> None:
    stage = Stage()
    matter = stage.settle("a1", deadline=SOON)
    support(stage, matter)
    wait(stage, matter)
    stage.do("a", work.CancelMatter(matter=matter, reason="Twice."))
    assert stage.matters[matter].timers() == ()
