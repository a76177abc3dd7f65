"""Help received: the word of who was helped is the record, and is told unit by unit."""

from dataclasses import replace

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.commands import asks, work
from buckstop.domain.matter.helps import Help, helps
from buckstop.domain.matter.refusals import MatterRefusal as No
from buckstop.domain.matter.words import HelpKind
from tests.domain.matter.asking import support
from tests.domain.matter.stage import Stage, names


def test_help_is_told_by_the_unit_that_gave_it() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    from_above = work.RecordHelp(
        matter=matter, kind=HelpKind.SITE_VISIT, from_unit=UnitId("a"), text="Looked.", hours=3
    )
    stage.do("a1", from_above)
    stage.do("a1", replace(from_above, kind=HelpKind.GUIDANCE, hours=None))
    stage.do("a1", replace(from_above, hours=2))
    stage.do("a1", replace(from_above, kind=HelpKind.EQUIPMENT, from_unit=UnitId("b1"), hours=None, text="A van."))
    assert helps(stage.events[matter]) == (
        Help(UnitId("a"), ((HelpKind.GUIDANCE, 1), (HelpKind.SITE_VISIT, 2)), hours=5, uncounted=1),
        Help(UnitId("b1"), ((HelpKind.EQUIPMENT, 1),), hours=0, uncounted=1),
    )


def test_a_supporter_records_what_it_was_given_too_and_nothing_else_changes() -> None:
    stage = Stage()
    matter = stage.settle("a1")
    ask = support(stage, matter, "b1")
    stage.do("b1", asks.AgreeSupport(matter=matter, ask=ask))
    before = stage.matters[matter]
    stage.do("b1", work.RecordHelp(matter=matter, kind=HelpKind.MONEY, from_unit=UnitId("b"), text="For fuel."))
    assert names(stage.events[matter])[-1] == "help_received"
    assert replace(stage.matters[matter], version=before.version, updated_at=before.updated_at) == before


def test_obstacles_to_a_record_of_help_are_named_in_their_order() -> None:
    stage = Stage()
    closed, matter = stage.settle("a1"), stage.settle("a1")
    stage.close(closed)
    command = work.RecordHelp(matter=closed, kind=HelpKind.PEOPLE, from_unit=UnitId("nowhere"), text=" ", hours=0)
    live = replace(command, matter=matter)
    for expected, unit, asked in [
        (No.NOT_HELPED, "a", command),
        (No.CLOSED, "a1", command),
        (No.UNKNOWN_UNIT, "a1", live),
        (No.TO_ITSELF, "a1", replace(live, from_unit=UnitId("a1"))),
        (No.TEXT_MISSING, "a1", replace(live, from_unit=UnitId("a"))),
        (No.HOURS_NOT_POSITIVE, "a1", replace(live, from_unit=UnitId("a"), text="Two hands.")),
    ]:
        assert stage.refuses(unit, asked) == expected
    stage.do("a1", replace(live, from_unit=UnitId("a"), text="Two hands.", hours=1))
