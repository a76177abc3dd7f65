"""Commands about matters: stale versions, races, retries; one wins, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from buckstop.app.answers import Accepted, DoorRefusal, Refused, Submission
from buckstop.app.handle import handle
from buckstop.app.ledger import NoOrganisationError
from buckstop.app.matters import wake
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.accountability import (
    AcceptOffer,
    ClaimMatter,
    DelegatePart,
    OfferMatter,
    RecallMatter,
)
from buckstop.domain.matter.commands.work import AddNote, CancelMatter, ReportDone, VerifyMatter
from buckstop.domain.matter.events.work import DoneReported
from buckstop.domain.matter.refusals import MatterRefusal
from buckstop.domain.matter.words import Outcome, Phase, Terms, VerificationWay
from buckstop.ledger.codec import decode
from buckstop.ledger.memory_store import MemoryStore
from buckstop.ledger.store import Change, VersionConflictError
from tests.app.staged import COUNTY, DAY, ROADS, TOWN, VILLAGE, WATER, Stage, empty_ledger, head, stage
from tests.app.test_handle import STORES


def test_a_stale_version_is_refused_with_the_state_as_it_is() -> None:
    county = stage()
    matter = county.open("m1")
    county.do(COUNTY, ClaimMatter(matter=matter))
    outcome = county.try_(COUNTY, OfferMatter(matter=matter, to=WATER), version=1)
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is DoorRefusal.STALE_VERSION
    assert (outcome.refusal.field("seen"), outcome.refusal.field("current")) == ("1", "2")
    assert outcome.matter == county.matter(matter)


def test_a_version_of_a_matter_that_is_not_there_is_stale_too() -> None:
    outcome = stage().try_(COUNTY, ClaimMatter(matter=MatterId("m9")), version=3)
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is DoorRefusal.STALE_VERSION
    assert outcome.matter is None


def test_without_an_organisation_nothing_can_be_held() -> None:
    with pytest.raises(NoOrganisationError):
        handle(empty_ledger(), Submission("k", head(COUNTY), ClaimMatter(matter=MatterId("m1"))))


@pytest.mark.parametrize("store", STORES)
def test_of_two_commands_on_one_version_one_wins_and_the_other_is_told(store: str, tmp_path: Path) -> None:
    county = stage(STORES[store](tmp_path))
    workers = 8
    with ThreadPoolExecutor(workers) as pool:
        for turn in range(5):
            matter = county.open(f"m{turn}")
            barrier = Barrier(workers)

            def run(number: int, matter: MatterId = matter, barrier: Barrier = barrier) -> Accepted | Refused:
                barrier.wait()
                to = WATER if number % 2 else ROADS
                command = OfferMatter(matter=matter, to=to)
                return handle(county.ledger, Submission(f"{matter}-{number}", head(COUNTY), command, 1))

            outcomes = list(pool.map(run, range(workers)))
            refused = [one for one in outcomes if isinstance(one, Refused)]
            assert len(refused) == workers - 1
            assert {one.refusal.code for one in refused} == {DoorRefusal.STALE_VERSION}
            assert all(one.matter is not None and one.matter.version == 2 for one in refused)
            assert county.names(matter) == ["matter.opened", "matter.offered"]
    county.ledger.store.close()


@pytest.mark.parametrize("store", STORES)
def test_twins_with_one_key_are_carried_out_once_and_answered_alike(store: str, tmp_path: Path) -> None:
    county = stage(STORES[store](tmp_path))
    matter = county.open("m1")
    barrier = Barrier(6)

    def run(_number: int) -> Accepted | Refused:
        barrier.wait()
        return handle(county.ledger, Submission("twin", head(COUNTY), OfferMatter(matter=matter, to=WATER), 1))

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(run, range(6)))
    words = {one.acknowledgement for one in outcomes if isinstance(one, Accepted)}
    assert len(words) == 1
    assert all(isinstance(one, Accepted) for one in outcomes)
    assert county.matter(matter).version == 2
    county.ledger.store.close()


@pytest.mark.parametrize("store", STORES)
def test_commands_that_saw_no_version_all_get_through(store: str, tmp_path: Path) -> None:
    county = stage(STORES[store](tmp_path))
    matter = county.open("m1")

    def run(number: int) -> Accepted | Refused:
        command = AddNote(matter=matter, text=str(number))
        while isinstance(
            outcome := handle(county.ledger, Submission(f"n{number}", head(COUNTY), command)), Refused
        ):  # busy: the same key again, as the sentence says
            assert outcome.refusal.code is DoorRefusal.BUSY
        return outcome

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(12)))
    assert county.matter(matter).version == 13
    county.ledger.store.close()


class _Interfering(MemoryStore):
    """A store to which somebody else writes just before each commit, as often as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.conflicts = 0
        self.attempts = 0

    def commit(self, change: Change) -> None:
        self.attempts += 1
        if self.conflicts:
            self.conflicts -= 1
            raise VersionConflictError(("a-neighbour",))
        super().commit(change)


def test_conflicts_that_are_nobodys_decision_are_tried_again_and_end_in_busy() -> None:
    store = _Interfering()
    county = stage(store)
    matter = county.open("m1")
    store.conflicts = 3
    assert isinstance(county.try_(COUNTY, ClaimMatter(matter=matter), version=1), Accepted)
    store.conflicts = 100
    outcome = county.try_(COUNTY, AddNote(matter=matter, text="x"))
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is DoorRefusal.BUSY


def test_a_wake_before_its_time_does_nothing_and_one_at_its_time_happens_once() -> None:
    county = stage()
    matter = county.open("m1")
    assert not wake(county.ledger, matter)
    county.later(7 * DAY)
    assert wake(county.ledger, matter)
    assert not wake(county.ledger, matter)
    assert county.names(matter) == ["matter.opened", "matter.claimed"]


def part_of(county: Stage, whole: str, part: str, to: str) -> MatterCommand:
    return DelegatePart(
        matter=MatterId(whole),
        part=MatterId(part),
        to=to,  # type: ignore[arg-type] # ids of tests
        title="t",
        terms=Terms(goal="g"),
        deadline_date=None,
    )


def test_three_levels_down_and_up_again_a_whole_closes_after_its_parts() -> None:
    county = stage()
    whole = county.open("m1")
    county.do(COUNTY, ClaimMatter(matter=whole))
    county.do(COUNTY, part_of(county, "m1", "p1", TOWN))
    county.do(TOWN, AcceptOffer(matter=MatterId("p1"), offer=2))
    county.do(TOWN, part_of(county, "p1", "p2", VILLAGE))
    refused = county.try_(WATER, CancelMatter(matter=whole, reason="x"))
    assert isinstance(refused, Refused)
    above = county.try_(TOWN, CancelMatter(matter=MatterId("p1"), reason="x"))
    assert isinstance(above, Refused)
    assert above.refusal.code is MatterRefusal.HOLDER_MAY_NOT_END_IT
    early = county.try_(COUNTY, CancelMatter(matter=MatterId("p1"), reason="x"))
    assert isinstance(early, Refused)
    assert early.refusal.code is MatterRefusal.OPEN_CHILDREN
    assert county.matter("m1").holder == COUNTY
    taken = county.do(TOWN, RecallMatter(matter=MatterId("p2"), reason="ours"))
    assert (taken.phase, taken.holder) == (Phase.SETTLED, TOWN)
    county.do(COUNTY, CancelMatter(matter=MatterId("p2"), reason="no longer needed"))
    county.do(COUNTY, CancelMatter(matter=MatterId("p1"), reason="no longer needed"))
    done = county.do(COUNTY, ReportDone(matter=whole, text="done", seed="s"))
    assert done.verification is not None
    closed = county.do(
        done.verification.verifier,
        VerifyMatter(matter=whole, outcome=Outcome.DONE, why="seen", way=VerificationWay.DOCUMENTS),
    )
    assert closed.phase is Phase.CLOSED


def test_who_reports_work_done_cannot_foretell_by_its_seed_who_will_verify() -> None:
    drawn = []
    for secret in (b"s" * 32, b"t" * 32, b"s" * 32):
        county = stage()
        county.ledger.secret = secret
        matter = county.open("m1", unit=WATER)
        county.do(WATER, ClaimMatter(matter=matter))
        county.do(WATER, ReportDone(matter=matter, text="done", seed="s"))
        event = decode(county.ledger.store.events(matter)[-1].body).event
        assert isinstance(event, DoneReported)
        assert event.draw is not None
        drawn.append(event.draw.seed)
    assert drawn[0] == drawn[2]
    assert drawn[0] != drawn[1]
    assert "s" not in drawn
