"""Today: what waits for one person, by what happens if they do nothing, and why each line is theirs."""

import re
from datetime import date, timedelta

from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.commands.accountability import (
    AcceptOffer,
    ClaimMatter,
    DecideMatter,
    EscalateMatter,
    OfferMatter,
    ReturnOffer,
)
from buckstop.domain.matter.commands.asks import AgreeSupport, AskExtension, AskSupport, AskUpward
from buckstop.domain.matter.words import Phase, Terms, Visibility
from tests.app.staged import COUNTY, DAY, MONDAY, ROADS, VILLAGE, WATER, Stage
from tests.web.conftest import ClientOf, Statements
from tests.web.county import CLERK
from tests.web.days import offered, said, section, settled

_LIMIT = 15
_SECRET = Terms(goal="The weir holds", visibility=Visibility.RESTRICTED)


# --- lines, by what happens if nothing is done ----------------------------------------------------------------------------


def test_the_most_urgent_three_come_first_and_the_rest_by_what_silence_means(client_of: ClientOf, stage: Stage) -> None:
    offered(stage, "offered", title="Offered weir")
    for number in range(3):
        stage.open(f"held-{number}", WATER, title=f"Held weir {number}")
    page = said(client_of, "p-water")
    first = section(page, "The most urgent")
    assert first.count("<li data-row") == 3
    assert first.count("<strong>Becomes yours for good:</strong>") == 3
    assert "Offered weir" in section(page, "Goes to somebody else by itself")
    assert "Becomes yours for good <span" not in page  # all of that group stand among the most urgent


def test_what_can_still_be_kept_comes_before_what_is_late_already(client_of: ClientOf, stage: Stage) -> None:
    settled(stage, "late", date(2026, 3, 3))
    settled(stage, "later", date(2026, 3, 13))
    stage.at(MONDAY + 8 * DAY)
    stage.open("new", WATER, title="New weir")
    stage.later(2 * DAY)
    assert re.findall(r'aria-describedby="line-\d+-asked">([^<]+)<', said(client_of, "p-water")) == [
        "New weir",
        "Weir later",
        "Weir late",
    ]


def test_each_line_says_what_is_asked_how_long_there_is_and_what_silence_does(
    client_of: ClientOf, stage: Stage
) -> None:
    offered(stage, "offered")
    page = said(client_of, "p-water")
    assert "Accept it or return it." in page
    assert (
        '<time class="left" datetime="2026-03-05T16:00:00+00:00" title="2026-03-05 24:00">3 working days left' in page
    )
    assert "县水务局 answers the offer by 2026-03-05 24:00; without an answer the offer is over" in page


def test_the_same_in_chinese(client_of: ClientOf, stage: Stage) -> None:
    stage.open("held", WATER)
    page = said(client_of, "p-water", "zh_Hans")
    assert '<html lang="zh-Hans"' in page
    assert "县水务局可在 2026-03-04 24:00 前交办其他单位；逾期则留在县水务局，就此定责。" in page


def test_an_offer_that_came_back_is_said_once_with_how_it_came_back(client_of: ClientOf, stage: Stage) -> None:
    offered(stage, "m1", title="Mend the weir")
    offer = stage.matter("m1").offer
    assert offer is not None
    no = ReturnOffer(matter=stage.matter("m1").id, offer=offer.offer, reason_class="unclear_task", text="Which weir?")
    stage.do(WATER, no)
    page = said(client_of, "p-roads")
    assert page.count("<li data-row") == 1
    assert "Your offer came back: keep the matter, or offer it to another unit." in page
    assert "县水务局 returned the offer: " in page


def test_what_was_decided_about_a_unit_is_told_to_everybody_who_was_a_party(client_of: ClientOf, stage: Stage) -> None:
    offered(stage, "m1")
    offer = stage.matter("m1").offer
    assert offer is not None
    no = ReturnOffer(matter=stage.matter("m1").id, offer=offer.offer, reason_class="unclear_task", text="Which weir?")
    stage.do(WATER, no)
    stage.do(ROADS, EscalateMatter(matter=no.matter, reason_class="nobodys_duty", text="No list names anybody."))
    assert "Decide who holds it." in section(said(client_of, "p-county"), "The most urgent")
    stage.do(COUNTY, DecideMatter(matter=no.matter, holder=WATER, reason="The weir is theirs"))
    for party in ("p-water", "p-roads"):
        assert "Reason: The weir is theirs" in section(said(client_of, party), "Decided in the last seven days")
    stage.later(8 * DAY)
    assert "The weir is theirs" not in said(client_of, "p-water")


def test_requests_stand_with_who_owes_the_answer_and_with_who_waits_for_it(client_of: ClientOf, stage: Stage) -> None:
    settled(stage, "m1", date(2026, 4, 1))
    matter = stage.matter("m1").id
    stage.do(WATER, AskUpward(matter=matter, kind=UpwardKind.MONEY, text="Two thousand for sand."))
    stage.do(WATER, AskSupport(matter=matter, supporter=ROADS, what="A lorry.", wanted_date=date(2026, 3, 9)))
    stage.do(WATER, AskExtension(matter=matter, wanted_date=date(2026, 4, 10), reason="The river is high."))
    asked = said(client_of, "p-county")
    assert "Answer the request of 县水务局 for money." in asked
    assert '<p class="about">Two thousand for sand.</p>' in asked
    waiting = section(said(client_of, "p-water"), "Others have to answer you")
    for sentence in ("You asked 清水县 for money.", "You asked Roads Department for support.", "until 2026-04-10."):
        assert sentence in waiting
    assert "by 2026-03-09 24:00; without an answer it goes one level up" in waiting


def test_a_contribution_that_was_agreed_is_delivered_by_whoever_works_there(client_of: ClientOf, stage: Stage) -> None:
    stage.do(ROADS, ClaimMatter(matter=stage.open("m1", ROADS)))
    asked = stage.do(
        ROADS, AskSupport(matter=stage.matter("m1").id, supporter=WATER, what="A pump.", wanted_date=date(2026, 3, 9))
    )
    assert "Your leader answers this: Head." in said(client_of, CLERK)
    stage.do(WATER, AgreeSupport(matter=asked.id, ask=asked.supports[0].ask))
    page = said(client_of, CLERK)
    assert "Deliver the contribution that your unit agreed to." in page
    assert "Your leader answers this" not in page


# --- what can be done right here --------------------------------------------------------------------------------------------


def test_one_click_accepts_and_the_page_shows_at_once_what_follows(client_of: ClientOf, stage: Stage) -> None:
    offered(stage, "m1", title="Mend the weir")
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
    offered(stage, "m1")
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
        offered(stage, name)
    page = said(client_of, "p-water")
    link = re.search(r'<a class="button" href="(/batch/[^"]+)">Accept \(3\)</a>', page)
    assert link is not None
    preview = said(client_of, "p-water", address=link.group(1).replace("&amp;", "&"))
    assert re.findall(r'name="all" value="(\w+)"', preview) == ["a", "b", "c"]
    assert stage.matter("a").phase is Phase.OFFERED


def test_several_disputes_are_no_batch_for_each_has_its_own_reasons(client_of: ClientOf, stage: Stage) -> None:
    for name in ("a", "b"):
        offered(stage, name)
        offer = stage.matter(name).offer
        assert offer is not None
        matter = stage.matter(name).id
        stage.do(WATER, ReturnOffer(matter=matter, offer=offer.offer, reason_class="unclear_task", text="Which weir?"))
        stage.do(ROADS, EscalateMatter(matter=matter, reason_class="nobodys_duty", text="No list names anybody."))
    page = said(client_of, "p-county")
    assert page.count("Decide who holds it.") >= 2
    assert "Several at once" not in page


def test_one_offer_alone_is_no_batch(client_of: ClientOf, stage: Stage) -> None:
    offered(stage, "a")
    assert "Several at once" not in said(client_of, "p-water")


# --- many lines, few questions ----------------------------------------------------------------------------------------------


def test_three_hundred_lines_are_read_in_few_questions(
    statements: Statements, stage: Stage, client_of: ClientOf
) -> None:
    for number in range(100):
        stage.open(f"h{number}", WATER, title=f"Held {number}")
        offered(stage, f"o{number}", terms=_SECRET if number % 2 else Terms(goal="It holds"))
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
    offered(stage, "m1", title="Mend the weir")
    offer = stage.matter("m1").offer
    assert offer is not None
    stage.do(WATER, AcceptOffer(matter=stage.matter("m1").id, offer=offer.offer))
    stage.do(WATER, ClaimMatter(matter=stage.matter("m1").id))
    assert "Mend the weir" not in said(client_of, "p-water")
