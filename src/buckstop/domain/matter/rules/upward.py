"""Requests upward and later deadlines: whoever is asked has a clock, and silence has a default."""

from datetime import datetime

from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.asks import ExtensionRequest, UpwardKind
from buckstop.domain.matter.commands import asks as asked
from buckstop.domain.matter.events import asks as happened
from buckstop.domain.matter.refusals import MatterRefusal as No
from buckstop.domain.matter.rules.draft import Draft
from buckstop.domain.matter.rules.guards import deadline_timer, first_reminder, missing_text, unit_refusal
from buckstop.domain.matter.rules.support import working_holder_refusal
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Timer
from buckstop.domain.refusals import Refusal


def superior_or_outside(draft: Draft, unit: UnitId) -> UnitId:
    """The nearest active superior; for the root the outside arbiter."""
    return draft.organisation.nearest_active_superior(unit) or draft.organisation.outside_arbiter


def giver_or_superior(draft: Draft, matter: Matter) -> UnitId:
    """Who answers for the terms of a matter: its giver, or the superior where the holder gave it to itself."""
    return matter.giver if matter.giver != matter.holder else superior_or_outside(draft, matter.holder)


def ask_upward(draft: Draft, command: asked.AskUpward) -> Refusal | None:
    """The superior's clock runs from here: the nearest one's, for an obstacle that of the level that can remove it."""
    matter = draft.get(command.matter)
    if refusal := working_holder_refusal(draft, matter):
        return refusal
    answerer = _asked_level(draft, matter, command)
    if isinstance(answerer, Refusal):
        return answerer
    if refusal := missing_text(text=command.text):
        return refusal
    draft.add(
        matter.id,
        happened.UpwardAsked(
            happened_at=draft.at,
            by=draft.actor,
            ask=matter.version + 1,
            kind=command.kind,
            level=answerer if command.kind is UpwardKind.OBSTACLE else None,
            text=command.text,
            answerer=answerer,
            timer=draft.timer(draft.rules(matter.profile).upward, draft.at),
        ),
    )
    return None


def _asked_level(draft: Draft, matter: Matter, command: asked.AskUpward) -> UnitId | Refusal:
    """Who has to answer. A guiding unit of a line is no level: guidance is no command."""
    nearest, level = superior_or_outside(draft, matter.holder), command.level
    if command.kind is not UpwardKind.OBSTACLE:
        return nearest if level in {None, nearest} else Refusal.of(No.LEVEL_SKIPPED, unit=level, answerer=nearest)
    if level is None:
        return Refusal.of(No.LEVEL_MISSING, holder=matter.holder)
    if level == nearest:
        return level
    if refusal := unit_refusal(draft, level):
        return refusal
    if not draft.organisation.is_above(level, matter.holder):
        return Refusal.of(No.NOT_ABOVE_HOLDER, unit=level, holder=matter.holder)
    return level


def answer_upward(draft: Draft, command: asked.AnswerUpward) -> Refusal | None:
    """The superior answers, late answers included; what it grants stands in the matter's terms."""
    matter = draft.get(command.matter)
    request = next((one for one in matter.upward if one.ask == command.ask), None)
    if request is None:
        return Refusal.of(No.UNKNOWN_ASK, ask=command.ask)
    if draft.unit() != request.answerer:
        return Refusal.of(No.NOT_ANSWERER, answerer=request.answerer)
    if refusal := missing_text(text=command.text):
        return refusal
    draft.add(
        matter.id,
        happened.UpwardAnswered(
            happened_at=draft.at,
            by=draft.actor,
            ask=command.ask,
            obstacle=request.kind is UpwardKind.OBSTACLE,
            granted=command.granted,
            text=command.text,
            grant=command.grant if command.granted else None,
        ),
    )
    return None


def lapse_upward(draft: Draft, matter_id: MatterId, ask: int, at: datetime) -> None:
    """Silence goes one level up, once; then the hours count as the planner's."""
    matter = draft.get(matter_id)
    request = next(one for one in matter.upward if one.ask == ask)
    outside = draft.organisation.outside_arbiter
    if request.passed_up or request.answerer == outside:
        draft.add(matter_id, happened.UpwardUnanswered(happened_at=at, ask=ask))
        return
    above = superior_or_outside(draft, request.answerer)
    if above == matter.holder:  # who holds the matter now cannot answer what was asked about it
        above = superior_or_outside(draft, above)
    draft.add(
        matter_id,
        happened.UpwardPassedUp(
            happened_at=at,
            ask=ask,
            answerer=above,
            timer=draft.timer(draft.rules(matter.profile).upward, at),
        ),
    )


def ask_extension(draft: Draft, command: asked.AskExtension) -> Refusal | None:
    """Before the deadline, not beyond the parent's, and so often only."""
    matter = draft.get(command.matter)
    if refusal := working_holder_refusal(draft, matter):
        return refusal
    if matter.extension is not None:
        return Refusal.of(No.EXTENSION_PENDING, ask=matter.extension.ask)
    rules = draft.rules(matter.profile)
    if matter.extensions >= rules.extensions:
        return Refusal.of(No.NO_EXTENSIONS_LEFT, allowed=rules.extensions)
    if refusal := _date_refusal(draft, matter, command):
        return refusal
    if refusal := missing_text(reason=command.reason):
        return refusal
    draft.add(
        matter.id,
        happened.ExtensionAsked(
            happened_at=draft.at,
            by=draft.actor,
            ask=matter.version + 1,
            wanted_date=command.wanted_date,
            reason=command.reason,
            answerer=giver_or_superior(draft, matter),
            timer=draft.timer(rules.extension_answer, draft.at),
        ),
    )
    return None


def _date_refusal(draft: Draft, matter: Matter, command: asked.AskExtension) -> Refusal | None:
    if matter.deadline is None:
        return Refusal.of(No.DEADLINE_MISSING)
    if draft.at >= matter.deadline.due_at:
        return Refusal.of(No.DEADLINE_PAST, deadline=matter.deadline.due_at.isoformat())
    wanted = deadline_timer(draft, command.wanted_date)
    if isinstance(wanted, Refusal):
        return wanted
    if wanted is None or wanted.due_at <= matter.deadline.due_at:
        return Refusal.of(No.DEADLINE_NOT_LATER, deadline=matter.deadline.due_at.isoformat())
    parent = draft.get(matter.parent).deadline if matter.parent is not None else None
    if parent is not None and wanted.due_at > parent.due_at:
        return Refusal.of(No.DEADLINE_BEYOND_PARENT, parent=parent.due_at.isoformat())
    return None


def answer_extension(draft: Draft, command: asked.AnswerExtension) -> Refusal | None:
    """Grant the wanted day or an earlier one, or refuse with a reason."""
    matter = draft.get(command.matter)
    request = matter.extension
    if request is None or request.ask != command.ask:
        return Refusal.of(No.UNKNOWN_ASK, ask=command.ask)
    if draft.unit() != request.answerer:
        return Refusal.of(No.NOT_ANSWERER, answerer=request.answerer)
    if command.granted:
        day = min(command.by_date or request.wanted_date, request.wanted_date)
        deadline = deadline_timer(draft, day)
        if isinstance(deadline, Refusal):
            return deadline
        assert deadline is not None
        assert matter.deadline is not None
        if deadline.due_at <= matter.deadline.due_at:
            return Refusal.of(No.DEADLINE_NOT_LATER, deadline=matter.deadline.due_at.isoformat())
        _grant(draft, matter, request, deadline, draft.at, silent=False)
        return None
    if refusal := missing_text(reason=command.reason):
        return refusal
    draft.add(
        matter.id,
        happened.ExtensionRefused(happened_at=draft.at, by=draft.actor, ask=command.ask, reason=command.reason),
    )
    return None


def _grant(
    draft: Draft, matter: Matter, request: ExtensionRequest, deadline: Timer, at: datetime, *, silent: bool
) -> None:
    draft.add(
        matter.id,
        happened.ExtensionGranted(
            happened_at=at,
            by=None if silent else draft.actor,
            ask=request.ask,
            silent=silent,
            deadline=deadline,
            reminder=first_reminder(draft, deadline, matter.profile, at),
        ),
    )


def lapse_extension(draft: Draft, matter_id: MatterId, at: datetime) -> None:
    """Silence grants the first request that met with silence, and refuses the next."""
    matter = draft.get(matter_id)
    request = matter.extension
    assert request is not None
    if matter.silent_extensions:
        draft.add(matter_id, happened.ExtensionRefused(happened_at=at, ask=request.ask, reason=""))
        return
    deadline = Timer(draft.calendar.end_of_day(request.wanted_date), provisional=False, started_at=at)
    _grant(draft, matter, request, deadline, at, silent=True)
