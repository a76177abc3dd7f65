"""A good analyst's Polars: the same facts over the raw Parquet file, one sort and shifts."""

from pathlib import Path
from typing import Any

import polars as pl
from task import run

HOUR = 3_600_000_000
STATES = ("other", "working", "queued", "waiting", "paused", "done", "closed", "reopened")
CLOSED, FINISHED, OPEN_AGAIN = 6, [5, 6], [1, 2, 3, 4, 7]


def events(folder: Path, spec: dict[str, Any]) -> pl.DataFrame:
    """Sorted events with what comes before and after each in its case."""
    codes = {value: STATES.index(state) for value, state in spec["states"].items()}
    unit = pl.col(spec["unit"])
    return (
        pl.scan_parquet(folder / "log.parquet")
        .select(
            case=pl.col(spec["case"]).cast(pl.Categorical),
            us=pl.col(spec["time"]).dt.epoch("us"),
            unit=pl.when(~unit.is_in(spec["excluded"])).then(unit).cast(pl.Categorical),
            value=pl.col(spec["state"]).cast(pl.Categorical),
            st=pl.col(spec["state"]).replace_strict(codes, default=0, return_dtype=pl.Int8),
        )
        .with_columns(case=pl.col("case").to_physical())
        .sort("case", "us", maintain_order=True)
        .with_columns(
            same=(pl.col("case") == pl.col("case").shift(1)).fill_null(value=False),
            more=(pl.col("case") == pl.col("case").shift(-1)).fill_null(value=False),
        )
        .with_columns(
            span=pl.when("more").then(pl.col("us").shift(-1) - pl.col("us")).otherwise(0),
            next_st=pl.when("more").then(pl.col("st").shift(-1)),
            prev_st=pl.when("same").then(pl.col("st").shift(1)),
            finished=pl.col("st").is_in(FINISHED),
        )
        .with_columns(
            after=pl.col("finished").cum_max().over("case"),
            resolved_us=pl.col("us").filter("finished").first().over("case"),
        )
        .collect()
    )


def runs_of(table: pl.DataFrame) -> pl.DataFrame:
    """One row per run, with its return length and the next unit."""
    held = table.filter(pl.col("unit").is_not_null()).select("case", "unit")
    fresh = (pl.col("case") != pl.col("case").shift(1)) | (pl.col("unit") != pl.col("unit").shift(1))
    runs = held.filter(fresh.fill_null(value=True)).with_columns(run=pl.int_range(pl.len()))
    return runs.with_columns(
        length=pl.col("run") - pl.col("run").shift(1).over("case", "unit"),
        next_unit=pl.when(pl.col("case") == pl.col("case").shift(-1)).then(pl.col("unit").shift(-1)),
    )


def cases_of(table: pl.DataFrame) -> pl.DataFrame:
    """One row per case: how often reopened, finished and closed, whether resolved, and how long."""
    reopening = pl.col("finished") & pl.col("next_st").is_in(OPEN_AGAIN).fill_null(value=False)
    finishing = pl.col("finished") & ~pl.col("prev_st").is_in(FINISHED).fill_null(value=False)
    closing = (pl.col("st") == CLOSED) & (pl.col("prev_st") != CLOSED).fill_null(value=True)
    return table.group_by("case").agg(
        reopened=reopening.sum(),
        finishings=finishing.sum(),
        closings=closing.sum(),
        resolved=pl.col("finished").any(),
        span=pl.col("us").max() - pl.col("us").min(),
    )


def work(folder: Path, spec: dict[str, Any]) -> dict[str, Any]:
    """The facts."""
    table = events(folder, spec)
    runs = runs_of(table)
    per_case = runs.group_by("case").agg(
        handovers=pl.len() - 1, aba=(pl.col("length") == 2).sum(), returns=pl.col("length").count()
    )
    cases = cases_of(table)
    share = (
        pl.when("after")
        .then(pl.lit("after"))
        .when(pl.col("unit").is_null())
        .then(pl.lit("unheld"))
        .otherwise(pl.col("st").replace_strict({1: "working", 2: "queued", 3: "waiting", 4: "paused"}, default="other"))
    )
    shares = dict(table.group_by(share.alias("share")).agg(pl.col("span").sum()).iter_rows())
    names = ("working", "queued", "waiting", "paused", "other", "unheld", "after")
    early = pl.col("resolved_us").is_null() | (pl.col("us") < pl.col("resolved_us"))
    values = (
        table.filter(pl.col("value").is_not_null())
        .group_by(pl.col("value").cast(pl.String))
        .agg(
            pl.len(),
            pl.col("case").n_unique(),
            pl.col("span").sum(),
            pl.col("span").filter(early).sum().alias("before"),
        )
    )
    lengths = runs.drop_nulls("length").group_by(pl.col("length").clip(upper_bound=5)).len()
    return {
        "cases": cases.height,
        "units": runs["unit"].n_unique(),
        "handovers": int(per_case["handovers"].sum()),
        "cases_with_handover": int((per_case["handovers"] > 0).sum()),
        "distinct_edges": runs.drop_nulls("next_unit").select("unit", "next_unit").n_unique(),
        "aba_cases": int((per_case["aba"] > 0).sum()),
        "aba_occurrences": int(per_case["aba"].sum()),
        "return_cases": int((per_case["returns"] > 0).sum()),
        "returns": int(per_case["returns"].sum()),
        "returns_by_length": {str(length): count for length, count in sorted(lengths.iter_rows())},
        "reopened_cases": int((cases["reopened"] > 0).sum()),
        "reopenings": int(cases["reopened"].sum()),
        "finished_more_than_once": int((cases["finishings"] > 1).sum()),
        "closed_more_than_once": int((cases["closings"] > 1).sum()),
        "resolved_cases": int(cases["resolved"].sum()),
        "hours_by_state": {name: round(shares.get(name, 0) / HOUR, 3) for name in names},
        "mean_case_hours": round(round(int(cases["span"].sum()) / HOUR, 3) / cases.height, 3),
        "median_case_hours": round(int(cases["span"].to_frame().median().item()) / HOUR, 3),
        "hours_by_value": {
            value: [count, held, round(span / HOUR, 3), round(before / HOUR, 3)]
            for value, count, held, span, before in sorted(values.iter_rows())
        },
    }


run(work)
