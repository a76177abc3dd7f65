"""What the organisation accepts and refuses, and in which order it looks for obstacles."""

from datetime import datetime, timedelta

import pytest

from buckstop.domain.duties import DutyKind
from buckstop.domain.ids import ChangeId, DutyItemId, LineId, PersonId, PostId, Sealed, SubjectId, UnitId
from buckstop.domain.organisation_commands import (
    AbolishPost,
    AddLineRelation,
    AppointPerson,
    CancelChange,
    ChangePost,
    CorrectPersonEntry,
    CreatePost,
    EndAbsence,
    EnterDuties,
    FoundOrganisation,
    FoundUnit,
    MarkKeyPost,
    MergeUnit,
    MoveUnit,
    NameOffice,
    NameOutsideArbiter,
    OrganisationCommand,
    RegisterAbsence,
    RegisterPerson,
    RelievePerson,
    RemoveLineRelation,
    RenameUnit,
    RetireUnit,
    ScheduleChange,
    SetAliases,
    SetDeputies,
    TakeBackDuties,
    WithdrawDuties,
)
from buckstop.domain.organisation_decide import OrganisationRefusal as Code
from buckstop.domain.organisation_decide import affected_units, decide
from buckstop.domain.organisation_events import (
    OrganisationEvent,
    OutsideArbiterNamed,
    UnitAliasesSet,
    UnitFounded,
    UnitMerged,
    UnitMoved,
    UnitRenamed,
    UnitRetired,
)
from buckstop.domain.post_events import PostAbolished
from buckstop.domain.posts import Role
from buckstop.domain.refusals import Refusal
from buckstop.domain.units import UnitKind
from tests.worlds import (
    CHEN_VILLAGE,
    CITY,
    CITY_DESK,
    DITCHES,
    FOUNDED_AT,
    HILLSIDE_TOWN,
    INSPECTOR,
    LI,
    MOSS_VILLAGE,
    OFFICE,
    PERMITS,
    PING_AN_TOWN,
    QINGSHUI,
    ROAD_BUREAU,
    RUTH,
    WANG,
    WATER_BUREAU,
    WATER_CLERK,
    WATER_DEPUTY,
    WATER_HEAD,
    WATER_LINE,
    after,
    county,
)

NOW_AT = FOUNDED_AT + timedelta(days=30)
PAST_AT = NOW_AT - timedelta(days=1)
SOON_AT = NOW_AT + timedelta(days=1)
NOBODY, NOWHERE, NOPOST = PersonId("p-x"), UnitId("nowhere"), PostId("nopost")
NAME = Sealed(SubjectId("s-p-wang"), "name", "Y29tbWl0bWVudA==")
BASIC, TAKEN = DutyKind.BASIC, DutyKind.TAKEN_BACK
CENSUS = DutyItemId("census")
PLAN = ChangeId("plan-1")


def duties(*items: str, unit: UnitId = PING_AN_TOWN, kind: DutyKind = BASIC, ref: str = "doc") -> EnterDuties:
    return EnterDuties(unit, tuple((DutyItemId(item), item, kind) for item in items), ref)


def plan(what: MoveUnit | RenameUnit | RetireUnit | MergeUnit, at: datetime = SOON_AT) -> ScheduleChange:
    return ScheduleChange(PLAN, what, at)


REFUSED: list[tuple[OrganisationCommand, Code]] = [
    (FoundOrganisation(NOWHERE, "x", CITY, "x", NOWHERE, "x"), Code.ALREADY_FOUNDED),
    # units
    (FoundUnit(NOWHERE, " ", UnitKind.TEAM, QINGSHUI), Code.NOTHING_NAMED),
    (FoundUnit(UnitId("new"), "new", UnitKind.TEAM, NOWHERE), Code.UNIT_UNKNOWN),
    (FoundUnit(UnitId("new"), "new", UnitKind.TEAM, CITY), Code.UNIT_UNKNOWN),
    (FoundUnit(WATER_BUREAU, "new", UnitKind.TEAM, QINGSHUI), Code.ID_TAKEN),
    (FoundUnit(CITY, "new", UnitKind.TEAM, QINGSHUI), Code.ID_TAKEN),
    (RenameUnit(WATER_BUREAU, ""), Code.NOTHING_NAMED),
    (RenameUnit(NOWHERE, "new"), Code.UNIT_UNKNOWN),
    (RenameUnit(WATER_BUREAU, " 县水务局 "), Code.NOTHING_CHANGES),
    (SetAliases(NOWHERE, ()), Code.UNIT_UNKNOWN),
    (SetAliases(WATER_BUREAU, ("水务局", "水务局")), Code.NOTHING_CHANGES),
    (MoveUnit(NOWHERE, QINGSHUI), Code.UNIT_UNKNOWN),
    (MoveUnit(WATER_BUREAU, CITY), Code.UNIT_UNKNOWN),
    (MoveUnit(QINGSHUI, WATER_BUREAU), Code.ROOT_STAYS),
    (MoveUnit(PING_AN_TOWN, PING_AN_TOWN), Code.INTO_ITSELF),
    (MoveUnit(PING_AN_TOWN, CHEN_VILLAGE), Code.BELOW_ITSELF),
    (MoveUnit(PING_AN_TOWN, QINGSHUI), Code.NOTHING_CHANGES),
    (MergeUnit(WATER_BUREAU, ROAD_BUREAU, ""), Code.APPROVAL_MISSING),
    (MergeUnit(QINGSHUI, ROAD_BUREAU, "doc"), Code.ROOT_STAYS),
    (MergeUnit(OFFICE, ROAD_BUREAU, "doc"), Code.OFFICE_STAYS),
    (MergeUnit(WATER_BUREAU, WATER_BUREAU, "doc"), Code.INTO_ITSELF),
    (MergeUnit(PING_AN_TOWN, CHEN_VILLAGE, "doc"), Code.BELOW_ITSELF),
    (RetireUnit(WATER_BUREAU, ROAD_BUREAU), Code.APPROVAL_MISSING),
    (RetireUnit(PING_AN_TOWN, None, "", (), ((CHEN_VILLAGE, MOSS_VILLAGE),)), Code.APPROVAL_MISSING),
    (RetireUnit(QINGSHUI), Code.ROOT_STAYS),
    (RetireUnit(OFFICE), Code.OFFICE_STAYS),
    (RetireUnit(WATER_BUREAU, WATER_BUREAU, "doc"), Code.INTO_ITSELF),
    (RetireUnit(PING_AN_TOWN, CHEN_VILLAGE, "doc"), Code.BELOW_ITSELF),
    (RetireUnit(PING_AN_TOWN), Code.CHILDREN_LEFT),
    (RetireUnit(PING_AN_TOWN, moved_children=((MOSS_VILLAGE, QINGSHUI),)), Code.NO_CHILD),
    (RetireUnit(PING_AN_TOWN, moved_children=((NOWHERE, QINGSHUI),)), Code.UNIT_UNKNOWN),
    (
        RetireUnit(PING_AN_TOWN, None, "", ((CHEN_VILLAGE, QINGSHUI),), ((CHEN_VILLAGE, None),)),
        Code.NAMED_TWICE,
    ),
    (RetireUnit(PING_AN_TOWN, CHEN_VILLAGE, "doc", (), ((CHEN_VILLAGE, None),)), Code.UNIT_RETIRED),
    (RetireUnit(PING_AN_TOWN, None, "doc", (), ((CHEN_VILLAGE, CHEN_VILLAGE),)), Code.INTO_ITSELF),
    # the whole
    (NameOutsideArbiter(UnitId(" "), "x"), Code.NO_OUTSIDE_ARBITER),
    (NameOutsideArbiter(UnitId("new"), ""), Code.NOTHING_NAMED),
    (NameOutsideArbiter(CHEN_VILLAGE, "x"), Code.ARBITER_INSIDE),
    (NameOutsideArbiter(CITY, "清河市人民政府"), Code.NOTHING_CHANGES),
    (NameOffice(CITY), Code.UNIT_UNKNOWN),
    (NameOffice(OFFICE), Code.NOTHING_CHANGES),
    (AddLineRelation(LineId(""), WATER_BUREAU, CHEN_VILLAGE), Code.NOTHING_NAMED),
    (AddLineRelation(WATER_LINE, NOWHERE, CHEN_VILLAGE), Code.UNIT_UNKNOWN),
    (AddLineRelation(WATER_LINE, WATER_BUREAU, WATER_BUREAU), Code.LINE_CYCLE),
    (AddLineRelation(WATER_LINE, PING_AN_TOWN, WATER_BUREAU), Code.LINE_CYCLE),
    (AddLineRelation(WATER_LINE, WATER_BUREAU, PING_AN_TOWN), Code.NOTHING_CHANGES),
    (RemoveLineRelation(WATER_LINE, WATER_BUREAU, CHEN_VILLAGE), Code.RELATION_UNKNOWN),
    # plans
    (plan(RenameUnit(NOWHERE, "new")), Code.UNIT_UNKNOWN),
    (plan(RenameUnit(WATER_BUREAU, "new"), NOW_AT), Code.BACK_DATED),
    (ScheduleChange(ChangeId(""), RenameUnit(WATER_BUREAU, "new"), SOON_AT), Code.NOTHING_NAMED),
    (CancelChange(PLAN, "why"), Code.PLAN_UNKNOWN),
    (CancelChange(PLAN, " "), Code.NOTHING_NAMED),
    # duty lists
    (duties(), Code.NOTHING_NAMED),
    (duties(""), Code.NOTHING_NAMED),
    (duties("a", kind=TAKEN), Code.NOTHING_NAMED),
    (EnterDuties(PING_AN_TOWN, ((CENSUS, " ", BASIC),), "doc"), Code.NOTHING_NAMED),
    (duties("a", ref=" "), Code.APPROVAL_MISSING),
    (duties("a", "a"), Code.NAMED_TWICE),
    (duties("a", unit=NOWHERE), Code.UNIT_UNKNOWN),
    (EnterDuties(PING_AN_TOWN, ((DITCHES, "Keep field ditches open", BASIC),), "doc"), Code.NOTHING_CHANGES),
    (WithdrawDuties(PING_AN_TOWN, (CENSUS,), "doc"), Code.DUTY_NOT_LISTED),
    (WithdrawDuties(PING_AN_TOWN, (DITCHES,), ""), Code.APPROVAL_MISSING),
    (TakeBackDuties(PING_AN_TOWN, ((DITCHES, "x"),), NOWHERE, "doc"), Code.UNIT_UNKNOWN),
    (TakeBackDuties(PING_AN_TOWN, ((DITCHES, "x"),), ROAD_BUREAU, "doc"), Code.NOT_SUPERIOR),
    (TakeBackDuties(PING_AN_TOWN, ((DITCHES, "x"),), CHEN_VILLAGE, "doc"), Code.NOT_SUPERIOR),
    (TakeBackDuties(PING_AN_TOWN, ((DITCHES, "x"),), PING_AN_TOWN, "doc"), Code.NOT_SUPERIOR),
    (TakeBackDuties(PING_AN_TOWN, ((PERMITS, "取水许可"),), WATER_BUREAU, "doc"), Code.NOTHING_CHANGES),
    # posts
    (CreatePost(NOPOST, WATER_BUREAU, " ", frozenset()), Code.NOTHING_NAMED),
    (CreatePost(NOPOST, NOWHERE, "x", frozenset()), Code.UNIT_UNKNOWN),
    (CreatePost(WATER_HEAD, WATER_BUREAU, "x", frozenset()), Code.ID_TAKEN),
    (ChangePost(NOPOST, "x", frozenset()), Code.POST_UNKNOWN),
    (ChangePost(WATER_CLERK, "Clerk", frozenset({Role.MEMBER})), Code.NOTHING_CHANGES),
    (AbolishPost(NOPOST), Code.POST_UNKNOWN),
    (AbolishPost(WATER_HEAD, WATER_HEAD), Code.INTO_ITSELF),
    (SetDeputies(WATER_HEAD, (NOPOST,)), Code.POST_UNKNOWN),
    (SetDeputies(WATER_HEAD, (WATER_CLERK, WATER_CLERK)), Code.NAMED_TWICE),
    (SetDeputies(WATER_HEAD, (WATER_HEAD,)), Code.OWN_DEPUTY),
    (SetDeputies(WATER_HEAD, ()), Code.KEY_POST_UNCOVERED),
    (SetDeputies(WATER_HEAD, (WATER_DEPUTY, WATER_CLERK)), Code.NOTHING_CHANGES),
    (MarkKeyPost(INSPECTOR, key_post=True), Code.KEY_POST_UNCOVERED),
    (MarkKeyPost(WATER_HEAD, key_post=True), Code.NOTHING_CHANGES),
    (RegisterAbsence(NOPOST), Code.POST_UNKNOWN),
    (RegisterAbsence(WATER_HEAD, INSPECTOR), Code.NOT_DEPUTY),
    (RegisterAbsence(INSPECTOR), Code.DEPUTY_ABSENT),
    (RegisterAbsence(WATER_HEAD, None, PAST_AT), Code.BACK_DATED),
    (RegisterAbsence(WATER_HEAD, None, SOON_AT, SOON_AT), Code.ENDS_BEFORE_BEGINNING),
    (EndAbsence(WATER_HEAD), Code.NOT_ABSENT),
    (EndAbsence(WATER_HEAD, PAST_AT), Code.BACK_DATED),
    # persons
    (RegisterPerson(WANG, NAME), Code.ID_TAKEN),
    (RegisterPerson(NOBODY, Sealed(SubjectId("s"), "name", "")), Code.NOTHING_NAMED),
    (CorrectPersonEntry(NOBODY, NAME), Code.PERSON_UNKNOWN),
    (CorrectPersonEntry(WANG, NAME), Code.NOTHING_CHANGES),
    (AppointPerson(WANG, NOPOST), Code.POST_UNKNOWN),
    (AppointPerson(NOBODY, WATER_HEAD), Code.PERSON_UNKNOWN),
    (AppointPerson(RUTH, WATER_HEAD), Code.POST_TAKEN),
    (AppointPerson(RUTH, WATER_HEAD, PAST_AT), Code.BACK_DATED),
    (AppointPerson(RUTH, WATER_HEAD, SOON_AT, NOW_AT), Code.ENDS_BEFORE_BEGINNING),
    (RelievePerson(LI, WATER_HEAD), Code.NOT_HOLDING),
    (RelievePerson(NOBODY, WATER_HEAD), Code.PERSON_UNKNOWN),
]


@pytest.mark.parametrize(("command", "code"), REFUSED)
def test_what_stands_in_the_way_is_named(command: OrganisationCommand, code: Code) -> None:
    answer = decide(county(), command, NOW_AT)
    assert isinstance(answer, Refusal)
    assert answer.code is code


# What must have happened in the county before a command is refused for it.
REFUSED_AFTERWARDS: list[tuple[OrganisationCommand, OrganisationCommand, Code]] = [
    (RetireUnit(MOSS_VILLAGE), FoundUnit(UnitId("new"), "new", UnitKind.TEAM, MOSS_VILLAGE), Code.UNIT_RETIRED),
    (RetireUnit(MOSS_VILLAGE), FoundUnit(MOSS_VILLAGE, "new", UnitKind.TEAM, QINGSHUI), Code.ID_TAKEN),
    (RetireUnit(MOSS_VILLAGE), RenameUnit(MOSS_VILLAGE, "new"), Code.UNIT_RETIRED),
    (RetireUnit(MOSS_VILLAGE), MoveUnit(MOSS_VILLAGE, QINGSHUI), Code.UNIT_RETIRED),
    (RetireUnit(MOSS_VILLAGE), MoveUnit(CHEN_VILLAGE, MOSS_VILLAGE), Code.UNIT_RETIRED),
    (RetireUnit(MOSS_VILLAGE), RetireUnit(MOSS_VILLAGE), Code.UNIT_RETIRED),
    (RetireUnit(MOSS_VILLAGE), RetireUnit(CHEN_VILLAGE, MOSS_VILLAGE, "doc"), Code.UNIT_RETIRED),
    (RetireUnit(MOSS_VILLAGE), NameOffice(MOSS_VILLAGE), Code.UNIT_RETIRED),
    (RetireUnit(MOSS_VILLAGE), duties("a", unit=MOSS_VILLAGE), Code.UNIT_RETIRED),
    (RetireUnit(MOSS_VILLAGE), CreatePost(NOPOST, MOSS_VILLAGE, "x", frozenset()), Code.UNIT_RETIRED),
    (NameOutsideArbiter(UnitId("province"), "Province"), FoundUnit(CITY, "x", UnitKind.TEAM, QINGSHUI), Code.ID_TAKEN),
    (AbolishPost(WATER_CLERK), AppointPerson(RUTH, WATER_CLERK), Code.POST_ABOLISHED),
    (AbolishPost(WATER_CLERK), SetDeputies(WATER_DEPUTY, (WATER_CLERK,)), Code.POST_ABOLISHED),
    (RegisterAbsence(WATER_HEAD, None, SOON_AT), RegisterAbsence(WATER_HEAD), Code.ABSENCE_TAKEN),
    (RegisterAbsence(WATER_HEAD), RegisterAbsence(WATER_HEAD, None, SOON_AT), Code.ABSENCE_TAKEN),
    (RelievePerson(WANG, WATER_HEAD), RegisterAbsence(WATER_HEAD), Code.NOT_HOLDING),
    (RelievePerson(WANG, WATER_HEAD), RelievePerson(WANG, WATER_HEAD, SOON_AT), Code.NOT_HOLDING),
    (plan(RenameUnit(WATER_BUREAU, "new")), plan(RenameUnit(ROAD_BUREAU, "new")), Code.ID_TAKEN),
    (
        AddLineRelation(WATER_LINE, PING_AN_TOWN, CHEN_VILLAGE),
        AddLineRelation(WATER_LINE, CHEN_VILLAGE, WATER_BUREAU),
        Code.LINE_CYCLE,
    ),
]


@pytest.mark.parametrize(("first", "command", "code"), REFUSED_AFTERWARDS)
def test_what_happened_before_stands_in_the_way(
    first: OrganisationCommand, command: OrganisationCommand, code: Code
) -> None:
    answer = decide(after(county(), first, at=NOW_AT), command, NOW_AT)
    assert isinstance(answer, Refusal)
    assert answer.code is code


def test_every_code_has_a_case_that_runs_into_it() -> None:
    founding = {Code.NOT_FOUNDED, Code.NO_OUTSIDE_ARBITER}  # below
    tried = {code for _, code in REFUSED} | {code for _, _, code in REFUSED_AFTERWARDS} | founding
    assert tried == set(Code)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (FoundUnit(WATER_BUREAU, "", UnitKind.TEAM, NOWHERE), Code.NOTHING_NAMED),
        (FoundUnit(WATER_BUREAU, "x", UnitKind.TEAM, NOWHERE), Code.UNIT_UNKNOWN),
        (MoveUnit(QINGSHUI, QINGSHUI), Code.ROOT_STAYS),
        (RetireUnit(PING_AN_TOWN, NOWHERE), Code.APPROVAL_MISSING),
        (RetireUnit(QINGSHUI, QINGSHUI, "doc"), Code.ROOT_STAYS),
        (duties("a", "a", unit=NOWHERE, ref=""), Code.APPROVAL_MISSING),
        (duties("a", "a", unit=NOWHERE), Code.NAMED_TWICE),
        (AppointPerson(NOBODY, NOPOST, PAST_AT), Code.BACK_DATED),
        (AppointPerson(NOBODY, NOPOST), Code.POST_UNKNOWN),
        (SetDeputies(WATER_HEAD, (WATER_HEAD, WATER_HEAD)), Code.NAMED_TWICE),
        (RegisterAbsence(CITY_DESK, WATER_CLERK, PAST_AT, PAST_AT), Code.BACK_DATED),
        (plan(RenameUnit(NOWHERE, ""), PAST_AT), Code.BACK_DATED),
    ],
)
def test_of_several_obstacles_the_first_in_the_list_of_codes_is_told(command: OrganisationCommand, code: Code) -> None:
    answer = decide(county(), command, NOW_AT)
    assert isinstance(answer, Refusal)
    assert answer.code is code


@pytest.mark.parametrize(
    ("arbiter", "root", "office", "code"),
    [
        (None, "r", "o", Code.NO_OUTSIDE_ARBITER),
        (" ", "r", "o", Code.NO_OUTSIDE_ARBITER),
        (None, "", "", Code.NO_OUTSIDE_ARBITER),
        ("out", "", "o", Code.NOTHING_NAMED),
        ("r", "r", "o", Code.ARBITER_INSIDE),
        ("o", "r", "o", Code.ARBITER_INSIDE),
    ],
)
def test_no_organisation_begins_without_an_arbiter_outside_its_tree(
    arbiter: str | None, root: str, office: str, code: Code
) -> None:
    outside = None if arbiter is None else UnitId(arbiter)
    answer = decide(None, FoundOrganisation(UnitId(root), "x", outside, "x", UnitId(office), "x"), NOW_AT)
    assert isinstance(answer, Refusal)
    assert answer.code is code


def test_before_the_founding_nothing_else_can_be_asked() -> None:
    assert decide(None, RenameUnit(QINGSHUI, "x"), NOW_AT) == Refusal.of(Code.NOT_FOUNDED)


def test_a_refusal_says_which_children_are_left() -> None:
    answer = decide(county(), RetireUnit(PING_AN_TOWN), NOW_AT)
    assert answer == Refusal.of(Code.CHILDREN_LEFT, unit=PING_AN_TOWN, children=CHEN_VILLAGE)


ACCEPTED: list[tuple[OrganisationCommand, tuple[OrganisationEvent, ...]]] = [
    (
        FoundUnit(UnitId("new"), " 新单位 ", UnitKind.TEAM, ROAD_BUREAU, ("新", "", "新")),
        (
            UnitFounded(UnitId("new"), "新单位", UnitKind.TEAM, ROAD_BUREAU, NOW_AT),
            UnitAliasesSet(UnitId("new"), ("新",), NOW_AT),
        ),
    ),
    (RenameUnit(QINGSHUI, "清水市"), (UnitRenamed(QINGSHUI, "清水市", NOW_AT),)),
    (MoveUnit(PING_AN_TOWN, ROAD_BUREAU), (UnitMoved(PING_AN_TOWN, ROAD_BUREAU, NOW_AT),)),
    (
        MergeUnit(PING_AN_TOWN, HILLSIDE_TOWN, "doc"),
        (
            UnitMoved(CHEN_VILLAGE, HILLSIDE_TOWN, NOW_AT),
            UnitMerged(PING_AN_TOWN, HILLSIDE_TOWN, "doc", NOW_AT),
        ),
    ),
    (
        MergeUnit(PING_AN_TOWN, HILLSIDE_TOWN, "doc", retired_children=((CHEN_VILLAGE, MOSS_VILLAGE),)),
        (
            UnitRetired(CHEN_VILLAGE, MOSS_VILLAGE, "doc", NOW_AT),
            UnitMerged(PING_AN_TOWN, HILLSIDE_TOWN, "doc", NOW_AT),
        ),
    ),
    (  # the child takes over, once it stands no longer below
        RetireUnit(PING_AN_TOWN, CHEN_VILLAGE, "doc", ((CHEN_VILLAGE, QINGSHUI),)),
        (
            UnitMoved(CHEN_VILLAGE, QINGSHUI, NOW_AT),
            UnitRetired(PING_AN_TOWN, CHEN_VILLAGE, "doc", NOW_AT),
        ),
    ),
    (
        RetireUnit(WATER_BUREAU),
        (
            PostAbolished(WATER_HEAD, None, NOW_AT),
            PostAbolished(WATER_DEPUTY, None, NOW_AT),
            PostAbolished(WATER_CLERK, None, NOW_AT),
            UnitRetired(WATER_BUREAU, None, "", NOW_AT),
        ),
    ),
    (
        NameOutsideArbiter(UnitId("province"), "Province"),
        (OutsideArbiterNamed(UnitId("province"), "Province", NOW_AT),),
    ),
]


@pytest.mark.parametrize(("command", "events"), ACCEPTED)
def test_what_is_accepted_is_written_as_it_takes_effect(
    command: OrganisationCommand, events: tuple[OrganisationEvent, ...]
) -> None:
    assert decide(county(), command, NOW_AT) == events


@pytest.mark.parametrize(
    ("command", "affected"),
    [
        (RenameUnit(WATER_BUREAU, "x"), set()),
        (FoundUnit(UnitId("new"), "new", UnitKind.TEAM, QINGSHUI), set()),
        (MoveUnit(PING_AN_TOWN, ROAD_BUREAU), {PING_AN_TOWN, CHEN_VILLAGE}),
        (MergeUnit(PING_AN_TOWN, HILLSIDE_TOWN, "doc"), {PING_AN_TOWN, CHEN_VILLAGE}),
        (RetireUnit(WATER_BUREAU), {WATER_BUREAU}),
        (NameOutsideArbiter(UnitId("province"), "Province"), {CITY}),
        (NameOffice(ROAD_BUREAU), {OFFICE}),
    ],
)
def test_a_change_names_the_units_whose_matters_it_touches(command: OrganisationCommand, affected: set[UnitId]) -> None:
    here = county()
    events = decide(here, command, NOW_AT)
    assert not isinstance(events, Refusal)
    assert affected_units(here, events) == affected


def test_a_moved_unit_takes_its_retired_subordinates_along_as_affected() -> None:
    here = after(county(), RetireUnit(CHEN_VILLAGE), at=NOW_AT)
    events = decide(here, MoveUnit(PING_AN_TOWN, ROAD_BUREAU), NOW_AT)
    assert not isinstance(events, Refusal)
    assert affected_units(here, events) == {PING_AN_TOWN, CHEN_VILLAGE}
