"""Lines of business, the supervision office, the outside arbiter: seen before they change, changed by who administers."""

import re

from django.test import Client

from buckstop.domain.ids import LineId
from buckstop.domain.organisation import Organisation
from tests.app.staged import CITY, COUNTY, OFFICE, ROADS, TOWN, WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.county import KEEPER
from tests.web.register_files import landed

LINE = LineId("水务")


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def change(client: Client, address: str, **given: str) -> tuple[str, str]:
    """The page that shows what would happen, and the one after it did."""
    path = f"/organisation/change/{address}"
    seen = client.post(path, given).content.decode()
    kept = {name: hidden(seen, name) for name in ("key", "version", "sure")}
    assert kept["sure"], seen
    return seen, landed(client, client.post(path, {**kept, **given}))


def now(stage: Stage) -> Organisation:
    return stage.ledger.organisation()


def test_a_line_relation_is_added_and_ended_from_the_page_of_a_unit(client_of: ClientOf, stage: Stage) -> None:
    client = client_of(KEEPER)
    seen, page = change(client, "add-line/?unit=town", line=LINE, upper="县水务局", lower="平安镇")
    assert "县水务局 guides 平安镇 in the line 水务." in seen
    assert now(stage).lines[LINE] == {(WATER, TOWN)}
    end = re.search(r'href="(/organisation/change/end-line/[^"]+)"', page)
    assert end is not None
    address = end[1].replace("&amp;", "&").removeprefix("/organisation/change/")
    assert "水务: 县水务局 guides 平安镇" in client.get(f"/organisation/change/{address}").content.decode()
    seen, page = change(client, address)
    assert "县水务局 no longer guides 平安镇 in the line 水务." in seen
    assert not now(stage).lines.get(LINE)
    assert client.get(f"/organisation/change/{address}").status_code == 404


def test_nobody_guides_who_guides_it(client_of: ClientOf) -> None:
    client = client_of(KEEPER)
    change(client, "add-line/?unit=town", line=LINE, upper="县水务局", lower="平安镇")
    page = client.post(
        "/organisation/change/add-line/?unit=town", {"line": LINE, "upper": "平安镇", "lower": "县水务局"}
    ).content.decode()
    assert "As it stands, nothing would happen." in page


def test_another_unit_becomes_the_supervision_office(client_of: ClientOf, stage: Stage) -> None:
    client = client_of(KEEPER)
    seen, page = change(client, "office/", office="审计局")
    assert "审计局 becomes the supervision office." in seen
    assert 'class="grave"' in seen
    assert now(stage).office == "audit"
    assert "审计局 becomes the supervision office." in page
    change(client, "office/", office="县督查室")
    assert now(stage).office == OFFICE


def test_the_outside_arbiter_gets_another_name_and_keeps_its_posts(client_of: ClientOf, stage: Stage) -> None:
    change(client_of(KEEPER), "outside-arbiter/", name="清河市人民政府")
    assert now(stage).outside_arbiter == CITY
    assert now(stage).outside_arbiters[CITY] == "清河市人民政府"


def test_what_a_new_body_needs_is_said_where_one_says_that_it_is_new(client_of: ClientOf) -> None:
    page = client_of(KEEPER).get("/organisation/change/outside-arbiter/").content.decode()
    _before, tick = page.split("It is another body than now")
    assert "A new body has no posts: create one there and appoint somebody" in tick


def test_another_body_becomes_outside_arbiter_gets_a_post_and_the_former_may_come_back(
    client_of: ClientOf, stage: Stage
) -> None:
    client = client_of(KEEPER)
    change(client, "outside-arbiter/", name="省政府督查室", another="on")
    arbiter = now(stage).outside_arbiter
    assert arbiter != CITY
    assert now(stage).posts_in(arbiter) == ()
    page = client.get("/organisation/").content.decode()
    assert f'href="/organisation/change/create-post/?unit={arbiter}"' in page
    change(client, f"create-post/?unit={arbiter}", title="Director", roles="leader")
    assert [post.title for post in now(stage).posts_in(arbiter)] == ["Director"]
    change(client, "outside-arbiter/", name="清河市", another="on")
    assert now(stage).outside_arbiter == CITY


def test_what_would_change_nothing_is_refused_before_the_click(client_of: ClientOf) -> None:
    client = client_of(KEEPER)
    for address, given in (("office/", {"office": "县督查室"}), ("outside-arbiter/", {"name": "清河市"})):
        page = client.post(f"/organisation/change/{address}", given).content.decode()
        assert hidden(page, "sure") == ""
        assert "As it stands, nothing would happen." in page


def test_a_unit_shows_lines_to_everybody_and_their_end_to_who_administers(client_of: ClientOf, stage: Stage) -> None:
    change(client_of(KEEPER), "add-line/?unit=town", line=LINE, upper="县水务局", lower="平安镇")
    for unit in (WATER, TOWN):
        page = client_of(f"p-{ROADS}").get(f"/organisation/unit/{unit}/").content.decode()
        assert "水务: 县水务局 guides 平安镇" in page
        assert "end-line" not in page
    assert "end-line" not in client_of(f"p-{COUNTY}").get("/organisation/unit/town/").content.decode()
