"""What a preview tells of other matters: nothing that its reader may not read."""

import re
from datetime import date

from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands.accountability import DelegatePart, OfferMatter
from buckstop.domain.matter.words import Terms, Visibility
from tests.app.staged import ROADS, TOWN, WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.county import DITCHES

_NO_MATTER = "No matter that you may read has this id."
_SECRET = "Search of the chief's office"


def _merging(client_of: ClientOf, person: str, matter: str, into: str) -> str:
    answer = client_of(person).post(
        f"/matters/{matter}/do/merge/", {"into": into, "reason": "The same.", "preview": "1"}
    )
    assert answer.status_code == 200
    return answer.content.decode()


def _said_apart(page: str, *ids: str) -> str:
    for name in ids:
        page = page.replace(name, "ID")
    return re.sub(r'(?:value|content)="[^"]*"|20\d{6}[0-9a-f]{24}', "", page)


def test_merging_into_what_one_may_not_read_is_merging_into_nothing(client_of: ClientOf, stage: Stage) -> None:
    stage.open("own", WATER)
    stage.open("kept", ROADS, title=_SECRET, terms=Terms(goal="x", visibility=Visibility.RESTRICTED))
    hidden = _merging(client_of, "p-county", "own", "kept")
    nowhere = _merging(client_of, "p-county", "own", "none")
    assert _NO_MATTER in hidden
    assert _SECRET not in hidden
    assert _said_apart(hidden, "kept", "none") == _said_apart(nowhere, "kept", "none")
    assert _NO_MATTER not in _merging(client_of, "p-county", "own", "/matters/own/")


def test_a_preview_names_no_part_of_which_each_reading_is_logged(client_of: ClientOf, stage: Stage) -> None:
    stage.open("whole", WATER, deadline_date=date(2026, 3, 31))
    for name, visibility in (("seen", Visibility.INTERNAL), ("unseen", Visibility.RESTRICTED)):
        part = DelegatePart(
            matter=MatterId("whole"),
            part=MatterId(name),
            to=TOWN,
            title=f"Part {name}",
            terms=Terms(goal="x", visibility=visibility),
            deadline_date=date(2026, 3, 10),
            duty_item=DITCHES,
        )
        stage.do(WATER, part)
    stage.do(WATER, OfferMatter(matter=MatterId("whole"), to=ROADS))
    page = client_of("p-roads").get("/matters/whole/do/accept/").content.decode()
    assert "In “Part seen”" in page
    assert "Part unseen" not in page
    assert "Matters that are not told of here change with it: 1." in page


def test_a_part_one_is_just_writing_is_told_whoever_may_read_it_later(client_of: ClientOf, stage: Stage) -> None:
    stage.open("whole", WATER, deadline_date=date(2026, 3, 31))
    sent = {
        "to": TOWN,
        "title": "Open the sluice",
        "goal": "It is open",
        "visibility": Visibility.RESTRICTED,
        "deadline_date": "2026-03-10",
        "duty_item": "ditches",
        "preview": "1",
    }
    page = client_of("p-water").post("/matters/whole/do/delegate/", sent).content.decode()
    assert "In “Open the sluice”" in page
