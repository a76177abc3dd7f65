"""What tests of the page of one's day share: matters in a state, and the page as one person reads it."""

import re
from datetime import date

from buckstop.domain.matter.commands.accountability import ClaimMatter, OfferMatter
from tests.app.staged import ROADS, WATER, Stage
from tests.web.conftest import ClientOf


def offered(stage: Stage, name: str, **more: object) -> None:
    """A matter of the roads department, offered to the water office."""
    stage.do(ROADS, OfferMatter(matter=stage.open(name, ROADS, **more), to=WATER))


def settled(stage: Stage, name: str, deadline_date: date | None = None) -> None:
    """A matter that the water office holds for good."""
    stage.do(WATER, ClaimMatter(matter=stage.open(name, WATER, title=f"Weir {name}", deadline_date=deadline_date)))


def section(page: str, title: str) -> str:
    """The section of a page below a heading."""
    found = re.search(rf"<section[^>]*>\s*<h2[^>]*>{re.escape(title)}.*?</section>", page, flags=re.DOTALL)
    return found.group() if found else ""


def said(client_of: ClientOf, person: str, language: str = "en", address: str = "/today/") -> str:
    """The page as a person gets it."""
    response = client_of(person, language).get(address)
    assert response.status_code == 200
    return response.content.decode()
