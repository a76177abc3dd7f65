"""Drafts of directives against gold answers: what was found, missed, invented and guessed, field by field.

The rules of matching stand in `MATCHING`; the page shows them as they stand there.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeVar

from buckstop.intake.directives.model import Draft, Due, Item, Quantity, UnitMention
from tools.directive_gold import NOT_JUDGED, Gold, GoldDue, GoldItem, GoldQuantity, GoldUnit

MATCHING = """\
- Items are matched in order: as many as possible, each where the gold's piece of the task stands in the task as read.
  Widths and blanks do not count. A field of an item that was missed is missed; one of an item that is not in the gold
  is invented.
- A unit is right when its words are equal (widths, surrounding blanks and an English "the" apart) and it stands where
  the gold has it: lead, responsible or supporting. Whether it is a collective is counted apart.
- A deadline is right when its date is, or when both leave it open in the same way: without end, or the same month
  without a year. Its kind is counted over deadlines whose date is right.
- A quantity is right when amount, measure and bound are; 1.2 of ten thousand is 12,000.
- A question is right when it is asked of the item that needs it; whether it blocks is counted apart.
- The unit's id is counted over units whose words are right, in texts read with the register.
- A guess is a lead where the gold has none, a unit's id where it must stay open, or a date the gold does not have. For
  an item that is not in the gold: a lead or a date that no item of the text has.
- What the gold marks as optional counts for nothing when it is missing and is right when it is there."""

FIELDS = (
    "item",
    "lead",
    "responsible",
    "support",
    "collective",
    "unit id",
    "due date",
    "due kind",
    "quantity",
    "output",
    "question",
    "blocking",
)


@dataclass(frozen=True, slots=True)
class Miss:
    """A field that was not as the gold has it; `wanted` or `got` is empty where there was nothing."""

    file: str
    item: str
    field: str
    wanted: str
    got: str


@dataclass(slots=True)
class Tally:
    """What was counted so far: hits, inventions and omissions by field, every miss and every guess."""

    right: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)
    guessed_leads: list[Miss] = field(default_factory=list)
    guessed_dates: list[Miss] = field(default_factory=list)

    @property
    def guesses(self) -> int:
        """Leads, units and dates named where the gold leaves them open."""
        return len(self.guessed_leads) + len(self.guessed_dates)


@dataclass(frozen=True, slots=True)
class _Ledger:
    """Writes into a tally for one item of one file."""

    tally: Tally
    file: str
    item: str

    def right(self, name: str) -> None:
        self.tally.right[name] += 1

    def wrong(self, name: str, wanted: str, got: str) -> Miss:
        """A miss: an omission where something was wanted, an invention where something was got."""
        self.tally.missed[name] += bool(wanted)
        self.tally.invented[name] += bool(got)
        miss = Miss(self.file, self.item, name, wanted, got)
        self.tally.misses.append(miss)
        return miss


def plain(text: str) -> str:
    """A text without differences of width and without blanks: what is compared of tasks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def plain_unit(words: str) -> str:
    """A unit's words without differences of width, surrounding blanks and an English article."""
    trimmed = unicodedata.normalize("NFKC", words).strip()
    return trimmed[4:].lstrip() if trimmed[:4].lower() == "the " else trimmed


_G = TypeVar("_G")
_R = TypeVar("_R")


def aligned(golds: Sequence[_G], reads: Sequence[_R], same: Callable[[_G, _R], bool]) -> list[tuple[int, int]]:
    """Index pairs of as many matches as possible in which both sides keep their order."""
    best = [[0] * (len(reads) + 1) for _ in range(len(golds) + 1)]
    for i in reversed(range(len(golds))):
        for j in reversed(range(len(reads))):
            with_both = best[i + 1][j + 1] + 1 if same(golds[i], reads[j]) else 0
            best[i][j] = max(with_both, best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < len(golds) and j < len(reads):
        if same(golds[i], reads[j]) and best[i][j] == best[i + 1][j + 1] + 1:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _paired(
    golds: Sequence[_G], reads: Sequence[_R], same: Callable[[_G, _R], bool]
) -> tuple[list[tuple[_G, _R]], list[_G], list[_R]]:
    """Each read with the first free gold it matches, whatever the order; then the golds and the reads left over."""
    pairs: list[tuple[_G, _R]] = []
    left, over = list(golds), []
    for read in reads:
        index = next((number for number, gold in enumerate(left) if same(gold, read)), None)
        if index is None:
            over.append(read)
        else:
            pairs.append((left.pop(index), read))
    return pairs, left, over


def _same_unit(gold: GoldUnit, read: UnitMention) -> bool:
    return plain_unit(read.words) in {plain_unit(words) for words in gold.words}


def _unit_details(ledger: _Ledger, gold: GoldUnit, read: UnitMention) -> None:
    if gold.collective and read.collective:
        ledger.right("collective")
    elif gold.collective != read.collective:
        ledger.wrong("collective", gold.words[0] * gold.collective, read.words * read.collective)
    if gold.unit == NOT_JUDGED:
        return
    if gold.unit is not None and gold.unit == read.unit:
        ledger.right("unit id")
    elif gold.unit != read.unit:
        miss = ledger.wrong("unit id", gold.unit or "", read.unit or "")
        if gold.unit is None:
            ledger.tally.guessed_leads.append(miss)


def _count_lead(ledger: _Ledger, gold: GoldUnit | None, read: UnitMention | None) -> None:
    if gold and read and _same_unit(gold, read):
        ledger.right("lead")
        _unit_details(ledger, gold, read)
    elif (gold and not gold.optional) or read:
        wanted = gold.words[0] if gold and not gold.optional else ""
        miss = ledger.wrong("lead", wanted, read.words if read else "")
        if gold is None:
            ledger.tally.guessed_leads.append(miss)


def _count_units(ledger: _Ledger, gold: GoldItem, read: Item) -> None:
    either: Sequence[GoldUnit] = gold.either
    sides = (("responsible", gold.responsible, read.responsible), ("support", gold.supports, read.supports))
    for name, wanted, got in sides:
        pairs, left, over = _paired(wanted, got, _same_unit)
        free, either, over = _paired(either, over, _same_unit)
        for one, mention in (*pairs, *free):
            ledger.right(name)
            _unit_details(ledger, one, mention)
        for one in left:
            if not one.optional:
                ledger.wrong(name, one.words[0], "")
        for mention in over:
            ledger.wrong(name, "", mention.words)
    for one in either:
        ledger.wrong("support", one.words[0], "")


def _same_due(gold: GoldDue, read: Due) -> bool:
    if gold.continuous or read.continuous:
        return gold.continuous and read.continuous and read.due_date is None
    return read.due_date in gold.dates and (gold.month is None or read.month == gold.month)


def _due_words(due: GoldDue) -> str:
    if due.continuous:
        return "continuous"
    return " or ".join(day.isoformat() if day else f"open (month {due.month or 'not named'})" for day in due.dates)


def _read_due_words(due: Due) -> str:
    if due.continuous:
        return "continuous"
    return due.due_date.isoformat() if due.due_date else f"open (month {due.month or 'not named'})"


def _count_dues(ledger: _Ledger, gold: GoldItem, read: Item) -> None:
    pairs, left, over = _paired(gold.dues, read.dues, _same_due)
    for one, due in pairs:
        ledger.right("due date")
        if not one.continuous and due.kind.value in one.kinds:
            ledger.right("due kind")
        elif not one.continuous:
            ledger.wrong("due kind", "/".join(one.kinds), due.kind.value)
    for one in left:
        if not one.optional:
            ledger.wrong("due date", _due_words(one), "")
    known = {day for one in gold.dues for day in one.dates}
    for due in over:
        miss = ledger.wrong("due date", "", _read_due_words(due))
        if due.due_date and due.due_date not in known:
            ledger.tally.guessed_dates.append(miss)


# The powers of ten that Chinese measures begin with: hundred, thousand, ten thousand, hundred million.
_POWERS = {"\u767e": 100, "\u5343": 1000, "\u4e07": 10_000, "\u4ebf": 100_000_000}


def _whole(amount: Decimal, measure: str) -> tuple[Decimal, str]:
    measure = plain(measure)
    while measure[:1] in _POWERS and measure[1:]:
        amount, measure = amount * _POWERS[measure[0]], measure[1:]
    return amount, measure


def _same_quantity(gold: GoldQuantity, read: Quantity) -> bool:
    wanted = {_whole(gold.amount, measure) for measure in gold.measures}
    return _whole(read.amount, read.measure) in wanted and read.bound in gold.bounds


def _count_quantities(ledger: _Ledger, gold: GoldItem, read: Item) -> None:
    pairs, left, over = _paired(gold.quantities, read.quantities, _same_quantity)
    for _ in pairs:
        ledger.right("quantity")
    for one in left:
        if not one.optional:
            ledger.wrong("quantity", f"{one.bounds[0]} {one.amount} {one.measures[0]}", "")
    for quantity in over:
        ledger.wrong("quantity", "", f"{quantity.bound} {quantity.amount} {quantity.measure}")


def _count_output(ledger: _Ledger, gold: GoldItem, read: Item) -> None:
    if gold.output is None:
        return
    if read.output and plain(read.output) in map(plain, gold.output):
        ledger.right("output")
    elif read.output or gold.output:
        ledger.wrong("output", gold.output[0] if gold.output else "", read.output)


def _count_questions(ledger: _Ledger, gold: GoldItem, read: Item) -> None:
    asked = {question.asked.value for question in read.questions}
    blocking = {question.asked.value for question in read.questions if question.blocking}
    for code, blocks in gold.ask.items():
        if code not in asked:
            ledger.wrong("question", code, "")
            continue
        ledger.right("question")
        if blocks and code in blocking:
            ledger.right("blocking")
        elif blocks is not None and blocks != (code in blocking):
            ledger.wrong("blocking", code * blocks, code * (not blocks))
    if gold.ask_one_of & asked:
        ledger.right("question")
    elif gold.ask_one_of:
        ledger.wrong("question", " or ".join(sorted(gold.ask_one_of)), "")
    for code in sorted(asked - set(gold.ask) - gold.may_ask - gold.ask_one_of):
        ledger.wrong("question", "", code)


def _count_item(ledger: _Ledger, gold: GoldItem, read: Item) -> None:
    ledger.right("item")
    _count_lead(ledger, gold.lead, read.lead)
    for part in (_count_units, _count_dues, _count_quantities, _count_output, _count_questions):
        part(ledger, gold, read)


def _count_missed(ledger: _Ledger, gold: GoldItem) -> None:
    ledger.wrong("item", gold.task[0], "")
    if gold.lead and not gold.lead.optional:
        ledger.wrong("lead", gold.lead.words[0], "")
    _missed(ledger, "responsible", (one.words[0] for one in gold.responsible if not one.optional))
    _missed(ledger, "support", (one.words[0] for one in (*gold.supports, *gold.either) if not one.optional))
    _missed(ledger, "due date", (_due_words(one) for one in gold.dues if not one.optional))
    _missed(ledger, "quantity", (f"{one.amount} {one.measures[0]}" for one in gold.quantities if not one.optional))
    _missed(ledger, "output", (gold.output or ())[:1])
    _missed(ledger, "question", gold.ask)


def _missed(ledger: _Ledger, name: str, wanted: Iterable[str]) -> None:
    for words in wanted:
        ledger.wrong(name, words, "")


def _count_invented(ledger: _Ledger, gold: Gold, read: Item) -> None:
    ledger.wrong("item", "", read.task)
    if read.lead:
        lead = read.lead
        miss = ledger.wrong("lead", "", lead.words)
        if not any(one.lead and _same_unit(one.lead, lead) for one in gold.items):
            ledger.tally.guessed_leads.append(miss)
    for mention in read.responsible:
        ledger.wrong("responsible", "", mention.words)
    for mention in read.supports:
        ledger.wrong("support", "", mention.words)
    known: set[date | None] = {day for one in gold.items for due in one.dues for day in due.dates}
    for due in read.dues:
        miss = ledger.wrong("due date", "", _read_due_words(due))
        if due.due_date and due.due_date not in known:
            ledger.tally.guessed_dates.append(miss)
    for quantity in read.quantities:
        ledger.wrong("quantity", "", f"{quantity.amount} {quantity.measure}")
    if read.output:
        ledger.wrong("output", "", read.output)


def _same_item(gold: GoldItem, read: Item) -> bool:
    return any(plain(part) in plain(read.task) for part in gold.task)


def count_draft(tally: Tally, gold: Gold, draft: Draft | None) -> None:
    """Count one draft; None where the document was refused, and everything it says was missed."""
    items = draft.items if draft else ()
    pairs = aligned(gold.items, items, _same_item)
    for i, j in pairs:
        _count_item(_Ledger(tally, gold.name, gold.items[i].task[0]), gold.items[i], items[j])
    for i in sorted(set(range(len(gold.items))) - {i for i, _ in pairs}):
        _count_missed(_Ledger(tally, gold.name, gold.items[i].task[0]), gold.items[i])
    for j in sorted(set(range(len(items))) - {j for _, j in pairs}):
        _count_invented(_Ledger(tally, gold.name, items[j].task), gold, items[j])
    whole = _Ledger(tally, gold.name, "")
    asked = {question.asked.value for question in draft.questions} & {"no_tasks"} if draft else set()
    for _ in gold.document_asks & asked:
        whole.right("question")
    for code in sorted(gold.document_asks ^ asked):
        whole.wrong("question", code * (code in gold.document_asks), code * (code in asked))
