"""Logs to measure on: cases of a real log drawn with replacement and shifted in time, in the BPIC 2013 schema.

The real log is taken where it lies (BUCKSTOP_DATA, default `../shared/data`); elsewhere the simulator stands in.
Run as a process of its own, so that its memory is nobody else's: `python -m benchmarks.logs --events N --out FOLDER`.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from buckstop.intake.mapping_draft import dump_mapping
from buckstop.intake.mapping_file import shipped_mapping
from buckstop.intake.open_log import open_log
from buckstop.lens.mapping import Mapping
from buckstop.simulator.logs import LogSpec, simulate
from buckstop.simulator.logs.words import words

CASE, TIME = "case:concept:name", "time:timestamp"
_ROWS_PER_GROUP = 1_000_000
_SHIFT_SECONDS = 180 * 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
# Heading of the simulated log (by its key) -> column of the BPIC 2013 schema it stands in for.
_STANDS_IN = {
    "case": CASE,
    "activity": "concept:name",
    "case_type": "impact",
    "state": "lifecycle:transition",
    "unit": "org:group",
    "person": "org:resource",
    "priority": "org:role",
    "channel": "organization country",
    "demander": "organization involved",
    "subject": "product",
    "sequence": "resource country",
    "time": TIME,
}


@dataclass(frozen=True, slots=True)
class Base:
    """Whole cases to draw from: rows by case and in order, texts but for `seconds` (since 1970, per row)."""

    name: str
    table: pa.Table
    seconds: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    mapping: Mapping


def real_log() -> Path:
    """Where the real log would lie."""
    root = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("BUCKSTOP_DATA") or root) / "bpic2013_incidents" / "BPIC13_incidents.xes.gz"


def base() -> Base:
    """The cases to draw from."""
    return _real(real_log()) if real_log().is_file() else _simulated()


def _real(path: Path) -> Base:
    with tempfile.TemporaryDirectory() as work:
        raw = open_log(path, workdir=Path(work))
        table = pq.read_table(list(raw.parquet)).drop_columns(["__row"])
    # Holder columns kept for later use are no part of the facts compared here.
    mapping = replace(shipped_mapping("bpic2013_incidents"), keep=())
    stamps = table.column(TIME).to_pylist()
    seconds = np.array([(datetime.fromisoformat(str(stamp)) - _EPOCH) // _SECOND for stamp in stamps])
    return _by_case("BPI Challenge 2013, incidents", table, seconds, mapping)


def _simulated() -> Base:
    log = simulate(LogSpec(cases=20_000, counted=0))
    headings = words(log.spec.language).columns
    table = log.table.select([headings[key] for key in _STANDS_IN])
    seconds = table.column(headings["time"]).cast(pa.int64()).to_numpy() // 1_000_000
    table = table.rename_columns(list(_STANDS_IN.values()))
    mapping = replace(
        log.mapping,
        name="simulated",
        case=CASE,
        time=replace(log.mapping.time, column=TIME),
        unit="org:group",
        person="org:resource",
        activity="concept:name",
        state_column="lifecycle:transition",
        case_type="impact",
        features=("org:role", "organization country"),
        due=None,
        sequence=None,
        demander=None,
        subject=None,
        line_column="org:group",
        calendar=None,
    )
    return _by_case("simulated (seed 1)", table, seconds, mapping)


def _by_case(name: str, table: pa.Table, seconds: npt.NDArray[np.int64], mapping: Mapping) -> Base:
    """Rows brought together by case, in their order inside the case."""
    coded: Any = table.column(CASE).dictionary_encode().combine_chunks()
    case = coded.indices.to_numpy()
    order = np.lexsort((np.arange(case.size), case))
    starts = np.flatnonzero(np.append(True, np.diff(case[order]) != 0))
    columns = [table.column(column).take(order).dictionary_encode().combine_chunks() for column in table.column_names]
    return Base(name, pa.table(columns, names=table.column_names), seconds[order], starts, mapping)


def drawn(cases: Base, events: int, seed: int = 1) -> Iterator[pa.Table]:
    """About so many events in whole cases: tables of about a million rows each, case ids new, starts shifted."""
    rng = np.random.default_rng(seed)
    sizes = np.diff(np.append(cases.starts, cases.seconds.size))
    done = first_id = 0
    while done < events:
        wanted = min(_ROWS_PER_GROUP, events - done)
        picked = rng.integers(0, sizes.size, int(wanted / sizes.mean() * 1.05) + 20)
        picked = picked[: int(np.searchsorted(np.cumsum(sizes[picked]), wanted)) + 1]
        length = sizes[picked]
        inside = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
        rows = pa.array(np.repeat(cases.starts[picked], length) + inside)
        ids = pa.array([f"c-{number}" for number in range(first_id, first_id + picked.size)])
        owner = np.repeat(np.arange(picked.size), length)
        shift = np.repeat(rng.integers(0, _SHIFT_SECONDS, picked.size), length)
        stamps = pa.array((cases.seconds[rows.to_numpy()] + shift) * 1_000_000, pa.timestamp("us", "UTC"))
        columns: dict[str, Any] = {
            name: cases.table.column(name).take(rows).cast(pa.string()) for name in cases.table.column_names
        }
        yield pa.table(columns | {CASE: ids.take(owner), TIME: stamps})
        done, first_id = done + inside.size, first_id + picked.size


def write_parquet(tables: Iterator[pa.Table], path: Path) -> int:
    """Write them as one file with real timestamps; the number of rows."""
    rows, writer = 0, None
    for table in tables:
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
        rows += table.num_rows
    if writer:
        writer.close()
    return rows


def write_csv(parquet: Path, path: Path) -> None:
    """The same rows as CSV, times in ISO 8601 with offset."""
    source = pq.ParquetFile(parquet)
    writer = None
    for batch in source.iter_batches(_ROWS_PER_GROUP):
        place = batch.schema.get_field_index(TIME)
        texts = batch.set_column(place, TIME, pa.array(_stamps(batch.column(place))))
        writer = writer or pa_csv.CSVWriter(path, texts.schema)
        writer.write_batch(texts)
    if writer:
        writer.close()


def write_xes(parquet: Path, path: Path) -> None:
    """The same rows as XES."""
    with path.open("w", encoding="utf-8") as file:
        file.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0" xmlns="http://www.xes-standard.org/">\n'
        )
        open_case = None
        for batch in pq.ParquetFile(parquet).iter_batches(100_000):
            names = [name for name in batch.schema.names if name not in (CASE, TIME)]
            columns = [_attributes(name, batch.column(name)) for name in names]
            stamps = [f'<date key="{TIME}" value="{stamp}"/>' for stamp in _stamps(batch.column(TIME))]
            for case, *attributes in zip(batch.column(CASE).to_pylist(), stamps, *columns, strict=True):
                if case != open_case:
                    file.write("</trace>\n" if open_case else "")
                    file.write(f'<trace><string key="concept:name" value={quoteattr(case)}/>\n')
                    open_case = case
                file.write(f"<event>{''.join(attributes)}</event>\n")
        file.write("</trace>\n</log>\n" if open_case else "</log>\n")


def _attributes(name: str, column: Any) -> list[str]:
    """XES attributes of one column, one per row, nothing where the cell is empty."""
    coded = column.dictionary_encode()
    texts = [f"<string key={quoteattr(name)} value={quoteattr(text)}/>" for text in coded.dictionary.to_pylist()] + [""]
    return [texts[-1 if index is None else index] for index in coded.indices.to_pylist()]


def _stamps(column: Any) -> list[str]:
    """ISO 8601 in UTC."""
    seconds = column.cast(pa.int64()).to_numpy() // 1_000_000
    texts: list[str] = np.datetime_as_string(seconds.astype("datetime64[s]")).tolist()
    return [f"{text}+00:00" for text in texts]


def main() -> None:
    """Write the logs of one size that are not there yet, their mappings, and what peers must know of them."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--events", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--formats", nargs="+", default=["parquet", "csv", "xes"])
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    cases = base()
    parquet = asked.out / "log.parquet"
    if not parquet.exists():
        part = parquet.with_suffix(".part")
        rows = write_parquet(drawn(cases, asked.events), part)
        part.rename(parquet)
        (asked.out / "spec.json").write_text(json.dumps(_spec(cases, rows)), encoding="utf-8")
    for name, write in (("csv", write_csv), ("xes", write_xes)):
        path = asked.out / f"log.{name}"
        if name in asked.formats and not path.exists():
            write(parquet, path.with_suffix(".part"))
            path.with_suffix(".part").rename(path)
    text = replace(cases.mapping, time=replace(cases.mapping.time, format="iso"))
    native = replace(cases.mapping, time=replace(cases.mapping.time, format="native"))
    (asked.out / "mapping_text.toml").write_text(dump_mapping(text), encoding="utf-8")
    (asked.out / "mapping_native.toml").write_text(dump_mapping(native), encoding="utf-8")


def _spec(cases: Base, rows: int) -> dict[str, object]:
    """What a hand-written peer must know of the log."""
    mapping = cases.mapping
    words_ = mapping.holders
    return {
        "base": cases.name,
        "events": rows,
        "case": CASE,
        "time": TIME,
        "unit": mapping.unit,
        "state": mapping.state_column,
        "states": {value: state.value for value, state in mapping.states.items()},
        "excluded": [*words_.robots, *words_.queues, *words_.placeholders],
    }


if __name__ == "__main__":
    main()
