"""The fold of events: what it refuses to read, and what its events are made of."""

import dataclasses
from datetime import UTC, date, datetime
from enum import Enum
from typing import get_args, get_type_hints

import pytest

from buckstop.domain.ids import UnitId
from buckstop.domain.organisation_commands import FoundOrganisation
from buckstop.domain.organisation_decide import decide
from buckstop.domain.organisation_events import EVENTS, OrganisationEvent, UnitRenamed
from buckstop.domain.organisation_evolve import OrganisationLogError, evolve, evolve_all
from buckstop.domain.refusals import Refusal
from tests.worlds import CITY, FOUNDED_AT, OFFICE, QINGSHUI, county

RENAMED = UnitRenamed(QINGSHUI, "清水市", FOUNDED_AT)


def founding() -> tuple[OrganisationEvent, ...]:
    answer = decide(None, FoundOrganisation(QINGSHUI, "清水县", CITY, "清河市", OFFICE, "督查室"), FOUNDED_AT)
    assert not isinstance(answer, Refusal)
    return answer


@pytest.mark.parametrize("events", [(), (RENAMED,)])
def test_a_log_that_does_not_begin_with_a_founding_is_not_read(events: tuple[OrganisationEvent, ...]) -> None:
    with pytest.raises(OrganisationLogError, match=r"organisation\.founded"):
        evolve_all(None, events)


def test_two_logs_joined_are_not_read() -> None:
    with pytest.raises(OrganisationLogError, match="two logs were joined"):
        evolve_all(county(), founding())


def test_the_root_is_the_office_until_one_is_named() -> None:
    founded, *rest = founding()
    assert evolve(None, founded).office == QINGSHUI
    assert evolve_all(None, (founded, *rest)).office == OFFICE


def test_every_event_has_a_stored_name_of_its_own_and_a_version() -> None:
    assert set(EVENTS.values()) == set(get_args(OrganisationEvent))
    assert all(name == event.NAME and event.VERSION >= 1 for name, event in EVENTS.items())


PLAIN = (str, int, bool, datetime, date, type(None))


def is_plain(kind: object) -> bool:
    """Whether a field can be written into the log as it is."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return True
    if kind in PLAIN or kind is Ellipsis or hasattr(kind, "__supertype__"):
        return True
    if dataclasses.is_dataclass(kind):
        return getattr(kind, "__name__", "") == "Sealed"
    return bool(get_args(kind)) and all(is_plain(part) for part in get_args(kind))


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_an_event_is_frozen_made_of_plain_values_and_says_from_when_it_counts(event: type[OrganisationEvent]) -> None:
    fields = {name: kind for name, kind in get_type_hints(event).items() if name not in {"NAME", "VERSION"}}
    assert {name for name, kind in fields.items() if not is_plain(kind)} == set()
    assert fields["happened_at"] is datetime
    with pytest.raises(AttributeError):  # frozen, and without room for anything else
        event.__new__(event).happened_at = FOUNDED_AT  # type: ignore[misc]  # the mistake under test


def test_a_rename_keeps_the_id_and_everything_below() -> None:
    renamed = evolve(county(), UnitRenamed(QINGSHUI, "清水市", datetime(2026, 5, 1, tzinfo=UTC)))
    unit = renamed.unit(QINGSHUI)
    assert unit is not None
    assert unit.name == "清水市"
    assert list(renamed.subtree(QINGSHUI)) == list(county().subtree(QINGSHUI))
    assert renamed.unit(UnitId("nowhere")) is None
