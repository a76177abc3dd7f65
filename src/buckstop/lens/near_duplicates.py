"""Near-duplicate demands: which texts ask for nearly the same thing.

Why MinHash: comparing every pair of 100,000 demands is out of reach; locality-sensitive hashing finds the few pairs
worth an exact comparison. Every group forms around one text (its leader), to which all its members are near: no chain
of small changes can join two demands that have nothing in common.

Source: Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3; character bigrams for Chinese because
4-grams lost a true paraphrase (Jaccard 0.42 against 0.66).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from datasketch import MinHash, MinHashLSH

PERMUTATIONS = 128
BANDS, ROWS_PER_BAND = 20, 5
JACCARD_MIN = 0.5
CJK_SHINGLE, OTHER_SHINGLE = 2, 4
# Kana, CJK ideographs and their extension A, Hangul, compatibility ideographs.
_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_NO_LETTERS = re.compile(r"[\W_]+")


def shingles(text: str) -> frozenset[str]:
    """Character n-grams of a text, case, width and punctuation aside: bigrams where it has CJK letters, else 4-grams."""
    letters = _NO_LETTERS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
    is_cjk = _CJK.search(letters) is not None
    flat = letters.replace(" ", "") if is_cjk else letters
    n = CJK_SHINGLE if is_cjk else OTHER_SHINGLE
    return frozenset(flat[i : i + n] for i in range(max(1, len(flat) - n + 1))) if flat else frozenset()


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of common shingles, 0 to 1; 0 for two empty sets."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def demand_keys(subjects: Sequence[str | None]) -> list[int | None]:
    """The group of near-duplicates each text belongs to, numbered from 0; None for None and for texts without letters.

    The same texts get the same groups whatever their order: leaders are chosen in the order of the texts themselves.
    """
    sets = {text: shingles(text) for text in dict.fromkeys(subjects) if text is not None}
    groups = _group(sorted((text, grams) for text, grams in sets.items() if grams))
    return [None if text is None else groups.get(text) for text in subjects]


def _group(texts: Iterable[tuple[str, frozenset[str]]]) -> dict[str, int]:
    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS_PER_BAND))
    # Copies share its permutations, whose making costs more than sketching a text.
    blank = MinHash(num_perm=PERMUTATIONS)
    leaders: list[frozenset[str]] = []
    known: dict[frozenset[str], int] = {}
    groups: dict[str, int] = {}
    for text, grams in texts:
        if grams in known:
            groups[text] = known[grams]
            continue
        sketch = blank.copy()
        sketch.update_batch([gram.encode() for gram in sorted(grams)])
        near = [(jaccard(grams, leaders[number]), -number) for number in index.query(sketch)]
        likeness, negated = max(near, default=(0.0, 0))
        if likeness >= JACCARD_MIN:
            number = -negated
        else:
            number = len(leaders)
            leaders.append(grams)
            index.insert(number, sketch)
        groups[text] = known[grams] = number
    return groups
