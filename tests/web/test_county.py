"""The county that tests of pages stand on is as they believe."""

from buckstop.app.queries import matter_page
from tests.app.staged import WATER, Stage
from tests.web.conftest import ClientOf, Statements
from tests.web.county import PEOPLE


def test_everybody_in_it_can_sign_in_and_begins_with_today(client_of: ClientOf) -> None:
    for person in PEOPLE:
        assert client_of(person).get("/today/").status_code == 200


def test_nothing_of_another_test_is_left_in_it(stage: Stage) -> None:
    assert list(stage.ledger.store.streams("matter")) == []
    stage.open("m1", WATER)


def test_nothing_of_another_test_is_left_in_it_either(stage: Stage) -> None:
    assert list(stage.ledger.store.streams("matter")) == []
    stage.open("m1", WATER)


def test_statements_to_the_accounts_and_to_the_ledger_are_heard(
    client_of: ClientOf, stage: Stage, statements: Statements
) -> None:
    matter = stage.open("m1", WATER)
    client = client_of("p-water")
    with statements() as said:
        client.get("/today/")
        matter_page(stage.ledger, matter)
    assert any("accounts_account" in one for one in said)
    assert any("snapshot" in one or "stream" in one for one in said)
