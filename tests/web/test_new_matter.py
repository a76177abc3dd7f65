"""A matter is opened on one's own unit, with what follows at once."""

import re

import pytest
from django.test import Client

from buckstop.app.queries import matter_page
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.words import Origin, Phase, Terms, Visibility
from buckstop.domain.organisation_commands import RetireUnit
from tests.app.staged import ROADS, TOWN, WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.county import CLERK, DESK
from tests.web.register_files import do

ASKED = {
    "origin": "own",
    "title": "Mend the weir",
    "goal": "The weir holds",
    "criteria": "no leak at 2 m\n\nphotographs of both banks",
    "deadline_date": "2026-06-30",
    "priority": "0",
    "visibility": "internal",
    "profile": "normal",
    "then": "later",
}


def _key(client: Client) -> str:
    found = re.search(r'name="key" value="([0-9a-f]+)"', client.get("/matters/new/").content.decode())
    assert found
    return found.group(1)


def _opened(client: Client, stage: Stage, **more: str) -> MatterId:
    answer = client.post("/matters/new/", {**ASKED, "key": _key(client), **more})
    assert answer.status_code == 303, answer.content.decode()
    (name,) = stage.ledger.store.streams("matter")
    return MatterId(name)


def test_what_was_asked_stands_in_the_ledger_under_an_id_nobody_chose(client_of: ClientOf, stage: Stage) -> None:
    name = _opened(client_of("p-water"), stage)
    page = matter_page(stage.ledger, name)
    assert page is not None
    assert re.fullmatch(r"20260302-[a-z2-7]{8}", name)
    assert page.matter.holder == WATER
    assert page.matter.terms.criteria == ("no leak at 2 m", "photographs of both banks")
    assert page.matter.terms.visibility is Visibility.INTERNAL
    assert page.matter.phase is Phase.HELD


def test_keeping_it_settles_it_at_once(client_of: ClientOf, stage: Stage) -> None:
    assert stage.matter(_opened(client_of("p-water"), stage, then="keep")).phase is Phase.SETTLED


def test_offering_it_moves_nothing_yet(client_of: ClientOf, stage: Stage) -> None:
    matter = stage.matter(_opened(client_of("p-water"), stage, then="offer", to="Roads Department"))
    assert matter.offer is not None
    assert (matter.holder, matter.offer.to) == (WATER, ROADS)


def test_delegating_parts_is_asked_on_the_next_page(client_of: ClientOf, stage: Stage) -> None:
    client = client_of("p-water")
    answer = client.post("/matters/new/", {**ASKED, "key": _key(client), "then": "delegate"})
    (name,) = stage.ledger.store.streams("matter")
    assert answer["Location"] == f"/matters/{name}/do/delegate/"


def test_the_same_form_sent_twice_opens_one_matter(client_of: ClientOf, stage: Stage) -> None:
    client = client_of("p-water")
    sent = {**ASKED, "key": _key(client), "then": "keep"}
    assert [client.post("/matters/new/", sent).status_code for _ in range(2)] == [303, 303]
    assert len(list(stage.ledger.store.streams("matter"))) == 1


def test_an_offer_without_a_receiver_opens_nothing_and_keeps_what_was_typed(client_of: ClientOf, stage: Stage) -> None:
    client = client_of("p-water")
    answer = client.post("/matters/new/", {**ASKED, "key": _key(client), "then": "offer"})
    assert answer.status_code == 422
    assert "Name the unit it is offered to." in answer.content.decode()
    assert "photographs of both banks" in answer.content.decode()
    assert list(stage.ledger.store.streams("matter")) == []


def test_the_receiver_is_asked_for_only_where_it_is_offered_and_a_leftover_name_offers_nothing(
    client_of: ClientOf, stage: Stage
) -> None:
    client = client_of("p-water")
    page = client.get("/matters/new/").content.decode()
    assert re.findall(r'class="field when-then-offer">\s*<label for="id_(\w+)"', page) == ["to", "approval"]
    assert re.search(r'name="then" value="offer"[^>]*>', page), "the style sheet looks for it"
    kept = stage.matter(_opened(client, stage, then="keep", to="Roads Department"))
    assert (kept.phase, kept.offer) == (Phase.SETTLED, None)


def test_what_follows_and_is_refused_is_said_and_the_matter_stands(client_of: ClientOf, stage: Stage) -> None:
    client = client_of("p-water")
    answer = client.post("/matters/new/", {**ASKED, "key": _key(client), "then": "offer", "to": "清水县"}, follow=True)
    assert "What was to follow was not done" in answer.content.decode()
    (name,) = stage.ledger.store.streams("matter")
    assert stage.matter(name).offer is None


def test_before_the_click_it_says_who_answers_and_who_is_asked_by_when(client_of: ClientOf, stage: Stage) -> None:
    stage.open("held", ROADS)
    client = client_of("p-water")
    sent = {**ASKED, "key": _key(client), "then": "offer", "to": "roads", "minimum_days": "200", "preview": "1"}
    said = client.post("/matters/new/", sent, headers={"HX-Request": "true"}).content.decode()
    assert "县水务局 answers for it from now on." in said
    assert 'Roads Department answers the offer by <span class="number">2026-03-05</span> 24:00' in said
    assert "Open matters with Roads Department already: 1." in said
    assert "Working days the work needs at least: 200" in said
    assert "<html" not in said


def test_a_citizens_words_are_sealed_and_never_in_the_log(client_of: ClientOf, stage: Stage) -> None:
    name = _opened(
        client_of(DESK), stage, origin="request", words="The weir drips on my field", contact="138 0000 0000"
    )
    matter = stage.matter(name)
    assert matter.origin is Origin.REQUEST
    assert matter.requester == f"citizen-{name}"
    assert not any(b"drips" in event.body for event in stage.ledger.store.events(name))
    assert {one.name for one in stage.ledger.store.sealed(name)} == {"words", "contact"}


def test_who_takes_requests_in_opens_nothing_else(client_of: ClientOf) -> None:
    assert 'value="own"' not in client_of(DESK).get("/matters/new/").content.decode()


@pytest.mark.parametrize("person", [CLERK, "p-auditor", "p-keeper"])
def test_who_may_open_nothing_finds_no_form(client_of: ClientOf, person: str) -> None:
    assert client_of(person).get("/matters/new/").status_code == 403


def test_one_like_another_begins_with_its_terms_and_the_day_that_was_named(client_of: ClientOf, stage: Stage) -> None:
    stage.open("old", WATER, title="Spring check", terms=Terms(goal="All weirs seen", criteria=("a list", "pictures")))
    page = client_of("p-water").get("/matters/new/?like=old&due=2026-06-01").content.decode()
    assert 'value="Spring check"' in page
    assert "a list\npictures</textarea>" in page
    assert 'value="2026-06-01"' in page


def test_supports_are_named_when_it_is_opened_and_nobody_is_asked_by_it(client_of: ClientOf, stage: Stage) -> None:
    client = client_of("p-water")
    named = {"supports": ["Roads Department", "平安镇", ""]}
    shown = client.post("/matters/new/", {**ASKED, **named, "key": _key(client), "preview": "1"}).content.decode()
    assert "Named to support: Roads Department, 平安镇. Naming asks nobody and starts no clock;" in shown
    assert "Naming asks nobody: the unit that answers" in shown, "the question says so, too"
    answer = client.post("/matters/new/", {**ASKED, **named, "key": _key(client), "then": "keep"})
    assert answer.status_code == 303
    (name,) = stage.ledger.store.streams("matter")
    matter = stage.matter(name)
    assert (matter.terms.supports, matter.supports) == ((ROADS, TOWN), ())


def test_one_like_another_names_its_supports_as_far_as_they_are_there(client_of: ClientOf, stage: Stage) -> None:
    stage.open("old", WATER, terms=Terms(goal="All weirs seen", supports=(ROADS, TOWN)))
    do(stage, RetireUnit(ROADS, TOWN, "county-2026-9"))
    page = client_of("p-water").get("/matters/new/?like=old").content.decode()
    assert re.search(r'name="supports"[^>]*value="平安镇"', page)
    assert "nothing would happen" not in page
    assert "Named to support: 平安镇." in page


def test_none_is_like_what_one_may_not_see(client_of: ClientOf, stage: Stage) -> None:
    stage.open("old", WATER, terms=Terms(goal="Hush", visibility=Visibility.RESTRICTED))
    assert client_of("p-roads").get("/matters/new/?like=old").status_code == 404


def test_the_page_speaks_chinese(client_of: ClientOf) -> None:
    assert '<html lang="zh-Hans"' in client_of("p-water", "zh_Hans").get("/matters/new/").content.decode()
