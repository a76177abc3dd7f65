"""What an outsider takes along proves what it says."""

import pytest

from buckstop.app.proving import check_proof
from buckstop.db.accounts.models import AccessRecord
from buckstop.ledger.checkpoint import Trust
from buckstop.ledger.faults import Fault
from tests.app.staged import WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.family import WEIR, tell


@pytest.fixture
def placed(stage: Stage) -> Stage:
    """The story, with a place in the log for each of its steps."""
    tell(stage)
    stage.ledger.sequencer().run_once()
    return stage


def test_each_step_offers_its_proof_and_its_entry(placed: Stage, client_of: ClientOf) -> None:
    page = client_of("p-water").get(f"/matters/{WEIR}/proof/").content.decode()
    count = len(placed.ledger.store.events(WEIR))
    assert page.count("Proof of step") == page.count("Entry of step") == count
    assert "buckstop ledger prove --check" in page
    assert placed.ledger.key.verifier().name in page


def test_the_two_files_of_a_step_prove_it_without_the_ledger(placed: Stage, client_of: ClientOf) -> None:
    client = client_of("p-water")
    proof = client.get(f"/matters/{WEIR}/proof/2/proof/")
    entry = client.get(f"/matters/{WEIR}/proof/2/entry/")
    found = check_proof(proof.content, entry.content, Trust(placed.ledger.key.verifier()))
    assert not isinstance(found, Fault)
    assert proof["Content-Disposition"] == f'attachment; filename="record-{found.index}.tlog-proof"'
    assert AccessRecord.objects.latest("id").particulars == f'{{"name": "record-{found.index}.json"}}'


def test_a_proof_of_one_step_does_not_prove_another(placed: Stage, client_of: ClientOf) -> None:
    client = client_of("p-water")
    proof, entry = (client.get(f"/matters/{WEIR}/proof/{name}/").content for name in ("2/proof", "3/entry"))
    assert isinstance(check_proof(proof, entry, Trust(placed.ledger.key.verifier())), Fault)


def test_a_step_without_a_place_yet_says_when_it_has_one(stage: Stage, client_of: ClientOf) -> None:
    stage.open("m1", WATER)
    page = client_of("p-water").get("/matters/m1/proof/").content.decode()
    assert "its place follows within a second" in page
    assert "Proof of step" not in page
    assert client_of("p-water").get("/matters/m1/proof/1/proof/").status_code == 404


@pytest.mark.parametrize("asked", ["99/proof", "0/entry", "1/somewhere"])
def test_what_is_not_there_cannot_be_taken_along(placed: Stage, client_of: ClientOf, asked: str) -> None:
    assert client_of("p-water").get(f"/matters/{WEIR}/proof/{asked}/").status_code == 404
