"""Today: what waits for one person, by what happens if they do nothing, and why each line is theirs."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from buckstop.app.answers import Accepted, Submission
from buckstop.app.handle import handle
from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.ids import MatterId, PostId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.commands.accountability import (
    AcceptOffer,
    AskAboutOffer,
    ClaimMatter,
    DecideMatter,
    DelegatePart,
    EscalateMatter,
    OfferMatter,
    RecallMatter,
    ReturnOffer,
)
from buckstop.domain.matter.commands.asks import AgreeSupport, AskExtension, AskSupport, AskUpward
from buckstop.domain.matter.words import Actor, Origin, Phase, Terms, Visibility
from buckstop.domain.organisation_commands import RegisterAbsence
from tests.app.staged import COUNTY, DAY, MONDAY, ROADS, TOWN, VILLAGE, WATER, Stage
from tests.web.conftest import ClientOf, Statements
from tests.web.county import AUDITOR, CLERK, DESK, DITCHES, INSPECTOR, KEEPER, TOWN_CLERK

_LIMIT = 15
_SECRET = Terms(goal="The weir holds", visibility=Visibility.RESTRICTED)


def _offer(stage: Stage, name: str, **more: object) -> None:
    stage.do(ROADS, OfferMatter(matter=stage.open(name, ROADS, **more), to=WATER))


def _settled(stage: Stage, name: str, deadline_date: date | None = None) -> None:
    stage.do(WATER, ClaimMatter(matter=stage.open(name, WATER, title=f"Weir {name}", deadline_date=deadline_date)))


def _section(page: str, title: str) -> str:
    """The section of a page below a heading."""
    found = re.search(rf"<section[^>]*>\s*<h2[^>]*>{re.escape(title)}.*?</section>", page, flags=re.DOTALL)
    return found.group() if found else ""


def _said(client_of: ClientOf, person: str, language: str = "en", address: str = "/today/") -> str:
    response = client_of(person, language).get(address)
    assert response.status_code == 200
    return response.content.decode()


# --- lines, by what happens if nothing is done ----------------------------------------------------------------------------


def test_the_most_urgent_three_come_first_and_the_rest_by_what_silence_means(client_of: ClientOf, stage: Stage) -> None:
    _offer(stage, "offered", title="Offered weir")
    for number in range(3):
        stage.open(f"held-{number}", WATER, title=f"Held weir {number}")
    page = _said(client_of, "p-water")
    first = _section(page, "The most urgent")
    assert first.count("<li data-row") == 3
    assert first.count("<strong>Becomes yours for good:</strong>") == 3
    assert "Offered weir" in _section(page, "Goes to somebody else by itself")
    assert "Becomes yours for good <span" not in page  # all of that group stand among the most urgent


def test_what_can_still_be_kept_comes_before_what_is_late_already(client_of: ClientOf, stage: Stage) -> None:
    _settled(stage, "late", date(2026, 3, 3))
    _settled(stage, "later", date(2026, 3, 13))
    stage.at(MONDAY + 8 * DAY)
    stage.open("new", WATER, title="New weir")
    stage.later(2 * DAY)
    assert re.findall(r'aria-describedby="line-\d+-asked">([^<]+)<', _said(client_of, "p-water")) == [
        "New weir",
        "Weir later",
        "Weir late",
    ]


def test_each_line_says_what_is_asked_how_long_there_is_and_what_silence_does(
    client_of: ClientOf, stage: Stage
) -> None:
    _offer(stage, "offered")
    page = _said(client_of, "p-water")
    assert "Accept it or return it." in page
    assert (
        '<time class="left" datetime="2026-03-05T16:00:00+00:00" title="2026-03-05 24:00">3 working days left' in page
    )
    assert "县水务局 answers the offer by 2026-03-05 24:00; without an answer the offer is over" in page


def test_the_same_in_chinese(client_of: ClientOf, stage: Stage) -> None:
    stage.open("held", WATER)
    page = _said(client_of, "p-water", "zh_Hans")
    assert '<html lang="zh-Hans"' in page
    assert "县水务局可在 2026-03-04 24:00 前交办其他单位；逾期则留在县水务局，就此定责。" in page


def test_an_offer_that_came_back_is_said_once_with_how_it_came_back(client_of: ClientOf, stage: Stage) -> None:
    _offer(stage, "m1", title="Mend the weir")
    offer = stage.matter("m1").offer
    assert offer is not None
    no = ReturnOffer(matter=stage.matter("m1").id, offer=offer.offer, reason_class="unclear_task", text="Which weir?")
    stage.do(WATER, no)
    page = _said(client_of, "p-roads")
    assert page.count("<li data-row") == 1
    assert "Your offer came back: keep the matter, or offer it to another unit." in page
    assert "县水务局 returned the offer: " in page


def test_what_was_decided_about_a_unit_is_told_to_everybody_who_was_a_party(client_of: ClientOf, stage: Stage) -> None:
    _offer(stage, "m1")
    offer = stage.matter("m1").offer
    assert offer is not None
    no = ReturnOffer(matter=stage.matter("m1").id, offer=offer.offer, reason_class="unclear_task", text="Which weir?")
    stage.do(WATER, no)
    stage.do(ROADS, EscalateMatter(matter=no.matter, reason_class="nobodys_duty", text="No list names anybody."))
    assert "Decide who holds it." in _section(_said(client_of, "p-county"), "The most urgent")
    stage.do(COUNTY, DecideMatter(matter=no.matter, holder=WATER, reason="The weir is theirs"))
    for party in ("p-water", "p-roads"):
        assert "Reason: The weir is theirs" in _section(_said(client_of, party), "Decided in the last seven days")
    stage.later(8 * DAY)
    assert "The weir is theirs" not in _said(client_of, "p-water")


def test_requests_stand_with_who_owes_the_answer_and_with_who_waits_for_it(client_of: ClientOf, stage: Stage) -> None:
    _settled(stage, "m1", date(2026, 4, 1))
    matter = stage.matter("m1").id
    stage.do(WATER, AskUpward(matter=matter, kind=UpwardKind.MONEY, text="Two thousand for sand."))
    stage.do(WATER, AskSupport(matter=matter, supporter=ROADS, what="A lorry.", wanted_date=date(2026, 3, 9)))
    stage.do(WATER, AskExtension(matter=matter, wanted_date=date(2026, 4, 10), reason="The river is high."))
    asked = _said(client_of, "p-county")
    assert "Answer the request of 县水务局 for money." in asked
    assert '<p class="about">Two thousand for sand.</p>' in asked
    waiting = _section(_said(client_of, "p-water"), "Others have to answer you")
    for sentence in ("You asked 清水县 for money.", "You asked Roads Department for support.", "until 2026-04-10."):
        assert sentence in waiting
    assert "by 2026-03-09 24:00; without an answer it goes one level up" in waiting


def test_a_contribution_that_was_agreed_is_delivered_by_whoever_works_there(client_of: ClientOf, stage: Stage) -> None:
    stage.do(ROADS, ClaimMatter(matter=stage.open("m1", ROADS)))
    asked = stage.do(
        ROADS, AskSupport(matter=stage.matter("m1").id, supporter=WATER, what="A pump.", wanted_date=date(2026, 3, 9))
    )
    assert "Your leader answers this: Head." in _said(client_of, CLERK)
    stage.do(WATER, AgreeSupport(matter=asked.id, ask=asked.supports[0].ask))
    page = _said(client_of, CLERK)
    assert "Deliver the contribution that your unit agreed to." in page
    assert "Your leader answers this" not in page


# --- what can be done right here --------------------------------------------------------------------------------------------


def test_one_click_accepts_and_the_page_shows_at_once_what_follows(client_of: ClientOf, stage: Stage) -> None:
    _offer(stage, "m1", title="Mend the weir")
    client = client_of("p-water")
    page = client.get("/today/").content.decode()
    form = re.search(
        r'<form method="post" action="(/matters/m1/do/accept/[^"]*)" class="act">(.*?)</form>', page, re.DOTALL
    )
    assert form is not None
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.group(2)))
    assert sent["next"] == "/today/"
    response = client.post(form.group(1), sent)
    assert (response.status_code, response["Location"]) == (303, "/today/")
    assert stage.matter("m1").holder == WATER
    after = client.get("/today/").content.decode()
    assert "accepted and holds it now." in after
    assert "Accept it or return it." not in after
    assert "Keep it, or offer it to the unit it belongs to." in after


def test_a_refused_click_says_what_happened_meanwhile(client_of: ClientOf, stage: Stage) -> None:
    _offer(stage, "m1")
    client = client_of("p-water")
    page = client.get("/today/").content.decode()
    form = re.search(r'action="(/matters/m1/do/accept/[^"]*)" class="act">(.*?)</form>', page, re.DOTALL)
    assert form is not None
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.group(2)))
    stage.later(5 * DAY)
    response = client.post(form.group(1), sent)
    assert response.status_code in {409, 422}
    assert stage.matter("m1").holder == ROADS


def test_several_offers_lead_to_one_preview(client_of: ClientOf, stage: Stage) -> None:
    for name in ("a", "b", "c"):
        _offer(stage, name)
    page = _said(client_of, "p-water")
    link = re.search(r'<a class="button" href="(/batch/[^"]+)">Accept \(3\)</a>', page)
    assert link is not None
    preview = _said(client_of, "p-water", address=link.group(1).replace("&amp;", "&"))
    assert re.findall(r'name="all" value="(\w+)"', preview) == ["a", "b", "c"]
    assert stage.matter("a").phase is Phase.OFFERED


def test_one_offer_alone_is_no_batch(client_of: ClientOf, stage: Stage) -> None:
    _offer(stage, "a")
    assert "Several at once" not in _said(client_of, "p-water")


# --- whose it is --------------------------------------------------------------------------------------------------------------


def test_it_says_why_a_line_is_mine(client_of: ClientOf, stage: Stage) -> None:
    _offer(stage, "m1")
    why = re.search(r"<summary>Why is this mine\?</summary><ul>(.*?)</ul>", _said(client_of, "p-water"), re.DOTALL)
    assert why is not None
    assert re.findall(r"<li>(.*?)</li>", why.group(1)) == [
        "Roads Department offered it to 县水务局 on 2026-03-02 09:00.",
        "You are Head of 县水务局, and the role of leader lets you do this.",
        "If you are away, Clerk acts for you.",
        "The rule: Time the offered unit has to accept or return (protocol.offer).",
    ]


def test_a_member_sees_what_the_unit_must_do_and_who_answers_it(client_of: ClientOf, stage: Stage) -> None:
    _offer(stage, "m1", title="Mend the weir")
    page = _said(client_of, CLERK)
    assert "Mend the weir" in page
    assert "Your leader answers this: Head." in page
    assert "/do/accept/" not in page
    assert "Nothing waits for you yourself." in page
    assert "One more of your unit waits for somebody else." in page
    assert "You are Clerk of 县水务局; this takes one of the roles leader." in page


def test_a_member_is_asked_nothing_that_only_a_leader_may_do(client_of: ClientOf, stage: Stage) -> None:
    _settled(stage, "m1", date(2026, 3, 3))
    page = _said(client_of, CLERK)
    assert "Do the work, and report how far it is." in page
    assert "Your leader reports it done: Head." in page
    assert "/do/progress/" in page
    assert "/do/note/" in page
    assert "/do/done/" not in page
    leader = _said(client_of, "p-water")
    assert "Finish the work and report it done." in leader
    assert "Your leader reports it done" not in leader


def test_what_waits_for_the_leader_is_said_so_and_can_be_remarked_on(client_of: ClientOf, stage: Stage) -> None:
    _offer(stage, "m1", title="Mend the weir")
    stage.open("m2", WATER, title="Held weir")
    page = _said(client_of, CLERK)
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
    page = _said(client_of, "p-water")
    assert "Its deadline runs although it is not settled yet" in page
    assert "/do/done/" not in page


def test_what_is_finished_only_after_its_parts_says_how_many_are_open(client_of: ClientOf, stage: Stage) -> None:
    _settled(stage, "m1", date(2026, 3, 3))
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
    page = _said(client_of, "p-water")
    assert "it is reported done once its parts are closed. Still open: 1." in page
    assert "/m1/do/done/" not in page
    stage.do(WATER, RecallMatter(matter=part.part, reason="We do it ourselves."))
    assert "/p1/do/done/" in _said(client_of, "p-water")


def test_a_later_deadline_is_offered_only_before_the_old_one_is_over(client_of: ClientOf, stage: Stage) -> None:
    _settled(stage, "m1", date(2026, 3, 3))
    assert "/do/ask-extension/" in _said(client_of, "p-water")
    stage.later(3 * DAY)
    assert "/do/ask-extension/" not in _said(client_of, "p-water")


def test_what_waits_for_another_unit_is_neither_mine_nor_urgent(client_of: ClientOf, stage: Stage) -> None:
    _settled(stage, "m1", date(2026, 4, 1))
    stage.do(WATER, AskUpward(matter=stage.matter("m1").id, kind=UpwardKind.MONEY, text="For sand."))
    _offer(stage, "m2", title="Mend the weir")
    offer = stage.matter("m2").offer
    assert offer is not None
    stage.do(WATER, AskAboutOffer(matter=stage.matter("m2").id, offer=offer.offer, question="Which weir?"))
    page = _said(client_of, "p-water")
    waiting = _section(page, "Others have to answer you")
    assert "Why is this mine?" not in waiting
    assert "<li>It waits for 清水县: only that unit can answer.</li>" in waiting
    assert "The most urgent" not in page
    assert "Your question about the offer waits for its answer" in _section(page, "It waits")


def test_who_acts_for_an_absent_holder_may_answer_and_is_told_for_whom(client_of: ClientOf, stage: Stage) -> None:
    _offer(stage, "m1")
    keeper = Actor(KEEPER, COUNTY, PostId(f"{COUNTY}.{KEEPER}"))
    away = RegisterAbsence(PostId(f"{WATER}.head"), from_at=stage.clock.at)
    assert isinstance(handle(stage.ledger, Submission("away", keeper, away)), Accepted)
    page = _said(client_of, CLERK)
    assert "/do/accept/" in page
    assert "You act for Head of 县水务局, whose holder is away, from your own post Clerk." in page
    assert "Mend the weir" not in _said(client_of, "p-water")


def test_what_a_member_may_do_comes_before_what_the_leader_answers(client_of: ClientOf, stage: Stage) -> None:
    stage.open("m1", WATER, title="For the leader")
    for number in range(4):
        _settled(stage, f"w{number}", date(2026, 3, 3))
    page = _said(client_of, CLERK)
    assert "For the leader" not in _section(page, "The most urgent")
    assert page.index("Report progress") < page.index("For the leader")


@pytest.mark.parametrize("person", [AUDITOR, KEEPER])
def test_who_checks_or_keeps_the_register_is_asked_nothing(client_of: ClientOf, stage: Stage, person: str) -> None:
    stage.open("m1", COUNTY, title="A county matter")
    page = _said(client_of, person)
    assert "A county matter" not in page
    assert "Your posts are there to check, or to keep the register" in page


def test_the_desk_sees_what_became_of_what_citizens_asked(client_of: ClientOf, stage: Stage) -> None:
    stage.open("m1", COUNTY, title="A street without light", origin=Origin.REQUEST)
    stage.open("m2", COUNTY, title="An own plan")
    page = _said(client_of, DESK)
    assert "A street without light" in page
    assert "An own plan" not in page


def test_a_unit_without_anything_to_do_is_told_what_comes_next(client_of: ClientOf, stage: Stage) -> None:
    assert "As soon as a unit offers yours a matter" in _said(client_of, "p-water")
    _settled(stage, "m1", date(2026, 6, 30))
    page = _said(client_of, "p-water")
    assert "Nothing waits for you" in page
    assert "Weir m1" in _section(page, "Nothing waits for you")
    assert "Weir m1" not in _said(client_of, INSPECTOR)


def test_nobody_sees_a_line_of_another_unit(client_of: ClientOf, stage: Stage) -> None:
    _offer(stage, "m1", title="Mend the weir")
    for stranger in ("p-town", TOWN_CLERK, "p-village", AUDITOR):
        assert "Mend the weir" not in _said(client_of, stranger)


def test_reading_a_restricted_line_is_on_record(client_of: ClientOf, stage: Stage) -> None:
    _offer(stage, "secret", terms=_SECRET)
    _offer(stage, "open")
    _said(client_of, "p-water")
    assert [(one.person, one.did, one.what) for one in AccessRecord.objects.all()] == [("p-water", "read", "secret")]


def test_what_fell_due_a_moment_ago_is_no_longer_asked(client_of: ClientOf, stage: Stage) -> None:
    _offer(stage, "m1")
    stage.at(datetime(2026, 3, 5, 16, 1, tzinfo=UTC))
    assert "Accept it or return it." not in _said(client_of, "p-water")
    assert stage.matter("m1").phase is Phase.OFFERED  # nothing was written for the reading


# --- many lines, few questions ----------------------------------------------------------------------------------------------


def test_three_hundred_lines_are_read_in_few_questions(
    statements: Statements, stage: Stage, client_of: ClientOf
) -> None:
    for number in range(100):
        stage.open(f"h{number}", WATER, title=f"Held {number}")
        _offer(stage, f"o{number}", terms=_SECRET if number % 2 else Terms(goal="It holds"))
        stage.do(VILLAGE, OfferMatter(matter=stage.open(f"v{number}", VILLAGE), to=WATER))
    client = client_of("p-water")
    client.get("/today/")  # names of persons are read once for each version of the register
    with statements() as said:
        page = client.get("/today/").content.decode()
    assert len(said) <= _LIMIT, "\n".join(said)
    assert "100 things wait for you." in page
    assert page.count("<li data-row") == 3 + 2 * 12
    assert "Only the soonest of each kind are counted here" in page
    whole = client.get("/today/?all=goes_elsewhere").content.decode()
    assert whole.count("<li data-row") == 200


def test_a_group_that_does_not_exist_is_not_there(client_of: ClientOf) -> None:
    assert client_of("p-water").get("/today/?all=everything").status_code == 404


# --- the number in the navigation ---------------------------------------------------------------------------------------------


def _number(page: str) -> str:
    found = re.search(r'<span class="count" aria-hidden="true">(\d+)</span>', page)
    return found.group(1) if found else ""


def test_other_pages_know_the_number_without_asking(statements: Statements, stage: Stage, client_of: ClientOf) -> None:
    matter = stage.open("m1", WATER)
    client = client_of("p-water")
    assert _number(client.get(f"/matters/{matter}/").content.decode()) == ""
    with statements() as before:
        client.get(f"/matters/{matter}/")
    assert _number(client.get("/today/").content.decode()) == "1"
    with statements() as after:
        page = client.get(f"/matters/{matter}/").content.decode()
    assert _number(page) == "1"
    assert len(after) == len(before)


def test_the_number_is_forgotten_once_it_may_be_wrong(stage: Stage, client_of: ClientOf) -> None:
    matter = stage.open("m1", WATER)
    client = client_of("p-water")
    client.get("/today/")
    stage.later(timedelta(minutes=11))
    assert _number(client.get(f"/matters/{matter}/").content.decode()) == ""
    client.get("/today/")
    client.post("/language/", {"theme": "dark", "next": "/"})
    assert _number(client.get(f"/matters/{matter}/").content.decode()) == ""


def test_today_itself_shows_the_number_of_now(stage: Stage, client_of: ClientOf) -> None:
    client = client_of("p-water")
    client.get("/today/")
    stage.open("m1", WATER)
    assert _number(client.get("/today/").content.decode()) == "1"
    stage.do(WATER, OfferMatter(matter=stage.matter("m1").id, to=ROADS))
    assert _number(client.get("/today/").content.decode()) == ""


def test_accepting_for_good_leaves_the_page(stage: Stage, client_of: ClientOf) -> None:
    _offer(stage, "m1", title="Mend the weir")
    offer = stage.matter("m1").offer
    assert offer is not None
    stage.do(WATER, AcceptOffer(matter=stage.matter("m1").id, offer=offer.offer))
    stage.do(WATER, ClaimMatter(matter=stage.matter("m1").id))
    assert "Mend the weir" not in _said(client_of, "p-water")
