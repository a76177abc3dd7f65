"""Every act is done through its page: the scene is set with real commands, the form is sent, the ledger is looked at."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.commands import COMMANDS
from buckstop.domain.matter.commands.accountability import (
    AcceptOffer,
    AskAboutOffer,
    ClaimMatter,
    DelegatePart,
    EscalateMatter,
    OfferMatter,
)
from buckstop.domain.matter.commands.asks import (
    AgreeSupport,
    AskExtension,
    AskSupport,
    AskUpward,
    BeginWait,
    DeliverSupport,
    ProposeBetterWay,
    SummonUnits,
)
from buckstop.domain.matter.commands.work import NameVerifier, ReportDone, VerifyMatter
from buckstop.domain.matter.words import Outcome, Terms, VerificationWay
from buckstop.web.acts import ACTS, ELSEWHERE  # isort: split - conftest sets Django up before
from tests.app.staged import AUDIT, COUNTY, DAY, MONDAY, OFFICE, ROADS, TOWN, WATER, Stage
from tests.web.conftest import ClientOf

M = MatterId("m")
_CRITERIA = ("no leak", "photographs")
_UNTIL = (MONDAY + 30 * DAY).date()


def _held(stage: Stage, unit: UnitId = WATER) -> None:
    stage.open(M, unit, deadline_date=_UNTIL, terms=Terms(goal="The weir holds", criteria=_CRITERIA))


def _offered(stage: Stage) -> None:
    _held(stage, ROADS)
    stage.do(ROADS, OfferMatter(matter=M, to=WATER))


def _questioned(stage: Stage) -> None:
    _offered(stage)
    stage.do(WATER, AskAboutOffer(matter=M, offer=2, question="Which bank?"))


def _escalated(stage: Stage) -> None:
    _held(stage, ROADS)
    stage.do(ROADS, EscalateMatter(matter=M, reason_class="nobodys_duty", text="No list names anybody."))


def _settled(stage: Stage) -> None:
    _held(stage)
    stage.do(WATER, ClaimMatter(matter=M))


def _given(stage: Stage) -> None:
    """Water holds what the county opened."""
    _held(stage, COUNTY)
    stage.do(COUNTY, OfferMatter(matter=M, to=WATER))
    stage.do(WATER, AcceptOffer(matter=M, offer=2))


def _part(stage: Stage) -> None:
    stage.open("whole", COUNTY, deadline_date=_UNTIL)
    stage.do(
        COUNTY,
        DelegatePart(
            matter=MatterId("whole"), part=M, to=WATER, title="A part", terms=Terms(goal="Done"), deadline_date=_UNTIL
        ),
    )
    stage.do(WATER, AcceptOffer(matter=M, offer=2))


def _done(stage: Stage) -> None:
    _settled(stage)
    stage.do(OFFICE, NameVerifier(matter=M, verifier=AUDIT))
    stage.do(WATER, ReportDone(matter=M, text="It holds."))


def _closed(stage: Stage) -> None:
    _done(stage)
    stage.do(AUDIT, VerifyMatter(matter=M, outcome=Outcome.PARTLY, why="Nearly.", way=VerificationWay.DOCUMENTS))


def _support(stage: Stage) -> None:
    _settled(stage)
    stage.do(WATER, AskSupport(matter=M, supporter=ROADS, what="Two diggers", wanted_date=_UNTIL))


def _agreed(stage: Stage) -> None:
    _support(stage)
    stage.do(ROADS, AgreeSupport(matter=M, ask=3))


def _delivered(stage: Stage) -> None:
    _agreed(stage)
    stage.do(ROADS, DeliverSupport(matter=M, ask=3, text="There they are."))


def _named(stage: Stage) -> None:
    stage.open(M, WATER, terms=Terms(goal="Done", supports=(ROADS, TOWN)), deadline_date=_UNTIL)


def _upward(stage: Stage) -> None:
    _settled(stage)
    stage.do(WATER, AskUpward(matter=M, kind=UpwardKind.MONEY, text="20,000"))


def _obstacle(stage: Stage) -> None:
    _settled(stage)
    stage.do(WATER, AskUpward(matter=M, kind=UpwardKind.OBSTACLE, level=COUNTY, text="The land is the county's."))


def _extension(stage: Stage) -> None:
    _settled(stage)
    stage.do(WATER, AskExtension(matter=M, wanted_date=_UNTIL + DAY, reason="Floods."))


def _wait(stage: Stage) -> None:
    _settled(stage)
    stage.do(WATER, BeginWait(matter=M, whom="The court", question="Whose land?", until_date=_UNTIL - DAY))


def _summoned(stage: Stage) -> None:
    _settled(stage)
    meeting = SummonUnits(
        matter=M, units=(ROADS,), place="The weir", purpose="Look", meet_at=MONDAY + timedelta(hours=5)
    )
    stage.do(WATER, meeting)


def _proposal(stage: Stage) -> None:
    _settled(stage)
    stage.do(ROADS, ProposeBetterWay(matter=M, text="Use stone."))


@dataclass(frozen=True)
class Play:
    """One act on its stage: who does it, what they fill in, and the event that must follow."""

    slug: str
    scene: Callable[[Stage], None]
    unit: UnitId
    event: str
    form: Mapping[str, object] = field(default_factory=dict)


_WORDS = {"text": "In my words."}
_REASON = {"reason": "Because it is so."}
_YES = {"granted": "yes"}
PLAYS = (
    Play("accept", _offered, WATER, "matter.accepted"),
    Play("protest", _offered, WATER, "matter.accepted", {"kind": "cannot_be_met", **_WORDS}),
    Play("return", _offered, WATER, "matter.returned", {"reason_class": "wrong_facts", **_WORDS}),
    Play("ask", _offered, WATER, "matter.question_asked", {"question": "Which bank?"}),
    Play("answer", _questioned, ROADS, "matter.question_answered", {"answer": "The left one."}),
    Play("offer", _held, WATER, "matter.offered", {"to": "Roads Department"}),
    Play("withdraw", _offered, ROADS, "matter.returned"),
    Play("claim", _held, WATER, "matter.claimed"),
    Play("escalate", _held, WATER, "matter.escalated", {"reason_class": "nobodys_duty", **_WORDS}),
    Play("decide", _escalated, COUNTY, "matter.decided", {"holder": "县水务局", **_REASON}),
    Play("appeal", _settled, WATER, "matter.appealed", {"facts": "The weir is private."}),
    Play(
        "delegate",
        _settled,
        WATER,
        "matter.part_delegated",
        {
            "to": "Roads Department",
            "title": "A part",
            "goal": "Done",
            "deadline_date": "2026-03-20",
            "visibility": "internal",
        },
    ),
    Play("recall", _part, COUNTY, "matter.recalled", _REASON),
    Play("progress", _held, WATER, "matter.progress_reported", {**_WORDS, "percent": "40"}),
    Play("done", _settled, WATER, "matter.done_reported", _WORDS),
    Play("help", _held, WATER, "matter.help_received", {"from_unit": "roads", "kind": "equipment", **_WORDS}),
    Play("urge", _given, COUNTY, "matter.urged", _WORDS),
    Play("propose", _given, COUNTY, "matter.better_way_proposed", {**_WORDS, "about": "work"}),
    Play("note", _held, WATER, "matter.note_added", _WORDS),
    Play(
        "support",
        _settled,
        WATER,
        "matter.support_asked",
        {"supporter": "roads", "what": "Diggers", "wanted_date": "2026-03-20"},
    ),
    Play("agree", _support, ROADS, "matter.support_agreed"),
    Play("return-support", _support, ROADS, "matter.support_returned", {"reason_class": "lacks_resources", **_WORDS}),
    Play("deliver", _agreed, ROADS, "matter.support_delivered", _WORDS),
    Play("confirm", _delivered, WATER, "matter.support_confirmed"),
    Play("waive-supports", _named, WATER, "matter.supports_waived", {"units": ["roads", "town"], **_REASON}),
    Play("reject", _delivered, WATER, "matter.support_rejected", {**_REASON, "wanted_date": "2026-03-20"}),
    Play("ask-upward", _settled, WATER, "matter.upward_asked", {"kind": "people", **_WORDS}),
    Play("answer-upward", _upward, COUNTY, "matter.upward_answered", {**_YES, **_WORDS, "money": "2000000"}),
    Play("obstacle", _settled, WATER, "matter.upward_asked", {"level": "county", **_WORDS}),
    Play("answer-obstacle", _obstacle, COUNTY, "matter.upward_answered", {**_YES, **_WORDS}),
    Play("ask-extension", _settled, WATER, "matter.extension_asked", {"wanted_date": "2026-04-20", **_REASON}),
    Play("answer-extension", _extension, COUNTY, "matter.extension_granted", _YES),
    Play(
        "wait",
        _settled,
        WATER,
        "matter.wait_begun",
        {"whom": "A court", "question": "Whose?", "until_date": "2026-03-20"},
    ),
    Play("answer-wait", _wait, COUNTY, "matter.wait_confirmed", {"confirmed": "yes"}),
    Play("end-wait", _wait, WATER, "matter.wait_ended", {"result": "It is ours."}),
    Play(
        "summon",
        _settled,
        WATER,
        "matter.units_summoned",
        {"units": ["roads", "", "平安镇"], "place": "The weir", "purpose": "Look", "meet_at": "2026-03-03T09:30"},
    ),
    Play("arrive", _summoned, ROADS, "matter.summoned_unit_arrived"),
    Play("conclude", _summoned, WATER, "matter.summons_concluded", {"result": "Stone it is."}),
    Play("answer-proposal", _proposal, WATER, "matter.better_way_adopted", {"adopted": "yes"}),
    Play("name-verifier", _settled, OFFICE, "matter.verifier_named", {"verifier": "审计局"}),
    Play(
        "verify",
        _done,
        AUDIT,
        "matter.closed",
        {"outcome": "done", "met": ["0", "1"], "why": "Seen.", "way": "on_site"},
    ),
    Play("refute", _done, AUDIT, "matter.refuted", {"failed": ["1"], "way": "documents", **_REASON}),
    Play("cancel", _given, COUNTY, "matter.closed", _REASON),
    Play("merge", _given, COUNTY, "matter.closed", {"into": "other", **_REASON}),
    Play("reopen", _closed, AUDIT, "matter.reopened", _REASON),
)


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.slug)
def test_an_act_is_offered_shown_and_done(play: Play, client_of: ClientOf, stage: Stage) -> None:
    play.scene(stage)
    if play.slug == "merge":
        stage.open("other", COUNTY, deadline_date=_UNTIL)
    client = client_of(f"p-{play.unit}")
    address, before = f"/matters/{M}/do/{play.slug}/", len(stage.names(M))
    shown = client.get(address)
    assert shown.status_code == 200
    assert "nothing would happen" not in shown.content.decode()
    foreseen = client.post(address, {**play.form, "preview": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert "depends on what is still open" not in foreseen
    assert "nothing would happen" not in foreseen
    assert len(stage.names(M)) == before, "looking writes nothing"
    done = client.post(address, {**play.form, "version": str(before)})
    assert done.status_code == 303, done.content.decode()
    assert stage.names(M)[before] == play.event


def test_every_act_has_its_play() -> None:
    assert {play.slug for play in PLAYS} == set(ACTS)


def test_every_command_about_a_matter_is_an_act_or_said_to_stand_elsewhere() -> None:
    assert {act.command for act in ACTS.values()} | set(ELSEWHERE) == set(COMMANDS)


def test_no_command_is_both() -> None:
    assert not {act.command for act in ACTS.values()} & set(ELSEWHERE)


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.slug)
def test_a_unit_that_has_nothing_to_do_with_it_does_nothing(play: Play, client_of: ClientOf, stage: Stage) -> None:
    """The town is neither involved nor above anybody: for it the matter is not there."""
    play.scene(stage)
    before = stage.names(M)
    for answer in (
        client_of("p-town").get(f"/matters/{M}/do/{play.slug}/"),
        client_of("p-town").post(f"/matters/{M}/do/{play.slug}/", play.form),
    ):
        assert answer.status_code == 404
    assert stage.names(M) == before


def test_the_stranger_is_a_stranger(client_of: ClientOf, stage: Stage) -> None:
    _held(stage)
    unknown = client_of("p-town").get("/matters/nowhere/do/note/").content
    assert _without_token(client_of("p-town").get(f"/matters/{M}/do/note/").content.replace(b"/m/", b"/nowhere/")) == (
        _without_token(unknown)
    )


def _without_token(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)


def test_money_is_asked_in_yuan_and_kept_in_its_smallest_unit(client_of: ClientOf, stage: Stage) -> None:
    _upward(stage)
    address, before = f"/matters/{M}/do/answer-upward/", len(stage.names(M))
    form = {**_YES, **_WORDS, "version": str(before)}
    refused = client_of(f"p-{COUNTY}").post(address, {**form, "money": "1.005"})
    assert "with at most two decimals, like 1500 or 1500.50." in refused.content.decode()
    assert len(stage.names(M)) == before
    assert client_of(f"p-{COUNTY}").post(address, {**form, "money": "20000.50"}).status_code == 303
    page = client_of(f"p-{COUNTY}").get(f"/matters/{M}/").content.decode()
    assert "money: 20,000.50 yuan" in page


def test_a_part_names_its_supports_and_says_that_this_asks_nobody(client_of: ClientOf, stage: Stage) -> None:
    _settled(stage)
    part = next(play for play in PLAYS if play.slug == "delegate")
    form = {**part.form, "supports": ["平安镇"]}
    client, address = client_of(f"p-{WATER}"), f"/matters/{M}/do/delegate/"
    version = str(len(stage.names(M)))
    shown = client.post(address, {**form, "version": version, "preview": "1"}).content.decode()
    assert "Named to support: 平安镇. Naming asks nobody" in shown
    assert client.post(address, {**form, "version": version}).status_code == 303
    (made,) = (stage.matter(MatterId(name)) for name in stage.ledger.store.streams("matter") if name != M)
    assert (made.terms.supports, made.supports) == ((TOWN,), ())
