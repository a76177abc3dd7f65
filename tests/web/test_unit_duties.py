"""A unit's duty list: item by item and as a workbook; shown before it is done, by who administers, and by nobody else."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.duties import DutyKind
from buckstop.domain.ids import DutyItemId
from buckstop.domain.organisation_commands import AddLineRelation, RetireUnit
from tests.app.staged import COUNTY, ROADS, TOWN, WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.county import CLERK, DITCHES, KEEPER, PATROLS
from tests.web.register_files import do, landed

PAGE = "/organisation/unit/town/duties/"
HEADER = ("Unit", "Item", "Title", "Kind", "Taken back by", "Document")
KEPT = (
    ("平安镇", "ditches", "Keep field ditches open", "basic", "", "county-2025-14"),
    ("平安镇", "river-patrols", "巡河", "cooperating", "", "county-2025-14"),
)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def change(client: Client, slug: str, about: str = "", **given: str) -> str:
    """Answered, looked at and done: the page it ends on."""
    address = f"/organisation/change/{slug}/?unit=town" + (f"&about={about}" if about else "")
    seen = client.post(address, given).content.decode()
    kept = {name: hidden(seen, name) for name in ("key", "version", "sure")}
    assert kept["sure"], seen
    return landed(client, client.post(address, {**kept, **given}))


def list_of(stage: Stage) -> dict[str, tuple[str, str]]:
    """Kind and words of every item of the town's list."""
    duties = stage.ledger.organisation().duties.lists[TOWN]
    return {item: (duty.kind.value, duty.title) for item, duty in duties.items()}


def book(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> bytes:
    """A workbook with a sheet of duties."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Duties"
    for row in (header, *rows):
        sheet.append(row)
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def send(client: Client, data: bytes, name: str = "list.xlsx", **given: str) -> Any:
    return client.post(PAGE, {"file": SimpleUploadedFile(name, data), **given})


def carry_out(client: Client, data: bytes, **given: str) -> str:
    seen = send(client, data, **given).content.decode()
    kept = {name: hidden(seen, name) for name in ("key", "version", "name", "carried", "sure")}
    assert kept["sure"], seen
    return landed(client, client.post(PAGE, {**kept, **given}))


# --- item by item -------------------------------------------------------------------------------------------------------


def test_everybody_sees_the_list_and_only_who_administers_changes_it(client_of: ClientOf) -> None:
    page = client_of(CLERK).get(PAGE).content.decode()
    assert "Keep field ditches open" in page
    assert "/organisation/change/" not in page
    assert "Add an item" in client_of(KEEPER).get(PAGE).content.decode()
    assert send(client_of(CLERK), book(*KEPT)).status_code == 404


def test_an_item_is_added_and_the_preview_names_it_with_its_document(client_of: ClientOf, stage: Stage) -> None:
    client = client_of(KEEPER)
    given = {"title": "Clear snow", "kind": "basic", "item": "snow", "document": "county-2026-2"}
    seen = client.post("/organisation/change/add-duty/?unit=town", given).content.decode()
    assert "“Clear snow” stands on the duty list of 平安镇 as a duty of its own, by county-2026-2." in seen
    assert "snow" not in list_of(stage)
    page = change(client, "add-duty", **given)
    assert list_of(stage)["snow"] == ("basic", "Clear snow")
    assert '<h1>Duty list of 平安镇 <span class="count">3</span></h1>' in page
    assert stage.ledger.organisation().duty(TOWN, DutyItemId("snow")).approval_ref == "county-2026-2"  # type: ignore[union-attr] # it was just added


def test_an_item_without_a_code_is_called_by_its_words(client_of: ClientOf, stage: Stage) -> None:
    change(client_of(KEEPER), "add-duty", title="Clear snow", kind="cooperate", document="county-2026-2")
    assert list_of(stage)["Clear snow"] == ("cooperate", "Clear snow")


@pytest.mark.parametrize("given", [{"item": "ditches"}, {"title": "ditches"}])
def test_adding_never_changes_what_is_there(client_of: ClientOf, stage: Stage, given: dict[str, str]) -> None:
    answers = {"title": "Other work", "item": "", "kind": "basic", "document": "county-2026-2", **given}
    answer = client_of(KEEPER).post("/organisation/change/add-duty/?unit=town", answers)
    assert answer.status_code == 422
    assert "is called so on this list already" in answer.content.decode()
    assert list_of(stage)["ditches"] == ("basic", "Keep field ditches open")


def test_an_item_changes_its_words_and_how_it_binds(client_of: ClientOf, stage: Stage) -> None:
    client = client_of(KEEPER)
    form = client.get("/organisation/change/change-duty/?unit=town&about=river-patrols").content.decode()
    assert 'value="巡河"' in form
    assert '<option value="cooperate" selected>' in form
    change(client, "change-duty", PATROLS, title="巡河护河", kind="basic", document="county-2026-3")
    assert list_of(stage)[PATROLS] == ("basic", "巡河护河")


def test_a_superior_takes_an_item_back_and_gives_it_down_again(client_of: ClientOf, stage: Stage) -> None:
    client = client_of(KEEPER)
    change(client, "take-back-duty", DITCHES, by="清水县", document="county-2026-4")
    duty = stage.ledger.organisation().duty(TOWN, DITCHES)
    assert duty is not None
    assert (duty.kind, duty.taken_by) == (DutyKind.TAKEN_BACK, COUNTY)
    assert "Give it down again" in client.get(PAGE).content.decode()
    change(client, "change-duty", DITCHES, title="Keep field ditches open", kind="basic", document="county-2026-5")
    assert list_of(stage)[DITCHES][0] == "basic"


def test_only_a_superior_in_the_tree_or_by_line_takes_back(client_of: ClientOf, stage: Stage) -> None:
    client = client_of(KEEPER)
    address = "/organisation/change/take-back-duty/?unit=town&about=ditches"
    given = {"by": "县水务局", "document": "county-2026-4"}
    assert "As it stands, nothing would happen." in client.post(address, given).content.decode()
    do(stage, AddLineRelation("water", WATER, TOWN))  # type: ignore[arg-type] # a name is an id
    change(client, "take-back-duty", DITCHES, **given)
    assert stage.ledger.organisation().duty(TOWN, DITCHES).taken_by == WATER  # type: ignore[union-attr] # it was there before


def test_an_item_is_struck_off_by_a_document(client_of: ClientOf, stage: Stage) -> None:
    client = client_of(KEEPER)
    address = "/organisation/change/strike-duty/?unit=town&about=ditches"
    assert client.post(address, {"document": ""}).status_code == 422
    assert "“Keep field ditches open” leaves the duty list of 平安镇, by county-2026-6." in change(
        client, "strike-duty", DITCHES, document="county-2026-6"
    )
    assert set(list_of(stage)) == {PATROLS}


def test_a_change_sent_once_more_gets_its_first_answer_though_what_it_struck_is_gone(
    client_of: ClientOf, stage: Stage
) -> None:
    client, address = client_of(KEEPER), f"/organisation/change/strike-duty/?unit=town&about={DITCHES}"
    given = {"document": "county-2026-6"}
    seen = client.post(address, given).content.decode()
    sent = {**given, **{name: hidden(seen, name) for name in ("key", "version", "sure")}}
    first = client.post(address, sent)
    before = stage.ledger.organisation().version
    again = client.post(address, sent)
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"]) == (303, PAGE)
    assert stage.ledger.organisation().version == before
    assert client.post(address, {**sent, "key": sent["key"][:-1]}).status_code == 404, "another intention finds nothing"


def test_items_and_units_that_are_not_there_are_not_found(client_of: ClientOf) -> None:
    client = client_of(KEEPER)
    for slug in ("change-duty", "take-back-duty", "strike-duty"):
        for about in ("", "snow"):
            assert client.get(f"/organisation/change/{slug}/?unit=town&about={about}").status_code == 404
    assert client.get("/organisation/unit/nowhere/duties/").status_code == 404


# --- as a workbook --------------------------------------------------------------------------------------------------------


def test_the_list_taken_along_reads_back_as_the_same_list(client_of: ClientOf, stage: Stage) -> None:
    for language in ("en", "zh_Hans"):
        client = client_of(KEEPER, language)
        data = client.get(f"{PAGE}list.xlsx").content
        sheets = load_workbook(BytesIO(data))
        assert len(sheets.sheetnames) == 1
        assert [row[1].value for row in sheets.worksheets[0].iter_rows(min_row=2)] == ["ditches", "river-patrols"]
        version = stage.ledger.organisation().version
        answer = send(client, data)
        assert (answer.status_code, answer["Location"]) == (303, PAGE)
        assert stage.ledger.organisation().version == version
    assert AccessRecord.objects.filter(did="export", what=TOWN).count() == 2


def test_a_changed_list_is_shown_first_and_then_carried_out(client_of: ClientOf, stage: Stage) -> None:
    client = client_of(KEEPER)
    rows = (
        (*KEPT[0][:2], "Keep every ditch open", *KEPT[0][3:]),
        ("平安镇", "snow", "Clear snow", "basic", "", "2026-2"),
    )
    seen = send(client, book(*rows)).content.decode()
    assert "“Keep every ditch open” stands on the duty list of 平安镇" in seen
    assert "Items of the list that are not in the file stay (items: 1; river-patrols)." in seen
    assert "snow" not in list_of(stage)
    carry_out(client, book(*rows))
    assert list_of(stage) == {
        "ditches": ("basic", "Keep every ditch open"),
        "river-patrols": ("cooperate", "巡河"),
        "snow": ("basic", "Clear snow"),
    }


def test_a_complete_file_strikes_off_what_it_leaves_out_by_a_document(client_of: ClientOf, stage: Stage) -> None:
    client = client_of(KEEPER)
    refused = send(client, book(KEPT[0]), complete="on")
    assert refused.status_code == 422
    assert "Items that are not in the file would be struck off (items: 1)." in refused.content.decode()
    carry_out(client, book(KEPT[0]), complete="on", document="county-2026-7")
    assert set(list_of(stage)) == {DITCHES}


def test_rows_of_other_units_and_faulty_cells_are_told_and_nothing_is_done(client_of: ClientOf, stage: Stage) -> None:
    client = client_of(KEEPER)
    rows = (
        *KEPT,
        ("县水务局", "weirs", "Weirs", "basic", "", "2026-2"),
        ("平安镇", "x", "X", "sometimes", "", "2026-2"),
    )
    answer = send(client, book(*rows))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This row is about 县水务局. Only the list of 平安镇 is changed here" in page
    assert "Errors: 2." in page
    kept = {name: hidden(page, name) for name in ("name", "carried")}
    marked = client.post(f"{PAGE}checked/", kept)
    assert "Check result" in load_workbook(BytesIO(marked.content)).sheetnames
    assert client_of(CLERK).post(f"{PAGE}checked/", kept).status_code == 404
    assert "weirs" not in list_of(stage)


def test_a_file_without_a_sheet_of_duties_says_so(client_of: ClientOf) -> None:
    made = Workbook()
    stream = BytesIO()
    made.save(stream)
    page = send(client_of(KEEPER), stream.getvalue()).content.decode()
    assert "No sheet of duties was found." in page
    assert "Choose a file first." in client_of(KEEPER).post(PAGE, {}).content.decode()
    assert "Choose a file first." in client_of(KEEPER).post(f"{PAGE}checked/", {}).content.decode()


def test_the_list_of_a_unit_that_ended_is_read_and_not_changed(client_of: ClientOf, stage: Stage) -> None:
    do(stage, RetireUnit(ROADS))
    client, address = client_of(KEEPER), "/organisation/unit/roads/duties/"
    page = client.get(address).content.decode()
    assert "Add an item" not in page
    file = {"file": SimpleUploadedFile("list.xlsx", book(KEPT[0]))}
    assert client.post(address, {}).status_code == client.post(f"{address}checked/", file).status_code == 404
