"""Which open matters are likely to be late, and by what one can tell: nothing is reckoned but what is on record."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from buckstop.app.ledger import Ledger
from buckstop.app.lists import MatterRow
from buckstop.app.open_asks import AskKind, OpenAsk, open_asks
from buckstop.domain.calendars import CalendarGapError
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.axes import Light, Reason
from buckstop.domain.matter.words import Phase

_WORK_WAITS_FOR = frozenset({AskKind.UPWARD, AskKind.SUPPORT})
_BEHIND = frozenset({Reason.BEHIND_PLAN, Reason.REPORT_LATE})


class Sign(StrEnum):
    """By what one can tell."""

    LIGHT = "light"  # behind plan, or no report when one was due
    ANSWER_MISSING = "answer_missing"  # the holder waits for somebody, and the deadline comes first or is near
    TIME_SQUEEZED = "time_squeezed"  # the holder was given fewer working days than the work needs


@dataclass(frozen=True, slots=True)
class EarlyWarning:
    """One sign.

    Args:
        light: of LIGHT.
        ask: of ANSWER_MISSING.
        needed, given: working days, of TIME_SQUEEZED.
    """

    sign: Sign
    light: Light | None = None
    ask: OpenAsk | None = None
    needed: int = 0
    given: int = 0


def early_warnings(
    ledger: Ledger, rows: Sequence[MatterRow], lights: Mapping[MatterId, tuple[Light, ...]]
) -> Mapping[MatterId, tuple[EarlyWarning, ...]]:
    """Why some matters are likely to be late; those that are late already, and those without any sign, are left out.

    Args:
        lights: of these matters; see `lists.lights_of`.
    """
    found: dict[MatterId, tuple[EarlyWarning, ...]] = {}
    for row in rows:
        own = lights.get(row.id, ())
        late = any(light.reason is Reason.DEADLINE_PASSED for light in own)
        working = row.matter.open and row.matter.phase is not Phase.DONE
        if working and not late and (signs := tuple(_signs(ledger, row, own))):
            found[row.id] = signs
    return found


def _signs(ledger: Ledger, row: MatterRow, lights: Sequence[Light]) -> Iterator[EarlyWarning]:
    for light in lights:
        if light.reason in _BEHIND:
            yield EarlyWarning(Sign.LIGHT, light=light)
    matter, deadline_at = row.matter, row.deadline_at
    if deadline_at is None:
        return
    near = any(light.reason is Reason.DEADLINE_NEAR for light in lights)
    for ask in open_asks(matter):
        waits = ask.kind in _WORK_WAITS_FOR and ask.asker == matter.holder
        if waits and (near or ask.timer is None or ask.timer.due_at >= deadline_at):
            yield EarlyWarning(Sign.ANSWER_MISSING, ask=ask)
    needed = matter.terms.minimum_days
    if needed is not None:
        given = _days_given(ledger, row)
        if given is not None and given < needed:
            yield EarlyWarning(Sign.TIME_SQUEEZED, needed=needed, given=given)


def _days_given(ledger: Ledger, row: MatterRow) -> int | None:
    """Working days from when the holder's work could begin, else from now, to the deadline."""
    matter, deadline_at = row.matter, row.deadline_at
    begun_at = matter.phase_since_at if matter.phase is Phase.SETTLED else ledger.now()
    assert deadline_at is not None
    try:
        return ledger.calendar.working_days_between(begun_at, deadline_at) if begun_at < deadline_at else 0
    except CalendarGapError:  # of a past year nobody entered: then nothing is said
        return None
