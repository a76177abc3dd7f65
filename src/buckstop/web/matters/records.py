"""What was said about a matter: reports and findings, notes and questions, objections on record, files."""

from collections.abc import Sequence
from dataclasses import dataclass

from buckstop.domain.matter.events import MatterEvent, accountability, work
from buckstop.i18n import gettext_noop as _
from buckstop.text.protocol_words import PROTESTS
from buckstop.web.matters.steps import FileView, Step, Teller, When

MOST_SHOWN = 10
_OBJECTION = _("%(unit)s: %(kind)s. %(text)s")
_REPORTS = (work.ProgressReported, work.DoneReported, work.MatterRefuted, work.MatterClosed, work.MatterRated)
_REMARKS = (
    work.NoteAdded,
    work.MatterUrged,
    accountability.OfferQuestionAsked,
    accountability.OfferQuestionAnswered,
)


@dataclass(frozen=True, slots=True)
class Steps:
    """Some steps, the latest first.

    Args:
        more: how many earlier ones are not shown here; all of them stand in the timeline.
    """

    steps: tuple[Step, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Objection:
    """An acceptance under protest: what it foretold, and when it was said."""

    number: int
    at: When
    words: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file with the step that names it."""

    file: FileView
    number: int
    at: When


@dataclass(frozen=True, slots=True)
class DrawRow:
    """A verifier drawn by lot: the seed with which the draw can be done again."""

    number: int
    seed: str


@dataclass(frozen=True, slots=True)
class RecordsView:
    """What was said about a matter.

    Args:
        percent: of the work, as last reported since it was last opened anew; None where nobody said.
        objections: the earliest first.
    """

    reports: Steps
    remarks: Steps
    objections: tuple[Objection, ...]
    files: tuple[FileRow, ...]
    draws: tuple[DrawRow, ...]
    percent: int | None


def records_view(events: Sequence[MatterEvent], teller: Teller) -> RecordsView:
    """What was said about a matter, for one reader."""
    return RecordsView(
        reports=_steps(events, _REPORTS, teller),
        remarks=_steps(events, _REMARKS, teller),
        objections=objections(events, teller),
        files=tuple(_files(events, teller)),
        draws=tuple(
            DrawRow(number, event.draw.seed)
            for number, event in enumerate(events, 1)
            if isinstance(event, work.DoneReported) and event.draw is not None
        ),
        percent=_percent(events),
    )


def objections(events: Sequence[MatterEvent], teller: Teller) -> tuple[Objection, ...]:
    """Every acceptance under protest."""
    return tuple(
        Objection(
            number,
            teller.when(event.happened_at),
            teller.read.say(
                _OBJECTION,
                unit=teller.read.unit(event.holder),
                kind=teller.read.word(PROTESTS, event.protest.kind),
                text=event.protest.text,
            ),
        )
        for number, event in enumerate(events, 1)
        if isinstance(event, accountability.OfferAccepted) and event.protest is not None
    )


def _steps(events: Sequence[MatterEvent], kinds: tuple[type[MatterEvent], ...], teller: Teller) -> Steps:
    found = [(number, event) for number, event in enumerate(events, 1) if isinstance(event, kinds)]
    return Steps(
        tuple(teller.step(number, event) for number, event in reversed(found[-MOST_SHOWN:])),
        max(0, len(found) - MOST_SHOWN),
    )


def _files(events: Sequence[MatterEvent], teller: Teller) -> list[FileRow]:
    """Every file any step names, the latest first."""
    return [
        FileRow(FileView(file.name, file.sha256, teller.matter), number, teller.when(event.happened_at))
        for number, event in zip(range(len(events), 0, -1), reversed(events), strict=True)
        for file in getattr(event, "attachments", ())
    ]


def _percent(events: Sequence[MatterEvent]) -> int | None:
    for event in reversed(events):
        if isinstance(event, work.MatterReopened | work.MatterRefuted):
            return None
        if isinstance(event, work.ProgressReported) and event.percent is not None:
            return event.percent
    return None
