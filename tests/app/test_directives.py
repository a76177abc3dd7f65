"""A directive is read with the register of the ledger: present, short, former and retired names."""

from buckstop.app.directives import read, read_text, unit_names
from buckstop.app.organisation_record import former_names
from buckstop.domain.ids import UnitId
from buckstop.domain.organisation_commands import FoundUnit, RenameUnit, RetireUnit, SetAliases
from buckstop.domain.units import UnitKind
from buckstop.intake.directives.model import Draft
from tests.app.staged import COUNTY, ROADS, WATER, Stage, stage

WORKS = UnitId("works")


def county() -> Stage:
    """A county with a department that has a short name, one that was renamed and one that was retired."""
    found = stage()
    found.do(COUNTY, FoundUnit(WORKS, "清水县住房和城乡建设局", UnitKind.DEPARTMENT, COUNTY))
    found.do(COUNTY, SetAliases(WORKS, ("城建局",)))
    found.do(COUNTY, RenameUnit(ROADS, "清水县交通运输局"))
    found.do(COUNTY, RenameUnit(ROADS, "清水县公路局"))
    return found


def test_names_come_from_the_organisation_and_its_history() -> None:
    ledger = county().ledger
    former = former_names(ledger)
    assert former[ROADS][-1] == "清水县交通运输局"
    assert WORKS not in former
    names = unit_names(ledger.organisation(), former)
    assert [names.resolve(words).unit for words in ("县住建局", "城建局", "县公路局")] == [WORKS, WORKS, ROADS]
    assert names.resolve("县交通运输局").renamed


def test_a_retired_unit_is_read_as_its_successor() -> None:
    found = county()
    found.do(COUNTY, RetireUnit(WATER, WORKS, "county-2026-7"))
    name = found.ledger.organisation().unit(WATER)
    assert name is not None
    resolution = unit_names(found.ledger.organisation()).resolve(name.name)
    assert (resolution.unit, resolution.renamed) == (WORKS, True)


def test_a_file_and_a_pasted_text_are_read_with_the_register() -> None:
    ledger = county().ledger
    text = "1.建成3座公厕。(牵头单位:县住建局,2026年9月底前)"
    draft = read(ledger, text.encode(), "notice.txt")
    assert isinstance(draft, Draft)
    for items in (draft.items, read_text(ledger, text).items):
        assert [item.lead.unit for item in items if item.lead] == [WORKS]


def test_a_file_that_cannot_be_read_says_why() -> None:
    found = read(county().ledger, b"", "empty.txt")
    assert not isinstance(found, Draft)
    assert found[0].code == "directive.empty"
