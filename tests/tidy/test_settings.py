"""Every variable of the environment that any file of ours reads is declared, so it is on the settings page."""

import re

from buckstop.app.config import SETTINGS
from tests.tidy.tree import text_of, tracked

READERS = (".py", "Makefile", ".ci/run", ".toml")


def variables(text: str) -> set[str]:
    """Names of variables of ours in a text."""
    return set(re.findall(r"\bBUCKSTOP_[A-Z][A-Z_]*[A-Z]\b", text))


def test_variables_are_found_in_code_and_words_are_not() -> None:
    assert variables('os.environ["BUCKSTOP_A_B"] and BUCKSTOP') == {"BUCKSTOP_A_B"}


def test_every_variable_of_ours_is_declared() -> None:
    here = "tests/tidy/test_settings.py"
    read = {name for path in tracked() if path.endswith(READERS) and path != here for name in variables(text_of(path))}
    assert read - SETTINGS.keys() == set()


def test_every_declared_variable_is_read_somewhere() -> None:
    readers = [path for path in tracked() if path.endswith(READERS) and path != "src/buckstop/app/config.py"]
    read = {name for path in readers for name in variables(text_of(path))}
    assert SETTINGS.keys() - read == set()
