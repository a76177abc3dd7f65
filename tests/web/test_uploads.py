"""Files that come with a form: kept at once, refused with what to do instead, never taken from somebody else."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from buckstop.app.queries import events_of
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands.accountability import ClaimMatter
from buckstop.domain.matter.events.work import NoteAdded, ProgressReported
from buckstop.domain.matter.words import Terms, Visibility
from buckstop.web import uploads as web_uploads
from tests.app.staged import AUDIT, DAY, WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.county import CLERK

M = MatterId("m")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def test_a_file_goes_on_record_with_its_name_and_digest(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, WATER)
    form = {"version": 1, "text": "See the photographs.", "attachments": [SimpleUploadedFile("weir.pdf", PDF)]}
    assert client_of("p-water").post(f"/matters/{M}/do/progress/", form).status_code == 303
    reported = events_of(stage.ledger, M)[-1]
    assert isinstance(reported, ProgressReported)
    assert [one.name for one in reported.attachments] == ["weir.pdf"]


def test_a_file_is_not_lost_when_the_form_has_to_be_shown_again(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, WATER)
    client = client_of("p-water")
    page = client.post(
        f"/matters/{M}/do/progress/", {"text": "", "attachments": [SimpleUploadedFile("weir.pdf", PDF)]}
    ).content.decode()
    token = re.search(r'name="kept" value="([^"]+)"', page)
    assert token
    client.post(f"/matters/{M}/do/progress/", {"version": 1, "text": "There.", "kept": [token.group(1)]})
    reported = events_of(stage.ledger, M)[-1]
    assert isinstance(reported, ProgressReported)
    assert [one.name for one in reported.attachments] == ["weir.pdf"]


def test_a_file_that_somebody_else_kept_is_not_taken(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, WATER)
    page = client_of("p-water").post(
        f"/matters/{M}/do/note/", {"text": "", "attachments": [SimpleUploadedFile("weir.pdf", PDF)]}
    )
    token = re.search(r'name="kept" value="([^"]+)"', page.content.decode())
    assert token
    client_of(CLERK).post(f"/matters/{M}/do/note/", {"version": 1, "text": "Mine.", "kept": [token.group(1)]})
    noted = events_of(stage.ledger, M)[-1]
    assert isinstance(noted, NoteAdded)
    assert noted.attachments == ()


def test_a_program_is_refused_with_what_to_do_instead_and_nothing_is_reported(
    client_of: ClientOf, stage: Stage
) -> None:
    stage.open(M, WATER)
    form = {"text": "See.", "attachments": [SimpleUploadedFile("weir.exe", b"MZ\x90")]}
    answer = client_of("p-water").post(f"/matters/{M}/do/progress/", form)
    assert answer.status_code == 422
    assert "weir.exe" in answer.content.decode()
    assert len(events_of(stage.ledger, M)) == 1


def test_every_upload_says_that_nothing_classified_belongs_here(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, WATER)
    assert "No classified content" in client_of("p-water").get(f"/matters/{M}/do/note/").content.decode()


def test_a_verifier_ticks_criteria_and_adds_files_with_the_same_click(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, WATER, terms=Terms(goal="It holds", criteria=("no leak", "photographs")))
    stage.do(WATER, ClaimMatter(matter=M))
    client_of("p-office").post(f"/matters/{M}/do/name-verifier/", {"version": 2, "verifier": AUDIT})
    client_of("p-water").post(f"/matters/{M}/do/done/", {"version": 3, "text": "It holds."})
    form = {
        "version": "4",
        "outcome": "done",
        "met": ["0"],
        "way": "on_site",
        "why": "Seen.",
        "learned": "Start in spring.",
    }
    client = client_of("p-audit")
    refused = client.post(f"/matters/{M}/do/verify/", {**form, "attachments": [SimpleUploadedFile("a.pdf", PDF)]})
    assert "these are not ticked: 2" in refused.content.decode()
    assert stage.names(M)[-1] == "matter.done_reported", "no file goes on record for a finding that was refused"
    form["met"] = ["0", "1"]
    found = client.post(f"/matters/{M}/do/verify/", {**form, "attachments": [SimpleUploadedFile("a.pdf", PDF)]})
    assert found.status_code == 303
    assert stage.names(M)[-2:] == ["matter.note_added", "matter.closed"]


# --- before the form --------------------------------------------------------------------------------------------------------


def test_what_may_be_attached_is_said_before_anything_is_chosen(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, WATER)
    client = client_of("p-water")
    for address in (f"/matters/{M}/", f"/matters/{M}/do/progress/"):
        page = client.get(address).content.decode()
        assert "Several at once, at most 25 MB each." in page
        assert re.search(r"Kinds: [^<]*pdf[^<]*docx", page)
        assert f'data-keep="/matters/{M}/files/"' in page


def test_files_sent_before_their_form_are_kept_for_it_and_attached_by_it_alone(
    client_of: ClientOf, stage: Stage
) -> None:
    stage.open(M, WATER)
    client = client_of("p-water")
    two = [SimpleUploadedFile("weir.pdf", PDF), SimpleUploadedFile("weir.exe", b"MZ\x90")]
    answer = client.post(f"/matters/{M}/files/", {"attachments": two})
    told = answer.json()
    assert answer.status_code == 422
    assert [one["name"] for one in told["kept"]] == ["weir.pdf"]
    assert len(told["refused"]) == 1
    assert "weir.exe" in told["refused"][0]
    assert stage.names(M) == ["matter.opened"], "nothing is on record yet"
    form = {"version": 1, "text": "There.", "kept": [told["kept"][0]["token"]]}
    assert client.post(f"/matters/{M}/do/progress/", form).status_code == 303
    reported = events_of(stage.ledger, M)[-1]
    assert isinstance(reported, ProgressReported)
    assert [one.name for one in reported.attachments] == ["weir.pdf"]


def test_nobody_sends_files_without_end_and_the_next_day_begins_anew(
    client_of: ClientOf, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.open(M, WATER)
    monkeypatch.setattr(web_uploads, "_MOST_FILES", 2)
    client = client_of("p-water")

    def sent(name: str, of: Client = client) -> dict[str, list[object]]:
        answer = of.post(f"/matters/{M}/files/", {"attachments": [SimpleUploadedFile(name, PDF)]})
        told: dict[str, list[object]] = answer.json()
        return told

    assert [len(sent(name)["kept"]) for name in ("a.pdf", "b.pdf", "c.pdf")] == [1, 1, 0]
    assert "c.pdf was not kept: in one day a person sends 2 files at most" in str(sent("c.pdf")["refused"])
    assert sent("d.pdf", client_of(CLERK))["kept"], "each counts alone"
    stage.later(DAY)
    assert sent("c.pdf")["kept"]
    monkeypatch.setattr(web_uploads, "_MOST_MEGABYTES", 0)
    assert sent("e.pdf")["refused"]


def test_nobody_sends_files_to_a_matter_that_is_not_theirs_to_see(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, WATER, terms=Terms(goal="quiet", visibility=Visibility.RESTRICTED))
    for address in (f"/matters/{M}/files/", "/matters/nowhere/files/"):
        answer = client_of("p-roads").post(address, {"attachments": [SimpleUploadedFile("weir.pdf", PDF)]})
        assert answer.status_code == 404
    assert client_of("p-water").get(f"/matters/{M}/files/").status_code == 405


def test_whoever_attached_a_wrong_file_says_so_in_a_note_and_the_file_stays_on_record(
    client_of: ClientOf, stage: Stage
) -> None:
    stage.open(M, WATER)
    client = client_of("p-water")
    form = {"version": 1, "text": "See.", "attachments": [SimpleUploadedFile("weir.pdf", PDF)]}
    client.post(f"/matters/{M}/do/progress/", form)
    page = client.get(f"/matters/{M}/").content.decode()
    link = re.search(rf'href="(/matters/{M}/do/note/\?wrong=[0-9a-f]{{64}})"', page)
    assert link is not None
    note = client.get(link[1]).content.decode()
    assert "The file “weir.pdf” was attached by mistake: it does not count. What is right instead:" in note
    assert "by mistake" not in client.get(f"/matters/{M}/do/note/?wrong={'0' * 64}").content.decode()
    assert "weir.pdf" in client.get(f"/matters/{M}/").content.decode()
