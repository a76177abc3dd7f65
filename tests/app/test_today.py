"""Today: whatever waits for a person is there, with why it is theirs and what happens if they do nothing."""

from dataclasses import replace
from datetime import date

import pytest

from buckstop.app.open_asks import AskKind, open_asks
from buckstop.app.queries import list_matters
from buckstop.app.running import Default
from buckstop.app.today import CONSEQUENCES, Consequence, Entry, EntryKind, Today, today
from buckstop.domain.ids import PersonId, PostId, SubjectId, UnitId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.commands import accountability, asks, work
from buckstop.domain.matter.events import accountability as happened
from buckstop.domain.matter.words import Phase, Terms, Visibility
from buckstop.domain.organisation_commands import (
    AppointPerson,
    CreatePost,
    RegisterAbsence,
    RegisterPerson,
    SetDeputies,
)
from buckstop.domain.posts import Role
from buckstop.ledger.lookup import Where
from tests.app.staged import AUDIT, COUNTY, DAY, HAMLET, OFFICE, ROADS, TOWN, VILLAGE, WATER, Stage, head, stage
from tests.simulator.county.counties import tiny


def of(county: Stage, unit: UnitId) -> Today:
    return today(county.ledger, head(unit).person)


def only(page: Today, kind: EntryKind) -> Entry:
    (entry,) = (entry for entry in page.entries if entry.kind is kind)
    return entry


def kinds(page: Today) -> set[EntryKind]:
    return {entry.kind for entry in page.entries}


def test_every_default_has_a_consequence() -> None:
    assert set(CONSEQUENCES) == set(Default)


def test_whoever_acts_for_nothing_has_an_empty_page() -> None:
    county = stage()
    county.open("m1")
    page = today(county.ledger, PersonId("nobody"))
    assert (page.units, page.entries, page.grouped()) == ((), (), ())


def test_an_offer_waits_for_its_signature_and_goes_back_without_one() -> None:
    county = stage()
    county.do(COUNTY, accountability.OfferMatter(matter=county.open("m1"), to=WATER))
    page = of(county, WATER)
    entry = only(page, EntryKind.SIGN)
    assert (entry.row.id, entry.consequence, entry.clock and entry.clock.default) == (
        "m1",
        Consequence.GOES_ELSEWHERE,
        Default.OFFER_RETURNS,
    )
    assert (entry.reason.unit, entry.reason.post, entry.reason.held, entry.reason.role) == (
        WATER,
        PostId("water.head"),
        PostId("water.head"),
        Role.LEADER,
    )
    assert page.totals[EntryKind.SIGN] == 1
    assert EntryKind.SIGN not in kinds(of(county, COUNTY))


def test_a_question_about_an_offer_waits_for_the_holder() -> None:
    county = stage()
    name = county.open("m1")
    county.do(COUNTY, accountability.OfferMatter(matter=name, to=WATER))
    county.do(WATER, accountability.AskAboutOffer(matter=name, offer=2, question="q"))
    answer, sign = only(of(county, COUNTY), EntryKind.ANSWER), only(of(county, WATER), EntryKind.SIGN)
    assert answer.ask is not None
    assert (answer.ask.kind, answer.clock and answer.clock.default) == (AskKind.QUESTION, Default.OFFER_GOES_ON)
    assert (sign.clock, only(of(county, WATER), EntryKind.REQUEST).consequence) == (None, Consequence.NOTHING)


def test_a_dispute_becomes_the_arbiters_own_and_a_new_matter_the_holders() -> None:
    county = stage()
    name = county.open("m1", unit=VILLAGE)
    held = only(of(county, VILLAGE), EntryKind.HELD)
    assert (held.consequence, held.clock and held.clock.default) == (Consequence.BECOMES_YOURS, Default.HOLDER_KEEPS)
    county.do(VILLAGE, accountability.OfferMatter(matter=name, to=HAMLET))
    county.do(VILLAGE, accountability.WithdrawOffer(matter=name, offer=2))
    county.do(VILLAGE, accountability.EscalateMatter(matter=name, reason_class="units_disagree", text="t"))
    decide = only(of(county, TOWN), EntryKind.DECIDE)
    assert (decide.row.matter.phase, decide.consequence) == (Phase.ESCALATED, Consequence.BECOMES_YOURS)
    assert EntryKind.HELD not in kinds(of(county, VILLAGE))


def test_what_is_asked_shows_on_both_sides_with_the_clock_of_whoever_must_answer() -> None:
    county = stage()
    name = county.open("m1", unit=WATER, deadline_date=date(2026, 8, 1))
    county.do(WATER, accountability.ClaimMatter(matter=name))
    county.do(WATER, asks.AskSupport(matter=name, supporter=ROADS, what="w", wanted_date=date(2026, 3, 20)))
    county.do(WATER, asks.AskUpward(matter=name, kind=UpwardKind.MONEY, text="t"))
    county.do(WATER, asks.AskExtension(matter=name, wanted_date=date(2026, 9, 1), reason="r"))
    county.do(WATER, asks.BeginWait(matter=name, whom="a", question="q", until_date=date(2026, 4, 1)))
    meet_at = county.ledger.now() + 3 * DAY
    county.do(WATER, asks.SummonUnits(matter=name, units=(ROADS,), place="p", purpose="q", meet_at=meet_at))
    asked = {
        unit: {
            entry.ask.kind: entry for entry in of(county, unit).entries if entry.ask and entry.kind is EntryKind.ANSWER
        }
        for unit in (ROADS, COUNTY, WATER)
    }
    assert set(asked[ROADS]) == {AskKind.SUPPORT, AskKind.SUMMONS}
    upward, extension = asked[COUNTY][AskKind.UPWARD], asked[WATER].get(AskKind.EXTENSION)
    assert (upward.consequence, extension) == (Consequence.GOES_ELSEWHERE, None)
    requests = [entry for entry in of(county, WATER).entries if entry.kind is EntryKind.REQUEST]
    assert {entry.clock.who for entry in requests if entry.clock} == {ROADS, COUNTY, WATER}
    assert {entry.ask.kind for entry in requests if entry.ask} == {
        *(AskKind.SUPPORT, AskKind.UPWARD, AskKind.EXTENSION, AskKind.WAIT, AskKind.SUMMONS)
    }
    granted = next(entry for entry in requests if entry.ask and entry.ask.kind is AskKind.EXTENSION)
    assert granted.consequence is Consequence.IS_GRANTED
    assert {entry.consequence for entry in requests if entry is not granted} == {Consequence.NOTHING}


def test_work_to_verify_and_work_that_is_due_wait() -> None:
    county = stage()
    name = county.open("m1", unit=WATER, deadline_date=date(2026, 3, 4))
    county.do(OFFICE, work.NameVerifier(matter=name, verifier=AUDIT))
    county.do(WATER, accountability.ClaimMatter(matter=name))
    county.later(2 * DAY)
    due = only(of(county, WATER), EntryKind.DUE)
    assert (due.consequence, due.reason.role) == (Consequence.COUNTS_AGAINST_YOU, Role.LEADER)
    county.do(WATER, work.ReportDone(matter=name, text="d"))
    assert EntryKind.DUE not in kinds(of(county, WATER))
    assert only(of(county, AUDIT), EntryKind.VERIFY).clock is not None


def test_an_offer_that_came_back_shows_to_its_holder_for_a_while_and_until_it_is_offered_anew() -> None:
    county = stage()
    name = county.open("m1")
    county.do(COUNTY, accountability.OfferMatter(matter=name, to=WATER))
    county.do(WATER, accountability.ReturnOffer(matter=name, offer=2, reason_class="unclear_task", text="whose?"))
    entry = only(of(county, COUNTY), EntryKind.RETURNED)
    assert isinstance(entry.event, happened.OfferReturned)
    assert (entry.event.text, entry.consequence) == ("whose?", Consequence.BECOMES_YOURS)
    assert EntryKind.RETURNED not in kinds(of(county, WATER))
    county.do(COUNTY, accountability.OfferMatter(matter=name, to=ROADS))
    assert EntryKind.RETURNED not in kinds(of(county, COUNTY))
    county.later(30 * DAY)
    assert EntryKind.RETURNED not in kinds(of(county, COUNTY))


def test_a_decision_shows_to_every_party_for_a_while() -> None:
    county = stage()
    name = county.open("m1", unit=VILLAGE)
    county.do(VILLAGE, accountability.OfferMatter(matter=name, to=HAMLET))
    county.do(VILLAGE, accountability.WithdrawOffer(matter=name, offer=2))
    county.do(VILLAGE, accountability.EscalateMatter(matter=name, reason_class="units_disagree", text="t"))
    county.do(TOWN, accountability.DecideMatter(matter=name, holder=HAMLET, reason="nearer"))
    for unit in (VILLAGE, HAMLET):
        entry = only(of(county, unit), EntryKind.DECIDED)
        assert isinstance(entry.event, happened.MatterDecided)
        assert entry.event.holder == HAMLET
    county.later(8 * DAY)
    assert EntryKind.DECIDED not in kinds(of(county, HAMLET))


def test_entries_come_by_consequence_and_then_the_soonest_due_first() -> None:
    county = stage()
    for number, day in enumerate((3, 2)):
        name = county.open(f"d{number}", unit=WATER, deadline_date=date(2026, 3, day))
        county.do(WATER, accountability.ClaimMatter(matter=name))
    county.open("h1", unit=WATER)
    county.do(COUNTY, accountability.OfferMatter(matter=county.open("o1"), to=WATER))
    groups = of(county, WATER).grouped()
    assert [(consequence, [entry.row.id for entry in entries]) for consequence, entries in groups] == [
        (Consequence.BECOMES_YOURS, ["h1"]),
        (Consequence.COUNTS_AGAINST_YOU, ["d1", "d0"]),
        (Consequence.GOES_ELSEWHERE, ["o1"]),
    ]
    for _, entries in groups:
        due = [entry.clock.due_at for entry in entries if entry.clock and entry.clock.due_at]
        assert due == sorted(due)


def test_a_deputy_sees_what_waits_for_the_absent_and_through_which_post() -> None:
    county = stage()
    post = PostId("water.second")
    second = PersonId("p-second")
    known = county.ledger.organisation().persons[head(WATER).person]
    county.do(
        None,
        (
            CreatePost(post, WATER, "Second", frozenset({Role.MEMBER})),
            RegisterPerson(second, replace(known, subject=SubjectId("s-second"))),
            AppointPerson(second, post),
        ),
    )
    county.do(COUNTY, accountability.OfferMatter(matter=county.open("m1"), to=WATER))
    entry = only(today(county.ledger, second), EntryKind.SIGN)
    assert (entry.reason.post, entry.reason.role) == (post, None), "a member does not sign"
    now = county.ledger.now()
    county.do(
        None,
        (SetDeputies(PostId("water.head"), (post,)), RegisterAbsence(PostId("water.head"), post, now, now + 5 * DAY)),
    )
    entry = only(today(county.ledger, second), EntryKind.SIGN)
    assert (entry.reason.post, entry.reason.held, entry.reason.role) == (PostId("water.head"), post, Role.LEADER)
    assert of(county, WATER).entries == ()


def test_what_fell_due_has_left_the_page_though_it_is_not_written() -> None:
    county = stage()
    county.do(COUNTY, accountability.OfferMatter(matter=county.open("m1"), to=WATER))
    county.later(30 * DAY)
    assert EntryKind.SIGN not in kinds(of(county, WATER))


def test_restricted_matters_wait_for_whoever_is_involved() -> None:
    county = stage()
    name = county.open("m1", terms=Terms(goal="g", visibility=Visibility.RESTRICTED))
    county.do(COUNTY, accountability.OfferMatter(matter=name, to=WATER))
    assert EntryKind.SIGN in kinds(of(county, WATER))


@pytest.mark.parametrize("every", [4])
def test_in_a_living_county_nothing_that_waits_is_missing(every: int) -> None:
    ledger = tiny().ledger
    organisation, now = ledger.organisation(), ledger.now()
    matters = [matter for matter in list_matters(ledger, Where(), 10_000) if matter.open]
    for person in sorted(organisation.persons)[::every]:
        page = today(ledger, person, first=1000)
        units = {organisation.posts.by_id[one.post].unit for one in organisation.posts.acting(person, now)}
        shown = {(entry.kind, entry.row.id, entry.ask and entry.ask.ask) for entry in page.entries}
        for matter in matters:
            if matter.next_due_at() is not None and matter.next_due_at() <= now:  # type: ignore[operator] # just asked
                continue
            expected: set[tuple[EntryKind, str, int | None]] = set()
            if matter.offer and matter.offer.to in units:
                expected.add((EntryKind.SIGN, matter.id, None))
            if matter.arbiter in units:
                expected.add((EntryKind.DECIDE, matter.id, None))
            if matter.verification and matter.verification.verifier in units:
                expected.add((EntryKind.VERIFY, matter.id, None))
            expected |= {(EntryKind.ANSWER, matter.id, ask.ask) for ask in open_asks(matter) if ask.answerer in units}
            assert expected <= shown, person
