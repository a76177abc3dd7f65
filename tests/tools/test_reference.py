"""The generated pages say what the code says, and a page that does not is shown line by line."""

import os
import subprocess
import sys
from pathlib import Path

from buckstop.lens.pattern import all_patterns
from tests.tidy.tree import REPOSITORY
from tools.reference import PAGES, differences, patterns_page


def test_every_pattern_has_its_definition_innocent_explanations_and_examples_on_the_page() -> None:
    page = patterns_page()
    for pattern in all_patterns():
        assert pattern.name in page
        assert pattern.definition in page
        assert all(reason in page for reason in pattern.innocent)
        assert all(example.claim in page for example in pattern.examples)


def test_a_page_that_says_something_else_is_shown_line_by_line(tmp_path: Path) -> None:
    for name, page in PAGES.items():
        (tmp_path / name).write_text(page(), encoding="utf-8")
    assert differences(tmp_path) == []
    settings = tmp_path / "settings.md"
    settings.write_text(settings.read_text(encoding="utf-8").replace("# Settings", "# Set things"), encoding="utf-8")
    assert {"-# Set things", "+# Settings"} <= set(differences(tmp_path))


def test_our_pages_are_up_to_date_in_english_whatever_language_the_machine_speaks() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.reference", "--check"],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": "src", "LANG": "zh_CN.UTF-8", "BUCKSTOP_LANGUAGE": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
