"""The tree of units: who holds which post, who is away, what is found by words."""

import pytest

from buckstop.domain.ids import PostId
from buckstop.domain.organisation_commands import MarkKeyPost, RegisterAbsence, RelievePerson
from tests.app.staged import COUNTY, OFFICE, TOWN, WATER, Stage
from tests.web.conftest import ClientOf, Statements
from tests.web.county import AUDITOR, CLERK, KEEPER, TOWN_CLERK
from tests.web.register_files import do

_LIMIT = 15


def _page(client_of: ClientOf, person: str, query: str = "", language: str = "en") -> str:
    answer = client_of(person, language).get(f"/organisation/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_unit_stands_below_its_superior_with_its_posts_and_who_holds_them(client_of: ClientOf) -> None:
    page = _page(client_of, CLERK)
    for name in ("清水县", "县水务局", "Roads Department", "平安镇", "陈家村"):
        assert f">{name}</" in page
    assert page.index("平安镇") < page.index("陈家村")
    assert "Units: 8; people in office: 15." in page
    assert "Outside arbiter: 清河市" in page


def test_it_is_said_in_chinese_too(client_of: ClientOf) -> None:
    assert 'lang="zh-Hans"' in _page(client_of, CLERK, language="zh_Hans")


def test_whoever_is_away_is_marked_with_who_acts(client_of: ClientOf, stage: Stage) -> None:
    do(stage, RegisterAbsence(PostId("water.head"), PostId(f"water.{CLERK}")))
    page = _page(client_of, TOWN_CLERK, "?q=water")
    assert ">away<" in page
    assert "a person whose name is not on record acts" in page


@pytest.mark.parametrize(("words", "found"), [("水务", "县水务局"), ("WATER", "县水务局"), ("办事员", "镇办事员")])
def test_units_and_posts_are_found_by_any_part_of_their_names(client_of: ClientOf, words: str, found: str) -> None:
    assert found in _page(client_of, CLERK, f"?q={words}").split("Who answers to whom")[0]


def test_words_that_fit_nothing_say_what_to_do(client_of: ClientOf) -> None:
    assert "Try a shorter word." in _page(client_of, CLERK, "?q=no-such-unit")


def test_the_tree_begins_at_any_unit_and_nowhere_else(client_of: ClientOf) -> None:
    assert "陈家村" in _page(client_of, CLERK, f"?unit={TOWN}")
    assert client_of(CLERK).get("/organisation/?unit=no-such-unit").status_code == 404


def test_gaps_in_key_posts_are_told_to_the_office_and_to_who_can_mend_them(client_of: ClientOf, stage: Stage) -> None:
    do(stage, MarkKeyPost(PostId("water.head"), key_post=True))
    head = stage.ledger.organisation().holder_of(PostId("water.head"), stage.ledger.now())
    assert head is not None
    do(stage, RelievePerson(head, PostId("water.head")))
    do(stage, RelievePerson(CLERK, PostId(f"water.{CLERK}")))
    for person in (KEEPER, f"p-{OFFICE}"):
        assert "Key posts for which nobody acts" in _page(client_of, person)
    for person in (TOWN_CLERK, AUDITOR, "p-roads"):
        assert "Key posts for which nobody acts" not in _page(client_of, person)


def test_only_who_administers_is_offered_changes(client_of: ClientOf) -> None:
    assert "Found a unit" in _page(client_of, KEEPER)
    for person in (CLERK, f"p-{COUNTY}", f"p-{OFFICE}", f"p-{WATER}"):
        assert "Found a unit" not in _page(client_of, person)


def test_it_asks_the_databases_few_questions(client_of: ClientOf, statements: Statements) -> None:
    client = client_of(CLERK)
    client.get("/organisation/")
    with statements() as said:
        client.get("/organisation/")
    assert len(said) <= _LIMIT, said
