"""Every sentence the code holds is in the Chinese catalogue: translated, certain, with the same placeholders."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tools.catalogue import CATALOGUE, SOURCE, as_text, extract, faults, read, update


def entry(sentence: str, translation: str, *, fuzzy: bool = False) -> Catalog:
    catalogue = Catalog(locale="zh_Hans", charset="utf-8")
    catalogue.add(sentence, translation, flags=["fuzzy"] if fuzzy else [])
    return catalogue


@pytest.mark.parametrize(
    "catalogue",
    [
        entry("Waiting", ""),
        entry("Waiting", "   "),
        entry("Waiting", "等待", fuzzy=True),
        entry("%(n)s cases", "件"),
        entry("%(n)s cases", "%(m)s 件"),
        entry("%s cases", "%s 件"),
        entry("%(n)s of 95 % are", "%(n)s 的 95 %% 是"),
    ],
)
def test_a_faulty_translation_is_caught(catalogue: Catalog) -> None:
    assert faults(catalogue)


@pytest.mark.parametrize(
    "catalogue",
    [
        entry("Waiting", "等待"),
        entry("%(unit)s held %(n)s cases", "%(n)s 件由 %(unit)s 办理"),
        entry("%(n)s of 95 %% are", "95 %% 中的 %(n)s"),
        entry("A 95 % interval.", "95 % 区间。"),
    ],
)
def test_a_good_translation_passes(catalogue: Catalog) -> None:
    assert faults(catalogue) == []


def test_marked_sentences_are_found_in_code_and_templates(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "code.py").write_text('from x import gettext_noop as _\nA = _("In code")\nB = "not marked"\n')
    (tmp_path / "templates" / "page.html").write_text('<p>{{ _("In a page") }}</p>')
    assert {message.id for message in extract(tmp_path) if message.id} == {"In code", "In a page"}


def test_an_update_keeps_translations_adds_new_sentences_and_drops_gone_ones() -> None:
    template = Catalog(charset="utf-8")
    template.add("Kept")
    template.add("New")
    old = entry("Kept", "留")
    old.add("Gone", "去")
    updated = update(old, template)
    assert {str(message.id): str(message.string or "") for message in updated if message.id} == {
        "Kept": "留",
        "New": "",
    }


def test_our_catalogue_is_complete_and_up_to_date() -> None:
    catalogue = update(read(CATALOGUE), extract(SOURCE))
    assert faults(catalogue) == []
    assert as_text(catalogue) == CATALOGUE.read_text(encoding="utf-8")


def test_a_reader_is_addressed_in_one_way() -> None:
    familiar = ("你", "您单位", "贵单位")
    said = [str(message.string) for message in read(CATALOGUE)]
    assert [words for words in said if any(one in words for one in familiar)] == []
    guides = [*SOURCE.parent.parent.glob("*.zh.md"), *(SOURCE.parent.parent / "docs").rglob("*.zh.md")]
    assert guides
    assert [path.name for path in guides if any(one in path.read_text("utf-8") for one in familiar)] == []
