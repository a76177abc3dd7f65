"""The words of directives in Chinese and English, and the patterns made of them. They lie in words_zh.toml and words_en.toml.

Why in data: officials of another place use other words; adding one is no change of code.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("zh", "en")


@cache
def tables(language: str) -> dict[str, Any]:
    """All tables of one language.

    Args:
        language: one of `LANGUAGES`.
    """
    return tomllib.loads((files("buckstop.intake.directives") / f"words_{language}.toml").read_text("utf-8"))


def entry(language: str, path: str) -> Any:
    """What one language has under a dotted path such as `dates.kinds`; None where it has nothing there."""
    found: Any = tables(language)
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


@cache
def listed(path: str) -> tuple[str, ...]:
    """The words of all languages under a path, each once."""
    return tuple(dict.fromkeys(word for language in LANGUAGES for word in entry(language, path) or ()))


def alternatives(words: tuple[str, ...]) -> str:
    """A pattern that matches any of the words, the longest first; words in Latin letters only as whole words."""
    if not words:
        return "(?!)"
    return "(?:" + "|".join(_whole(word) for word in sorted(words, key=lambda word: (-len(word), word))) + ")"


@cache
def any_of(path: str, *more: str) -> str:
    """A pattern that matches any word under any of the paths."""
    return alternatives(tuple(word for one in (path, *more) for word in listed(one)))


@cache
def either(path: str) -> str:
    """A pattern that matches what the patterns of any language under a path match."""
    found = [pattern for language in LANGUAGES if (pattern := entry(language, path))]
    return "(?:" + "|".join(f"(?:{pattern})" for pattern in found) + ")" if found else "(?!)"


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern that does not tell small letters from capitals."""
    return re.compile(pattern, re.IGNORECASE)


def spaced(words: tuple[str, ...]) -> str:
    """As `alternatives`; Chinese words are found too where blanks stretch them over a line."""
    longest = sorted(words, key=lambda word: (-len(word), word))
    chinese = [r"[ \u3000]{0,2}".join(word) for word in longest if not word.isascii()]
    return "(?:" + "|".join([*chinese, alternatives(tuple(word for word in words if word.isascii()))]) + ")"


def _whole(word: str) -> str:
    escaped = r"\s+".join(re.escape(part) for part in word.split(" "))
    before = r"(?<![A-Za-z0-9])" if word[0].isascii() and word[0].isalnum() else ""
    behind = r"(?![A-Za-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
    return before + escaped + behind
