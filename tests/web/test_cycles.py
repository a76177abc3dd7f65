"""What comes again, on pages: set up, amended, passed over, ended; offered by one click; seen by those who may."""

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any

from buckstop.app.answers import Accepted, Submission
from buckstop.app.cycles import load_cycle
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.timers import wake_due
from buckstop.domain.cycle.commands import SetUpCycle
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.cycle.words import CycleStatus
from buckstop.domain.ids import CycleId, MatterId, PostId
from buckstop.domain.matter.commands.accountability import AcceptOffer, ClaimMatter, OfferMatter
from buckstop.domain.matter.commands.work import ReportDone, VerifyMatter
from buckstop.domain.matter.words import Actor, Outcome, Phase, Terms, VerificationWay, Visibility
from buckstop.domain.organisation_commands import RetireUnit
from tests.app.staged import COUNTY, DAY, HAMLET, OFFICE, ROADS, TOWN, VILLAGE, WATER, Stage
from tests.app.test_cycles import setting_up
from tests.web.conftest import ClientOf
from tests.web.county import CLERK, KEEPER

LIMIT = 15
C = CycleId("c1")
FILLED: dict[str, Any] = {
    "title": "Look at the ditches",
    "goal": "Every ditch was looked at",
    "number": "1",
    "every": "month",
    "first_date": "2026-03-02",
    "anchor": "last_working_day",
    "shift": "next_working_day",
    "due_kind": "working_days",
    "due_days": "5",
    "until_date": "2027-03-31",
    "planned_for": "陈家村",
    "priority": "0",
    "visibility": "internal",
    "profile": "normal",
    "unit": TOWN,
}


def the_cycle(ledger: Ledger, cycle: str = C) -> Cycle:
    found = load_cycle(ledger, CycleId(cycle))
    assert found is not None
    return found


def there(stage: Stage, **changes: Any) -> SetUpCycle:
    """A cycle of the township's, meant for the village."""
    command = setting_up(**changes)
    assert not hasattr(stage.try_(command.unit, command), "refusal")
    return command


def words(answer: Any) -> str:
    """What a page says, without its tags."""
    page = re.sub("</span>(?=[,.])", "", answer.content.decode())
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", page)))


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found.group(1)


# --- setting up -------------------------------------------------------------------------------------------------------


def test_a_leader_sets_up_what_comes_again_and_sees_it(client_of: ClientOf, ledger: Ledger) -> None:
    client = client_of("p-town")
    form = client.get("/board/new-cycle/").content.decode()
    answer = client.post("/board/new-cycle/", {**FILLED, "key": hidden(form, "key")})
    assert answer.status_code == 303
    cycle = the_cycle(ledger, answer["Location"].rstrip("/").rpartition("/")[2])
    assert (cycle.unit, cycle.planned_for, cycle.title) == (TOWN, VILLAGE, "Look at the ditches")
    page = words(client.get(answer["Location"]))
    assert "first on 2026-03-31" in page
    assert "every month on the last working day; due 5 working days after it opens" in page
    assert re.search(r"2026-03-31\W+2026-04-30\W+2026-05-29", page)
    assert "2026-10-30" in page
    assert "Look at the ditches" in words(client.get("/board/cycles/"))


def test_the_days_are_told_before_anything_is_set_up(client_of: ClientOf, ledger: Ledger) -> None:
    client = client_of("p-town")
    said = words(client.post("/board/new-cycle/", {**FILLED, "preview": "1"}))
    assert "It comes every month on the last working day: 2026-03-31, 2026-04-30, 2026-05-29" in said
    assert "“Look at the ditches 2026-03” and is due by 2026-04-08 24:00" in said
    assert "the leader of 平安镇 offers it to 陈家村 with one click" in said
    part = client.post("/board/new-cycle/", {**FILLED, "preview": "1"}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "2026-03-31, 2026-04-30" in words(part)
    said = words(client.post("/board/new-cycle/", {**FILLED, "every": "quarter", "preview": "1"}))
    assert "2026-09-30, 2026-12-31 (provisional)" in said
    assert list(ledger.store.streams("cycle")) == []


def test_naming_supports_of_what_comes_again_asks_nobody_and_says_so(client_of: ClientOf) -> None:
    named = {**FILLED, "supports": ["Roads Department"], "preview": "1"}
    said = words(client_of("p-town").post("/board/new-cycle/", named))
    assert "Named to support: Roads Department. Naming asks nobody; whoever answers for it asks them each time." in said


def test_what_is_wrong_is_told_and_what_was_typed_stays(client_of: ClientOf, ledger: Ledger) -> None:
    client = client_of("p-town")
    answer = client.post("/board/new-cycle/", {**FILLED, "until_date": "2036-01-01"})
    assert answer.status_code == 422
    assert "what comes again is looked at anew every 3 years. Name a day until 2029-03-02" in words(answer)
    assert 'value="Look at the ditches"' in answer.content.decode()
    answer = client.post("/board/new-cycle/", {**FILLED, "goal": ""})
    assert answer.status_code == 422
    assert "This is needed" in words(answer)
    assert list(ledger.store.streams("cycle")) == []


def test_the_same_form_sent_twice_sets_up_once(client_of: ClientOf, ledger: Ledger) -> None:
    client = client_of("p-town")
    key = hidden(client.get("/board/new-cycle/").content.decode(), "key")
    places = {client.post("/board/new-cycle/", {**FILLED, "key": key})["Location"] for _time in range(2)}
    assert len(places) == 1
    assert len(list(ledger.store.streams("cycle"))) == 1


def test_a_first_time_of_today_is_open_at_once(client_of: ClientOf, ledger: Ledger) -> None:
    client = client_of("p-town")
    answer = client.post("/board/new-cycle/", {**FILLED, "every": "day", "anchor": "same_day"})
    page = words(client.get(answer["Location"]))
    assert "Its first matter is open." in page
    assert "Look at the ditches 2026-03-02" in page


def test_a_matter_is_made_to_come_again_with_its_terms(client_of: ClientOf, stage: Stage) -> None:
    terms = Terms(goal="The weir holds", criteria=("No leak",), quantity=3, measure="weirs", supports=(ROADS,))
    stage.open("m", WATER, title="Weirs", terms=terms)
    page = client_of("p-water").get("/matters/m/").content.decode()
    address = re.search(r'href="([^"]+)">Make this come again', page)
    assert address
    form = client_of("p-water").get(unescape(address.group(1))).content.decode()
    for typed in ('value="Weirs"', "The weir holds", "No leak", 'value="3"', "Roads Department"):
        assert typed in form
    assert "Make this come again" not in client_of(CLERK).get("/matters/m/").content.decode()


# --- what looks as if it came again -----------------------------------------------------------------------------------


def _quarters(stage: Stage, **more: object) -> None:
    for number, month in ((1, 1), (2, 4), (3, 7)):
        stage.at(datetime(2027, month, 4, 1, tzinfo=UTC))
        title, due = f"2027年第{number}季度安全检查", date(2027, month + 1, 28)
        stage.open(f"q{number}", WATER, title=title, deadline_date=due, **more)
        stage.do(WATER, ClaimMatter(matter=MatterId(f"q{number}")))


def test_titles_that_differ_in_dates_only_are_suggested(client_of: ClientOf, stage: Stage) -> None:
    _quarters(stage)
    stage.open("other", WATER, title="Mend the weir")
    page = client_of("p-water").get("/board/cycles/").content.decode()
    assert len(re.findall("data-row", page)) == 1
    for said in (
        "came 3 times",
        "every quarter",
        "the next one would be due 2027-11-28",
        "The last one is still open.",
    ):
        assert said in page
    assert "Open the next one" not in page
    address = re.search(r'href="(/board/new-cycle/\?[^"]+)">Make it come by itself', page)
    assert address
    form = client_of("p-water").get(unescape(address.group(1))).content.decode()
    assert "2027年第3季度安全检查" in form
    assert '<option value="quarter" selected>' in form
    assert 'value="2027-10-04"' in form
    assert "Make it come by itself" not in client_of(CLERK).get("/board/cycles/").content.decode()


def test_just_the_next_one_is_opened_by_a_person_all_the_same(client_of: ClientOf, stage: Stage) -> None:
    _quarters(stage)
    stage.do(WATER, ReportDone(matter=MatterId("q3"), text="done"))
    stage.do(OFFICE, VerifyMatter(matter=MatterId("q3"), outcome=Outcome.DONE, why="seen", way=VerificationWay.ON_SITE))
    page = client_of("p-water").get("/board/cycles/").content.decode()
    address = re.search(r'href="(/matters/new/\?[^"]+)">Open the next one', page)
    assert address
    form = client_of("p-water").get(unescape(address.group(1))).content.decode()
    assert 'value="2027-11-28"' in form


def test_what_a_cycle_opened_is_not_suggested_again(client_of: ClientOf, stage: Stage) -> None:
    there(stage)
    stage.later(100 * DAY)
    wake_due(stage.ledger)
    page = words(client_of("p-town").get("/board/cycles/"))
    assert "the last one: Look at the ditches 2026-05" in page
    assert "Looks as if it came again" not in page


# --- each time --------------------------------------------------------------------------------------------------------


def _came(stage: Stage, **changes: Any) -> MatterId:
    there(stage, **changes)
    stage.later(29 * DAY)
    wake_due(stage.ledger)
    matter = the_cycle(stage.ledger).turns[0].matter
    assert matter is not None
    return matter


def test_today_offers_what_came_to_whom_it_is_meant_for_by_one_click(client_of: ClientOf, stage: Stage) -> None:
    matter = _came(stage)
    client = client_of("p-town")
    today = client.get("/today/").content.decode()
    assert "It came again and is meant for 陈家村: offer it there, or keep it." in unescape(today)
    button = re.search(
        rf'<form method="post" action="(/matters/{matter}/do/offer/[^"]*)"(.*?)</form>', today, re.DOTALL
    )
    assert button
    assert "Offer to 陈家村 as planned" in button.group(2)
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', button.group(2)))
    assert client.post(unescape(button.group(1)), sent).status_code == 303
    after = stage.matter(matter)
    assert after.offer is not None
    assert (after.phase, after.offer.to, after.holder) == (Phase.OFFERED, VILLAGE, TOWN)
    assert "as planned" not in client.get(f"/matters/{matter}/").content.decode()


def test_the_matter_names_its_cycle_to_those_who_may_read_it(client_of: ClientOf, stage: Stage) -> None:
    matter = _came(stage)
    stage.do(TOWN, OfferMatter(matter=matter, to=VILLAGE))
    page = client_of("p-town").get(f"/matters/{matter}/").content.decode()
    assert '<a href="/board/cycles/c1/">Look at the ditches</a>' in page
    assert "time number 1, on 2026-03-31" in page
    assert "It came again: the clock opened the matter on 平安镇" in page
    offeree = client_of("p-village").get(f"/matters/{matter}/").content.decode()
    assert "by a cycle that is not yours to read" in offeree
    assert "/board/cycles/c1/" not in offeree


def test_a_planned_unit_that_is_gone_is_replaced_by_who_answers_for_it(client_of: ClientOf, stage: Stage) -> None:
    there(stage)
    keeper = Actor(KEEPER, COUNTY, PostId(f"{COUNTY}.{KEEPER}"))
    assert isinstance(
        handle(stage.ledger, Submission("r", keeper, RetireUnit(VILLAGE, HAMLET, "document 7"))), Accepted
    )
    stage.later(29 * DAY)
    wake_due(stage.ledger)
    matter = the_cycle(stage.ledger).turns[0].matter
    assert "Offer to Moss Hamlet as planned" in client_of("p-town").get(f"/matters/{matter}/").content.decode()


def test_who_ends_a_unit_is_told_where_what_comes_again_goes_on(client_of: ClientOf, stage: Stage) -> None:
    there(stage, unit=VILLAGE, planned_for=None)
    client, address = client_of(KEEPER), "/organisation/change/retire/?unit=village"
    page = client.get(address).content.decode()
    kept = {name: hidden(page, name) for name in ("key", "version", "unit") if f'name="{name}"' in page}
    answer = client.post(address, {**kept, "successor": "Moss Hamlet", "document": "7"})
    assert "What comes again goes on with Moss Hamlet instead of 陈家村: 1." in words(answer)


def test_nobody_else_is_shown_the_planned_offer(client_of: ClientOf, stage: Stage) -> None:
    matter = _came(stage)
    for person in ("p-town-clerk", "p-county", "p-office"):
        assert "as planned" not in client_of(person).get(f"/matters/{matter}/").content.decode()


def test_the_history_says_whether_the_work_was_done(client_of: ClientOf, stage: Stage) -> None:
    matter = _came(stage, planned_for=None)
    stage.do(TOWN, ClaimMatter(matter=matter))
    stage.do(TOWN, ReportDone(matter=matter, text="done"))
    stage.do(OFFICE, VerifyMatter(matter=matter, outcome=Outcome.DONE, why="seen", way=VerificationWay.ON_SITE))
    stage.later(70 * DAY)
    wake_due(stage.ledger)
    page = words(client_of("p-town").get("/board/cycles/c1/"))
    assert "Came: 3 · fully done: 1 · still open: 2 · late now: 2 · passed over: 0" in page
    assert "ended: fully done" in page


def test_the_calendar_shows_the_days_to_come(client_of: ClientOf, stage: Stage) -> None:
    there(stage)
    page = client_of("p-town").get("/board/calendar/?month=2026-04").content.decode()
    day = re.search(r'<section id="day-2026-04-30".*?</section>', page, re.DOTALL)
    assert day
    assert "Look at the ditches" in day.group(0)
    assert "opens on 平安镇" in day.group(0)
    assert "Look at the ditches" not in client_of("p-roads").get("/board/calendar/?month=2026-04").content.decode()


# --- what is said later -----------------------------------------------------------------------------------------------


def test_the_days_to_come_are_taken_along(client_of: ClientOf, stage: Stage) -> None:
    there(stage)
    taken = client_of("p-town").get("/board/calendar.ics").content.decode().replace("\r\n ", "")
    assert "SUMMARY:Comes again: Look at the ditches" in taken
    assert "DTSTART;VALUE=DATE:20260331" in taken
    assert "URL:http://localhost/board/cycles/c1/" in taken
    assert "Look at the ditches" not in client_of("p-roads").get("/board/calendar.ics").content.decode()


def test_it_is_amended_from_the_next_time_on(client_of: ClientOf, stage: Stage) -> None:
    _came(stage)
    client = client_of("p-town")
    form = client.get("/board/cycles/c1/amend/").content.decode()
    assert 'value="Look at the ditches"' in form
    assert 'value="陈家村"' in form
    sent = {**FILLED, "title": "Ditches and dikes", "reason": "Dikes too", "version": hidden(form, "version")}
    answer = client.post("/board/cycles/c1/amend/", {**sent, "key": hidden(form, "key")})
    assert answer.status_code == 303
    page = words(client.get(answer["Location"]))
    assert "From the next time on it comes like this: on 2026-04-30." in page
    assert "平安镇 amended what comes: Ditches and dikes" in page
    assert "Look at the ditches 2026-03" in page
    assert the_cycle(stage.ledger).title == "Ditches and dikes"


def test_who_saw_an_older_state_is_asked_to_look_again(client_of: ClientOf, stage: Stage) -> None:
    _came(stage)
    client = client_of("p-town")
    for version in ("1", ""):
        sent = {**FILLED, "title": "Ditches and dikes", "reason": "Dikes too", "version": version}
        answer = client.post("/board/cycles/c1/amend/", sent)
        assert answer.status_code == 409
        assert "Something happened to it since you looked." in words(answer)
        sent = {"do": "end", "reason": "x", "version": version}
        assert client.post("/board/cycles/c1/", sent).status_code == 409
    assert the_cycle(stage.ledger).title == "Look at the ditches"


def test_a_time_is_passed_over_with_its_reason_kept(client_of: ClientOf, stage: Stage) -> None:
    there(stage)
    client = client_of("p-town")
    page = client.get("/board/cycles/c1/").content.decode()
    sent = {name: hidden(page, name) for name in ("key", "version", "turn")}
    refused = client.post("/board/cycles/c1/", {**sent, "do": "skip", "reason": " "})
    assert refused.status_code == 422
    assert "Something is left blank: the reason" in words(refused)
    assert client.post("/board/cycles/c1/", {**sent, "do": "skip", "reason": "Snow"}).status_code == 303
    said = words(client.get("/board/cycles/c1/"))
    assert "Passed over: 2026-03-31" in said
    assert "Snow" in said
    assert the_cycle(stage.ledger).turns[0].matter is None
    assert client.post("/board/cycles/c1/", {**sent, "turn": "x", "do": "skip", "reason": "Snow"}).status_code == 422
    assert client.post("/board/cycles/c1/", {**sent, "do": "dance", "reason": "Snow"}).status_code == 404


def test_a_unit_above_ends_it_and_nobody_beside_does(client_of: ClientOf, stage: Stage) -> None:
    there(stage, terms=Terms(goal="x", visibility=Visibility.PUBLIC))
    sent = {"do": "end", "reason": "Enough", "version": "1"}
    assert client_of("p-roads").post("/board/cycles/c1/", sent).status_code == 403
    assert client_of("p-town-clerk").post("/board/cycles/c1/", sent).status_code == 403
    assert the_cycle(stage.ledger).status is CycleStatus.RUNNING
    assert client_of("p-county").get("/board/cycles/c1/amend/").status_code == 403
    assert client_of("p-county").get("/board/cycles/c1/").content.decode().count('name="do"') == 2
    assert client_of("p-inspector").post("/board/cycles/c1/", sent).status_code == 303
    assert the_cycle(stage.ledger).status is CycleStatus.ENDED
    assert "Look at the ditches" not in words(client_of("p-town").get("/board/cycles/"))
    assert "Look at the ditches" in words(client_of("p-town").get("/board/cycles/?ended=1"))
    page = words(client_of("p-town").get("/board/cycles/c1/"))
    assert "Amend it" not in page
    assert "Nothing comes any more." in page


def test_one_that_ran_out_is_renewed(client_of: ClientOf, stage: Stage) -> None:
    there(stage, until_date=date(2026, 4, 1))
    stage.later(60 * DAY)
    wake_due(stage.ledger)
    client = client_of("p-town")
    page = words(client.get("/board/cycles/c1/"))
    assert "Its last day is past" in page
    assert "Renew it …" in page
    form = client.get("/board/cycles/c1/amend/").content.decode()
    sent = {**FILLED, "reason": "Still needed", "version": hidden(form, "version"), "key": hidden(form, "key")}
    assert client.post("/board/cycles/c1/amend/", sent).status_code == 303
    assert the_cycle(stage.ledger).status is CycleStatus.RUNNING


def test_what_was_accepted_elsewhere_stays_in_the_history(client_of: ClientOf, stage: Stage) -> None:
    matter = _came(stage)
    stage.do(TOWN, OfferMatter(matter=matter, to=VILLAGE))
    stage.do(VILLAGE, AcceptOffer(matter=matter, offer=2))
    page = words(client_of("p-town").get("/board/cycles/c1/"))
    assert "陈家村" in page
    assert "held" in page
