"""Deadlines and milestones: the last day they name, what is to have happened by then, and what they leave open.

In a place made for a deadline (a label, a column, brackets) any date is one; in running text only a date that says so
("before", "by the end of"), because a report tells dates too.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from buckstop.intake.directives.grammar.numerals import written_number, written_year
from buckstop.intake.directives.grammar.passage import Passage
from buckstop.intake.directives.model import DueKind, Place
from buckstop.intake.directives.words import LANGUAGES, any_of, compiled, either, entry, listed

_PERIODS = {"month", "quarter", "half", "ten_days"}
_ENDS = {"month_end", "year_end", "quarter_end", "half_end"}
_DECEMBER = 12
_KIND_OF = {word.casefold(): kind for kind in DueKind for word in listed(f"dates.kinds.{kind.value}")}
_KIND_PATHS = tuple(f"dates.kinds.{kind.value}" for kind in DueKind)
_KINDS = compiled(any_of("dates.kinds.start", *_KIND_PATHS))
_BEFORE = compiled(r"\s*(?:" + either("dates.before") + ")")
_LEAD_IN_BEFORE = compiled(rf"(?:{any_of('dates.lead_in')})\s*$")
_LEAD_IN_OWN = compiled(rf"(?:{any_of('dates.lead_in')})\b")
_NOT_AFTER = compiled(rf"(?:{any_of('dates.not_after')})\s*$")
_NOT_BEFORE = compiled(rf"\s*(?:{any_of('dates.not_before')})")
_PAST = compiled(entry("zh", "dates.past").replace("{kinds}", any_of("dates.kinds.finish", "dates.kinds.in_use")))
_RANGE = compiled(either("dates.range"))
_RANGE_START = compiled(rf"(?<!\d)\d{{1,2}}{either('dates.range')}$")
_RECURRING = compiled(either("dates.recurring"))
_RECURRING_VERB = compiled(either("dates.recurring_verbs"))
_CONTINUOUS = compiled(rf"{either('continuous.pattern')}|{any_of('continuous.words')}")
_ALL_YEAR = compiled(either("continuous.all_year"))
_LEAD_IN_ONLY = compiled(
    rf"(?:{any_of('dates.lead_in', 'dates.lead_in_alone')}|{any_of('dates.kinds.start', *_KIND_PATHS)}|work|be|\s)*"
)
_CLAUSE_END = re.compile("[\u3002;\uff1b\n]")
_PART_END = re.compile("[\u3002;\uff1b\n,\uff0c]")
_PARTS = ",\uff0c\u3002;\uff1b\n"
_RANGE_REACH = 16  # the same for the beginning of a range
_REACH = 8  # characters before a date in which a word such as "by" may stand
# The last month of the quarter so called.
_ORDINALS: dict[str, int] = {word: 3 * number for word, number in entry("en", "dates.ordinals").items()}
_NEXT_YEARS = frozenset(listed("dates.next_years"))


@dataclass(frozen=True, slots=True)
class DateWords:
    """A date as a text says it, before the year of the document is known.

    Args:
        year: as written; None where it is not.
        shift: years after the document's; None where no word such as "next year" stands there.
        month: and `day`; day 0 means the last day of the month. 0 in both: none is said.
        continuous: goes on without an end, or comes again and again.
        repeated: it comes again every month, quarter, ...; such words are continuous too.
        unclear: it limits the time, but names no day that could be known from the document alone.
    """

    words: str
    place: Place
    kind: DueKind = DueKind.FINISH
    year: int | None = None
    shift: int | None = None
    month: int = 0
    day: int = 0
    continuous: bool = False
    unclear: bool = False
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of dates.

    Args:
        strict: it is a date only in a place made for deadlines; elsewhere it may be any number.
    """

    means: str
    language: str
    pattern: re.Pattern[str]
    strict: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    """A form found at a place of the text."""

    form: _Form
    match: re.Match[str]
    start: int
    end: int
    year_from: re.Match[str] | None = None

    def group(self, name: str) -> str | None:
        """The group of that name where the form has it."""
        found: str | None = self.match.groupdict().get(name)
        return found

    @property
    def own_year(self) -> tuple[str | None, str | None]:
        """Year and shift as written, of the beginning of a range where its end has none."""
        own = self.group("year"), self.group("shift")
        if own == (None, None) and self.year_from is not None:
            groups = self.year_from.groupdict()
            return groups.get("year"), groups.get("shift")
        return own


def _forms() -> tuple[_Form, ...]:
    forms = []
    for language in LANGUAGES:
        for form in entry(language, "dates.forms"):
            pattern = form["pattern"]
            for name in ("year", "month", "day", "by"):
                pattern = pattern.replace(f"{{{name}}}", f"(?:{entry(language, f'dates.{name}')})")
            forms.append(_Form(form["means"], language, compiled(pattern), form.get("strict", False)))
    return tuple(forms)


_FORMS = _forms()


def dates_of(passage: Passage, *, strict: bool) -> tuple[DateWords, ...]:
    """The deadlines a stretch of text names, in order.

    Args:
        strict: the stretch is a place made for deadlines; False for running text.
    """
    return tuple(_dates(passage, strict=strict))


def starts_with_date(passage: Passage) -> bool:
    """Whether a piece of a list is a deadline and no unit: a date or "continuously" stands at its beginning."""
    if (continuous := passage.match(_CONTINUOUS)) and continuous.end() > continuous.start():
        return True
    first = next(iter(_hits(passage)), None)
    repeated = passage.search(_RECURRING)
    starts = [
        found for found in (first.start if first else None, repeated.start() if repeated else None) if found is not None
    ]
    return bool(starts) and _LEAD_IN_ONLY.fullmatch(passage.text[passage.start : min(starts)]) is not None


def date_end(passage: Passage) -> int:
    """Where the first date of a passage ends, the word for "before" included; its start where there is none."""
    first = next(iter(_hits(passage)), None)
    if first is None:
        return passage.start
    tail = _BEFORE.match(passage.text, first.end, passage.end)
    return tail.end() if tail else first.end


def due_behind(label: str, passage: Passage) -> tuple[DateWords, ...]:
    """The deadlines behind a label or below a header, which may itself say what is to have happened: "start of work"."""
    kind = _kind_in(label)
    dates = dates_of(passage, strict=True)
    return tuple(replace(one, kind=kind) if one.kind is DueKind.FINISH else one for one in dates) if kind else dates


def _kind_in(words: str) -> DueKind | None:
    """What the words of a label or header say is to have happened; None where they say no more than "finish"."""
    verb = _KINDS.search(words)
    kind = _KIND_OF[_folded(verb.group())] if verb else DueKind.FINISH
    return None if kind is DueKind.FINISH else kind


def _dates(passage: Passage, *, strict: bool) -> Iterator[DateWords]:
    repeated = _spans(_RECURRING, passage)
    hits = [hit for hit in _hits(passage) if not _inside(hit.start, repeated)]
    found = []
    for place, hit in enumerate(hits):
        stop = hits[place + 1].start if place + 1 < len(hits) else passage.end
        if strict or (not hit.form.strict and _is_deadline(passage, hit)):
            found.append(_reading(passage, hit, stop))
    if strict:
        found += _endless(
            passage, [span for span in _spans(_CONTINUOUS, passage) if _stands_alone(span, hits, passage)]
        )
        found += [replace(one, repeated=True) for one in _endless(passage, repeated)]
    elif not found:
        pieces = passage.split(_PARTS)
        found += [one for piece in pieces for one in _endless(piece, _endless_in_prose(piece))][:1]
        reports = [span for span in repeated if _RECURRING_VERB.match(passage.text, span[1], passage.end)]
        found += [replace(one, repeated=True) for one in _endless(passage, reports) if not found]
    yield from found


def _stands_alone(span: tuple[int, int], hits: list[_Hit], passage: Passage) -> bool:
    """Whether words for "continuously" are more than the verb of a deadline: "goes on until December"."""
    ends = [_BEFORE.match(passage.text, hit.end, passage.end) for hit in hits]
    return span[0] not in {tail.end() if tail else hit.end for hit, tail in zip(hits, ends, strict=True)}


def _endless_in_prose(piece: Passage) -> list[tuple[int, int]]:
    """Words for "continuously" that speak of time: alone between commas, or with "this year" before them."""
    spans = _spans(_CONTINUOUS, piece)
    return [span for span in spans if span == (piece.start, piece.end) or _ALL_YEAR.match(piece.text, *span)]


def _endless(passage: Passage, spans: list[tuple[int, int]]) -> list[DateWords]:
    """What goes on all year, for ever, or comes again every month: the first such words."""
    return [
        DateWords(piece.words, piece.place, _kind(passage, start, end, passage.end), continuous=True)
        for start, end in spans[:1]
        if (piece := passage.part(start, end)).words
    ]


def _spans(pattern: re.Pattern[str], passage: Passage) -> list[tuple[int, int]]:
    return [
        match.span()
        for match in pattern.finditer(passage.text, passage.start, passage.end)
        if match.end() > match.start()
    ]


def _inside(offset: int, spans: list[tuple[int, int]]) -> bool:
    """Whether an offset lies in one of some spans, which are in order and do not overlap."""
    place = bisect_right(spans, (offset, sys.maxsize)) - 1
    return place >= 0 and spans[place][0] <= offset < spans[place][1]


def _hits(passage: Passage) -> list[_Hit]:
    """Every date form in the passage, the longest where several begin at one place; ranges as one."""
    endless = _spans(_CONTINUOUS, passage)
    every = [
        _Hit(form, match, match.start(), match.end())
        for form in _FORMS
        for match in form.pattern.finditer(passage.text, passage.start, passage.end)
        if match.end() > match.start() and not _inside(match.start(), endless)
    ]
    every.sort(key=lambda hit: (hit.start, -hit.end))
    chosen: list[_Hit] = []
    for hit in every:
        if chosen and hit.start < chosen[-1].end:
            continue
        if chosen and _RANGE.fullmatch(passage.text, chosen[-1].end, hit.start):
            first = chosen.pop()
            hit = replace(hit, start=first.start, year_from=first.match)  # noqa: PLW2901 - the range replaces its end
        elif started := _RANGE_START.search(passage.text, max(passage.start, hit.start - _RANGE_REACH), hit.start):
            hit = replace(hit, start=started.start())  # noqa: PLW2901 - as above
        chosen.append(hit)
    return chosen


def _is_deadline(passage: Passage, hit: _Hit) -> bool:
    """Whether a date in running text says that something is to be done by then."""
    before = passage.text[max(passage.start, hit.start - _REACH) : hit.start]
    if _NOT_AFTER.search(before):
        return False
    tail = _BEFORE.match(passage.text, hit.end, passage.end)
    if _PAST.match(passage.text, tail.end() if tail else hit.end, passage.end):
        return False
    if tail:
        return hit.form.means != "whole_year"
    if _NOT_BEFORE.match(passage.text, hit.end, passage.end):
        return False
    if hit.form.means in _ENDS:
        return True
    led_in = bool(_LEAD_IN_BEFORE.search(before) or _LEAD_IN_OWN.match(hit.match.group()))
    if hit.form.means == "unclear":
        return True
    if hit.form.means in _PERIODS:
        return led_in or _KINDS.match(passage.text, hit.end, passage.end) is not None
    return led_in and hit.form.means == "day"


def _reading(passage: Passage, hit: _Hit, stop: int) -> DateWords:
    tail = _BEFORE.match(passage.text, hit.end, passage.end)
    end = tail.end() if tail else hit.end
    piece = passage.part(hit.start, end)
    year, shift = hit.own_year
    reading = DateWords(
        piece.words,
        piece.place,
        _kind(passage, hit.start, end, stop, latin=hit.form.language == "en"),
        written_year(year) if year else None,
        None if shift is None else int(shift in _NEXT_YEARS),
    )
    # "Before September" may or may not mean that September is too late; so may "before the third quarter".
    vague = hit.form.means in {"month", "quarter", "half", "whole_year", "ten_days"} and not hit.group("end")
    if hit.form.means == "unclear" or (tail and vague):
        return replace(reading, unclear=True)
    month, day = _month_and_day(hit)
    return replace(reading, month=month, day=day)


def _month_and_day(hit: _Hit) -> tuple[int, int]:
    """The month and the day of the end of what a form says; day 0 is the last of the month."""
    if quarter := hit.group("quarter"):
        return _ORDINALS.get(quarter.casefold()) or written_number(quarter) * 3, 0
    if half := hit.group("half"):
        return entry("zh", "dates.halves").get(half) or _ORDINALS[half.casefold()] * 2, 0
    if hit.form.means in {"year_end", "whole_year"}:
        return _DECEMBER, 0
    name = hit.group("name")
    month = (
        entry("en", "dates.months").index(name[:3].casefold()) + 1 if name else written_number(hit.group("month") or "")
    )
    if third := hit.group("third"):
        day = entry("zh", "dates.thirds")[third]
        return month, 0 if third == list(entry("zh", "dates.thirds"))[-1] else day
    day_words = hit.group("until") or hit.group("day")
    return month, written_number(day_words) if day_words else 0


def _kind(passage: Passage, start: int, end: int, stop: int, *, latin: bool = False) -> DueKind:
    """What is to have happened: the first verb behind the date, before the next date or the end of the sentence."""
    text = passage.text
    if latin:
        opened = max((match.end() for match in _CLAUSE_END.finditer(text, passage.start, start)), default=passage.start)
        if verbs := list(_KINDS.finditer(text, opened, start)):
            return _KIND_OF[_folded(verbs[-1].group())]
    clause = _CLAUSE_END.search(text, end, stop)
    limit = clause.start() if clause else stop
    part = _PART_END.search(text, end, limit)
    for first, last in ((end, part.start() if part else limit), (end, limit)):
        if verb := _KINDS.search(text, first, last):
            return _KIND_OF[_folded(verb.group())]
    return DueKind.FINISH


def _folded(words: str) -> str:
    return " ".join(words.casefold().split())
