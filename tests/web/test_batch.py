"""Several matters at once: what would happen to each is shown, each is done by itself, and nothing is hidden."""

import re

from buckstop.domain.matter.commands.accountability import EscalateMatter, OfferMatter
from buckstop.domain.matter.words import Phase, Terms, Visibility
from tests.app.staged import COUNTY, DAY, ROADS, TOWN, WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.county import CLERK


def _offered(stage: Stage, *names: str) -> None:
    for name in names:
        stage.do(ROADS, OfferMatter(matter=stage.open(name, ROADS, title=f"Weir {name}"), to=WATER))


def _escalated(stage: Stage, *names: str) -> None:
    for name in names:
        matter = stage.open(name, ROADS, title=f"Weir {name}")
        stage.do(ROADS, EscalateMatter(matter=matter, reason_class="nobodys_duty", text="No list names anybody."))


def test_what_can_be_done_with_several_is_asked_with_for_how_many(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage, "a", "b")
    stage.open("c", WATER)
    said = client_of("p-water").get("/batch/?id=a&id=b&id=c").content.decode()
    assert re.search(r"act=accept&amp;id=a&amp;id=b&amp;id=c\">Accept <span class=\"count\">2</span>", said)
    assert re.search(r">Keep it <span class=\"count\">1</span>", said)


def test_what_would_happen_to_each_is_shown_and_nothing_is_done(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage, "a", "b")
    stage.open("c", WATER)
    said = client_of("p-water").get("/batch/?act=accept&id=a&id=b&id=c").content.decode()
    assert said.count("From now on 县水务局 answers for it; until now it was Roads Department.") == 2
    assert "No offer is open" in said
    assert "Matters it would be done to: 2." in said
    assert stage.matter("a").phase is Phase.OFFERED


def test_each_is_done_by_itself_and_each_result_is_told(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage, "a", "b")
    stage.open("c", WATER)
    seen = {"version-a": 2, "version-b": 2, "version-c": 1}
    sent = {"act": "accept", "all": ["a", "b", "c"], "id": ["a", "b", "c"], **seen}
    said = client_of("p-water").post("/batch/", sent).content.decode()
    assert [stage.matter(name).holder for name in "abc"] == [WATER, WATER, WATER]
    assert "Matters it was done to: 2." in said
    assert said.count("accepted and holds it now.") == 2
    assert "No offer is open" in said


def test_what_was_not_ticked_is_left_alone(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage, "a", "b")
    client_of("p-water").post("/batch/", {"act": "accept", "all": ["a", "b"], "id": ["b"], "version-b": 2})
    assert [stage.matter(name).holder for name in "ab"] == [ROADS, WATER]


def test_sent_twice_it_is_done_once_and_answered_alike(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage, "a", "b")
    client = client_of("p-water")
    sent = {
        "act": "accept",
        "all": ["a", "b"],
        "id": ["a", "b"],
        "key": "20260302" + "0" * 24,
        "version-a": 2,
        "version-b": 2,
        "ask-a": 2,
        "ask-b": 2,
    }
    first, second = (client.post("/batch/", sent).content.decode() for _ in range(2))
    assert "Matters it was done to: 2." in first
    assert "Matters it was done to: 2." in second
    assert stage.matter("a").version == 3


def test_several_are_decided_with_one_reason(client_of: ClientOf, stage: Stage) -> None:
    _escalated(stage, "a", "b")
    sent = {
        "act": "decide",
        "all": ["a", "b"],
        "id": ["a", "b"],
        "holder": "县水务局",
        "reason": "The weirs are water's.",
        "version-a": 2,
        "version-b": 2,
    }
    client_of("p-county").post("/batch/", sent)
    assert [stage.matter(name).holder for name in "ab"] == [WATER, WATER]
    assert [stage.matter(name).phase for name in "ab"] == [Phase.SETTLED, Phase.SETTLED]


def test_without_the_reason_nothing_is_done_and_it_is_asked_for(client_of: ClientOf, stage: Stage) -> None:
    _escalated(stage, "a", "b")
    answer = client_of("p-county").post("/batch/", {"act": "decide", "all": ["a"], "id": ["a"], "holder": "water"})
    assert answer.status_code == 422
    assert "This is needed: fill it in." in answer.content.decode()
    assert stage.matter("a").phase is Phase.ESCALATED


def test_several_are_handed_down_as_parts_with_the_terms_of_their_wholes(client_of: ClientOf, stage: Stage) -> None:
    for name in ("a", "b"):
        stage.open(name, COUNTY, title=f"Weir {name}", terms=Terms(goal=f"Weir {name} holds", criteria=("dry",)))
    sent = {"act": "delegate", "all": ["a", "b"], "id": ["a", "b"], "to": "water", "deadline_date": "2026-04-30"}
    sent |= {"version-a": "1", "version-b": "1"}
    client_of("p-county").post("/batch/", sent)
    parts = [stage.matter(name) for name in stage.ledger.store.streams("matter") if name not in {"a", "b"}]
    assert sorted((part.title, part.terms.goal, part.terms.criteria) for part in parts) == [
        ("Weir a", "Weir a holds", ("dry",)),
        ("Weir b", "Weir b holds", ("dry",)),
    ]
    assert {part.offer.to for part in parts if part.offer} == {WATER}


def test_one_that_changed_meanwhile_is_told_and_the_others_are_done(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage, "a", "b")
    sent = {"act": "accept", "all": ["a", "b"], "id": ["a", "b"], "version-a": 1, "version-b": 2}
    said = client_of("p-water").post("/batch/", sent).content.decode()
    assert [stage.matter(name).holder for name in "ab"] == [ROADS, WATER]
    assert "You saw version 1, and it is at version 2 now." in said


def test_one_of_which_nobody_says_what_they_saw_is_left_alone_and_told(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage, "a", "b")
    sent = {"act": "accept", "all": ["a", "b"], "id": ["a", "b"], "version-b": 2}
    said = client_of("p-water").post("/batch/", sent).content.decode()
    assert [stage.matter(name).holder for name in "ab"] == [ROADS, WATER]
    assert "It was not said which state of the matter you saw" in said


def test_how_much_the_receiver_holds_already_is_said_once(client_of: ClientOf, stage: Stage) -> None:
    stage.open("held", TOWN, deadline_date=stage.ledger.calendar.local_date(stage.ledger.now()) + DAY)
    stage.later(5 * DAY)
    for name in ("a", "b"):
        stage.open(name, COUNTY)
    sent = {"act": "offer", "all": ["a", "b"], "id": ["a", "b"], "to": "town", "duty_item": "ditches", "preview": "1"}
    said = client_of("p-county").post("/batch/", sent, headers={"HX-Request": "true"}).content.decode()
    assert said.count("Open matters with 平安镇 already: 1, past their deadline: 1.") == 1


def test_what_is_not_theirs_to_see_is_counted_and_not_named(client_of: ClientOf, stage: Stage) -> None:
    stage.open("secret", ROADS, title="Hush", terms=Terms(goal="Hush", visibility=Visibility.RESTRICTED))
    _offered(stage, "a")
    said = client_of("p-water").get("/batch/?id=a&id=secret&id=nowhere").content.decode()
    assert "Matters named that are not there, or not yours to see: 2." in said
    assert "Hush" not in said


def test_who_may_only_read_is_offered_nothing(client_of: ClientOf, stage: Stage) -> None:
    _offered(stage, "a")
    assert "Nothing can be done with all of these at once." in client_of(CLERK).get("/batch/?id=a").content.decode()


def test_without_matters_it_says_how_to_choose_some(client_of: ClientOf) -> None:
    assert "No matter was chosen." in client_of("p-water").get("/batch/").content.decode()
