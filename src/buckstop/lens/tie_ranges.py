"""How much the order of tied events matters: each order-sensitive fact over random tie orders.

Only cases with ties can change, so only they are shuffled; the rest is counted once.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from buckstop.lens.engine import Session
from buckstop.lens.level_holders import holder_lookup
from buckstop.lens.steps import IntArray
from buckstop.lens.tablefiles import numbers

SEED = 20_261_121


@dataclass(frozen=True, slots=True)
class OrderRange:
    """Lowest and highest value seen, file order included."""

    low: int
    high: int


def order_ranges(session: Session, orders: int) -> dict[str, OrderRange]:
    """Ranges of handovers, A-B-A and returns over `orders` random orders of tied events (fixed seed)."""
    column = session.store.meta.holder_columns.index(session.level.column)
    rest = _rest(session)
    events = session.table(
        f"""select c.case_rank, e.happened_us, e.h{column} as holder_no, e.tied
            from events e join cases c using (case_no) where c.tied_events > 0
            order by c.case_rank, e.happened_us, e.seq"""
    )
    case = events.column("case_rank").to_numpy().astype(np.int64)
    holder = _holders(session, events)
    # Tied events share one slot; inside a slot every order is equally possible.
    slot = np.cumsum(~events.column("tied").to_numpy())
    rng = np.random.default_rng(SEED)
    seen = [_counts(case, holder)]
    for _ in range(orders):
        order = np.lexsort((rng.random(len(slot)), slot))
        seen.append(_counts(case, holder[order]))
    return {
        name: OrderRange(rest[name] + min(s[name] for s in seen), rest[name] + max(s[name] for s in seen))
        for name in rest
    }


def _rest(session: Session) -> dict[str, int]:
    ((handovers, with_handover, aba_cases, aba, return_cases, returns),) = session.rows(
        """select sum(r.handovers), count(*) filter (r.handovers > 0), count(*) filter (r.aba > 0), sum(r.aba),
             count(*) filter (r.returns > 0), sum(r.returns)
           from case_runs r join cases c using (case_no) where c.tied_events = 0"""
    )
    values = (handovers, with_handover, aba_cases, aba, return_cases, returns)
    return dict(zip(_NAMES, (int(str(value or 0)) for value in values), strict=True))


_NAMES = ("handovers", "cases_with_handover", "aba_cases", "aba_occurrences", "return_cases", "returns")


def _holders(session: Session, events: pa.Table) -> IntArray:
    store, level = session.store, session.level
    lookup = holder_lookup(store.names_of(level.column), level, store.meta.mapping)
    found: IntArray = lookup[numbers(events.column("holder_no"))]
    return found


def _counts(case: IntArray, holder: IntArray) -> dict[str, int]:
    """The facts of some whole cases, from holders in order (-1 = nobody, transparent)."""
    held = holder >= 0
    case, holder = case[held], holder[held]
    if not len(case):
        return dict.fromkeys(_NAMES, 0)
    boundary = np.ones(len(case), np.bool_)
    boundary[1:] = (case[1:] != case[:-1]) | (holder[1:] != holder[:-1])
    case, holder = case[boundary], holder[boundary]
    first = np.ones(len(case), np.bool_)
    first[1:] = case[1:] != case[:-1]
    aba = np.zeros(len(case), np.bool_)
    aba[2:] = (case[2:] == case[:-2]) & (holder[2:] == holder[:-2])
    order = np.lexsort((np.arange(len(case)), holder, case))
    again = np.zeros(len(case), np.bool_)
    again[order[1:]] = (case[order[1:]] == case[order[:-1]]) & (holder[order[1:]] == holder[order[:-1]])
    values = (
        int((~first).sum()),
        len(np.unique(case[~first])),
        len(np.unique(case[aba])),
        int(aba.sum()),
        len(np.unique(case[again])),
        int(again.sum()),
    )
    return dict(zip(_NAMES, values, strict=True))
