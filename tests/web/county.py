"""A founded county on SQLite with somebody to sign in for every post: made once, copied afresh for every test.

Django reads its settings once per process, so the folder of the ledger stands from the first import on; a test gets the
same content in the same place.
"""

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from buckstop.app.accounts import accounts_address, create_account
from buckstop.app.answers import Accepted, Submission
from buckstop.app.bootstrap import HomeConfig, create_ledger
from buckstop.app.clock import SetClock
from buckstop.app.handle import handle
from buckstop.domain.duties import DutyKind
from buckstop.domain.ids import DutyItemId, PersonId, PostId, Sealed, SubjectId, UnitId
from buckstop.domain.organisation_commands import (
    AppointPerson,
    CreatePost,
    EnterDuties,
    OrganisationCommand,
    RegisterPerson,
    SetDeputies,
)
from buckstop.domain.posts import Role
from tests.app.staged import AUDIT, CITY, COUNTY, HAMLET, MONDAY, OFFICE, ORIGIN, ROADS, TOWN, VILLAGE, WATER, founding

PASSWORD = "the weir holds in spring"
CLERK, TOWN_CLERK, INSPECTOR, AUDITOR, KEEPER, DESK = (
    PersonId(name) for name in ("p-clerk", "p-town-clerk", "p-inspector", "p-auditor", "p-keeper", "p-desk")
)
DITCHES, PATROLS = DutyItemId("ditches"), DutyItemId("river-patrols")
_POSTS: tuple[tuple[PersonId, UnitId, str, Role], ...] = (
    (CLERK, WATER, "Clerk", Role.MEMBER),
    (TOWN_CLERK, TOWN, "镇办事员", Role.MEMBER),
    (INSPECTOR, OFFICE, "督查员", Role.SUPERVISION),
    (AUDITOR, AUDIT, "Auditor", Role.AUDITOR),
    (KEEPER, COUNTY, "Keeper of the register", Role.ADMINISTRATOR),
    (DESK, COUNTY, "受理窗口", Role.INTAKE),
)
"""Beside the heads `p-<unit>` of every unit (`tests/app/staged.py`), who lead; those of office and audit also verify."""

HEADS = tuple(PersonId(f"p-{unit}") for unit in (COUNTY, OFFICE, AUDIT, WATER, ROADS, TOWN, VILLAGE, HAMLET, CITY))
PEOPLE = (*HEADS, *(person for person, *_ in _POSTS))
"""Everybody who has an account: the login name is the person's id."""

_ROOT = Path(tempfile.mkdtemp(prefix="buckstop-web-"))
atexit.register(shutil.rmtree, _ROOT, ignore_errors=True)
HOME = _ROOT / "home"
_TEMPLATE = _ROOT / "as-founded"


def _posts() -> tuple[OrganisationCommand, ...]:
    commands: list[OrganisationCommand] = []
    for person, unit, title, role in _POSTS:
        post = PostId(f"{unit}.{person}")
        commands += [
            CreatePost(post, unit, title, frozenset({role})),
            RegisterPerson(person, Sealed(SubjectId(f"s-{person}"), "name", "Y29tbWl0bWVudA==")),
            AppointPerson(person, post),
        ]
    commands.append(SetDeputies(PostId(f"{WATER}.head"), (PostId(f"{WATER}.{CLERK}"),)))
    duties = ((DITCHES, "Keep field ditches open", DutyKind.BASIC), (PATROLS, "巡河", DutyKind.COOPERATE))
    commands.append(EnterDuties(TOWN, duties, "county-2025-14"))
    return tuple(commands)


def _found() -> None:
    ledger = create_ledger(HOME, HomeConfig(origin=ORIGIN), SetClock(MONDAY))
    outcome = handle(ledger, Submission("founding", None, (*founding(), *_posts())))
    assert isinstance(outcome, Accepted), outcome
    ledger.store.close()


_found()
os.environ["BUCKSTOP_LEDGER"] = str(HOME)
os.environ["BUCKSTOP_ACCOUNTS"] = accounts_address(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "buckstop.web.settings"


@cache
def _as_founded() -> Path:
    """A copy of the home with all accounts; Django must be set up."""
    for person in PEOPLE:
        create_account(
            HOME,
            username=person,
            password=PASSWORD,
            person=person,
            display_name=f"Name of {person}",
            language="en",
            must_change=False,
        )
    shutil.copytree(HOME, _TEMPLATE)
    return _TEMPLATE


def afresh() -> None:
    """Put the founded county with its accounts, and nothing else, in the place of whatever a test left behind."""
    template = _as_founded()
    shutil.rmtree(HOME)
    shutil.copytree(template, HOME)
