"""From plain events to a block of the kernel, and from the kernel's arrays back to plain rows."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from buckstop.lens import tables
from buckstop.lens.case_table import case_table
from buckstop.lens.mapping import STATE_CODES
from buckstop.lens.steps import Block, StepRules, case_steps, level_steps
from buckstop.lens.tablefiles import to_table
from tests.lens.oracles.plain import PlainEvent, Row

_CASE_COLUMNS = (
    "started_us",
    "ended_us",
    "events",
    "closings",
    "closed_entries",
    "reopened",
    "tied_events",
    "date_tied_events",
)


def told_apart(before: PlainEvent, event: PlainEvent) -> bool:
    """Whether the sequence column tells two neighbours apart."""
    return event.sequence is not None and before.sequence is not None and event.sequence != before.sequence


def block_of(cases: Sequence[Sequence[PlainEvent]]) -> tuple[Block, npt.NDArray[np.int64]]:
    """Whole cases as one block, activities and holders being whole numbers already (holder None is -1)."""
    events = [event for case in cases for event in case]
    same = [
        not told_apart(before, event) for case in cases for before, event in zip([case[0], *case], case, strict=False)
    ]

    def column(values: list[int]) -> npt.NDArray[np.int64]:
        return np.array(values, np.int64)

    block = Block(
        column([number for number, case in enumerate(cases) for _ in case]),
        column([event.us for event in events]),
        column([event.row for event in events]),
        column([int(str(event.activity)) for event in events]),
        column([STATE_CODES[event.state] for event in events]),
        np.array(same, np.bool_),
    )
    return block, column([-1 if event.holder is None else int(str(event.holder)) for event in events])


def advances(names: Sequence[int], size: int) -> npt.NDArray[np.bool_]:
    """The kernel's form of the advancing activities."""
    flags = np.zeros(size, np.bool_)
    flags[list(names)] = True
    return flags


def kernel(cases: Sequence[Sequence[PlainEvent]], rules: StepRules) -> dict[str, list[Row]]:
    """What the kernel says of some cases: rows of events, cases, runs, case_runs, case_no left in."""
    block, holder = block_of(cases)
    steps = case_steps(block, rules)
    runs, case_runs = level_steps(block, steps, holder, rules)
    told: dict[str, Any] = dict(case_table(block, steps))
    resolved = pa.array(told["resolved_us"], mask=told["resolved_us"] == -1)
    case_rows = pa.table({name: told[name] for name in ("case_no", *_CASE_COLUMNS)} | {"resolved_us": resolved})
    return {
        "events": [
            {"span_us": int(span), "tied": bool(tied)} for span, tied in zip(steps.span_us, steps.tied, strict=True)
        ],
        "cases": case_rows.to_pylist(),
        "runs": [_renamed(row) for row in to_table(runs, tables.RUNS).to_pylist()],
        "case_runs": to_table(case_runs, tables.CASE_RUNS).to_pylist(),
    }


def _renamed(row: Row) -> Row:
    return {("holder" if name == "holder_no" else name): value for name, value in row.items()}
