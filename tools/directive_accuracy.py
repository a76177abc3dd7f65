"""How right the importer of directives is, against the gold answers of tests/data/directives.

`python -m tools.directive_accuracy` prints counts, shares with intervals and every miss; `--write` also makes
docs/reference/directive-accuracy.md; `--first` keeps the figures as those of the first reading, once, before the importer
is tuned. The exit code is 1 where a bar is missed: precision .98 and recall .95 in every
field, no guess at all.

Intervals are Wilson's: with n cases of which a share p was right and z = 1.96, centre (p + z²/2n) / (1 + z²/n),
half-width z / (1 + z²/n) · √(p(1-p)/n + z²/4n²).
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from buckstop.intake.directives.door import read_directive, read_pasted
from buckstop.intake.directives.model import Draft
from buckstop.intake.directives.names import UnitNames
from buckstop.lens.fairness.funnel import wilson
from tools.directive_gold import GOLD, REPOSITORY, Gold, all_gold, register_entries
from tools.directive_matching import FIELDS, MATCHING, Miss, Tally, count_draft

PAGE = REPOSITORY / "docs" / "reference" / "directive-accuracy.md"
FIRST_READING = GOLD / "first_reading.json"
PRECISION_NEEDED = 0.98
RECALL_NEEDED = 0.95


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    def reaches(self, bar: float) -> bool:
        """Whether the share itself is at the bar; where there was no case, nothing fell short."""
        return self.hits >= bar * self.of

    def __str__(self) -> str:
        if not self.of:
            return "no case"
        low, high = wilson(self.hits, self.of)
        return f"{self.hits / self.of:.3f} ({self.hits}/{self.of}) [{low:.2f}, {high:.2f}]"


def precision(tally: Tally, name: str) -> Share:
    """Of what was read in a field, how much was right."""
    return Share(tally.right[name], tally.right[name] + tally.invented[name])


def recall(tally: Tally, name: str) -> Share:
    """Of what should have been read in a field, how much was."""
    return Share(tally.right[name], tally.right[name] + tally.missed[name])


def short_of_bars(tally: Tally) -> list[str]:
    """What falls short, one line each; empty where every bar is met."""
    wrong = []
    for name in FIELDS:
        if not precision(tally, name).reaches(PRECISION_NEEDED):
            wrong.append(f"precision of {name}: {precision(tally, name)} is below {PRECISION_NEEDED}")
        if not recall(tally, name).reaches(RECALL_NEEDED):
            wrong.append(f"recall of {name}: {recall(tally, name)} is below {RECALL_NEEDED}")
    wrong += [f"guessed: {told(miss)}" for miss in (*tally.guessed_leads, *tally.guessed_dates)]
    return wrong


def draft_of(gold: Gold, names: UnitNames, folder: Path = GOLD) -> Draft | None:
    """The draft the importer makes of a text or file; None where it refuses the file."""
    register = names if gold.register else None
    if gold.kind == "text":
        return read_pasted(gold.text, register)
    read = read_directive((folder / "documents" / gold.name).read_bytes(), gold.name, register)
    return read if isinstance(read, Draft) else None


def measured(golds: Iterable[Gold]) -> Tally:
    """Every gold answer against what the importer reads."""
    names = UnitNames.of(register_entries())
    tally = Tally()
    for gold in golds:
        count_draft(tally, gold, draft_of(gold, names))
    return tally


def told(miss: Miss) -> str:
    """A miss on one line."""
    where = f"{miss.file}: {miss.item}" if miss.item else miss.file
    return f"{where} · {miss.field} · wanted {miss.wanted or 'nothing'} · got {miss.got or 'nothing'}"


def _table(tally: Tally) -> list[str]:
    lines = ["| field | right | invented | missed | precision | recall |", "|---|---|---|---|---|---|"]
    for name in FIELDS:
        counts = f"{tally.right[name]} | {tally.invented[name]} | {tally.missed[name]}"
        lines.append(f"| {name} | {counts} | {precision(tally, name)} | {recall(tally, name)} |")
    return lines


def as_kept(tally: Tally) -> dict[str, dict[str, int]]:
    """The counts of a tally as JSON, without its misses."""
    counts = {"right": dict(tally.right), "invented": dict(tally.invented), "missed": dict(tally.missed)}
    guessed = {"leads": len(tally.guessed_leads), "dates": len(tally.guessed_dates)}
    return {**counts, "guessed": guessed}


def _first_reading(kept: Mapping[str, dict[str, int]]) -> list[str]:
    tally = Tally(right=Counter(kept["right"]), invented=Counter(kept["invented"]), missed=Counter(kept["missed"]))
    return [
        "## The first reading\n",
        "What the first committed importer made of the same answers, before it was tuned against them: the nearest there",
        "is to how it does with a directive of a new shape.\n",
        *_table(tally),
        "",
        f"Guessed leads or units: {kept['guessed']['leads']}. Guessed dates: {kept['guessed']['dates']}.",
        "",
    ]


_HEAD = """\
<!-- Made by `python -m tools.directive_accuracy --write`; run it again instead of editing. -->

# Accuracy of the directive importer

Gold answers for {texts} pasted texts and {files} documents (.docx, .xlsx) with {items} items, in the shapes of public
directives, with made-up content. They were written from the rules by somebody who had not read the importer and were
frozen before it was tuned; then it was tuned against them. So these figures say what the importer does with shapes it
has seen. Expect lower recall of shapes it has not; a question, not a guess, is what it owes there.

Square brackets hold 95 % Wilson intervals: with n cases, a share p and z = 1.96, centre (p + z²/2n) / (1 + z²/n),
half-width z / (1 + z²/n) · √(p(1-p)/n + z²/4n²).
"""


def page(tally: Tally, golds: Sequence[Gold], first: Mapping[str, dict[str, int]] | None) -> str:
    """The figures as Markdown for docs/reference; `first` as `as_kept` made it, None where it was not kept."""
    head = _HEAD.format(
        texts=sum(gold.kind == "text" for gold in golds),
        files=sum(gold.kind == "file" for gold in golds),
        items=sum(len(gold.items) for gold in golds),
    )
    short = short_of_bars(tally)
    bars = f"Bars: precision {PRECISION_NEEDED} and recall {RECALL_NEEDED} in every field, no guess."
    parts = [
        head,
        "## Figures\n",
        *_table(tally),
        "",
        f"Guessed leads or units: {len(tally.guessed_leads)}. Guessed dates: {len(tally.guessed_dates)}.",
        "",
        f"{bars} {'All are met.' if not short else 'Not met:'}",
        *(["", *(f"- {line}" for line in short)] if short else []),
        "",
        *(_first_reading(first) if first else []),
        "## What counts as right\n",
        MATCHING,
        "",
        "## Every miss\n",
        *([f"- {told(miss)}" for miss in tally.misses] or ["None."]),
    ]
    return "\n".join(parts) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print figures and misses; 1 where a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m tools.directive_accuracy", description=__doc__)
    parser.add_argument("--write", action="store_true", help="also make docs/reference/directive-accuracy.md")
    parser.add_argument("--first", action="store_true", help="keep these figures as the first reading; only once")
    asked = parser.parse_args(arguments)
    golds = all_gold()
    tally = measured(golds)
    print("\n".join(_table(tally)))
    for miss in tally.misses:
        print(told(miss))
    short = short_of_bars(tally)
    print("\n".join(short) if short else "Every bar is met: nothing was guessed.")
    if asked.first:
        with FIRST_READING.open("x", encoding="utf-8") as file:
            json.dump(as_kept(tally), file, indent=1, sort_keys=True)
            file.write("\n")
    if asked.write:
        first = json.loads(FIRST_READING.read_text(encoding="utf-8")) if FIRST_READING.exists() else None
        PAGE.write_text(page(tally, golds, first), encoding="utf-8")
        print(f"{PAGE.relative_to(REPOSITORY)}: written")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
