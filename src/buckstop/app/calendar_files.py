"""Calendar files: one year of holidays and make-up working days in TOML, read with every fault named and placed.

The file follows the wording of a holiday notice, festival by festival, so that a clerk can type it off:
docs/how-to/bring-a-years-calendar.md.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from buckstop.domain.calendars import CalendarYear
from buckstop.intake.mapping_file import nearest
from buckstop.lens.issues import Issue, Severity

Days = frozenset[date]

_KEYS = ("year", "source", "checked", "holidays")
_HOLIDAY_KEYS = ("name", "first", "last", "work_on")
_YEARS = range(1950, 2200)
_LONGEST_DAYS = 15  # the longest announced so far is ten, Spring Festival 2020
_DECEMBER = 12
_TOML_PLACE = re.compile(r"^(?P<reason>.*?) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$", re.DOTALL)
_HEADER = re.compile(r"^\s*\[\[\s*holidays\s*\]\]")
_KEY = re.compile(r"^\s*(\w+)\s*=")


@dataclass(frozen=True, slots=True)
class Customs:
    """What is known of a country's years beforehand; a notice that differs from it was probably mistyped.

    Args:
        rest_days: days off by law in a year, as far as they are known.
        weekend: days off of every week, 0 = Monday.
    """

    rest_days: Callable[[int], Days]
    weekend: frozenset[int]


def read_calendar_folder(folder: Path, customs: Customs) -> tuple[CalendarYear, ...] | tuple[Issue, ...]:
    """The years in the TOML files of a folder, by year; else everything that is wrong with any of them."""
    if not folder.is_dir():
        return (_fault("calendar.no_folder", folder.name, folder=str(folder)),)
    years: dict[int, tuple[CalendarYear, str]] = {}
    issues: list[Issue] = []
    for path in sorted(folder.glob("*.toml")):
        read = _read_file(path, customs)
        if not isinstance(read, CalendarYear):
            issues += read
        elif read.year in years:
            issues.append(_fault("calendar.year_twice", path.name, year=str(read.year), other=years[read.year][1]))
        else:
            years[read.year] = read, path.name
    return tuple(issues) if issues else tuple(years[year][0] for year in sorted(years))


def read_calendar_year(text: str, file: str, customs: Customs) -> CalendarYear | tuple[Issue, ...]:
    """The year a TOML text describes, or everything that is wrong with it.

    Args:
        text: the TOML text.
        file: name shown in issues.
        customs: what the year is checked against.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.match(str(error))
        line = int(place["line"]) if place and place["line"] else text.count("\n") + 1
        return (_fault("calendar.not_toml", file, line, reason=place["reason"] if place else str(error)),)
    reader = _Reader(file, text)
    year = reader.read(document, customs)
    return tuple(sorted(reader.issues, key=lambda issue: issue.row or 0)) if year is None else year


def _read_file(path: Path, customs: Customs) -> CalendarYear | tuple[Issue, ...]:
    try:
        return read_calendar_year(path.read_text("utf-8-sig"), path.name, customs)
    except UnicodeDecodeError as error:
        return (_fault("calendar.not_utf8", path.name, byte=error.start + 1),)
    except OSError as error:
        return (_fault("calendar.unreadable", path.name, reason=error.strerror or type(error).__name__),)


def _fault(code: str, file: str, line: int | None = None, **fields: str | float) -> Issue:
    return Issue(code, Severity.ERROR, file=file, row=line, fields=fields)


@dataclass(frozen=True, slots=True)
class _Holiday:
    """One festival of a notice: its days off, the days worked for it, and where it stands."""

    place: str
    first: date
    last: date
    work_on: tuple[date, ...]

    def days(self) -> list[date]:
        return [self.first + timedelta(days) for days in range((self.last - self.first).days + 1)]


class _Reader:
    """Walks one document and collects what it says and what is wrong with it."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = _lines_of_keys(text)
        self.issues: list[Issue] = []

    def read(self, document: Mapping[str, Any], customs: Customs) -> CalendarYear | None:
        """The year, or None where there is an issue."""
        self._known_keys(document, _KEYS, "")
        year, source = self._year(document), self._text(document, "source", "")
        checked = document.get("checked", False)
        if not isinstance(checked, bool):
            self._add("calendar.not_flag", "checked")
        holidays = self._holidays(document)
        if year is not None and not self.issues:
            self._plain_sense(year, holidays)
            if not checked:
                self._customary(year, holidays, customs)
        if self.issues or year is None:
            return None
        rest = frozenset(day for holiday in holidays for day in holiday.days())
        return CalendarYear(year, rest, frozenset(day for holiday in holidays for day in holiday.work_on), source)

    def _holidays(self, document: Mapping[str, Any]) -> list[_Holiday]:
        if "holidays" not in document:
            self._add("calendar.missing_key", "holidays")
            return []
        entries = document["holidays"]
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self._add("calendar.not_holidays", "holidays")
            return []
        found = (self._holiday(entry, f"holidays[{number}]") for number, entry in enumerate(entries, 1))
        return [holiday for holiday in found if holiday is not None]

    def _holiday(self, entry: Mapping[str, Any], place: str) -> _Holiday | None:
        self._known_keys(entry, _HOLIDAY_KEYS, place)
        self._text(entry, "name", place)
        first, last = self._date(entry, "first", place), self._date(entry, "last", place)
        work_on = entry.get("work_on", [])
        if not isinstance(work_on, list) or not all(type(day) is date for day in work_on):
            self._add("calendar.not_dates", f"{place}.work_on")
            return None
        if first is None or last is None:
            return None
        if last < first:
            self._add("calendar.last_before_first", f"{place}.last", first=str(first), last=str(last))
            return None
        return _Holiday(place, first, last, tuple(work_on))

    def _plain_sense(self, year: int, holidays: list[_Holiday]) -> None:
        """What no notice can mean: days of other years, a day off twice, a day both off and worked."""
        earliest, latest = date(year - 1, _DECEMBER, 1), date(year, _DECEMBER, 31)
        for holiday in holidays:
            for key, days in (("first", (holiday.first, holiday.last)), ("work_on", holiday.work_on)):
                for day in days:
                    if not earliest <= day <= latest:
                        self._add("calendar.outside_year", f"{holiday.place}.{key}", day=str(day), year=str(year))
        for before, after in pairwise(sorted(holidays, key=lambda holiday: holiday.first)):
            if after.first <= before.last:
                self._add("calendar.rest_twice", f"{after.place}.first", day=str(after.first), other=before.place)
        for holiday in holidays:
            for day in holiday.work_on:
                if any(other.first <= day <= other.last for other in holidays):
                    self._add("calendar.rest_and_work", f"{holiday.place}.work_on", day=str(day))

    def _customary(self, year: int, holidays: list[_Holiday], customs: Customs) -> None:
        """What a notice has never said so far; `checked = true` says that this one does."""
        for holiday in holidays:
            days = (holiday.last - holiday.first).days + 1
            if days > _LONGEST_DAYS:
                self._add("calendar.long_rest", f"{holiday.place}.last", days=days, most=_LONGEST_DAYS)
            for day in holiday.work_on:
                if day.weekday() not in customs.weekend:
                    self._add("calendar.work_not_weekend", f"{holiday.place}.work_on", day=str(day))
        given = {day for holiday in holidays for day in holiday.days()}
        missing = sorted(day for day in customs.rest_days(year) - given if day.weekday() not in customs.weekend)
        if missing:
            self._add("calendar.law_day_missing", "holidays", days=", ".join(map(str, missing)))

    def _known_keys(self, table: Mapping[str, Any], known: tuple[str, ...], place: str) -> None:
        for name in table:
            if name not in known:
                key = f"{place}.{name}".lstrip(".")
                near = nearest(name, known)
                if near:
                    self._add("calendar.unknown_key_near", key, nearest=near)
                else:
                    self._add("calendar.unknown_key", key, names=", ".join(known))

    def _year(self, document: Mapping[str, Any]) -> int | None:
        year = document.get("year")
        if "year" not in document:
            self._add("calendar.missing_key", "year")
        elif type(year) is not int or year not in _YEARS:
            self._add("calendar.not_year", "year", low=str(_YEARS.start), high=str(_YEARS.stop - 1))
        else:
            return year
        return None

    def _text(self, table: Mapping[str, Any], name: str, place: str) -> str:
        key = f"{place}.{name}".lstrip(".")
        text = table.get(name)
        if name not in table:
            self._add("calendar.missing_key", key)
        elif not isinstance(text, str) or not text.strip():
            self._add("calendar.not_text", key)
        else:
            return text
        return ""

    def _date(self, table: Mapping[str, Any], name: str, place: str) -> date | None:
        day = table.get(name)
        if name not in table:
            self._add("calendar.missing_key", f"{place}.{name}")
        elif type(day) is not date:  # a datetime is a date too, but names an hour
            self._add("calendar.not_date", f"{place}.{name}")
        else:
            return day
        return None

    def _add(self, code: str, key: str, **fields: str | float) -> None:
        line = self.lines.get(key) or self.lines.get(key.rpartition(".")[0])
        self.issues.append(_fault(code, self.file, line, key=key, **fields))


def _lines_of_keys(text: str) -> dict[str, int]:
    """Line of each key, 1-based: `year`, `holidays[2]`, `holidays[2].first`. Best effort; inline tables have none."""
    lines: dict[str, int] = {}
    place, number = "", 0
    for row, line in enumerate(text.splitlines(), 1):
        if _HEADER.match(line):
            number += 1
            place = f"holidays[{number}]"
            lines[place] = row
            lines.setdefault("holidays", row)
        elif key := _KEY.match(line):
            lines.setdefault(f"{place}.{key[1]}".lstrip("."), row)
    return lines
