"""The administrator of the county as tests let them speak: commands at once, and registers as files."""

from itertools import count
from typing import Any

from django.test import Client

from buckstop.app.answers import Accepted, Submission
from buckstop.app.handle import handle
from buckstop.app.registers import export
from buckstop.domain.ids import PostId
from buckstop.domain.matter.words import Actor
from tests.app.staged import COUNTY, Stage
from tests.web.county import KEEPER

_KEYS = count()


def do(stage: Stage, *commands: Any) -> None:
    """Change the organisation as its administrator."""
    actor = Actor(KEEPER, COUNTY, PostId(f"{COUNTY}.{KEEPER}"))
    outcome = handle(stage.ledger, Submission(f"administrator-{next(_KEYS)}", actor, commands))
    assert isinstance(outcome, Accepted), outcome


def present_register(stage: Stage) -> bytes:
    """The organisation as it stands, as a workbook."""
    return export(stage.ledger, "en")


def landed(client: Client, answer: Any) -> str:
    """The page somebody is led to after something was done."""
    assert answer.status_code in {302, 303}, answer.content.decode()
    return client.get(answer["Location"]).content.decode()
