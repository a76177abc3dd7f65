"""A mapping is refused where the log lacks its columns, and the columns probably meant are named."""

from dataclasses import replace
from pathlib import Path

import pytest

from buckstop.intake.mapping_check import check_columns, columns_named
from buckstop.intake.mapping_file import shipped_mapping
from buckstop.intake.raw import RawLog
from buckstop.lens.mapping import Mapping, TimeSpec


def raw_log(*columns: str) -> RawLog:
    return RawLog(Path("log.csv"), "csv", (), columns, 0)


def test_a_mapping_that_fits_has_no_issue() -> None:
    assert check_columns(Mapping("m", "id", TimeSpec("at"), unit="team"), raw_log("id", "at", "team", "more")) == ()


@pytest.mark.parametrize(
    ("columns", "nearest"),
    [
        (("id", "at", "Assignment Group"), "Assignment Group"),
        (("id", "at", "assignement_group", "group"), "assignement_group"),
    ],
)
def test_a_missing_column_names_the_ones_probably_meant(columns: tuple[str, ...], nearest: str) -> None:
    (issue,) = check_columns(Mapping("m", "id", TimeSpec("at"), unit="assignment_group"), raw_log(*columns))
    assert issue.code == "mapping.column_absent_near"
    assert issue.file == "log.csv"
    assert issue.fields["key"] == "columns.unit"
    assert str(issue.fields["nearest"]).split(", ")[0] == nearest


def test_a_column_unlike_all_others_lists_what_there_is() -> None:
    (issue,) = check_columns(Mapping("m", "id", TimeSpec("at"), unit="zzz"), raw_log("id", "at"))
    assert (issue.code, issue.fields["columns"]) == ("mapping.column_absent", "id, at")


def test_every_kind_of_column_is_checked() -> None:
    mapping = shipped_mapping("bpic2013_incidents")
    keys = [key for key, _ in columns_named(mapping)]
    assert keys == [
        *("columns.case", "time.column", "columns.unit", "columns.person", "columns.activity", "state.column"),
        *("columns.case_type", "line.column", "columns.features", "columns.features", "columns.keep", "columns.keep"),
    ]
    absent = check_columns(mapping, raw_log("unrelated"))
    assert len(absent) == len({(key, name) for key, name in columns_named(mapping)})


@pytest.mark.parametrize(("name", "code"), [("ower", "holder.column_absent_near"), ("zzz", "holder.column_absent")])
@pytest.mark.parametrize("as_person", [False, True])
def test_a_missing_column_the_user_asked_for_is_not_told_as_one_of_the_mapping(
    name: str, code: str, as_person: bool
) -> None:
    mapping = Mapping("m", "id", TimeSpec("at"), unit="gone")
    mapping = replace(mapping, persons=(name,)) if as_person else replace(mapping, keep=(name,))
    of_mapping, asked = check_columns(mapping, raw_log("id", "at", "owner"), asked=name)
    assert of_mapping.fields["key"] == "columns.unit"
    assert (asked.code, asked.fields["name"]) == (code, name)
    assert "key" not in asked.fields
