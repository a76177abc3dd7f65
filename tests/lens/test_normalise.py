"""Reading columns: times never guessed, every row left out told, names cleaned, the day-first trap seen."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from buckstop.lens.importing import import_log
from buckstop.lens.issues import Issue, Severity
from buckstop.lens.mapping import HolderWords, Mapping, State, TimeSpec
from buckstop.lens.normalise import ImportRefusedError, RawTable
from buckstop.lens.store import StoredLog
from tests.lens.oracles.logs import MAPPING, RESOURCES, Cells, stored, told

PLAIN = Mapping("times", "case", TimeSpec("time", "iso", "Europe/Berlin"), unit="unit")


def at(*times: str | None, case: str = "a") -> list[Cells]:
    return [{"case": case, "time": time, "unit": "X"} for time in times]


def timed(spec_format: str, zone: str = "Europe/Berlin") -> Mapping:
    return replace(PLAIN, time=TimeSpec("time", spec_format, zone))


def instants(store: StoredLog) -> list[int]:
    return [int(str(row["happened_us"])) // 1_000_000 for row in told(store)["events"]]


def issue(store: StoredLog, code: str) -> Issue:
    (found,) = [issue for issue in store.meta.issues if issue.code == code]
    return found


def codes(store: StoredLog) -> list[str]:
    return [issue.code for issue in store.meta.issues]


NOON = 1_714_557_600  # 2024-05-01T10:00Z, noon in Berlin


@pytest.mark.parametrize(
    ("spec_format", "text"),
    [
        ("iso", "2024-05-01T10:00:00Z"),
        ("iso", "2024-05-01T12:00:00+02:00"),
        ("iso", "2024-05-01 12:00"),
        ("iso", "2024-05-01T15:30:00+0530"),
        ("epoch_s", "1714557600"),
        ("epoch_ms", "1714557600000"),
        ("excel", "45413.5"),
        ("%d/%m/%Y %H:%M", "1/5/2024 12:00"),
        ("%Y-%m-%d %H:%M:%S %z", "2024-05-01 10:00:00 +0000"),
        ("%d.%m.%y %I:%M %p", "01.05.24 12:00 PM"),
    ],
)
def test_an_instant_is_read_as_its_format_and_zone_say(spec_format: str, text: str, tmp_path: Path) -> None:
    assert instants(stored(at(text), tmp_path, timed(spec_format))) == [NOON]


@pytest.mark.parametrize(
    ("spec_format", "text"),
    [
        ("iso", "2024-02-30T10:00:00"),
        ("iso", "1/5/2024"),
        ("iso", "0000-00-00 00:00:00"),
        ("iso", "0001-01-01T00:00:00Z"),
        ("iso", "9999-12-31T23:59:59Z"),
        ("iso", "infinity"),
        ("epoch_s", "nan"),
        ("epoch_s", "inf"),
        ("epoch_ms", "9e18"),
        ("excel", "1e12"),
        ("excel", "-1"),
        ("%d/%m/%Y %H:%M", "31/2/2024 10:00"),
        ("%d/%m/%Y %H:%M", "2024-05-01 10:00"),
    ],
)
def test_what_is_no_instant_is_left_out_and_told(spec_format: str, text: str, tmp_path: Path) -> None:
    good = {"iso": "2024-05-01", "epoch_s": "1", "epoch_ms": "1", "excel": "45413"}.get(spec_format, "1/5/2024 12:00")
    store = stored(at(*[good] * 10, text, *[good] * 10), tmp_path, timed(spec_format))
    assert (store.meta.rows, store.meta.events) == (21, 20)
    bad = issue(store, "time.not_in_format")
    assert (bad.severity, bad.count, bad.row, bad.column) == (Severity.ERROR, 1, 12, "time")
    assert bad.fields == {"format": spec_format, "example": text, "share": 4.8, "total": 21}


def test_more_than_one_bad_time_in_twenty_refuses_the_import(tmp_path: Path) -> None:
    assert "time.not_in_format" in codes(stored(at("x", *["2024-05-01"] * 19), tmp_path, PLAIN))
    with pytest.raises(ImportRefusedError) as refusal:
        stored(at("2024-05-01", "x", *["2024-05-01"] * 17), tmp_path, PLAIN)
    assert refusal.value.code == "time.format_wrong"
    assert refusal.value.fields["row"] == 3
    assert refusal.value.fields["example"] == "x"


@pytest.mark.parametrize("rows", [at(None), [{"case": None, "time": "2024-05-01", "unit": "X"}], at("?", "")])
def test_a_log_without_a_single_event_is_refused(rows: list[Cells], tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError) as refusal:
        stored(rows, tmp_path, replace(PLAIN, null_words=("?",)))
    assert refusal.value.code == "import.nothing_left"


def test_missing_cases_and_times_are_told_and_an_empty_time_is_missing_not_wrong(tmp_path: Path) -> None:
    rows: list[Cells] = [*at("2024-05-01", None, "", "?"), {"case": "", "time": "2024-05-02", "unit": "X"}]
    store = stored(rows, tmp_path, replace(PLAIN, null_words=("?",)))
    assert issue(store, "time.missing").count == 3
    assert issue(store, "case.missing").count == 1
    assert "time.not_in_format" not in codes(store)
    assert (store.meta.rows, store.meta.events) == (5, 1)


@pytest.mark.parametrize("kind", [pa.timestamp("us"), pa.timestamp("ns"), pa.timestamp("s", "UTC"), pa.date32()])
def test_real_timestamps_of_a_parquet_file_are_taken_as_they_are(kind: pa.DataType, tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    times = pa.array([datetime(2024, 5, 1, 12), None]).cast(kind)  # noqa: DTZ001 - naive in the file
    pq.write_table(pa.table({"case": ["a", "a"], "time": times, "unit": ["X", "X"]}), path)
    raw = RawTable(path.name, "parquet", (path,), ("case", "time", "unit"), 2)
    store = import_log(raw, timed("native"), tmp_path / "log", resources=RESOURCES)
    hours = {"timestamp[us]": 10, "timestamp[ns]": 10, "timestamp[s, tz=UTC]": 12, "date32[day]": -2}[str(kind)]
    assert instants(store) == [1_714_521_600 + hours * 3600]
    assert issue(store, "time.missing").count == 1
    assert [row["row_no"] for row in told(store)["events"]] == [1]


def test_several_parts_are_one_log_and_rows_are_counted_through(tmp_path: Path) -> None:
    paths = []
    for part, moments in enumerate((["2024-05-01", "2024-05-02"], ["2024-05-03"])):
        path = tmp_path / f"part-{part}.parquet"
        pq.write_table(pa.table({"case": ["a"] * len(moments), "time": moments, "unit": ["X"] * len(moments)}), path)
        paths.append(path)
    raw = RawTable("parts", "parquet", tuple(paths), ("case", "time", "unit"), 3)
    store = import_log(raw, PLAIN, tmp_path / "log", resources=RESOURCES)
    assert [row["row_no"] for row in told(store)["events"]] == [1, 2, 3]


def test_stamps_with_and_without_an_offset_in_one_column_are_told(tmp_path: Path) -> None:
    mixed = at("2024-05-01T10:00:00Z", "2024-05-01T10:00:00+02:00", "2024-05-01T10:00:00-0500", "2024-05-01 10:00:00")
    found = issue(stored(mixed, tmp_path, PLAIN), "time.mixed_zones")
    assert (found.count, found.fields["zone"], found.fields["total"]) == (1, "Europe/Berlin", 4)
    for same in (mixed[:3], mixed[3:], at("2024-05-01", "2024-05-01 10:00", "2024-05-01 10:00:00.5")):
        assert "time.mixed_zones" not in codes(stored(same, tmp_path, PLAIN))


def test_days_that_would_pass_for_months_are_told_with_what_the_order_of_the_rows_says(tmp_path: Path) -> None:
    days = at("1/5/2024 10:00", "2/5/2024 10:00", "12/5/2024 10:00", "1/6/2024 10:00")
    doubt = issue(stored(days, tmp_path, timed("%d/%m/%Y %H:%M")), "time.day_month_ambiguous")
    assert (doubt.severity, doubt.fields["inversions"], doubt.fields["other"]) == (Severity.WARNING, 0, 1)
    wrong = issue(stored(days, tmp_path, timed("%m/%d/%Y %H:%M")), "time.day_month_ambiguous")
    assert (wrong.severity, wrong.fields["inversions"], wrong.fields["other"]) == (Severity.ERROR, 1, 0)


def test_one_day_past_the_twelfth_settles_which_number_is_the_day(tmp_path: Path) -> None:
    days = at("1/5/2024 10:00", "13/5/2024 10:00")
    assert "time.day_month_ambiguous" not in codes(stored(days, tmp_path, timed("%d/%m/%Y %H:%M")))


def test_a_bad_time_does_not_hide_that_days_and_months_could_be_swapped(tmp_path: Path) -> None:
    days = at(*["1/5/2024 10:00"] * 30, "x")
    assert "time.day_month_ambiguous" in codes(stored(days, tmp_path, timed("%d/%m/%Y %H:%M")))


def test_names_are_trimmed_and_blank_ones_are_nobody(tmp_path: Path) -> None:
    rows: list[Cells] = [
        {"case": "a", "time": f"2024-05-0{day}", "unit": unit}
        for day, unit in enumerate((" 乡政府 ", "乡政府", "  ", None, "县政府\t"), start=1)
    ]
    store = stored(rows, tmp_path, PLAIN)
    assert [run["holder"] for run in told(store)["runs"]] == ["乡政府", "县政府"]
    missing = issue(store, "holder.missing")
    assert (missing.count, missing.row, missing.column) == (2, 4, "unit")


def test_a_column_or_value_with_quotes_in_its_name_is_only_a_name(tmp_path: Path) -> None:
    rows: list[Cells] = [{"case": "a'; drop", "time": "2024-05-01", 'un"it': "O'Brien", "state": "it's done"}]
    mapping = replace(
        PLAIN, unit='un"it', null_words=("'",), state_column="state", states={"it's done": State.DONE}, name="'"
    )
    tables = told(stored(rows, tmp_path, mapping))
    assert tables["runs"][0]["holder"] == "O'Brien"
    assert tables["cases"][0]["resolved_us"] is not None


def test_states_the_mapping_does_not_know_are_told_one_by_one(tmp_path: Path) -> None:
    rows: list[Cells] = [
        {"case": "a", "time": f"2024-05-0{day}", "unit": "X", "state": state}
        for day, state in enumerate(("odd", "working", "even", "odd", None), start=1)
    ]
    store = stored(rows, tmp_path, MAPPING)
    found = [(i.fields["value"], i.count, i.row) for i in store.meta.issues if i.code == "state.value_not_mapped"]
    assert found == [("even", 1, 4), ("odd", 2, 2)]
    assert [row["state"] for row in told(store)["events"]] == [0, 1, 0, 0, 0]


def test_numbers_of_the_sequence_that_are_none_are_told(tmp_path: Path) -> None:
    rows = [
        row | {"number": number} for row, number in zip(at(*["2024-05-01"] * 4), ("1", "two", None, "?"), strict=True)
    ]
    store = stored(rows, tmp_path, replace(PLAIN, sequence="number", null_words=("?",)))
    assert issue(store, "sequence.not_a_number").count == 1


def test_declared_defaults_are_filled_in_only_when_asked_and_then_told(tmp_path: Path) -> None:
    rows: list[Cells] = [
        {"case": "a", "time": "2024-05-01", "unit": "X"},
        {"case": "a", "time": "2024-05-02", "unit": None},
        {"case": None, "time": "2024-05-03", "unit": "X"},
        {"case": "a", "time": None, "unit": "X"},
    ]
    defaults = {"unit": "UNKNOWN", "case": "UNKNOWN", "time": "1970-01-01T00:00:00Z"}
    bare = stored(rows, tmp_path, PLAIN, defaults=defaults)
    assert [run["holder"] for run in told(bare)["runs"]] == ["X"]
    filled = stored(rows, tmp_path, replace(PLAIN, fill_defaults=True), defaults=defaults)
    assert [run["holder"] for run in told(filled)["runs"]] == ["X", "UNKNOWN"]
    # A default never says which case an event belongs to, nor when it was.
    assert (filled.meta.events, filled.meta.cases) == (2, 1)
    assert issue(filled, "holder.filled_default").fields["name"] == "UNKNOWN"
    known = replace(PLAIN, fill_defaults=True, holders=HolderWords(placeholders=("UNKNOWN",)))
    quiet = stored(rows, tmp_path, known, defaults=defaults)
    assert "holder.filled_default" not in codes(quiet)
    assert [run["holder"] for run in told(quiet)["runs"]] == ["X"]
