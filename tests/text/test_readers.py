"""Ids, instants and codes as a reader sees them."""

from dataclasses import replace
from datetime import UTC, datetime

from buckstop.domain.ids import PersonId, UnitId
from buckstop.domain.matter.words import OUTSIDE, PLANNER, Timer
from buckstop.domain.organisation_commands import FoundUnit
from buckstop.domain.units import UnitKind
from buckstop.text.titles import Titles
from tests import worlds
from tests.text.readers import reader

MIDNIGHT = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)


def test_units_are_shown_by_name_and_strangers_as_they_stand() -> None:
    assert reader().unit(worlds.WATER_BUREAU) == "县水务局"
    assert reader().unit(worlds.CITY) == "清河市人民政府"
    assert reader().unit("nobody") == "nobody"
    assert reader().unit(None) == reader().unit("") == "no unit"
    assert reader().units((worlds.WATER_BUREAU, worlds.ROAD_BUREAU)) == "县水务局, Roads Department"
    assert reader("zh_Hans").units((worlds.WATER_BUREAU, worlds.ROAD_BUREAU)) == "县水务局、Roads Department"
    assert reader().units(()) == ""


def test_two_units_of_one_name_are_told_apart_by_ids_where_ids_are_typed_and_by_superiors_on_pages() -> None:
    twin = FoundUnit(UnitId("twin"), "Roads Department", UnitKind.TEAM, worlds.HILLSIDE_TOWN)
    shown = reader(organisation=worlds.after(worlds.county(), twin))
    assert shown.unit(worlds.ROAD_BUREAU) == "Roads Department (roads)"
    assert shown.unit("twin") == "Roads Department (twin)"
    on_pages = replace(shown, titles=Titles(lambda _ids: {}))
    assert on_pages.unit(worlds.ROAD_BUREAU) == "Roads Department (清水县)"
    assert on_pages.unit("twin") == "Roads Department (Hillside Township)"


def test_namesakes_below_one_superior_keep_their_ids_on_pages() -> None:
    twin = FoundUnit(UnitId("twin"), "Roads Department", UnitKind.TEAM, worlds.QINGSHUI)
    shown = reader(organisation=worlds.after(worlds.county(), twin))
    assert replace(shown, titles=Titles(lambda _ids: {})).unit("twin") == "Roads Department (twin)"


def test_a_matter_is_named_by_its_title_as_far_as_the_reader_may_know_it() -> None:
    known = replace(reader(), titles=Titles(lambda _ids: {"m1": "Mend the weir", "m2": ""}))
    assert known.matter("m1") == "“Mend the weir”"
    assert known.matter("m2") == "a restricted matter (m2)"
    assert known.matter("m3") == "a matter that is not yours to read"
    assert reader().matter("m1") == "m1", "who types ids reads ids"


def test_a_person_is_named_or_it_is_said_that_no_name_is_on_record() -> None:
    on_record = {PersonId("p-1"): "Zhao Min"}
    known = replace(reader(), names=lambda person: on_record.get(person, ""))
    assert known.person("p-1") == "Zhao Min"
    assert known.person("p-2") == "a person whose name is not on record"
    assert reader().person("p-1") == "p-1"


def test_an_item_is_named_by_its_title_and_one_that_no_list_holds_is_said_to_be_none() -> None:
    assert reader().duty("ditches") == "“Keep field ditches open”"
    assert reader().duty("moats") == "moats (on no duty list any more)"


def test_clocks_that_no_unit_is_charged_with_have_words() -> None:
    assert "nobody inside" in reader().unit(OUTSIDE)
    assert reader().unit(PLANNER) == "whoever set the plan"


def test_without_an_organisation_ids_stand_for_names() -> None:
    empty = replace(reader(), organisation=None)
    assert (empty.unit("water"), empty.post("water.head")) == ("water", "water.head")
    assert (reader().post("water.head"), reader().post("x")) == ("局长", "x")


def test_a_midnight_ends_its_day_and_other_instants_are_told_to_the_minute() -> None:
    assert reader().instant(MIDNIGHT) == "2026-03-05 24:00"
    assert reader().instant(MIDNIGHT.replace(hour=1, minute=7, second=40)) == "2026-03-05 09:07"


def test_what_begins_at_a_midnight_begins_on_the_day_after_it() -> None:
    assert reader().beginning(MIDNIGHT) == "2026-03-06"
    assert reader().beginning(MIDNIGHT.replace(hour=1, minute=7)) == "2026-03-05 09:07"


def test_a_provisional_instant_is_marked() -> None:
    assert reader().due(Timer(MIDNIGHT, provisional=True, started_at=MIDNIGHT)) == "2026-03-05 24:00 (provisional)"


def test_what_is_no_instant_stands_as_it_is() -> None:
    assert reader().written("soon") == "soon"


def test_reasons_are_told_in_the_words_of_the_pack_in_both_languages() -> None:
    assert reader().reason("unclear_task") == "it is not said what is to be done"
    assert reader("zh_Hans").reason("unclear_task") == "任务要求不明"
    assert reader().reason("beyond_level") == "it can be solved only by a higher level"
    assert reader().reason("unheard_of") == "unheard_of"


def test_rules_are_told_by_title_and_id() -> None:
    assert reader().rule("protocol.moves").endswith("(protocol.moves)")
    assert reader().rule("no.such") == "no.such"


def test_codes_without_words_stand_as_they_are() -> None:
    assert reader().word({"a": "b"}, "c") == "c"
