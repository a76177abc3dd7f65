"""Changes for tests of stores: small, complete and sound."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from buckstop.ledger.store import ORGANISATION, Answer, Change, Event, Lookup, SealedField, Snapshot, Store

LOOKUP = Lookup(kind="matter", phase="held", active=True, holder="u.roads", giver="u.hall")


def event(stream: str, version: int, text: str = "") -> Event:
    body = f"{stream} {version} {text}".encode()
    return Event(stream, version, body, sha256(b"\0" + body).digest())


def snapshot(stream: str, version: int, lookup: Lookup = LOOKUP, text: str = "") -> Snapshot:
    return Snapshot(stream, version, f"state of {stream} at {version} {text}".encode(), lookup)


def change(
    stream: str,
    before: int,
    *,
    lookup: Lookup = LOOKUP,
    events: int = 1,
    relies_on: Mapping[str, int] | None = None,
    actor: str = "p.wang",
    key: str = "",
    digest: bytes = b"digest",
    text: str = "",
) -> Change:
    """The next events of one stream."""
    last = before + events
    return Change(
        expected={stream: before, **(relies_on or {})},
        events=tuple(event(stream, version, text) for version in range(before + 1, last + 1)),
        snapshots=(snapshot(stream, last, lookup, text),),
        answer=Answer(actor, key, digest, stream, before + 1, last) if key else None,
    )


def joined(*changes: Change) -> Change:
    """Several changes as one transaction, with the answer of the first."""
    first = changes[0]
    expected: dict[str, int] = {}
    for each in changes:
        expected |= each.expected
    return replace(
        first,
        expected=expected,
        events=tuple(found for each in changes for found in each.events),
        snapshots=tuple(found for each in changes for found in each.snapshots),
        sealed=tuple(found for each in changes for found in each.sealed),
    )


def with_sealed(one: Change, subject: str, *names: str) -> Change:
    """The change with personal fields of a subject in its last event."""
    last = one.events[-1]
    return replace(
        one,
        sealed=tuple(
            SealedField(last.stream, last.version, subject, name, f"c-{subject}-{name}-{last.version}", b"k", b"secret")
            for name in names
        ),
    )


def found_organisation(store: Store, version: int = 1) -> None:
    """Bring the organisation to a version."""
    with store.exclusive() as writer:
        for before in range(writer.load(()).organisation_version, version):
            writer.commit(change(ORGANISATION, before, lookup=Lookup("organisation", "standing", active=True)))


def sign(size: int, root: bytes) -> bytes:
    """A checkpoint that says what it covers."""
    return f"{size} {root.hex()}".encode()
