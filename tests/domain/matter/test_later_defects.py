"""Defects of the real code that search and machine found, numbered on: docs/adr/2026-11-22-lapses-run-the-same-unwatched.md.

Each has its mutation, as those of `test_defects.py` have.
"""

from datetime import UTC, date, datetime

import pytest

from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.commands import accountability, asks, work
from buckstop.domain.matter.events import accountability as happened
from buckstop.domain.matter.rules.draft import MOMENT
from buckstop.domain.matter.words import Phase
from buckstop.domain.organisation_commands import RetireUnit
from buckstop.domain.organisation_decide import decide as decide_organisation
from buckstop.domain.organisation_events import OrganisationEvent
from buckstop.domain.organisation_evolve import evolve_all
from tests.domain.matter.stage import Stage, hours, names, working_days


def reopen(matter: MatterId) -> work.ReopenMatter:
    return work.ReopenMatter(matter=matter, reason="It is dark again.")


def test_defect_22_a_lapse_bears_nobodys_name_though_a_command_noticed_it() -> None:
    stage = Stage()
    matter = stage.open("a1")
    part = stage.delegate(matter, "b1")
    stage.escalate(matter)
    stage.wait(6)
    stage.do("b", work.AddNote(matter=matter, text="What became of it?"))
    carried = [event for event in stage.events[part] if isinstance(event, happened.MatterCarried)]
    assert [event.by for event in carried] == [None]


def test_defect_23_a_part_learns_what_befell_the_whole_before_anything_is_done_to_it() -> None:
    stage = Stage()
    matter = stage.open("a1")
    part = stage.delegate_settled(matter, "b1")
    stage.escalate(matter)
    stage.wait(6)
    assert stage.refuses("a1", work.CancelMatter(matter=part, reason="Not needed.")) == "matter.not_giver"
    stage.do("b1", work.AddNote(matter=part, text="Begun."))
    assert stage.matters[part].giver == stage.matters[matter].holder == "a"


def test_defect_24_all_that_befell_the_whole_until_then_comes_before_a_lapse_of_its_part() -> None:
    stage = Stage(offer=hours(8), upward=hours(1))
    matter = stage.open("a1")
    part = stage.delegate(matter, "b1")
    stage.do("a1", asks.AskUpward(matter=matter, kind=UpwardKind.PEOPLE, text="Two electricians."))
    stage.escalate(matter)
    stage.wait(9)
    stage.wake(part)
    assert names(stage.events[part]) == ["opened", "offered", "carried", "returned"]


def test_defect_25_in_working_days_too_a_holder_is_settled_within_the_bound() -> None:
    days = working_days
    stage = Stage(claim=days(2), offer=days(3), ask=days(1), decide=days(5))
    matter = stage.open("a1")
    opened_at = stage.at
    for _ in range(2):
        stage.at = _due_at(stage, matter) - MOMENT
        number = stage.offer(matter, "a2")
        stage.at = _due_at(stage, matter) - MOMENT
        stage.do("a2", accountability.AskAboutOffer(matter=matter, offer=number, question="Since when?"))
        while stage.matters[matter].phase is Phase.OFFERED:  # nobody answers, neither the question nor the offer
            stage.at = _due_at(stage, matter)
            stage.wake()
    stage.at = _due_at(stage, matter)
    stage.wake()
    settled = stage.matters[matter]
    assert settled.phase is Phase.SETTLED
    assert stage.calendar.working_days_between(opened_at, settled.phase_since_at) == 2 * (2 + 3 + 1) + 5


def _due_at(stage: Stage, matter: MatterId) -> datetime:
    due_at = stage.matters[matter].next_due_at()
    assert due_at is not None
    return due_at


def test_defect_26_a_deadline_granted_by_silence_is_reminded_of_from_the_hour_of_the_grant() -> None:
    reminders = []
    for watched in (True, False):
        stage = Stage()
        matter = stage.settle("a1", deadline=date(2026, 3, 4))
        wanted = asks.AskExtension(matter=matter, wanted_date=date(2026, 3, 20), reason="The pole came late.")
        stage.do("a1", wanted)
        if watched:
            stage.wait(8)
            stage.wake()
        stage.at = datetime(2026, 3, 20, 12, tzinfo=UTC)
        stage.wake()
        reminders.append([event.happened_at for event in stage.events[matter]])
    assert reminders[0] == reminders[1]


def test_defect_27_a_reopened_part_comes_back_under_who_answers_for_the_whole_now() -> None:
    stage = Stage(moves=3)
    matter = stage.open("a1")
    never, once = stage.delegate(matter, "b1"), stage.delegate_settled(matter, "b1")
    stage.do("a", work.CancelMatter(matter=never, reason="Not needed."))
    stage.close(once)
    stage.hand_over(matter, "a2")
    stage.do("a", reopen(never))
    stage.do("a", reopen(once))
    assert (stage.matters[never].holder, stage.matters[never].giver) == ("a2", "a2")
    assert (stage.matters[once].holder, stage.matters[once].giver) == ("b1", "a2")


@pytest.mark.parametrize("part_first", [True, False])
def test_defect_28_an_offer_of_a_retired_unit_ends_whichever_matter_is_looked_at_first(*, part_first: bool) -> None:
    stage = Stage()
    matter = stage.settle("a1")
    part = stage.delegate(matter, "b1")
    stage.organisation = evolve_all(stage.organisation, _retired(stage, "a1"))
    for one in (part, matter) if part_first else (matter, part):
        stage.mend(one)
    after = stage.matters[part]
    assert (after.phase, after.holder, after.moves) == (Phase.HELD, "a", 1)


def _retired(stage: Stage, unit: str) -> tuple[OrganisationEvent, ...]:
    events = decide_organisation(stage.organisation, RetireUnit(UnitId(unit)), stage.at)
    assert isinstance(events, tuple)
    return events


def test_defect_29_a_timer_set_to_an_instant_already_past_takes_nothing_back_in_time() -> None:
    stage = Stage(wait_confirm=hours(90))
    matter = stage.settle("a1")
    begin = asks.BeginWait(matter=matter, whom="The grid", question="When is it off?", until_date=date(2026, 3, 3))
    stage.do("a1", begin)
    stage.wait(72)
    answer = asks.AnswerWait(matter=matter, ask=stage.matters[matter].waits[0].ask, confirmed=True)
    stage.do("a", answer)
    stage.wake()
    assert names(stage.events[matter])[-2:] == ["wait_confirmed", "wait_ended"]
    assert stage.events[matter][-1].happened_at == stage.at


def test_defect_30_nobody_answers_what_would_have_to_be_granted_to_itself() -> None:
    stage = Stage(extensions=1)
    matter = stage.open("a1", deadline=date(2026, 3, 20))
    stage.hand_over(matter, "a2")
    stage.do("a2", accountability.ClaimMatter(matter=matter))
    stage.do("a2", asks.AskExtension(matter=matter, wanted_date=date(2026, 4, 20), reason="The pole came late."))
    stage.do(
        "a2", asks.BeginWait(matter=matter, whom="The grid", question="When is it off?", until_date=date(2026, 3, 9))
    )
    stage.do("a2", asks.AskUpward(matter=matter, kind=UpwardKind.MONEY, text="Two poles more."))
    stage.do("a2", accountability.AppealMatter(matter=matter, facts="It is the lamp of the giver."))
    stage.decide(matter, "a1")
    held = stage.matters[matter]
    assert held.extension is not None
    assert (held.extension.answerer, held.waits[0].answerer) == ("a", "a")
    wanted = asks.AnswerExtension(matter=matter, ask=held.extension.ask, granted=True)
    assert stage.refuses("a1", wanted) == "matter.not_answerer"
    assert stage.refuses("a1", asks.AnswerWait(matter=matter, ask=held.waits[0].ask, confirmed=True)) == (
        "matter.not_answerer"
    )


def test_defect_31_what_the_giver_was_asked_is_answered_by_who_gives_the_matter_now() -> None:
    stage = Stage()
    matter = stage.open("a", deadline=date(2026, 4, 20))
    part = stage.delegate(matter, "b1", deadline=date(2026, 3, 20))
    stage.do("b1", accountability.AcceptOffer(matter=part, offer=stage.offer_of(part)))
    stage.do("b1", accountability.ClaimMatter(matter=part))
    stage.do("b1", asks.AskExtension(matter=part, wanted_date=date(2026, 4, 10), reason="The pole came late."))
    begin = asks.BeginWait(matter=part, whom="The grid", question="When is it off?", until_date=date(2026, 3, 9))
    stage.do("b1", begin)
    stage.hand_over(matter, "a2")
    held = stage.matters[part]
    assert held.extension is not None
    assert (held.giver, held.extension.answerer, held.waits[0].answerer) == ("a2", "a2", "a2")
    answer = asks.AnswerExtension(matter=part, ask=held.extension.ask, granted=True)
    assert stage.refuses("a", answer) == "matter.not_answerer"
    stage.do("a2", answer)
