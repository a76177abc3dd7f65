"""Supports that a directive names: asked with its opening where the issuing unit keeps the task, else by whoever accepts it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from buckstop.app.answers import Submission
from buckstop.app.directive_opening import Planned
from buckstop.app.directive_review import Task
from buckstop.app.named_supports import AskedSupport, WantedSupport, ask_of, ask_supports
from buckstop.app.previewing import preview
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands.asks import AskSupport
from buckstop.domain.matter.named_supports import supports_to_ask
from buckstop.domain.matter.state import Matter
from buckstop.i18n import gettext_noop as _
from buckstop.text.refusals import refusal_sentence
from buckstop.web.directives.drafts import OpenDraft
from buckstop.web.directives.opening import actor_of
from buckstop.web.named_supports import proposed_words

_ASKED = _("%(unit)s for “%(title)s”: needed by %(day)s; it says by %(due)s whether it contributes.")
_NOT_ASKED = _("%(unit)s for “%(title)s” will not be asked: %(why)s")


@dataclass(frozen=True, slots=True)
class Supporting:
    """What asking the named supports along with the opening would do.

    Args:
        asks: one sentence for each unit that would be asked at once.
        later: tasks with named supports that are offered: whoever accepts them asks.
    """

    asks: tuple[str, ...]
    later: int


def supporting(draft: OpenDraft, plan: Iterable[Planned], stands: Mapping[MatterId, Matter | None]) -> Supporting:
    """What it would do, as far as nothing of it is done."""
    asks: list[str] = []
    later = 0
    for one, task in _with_supports(draft, plan):
        if one.to is not None:
            later += stands.get(one.matter) is None
        elif (matter := stands.get(one.matter)) is None:
            asks += [_foreseen(draft, one, wanted) for wanted in _wanted(draft, task, task.supports)]
        else:
            left = supports_to_ask(matter, draft.who.organisation)
            asks += [_foreseen(draft, one, wanted) for wanted in _wanted(draft, task, left)]
    return Supporting(tuple(asks), later)


def ask_along(
    draft: OpenDraft, plan: Iterable[Planned], stands: Mapping[MatterId, Matter | None]
) -> tuple[AskedSupport, ...]:
    """Ask the named supports of every task the issuing unit keeps; those that were asked before are left alone.

    Args:
        stands: every matter of the plan as it stands after the opening; None for one that was not opened.
    """
    found: list[AskedSupport] = []
    for one, task in _with_supports(draft, plan):
        matter = stands.get(one.matter)
        if one.to is not None or matter is None:
            continue
        wanted = _wanted(draft, task, supports_to_ask(matter, draft.who.organisation))
        key = f"{draft.answers.token}-{one.task}-support"
        found += ask_supports(draft.who.ledger, actor_of(draft, AskSupport), matter.id, wanted, key, matter.version)
    return tuple(found)


def _with_supports(draft: OpenDraft, plan: Iterable[Planned]) -> Iterator[tuple[Planned, Task]]:
    for one in plan:
        task = draft.review.task(one.task)
        if task is not None and task.supports:
            yield one, task


def _wanted(draft: OpenDraft, task: Task, units: Iterable[UnitId]) -> Iterator[WantedSupport]:
    assert task.due_date is not None, "asked before anything is opened"
    for unit in units:
        yield WantedSupport(unit, proposed_words(task.title, draft.who.read), task.due_date)


def _foreseen(draft: OpenDraft, one: Planned, wanted: WantedSupport) -> str:
    """What asking one unit right after the opening would do; of a task that is opened, what it would do now."""
    who, ask = draft.who, ask_of(one.matter, wanted)
    first = one.commands[0]
    submission = Submission("preview", actor_of(draft, type(first)), first, None)
    seen = preview(who.ledger, submission, ask)
    if seen.before is not None:
        seen = preview(who.ledger, replace(submission, actor=actor_of(draft, AskSupport), command=ask))
    said = {"unit": who.read.unit(wanted.unit), "title": draft.review.task(one.task).title}  # type: ignore[union-attr] # it has supports
    if seen.refusal is not None:
        return who.read.say(_NOT_ASKED, **said, why=refusal_sentence(seen.refusal, who.read))
    assert seen.after is not None, "what is not refused leads to a matter"
    timer = seen.after.supports[-1].timer
    assert timer is not None, "a support that was just asked waits for its answer"
    return who.read.say(_ASKED, **said, day=wanted.wanted_date.isoformat(), due=who.read.due(timer))
