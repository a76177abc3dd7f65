"""Changes of the organisation: only who administers makes them, nothing is done that was not shown first."""

import re

import pytest
from django.test import Client

from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.ids import PersonId, PostId, UnitId
from buckstop.domain.matter.commands.accountability import ClaimMatter, OfferMatter
from buckstop.domain.matter.words import Terms, Visibility
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import RenameUnit
from buckstop.domain.posts import Role
from buckstop.web.organisation.every_change import CHANGES
from tests.app.staged import AUDIT, COUNTY, HAMLET, OFFICE, ROADS, TOWN, VILLAGE, WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.county import CLERK, DESK, KEEPER
from tests.web.register_files import do


def _address(slug: str, **about: str) -> str:
    name, value = next(iter(about.items()))
    return f"/organisation/change/{slug}/?{name}={value}"


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def _look(client: Client, address: str, **given: object) -> str:
    """The questions answered: the page with what it would do."""
    first = client.get(address).content.decode()
    kept = {"key": _hidden(first, "key"), "version": _hidden(first, "version")}
    return client.post(address, {**kept, **given}).content.decode()


def _carry_out(client: Client, address: str, **given: object) -> str:
    """Answered, looked at and done: the page it ends on."""
    seen = _look(client, address, **given)
    kept = {name: _hidden(seen, name) for name in ("key", "version", "sure")}
    answer = client.post(address, {**kept, **given})
    assert answer.status_code == 303, answer.content.decode()
    return client.get(answer["Location"]).content.decode()


def _now(stage: Stage) -> Organisation:
    return stage.ledger.organisation()


def test_a_merger_shows_every_matter_it_moves_before_anything_is_written(client_of: ClientOf, stage: Stage) -> None:
    stage.do(ROADS, ClaimMatter(matter=stage.open("bridge", ROADS, title="Mend the bridge")))
    stage.do(AUDIT, OfferMatter(matter=stage.open("books", AUDIT, title="Open the books"), to=ROADS))
    before = _now(stage).version
    page = _look(client_of(KEEPER), _address("merge", unit=ROADS), into="县水务局", document="county-2026-9")
    assert "Roads Department becomes part of 县水务局." in page
    assert "Answers for it: Roads Department → 县水务局." in page
    assert "The offer to Roads Department ends as returned." in page
    assert "The post Head ends; held by: a person whose name is not on record." in page
    assert "Another holder: 1; offers ended: 1;" in page
    assert _now(stage).version == before


@pytest.mark.parametrize("slug", ["merge", "move", "retire", "rename", "short-names", "create-post"])
def test_without_a_unit_the_page_asks_first_which_one_is_meant(client_of: ClientOf, stage: Stage, slug: str) -> None:
    client = client_of(KEEPER)
    page = client.get(f"/organisation/change/{slug}/").content.decode()
    assert "Which unit is it about?" in page
    assert '<option value="平安镇">' in page
    assert ('<option value="清水县">' in page) == (slug in {"rename", "short-names", "create-post"})
    assert client.post(f"/organisation/change/{slug}/", {"name": "x"}).status_code == 200
    assert "Show what it moves" in client.get(f"/organisation/change/{slug}/?unit=平安镇").content.decode()


@pytest.mark.parametrize(
    ("slug", "unit", "said"),
    [
        ("merge", COUNTY, "清水县 is the highest unit: it is never moved, merged or ended."),
        ("move", COUNTY, "清水县 is the highest unit"),
        ("retire", OFFICE, "is the supervision office: it is never merged or ended."),
        ("rename", "no such", "no such"),
    ],
)
def test_a_unit_that_would_be_refused_anyway_is_told_before_anything_is_asked(
    client_of: ClientOf, slug: str, unit: str, said: str
) -> None:
    answer = client_of(KEEPER).get(f"/organisation/change/{slug}/?unit={unit}")
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_unit_is_never_offered_to_itself(client_of: ClientOf, stage: Stage) -> None:
    page = client_of(KEEPER).get(_address("merge", unit=TOWN)).content.decode()
    assert '<option value="平安镇">' not in page
    assert '<option value="县水务局">' in page


def test_done_is_what_was_shown(client_of: ClientOf, stage: Stage) -> None:
    page = _carry_out(client_of(KEEPER), _address("rename", unit=TOWN), name="新平安镇")
    assert "新平安镇" in page
    assert _now(stage).tree.units[TOWN].name == "新平安镇"


def test_answers_changed_after_the_look_are_shown_anew_and_not_done(client_of: ClientOf, stage: Stage) -> None:
    client, address = client_of(KEEPER), _address("rename", unit=TOWN)
    seen = _look(client, address, name="新平安镇")
    kept = {name: _hidden(seen, name) for name in ("key", "version", "sure")}
    answer = client.post(address, {**kept, "name": "老平安镇"})
    assert answer.status_code == 200
    assert "平安镇 is named 老平安镇." in answer.content.decode()
    assert _now(stage).tree.units[TOWN].name == "平安镇"


def test_sent_twice_it_is_done_once(client_of: ClientOf, stage: Stage) -> None:
    client, address = client_of(KEEPER), _address("found", unit=COUNTY)
    given = {"name": "新局", "superior": "清水县", "kind": "department"}
    seen = _look(client, address, **given)
    kept = {name: _hidden(seen, name) for name in ("key", "version", "sure")}
    assert [client.post(address, {**kept, **given}).status_code for _time in range(2)] == [303, 303]
    assert sum(unit.name == "新局" for unit in _now(stage).tree.units.values()) == 1


def test_a_change_of_a_later_day_is_planned_and_can_be_called_off(client_of: ClientOf, stage: Stage) -> None:
    client = client_of(KEEPER)
    _carry_out(client, _address("move", unit=VILLAGE), superior="县水务局", on="2026-04-01")
    (plan,) = _now(stage).plan
    page = client.get("/organisation/plans/").content.decode()
    assert "陈家村 answers to 县水务局." in page
    refused = client.post("/organisation/plans/", {"plan": plan.change, "reason": ""})
    assert refused.status_code == 422
    answer = client.post("/organisation/plans/", {"plan": plan.change, "reason": "the council decided otherwise"})
    assert answer.status_code == 303
    assert _now(stage).plan == ()
    assert client_of(CLERK).post("/organisation/plans/", {"plan": plan.change}).status_code == 404


def test_an_end_with_units_below_says_where_they_have_to_go(client_of: ClientOf, stage: Stage) -> None:
    client = client_of(KEEPER)
    assert "As it stands, nothing would happen." in _look(client, _address("retire", unit=TOWN))
    _carry_out(client, _address("retire", unit=TOWN), children_to="县水务局")
    assert _now(stage).superior(HAMLET) == WATER
    assert not _now(stage).active(TOWN)


def test_somebody_new_is_appointed_with_a_sealed_name(client_of: ClientOf, stage: Stage) -> None:
    client = client_of(KEEPER)
    page = _carry_out(client, _address("create-post", unit=WATER), title="河长", roles=["leader"])
    post = next(post for post in _now(stage).posts_in(WATER) if post.title == "河长")
    assert post.roles == frozenset({Role.LEADER})
    page = _carry_out(client, _address("appoint", post=post.id), person="欧阳文清", new="on")
    assert "欧阳文清" in page
    events = b"".join(event.body for event in stage.ledger.store.events("organisation"))
    assert "欧阳文清".encode() not in events
    assert "Nobody in the register is called so." in _look(client, _address("appoint", post=post.id), person="诸葛")


def test_deputies_and_the_key_post_are_named_in_one_go(client_of: ClientOf, stage: Stage) -> None:
    client, post = client_of(KEEPER), PostId(f"{TOWN}.head")
    deputy = f"{TOWN}.p-town-clerk"
    _carry_out(client, _address("deputies", post=post), first=deputy, key_post="on")
    assert (_now(stage).posts.by_id[post].deputies, _now(stage).posts.by_id[post].key_post) == ((deputy,), True)
    _carry_out(client, _address("deputies", post=post))
    assert (_now(stage).posts.by_id[post].deputies, _now(stage).posts.by_id[post].key_post) == ((), False)


def test_an_end_of_office_and_of_a_post_name_who_is_touched(client_of: ClientOf, stage: Stage) -> None:
    client, post = client_of(KEEPER), PostId(f"{WATER}.{CLERK}")
    page = _look(client, _address("abolish-post", post=post))
    assert "The post Clerk ends." in page
    _carry_out(client, _address("relieve", post=post))
    assert _now(stage).holder_of(post, stage.ledger.now()) is None
    _carry_out(client, _address("abolish-post", post=post))
    assert _now(stage).posts.by_id[post].abolished_at is not None


def test_another_administrator_was_first_nothing_is_lost(client_of: ClientOf, stage: Stage) -> None:
    client, address = client_of(KEEPER), _address("rename", unit=TOWN)
    seen = _look(client, address, name="新平安镇")
    kept = {name: _hidden(seen, name) for name in ("key", "version", "sure")}
    do(stage, RenameUnit(WATER, "县水利局"))
    answer = client.post(address, {**kept, "name": "新平安镇"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed the organisation since you looked." in page
    kept = {name: _hidden(page, name) for name in ("key", "version", "sure")}
    assert client.post(address, {**kept, "name": "新平安镇"}).status_code == 303


def test_titles_of_matters_that_are_not_the_administrators_to_read_are_withheld(
    client_of: ClientOf, stage: Stage
) -> None:
    secret = Terms(goal="quiet", visibility=Visibility.RESTRICTED)
    stage.do(ROADS, ClaimMatter(matter=stage.open("hush", ROADS, title="Hush", terms=secret)))
    page = _look(client_of(KEEPER), _address("merge", unit=ROADS), into="县水务局", document="county-2026-9")
    assert "a matter that is not yours to read" in page
    assert "Hush" not in page
    assert "hush" not in page
    assert not AccessRecord.objects.exists()


@pytest.mark.parametrize("person", [CLERK, f"p-{COUNTY}", f"p-{WATER}", DESK, "p-office"])
def test_for_everybody_else_there_is_no_such_page(client_of: ClientOf, person: str) -> None:
    client = client_of(person)
    for slug, change in CHANGES.items():
        address = _address(slug, post=f"{WATER}.head") if change.about_post else _address(slug, unit=WATER)
        assert client.get(address).status_code == client.post(address).status_code == 404


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_every_change_asks_its_questions(client_of: ClientOf, language: str) -> None:
    client = client_of(KEEPER, language)
    for slug, change in CHANGES.items():
        address = _address(slug, post=f"{WATER}.head") if change.about_post else _address(slug, unit=WATER)
        if change.subject is not None:  # of what of the unit it is, this address does not say
            assert client.get(address).status_code == client.post(address).status_code == 404
            continue
        assert client.get(address).status_code == 200
        assert client.post(address).status_code in {200, 422}


def test_unknown_changes_units_and_posts_are_not_found(client_of: ClientOf) -> None:
    client = client_of(KEEPER)
    for address in ("explode/?unit=water", "appoint/", f"appoint/?post={PersonId('x')}"):
        assert client.get(f"/organisation/change/{address}").status_code == 404


def test_a_name_that_several_units_bear_asks_which(client_of: ClientOf, stage: Stage) -> None:
    client = client_of(KEEPER)
    given = {"name": "Twin", "kind": "team", "superior": "清水县"}
    for unit in ("twin-1", "twin-2"):
        _carry_out(client, _address("found", unit=COUNTY), id=unit, **given)
    page = _look(client, _address("move", unit=VILLAGE), superior="Twin")
    assert "Several units are called so." in page
    assert "Twin (twin-1), Twin (twin-2)" in page
    _carry_out(client, _address("move", unit=VILLAGE), superior="Twin (twin-2)")
    assert _now(stage).superior(VILLAGE) == UnitId("twin-2")
