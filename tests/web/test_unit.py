"""A unit: its posts and who holds them, its duties, its past."""

from datetime import timedelta

from buckstop.domain.ids import ChangeId, PostId
from buckstop.domain.organisation_commands import (
    AppointPerson,
    CreatePost,
    RelievePerson,
    RenameUnit,
    RetireUnit,
    ScheduleChange,
    SetDeputies,
)
from buckstop.domain.posts import Role
from tests.app.staged import DAY, HAMLET, TOWN, VILLAGE, WATER, Stage
from tests.web.conftest import ClientOf, Statements
from tests.web.county import CLERK, KEEPER, TOWN_CLERK
from tests.web.register_files import do

_LIMIT = 16


def _page(client_of: ClientOf, person: str, unit: str, language: str = "en") -> str:
    answer = client_of(person, language).get(f"/organisation/unit/{unit}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_its_posts_stand_with_their_roles_deputies_and_holders(client_of: ClientOf) -> None:
    page = _page(client_of, CLERK, WATER)
    assert "leader, member" in page
    assert "Deputies: Clerk" in page
    assert "since 2026-03-02" in page


def test_its_duty_list_says_what_binds_it_and_how(client_of: ClientOf) -> None:
    page = _page(client_of, TOWN_CLERK, TOWN)
    assert "Keep field ditches open" in page
    assert "a duty of its own" in page
    assert "county-2025-14" in page
    assert "No list was drawn for it" in _page(client_of, TOWN_CLERK, WATER)


def test_its_past_tells_former_names_and_what_ended_in_it(client_of: ClientOf, stage: Stage) -> None:
    stage.later(timedelta(hours=1))
    do(stage, RenameUnit(TOWN, "新平安镇"), RetireUnit(HAMLET, VILLAGE, "county-2026-3"))
    page = _page(client_of, CLERK, TOWN)
    assert "Founded as 平安镇; it answered to 清水县." in page
    assert "Renamed from 平安镇 to 新平安镇." in page
    assert "It took over from Moss Hamlet, by document county-2026-3." in _page(client_of, CLERK, VILLAGE)
    ended = _page(client_of, CLERK, HAMLET)
    assert "This unit has ended." in ended
    assert "It ended; 陈家村 took over, by document county-2026-3." in ended


def test_what_is_planned_is_said_with_its_day(client_of: ClientOf, stage: Stage) -> None:
    do(stage, ScheduleChange(ChangeId("c1"), RenameUnit(TOWN, "新平安镇"), stage.ledger.now() + 30 * DAY))
    assert "2026-04-01: 平安镇 is named 新平安镇." in _page(client_of, CLERK, TOWN)


def test_several_posts_of_one_person_stand_together(client_of: ClientOf, stage: Stage) -> None:
    more = PostId("town.more")
    do(stage, CreatePost(more, TOWN, "综合专员", frozenset({Role.MEMBER})), AppointPerson(CLERK, more))
    page = _page(client_of, CLERK, WATER)
    assert "More than one post" in page
    assert "综合专员" in page


def test_former_holders_stay_named_with_their_time(client_of: ClientOf, stage: Stage) -> None:
    stage.later(3 * DAY)
    do(stage, RelievePerson(CLERK, PostId(f"{WATER}.{CLERK}")))
    assert "2026-03-02 to 2026-03-05" in _page(client_of, CLERK, WATER)


def test_a_unit_that_is_not_there_is_not_found(client_of: ClientOf) -> None:
    assert client_of(CLERK).get("/organisation/unit/no-such-unit/").status_code == 404


def test_only_who_administers_is_offered_changes_of_it(client_of: ClientOf) -> None:
    assert "Merge it into another" in _page(client_of, KEEPER, WATER)
    assert "Merge it into another" not in _page(client_of, "p-water", WATER)
    assert "Absence<" in _page(client_of, "p-water", WATER)
    assert "Absence<" not in _page(client_of, TOWN_CLERK, WATER)


def test_it_asks_the_databases_few_questions(client_of: ClientOf, statements: Statements) -> None:
    client = client_of(CLERK)
    client.get(f"/organisation/unit/{WATER}/")
    with statements() as said:
        client.get(f"/organisation/unit/{WATER}/")
    assert len(said) <= _LIMIT, said


def test_deputies_that_bear_one_title_are_told_apart_by_who_holds_them(client_of: ClientOf, stage: Stage) -> None:
    other = PostId(f"{WATER}.second")
    do(
        stage,
        CreatePost(other, WATER, "Clerk", frozenset({Role.MEMBER})),
        SetDeputies(PostId(f"{WATER}.head"), (PostId(f"{WATER}.{CLERK}"), other)),
    )
    assert "Deputies: Clerk (a person whose name is not on record) · Clerk (vacant)" in _page(client_of, CLERK, WATER)
