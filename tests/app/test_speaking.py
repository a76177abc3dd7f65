"""Who speaks, from which post, and whom they mean by a name."""

import pytest

from buckstop.app.requests import RequestError
from buckstop.app.speaking import find_unit, speaker
from buckstop.domain.ids import PostId, UnitId
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation_commands import AppointPerson, CreatePost, FoundUnit, RegisterAbsence, RenameUnit
from buckstop.domain.posts import Role
from buckstop.domain.units import UnitKind
from tests import worlds

AT = worlds.FOUNDED_AT


def test_a_person_with_one_post_needs_no_more_words() -> None:
    assert speaker(worlds.county(), AT, person="p-li") == Actor(worlds.LI, worlds.WATER_BUREAU, worlds.WATER_DEPUTY)


def test_a_post_names_the_person_who_acts_for_it() -> None:
    assert speaker(worlds.county(), AT, post="water.head").person == worlds.WANG
    assert speaker(worlds.county(), AT, post="city.desk") == Actor(worlds.RUTH, worlds.CITY, worlds.CITY_DESK)


def test_a_deputy_speaks_from_the_own_post_for_the_absent_one() -> None:
    away = worlds.after(worlds.county(), RegisterAbsence(worlds.WATER_HEAD))
    deputy = Actor(worlds.LI, worlds.WATER_BUREAU, worlds.WATER_DEPUTY, worlds.WATER_HEAD)
    assert speaker(away, AT, post="water.head") == deputy
    assert speaker(away, AT, person="p-li", post="water.head") == deputy
    assert speaker(away, AT, person="p-li").for_post is None, "whoever has an own post there speaks from it"


def test_of_several_posts_the_one_whose_role_the_command_needs_speaks() -> None:
    chief = worlds.after(
        worlds.county(),
        CreatePost(PostId("water.keeper"), worlds.WATER_BUREAU, "Keeper", frozenset({Role.ADMINISTRATOR})),
        AppointPerson(worlds.LI, PostId("water.keeper")),
    )
    for roles, post in (({Role.ADMINISTRATOR}, "water.keeper"), ({Role.MEMBER}, "water.deputy"), ((), "water.deputy")):
        assert speaker(chief, AT, person="p-li", roles=roles).post == post
    nobody = speaker(chief, AT, person="p-li", roles={Role.VERIFIER})
    assert nobody.post == "water.deputy", "what is refused then names a post all the same"


def test_a_deputy_speaks_for_the_absent_one_where_the_own_post_does_not_carry_it() -> None:
    away = worlds.after(worlds.county(), RegisterAbsence(worlds.WATER_HEAD))
    leader = speaker(away, AT, person="p-li", roles={Role.LEADER})
    assert leader == Actor(worlds.LI, worlds.WATER_BUREAU, worlds.WATER_DEPUTY, worlds.WATER_HEAD)
    assert speaker(away, AT, person="p-li", roles={Role.LEADER, Role.MEMBER}).for_post is None


def test_who_acts_for_several_units_says_for_which() -> None:
    both = worlds.after(
        worlds.county(),
        CreatePost(PostId("roads.head"), worlds.ROAD_BUREAU, "Head", frozenset({Role.LEADER})),
        AppointPerson(worlds.LI, PostId("roads.head")),
    )
    with pytest.raises(RequestError, match="acts for several units"):
        speaker(both, AT, person="p-li")
    assert speaker(both, AT, person="p-li", unit="Roads").unit == worlds.ROAD_BUREAU


@pytest.mark.parametrize(
    "words",
    [
        {"person": "p-wang", "unit": "roads"},
        {"person": "p-li", "unit": "roads"},
        {"person": "p-li", "post": "water.head"},
        {"unit": "water"},
        {},
    ],
)
def test_who_acts_for_nothing_is_told_what_to_say(words: dict[str, str]) -> None:
    with pytest.raises(RequestError, match="--as"):
        speaker(
            worlds.county(), AT, person=words.get("person", ""), unit=words.get("unit", ""), post=words.get("post", "")
        )


@pytest.mark.parametrize("more", [{}, {"unit": "roads"}, {"post": "water.head"}])
def test_a_person_who_is_in_no_register_is_said_to_be_none(more: dict[str, str]) -> None:
    with pytest.raises(RequestError, match=r"There is no person p-nobody\..*organisation show"):
        speaker(worlds.county(), AT, person="p-nobody", unit=more.get("unit", ""), post=more.get("post", ""))


def test_a_post_that_is_not_there_is_said_so() -> None:
    with pytest.raises(RequestError, match=r"There is no post moon\.head"):
        speaker(worlds.county(), AT, post="moon.head")


@pytest.mark.parametrize("words", ["water", "县水务局", "水务局"])
def test_a_unit_is_found_by_id_name_and_short_name(words: str) -> None:
    assert find_unit(worlds.county(), words) == worlds.WATER_BUREAU


def test_the_outside_arbiter_is_found_too() -> None:
    assert find_unit(worlds.county(), "city") == find_unit(worlds.county(), "清河市人民政府") == worlds.CITY


def test_a_name_near_another_is_answered_with_it_and_one_near_none_is_not() -> None:
    with pytest.raises(RequestError, match="Near it are: Roads Department"):
        find_unit(worlds.county(), "Road Department")
    with pytest.raises(RequestError, match=r"There is no unit qqqqq\.$"):
        find_unit(worlds.county(), "qqqqq")


def test_a_name_of_two_units_must_be_told_apart_by_id() -> None:
    twins = worlds.after(
        worlds.county(),
        FoundUnit(UnitId("twin"), "Moss", UnitKind.VILLAGE, worlds.HILLSIDE_TOWN),
        RenameUnit(worlds.CHEN_VILLAGE, "Moss"),
    )
    with pytest.raises(RequestError, match=r"by its id: chenjia \(Moss · 平安镇\), twin \(Moss · Hillside Township\)"):
        find_unit(twins, "Moss")
