"""A tutorial's comments do what its sentences say, in both languages alike, and its files are what they seem."""

import re
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from tests.tidy.tree import REPOSITORY
from tools.tutorial_browser import Step, TutorialError, bare, steps
from tools.tutorial_files import DOCUMENT, FILES, REGISTERS, TEXT, register_of, write_document
from tools.tutorial_pictures import GUIDES, PICTURES, Guide

PAIRS = [(guide.path.removesuffix(".md") + ".zh.md", guide.path) for guide in GUIDES if guide.language == "en"]


def told(path: str) -> tuple[Step, ...]:
    return steps((REPOSITORY / path).read_text("utf-8"))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.path)
def test_every_word_that_is_pressed_filled_in_or_seen_stands_in_the_text(guide: Guide) -> None:
    assert told(guide.path)


@pytest.mark.parametrize(("chinese", "english"), PAIRS)
def test_both_languages_take_the_same_steps(chinese: str, english: str) -> None:
    assert [step.verb for step in told(chinese)] == [step.verb for step in told(english)]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.path)
def test_a_guide_shows_the_pictures_that_its_walk_takes_and_no_others(guide: Guide) -> None:
    path, ending = guide.path, guide.ending
    text = (REPOSITORY / path).read_text("utf-8")
    shown = re.findall(r"\(\.\./pictures/tutorial/(\S+?)\)", text)
    assert shown == [f"{step.words[0]}{ending}.png" for step in told(path) if step.verb == "picture"]
    assert all((PICTURES / name).stat().st_size < 200_000 for name in shown)


def test_a_button_that_the_text_does_not_name_is_refused() -> None:
    guide = '# A guide\n\n## Open it\n\nPress **Open**.\n\n<!-- do\npress "Open it all"\n-->\n'
    with pytest.raises(TutorialError, match="line 8: the text does not say: Open it all"):
        steps(guide)


def test_a_word_of_another_section_does_not_count() -> None:
    guide = '# A guide\n\n## One\n\nPress **Save**.\n\n## Two\n\n<!-- do\npress "Save"\n-->\n'
    with pytest.raises(TutorialError):
        steps(guide)


def test_line_breaks_and_marks_of_a_text_do_not_matter() -> None:
    assert bare("press **What\nopening** it `does`") == bare("press What opening it does")


def test_the_document_says_what_its_text_says(tmp_path: Path) -> None:
    write_document(tmp_path / "made.docx")
    for document in (DOCUMENT, tmp_path / "made.docx"):
        words = [paragraph.text for paragraph in Document(str(document)).paragraphs]
        assert words == TEXT.read_text("utf-8").splitlines()


@pytest.mark.parametrize(("language", "ending"), REGISTERS.items())
def test_a_register_says_what_it_was_made_of(language: str, ending: str) -> None:
    for name, mistaken in (("county", False), ("county-with-mistakes", True)):
        kept, made = openpyxl.load_workbook(FILES / f"{name}{ending}"), register_of(language, mistaken=mistaken)
        for one, other in zip(kept.worksheets[1:], made.worksheets[1:], strict=True):
            assert list(one.values) == list(other.values), one.title
