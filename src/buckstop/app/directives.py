"""Directives in: a file or pasted text as a draft, its units resolved by the register of the ledger."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.app.ledger import Ledger
from buckstop.app.organisation_record import former_names
from buckstop.domain.ids import UnitId
from buckstop.domain.organisation import Organisation
from buckstop.intake.directives.door import read_directive, read_pasted
from buckstop.intake.directives.model import Draft
from buckstop.intake.directives.names import UnitEntry, UnitNames
from buckstop.lens.issues import Issue

_NONE: Mapping[UnitId, tuple[str, ...]] = MappingProxyType({})


def unit_names(organisation: Organisation, former: Mapping[UnitId, tuple[str, ...]] = _NONE) -> UnitNames:
    """Every name under which documents may know a unit: present, short and former ones, and those of retired units.

    Args:
        former: names that units had before; those among a unit's aliases need not be repeated.
    """
    return UnitNames.of(
        UnitEntry(
            unit.id,
            unit.name,
            unit.aliases,
            tuple(name for name in former.get(unit.id, ()) if name != unit.name),
            unit.active,
            unit.successor,
        )
        for unit in organisation.tree.units.values()
    )


def read(ledger: Ledger, data: bytes, name: str) -> Draft | tuple[Issue, ...]:
    """The draft of a directive in a file, or why the file cannot be read; see `read_directive`.

    Raises:
        NoOrganisationError: none was founded.
    """
    return read_directive(data, name, _register(ledger))


def read_text(ledger: Ledger, text: str) -> Draft:
    """The draft of a pasted text.

    Raises:
        NoOrganisationError: none was founded.
    """
    return read_pasted(text, _register(ledger))


def _register(ledger: Ledger) -> UnitNames:
    return unit_names(ledger.organisation(), former_names(ledger))
