"""Matters as they stand now, for lists and pages: brought up only where something is due."""

from datetime import timedelta
from typing import Any

import pytest

from buckstop.app import presently as room
from buckstop.app.presently import presently
from buckstop.domain.matter.commands.accountability import OfferMatter
from buckstop.domain.matter.events.accountability import OfferReturned
from buckstop.domain.matter.words import OfferEnd, Phase
from tests.app.staged import COUNTY, WATER, stage


def test_what_is_not_due_is_handed_back_as_written_and_nothing_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    county = stage()
    matters = [county.matter(county.open(f"m{number}")) for number in range(3)]

    def never(*_parts: Any) -> None:
        raise AssertionError("nothing was due")

    monkeypatch.setattr(room, "look_and_decide", never)
    found = presently(county.ledger, county.ledger.organisation(), matters)
    assert [one.matter for one in found] == matters
    assert [(one.written_version, one.unwritten) for one in found] == [(1, ())] * 3


def test_an_offer_that_lapsed_is_over_whether_or_not_the_clock_wrote_it_down() -> None:
    county = stage()
    county.do(COUNTY, OfferMatter(matter=county.open("m1"), to=WATER))
    county.later(timedelta(days=8))
    (found,) = presently(county.ledger, county.ledger.organisation(), [county.matter("m1")])
    assert found.written_version == 2
    first = found.unwritten[0]
    assert isinstance(first, OfferReturned)
    assert first.end is OfferEnd.LAPSED
    assert found.matter.phase is not Phase.OFFERED
    assert found.matter.version == 2 + len(found.unwritten)
