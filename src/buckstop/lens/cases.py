"""The case table: what the kernel told, what the log says once per case, windows and strata."""

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from buckstop.lens import tables
from buckstop.lens.normalise import Normaliser
from buckstop.lens.steps import IntArray
from buckstop.lens.tablefiles import read_table, to_table

WINDOWS = 3


def write_cases(con: duckdb.DuckDBPyConnection, steps_path: Path, normaliser: Normaliser, out: Path) -> int:
    """Write `tables.CASES` (with f0, f1, ... for the mapping's features) and return the number of cases."""
    mapping = normaliser.mapping
    told = con.sql(normaliser.case_attributes_sql()).to_arrow_table()
    steps = read_table(steps_path)
    count = told.num_rows
    ids = told.column("case_id")
    rank = np.empty(count, np.int64)
    rank[pc.array_sort_indices(ids).to_numpy()] = np.arange(count)
    started = steps.column("started_us").to_numpy()
    window = np.empty(count, np.int64)
    window[np.lexsort((rank, started))] = np.arange(count) * WINDOWS // max(count, 1)
    types = pc.fill_null(told.column("case_type"), "") if mapping.case_type else pa.repeat("", count)
    columns: dict[str, Any] = {name: steps.column(name) for name in steps.column_names}
    columns |= {
        "case_rank": rank,
        "case_id": ids,
        "case_type": types,
        "window_no": window,
        "stratum": _strata(types, window),
    }
    for name in ("due_us", "demander"):
        if name in told.column_names:
            columns[name] = told.column(name)
    if mapping.subject:
        columns["demand_key"] = _demand_keys(told)
    schema = tables.CASES
    for i in range(len(mapping.features)):
        columns[f"f{i}"] = told.column(f"f{i}")
        schema = schema.append(pa.field(f"f{i}", pa.string()))
    pq.write_table(to_table(columns, schema), out, compression="zstd", compression_level=1)
    return int(count)


def _strata(types: Any, window: IntArray) -> IntArray:
    """Dense numbers of (case type, window), in the order of the types' names: the same whatever the row order."""
    encoded: Any = pc.dictionary_encode(types)
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    place = np.empty(len(encoded.dictionary), np.int64)
    place[pc.array_sort_indices(encoded.dictionary).to_numpy()] = np.arange(len(place))
    keys = place[encoded.indices.to_numpy()] * WINDOWS + window
    numbers: IntArray = np.unique(keys, return_inverse=True)[1]
    return numbers


def _demand_keys(told: pa.Table) -> Any:
    # Only logs of demands need it, and it brings a large library along.
    from buckstop.lens.near_duplicates import demand_keys

    return pa.array(demand_keys(told.column("subject").to_pylist()), pa.int32())
