"""The stream of a data subject: its name, and how one sees that the subject was erased."""

from collections.abc import Mapping

from buckstop.domain.ids import SubjectId
from buckstop.ledger.store import Snapshot

KIND = "subject"
"""Kind of a data subject's stream."""

PREFIX = "subject/"
"""What names of their streams begin with."""

ERASED = "erased"
"""Phase of a subject for whom nothing may be sealed any more."""


def subject_stream(subject: SubjectId) -> str:
    """Name of the stream that says what happened to a subject."""
    return PREFIX + subject


def first_erased(snapshots: Mapping[str, Snapshot], subjects: Mapping[str, str]) -> str | None:
    """The first of these subjects (by the names of their streams) that was erased."""
    return next((subject for name, subject in subjects.items() if snapshots[name].lookup.phase == ERASED), None)
