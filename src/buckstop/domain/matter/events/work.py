"""Events about the work and its end: reports, verification, closing, reopening, remarks."""

from dataclasses import dataclass
from typing import ClassVar

from buckstop.domain.ids import MatterId, PersonId, Sealed, UnitId
from buckstop.domain.matter.events.event import MatterEvent
from buckstop.domain.matter.words import Attachment, CitizenWord, Draw, HelpKind, Outcome, Timer, VerificationWay


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressReported(MatterEvent):
    """The holder said how far it is.

    Args:
        percent: of the work, 0 to 100; None where it cannot be said.
    """

    NAME: ClassVar[str] = "matter.progress_reported"
    text: str
    percent: int | None
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneReported(MatterEvent):
    """The holder claims that it is done; the verifier's clock runs. An appeal that was open ends with the claim."""

    NAME: ClassVar[str] = "matter.done_reported"
    text: str
    attachments: tuple[Attachment, ...]
    verifier: UnitId
    draw: Draw | None
    timer: Timer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierNamed(MatterEvent):
    """Giver or office named who will look."""

    NAME: ClassVar[str] = "matter.verifier_named"
    verifier: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationPassedOn(MatterEvent):
    """The verifier was silent, or can no longer be one: the next in line looks.

    Args:
        lapsed: the former verifier's time ran out; else a change of the organisation ruled it out.
    """

    NAME: ClassVar[str] = "matter.verification_passed_on"
    former: UnitId
    verifier: UnitId
    round: int
    lapsed: bool
    timer: Timer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRefuted(MatterEvent):
    """The verifier found that it is not done: back to work.

    Args:
        failed: numbers (from 0) of the criteria that are not met.
        way: how the verifier looked; None where that was not recorded yet.
    """

    NAME: ClassVar[str] = "matter.refuted"
    VERSION: ClassVar[int] = 2
    verifier: UnitId
    reason: str
    failed: tuple[int, ...]
    way: VerificationWay | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterClosed(MatterEvent):
    """It ended: verified, cancelled or merged.

    Args:
        verifier: who verified; None where nothing was to verify.
        into: the matter it was merged into.
        met: numbers (from 0) of the criteria the verifier found met.
        way: how the verifier looked; None where nobody verified, or it was not recorded yet.
    """

    NAME: ClassVar[str] = "matter.closed"
    VERSION: ClassVar[int] = 2
    outcome: Outcome
    why: str
    learned: str
    verifier: UnitId | None
    into: MatterId | None
    met: tuple[int, ...]
    way: VerificationWay | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterReopened(MatterEvent):
    """It was closed (or reported done) too early: settled with its last holder or who stands in its place.

    Args:
        part: the part whose reopening reopened this matter, None where it was asked itself.
    """

    NAME: ClassVar[str] = "matter.reopened"
    holder: UnitId
    reason: str
    part: MatterId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterAbsorbed(MatterEvent):
    """Another matter was merged into this one; who asked there asks here now."""

    NAME: ClassVar[str] = "matter.absorbed"
    merged: MatterId
    requesters: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterRated(MatterEvent):
    """The citizen who asked said what they think of the outcome."""

    NAME: ClassVar[str] = "matter.rated"
    word: CitizenWord
    sealed: tuple[Sealed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterUrged(MatterEvent):
    """Somebody above reminded the holder, on record."""

    NAME: ClassVar[str] = "matter.urged"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(MatterEvent):
    """A remark; it changes nothing."""

    NAME: ClassVar[str] = "matter.note_added"
    text: str
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineReminded(MatterEvent):
    """The deadline is near (1) or has passed (2).

    Args:
        next: the next reminder, None after the last.
    """

    NAME: ClassVar[str] = "matter.deadline_reminded"
    stage: int
    next: Timer | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpReceived(MatterEvent):
    """A unit at work on it put on record what help it was given.

    Args:
        receiver: who was helped, and says so.
        from_unit: who helped.
        hours: spent by who helped; None where nobody counted.
    """

    NAME: ClassVar[str] = "matter.help_received"
    kind: HelpKind
    receiver: UnitId
    from_unit: UnitId
    hours: int | None
    text: str


EVENTS: tuple[type[MatterEvent], ...] = (
    ProgressReported,
    DoneReported,
    VerifierNamed,
    VerificationPassedOn,
    MatterRefuted,
    MatterClosed,
    MatterReopened,
    MatterAbsorbed,
    MatterRated,
    MatterUrged,
    NoteAdded,
    DeadlineReminded,
    HelpReceived,
)
