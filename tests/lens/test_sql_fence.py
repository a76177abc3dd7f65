"""The SQL fence: what a pattern or view may use, so that every engine gives the same result to the last digit.

The reasons stand in docs/reference/sql-fence.md.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlglot
from sqlglot import ErrorLevel, exp
from sqlglot.errors import ParseError

from buckstop.lens import tables
from buckstop.lens.engine import VIEWS
from buckstop.lens.pattern import all_patterns

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "sql-fence.md"

# Heading on the page -> syntax nodes allowed under it.
ALLOWED: dict[str, tuple[type[exp.Expression], ...]] = {
    "select": (exp.Select, exp.From, exp.Table, exp.TableAlias, exp.Column, exp.Identifier, exp.Alias, exp.Star),
    "join": (exp.Join,),
    "where, group by, having, order by": (exp.Where, exp.Group, exp.Having, exp.Order, exp.Ordered),
    "with": (exp.With, exp.CTE, exp.Subquery),
    "union all": (exp.Union,),
    "qualify": (exp.Qualify,),
    "and, or, not": (exp.And, exp.Or, exp.Not, exp.Paren),
    "comparison, in, between, is null": (
        *(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between, exp.Is, exp.Null),
    ),
    "+, -, *": (exp.Add, exp.Sub, exp.Mul, exp.Neg),
    "case, coalesce": (exp.Case, exp.If, exp.Coalesce),
    "cast to integer or bigint": (exp.Cast, exp.DataType),
    "count, sum, min, max": (exp.Count, exp.Distinct, exp.Sum, exp.Min, exp.Max),
    "arg_min, arg_max": (exp.ArgMin, exp.ArgMax),
    "lag, lead, row_number": (exp.Lag, exp.Lead, exp.RowNumber, exp.Window, exp.WindowSpec),
    "integer literals, empty text, parameters": (exp.Literal, exp.Placeholder, exp.Parameter),
}
NODES = tuple(node for group in ALLOWED.values() for node in group)
INTEGERS = {exp.DType.INT, exp.DType.BIGINT}
# What tells rows apart, and inside which partition it does; gap_us is grouped by case type before it is ordered.
TOTAL_ORDER: dict[str, set[str]] = {
    "run_no": {"case_no"},
    "seq": {"case_no"},
    "case_rank": set(),
    "gap_us": {"case_type"},
}
RELATIONS = {"events", "cases", "runs", "case_runs", "holders", "activities"} | {v.stem for v in VIEWS.glob("*.sql")}


def statements() -> Iterator[tuple[str, str]]:
    for pattern in all_patterns():
        yield f"{pattern.name} tallies", pattern.sql
        yield f"{pattern.name} evidence", pattern.evidence
    for view in sorted(VIEWS.glob("*.sql")):
        yield f"view {view.stem}", view.read_text("utf-8")


STATEMENTS = list(statements())


def breaches(sql: str) -> list[str]:
    """What in the statement lies outside the fence."""
    try:
        tree = sqlglot.parse_one(sql, dialect="duckdb")
    except ParseError as error:
        return [f"cannot be parsed: {error}"]
    names = RELATIONS | {cte.alias for cte in tree.find_all(exp.CTE)}
    return [fault for node in tree.walk() for fault in _faults(node, names)]


def _faults(node: exp.Expr, names: set[str]) -> Iterator[str]:
    if not isinstance(node, NODES):
        yield f"{type(node).__name__}: {node.sql('duckdb')}"
    elif isinstance(node, exp.Union) and node.args.get("distinct"):
        yield "union without all"
    elif isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count):
        yield "select *"
    elif isinstance(node, exp.Table) and node.name not in names:
        yield f"unknown relation {node.name}"
    elif isinstance(node, exp.Cast) and node.to.this not in INTEGERS:
        yield f"cast to {node.to.sql('duckdb')}"
    elif isinstance(node, exp.Literal) and not (node.name == "" if node.is_string else node.is_int):
        yield f"literal {node.sql('duckdb')}"
    elif isinstance(node, exp.Window):
        yield from _window_faults(node)
    elif isinstance(node, exp.Join):
        yield from _join_faults(node)


def _window_faults(window: exp.Window) -> Iterator[str]:
    order = window.args.get("order")
    whole_partition = isinstance(window.this, exp.Sum | exp.Min | exp.Max | exp.Count) and order is None
    if whole_partition:
        return
    keys = {column.name for ordered in (order.expressions if order else ()) for column in ordered.find_all(exp.Column)}
    inside = keys | {
        column.name for part in window.args.get("partition_by") or () for column in part.find_all(exp.Column)
    }
    if not any(key in keys and alone_in <= inside for key, alone_in in TOTAL_ORDER.items()):
        yield f"window without a total order: {window.sql('duckdb')}"
    frame = window.args.get("spec")
    if frame is not None and str(frame.args.get("kind")).upper() != "ROWS":
        yield f"frame other than rows: {window.sql('duckdb')}"


def _join_faults(join: exp.Join) -> Iterator[str]:
    """Joins that pair rows by anything but equal columns, or that engines spell differently."""
    on = join.args.get("on")
    if (
        join.method
        or join.args.get("using")
        or join.kind not in {"", "INNER", "CROSS"}
        or join.side not in {"", "LEFT"}
    ):
        yield f"join of another kind: {join.sql('duckdb')}"
    elif join.kind == "CROSS":
        return
    elif on is None or not all(map(_pairs_columns, on.flatten() if isinstance(on, exp.And) else [on])):
        yield f"join on other than equal keys: {join.sql('duckdb')}"


def _pairs_columns(part: exp.Expr) -> bool:
    inner = part.unnest()
    return isinstance(inner, exp.EQ) and isinstance(inner.left, exp.Column) and isinstance(inner.right, exp.Column)


@pytest.mark.parametrize(("name", "sql"), STATEMENTS, ids=[name for name, _ in STATEMENTS])
def test_every_statement_stays_inside_the_fence(name: str, sql: str) -> None:
    assert breaches(sql) == [], name


@pytest.mark.parametrize(("name", "sql"), STATEMENTS, ids=[name for name, _ in STATEMENTS])
def test_every_statement_can_be_said_in_spark(name: str, sql: str) -> None:
    spark = sqlglot.transpile(sql, read="duckdb", write="spark", unsupported_level=ErrorLevel.RAISE)[0]
    again = sqlglot.parse_one(spark, dialect="spark")
    parameters = set(re.findall(r"\$(\w+)", sql))
    assert {found.name for found in again.find_all(exp.Placeholder, exp.Parameter)} == parameters, name


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("select date_diff('hour', started_us, ended_us) as h from runs", "DateDiff"),
        ("select quantile_cont(started_us, 0.95) as q from runs", "PercentileCont"),
        ("select list(run_no order by started_us) as l from runs", "ArrayAgg"),
        ("select avg(started_us) as a from runs", "Avg"),
        ("select started_us / 2 as a from runs", "Div"),
        ("select started_us // 2 as a from runs", "IntDiv"),
        ("select cast(started_us as double) as a from runs", "cast to DOUBLE"),
        ("select 0.5 * started_us as a from runs", "literal 0.5"),
        ("select 'late' as a from runs", "literal 'late'"),
        ("select lag(run_no) over (partition by case_no order by started_us) as a from runs", "total order"),
        ("select lag(run_no) over (partition by holder_no order by run_no) as a from runs", "total order"),
        ("select row_number() over () as a from runs", "total order"),
        (
            "select sum(events) over (partition by case_no order by run_no range between 1 preceding and current row) from runs",
            "other than rows",
        ),
        ("select r.run_no from runs r natural join cases c", "another kind"),
        ("select r.run_no from runs r join cases c using (case_no)", "another kind"),
        ("select r.run_no from runs r asof join cases c on r.started_us >= c.started_us", "another kind"),
        ("select r.run_no from runs r semi join cases c on r.case_no = c.case_no", "another kind"),
        ("select r.run_no from runs r full join cases c on r.case_no = c.case_no", "another kind"),
        ("select r.run_no from runs r, cases c", "equal keys"),
        ("select r.run_no from runs r join cases c on r.started_us < c.due_us", "equal keys"),
        ("select r.run_no from runs r join cases c on r.case_no = c.case_no or r.run_no = c.case_no", "equal keys"),
        ("select sum(events) over (order by started_us) as a from runs", "total order"),
        ("select * from runs", "select *"),
        ("select case_no from runs union select case_no from cases", "union without all"),
        ("select case_no from read_parquet('x.parquet')", "ReadParquet"),
        ("select case_no from secrets", "unknown relation"),
        ("select case_no from runs where holder_name like 'A'", "Like"),
        ("select random() as a from runs", "Rand"),
        ("drop table runs", "Drop"),
        ("select case_no from", "cannot be parsed"),
    ],
)
def test_the_fence_refuses(sql: str, fault: str) -> None:
    assert any(fault in found for found in breaches(sql)), breaches(sql)


def test_the_fence_lets_ordinary_tallies_through() -> None:
    sql = """
    with late as (select r.case_no, r.run_no, lead(r.run_no) over (partition by r.case_no order by r.run_no) as next_no
                  from runs r where r.waits between 1 and $most)
    select case_no, count(distinct next_no) as n, arg_max(run_no, next_no) as last_no from late group by case_no
    having count(*) > 1 union all select -1, 2, 3 from cases c where c.case_type <> ''
    """
    assert breaches(sql) == []


def test_every_allowed_construct_is_on_the_page() -> None:
    rows = re.findall(r"^\| `([^`]+)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert rows == list(ALLOWED)


def test_every_relation_on_the_page_exists_and_every_view_is_there() -> None:
    told = set(re.findall(r"^- `(\w+)`:", PAGE.read_text("utf-8"), re.MULTILINE))
    assert told == RELATIONS


def test_the_relations_of_the_contract_have_schemas() -> None:
    schemas = {name.lower() for name in vars(tables) if name.isupper()}
    assert RELATIONS - {v.stem for v in VIEWS.glob("*.sql")} <= schemas
