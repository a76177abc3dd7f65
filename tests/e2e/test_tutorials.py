"""The tutorials are walked through in a browser, in both languages, as their readers walk."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tidy.tree import REPOSITORY
from tools.tutorial_browser import walk
from tools.tutorial_pictures import GUIDES, LAST_DATE, Guide, ledger_of


@pytest.fixture(scope="module")
def county(browser_path: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county of the tutorials, a week old: few matters stand around the one that is followed."""
    assert browser_path
    home = tmp_path_factory.mktemp("tutorials") / "county"
    command = [sys.executable, "-m", "tools.tutorial_county", "found", str(home), LAST_DATE, "1"]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    return home


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.path)
def test_what_a_tutorial_says_can_be_done_and_what_it_shows_is_seen(
    guide: Guide, county: Path, browser_path: str, tmp_path: Path
) -> None:
    home = ledger_of(guide, county, tmp_path / "own")
    assert walk(REPOSITORY / guide.path, guide.language, home, browser_path) >= 15
