"""Readers for tests of sentences."""

from functools import cache

from buckstop.app.calendars import chinese_calendar
from buckstop.app.rulepacks import shipped_pack
from buckstop.domain.calendars import Calendar
from buckstop.domain.organisation import Organisation
from buckstop.text.catalogue import translator
from buckstop.text.readers import Reader
from tests import worlds


@cache
def calendar() -> Calendar:
    found = chinese_calendar()
    assert isinstance(found, Calendar)
    return found


def reader(language: str = "en", organisation: Organisation | None = None) -> Reader:
    """A reader of the county's ledger."""
    return Reader(translator(language), language, organisation or worlds.county(), calendar(), shipped_pack("zh_CN"))
