"""Each entry of a log by itself and after the one before it in its stream: readable, canonical, in its place."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from buckstop.domain.privacy import SubjectErased
from buckstop.ledger.codec import CodecError, decode, rewritten
from buckstop.ledger.faults import Fault, FaultCode


@dataclass(slots=True)
class RecordCheck:
    """Looks at entries in the order of the log. It remembers one number per stream, nothing of the entries.

    Args:
        versions: the last version seen of each stream.
        erased: subjects that were erased according to the log.
    """

    versions: dict[str, int] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)

    def look(self, position: int, body: bytes, stream: str | None = None, version: int = 0) -> Iterator[Fault]:
        """What is wrong with an entry whose bytes are those that were hashed.

        Args:
            position: its place in the log, for the message.
            stream: where its row says that it belongs; None where only the entry itself says so.
            version: as its row says.
        """
        where: dict[str, str | int] = {"position": position, "stream": stream or "", "version": version}
        try:
            entry = decode(body)
        except CodecError as error:
            yield Fault(FaultCode.RECORD_UNREADABLE, fields={**where, "reason": str(error)})
            if stream is not None:
                yield from self.follow(position, stream, version)
            return
        own: dict[str, str | int] = {"position": position, "stream": entry.stream, "version": entry.version}
        if stream is not None and (entry.stream, entry.version) != (stream, version):
            told: dict[str, str | int] = {"own_stream": entry.stream, "own_version": entry.version}
            yield Fault(FaultCode.RECORD_MISPLACED, fields={**where, **told})
        if (written := rewritten(entry, body)) != body:
            yield Fault(FaultCode.RECORD_NOT_CANONICAL, fields={**own, "byte": _first_difference(body, written)})
        if isinstance(entry.event, SubjectErased):
            self.erased.add(entry.event.subject)
        if stream is None:
            yield from self.follow(position, entry.stream, entry.version)
        else:
            yield from self.follow(position, stream, version)

    def follow(self, position: int, stream: str, version: int) -> Iterator[Fault]:
        """What is wrong with the place of an entry in its stream, whatever its bytes are."""
        expected = self.versions.get(stream, 0) + 1
        self.versions[stream] = version
        if version != expected:
            about: dict[str, str | int] = {"position": position, "stream": stream, "version": version}
            yield Fault(FaultCode.VERSION_BROKEN, fields={**about, "expected": expected})


def _first_difference(one: bytes, other: bytes) -> int:
    pairs = zip(one, other, strict=False)
    return next((place for place, (left, right) in enumerate(pairs) if left != right), min(len(one), len(other)))
