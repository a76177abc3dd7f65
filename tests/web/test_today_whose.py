"""Whose a line of the page of one's day is: what is asked of this person, what of others, and who these are."""

import re
from datetime import UTC, date, datetime

import pytest

from buckstop.app.answers import Accepted, Submission
from buckstop.app.handle import handle
from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.ids import MatterId, PostId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.commands.accountability import (
    AskAboutOffer,
    DelegatePart,
    RecallMatter,
)
from buckstop.domain.matter.commands.asks import AskUpward
from buckstop.domain.matter.words import Actor, Origin, Phase, Terms, Visibility
from buckstop.domain.organisation_commands import RegisterAbsence
from tests.app.staged import COUNTY, DAY, TOWN, WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.county import AUDITOR, CLERK, DESK, DITCHES, INSPECTOR, KEEPER, TOWN_CLERK
from tests.web.days import offered, said, section, settled

_SECRET = Terms(goal="The weir holds", visibility=Visibility.RESTRICTED)


def test_it_says_why_a_line_is_mine(client_of: ClientOf, stage: Stage) -> None:
    offered(stage, "m1")
    why = re.search(r"<summary>Why is this mine\?</summary><ul>(.*?)</ul>", said(client_of, "p-water"), re.DOTALL)
    assert why is not None
    assert re.findall(r"<li>(.*?)</li>", why.group(1)) == [
        'Roads Department offered it to 县水务局 on <span class="number">2026-03-02</span> 09:00.',
        "You are Head of 县水务局, and the role of leader lets you do this.",
        "If you are away, Clerk acts for you.",
        "The rule: Time the offered unit has to accept or return (protocol.offer).",
    ]


def test_a_member_sees_what_the_unit_must_do_and_who_answers_it(client_of: ClientOf, stage: Stage) -> None:
    offered(stage, "m1", title="Mend the weir")
    page = said(client_of, CLERK)
    assert "Mend the weir" in page
    assert "Your leader answers this: Head." in page
    assert "/do/accept/" not in page
    assert "Nothing waits for you yourself." in page
    assert "One more of your unit waits for somebody else." in page
    assert "You are Clerk of 县水务局; this takes one of the roles leader." in page


def test_a_member_is_asked_nothing_that_only_a_leader_may_do(client_of: ClientOf, stage: Stage) -> None:
    settled(stage, "m1", date(2026, 3, 3))
    page = said(client_of, CLERK)
    assert "Do the work, and report how far it is." in page
    assert "Your leader reports it done: Head." in page
    assert "/do/progress/" in page
    assert "/do/note/" in page
    assert "/do/done/" not in page
    leader = said(client_of, "p-water")
    assert "Finish the work and report it done." in leader
    assert "Your leader reports it done" not in leader


def test_what_waits_for_the_leader_is_said_so_and_can_be_remarked_on(client_of: ClientOf, stage: Stage) -> None:
    offered(stage, "m1", title="Mend the weir")
    stage.open("m2", WATER, title="Held weir")
    page = said(client_of, CLERK)
    assert "The offer waits to be accepted or returned." in page
    assert "It waits to be kept, or offered to the unit it belongs to." in page
    for command in ("Accept it or return it.", "Keep it, or offer it to the unit it belongs to."):
        assert command not in page
    assert page.count("Who is it waiting for?") == 2
    assert "<li>It waits for Head.</li>" in page
    assert "Why is this mine?" not in page
    assert "The most urgent of your unit: somebody else answers it" in page
    assert re.findall(r'href="/matters/(\w+)/do/(?:note|progress|ask)/', page) == ["m2", "m2", "m1", "m1"]


def test_a_deadline_of_what_is_not_settled_yet_asks_for_no_report_that_would_be_refused(
    client_of: ClientOf, stage: Stage
) -> None:
    stage.open("m1", WATER, deadline_date=date(2026, 3, 3))
    page = said(client_of, "p-water")
    assert "Its deadline runs although it is not settled yet" in page
    assert "/do/done/" not in page


def test_what_is_finished_only_after_its_parts_says_how_many_are_open(client_of: ClientOf, stage: Stage) -> None:
    settled(stage, "m1", date(2026, 3, 3))
    part = DelegatePart(
        matter=stage.matter("m1").id,
        part=MatterId("p1"),
        to=TOWN,
        title="A part",
        terms=Terms(goal="It holds"),
        deadline_date=date(2026, 3, 3),
        duty_item=DITCHES,
    )
    stage.do(WATER, part)
    page = said(client_of, "p-water")
    assert "it is reported done once its parts are closed. Still open: 1." in page
    assert "/m1/do/done/" not in page
    stage.do(WATER, RecallMatter(matter=part.part, reason="We do it ourselves."))
    assert "/p1/do/done/" in said(client_of, "p-water")


def test_a_later_deadline_is_offered_only_before_the_old_one_is_over(client_of: ClientOf, stage: Stage) -> None:
    settled(stage, "m1", date(2026, 3, 3))
    assert "/do/ask-extension/" in said(client_of, "p-water")
    stage.later(3 * DAY)
    assert "/do/ask-extension/" not in said(client_of, "p-water")


def test_what_waits_for_another_unit_is_neither_mine_nor_urgent(client_of: ClientOf, stage: Stage) -> None:
    settled(stage, "m1", date(2026, 4, 1))
    stage.do(WATER, AskUpward(matter=stage.matter("m1").id, kind=UpwardKind.MONEY, text="For sand."))
    offered(stage, "m2", title="Mend the weir")
    offer = stage.matter("m2").offer
    assert offer is not None
    stage.do(WATER, AskAboutOffer(matter=stage.matter("m2").id, offer=offer.offer, question="Which weir?"))
    page = said(client_of, "p-water")
    waiting = section(page, "Others have to answer you")
    assert "Why is this mine?" not in waiting
    assert "<li>It waits for 清水县: only that unit can answer.</li>" in waiting
    assert "The most urgent" not in page
    assert "Your question about the offer waits for its answer" in section(page, "It waits")


def test_who_acts_for_an_absent_holder_may_answer_and_is_told_for_whom(client_of: ClientOf, stage: Stage) -> None:
    offered(stage, "m1")
    keeper = Actor(KEEPER, COUNTY, PostId(f"{COUNTY}.{KEEPER}"))
    away = RegisterAbsence(PostId(f"{WATER}.head"), from_at=stage.clock.at)
    assert isinstance(handle(stage.ledger, Submission("away", keeper, away)), Accepted)
    page = said(client_of, CLERK)
    assert "/do/accept/" in page
    assert "You act for Head of 县水务局, whose holder is away, from your own post Clerk." in page
    assert "Mend the weir" not in said(client_of, "p-water")


def test_what_a_member_may_do_comes_before_what_the_leader_answers(client_of: ClientOf, stage: Stage) -> None:
    stage.open("m1", WATER, title="For the leader")
    for number in range(4):
        settled(stage, f"w{number}", date(2026, 3, 3))
    page = said(client_of, CLERK)
    assert "For the leader" not in section(page, "The most urgent")
    assert page.index("Report progress") < page.index("For the leader")


@pytest.mark.parametrize("person", [AUDITOR, KEEPER])
def test_who_checks_or_keeps_the_register_is_asked_nothing(client_of: ClientOf, stage: Stage, person: str) -> None:
    stage.open("m1", COUNTY, title="A county matter")
    page = said(client_of, person)
    assert "A county matter" not in page
    assert "Your posts are there to check, or to keep the register" in page


def test_the_desk_sees_what_became_of_what_citizens_asked(client_of: ClientOf, stage: Stage) -> None:
    stage.open("m1", COUNTY, title="A street without light", origin=Origin.REQUEST)
    stage.open("m2", COUNTY, title="An own plan")
    page = said(client_of, DESK)
    assert "A street without light" in page
    assert "An own plan" not in page


def test_a_unit_without_anything_to_do_is_told_what_comes_next(client_of: ClientOf, stage: Stage) -> None:
    assert "As soon as a unit offers yours a matter" in said(client_of, "p-water")
    settled(stage, "m1", date(2026, 6, 30))
    page = said(client_of, "p-water")
    assert "Nothing waits for you" in page
    assert "Weir m1" in section(page, "Nothing waits for you")
    assert "Weir m1" not in said(client_of, INSPECTOR)


def test_nobody_sees_a_line_of_another_unit(client_of: ClientOf, stage: Stage) -> None:
    offered(stage, "m1", title="Mend the weir")
    for stranger in ("p-town", TOWN_CLERK, "p-village", AUDITOR):
        assert "Mend the weir" not in said(client_of, stranger)


def test_reading_a_restricted_line_is_on_record(client_of: ClientOf, stage: Stage) -> None:
    offered(stage, "secret", terms=_SECRET)
    offered(stage, "open")
    said(client_of, "p-water")
    assert [(one.person, one.did, one.what) for one in AccessRecord.objects.all()] == [("p-water", "read", "secret")]


def test_what_fell_due_a_moment_ago_is_no_longer_asked(client_of: ClientOf, stage: Stage) -> None:
    offered(stage, "m1")
    stage.at(datetime(2026, 3, 5, 16, 1, tzinfo=UTC))
    assert "Accept it or return it." not in said(client_of, "p-water")
    assert stage.matter("m1").phase is Phase.OFFERED  # nothing was written for the reading
