"""From a document to its matters: holders, offers, deadlines, references; what is refused; taken up after a crash."""

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from buckstop.app.answers import Accepted, Submission
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.queries import list_matters
from buckstop.db.accounts.models import AccessRecord, DirectiveDraft
from buckstop.domain.ids import PostId
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Actor, Origin, Phase, Visibility
from buckstop.domain.organisation_commands import AppointPerson, CreatePost
from buckstop.domain.posts import Role
from buckstop.ledger.store import Change, StoreError, Where
from tests.app.staged import COUNTY, ROADS, WATER
from tests.web.conftest import ClientOf
from tests.web.county import KEEPER
from tests.web.directive_papers import do, hand_in, paste, saved, text_of, version_of


def answered(client: Client, draft: str = "") -> str:
    """The pasted plan with every question answered."""
    draft = draft or paste(client)
    do(client, draft, "lead", task="2", lead="roads")
    do(client, draft, "split", task="3", group="villages")
    for key in ("3.1", "3.2"):
        saved(client, draft, key, due_date="2026-12-31")
    return draft


def opened(client: Client, draft: str) -> str:
    """The page after the button was pressed."""
    answer = client.post(f"{draft}open/", {"version": version_of(client, f"{draft}open/")})
    assert answer.status_code == 303, answer.content.decode()[-2000:]
    return text_of(client, f"{draft}open/")


def every(ledger: Ledger) -> tuple[Matter, ...]:
    return list_matters(ledger, Where(), 100)


def matters(ledger: Ledger) -> dict[str, Matter]:
    """By title; the tasks of a split bear the same."""
    return {one.title: one for one in every(ledger)}


def test_nothing_is_opened_while_something_is_open(ledger: Ledger, client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = paste(client)
    page = text_of(client, f"{draft}open/")
    assert f'<a href="{draft}?task=2#task-2">疏通排水沟</a>' in page
    assert "Open the directive</button>" not in page
    assert client.post(f"{draft}open/", {"version": "1"}).status_code == 422
    assert not matters(ledger)


def test_the_page_says_before_what_the_button_does(client_of: ClientOf) -> None:
    client = client_of("p-county")
    page = text_of(client, f"{answered(client)}open/")
    assert "Opens the directive as one matter on 清水县, and 5 tasks of it." in page
    assert "Offers go to 4 units:" in page
    assert "It becomes a part, held by 清水县 and offered to 县水务局" in page
    assert "It is opened on 清水县 and settled there at once" in page


def test_a_directive_becomes_one_matter_with_its_parts(ledger: Ledger, client_of: ClientOf) -> None:
    client = client_of("p-county")
    page = opened(client, answered(client))
    found = matters(ledger)
    whole = found["清水县人民政府关于印发春季防汛任务分解方案的通知"]
    assert (whole.holder, whole.giver, whole.origin, whole.phase) == (COUNTY, COUNTY, Origin.DIRECTIVE, Phase.SETTLED)
    weir, ditch, own = found["加固堰坝2处"], found["疏通排水沟"], found["报送防汛预案"]
    assert (weir.parent, weir.holder, weir.offer.to) == (whole.id, COUNTY, WATER)  # type: ignore[union-attr] # offered
    assert (ditch.parent, ditch.offer.to) == (whole.id, ROADS)  # type: ignore[union-attr] # offered
    assert (own.parent, own.holder, own.phase) == (None, COUNTY, Phase.SETTLED)
    assert sum(one.parent == whole.id for one in every(ledger)) == 4
    assert len(every(ledger)) == 6
    days = [ledger.calendar.local_date(one.deadline.due_at).isoformat() for one in (weir, ditch)]  # type: ignore[union-attr] # each has one
    assert days in (["2026-05-31", "2026-06-30"], ["2026-06-01", "2026-07-01"])
    assert "Matters that were opened <span" in page
    assert "offered to 县水务局" in page


def test_each_matter_names_document_item_place_and_digest(ledger: Ledger, client_of: ClientOf) -> None:
    client = client_of("p-county")
    opened(client, answered(client))
    digest = DirectiveDraft.objects.get().source_sha256
    cited = matters(ledger)["加固堰坝2处"].terms.reference
    assert (
        cited
        == f"清水县人民政府关于印发春季防汛任务分解方案的通知 (清政发〔2026〕3号), item 一, at 3; SHA-256 of the document: {digest}"
    )


def test_supporters_go_along_as_named_and_nobody_asks_in_the_holders_name(ledger: Ledger, client_of: ClientOf) -> None:
    client = client_of("p-county")
    opened(client, answered(client))
    weir, ditch = matters(ledger)["加固堰坝2处"], matters(ledger)["疏通排水沟"]
    assert weir.terms.steps == ("Find out whom to ask for support: the directive names 县林业局.",)
    assert (weir.terms.supports, ditch.terms.supports, ditch.terms.steps) == ((), (WATER,), ())
    assert weir.supports == ditch.supports == ()


def test_tasks_may_become_matters_of_their_own(ledger: Ledger, client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = answered(client)
    do(client, draft, "document", title="Flood season", number="3", way="matters", visibility="internal")
    opened(client, draft)
    found = matters(ledger)
    assert "Flood season" not in found
    assert all(one.parent is None and one.origin is Origin.DIRECTIVE for one in found.values())
    assert (found["加固堰坝2处"].phase, found["加固堰坝2处"].offer.to) == (Phase.OFFERED, WATER)  # type: ignore[union-attr] # offered


def test_what_is_refused_is_told_with_what_to_do_and_opened_later(ledger: Ledger, client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = answered(client)
    saved(client, draft, "1", lead="平安镇")
    page = text_of(client, f"{draft}open/")
    assert "It will not be opened." in page
    page = opened(client, draft)
    assert "1 were not opened." in page
    assert "加固堰坝2处" not in matters(ledger)
    assert len(every(ledger)) == 5
    assert DirectiveDraft.objects.get().opened == "[]"
    saved(client, draft, "1", approval="county-2026-3")
    page = opened(client, draft)
    assert "加固堰坝2处" in matters(ledger)
    assert len(every(ledger)) == 6
    assert "It will not be opened." not in page


def test_an_opened_task_is_not_changed_in_the_draft_any_more(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = answered(client)
    opened(client, draft)
    do(client, f"{draft}", "drop", 404, task="1", reason="too late", version="9")
    do(client, draft, "undo", version="9")
    page = text_of(client, draft)
    assert "Matters were opened from this draft already" in page
    assert page.count(">matter opened</span>") == 5


def test_pressing_the_button_again_opens_nothing_twice(ledger: Ledger, client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = answered(client)
    opened(client, draft)
    before = {one.id: one.version for one in matters(ledger).values()}
    opened(client, draft)
    assert {one.id: one.version for one in matters(ledger).values()} == before


def test_a_button_pressed_on_an_older_draft_does_nothing(ledger: Ledger, client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = answered(client)
    client.post(f"{draft}open/", {"version": "1"})
    assert "This draft changed after you looked at it" in text_of(client, f"{draft}open/")
    assert not matters(ledger)


class Dying:
    """A store that answers as the one behind it until so many changes were committed; then the world ends.

    Args:
        late: it ends right behind the commit of one more, so that nobody hears of it.
    """

    def __init__(self, store: Any, changes: int, *, late: bool) -> None:
        self._store, self._left, self._late = store, changes, late

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def commit(self, change: Change) -> None:
        if self._left == 0:
            if self._late:
                self._store.commit(change)
            raise StoreError("killed between two commands")
        self._left -= 1
        self._store.commit(change)


@pytest.mark.parametrize(
    ("way", "changes", "late"),
    [
        ("parts", 0, True),
        ("parts", 1, False),
        ("parts", 3, True),
        ("parts", 6, False),
        ("matters", 0, False),
        ("matters", 1, False),
        ("matters", 4, True),
        ("matters", 6, True),
    ],
)
def test_killed_between_two_commands_another_leader_goes_on_and_nothing_is_doubled(
    ledger: Ledger, client_of: ClientOf, way: str, changes: int, *, late: bool
) -> None:
    post = CreatePost(PostId("county.second"), COUNTY, "Second", frozenset({Role.LEADER}))
    keeper = Actor(KEEPER, COUNTY, PostId(f"{COUNTY}.{KEEPER}"))
    assert isinstance(handle(ledger, Submission("second", keeper, (post, AppointPerson(KEEPER, post.post)))), Accepted)
    client = client_of("p-county")
    draft = answered(client)
    do(client, draft, "document", title="Flood season", way=way, visibility="internal")
    version = version_of(client, f"{draft}open/")
    alive, ledger.store = ledger.store, Dying(ledger.store, changes, late=late)
    client.raise_request_exception = False
    assert client.post(f"{draft}open/", {"version": version}).status_code == 500
    ledger.store = alive
    opened(client_of(KEEPER), draft)
    found = every(ledger)
    assert len(found) == len({one.title + one.offer.to if one.offer else one.title for one in found})
    assert len(found) == (6 if way == "parts" else 5)
    assert sum(one.offer is not None for one in found) == 4
    assert DirectiveDraft.objects.get().opened.count(",") == len(found) - 1


def test_a_real_document_goes_all_the_way(ledger: Ledger, client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = hand_in(client, "notice-table.docx")["Location"]
    for number in range(1, 6):
        page = text_of(client, f"{draft}?task={number}")
        asked = re.findall(r"to answer</span>", page[page.index(f'id="task-{number}"') :])
        answers = {"lead": "Roads Department", "due_date": "2026-12-20"} if number > 1 else {}
        if asked and answers:
            saved(client, draft, str(number), **answers)
    assert "Nothing is open." in text_of(client, draft)
    page = opened(client, draft)
    found = matters(ledger)
    assert len(found) == 6
    assert {one.offer.to for one in found.values() if one.offer} == {WATER, ROADS}
    weir = found["改造县城供水管网18公里"]
    assert (weir.terms.quantity, weir.terms.measure) == (18, "公里")
    assert ledger.calendar.end_of_day(date(2026, 10, 31)) == weir.deadline.due_at  # type: ignore[union-attr] # it has one
    assert "县水务局" in page


def test_the_workbook_of_an_opened_directive_shows_who_holds_it_now(client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = answered(client)
    opened(client, draft)
    cells = [
        cell.value for row in load_workbook(BytesIO(client.get(f"{draft}workbook/").content)).active for cell in row
    ]
    days = {str(cell)[: len("2026-12-31")] for cell in cells}
    assert "2026-12-31" in days, "a deadline is the day it ends"
    assert "2027-01-01" not in days


def test_the_page_speaks_chinese(client_of: ClientOf) -> None:
    client = client_of("p-county", "zh_Hans")
    page = text_of(client, f"{paste(client)}open/")
    assert 'lang="zh-Hans"' in page
    assert "须先确定的问题" in page


def test_what_is_opened_speaks_the_language_of_who_opened_it(ledger: Ledger, client_of: ClientOf) -> None:
    client = client_of("p-county", "zh_Hans")
    opened(client, answered(client))
    terms = matters(ledger)["加固堰坝2处"].terms
    assert terms.reference.startswith(
        "清水县人民政府关于印发春季防汛任务分解方案的通知（清政发〔2026〕3号），第 一 项，位置 3"
    )
    assert terms.steps == ("确定由谁配合：文件写的是“县林业局”。",)


def test_reading_what_is_restricted_goes_on_record(ledger: Ledger, client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = answered(client)
    do(client, draft, "document", title="Flood season", way="parts", visibility="restricted")
    opened(client, draft)
    found = every(ledger)
    assert all(one.terms.visibility is Visibility.RESTRICTED for one in found)
    read = AccessRecord.objects.filter(did="read", detail="directive_opening").values_list("what", flat=True)
    assert {one.id for one in found} <= set(read)


def test_one_approval_holds_for_every_task_without_one(ledger: Ledger, client_of: ClientOf) -> None:
    client = client_of("p-county")
    draft = answered(client)
    saved(client, draft, "1", lead="平安镇")
    fields: dict[str, Any] = {"title": "Flood season", "approval": "county-2026-9", "way": "parts"}
    do(client, draft, "document", visibility="internal", **fields)
    assert "It will not be opened." not in text_of(client, f"{draft}open/")
    opened(client, draft)
    assert matters(ledger)["加固堰坝2处"].offer.to == "town"  # type: ignore[union-attr] # it was offered
