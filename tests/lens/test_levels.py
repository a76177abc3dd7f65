"""Holder levels: which column is asked for, and who never holds."""

from dataclasses import replace

import pytest

from buckstop.lens.levels import UnknownLevelError, holder_columns, level_of
from buckstop.lens.mapping import HolderWords, Mapping, TimeSpec

MAPPING = Mapping(
    name="",
    case="c",
    time=TimeSpec("t"),
    unit="team",
    person="who",
    keep=("line", "team"),
    holders=HolderWords(("bot",), ("inbox",), ("EMPTY",)),
)
COLUMNS = holder_columns(MAPPING)


def test_an_import_keeps_units_then_persons_then_what_the_mapping_adds_each_once() -> None:
    assert COLUMNS == ("team", "who", "line")
    assert holder_columns(replace(MAPPING, unit=None, keep=())) == ("who",)


@pytest.mark.parametrize(
    ("asked", "column", "role"),
    [("unit", "team", "unit"), ("person", "who", "person"), ("line", "line", "column"), ("who", "who", "person")],
)
def test_a_level_is_asked_for_by_role_or_by_column(asked: str, column: str, role: str) -> None:
    level = level_of(MAPPING, COLUMNS, asked)
    assert (level.column, level.role, level.is_personal) == (column, role, role == "person")


def test_a_log_without_units_answers_with_its_persons_and_protects_them() -> None:
    level = level_of(replace(MAPPING, unit=None), ("who",))
    assert (level.column, level.is_personal) == ("who", True)


@pytest.mark.parametrize(("asked", "named"), [("ward", "ward"), ("person", "who")])
def test_an_unknown_level_is_refused_with_the_columns_there_are(asked: str, named: str) -> None:
    with pytest.raises(UnknownLevelError) as refusal:
        level_of(MAPPING, ("team", "line"), asked)
    assert refusal.value.fields == {"column": named, "known": "team, line"}


def test_robots_hold_only_when_asked_and_placeholders_and_queues_never() -> None:
    never = {"EMPTY": "placeholder", "inbox": "queue"}
    assert dict(level_of(MAPPING, COLUMNS).excluded) == never | {"bot": "robot"}
    assert dict(level_of(MAPPING, COLUMNS, keep_robots=True).excluded) == never
    assert dict(level_of(MAPPING, COLUMNS, robots=("x",)).excluded) == never | {"x": "robot"}


def test_the_folder_of_a_level_depends_on_the_column_and_on_who_is_left_out() -> None:
    keys = {
        level_of(MAPPING, COLUMNS, asked, keep_robots=keep).key
        for asked in ("unit", "person")
        for keep in (False, True)
    }
    assert len(keys) == 4
    turned = replace(MAPPING, holders=HolderWords(("bot",), ("inbox",), ("EMPTY",)))
    assert level_of(turned, COLUMNS).key == level_of(MAPPING, COLUMNS).key
