"""What a review asks: of the directive, of each of its tasks; and the answers as values."""

from collections.abc import Mapping
from dataclasses import replace

from django.http import QueryDict

from buckstop.app.directive_review import Review, Task, Way
from buckstop.domain.duties import DutyKind
from buckstop.domain.ids import DutyItemId, UnitId
from buckstop.domain.matter.words import Visibility
from buckstop.i18n import gettext_noop as _
from buckstop.intake.directives.model import Asked, Item
from buckstop.text.protocol_words import VISIBILITIES
from buckstop.web.acts.act import Choices, Field, Kind, Scene
from buckstop.web.acts.forms import ActForm
from buckstop.web.acts.questions import APPROVAL, DUTY_ITEM, LINE, duties, worded
from buckstop.web.acts.terms import CRITERIA, GOAL, MEASURE, PRIORITY, QUANTITY, STEPS, TITLE
from buckstop.web.directives.drafts import OpenDraft
from buckstop.web.opening import scene_of_opening

_WAYS: Mapping[str, str] = {
    Way.PARTS: _(
        "One matter on your unit, its tasks delegated as parts: the whole stays with you until all are closed"
    ),
    Way.MATTERS: _("Each task a matter of its own, offered: whoever accepts answers for it alone"),
}
_AS_DIRECTIVE = _("as the directive")
_SETTLED: Mapping[str, str] = {
    Asked.BROKEN_TEXT: _("I compared the damaged words with the paper"),
    Asked.RENAMED_UNIT: _("The unit under its former name is meant"),
    Asked.OPEN_LIST: _("The open list of units is complete enough"),
    Asked.UNKNOWN_UNIT: _("Units the register does not know may stay as words"),
    Asked.AMBIGUOUS_UNIT: _("Units that fit several may stay as words"),
}
_NAMED = Field(
    "named",
    _("Others named to support"),
    Kind.LINES,
    _("Groups and names the register does not know, one a line; the holder is told to find out whom to ask."),
    folded=True,
)
_NEEDED = ("lead", "due_date")
DOCUMENT = (
    replace(TITLE, hint=_("Of the directive, as it will stand in every list.")),
    Field("number", _("Number of the document"), longest=LINE),
    replace(
        GOAL, required=False, hint=_("One sentence; left blank, the goal is that every task of the directive is done.")
    ),
    Field("due_date", _("Deadline of the whole"), Kind.DATE, _("Left blank, it is the last day of its tasks.")),
    Field(
        "approval",
        _("Document that approves work beyond the duty lists"),
        hint=_("Number of the approval, for every task that names neither an item nor an approval of its own."),
        longest=LINE,
    ),
    Field("way", _("What it becomes"), Kind.EITHER, required=True, choices=worded(_WAYS, Way)),
    Field("visibility", _("Who may read it"), Kind.CHOICE, required=True, choices=worded(VISIBILITIES, Visibility)),
)
"""What is asked of the directive."""


def scene_of(draft: OpenDraft) -> Scene:
    """The scene of what is to be opened."""
    return scene_of_opening(draft.who, draft.unit, draft.answers.token)


def document_form(draft: OpenDraft, data: QueryDict | None = None) -> ActForm:
    """The questions about the directive."""
    review = draft.review
    first = {field.name: getattr(review, field.name) for field in DOCUMENT}
    form = ActForm(DOCUMENT, scene_of(draft), data, first=first)
    form.auto_id = "document_%s"  # the page asks about a task beside it, in part the same things
    return form


def with_document(review: Review, form: ActForm) -> Review:
    """The review with the answers about the directive."""
    values = dict(form.cleaned_data)
    return replace(review, **{**values, "way": Way(values["way"]), "visibility": Visibility(values["visibility"])})


def task_form(draft: OpenDraft, task: Task, item: Item | None, data: QueryDict | None = None) -> ActForm:
    """The questions about a task; what it says now stands in them."""
    read = draft.who.read
    first = {
        "title": task.title,
        "goal": task.goal,
        "lead": read.unit(task.lead) if task.lead else "",
        "supports": [read.unit(unit) for unit in task.supports],
        "due_date": task.due_date,
        "named": "\n".join(task.named),
        "criteria": "\n".join(task.criteria),
        "steps": "\n".join(task.steps),
        "quantity": task.quantity,
        "measure": task.measure,
        "priority": task.priority,
        "visibility": task.visibility or "",
        "duty_item": task.duty_item or "",
        "approval": task.approval,
        "settled": sorted(task.settled),
    }
    return ActForm(_fields(draft, task, item), scene_of(draft), data, first=first)


def unknown_words(item: Item | None) -> str:
    """The name of the lead in the document, where the register does not know it or knows several; empty else."""
    lead = item.lead if item else None
    return lead.words if lead and lead.unit is None and not lead.collective else ""


def needed(form: ActForm) -> ActForm:
    """The form with what nothing is opened without marked as such: it may be saved unanswered, it is no option."""
    for name in _NEEDED:
        form.fields[name].required = True
    return form


def with_answers(task: Task, form: ActForm) -> Task:
    """The task with the answers about it."""
    values = dict(form.cleaned_data)
    item = values.pop("duty_item") or None
    lead: UnitId | None = values["lead"]
    return replace(
        task,
        **{
            **values,
            "supports": tuple(unit for unit in values["supports"] if unit != lead),
            "priority": values["priority"] or 0,
            "visibility": Visibility(values["visibility"]) if values["visibility"] else None,
            "duty_item": DutyItemId(item) if item else None,
            "settled": frozenset(Asked(one) for one in values.get("settled", ())),
        },
    )


def _fields(draft: OpenDraft, task: Task, item: Item | None) -> tuple[Field, ...]:
    named = [one for one in (item.lead, *item.responsible) if one is not None] if item else []
    likely = [unit for one in named for unit in (*((one.unit,) if one.unit else ()), *one.candidates)]
    unknown = [unit for one in (item.supports if item else ()) if one.unit is None for unit in one.candidates]
    listed = task.lead is not None and draft.who.organisation.has_duty_list(task.lead)
    fields = (
        TITLE,
        Field(
            "lead",
            _("Unit that answers"),
            Kind.UNIT,
            _("One unit, by name, short name or id."),
            suggest=lambda _scene: likely,
        ),
        Field(
            "due_date",
            _("Deadline"),
            Kind.DATE,
            _("The last day for the work; of what goes on without an end, the day on which it is looked at again."),
        ),
        Field(
            "supports",
            _("Units that support"),
            Kind.UNITS,
            _("They are named in the matter; its holder asks them, as a rule in one click once it has accepted."),
            suggest=lambda _scene: unknown,
        ),
        GOAL,
        CRITERIA,
        replace(QUANTITY, folded=False),
        replace(MEASURE, folded=False),
        _NAMED,
        STEPS,
        PRIORITY,
        Field("visibility", _("Who may read it"), Kind.CHOICE, choices=_visibilities, folded=True),
        replace(DUTY_ITEM, choices=lambda scene: _duty_items(task.lead, scene), first=None, folded=not listed),
        replace(APPROVAL, folded=not listed),
    )
    asked = {one.asked for one in item.questions if one.asked in _SETTLED} if item else set()
    settled = Field(
        "settled", _("Looked at"), Kind.TICKS, choices=worded(_SETTLED, [one for one in _SETTLED if one in asked])
    )
    return (*fields[:4], settled, *fields[4:]) if asked else fields


def _visibilities(scene: Scene) -> Choices:
    return (("", scene.read.translate(_AS_DIRECTIVE)), *worded(VISIBILITIES, Visibility)(scene))


def _duty_items(lead: UnitId | None, scene: Scene) -> Choices:
    """Items of the lead's own list, where it has one; of all lists while there is no lead."""
    blank, *every = duties(scene)
    if lead is None:
        return (blank, *every)
    own = scene.organisation.duties.lists.get(lead, {})
    return (blank, *((item, duty.title) for item, duty in own.items() if duty.kind is not DutyKind.TAKEN_BACK))


def blank_task(key: str) -> Task:
    """A task about which nothing is said yet."""
    return Task(key=key, item=None, title="", goal="")
