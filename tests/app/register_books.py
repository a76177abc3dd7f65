"""A county founded from the register of the tests, and ways to ask it for changes."""

from collections.abc import Callable
from typing import Any

from buckstop.app.answers import Accepted, Submission
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.person_names import PersonNames
from buckstop.app.register_changes import Changes, changes
from buckstop.app.register_founding import first_refusal, founding
from buckstop.app.register_ids import with_ids
from buckstop.app.registers import register_of
from buckstop.domain.ids import PersonId
from buckstop.domain.matter.words import Actor
from buckstop.intake.registers.model import Register
from buckstop.intake.registers.reading import read_register
from tests.app.staged import empty_ledger
from tests.intake.registers.books import COUNTY, Sheets, workbook


def read(sheets: Sheets = COUNTY) -> Register:
    """The register of sheets that must hold one."""
    reading = read_register(workbook(sheets), "county.xlsx")
    assert reading.register is not None, reading.issues
    return reading.register


def founded(register: Register | None = None) -> Ledger:
    """A ledger in memory with the organisation of a register."""
    ledger = empty_ledger()
    at = ledger.now()
    asked = founding(with_ids(register or read(), None, {}, at), at, ledger.calendar.zone)
    assert first_refusal(None, asked, at) is None
    outcome = handle(ledger, Submission("found", None, asked.commands, personal=asked.personal))
    assert isinstance(outcome, Accepted), outcome
    return ledger


def administrator(ledger: Ledger) -> Actor:
    """Who may change the organisation: Zhao Mei, from the second post of the office."""
    organisation, at = ledger.organisation(), ledger.now()
    (post,) = [one for one in organisation.posts.by_id.values() if one.title == "系统管理员"]
    person = organisation.holder_of(post.id, at)
    assert person is not None
    return Actor(person, post.unit, post.id)


def compared(ledger: Ledger, change: Callable[[Register], Register], **more: Any) -> Changes:
    """What a changed export of a ledger asks of it."""
    return asked_by(ledger, change(register_of(ledger)), **more)


def asked_by(ledger: Ledger, register: Register, **more: Any) -> Changes:
    """What a register asks of a ledger."""
    organisation, at = ledger.organisation(), ledger.now()
    names = PersonNames(ledger).of_all(organisation.persons)
    register = with_ids(register, organisation, names, at)
    return changes(register, organisation, names, at, ledger.calendar.zone, file="county.xlsx", **more)


def carry_out(ledger: Ledger, found: Changes, key: str = "update") -> None:
    """Hand the commands in; they must be accepted."""
    assert not found.faulty, found.issues
    actor = administrator(ledger)
    outcome = handle(ledger, Submission(key, actor, found.asked.commands, personal=found.asked.personal))
    assert isinstance(outcome, Accepted), outcome


def kinds(found: Changes) -> list[str]:
    """Names of the commands, in order."""
    return [type(command).__name__ for command in found.asked.commands]


def name_of(ledger: Ledger, person: PersonId) -> str:
    """A person's name, opened."""
    return PersonNames(ledger).of(person)


def post_id(ledger: Ledger, title: str) -> str:
    """The id of the post of that title."""
    return next(post.id for post in ledger.organisation().posts.by_id.values() if post.title == title)
