"""The organisation as a workbook: faults at their cell, changes before they are done, accounts for who is new."""

import re
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from buckstop.db.accounts.models import AccessRecord, Account
from tests.app.staged import TOWN, Stage
from tests.web.conftest import ClientOf
from tests.web.county import CLERK, KEEPER
from tests.web.register_files import landed, present_register

ADDRESS = "/organisation/register/"


def _changed(data: bytes, sheet: int, old: str, new: str) -> bytes:
    """The same workbook with one cell of a sheet written anew."""
    book = load_workbook(BytesIO(data))
    cell = next(cell for row in book.worksheets[sheet].iter_rows() for cell in row if cell.value == old)
    cell.value = new
    found = BytesIO()
    book.save(found)
    return found.getvalue()


def _sheet(data: bytes, word: str) -> int:
    return next(place for place, name in enumerate(load_workbook(BytesIO(data)).sheetnames) if word in name)


def _send(client: Client, data: bytes, **given: str) -> tuple[int, str]:
    answer = client.post(ADDRESS, {"file": SimpleUploadedFile("register.xlsx", data), **given})
    return answer.status_code, answer.content.decode()


def _hidden(page: str) -> dict[str, str]:
    names = ("key", "version", "name", "carried", "sure")
    return {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in names}  # type: ignore[index] # each stands there


def test_a_changed_register_is_shown_as_changes_and_then_carried_out(client_of: ClientOf, stage: Stage) -> None:
    client, data = client_of(KEEPER), present_register(stage)
    status, page = _send(client, _changed(data, _sheet(data, "Units"), "平安镇", "新平安镇"))
    assert status == 200
    assert "平安镇 is named 新平安镇." in page
    assert stage.ledger.organisation().tree.units[TOWN].name == "平安镇"
    answer = client.post(ADDRESS, _hidden(page))
    assert answer.status_code == 303
    assert stage.ledger.organisation().tree.units[TOWN].name == "新平安镇"
    assert "Carried out. Changes: 1." in client.get(answer["Location"]).content.decode()


def test_every_fault_is_told_at_its_cell_and_marked_in_the_file(client_of: ClientOf, stage: Stage) -> None:
    client, data = client_of(KEEPER), present_register(stage)
    data = _changed(data, _sheet(data, "Units"), "township", "galaxy")
    status, page = _send(client, data)
    assert status == 422
    assert "Errors: 1." in page
    assert re.search(r"register\.xlsx, sheet [^<]*, row \d+, column", page)
    answer = client.post(ADDRESS + "checked/", {"file": SimpleUploadedFile("register.xlsx", data)})
    book = load_workbook(BytesIO(answer.content))
    assert any(cell.comment or cell.fill.fill_type for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_present_register_changes_nothing(client_of: ClientOf, stage: Stage) -> None:
    client = client_of(KEEPER)
    answer = client.post(ADDRESS, {"file": SimpleUploadedFile("register.xlsx", present_register(stage))})
    assert "The organisation is like the register already." in landed(client, answer)


def test_taking_the_register_along_goes_on_record(client_of: ClientOf) -> None:
    answer = client_of(KEEPER).get(ADDRESS + "export/")
    assert load_workbook(BytesIO(answer.content)).sheetnames
    assert AccessRecord.objects.filter(person=KEEPER, did="export", what="register").count() == 1
    assert load_workbook(BytesIO(client_of(KEEPER).get(ADDRESS + "template/").content)).sheetnames


def test_what_is_no_register_is_refused_in_words(client_of: ClientOf) -> None:
    client = client_of(KEEPER)
    assert client.post(ADDRESS).status_code == 422
    assert "Choose a file first." in client.post(ADDRESS).content.decode()
    wrong = client.post(ADDRESS, {"file": SimpleUploadedFile("register.exe", b"MZ")})
    assert "Take a workbook" in wrong.content.decode()
    large = client.post(ADDRESS, {"file": SimpleUploadedFile("register.xlsx", b"x" * (2 * 1024 * 1024 + 1))})
    assert "The file has more than 2 MB." in large.content.decode()
    broken = client.post(ADDRESS, {"file": SimpleUploadedFile("register.xlsx", b"no workbook")})
    assert broken.status_code == 422
    forged = client.post(ADDRESS, {"carried": "***", "name": "register.xlsx"})
    assert forged.status_code == 422


def test_people_with_a_login_name_get_their_accounts_on_the_next_page(client_of: ClientOf, stage: Stage) -> None:
    Account.objects.filter(person=CLERK).delete()
    client, data = client_of(KEEPER), present_register(stage)
    book = load_workbook(BytesIO(data))
    people = book.worksheets[_sheet(data, "People")]
    heads = {str(cell.value): cell.column for row in people.iter_rows(max_row=3) for cell in row if cell.value}
    column = next(place for words, place in heads.items() if "ogin" in words)
    row = next(cell.row for line in people.iter_rows() for cell in line if cell.value == CLERK)
    people.cell(row, column).value = "clerk.login"
    found = BytesIO()
    book.save(found)
    client.post(ADDRESS, {"file": SimpleUploadedFile("register.xlsx", found.getvalue())})
    assert "clerk.login" in client.get("/accounts/").content.decode()
    page = client.post("/accounts/", {"do": "waiting"}).content.decode()
    assert "First passwords" in page
    assert Account.objects.get(person=CLERK).username == "clerk.login"


def test_for_everybody_else_there_is_no_such_page(client_of: ClientOf) -> None:
    for person in (CLERK, "p-county", "p-office"):
        client = client_of(person)
        for address in ("", "template/", "export/"):
            assert client.get(ADDRESS + address).status_code == 404
        assert client.post(ADDRESS).status_code == client.post(ADDRESS + "checked/").status_code == 404
