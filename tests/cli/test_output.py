"""What a command prints: whatever somebody wrote into a title, the terminal does nothing on its behalf."""

import json

import pytest

from buckstop.cli.output import result, result_json

HOSTILE = "\x1b[2J\x9b31m\u202egnp.exe\x07\r\nNo fault was found.\x7f"


def test_a_line_of_the_result_stays_one_line_and_moves_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    result(HOSTILE)
    said = capsys.readouterr().out
    assert said == "\\x1b[2J\\x9b31m\\u202egnp.exe\\x07\\x0d\\x0aNo fault was found.\\x7f\n"


def test_json_says_the_same_to_a_program_and_nothing_to_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    result_json({"title": HOSTILE, "name": "清水县"})
    said = capsys.readouterr().out
    assert json.loads(said) == {"title": HOSTILE, "name": "清水县"}
    assert "清水县" in said
    assert all(sign == "\n" or sign.isprintable() for sign in said)
