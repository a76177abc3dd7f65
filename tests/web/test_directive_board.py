"""The board of a directive: the tree with its lights, doors that stay closed, sums on each axis."""

import re
from datetime import date

import pytest

from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands.accountability import AcceptOffer, ClaimMatter, DelegatePart
from buckstop.domain.matter.commands.work import NameVerifier, ReportDone, VerifyMatter
from buckstop.domain.matter.words import Outcome, Terms, VerificationWay, Visibility
from tests.app.staged import AUDIT, COUNTY, DAY, OFFICE, ROADS, TOWN, VILLAGE, WATER, Stage
from tests.web.conftest import ClientOf, Statements
from tests.web.county import DITCHES, INSPECTOR

LIMIT = 15


def said(client_of: ClientOf, person: str, matter: str = "d1", language: str = "en") -> str:
    response = client_of(person, language).get(f"/board/directive/{matter}/")
    assert response.status_code == 200
    return response.content.decode()


def _part(stage: Stage, whole: str, unit: UnitId, name: str, to: UnitId, *, quantity: int, **more: object) -> None:
    terms = Terms(goal="x", quantity=quantity, measure="km", **more)  # type: ignore[arg-type] # fields of terms by name
    part = MatterId(name)
    stage.do(
        unit,
        DelegatePart(
            matter=MatterId(whole),
            part=part,
            to=to,
            title=f"Part {name}",
            terms=terms,
            deadline_date=date(2026, 3, 10),
            duty_item=DITCHES if to == TOWN else None,
        ),
    )
    offer = stage.matter(name).offer
    assert offer is not None
    stage.do(to, AcceptOffer(matter=part, offer=offer.offer))


def _verified(stage: Stage, unit: UnitId, matter: MatterId, outcome: Outcome) -> None:
    stage.do(OFFICE, NameVerifier(matter=matter, verifier=AUDIT))
    stage.do(unit, ReportDone(matter=matter, text="done"))
    stage.do(AUDIT, VerifyMatter(matter=matter, outcome=outcome, why="seen", way=VerificationWay.DOCUMENTS))


@pytest.fixture
def lake(stage: Stage) -> Stage:
    """A whole of 10 km on the county, 6 on water and 6 on roads; water gave 3 km to the town, whose own is restricted."""
    whole = Terms(goal="x", quantity=10, measure="km", reference="county-2026-7")
    stage.open("d1", COUNTY, title="Dredge the canals", terms=whole, deadline_date=date(2026, 3, 31))
    stage.do(COUNTY, ClaimMatter(matter=MatterId("d1")))
    _part(stage, "d1", COUNTY, "d1-water", WATER, quantity=6)
    _part(stage, "d1", COUNTY, "d1-roads", ROADS, quantity=6)
    stage.do(WATER, ClaimMatter(matter=MatterId("d1-water")))
    _part(stage, "d1-water", WATER, "d1-town", TOWN, quantity=3, visibility=Visibility.RESTRICTED)
    stage.later(9 * DAY)
    return stage


def test_the_tree_stands_with_every_light_and_what_it_rests_on(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, INSPECTOR)
    assert "It has 3 parts." in page
    for name in ("Dredge the canals", "Part d1-water", "Part d1-roads", "Part d1-town"):
        assert name in page
    assert 'Red since <span class="number">2026-03-10</span> 24:00' in page
    assert page.index("Part d1-roads") < page.index("Part d1-water") < page.index("Part d1-town")


def test_parts_are_counted_on_each_axis_for_itself(client_of: ClientOf, lake: Stage) -> None:
    axes = re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", said(client_of, INSPECTOR))
    told = {name: re.findall(r"<span>([^<]+)</span>", counts) for name, counts in axes}
    assert "How its 3 parts stand" in said(client_of, INSPECTOR)
    assert told["Schedule"] == ["late: 3"]
    assert told["Evidence of the work"] == ["nothing claimed: 3"]
    assert sum(int(words.rpartition(" ")[2]) for words in told["Official state"]) == 3
    assert told["Citizens"] == ["not rated: 3"]


def test_targets_that_grew_on_the_way_down_are_told(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, INSPECTOR)
    assert "Target 10 km: the parts add up to 12 km, 20 % more than was asked for." in page
    assert "Target 6 km: the parts add up to 3 km, which is less." in page
    assert "Verified so far: 0 km." in page


def test_a_whole_verified_as_done_has_its_target_verified_though_its_parts_carry_none(
    client_of: ClientOf, stage: Stage
) -> None:
    last = date(2026, 3, 31)
    terms = Terms(goal="x", quantity=2, measure="bridges")
    whole = stage.open("d2", WATER, title="Two bridges", terms=terms, deadline_date=last)
    stage.do(WATER, ClaimMatter(matter=whole))
    part, asked = MatterId("d2-town"), Terms(goal="x")
    stage.do(
        WATER,
        DelegatePart(
            matter=whole, part=part, to=TOWN, title="Plan", terms=asked, duty_item=DITCHES, deadline_date=last
        ),
    )
    offer = stage.matter(part).offer
    assert offer is not None
    stage.do(TOWN, AcceptOffer(matter=part, offer=offer.offer))
    stage.do(TOWN, ClaimMatter(matter=part))
    _verified(stage, TOWN, part, Outcome.DONE)
    assert "Target 2 bridges. Verified so far: 0 bridges." in said(client_of, INSPECTOR, "d2")
    _verified(stage, WATER, whole, Outcome.DONE)
    assert "Target 2 bridges. Verified so far: 2 bridges." in said(client_of, INSPECTOR, "d2")


def test_of_what_was_done_in_part_no_figure_is_guessed(client_of: ClientOf, stage: Stage) -> None:
    whole = stage.open("d2", WATER, terms=Terms(goal="x", quantity=2, measure="bridges"))
    stage.do(WATER, ClaimMatter(matter=whole))
    _verified(stage, WATER, whole, Outcome.PARTLY)
    assert "Target 2 bridges. Verified so far: 0 bridges." in said(client_of, INSPECTOR, "d2")


def test_the_fold_of_parts_counts_every_depth_as_the_tab_of_the_matter_does(client_of: ClientOf, lake: Stage) -> None:
    counted = r'Parts <span class="count">(\d+)</span>'
    folds = re.findall(counted, said(client_of, INSPECTOR))
    assert folds == ["3", "1"]
    tab = re.search(counted, client_of(INSPECTOR).get("/matters/d1/").content.decode())
    assert tab
    assert tab[1] == folds[0]


def test_what_may_not_be_read_is_a_closed_door(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, "p-county")
    assert "Part d1-town" not in page
    assert "A part that is not yours to read" in page
    assert "平安镇" in page
    assert "only who holds them and how they stand is shown: 1." in page
    assert "It has 3 parts." in page
    assert "How those of its parts stand that you may read whole: 2" in page
    assert "Target 6 km." in page  # what lies behind the door is told to nobody
    assert not AccessRecord.objects.exists()
    said(client_of, INSPECTOR)
    assert AccessRecord.objects.get().what == "d1-town"


def test_who_holds_a_part_reads_what_is_above_it_in_outline(client_of: ClientOf, lake: Stage) -> None:
    page = said(client_of, "p-roads")
    assert "Dredge the canals" in page
    assert "in outline" in page
    assert "Part d1-water" not in page


def test_a_part_leads_to_the_whole_it_belongs_to(client_of: ClientOf, lake: Stage) -> None:
    response = client_of(INSPECTOR).get("/board/directive/d1-town/")
    assert (response.status_code, response["Location"]) == (302, "/board/directive/d1/")


@pytest.mark.parametrize("matter", ["d1", "d1-town", "nothing"])
def test_a_stranger_learns_nothing(client_of: ClientOf, lake: Stage, matter: str) -> None:
    lake.open("other", VILLAGE)
    assert client_of("p-hamlet").get(f"/board/directive/{matter}/").status_code == 404


def test_it_speaks_chinese(client_of: ClientOf, lake: Stage) -> None:
    assert '红灯，自 <span class="number">2026-03-10</span> 24:00 起' in said(client_of, INSPECTOR, language="zh_Hans")


def test_few_questions_are_asked(statements: Statements, client_of: ClientOf, lake: Stage) -> None:
    client = client_of("p-water")
    client.get("/board/directive/d1/")
    with statements() as heard:
        client.get("/board/directive/d1/")
    assert 0 < len(heard) <= LIMIT, heard


def test_a_restricted_whole_that_is_read_in_outline_is_on_record(client_of: ClientOf, stage: Stage) -> None:
    whole = Terms(goal="x", visibility=Visibility.RESTRICTED)
    stage.open("d2", COUNTY, title="Look into the dredging", terms=whole, deadline_date=date(2026, 3, 31))
    stage.do(COUNTY, ClaimMatter(matter=MatterId("d2")))
    _part(stage, "d2", COUNTY, "d2-water", WATER, quantity=1)
    _part(stage, "d2-water", WATER, "d2-town", TOWN, quantity=1)
    assert "Look into the dredging" in said(client_of, "p-town", "d2")
    read = {one.what for one in AccessRecord.objects.filter(person="p-town", did="read")}
    assert read == {"d2", "d2-water", "d2-town"}  # parts of what is restricted are restricted too
