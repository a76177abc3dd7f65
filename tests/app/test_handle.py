"""The one door: keys, sealing, sizes; what is refused before any rule is asked."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from buckstop.app.answers import Accepted, DoorRefusal, Personal, Refused, Submission
from buckstop.app.handle import LONGEST_KEY, handle
from buckstop.db.sqlite_store import SqliteStore
from buckstop.domain.ids import MatterId, PersonId, SubjectId, UnitId
from buckstop.domain.matter.commands.accountability import (
    AcceptOffer,
    ClaimMatter,
    DelegatePart,
    OfferMatter,
    OpenMatter,
)
from buckstop.domain.matter.commands.work import AddNote
from buckstop.domain.matter.refusals import MatterRefusal
from buckstop.domain.matter.words import Actor, Phase, Terms
from buckstop.domain.organisation_commands import CorrectPersonEntry, RenameUnit
from buckstop.domain.permissions import PermissionRefusal
from buckstop.ledger.codec import decode
from buckstop.ledger.memory_store import MemoryStore
from buckstop.ledger.note import check_signatures, encode_base64, parse_note
from buckstop.ledger.sealing import unseal
from buckstop.ledger.store import ORGANISATION, Store
from tests.app.staged import COUNTY, ROADS, WATER, Stage, head, stage

STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _folder: MemoryStore(),
    "sqlite": lambda folder: SqliteStore(folder / "ledger.db"),
}


@pytest.fixture(params=STORES)
def county(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    store = STORES[request.param](tmp_path)
    yield stage(store)
    store.close()


def offer(matter: MatterId) -> OfferMatter:
    return OfferMatter(matter=matter, to=WATER)


# --- keys -------------------------------------------------------------------------------------------------------------


def test_the_same_key_with_the_same_command_is_answered_alike_byte_for_byte_and_done_once(county: Stage) -> None:
    matter = county.open("m1")
    first = county.try_(COUNTY, offer(matter), key="k")
    county.later(timedelta(hours=3))
    county.do(WATER, AcceptOffer(matter=matter, offer=2))
    again = county.try_(COUNTY, offer(matter), key="k")
    assert isinstance(first, Accepted)
    assert isinstance(again, Accepted)
    assert first.acknowledgement == again.acknowledgement
    assert (first.repeated, again.repeated) == (False, True)
    assert again.matter is not None
    assert again.matter.holder == WATER  # the state as it is now, not as it was
    assert county.names(matter) == ["matter.opened", "matter.offered", "matter.accepted"]


def test_a_repeated_key_is_answered_before_the_version_is_looked_at(county: Stage) -> None:
    matter = county.open("m1")
    county.do(COUNTY, offer(matter), version=1, key="k")
    assert isinstance(county.try_(COUNTY, offer(matter), version=1, key="k"), Accepted)


def test_the_same_key_with_another_command_is_refused_and_changes_nothing(county: Stage) -> None:
    matter = county.open("m1")
    county.do(COUNTY, offer(matter), key="k")
    other = county.try_(COUNTY, OfferMatter(matter=matter, to=ROADS), key="k")
    assert isinstance(other, Refused)
    assert other.refusal.code is DoorRefusal.KEY_REUSED
    assert county.matter(matter).version == 2


def test_keys_of_two_people_never_meet(county: Stage) -> None:
    matter = county.open("m1")
    county.do(COUNTY, AddNote(matter=matter, text="a"), key="k")
    county.do(WATER, AddNote(matter=matter, text="b"), key="k")
    assert county.matter(matter).version == 3


def test_a_refusal_is_not_kept_so_that_the_key_may_succeed_later(county: Stage) -> None:
    matter = county.open("m1")
    accept = AcceptOffer(matter=matter, offer=2)
    assert isinstance(county.try_(WATER, accept, key="k"), Refused)
    county.do(COUNTY, offer(matter))
    assert isinstance(county.try_(WATER, accept, key="k"), Accepted)


def test_a_key_of_the_organisation_is_answered_again_too(county: Stage) -> None:
    rename = RenameUnit(WATER, "水利局")
    first, again = (county.try_(COUNTY, rename, key="k") for _ in range(2))
    assert isinstance(first, Accepted)
    assert isinstance(again, Accepted)
    assert first.acknowledgement == again.acknowledgement
    assert again.repeated
    assert county.names(ORGANISATION).count("unit.renamed") == 1


@pytest.mark.parametrize("key", ["", "k" * (LONGEST_KEY + 1)])
def test_a_command_without_a_sensible_key_is_refused(key: str) -> None:
    county = stage()
    outcome = handle(county.ledger, Submission(key, head(COUNTY), ClaimMatter(matter=MatterId("m1"))))
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is DoorRefusal.KEY_MISSING


# --- acknowledgements -------------------------------------------------------------------------------------------------


def test_an_acknowledgement_is_signed_over_stream_versions_and_leaves(county: Stage) -> None:
    outcome = county.try_(
        COUNTY,
        OpenMatter(matter=MatterId("m1"), unit=COUNTY, title="t", terms=Terms(goal="g"), deadline_date=None),
    )
    assert isinstance(outcome, Accepted)
    assert outcome.acknowledgement is not None
    note = parse_note(outcome.acknowledgement.note)
    leaf = county.ledger.store.events("m1")[0].leaf
    assert note.text.splitlines()[1:] == ["m1", "1 1", encode_base64(leaf)]  # type: ignore[union-attr] # a fault fails
    assert isinstance(check_signatures(note, (county.ledger.key.verifier(),)), tuple)  # type: ignore[arg-type] # as above


def test_lapses_that_a_command_found_are_acknowledged_with_it(county: Stage) -> None:
    matter = county.open("m1", deadline_date=date(2026, 6, 1))
    county.do(COUNTY, offer(matter))
    county.later(timedelta(days=4))
    outcome = county.try_(COUNTY, ClaimMatter(matter=matter))
    assert isinstance(outcome, Accepted)
    assert outcome.acknowledgement is not None
    assert (outcome.acknowledgement.first_version, outcome.acknowledgement.last_version) == (3, 4)
    assert county.names(matter)[2:] == ["matter.returned", "matter.claimed"]


# --- who --------------------------------------------------------------------------------------------------------------


def test_who_holds_no_post_in_a_unit_does_not_speak_for_it(county: Stage) -> None:
    matter = county.open("m1")
    stranger = Actor(PersonId("p-roads"), COUNTY)
    outcome = handle(county.ledger, Submission("k", stranger, ClaimMatter(matter=matter)))
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is PermissionRefusal.NO_POST
    assert outcome.matter is not None
    assert outcome.matter.phase is Phase.HELD


def test_nobody_speaks_for_nobody() -> None:
    county = stage()
    matter = county.open("m1")
    outcome = county.try_(None, AddNote(matter=matter, text="x"))
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is DoorRefusal.NOBODY_SPEAKS


def test_a_citizen_notes_on_matters_they_asked_for_and_on_no_others(county: Stage) -> None:
    matter = county.open("m1", requester=PersonId("c-1"))
    for person, accepted in (("c-1", True), ("c-2", False)):
        actor = Actor(PersonId(person), UnitId(""))
        outcome = handle(county.ledger, Submission("k", actor, AddNote(matter=matter, text="x")))
        assert isinstance(outcome, Accepted) is accepted


# --- personal texts ---------------------------------------------------------------------------------------------------


def test_personal_texts_reach_the_log_as_commitments_and_lie_sealed_beside_it(county: Stage) -> None:
    ledger = county.ledger
    command = OpenMatter(
        matter=MatterId("m1"),
        unit=COUNTY,
        title="Flood",
        terms=Terms(goal="Dry"),
        deadline_date=None,
        requester=PersonId("c-1"),
    )
    words = Personal(SubjectId("c-1"), "words", "我家被淹了")
    assert isinstance(handle(ledger, Submission("k", head(COUNTY), command, personal=(words,))), Accepted)
    (event,) = ledger.store.events("m1")
    assert words.text.encode() not in event.body
    (sealed,) = decode(event.body).event.sealed
    (row,) = ledger.store.sealed("m1", 1)
    assert (row.commitment, row.subject, row.name) == (sealed.commitment, "c-1", "words")
    assert unseal(ledger.store, ledger.secret, row) == words.text
    repeated = handle(ledger, Submission("k", head(COUNTY), command, personal=(words,)))
    assert isinstance(repeated, Accepted)
    other = handle(ledger, Submission("k", head(COUNTY), command, personal=(replace(words, text="x"),)))
    assert isinstance(other, Refused)


def test_a_sealed_name_takes_the_place_of_the_field_that_is_called_like_it(county: Stage) -> None:
    name = Personal(SubjectId("s-water"), "name", "王建国")
    command = CorrectPersonEntry(PersonId("p-water"), None)  # type: ignore[arg-type] # sealed at the door
    outcome = handle(county.ledger, Submission("k", head(COUNTY), command, personal=(name,)))
    assert isinstance(outcome, Accepted)
    version = county.ledger.store.load([ORGANISATION]).organisation_version
    (row,) = county.ledger.store.sealed(ORGANISATION, version)
    assert unseal(county.ledger.store, county.ledger.secret, row) == "王建国"


@pytest.mark.parametrize("field", ["words", "matter"])  # the second is a field, and none for personal texts
def test_a_command_without_a_place_for_personal_texts_refuses_them(county: Stage, field: str) -> None:
    matter = county.open("m1")
    personal = (Personal(SubjectId("c-1"), field, "x"),)
    outcome = handle(county.ledger, Submission("k", head(COUNTY), ClaimMatter(matter=matter), personal=personal))
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is DoorRefusal.NOTHING_TO_SEAL


def test_a_digest_tells_commands_apart_and_nothing_of_them_without_the_secret() -> None:
    one, two = stage().ledger, stage().ledger
    two.secret = b"t" * 32
    command = ClaimMatter(matter=MatterId("m1"))
    assert one.digest(command) == one.digest(ClaimMatter(matter=MatterId("m1")))
    assert one.digest(command) != two.digest(command)
    assert one.digest(command) != one.digest(ClaimMatter(matter=MatterId("m2")))


# --- sizes ------------------------------------------------------------------------------------------------------------


def test_a_command_too_large_for_an_entry_is_refused_and_writes_nothing(county: Stage) -> None:
    criteria = tuple(f"{number} " + "x" * 900 for number in range(80))
    command = OpenMatter(
        matter=MatterId("m1"),
        unit=COUNTY,
        title="t",
        terms=Terms(goal="g", criteria=criteria),
        deadline_date=None,
    )
    outcome = county.try_(COUNTY, command)
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is DoorRefusal.ENTRY_TOO_LARGE
    assert not county.ledger.store.events("m1")


def test_a_part_takes_an_id_that_is_free(county: Stage) -> None:
    matter, taken = county.open("m1"), county.open("m2")
    county.do(COUNTY, ClaimMatter(matter=matter))
    part = DelegatePart(matter=matter, part=taken, to=WATER, title="t", terms=Terms(goal="g"), deadline_date=None)
    outcome = county.try_(COUNTY, part)
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is MatterRefusal.ALREADY_OPENED
    assert isinstance(county.try_(COUNTY, replace(part, part=MatterId("p1"))), Accepted)
    assert county.matter("p1").offer is not None
    assert county.matter("p1").giver == UnitId("county")
