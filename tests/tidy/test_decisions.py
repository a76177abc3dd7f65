"""Every decision record has a date and a slug for a name, and says what was given up and what would reverse it."""

import re
from pathlib import PurePath

import pytest

from tests.tidy.tree import text_of, tracked

SECTIONS = ["Context", "Decision", "What we gave up", "What would reverse it"]
STATUS = re.compile(r"^Status: (accepted|superseded by \[[^\]]+\]\([\w.-]+\.md\))\.$", re.MULTILINE)


def malformed(path: str, text: str) -> list[str]:
    """What a decision record lacks."""
    wrong = []
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}-[a-z0-9]+(-[a-z0-9]+)*\.md", PurePath(path).name):
        wrong.append("its name is no date and slug")
    if not re.match(r"# \S", text):
        wrong.append("no title")
    if not STATUS.search(text):
        wrong.append("no status")
    if re.findall(r"^## (.+)$", text, flags=re.MULTILINE) != SECTIONS:
        wrong.append(f"its sections are not {SECTIONS}")
    if any(not part.strip() for part in re.split(r"^## .+$", text, flags=re.MULTILINE)[1:]):
        wrong.append("an empty section")
    return wrong


GOOD = "# Title\n\nStatus: accepted.\n\n" + "".join(f"## {section}\n\nText.\n\n" for section in SECTIONS)


def test_a_record_in_form_passes() -> None:
    assert malformed("docs/adr/2026-11-21-one-door.md", GOOD) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("0001-one-door.md", GOOD),
        ("2026-11-21-one-door.md", GOOD.replace("# Title\n", "", 1)),
        ("2026-11-21-one-door.md", GOOD.replace("Status: accepted.", "Status: perhaps.")),
        ("2026-11-21-one-door.md", GOOD.replace("## What we gave up\n", "")),
        ("2026-11-21-one-door.md", GOOD.replace("## Decision\n\nText.", "## Decision\n\n")),
    ],
)
def test_a_record_that_lacks_something_is_caught(name: str, text: str) -> None:
    assert malformed(f"docs/adr/{name}", text)


def test_our_records_are_in_form() -> None:
    records = [path for path in tracked() if path.startswith("docs/adr/")]
    assert records
    assert {path: wrong for path in records if (wrong := malformed(path, text_of(path)))} == {}
