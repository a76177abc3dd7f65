"""Where calendars come from: the operator's files, the shipped year, the package; each against an independent table."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import chinese_calendar as oracle
import holidays
import pytest

from buckstop.app import calendars
from buckstop.app.calendars import ShippedCalendarError, chinese_calendar, country_calendar, plain_calendar
from buckstop.domain.calendars import Calendar, CalendarGapError
from buckstop.domain.deadlines import Due, Span, SpanUnit
from buckstop.lens.issues import Issue

ONE_DAY = Span(1, SpanUnit.WORKING_DAY)
# The table that checks us took a Saturday off that the notice for 2006 had worked.
ORACLE_YEARS = range(2006, 2027)

YEAR_2027 = """
year = 2027
source = "made up"
checked = true
holidays = [{ name = "New Year", first = 2026-12-31, last = 2027-01-04, work_on = [2027-01-09] }]
"""


def built(made: Calendar | tuple[Issue, ...]) -> Calendar:
    assert isinstance(made, Calendar)
    return made


@pytest.fixture(scope="module")
def china() -> Calendar:
    return built(chinese_calendar())


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 4, tzinfo=UTC)


def year_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(number) for number in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", ORACLE_YEARS)
def test_every_day_of_an_announced_year_is_as_another_table_has_it(china: Calendar, year: int) -> None:
    wrong = [day for day in year_of(year) if china.is_working_day(day) != oracle.is_workday(day)]
    assert wrong == []


def test_the_shipped_year_says_what_the_package_says_and_names_the_notice(china: Calendar) -> None:
    shipped = china.years[-1]
    assert (shipped.year, "国务院办公厅" in shipped.source) == (2026, True)
    assert len([day for day in year_of(2026) if china.is_working_day(day)]) == 248


def test_announced_years_end_where_the_data_end_and_have_no_hole(china: Calendar) -> None:
    assert [entry.year for entry in china.years] == list(ORACLE_YEARS)
    assert not china.due(noon(2026, 12, 25), ONE_DAY).provisional
    assert china.due(noon(2026, 12, 28), ONE_DAY).provisional
    with pytest.raises(CalendarGapError):
        china.due(noon(2005, 6, 1), ONE_DAY)


def test_an_unannounced_year_rests_on_weekends_and_the_thirteen_days_by_law(china: Calendar) -> None:
    off = [day for day in year_of(2027) if day.weekday() < 5 and not china.is_working_day(day)]
    assert off == [
        date(2027, 1, 1),
        date(2027, 2, 5),  # New Year's Eve of the lunar year; the first two of its days are a weekend
        date(2027, 2, 8),
        date(2027, 4, 5),
        date(2027, 6, 9),
        date(2027, 9, 15),
        date(2027, 10, 1),
    ]
    assert len([day for day in china.expected_rest_days if day.year == 2027]) == 13


def test_an_operators_file_settles_a_year_and_its_december_before(tmp_path: Path, china: Calendar) -> None:
    (tmp_path / "2027.toml").write_text(YEAR_2027, "utf-8")
    told = built(chinese_calendar(tmp_path))
    assert china.due(noon(2026, 12, 30), ONE_DAY) == Due(datetime(2026, 12, 31, 16, tzinfo=UTC), provisional=True)
    assert told.due(noon(2026, 12, 30), ONE_DAY) == Due(datetime(2027, 1, 5, 16, tzinfo=UTC))
    assert told.is_working_day(date(2027, 1, 9))
    assert told.years[:-1] == china.years


def test_an_operators_file_wins_over_the_shipped_year(tmp_path: Path) -> None:
    text = 'year = 2026\nsource = "correction"\nchecked = true\nholidays = []\n'
    (tmp_path / "again.toml").write_text(text, "utf-8")
    told = built(chinese_calendar(tmp_path))
    assert told.is_working_day(date(2026, 10, 1))
    assert not told.is_working_day(date(2026, 10, 10))


def test_faults_in_an_operators_folder_come_instead_of_a_calendar(tmp_path: Path) -> None:
    (tmp_path / "2027.toml").write_text("year = 2027\n", "utf-8")
    for made in (
        chinese_calendar(tmp_path),
        country_calendar("GB", "Europe/London", folder=tmp_path),
        plain_calendar("UTC", tmp_path),
    ):
        assert not isinstance(made, Calendar)
        assert {issue.code for issue in made} == {"calendar.missing_key"}
        assert {issue.file for issue in made} == {"2027.toml"}


def test_a_country_without_make_up_days_is_certain_as_far_as_its_law_fixes_it() -> None:
    england = built(country_calendar("GB", "Europe/London", ("ENG",)))
    assert not england.is_working_day(date(2026, 4, 6))  # Easter Monday
    assert england.due(datetime(2040, 12, 24, 12, tzinfo=UTC), ONE_DAY) == Due(datetime(2040, 12, 28, tzinfo=UTC))


def test_a_holiday_in_any_part_is_one_where_several_parts_are_named() -> None:
    """As the Freedom of Information Act 2000, section 10, counts: a holiday anywhere in the United Kingdom."""
    scottish = date(2026, 1, 2)
    assert built(country_calendar("GB", "Europe/London", ("ENG",))).is_working_day(scottish)
    assert not built(country_calendar("GB", "Europe/London", ("ENG", "SCT", "WLS", "NIR"))).is_working_day(scottish)


def test_china_by_its_code_is_the_calendar_of_china(china: Calendar) -> None:
    assert country_calendar("cn", "Asia/Shanghai") == china
    urumqi = built(country_calendar("CHN", "Asia/Urumqi"))
    assert urumqi.years == china.years
    assert urumqi.due(noon(2026, 9, 18), ONE_DAY) == Due(datetime(2026, 9, 20, 18, tzinfo=UTC))


def test_notices_have_moved_days_of_the_year_before_but_none_before_29_december(china: Calendar) -> None:
    """Why the last three days of the latest announced year are provisional."""
    known = holidays.country_holidays("CN", years=range(2001, 2027))
    moved = known.weekend_workdays | {day for day in known if day.weekday() < 5}
    december = {day for day in moved if day.month == 12}
    assert {day.year + 1 for day in december} == {2002, 2006, 2007, 2008, 2012, 2019}
    assert min(day.day for day in december) == 29
    assert [china.is_settled(date(2026, 12, day)) for day in (28, 29)] == [True, False]


def test_years_whose_dates_are_estimated_are_provisional() -> None:
    emirates = built(country_calendar("AE", "Asia/Dubai"))
    years = [entry.year for entry in emirates.years]
    assert years == list(range(years[0], years[-1] + 1))
    assert 2020 in years
    assert emirates.due(datetime(2060, 3, 1, tzinfo=UTC), ONE_DAY).provisional
    assert emirates.expected_rest_days >= {date(2060, 1, 1)}


def test_a_country_where_all_is_estimated_gives_provisional_dates_and_its_own_weekend() -> None:
    algeria = built(country_calendar("DZ", "Africa/Algiers"))
    assert algeria.years == ()
    assert algeria.due(datetime(2026, 3, 5, 12, tzinfo=UTC), ONE_DAY) == Due(
        datetime(2026, 3, 8, 23, tzinfo=UTC), provisional=True
    )  # from Thursday over Friday and Saturday


def test_a_plain_calendar_knows_weekends_and_closures_only(tmp_path: Path) -> None:
    text = """
year = 2026
source = "works council"
[[holidays]]
name = "Summer closure"
first = 2026-08-03
last = 2026-08-14
"""
    (tmp_path / "2026.toml").write_text(text, "utf-8")
    plain = built(plain_calendar("Europe/Berlin", tmp_path))
    assert plain.is_working_day(date(2026, 12, 25))
    assert not plain.is_working_day(date(2026, 8, 5))
    assert not plain.due(datetime(2060, 3, 1, tzinfo=UTC), ONE_DAY).provisional


@pytest.mark.parametrize(
    ("made", "code", "named"),
    [
        (country_calendar("XX", "UTC"), "calendar.unknown_country", "XX"),
        (country_calendar("GB", "UTC", ("ENG", "ZZ")), "calendar.unknown_country", "GB-ENG/ZZ"),
        (country_calendar("GB", "Europe/Londn"), "calendar.unknown_zone", "Europe/Londn"),
        (plain_calendar("/etc/localtime"), "calendar.unknown_zone", "/etc/localtime"),
        (plain_calendar("Europe"), "calendar.unknown_zone", "Europe"),
    ],
)
def test_an_unknown_country_or_zone_is_named(made: Calendar | tuple[Issue, ...], code: str, named: str) -> None:
    assert not isinstance(made, Calendar)
    assert [(issue.code, *issue.fields.values()) for issue in made] == [(code, named)]


def test_a_damaged_installation_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "rulepacks" / "zh_CN" / "calendar"
    folder.mkdir(parents=True)
    (folder / "2026.toml").write_text("year = ", "utf-8")
    monkeypatch.setattr(calendars, "files", lambda _package: tmp_path)
    with pytest.raises(ShippedCalendarError, match=r"2026\.toml is damaged; install"):
        chinese_calendar()


def test_a_file_for_a_country_that_leaves_out_a_holiday_is_doubted(tmp_path: Path) -> None:
    text = 'year = 2026\nsource = "x"\n[[holidays]]\nname = "Easter"\nfirst = 2026-04-03\nlast = 2026-04-06\n'
    (tmp_path / "2026.toml").write_text(text, "utf-8")
    made = country_calendar("GB", "Europe/London", ("ENG",), tmp_path)
    assert not isinstance(made, Calendar)
    (issue,) = made
    assert issue.code == "calendar.law_day_missing"
    assert "2026-12-25" in str(issue.fields["days"])
    assert "2026-04-06" not in str(issue.fields["days"])
