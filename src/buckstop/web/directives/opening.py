"""What opening a reviewed directive would do, task by task; and its matters' terms."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from buckstop.app.answers import Submission
from buckstop.app.cautions import cautions
from buckstop.app.directive_opening import WHOLE, Planned, planned, standing
from buckstop.app.directive_review import Review, Task, open_questions
from buckstop.app.previewing import preview
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.accountability import DelegatePart
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Actor, Terms
from buckstop.text.cautions import caution_sentence
from buckstop.text.directive_review import reference, support_steps, whole_goal
from buckstop.text.refusals import refusal_sentence
from buckstop.web.directives.drafts import OpenDraft


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of one task, or of the directive itself.

    Args:
        refusal: why nothing would; empty where it would be done.
        warned: what to think of.
    """

    planned: Planned
    refusal: str
    warned: tuple[str, ...]


def terms_of(draft: OpenDraft, task: Task | None) -> Terms:
    """The terms of a task's matter; of the directive itself where none is given."""
    review, read = draft.review, draft.who.read
    cited = reference(review, task, draft.places, draft.row.source_sha256, read)
    if task is None:
        return Terms(goal=whole_goal(review, read), reference=cited, visibility=review.visibility)
    return Terms(
        goal=task.goal,
        criteria=task.criteria,
        steps=(*task.steps, *support_steps(task, read)),
        quantity=task.quantity,
        measure=task.measure,
        reference=cited,
        duty_item=task.duty_item,
        priority=task.priority,
        visibility=task.visibility or review.visibility,
        supports=task.supports,
    )


def plan_of(draft: OpenDraft, review: Review | None = None) -> tuple[Planned, ...]:
    """The commands that open it; every task must have a lead and a deadline."""
    return planned(review or draft.review, draft.unit, draft.id_of, lambda task: terms_of(draft, task))


def answered_part(draft: OpenDraft) -> Review:
    """The review with only those tasks of which nothing is open."""
    asked = {one.task for one in open_questions(draft.review, draft.places)}
    return replace(draft.review, tasks=tuple(task for task in draft.review.kept if task.key not in asked))


def actor_of(draft: OpenDraft, command: type[MatterCommand]) -> Actor | None:
    """Who gives a command of a type for the issuing unit."""
    return draft.who.actor(draft.unit, command)


def opened_of(draft: OpenDraft) -> Mapping[MatterId, Matter | None]:
    """What came of the draft so far, by the ids its matters would have: the ledger knows, whatever a crash left unsaid."""
    ids = [draft.id_of(WHOLE), *(draft.id_of(task.key) for task in draft.review.tasks)]
    plan = [Planned("", name, ()) for name in ids]
    return standing(draft.who.ledger, plan)


def foreseen(draft: OpenDraft, plan: tuple[Planned, ...], stands: Mapping[MatterId, Matter | None]) -> list[Foreseen]:
    """What is still to be done of a plan, with what stands in its way and what to think of."""
    whole = next((one for one in plan if one.task == WHOLE), None)
    return [
        _foreseen(draft, one, whole if whole and stands.get(whole.matter) is None else None)
        for one in plan
        if stands.get(one.matter) is None
    ]


def _foreseen(draft: OpenDraft, one: Planned, whole: Planned | None) -> Foreseen:
    """One of them; parts of a whole that is not there yet are looked at as if it had just been opened."""
    who = draft.who
    commands = one.commands
    if whole is not None and isinstance(commands[0], DelegatePart):
        commands = (whole.commands[0], commands[0])
    first, then = commands[0], commands[1] if len(commands) > 1 else None
    submission = Submission("preview", actor_of(draft, type(first)), first, None)
    begun = preview(who.ledger, submission)
    seen = preview(who.ledger, submission, then) if then is not None else begun
    if begun.refusal is not None:
        return Foreseen(one, refusal_sentence(begun.refusal, who.read), ())
    warned = [] if commands != one.commands else [*cautions(who.ledger, who.organisation, begun.before, first)]
    if then is not None:
        warned += cautions(who.ledger, who.organisation, begun.after, then)
    refusal = refusal_sentence(seen.refusal, who.read) if seen.refusal else ""
    return Foreseen(one, refusal, tuple(dict.fromkeys(caution_sentence(found, who.read) for found in warned)))
