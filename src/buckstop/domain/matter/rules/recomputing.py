"""Reckoning provisional instants anew once the calendar of a year is published."""

from dataclasses import replace

from buckstop.domain.matter.commands import accountability as asked
from buckstop.domain.matter.events import accountability as happened
from buckstop.domain.matter.rules.draft import Draft
from buckstop.domain.matter.rules.guards import first_reminder
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Timer
from buckstop.domain.refusals import Refusal


def recompute_dues(draft: Draft, command: asked.RecomputeDues) -> Refusal | None:
    """One event for every timer that the published calendar moves or makes certain."""
    matter = draft.get(command.matter)
    offer = matter.offer
    timers: list[tuple[str, int, Timer | None]] = [
        ("phase", 0, matter.phase_timer),
        ("offer", 0, offer.timer if offer and offer.answer_timer is None else None),
        ("question", 0, offer.answer_timer if offer else None),
        # What was late stays late: a deadline that is over is not judged anew.
        ("deadline", 0, matter.deadline if matter.deadline and matter.deadline.due_at > draft.at else None),
        ("verification", 0, matter.verification.timer if matter.verification else None),
        (
            "extension",
            matter.extension.ask if matter.extension else 0,
            matter.extension.timer if matter.extension else None,
        ),
        *(("support", one.ask, one.timer) for one in matter.supports),
        *(("upward", one.ask, one.timer) for one in matter.upward),
        *(("wait", one.ask, one.timer) for one in matter.waits),
        *(("proposal", one.ask, one.timer) for one in matter.proposals),
    ]
    for which, ask, timer in timers:
        if timer is None or not timer.provisional:
            continue
        named = command.period_end if which == "deadline" else None
        due = draft.calendar.due(timer.started_at, timer.span) if timer.span is not None else named
        if due is not None:
            due_at = max(due.at + timer.pauses, draft.at)  # what is past already takes effect now, not before now
            if (due_at, due.provisional) != (timer.due_at, timer.provisional):
                _add(draft, matter, (which, ask, replace(timer, due_at=due_at, provisional=due.provisional)))
    moved = draft.get(matter.id).deadline
    if matter.deadline and moved and moved.due_at != matter.deadline.due_at and matter.reminder is not None:
        reminder = first_reminder(draft, moved, matter.profile, draft.at)
        assert reminder is not None, "there is a deadline"
        _add(draft, matter, ("reminder", 0, reminder))
    return None


def _add(draft: Draft, matter: Matter, anew: tuple[str, int, Timer]) -> None:
    which, ask, timer = anew
    draft.add(
        matter.id,
        happened.DueRecomputed(happened_at=draft.at, by=draft.actor, which=which, ask=ask, timer=timer),
    )
