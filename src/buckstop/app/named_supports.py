"""Supports that the terms name, asked in one go: each becomes an ask of its own, and each may be refused by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from buckstop.app.answers import DoorRefusal, Refused, Submission
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.domain.ids import MatterId, UnitId
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


def ask_supports(
    ledger: Ledger, actor: Actor | None, matter: MatterId, wanted: Iterable[WantedSupport], key: str, version: int
) -> tuple[AskedSupport, ...]:
    """Ask several units, one after the other; what one is refused for stops no other.

    Where somebody acted on the matter since it was looked at nothing more is asked: the others are refused as stale.

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
        own = f"{key}-{sha256(one.unit.encode()).hexdigest()[:16]}"
        outcome = handle(ledger, Submission(own, actor, ask_of(matter, one), version))
        if isinstance(outcome, Refused):
            stale = outcome.refusal if outcome.refusal.code == DoorRefusal.STALE_VERSION else None
            found.append(AskedSupport(one, None, outcome.refusal))
            continue
        assert outcome.matter is not None, "a command about a matter leads to one"
        version = outcome.matter.version
        found.append(AskedSupport(one, outcome.matter))
    return tuple(found)
