"""What a command would do is told by the rules that decide it, and nothing is written."""

from typing import Any

from buckstop.app.answers import DoorRefusal, Submission
from buckstop.app.previewing import Preview, preview
from buckstop.app.running import Default
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands.accountability import ClaimMatter, OfferMatter, OpenMatter
from buckstop.domain.matter.refusals import MatterRefusal
from buckstop.domain.matter.words import Phase, Terms
from tests.app.staged import COUNTY, DAY, ROADS, WATER, Stage, head, stage

M = MatterId("m1")
OPENING = OpenMatter(matter=M, unit=ROADS, title="Weir", terms=Terms(goal="It holds"), deadline_date=None)


def _seen(county: Stage, unit: UnitId | None, command: Any, version: int | None = None, then: Any = None) -> Preview:
    return preview(county.ledger, Submission("look", head(unit) if unit else None, command, version), then)


def test_it_tells_who_would_hold_it_and_whose_clock_would_run() -> None:
    county = stage()
    county.open(M, ROADS)
    seen = _seen(county, ROADS, OfferMatter(matter=M, to=WATER), 1)
    assert seen.before is not None
    assert seen.after is not None
    assert (seen.before.phase, seen.after.phase) == (Phase.HELD, Phase.OFFERED)
    assert [clock.who for clock in seen.clocks_before] == [ROADS]
    assert [(clock.who, clock.default) for clock in seen.clocks_after] == [(WATER, Default.OFFER_RETURNS)]


def test_it_writes_nothing() -> None:
    county = stage()
    county.open(M, ROADS)
    _seen(county, ROADS, OfferMatter(matter=M, to=WATER), 1)
    assert county.matter(M).version == 1


def test_what_fell_due_meanwhile_has_happened_before_it() -> None:
    county = stage()
    county.open(M, ROADS)
    county.later(10 * DAY)
    seen = _seen(county, ROADS, OfferMatter(matter=M, to=WATER), 1)
    assert seen.before is not None
    assert seen.before.phase is Phase.SETTLED
    assert seen.refusal is not None
    assert seen.refusal.code == MatterRefusal.NOT_HELD


def test_who_saw_an_older_version_is_told_so() -> None:
    county = stage()
    county.open(M, ROADS)
    seen = _seen(county, ROADS, ClaimMatter(matter=M), 0)
    assert seen.refusal is not None
    assert seen.refusal.code == DoorRefusal.STALE_VERSION


def test_nobody_is_told_nothing_would_happen() -> None:
    seen = _seen(stage(), None, OPENING)
    assert seen.refusal is not None
    assert seen.refusal.code == DoorRefusal.NOBODY_SPEAKS


def test_what_follows_at_once_is_told_with_it() -> None:
    seen = _seen(stage(), ROADS, OPENING, 0, OfferMatter(matter=M, to=WATER))
    assert seen.before is None
    assert seen.after is not None
    assert seen.after.offer is not None
    assert [happened.event.NAME for happened in seen.happened] == ["matter.opened", "matter.offered"]


def test_what_follows_and_could_not_be_done_is_told_as_an_obstacle() -> None:
    seen = _seen(stage(), ROADS, OPENING, 0, OfferMatter(matter=M, to=COUNTY))
    assert seen.refusal is not None
    assert seen.refusal.code == MatterRefusal.TO_OWN_SUPERIOR
