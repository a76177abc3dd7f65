"""Lists under names of one's own: kept, opened, renamed, deleted, brought back; nobody else's."""

import pytest
from django.test import Client

from buckstop.db.accounts.models import SavedView
from tests.web.conftest import ClientOf
from tests.web.county import CLERK

LISTS = "/matters/lists/"


def kept(person: str) -> dict[str, str]:
    return dict(SavedView.objects.filter(account__person=person).values_list("name", "query"))


def test_a_list_is_kept_without_its_place_and_opens_as_it_was(client_of: ClientOf) -> None:
    client = client_of("p-water")
    query = "order=title&after=abc&back=-&state=&light=red&column=id&column=state"
    response = client.post(LISTS, {"name": " Late  weirs ", "query": query})
    assert response.status_code == 303
    assert kept("p-water") == {"Late weirs": "column=id&column=state&light=red&order=title"}
    page = client.get(response["Location"]).content.decode()
    assert "Kept as “Late weirs”." in page
    assert 'aria-current="page">Late weirs</a>' in page


def test_the_same_name_stands_for_the_new_list(client_of: ClientOf) -> None:
    client = client_of("p-water")
    client.post(LISTS, {"name": "Mine", "query": "light=red"})
    client.post(LISTS, {"name": "Mine", "query": "light=blue"})
    assert kept("p-water") == {"Mine": "light=blue"}


@pytest.mark.parametrize(
    ("name", "query", "told"),
    [
        ("  ", "light=red", "Give the list a name"),
        ("n" * 81, "light=red", "Give the list a name"),
        ("Long", "q=" + "x" * 2100, "This list asks for too much to be kept."),
    ],
)
def test_what_cannot_be_kept_is_told_with_what_to_do(client_of: ClientOf, name: str, query: str, told: str) -> None:
    client = client_of("p-water")
    client.post(LISTS, {"name": name, "query": query})
    assert told in client.get("/matters/").content.decode()
    assert kept("p-water") == {}


def test_nobody_keeps_lists_without_end(client_of: ClientOf) -> None:
    client = client_of("p-water")
    client.post(LISTS, {"name": "One", "query": ""})
    own = SavedView.objects.get()
    SavedView.objects.bulk_create(
        SavedView(account=own.account, page=own.page, name=f"n{number}", query="") for number in range(99)
    )
    client.post(LISTS, {"name": "Too many", "query": ""})
    assert "You keep 100 lists already." in client.get("/matters/").content.decode()
    assert len(kept("p-water")) == 100


def test_a_list_gets_another_name_unless_it_is_taken(client_of: ClientOf) -> None:
    client = client_of("p-water")
    for name in ("One", "Two"):
        client.post(LISTS, {"name": name, "query": f"q={name}"})
    one = SavedView.objects.get(name="One")
    client.post(f"{LISTS}{one.pk}/name/", {"name": "Two"})
    assert "Another list of yours is called “Two” already." in client.get("/matters/").content.decode()
    client.post(f"{LISTS}{one.pk}/name/", {"name": ""})
    client.post(f"{LISTS}{one.pk}/name/", {"name": "Three"})
    assert kept("p-water") == {"Three": "q=One", "Two": "q=Two"}


def test_a_deleted_list_can_be_brought_back_once(client_of: ClientOf) -> None:
    client = client_of("p-water", "zh_Hans")
    client.post(LISTS, {"name": "逾期", "query": "light=red"})
    client.post(f"{LISTS}{SavedView.objects.get().pk}/end/")
    assert kept("p-water") == {}
    assert "逾期" in client.get("/matters/").content.decode()
    assert client.post(f"{LISTS}back/").status_code == 303
    assert kept("p-water") == {"逾期": "light=red"}
    assert client.post(f"{LISTS}back/").status_code == 404


def test_the_lists_of_others_are_not_there(client_of: ClientOf) -> None:
    client_of("p-water").post(LISTS, {"name": "Mine", "query": ""})
    number = SavedView.objects.get().pk
    stranger = client_of(CLERK)
    assert stranger.post(f"{LISTS}{number}/name/", {"name": "Theirs"}).status_code == 404
    assert stranger.post(f"{LISTS}{number}/end/").status_code == 404
    assert b"Mine" not in stranger.get("/matters/").content
    assert kept("p-water") == {"Mine": ""}


def test_nothing_changes_by_looking(client_of: ClientOf) -> None:
    assert client_of("p-water").get(LISTS).status_code == 405


def shown_first(client: Client) -> str:
    """Where the plain address leads; empty where it shows all."""
    answer = client.get("/matters/")
    return str(answer["Location"]) if answer.status_code == 302 else ""


def test_matters_opens_with_the_list_one_chose_and_with_all_again(client_of: ClientOf) -> None:
    client = client_of("p-water")
    client.post(LISTS, {"name": "Late", "query": "light=red"})
    client.post(LISTS, {"name": "Near", "query": "light=blue"})
    late, near = (SavedView.objects.get(name=name).pk for name in ("Late", "Near"))
    assert shown_first(client) == ""
    client.post(f"{LISTS}{late}/first/")
    assert shown_first(client) == "/matters/?light=red"
    client.post(f"{LISTS}{near}/first/")
    assert shown_first(client) == "/matters/?light=blue"
    assert SavedView.objects.filter(first=True).count() == 1
    client.post(f"{LISTS}{near}/first/", {"do": "no"})
    assert shown_first(client) == ""


def test_an_address_that_asks_for_something_is_shown_as_it_asks(client_of: ClientOf) -> None:
    client = client_of("p-water")
    client.post(LISTS, {"name": "Late", "query": "light=red"})
    client.post(f"{LISTS}{SavedView.objects.get().pk}/first/")
    for address in ("/matters/?q=weir", "/matters/?view=all", "/matters/?state="):
        assert client.get(address).status_code == 200
    page = client.get("/matters/?view=all").content.decode()
    assert 'href="/matters/?view=all" aria-current="page">All matters</a>' in page
    client.post(LISTS, {"name": "Everything", "query": "view=all"})
    assert kept("p-water")["Everything"] == ""


def test_a_list_that_opened_first_comes_back_so_unless_another_took_its_place(client_of: ClientOf) -> None:
    client = client_of("p-water")
    for name, query in (("Late", "light=red"), ("Near", "light=blue")):
        client.post(LISTS, {"name": name, "query": query})
    late, near = (SavedView.objects.get(name=name).pk for name in ("Late", "Near"))
    client.post(f"{LISTS}{late}/first/")
    client.post(f"{LISTS}{late}/end/")
    assert shown_first(client) == ""
    client.post(f"{LISTS}back/")
    assert shown_first(client) == "/matters/?light=red"
    client.post(f"{LISTS}{SavedView.objects.get(name='Late').pk}/end/")
    client.post(f"{LISTS}{near}/first/")
    client.post(f"{LISTS}back/")
    assert shown_first(client) == "/matters/?light=blue"


def test_what_one_opens_first_is_nobody_elses(client_of: ClientOf) -> None:
    mine, stranger = client_of("p-water"), client_of(CLERK)
    mine.post(LISTS, {"name": "Late", "query": "light=red"})
    number = SavedView.objects.get().pk
    assert stranger.post(f"{LISTS}{number}/first/").status_code == 404
    mine.post(f"{LISTS}{number}/first/")
    assert shown_first(stranger) == ""
