"""The tasks of a draft as the workbook that the importer reads back."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from buckstop.app.directive_review import Task, item_of
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.state import Matter
from buckstop.intake.directives.model import Due, Item, Place, Quantity, UnitMention
from buckstop.intake.directives.workbook_form import export
from buckstop.web.directives.drafts import OpenDraft

_NOWHERE = Place(0, 0, 0)


def workbook_of(draft: OpenDraft, opened: Mapping[MatterId, Matter | None]) -> bytes:
    """Every kept task as a row; of what is opened the holder and deadline as the ledger has them."""
    items = (_item(draft, task, opened.get(draft.id_of(task.key))) for task in draft.review.kept)
    return export(items, draft.who.read.language)


def _item(draft: OpenDraft, task: Task, matter: Matter | None) -> Item:
    """A task as the reviewer has it, with what only the document says: number, section, leaders, output, what is open."""
    said = item_of(task, draft.places) or Item(number="", section="", task=task.goal, place=_NOWHERE)
    lead = matter.offer.to if matter and matter.offer else matter.holder if matter else task.lead
    due = matter.deadline.due_at if matter and matter.deadline else None
    day = draft.who.ledger.calendar.day_ended_by(due) if due else task.due_date
    supports = (*(draft.who.read.unit(unit) for unit in task.supports), *task.named)
    return replace(
        said,
        task=task.goal,
        lead=UnitMention(draft.who.read.unit(lead), _NOWHERE) if lead else None,
        responsible=() if lead else said.responsible,
        supports=tuple(UnitMention(words, _NOWHERE) for words in supports),
        dues=(Due(day.isoformat(), _NOWHERE, due_date=day),) if day else said.dues,
        quantities=(Quantity(Decimal(task.quantity), task.measure, _NOWHERE),) if task.quantity is not None else (),
        questions=() if lead else said.questions,
    )
