"""Taking documents in: who may, what is read, what is refused; drafts listed, discarded and taken back."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from buckstop.app.cycle_turns import turn_matter
from buckstop.app.ledger import Ledger
from buckstop.app.timers import wake_due
from buckstop.db.accounts.models import AccessRecord, DirectiveDraft
from buckstop.domain.ids import CycleId
from buckstop.domain.matter.words import Origin, Terms, Visibility
from tests.app.staged import COUNTY, Stage
from tests.app.test_cycles import setting_up
from tests.web.conftest import ClientOf, Statements
from tests.web.directive_papers import DOCUMENTS, PLAN, do, hand_in, paste, text_of, version_of

_LIMIT = 15


@pytest.mark.parametrize(
    "name",
    ["notice-table.docx", "same-below.docx", "line-form.docx", "ten-matters.xlsx", "rectification.xlsx"],
)
def test_a_real_document_becomes_a_draft_with_its_tasks(client_of: ClientOf, name: str) -> None:
    client = client_of("p-county")
    answer = hand_in(client, name)
    assert answer.status_code == 303
    page = text_of(client, answer["Location"])
    assert page.count('class="card') >= 5
    assert name in page


def test_the_file_is_kept_and_given_out_on_record(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = hand_in(client, "notice-table.docx")["Location"]
    answer = client.get(f"{draft}document/")
    assert b"".join(answer) == (DOCUMENTS / "notice-table.docx").read_bytes()
    row = DirectiveDraft.objects.get()
    assert AccessRecord.objects.filter(did="download", what=row.source_sha256).exists()


def test_a_pasted_text_becomes_a_draft(client_of: ClientOf) -> None:
    page = text_of(client := client_of("p-county"), paste(client))
    assert "清政发〔2026〕3号" in page
    assert "加固堰坝2处" in page


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.rtf", b"{\\rtf1 tasks}", "Save it as .docx, .xlsx, .pdf"),
        ("plan.docx", b"PK\x03\x04 no zip", "damaged"),
        ("plan.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "picture"),
        ("plan.txt", b"", "empty"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(
    client_of: ClientOf, name: str, content: bytes, words: str
) -> None:
    answer = client_of("p-county").post(
        "/directives/", {"file": SimpleUploadedFile(name, content), "text": "kept all the same"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page[page.index("The document was not read.") :]
    assert "kept all the same" in page
    assert not DirectiveDraft.objects.exists()


def test_a_file_beyond_the_limit_is_refused_unread(ledger: Ledger, client_of: ClientOf) -> None:
    assert ledger.files is not None
    ledger.files = replace(ledger.files, megabytes=1)
    sent = SimpleUploadedFile("plan.txt", b"x" * 1_000_001)
    answer = client_of("p-county").post("/directives/", {"file": sent})
    assert answer.status_code == 422
    assert "plan.txt" in answer.content.decode()
    assert not DirectiveDraft.objects.exists()


def test_sending_nothing_says_what_to_send(client_of: ClientOf) -> None:
    answer = client_of("p-county").post("/directives/", {"text": "  "})
    assert answer.status_code == 422
    assert "Choose a file, or paste the text" in answer.content.decode()


def test_a_document_without_tasks_says_so_and_invents_none(client_of: ClientOf) -> None:
    page = text_of(client := client_of("p-county"), paste(client, "春天来了。\n河水很清。"))
    assert "Nothing in this document can be assigned" in page
    assert 'class="card' not in page


def test_only_leaders_take_documents_in(client_of: ClientOf) -> None:
    for person in ("p-clerk", "p-auditor", "p-inspector", "p-desk"):
        client = client_of(person)
        page = text_of(client, "/directives/")
        assert 'type="file"' not in page
        assert client.post("/directives/", {"text": PLAN}).status_code == 404


def test_a_draft_is_nobody_elses_to_see(client_of: ClientOf) -> None:
    draft = paste(client_of("p-county"))
    for person in ("p-water", "p-office", "p-auditor", "p-keeper", "p-desk", "p-city"):
        client = client_of(person)
        for address in (draft, f"{draft}open/", f"{draft}document/", f"{draft}workbook/"):
            assert client.get(address).status_code == 404
        assert client.post(draft, {"do": "undo", "version": "1"}).status_code == 404
        assert client.post(f"{draft}discard/", {"version": "1"}).status_code == 404
        assert client.post(f"{draft}open/", {"version": "1"}).status_code == 404
    assert client_of("p-county").get("/directives/99/").status_code == 404


def test_a_draft_is_discarded_and_taken_back(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    client.post(f"{draft}discard/", {"version": version_of(client, draft)})
    page = text_of(client, "/directives/")
    assert "is discarded" in page
    assert "Discarded drafts (1)" in page
    client.post(f"{draft}discard/", {"version": version_of(client, draft), "do": "restore"})
    assert "Discarded drafts" not in text_of(client, "/directives/")


def test_a_stale_discard_does_nothing_and_says_so(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    do(client, draft, "drop", task="1", reason="not ours")
    client.post(f"{draft}discard/", {"version": "1"})
    page = text_of(client, "/directives/")
    assert "Somebody changed this draft meanwhile" in page
    assert "Discarded drafts" not in page


def test_topmost_matters_of_directives_are_listed_for_those_who_may_read_them(
    stage: Stage, client_of: ClientOf
) -> None:
    stage.open("d1", COUNTY, title="Flood season", origin=Origin.DIRECTIVE)
    closed = Terms(goal="kept", visibility=Visibility.RESTRICTED)
    stage.open("d2", COUNTY, title="Behind the door", origin=Origin.DIRECTIVE, terms=closed)
    stage.open("o1", COUNTY, title="Of its own")
    mine = text_of(client_of("p-county"), "/directives/")
    assert "Flood season" in mine
    assert "Behind the door" in mine
    assert "Of its own" not in mine
    assert AccessRecord.objects.filter(did="read", what="d2").exists()
    assert "Flood season" not in text_of(client_of("p-water"), "/directives/")


def test_what_a_cycle_opened_is_not_listed_among_directives(stage: Stage, client_of: ClientOf) -> None:
    stage.open("d1", COUNTY, title="Flood season", origin=Origin.DIRECTIVE)
    command = setting_up(unit=COUNTY, terms=Terms(goal="Looked at", reference="No. 3"), planned_for=None)
    assert not hasattr(stage.try_(COUNTY, command), "refusal")
    stage.at(datetime(2026, 4, 1, 9, tzinfo=UTC))
    wake_due(stage.ledger)
    opened = stage.matter(turn_matter(stage.ledger, CycleId("c1"), 1))
    assert (opened.origin, opened.cycle is None) == (Origin.DIRECTIVE, False)
    page = text_of(client_of("p-county"), "/directives/")
    assert "Flood season" in page
    assert opened.title not in page


def test_the_template_is_a_workbook_in_the_readers_language(client_of: ClientOf) -> None:
    english = client_of("p-county").get("/directives/template/")
    chinese = client_of("p-county", "zh_Hans").get("/directives/template/")
    assert english.content[:2] == chinese.content[:2] == b"PK"
    assert english.content != chinese.content


def test_the_page_speaks_chinese(client_of: ClientOf) -> None:
    page = text_of(client_of("p-county", "zh_Hans"), "/directives/")
    assert 'lang="zh-Hans"' in page
    for words in ("录入文件", "不得录入国家秘密和工作秘密", "开始识别"):
        assert words in page


def test_the_lists_ask_few_questions(client_of: ClientOf, statements: Statements) -> None:
    client = client_of("p-county")
    for _ in range(3):
        paste(client)
    with statements() as said:
        client.get("/directives/")
    assert len(said) <= _LIMIT, said
