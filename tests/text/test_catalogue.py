"""Sentences come back in the language that was asked for, and never get lost."""

import pytest

from buckstop.text.catalogue import LANGUAGES, translator


def test_english_sentences_come_back_unchanged() -> None:
    assert translator("en")("%(hours)s h") == "%(hours)s h"


def test_chinese_sentences_come_from_the_catalogue() -> None:
    assert translator("zh_Hans")("Person %(number)s") == "人员 %(number)s"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_nobody_translated_stays_readable(language: str) -> None:
    assert translator(language)("No such sentence.") == "No such sentence."
