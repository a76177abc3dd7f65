"""The case table: what the kernel told, what the log says once per case, windows and strata."""

from pathlib import Path

import duckdb
import pyarrow as pa

from buckstop.lens.normalise import Normaliser
from buckstop.lens.sqltext import literal_sql

WINDOWS = 3


def write_cases(con: duckdb.DuckDBPyConnection, steps_path: Path, normaliser: Normaliser, out: Path) -> int:
    """Write `tables.CASES` (with f0, f1, ... for the mapping's features) and return the number of cases."""
    mapping = normaliser.mapping
    con.execute(f"create temp table told as {normaliser.case_attributes_sql()}")
    keys = "null::integer"
    join = ""
    if mapping.subject:
        # Only logs of demands need it, and it brings a large library along.
        from buckstop.lens.near_duplicates import demand_keys  # noqa: PLC0415

        told = con.execute("select case_no, subject from told order by case_no").to_arrow_table()
        numbers = demand_keys(told.column("subject").to_pylist())
        con.register("demands", pa.table({"case_no": told.column("case_no"), "key": pa.array(numbers, pa.int32())}))
        keys, join = "d.key", "left join demands d using (case_no)"
    case_type = "coalesce(t.case_type, '')" if mapping.case_type else "''"
    due = "t.due_us" if mapping.due else "null::bigint"
    demander = "t.demander" if mapping.demander else "null::varchar"
    features = "".join(f", t.f{i}" for i in range(len(mapping.features)))
    con.execute(
        f"""copy (
        with s as (select * from read_parquet({literal_sql(str(steps_path))})),
        j as (
            select s.*, t.case_id, {case_type} as case_type, {due} as due_us, {demander} as demander,
                   {keys} as demand_key{features},
                   row_number() over (order by t.case_id) - 1 as case_rank
            from s join told t using (case_no) {join}),
        w as (
            select *, ((row_number() over (order by started_us, case_rank) - 1) * {WINDOWS}) // (count(*) over ()) as window_no
            from j)
        select case_no, cast(case_rank as integer) as case_rank, case_id, case_type,
               cast(window_no as tinyint) as window_no,
               cast(dense_rank() over (order by case_type, window_no) - 1 as integer) as stratum,
               started_us, ended_us, cast(events as integer) as events,
               case when resolved_us = -1 then null else resolved_us end as resolved_us, due_us,
               cast(closings as integer) as closings, cast(reopened as integer) as reopened,
               cast(tied_events as integer) as tied_events, cast(date_tied_events as integer) as date_tied_events,
               demander, demand_key{features.replace("t.", "")},
               cast(first_activity as integer) as first_activity
        from w order by case_no
        ) to {literal_sql(str(out))} (format parquet, compression zstd)"""
    )
    row = con.execute("select count(*) from told").fetchone()
    assert row is not None
    return int(row[0])
