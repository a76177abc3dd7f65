"""What can happen to a data subject: erased, held for a legal reason, let go again. All of it is on record for ever.

A subject is a pseudonym whose sealed texts lie beside the log. Erasing destroys those texts and the key that opens them;
the log keeps their commitments and the fact of the erasure. A legal hold stops an erasure until it is lifted. Reasons
are written into the log and can never be erased: they name a document or a provision, never a person.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from buckstop.domain.ids import SubjectId
from buckstop.domain.refusals import Refusal

# --- events ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SubjectErased:
    """From here on nothing sealed for the subject can be opened; the key and the texts are destroyed."""

    NAME: ClassVar[str] = "subject.erased"
    VERSION: ClassVar[int] = 1
    subject: SubjectId
    reason: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class SubjectHoldSet:
    """The subject's texts must be kept for a legal reason: no erasure until the hold is lifted."""

    NAME: ClassVar[str] = "subject.hold_set"
    VERSION: ClassVar[int] = 1
    subject: SubjectId
    reason: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class SubjectHoldLifted:
    """The legal reason is gone: the subject can be erased again."""

    NAME: ClassVar[str] = "subject.hold_lifted"
    VERSION: ClassVar[int] = 1
    subject: SubjectId
    reason: str
    happened_at: datetime


SubjectEvent = SubjectErased | SubjectHoldSet | SubjectHoldLifted
EVENTS: dict[str, type[SubjectEvent]] = {
    event.NAME: event for event in (SubjectErased, SubjectHoldSet, SubjectHoldLifted)
}


# --- commands --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EraseSubject:
    """Destroy everything sealed for a subject."""

    subject: SubjectId
    reason: str


@dataclass(frozen=True, slots=True)
class HoldSubject:
    """Keep a subject's texts from being erased."""

    subject: SubjectId
    reason: str


@dataclass(frozen=True, slots=True)
class LiftHold:
    """End a legal hold."""

    subject: SubjectId
    reason: str


SubjectCommand = EraseSubject | HoldSubject | LiftHold


class PrivacyRefusal(StrEnum):
    """The obstacle, in order of precedence; every refusal carries the subject."""

    REASON_MISSING = "privacy.reason_missing"
    ALREADY_ERASED = "privacy.already_erased"
    ON_HOLD = "privacy.on_hold"
    NOT_ON_HOLD = "privacy.not_on_hold"
    UNKNOWN = "privacy.unknown"


# --- state -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Subject:
    """A data subject between two events.

    Args:
        version: number of events so far.
        held: a legal hold is in force.
        erased_at: since when nothing of it can be opened; None while it can.
    """

    id: SubjectId
    version: int = 0
    held: bool = False
    erased_at: datetime | None = None


def decide(subject: Subject, command: SubjectCommand, at: datetime) -> SubjectEvent | Refusal:
    """What a command writes, or why not.

    Args:
        subject: version 0 for one of whom nothing was said yet.
        at: now, aware UTC.
    """
    code = _obstacle(subject, command)
    if code is not None:
        return Refusal.of(code, subject=subject.id)
    match command:
        case EraseSubject():
            return SubjectErased(subject.id, command.reason, at)
        case HoldSubject():
            return SubjectHoldSet(subject.id, command.reason, at)
        case LiftHold():
            return SubjectHoldLifted(subject.id, command.reason, at)


def evolve(subject: Subject | None, event: SubjectEvent) -> Subject:
    """The subject after an event."""
    before = subject or Subject(event.subject)
    erased_at = event.happened_at if isinstance(event, SubjectErased) else before.erased_at
    held = before.held if isinstance(event, SubjectErased) else isinstance(event, SubjectHoldSet)
    return Subject(before.id, before.version + 1, held, erased_at)


def _obstacle(subject: Subject, command: SubjectCommand) -> PrivacyRefusal | None:
    if not command.reason.strip():
        return PrivacyRefusal.REASON_MISSING
    if subject.erased_at is not None:
        return PrivacyRefusal.ALREADY_ERASED
    if subject.held and not isinstance(command, LiftHold):
        return PrivacyRefusal.ON_HOLD
    if not subject.held and isinstance(command, LiftHold):
        return PrivacyRefusal.NOT_ON_HOLD
    return None
