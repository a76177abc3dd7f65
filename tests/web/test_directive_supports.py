"""Supports a directive names: asked with the opening where the issuer keeps the task, by whoever accepts it elsewhere."""

import re

from django.test import Client

from buckstop.app.ledger import Ledger
from buckstop.app.queries import list_matters
from buckstop.domain.matter.commands.accountability import AcceptOffer
from buckstop.domain.matter.state import Matter
from buckstop.ledger.store import Where
from tests.app.staged import COUNTY, ROADS, TOWN, WATER, Stage
from tests.web.conftest import ClientOf
from tests.web.directive_papers import paste, text_of, version_of

PLAN = """清水县人民政府关于印发春季防汛任务分解方案的通知
清政发〔2026〕3号
一、加固堰坝2处。（牵头单位：县水务局；配合单位：Roads Department、平安镇，5月31日前完成）
二、报送防汛预案。（责任单位：清水县；配合单位：县水务局、Roads Department，4月30日前报送）
"""
KEPT, OFFERED = "报送防汛预案", "加固堰坝2处"


def press(client: Client, draft: str, **ticked: str) -> str:
    """The page after the button."""
    answer = client.post(f"{draft}open/", {"version": version_of(client, f"{draft}open/"), **ticked})
    assert answer.status_code == 303, answer.content.decode()[-2000:]
    return text_of(client, f"{draft}open/")


def by_title(ledger: Ledger) -> dict[str, Matter]:
    return {one.title: one for one in list_matters(ledger, Where(), 100)}


def test_the_page_says_whom_the_tick_asks_and_of_whom_the_others_ask(client_of: ClientOf) -> None:
    client = client_of(f"p-{COUNTY}")
    page = text_of(client, f"{paste(client, PLAN)}open/")
    assert re.search(f"县水务局 for “{KEPT}[^”]*”: needed by 2026-04-30; it says by 2026-03-", page)
    assert re.search(f"Roads Department for “{KEPT}[^”]*”: needed by 2026-04-30", page)
    assert "Tasks of that kind: 1." in page
    assert not re.search(r'name="supports"[^>]*checked', page), "nothing is ticked for anybody"


def test_ticked_the_supports_of_what_the_issuer_keeps_are_asked_at_once(ledger: Ledger, client_of: ClientOf) -> None:
    client = client_of(f"p-{COUNTY}")
    page = press(client, paste(client, PLAN), supports="1")
    found = by_title(ledger)
    assert [one.supporter for one in found[KEPT].supports] == [WATER, ROADS]
    assert found[OFFERED].supports == ()
    assert "Asked for support: 县水务局, Roads Department." in page


def test_pressed_again_nobody_is_asked_twice(ledger: Ledger, client_of: ClientOf) -> None:
    client = client_of(f"p-{COUNTY}")
    draft = paste(client, PLAN)
    press(client, draft, supports="1")
    before = by_title(ledger)[KEPT].version
    press(client, draft, supports="1")
    assert by_title(ledger)[KEPT].version == before


def test_not_ticked_they_are_named_and_the_page_leads_to_asking_them(ledger: Ledger, client_of: ClientOf) -> None:
    client = client_of(f"p-{COUNTY}")
    page = press(client, paste(client, PLAN))
    kept = by_title(ledger)[KEPT]
    assert (kept.supports, kept.terms.supports) == ((), (WATER, ROADS))
    assert "Named to support and not asked yet: 县水务局, Roads Department." in page
    assert f'href="/matters/{kept.id}/supports/"' in page


def test_of_an_offered_task_whoever_accepts_it_asks(stage: Stage, ledger: Ledger, client_of: ClientOf) -> None:
    client = client_of(f"p-{COUNTY}")
    press(client, paste(client, PLAN), supports="1")
    offered = by_title(ledger)[OFFERED]
    assert offered.terms.supports == (ROADS, TOWN)
    assert offered.offer is not None
    stage.do(WATER, AcceptOffer(matter=offered.id, offer=offered.offer.offer))
    today = client_of(f"p-{WATER}").get("/today/").content.decode()
    assert "Supports are named and not asked yet: ask them." in today
    board = text_of(client_of(f"p-{WATER}"), f"/board/directive/{offered.parent}/")
    assert 'Roads Department <span class="quiet">(not asked yet)</span>' in board
    assert f'href="/matters/{offered.id}/supports/"' in board
    assert f'href="/matters/{offered.id}/supports/"' not in text_of(client, f"/board/directive/{offered.parent}/")
