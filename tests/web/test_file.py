"""Attached files go to those who may read a matter that names them, and to nobody else."""

import json
from pathlib import Path

import pytest

from buckstop.db.accounts.models import AccessRecord
from tests.app.staged import Stage
from tests.web.conftest import ClientOf
from tests.web.family import BANK, PAPER, WEIR, tell


def test_a_file_is_handed_out_whole_under_its_name_to_be_saved(stage: Stage, client_of: ClientOf) -> None:
    paper = tell(stage)
    answer = client_of("p-water").get(f"/files/{paper.sha256}/?matter={WEIR}")
    assert answer.getvalue() == PAPER
    answer.close()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E5%A0%B0%E5%9D%9D")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "no-store"


def test_taking_a_file_along_is_on_record(stage: Stage, client_of: ClientOf) -> None:
    paper = tell(stage)
    client_of("p-water").get(f"/files/{paper.sha256}/?matter={WEIR}").close()
    kept = AccessRecord.objects.latest("id")
    assert (kept.person, kept.did, kept.what, kept.detail) == ("p-water", "download", paper.sha256, "file_of_matter")
    assert kept.particulars == json.dumps({"matter": WEIR, "name": paper.name}, ensure_ascii=False)


@pytest.mark.parametrize("person", ["p-hamlet", "p-town"])
def test_who_may_not_read_the_reports_gets_no_file(stage: Stage, client_of: ClientOf, person: str) -> None:
    paper = tell(stage)
    before = AccessRecord.objects.count()
    assert client_of(person).get(f"/files/{paper.sha256}/?matter={WEIR}").status_code == 404
    assert AccessRecord.objects.count() == before


def test_a_digest_opens_nothing_by_another_matter(stage: Stage, client_of: ClientOf) -> None:
    paper = tell(stage)
    for address in (
        f"{paper.sha256}/?matter={BANK}",
        f"{paper.sha256}/",
        f"{'0' * 64}/?matter={WEIR}",
        f"..%2Fledger.db/?matter={WEIR}",
    ):
        assert client_of("p-water").get(f"/files/{address}").status_code == 404


def test_a_file_that_was_changed_is_not_shown_and_it_is_said_what_to_do(stage: Stage, client_of: ClientOf) -> None:
    paper = tell(stage)
    assert stage.ledger.files is not None
    place = Path(stage.ledger.files.folder) / paper.sha256[:2] / paper.sha256
    place.chmod(0o600)
    place.write_bytes(b"%PDF-1.4 another picture")
    answer = client_of("p-water").get(f"/files/{paper.sha256}/?matter={WEIR}")
    assert answer.status_code == 410
    assert "was changed or damaged since it was attached" in answer.content.decode()
