"""A register as a file: checked cell by cell against the organisation that stands, and the commands it becomes."""

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from buckstop.app.duty_lists import list_changes
from buckstop.app.register_changes import changes
from buckstop.app.register_ids import with_ids
from buckstop.app.registers import known_names
from buckstop.domain.ids import UnitId
from buckstop.intake.registers.model import PersonRow
from buckstop.intake.registers.reading import read_register
from buckstop.lens.issues import Issue, Severity
from buckstop.text.issues import position, sentence
from buckstop.text.register_findings import KINDS
from buckstop.web.organisation.changes import Asked
from buckstop.web.organisation.standing import Standing

LARGEST = 2 * 1024 * 1024
"""Bytes of a file: it goes along in the form between the preview and the change, so that it lies nowhere meanwhile."""

ENDINGS = (".xlsx", ".xls", ".xlsb", ".ods", ".csv")


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came, and what is asked with it.

    Args:
        on_at: from when units change and people are appointed; None for now.
        complete: what the file leaves out ends, units excepted.
        document: approves what leaves duty lists.
    """

    name: str
    data: bytes
    on_at: datetime | None = None
    complete: bool = False
    document: str = ""

    @property
    def carried(self) -> str:
        """The file as a form carries it."""
        return b64encode(self.data).decode("ascii")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong or doubtful, and where.

    Args:
        kind: error, warning or note, in words; error: nothing is done before it is mended.
    """

    kind: str
    error: bool
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Read:
    """A register that was read.

    Args:
        asked: what it changes; None where it has an error.
        people: with their ids, for accounts.
    """

    findings: tuple[Finding, ...]
    issues: tuple[Issue, ...]
    asked: Asked | None
    people: tuple[PersonRow, ...] = ()

    @property
    def errors(self) -> int:
        """How many things have to be mended."""
        return sum(one.error for one in self.findings)


def carried_data(words: str) -> bytes | None:
    """The file that a form carried; None where it is none."""
    try:
        return b64decode(words, validate=True) or None
    except (Error, ValueError):
        return None


def read_sent(standing: Standing, sent: Sent) -> Read:
    """Everything that is wrong with a file, and what it changes where nothing is."""
    who = standing.who
    reading = read_register(sent.data, sent.name, known_names(who.organisation))
    if reading.register is None:
        return Read(_findings(standing, reading.issues), tuple(reading.issues), None)
    names = standing.names.of_all(who.organisation.persons)
    register = with_ids(reading.register, who.organisation, names, standing.now)
    found = changes(
        register,
        who.organisation,
        names,
        standing.now,
        who.ledger.calendar.zone,
        file=sent.name,
        on_at=sent.on_at,
        complete=sent.complete,
        document=sent.document,
    )
    issues = (*reading.issues, *found.issues)
    asked = None if found.faulty else Asked(found.asked.commands, found.asked.personal)
    return Read(_findings(standing, issues), issues, asked, register.people)


def read_sent_list(standing: Standing, unit: UnitId, sent: Sent) -> Read:
    """Everything that is wrong with a file of one unit's duty list, and what it changes where nothing is."""
    found = list_changes(
        standing.who.organisation, unit, sent.data, sent.name, complete=sent.complete, document=sent.document
    )
    asked = None if found.faulty else Asked(found.commands)
    return Read(_findings(standing, found.issues), found.issues, asked)


def _findings(standing: Standing, issues: Sequence[Issue]) -> tuple[Finding, ...]:
    """Errors first, each at its cell."""
    translate = standing.who.read.translate
    return tuple(
        Finding(
            translate(KINDS[issue.severity]),
            issue.severity is Severity.ERROR,
            position(issue, translate),
            sentence(issue, translate),
        )
        for issue in sorted(issues, key=lambda issue: issue.severity is not Severity.ERROR)
    )
