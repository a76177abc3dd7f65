"""Help in Chinese is whole: frames in Chinese, and no word cut off where the screen is narrow."""

import os
import re
import subprocess
import sys

from tests.cli.commands import Command
from tools.catalogue import SOURCE, extract


def help_in_chinese(*words: str, width: int) -> str:
    """What the command prints in a process of its own: the words of options are translated when it starts."""
    program = f"import sys\nfrom buckstop.cli.main import run\nsys.argv = {['buckstop', *words, '--help']!r}\nrun()\n"
    environment = os.environ | {"BUCKSTOP_LANGUAGE": "zh", "COLUMNS": str(width), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


def test_a_narrow_chinese_screen_shows_every_word() -> None:
    shown = help_in_chinese("matter", "return", width=70)
    assert "\N{HORIZONTAL ELLIPSIS}" not in shown
    for title in ("参数", "选项", "[必填]"):
        assert title in shown


def test_an_english_screen_keeps_its_words(buckstop: Command) -> None:
    said = buckstop("matter", "return", "--help")
    for title in ("Arguments", "Options", "[required]"):
        assert title in said.out


def test_a_wrong_option_is_told_in_a_frame_of_the_readers_language(buckstop: Command) -> None:
    said = buckstop("matter", "return", "--wrong", language="zh")
    assert said.code == 2
    assert "错误" in said.err


def test_an_option_named_like_a_label_of_a_page_ends_with_a_full_stop() -> None:
    shown = help_in_chinese("matter", "recall", width=100)
    line = next(line for line in shown.splitlines() if "--reason" in line)
    assert re.search(r"原因[。.]", line)


def test_no_sentence_differs_from_a_label_by_its_full_stop_alone() -> None:
    ids = {str(message.id) for message in extract(SOURCE) if message.id}
    both = {one for one in ids if f"{one}." in ids}
    assert both <= {
        "Decide who holds it",  # what a button does; what Today asks
        "Record what came of the meeting",
        "You hold no post now",  # a heading; a sentence
        "No",  # an answer; a word before a reason
        "Name of the log, for ever: like ledger.example/qingshui",  # a prompt; the help of its option
    }
