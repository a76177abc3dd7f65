"""Words: one language's way to say sentences, numbers, spans and instants; and names made safe to show."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent

from buckstop.i18n import Translate
from buckstop.i18n import gettext_noop as _

HOUR_US = 3_600_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_NAME = 80
# Bidirectional controls can make a name read as another name; C0 and C1 controls can break a page.
_UNSAFE = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\ufff9-\\ufffb]"
)


def shown_name(name: str, longest: int = _LONGEST_NAME) -> str:
    """The name as it may stand in a page: invisible and direction characters spelt out, very long names cut.

    Why: names come from foreign logs; a direction override makes one name read as another and swallows what follows.
    """
    visible = _UNSAFE.sub(lambda hit: f"⟨U+{ord(hit[0]):04X}⟩", unicodedata.normalize("NFC", name))
    return visible if len(visible) <= longest else visible[: longest - 1] + "…"


@dataclass(frozen=True)
class Words:
    """Sentences and figures of one language.

    Args:
        translate: English msgid to the reader's language.
        language: tag such as `en`, `zh_Hans`, `zh-CN`.
        zone: IANA zone in which instants are shown.
    """

    translate: Translate
    language: str
    zone: str = "UTC"

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse(self.language.replace("-", "_"))

    @cached_property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def html_language(self) -> str:
        """Language tag for the page."""
        return str(self._locale).replace("_", "-")

    def say(self, message: str, **values: str | int | float) -> str:
        """The sentence in the reader's language; whole numbers among the values are grouped, text stands as it is."""
        shown = {key: value if isinstance(value, str) else self.number(value) for key, value in values.items()}
        return self.translate(message) % shown if shown else self.translate(message)

    def together(self, sentences: Iterable[str]) -> str:
        """Whole sentences one after the other; Chinese puts no space between them."""
        return ("" if self._locale.language == "zh" else " ").join(sentence for sentence in sentences if sentence)

    def listing(self, items: Iterable[str]) -> str:
        """Names or short texts as a list inside a sentence."""
        return ("\u3001" if self._locale.language == "zh" else ", ").join(items)

    def number(self, value: float) -> str:
        """A number with the grouping of the language: whole numbers whole, others with at most two decimals."""
        if float(value).is_integer():
            return format_decimal(value, "#,##0", self._locale)
        return format_decimal(value, "#,##0.0" if abs(value) >= 10 else "#,##0.00", self._locale)

    def share(self, value: float) -> str:
        """A share (0 to 1) in percent, with one decimal."""
        return format_percent(value, "#,##0.0%", self._locale)

    def q(self, value: float) -> str:
        """A p- or q-value, honest about very small ones."""
        if value < 0.0001:
            return "< " + format_decimal(0.0001, "0.0000", self._locale)
        return format_decimal(value, "0.0000" if value < 0.001 else "0.000", self._locale)

    def hours(self, span_us: float) -> str:
        """A span in hours, the unit of all comparisons."""
        hours = span_us / HOUR_US
        pattern = "#,##0" if abs(hours) >= 100 or hours == 0 else "#,##0.0"
        return self.say(_("%(hours)s h"), hours=format_decimal(hours, pattern, self._locale))

    def span(self, span_us: int) -> str:
        """A single span in the unit a person would use: minutes, hours or days."""
        if span_us < HOUR_US:
            return self.say(_("%(n)s min"), n=round(span_us / 60_000_000))
        if span_us < 48 * HOUR_US:
            return self.say(_("%(hours)s h"), hours=format_decimal(span_us / HOUR_US, "#,##0.0", self._locale))
        return self.say(_("%(days)s days"), days=format_decimal(span_us / (24 * HOUR_US), "#,##0.0", self._locale))

    def instant(self, at_us: int) -> str:
        """Date and time of day in the log's zone, to the minute."""
        local = self._local(at_us)
        return f"{format_date(local.date(), 'medium', self._locale)} {format_time(local, 'HH:mm', locale=self._locale)}"

    def day(self, at_us: int) -> str:
        """The date in the log's zone."""
        return format_date(self._local(at_us).date(), "long", locale=self._locale)

    def iso(self, at_us: int) -> str:
        """The instant for machines (`<time datetime>`)."""
        return self._local(at_us).isoformat(timespec="seconds")

    def _local(self, at_us: int) -> datetime:
        return (_EPOCH + timedelta(microseconds=at_us)).astimezone(self._zone)
