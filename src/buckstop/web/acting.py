"""Doing an act: what it would do, the command through the one door, and the words of what became of it."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest

from buckstop.app.answers import Accepted, DoorRefusal, Refused, Submission
from buckstop.app.cautions import cautions
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.previewing import preview
from buckstop.app.queries import events_of
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.state import Matter
from buckstop.i18n import gettext_noop as _
from buckstop.text.events import told
from buckstop.text.readers import Reader
from buckstop.text.refusals import refusal_sentence
from buckstop.web.acts.act import Act, Scene, Values
from buckstop.web.acts.answers import answers_of
from buckstop.web.acts.forms import ActForm
from buckstop.web.effects import Effects, effects_of, outcome_sentences

_ALONG = "-along"
_UNSEEN = _(
    "It was not said which state of the matter you saw, so nothing can be done on the strength of it. Look at what it would "
    "do now, then send it again."
)


@dataclass(frozen=True, slots=True)
class Foresight:
    """What an act would do as far as its form is filled in.

    Args:
        missing: questions on whose answers everything depends.
    """

    effects: Effects
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """What became of an act.

    Args:
        matter: as it stands after it; None where it was refused.
        refusal: why it was refused, in a whole sentence; empty where it was done.
        stale: it was refused because something happened meanwhile.
    """

    matter: Matter | None
    refusal: str = ""
    stale: bool = False


def foreseen(act: Act, form: ActForm) -> Foresight:
    """What an act would do now."""
    answers = answers_of(act.fields, form)
    if answers.missing:
        return Foresight(Effects(drafted=True), answers.missing)
    return Foresight(effects_now(form.scene, act.made(answers.values, form.scene), drafted=answers.drafted))


def effects_now(scene: Scene, command: MatterCommand, *, drafted: bool = False) -> Effects:
    """What a command would do now, in words."""
    seen = preview(scene.ledger, Submission("preview", scene.actor, command, scene.version))
    warned = cautions(scene.ledger, scene.organisation, scene.matter, command)
    return effects_of(
        seen, events_of(scene.ledger, scene.matter.id), scene.read, warned, tells=scene.tells, drafted=drafted
    )


def do(act: Act, scene: Scene, values: Values, key: str, version: int | None) -> Done:
    """Hand the command of an act in, and what comes along with it before.

    Args:
        version: of the matter as the person saw it; None where that was not said: nobody acts on what they did not see.
    """
    if version is None:
        return Done(None, scene.read.translate(_UNSEEN))
    submission = Submission(key, scene.actor, act.made(values, scene), version)
    first = act.along(values, scene) if act.along else None
    if first is not None:
        # What comes along is written first, so nothing may stand in the way of the command itself.
        expected = preview(scene.ledger, submission)
        if expected.refusal is not None and expected.refusal.code != DoorRefusal.STALE_VERSION:
            return Done(None, refusal_sentence(expected.refusal, scene.read))
        along = handle(scene.ledger, Submission(key + _ALONG, scene.actor, first, version))
        if isinstance(along, Refused):
            return _refused(along, scene.read)
        assert along.matter is not None
        submission = replace(submission, version=along.matter.version)
    outcome = handle(scene.ledger, submission)
    return Done(outcome.matter) if isinstance(outcome, Accepted) else _refused(outcome, scene.read)


def _refused(outcome: Refused, read: Reader) -> Done:
    return Done(None, refusal_sentence(outcome.refusal, read), stale=outcome.refusal.code == DoorRefusal.STALE_VERSION)


def tell_outcome(request: HttpRequest, ledger: Ledger, before: Matter | None, after: Matter, read: Reader) -> None:
    """Say on the next page what happened to responsibility."""
    events = events_of(ledger, after.id, after=before.version if before else 0)
    for sentence in outcome_sentences(before, after, events, read):
        messages.success(request, sentence)


def meanwhile(ledger: Ledger, matter: MatterId, since: int, read: Reader) -> tuple[str, ...]:
    """What was written about a matter after a version, in words."""
    return tuple(told(event, read).sentence for event in events_of(ledger, matter, after=since))
