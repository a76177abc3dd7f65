"""Names of persons for readers: opened from the register, gone with an erasure, right after a correction."""

from buckstop.app.answers import Accepted, Personal, Submission
from buckstop.app.erasing import erase, record
from buckstop.app.handle import handle
from buckstop.app.person_names import PersonNames
from buckstop.domain.ids import PersonId, Sealed, SubjectId
from buckstop.domain.organisation_commands import CorrectPersonEntry
from buckstop.domain.privacy import EraseSubject
from buckstop.ledger.memory_store import MemoryStore
from tests.app.sealed_county import sealed_stage
from tests.app.staged import OFFICE, WATER, empty_ledger

HEAD_OF_WATER = PersonId(f"p-{WATER}")


def test_a_name_is_read_from_the_sealed_register() -> None:
    names = PersonNames(sealed_stage().ledger)
    assert names.of(HEAD_OF_WATER) == f"Name of {HEAD_OF_WATER}"
    assert names.of_all([HEAD_OF_WATER, PersonId("c-zhang")], "a citizen") == {
        HEAD_OF_WATER: f"Name of {HEAD_OF_WATER}",
        PersonId("c-zhang"): "a citizen",
    }


def test_nobody_has_a_name_before_an_organisation_was_founded() -> None:
    assert PersonNames(empty_ledger()).of(HEAD_OF_WATER, "unknown") == "unknown"


def test_an_erased_name_is_gone_on_the_next_page_though_it_was_shown_on_the_last() -> None:
    ledger = sealed_stage().ledger
    assert PersonNames(ledger).of(HEAD_OF_WATER)
    erase(ledger, SubjectId(f"s-{WATER}"), "request 2026-3")
    assert PersonNames(ledger).of(HEAD_OF_WATER, "a former member of staff") == "a former member of staff"
    assert PersonNames(ledger).of(PersonId(f"p-{OFFICE}")) == f"Name of p-{OFFICE}"


def test_an_erasure_that_a_crash_cut_off_hides_the_name_already() -> None:
    """The key is still there; that the person was erased is on record."""
    ledger = sealed_stage().ledger
    record(ledger, EraseSubject(SubjectId(f"s-{WATER}"), "request 2026-3"))
    assert ledger.store.subject_key(f"s-{WATER}") is not None
    assert PersonNames(ledger).of(HEAD_OF_WATER, "gone") == "gone"


def test_a_corrected_entry_shows_its_new_name() -> None:
    stage = sealed_stage()
    assert PersonNames(stage.ledger).of(HEAD_OF_WATER) == f"Name of {HEAD_OF_WATER}"
    subject = SubjectId(f"s-{WATER}")
    correct = CorrectPersonEntry(HEAD_OF_WATER, Sealed(subject, "name", ""))
    personal = (Personal(subject, "name", "张立新"),)
    done = handle(stage.ledger, Submission("correct", None, (correct,), personal=personal))
    assert isinstance(done, Accepted), done
    assert PersonNames(stage.ledger).of(HEAD_OF_WATER) == "张立新"


class _Counting(MemoryStore):
    """A store that counts how often a key was asked for."""

    asked = 0

    def subject_key(self, subject: str) -> bytes | None:
        self.asked += 1
        return super().subject_key(subject)


def test_a_second_page_opens_nothing_again() -> None:
    store = _Counting()
    ledger = sealed_stage(store).ledger
    everybody = list(ledger.organisation().persons)
    PersonNames(ledger).of_all(everybody)
    before = store.asked
    assert PersonNames(ledger).of_all(everybody)[HEAD_OF_WATER] == f"Name of {HEAD_OF_WATER}"
    assert store.asked == before
