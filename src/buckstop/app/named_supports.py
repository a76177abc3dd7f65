"""Supports that the terms name, asked in one go: each becomes an ask of its own, and each may be refused by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from buckstop.app.answers import DoorRefusal, Refused, Submission
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.repeating import was_answered
from buckstop.domain.ids import MatterId, PersonId, UnitId
from buckstop.domain.matter.commands.asks import AskSupport
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Actor
from buckstop.domain.refusals import Refusal


@dataclass(frozen=True, slots=True)
class WantedSupport:
    """What is asked of one unit.

    Args:
        what: the contribution.
        wanted_date: day it is needed by.
    """

    unit: UnitId
    what: str
    wanted_date: date


@dataclass(frozen=True, slots=True)
class AskedSupport:
    """What became of one ask.

    Args:
        matter: as it stood after it; None where it was refused.
        refusal: why the unit was not asked; None where it was.
    """

    wanted: WantedSupport
    matter: Matter | None
    refusal: Refusal | None = None


def ask_of(matter: MatterId, wanted: WantedSupport) -> AskSupport:
    """The command that asks one unit."""
    return AskSupport(matter=matter, supporter=wanted.unit, what=wanted.what, wanted_date=wanted.wanted_date)


def asked_already(ledger: Ledger, person: PersonId, units: Iterable[UnitId], key: str) -> tuple[UnitId, ...]:
    """Those of some units that a person asked under a key: who sends it again is owed the first answer about them."""
    return tuple(unit for unit in units if was_answered(ledger, person, _own_key(key, unit)))


def ask_supports(
    ledger: Ledger, actor: Actor | None, matter: MatterId, wanted: Iterable[WantedSupport], key: str, version: int
) -> tuple[AskedSupport, ...]:
    """Ask several units, one after the other; what one is refused for stops no other.

    Where somebody acted on the matter since it was looked at nothing more is asked: the others are refused as stale.
    That holds, too, of what goes on where it stopped.

    Args:
        key: of the intention; every unit's own follows from it, so that sending it again asks nobody twice.
        version: of the matter as the person saw it.

    Raises:
        StoreError: the store cannot do its work; the same call goes on where it stopped.
    """
    found: list[AskedSupport] = []
    stale: Refusal | None = None
    for one in wanted:
        if stale is not None:
            found.append(AskedSupport(one, None, stale))
            continue
        outcome = handle(ledger, Submission(_own_key(key, one.unit), actor, ask_of(matter, one), version))
        if isinstance(outcome, Refused):
            stale = outcome.refusal if outcome.refusal.code == DoorRefusal.STALE_VERSION else None
            found.append(AskedSupport(one, None, outcome.refusal))
            continue
        assert outcome.matter is not None, "a command about a matter leads to one"
        assert outcome.acknowledgement is not None, "an ask is an event"
        version = outcome.acknowledgement.last_version  # what this ask led to, even where others acted since
        found.append(AskedSupport(one, outcome.matter))
    return tuple(found)


def _own_key(key: str, unit: UnitId) -> str:
    return f"{key}-{sha256(unit.encode()).hexdigest()[:16]}"
