"""A directive under review: its tasks as a person has them, what is still open, and what can be done to them.

Nothing is preselected that the document does not say. Every change makes a new value; what was before can be kept.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from buckstop.domain.ids import DutyItemId, UnitId
from buckstop.domain.matter.words import Visibility
from buckstop.intake.directives.model import Asked, Draft, Due, DueKind, Item, Quantity, Question

LONGEST_TITLE = 80
"""Characters of a task that become its title; the whole of it is the goal."""

_MARKS = "\uff0c\u3002\uff1b\u3001,.;"
_ELLIPSIS = "\u2026"
_ABOUT_LEAD = frozenset(
    {
        Asked.NOBODY_NAMED,
        Asked.SEVERAL_NAMED,
        Asked.BY_DUTIES,
        Asked.COLLECTIVE_ONLY,
        Asked.UNKNOWN_UNIT,
        Asked.AMBIGUOUS_UNIT,
    }
)
_ABOUT_DUE = frozenset({Asked.NO_DUE, Asked.CONTINUOUS, Asked.YEAR_MISSING, Asked.YEAR_DOUBTFUL})
_TARGETS = frozenset({"exactly", "at_least"})


class Way(StrEnum):
    """What a directive becomes."""

    PARTS = "parts"  # one matter on the issuing unit; its tasks are delegated as parts
    MATTERS = "matters"  # each task a matter of its own, opened on the issuing unit and offered


@dataclass(frozen=True, slots=True)
class Task:
    """A task as the reviewer has it.

    Args:
        key: the same while the draft lives; parts of a split bear that of their task and a number.
        item: number of the item in `Draft.items` it comes from, from 0; None for one that a person added.
        named: supporters in the document's words that are no unit of the register: groups, unknown ones.
        steps: planned steps; phases of the document among them.
        visibility: None where it is that of the directive.
        dropped: why it is left out; empty while it is not.
        settled: questions of which a person says that they are answered.
    """

    key: str
    item: int | None
    title: str
    goal: str
    lead: UnitId | None = None
    supports: tuple[UnitId, ...] = ()
    named: tuple[str, ...] = ()
    due_date: date | None = None
    criteria: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    quantity: int | None = None
    measure: str = ""
    priority: int = 0
    visibility: Visibility | None = None
    duty_item: DutyItemId | None = None
    approval: str = ""
    dropped: str = ""
    settled: frozenset[Asked] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class Review:
    """A directive as the reviewer has it.

    Args:
        title: of the document; empty where it has none, then one must be given.
        number: of the document; empty without.
        goal: what is so when all of it is done; empty where nobody said so yet.
        due_date: last day of the whole; None for the last day of its tasks.
        approval: document that approves work beyond the duty lists, for every task that names none of its own.
    """

    title: str
    number: str
    goal: str = ""
    due_date: date | None = None
    visibility: Visibility = Visibility.INTERNAL
    approval: str = ""
    way: Way = Way.PARTS
    tasks: tuple[Task, ...] = ()

    def task(self, key: str) -> Task | None:
        """The task of that key."""
        return next((task for task in self.tasks if task.key == key), None)

    @property
    def kept(self) -> tuple[Task, ...]:
        """Tasks that are not left out."""
        return tuple(task for task in self.tasks if not task.dropped)

    def approval_of(self, task: Task) -> str:
        """The document that approves a task beyond the duty list; one that names an item of the list needs none."""
        return task.approval or ("" if task.duty_item else self.approval)

    @property
    def last_date(self) -> date | None:
        """Last day of the whole."""
        return self.due_date or max((task.due_date for task in self.kept if task.due_date), default=None)


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something that is not answered yet.

    Args:
        task: key of the task; empty where it is about the document.
    """

    task: str
    question: Question


Phases = Callable[[Item], tuple[str, ...]]
"""Milestones of an item as planned steps, in the reviewer's language."""


def first_review(draft: Draft, phases: Phases) -> Review:
    """The review as it begins: what the document says, and nothing else."""
    tasks = tuple(
        _task_of(number, item, phases(item) if len(item.dues) > 1 else ()) for number, item in enumerate(draft.items)
    )
    return Review(title=draft.title, number=draft.number, tasks=tasks)


def _task_of(number: int, item: Item, steps: tuple[str, ...]) -> Task:
    lead = item.lead.unit if item.lead and not item.lead.collective else None
    known = (one.unit for one in item.supports if one.unit and not one.collective and one.unit != lead)
    target = target_of(item)
    return Task(
        key=str(number + 1),
        item=number,
        title=title_of(item.task),
        goal=item.task,
        lead=lead,
        supports=tuple(dict.fromkeys(known)),
        named=tuple(one.words for one in item.supports if one.unit is None or one.collective),
        due_date=deadline_of(item.dues),
        steps=steps,
        quantity=int(target.amount) if target else None,
        measure=target.measure if target else "",
    )


def title_of(task: str) -> str:
    """A task in at most 80 characters, cut behind a clause where it has one."""
    line = " ".join(task.split())
    if len(line) <= LONGEST_TITLE:
        return line
    begin = line[: LONGEST_TITLE - 1]
    cut = max(begin.rfind(mark) for mark in _MARKS)
    return (begin[:cut] if cut > LONGEST_TITLE // 4 else begin) + _ELLIPSIS


def deadline_of(dues: Iterable[Due]) -> date | None:
    """The last day the document names for the work; None where a part of it is open, or only its beginning is named."""
    ends = [due for due in dues if due.kind is not DueKind.START]
    dates = [due.due_date for due in ends if due.due_date is not None]
    return max(dates) if dates and len(dates) == len(ends) else None


def target_of(item: Item) -> Quantity | None:
    """The one whole number that is the item's target; None where it names none, several, or a fraction."""
    match item.quantities:
        case (only,) if only.bound in _TARGETS and only.amount == only.amount.to_integral_value() and only.amount >= 0:
            return only
    return None


def fractions_of(item: Item) -> tuple[Decimal, ...]:
    """Amounts of an item that no whole number can say."""
    return tuple(one.amount for one in item.quantities if one.amount != one.amount.to_integral_value())


# --- what is open ---


def open_questions(review: Review, draft: Draft | None) -> tuple[OpenQuestion, ...]:
    """What must be answered before anything is opened, the document's own questions first.

    Args:
        draft: None where the source cannot be read any more; then only what is missing is asked.
    """
    found = []
    if not review.kept:
        found.append(OpenQuestion("", Question(Asked.NO_TASKS, None)))
    for task in review.kept:
        found += [OpenQuestion(task.key, one) for one in _open_of(task, item_of(task, draft))]
    return tuple(found)


def item_of(task: Task, draft: Draft | None) -> Item | None:
    """What the document says of a task; None for one that was added."""
    if draft is None or task.item is None or task.item >= len(draft.items):
        return None
    return draft.items[task.item]


def remarks_of(task: Task, item: Item | None) -> tuple[Question, ...]:
    """Questions that stop nothing: worth a look."""
    asked = item.questions if item else ()
    return tuple(one for one in asked if not one.blocking and one.asked not in task.settled)


def _open_of(task: Task, item: Item | None) -> list[Question]:
    asked = [one for one in item.questions if one.blocking] if item else []
    found: list[Question] = []
    if task.lead is None:
        found += _about(asked, _ABOUT_LEAD) or [Question(Asked.NOBODY_NAMED, None)]
    if task.due_date is None:
        found += _about(asked, _ABOUT_DUE) or [Question(Asked.NO_DUE, None)]
    rest = (one for one in asked if one.asked not in _ABOUT_LEAD | _ABOUT_DUE)
    return [*found, *(one for one in rest if one.asked not in task.settled)]


def _about(asked: list[Question], what: frozenset[Asked]) -> list[Question]:
    return [one for one in asked if one.asked in what]


# --- what can be done ---


def with_task(review: Review, task: Task) -> Review:
    """The review with a task changed, or added at its end."""
    if review.task(task.key) is None:
        return replace(review, tasks=(*review.tasks, task))
    return replace(review, tasks=tuple(task if one.key == task.key else one for one in review.tasks))


def with_unit_everywhere(review: Review, draft: Draft, words: str, unit: UnitId) -> Review:
    """A name that the register did not know means this unit, wherever the document names it so and nobody chose another."""
    return replace(review, tasks=tuple(_with_unit(task, item_of(task, draft), words, unit) for task in review.tasks))


def _with_unit(task: Task, item: Item | None, words: str, unit: UnitId) -> Task:
    if item is None:
        return task
    if task.lead is None and item.lead is not None and item.lead.words == words and not item.lead.collective:
        task = replace(task, lead=unit)
    if words in task.named and unit != task.lead:
        named = tuple(one for one in task.named if one != words)
        task = replace(task, named=named, supports=tuple(dict.fromkeys((*task.supports, unit))))
    return task


def new_key(review: Review) -> str:
    """A key for a task that is added."""
    return _unused(review, "a")


def split(review: Review, key: str, leads: Iterable[UnitId | None]) -> Review:
    """A task as several, one for each lead, in its place; the same words, each to be made its own.

    Args:
        leads: None for a part whose lead is still open.
    """
    whole = review.task(key)
    if whole is None:
        return review
    parts: list[Task] = []
    for lead in leads:
        taken = replace(review, tasks=(*review.tasks, *parts))
        others = tuple(unit for unit in whole.supports if unit != lead)
        parts.append(replace(whole, key=_unused(taken, f"{key}."), lead=lead, supports=others, duty_item=None))
    tasks = [part for one in review.tasks for part in (parts if one.key == key else [one])]
    return replace(review, tasks=tuple(tasks))


def merged(review: Review, key: str, into: str, reason: str) -> Review:
    """A task taken into another: its goal, steps and supporters go there, and it is left out for that reason."""
    gone, stays = review.task(key), review.task(into)
    if gone is None or stays is None or key == into:
        return review
    supports = (unit for unit in (*stays.supports, gone.lead, *gone.supports) if unit and unit != stays.lead)
    whole = replace(
        stays,
        goal=f"{stays.goal}\n{gone.goal}",
        supports=tuple(dict.fromkeys(supports)),
        named=tuple(dict.fromkeys((*stays.named, *gone.named))),
        criteria=tuple(dict.fromkeys((*stays.criteria, *gone.criteria))),
        steps=tuple(dict.fromkeys((*stays.steps, *gone.steps))),
        settled=stays.settled | gone.settled,
    )
    return with_task(with_task(review, whole), replace(gone, dropped=reason))


def dropped(review: Review, key: str, reason: str) -> Review:
    """A task left out, with the reason; an empty one takes it in again."""
    task = review.task(key)
    return with_task(review, replace(task, dropped=reason)) if task else review


def _unused(review: Review, begin: str) -> str:
    keys = {task.key for task in review.tasks}
    return next(name for number in range(1, len(keys) + 2) if (name := f"{begin}{number}") not in keys)
