"""Details of the record of readings: kept as codes and values, said to each reader in their words."""

import pytest

from buckstop.domain.ids import PersonId
from buckstop.text.access_details import _SAID, PAGES, Detail, detail_of, detail_words
from tests.text.readers import reader

_VALUES: dict[str, str | int] = {
    "matter": "m-1",
    "rows": 3,
    "query": "unit=water",
    "entries": 4,
    "steps": 5,
    "people": 6,
    "items": 7,
    "name": "plan.docx",
    "asker": "p-keeper",
}


def _said(detail: Detail, language: str = "en") -> str:
    return detail_words(detail, reader(language), lambda query: f"<{query}>", lambda person: f"name of {person}")


@pytest.mark.parametrize("code", [*PAGES, *_SAID])
def test_every_code_is_a_sentence_that_all_its_values_fill(code: str) -> None:
    said = _said(Detail(code, _VALUES))
    assert said
    assert "%(" not in said
    assert said != code


@pytest.mark.parametrize("code", ["list_taken", "file_of_matter", "password_confirmed"])
def test_what_is_kept_reads_back_the_same(code: str) -> None:
    detail = Detail(code, _VALUES)
    assert detail_of("export", code, detail.kept()) == detail
    assert detail_of("export", code, Detail(code).kept()) == Detail(code)


def test_filters_and_persons_are_named_when_the_record_is_read() -> None:
    assert "<unit=water>" in _said(Detail("list_taken", _VALUES))
    assert _said(Detail("password_confirmed", _VALUES)).endswith(f"name of {PersonId('p-keeper')}")


def test_what_no_version_ever_knew_stands_as_it_is() -> None:
    assert _said(detail_of("export", "something, else", None)) == "something, else"
