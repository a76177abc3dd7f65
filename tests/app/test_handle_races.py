"""What others write between two looks of a command: nothing is decided on a mixture, nothing waits for ever."""

import secrets
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from buckstop.app.answers import Accepted, DoorRefusal, Refused, Submission
from buckstop.app.calendars import plain_calendar
from buckstop.app.clock import SetClock
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.rulepacks import load_rules
from buckstop.domain.calendars import Calendar
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.accountability import ClaimMatter, DelegatePart, EscalateMatter, OpenMatter
from buckstop.domain.matter.commands.work import AddNote, ReportDone
from buckstop.domain.matter.refusals import MatterRefusal
from buckstop.domain.packs import Pack
from buckstop.ledger.memory_store import MemoryStore
from buckstop.ledger.note import Algorithm, SigningKey
from buckstop.ledger.store import Snapshot, Where
from proofs.histories_clients import START_AT
from proofs.histories_county import ESCALATED_FOR, TERMS, founding, speaker

NORTH, HILL = UnitId("north"), UnitId("hill")
WHOLE, PART = MatterId("m"), MatterId("p1")


class InterruptedStore(MemoryStore):
    """A store in which somebody else writes just before a family is looked up, once."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], object] | None = None

    def find(self, where: Where, limit: int = 1000, after: str = "") -> Sequence[Snapshot]:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None and where.parent:
            meanwhile()
        return super().find(where, limit, after)


@pytest.fixture
def store() -> InterruptedStore:
    return InterruptedStore()


@pytest.fixture
def ledger(store: InterruptedStore) -> Ledger:
    pack, calendar = load_rules("generic", None), plain_calendar("UTC", None)
    assert isinstance(pack, Pack)
    assert isinstance(calendar, Calendar)
    key = SigningKey("county.example/ledger", Algorithm.ED25519, bytes(32))
    found = Ledger(store, SetClock(START_AT), key.name, key, bytes(32), pack, calendar)
    assert isinstance(handle(found, Submission("founding", None, founding())), Accepted)
    ask(found, NORTH, OpenMatter(matter=WHOLE, unit=NORTH, title="It", terms=TERMS, deadline_date=None))
    delegate(found, "p1")
    return found


def ask(ledger: Ledger, unit: UnitId, command: MatterCommand, version: int | None = None) -> Accepted | Refused:
    return handle(ledger, Submission(secrets.token_hex(8), speaker(unit), command, version))


def delegate(ledger: Ledger, part: str) -> Accepted | Refused:
    return ask(
        ledger,
        NORTH,
        DelegatePart(matter=WHOLE, part=MatterId(part), to=HILL, title="Part", terms=TERMS, deadline_date=None),
    )


def test_a_family_that_grows_while_it_is_looked_at_is_looked_at_again(ledger: Ledger, store: InterruptedStore) -> None:
    ask(ledger, NORTH, ClaimMatter(matter=WHOLE))
    store.meanwhile = lambda: delegate(ledger, "p2")
    outcome = ask(ledger, NORTH, ReportDone(matter=WHOLE, text="Done."))
    assert isinstance(outcome, Refused)
    assert outcome.matter is not None
    assert outcome.refusal.code == MatterRefusal.OPEN_CHILDREN
    assert outcome.matter.children == 2


def test_whoever_named_a_version_is_told_that_the_family_grew_meanwhile(
    ledger: Ledger, store: InterruptedStore
) -> None:
    claimed = ask(ledger, NORTH, ClaimMatter(matter=WHOLE))
    assert isinstance(claimed, Accepted)
    assert claimed.matter is not None
    store.meanwhile = lambda: delegate(ledger, "p2")
    outcome = ask(ledger, NORTH, ReportDone(matter=WHOLE, text="Done."), claimed.matter.version)
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code == DoorRefusal.STALE_VERSION


def test_a_newer_state_that_comes_with_the_family_is_not_taken_for_the_one_that_was_asked_about(
    ledger: Ledger, store: InterruptedStore
) -> None:
    # The whole's decision lapses and carries its part along: so a command about the part looks at the whole's family.
    ask(ledger, NORTH, EscalateMatter(matter=WHOLE, reason_class=ESCALATED_FOR, text="Whose?"))
    seen = store.load([PART]).snapshots[PART].version
    clock = ledger.clock
    assert isinstance(clock, SetClock)
    clock.at += timedelta(days=30)

    def meanwhile() -> None:
        clock.at -= timedelta(days=30)  # another process, whose clock is behind
        assert isinstance(ask(ledger, NORTH, AddNote(matter=PART, text="Seen.")), Accepted)
        clock.at += timedelta(days=30)

    store.meanwhile = meanwhile
    outcome = ask(ledger, NORTH, AddNote(matter=PART, text="Seen too."), seen)
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code == DoorRefusal.STALE_VERSION
    assert store.load([PART]).snapshots[PART].version == seen + 1
