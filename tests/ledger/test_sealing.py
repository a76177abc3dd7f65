"""Personal texts beside the log: open with the key, fit their commitment, are nothing without either."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.domain.ids import PersonId, Sealed, SubjectId
from buckstop.domain.matter.events.work import MatterRated, NoteAdded
from buckstop.domain.matter.words import CitizenWord
from buckstop.domain.post_events import PersonRegistered
from buckstop.ledger.memory_store import MemoryStore
from buckstop.ledger.sealing import SealError, commitments, placed, seal, unseal
from buckstop.ledger.store import SealedField
from tests.ledger.made_log import SEEN_AT, flipped, steady

MASTER = bytes(range(32))
WHO, OTHER = SubjectId("c-1"), SubjectId("c-2")


@steady
@given(text=st.text(max_size=40), field=st.sampled_from(["name", "words"]))
def test_a_sealed_text_comes_back_as_it_was(text: str, field: str) -> None:
    store = MemoryStore()
    commitment, row = seal(store, MASTER, WHO, field, text)
    assert commitment == Sealed(WHO, field, row.commitment)
    assert unseal(store, MASTER, row) == text
    assert text.encode() not in row.text or len(text) < 3


def test_the_same_text_is_committed_to_differently_each_time() -> None:
    store = MemoryStore()
    first, _row = seal(store, MASTER, WHO, "phone", "555-0100")
    second, _row = seal(store, MASTER, WHO, "phone", "555-0100")
    assert first.commitment != second.commitment


def test_without_the_subjects_key_nothing_opens_and_without_the_master_key_neither() -> None:
    store = MemoryStore()
    _commitment, row = seal(store, MASTER, WHO, "name", "王芳")
    with pytest.raises(SealError, match="wrong master key"):
        unseal(store, bytes(32), row)
    store.destroy_subject(WHO)
    assert unseal(store, MASTER, row) is None


def with_part(row: SealedField, part: str, raw: bytes) -> SealedField:
    return replace(row, key=raw) if part == "key" else replace(row, text=raw)


@pytest.mark.parametrize("place", [0, 11, 12, 30])
@pytest.mark.parametrize("part", ["key", "text"])
def test_a_row_that_was_touched_does_not_open(part: str, place: int) -> None:
    store = MemoryStore()
    _commitment, row = seal(store, MASTER, WHO, "name", "a name that is long enough")
    with pytest.raises(SealError):
        unseal(store, MASTER, with_part(row, part, flipped(getattr(row, part), place)))
    with pytest.raises(SealError):
        unseal(store, MASTER, with_part(row, part, getattr(row, part)[:place]))


def test_a_row_does_not_open_as_another_field_another_subject_or_another_commitment() -> None:
    store = MemoryStore()
    _commitment, row = seal(store, MASTER, WHO, "name", "王芳")
    other, _row = seal(store, MASTER, OTHER, "name", "王芳")
    for changed in (
        replace(row, name="words"),
        replace(row, subject=OTHER),
        replace(row, commitment=other.commitment),
    ):
        with pytest.raises(SealError):
            unseal(store, MASTER, changed)


def test_a_row_stands_beside_the_event_that_commits_to_it() -> None:
    store = MemoryStore()
    name, name_row = seal(store, MASTER, WHO, "name", "王芳")
    words, words_row = seal(store, MASTER, WHO, "words", "thank you")
    events = [
        ("m-1", 4, NoteAdded(happened_at=SEEN_AT, text="", attachments=())),
        ("m-1", 5, MatterRated(happened_at=SEEN_AT, word=CitizenWord.SATISFIED, sealed=(words,))),
        ("organisation", 9, PersonRegistered(PersonId("p"), name, SEEN_AT)),
    ]
    assert [commitments(event) for *_, event in events] == [(), (words,), (name,)]
    assert [(row.stream, row.version) for row in (placed(words_row, events), placed(name_row, events))] == [
        ("m-1", 5),
        ("organisation", 9),
    ]
    with pytest.raises(SealError, match="no event"):
        placed(name_row, events[:2])
