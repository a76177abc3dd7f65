"""Full-text search's one reading of texts and of what is asked for: the same for every store, in Chinese and English.

A run of Chinese is read as overlapping pairs of characters, with its last character alone behind them: no dictionary that
ages, and nothing is missed. Whoever asks for several characters gets the places where they stand side by side, whoever
asks for one gets those where it begins a pair or ends a run. Everything else is read as words and numbers in lower case,
and a word asked for is found by its beginning. Wide and narrow forms of a sign are one.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LONGEST_QUERY = 200
_MOST_TERMS = 16
# Han with its extensions and compatibility forms, kana, hangul: scripts written without blanks between words.
_UNSPACED = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"([{_UNSPACED}]+)|([^\W_{_UNSPACED}]+)")


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must be found.

    Args:
        tokens: they stand one behind the other.
        prefix: the last of them may go on.
        words: as they were asked for, for showing where they stand.
    """

    tokens: tuple[str, ...]
    prefix: bool
    words: str


def words_of(*texts: str) -> str:
    """What texts are found by: tokens with one blank between them, in the order of the texts."""
    return " ".join(token for text in texts for token in _tokens(text))


def wanted(query: str) -> tuple[Term, ...]:
    """What a query asks for, every term of which must be found; empty where it holds no word.

    Args:
        query: as somebody typed it; its first two hundred characters and sixteen terms count.
    """
    found: dict[Term, None] = {}
    for unspaced, spaced in _RUNS.findall(_folded(query[:_LONGEST_QUERY])):
        if spaced:
            found[Term((spaced,), prefix=True, words=spaced)] = None
        else:
            pairs = tuple(map("".join, pairwise(unspaced)))
            found[Term(pairs or (unspaced,), prefix=not pairs, words=unspaced)] = None
    return tuple(found)[:_MOST_TERMS]


def times_found(terms: Sequence[Term], words: str) -> int:
    """How often the terms stand in a text's words, all together; 0 where one of them does not."""
    tokens = words.split(" ")
    counts = [sum(_stands(term, tokens, place) for place in range(len(tokens))) for term in terms]
    return sum(counts) if counts and all(counts) else 0


def places(terms: Sequence[Term], text: str) -> tuple[tuple[int, int], ...]:
    """Where terms stand in a text, as (start, end) of its characters: in order, none overlapping another."""
    found = sorted(
        (origin[start], origin[end - 1] + 1)
        for folded, origin in [_folded_with_origin(text)]
        for term in terms
        for start, end in _spans(term, folded)
    )
    merged: list[tuple[int, int]] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _spans(term: Term, folded: str) -> Iterator[tuple[int, int]]:
    begins = r"(?<![^\W_])" if term.words.isascii() else ""
    for hit in re.finditer(begins + re.escape(term.words), folded):
        yield hit.span()


def _stands(term: Term, tokens: Sequence[str], place: int) -> bool:
    *before, last = term.tokens
    end = place + len(before)
    if end >= len(tokens) or list(tokens[place:end]) != before:
        return False
    return tokens[end].startswith(last) if term.prefix else tokens[end] == last


def _tokens(text: str) -> Iterator[str]:
    for unspaced, spaced in _RUNS.findall(_folded(text)):
        if spaced:
            yield spaced
        else:
            yield from map("".join, pairwise(unspaced))
            yield unspaced[-1]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _folded_with_origin(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in the text it comes from."""
    parts = [_folded(sign) for sign in text]
    return "".join(parts), [place for place, part in enumerate(parts) for _sign in part]
