"""The tasks of a draft as cards: every field with the words it comes from, and what is still to be answered."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from buckstop.app.directive_review import Task, fractions_of, item_of, open_questions, remarks_of
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.state import Matter
from buckstop.i18n import gettext_noop as _
from buckstop.intake.directives.model import Asked, Due, DueKind, Item, Question, UnitMention
from buckstop.text.directives import DUE_KINDS, question_sentence
from buckstop.web.directives.drafts import OpenDraft
from buckstop.web.visitors import Visitor

_NAMED = _("“%(words)s” in the document")
_FORMER = _("“%(words)s” in the document, a former name")
_NOTED = _("“%(words)s” in the document, with the note “%(note)s”")
_CHOSEN = _("chosen by the reviewer")
_SAID = _("“%(words)s” in the document: %(what)s")
_SET = _("set by the reviewer")
_CONTINUOUS_SAID = _("“%(words)s” in the document: no last day")
_INHERITED = {
    "lead": _("The unit that answers is said elsewhere in the document and holds for this task too."),
    "supports": _("The supporting units are said elsewhere in the document and hold for this task too."),
    "dues": _("The deadline is said elsewhere in the document and holds for this task too."),
    "number": _("The number is that of the merged or blank cell above."),
    "section": _("The section is that of the merged or blank cell above."),
    "task": _("The task is that of the merged or blank cell above."),
}
_INHERITED_OTHER = _("Something of it is said elsewhere in the document and holds for this task too.")
_FRACTION = _(
    "The document says %(amounts)s; a target is a whole number. Say it in a smaller measure, or leave it to the words of "
    "the goal."
)
_SEVERAL_TARGETS = _("The document names several amounts: %(amounts)s. Choose the one that is the target, if any.")
_BOUNDED = _("The document says %(amounts)s, which is no target to reach. The words of the goal keep it.")
_AMOUNT = _("%(amount)s %(measure)s")


@dataclass(frozen=True, slots=True)
class Said:
    """A value with where it comes from; `words` is empty where nothing is to be told."""

    value: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """A question in words.

    Args:
        code: which; empty for what no document leaves open but this page points at.
    """

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Card:
    """A task.

    Args:
        place: number of the block it stands in; None where it stands nowhere.
        address: the same as people say it.
        several: units named to answer, for one to be named the lead: names, and whether the register knows them.
        days: what a deadline without a year could mean, of this year and the next; none is chosen for anybody.
        questions: what must be answered; remarks: what is worth a look.
        matter: id of the matter that came of it; empty before.
    """

    key: str
    number: str
    section: str
    title: str
    goal: str
    lead: Said
    several: tuple[Said, ...]
    supports: tuple[Said, ...]
    leaders: tuple[str, ...]
    due: Said
    due_date: str
    days: tuple[str, ...]
    target: str
    output: str
    steps: tuple[str, ...]
    criteria: tuple[str, ...]
    inherited: tuple[str, ...]
    questions: tuple[Asking, ...]
    remarks: tuple[Asking, ...]
    dropped: str
    place: int | None
    address: str
    matter: str
    chosen: bool

    @property
    def collective(self) -> bool:
        """Whether only a group is named to answer."""
        return any(one.code == Asked.COLLECTIVE_ONLY for one in self.questions)


def cards_of(
    draft: OpenDraft, opened: Mapping[MatterId, Matter | None], chosen: str, *, dropped: bool = False
) -> tuple[Card, ...]:
    """The tasks of a draft in order; or those that were left out."""
    asked: dict[str, list[Question]] = {}
    for one in open_questions(draft.review, draft.places):
        asked.setdefault(one.task, []).append(one.question)
    return tuple(
        _card(draft, task, asked.get(task.key, ()), opened.get(draft.id_of(task.key)), chosen == task.key)
        for task in draft.review.tasks
        if bool(task.dropped) is dropped
    )


def _card(draft: OpenDraft, task: Task, asked: Iterable[Question], matter: Matter | None, chosen: bool) -> Card:
    who, item = draft.who, item_of(task, draft.places)
    read = who.read
    return Card(
        key=task.key,
        number=item.number if item else "",
        section=item.section if item else "",
        title=task.title,
        goal="" if task.goal == task.title else task.goal,
        lead=_lead(who, task, item),
        several=_several(who, task, item),
        supports=_supports(who, task, item),
        leaders=tuple(one.words for one in item.leaders) if item else (),
        due=_due(who, task, item),
        due_date=task.due_date.isoformat() if task.due_date else "",
        days=_days(who, task, item),
        target="" if task.quantity is None else read.say(_AMOUNT, amount=task.quantity, measure=task.measure),
        output=item.output if item else "",
        steps=task.steps,
        criteria=task.criteria,
        inherited=_inherited(who, item),
        questions=tuple(_asking(who, one) for one in asked) if matter is None else (),
        remarks=(*(_asking(who, one) for one in remarks_of(task, item)), *_about_targets(who, task, item)),
        dropped=task.dropped,
        place=item.place.block if item else None,
        address=draft.draft.blocks[item.place.block].address if item and draft.draft else "",
        matter=matter.id if matter else "",
        chosen=chosen,
    )


def _asking(who: Visitor, question: Question) -> Asking:
    return Asking(question.asked, question_sentence(question, who.read.translate))


def _lead(who: Visitor, task: Task, item: Item | None) -> Said:
    if task.lead is None:
        return Said("")
    named = [one for one in (item.lead, *item.responsible, *item.supports) if one] if item else []
    found = next((one for one in named if one.unit == task.lead), None)
    return Said(who.read.unit(task.lead), _unit_words(who, task.lead, found))


def _unit_words(who: Visitor, unit: UnitId, found: UnitMention | None) -> str:
    """Where a unit comes from; nothing where the document names it as the register does."""
    if found is None:
        return who.read.translate(_CHOSEN)
    if found.renamed:
        return who.read.say(_FORMER, words=found.words)
    if found.note:
        return who.read.say(_NOTED, words=found.words, note=found.note)
    return "" if found.words == who.read.unit(unit) else who.read.say(_NAMED, words=found.words)


def _several(who: Visitor, task: Task, item: Item | None) -> tuple[Said, ...]:
    """Who is named to answer while no lead is chosen."""
    if task.lead is not None or item is None:
        return ()
    named = (*((item.lead,) if item.lead else ()), *item.responsible)
    return tuple(
        Said(who.read.unit(one.unit), _unit_words(who, one.unit, one)) if one.unit else Said(one.words) for one in named
    )


def _supports(who: Visitor, task: Task, item: Item | None) -> tuple[Said, ...]:
    named = (*item.supports, *item.responsible) if item else ()
    units = (
        Said(who.read.unit(unit), _unit_words(who, unit, next((one for one in named if one.unit == unit), None)))
        for unit in task.supports
    )
    return (*units, *(Said(words) for words in task.named))


def _due(who: Visitor, task: Task, item: Item | None) -> Said:
    read, dues = who.read, item.dues if item else ()
    if task.due_date is None:
        return Said("", read.joined(_due_words(who, due) for due in dues))
    found = next((due for due in dues if due.due_date == task.due_date), None)
    words = _due_words(who, found) if found else read.translate(_SET)
    return Said(task.due_date.isoformat(), words)


def _days(who: Visitor, task: Task, item: Item | None) -> tuple[str, ...]:
    if task.due_date is not None or item is None:
        return ()
    year = who.ledger.calendar.local_date(who.ledger.now()).year
    dues = [due for due in item.dues if due.month is not None and due.day is not None]
    return tuple(
        date(one, due.month or 1, min(due.day or 1, monthrange(one, due.month or 1)[1])).isoformat()
        for due in dues
        for one in (year, year + 1)
    )


def _due_words(who: Visitor, due: Due) -> str:
    if due.continuous:
        return who.read.say(_CONTINUOUS_SAID, words=due.words)
    if due.kind is DueKind.FINISH:
        return who.read.say(_NAMED, words=due.words)
    return who.read.say(_SAID, words=due.words, what=who.read.translate(DUE_KINDS[due.kind]))


def _inherited(who: Visitor, item: Item | None) -> tuple[str, ...]:
    fields = sorted(item.inherited) if item else ()
    return tuple(dict.fromkeys(who.read.translate(_INHERITED.get(name, _INHERITED_OTHER)) for name in fields))


def _about_targets(who: Visitor, task: Task, item: Item | None) -> tuple[Asking, ...]:
    """What the document counts and no target says."""
    if item is None or not item.quantities or task.quantity is not None:
        return ()
    amounts = who.read.joined(who.read.say(_AMOUNT, amount=one.amount, measure=one.measure) for one in item.quantities)
    message = _FRACTION if fractions_of(item) else _SEVERAL_TARGETS if len(item.quantities) > 1 else _BOUNDED
    return (Asking("", who.read.say(message, amounts=amounts)),)
