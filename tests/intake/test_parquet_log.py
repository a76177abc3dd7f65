"""Parquet: the user's own files, untouched, known from their footers."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from buckstop.intake.open_log import open_log
from buckstop.intake.raw import UnreadableLogError
from tests.intake.staged import codes, issue


def write(path: Path, columns: dict[str, list[object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)
    return path


def test_a_file_is_handed_on_as_it_is(tmp_path: Path) -> None:
    path = write(tmp_path / "log.parquet", {"case": ["a", "b"], "n": [1, 2]})
    before = path.read_bytes()
    raw = open_log(path, workdir=tmp_path / "work")
    assert (raw.kind, raw.parquet, raw.columns, raw.rows, raw.issues) == ("parquet", (path,), ("case", "n"), 2, ())
    assert path.read_bytes() == before
    assert not (tmp_path / "work").exists()


def test_the_content_decides_not_the_name(tmp_path: Path) -> None:
    path = write(tmp_path / "log.csv", {"case": ["a"]})
    assert open_log(path, workdir=tmp_path / "work").kind == "parquet"


def test_parts_of_a_folder_are_read_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    folder = tmp_path / "log"
    for number in (10, 9, 1):
        write(folder / f"part-{number}.parquet", {"case": [str(number)] * number})
    write(folder / "_temporary" / "part-0.parquet", {"other": ["x"]})
    (folder / "_SUCCESS").touch()
    raw = open_log(folder, workdir=tmp_path / "work")
    assert [part.name for part in raw.parquet] == ["part-1.parquet", "part-9.parquet", "part-10.parquet"]
    assert raw.rows == 20


def test_parts_with_other_columns_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "log" / "a.parquet", {"case": ["a"], "x": ["b"]})
    write(tmp_path / "log" / "b.parquet", {"case": ["a"], "y": ["b"]})
    with pytest.raises(UnreadableLogError, match=r"different columns \(x, y\)") as refused:
        open_log(tmp_path / "log", workdir=tmp_path / "work")
    assert refused.value.code == "parquet.parts_differ"


def test_parts_with_other_types_are_refused_where_the_column_is_needed(tmp_path: Path) -> None:
    write(tmp_path / "log" / "a.parquet", {"case": [7], "x": ["b"]})
    write(tmp_path / "log" / "b.parquet", {"case": [7.0], "x": ["b"]})
    with pytest.raises(UnreadableLogError, match=r"Column case is of type double in b\.parquet") as refused:
        open_log(tmp_path / "log", workdir=tmp_path / "work")
    assert refused.value.code == "parquet.types_differ"
    raw = open_log(tmp_path / "log", workdir=tmp_path / "work", columns=frozenset({"x"}))
    assert raw.rows == 2


def test_columns_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "log.parquet", {"Case": ["a"], "case": ["b"]})
    with pytest.raises(UnreadableLogError) as refused:
        open_log(path, workdir=tmp_path / "work")
    assert refused.value.code == "parquet.same_name"


def test_nested_columns_and_missing_rows_are_told(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    pq.write_table(pa.table({"case": pa.array([], pa.string()), "tags": pa.array([], pa.list_(pa.string()))}), path)
    raw = open_log(path, workdir=tmp_path / "work")
    assert codes(raw) == ["parquet.nested_columns", "table.no_rows"]
    assert issue(raw, "parquet.nested_columns").fields == {"columns": "tags"}


def test_a_file_cut_off_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "log.parquet", {"case": ["a"] * 1000})
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(UnreadableLogError) as refused:
        open_log(path, workdir=tmp_path / "work")
    assert refused.value.code == "parquet.damaged"


def test_a_folder_without_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UnreadableLogError) as refused:
        open_log(tmp_path / "log", workdir=tmp_path / "work")
    assert refused.value.code == "folder.without_parquet"
