"""The small county of `staged`, with the names of its people sealed as they are in earnest, and a citizen's request."""

from pathlib import Path

from buckstop.app.answers import Accepted, Personal, Submission
from buckstop.app.handle import handle
from buckstop.app.timers import tick
from buckstop.app.verifying import LedgerCheck, Verification
from buckstop.db.sqlite_store import SqliteStore
from buckstop.domain.ids import MatterId, SubjectId
from buckstop.domain.matter.commands.accountability import OpenMatter
from buckstop.domain.matter.words import Terms
from buckstop.domain.organisation_commands import RegisterPerson
from buckstop.ledger.checkpoint import Trust
from buckstop.ledger.faults import Fault
from buckstop.ledger.store import Store
from tests.app.staged import WATER, Stage, empty_ledger, founding, head

ZHANG, LIU = SubjectId("c-zhang"), SubjectId("c-liu")
WORDS = "我家门口的水渠堵了三个月,电话 555-0100"


def sealed_stage(store: Store | None = None) -> Stage:
    """A founded ledger in which every commitment has its text."""
    stage = Stage(empty_ledger(store))
    commands = founding()
    people = [command for command in commands if isinstance(command, RegisterPerson)]
    personal = tuple(Personal(one.name.subject, "name", f"Name of {one.person}") for one in people)
    assert isinstance(handle(stage.ledger, Submission("found", None, commands, personal=personal)), Accepted)
    return stage


def sqlite_stage(folder: Path) -> Stage:
    """The same in a file."""
    return sealed_stage(SqliteStore(folder / "ledger.db"))


def request(stage: Stage, matter: str, subject: SubjectId, key: str = "") -> Submission:
    """A citizen's request, with name and words sealed; handed in by the water bureau."""
    terms = Terms(goal="The ditch runs")
    command = OpenMatter(matter=MatterId(matter), unit=WATER, title="Ditch", terms=terms, deadline_date=None)
    personal = (Personal(subject, "name", f"Name of {subject}"), Personal(subject, "words", WORDS))
    return Submission(key or f"open {matter}", head(WATER), command, personal=personal)


def asked(stage: Stage, matter: str, subject: SubjectId) -> None:
    """A citizen's request that was accepted."""
    outcome = handle(stage.ledger, request(stage, matter, subject))
    assert isinstance(outcome, Accepted), outcome


def busy_stage(store: Store | None = None) -> Stage:
    """Two citizens' requests, one of them numbered already."""
    stage = sealed_stage(store)
    asked(stage, "m-1", ZHANG)
    tick(stage.ledger)
    asked(stage, "m-2", LIU)
    return stage


def check(stage: Stage) -> Verification:
    """A whole check of the ledger with its own key."""
    return LedgerCheck(stage.ledger, Trust(stage.ledger.key.verifier())).run()


def faults(stage: Stage) -> list[Fault]:
    """What a whole check finds."""
    return check(stage).faults
