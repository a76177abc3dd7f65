"""The event-table contract: columns, types, sort and meaning of every table the lens works on.

Definitions (events of a case in the order of instant, then sequence column, then file order):
- holder: who answers for the case from this event on, at the chosen level (unit, person or any column). Events
  without a holder (null, placeholder, robot, queue) are transparent for runs: they neither end a run nor begin one.
  Only the time after them is told apart, as its own state (unheld).
- run: maximal stretch of consecutive events of a case with the same holder.
- handover (pass): boundary between two runs of a case.
- A-B-A: run i and run i+2 have the same holder.
- return: a run whose holder already held the case in an earlier run; its length is the distance to the last one.
- hold time: first event of a run to first event of the next run; the last run of a case has none.
- Every hour between the first and the last event of a case is in exactly one of: working, queued, waiting (outside),
  paused (inside), other, unheld (after an event without a holder), after (after the first resolution).
  Hours, never counts, are cut at the first resolution.
All instants are microseconds since 1970-01-01T00:00:00Z (BIGINT), all spans are microseconds (BIGINT): integers, so
that results are equal to the last digit on every engine.
"""

import pyarrow as pa


def _schema(*columns: tuple[str, pa.DataType]) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns])


# One row per event, sorted by (case_no, seq). Holder columns are h0 (unit), h1 (person), h2.. (others that were kept):
# index into the level's dimension table, null where the cell was null.
EVENTS = _schema(
    ("case_no", pa.int32()),
    ("seq", pa.int32()),
    ("row_no", pa.int64()),  # source row, 1-based
    ("happened_us", pa.int64()),
    ("span_us", pa.int64()),  # to the next event of the case; 0 at the last
    ("activity_no", pa.int32()),  # row of the activities table: one number per (activity, state value)
    ("state", pa.int8()),  # code of buckstop.lens.mapping.State
    ("tied", pa.bool_()),  # same instant as the event before it in the case, and no sequence column tells them apart
)


# One row per case, sorted by case_no.
CASES = _schema(
    ("case_no", pa.int32()),
    ("case_rank", pa.int32()),  # rank by case id: the same whatever the row order; for folds, seeds and shuffles
    ("case_id", pa.string()),
    ("case_type", pa.string()),  # "" where the log names none
    ("window_no", pa.int8()),  # 0, 1, 2: thirds of the cases by start; for strata and persistence
    ("stratum", pa.int32()),  # dense code of (case_type, window_no)
    ("started_us", pa.int64()),
    ("ended_us", pa.int64()),
    ("events", pa.int32()),
    ("resolved_us", pa.int64()),  # first event in state done or closed; null if none
    ("due_us", pa.int64()),  # null if unknown
    ("closings", pa.int32()),  # times the case entered done or closed from another state
    ("closed_entries", pa.int32()),  # times the case entered the state closed from another state
    ("reopened", pa.int32()),  # done or closed directly followed by working, queued, waiting, paused or reopened
    ("tied_events", pa.int32()),  # events tied with the event before them
    ("date_tied_events", pa.int32()),  # events on one local day with a neighbour, one of them stamped midnight
    ("demander", pa.string()),  # null if the log names none
    ("demand_key", pa.int32()),  # same number = near-duplicate subject; null if the log has no subject
    ("first_activity", pa.int32()),  # activity_no of the first event
)


# The columns of CASES that the step kernel tells.
CASE_STEPS = pa.schema(
    [
        CASES.field(name)
        for name in (
            *("case_no", "started_us", "ended_us", "events", "resolved_us", "closings", "closed_entries", "reopened"),
            *("tied_events", "date_tied_events", "first_activity"),
        )
    ]
)

# One row per run at one holder level, sorted by (case_no, run_no).
RUNS = _schema(
    ("case_no", pa.int32()),
    ("run_no", pa.int32()),  # 0-based inside the case
    ("holder_no", pa.int32()),
    ("prev_holder", pa.int32()),  # null in the first run
    ("next_holder", pa.int32()),  # null in the last run
    ("return_length", pa.int32()),  # runs since this holder's last run of the case; null if no return
    ("started_us", pa.int64()),
    ("ended_us", pa.int64()),  # first event of the next run; null in the last run
    ("first_row", pa.int64()),  # source row of the run's first event
    ("events", pa.int32()),
    ("entry_state", pa.int8()),  # state of the run's first event
    ("exit_state", pa.int8()),  # state of the run's last event
    ("productive", pa.bool_()),  # asked, answered, resolved, advanced or really worked on the case
    ("waits", pa.int32()),  # entries into waiting during the run
    ("waits_straight_to_done", pa.int32()),  # of these: next event is done or closed, same holder
    ("wait_started_us", pa.int64()),  # first entry into waiting of the run; null if none
    ("done_us", pa.int64()),  # first done or closed event of the run; null if none
    ("reopened_after", pa.int32()),  # done or closed events of the run directly followed by a reopening
    ("working_us", pa.int64()),
    ("queued_us", pa.int64()),
    ("waiting_us", pa.int64()),
    ("paused_us", pa.int64()),
    ("other_us", pa.int64()),
    ("unheld_us", pa.int64()),
    ("after_us", pa.int64()),
    ("first_queue_us", pa.int64()),  # from arrival to the first event not queued, 0 if taken up at once
    ("held_cal_us", pa.int64()),  # working-calendar part of working+queued+paused+other; null without a calendar
    ("queued_cal_us", pa.int64()),
)


# One row per case at one holder level, sorted by case_no. Cases nobody ever held have runs = 0.
CASE_RUNS = _schema(
    ("case_no", pa.int32()),
    ("runs", pa.int32()),
    ("handovers", pa.int32()),
    ("holders", pa.int32()),  # distinct
    ("aba", pa.int32()),  # occurrences of A-B-A
    ("returns", pa.int32()),
    ("first_holder", pa.int32()),
    ("last_holder", pa.int32()),
    ("resolver", pa.int32()),  # holder of the first done or closed event; null if none
    ("working_us", pa.int64()),
    ("queued_us", pa.int64()),
    ("waiting_us", pa.int64()),
    ("paused_us", pa.int64()),
    ("other_us", pa.int64()),
    ("unheld_us", pa.int64()),
    ("after_us", pa.int64()),
)


# One row per distinct pair of activity text and state value.
ACTIVITIES = _schema(
    ("activity_no", pa.int32()),
    ("activity", pa.string()),
    ("state_value", pa.string()),
    ("state", pa.int8()),
)


# One row per distinct state value of the log; spans as decimals: they may pass 64 bits.
STATE_VALUES = _schema(
    ("state_value", pa.string()),
    ("state", pa.int8()),
    ("events", pa.int64()),
    ("cases", pa.int64()),
    ("span_us", pa.decimal128(38, 0)),  # to the next event of the case, whole case
    ("before_us", pa.decimal128(38, 0)),  # of this, before the case's first resolution
)

# One row per value of a holder column.
HOLDERS = _schema(
    ("holder_no", pa.int32()),
    ("holder_name", pa.string()),
    ("kind", pa.string()),  # unit, person, robot, queue, placeholder, uncharged
    ("line_no", pa.int32()),  # 0 = front line, upwards; null if the mapping tells no lines
)
