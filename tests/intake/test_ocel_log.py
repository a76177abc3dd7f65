"""Object-centric logs: flattened to one object type, with everything that flattening does counted."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from buckstop.intake import json_stream
from buckstop.intake.open_log import open_log
from buckstop.intake.raw import RawLog, UnreadableLogError
from tests.intake.staged import cells_of, codes, issue, rows_of

OBJECTS: list[dict[str, Any]] = [
    {"id": "o1", "type": "order", "attributes": [
        {"name": "price", "time": "2024-02-01T00:00:00Z", "value": 12.50},
        {"name": "price", "time": "1970-01-01T00:00:00Z", "value": 10.00}]},
    {"id": "o2", "type": "order"},
    {"id": "o3", "type": "order"},
    {"id": "i1", "type": "item"}, {"id": "i2", "type": "item"}, {"id": "i3", "type": "item"}, {"id": "i4", "type": "item"},
    {"id": "张三", "type": "clerk"}, {"id": "李四", "type": "clerk"},
]  # fmt: skip


def event(number: int, kind: str, *relations: tuple[str, str], **attributes: object) -> dict[str, Any]:
    return {
        "id": f"e{number}",
        "type": kind,
        "time": f"2024-03-01T0{number}:00:00+08:00",
        "attributes": [{"name": name, "value": value} for name, value in attributes.items()],
        "relationships": [{"objectId": thing, "qualifier": qualifier} for thing, qualifier in relations],
    }


EVENTS = [
    event(1, "place", ("o1", "new"), ("i1", ""), ("i2", ""), ("张三", "by"), channel="web"),
    event(2, "check", ("o1", ""), ("张三", "by"), hours=1.50, ok=True),
    event(3, "place", ("o2", "new"), ("i3", ""), ("李四", "by")),
    event(4, "restock", ("i4", ""), ("李四", "by")),
    event(5, "ship", ("o1", ""), ("o2", ""), ("李四", "by"), ("ghost", "")),
    event(6, "bill", ("o3", ""), ("张三", "by")),
    event(7, "bill", ("o1", ""), ("张三", "by")),
    event(8, "close", ("o2", ""), ("o2", "again"), ("张三", "by")),
]


def as_json(path: Path, **parts: object) -> Path:
    document = {"objectTypes": [], "eventTypes": [], "objects": OBJECTS, "events": EVENTS} | parts
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def as_sqlite(path: Path) -> Path:
    base = sqlite3.connect(path)
    base.executescript(
        """
        CREATE TABLE event (ocel_id TEXT, ocel_type TEXT);
        CREATE TABLE object (ocel_id TEXT, ocel_type TEXT);
        CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);
        CREATE TABLE event_map_type (ocel_type TEXT, ocel_type_map TEXT);
        CREATE TABLE object_map_type (ocel_type TEXT, ocel_type_map TEXT);
        """
    )
    attributes = {"place": ["channel"], "check": ["hours", "ok"]}
    for kind in sorted({found["type"] for found in EVENTS}):
        base.execute("INSERT INTO event_map_type VALUES (?, ?)", (kind, kind.title()))
        columns = "".join(f', "{name}" ANY' for name in attributes.get(kind, []))
        base.execute(f'CREATE TABLE "event_{kind.title()}" (ocel_id TEXT, ocel_time TEXT{columns})')
    for kind in sorted({found["type"] for found in OBJECTS}):
        base.execute("INSERT INTO object_map_type VALUES (?, ?)", (kind, kind.title()))
        columns = ", price REAL" if kind == "order" else ""
        base.execute(
            f'CREATE TABLE "object_{kind.title()}" (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT{columns})'
        )
    for found in OBJECTS:
        base.execute("INSERT INTO object VALUES (?, ?)", (found["id"], found["type"]))
        for attribute in found.get("attributes", []):
            base.execute(
                "INSERT INTO object_Order VALUES (?, ?, ?, ?)",
                (found["id"], attribute["time"], None, attribute["value"]),
            )
    for found in EVENTS:
        base.execute("INSERT INTO event VALUES (?, ?)", (found["id"], found["type"]))
        for relation in found["relationships"]:
            base.execute(
                "INSERT INTO event_object VALUES (?, ?, ?)", (found["id"], relation["objectId"], relation["qualifier"])
            )
    for found in reversed(EVENTS):  # the tables of the types are in no order
        values = {attribute["name"]: attribute["value"] for attribute in found["attributes"]}
        cells = [found["id"], found["time"], *(values.get(name) for name in attributes.get(found["type"], []))]
        marks = ", ".join("?" * len(cells))
        base.execute(f'INSERT INTO "event_{found["type"].title()}" VALUES ({marks})', cells)
    base.commit()
    base.close()
    return path


def read(path: Path, **options: str) -> RawLog:
    return open_log(path, workdir=path.parent / "work", case_object=options.get("case_object"))


def log(folder: Path, form: str) -> Path:
    return as_json(folder / "log.json") if form == "json" else as_sqlite(folder / "log.sqlite")


@pytest.mark.parametrize("form", ["json", "sqlite"])
def test_an_event_becomes_one_row_per_case_object(tmp_path: Path, form: str) -> None:
    raw = read(log(tmp_path, form), case_object="order")
    assert raw.kind == "ocel"
    assert raw.roles == {"case": "ocel:oid", "time": "ocel:timestamp", "activity": "ocel:activity"}
    assert [(row["__row"], row["ocel:eid"], row["ocel:oid"]) for row in rows_of(raw)] == [
        (1, "e1", "o1"), (2, "e2", "o1"), (3, "e3", "o2"), (5, "e5", "o1"), (5, "e5", "o2"), (6, "e6", "o3"), (7, "e7", "o1"),
        (8, "e8", "o2"),
    ]  # fmt: skip
    first = rows_of(raw)[0]
    assert (first["ocel:activity"], first["ocel:timestamp"]) == ("place", "2024-03-01T01:00:00+08:00")
    assert (first["item"], first["clerk"], first["clerk:qualifier"], first["order:qualifier"]) == (
        "i1",
        "张三",
        "by",
        "new",
    )
    assert (first["channel"], first["case:price"]) == ("web", "10.0")
    assert cells_of(raw, "hours") == [None, "1.5", None, None, None, None, None, None]
    assert cells_of(raw, "ok")[1] == ("true" if form == "json" else "1")


@pytest.mark.parametrize("form", ["json", "sqlite"])
def test_what_flattening_doubles_drops_and_cuts_is_counted(tmp_path: Path, form: str) -> None:
    raw = read(log(tmp_path, form), case_object="order")
    assert codes(raw) == [
        "ocel.events_in_several_cases", "ocel.events_without_case", "ocel.several_objects", "ocel.unknown_objects",
    ]  # fmt: skip
    assert issue(raw, "ocel.events_without_case").count == 1
    assert issue(raw, "ocel.events_in_several_cases").count == 1
    assert issue(raw, "ocel.unknown_objects").count == 1
    several = issue(raw, "ocel.several_objects")
    assert (several.column, several.row, several.count) == ("item", 1, 1)


@pytest.mark.parametrize("form", ["json", "sqlite"])
def test_the_guessed_case_type_has_many_events_each_but_is_not_the_people(tmp_path: Path, form: str) -> None:
    found = issue(read(log(tmp_path, form)), "ocel.case_type_guessed")
    assert found.fields == {"case_object": "order", "objects": 3, "events_per_object": 2.67, "others": "clerk, item"}


def test_both_forms_of_a_log_read_the_same(tmp_path: Path) -> None:
    one, two = (rows_of(read(log(tmp_path, form), case_object="clerk")) for form in ("json", "sqlite"))
    for row in (*one, *two):
        row.pop("ok", None)
    assert [dict(sorted(row.items())) for row in one] == [dict(sorted(row.items())) for row in two]


def test_events_before_objects_and_every_block_border_read_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = as_json(tmp_path / "log.json")
    expected = rows_of(read(path, case_object="order"))
    document = json.loads(path.read_text(encoding="utf-8"))
    backwards = {key: document[key] for key in ("events", "objects", "eventTypes", "objectTypes")} | {
        "more": [1, {"a": "]"}]
    }
    path.write_text(json.dumps(backwards, ensure_ascii=False, indent=1), encoding="utf-8-sig")
    for size in (1, 7, 100):
        monkeypatch.setattr(json_stream, "CHUNK", size)
        assert rows_of(read(path, case_object="order")) == expected


def test_an_unknown_case_type_is_refused_with_those_that_exist(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLogError, match="it has clerk, item, order") as refused:
        read(as_json(tmp_path / "log.json"), case_object="parcel")
    assert refused.value.code == "ocel.no_such_type"


def test_a_log_without_events_is_a_log_without_rows(tmp_path: Path) -> None:
    raw = read(as_json(tmp_path / "log.json", events=[]), case_object="order")
    assert (raw.rows, codes(raw)) == (0, ["table.no_rows"])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{}", "ocel.not_ocel"),
        (b'{"a": 1}', "ocel.not_ocel"),
        (b'[{"case": 1}]', "json.not_an_object"),
        (b'{"objectTypes": [], "objects": []}', "ocel.no_objects"),
        (b'{"ocel:events": {}, "ocel:objects": {}}', "ocel.version_1"),
        (b'{"objects": [{"id": "a", "ty', "json.truncated"),
        (b'{"objects": [{"id": "a"}], ', "json.truncated"),
        (b'{"objects": [', "json.truncated"),
        (b'{"objects": [{"id" "a"}], "events": [] }', "json.damaged"),
        (b'{"objects"; []}', "json.damaged"),
        ('{"objects": [{"id": "民政局"}]}'.encode("gbk"), "json.not_utf8"),
        (b"SQLite format 3\0" + b"\xff" * 200, "ocel.sqlite_damaged"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "log.bin"
    path.write_bytes(content)
    with pytest.raises(UnreadableLogError) as refused:
        read(path)
    assert refused.value.code == code
    assert "log.bin" in str(refused.value)


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    base = sqlite3.connect(tmp_path / "log.sqlite")
    base.execute("CREATE TABLE event (ocel_id TEXT)")
    base.close()
    with pytest.raises(UnreadableLogError, match="event_map_type, event_object, object, object_map_type") as refused:
        read(tmp_path / "log.sqlite")
    assert refused.value.code == "ocel.sqlite_tables"


def test_the_database_of_the_user_is_not_changed(tmp_path: Path) -> None:
    path = as_sqlite(tmp_path / "log.sqlite")
    before = path.read_bytes()
    read(path)
    assert path.read_bytes() == before
    assert sorted(found.name for found in tmp_path.iterdir()) == ["log.sqlite", "work"]
