"""Documents: links lead somewhere, and a page in two languages has the same headings in the same order."""

import re
from pathlib import Path

import pytest

from tests.tidy.tree import REPOSITORY, text_of, tracked


def links(text: str) -> list[str]:
    """Targets of links and pictures that lie in the repository, without anchors."""
    targets = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return [target.split("#")[0] for target in targets if not re.match(r"[a-z]+:|#", target)]


def dead_links(path: Path, text: str) -> list[str]:
    """Links of a document that lead nowhere."""
    return [target for target in links(text) if not (path.parent / target).exists()]


def heading_levels(text: str) -> list[int]:
    """Levels of the headings of a document, in order; a comment in a code block is no heading."""
    plain = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    return [len(marks) for marks in re.findall(r"^(#+) ", plain, flags=re.MULTILINE)]


DOCUMENTS = [path for path in tracked() if path.endswith(".md") and not path.startswith("tests/data/")]
CHINESE = [path for path in DOCUMENTS if path.endswith(".zh.md")]


def test_a_dead_link_is_found_and_a_live_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "there.md").touch()
    text = "[a](there.md#part) [b](gone.md) ![c](gone.png) [d](https://example.org/x) [e](#here)\n```\n[f](x.md)\n```"
    assert dead_links(tmp_path / "page.md", text) == ["gone.md", "gone.png"]


def test_headings_are_compared_by_level_and_order() -> None:
    assert heading_levels("# A\n\n## B\n\n```\n# no heading\n```\n## C\n") == [1, 2, 2]
    assert heading_levels("# A\n## B\n### C\n") != heading_levels("# 甲\n## 乙\n## 丙\n")


def test_every_link_of_ours_leads_somewhere() -> None:
    assert {path: dead for path in DOCUMENTS if (dead := dead_links(REPOSITORY / path, text_of(path)))} == {}


def test_there_is_a_page_in_chinese() -> None:
    assert "README.zh.md" in CHINESE


@pytest.mark.parametrize("path", CHINESE)
def test_a_chinese_page_has_the_headings_of_its_english_twin(path: str) -> None:
    assert heading_levels(text_of(path)) == heading_levels(text_of(path.replace(".zh.md", ".md")))
