"""After a grave act one is told how to get back from it, and led there where one may."""

import pytest

from buckstop.domain.matter.commands.accountability import ClaimMatter, OfferMatter
from buckstop.web.acts import ACTS
from tests.app.staged import COUNTY, MONDAY, ROADS, WATER, Stage
from tests.web.conftest import ClientOf


def test_every_grave_act_says_what_remains_possible_and_names_real_acts() -> None:
    without = {act.slug for act in ACTS.values() if act.grave and not act.afterwards}
    assert without == set()
    assert {slug for act in ACTS.values() for slug in act.way_back} <= set(ACTS)
    assert all(act.afterwards for act in ACTS.values() if act.way_back)


def test_an_offer_is_followed_by_the_way_to_withdraw_it(client_of: ClientOf, stage: Stage) -> None:
    stage.open("m", WATER)
    client = client_of(f"p-{WATER}")
    answer = client.post("/matters/m/do/offer/", {"to": "Roads Department", "version": "1", "next": "/today/"})
    assert answer.status_code == 303, answer.content.decode()
    page = client.get(answer["Location"]).content.decode()
    assert "You may withdraw the offer while it is open; that uses one move as well." in page
    assert '<a href="/matters/m/do/withdraw/?ask=2">Withdraw the offer</a>' in page
    assert "Withdraw the offer</a></p>" not in client.get("/today/").content.decode(), "it is said once"


def test_a_part_is_followed_by_the_way_to_take_just_that_part_back(client_of: ClientOf, stage: Stage) -> None:
    stage.open("m", COUNTY, deadline_date=MONDAY.date().replace(month=6))
    stage.do(COUNTY, ClaimMatter(matter="m"))  # type: ignore[arg-type] # a name is an id
    client = client_of(f"p-{COUNTY}")
    form = {"to": "县水务局", "title": "The upper weir", "goal": "It holds", "deadline_date": "2026-05-01"}
    answer = client.post("/matters/m/do/delegate/", {**form, "visibility": "internal", "priority": "0", "version": "2"})
    assert answer.status_code == 303, answer.content.decode()
    page = client.get("/matters/m/").content.decode()
    assert "You may take the part back while nobody verifies it." in page
    assert 'do/recall/">Take the part back</a></p>' in page
    assert "/matters/m/do/recall/" not in page


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_where_no_way_is_open_it_is_said_and_leads_nowhere(client_of: ClientOf, stage: Stage, language: str) -> None:
    stage.open("m", ROADS)
    stage.do(ROADS, OfferMatter(matter="m", to=WATER))  # type: ignore[arg-type] # a name is an id
    client = client_of(f"p-{WATER}", language)
    form = {"reason_class": "lacks_authority", "text": "Not ours.", "ask": "2", "version": "2"}
    answer = client.post("/matters/m/do/return/", form)
    assert answer.status_code == 303, answer.content.decode()
    page = client.get(answer["Location"]).content.decode()
    note = page[page.index('class="note info"') :]
    assert "<a " not in note[: note.index("</div>")]
