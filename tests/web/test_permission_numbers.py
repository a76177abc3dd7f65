"""What has a number of its own (drafts, accounts, kept lists) opens for whom it is, and is not there for anybody else."""

from buckstop.db.accounts.models import Account, SavedView
from tests.web.cast import CAST
from tests.web.conftest import ClientOf
from tests.web.test_permission_matrix import ALL, KEEPER, cast

__all__ = ["cast"]  # the fixture: everybody of the cast in the county

OF_A_DRAFT = ("/", "/open/", "/document/", "/workbook/", "/discard/")
OF_A_LIST = ("name", "first", "end")


def test_a_draft_is_its_units_leaders_and_for_everybody_else_not_there(client_of: ClientOf, cast: None) -> None:
    begun = client_of(CAST["superior"]).post(
        "/directives/", {"text": "一、疏通排水沟。（牵头单位：县水务局，6月30日前完成）"}
    )
    number = begun["Location"].strip("/").rpartition("/")[2]
    for part in ALL - {"superior"}:
        client = client_of(CAST[part])
        for end in OF_A_DRAFT:
            for answer in (client.get(f"/directives/{number}{end}"), client.post(f"/directives/{number}{end}")):
                assert answer.status_code in {404, 405}, (part, end)
                answer.close()
        assert "疏通排水沟" not in client.get("/directives/").content.decode()
    assert client_of(CAST["superior"]).get(f"/directives/{number}/").status_code == 200


def test_an_account_is_there_for_who_administers_and_for_nobody_else(client_of: ClientOf, cast: None) -> None:
    numbers = list(Account.objects.values_list("pk", flat=True)[:3])
    for part in ALL - KEEPER:
        client = client_of(CAST[part])
        for number in (*numbers, 10**6):
            for answer in (client.get(f"/accounts/{number}/"), client.post(f"/accounts/{number}/", {"do": "lock"})):
                assert answer.status_code == 404, part
    assert not Account.objects.filter(is_active=False).exists()
    for part in KEEPER:
        assert client_of(CAST[part]).get(f"/accounts/{10**6}/").status_code == 404


def test_a_list_somebody_keeps_is_there_for_nobody_else(client_of: ClientOf, cast: None) -> None:
    client_of(CAST["leader"]).post("/matters/lists/", {"name": "Late", "query": "light=red"})
    number = SavedView.objects.get().pk
    for part in ALL - {"leader"}:
        client = client_of(CAST[part])
        for what in OF_A_LIST:
            for one in (number, 10**6):
                assert client.post(f"/matters/lists/{one}/{what}/", {"name": "Mine"}).status_code == 404, part
        assert b"light=red" not in client.get("/matters/").content
    assert list(SavedView.objects.values_list("name", "first")) == [("Late", False)]
