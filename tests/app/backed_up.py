"""A ledger's home with everything a backup has to bring back: matters, a numbered log, sealed names, a file."""

from dataclasses import replace
from pathlib import Path

from buckstop.app.answers import Accepted, Personal, Submission
from buckstop.app.bootstrap import HomeConfig, create_ledger
from buckstop.app.clock import SetClock
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.timers import tick
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands.accountability import OpenMatter
from buckstop.domain.matter.words import Terms
from buckstop.domain.organisation_commands import RegisterPerson
from tests.app.staged import COUNTY, MONDAY, ORIGIN, founding, head

ENDINGS = ["tar.gz", "tar.zst"]


def opening(ledger: Ledger, number: int) -> None:
    """Open a matter; it must be accepted."""
    command = OpenMatter(
        matter=MatterId(f"m{number}"),
        unit=COUNTY,
        title=f"Matter {number}",
        terms=Terms(goal="Done"),
        deadline_date=None,
    )
    outcome = handle(ledger, Submission(f"open-{number}", head(COUNTY), command, 0))
    assert isinstance(outcome, Accepted), outcome


def made(home: Path, store: str = "sqlite:ledger.db") -> Ledger:
    """A ledger of a county with three matters, its log numbered, a file attached."""
    ledger = create_ledger(home, HomeConfig(ORIGIN, store=store), SetClock(MONDAY))
    ledger.salts = lambda number: b"s" * number
    commands = tuple(one for one in founding() if type(one).__name__ not in {"RegisterPerson", "AppointPerson"})
    people = tuple(one for one in founding() if type(one).__name__ in {"RegisterPerson", "AppointPerson"})
    people = tuple(
        replace(one, name=replace(one.name, commitment="")) if isinstance(one, RegisterPerson) else one
        for one in people
    )
    personal = tuple(
        Personal(one.name.subject, "name", f"Name of {one.person}") for one in people if isinstance(one, RegisterPerson)
    )
    outcome = handle(ledger, Submission("found", None, (*commands, *people), personal=personal))
    assert isinstance(outcome, Accepted), outcome
    for number in range(3):
        opening(ledger, number)
    tick(ledger)
    attached = home / "files" / "ab"
    attached.mkdir(parents=True)
    (attached / "abcdef").write_bytes(b"%PDF what was done")
    return ledger


def told(ledger: Ledger) -> dict[str, list[bytes]]:
    """Every event of a ledger, by stream."""
    return {stream: [event.body for event in ledger.store.events(stream)] for stream in ledger.store.streams()}
