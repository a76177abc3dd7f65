"""Where time goes: hours by state, never counts first."""

from buckstop.lens.facts import Facts
from buckstop.lens.report.data import StateSpan, StateWord, TimeByState
from buckstop.lens.report.words import HOUR_US, shown_name

AFTER = "after"
HELD = ("working", "queued", "paused", "other")
VALUES_SHOWN = 40


def time_by_state(facts: Facts, *, has_states: bool) -> TimeByState:
    """Hours by state up to the first resolution, largest first, and `after` last."""
    spans_us = {state: round(hours * HOUR_US) for state, hours in facts.hours_by_state.items()}
    all_us = sum(spans_us.values())
    before_us = all_us - spans_us.get(AFTER, 0)
    calendar = facts.working_calendar_hours
    working_us = {} if calendar is None else {name: round(hours * HOUR_US) for name, hours in calendar.items()}
    spans = [
        StateSpan(state, span_us, _share(span_us, before_us), working_us.get("queued") if state == "queued" else None)
        for state, span_us in sorted(spans_us.items(), key=lambda item: (-item[1], item[0]))
        if state != AFTER and span_us
    ]
    if spans_us.get(AFTER):
        spans.append(StateSpan(AFTER, spans_us[AFTER], _share(spans_us[AFTER], all_us)))
    values = [
        StateWord(
            shown_name(value), found.state, found.events, found.cases, round(found.hours_before_resolution * HOUR_US)
        )
        for value, found in facts.hours_by_value.items()
    ]
    values.sort(key=lambda word: (-word.before_us, word.value))
    return TimeByState(
        before_us=before_us,
        held_us=sum(spans_us.get(state, 0) for state in HELD),
        held_working_us=working_us.get("held"),
        spans=tuple(spans),
        has_states=has_states,
        has_calendar=calendar is not None,
        values=tuple(values[:VALUES_SHOWN]),
        values_left_out=max(len(values) - VALUES_SHOWN, 0),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
