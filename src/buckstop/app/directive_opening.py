"""From a reviewed directive to its matters: the commands, and their carrying out, which can be taken up where it stopped.

Every matter's id and every command's key follow from the draft. So pressing the button again after a crash, by the same
person or another leader of the unit, does what is still missing and nothing twice: what a matter's stream shows as done
is left alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from buckstop.app.answers import Refused, Submission
from buckstop.app.directive_review import Review, Task, Way
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.sight import matters_of
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.accountability import ClaimMatter, DelegatePart, OfferMatter, OpenMatter
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Actor, Origin, Terms
from buckstop.domain.refusals import Refusal

WHOLE = ""
"""In place of a task's key: the directive itself."""

_OPENED = 1  # version of a matter of which nothing is known but its opening


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to come of a task, or of the directive itself.

    Args:
        task: key of the task; `WHOLE` for the directive.
        matter: id of the matter that comes of it.
        commands: one or two, in order; the first brings the matter into being.
        to: unit it is offered to; None where it stays with the issuing unit.
    """

    task: str
    matter: MatterId
    commands: tuple[MatterCommand, ...]
    to: UnitId | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of it.

    Args:
        matter: as it stands now; None where it was not opened.
        refusal: why something of it was not done; None where all was.
    """

    planned: Planned
    matter: Matter | None
    refusal: Refusal | None = None


def planned(
    review: Review, unit: UnitId, id_of: Callable[[str], MatterId], terms: Callable[[Task | None], Terms]
) -> tuple[Planned, ...]:
    """The commands that open a reviewed directive, the directive's own first.

    A unit cannot delegate to itself: tasks that the issuing unit leads become matters of its own, settled at once.

    Args:
        review: every kept task has a lead and a deadline.
        unit: the issuing unit, on which everything is opened.
        id_of: the id of the matter of a task's key.
        terms: of a task; of the directive where it is given none.
    """
    tasks = [_of_task(review, task, unit, id_of, terms) for task in review.kept]
    if review.way is Way.MATTERS:
        return tuple(tasks)
    whole = OpenMatter(
        matter=id_of(WHOLE),
        unit=unit,
        title=review.title,
        terms=terms(None),
        deadline_date=review.last_date,
        origin=Origin.DIRECTIVE,
    )
    return (Planned(WHOLE, whole.matter, (whole, ClaimMatter(matter=whole.matter))), *tasks)


def _of_task(
    review: Review, task: Task, unit: UnitId, id_of: Callable[[str], MatterId], terms: Callable[[Task | None], Terms]
) -> Planned:
    assert task.lead is not None, "asked before anything is opened"
    matter = id_of(task.key)
    if review.way is Way.PARTS and task.lead != unit:
        part = DelegatePart(
            matter=id_of(WHOLE),
            part=matter,
            to=task.lead,
            title=task.title,
            terms=terms(task),
            deadline_date=task.due_date,
            duty_item=task.duty_item,
            approval=review.approval_of(task),
        )
        return Planned(task.key, matter, (part,), task.lead)
    opening = OpenMatter(
        matter=matter,
        unit=unit,
        title=task.title,
        terms=terms(task),
        deadline_date=task.due_date,
        origin=Origin.DIRECTIVE,
    )
    if task.lead == unit:
        return Planned(task.key, matter, (opening, ClaimMatter(matter=matter)))
    offer = OfferMatter(matter=matter, to=task.lead, duty_item=task.duty_item, approval=review.approval_of(task))
    return Planned(task.key, matter, (opening, offer), task.lead)


def standing(ledger: Ledger, plan: Iterable[Planned]) -> Mapping[MatterId, Matter | None]:
    """What of a plan is in the ledger already, each matter as it is written; None for what is not."""
    return matters_of(ledger.store.load([one.matter for one in plan]).snapshots.values())


def open_directive(
    ledger: Ledger, actor: Callable[[type[MatterCommand]], Actor | None], plan: Iterable[Planned], token: str
) -> tuple[Carried, ...]:
    """Carry a plan out, or what is still missing of it.

    Where the directive itself cannot be opened, nothing else is tried: its parts would have no whole.

    Args:
        actor: who gives a command of some type.
        token: of the draft; keys follow from it.

    Raises:
        StoreError: the store cannot do its work. Nothing is lost: the same call goes on where it stopped.
    """
    found: list[Carried] = []
    for one in plan:
        carried = _carried(ledger, actor, one, token)
        found.append(carried)
        if one.task == WHOLE and carried.matter is None:
            break
    return tuple(found)


def _carried(ledger: Ledger, actor: Callable[[type[MatterCommand]], Actor | None], one: Planned, token: str) -> Carried:
    matter = standing(ledger, [one])[one.matter]
    for command in one.commands:
        first = command is one.commands[0]
        if matter is not None and (first or matter.version > _OPENED):
            continue  # done before, or others have acted on it since: then nothing is forced on them
        key = f"{token}-{one.task or 'directive'}-{command.NAME}"
        # A part is opened through its whole, which grows with every part: no version of it was seen.
        version = None if isinstance(command, DelegatePart) else 0 if first else _OPENED
        outcome = handle(ledger, Submission(key, actor(type(command)), command, version))
        matter = standing(ledger, [one])[one.matter]
        if isinstance(outcome, Refused) and (matter is None or (not first and matter.version == _OPENED)):
            return Carried(one, matter, outcome.refusal)
    return Carried(one, matter)
