"""Data subjects: held, let go, erased; never erased while held, and never brought back."""

from datetime import UTC, datetime

import pytest

from buckstop.domain.ids import SubjectId
from buckstop.domain.privacy import (
    EraseSubject,
    HoldSubject,
    LiftHold,
    PrivacyRefusal,
    Subject,
    SubjectCommand,
    SubjectErased,
    SubjectHoldLifted,
    SubjectHoldSet,
    decide,
    evolve,
)
from buckstop.domain.refusals import Refusal

WHO = SubjectId("c-1")
AT = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
NEW, HELD, ERASED = Subject(WHO), Subject(WHO, 1, held=True), Subject(WHO, 1, erased_at=AT)


@pytest.mark.parametrize(
    ("subject", "command", "expected"),
    [
        (NEW, EraseSubject(WHO, "r"), SubjectErased(WHO, "r", AT)),
        (NEW, HoldSubject(WHO, "r"), SubjectHoldSet(WHO, "r", AT)),
        (HELD, LiftHold(WHO, "r"), SubjectHoldLifted(WHO, "r", AT)),
        (NEW, EraseSubject(WHO, " "), PrivacyRefusal.REASON_MISSING),
        (HELD, EraseSubject(WHO, "r"), PrivacyRefusal.ON_HOLD),
        (HELD, HoldSubject(WHO, "r"), PrivacyRefusal.ON_HOLD),
        (NEW, LiftHold(WHO, "r"), PrivacyRefusal.NOT_ON_HOLD),
        (ERASED, EraseSubject(WHO, "r"), PrivacyRefusal.ALREADY_ERASED),
        (ERASED, HoldSubject(WHO, "r"), PrivacyRefusal.ALREADY_ERASED),
        (ERASED, LiftHold(WHO, "r"), PrivacyRefusal.ALREADY_ERASED),
    ],
)
def test_each_command_in_each_state(subject: Subject, command: SubjectCommand, expected: object) -> None:
    answer = decide(subject, command, AT)
    assert answer == (Refusal.of(expected, subject=WHO) if isinstance(expected, PrivacyRefusal) else expected)


def test_a_subject_is_what_its_events_lead_to() -> None:
    held = evolve(None, SubjectHoldSet(WHO, "r", AT))
    free = evolve(held, SubjectHoldLifted(WHO, "r", AT))
    gone = evolve(free, SubjectErased(WHO, "r", AT))
    assert (held, free, gone) == (
        Subject(WHO, 1, held=True),
        Subject(WHO, 2),
        Subject(WHO, 3, erased_at=AT),
    )
