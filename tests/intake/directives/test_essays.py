"""Pages of the web that assign nothing: repaired, and no task invented. They are not in the repository."""

import os
from collections import Counter
from pathlib import Path

import pytest

from buckstop.intake.directives.door import read_directive
from buckstop.intake.directives.model import Asked, BlockKind, Draft, RepairKind

REPOSITORY = Path(__file__).resolve().parents[3]
# Beside the folder of real logs, wherever that is.
FOLDER = Path(os.environ.get("BUCKSTOP_DATA") or REPOSITORY.parent / "shared" / "data").parent / "sources"
ESSAYS = sorted(FOLDER.glob("*.txt")) if FOLDER.is_dir() else []

pytestmark = pytest.mark.data


@pytest.fixture(params=range(5))
def draft(request: pytest.FixtureRequest) -> Draft:
    if len(ESSAYS) <= request.param:
        pytest.skip("no essays beside the real logs here (set BUCKSTOP_DATA)")
    path = ESSAYS[request.param]
    found = read_directive(path.read_bytes(), path.name, None)
    assert isinstance(found, Draft)
    return found


def test_an_essay_has_no_task_and_the_draft_says_so(draft: Draft) -> None:
    assert draft.items == ()
    assert [question.asked for question in draft.questions] == [Asked.NO_TASKS]


def test_an_essay_is_mended(draft: Draft) -> None:
    kinds = Counter(repair.kind for repair in draft.repairs)
    assert kinds[RepairKind.NAVIGATION] >= 2
    text = "\n".join(block.text for block in draft.blocks if block.kind is not BlockKind.RESIDUE)
    assert "(zé)" not in text
    assert "Copyright" not in text
    if kinds[RepairKind.PINYIN]:
        assert kinds[RepairKind.TRADITIONAL] >= 20
        assert "責任" not in text
