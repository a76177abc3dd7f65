"""Every refusal of a file has a sentence that says what to do, and finds its facts."""

import io
import re
from pathlib import Path

import pytest

from buckstop.app.file_folder import FileFolder
from buckstop.app.file_kinds import FileRefusal
from buckstop.domain.refusals import Refusal
from buckstop.text.file_refusals import FILE_SENTENCES

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_OF_READING = {FileRefusal.MISSING, FileRefusal.CHANGED}


def test_every_code_has_a_sentence() -> None:
    assert set(FILE_SENTENCES) == set(FileRefusal)


@pytest.mark.parametrize("code", FileRefusal)
def test_a_sentence_says_what_stands_in_the_way_and_what_to_do(code: FileRefusal) -> None:
    assert len(re.findall(r"[.](?:\s|$)", FILE_SENTENCES[code])) >= 2


def test_sentences_find_their_facts_in_what_is_refused(tmp_path: Path) -> None:
    folder = FileFolder(tmp_path)
    kept, read = folder.keep("a.exe", io.BytesIO(b"MZ")), folder.open_file("0" * 64)
    assert isinstance(kept, Refusal)
    assert isinstance(read, Refusal)
    for code, sentence in FILE_SENTENCES.items():
        facts = dict((read if code in _OF_READING else kept).fields)
        assert set(PLACEHOLDER.findall(sentence)) <= set(facts)
        assert "%(" not in sentence % facts
