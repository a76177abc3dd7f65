"""What a reviewer does to a draft: answers kept, tasks split, merged, left out, added; and taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict

from buckstop.app.directive_answers import Answers, fingerprint
from buckstop.app.directive_review import (
    Review,
    dropped,
    first_review,
    item_of,
    merged,
    new_key,
    open_questions,
    split,
    with_task,
    with_unit_everywhere,
)
from buckstop.app.requests import RequestError
from buckstop.domain.ids import UnitId
from buckstop.domain.units import UnitKind
from buckstop.i18n import gettext_noop as _
from buckstop.text.directive_review import phase_steps
from buckstop.web.acts.forms import ActForm
from buckstop.web.acts.unit_words import find_units
from buckstop.web.directives.drafts import OpenDraft
from buckstop.web.directives.forms import (
    blank_task,
    document_form,
    task_form,
    unknown_words,
    with_answers,
    with_document,
)

NEW = "new"
"""In place of a task's key: one that is being added."""

GROUPS = {
    "townships": (UnitKind.TOWNSHIP, _("Each township (%(count)s)")),
    "departments": (UnitKind.DEPARTMENT, _("Each department (%(count)s)")),
    "villages": (UnitKind.VILLAGE, _("Each village (%(count)s)")),
}
"""Groups of units that a document may mean and that each can get a task of its own."""

_SAVED = _("Saved: %(title)s.")
_SAVED_DOCUMENT = _("What was said of the directive is saved.")
_SPLIT = _("Made %(count)s tasks of “%(title)s”. Give each its own words.")
_MERGED = _("“%(title)s” is taken into “%(other)s”. Look through its goal.")
_DROPPED = _("“%(title)s” is left out. It stays in the draft with its reason.")
_TAKEN = _("“%(title)s” is a task again.")
_UNDONE = _("The last change is taken back.")
_REREAD = _("The document was read anew.")
_INTO = _("taken into: %(title)s")
_NO_REASON = _("Say why the task is left out.")
_NO_PARTS = _("Name at least two units, or choose a group, to make several tasks of one.")
_NO_OTHER = _("Choose the task that takes it in.")


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of it.

    Args:
        answers: None where something typed has to be mended first; `form` and `mistake` say what.
        told: what was done, in a sentence.
        next: key of the task to look at next; empty for none.
    """

    answers: Answers | None
    told: str = ""
    next: str = ""
    form: ActForm | None = None
    mistake: str = ""


def edited(draft: OpenDraft, what: str, data: QueryDict, locked: frozenset[str]) -> Edited | None:
    """The draft after an edit; None for one that is not known, or about a task that is not there.

    Args:
        locked: keys of tasks whose matters are opened: nothing in the draft changes them any more.
    """
    key = data.get("task", "")
    if what in OF_DRAFT:
        return OF_DRAFT[what](draft, data)
    if what == "save" and key == NEW:
        return _saved(draft, data, new_key(draft.review), NEW)
    if what not in _OF_TASK or draft.review.task(key) is None or key in locked:
        return None
    return _OF_TASK[what](draft, data, key)


def next_open(draft: OpenDraft, review: Review, after: str) -> str:
    """The next task with an open question, behind one and then from the beginning; empty where all is answered."""
    asked = {one.task for one in open_questions(review, draft.places) if one.task}
    keys = [task.key for task in review.tasks]
    place = keys.index(after) if after in keys else -1
    return next((key for key in (*keys[place + 1 :], *keys[: place + 1]) if key in asked), "")


def group_units(draft: OpenDraft, group: str) -> tuple[UnitId, ...]:
    """The active units of a group, those under the issuing unit, or everywhere where none are under it."""
    kind, organisation = GROUPS[group][0], draft.who.organisation
    units = organisation.tree.units
    every = [unit for unit in organisation.tree.active_units if units[unit].kind is kind and unit != draft.unit]
    under = [unit for unit in every if organisation.is_above(draft.unit, unit)]
    return tuple(under or every)


# --- tasks ---


def _save(draft: OpenDraft, data: QueryDict, key: str) -> Edited:
    return _saved(draft, data, key, key)


def _saved(draft: OpenDraft, data: QueryDict, key: str, shown: str) -> Edited:
    task = draft.review.task(key) or blank_task(key)
    form = task_form(draft, task, item_of(task, draft.places), data)
    if not form.is_valid():
        return Edited(None, next=shown, form=form)
    changed = with_answers(task, form)
    review = with_task(draft.review, changed)
    words = unknown_words(item_of(task, draft.places))
    if "everywhere" in data and words and changed.lead and draft.places:
        review = with_unit_everywhere(review, draft.places, words, changed.lead)
    told = draft.who.read.say(_SAVED, title=changed.title)
    following = next_open(draft, review, key) if "then_next" in data else key
    return Edited(draft.answers.changed(review), told, following)


def _lead(draft: OpenDraft, data: QueryDict, key: str) -> Edited:
    """One of the units named to answer is named the lead; the others support it."""
    task, item = draft.review.task(key), None
    assert task is not None
    item = item_of(task, draft.places)
    named = tuple(one.unit for one in (item.lead, *item.responsible) if one and one.unit) if item else ()
    lead = next((unit for unit in named if unit == data.get("lead")), None)
    if lead is None:
        return Edited(None, next=key, mistake=draft.who.read.translate(_NO_PARTS))
    supports = dict.fromkeys(unit for unit in (*named, *task.supports) if unit != lead)
    changed = replace(task, lead=lead, supports=tuple(supports))
    review = with_task(draft.review, changed)
    return Edited(draft.answers.changed(review), draft.who.read.say(_SAVED, title=task.title), key)


def _split(draft: OpenDraft, data: QueryDict, key: str) -> Edited:
    read, task = draft.who.read, draft.review.task(key)
    assert task is not None
    group = data.get("group", "")
    leads: list[UnitId | None] = [*group_units(draft, group)] if group in GROUPS else []
    organisation = draft.who.organisation
    leads += [UnitId(unit) for unit in data.getlist("named") if organisation.active(UnitId(unit))]
    try:
        for words in filter(str.strip, data.getlist("units")):
            leads += find_units(organisation, read, words)
    except RequestError as error:
        return Edited(None, next=key, mistake=read.say(error.message, **error.fields))
    if data.get("alike"):
        leads = [task.lead, task.lead]
    leads = leads if data.get("alike") else list(dict.fromkeys(leads))
    if len(leads) <= 1:
        return Edited(None, next=key, mistake=read.translate(_NO_PARTS))
    review = split(draft.review, key, leads)
    begin = draft.review.tasks.index(task)
    told = read.say(_SPLIT, count=len(leads), title=task.title)
    return Edited(draft.answers.changed(review), told, review.tasks[begin].key)


def _merge(draft: OpenDraft, data: QueryDict, key: str) -> Edited:
    read, task, other = draft.who.read, draft.review.task(key), draft.review.task(data.get("into", ""))
    assert task is not None
    if other is None or other.dropped or other.key == key:
        return Edited(None, next=key, mistake=read.translate(_NO_OTHER))
    review = merged(draft.review, key, other.key, read.say(_INTO, title=other.title))
    return Edited(draft.answers.changed(review), read.say(_MERGED, title=task.title, other=other.title), other.key)


def _drop(draft: OpenDraft, data: QueryDict, key: str) -> Edited:
    reason, read, task = data.get("reason", "").strip(), draft.who.read, draft.review.task(key)
    assert task is not None
    if not reason:
        return Edited(None, next=key, mistake=read.translate(_NO_REASON))
    review = dropped(draft.review, key, reason)
    return Edited(draft.answers.changed(review), read.say(_DROPPED, title=task.title), next_open(draft, review, key))


def _take(draft: OpenDraft, _data: QueryDict, key: str) -> Edited:
    task = draft.review.task(key)
    assert task is not None
    told = draft.who.read.say(_TAKEN, title=task.title)
    return Edited(draft.answers.changed(dropped(draft.review, key, "")), told, key)


# --- the draft ---


def _document(draft: OpenDraft, data: QueryDict) -> Edited:
    form = document_form(draft, data)
    if not form.is_valid():
        return Edited(None, form=form)
    review = with_document(draft.review, form)
    return Edited(draft.answers.changed(review), draft.who.read.translate(_SAVED_DOCUMENT))


def _undo(draft: OpenDraft, _data: QueryDict) -> Edited:
    return Edited(draft.answers.undone(), draft.who.read.translate(_UNDONE))


def _reread(draft: OpenDraft, _data: QueryDict) -> Edited | None:
    if draft.draft is None:
        return None
    review = first_review(draft.draft, lambda item: phase_steps(item, draft.who.read))
    answers = replace(draft.answers.changed(review), reading=fingerprint(draft.draft), before=())
    return Edited(answers, draft.who.read.translate(_REREAD))


_OF_TASK: Mapping[str, Callable[[OpenDraft, QueryDict, str], Edited]] = {
    "save": _save,
    "lead": _lead,
    "split": _split,
    "merge": _merge,
    "drop": _drop,
    "take": _take,
}
OF_DRAFT: Mapping[str, Callable[[OpenDraft, QueryDict], Edited | None]] = {
    "document": _document,
    "undo": _undo,
    "reread": _reread,
}
"""Edits of the draft as a whole, by name: only while nothing of it is opened."""
