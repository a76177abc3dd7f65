"""Supports that the terms of a matter name: who of them is still to be asked, and by whom.

Naming is not asking: only the holder asks, on its own word, and only then does the supporter's clock run.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase
from buckstop.domain.organisation import Organisation


@dataclass(frozen=True, slots=True)
class NamedSupport:
    """A unit that the terms name to support.

    Args:
        named: as the terms have it.
        unit: who is asked: the same, or who answers for it now where it ended.
        asked: it was asked, whatever came of it.
        waiver: why whoever holds the matter does not need it; None where it did not say so, or asked it after all.
        askable: it neither holds the matter nor stands above who does.
    """

    named: UnitId
    unit: UnitId
    asked: bool
    waiver: str | None
    askable: bool


def named_supports(matter: Matter, organisation: Organisation) -> tuple[NamedSupport, ...]:
    """Every unit the terms name to support, in their order; two that became one stand there once."""
    return tuple({one.unit: one for one in _named(matter, organisation)}.values())


def _named(matter: Matter, organisation: Organisation) -> Iterator[NamedSupport]:
    for name in matter.terms.supports:
        known = organisation.unit(name) is not None
        unit = organisation.custodian(name) if known else name
        asked = not {name, unit}.isdisjoint(matter.supports_asked)
        waiver = None if asked else _waiver(matter, name, unit)
        below = unit != matter.holder and not organisation.is_above(unit, matter.holder)
        yield NamedSupport(name, unit, asked, waiver, known and below)


def _waiver(matter: Matter, *units: UnitId) -> str | None:
    """The last word of who holds the matter now that it does not need one of these."""
    said = (one.reason for one in reversed(matter.supports_waived) if one.unit in units and one.holder == matter.holder)
    return next(said, None)


def supports_to_ask(matter: Matter, organisation: Organisation) -> tuple[UnitId, ...]:
    """Whom the holder of a matter may still ask of those its terms name, and has not said that it does not need.

    None once the work is reported done.
    """
    if matter.phase in {Phase.DONE, Phase.CLOSED}:
        return ()
    return tuple(
        one.unit for one in named_supports(matter, organisation) if one.askable and not one.asked and one.waiver is None
    )


def lead_is_to_ask(matter: Matter) -> bool:
    """Whether a unit leads a matter with named supports of which some wait for its word: settled on it, or accepted.

    While a matter is only offered, and after an offer came back, nobody leads it yet: whom it takes is not to be asked
    by who gives it away.
    """
    waived = {one.unit for one in matter.supports_waived if one.holder == matter.holder}
    if waived.union(matter.supports_asked) >= set(matter.terms.supports):
        return False
    return matter.phase in {Phase.SETTLED, Phase.APPEAL} or (matter.phase is Phase.HELD and matter.accepted)
