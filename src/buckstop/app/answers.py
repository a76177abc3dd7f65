"""What a command is answered: accepted, with a signed acknowledgement, or refused, with the state as it is."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from buckstop.domain.cycle.state import Cycle
from buckstop.domain.demand.state import Demand
from buckstop.domain.ids import SubjectId
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Actor
from buckstop.domain.refusals import Refusal
from buckstop.ledger.note import SigningKey, encode_base64, sign_note


class DoorRefusal(StrEnum):
    """Obstacles at the door, before any rule is asked."""

    KEY_MISSING = "door.key_missing"
    NOBODY_SPEAKS = "door.nobody_speaks"
    ID_UNFIT = "door.id_unfit"
    NOT_TEXT = "door.not_text"
    ID_RESERVED = "door.id_reserved"
    KEY_REUSED = "door.key_reused"
    STALE_VERSION = "door.stale_version"
    BUSY = "door.busy"
    NOTHING_TO_SEAL = "door.nothing_to_seal"
    ENTRY_TOO_LARGE = "door.entry_too_large"
    SUBJECT_ERASED = "door.subject_erased"


@dataclass(frozen=True, slots=True)
class Personal:
    """A personal text that goes with a command: it reaches the log as a commitment only.

    Args:
        field: what it is, in snake case: "name", "contact", "words".
    """

    subject: SubjectId
    field: str
    text: str = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class Submission:
    """A command as it is handed in.

    Args:
        key: idempotency key, chosen by the sender, one per intention. The same key with the same command is answered
            as the first time, without doing anything again.
        version: of the matter as the sender saw it; 0 for new ones. None where the sender saw none (a citizen at the
            counter); then whatever the matter is now counts.
    """

    key: str
    actor: Actor | None
    command: Any
    version: int | None = None
    personal: tuple[Personal, ...] = ()


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Signed word that a command is durable: a note (C2SP signed-note) over stream, versions and leaf hashes.

    It binds the log before the tree does: the events it names must be in the log, which their proofs of record show a
    moment later.

    Args:
        note: the signed text; anyone with the log's public key can check it.
    """

    stream: str
    first_version: int
    last_version: int
    note: bytes


@dataclass(frozen=True, slots=True)
class Accepted:
    """The command was carried out, now or when its key came first.

    Args:
        matter: the state the command led to; of a repeated key the state as it is now. None for other streams.
        demand: the same of a command about a demand.
        cycle: the same of a command about a cycle.
        repeated: the key had been answered before.
        acknowledgement: None where nothing happened (a wake before its time).
    """

    acknowledgement: Acknowledgement | None
    matter: Matter | None = None
    repeated: bool = False
    demand: Demand | None = None
    cycle: Cycle | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was written.

    Args:
        matter: the matter as it is stored, None where there is none or the command was about something else.
        demand, cycle: likewise.
    """

    refusal: Refusal
    matter: Matter | None = None
    demand: Demand | None = None
    cycle: Cycle | None = None


def acknowledge(
    origin: str, key: SigningKey, stream: str, first_version: int, leaves: Sequence[bytes]
) -> Acknowledgement:
    """The signed word for consecutive events of a stream."""
    last_version = first_version + len(leaves) - 1
    lines = [f"{origin}/acknowledgement", stream, f"{first_version} {last_version}"]
    lines += [encode_base64(leaf) for leaf in leaves]
    text = "\n".join(lines) + "\n"
    return Acknowledgement(stream, first_version, last_version, sign_note(text, key).encoded())
