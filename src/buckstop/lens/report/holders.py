"""The table of units: hours first, in the order of their names. There is none for persons."""

from buckstop.lens.engine import Session
from buckstop.lens.fairness.funnel import wilson
from buckstop.lens.report.data import HolderRow, Holders
from buckstop.lens.report.names import Names

HOLDERS_SHOWN = 400

_HOLDERS = """select holder_no, sum(working_us + queued_us + paused_us + other_us) as held, sum(queued_us), sum(waiting_us),
      count(distinct case_no), count(prev_holder), count(next_holder), count(return_length)
    from runs group by 1 order by 2 desc, 1"""


def holders(session: Session, names: Names) -> Holders | None:
    """Units with the hours they held; None where holders are persons."""
    if not names.by_value:
        return None
    table = session.table(_HOLDERS)
    columns = [table.column(i).to_pylist() for i in range(table.num_columns)]
    rows = {int(values[0]): _row(names, *map(int, values)) for values in zip(*columns, strict=True)}
    kept = list(rows)[:HOLDERS_SHOWN]
    left = list(rows)[HOLDERS_SHOWN:]
    return Holders(
        rows=tuple(rows[number] for number in names.order(kept)),
        left_out=len(left),
        left_out_us=sum(rows[number].held_us for number in left),
    )


def _row(
    names: Names,
    number: int,
    held: int,
    queued: int,
    waiting: int,
    cases: int,
    arrived: int,
    passed: int,
    returned: int,
) -> HolderRow:
    interval = wilson(returned, arrived) if arrived else None
    return HolderRow(names[number], held, queued, waiting, cases, arrived, passed, returned, interval)
