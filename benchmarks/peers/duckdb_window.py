"""A good analyst's DuckDB: the same facts in one go over the raw Parquet file, with window functions per case."""

from pathlib import Path
from typing import Any

import duckdb
from task import run

HOUR = 3_600_000_000
STATES = ("other", "working", "queued", "waiting", "paused", "done", "closed", "reopened")

EVENTS = """
create temp table e as
with raw as (
    select "{case}" as case_id, epoch_us("{time}") as us, file_row_number as r, "{state}" as state_value,
        case when "{unit}" in ({excluded}) then null else "{unit}" end as unit, {state_code} as st
    from read_parquet('{file}', file_row_number = true)
),
ordered as (
    select *,
        row_number() over w as pos,
        coalesce(lead(us) over w - us, 0) as span,
        lead(st) over w as next_st,
        lag(st) over w as prev_st
    from raw
    window w as (partition by case_id order by us, r)
)
select *,
    min(case when st in (5, 6) then pos end) over (partition by case_id) as resolved_pos,
    min(case when st in (5, 6) then us end) over (partition by case_id) as resolved_us
from ordered
"""

RUNS = """
create temp table runs as
with held as (
    select case_id, unit, pos,
        lag(unit) over (partition by case_id order by pos) as before
    from e where unit is not null
),
numbered as (
    select case_id, unit, row_number() over (partition by case_id order by pos) as run_no
    from held where before is distinct from unit
)
select *,
    run_no - lag(run_no) over (partition by case_id, unit order by run_no) as return_length,
    lead(unit) over (partition by case_id order by run_no) as next_unit
from numbered
"""

PER_CASE = """
select count(*) filter (handovers > 0), sum(handovers), count(*) filter (aba > 0), sum(aba),
    count(*) filter (returns > 0), sum(returns)
from (
    select count(*) - 1 as handovers, count(*) filter (return_length = 2) as aba, count(return_length) as returns
    from runs group by case_id
)
"""

CASES = """
select count(*), count(*) filter (reopened > 0), sum(reopened), count(*) filter (finishings > 1),
    count(*) filter (closings > 1), count(resolved),
    sum(span), cast(median(span) as bigint)
from (
    select count(*) filter (st in (5, 6) and next_st in (1, 2, 3, 4, 7)) as reopened,
        count(*) filter (st in (5, 6) and (prev_st is null or prev_st not in (5, 6))) as finishings,
        count(*) filter (st = 6 and prev_st is distinct from 6) as closings,
        min(resolved_pos) as resolved, max(us) - min(us) as span
    from e group by case_id
)
"""

SHARES = """
select case when resolved_pos is not null and pos >= resolved_pos then 'after' when unit is null then 'unheld'
        when st = 1 then 'working' when st = 2 then 'queued' when st = 3 then 'waiting' when st = 4 then 'paused'
        else 'other' end as share, sum(span)
from e group by 1
"""

VALUES = """
select state_value, count(*), count(distinct case_id), sum(span),
    sum(case when resolved_us is null or us < resolved_us then span else 0 end)
from e where state_value is not null group by 1
"""


def work(folder: Path, spec: dict[str, Any]) -> dict[str, Any]:
    """The facts."""
    con = duckdb.connect()
    codes = " ".join(f"when '{value}' then {STATES.index(state)}" for value, state in spec["states"].items())
    con.execute(
        EVENTS.format(
            file=folder / "log.parquet",
            state_code=f'case "{spec["state"]}" {codes} else 0 end',
            excluded=", ".join(f"'{name}'" for name in spec["excluded"]),
            **{key: spec[key] for key in ("case", "time", "unit", "state")},
        )
    )
    con.execute(RUNS)

    def rows(sql: str) -> list[tuple[Any, ...]]:
        return con.execute(sql).fetchall()

    ((with_handover, handovers, aba_cases, aba, return_cases, returns),) = rows(PER_CASE)
    ((cases, reopened_cases, reopenings, finished_more, closed_more, resolved, span, median),) = rows(CASES)
    lengths = rows("select least(return_length, 5), count(*) from runs where return_length is not null group by 1")
    ((edges,),) = rows("select count(*) from (select distinct unit, next_unit from runs where next_unit is not null)")
    ((units,),) = rows("select count(distinct unit) from runs")
    shares = dict.fromkeys(("working", "queued", "waiting", "paused", "other", "unheld", "after"), 0) | dict(
        rows(SHARES)
    )
    return {
        "cases": cases,
        "units": units,
        "handovers": handovers,
        "cases_with_handover": with_handover,
        "distinct_edges": edges,
        "aba_cases": aba_cases,
        "aba_occurrences": aba,
        "return_cases": return_cases,
        "returns": returns,
        "returns_by_length": {str(length): count for length, count in sorted(lengths)},
        "reopened_cases": reopened_cases,
        "reopenings": reopenings,
        "finished_more_than_once": finished_more,
        "closed_more_than_once": closed_more,
        "resolved_cases": resolved,
        "hours_by_state": {share: round(micros / HOUR, 3) for share, micros in shares.items()},
        "mean_case_hours": round(round(span / HOUR, 3) / cases, 3),
        "median_case_hours": round(median / HOUR, 3),
        "hours_by_value": {
            value: [events, held, round(micros / HOUR, 3), round(before / HOUR, 3)]
            for value, events, held, micros, before in sorted(rows(VALUES))
        },
    }


run(work)
