"""Help in Chinese is whole: frames in Chinese, and no word cut off where the screen is narrow."""

import os
import subprocess
import sys

from tests.cli.commands import Command


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
