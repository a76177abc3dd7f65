"""Who may see and do what: every part of the cast, every act, every address, matters of every visibility.

The expectation is written by hand, from what `docs/explanation` promises; nothing here asks the rules what they think.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from buckstop.app.files import keep
from buckstop.app.ledger import Ledger
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands.accountability import AcceptOffer, DelegatePart, OfferMatter
from buckstop.domain.matter.commands.work import ReportProgress
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Attachment, Terms, Visibility
from buckstop.web.acts import ACTS
from tests.app.staged import COUNTY, WATER, Stage
from tests.web.acts.test_every_act import PLAYS, M, Play
from tests.web.cast import CAST, complete
from tests.web.conftest import ClientOf

PUBLIC, INTERNAL, RESTRICTED = Visibility.PUBLIC, Visibility.INTERNAL, Visibility.RESTRICTED
Parts = frozenset[str]


def parts(words: str) -> Parts:
    """Parts of the cast by name."""
    found = frozenset(words.split())
    assert found <= set(CAST), found - set(CAST)
    return found


EVERYBODY = parts(" ".join(CAST)) - {"without_post"}
OVERSEERS = parts("supervision office_leader auditor")
ABOVE = parts("superior administrator intake")
"""Who works in the county's own unit, which stands above every other one."""

WATERS, OTHERS, AUDITS = parts("leader member"), parts("other_leader"), parts("verifier verifying_leader")
INSIDE = {
    "water": WATERS,
    "water and roads": WATERS | OTHERS,
    "water and county": WATERS | {"superior"},
    "water and audit": WATERS | AUDITS,
    "roads and county": OTHERS | {"superior"},
}
"""Who works on the matters of units involved, by which these are."""


def seers(involved: str, visibility: Visibility) -> Parts:
    """Who sees a matter, by the table of `docs/explanation`: public all, internal those involved and above, ..."""
    if visibility is PUBLIC:
        return EVERYBODY
    within = INSIDE[involved] | OVERSEERS
    return within if visibility is RESTRICTED else within | ABOVE


# --- acts: who does them where the matter stands so (tests/web/acts/test_every_act.py), and which units are involved ---

REMARKS = EVERYBODY - {"auditor", "administrator", "outside_arbiter"}
"""Whoever sees a matter may remark on it, but for those who only read, keep the register or judge."""

DOERS: dict[str, tuple[str, Parts]] = {
    # the unit it is offered to
    "accept": ("water and roads", parts("leader")),
    "protest": ("water and roads", parts("leader")),
    "return": ("water and roads", parts("leader")),
    "ask": ("water and roads", WATERS),
    # the holder
    "offer": ("water", parts("leader")),
    "withdraw": ("water and roads", OTHERS),
    "answer": ("water and roads", OTHERS),
    "claim": ("water", parts("leader")),
    "escalate": ("water", parts("leader")),
    "appeal": ("water", parts("leader")),
    "delegate": ("water", parts("leader")),
    "progress": ("water", WATERS),
    "done": ("water", parts("leader")),
    "help": ("water", WATERS),
    "support": ("water", parts("leader")),
    "waive-supports": ("water", parts("leader")),
    "confirm": ("water and roads", parts("leader")),
    "reject": ("water and roads", parts("leader")),
    "ask-upward": ("water", parts("leader")),
    "obstacle": ("water", parts("leader")),
    "ask-extension": ("water", parts("leader")),
    "wait": ("water", parts("leader")),
    "end-wait": ("water and county", WATERS),
    "summon": ("water", parts("leader")),
    "conclude": ("water and roads", WATERS),
    "answer-proposal": ("water", parts("leader")),
    # the unit asked for support, or called
    "agree": ("water and roads", OTHERS),
    "return-support": ("water and roads", OTHERS),
    "deliver": ("water and roads", OTHERS),
    "arrive": ("water and roads", OTHERS),
    # the unit above
    "decide": ("roads and county", parts("superior")),
    "recall": ("water and county", parts("superior")),
    "answer-upward": ("water and county", parts("superior")),
    "answer-obstacle": ("water and county", parts("superior")),
    "answer-extension": ("water and county", parts("superior")),
    "answer-wait": ("water and county", parts("superior")),
    "cancel": ("water and county", parts("superior")),
    "merge": ("water and county", parts("superior")),
    # the supervision office, the verifier
    "urge": ("water and county", parts("superior supervision office_leader")),
    "name-verifier": ("water", parts("supervision office_leader")),
    "verify": ("water and audit", AUDITS),
    "refute": ("water and audit", AUDITS),
    "reopen": ("water and audit", AUDITS | {"superior", "leader"}),  # the leader's unit had given it to itself
    # whoever sees it
    "note": ("water", REMARKS),
    "propose": ("water and county", REMARKS),
}


@dataclass
class VisibleStage(Stage):
    """A stage on which every matter has one visibility."""

    visibility: Visibility = INTERNAL

    def open(self, matter: str, unit: UnitId = COUNTY, **more: Any) -> MatterId:
        """Open a matter of that visibility."""
        terms = replace(more.pop("terms", Terms(goal="The weir holds")), visibility=self.visibility)
        return super().open(matter, unit, terms=terms, **more)

    def do(self, unit: UnitId | None, command: Any, version: int | None = None, key: str = "") -> Matter:
        """A part has the visibility of its whole."""
        if isinstance(command, DelegatePart):
            command = replace(command, terms=replace(command.terms, visibility=self.visibility))
        return super().do(unit, command, version, key)


@pytest.fixture
def cast(ledger: Ledger) -> None:
    complete(ledger)


def _set(play: Play, ledger: Ledger, visibility: Visibility) -> VisibleStage:
    stage = VisibleStage(ledger, visibility=visibility)
    play.scene(stage)
    if play.slug == "merge":
        stage.open("other", COUNTY, deadline_date=date(2026, 5, 1))
    return stage


def test_every_act_stands_in_the_table() -> None:
    assert set(DOERS) == set(ACTS) == {play.slug for play in PLAYS}


@pytest.mark.parametrize("visibility", [PUBLIC, INTERNAL, RESTRICTED])
@pytest.mark.parametrize("play", PLAYS, ids=lambda play: play.slug)
def test_nobody_else_does_an_act_and_who_may_not_see_the_matter_hears_of_none(
    play: Play, visibility: Visibility, client_of: ClientOf, ledger: Ledger, cast: None
) -> None:
    stage = _set(play, ledger, visibility)
    before = stage.names(M)
    involved, doers = DOERS[play.slug]
    sees = seers(involved, visibility)
    answers = {}
    for part in sorted(set(CAST) - (doers & sees)):
        answer = client_of(CAST[part]).post(f"/matters/{M}/do/{play.slug}/", {**play.form, "version": str(len(before))})
        answers[part] = "refused" if answer.status_code in {403, 422} else answer.status_code
    assert answers == {part: "refused" if part in sees else 404 for part in answers}
    assert stage.names(M) == before


@pytest.mark.parametrize(
    ("play", "part", "visibility"),
    [
        pytest.param(play, part, visibility, id=f"{play.slug}-{part}-{visibility}")
        for play in PLAYS
        for visibility, others in ((RESTRICTED, frozenset[str]()), (INTERNAL, seers(DOERS[play.slug][0], RESTRICTED)))
        for part in sorted((DOERS[play.slug][1] & seers(DOERS[play.slug][0], visibility)) - others)
    ],
)
def test_who_may_does_it(
    play: Play, part: str, visibility: Visibility, client_of: ClientOf, ledger: Ledger, cast: None
) -> None:
    stage = _set(play, ledger, visibility)
    before = len(stage.names(M))
    answer = client_of(CAST[part]).post(f"/matters/{M}/do/{play.slug}/", {**play.form, "version": str(before)})
    assert answer.status_code == 303, answer.content.decode()
    assert stage.names(M)[before] == play.event


# --- addresses of a matter --------------------------------------------------------------------------------------------

PAPER = b"%PDF-1.4 the weir"
ABOUT_A_MATTER = (
    "/matters/{m}/",
    "/matters/{m}/do/note/",
    "/matters/{m}/supports/",
    "/matters/{m}/proof/",
    "/matters/{m}/proof/1/proof/",
    "/matters/{m}/paper/",
    "/matters/{m}/history/",
    "/board/directive/{m}/",
    "/files/{sha256}/?matter={m}",
)
ACTING = ("/do/note/", "/supports/")
"""Ends of addresses that open for all who see the matter, and say 403 to those who may not act there."""


def _told(ledger: Ledger, visibility: Visibility) -> str:
    """A matter of the county's that water holds, with a file; the digest of the file."""
    stage = VisibleStage(ledger, visibility=visibility)
    stage.open(M, COUNTY, deadline_date=date(2026, 5, 1))
    stage.do(COUNTY, OfferMatter(matter=M, to=WATER))
    stage.do(WATER, AcceptOffer(matter=M, offer=2))
    paper = keep(ledger, "weir.pdf", BytesIO(PAPER))
    assert isinstance(paper, Attachment)
    stage.do(WATER, ReportProgress(matter=M, text="The gate was found", attachments=(paper,)))
    ledger.sequencer().run_once()
    return paper.sha256


@pytest.mark.parametrize("visibility", [PUBLIC, INTERNAL, RESTRICTED])
@pytest.mark.parametrize("address", ABOUT_A_MATTER)
def test_an_address_of_a_matter_opens_for_those_who_see_it(
    address: str, visibility: Visibility, client_of: ClientOf, ledger: Ledger, cast: None
) -> None:
    digest = _told(ledger, visibility)
    path = address.format(m=M, sha256=digest)
    unknown = address.format(m="20260302-aaaaaaaa", sha256=digest)
    sees = seers("water and county", visibility)
    for part, person in CAST.items():
        answer = client_of(person).get(path)
        answer.close()
        if part in sees:
            assert answer.status_code in ({200, 403} if path.endswith(ACTING) else {200}), (part, answer.status_code)
        else:
            assert answer.status_code == 404, part
            nowhere = client_of(person).get(unknown)
            assert _as_sent(answer.content, path) == _as_sent(nowhere.content, unknown), part


def _as_sent(page: bytes, path: str) -> str:
    """The page without its token and its own address: what else differs tells a stranger something."""
    words = page.decode().replace(path.replace("&", "&amp;"), "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", words)


# --- other addresses --------------------------------------------------------------------------------------------------


def _every_address(digest: str) -> Iterator[str]:
    yield from (address.format(m=M, sha256=digest) for address in ABOUT_A_MATTER)
    yield from ADDRESSES


ALL = frozenset(CAST)
KEEPER = parts("administrator")
LEADERS = parts("leader superior other_leader uninvolved_leader office_leader verifying_leader")
ADDRESSES: dict[str, Parts] = {
    "/today/": ALL,
    "/matters/": ALL,
    "/matters/list.xlsx": ALL,
    "/matters/sheet/": ALL,
    "/matters/new/": LEADERS | {"intake"},
    "/board/": ALL,
    "/board/unit/water/": ALL,
    "/board/who/": ALL,
    "/board/calendar/": ALL,
    "/board/calendar.ics": ALL,
    "/board/cycles/": ALL,
    "/board/new-cycle/": LEADERS,
    "/search/?q=weir": ALL,
    "/directives/": ALL,
    "/directives/template/": ALL,
    "/organisation/": ALL,
    "/organisation/unit/water/": ALL,
    "/organisation/absences/": ALL,
    "/organisation/plans/": ALL,
    "/organisation/unit/town/duties/": ALL,
    "/organisation/unit/town/duties/list.xlsx": ALL,
    "/organisation/change/found/": KEEPER,
    "/organisation/change/add-duty/?unit=town": KEEPER,
    "/organisation/change/change-duty/?unit=town&about=ditches": KEEPER,
    "/organisation/change/take-back-duty/?unit=town&about=ditches": KEEPER,
    "/organisation/change/strike-duty/?unit=town&about=ditches": KEEPER,
    "/organisation/change/add-line/?unit=town": KEEPER,
    "/organisation/change/office/": KEEPER,
    "/organisation/change/outside-arbiter/": KEEPER,
    "/organisation/register/": KEEPER,
    "/organisation/register/template/": KEEPER,
    "/organisation/register/export/": KEEPER,
    "/accounts/": KEEPER,
    "/profile/": ALL,
    "/reads/": ALL,
    "/reads/list.xlsx": ALL,
    "/account/password/": ALL,
    "/account/second/": ALL,
}
"""Who opens an address that is about no single matter; what stands there depends on who asks."""


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_opens_for_those_it_is_for(address: str, client_of: ClientOf, ledger: Ledger, cast: None) -> None:
    _told(ledger, RESTRICTED)
    opened = {}
    for part, person in CAST.items():
        answer = client_of(person).get(address)
        opened[part] = answer.status_code
        answer.close()
    assert {part for part, status in opened.items() if status == 200} == ADDRESSES[address], opened
    assert set(opened.values()) <= {200, 403, 404}


@pytest.mark.parametrize(
    "address", ["/matters/", "/matters/sheet/", "/matters/list.xlsx", "/search/?q=weir", "/board/", "/board/who/"]
)
def test_lists_tell_nobody_of_what_they_may_not_see(
    address: str, client_of: ClientOf, ledger: Ledger, cast: None
) -> None:
    stage = VisibleStage(ledger, visibility=RESTRICTED)
    stage.open(M, COUNTY, title="The hidden weir", deadline_date=date(2026, 5, 1))
    stage.do(COUNTY, OfferMatter(matter=M, to=WATER))
    sees = seers("water and county", RESTRICTED)
    for part in set(CAST) - sees:
        assert "hidden weir" not in _told_by(client_of(CAST[part]), address), part
    if address != "/board/who/":  # it counts, and names nothing
        assert "hidden weir" in _told_by(client_of(CAST["leader"]), address)


def _told_by(client: Client, address: str) -> str:
    """Everything an address says, whether page or workbook."""
    answer = client.get(address)
    content = answer.getvalue()  # streamed or not
    answer.close()
    if not address.endswith(".xlsx"):
        return re.sub("<[^>]+>", "", content.decode())
    with ZipFile(BytesIO(content)) as parts_of_it:
        return "".join(parts_of_it.read(name).decode() for name in parts_of_it.namelist())


def test_a_stranger_is_led_to_the_sign_in_and_learns_nothing(ledger: Ledger, cast: None) -> None:
    digest = _told(ledger, PUBLIC)
    stranger = Client(SERVER_NAME="localhost")
    for address in _every_address(digest):
        for answer in (stranger.get(address), stranger.post(address)):
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/account/login/?next="), address


def test_without_its_token_no_form_is_taken(ledger: Ledger, client_of: ClientOf, cast: None) -> None:
    digest = _told(ledger, PUBLIC)
    careless = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    careless.cookies = client_of("p-water").cookies
    before = [event.body for event in ledger.store.events(M)]
    for address in (*_every_address(digest), "/language/", "/account/logout/", "/account/login/", "/batch/"):
        assert careless.post(address).status_code in {403, 405}, address
    assert [event.body for event in ledger.store.events(M)] == before
