"""Code is in English: other scripts stand in the catalogue, in tests, in documents and in data files, never in code."""

import re

import pytest

from tests.tidy.tree import text_of, tracked

CODE = (".py", ".sql", ".html", ".css", ".js", "Makefile", ".ci/run")
FREE = ("tests/", "docs/", "src/buckstop/locale/")
VENDORED = "/vendored/"

# Han, kana, hangul, their punctuation and full-width forms. Written as escapes, or this line would be caught.
_OTHER_SCRIPT = re.compile(
    "[\u1100-\u11ff\u2e80-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]"
)


def is_code(path: str) -> bool:
    """Whether a path is code of ours in which only English may stand."""
    return path.endswith(CODE) and not path.startswith(FREE) and VENDORED not in path


def lines_in_other_scripts(text: str) -> list[int]:
    """Numbers of the lines that hold Chinese, Japanese or Korean characters."""
    return [number for number, line in enumerate(text.splitlines(), 1) if _OTHER_SCRIPT.search(line)]


@pytest.mark.parametrize("line", ["unit = '单位'", "x = 1  # 注", "a，b"])
def test_other_scripts_are_found(line: str) -> None:
    assert lines_in_other_scripts(f"ok = 1\n{line}") == [2]


@pytest.mark.parametrize("line", ["café = 'naïve'", "'\\u5355'", "x → y", "“quoted” – dash"])
def test_latin_letters_escapes_and_arrows_may_stay(line: str) -> None:
    assert lines_in_other_scripts(line) == []


def test_only_code_is_held_to_english() -> None:
    assert is_code("src/buckstop/lens/steps.py")
    assert not is_code("tests/worlds.py")
    assert not is_code("src/buckstop/locale/zh_Hans/LC_MESSAGES/buckstop.po")
    assert not is_code("src/buckstop/lens/report/vendored/echarts.js")


def test_our_code_is_in_english() -> None:
    wrong = {path: lines for path in tracked() if is_code(path) and (lines := lines_in_other_scripts(text_of(path)))}
    assert wrong == {}
