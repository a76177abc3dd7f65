"""The whole matter on paper."""

from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.matter.commands.work import AddNote
from tests.app.staged import WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.family import WEIR, tell


def test_the_sheet_holds_facts_objections_stretches_and_every_step(stage: Stage, client_of: ClientOf) -> None:
    tell(stage)
    page = client_of("p-water").get(f"/matters/{WEIR}/paper/").content.decode()
    for words in (
        "清水县",
        "Mend the weir",
        "Objection on record",
        "Cement comes in June",
        "The gate was found",
        "SHA-256",
    ):
        assert words in page
    assert page.count('<li value="') == len(stage.ledger.store.events(WEIR))


def test_no_step_is_left_out_however_many_there_are(stage: Stage, client_of: ClientOf) -> None:
    matter = stage.open("long", WATER)
    for number in range(60):
        stage.do(WATER, AddNote(matter=matter, text=f"Remark {number}"))
    page = client_of("p-water", "zh_Hans").get("/matters/long/paper/").content.decode()
    assert page.count('<li value="') == 61


def test_printing_is_an_export_and_on_record(stage: Stage, client_of: ClientOf) -> None:
    tell(stage)
    client_of("p-water").get(f"/matters/{WEIR}/paper/")
    kept = AccessRecord.objects.latest("id")
    assert (kept.did, kept.what, kept.detail) == ("export", WEIR, "paper")
