"""What is offered to whom: the most pressing first, nothing a post does not carry, and what needs a leader by name."""

from buckstop.app.answers import Accepted, Submission
from buckstop.app.handle import handle
from buckstop.db.accounts.models import Account  # isort: split - conftest sets Django up before
from buckstop.domain.ids import MatterId, PersonId, PostId
from buckstop.domain.matter.commands.accountability import ClaimMatter, OfferMatter
from buckstop.domain.matter.commands.asks import AskSupport, SummonUnits
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation_commands import AppointPerson, CreatePost
from buckstop.domain.posts import Role
from buckstop.web.acts import ActLink, beyond_reach, possible
from buckstop.web.visitors import Visitor, visitor_of
from tests.app.staged import COUNTY, DAY, MONDAY, ROADS, WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.county import CLERK, KEEPER

M = MatterId("m")


def _who(person: str) -> Visitor:
    return visitor_of(Account.objects.get(person=person))


def _slugs(links: tuple[ActLink, ...]) -> list[str]:
    return [link.slug for link in links]


def _offered(stage: Stage) -> None:
    stage.open(M, ROADS)
    stage.do(ROADS, OfferMatter(matter=M, to=WATER))


def test_the_answer_that_is_due_comes_first(stage: Stage) -> None:
    _offered(stage)
    found = possible(stage.matter(M), _who("p-water"))
    assert _slugs(found)[:4] == ["accept", "return", "protest", "ask"]
    assert (found[0].one_click, found[1].grave, found[0].ask) == (True, True, 2)


def test_a_member_is_offered_what_a_member_does_and_hears_what_the_leader_signs(stage: Stage) -> None:
    _offered(stage)
    clerk = _who(CLERK)
    assert _slugs(possible(stage.matter(M), clerk)) == ["ask", "propose", "note"]
    assert _slugs(beyond_reach(stage.matter(M), clerk)) == ["accept", "return", "protest"]


def test_who_only_reads_is_offered_nothing(stage: Stage) -> None:
    _offered(stage)
    assert possible(stage.matter(M), _who("p-auditor")) == ()


def test_the_version_seen_is_the_written_one_where_more_fell_due(stage: Stage) -> None:
    _offered(stage)
    assert {link.version for link in possible(stage.matter(M), _who("p-water"), version=1)} == {1}


def test_each_open_request_has_its_own_act_with_its_words(stage: Stage) -> None:
    stage.open(M, WATER)
    stage.do(WATER, ClaimMatter(matter=M))
    for what in ("Two diggers", "Gravel"):
        stage.do(WATER, AskSupport(matter=M, supporter=ROADS, what=what, wanted_date=(MONDAY + 9 * DAY).date()))
    found = [link for link in possible(stage.matter(M), _who("p-roads")) if link.slug == "agree"]
    assert [(link.ask, link.about) for link in found] == [(3, "Two diggers"), (4, "Gravel")]
    assert found[1].url == "/matters/m/do/agree/?ask=4"


def test_every_offer_of_an_act_has_a_key_of_its_own(stage: Stage) -> None:
    stage.open(M, WATER)
    keys = [link.key for link in possible(stage.matter(M), _who("p-water"))]
    assert len(set(keys)) == len(keys)


def test_a_button_pressed_twice_does_it_once(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage)
    accept = possible(stage.matter(M), _who("p-water"))[0]
    sent = {"key": accept.key, "version": accept.version, "ask": accept.ask}
    assert [client_of("p-water").post(accept.url, sent).status_code for _ in range(2)] == [303, 303]
    assert stage.matter(M).version == 3


def test_who_leads_two_units_speaks_for_the_one_whose_button_was_pressed(client_of: ClientOf, stage: Stage) -> None:
    both = (
        CreatePost(PostId("roads.second"), ROADS, "Second head", frozenset({Role.LEADER, Role.MEMBER})),
        AppointPerson(PersonId("p-water"), PostId("roads.second")),
    )
    keeper = Actor(KEEPER, COUNTY, PostId(f"{COUNTY}.{KEEPER}"))
    assert isinstance(handle(stage.ledger, Submission("both", keeper, both)), Accepted)
    stage.open(M, COUNTY)
    meeting = SummonUnits(matter=M, units=(WATER, ROADS), place="Weir", purpose="Look", meet_at=MONDAY + DAY)
    stage.do(COUNTY, meeting)
    client = client_of("p-water")
    links = [link for link in possible(stage.matter(M), _who("p-water")) if link.slug == "arrive"]
    assert [link.unit for link in links] == ["县水务局", "Roads Department"]
    assert client.post(links[1].url, {"key": links[1].key, "version": "2", "ask": "2"}).status_code == 303
    (summons,) = stage.matter(M).summonses
    assert summons.missing == (WATER,)
