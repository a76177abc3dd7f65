"""What every store checks and answers in the same way, whatever it is made of."""

from collections.abc import Mapping

from buckstop.ledger.store import Answer, Change, Event, Lookup, Snapshot, StoreError

MAX_BODY_BYTES = 65_535
"""An entry bundle of the log writes an entry's length in two bytes (C2SP tlog-tiles)."""

_NOTHING = Lookup(kind="", phase="", active=False)


def absent(stream: str) -> Snapshot:
    """What is loaded for a stream that does not exist yet: version 0, no body."""
    return Snapshot(stream, 0, b"", _NOTHING)


def written_versions(change: Change) -> Mapping[str, int]:
    """Streams a change writes, each with its version after it.

    Raises:
        StoreError: the change contradicts itself. It is a mistake of the program, found before anything is written.
    """
    versions: dict[str, int] = {}
    for event in change.events:
        _check_event(event, versions.get(event.stream, change.expected.get(event.stream)))
        versions[event.stream] = event.version
    if not versions:
        raise StoreError("a change without events cannot be written")
    if len(change.snapshots) != len(versions) or any(
        versions.get(snapshot.stream) != snapshot.version for snapshot in change.snapshots
    ):
        raise StoreError("a change needs one snapshot of each stream it writes, at the version it leads to")
    if change.answer is not None:
        _check_answer(change.answer, change.expected, versions)
    if change.sealed:
        places = {(event.stream, event.version) for event in change.events}
        if any((field.stream, field.version) not in places for field in change.sealed):
            raise StoreError("a sealed field belongs to an event of its own change")
    return versions


def check_rebuilt(snapshot: Snapshot, last_version: int) -> None:
    """Refuse a rebuilt snapshot that is not at the version of its stream's last event.

    Raises:
        StoreError: it is older or newer; build it from the events again.
    """
    if snapshot.version != last_version or not last_version:
        raise StoreError(
            f"the rebuilt snapshot of {snapshot.stream} is at version {snapshot.version}, its events at {last_version}"
        )


def _check_event(event: Event, before: int | None) -> None:
    if before is None:
        raise StoreError(f"a change writes {event.stream} without saying at which version it was read")
    if event.version != before + 1:
        raise StoreError(f"version {event.version} of {event.stream} does not follow version {before}")
    if len(event.body) > MAX_BODY_BYTES:
        raise StoreError(
            f"version {event.version} of {event.stream} has {len(event.body)} bytes; an entry of the log holds at most "
            f"{MAX_BODY_BYTES}: keep long texts and files outside and record their hash"
        )


def _check_answer(answer: Answer, expected: Mapping[str, int], versions: Mapping[str, int]) -> None:
    last = versions.get(answer.stream, 0)
    if not expected.get(answer.stream, 0) < answer.first_version <= answer.last_version <= last:
        raise StoreError(f"the answer names versions of {answer.stream} that its change does not write")
