"""What a reviewed directive's matters say: steps, references and goals, written once in the reviewer's language."""

from buckstop.app.directive_review import Review, Task
from buckstop.i18n import gettext_noop as _
from buckstop.intake.directives.model import Draft, Item
from buckstop.text.directives import DUE_KINDS
from buckstop.text.readers import Reader

_NAMED_AND_NUMBERED = _("%(title)s (%(number)s)")
_PHASE = _("%(day)s: %(what)s")
_SUPPORT_NAMED = _("Find out whom to ask for support: the directive names %(words)s.")
_OF_WHOLE = _("%(document)s; SHA-256 of the document: %(sha256)s")
_OF_ITEM = _("%(document)s, item %(number)s, at %(place)s; SHA-256 of the document: %(sha256)s")
_OF_UNNUMBERED = _("%(document)s, at %(place)s; SHA-256 of the document: %(sha256)s")
_OF_ADDED = _("%(document)s, a task added by the reviewer; SHA-256 of the document: %(sha256)s")
_GOAL = _("Every task of “%(title)s” is done (%(count)s).")


def phase_steps(item: Item, read: Reader) -> tuple[str, ...]:
    """The milestones of an item, in the order of the document."""
    return tuple(
        read.say(
            _PHASE,
            day=due.due_date.isoformat() if due.due_date else due.words,
            what=read.translate(DUE_KINDS[due.kind]),
        )
        for due in item.dues
    )


def support_steps(task: Task, read: Reader) -> tuple[str, ...]:
    """Groups and unknown names the directive wants to support: the holder has to find out whom they mean.

    Units of the register are no steps: the terms name them, and the holder asks them.
    """
    return tuple(read.say(_SUPPORT_NAMED, words=words) for words in task.named)


def document_words(review: Review, read: Reader) -> str:
    """The document as papers are cited."""
    if review.title and review.number:
        return read.say(_NAMED_AND_NUMBERED, title=review.title, number=review.number)
    return review.title or review.number


def whole_goal(review: Review, read: Reader) -> str:
    """What is so when all of the directive is done, where nobody said it better."""
    return review.goal or read.say(_GOAL, title=review.title, count=len(review.kept))


def reference(review: Review, task: Task | None, draft: Draft | None, sha256: str, read: Reader) -> str:
    """Where it stands on paper: document, number of the item, place, and the digest of the file.

    Args:
        task: None for the directive itself.
        draft: None where the document cannot be read any more.
    """
    fields = {"document": document_words(review, read), "sha256": sha256}
    if task is None:
        return read.say(_OF_WHOLE, **fields)
    if task.item is None or draft is None or task.item >= len(draft.items):
        return read.say(_OF_ADDED if task.item is None else _OF_WHOLE, **fields)
    item = draft.items[task.item]
    place = draft.blocks[item.place.block].address
    if item.number:
        return read.say(_OF_ITEM, number=item.number, place=place, **fields)
    return read.say(_OF_UNNUMBERED, place=place, **fields)
