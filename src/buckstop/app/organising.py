"""Commands about the organisation: one transaction in which nobody else commits, the matters they concern included."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from buckstop.app.answers import Accepted, DoorRefusal, Refused, Submission, acknowledge
from buckstop.app.ledger import Ledger
from buckstop.app.reorganising import carry_out, write_events
from buckstop.app.repeating import answer_again
from buckstop.app.subject_streams import first_erased, subject_stream
from buckstop.domain.ids import SubjectId
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import EndAbsence, OrganisationCommand, RegisterAbsence
from buckstop.domain.organisation_decide import decide
from buckstop.domain.organisation_events import OrganisationEvent
from buckstop.domain.organisation_evolve import evolve_all
from buckstop.domain.permissions import may, may_say_who_is_away
from buckstop.domain.posts import Role
from buckstop.domain.privacy import SubjectCommand
from buckstop.domain.refusals import Refusal
from buckstop.ledger.store import ORGANISATION, Answer, SealedField


def handle_organisation(
    ledger: Ledger, submission: Submission, sealed: tuple[SealedField, ...], digest: bytes
) -> Accepted | Refused:
    """Carry commands about the organisation out, all or none, or say why not.

    Args:
        submission: its command is one command or a tuple of them, decided in order.
    """
    commands: tuple[OrganisationCommand, ...] = (
        submission.command if isinstance(submission.command, tuple) else (submission.command,)
    )
    speaker = submission.actor.person if submission.actor else ""
    now = ledger.now()
    subjects = {subject_stream(SubjectId(row.subject)): row.subject for row in sealed}
    with ledger.store.exclusive() as writer:
        loaded = writer.load([ORGANISATION, *subjects], speaker, submission.key)
        if loaded.answer is not None:
            return answer_again(ledger, loaded.answer, digest)
        if (erased := first_erased(loaded.snapshots, subjects)) is not None:
            return Refused(Refusal.of(DoorRefusal.SUBJECT_ERASED, subject=erased))
        organisation = ledger.organisation(loaded.organisation_version) if loaded.organisation_version else None
        if organisation is not None:
            organisation = carry_out(ledger, writer, organisation, now)
            if refusal := _door(organisation, submission, commands, now):
                return Refused(refusal)
        events = _decide_all(organisation, commands, now)
        if isinstance(events, Refusal):
            return Refused(events)
        first = organisation.version + 1 if organisation else 1
        answer = Answer(speaker, submission.key, digest, ORGANISATION, first, first + len(events) - 1)
        leaves = write_events(ledger, writer, organisation, events, submission.actor, now, answer, sealed)
    return Accepted(acknowledge(ledger.origin, ledger.key, ORGANISATION, first, leaves))


def _door(
    organisation: Organisation, submission: Submission, commands: Sequence[OrganisationCommand], at: datetime
) -> Refusal | None:
    for command in commands:
        if refusal := administers(organisation, submission.actor, command, at):
            return refusal
    if submission.version is not None and submission.version != organisation.version:
        return Refusal.of(DoorRefusal.STALE_VERSION, seen=submission.version, current=organisation.version)
    return None


def administers(
    organisation: Organisation, actor: Actor | None, command: OrganisationCommand | SubjectCommand, at: datetime
) -> Refusal | None:
    """No, unless the actor may change the organisation, or what is kept of data subjects.

    Only an administrator may. While none is in office, the leader of the root may too, and so may nobody named: whoever
    keeps the ledger's files and sets it up. Absences are also begun and ended by the post's holder, its unit's leader and the
    supervision office.
    """
    match command:
        case RegisterAbsence(post=post) | EndAbsence(post=post):
            if actor is not None and may_say_who_is_away(organisation, actor, post, at):
                return None
    if _has_administrator(organisation, at):
        return may(organisation, actor, command, at) if actor else Refusal.of(DoorRefusal.NOBODY_SPEAKS)
    if actor is None or (actor.unit == organisation.root and _leads(organisation, actor, at)):
        return None
    return may(organisation, actor, command, at)


def _has_administrator(organisation: Organisation, at: datetime) -> bool:
    return any(
        Role.ADMINISTRATOR in post.roles and organisation.holder_of(post.id, at) is not None
        for post in organisation.posts.by_id.values()
    )


def _leads(organisation: Organisation, actor: Actor, at: datetime) -> bool:
    return Role.LEADER in organisation.roles_of(actor.person, actor.unit, at)


def _decide_all(
    organisation: Organisation | None, commands: Sequence[OrganisationCommand], at: datetime
) -> tuple[OrganisationEvent, ...] | Refusal:
    events: list[OrganisationEvent] = []
    current = organisation
    for number, command in enumerate(commands, 1):
        answer = decide(current, command, at)
        if isinstance(answer, Refusal) and len(commands) > 1:
            return Refusal(answer.code, (*answer.fields, ("number", str(number))))
        if isinstance(answer, Refusal):
            return answer
        events += answer
        current = evolve_all(current, answer)
    return tuple(events)


def is_organisation_command(command: Any) -> bool:
    """One command about the organisation, or a tuple of them."""
    many = command if isinstance(command, tuple) else (command,)
    return bool(many) and all(isinstance(one, OrganisationCommand) for one in many)
