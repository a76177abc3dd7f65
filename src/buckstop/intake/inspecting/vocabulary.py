"""Words that give a column or a value away, and the comparison of names with them. The words lie in vocabulary.toml."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from buckstop.lens.mapping import State

_LETTERS = re.compile(r"[^\W\d_]+")
_HUMPS = re.compile(r"[A-ZÀ-Þ]+(?![a-zß-ÿ])|[A-ZÀ-Þ]?[a-zß-ÿ]+|[^A-Za-zÀ-ÿ]+")
_CASE_PREFIX = "case:"  # how XES readers mark attributes of the whole case
_ID_SUFFIX = " id"
_SHORT = 3
_EVENT_ROLES = ("activity", "state", "time", "sequence")
# Scripts written without blanks: words are found as parts of a text. Ideographs and kana, by code point.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class LineMark:
    """Marks of a support line in unit names; see `lens.mapping.Mapping.line_pattern`."""

    pattern: str
    order: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words, cut the way `words_of` cuts names."""

    names: dict[str, tuple[str, ...]]
    states: dict[State, tuple[str, ...]]
    placeholders: frozenset[str]
    robots: tuple[str, ...]
    shared: tuple[str, ...]
    lines: tuple[LineMark, ...]
    zones: tuple[str, ...]


@cache
def vocabulary() -> Vocabulary:
    """The shipped words."""
    plain = tomllib.loads((files("buckstop.intake.inspecting") / "vocabulary.toml").read_text("utf-8"))

    def cut(words: list[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(words_of(word) for word in words))

    return Vocabulary(
        {role: cut(words) for role, words in plain["names"].items()},
        {State(state): cut(words) for state, words in plain["states"].items()},
        frozenset(word.casefold() for word in plain["holders"]["placeholders"]),
        cut(plain["holders"]["robots"]),
        cut(plain["holders"]["shared"]),
        tuple(LineMark(mark["pattern"], tuple(mark["order"]), mark["share"]) for mark in plain["lines"]),
        tuple(plain["zones"]["preferred"]),
    )


def words_of(name: str) -> str:
    """A name as lower-case words with single blanks: "sysUpdated_at2" -> "sys updated at"."""
    parts: list[str] = []
    for run in _LETTERS.findall(name):
        parts += _HUMPS.findall(run) or [run]
    return " ".join(parts).casefold()


def holds(words: str, phrase: str) -> bool:
    """Whether a phrase stands in a text cut into words: as whole words, or as a part where words are not spaced."""
    if _UNSPACED.search(phrase):
        return phrase in words
    if len(phrase) <= _SHORT:  # "at", "id", "art": only where they carry the name, not between two other words
        return words == phrase or words.startswith(f"{phrase} ") or words.endswith(f" {phrase}")
    return f" {phrase} " in f" {words} "


def name_score(name: str, role: str) -> float:
    """How well a column's name fits a role: 1 = exactly its first word, 0 = no word of it.

    Args:
        name: column name; role: a key of `[names]` in vocabulary.toml.
    """
    if role != "case" and name.startswith(_CASE_PREFIX):
        if role in _EVENT_ROLES:
            return 0.0
        name = name.removeprefix(_CASE_PREFIX)
    words, best = words_of(name), 0.0
    if role != "case":
        words = words.removesuffix(_ID_SUFFIX)  # "assigned_to_id" names a person as much as "assigned_to"
    phrases = vocabulary().names[role]
    for place, phrase in enumerate(phrases):
        rank = 1 - 0.2 * place / len(phrases)
        if words == phrase:
            best = max(best, rank)
        elif holds(words, phrase):
            best = max(best, 0.75 * rank * (0.6 + 0.4 * len(phrase) / len(words)))
    return best


def state_of(value: str) -> State | None:
    """The state a status text seems to mean, by the longest phrase found in it; None if it holds none."""
    words, best = words_of(value), (0, State.OTHER)
    for state, phrases in vocabulary().states.items():
        for phrase in phrases:
            if len(phrase) > best[0] and holds(words, phrase):
                best = (len(phrase), state)
    return best[1] if best[0] else None


def is_placeholder(value: str) -> bool:
    """Whether a cell text only says that nothing is there."""
    return value.strip().casefold() in vocabulary().placeholders


def names_robot(value: str) -> bool:
    """Whether a name is that of an account nobody sits behind."""
    words = words_of(value)
    return any(holds(words, phrase) for phrase in vocabulary().robots)


def names_shared_account(value: str) -> bool:
    """Whether a name is that of an account of several people, or of a test."""
    words = words_of(value)
    return any(holds(words, phrase) for phrase in vocabulary().shared)
