"""Reading: what is shown of a matter is what holds now, written down or not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from buckstop.app.queries import count_matters, events_of, list_matters, matter_page
from buckstop.app.running import Default, running_clocks
from buckstop.app.timers import wake_due
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.clocks import Why
from buckstop.domain.matter.commands import accountability, asks, work
from buckstop.domain.matter.words import Outcome, Phase, Terms, VerificationWay
from buckstop.ledger.store import Where
from tests.app.staged import AUDIT, CITY, COUNTY, DAY, HAMLET, MONDAY, OFFICE, ROADS, TOWN, VILLAGE, WATER, Stage, stage


def defaults(county: Stage, matter: str = "m1") -> list[Default]:
    found = matter_page(county.ledger, MatterId(matter))
    assert found is not None
    return [clock.default for clock in found.clocks]


def delegate(whole: str, part: str, to: str) -> accountability.DelegatePart:
    return accountability.DelegatePart(
        matter=MatterId(whole),
        part=MatterId(part),
        to=to,  # type: ignore[arg-type] # ids of tests
        title=part,
        terms=Terms(goal="g"),
        deadline_date=None,
    )


def test_of_a_matter_that_is_not_there_there_is_no_page() -> None:
    assert matter_page(stage().ledger, MatterId("m9")) is None


def test_a_page_holds_the_matter_its_events_and_whose_clock_ran() -> None:
    county = stage()
    matter = county.open("m1", deadline_date=date(2026, 4, 1))
    county.do(COUNTY, accountability.OfferMatter(matter=matter, to=WATER))
    county.later(timedelta(hours=5))
    county.do(WATER, accountability.AcceptOffer(matter=matter, offer=2))
    county.later(timedelta(hours=1))
    found = matter_page(county.ledger, matter)
    assert found is not None
    assert found.matter == county.matter(matter)
    assert (found.written_version, found.unwritten, len(found.events)) == (3, 0, 3)
    assert [(one.clock, one.why) for one in found.stretches] == [(WATER, Why.OFFER_ACCEPTED), (WATER, Why.HELD)]
    assert [one.NAME for one in events_of(county.ledger, matter, after=2)] == ["matter.accepted"]


def test_what_fell_due_is_shown_as_it_will_be_written() -> None:
    county = stage()
    matter = county.open("m1")
    county.do(COUNTY, accountability.OfferMatter(matter=matter, to=WATER))
    county.later(30 * DAY)
    before = matter_page(county.ledger, matter)
    assert before is not None
    assert (before.written_version, before.unwritten) == (2, 2)
    assert county.matter(matter).version == 2, "reading writes nothing"
    wake_due(county.ledger)
    after = matter_page(county.ledger, matter)
    assert after is not None
    assert (after.matter, after.events, after.stretches) == (before.matter, before.events, before.stretches)
    assert (after.written_version, after.unwritten) == (4, 0)


def test_a_part_shows_what_its_parents_clock_did_to_it() -> None:
    county = stage()
    whole = county.open("m1", unit=VILLAGE)
    county.do(VILLAGE, accountability.OfferMatter(matter=whole, to=HAMLET))
    county.do(HAMLET, accountability.AcceptOffer(matter=whole, offer=2))
    county.do(HAMLET, delegate("m1", "p1", VILLAGE))
    county.do(HAMLET, accountability.EscalateMatter(matter=whole, reason_class="units_disagree", text="whose"))
    county.later(30 * DAY)  # the town did not decide, so it holds the whole and its untouched part
    found = matter_page(county.ledger, MatterId("p1"))
    assert found is not None
    assert found.matter.holder == TOWN
    assert [one.holder for one in found.above] == [TOWN]


def test_parts_form_a_tree_and_know_what_they_are_part_of() -> None:
    county = stage()
    whole = county.open("m1")
    county.do(COUNTY, accountability.ClaimMatter(matter=whole))
    county.do(COUNTY, delegate("m1", "p1", TOWN))
    county.do(COUNTY, delegate("m1", "p2", WATER))
    county.do(TOWN, accountability.AcceptOffer(matter=MatterId("p1"), offer=2))
    county.do(TOWN, delegate("p1", "q1", VILLAGE))
    top, low = matter_page(county.ledger, whole), matter_page(county.ledger, MatterId("q1"))
    assert top is not None
    assert low is not None
    assert [(one.matter.id, [part.matter.id for part in one.parts]) for one in top.parts] == [
        ("p1", ["q1"]),
        ("p2", []),
    ]
    assert [one.id for one in low.above] == ["m1", "p1"]


def test_a_closed_matter_has_no_clock_and_its_stretches_end_with_it() -> None:
    county = stage()
    matter = county.open("m1", unit=WATER)
    county.do(OFFICE, work.NameVerifier(matter=matter, verifier=AUDIT))
    county.do(WATER, accountability.ClaimMatter(matter=matter))
    county.do(WATER, work.ReportDone(matter=matter, text="d"))
    county.later(DAY)
    county.do(AUDIT, work.VerifyMatter(matter=matter, outcome=Outcome.DONE, why="w", way=VerificationWay.DOCUMENTS))
    county.later(DAY)
    found = matter_page(county.ledger, matter)
    assert found is not None
    assert found.clocks == ()
    assert found.stretches[-1].until_at == MONDAY + DAY
    assert running_clocks(found.matter, county.ledger.organisation()) == ()


def test_every_phase_and_request_has_its_default() -> None:
    county = stage()
    matter = county.open("m1", unit=VILLAGE, deadline_date=date(2026, 6, 1))
    assert defaults(county) == [Default.HOLDER_KEEPS, Default.DEADLINE_PASSES]
    county.do(VILLAGE, accountability.OfferMatter(matter=matter, to=HAMLET))
    assert defaults(county)[0] is Default.OFFER_RETURNS
    county.do(HAMLET, accountability.AskAboutOffer(matter=matter, offer=2, question="q"))
    assert defaults(county)[0] is Default.OFFER_GOES_ON
    county.do(VILLAGE, accountability.WithdrawOffer(matter=matter, offer=2))
    county.do(VILLAGE, accountability.OfferMatter(matter=matter, to=HAMLET))
    assert defaults(county)[0] is Default.OFFER_ESCALATES
    offer = county.matter("m1").offer
    assert offer is not None
    county.do(
        HAMLET, accountability.ReturnOffer(matter=matter, offer=offer.offer, reason_class="unclear_task", text="t")
    )
    assert defaults(county)[0] is Default.ARBITER_HOLDS
    county.do(TOWN, accountability.DecideMatter(matter=matter, holder=HAMLET, reason="r"))
    assert defaults(county) == [Default.DEADLINE_PASSES]
    county.do(HAMLET, accountability.AppealMatter(matter=matter, facts="f"))
    assert defaults(county)[0] is Default.DECISION_STANDS
    county.do(HAMLET, work.ReportDone(matter=matter, text="d"))
    assert defaults(county) == [Default.VERIFIER_CHANGES]
    county.later(60 * DAY)
    assert defaults(county) == [Default.VERIFIER_STAYS]


def test_a_dispute_with_the_root_ends_with_the_root_if_nobody_outside_decides() -> None:
    county = stage()
    matter = county.open("m1")
    county.do(COUNTY, accountability.EscalateMatter(matter=matter, reason_class="nobodys_duty", text="t"))
    found = matter_page(county.ledger, matter)
    assert found is not None
    assert (found.clocks[0].who, found.clocks[0].default, found.clocks[0].then) == (CITY, Default.ROOT_HOLDS, COUNTY)


def test_requests_have_defaults_that_change_as_silence_goes_on() -> None:
    county = stage()
    matter = county.open("m1", unit=WATER, deadline_date=date(2026, 8, 1))
    county.do(WATER, accountability.ClaimMatter(matter=matter))
    for supporter in (ROADS, HAMLET, VILLAGE):
        county.do(WATER, asks.AskSupport(matter=matter, supporter=supporter, what="w", wanted_date=date(2026, 3, 20)))
    county.do(WATER, asks.AskUpward(matter=matter, kind=UpwardKind.MONEY, text="t"))
    county.do(WATER, asks.AskExtension(matter=matter, wanted_date=date(2026, 9, 1), reason="r"))
    county.do(WATER, asks.BeginWait(matter=matter, whom="a", question="q", until_date=date(2026, 4, 1)))
    meet_at = MONDAY + 3 * DAY
    county.do(WATER, asks.SummonUnits(matter=matter, units=(ROADS,), place="p", purpose="q", meet_at=meet_at))
    numbers = [support.ask for support in county.matter("m1").supports]
    county.do(ROADS, asks.AgreeSupport(matter=matter, ask=numbers[0]))
    county.do(HAMLET, asks.AgreeSupport(matter=matter, ask=numbers[1]))
    county.do(HAMLET, asks.DeliverSupport(matter=matter, ask=numbers[1], text="t"))
    assert defaults(county) == [
        Default.DEADLINE_PASSES,
        Default.SUPPORT_OVERDUE,
        Default.SUPPORT_CONFIRMED,
        Default.SUPERIOR_ANSWERS_SUPPORT,
        Default.SUPERIOR_ANSWERS_REQUEST,
        Default.EXTENSION_GRANTED,
        Default.WAIT_VOID,
        Default.SUMMONS_MISSED,
    ]
    wait = county.matter("m1").waits[0]
    county.do(COUNTY, asks.AnswerWait(matter=matter, ask=wait.ask, confirmed=True))
    county.later(8 * DAY)
    assert {Default.SUPPORT_UNANSWERED, Default.REQUEST_UNANSWERED, Default.WAIT_ENDS, Default.SUMMONS_OPEN} <= set(
        defaults(county)
    )
    county.later(25 * DAY)
    assert {Default.SUPPORT_LATE, Default.PLANNER_PAYS} <= set(defaults(county))


def test_a_second_silence_about_a_later_deadline_refuses_it() -> None:
    county = stage()
    county.ledger.rules = {profile: replace(rules, extensions=2) for profile, rules in county.ledger.rules.items()}
    matter = county.open("m1", unit=WATER, deadline_date=date(2026, 8, 1))
    county.do(WATER, accountability.ClaimMatter(matter=matter))
    for day, default in ((date(2026, 9, 1), Default.EXTENSION_GRANTED), (date(2026, 10, 1), Default.EXTENSION_REFUSED)):
        county.do(WATER, asks.AskExtension(matter=matter, wanted_date=day, reason="r"))
        assert defaults(county)[-1] is default
        county.later(10 * DAY)


def test_a_deadline_that_has_passed_is_told_as_late() -> None:
    county = stage()
    matter = county.open("m1", unit=WATER, deadline_date=date(2026, 6, 1))
    county.do(WATER, accountability.ClaimMatter(matter=matter))
    assert defaults(county) == [Default.DEADLINE_PASSES]
    county.later(120 * DAY)
    assert defaults(county) == [Default.DEADLINE_PASSED]


def test_without_a_deadline_work_goes_on() -> None:
    county = stage()
    matter = county.open("m1")
    county.do(COUNTY, accountability.ClaimMatter(matter=matter))
    assert defaults(county) == [Default.WORK_GOES_ON]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Where(), ["m1", "m2"]),
        (Where(phase=Phase.SETTLED), ["m2"]),
        (Where(holder=WATER), ["m2"]),
        (Where(units=(ROADS,)), ["m1"]),
    ],
)
def test_lists_are_narrowed_by_the_columns_of_the_store_and_counted_alike(where: Where, expected: list[str]) -> None:
    county = stage()
    county.do(COUNTY, accountability.OfferMatter(matter=county.open("m1"), to=ROADS))
    county.do(WATER, accountability.ClaimMatter(matter=county.open("m2", unit=WATER)))
    assert [one.id for one in list_matters(county.ledger, where, limit=10)] == expected
    assert count_matters(county.ledger, where) == len(expected)
    assert [one.id for one in list_matters(county.ledger, where, limit=1)] == expected[:1]
