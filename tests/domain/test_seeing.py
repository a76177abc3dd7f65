"""Who reads what: one row per visibility and kind of reader; and lists show exactly what a page would."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buckstop.domain.ids import MatterId, PersonId, PostId, UnitId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.commands import accountability, asks
from buckstop.domain.matter.words import Terms, Visibility
from buckstop.domain.organisation_commands import AppointPerson, CreatePost, RegisterAbsence, RetireUnit
from buckstop.domain.posts import Role
from buckstop.domain.seeing import Extent, Reach, Seen, Sight, Viewer, involved, may_see, reach, viewer_of
from tests.domain.matter.stage import Stage
from tests.worlds import (
    ANNA,
    CHEN_VILLAGE,
    CITY,
    FOUNDED_AT,
    LI,
    MOSS_VILLAGE,
    OFFICE,
    PING_AN_TOWN,
    QINGSHUI,
    ROAD_BUREAU,
    WATER_BUREAU,
    WATER_DEPUTY,
    WATER_HEAD,
    after,
    county,
)

NOW = FOUNDED_AT + timedelta(days=1)
WATCHED = frozenset({PING_AN_TOWN, WATER_BUREAU})
CITIZEN = PersonId("c-1")
PUBLIC, INTERNAL, RESTRICTED = Visibility
WHOLE, OUTLINE, OWN, NOTHING = Extent.WHOLE, Extent.OUTLINE, Extent.OWN_REQUEST, Extent.NOTHING


def staff(unit: UnitId, *roles: Role) -> Viewer:
    return Viewer(PersonId("p"), {unit: frozenset(roles)})


# reader; what they may read of a public, an internal and a restricted matter of the township and the water bureau
ROWS: list[tuple[str, Viewer, Extent, Extent, Extent]] = [
    ("a clerk of a unit involved", staff(WATER_BUREAU, Role.MEMBER), WHOLE, WHOLE, WHOLE),
    ("its leader", staff(PING_AN_TOWN, Role.LEADER), WHOLE, WHOLE, WHOLE),
    ("a verifier in a unit involved", staff(WATER_BUREAU, Role.VERIFIER), WHOLE, WHOLE, WHOLE),
    ("its receiving desk", staff(PING_AN_TOWN, Role.INTAKE), WHOLE, WHOLE, NOTHING),
    ("its keeper of the system", staff(PING_AN_TOWN, Role.ADMINISTRATOR), WHOLE, WHOLE, NOTHING),
    ("a leader above a unit involved", staff(QINGSHUI, Role.LEADER), WHOLE, WHOLE, NOTHING),
    ("a leader below one", staff(CHEN_VILLAGE, Role.LEADER), WHOLE, NOTHING, NOTHING),
    ("a unit beside them", staff(ROAD_BUREAU, Role.LEADER), WHOLE, NOTHING, NOTHING),
    ("an unconcerned village", staff(MOSS_VILLAGE, Role.MEMBER), WHOLE, NOTHING, NOTHING),
    ("the supervision office", staff(OFFICE, Role.SUPERVISION), WHOLE, WHOLE, WHOLE),
    ("who keeps the office's computers", staff(OFFICE, Role.ADMINISTRATOR), WHOLE, NOTHING, NOTHING),
    ("supervision in a unit beside them", staff(ROAD_BUREAU, Role.SUPERVISION), WHOLE, NOTHING, NOTHING),
    ("an auditor, wherever they sit", staff(ROAD_BUREAU, Role.AUDITOR), WHOLE, WHOLE, WHOLE),
    ("the outside arbiter, not involved", staff(CITY, Role.LEADER), WHOLE, NOTHING, NOTHING),
    ("the citizen who asked", Viewer(CITIZEN, {}), OWN, OWN, OWN),
    ("somebody without a post", Viewer(PersonId("c-2"), {}), NOTHING, NOTHING, NOTHING),
]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_each_reader_reads_what_is_theirs_and_restricted_reading_is_logged(
    row: tuple[str, Viewer, Extent, Extent, Extent],
) -> None:
    _, viewer, *expected = row
    found = [may_see(county(), Seen(visibility, WATCHED), viewer, (CITIZEN,)) for visibility in Visibility]
    assert found == [
        Sight(expected[0], logged=False),
        Sight(expected[1], logged=False),
        Sight(expected[2], logged=True),
    ]
    assert [one.allowed for one in found] == [extent is WHOLE for extent in expected]


@pytest.mark.parametrize(("role", "extent"), [(Role.LEADER, OUTLINE), (Role.MEMBER, OUTLINE), (Role.INTAKE, NOTHING)])
@pytest.mark.parametrize("visibility", [INTERNAL, RESTRICTED])
def test_who_holds_a_part_reads_what_the_whole_is_about_but_not_its_reports(
    visibility: Visibility, role: Role, extent: Extent
) -> None:
    seen = Seen(visibility, WATCHED, units_below=frozenset({CHEN_VILLAGE}))
    assert may_see(county(), seen, staff(CHEN_VILLAGE, role)).extent is extent


def test_who_answers_for_a_retired_unit_reads_what_that_unit_read() -> None:
    organisation = after(county(), RetireUnit(CHEN_VILLAGE, PING_AN_TOWN, "Decree 7"))
    seen = Seen(RESTRICTED, frozenset({CHEN_VILLAGE}))
    assert may_see(organisation, seen, staff(PING_AN_TOWN, Role.MEMBER)).allowed
    assert not may_see(county(), seen, staff(PING_AN_TOWN, Role.MEMBER)).allowed


def test_a_viewer_has_the_roles_of_posts_held_and_deputised_for_at_that_hour() -> None:
    organisation = after(
        county(),
        CreatePost(PostId("roads.clerk"), ROAD_BUREAU, "Clerk", frozenset({Role.MEMBER})),
        AppointPerson(LI, PostId("roads.clerk")),
    )
    both = {WATER_BUREAU: frozenset({Role.MEMBER}), ROAD_BUREAU: frozenset({Role.MEMBER})}
    assert viewer_of(organisation, LI, NOW).roles == both
    away = after(organisation, RegisterAbsence(WATER_HEAD, WATER_DEPUTY))
    assert viewer_of(away, LI, NOW).roles == {**both, WATER_BUREAU: frozenset({Role.MEMBER, Role.LEADER})}
    assert viewer_of(county(), ANNA, FOUNDED_AT - timedelta(seconds=1)).roles == {}


def test_everybody_who_has_to_do_with_a_matter_is_involved() -> None:
    stage = Stage()
    matter = stage.open("a1", deadline=(stage.at + timedelta(days=20)).date())
    stage.offer(matter, "a2")
    assert involved(stage.matters[matter]) == {"a1", "a2"}
    stage.do("a2", accountability.AcceptOffer(matter=matter, offer=stage.offer_of(matter)))
    wanted = (stage.at + timedelta(days=9)).date()
    stage.do("a2", asks.AskSupport(matter=matter, supporter=UnitId("b1"), what="A van", wanted_date=wanted))
    stage.do("a2", asks.AskUpward(matter=matter, kind=UpwardKind.OBSTACLE, level=UnitId("r"), text="No permit."))
    summon = asks.SummonUnits(
        matter=matter, units=(UnitId("b"),), place="Lamp", purpose="See", meet_at=stage.at + timedelta(hours=1)
    )
    stage.do("a2", summon)
    assert involved(stage.matters[matter]) == {"a1", "a2", "b1", "r", "b"}
    stage.escalate(matter)
    assert involved(stage.matters[matter]) == {"a1", "a2", "b1", "r", "b", "a"}


def test_a_part_is_never_more_open_than_its_whole() -> None:
    stage = Stage()
    closeness = list(Visibility)
    for whole in Visibility:
        for wanted in Visibility:
            matter = stage.settle("a", visibility=whole)
            part = MatterId(f"{matter}-part")
            terms = Terms(goal="The pole stands.", visibility=wanted)
            command = accountability.DelegatePart(
                matter=matter, part=part, to=UnitId("a1"), title="The pole", terms=terms, deadline_date=None
            )
            stage.do("a", command)
            found = stage.matters[part].terms.visibility
            assert closeness.index(found) == max(closeness.index(whole), closeness.index(wanted))


UNITS = (QINGSHUI, OFFICE, WATER_BUREAU, ROAD_BUREAU, PING_AN_TOWN, CHEN_VILLAGE, MOSS_VILLAGE, CITY)
SOME_ROLES = st.dictionaries(
    st.sampled_from(UNITS), st.frozensets(st.sampled_from(Role), min_size=1, max_size=2), max_size=2
)


def lists(found: Reach, seen: Seen) -> bool:
    """Whether a list within that reach shows the matter."""
    if found.everything or (found.public and seen.visibility is PUBLIC):
        return True
    return bool(found.inside & seen.units) or (seen.visibility is not RESTRICTED and bool(found.around & seen.units))


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(SOME_ROLES, st.sampled_from(Visibility), st.frozensets(st.sampled_from(UNITS), max_size=3), st.booleans())
def test_a_list_shows_exactly_what_its_reader_may_read_whole(
    roles: Mapping[UnitId, frozenset[Role]], visibility: Visibility, units: frozenset[UnitId], retired: bool
) -> None:
    organisation = after(county(), RetireUnit(CHEN_VILLAGE, ROAD_BUREAU, "Decree 7")) if retired else county()
    seen, viewer = Seen(visibility, units), Viewer(PersonId("p"), roles)
    assert lists(reach(organisation, viewer), seen) == may_see(organisation, seen, viewer).allowed
