"""What the organisation's log says beyond its state: former names of units, who entered an absence."""

import pytest

from buckstop.app import organisation_record
from buckstop.app.organisation_record import entered_by, former_names
from buckstop.domain.ids import PersonId, PostId
from buckstop.domain.organisation_commands import RegisterAbsence, RenameUnit, SetDeputies
from buckstop.ledger.store import ORGANISATION
from tests.app.staged import COUNTY, ROADS, stage


def test_a_name_given_after_the_first_reading_is_known_at_the_next() -> None:
    found = stage()
    assert former_names(found.ledger) == {}
    found.do(COUNTY, RenameUnit(ROADS, "公路局"))
    assert former_names(found.ledger) == {ROADS: ("Roads Department",)}
    found.do(COUNTY, RenameUnit(ROADS, "Roads Department"))
    assert former_names(found.ledger) == {ROADS: ("Roads Department", "公路局")}


def test_the_log_is_read_once_and_then_only_what_was_written_since(monkeypatch: pytest.MonkeyPatch) -> None:
    found = stage()
    former_names(found.ledger)
    version, read = found.ledger.organisation().version, []
    events = found.ledger.store.events

    def heard(stream: str, after: int = 0) -> object:
        read.append((stream, after))
        return events(stream, after)

    monkeypatch.setattr(found.ledger.store, "events", heard)
    former_names(found.ledger)
    assert read == [(ORGANISATION, version)]


def test_another_ledger_has_another_record() -> None:
    one, other = stage(), stage()
    one.do(COUNTY, RenameUnit(ROADS, "公路局"))
    assert former_names(one.ledger)
    assert not former_names(other.ledger)


def test_an_absence_is_on_record_with_who_entered_it() -> None:
    found = stage()
    head = PostId(f"{ROADS}.head")
    found.do(COUNTY, SetDeputies(head, (PostId(f"{COUNTY}.head"),)))
    found.do(ROADS, RegisterAbsence(head, PostId(f"{COUNTY}.head")))
    absence = found.ledger.organisation().posts.absence_of(head, found.ledger.now())
    assert absence is not None
    assert entered_by(found.ledger, head, absence.from_at) == PersonId(f"p-{ROADS}")
    assert entered_by(found.ledger, PostId("elsewhere"), absence.from_at) is None


def test_only_entries_that_matter_are_decoded() -> None:
    entries = stage().ledger.store.events(ORGANISATION)
    worth = [one for one in entries if any(name in one.body for name in organisation_record._READ)]
    assert 0 < len(worth) < len(entries)
