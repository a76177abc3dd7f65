"""Whole dates as a document's head, foot and record write them: the patterns in words, and the day they name."""

import re
from datetime import date

from buckstop.intake.directives.grammar.numerals import written_number, written_year
from buckstop.intake.directives.words import compiled, entry

_ENGLISH_MONTHS: list[str] = entry("en", "dates.months")
_YEAR = r"(?P<year>20\d{2}|[\u3400-\u9fff\u25cb\u3007\u039fO]{4})\u5e74"


def patterns_of_dates(path: str) -> tuple[re.Pattern[str], ...]:
    """The patterns under a dotted path in all languages, with their pieces for year, month and day filled in."""
    chinese, english = entry("zh", path), entry("en", path) or []
    return (
        *(compiled(_filled(one.replace("{year}", _YEAR), "zh")) for one in _several(chinese)),
        *(compiled(_filled(one.replace("{said}", entry("en", "front.date_said")), "en")) for one in english),
    )


def date_in(found: re.Match[str]) -> date | None:
    """The day that a match of such a pattern names; None where there is no such day."""
    groups = found.groupdict()
    try:
        if groups.get("iso"):
            year, month, day = (int(part) for part in re.split("[-/.]", groups["iso"]))
            return date(year, month, day)
        if groups.get("name"):
            month = _ENGLISH_MONTHS.index(groups["name"][:3].casefold()) + 1
            return date(int(groups["year"]), month, int(groups["day"]))
        return date(written_year(groups["year"]), written_number(groups["month"]), written_number(groups["day"]))
    except (ValueError, KeyError):
        return None


def _filled(pattern: str, language: str) -> str:
    months = pattern.replace("{month}", entry(language, "dates.month"))
    return months.replace("{day}", entry(language, "dates.day"))


def _several(patterns: str | list[str] | None) -> list[str]:
    return [patterns] if isinstance(patterns, str) else patterns or []
