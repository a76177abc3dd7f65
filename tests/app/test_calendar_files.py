"""Calendar files: what a clerk types off a notice is read, and every slip is named with its line."""

import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import holidays
import pytest

from buckstop.app.calendar_files import Customs, read_calendar_folder, read_calendar_year
from buckstop.domain.calendars import CalendarYear
from buckstop.lens.issues import Issue
from buckstop.text.calendar_issues import CALENDAR_SENTENCES
from buckstop.text.issues import sentence

NEW_YEAR, NATIONAL_DAY = date(2027, 1, 1), date(2027, 10, 1)
CUSTOMS = Customs(lambda year: frozenset({date(year, 1, 1), date(year, 10, 1)}), frozenset({5, 6}))
GOOD = """\
year = 2027
source = "Notice of the General Office, 2026"

[[holidays]]
name = "New Year"
first = 2026-12-31
last = 2027-01-02
work_on = [2027-01-03]

[[holidays]]
name = "National Day"
first = 2027-10-01
last = 2027-10-03
"""


def faults(text: str) -> list[tuple[str, int | None]]:
    """Code and line of everything wrong with a text; every sentence is filled."""
    read = read_calendar_year(text, "2027.toml", CUSTOMS)
    assert not isinstance(read, CalendarYear)
    for issue in read:
        said = sentence(issue, str)
        assert issue.code not in said
        assert "%(" not in said
    return [(issue.code, issue.row) for issue in read]


def test_a_notice_typed_off_festival_by_festival_becomes_a_year() -> None:
    read = read_calendar_year(GOOD, "2027.toml", CUSTOMS)
    assert read == CalendarYear(
        2027,
        frozenset({date(2026, 12, 31), NEW_YEAR, date(2027, 1, 2), NATIONAL_DAY, date(2027, 10, 2), date(2027, 10, 3)}),
        frozenset({date(2027, 1, 3)}),
        "Notice of the General Office, 2026",
    )


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("year = 2027", "year = 2027\nyear = 2028", ("calendar.not_toml", 2)),
        ("year = 2027\n", "", ("calendar.missing_key", None)),
        ("year = 2027", 'year = "2027"', ("calendar.not_year", 1)),
        ("year = 2027", "year = 27", ("calendar.not_year", 1)),
        ("year = 2027", "year = true", ("calendar.not_year", 1)),
        ("year = 2027", "year = 2027\nchecked = 1", ("calendar.not_flag", 2)),
        ("year = 2027", "year = 2027\nsuorce = 1", ("calendar.unknown_key_near", 2)),
        ("year = 2027", "year = 2027\nxyz = 1", ("calendar.unknown_key", 2)),
        ('source = "Notice of the General Office, 2026"', 'source = ""', ("calendar.not_text", 2)),
        ("work_on = [2027-01-03]", "work_no = [2027-01-03]", ("calendar.unknown_key_near", 8)),
        ("work_on = [2027-01-03]", "work_on = 2027-01-03", ("calendar.not_dates", 8)),
        ("work_on = [2027-01-03]", 'work_on = ["2027-01-03"]', ("calendar.not_dates", 8)),
        ("first = 2027-10-01", 'first = "2027-10-01"', ("calendar.not_date", 12)),
        ("first = 2027-10-01", "first = 2027-10-01T08:00:00", ("calendar.not_date", 12)),
        ("first = 2027-10-01\n", "", ("calendar.missing_key", 10)),
        ('name = "National Day"\n', "", ("calendar.missing_key", 10)),
        ("last = 2027-10-03", "last = 2027-09-03", ("calendar.last_before_first", 13)),
        ("last = 2027-10-03", "last = 2027-10-30", ("calendar.long_rest", 13)),
        ("first = 2026-12-31", "first = 2026-11-30", ("calendar.outside_year", 6)),
        ("work_on = [2027-01-03]", "work_on = [2028-01-02]", ("calendar.outside_year", 8)),
        ("work_on = [2027-01-03]", "work_on = [2027-01-02]", ("calendar.rest_and_work", 8)),
        ("work_on = [2027-01-03]", "work_on = [2027-01-04]", ("calendar.work_not_weekend", 8)),
        ("first = 2027-10-01", "first = 2027-10-02", ("calendar.law_day_missing", 4)),
    ],
)
def test_a_slip_is_named_with_its_line(before: str, after: str, fault: tuple[str, int | None]) -> None:
    assert before in GOOD
    assert fault in faults(GOOD.replace(before, after, 1))


def test_a_day_off_in_two_holidays_is_a_slip() -> None:
    twice = GOOD + '[[holidays]]\nname = "Mid-Autumn"\nfirst = 2027-10-03\nlast = 2027-10-04\n'
    assert faults(twice) == [("calendar.rest_twice", 16)]


@pytest.mark.parametrize("holidays_given", ["", "holidays = 3", "[holidays]\nfirst = 2027-01-01", "holidays = [1]"])
def test_holidays_of_the_wrong_shape_are_a_slip(holidays_given: str) -> None:
    code = "calendar.not_holidays" if holidays_given else "calendar.missing_key"
    assert [found for found, _ in faults(f'year = 2027\nsource = "x"\n{holidays_given}\n')] == [code]


def test_all_slips_come_together_in_the_order_of_the_file() -> None:
    bad = GOOD.replace("2026-12-31", '"31.12."').replace("year = 2027", "year = 27").replace("2027-10-03", "false")
    assert [line for _, line in faults(bad)] == [1, 6, 13]


def test_whoever_has_checked_may_say_what_no_notice_said_before() -> None:
    odd = GOOD.replace("first = 2027-10-01", "first = 2027-10-02").replace("2027-01-03]", "2027-01-04]")
    assert {code for code, _ in faults(odd)} == {"calendar.law_day_missing", "calendar.work_not_weekend"}
    assert isinstance(read_calendar_year("checked = true\n" + odd, "2027.toml", CUSTOMS), CalendarYear)


def test_having_checked_excuses_no_contradiction() -> None:
    bad = GOOD.replace("work_on = [2027-01-03]", "work_on = [2027-01-02]")
    assert faults("checked = true\n" + bad) == [("calendar.rest_and_work", 9)]


def test_a_law_day_on_a_weekend_need_not_be_named() -> None:
    customs = Customs(lambda _year: frozenset({date(2027, 5, 1)}), frozenset({5, 6}))  # a Saturday
    assert isinstance(read_calendar_year(GOOD, "2027.toml", customs), CalendarYear)


@pytest.mark.parametrize("year", range(2018, 2027))
def test_no_notice_so_far_has_left_out_a_day_by_law_or_kept_one_longer_than_we_doubt(year: int) -> None:
    """The doubts that stop a file would have stopped none of the real notices."""
    known = holidays.country_holidays("CN", years=range(year - 1, year + 2))
    by_law = holidays.country_holidays("CN", years=year, observed=False)
    assert set(by_law) <= set(known)
    assert all(day.weekday() > 4 for day in known.weekend_workdays)
    run = longest = 0
    for number in range(365):
        day = date.fromordinal(date(year, 1, 1).toordinal() + number)
        off = day in known or (day.weekday() > 4 and day not in known.weekend_workdays)
        run = run + 1 if off else 0
        longest = max(longest, run)
    assert 7 <= longest <= 10


# --- folders -----------------------------------------------------------------------------------------------------


def test_a_folder_gives_its_years_in_order(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD, "utf-8")
    (tmp_path / "b.toml").write_bytes(
        b"\xef\xbb\xbf" + GOOD.replace("2027", "2026").replace("2026-12", "2025-12").encode()
    )
    (tmp_path / "notes.txt").write_text("not a calendar", "utf-8")
    read = read_calendar_folder(tmp_path, Customs(lambda _year: frozenset(), frozenset(range(7))))
    assert [entry.year for entry in read if isinstance(entry, CalendarYear)] == [2026, 2027]


def test_an_empty_folder_gives_no_year_and_a_missing_one_an_issue(tmp_path: Path) -> None:
    assert read_calendar_folder(tmp_path, CUSTOMS) == ()
    (issue,) = read_calendar_folder(tmp_path / "gone", CUSTOMS)
    assert isinstance(issue, Issue)
    assert "gone" in sentence(issue, str)


def test_a_year_given_by_two_files_is_named_with_both(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD, "utf-8")
    (tmp_path / "b.toml").write_text(GOOD, "utf-8")
    (issue,) = read_calendar_folder(tmp_path, CUSTOMS)
    assert isinstance(issue, Issue)
    assert (issue.code, issue.file, issue.fields) == (
        "calendar.year_twice",
        "b.toml",
        {"year": "2027", "other": "a.toml"},
    )


def test_files_that_cannot_be_read_are_named_beside_those_that_are_wrong(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes("source = 'äöü'".encode("latin-1"))
    (tmp_path / "b.toml").mkdir()
    (tmp_path / "c.toml").write_text("year = 2027", "utf-8")
    read = read_calendar_folder(tmp_path, CUSTOMS)
    codes = [(issue.file, issue.code) for issue in read if isinstance(issue, Issue)]
    assert codes[:2] == [("a.toml", "calendar.not_utf8"), ("b.toml", "calendar.unreadable")]
    assert {code for file, code in codes if file == "c.toml"} == {"calendar.missing_key"}


# --- what is shipped and shown ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bring-a-years-calendar.md", "bring-a-years-calendar.zh.md"])
def test_the_example_of_the_guide_is_a_calendar_file(name: str) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "how-to" / name).read_text("utf-8")
    example = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert example
    assert isinstance(read_calendar_year(example[1], "2027.toml", CUSTOMS), CalendarYear)


def test_shipped_calendars_are_named_by_their_year() -> None:
    folder = files("buckstop") / "rulepacks" / "zh_CN" / "calendar"
    named = {
        entry.name: read_calendar_year(entry.read_text("utf-8"), entry.name, CUSTOMS) for entry in folder.iterdir()
    }
    assert named
    assert {
        name for name, year in named.items() if isinstance(year, CalendarYear) and name == f"{year.year}.toml"
    } == set(named)


def test_every_sentence_about_calendars_can_be_raised() -> None:
    source = Path(__file__).resolve().parents[2] / "src" / "buckstop" / "app"
    text = (source / "calendar_files.py").read_text("utf-8") + (source / "calendars.py").read_text("utf-8")
    assert {code for code in CALENDAR_SENTENCES if f'"{code}"' not in text} == set()
