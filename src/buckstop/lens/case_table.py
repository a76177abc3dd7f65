"""What an import sums up while events stream by, whatever the holder level: per case, and per state value of the log."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from buckstop.lens import tables
from buckstop.lens.mapping import STATE_CODES, State
from buckstop.lens.steps import HUGE, Block, BoolArray, CaseSteps, IntArray, previous

_CLOSED = STATE_CODES[State.CLOSED]


def case_table(block: Block, steps: CaseSteps) -> dict[str, IntArray]:
    """The columns of `tables.CASES` that the kernel can tell, one entry per case; resolved_us is -1 where unresolved."""
    starts = steps.starts
    ends = np.append(starts[1:], len(block.case_no)) - 1
    resolved = np.full(len(starts), -1, np.int64)
    has = steps.first_finished != HUGE
    resolved[has] = block.happened_us[steps.first_finished[has]]
    newly = steps.finished & (steps.new_case | ~previous(steps.finished).astype(np.bool_))

    def per_case(flags: BoolArray) -> IntArray:
        return np.add.reduceat(flags, starts, dtype=np.int64)

    return {
        "case_no": block.case_no[starts],
        "started_us": block.happened_us[starts],
        "ended_us": block.happened_us[ends],
        "events": ends - starts + 1,
        "resolved_us": resolved,
        "closings": per_case(newly),
        "closed_entries": per_case((block.state == _CLOSED) & steps.entering),
        "reopened": per_case(steps.reopening),
        "tied_events": per_case(steps.tied),
        "date_tied_events": per_case(steps.date_tied),
        "first_activity": block.activity_no[starts],
    }


class StateTotals:
    """Events, cases and time per state value of the log, added up block by block.

    Why: facts tell hours in the log's own words; counting them anew would read every event again.

    Args:
        activities: `tables.ACTIVITIES` of the log.
    """

    def __init__(self, activities: pa.Table) -> None:
        texts = activities.column("state_value").to_pylist()
        self._values = sorted({text for text in texts if text is not None})
        place = {value: number for number, value in enumerate(self._values)}
        # One number more for events without a state value: counted with the rest, then left out.
        self._number = np.array([place.get(text, len(place)) for text in texts] or [0], np.int64)
        states = dict(zip(texts, activities.column("state").to_pylist(), strict=True))
        self._states = [states[value] for value in self._values]
        # Python integers: microseconds of a hundred million events pass 64 bits.
        self._sums = np.zeros((4, len(place) + 1), object)

    def see(self, block: Block, steps: CaseSteps) -> None:
        """Add one block of whole cases."""
        if not self._values:
            return
        width = len(self._values) + 1
        value = self._number[block.activity_no]
        order = np.argsort(value.astype(np.int16 if width < np.iinfo(np.int16).max else np.int64), kind="stable")
        present, first = np.unique(value[order], return_index=True)
        span = steps.span_us[order]
        before = np.where(steps.after, 0, steps.span_us)[order]
        self._sums[0, present] += np.diff(np.append(first, len(order)))
        self._sums[1, present] += _distinct_cases(np.cumsum(steps.new_case) - 1, value, len(steps.starts), width)[
            present
        ]
        self._sums[2, present] += np.add.reduceat(span, first)
        self._sums[3, present] += np.add.reduceat(before, first)

    def table(self) -> pa.Table:
        """`tables.STATE_VALUES`."""
        events, cases, span, before = (row[: len(self._values)].tolist() for row in self._sums)
        columns = (self._values, self._states, events, cases, span, before)
        arrays = [pa.array(c, f.type) for c, f in zip(columns, tables.STATE_VALUES, strict=True)]
        return pa.Table.from_arrays(arrays, schema=tables.STATE_VALUES)


def _distinct_cases(case: IntArray, value: IntArray, cases: int, width: int) -> IntArray:
    """In how many cases of the block each value occurs."""
    occurs: npt.NDArray[np.bool_] = np.zeros(cases * width, np.bool_)
    occurs[case * width + value] = True
    found: IntArray = occurs.reshape(cases, width).sum(axis=0, dtype=np.int64)
    return found
