"""The page of an act says what it will do, does it once, and tells those who were overtaken."""

import re
from datetime import timedelta

from django.test import Client

from buckstop.app.answers import Accepted, Submission
from buckstop.app.handle import handle
from buckstop.app.queries import events_of
from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.ids import MatterId, PostId, UnitId
from buckstop.domain.matter.commands.accountability import AcceptOffer, ClaimMatter, OfferMatter
from buckstop.domain.matter.commands.work import AddNote, NameVerifier, ReportDone
from buckstop.domain.matter.events.work import DoneReported
from buckstop.domain.matter.words import Actor, Grant, Phase, Terms, Visibility
from buckstop.domain.organisation_commands import FoundUnit, RegisterAbsence
from buckstop.domain.units import UnitKind
from tests.app.staged import AUDIT, COUNTY, DAY, MONDAY, OFFICE, ROADS, TOWN, VILLAGE, WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.county import CLERK, DITCHES, KEEPER, PATROLS

M = MatterId("m")
_WHOSE = {"version": 1, "reason_class": "nobodys_duty", "text": "Whose?"}
_LATER = (MONDAY + 30 * DAY).date()
_KEEPS = Actor(KEEPER, COUNTY, PostId(f"{COUNTY}.{KEEPER}"))


def _text(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


def _look(client: Client, slug: str, **form: object) -> str:
    answer = client.post(f"/matters/{M}/do/{slug}/", {**form, "preview": "1"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return _text(answer.content)


def _offered(stage: Stage, **more: object) -> None:
    stage.open(M, ROADS, deadline_date=_LATER, **more)
    stage.do(ROADS, OfferMatter(matter=M, to=WATER))


# --- what it will do --------------------------------------------------------------------------------------------------


def test_accepting_says_that_responsibility_moves_and_how_many_moves_are_used(
    client_of: ClientOf, stage: Stage
) -> None:
    _offered(stage)
    said = _text(client_of("p-water").get(f"/matters/{M}/do/accept/").content)
    assert "From now on 县水务局 answers for it; until now it was Roads Department." in said
    assert "It uses a move: 1 of 2 are used then." in said
    assert "The clock of 县水务局 stops; it would have run until 2026-03-05 24:00." in said
    assert "Until 2026-03-04 24:00 县水务局 may offer it on; after that it stays with 县水务局, settled." in said
    assert "If that was a mistake" in said


def test_a_clock_that_ran_out_is_said_to_be_over(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, WATER, deadline_date=(MONDAY + DAY).date())
    stage.do(WATER, ClaimMatter(matter=M))
    stage.later(10 * DAY)
    said = _look(client_of("p-water"), "done", text="It holds.")
    assert "would have run" not in said
    stage.do(OFFICE, NameVerifier(matter=M, verifier=AUDIT))
    said = _look(client_of("p-water"), "done", text="It holds.")
    assert "The clock of 县水务局 stops; its time was over at 2026-03-03 24:00." in said


def test_returning_says_that_nothing_moves_and_for_whom_the_hours_count(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage)
    said = _look(client_of("p-water"), "return")
    assert "Roads Department answers for it, before and after: nothing moves." in said
    assert "It uses a move: 1 of 2 are used then." in said
    assert "From now on the hours count for Roads Department: time to claim it or offer it on." in said


def test_the_last_return_says_who_will_decide(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage)
    stage.do(WATER, AcceptOffer(matter=M, offer=2))
    stage.do(WATER, OfferMatter(matter=M, to=ROADS))
    assert "清水县 decides by 2026-03-09 24:00; without a decision 清水县 holds it itself." in _look(
        client_of("p-roads"), "return"
    )


def test_what_goes_on_record_is_told_once_everything_is_filled_in(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage)
    client = client_of("p-water")
    form = {"reason_class": "wrong_facts", "text": "It stands in the next county."}
    assert "What goes on record" not in _look(client, "return", text="It stands in the next county.")
    assert "In their words: It stands in the next county." in _look(client, "return", **form)


def test_who_will_verify_by_lot_is_not_told_before_it_counts(client_of: ClientOf, stage: Stage) -> None:
    """Else one could look until a friend is drawn."""
    stage.open(M, WATER)
    stage.do(WATER, ClaimMatter(matter=M))
    said = _look(client_of("p-water"), "done", text="It holds.")
    assert "Who verifies it is drawn by lot from the units that had no part in it" in said
    assert "审计局" not in said
    assert "县督查室" not in said


def test_the_click_draws_one_and_says_who(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, WATER)
    stage.do(WATER, ClaimMatter(matter=M))
    sent = {"version": 2, "text": "It holds."}
    said = _text(client_of("p-water").post(f"/matters/{M}/do/done/", sent, follow=True).content)
    reported = events_of(stage.ledger, M)[-1]
    assert isinstance(reported, DoneReported)
    assert reported.draw is not None
    assert "reported it done: It holds." in said


# --- what to think of -------------------------------------------------------------------------------------------------


def test_delegating_warns_of_squeezed_time_target_means_and_load(client_of: ClientOf, stage: Stage) -> None:
    terms = Terms(goal="Weirs hold", quantity=10, measure="weirs", grant=Grant(money=100))
    stage.open(M, COUNTY, deadline_date=_LATER, terms=terms)
    stage.open("other", WATER)
    said = _look(
        client_of("p-county"),
        "delegate",
        to="water",
        title="All weirs",
        goal="They hold",
        deadline_date="2026-03-07",
        quantity="12",
        measure="weirs",
        minimum_days="9",
        visibility="internal",
    )
    assert "Working days the work needs at least: 9; left until the deadline: 4." in said
    assert "The part gets 4 of the 22 working days the whole has left; your unit keeps 18." in said
    assert "The parts together ask for 12 weirs, and the whole asks for 10." in said
    assert "2026-03-07 is no working day." in said
    assert "nothing of it goes along with the part" in said
    assert "Open matters with 县水务局 already: 1." in said
    assert "No acceptance criteria are named" in said
    assert "清水县 answers for it, before and after: nothing moves." in said
    assert "清水县 answers for the part until 县水务局 accepts it." in said


def test_a_part_due_with_its_whole_leaves_no_time_to_verify_it(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, COUNTY, deadline_date=_LATER)
    form = {"to": "water", "title": "All", "goal": "They hold", "deadline_date": _LATER, "visibility": "internal"}
    assert "the part may be verified only by 2026-04-10 24:00; the whole is due by 2026-04-01 24:00" in _look(
        client_of("p-county"), "delegate", **form
    )


def test_a_part_with_time_and_terms_of_its_own_is_warned_of_nothing(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, COUNTY, deadline_date=(MONDAY + 90 * DAY).date())
    form = {"to": "water", "title": "All", "goal": "They hold", "criteria": "dry", "visibility": "internal"}
    assert "Worth knowing" not in _look(client_of("p-county"), "delegate", **form, deadline_date="2026-05-15")


def test_what_the_duty_list_does_not_admit_is_refused_before_the_click(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, COUNTY)
    client = client_of("p-county")
    assert "This is not on the duty list of 平安镇" in _look(client, "offer", to="平安镇")
    assert "nothing moves" in _look(client, "offer", to="平安镇", duty_item=DITCHES)


def test_an_arbiter_is_told_that_the_duty_list_says_otherwise(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, ROADS, terms=Terms(goal="The river is watched", duty_item=PATROLS))
    client_of("p-roads").post(f"/matters/{M}/do/escalate/", _WHOSE)
    client = client_of("p-county")
    assert "The duty list of 平安镇 does not hold this as its own work" in _look(client, "decide", holder=TOWN)
    assert "duty list" not in _look(client, "decide", holder=VILLAGE), "the village has no list"


def test_a_day_nobody_plans_for_is_a_slip_of_the_finger(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, COUNTY)
    for day in ("9999-12-31", "0001-01-01"):
        answer = client_of("p-county").post(
            f"/matters/{M}/do/support/", {"supporter": "water", "what": "Stone", "wanted_date": day}
        )
        assert answer.status_code == 422
        assert "Nothing is planned that far away. Name a day before 2126." in answer.content.decode()


# --- units by name ----------------------------------------------------------------------------------------------------


def test_a_name_that_two_units_bear_becomes_a_choice_between_them(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, COUNTY)
    handle(
        stage.ledger,
        Submission(
            "twins",
            _KEEPS,
            (
                FoundUnit(UnitId("n1"), "新村", UnitKind.VILLAGE, TOWN),
                FoundUnit(UnitId("n2"), "新村", UnitKind.VILLAGE, COUNTY),
            ),
        ),
    )
    answer = client_of("p-county").post(f"/matters/{M}/do/offer/", {"to": "新村"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Several units are called so. Choose which one is meant." in page
    assert re.search(r'<option value="n1"[^>]*>新村 \(平安镇\)</option>', page)
    assert client_of("p-county").post(f"/matters/{M}/do/offer/", {"version": 1, "to": "n2"}).status_code == 303


def test_an_unknown_name_is_answered_with_those_near_it(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, COUNTY)
    page = client_of("p-county").post(f"/matters/{M}/do/offer/", {"to": "Roads Departmint"}).content.decode()
    assert "There is no unit Roads Departmint. Near it are: Roads Department." in page
    assert 'value="Roads Departmint"' in page


def test_units_that_are_likely_meant_are_offered_first(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, COUNTY, terms=Terms(goal="Dry fields", duty_item=DITCHES))
    page = client_of("p-county").get(f"/matters/{M}/do/offer/").content.decode()
    assert re.findall(r'data-words="([^"]+)"', page)[0] == "平安镇"
    assert '<option value="陈家村">' in page


# --- doing it ---------------------------------------------------------------------------------------------------------


def test_one_click_accepts_and_says_what_happened_to_responsibility(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage)
    sent = {"key": "20260302" + "a" * 24, "version": "2", "ask": "2", "next": "/today/"}
    client = client_of("p-water")
    answer = client.post(f"/matters/{M}/do/accept/", sent)
    assert (answer.status_code, answer["Location"]) == (303, "/today/")
    said = _text(client.get(f"/matters/{M}/").content)
    assert "县水务局 accepted and holds it now." in said
    assert "From now on 县水务局 answers for it; until now it was Roads Department." in said


def test_sent_twice_it_is_done_once(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage)
    client, sent = client_of("p-water"), {"key": "20260302" + "a" * 24, "version": "2", "ask": "2"}
    assert [client.post(f"/matters/{M}/do/accept/", sent).status_code for _ in range(2)] == [303, 303]
    assert stage.matter(M).version == 3


def test_nobody_is_sent_to_another_site_afterwards(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage)
    answer = client_of("p-water").post(f"/matters/{M}/do/accept/", {"version": 2, "next": "https://evil.example/"})
    assert answer["Location"] == f"/matters/{M}/"


def test_what_is_missing_is_said_and_what_was_typed_is_kept(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage)
    answer = client_of("p-water").post(f"/matters/{M}/do/return/", {"text": "It stands in the next county."})
    assert answer.status_code == 422
    assert "It stands in the next county.</textarea>" in answer.content.decode()
    assert stage.matter(M).phase is Phase.OFFERED


def test_a_refusal_stands_on_the_page_with_what_was_typed(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage)
    form = {"version": 2, "reason_class": "not_our_duty", "text": "Not ours."}
    answer = client_of("p-water").post(f"/matters/{M}/do/return/", form)
    assert answer.status_code == 422
    assert "must name the duty-list item or the rule" in answer.content.decode()
    assert "Not ours.</textarea>" in answer.content.decode()


def test_of_two_browsers_on_one_version_one_wins_and_the_other_is_told(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage)
    first, second = client_of("p-water"), client_of("p-water")
    for client in (first, second):
        assert 'name="version" value="2"' in client.get(f"/matters/{M}/do/return/").content.decode()
    assert first.post(f"/matters/{M}/do/accept/", {"version": "2"}).status_code == 303
    form = {"version": "2", "reason_class": "wrong_facts", "text": "It stands in the next county."}
    answer = second.post(f"/matters/{M}/do/return/", form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Something happened since you looked; nothing was done yet" in page
    assert "县水务局 accepted and holds it now." in page
    assert "It stands in the next county.</textarea>" in page
    assert 'name="version" value="3"' in page
    assert stage.matter(M).holder == WATER


def test_what_was_overtaken_by_something_else_is_sent_again_with_one_click(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage)
    client = client_of("p-water")
    form = {"version": "2", "reason_class": "wrong_facts", "text": "It stands in the next county."}
    stage.do(ROADS, AddNote(matter=M, text="Please hurry."))
    assert "Roads Department noted: Please hurry." in client.post(f"/matters/{M}/do/return/", form).content.decode()
    assert client.post(f"/matters/{M}/do/return/", {**form, "version": "3"}).status_code == 303


def test_who_does_not_say_what_they_saw_is_asked_to_look_again(client_of: ClientOf, stage: Stage) -> None:
    """Else whatever happened meanwhile would count as seen."""
    _offered(stage)
    client = client_of("p-water")
    form = {"reason_class": "wrong_facts", "text": "It stands in the next county."}
    answer = client.post(f"/matters/{M}/do/return/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "It was not said which state of the matter you saw" in page
    assert "It stands in the next county.</textarea>" in page
    assert stage.matter(M).version == 2
    seen = re.search(r'name="version" value="(\d+)"', page)
    assert seen
    assert client.post(f"/matters/{M}/do/return/", {**form, "version": seen.group(1)}).status_code == 303


def test_how_one_looked_is_the_verifiers_to_say(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, WATER)
    stage.do(WATER, ClaimMatter(matter=M))
    stage.do(OFFICE, NameVerifier(matter=M, verifier=AUDIT))
    stage.do(WATER, ReportDone(matter=M, text="It holds."))
    client = client_of("p-audit")
    for slug, form in (("verify", {"outcome": "done", "why": "Seen."}), ("refute", {"reason": "Not there."})):
        page = client.get(f"/matters/{M}/do/{slug}/").content.decode()
        assert re.findall(r'name="way" value="(\w+)"[^>]*?( checked)?>', page) == [("on_site", ""), ("documents", "")]
        answer = client.post(f"/matters/{M}/do/{slug}/", {"version": 4, **form})
        assert answer.status_code == 422
        assert "Choose one of these." in answer.content.decode()
    assert stage.matter(M).version == 4


def test_a_look_after_something_happened_says_so_at_once(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage)
    stage.do(ROADS, AddNote(matter=M, text="Please hurry."))
    assert "Something happened since you looked" in _look(client_of("p-water"), "return", version="2")


def test_what_fell_due_and_is_not_written_yet_is_no_obstacle(client_of: ClientOf, stage: Stage) -> None:
    """The clock may be late; whoever acts saw the matter as it was due to stand."""
    _offered(stage)
    stage.later(timedelta(days=10))
    client = client_of("p-roads")
    page = client.get(f"/matters/{M}/do/claim/").content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    answer = client.post(f"/matters/{M}/do/progress/", {"version": version.group(1), "text": "Half of it."})
    assert answer.status_code == 303


# --- who --------------------------------------------------------------------------------------------------------------


def test_a_member_sees_what_only_a_leader_does_and_who_that_is(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage)
    answer = client_of(CLERK).get(f"/matters/{M}/do/accept/")
    assert answer.status_code == 403
    assert "it takes one of these roles: leader" in answer.content.decode()
    assert client_of(CLERK).post(f"/matters/{M}/do/accept/", {"version": 2}).status_code == 422
    assert stage.matter(M).holder == ROADS


def test_a_deputy_acts_for_who_is_away_and_that_is_said_and_recorded(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage)
    away = RegisterAbsence(PostId("water.head"), PostId(f"water.{CLERK}"), None, None)
    assert isinstance(handle(stage.ledger, Submission("away", _KEEPS, (away,))), Accepted)
    client = client_of(CLERK)
    page = client.get(f"/matters/{M}/do/accept/")
    assert "You speak for 县水务局, instead of Head, whose holder is away." in page.content.decode()
    client.post(f"/matters/{M}/do/accept/", {"version": 2})
    accepted = events_of(stage.ledger, M)[-1]
    assert accepted.by is not None
    assert (accepted.by.person, accepted.by.for_post) == (CLERK, "water.head")


def test_reading_a_restricted_matter_on_the_way_goes_on_record(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, WATER, terms=Terms(goal="Hush", visibility=Visibility.RESTRICTED))
    client_of("p-water").get(f"/matters/{M}/do/note/")
    assert AccessRecord.objects.filter(person="p-water", did="read", what=M).exists()
    assert client_of("p-county").get(f"/matters/{M}/do/note/").status_code == 404


def test_an_act_that_is_none_is_not_there(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, WATER)
    assert client_of("p-water").get(f"/matters/{M}/do/forward/").status_code == 404


def test_without_its_token_a_form_is_refused(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, WATER)
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    strict.cookies = client_of("p-water").cookies
    assert strict.post(f"/matters/{M}/do/claim/", {}).status_code == 403
    assert stage.matter(M).phase is Phase.HELD


def test_who_keeps_the_register_has_no_say_in_matters(client_of: ClientOf, stage: Stage) -> None:
    stage.open(M, WATER, terms=Terms(goal="Open to all", visibility=Visibility.PUBLIC))
    assert client_of(KEEPER).get(f"/matters/{M}/do/note/").status_code == 403
    assert client_of(KEEPER).post(f"/matters/{M}/do/note/", {"version": 1, "text": "Mine."}).status_code == 422
    assert client_of("p-office").get(f"/matters/{M}/do/note/").status_code == 200
