"""Who holds a post, who acts for it, and what a person may therefore do where."""

from datetime import datetime, timedelta

import pytest

from buckstop.domain.ids import PersonId
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import (
    AbolishPost,
    AppointPerson,
    EndAbsence,
    MergeUnit,
    OrganisationCommand,
    RegisterAbsence,
    RelievePerson,
)
from buckstop.domain.posts import Acting, Role
from tests.worlds import (
    ANNA,
    CITY,
    CITY_DESK,
    FOUNDED_AT,
    INSPECTOR,
    LI,
    OFFICE,
    ROAD_BUREAU,
    RUTH,
    WANG,
    WATER_BUREAU,
    WATER_CLERK,
    WATER_DEPUTY,
    WATER_HEAD,
    ZHAO,
    after,
    county,
)

HOUR = timedelta(hours=1)


def hour(number: int) -> datetime:
    return FOUNDED_AT + number * HOUR


def county_after(*commands: OrganisationCommand) -> Organisation:
    return after(county(), *commands, at=hour(0))


def test_a_holder_acts_for_the_own_post() -> None:
    here = county()
    assert here.holder_of(WATER_HEAD, hour(1)) == WANG
    assert here.who_acts_for(WATER_HEAD, hour(1)) == Acting(WANG, WATER_HEAD, WATER_HEAD)
    assert here.holder_of(WATER_HEAD, hour(-1)) is None


def test_at_the_instant_of_a_change_the_new_holder_holds() -> None:
    here = county_after(RelievePerson(WANG, WATER_HEAD, hour(5)), AppointPerson(RUTH, WATER_HEAD, hour(5)))
    assert here.holder_of(WATER_HEAD, hour(5) - timedelta(seconds=1)) == WANG
    assert here.holder_of(WATER_HEAD, hour(5)) == RUTH


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, Acting(WANG, WATER_HEAD, WATER_HEAD)),
        (2, Acting(LI, WATER_HEAD, WATER_DEPUTY)),
        (3, Acting(LI, WATER_HEAD, WATER_DEPUTY)),
        (4, Acting(WANG, WATER_HEAD, WATER_HEAD)),
    ],
)
def test_during_an_absence_the_named_deputy_acts(number: int, expected: Acting) -> None:
    here = county_after(RegisterAbsence(WATER_HEAD, WATER_DEPUTY, hour(2), hour(4)))
    acting = here.who_acts_for(WATER_HEAD, hour(number))
    assert acting == expected
    assert acting.deputising == (expected.held == WATER_DEPUTY)


def test_where_the_deputy_is_away_too_the_next_one_in_order_acts() -> None:
    here = county_after(RegisterAbsence(WATER_HEAD, None, hour(2), hour(9)), RelievePerson(LI, WATER_DEPUTY, hour(3)))
    assert here.who_acts_for(WATER_HEAD, hour(2)) == Acting(LI, WATER_HEAD, WATER_DEPUTY)
    assert here.who_acts_for(WATER_HEAD, hour(3)) == Acting(ANNA, WATER_HEAD, WATER_CLERK)


def test_a_vacant_post_is_covered_by_its_deputies() -> None:
    here = county_after(RelievePerson(WANG, WATER_HEAD, hour(2)))
    assert here.holder_of(WATER_HEAD, hour(2)) is None
    assert here.who_acts_for(WATER_HEAD, hour(2)) == Acting(LI, WATER_HEAD, WATER_DEPUTY)


def test_where_nobody_is_there_nobody_acts_and_a_key_post_is_named_as_a_gap() -> None:
    here = county_after(
        RelievePerson(WANG, WATER_HEAD, hour(2)),
        RelievePerson(LI, WATER_DEPUTY, hour(2)),
        RelievePerson(ANNA, WATER_CLERK, hour(3)),
    )
    assert [post.id for post in here.posts.uncovered_key_posts(hour(2))] == []
    assert here.who_acts_for(WATER_HEAD, hour(3)) is None
    assert [post.id for post in here.posts.uncovered_key_posts(hour(3))] == [WATER_HEAD]


def test_an_absence_does_not_outlast_the_person_it_was_registered_for() -> None:
    here = county_after(RegisterAbsence(WATER_HEAD, WATER_DEPUTY, hour(1)), RelievePerson(WANG, WATER_HEAD, hour(2)))
    here = after(here, AppointPerson(RUTH, WATER_HEAD, hour(3)), at=hour(2))
    assert here.who_acts_for(WATER_HEAD, hour(1)) == Acting(LI, WATER_HEAD, WATER_DEPUTY)
    assert here.who_acts_for(WATER_HEAD, hour(3)) == Acting(RUTH, WATER_HEAD, WATER_HEAD)
    away_again = after(here, RegisterAbsence(WATER_HEAD, None, hour(4), hour(5)), at=hour(3))
    assert away_again.who_acts_for(WATER_HEAD, hour(4)) == Acting(LI, WATER_HEAD, WATER_DEPUTY)


def test_an_absence_that_ends_early_lets_the_holder_act_again() -> None:
    here = county_after(RegisterAbsence(WATER_HEAD, None, hour(1), hour(9)), EndAbsence(WATER_HEAD, hour(4)))
    assert here.who_acts_for(WATER_HEAD, hour(3)) == Acting(LI, WATER_HEAD, WATER_DEPUTY)
    assert here.who_acts_for(WATER_HEAD, hour(4)) == Acting(WANG, WATER_HEAD, WATER_HEAD)


def test_an_absence_or_a_tenure_ended_before_it_began_never_happens() -> None:
    here = county_after(
        RegisterAbsence(WATER_HEAD, None, hour(5), hour(9)),
        EndAbsence(WATER_HEAD, hour(4)),
        RelievePerson(LI, WATER_DEPUTY, hour(2)),
        AppointPerson(RUTH, WATER_DEPUTY, hour(6)),
        RelievePerson(RUTH, WATER_DEPUTY, hour(6)),
    )
    assert here.who_acts_for(WATER_HEAD, hour(6)) == Acting(WANG, WATER_HEAD, WATER_HEAD)
    assert here.holder_of(WATER_DEPUTY, hour(7)) is None


def test_one_head_may_wear_several_hats_and_all_are_seen() -> None:
    here = county_after(RelievePerson(LI, WATER_DEPUTY, hour(2)), AppointPerson(WANG, WATER_DEPUTY, hour(2)))
    assert [post.id for post in here.posts_of(WANG, hour(1))] == [WATER_HEAD]
    assert [post.id for post in here.posts_of(WANG, hour(2))] == [WATER_HEAD, WATER_DEPUTY]


def test_roles_come_with_posts_and_stay_in_their_unit() -> None:
    here = county()
    assert here.roles_of(WANG, WATER_BUREAU, hour(1)) == {Role.LEADER, Role.MEMBER}
    assert here.roles_of(ZHAO, OFFICE, hour(1)) == {Role.SUPERVISION, Role.VERIFIER}
    assert here.roles_of(ZHAO, WATER_BUREAU, hour(1)) == frozenset()
    assert here.roles_of(PersonId("nobody"), OFFICE, hour(1)) == frozenset()


def test_a_deputy_has_the_roles_of_the_absent_holder_and_the_holder_has_none() -> None:
    here = county_after(RegisterAbsence(WATER_HEAD, None, hour(2), hour(4)))
    assert here.roles_of(LI, WATER_BUREAU, hour(1)) == {Role.MEMBER}
    assert here.roles_of(LI, WATER_BUREAU, hour(2)) == {Role.LEADER, Role.MEMBER}
    assert here.roles_of(WANG, WATER_BUREAU, hour(2)) == frozenset()
    assert here.acting_in(LI, WATER_BUREAU, hour(2)) == (
        Acting(LI, WATER_DEPUTY, WATER_DEPUTY),
        Acting(LI, WATER_HEAD, WATER_DEPUTY),
    )


def test_the_outside_arbiter_has_people_too() -> None:
    here = county()
    assert here.roles_of(RUTH, CITY, hour(1)) == {Role.LEADER}
    assert [post.id for post in here.posts_in(CITY)] == [CITY_DESK]


def test_an_abolished_post_is_held_and_covered_by_nobody_but_its_past_stays() -> None:
    here = after(county(), AbolishPost(WATER_HEAD, WATER_DEPUTY), at=hour(3))
    assert here.holder_of(WATER_HEAD, hour(2)) == WANG
    assert here.holder_of(WATER_HEAD, hour(3)) is None
    assert here.who_acts_for(WATER_HEAD, hour(3)) is None
    assert here.roles_of(LI, WATER_BUREAU, hour(3)) == {Role.MEMBER}
    assert here.roles_of(WANG, WATER_BUREAU, hour(2)) == {Role.LEADER, Role.MEMBER}


def test_the_tasks_of_an_abolished_post_go_to_its_successor_of_however_many_steps() -> None:
    here = after(county(), AbolishPost(WATER_HEAD, WATER_DEPUTY), AbolishPost(WATER_DEPUTY, WATER_CLERK), at=hour(3))
    assert here.posts.custodian(WATER_HEAD) == WATER_CLERK
    assert after(here, AbolishPost(WATER_CLERK), at=hour(4)).posts.custodian(WATER_HEAD) is None
    assert here.posts.custodian(INSPECTOR) == INSPECTOR


def test_a_unit_that_ends_takes_its_posts_with_it() -> None:
    here = after(county(), MergeUnit(WATER_BUREAU, ROAD_BUREAU, "county-2026-3"), at=hour(3))
    assert here.posts_in(WATER_BUREAU) == ()
    assert here.posts_of(WANG, hour(3)) == ()
    assert [post.id for post in here.posts_of(WANG, hour(2))] == [WATER_HEAD]
