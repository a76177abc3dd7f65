"""From a table to commands: each line of one becomes a command of its own with typed options.

The tables stand in `matter_commands.py`, `demand_commands.py` and `cycle_commands.py`.

Why a table: forty commands share who speaks, key, version and acknowledgement. Written out they would drift apart.
"""

import hashlib
import inspect
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from buckstop.app.ledger import Ledger
from buckstop.app.requests import RequestError
from buckstop.app.speaking import find_unit
from buckstop.cli.output import ended
from buckstop.domain.matter.events import MatterEvent, accountability, asks
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Attachment
from buckstop.i18n import gettext_noop as _


class Kind(Enum):
    """What an option takes."""

    TEXT = "text"
    TEXTS = "texts"
    UNIT = "unit"
    UNITS = "units"
    DATE = "date"
    INSTANT = "instant"
    COUNT = "count"
    COUNTS = "counts"
    FILES = "files"
    YES_NO = "yes_no"


_TYPES: dict[Kind, Any] = {
    Kind.TEXT: str,
    Kind.TEXTS: list[str],
    Kind.UNIT: str,
    Kind.UNITS: list[str],
    Kind.DATE: str,
    Kind.INSTANT: str,
    Kind.COUNT: int,
    Kind.COUNTS: list[int],
    Kind.FILES: list[Path],
    Kind.YES_NO: bool,
}


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a command.

    Args:
        name: field of the command it fills, or a name of its own for commands with a `build`.
        flag: without it the name with dashes; for yes and no both flags, with a slash.
        choices: the codes it may take, instead of any text.
        sealed: personal data: only a commitment to it reaches the log.
    """

    name: str
    help: str
    kind: Kind = Kind.TEXT
    required: bool = False
    flag: str = ""
    choices: type[StrEnum] | None = None
    default: Any = None
    sealed: bool = False

    def parameter(self) -> inspect.Parameter:
        """The option as the command line library reads it."""
        kind = self.choices or _TYPES[self.kind]
        flag = self.flag or "--" + self.name.replace("_", "-")
        if self.kind is Kind.YES_NO and "/" not in flag:
            flag = f"{flag}/--no-{flag[2:]}"
        shown = typer.Option(flag, help=ended(self.help), show_default=self.default is not None)
        default = inspect.Parameter.empty if self.required else self.default
        annotation = kind if self.required or self.default is not None else kind | None
        return inspect.Parameter(
            self.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[annotation, shown]
        )


class Number(Enum):
    """A number a command names and a person should not have to look up: where it comes from when it is left out."""

    NONE = "none"
    OFFER = "offer"
    SUPPORT = "supports"
    UPWARD = "upward"
    EXTENSION = "extension"
    WAIT = "waits"
    SUMMONS = "summonses"
    PROPOSAL = "proposals"


BEGINNINGS: dict[Number, type[MatterEvent]] = {
    Number.OFFER: accountability.MatterOffered,
    Number.SUPPORT: asks.SupportAsked,
    Number.UPWARD: asks.UpwardAsked,
    Number.EXTENSION: asks.ExtensionAsked,
    Number.WAIT: asks.WaitBegun,
    Number.SUMMONS: asks.UnitsSummoned,
    Number.PROPOSAL: asks.BetterWayProposed,
}
"""The event whose version is the number."""


def open_numbers(number: Number, matter: Matter) -> list[int]:
    """Numbers of what is open of a sort."""
    if number is Number.OFFER:
        return [matter.offer.offer] if matter.offer else []
    found = getattr(matter, number.value)
    return [one.ask for one in (found if isinstance(found, tuple) else (found,)) if one is not None]


Build = Callable[[dict[str, Any]], dict[str, Any]]
"""From the values of the options to the fields of the command."""


def as_given(values: dict[str, Any]) -> dict[str, Any]:
    """Options that are called like the fields they fill."""
    return values


@dataclass(frozen=True, slots=True)
class Form:
    """One command of `buckstop matter`, `buckstop demand` or `buckstop cycle`.

    Args:
        name: its words: "offer", "support ask".
        command: what it sends: the type of a command about a matter or a demand.
        number: the number it names, if any.
        new: field of the command that takes a new id, for commands that bring something into being.
        seed: field of the command that takes a seed for drawing lots, where it is left empty.
    """

    name: str
    command: type[Any]
    help: str
    options: tuple[Option, ...] = ()
    number: Number = Number.NONE
    new: str = ""
    seed: str = ""
    build: Build = as_given

    def fields(self, values: dict[str, Any]) -> dict[str, Any]:
        """Fields of the command from values that were read; those left out take the command's own defaults."""
        built = self.build(values)
        optional = {one.name for one in fields(self.command) if one.default is not MISSING}
        return {name: value for name, value in built.items() if value is not None or name not in optional}


def read(form: Form, values: dict[str, Any], ledger: Ledger) -> dict[str, Any]:
    """The values of a command's options as the domain wants them.

    Raises:
        RequestError: a date, an instant, a unit or a file cannot be what was written.
    """
    return {option.name: _value(option, values[option.name], ledger) for option in form.options}


def _value(option: Option, value: Any, ledger: Ledger) -> Any:
    if value is None:
        return None
    ways: dict[Kind, Callable[[Any], Any]] = {
        Kind.TEXTS: tuple,
        Kind.COUNTS: tuple,
        Kind.UNIT: lambda words: find_unit(ledger.organisation(), words),
        Kind.UNITS: lambda several: tuple(find_unit(ledger.organisation(), words) for words in several),
        Kind.DATE: _day,
        Kind.INSTANT: lambda words: _instant(words, ledger),
        Kind.FILES: lambda paths: tuple(_attached(path) for path in paths),
    }
    return ways.get(option.kind, lambda same: same)(value)


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        message = _("%(words)s is no day. Write it as year, month and day: 2026-03-31.")
        raise RequestError("form.day", message, words=words) from error


def _instant(words: str, ledger: Ledger) -> datetime:
    try:
        read_at = datetime.fromisoformat(words)
    except ValueError as error:
        message = _("%(words)s is no instant. Write it as day and time: '2026-03-31 09:30'.")
        raise RequestError("form.instant", message, words=words) from error
    return (read_at if read_at.tzinfo else read_at.replace(tzinfo=ledger.calendar.zone)).astimezone(UTC)


def _attached(path: Path) -> Attachment:
    with path.open("rb") as file:
        return Attachment(path.name, hashlib.file_digest(file, "sha256").hexdigest())
