"""Lists show what holds now, to whom it may be shown, and say of deadlines what a matter's own page says."""

from datetime import date, timedelta

import pytest

from buckstop.app.lists import colour_of, lateness, lights_of, list_page, reading_of
from buckstop.app.queries import list_matters, matter_page
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.axes import Colour, Reason
from buckstop.domain.matter.commands import accountability, work
from buckstop.domain.matter.words import Phase, Terms, Visibility
from buckstop.domain.seeing import Seen, involved, may_see, viewer_of
from buckstop.ledger.lookup import Order, Where
from tests.app.staged import AUDIT, COUNTY, DAY, OFFICE, ROADS, TOWN, WATER, head, stage
from tests.simulator.county.counties import tiny


def test_a_line_says_what_the_matter_is_now() -> None:
    county = stage()
    name = county.open("m1", deadline_date=date(2026, 4, 1), terms=Terms(goal="g", priority=2))
    county.do(COUNTY, accountability.OfferMatter(matter=name, to=WATER))
    (row,) = list_page(county.ledger, Where(offeree=WATER)).rows
    matter = county.matter("m1")
    assert (row.matter, row.id, row.written_version, row.unwritten, row.top) == (matter, name, 2, (), name)
    assert (row.deadline_at, row.provisional) == (matter.deadline and matter.deadline.due_at, False)
    assert (row.columns.units, row.columns.title) == ((COUNTY, WATER), "Mend the weir")
    assert row.due_at == matter.next_due_at()


def test_what_fell_due_shows_in_a_list_as_on_the_matters_own_page_and_nothing_is_written() -> None:
    county = stage()
    for number in range(3):
        name = county.open(f"m{number}")
        county.do(COUNTY, accountability.OfferMatter(matter=name, to=ROADS))
    county.later(30 * DAY)
    rows = list_page(county.ledger, Where(active=True)).rows
    assert [row.matter for row in rows] == [
        page.matter for row in rows if (page := matter_page(county.ledger, row.id)) is not None
    ]
    assert {(row.matter.phase, len(row.unwritten), row.written_version) for row in rows} == {(Phase.SETTLED, 2, 2)}
    assert county.matter("m0").version == 2


def test_a_part_that_its_parents_clock_carried_along_shows_so() -> None:
    county = stage()
    whole = county.open("m1", unit=TOWN)
    county.do(TOWN, accountability.ClaimMatter(matter=whole))
    part = accountability.DelegatePart(
        matter=whole, part=MatterId("p1"), to=ROADS, title="p", terms=Terms(goal="g"), deadline_date=None
    )
    county.do(TOWN, part)
    county.later(30 * DAY)
    rows = {row.id: row for row in list_page(county.ledger, Where()).rows}
    page = matter_page(county.ledger, MatterId("p1"))
    assert page is not None
    assert rows[MatterId("p1")].matter == page.matter
    assert rows[MatterId("p1")].top == whole


def test_pages_follow_one_another_and_end() -> None:
    ledger = tiny().ledger
    seen, after = list[MatterId](), ""
    while True:
        page = list_page(ledger, Where(), Order.NEWEST, 7, after)
        seen += (row.id for row in page.rows)
        if page.after is None:
            break
        after = page.after
    assert sorted(seen) == [matter.id for matter in list_matters(ledger, Where(), 10_000)]


def test_the_colour_of_a_line_is_what_the_lights_say_of_its_deadline() -> None:
    ledger = tiny().ledger
    rows = list_page(ledger, Where(), Order.NEWEST, 10_000).rows
    lights = lights_of(ledger, rows)
    assert {row.colour for row in rows} >= {None, Colour.RED}
    for row in rows:
        page = matter_page(ledger, row.id)
        assert page is not None
        assert lights[row.id] == page.axes.lights
        reasons = {light.reason for light in lights[row.id]}
        if row.matter.phase not in {Phase.DONE, Phase.CLOSED}:
            assert (row.colour is Colour.RED) == (Reason.DEADLINE_PASSED in reasons)
            assert (row.colour is Colour.BLUE) == (Reason.DEADLINE_NEAR in reasons)


def test_near_and_late_are_counted_from_the_span_in_which_reminders_go_out() -> None:
    county = stage()
    found = lateness(county.ledger)
    assert found.now == county.ledger.now()
    assert found.near_until > found.now
    assert found.finished == (Phase.DONE,)


def test_work_under_verification_is_not_late_in_a_list() -> None:
    county = stage()
    name = county.open("m1", unit=WATER, deadline_date=date(2026, 3, 6))
    county.do(OFFICE, work.NameVerifier(matter=name, verifier=AUDIT))
    county.do(WATER, accountability.ClaimMatter(matter=name))
    county.later(60 * DAY)
    assert colour_of(county.matter("m1"), county.ledger.now()) is Colour.RED
    county.do(WATER, work.ReportDone(matter=name, text="d"))
    assert colour_of(county.matter("m1"), county.ledger.now()) is None


@pytest.mark.parametrize("visibility", Visibility)
def test_a_list_shows_exactly_what_may_be_read_whole(visibility: Visibility) -> None:
    county = stage()
    terms = Terms(goal="g", visibility=visibility)
    county.do(COUNTY, accountability.OfferMatter(matter=county.open("m1", terms=terms), to=WATER))
    county.do(TOWN, accountability.ClaimMatter(matter=county.open("m2", unit=TOWN, terms=terms)))
    assert_lists_match_sight(county.ledger, [head(unit).person for unit in (COUNTY, OFFICE, WATER, ROADS, TOWN)])


def test_in_a_living_county_every_person_is_listed_what_they_may_read_and_nothing_else() -> None:
    ledger = tiny().ledger
    assert_lists_match_sight(ledger, sorted(ledger.organisation().persons)[::3])


def assert_lists_match_sight(ledger, persons) -> None:  # type: ignore[no-untyped-def] # a fixture's ledger
    organisation, now = ledger.organisation(), ledger.now()
    matters = list_matters(ledger, Where(), 10_000)
    for person in persons:
        reading = reading_of(organisation, person, now)
        listed = {row.id for row in list_page(ledger, Where(reading=reading), Order.NEWEST, 10_000).rows}
        viewer = viewer_of(organisation, person, now)
        allowed = {
            matter.id
            for matter in matters
            if may_see(organisation, Seen(matter.terms.visibility, involved(matter)), viewer).allowed
        }
        assert listed == allowed, person


def test_a_person_without_a_post_is_listed_nothing() -> None:
    county = stage()
    county.open("m1", terms=Terms(goal="g", visibility=Visibility.PUBLIC))
    stranger = reading_of(county.ledger.organisation(), head(COUNTY).person, county.ledger.now() - timedelta(days=999))
    assert list_page(county.ledger, Where(reading=stranger)).rows == ()
