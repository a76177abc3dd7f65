"""Commands about the work and its end."""

from dataclasses import dataclass
from typing import ClassVar

from buckstop.domain.ids import MatterId, Sealed, UnitId
from buckstop.domain.matter.commands.command import MatterCommand
from buckstop.domain.matter.words import Attachment, CitizenWord, HelpKind, Outcome, VerificationWay


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportProgress(MatterCommand):
    """Say how far the work is."""

    NAME: ClassVar[str] = "report_progress"
    text: str
    percent: int | None = None
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDone(MatterCommand):
    """Claim that the work is done.

    Args:
        seed: asks for a verifier to be drawn where none is named; without one the office looks. A ledger blends a secret
            into it before it decides, so that nobody picks its verifier; what was drawn with is recorded.
    """

    NAME: ClassVar[str] = "report_done"
    text: str
    attachments: tuple[Attachment, ...] = ()
    seed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameVerifier(MatterCommand):
    """Name who will verify, as giver or supervision office."""

    NAME: ClassVar[str] = "name_verifier"
    verifier: UnitId


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyMatter(MatterCommand):
    """Say how the matter ended, as verifier: done, partly or not done, why, and what was learned.

    Args:
        way: how one looked: a fact that only who looked can tell, so nothing stands in for it.
        met: numbers (from 0) of the criteria found met; all of them where it is done.
    """

    NAME: ClassVar[str] = "verify"
    outcome: Outcome
    why: str
    way: VerificationWay
    learned: str = ""
    met: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuteMatter(MatterCommand):
    """Say that it is not done, as verifier: the holder goes on.

    Args:
        way: how one looked: a fact that only who looked can tell, so nothing stands in for it.
        failed: numbers (from 0) of the criteria found not met.
    """

    NAME: ClassVar[str] = "refute"
    reason: str
    way: VerificationWay
    failed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelMatter(MatterCommand):
    """End a matter that is not needed any more, as giver or above it; never as its holder."""

    NAME: ClassVar[str] = "cancel"
    reason: str
    learned: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeMatter(MatterCommand):
    """End a matter because another one is the same; who asked here asks there from now on."""

    NAME: ClassVar[str] = "merge"
    into: MatterId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenMatter(MatterCommand):
    """Say that it was closed too early: as requester, verifier or superior."""

    NAME: ClassVar[str] = "reopen"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RateMatter(MatterCommand):
    """Say what one thinks of the outcome, as the citizen who asked. Unsatisfied reopens within the limits."""

    NAME: ClassVar[str] = "rate"
    word: CitizenWord
    sealed: tuple[Sealed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgeMatter(MatterCommand):
    """Remind the holder, on record: as giver, superior or supervision office."""

    NAME: ClassVar[str] = "urge"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(MatterCommand):
    """Remark something."""

    NAME: ClassVar[str] = "note"
    text: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHelp(MatterCommand):
    """Put on record what help one's unit was given, as holder or supporter. Its word is the record; no photo is asked.

    Args:
        from_unit: who helped.
        hours: spent by who helped, at least 1; None where nobody counted.
    """

    NAME: ClassVar[str] = "record_help"
    kind: HelpKind
    from_unit: UnitId
    text: str
    hours: int | None = None


COMMANDS: tuple[type[MatterCommand], ...] = (
    ReportProgress,
    ReportDone,
    NameVerifier,
    VerifyMatter,
    RefuteMatter,
    CancelMatter,
    MergeMatter,
    ReopenMatter,
    RateMatter,
    UrgeMatter,
    AddNote,
    RecordHelp,
)
