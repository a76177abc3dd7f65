"""Who is away: who may say so, what it does, and what stands in the way."""

from datetime import timedelta

import pytest

from buckstop.domain.ids import PostId
from buckstop.domain.organisation_commands import RegisterAbsence
from buckstop.ledger.codec import decode
from buckstop.ledger.store import ORGANISATION
from tests.app.staged import DAY, OFFICE, ROADS, TOWN, WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.county import AUDITOR, CLERK, INSPECTOR, KEEPER, TOWN_CLERK
from tests.web.register_files import do

HEAD, DEPUTY = PostId(f"{WATER}.head"), PostId(f"{WATER}.{CLERK}")


def _say(client_of: ClientOf, person: str, language: str = "en", **given: str) -> tuple[int, str]:
    client = client_of(person, language)
    answer = client.post("/organisation/absences/", {"post": HEAD, "do": "begin", **given})
    if answer.status_code != 303:
        return answer.status_code, answer.content.decode()
    return 303, client.get(answer["Location"]).content.decode()


def test_whoever_goes_away_says_so_and_the_deputy_acts(client_of: ClientOf, stage: Stage) -> None:
    status, page = _say(client_of, f"p-{WATER}", until="2026-03-06", deputy=DEPUTY)
    assert status == 303
    assert "Head: away from now until 2026-03-06 24:00." in page
    acting = stage.ledger.organisation().who_acts_for(HEAD, stage.ledger.now())
    assert acting is not None
    assert (acting.person, acting.held) == (CLERK, DEPUTY)
    assert "You act for Head, whose holder is away." in client_of(CLERK).get("/today/").content.decode()


def test_the_button_says_what_it_does(client_of: ClientOf) -> None:
    page = client_of(f"p-{WATER}").get("/organisation/absences/").content.decode()
    assert '<button class="main" name="do" value="begin">Say who is away<span' in page


def test_whoever_is_away_comes_back_by_themselves(client_of: ClientOf, stage: Stage) -> None:
    do(stage, RegisterAbsence(HEAD, DEPUTY))
    stage.later(timedelta(hours=2))
    status, page = _say(client_of, f"p-{WATER}", do="end")
    assert status == 303
    assert "Head: back. Its holder acts again." in page
    assert stage.ledger.organisation().posts.absence_of(HEAD, stage.ledger.now()) is None


def test_an_absence_to_come_is_shown_and_can_be_called_off(client_of: ClientOf, stage: Stage) -> None:
    now = stage.ledger.now()
    do(stage, RegisterAbsence(HEAD, DEPUTY, now + DAY, now + 3 * DAY))
    page = client_of(f"p-{WATER}").get("/organisation/absences/").content.decode()
    assert "Away from 2026-03-03 09:00 until 2026-03-05 09:00; Clerk acts." in page
    _status, page = _say(client_of, f"p-{WATER}", do="end")
    assert "the planned absence is called off" in page
    assert stage.ledger.organisation().posts.absence_of(HEAD, now + 2 * DAY) is None


def test_the_first_day_away_is_told_as_a_day(client_of: ClientOf, stage: Stage) -> None:
    status, page = _say(client_of, f"p-{WATER}", **{"from": "2026-03-05", "until": "2026-03-06"})
    assert status == 303
    assert "Head: away from 2026-03-05 until 2026-03-06 24:00." in page
    assert "Away from 2026-03-05 until 2026-03-06 24:00;" in page


def test_days_that_make_no_sense_are_told_and_what_was_typed_stays(client_of: ClientOf) -> None:
    status, page = _say(client_of, f"p-{WATER}", **{"from": "2026-03-20", "until": "2026-03-10"})
    assert status == 422
    assert "Nothing was written." in page
    assert 'value="2026-03-20"' in page
    status, page = _say(client_of, f"p-{WATER}", **{"from": "2026-01-05"})
    assert status == 422
    assert "This day has begun already." in page


@pytest.mark.parametrize("person", [f"p-{ROADS}", TOWN_CLERK, AUDITOR, CLERK])
def test_strangers_to_the_post_find_no_such_page(client_of: ClientOf, person: str) -> None:
    assert _say(client_of, person)[0] == 404
    assert client_of(person).get("/organisation/absences/", {"post": HEAD}).status_code == 404


def test_a_leader_says_so_for_their_people_and_who_administers_for_everybody(client_of: ClientOf, stage: Stage) -> None:
    page = client_of(f"p-{WATER}").get("/organisation/absences/", {"post": DEPUTY}).content.decode()
    assert "No deputy is named for this post" in page
    assert _say(client_of, KEEPER)[0] == 303
    assert stage.ledger.organisation().posts.absence_of(HEAD, stage.ledger.now()) is not None


@pytest.mark.parametrize("person", [KEEPER, INSPECTOR, f"p-{OFFICE}"])
def test_who_administers_and_the_office_see_every_absence_by_unit(
    client_of: ClientOf, stage: Stage, person: str
) -> None:
    client = client_of(person)
    assert "Nobody else is away, and nobody will be." in client.get("/organisation/absences/").content.decode()
    do(stage, RegisterAbsence(HEAD, DEPUTY))
    page = client.get("/organisation/absences/").content.decode()
    assert f'id="post-{HEAD}"' in page
    assert "县水务局" in page
    narrowed = client.get("/organisation/absences/", {"q": "Roads"}).content.decode()
    assert "Nobody who fits is away, and nobody will be." in narrowed
    assert f'id="post-{ROADS}.head"' in narrowed
    assert f'id="post-{HEAD}"' not in narrowed
    assert f'id="post-{HEAD}"' in client.get("/organisation/absences/", {"q": "水务"}).content.decode()
    assert "is called so" in client.get("/organisation/absences/", {"q": "no such"}).content.decode()


def test_who_administers_is_led_to_naming_deputies(client_of: ClientOf) -> None:
    link = f"/organisation/change/deputies/?post={TOWN}.head"
    assert link in client_of(KEEPER).get("/organisation/absences/", {"q": "平安镇"}).content.decode()
    page = client_of(INSPECTOR).get("/organisation/absences/", {"q": "平安镇"}).content.decode()
    assert link not in page
    assert "Ask whoever administers the organisation to name one." in page


def test_an_absence_entered_for_somebody_names_who_entered_it(client_of: ClientOf, stage: Stage) -> None:
    status, page = _say(client_of, INSPECTOR)
    assert status == 303
    assert "Entered by a person whose name is not on record." in page
    (entry,) = [one for one in stage.ledger.store.events(ORGANISATION) if b"absence_registered" in one.body]
    by = decode(entry.body).by
    assert by is not None
    assert (by.person, by.unit) == (INSPECTOR, OFFICE)
    assert _say(client_of, f"p-{WATER}", do="end")[0] == 303
    assert _say(client_of, f"p-{WATER}")[0] == 303
    assert "Entered by" not in client_of(KEEPER).get("/organisation/absences/").content.decode()


@pytest.mark.parametrize("person", [CLERK, f"p-{WATER}", AUDITOR])
def test_nobody_else_is_shown_everybody(client_of: ClientOf, stage: Stage, person: str) -> None:
    page = client_of(person).get("/organisation/absences/", {"q": "Roads"}).content.decode()
    assert "Everybody who is away" not in page
    assert f"{ROADS}.head" not in page


def test_two_who_act_on_the_same_version_do_not_overwrite_each_other(client_of: ClientOf, stage: Stage) -> None:
    seen = str(stage.ledger.organisation().version)
    do(stage, RegisterAbsence(HEAD, DEPUTY))
    status, page = _say(client_of, f"p-{WATER}", version=seen, do="end")
    assert status == 409
    assert "Somebody changed the organisation since you looked." in page


def test_a_post_without_a_deputy_cannot_be_left(client_of: ClientOf) -> None:
    client = client_of(f"p-{TOWN}")
    answer = client.post("/organisation/absences/", {"post": f"{TOWN}.head", "do": "begin"})
    assert answer.status_code == 422
    assert "Nothing was written." in answer.content.decode()
