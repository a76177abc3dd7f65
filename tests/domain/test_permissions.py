"""Who may ever do what: the table covers every command, and a role counts only through a post one acts from."""

from datetime import timedelta
from typing import get_args

import pytest

from buckstop.domain.cycle import commands as cycles
from buckstop.domain.demand import commands as demands
from buckstop.domain.demand.words import DemandId
from buckstop.domain.ids import MatterId, PersonId, PostId, UnitId
from buckstop.domain.matter.commands import COMMANDS, accountability, asks, work
from buckstop.domain.matter.words import Actor, CitizenWord, Origin, Terms, VerificationWay
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import (
    AppointPerson,
    CreatePost,
    FoundUnit,
    OrganisationCommand,
    RegisterAbsence,
    RenameUnit,
    SetDeputies,
)
from buckstop.domain.permissions import (
    FOR_CITIZENS,
    FOR_OUTSIDE_ARBITER,
    ROLES,
    PermissionRefusal,
    may,
    may_say_who_is_away,
)
from buckstop.domain.posts import Role
from buckstop.domain.privacy import SubjectCommand
from buckstop.domain.units import UnitKind
from tests.worlds import (
    ANNA,
    CITY,
    CITY_DESK,
    FOUNDED_AT,
    INSPECTOR,
    LI,
    OFFICE,
    QINGSHUI,
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

NOW = FOUNDED_AT + timedelta(days=1)
MATTER = MatterId("m1")
OFFER = accountability.OfferMatter(matter=MATTER, to=QINGSHUI)
PROGRESS = work.ReportProgress(matter=MATTER, text="half")
NOTE = work.AddNote(matter=MATTER, text="seen")
RATE = work.RateMatter(matter=MATTER, word=CitizenWord.SATISFIED)
DECIDE = accountability.DecideMatter(matter=MATTER, holder=WATER_BUREAU, reason="list 3")
CITIZEN = Actor(PersonId("c-1"), UnitId(""))


def opening(origin: Origin) -> accountability.OpenMatter:
    return accountability.OpenMatter(
        matter=MATTER,
        unit=WATER_BUREAU,
        title="Well",
        terms=Terms(goal="It gives water"),
        deadline_date=None,
        origin=origin,
    )


def with_role(*roles: Role, unit: UnitId = OFFICE, person: PersonId = LI) -> tuple[Organisation, Actor]:
    """The county with one more post of these roles, and its holder."""
    post = PostId("extra")
    organisation = after(county(), CreatePost(post, unit, "Extra", frozenset(roles)), AppointPerson(person, post))
    return organisation, Actor(person, unit, post)


def code(organisation: Organisation, actor: Actor, command: object, *requesters: PersonId) -> object:
    refusal = may(organisation, actor, command, NOW, requesters)
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    "command",
    [*COMMANDS, *demands.COMMANDS, *cycles.COMMANDS, *get_args(OrganisationCommand), *get_args(SubjectCommand)],
    ids=lambda command: command.__name__,
)
def test_every_command_has_its_roles(command: type) -> None:
    assert command in ROLES
    assert ROLES[command] or command in FOR_CITIZENS
    assert Role.AUDITOR not in ROLES[command]


def test_the_table_names_nothing_that_is_no_command() -> None:
    vocabulary = {
        *COMMANDS,
        *demands.COMMANDS,
        *cycles.COMMANDS,
        *get_args(OrganisationCommand),
        *get_args(SubjectCommand),
    }
    assert set(ROLES) == vocabulary
    assert vocabulary >= FOR_CITIZENS | FOR_OUTSIDE_ARBITER


def test_what_is_no_command_nobody_may_do() -> None:
    assert code(county(), Actor(WANG, WATER_BUREAU), object()) is PermissionRefusal.ROLE_MISSING


@pytest.mark.parametrize(
    ("actor", "command", "refused"),
    [
        (Actor(WANG, WATER_BUREAU, WATER_HEAD), OFFER, None),
        (Actor(WANG, WATER_BUREAU), OFFER, None),
        (Actor(WANG, WATER_BUREAU), PROGRESS, None),
        (Actor(LI, WATER_BUREAU, WATER_DEPUTY), PROGRESS, None),
        (Actor(LI, WATER_BUREAU, WATER_DEPUTY), OFFER, PermissionRefusal.ROLE_MISSING),
        (Actor(LI, WATER_BUREAU), RenameUnit(WATER_BUREAU, "x"), PermissionRefusal.ROLE_MISSING),
        (Actor(LI, WATER_BUREAU, WATER_HEAD), OFFER, PermissionRefusal.POST_NOT_HELD),
        (Actor(LI, WATER_BUREAU, WATER_DEPUTY, WATER_HEAD), OFFER, PermissionRefusal.NOT_DEPUTISING),
        (Actor(WANG, WATER_BUREAU, WATER_HEAD, WATER_HEAD), OFFER, PermissionRefusal.NOT_DEPUTISING),
        (Actor(WANG, QINGSHUI), OFFER, PermissionRefusal.NO_POST),
        (Actor(PersonId("stranger"), WATER_BUREAU), NOTE, PermissionRefusal.NO_POST),
        (Actor(WANG, UnitId("nowhere")), NOTE, PermissionRefusal.NO_POST),
        (Actor(ZHAO, OFFICE, INSPECTOR), work.UrgeMatter(matter=MATTER, text="soon"), None),
        (Actor(ZHAO, OFFICE, INSPECTOR), work.NameVerifier(matter=MATTER, verifier=QINGSHUI), None),
        (
            Actor(ZHAO, OFFICE, INSPECTOR),
            work.RefuteMatter(matter=MATTER, reason="no", way=VerificationWay.DOCUMENTS),
            None,
        ),
        (Actor(ZHAO, OFFICE, INSPECTOR), OFFER, PermissionRefusal.ROLE_MISSING),
        (Actor(ZHAO, OFFICE, INSPECTOR), RATE, PermissionRefusal.CITIZENS_ONLY),
        (Actor(ANNA, WATER_BUREAU, WATER_CLERK), demands.MarkBurden(demand=DemandId("d"), reason="why"), None),
    ],
)
def test_a_role_counts_through_a_post_one_acts_from(actor: Actor, command: object, refused: object) -> None:
    assert code(county(), actor, command) is refused


def test_a_deputy_acts_for_an_absent_leader_and_says_so() -> None:
    organisation = after(county(), RegisterAbsence(WATER_HEAD, WATER_DEPUTY))
    assert code(organisation, Actor(LI, WATER_BUREAU, WATER_DEPUTY, WATER_HEAD), OFFER) is None
    assert code(organisation, Actor(LI, WATER_BUREAU, None, WATER_HEAD), OFFER) is None
    assert code(organisation, Actor(LI, WATER_BUREAU), OFFER) is PermissionRefusal.ROLE_MISSING
    assert code(organisation, Actor(WANG, WATER_BUREAU, WATER_HEAD), OFFER) is PermissionRefusal.POST_NOT_HELD


def test_who_only_deputises_in_a_unit_must_say_for_which_post() -> None:
    head = PostId("team.head")
    organisation = after(
        county(),
        FoundUnit(UnitId("team"), "Team", UnitKind.TEAM, WATER_BUREAU),
        CreatePost(head, UnitId("team"), "Head", frozenset({Role.LEADER})),
        SetDeputies(head, (WATER_CLERK,)),
    )
    refusal = may(organisation, Actor(ANNA, UnitId("team")), OFFER, NOW)
    assert refusal is not None
    assert (refusal.code, refusal.field("post")) == (PermissionRefusal.DEPUTY_UNNAMED, head)
    assert code(organisation, Actor(ANNA, UnitId("team"), WATER_CLERK, head), OFFER) is None


def test_a_tenure_that_has_not_begun_gives_no_role() -> None:
    assert may(county(), Actor(WANG, WATER_BUREAU), OFFER, FOUNDED_AT - timedelta(seconds=1)) is not None


def test_intake_opens_what_citizens_ask_and_nothing_else() -> None:
    organisation, desk = with_role(Role.INTAKE)
    assert code(organisation, desk, opening(Origin.REQUEST)) is None
    assert code(organisation, desk, opening(Origin.OWN)) is PermissionRefusal.ROLE_MISSING
    assert code(organisation, desk, OFFER) is PermissionRefusal.ROLE_MISSING


def test_an_administrator_changes_the_organisation_and_no_matter() -> None:
    organisation, administrator = with_role(Role.ADMINISTRATOR)
    assert code(organisation, administrator, RenameUnit(WATER_BUREAU, "x")) is None
    assert code(organisation, administrator, OFFER) is PermissionRefusal.ROLE_MISSING


def test_an_auditor_only_reads() -> None:
    organisation, auditor = with_role(Role.AUDITOR)
    assert code(organisation, auditor, NOTE) is PermissionRefusal.READ_ONLY


def test_the_outside_arbiter_judges_and_does_nothing_else() -> None:
    desk = Actor(RUTH, CITY, CITY_DESK)
    assert code(county(), desk, DECIDE) is None
    assert code(county(), desk, OFFER) is PermissionRefusal.OUTSIDE_ARBITER_ONLY_JUDGES
    assert code(county(), Actor(WANG, CITY), DECIDE) is PermissionRefusal.NO_POST


def test_citizens_rate_reopen_and_remark_on_what_they_asked_for() -> None:
    assert code(county(), CITIZEN, RATE) is None
    assert code(county(), CITIZEN, work.ReopenMatter(matter=MATTER, reason="no water")) is None
    assert code(county(), CITIZEN, NOTE, CITIZEN.person) is None
    assert code(county(), CITIZEN, NOTE) is PermissionRefusal.NOT_YOUR_MATTER
    better = asks.ProposeBetterWay(matter=MATTER, text="dig deeper")
    assert code(county(), CITIZEN, better, CITIZEN.person) is None
    assert code(county(), CITIZEN, better) is PermissionRefusal.NOT_YOUR_MATTER
    assert code(county(), CITIZEN, OFFER) is PermissionRefusal.NOT_FOR_CITIZENS


def test_a_refusal_says_which_roles_are_needed() -> None:
    refusal = may(county(), Actor(LI, WATER_BUREAU), work.UrgeMatter(matter=MATTER, text="soon"), NOW)
    assert refusal is not None
    assert refusal.field("roles") == "leader, supervision"


# --- who may say that somebody is away ------------------------------------------------------------------------------


def test_a_holder_says_so_of_themselves_and_a_leader_of_everybody_in_the_unit() -> None:
    organisation = county()
    holder = organisation.holder_of(WATER_CLERK, NOW)
    assert holder is not None
    clerk, head = Actor(holder, WATER_BUREAU, WATER_CLERK), Actor(WANG, WATER_BUREAU, WATER_HEAD)
    stranger = Actor(WANG, QINGSHUI, WATER_HEAD)
    assert may_say_who_is_away(organisation, clerk, WATER_CLERK, NOW)
    assert may_say_who_is_away(organisation, head, WATER_CLERK, NOW)
    assert not may_say_who_is_away(organisation, clerk, WATER_HEAD, NOW)
    assert not may_say_who_is_away(organisation, stranger, WATER_CLERK, NOW)
    assert not may_say_who_is_away(organisation, head, PostId("no-such-post"), NOW)


@pytest.mark.parametrize(("role", "may_say"), [(Role.SUPERVISION, True), (Role.LEADER, True), (Role.MEMBER, False)])
def test_the_supervision_office_says_so_for_everybody(role: Role, may_say: bool) -> None:
    organisation, actor = with_role(role)
    assert may_say_who_is_away(organisation, actor, WATER_CLERK, NOW) is may_say
    elsewhere, stranger = with_role(role, unit=ROAD_BUREAU)
    assert not may_say_who_is_away(elsewhere, stranger, WATER_CLERK, NOW)


def test_whoever_is_away_acts_for_nothing_and_comes_back_all_the_same() -> None:
    organisation = after(county(), RegisterAbsence(WATER_HEAD, WATER_DEPUTY))
    head = Actor(WANG, WATER_BUREAU, WATER_HEAD)
    assert code(organisation, head, OFFER) is PermissionRefusal.POST_NOT_HELD
    assert may_say_who_is_away(organisation, head, WATER_HEAD, NOW)
