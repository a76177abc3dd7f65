"""Whoever calls a command wrongly is told so in their own language, with what would be right."""

import pytest
from typer._click.exceptions import UsageError

from buckstop.cli.output import text
from buckstop.cli.usage_errors import usage_sentence
from tests.cli.commands import Command

USAGE = 2
WRONG = (
    (("foo",), "There is no command 'foo'."),
    (("ledgr",), "There is no command 'ledgr'. Did you mean 'ledger'?"),
    (("ledger", "create"), "The argument 'HOME' is missing."),
    (("ledger", "create", "home"), "The option '--origin' is missing."),
    (("ledger", "status", "--hme", "x"), "There is no option --hme. Did you mean "),
    (("ledger", "status", "--zzz"), "There is no option --zzz."),
    (("serve", "--port", "99999999"), "'--port': '99999999' is too large: the most is 65535."),
    (("serve", "--port", "0"), "'--port': '0' is too small: the least is 1."),
    (("serve", "--port", "abc"), "'--port': 'abc' is no whole number."),
    (("clock", "--every", "often"), "'--every': 'often' is no number."),
    (("serve", "a", "b"), "it cannot use this: b"),
    (("serve", "--port"), "The option '--port' needs a value after it."),
    (("ledger", "verify", "--json=1"), "The option '--json' takes no value."),
    (("demo", "--scale", "huge"), "'--scale': 'huge' is none of these: 'small', "),
)


def unframed(shown: str) -> str:
    """What stands in a frame, as one line."""
    return " ".join(line.strip("│ ") for line in shown.splitlines())


@pytest.mark.parametrize(("words", "sentence"), WRONG, ids=[" ".join(words) for words, _sentence in WRONG])
def test_a_wrong_call_is_told_in_a_sentence_of_ours_and_all_of_it_is_translated(
    buckstop: Command, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], sentence: str
) -> None:
    said = buckstop(*words)
    assert said.code == USAGE
    assert sentence in unframed(said.err)
    monkeypatch.setattr("buckstop.cli.usage_errors.text", lambda message, **fields: f"<<{text(message, **fields)}>>")
    (found,) = [line for line in buckstop(*words).err.splitlines() if "<<" in line]
    assert found.strip("│ ").startswith("<<"), "a word of the library stands before ours"


def test_the_call_that_would_be_right_is_named_in_the_readers_language(
    buckstop: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("buckstop.cli.help_screens.text", lambda message: {"Usage: ": "So: "}.get(message, message))
    assert buckstop("ledger", "create").err.startswith("So: buckstop ledger create [OPTIONS] {HOME}")


def test_an_error_of_the_library_that_nobody_knows_is_said_as_it_says_it() -> None:
    assert usage_sentence(UsageError("Something new.")) == "Something new."
