"""What happened to a unit, in words of that unit."""

from datetime import UTC, datetime, timedelta

from buckstop.app.answers import Submission
from buckstop.app.handle import handle
from buckstop.app.organisation_history import unit_history
from buckstop.app.rulepacks import shipped_pack
from buckstop.domain.ids import LineId, UnitId
from buckstop.domain.organisation_commands import (
    AddLineRelation,
    MergeUnit,
    MoveUnit,
    RemoveLineRelation,
    RenameUnit,
    RetireUnit,
    SetAliases,
)
from buckstop.text.organisation_events import unit_steps
from buckstop.text.readers import Reader
from tests.app.staged import COUNTY, HAMLET, OFFICE, ROADS, TOWN, VILLAGE, WATER, a_calendar, empty_ledger, founding

LINE = LineId("water")


def _told(*commands: object) -> dict[UnitId, list[str]]:
    """What each unit's history says after some changes, its founding left out."""
    ledger = empty_ledger()
    handle(ledger, Submission("founding", None, founding()))
    handle(ledger, Submission("changes", None, commands))
    read = Reader(lambda words: words, "en", ledger.organisation(), a_calendar(), shipped_pack("zh_CN"))
    units = (COUNTY, OFFICE, WATER, ROADS, TOWN, VILLAGE, HAMLET)
    return {unit: [step.words for step in unit_steps(unit, unit_history(ledger, unit), read)][1:] for unit in units}


def test_the_beginning_names_the_superior_of_then() -> None:
    ledger = empty_ledger(at=datetime(2026, 1, 5, 1, tzinfo=UTC))
    handle(ledger, Submission("founding", None, founding()))
    read = Reader(lambda words: words, "en", ledger.organisation(), a_calendar(), shipped_pack("zh_CN"))
    (root, *_others) = unit_steps(COUNTY, unit_history(ledger, COUNTY), read)
    (town,) = unit_steps(TOWN, unit_history(ledger, TOWN), read)
    assert root.words == "The organisation was founded, with 清水县 as its highest unit."
    assert town.words == "Founded as 平安镇; it answered to 清水县."
    assert town.happened_at - root.happened_at == timedelta()


def test_renaming_and_moving_say_what_was_before() -> None:
    told = _told(RenameUnit(TOWN, "新镇"), MoveUnit(VILLAGE, WATER), SetAliases(TOWN, ("镇",)), SetAliases(TOWN, ()))
    assert told[TOWN] == [
        "Renamed from 平安镇 to 新镇.",
        "Short names: 镇.",
        "It had no short names any more.",
    ]
    assert told[VILLAGE] == ["From then on it answered to 县水务局; before, to 新镇."]
    assert told[HAMLET] == []


def test_an_end_is_told_on_both_sides() -> None:
    told = _told(MergeUnit(ROADS, WATER, "2026-1"), RetireUnit(HAMLET, VILLAGE, "2026-2"), RetireUnit(VILLAGE))
    assert told[ROADS] == ["It became part of 县水务局, by document 2026-1."]
    assert told[WATER] == ["Roads Department became part of it, by document 2026-1."]
    assert told[HAMLET] == ["It ended; 陈家村 took over, by document 2026-2."]
    assert told[VILLAGE] == [
        "It took over from Moss Hamlet, by document 2026-2.",
        "It ended; its superior took over.",
    ]


def test_lines_are_told_on_both_sides() -> None:
    told = _told(AddLineRelation(LINE, WATER, TOWN), RemoveLineRelation(LINE, WATER, TOWN))
    assert told[WATER] == [
        "It guided 平安镇 in the line water from then on.",
        "It no longer guided 平安镇 in the line water.",
    ]
    assert told[TOWN] == [
        "县水务局 guided it in the line water from then on.",
        "县水务局 no longer guided it in the line water.",
    ]
