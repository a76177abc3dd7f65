"""Runs and cases of a log a third time: Polars expressions over the raw rows, nothing of the lens but its state codes."""

import hashlib
import json
from collections.abc import Iterable, Sequence

import polars as pl

from buckstop.lens.mapping import STATE_CODES, State
from tests.lens.oracles.logs import Cells, instant_us
from tests.lens.oracles.plain import SPANS, Row

FINISHED = [STATE_CODES[State.DONE], STATE_CODES[State.CLOSED]]
WAITING, QUEUED, WORKING = (STATE_CODES[state] for state in (State.WAITING, State.QUEUED, State.WORKING))
OPEN_AGAIN = [STATE_CODES[state] for state in State if state not in (State.OTHER, State.DONE, State.CLOSED)]
OWN = {STATE_CODES[State(name)]: f"{name}_us" for name in ("working", "queued", "waiting", "paused")}
MIN_WORK_US = 30 * 60_000_000


def events_frame(rows: Sequence[Cells], states: dict[str, State], nobody: Iterable[str]) -> pl.DataFrame:
    """Events in order, with what does not depend on stays."""
    frame = pl.DataFrame(
        {
            "case_id": [row["case"] for row in rows],
            "us": [instant_us(str(row["time"])) for row in rows],
            "row": range(2, len(rows) + 2),
            "holder": pl.Series([(row["unit"] or "").strip() for row in rows], dtype=pl.String),
            "state": [STATE_CODES[states.get(row["state"] or "", State.OTHER)] for row in rows],
            "advancing": [row["activity"] == "push" for row in rows],
        }
    )
    named = pl.col("holder").is_in(["", "?", *nobody])
    frame = frame.with_columns(holder=pl.when(named).then(None).otherwise(pl.col("holder")))
    following, before = pl.col("state").shift(-1).over("case_id"), pl.col("state").shift(1).over("case_id")
    return frame.sort("case_id", "us", "row").with_columns(
        span=(pl.col("us").shift(-1).over("case_id") - pl.col("us")).fill_null(0),
        held=pl.col("holder").is_not_null(),
        finished=pl.col("state").is_in(FINISHED),
        after=pl.col("state").is_in(FINISHED).cast(pl.Int8).cum_max().over("case_id") == 1,
        entering=(pl.col("state") != before).fill_null(value=True),
        reopening=pl.col("state").is_in(FINISHED) & following.is_in(OPEN_AGAIN).fill_null(value=False),
    )


def with_runs(events: pl.DataFrame) -> pl.DataFrame:
    """The events, each with the number of the stay it belongs to (null before the first) and its column of time."""
    before = pl.col("holder").shift(1).forward_fill().over("case_id")
    column = pl.when(pl.col("after")).then(pl.lit("after_us")).when(~pl.col("held")).then(pl.lit("unheld_us"))
    for code, name in OWN.items():
        column = column.when(pl.col("state") == code).then(pl.lit(name))
    events = events.with_columns(
        starts=pl.col("held") & (before.is_null() | (pl.col("holder") != before)).fill_null(value=False),
        column=column.otherwise(pl.lit("other_us")),
    )
    number = pl.col("starts").cast(pl.Int32).cum_sum().over("case_id") - 1
    events = events.with_columns(run_no=pl.when(number >= 0).then(number))
    stay = ["case_id", "run_no"]
    events = events.with_columns(
        stretch=(pl.col("entering") | pl.col("starts")).cast(pl.Int32).cum_sum().over("case_id"),
        waits=pl.col("held") & (pl.col("state") == WAITING),
        done_next=(pl.col("finished") & pl.col("held")).shift(-1).over(stay).fill_null(value=False),
    )
    first = pl.col("waits").cast(pl.Int32).cum_sum().over([*stay, "stretch"]) == 1
    return events.with_columns(enters_wait=pl.col("waits") & first, straight=pl.col("waits") & pl.col("done_next"))


def runs_frame(events: pl.DataFrame) -> pl.DataFrame:
    """One row per stay, columns as in `buckstop.lens.tables.RUNS` with names for numbers."""
    held, state, us = pl.col("held"), pl.col("state"), pl.col("us")
    worked = pl.when(held & (state == WORKING)).then(pl.col("span")).otherwise(0).sum()
    acted = (held & pl.col("entering") & state.is_in([WAITING, *FINISHED])) | (held & pl.col("advancing"))
    taken_up = us.filter(held & (state != QUEUED)).min()
    runs = (
        events.filter(pl.col("run_no").is_not_null())
        .group_by("case_id", "run_no", maintain_order=True)
        .agg(
            holder=pl.col("holder").first(),
            started_us=us.first(),
            stopped=us.last() + pl.col("span").last(),
            first_row=pl.col("row").first(),
            events=held.sum(),
            entry_state=state.first(),
            exit_state=state.filter(held).last(),
            productive=acted.any() | (worked >= MIN_WORK_US),
            waits=pl.col("enters_wait").sum(),
            waits_straight_to_done=pl.col("straight").sum(),
            wait_started_us=us.filter(pl.col("enters_wait")).min(),
            done_us=us.filter(held & pl.col("finished")).min(),
            reopened_after=(held & pl.col("reopening")).sum(),
            taken_up=taken_up,
            **{name: pl.col("span").filter(pl.col("column") == name).sum() for name in SPANS},
        )
        .sort("case_id", "run_no")
    )
    runs = runs.with_columns(
        prev_holder=pl.col("holder").shift(1).over("case_id"),
        next_holder=pl.col("holder").shift(-1).over("case_id"),
        ended_us=pl.col("started_us").shift(-1).over("case_id"),
        return_length=pl.col("run_no") - pl.col("run_no").shift(1).over("case_id", "holder"),
        first_queue_us=pl.when(pl.col("entry_state") == QUEUED)
        .then(pl.coalesce("taken_up", "stopped") - pl.col("started_us"))
        .otherwise(0),
    )
    return runs.drop("taken_up", "stopped")


def case_runs_frame(events: pl.DataFrame, runs: pl.DataFrame) -> pl.DataFrame:
    """One row per case, columns as in `buckstop.lens.tables.CASE_RUNS` with names for numbers."""
    span = pl.col("span")
    hours = events.group_by("case_id").agg(
        **{name: span.filter(pl.col("column") == name).sum() for name in SPANS},
        resolving=pl.col("run_no").filter(pl.col("finished")).first(),
    )
    counts = runs.group_by("case_id").agg(
        runs=pl.len(),
        handovers=pl.len() - 1,
        holders=pl.col("holder").n_unique(),
        aba=(pl.col("return_length") == 2).sum(),
        returns=pl.col("return_length").is_not_null().sum(),
        first_holder=pl.col("holder").first(),
        last_holder=pl.col("holder").last(),
    )
    names = runs.select("case_id", resolving=pl.col("run_no"), resolver=pl.col("holder"))
    found = hours.join(counts, on="case_id", how="left").join(names, on=["case_id", "resolving"], how="left")
    zero = ("runs", "handovers", "holders", "aba", "returns")
    return found.with_columns(pl.col(zero).fill_null(0)).drop("resolving").sort("case_id")


def digest(rows: Iterable[Row]) -> str:
    """SHA-256 of rows, whatever the order of their columns."""
    text = "\n".join(json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":")) for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()
