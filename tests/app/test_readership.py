"""Who may read a matter of a ledger, with its parts."""

from datetime import date

import pytest

from buckstop.app.queries import matter_page
from buckstop.app.readership import sight_of, units_of_parts
from buckstop.domain.ids import MatterId, PersonId, UnitId
from buckstop.domain.matter.commands.accountability import DelegatePart
from buckstop.domain.matter.words import Terms, Visibility
from buckstop.domain.seeing import Extent, viewer_of
from tests.app.staged import COUNTY, HAMLET, MONDAY, OFFICE, TOWN, VILLAGE, WATER, Stage, stage

WHOLE, PART = MatterId("whole"), MatterId("part")


@pytest.fixture(scope="module")
def county() -> Stage:
    found = stage()
    terms = Terms(goal="x", visibility=Visibility.RESTRICTED)
    found.open(WHOLE, WATER, terms=terms)
    part = DelegatePart(matter=WHOLE, part=PART, to=TOWN, title="Part", terms=terms, deadline_date=date(2026, 5, 1))
    found.do(WATER, part)
    return found


def extent(county: Stage, matter: MatterId, unit: UnitId) -> Extent:
    page = matter_page(county.ledger, matter)
    assert page is not None
    organisation = county.ledger.organisation()
    viewer = viewer_of(organisation, PersonId(f"p-{unit}"), MONDAY)
    return sight_of(organisation, page.matter, viewer, units_of_parts(page.parts)).extent


def test_who_is_offered_a_part_reads_the_whole_in_outline(county: Stage) -> None:
    assert extent(county, WHOLE, TOWN) is Extent.OUTLINE
    assert extent(county, PART, TOWN) is Extent.WHOLE


def test_the_unit_involved_and_the_office_read_all_of_it(county: Stage) -> None:
    assert extent(county, WHOLE, WATER) is extent(county, WHOLE, OFFICE) is Extent.WHOLE


@pytest.mark.parametrize("unit", [COUNTY, VILLAGE, HAMLET])
def test_all_others_read_nothing_of_what_is_restricted(county: Stage, unit: UnitId) -> None:
    assert extent(county, WHOLE, unit) is extent(county, PART, unit) is Extent.NOTHING
