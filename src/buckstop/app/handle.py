"""The one door: every command about matters, demands, cycles and the organisation comes through `handle`.

Load, decide, append and project are one durable transaction; there is no write without its event. Pages, the API, the
command line and the simulator hand their commands in here. Beside it write only what nobody asks of a matter: the clock
(`timers`), calendars that arrive (`recalendar`), erasures (`erasing`) and, bringing no event, the rebuilding of snapshots.
"""

from dataclasses import fields, replace
from itertools import chain
from typing import Any

from buckstop.app.answers import Accepted, DoorRefusal, Refused, Submission
from buckstop.app.cycle_streams import PREFIX as CYCLES
from buckstop.app.cycles import handle_cycle
from buckstop.app.demand_streams import PREFIX as DEMANDS
from buckstop.app.demands import handle_demand
from buckstop.app.erasing import is_erased
from buckstop.app.ids import LONGEST_ID, ids_in, is_id
from buckstop.app.ledger import Ledger
from buckstop.app.matters import handle_matter
from buckstop.app.organising import handle_organisation, is_organisation_command
from buckstop.app.repeating import answer_again
from buckstop.app.subject_streams import PREFIX as SUBJECTS
from buckstop.domain.cycle.commands import CycleCommand
from buckstop.domain.demand.commands import DemandCommand
from buckstop.domain.ids import Sealed, SubjectId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.refusals import Refusal
from buckstop.ledger.sealing import seal, sealed_places
from buckstop.ledger.store import ORGANISATION, SealedField

LONGEST_KEY = 200
"""Characters an idempotency key may have."""


def handle(ledger: Ledger, submission: Submission) -> Accepted | Refused:
    """Carry a command out, durably, or say why not.

    Args:
        submission: what is asked, by whom, under which key, and which version they saw.

    Returns:
        Accepted: when this returns, no crash can lose it. Refused: nothing was written.

    Raises:
        StoreError: the store cannot do its work; whether the command was carried out is not known. Hand it in again
            under the same key.
    """
    if not 0 < len(submission.key) <= LONGEST_KEY:
        return Refused(Refusal.of(DoorRefusal.KEY_MISSING, longest=LONGEST_KEY))
    if submission.actor is None and isinstance(submission.command, MatterCommand | DemandCommand | CycleCommand):
        return Refused(Refusal.of(DoorRefusal.NOBODY_SPEAKS))
    if (unfit := _unfit_id(submission)) is not None:
        return Refused(Refusal.of(DoorRefusal.ID_UNFIT, id=unfit[:LONGEST_ID], longest=LONGEST_ID))
    try:
        digest = ledger.digest(submission.command, *submission.personal)
    except UnicodeEncodeError:  # half of a surrogate pair: what a terminal makes of bytes that are no UTF-8
        return Refused(Refusal.of(DoorRefusal.NOT_TEXT))
    if (reserved := _reserved_id(submission.command)) is not None:
        return Refused(Refusal.of(DoorRefusal.ID_RESERVED, id=reserved))
    erased = next((one.subject for one in submission.personal if is_erased(ledger, one.subject)), None)
    if erased is not None:
        return _of_erased(ledger, submission, erased, digest)
    sealed = _seal(ledger, submission)
    if isinstance(sealed, Refusal):
        return Refused(sealed)
    if isinstance(submission.command, MatterCommand):
        return handle_matter(ledger, *sealed, digest)
    if isinstance(submission.command, DemandCommand):
        return handle_demand(ledger, submission, digest)
    if isinstance(submission.command, CycleCommand):
        return handle_cycle(ledger, submission, digest)
    assert is_organisation_command(submission.command), submission.command
    return handle_organisation(ledger, *sealed, digest)


def _unfit_id(submission: Submission) -> str | None:
    """The first of the key, the ids in the command and those of who speaks that can be none."""
    actor = submission.actor
    # A citizen speaks for no unit, and not everybody from a post.
    speaker = (actor.person, *filter(None, (actor.unit, actor.post, actor.for_post))) if actor else ()
    named = chain((submission.key,), ids_in(submission.command, submission.personal), speaker)
    return next((name for name in named if not is_id(name)), None)


def _reserved_id(command: Any) -> str | None:
    """An id of a matter that is the name of another stream, or could become one."""
    if isinstance(command, MatterCommand):
        for place in ("matter", "part", "into"):
            name = getattr(command, place, "")
            if name == ORGANISATION or name.startswith((SUBJECTS, DEMANDS, CYCLES)):
                return name
    return None


def _of_erased(ledger: Ledger, submission: Submission, subject: SubjectId, digest: bytes) -> Accepted | Refused:
    """The first answer of a key that was answered before the subject was erased; else nothing is kept of it again."""
    speaker = submission.actor.person if submission.actor else ""
    answer = ledger.store.load([], speaker, submission.key).answer
    if answer is not None:
        return answer_again(ledger, answer, digest)
    return Refused(Refusal.of(DoorRefusal.SUBJECT_ERASED, subject=subject))


def _seal(ledger: Ledger, submission: Submission) -> tuple[Submission, tuple[SealedField, ...]] | Refusal:
    """Personal texts leave the command; commitments take their place."""
    if not submission.personal:
        return submission, ()
    pairs = [
        seal(ledger.store, ledger.secret, personal.subject, personal.field, personal.text, ledger.salts)
        for personal in submission.personal
    ]
    commitments = tuple(commitment for commitment, _ in pairs)
    command = submission.command
    sealed = _sealed_each(command, commitments) if isinstance(command, tuple) else _sealed_one(command, commitments)
    if sealed is None:
        return Refusal.of(DoorRefusal.NOTHING_TO_SEAL)
    return replace(submission, command=sealed), tuple(row for _, row in pairs)


def _sealed_one(command: Any, commitments: tuple[Sealed, ...]) -> Any | None:
    """The command with its commitments in place; None where it has no place for one."""
    kind: type = type(command)
    places = sealed_places(kind)
    if "sealed" in places:
        return replace(command, sealed=commitments)
    if all(commitment.field in places for commitment in commitments):
        return replace(command, **{commitment.field: commitment for commitment in commitments})
    return None


def _sealed_each(commands: tuple[Any, ...], commitments: tuple[Sealed, ...]) -> tuple[Any, ...] | None:
    """Many commands at once: each commitment goes where its subject and field stand in an empty one."""
    waiting = {(commitment.subject, commitment.field): commitment for commitment in commitments}
    placed: list[Any] = []
    for command in commands:
        found = {
            field.name: waiting.pop((here.subject, here.field))
            for field in fields(command)
            if isinstance(here := getattr(command, field.name), Sealed) and (here.subject, here.field) in waiting
        }
        placed.append(replace(command, **found) if found else command)
    return None if waiting else tuple(placed)
