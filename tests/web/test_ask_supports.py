"""Asking the supports a matter's terms name: seen before, done in one click, told by unit, done once."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from buckstop.app import named_supports
from buckstop.app.answers import Accepted, Refused, Submission
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.commands.accountability import AcceptOffer, ClaimMatter, OfferMatter
from buckstop.domain.matter.commands.asks import AskSupport
from buckstop.domain.matter.commands.work import AddNote, ReportDone
from buckstop.domain.matter.words import Terms, Visibility
from buckstop.domain.organisation_commands import RetireUnit
from tests.app.staged import AUDIT, COUNTY, ROADS, TOWN, WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.county import CLERK
from tests.web.register_files import do

ADDRESS = "/matters/m/supports/"
JUNE = date(2026, 6, 30)
NAMED = Terms(goal="The weir holds", supports=(ROADS, TOWN))


def held(stage: Stage, terms: Terms = NAMED, **more: Any) -> None:
    """A matter the waters lead."""
    stage.open("m", WATER, terms=terms, **{"deadline_date": JUNE, **more})
    stage.do(WATER, ClaimMatter(matter="m"))  # type: ignore[arg-type] # a name is an id


def sent(client: Client, **changed: Any) -> dict[str, Any]:
    """What a browser sends that changes nothing of the form but this."""
    page = client.get(ADDRESS).content.decode()
    found = dict(re.findall(r'name="(key|version|what-\w+|wanted-\w+)" value="([^"]*)"', page))
    found |= {
        name: value.strip() for name, value in re.findall(r'<textarea name="(what-\w+)"[^>]*>([^<]*)</textarea>', page)
    }
    found |= dict(re.findall(r'<input type="date" name="(wanted-\w+)" value="([^"]*)"', page))
    return {**found, "unit": re.findall(r'name="unit" value="([^"]+)"', page), **changed}


def asked(stage: Stage) -> list[tuple[str, str, date]]:
    return [(one.supporter, one.what, one.wanted_date) for one in stage.matter("m").supports]


def test_the_page_says_what_each_is_asked_and_till_when_before_the_click(client_of: ClientOf, stage: Stage) -> None:
    held(stage)
    page = client_of(f"p-{WATER}").get(ADDRESS).content.decode()
    assert "Roads Department is asked, needed by 2026-06-30. It says by 2026-03-" in page
    assert "平安镇 is asked, needed by 2026-06-30." in page
    assert "Support for “Mend the weir”, as its terms name you." in page
    assert stage.names("m") == ["matter.opened", "matter.claimed"]


def test_one_click_asks_them_all_each_on_its_own_clock(client_of: ClientOf, stage: Stage) -> None:
    held(stage)
    client = client_of(f"p-{WATER}")
    answer = client.post(ADDRESS, sent(client))
    assert (answer.status_code, answer["Location"]) == (303, "/matters/m/")
    assert [one for one, *_ in asked(stage)] == [ROADS, TOWN]
    assert all(support.timer is not None for support in stage.matter("m").supports)
    page = client.get("/matters/m/").content.decode()
    assert "Asked for support: Roads Department, 平安镇." in page
    assert 'href="/matters/m/supports/"' not in page


def test_who_is_not_ticked_is_not_asked_and_waits(client_of: ClientOf, stage: Stage) -> None:
    held(stage)
    client = client_of(f"p-{WATER}")
    typed = {f"what-{TOWN}": "Forty people for sandbags", f"wanted-{TOWN}": "2026-03-20"}
    assert client.post(ADDRESS, sent(client, unit=[TOWN], **typed)).status_code == 303
    assert asked(stage) == [(TOWN, "Forty people for sandbags", date(2026, 3, 20))]
    page = client.get(ADDRESS).content.decode()
    assert f'name="unit" value="{ROADS}"' in page
    assert f'name="unit" value="{TOWN}"' not in page
    assert '平安镇 <span class="tag">asked</span>' in page


def test_sent_twice_nobody_is_asked_twice(client_of: ClientOf, stage: Stage) -> None:
    held(stage)
    client = client_of(f"p-{WATER}")
    form = sent(client)
    client.post(ADDRESS, form)
    before = stage.names("m")
    client.post(ADDRESS, form)
    assert stage.names("m") == before


def test_one_that_cannot_be_asked_stops_no_other_and_is_told_with_its_reason(client_of: ClientOf, stage: Stage) -> None:
    held(stage)
    client = client_of(f"p-{WATER}")
    answer = client.post(ADDRESS, sent(client, **{f"wanted-{ROADS}": "2026-02-20"}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert [one for one, *_ in asked(stage)] == [TOWN]
    assert "Roads Department was not asked:" in page
    assert "Asked for support: 平安镇." in page
    assert 'value="2026-02-20"' in page, "what was typed is still there"
    again = sent(client, **{f"wanted-{ROADS}": "2026-03-20"})
    assert client.post(ADDRESS, again).status_code == 303
    assert [one for one, *_ in asked(stage)] == [TOWN, ROADS]


def test_who_was_overtaken_asks_nobody_and_is_told_what_happened(client_of: ClientOf, stage: Stage) -> None:
    held(stage)
    client = client_of(f"p-{WATER}")
    form = sent(client)
    stage.do(WATER, AddNote(matter="m", text="The bridge is closed"))  # type: ignore[arg-type] # a name is an id
    answer = client.post(ADDRESS, form)
    assert answer.status_code == 409
    assert "Something happened since you looked" in answer.content.decode()
    assert asked(stage) == []


@pytest.mark.parametrize("changed", [{"unit": []}, {f"what-{ROADS}": ""}, {f"wanted-{ROADS}": "soon"}])
def test_what_is_missing_is_said_and_nothing_is_done(
    client_of: ClientOf, stage: Stage, changed: dict[str, Any]
) -> None:
    held(stage)
    client = client_of(f"p-{WATER}")
    answer = client.post(ADDRESS, sent(client, **changed))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert asked(stage) == []


def test_without_a_deadline_no_day_is_made_up(client_of: ClientOf, stage: Stage) -> None:
    held(stage, deadline_date=None)
    page = client_of(f"p-{WATER}").get(ADDRESS).content.decode()
    assert re.search(r'name="wanted-roads"(?![^>]*value="2)', page)
    assert "needed by" not in page


def test_only_the_leader_of_the_holder_asks(client_of: ClientOf, stage: Stage) -> None:
    held(stage)
    for person, status in ((CLERK, 403), (f"p-{COUNTY}", 403), (f"p-{ROADS}", 404), (f"p-{AUDIT}", 404)):
        client = client_of(person)
        page = client.get(ADDRESS)
        assert page.status_code == status, person
        assert 'class="main"' not in page.content.decode()
        answer = client.post(ADDRESS, {"unit": [ROADS], "what-roads": "x", "wanted-roads": "2026-06-01"})
        assert answer.status_code in {404, 422}, person
    assert asked(stage) == []


def test_a_restricted_matter_is_not_found_by_who_is_only_named(client_of: ClientOf, stage: Stage) -> None:
    held(stage, replace(NAMED, visibility=Visibility.RESTRICTED))
    assert client_of(f"p-{ROADS}").get(ADDRESS).status_code == 404
    assert client_of(f"p-{ROADS}").get("/matters/m/").status_code == 404


def test_the_matter_shows_who_is_named_and_how_it_stands(client_of: ClientOf, stage: Stage) -> None:
    held(stage, replace(NAMED, supports=(ROADS, COUNTY, WATER)))
    stage.do(WATER, AskSupport(matter="m", supporter=ROADS, what="x", wanted_date=JUNE))  # type: ignore[arg-type] # a name is an id
    page = " ".join(client_of(f"p-{WATER}").get("/matters/m/").content.decode().split())
    assert 'Roads Department <span class="small quiet">asked</span>' in page
    assert "stands above who answers for it: ask it upward instead" in page
    assert "answers for the matter itself" in page
    paper = client_of(f"p-{WATER}").get("/matters/m/paper/").content.decode()
    assert "Roads Department (asked)" in paper


def test_once_the_work_is_done_nobody_is_said_to_be_asked_yet(client_of: ClientOf, stage: Stage) -> None:
    held(stage)
    stage.do(WATER, ReportDone(matter=stage.matter("m").id, text="Mended."))
    page = client_of(f"p-{WATER}").get("/matters/m/").content.decode()
    assert "was not asked" in page
    assert "not asked yet" not in page


def test_of_a_unit_that_ended_the_one_that_took_over_is_asked(client_of: ClientOf, stage: Stage) -> None:
    held(stage, replace(NAMED, supports=(ROADS,)))
    do(stage, RetireUnit(ROADS, TOWN, "county-2026-9"))
    page = client_of(f"p-{WATER}").get("/matters/m/").content.decode()
    assert "平安镇, in the place of Roads Department" in page
    client = client_of(f"p-{WATER}")
    client.post(ADDRESS, sent(client))
    assert [one for one, *_ in asked(stage)] == [TOWN]
    assert "Nobody named is left to be asked." in client.get(ADDRESS).content.decode()


def test_today_tells_the_leader_who_accepted_and_nobody_before(client_of: ClientOf, stage: Stage) -> None:
    stage.open("m", COUNTY, terms=NAMED, deadline_date=JUNE)
    stage.do(COUNTY, OfferMatter(matter="m", to=WATER))  # type: ignore[arg-type] # a name is an id
    line = "Supports are named and not asked yet: ask them."
    for unit in (COUNTY, WATER):
        assert line not in client_of(f"p-{unit}").get("/today/").content.decode()
    stage.do(WATER, AcceptOffer(matter="m", offer=2))  # type: ignore[arg-type] # a name is an id
    page = client_of(f"p-{WATER}").get("/today/").content.decode()
    assert line in page
    assert "Roads Department, 平安镇" in page
    assert 'href="/matters/m/supports/"' in page
    assert line not in client_of(f"p-{COUNTY}").get("/today/").content.decode()
    for unit in (ROADS, TOWN):
        stage.do(WATER, AskSupport(matter="m", supporter=UnitId(unit), what="x", wanted_date=JUNE))  # type: ignore[arg-type] # a name is an id
    assert line not in client_of(f"p-{WATER}").get("/today/").content.decode()


WAIVING = "/matters/m/do/waive-supports/"


def test_whom_the_holder_does_not_need_leaves_today_and_stands_there_with_the_reason(
    client_of: ClientOf, stage: Stage
) -> None:
    stage.open("m", COUNTY, terms=NAMED, deadline_date=JUNE)
    stage.do(COUNTY, OfferMatter(matter="m", to=WATER))  # type: ignore[arg-type] # a name is an id
    stage.do(WATER, AcceptOffer(matter="m", offer=2))  # type: ignore[arg-type] # a name is an id
    stage.do(WATER, AskSupport(matter="m", supporter=TOWN, what="x", wanted_date=JUNE))  # type: ignore[arg-type] # a name is an id
    client, line = client_of(f"p-{WATER}"), "Supports are named and not asked yet: ask them."
    today = client.get("/today/").content.decode()
    assert line in today
    assert f'href="{WAIVING}"' in today
    assert f'href="{WAIVING}"' in client.get(ADDRESS).content.decode()
    shown = client.get(WAIVING).content.decode()
    assert 'value="roads"' in shown
    assert 'value="town"' not in shown, "who was asked has the word"
    answer = client.post(WAIVING, {"units": ["roads"], "reason": "No road is cut", "version": "4"})
    assert answer.status_code == 303
    assert line not in client.get("/today/").content.decode()
    for person in (WATER, COUNTY):
        page = " ".join(client_of(f"p-{person}").get("/matters/m/").content.decode().split())
        assert 'Roads Department <span class="small quiet">not needed: No road is cut</span>' in page, person
        assert "does not need the support of Roads Department, which the terms name. Reason: No road is cut" in page


def test_who_is_not_needed_may_be_asked_after_all(client_of: ClientOf, stage: Stage) -> None:
    held(stage, replace(NAMED, supports=(ROADS,)))
    client = client_of(f"p-{WATER}")
    client.post(WAIVING, {"units": ["roads"], "reason": "No road is cut", "version": "2"})
    page = client.get(ADDRESS).content.decode()
    assert '<span class="tag">not needed</span>' in page
    assert "No road is cut" in page
    client.post(
        "/matters/m/do/support/",
        {"supporter": "roads", "what": "A digger", "wanted_date": "2026-05-01", "version": "3"},
    )
    assert [one for one, *_ in asked(stage)] == [ROADS]
    assert '<span class="tag">asked</span>' in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize(("back", "where"), [("/today/", "/today/"), ("https://elsewhere.example/", "/matters/m/")])
def test_it_leads_back_only_within_this_place(client_of: ClientOf, stage: Stage, back: str, where: str) -> None:
    held(stage)
    client = client_of(f"p-{WATER}")
    assert client.post(ADDRESS, sent(client, next=back))["Location"] == where


def test_what_stopped_half_way_goes_on_where_it_stopped(
    client_of: ClientOf, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(stage)
    client = client_of(f"p-{WATER}")
    form = sent(client)
    with monkeypatch.context() as cut:
        _broken_after_one(cut)
        with pytest.raises(ConnectionError):
            client.post(ADDRESS, form)
    assert [one for one, *_ in asked(stage)] == [ROADS]
    assert client.post(ADDRESS, form).status_code == 303
    assert [one for one, *_ in asked(stage)] == [ROADS, TOWN]
    page = client.get("/matters/m/").content.decode()
    assert "Asked for support: Roads Department, 平安镇." in page


def test_what_stopped_half_way_does_not_go_on_over_what_somebody_else_did(
    client_of: ClientOf, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(stage)
    client = client_of(f"p-{WATER}")
    form = sent(client)
    with monkeypatch.context() as cut:
        _broken_after_one(cut)
        with pytest.raises(ConnectionError):
            client.post(ADDRESS, form)
    stage.do(WATER, AddNote(matter="m", text="The bridge is closed"))  # type: ignore[arg-type] # a name is an id
    answer = client.post(ADDRESS, form)
    assert answer.status_code == 409
    assert "Something happened since you looked" in answer.content.decode()
    assert [one for one, *_ in asked(stage)] == [ROADS]


def test_everything_sent_again_is_answered_as_the_first_time(client_of: ClientOf, stage: Stage) -> None:
    held(stage)
    client = client_of(f"p-{WATER}")
    form = sent(client)
    client.post(ADDRESS, form)
    stage.do(WATER, AddNote(matter="m", text="The bridge is closed"))  # type: ignore[arg-type] # a name is an id
    answer = client.post(ADDRESS, form)
    assert (answer.status_code, answer["Location"]) == (303, "/matters/m/")
    assert [one for one, *_ in asked(stage)] == [ROADS, TOWN]


def _broken_after_one(cut: pytest.MonkeyPatch) -> None:
    """The connection breaks once the first unit is asked."""
    done: list[str] = []

    def once(ledger: Ledger, submission: Submission) -> Accepted | Refused:
        if done:
            raise ConnectionError
        done.append(submission.key)
        return handle(ledger, submission)

    cut.setattr(named_supports, "handle", once)
