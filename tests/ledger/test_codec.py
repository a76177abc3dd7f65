"""Events and bytes: what was written once is read for ever, byte for byte, and nothing else is taken for an entry."""

import json
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Visibility
from buckstop.domain.privacy import Subject
from buckstop.ledger import codec
from buckstop.ledger.codec import (
    LARGEST_ENTRY,
    CodecError,
    decode,
    decode_matter,
    decode_subject,
    digest_bytes,
    encode,
    encode_matter,
    encode_subject,
    event_types,
    happened_at,
    is_canonical,
    register,
)
from buckstop.ledger.tree import leaf_hash
from tests.ledger.golden import BY, STREAM, drawn, entry_of, pinned, sample_of
from tests.ledger.made_log import flipped, steady

NAMES = sorted(event_types())
OFFERED = entry_of("matter.offered").body
SOME_EVENTS = st.sampled_from(NAMES).flatmap(lambda name: drawn(event_types()[name]))
TORN = "not an entry|unknown event|newer Buckstop|cannot be read any more"


@pytest.mark.parametrize("name", NAMES)
def test_the_bytes_of_every_event_are_those_that_were_pinned(name: str) -> None:
    entry = entry_of(name)
    found = pinned().get((name, entry.version))
    assert found is not None, f"pin {name} v{entry.version}: python -m tests.ledger.golden"
    assert (found.body, found.leaf) == (entry.body, entry.leaf), "a released version never changes: write a new one"


@pytest.mark.parametrize("key", sorted(pinned()), ids=str)
def test_every_pinned_entry_can_still_be_read(key: tuple[str, int]) -> None:
    golden = pinned()[key]
    assert leaf_hash(golden.body).hex() == golden.leaf
    assert is_canonical(golden.body)
    entry = decode(golden.body)
    assert (entry.stream, entry.version, entry.type) == (STREAM, 7, golden.name)
    if golden.version == type(entry.event).VERSION:
        assert entry.event == sample_of(type(entry.event))


@steady
@given(event=SOME_EVENTS, version=st.integers(1, 2**40), by=st.none() | drawn(type(BY)))
def test_what_is_written_is_read_back_whatever_it_is(event: Any, version: int, by: Any) -> None:
    body = encode("m-清水-1", version, event, by)
    entry = decode(body)
    assert (entry.stream, entry.version, entry.type) == ("m-清水-1", version, event.NAME)
    assert (entry.event, entry.by) == (event, by)
    assert is_canonical(body)
    assert happened_at(entry) == event.happened_at


@steady
@given(place=st.integers(0, len(OFFERED) - 1), bit=st.integers(0, 7))
def test_a_turned_bit_is_another_entry_or_none_at_all(place: int, bit: int) -> None:
    damaged = flipped(OFFERED, place, bit)
    try:
        entry = decode(damaged)
    except CodecError:
        return
    assert (entry.event, entry.by, entry.stream, entry.version) != decode_all(OFFERED) or not is_canonical(damaged)


def decode_all(body: bytes) -> tuple[Any, Any, str, int]:
    entry = decode(body)
    return entry.event, entry.by, entry.stream, entry.version


@pytest.mark.parametrize("stop", [0, 1, 40, len(OFFERED) - 1])
def test_an_entry_that_is_cut_off_is_none(stop: int) -> None:
    with pytest.raises(CodecError, match=TORN):
        decode(OFFERED[:stop])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"type": "matter.vanished"}, "unknown event matter.vanished"),
        ({"v": 2}, "newer Buckstop"),
        ({"v": 0}, "cannot be read any more"),
        ({"data": {}}, "not an entry"),
        ({"version": "7"}, "not an entry"),
        ({"stream": None}, "not an entry"),
    ],
)
def test_what_is_no_entry_of_ours_is_refused_with_its_reason(change: dict[str, Any], why: str) -> None:
    body = json.dumps({**json.loads(OFFERED), **change}).encode()
    with pytest.raises(CodecError, match=why):
        decode(body)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1', b'"v": 1'),
        (b'"v":1,"version":7', b'"version":7,"v":1'),
        (b'"v":1', b'"v":1,"v":1'),
        (b'"v":1', b'"u":1,"v":1'),
        (b'{"by":null,', b"{"),
        (b"}", b"}\n"),
        (b'"type"', b'"\\u0074ype"'),
        (b"250000Z", b"25Z"),
        (b"Z", b"+00:00"),
    ],
)
def test_only_one_spelling_of_a_content_is_canonical(old: bytes, new: bytes) -> None:
    changed = new.join(OFFERED.rsplit(old, 1))
    assert decode_all(changed) == decode_all(OFFERED)
    assert not is_canonical(changed)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 60_000, b'{"a":"\xff"}'])
def test_what_is_no_text_of_ours_is_neither_read_nor_canonical(body: bytes) -> None:
    assert not is_canonical(body)
    with pytest.raises(CodecError, match="not an entry"):
        decode(body)


def test_an_entry_too_large_for_a_bundle_is_refused() -> None:
    note: Any = event_types()["matter.note_added"]
    fits = note(happened_at=datetime(2026, 1, 5, tzinfo=UTC), text="x" * 65_000, attachments=())
    assert len(encode(STREAM, 1, fits)) <= LARGEST_ENTRY
    with pytest.raises(CodecError, match="at most 65535"):
        encode(STREAM, 1, note(happened_at=fits.happened_at, text="x" * 66_000, attachments=()))


@dataclass(frozen=True, slots=True)
class LampChecked:
    """A made-up event in its third version: the watts were added, then the room was renamed."""

    NAME: ClassVar[str] = "test.lamp_checked"
    VERSION: ClassVar[int] = 3
    place: str
    watts: int
    happened_at: datetime


@pytest.fixture
def lamp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "_EVENTS", {**codec.event_types()})
    register(LampChecked)
    lifts = {
        ("test.lamp_checked", 1): lambda old: {**old, "watts": 40},
        ("test.lamp_checked", 2): lambda old: {
            "place": old["room"],
            "watts": old["watts"],
            "happened_at": old["happened_at"],
        },
    }
    monkeypatch.setattr(codec, "UPCASTERS", lifts)


@pytest.mark.usefixtures("lamp")
@pytest.mark.parametrize(
    ("version", "data", "watts"),
    [
        (1, '{"happened_at":"2026-01-05T00:00:00Z","room":"hall"}', 40),
        (2, '{"happened_at":"2026-01-05T00:00:00Z","room":"hall","watts":60}', 60),
        (3, '{"happened_at":"2026-01-05T00:00:00Z","place":"hall","watts":8}', 8),
    ],
)
def test_every_old_version_is_lifted_step_by_step_and_its_bytes_stay(version: int, data: str, watts: int) -> None:
    body = f'{{"by":null,"data":{data},"stream":"s","type":"test.lamp_checked","v":{version},"version":1}}'.encode()
    assert is_canonical(body)
    assert decode(body).event == LampChecked("hall", watts, datetime(2026, 1, 5, tzinfo=UTC))


@pytest.mark.usefixtures("lamp")
def test_a_name_belongs_to_one_event_only() -> None:
    twin: Any = type("Twin", (), {"NAME": LampChecked.NAME, "VERSION": 1})
    with pytest.raises(CodecError, match=r"two events are called test\.lamp_checked"):
        register(twin)
    register(LampChecked)
    assert event_types()[LampChecked.NAME] is LampChecked


@steady
@given(matter=drawn(Matter), subject=drawn(Subject))
def test_states_come_back_from_snapshots_as_they_were(matter: Matter, subject: Subject) -> None:
    assert decode_matter(encode_matter(matter)) == matter
    assert decode_subject(encode_subject(subject)) == subject


@pytest.mark.parametrize("read", [decode_matter, decode_subject])
def test_a_snapshot_in_another_form_says_how_it_is_mended(read: Any) -> None:
    with pytest.raises(CodecError, match="rebuild"):
        read(b"\x01")
    with pytest.raises(CodecError, match="rebuild"):
        read(b"\x81\xa2\xe5\x00\x01")


def test_digests_tell_types_and_order_apart() -> None:
    assert digest_bytes("1", "2") != digest_bytes("2", "1")
    assert digest_bytes(Subject(sample_of(str))) != digest_bytes(sample_of(str))
    assert digest_bytes("ab", "c") != digest_bytes("a", "bc")


# what the newest version of an event says of bytes that were written before it could be said
LIFTED: dict[tuple[str, int], dict[str, Any]] = {
    ("matter.opened", 1): {"terms.visibility": Visibility.INTERNAL, "terms.supports": (), "cycle": None},
    ("matter.opened", 2): {"terms.supports": (), "cycle": None},
    ("matter.opened", 3): {"cycle": None},
    ("matter.closed", 1): {"met": (), "way": None},
    ("matter.refuted", 1): {"way": None},
    ("matter.upward_asked", 1): {"level": None},
    ("matter.upward_answered", 1): {"obstacle": False},
}


def said(event: Any, path: str) -> Any:
    return attrgetter(path)(event)


def test_every_old_version_that_was_pinned_is_lifted_to_what_it_meant() -> None:
    old = {(name, version) for name, version in pinned() if version < event_types()[name].VERSION}  # type: ignore[attr-defined] # VERSION is every event's
    assert old == set(LIFTED) == set(codec.UPCASTERS)
    for key, meant in LIFTED.items():
        event = decode(pinned()[key].body).event
        assert {path: said(event, path) for path in meant} == meant
        same = sample_of(type(event))
        untold = {path.partition(".")[0] for path in meant}
        assert {f.name for f in fields(event) if getattr(event, f.name) != getattr(same, f.name)} <= untold


@pytest.mark.parametrize("data", ["[]", "{}", '{"terms":null}'])
def test_an_old_entry_that_cannot_be_lifted_is_no_entry(data: str) -> None:
    body = f'{{"by":null,"data":{data},"stream":"s","type":"matter.opened","v":1,"version":1}}'.encode()
    assert not is_canonical(body)
    with pytest.raises(CodecError, match="not an entry"):
        decode(body)


@steady
@given(matter=drawn(Matter))
def test_a_snapshot_of_before_is_read_with_what_was_true_then(matter: Matter) -> None:
    before = replace(
        matter,
        proposals=(),
        terms=replace(matter.terms, visibility=Visibility.INTERNAL),
        upward=tuple(replace(request, level=None) for request in matter.upward),
    )
    written = msgspec.msgpack.decode(encode_matter(before))
    del written["proposals"], written["terms"]["visibility"]
    for request in written["upward"]:
        del request["level"]
    assert decode_matter(msgspec.msgpack.encode(written)) == before
