"""What an act is: a command of the protocol as a page offers it, with the questions it asks and who may give it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from enum import Enum
from typing import Any

from buckstop.app.ledger import Ledger
from buckstop.app.readership import sight_of
from buckstop.domain.calendars import Calendar
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation import Organisation
from buckstop.domain.packs import ProtocolRules
from buckstop.domain.seeing import Extent, Sight, viewer_of
from buckstop.text.readers import Reader


@dataclass(frozen=True, slots=True)
class Scene:
    """Where an act takes place.

    Args:
        matter: as it stands now, with what fell due.
        version: what a command must name as the version that was seen.
        unit: who speaks; actor: the person speaking for it, None where they hold no post there.
        ask: number of the offer or request the act is about, 0 where it is about none.
        new: id for what the act brings into being.
    """

    ledger: Ledger
    organisation: Organisation
    read: Reader
    matter: Matter
    version: int
    unit: UnitId
    actor: Actor | None
    ask: int
    new: MatterId
    now: datetime

    def sees(self, other: Matter) -> Sight:
        """What the person may read of another matter."""
        if self.actor is None:
            return Sight(Extent.NOTHING, logged=False)
        viewer = viewer_of(self.organisation, self.actor.person, self.now)
        return sight_of(self.organisation, other, viewer)

    def tells(self, other: Matter) -> bool:
        """Whether another matter may be named to the person in passing: they may read it, and no reading is logged."""
        sight = self.sees(other)
        return sight.allowed and not sight.logged


class Kind(Enum):
    """What a field takes, and so what its value is."""

    TEXT = "text"  # str, one line
    LONG = "long"  # str
    LINES = "lines"  # tuple of str, one a line
    UNIT = "unit"  # UnitId
    UNITS = "units"  # tuple of UnitId
    DATE = "date"  # date
    INSTANT = "instant"  # aware datetime, read in the organisation's zone
    COUNT = "count"  # int, 0 or more
    MONEY = "money"  # int, in the smallest unit of the currency; asked and shown in its main one
    CHOICE = "choice"  # str: the code; one line of a list
    EITHER = "either"  # str: the code; of few, all of them seen
    TICKS = "ticks"  # tuple of str: the codes
    FILES = "files"  # tuple of Attachment
    MATTER = "matter"  # MatterId


Choices = tuple[tuple[str, str], ...]
"""Codes with their words in the reader's language."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question a form asks.

    Args:
        label: an English sentence or phrase, as hint.
        choices: what there is to choose from, already in the reader's language.
        first: what stands in the field when the form is opened.
        suggest: units to pick from, the nearest first.
        grounds: units that something written speaks for, each with what is written; nobody is suggested without it.
        when: another field and the answer to it for which alone this one is asked.
        folded: asked below a fold: most people leave it alone.
        longest: characters it may have.
        neutral: what is chosen changes nothing of what the act does to responsibility and clocks.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    required: bool = False
    choices: Callable[[Scene], Choices] | None = None
    first: Callable[[Scene], object] | None = None
    suggest: Callable[[Scene], Iterable[UnitId]] | None = None
    grounds: Callable[[Scene], Iterable[tuple[UnitId, str]]] | None = None
    when: tuple[str, str] | None = None
    folded: bool = False
    longest: int = 4000
    neutral: bool = False


Values = Mapping[str, Any]
"""Values of the fields by name, as their kinds say; None or empty where nothing was filled in."""


@dataclass(frozen=True, slots=True)
class Around:
    """What decides besides the matter itself whether an act is still worth offering.

    Args:
        open_parts: how many of its parts are still open, as far as the caller knows of any.
    """

    now: datetime
    rules: ProtocolRules
    calendar: Calendar
    open_parts: int


Speaks = Callable[[Matter, Organisation, UnitId], bool]
"""Whether a unit is the one the act belongs to."""

Build = Callable[[type[MatterCommand], Values, Scene], MatterCommand]
"""From the values to the command."""


@dataclass(frozen=True, slots=True)
class Request:
    """An open offer or request of a matter that an act is about.

    Args:
        about: its words, as they were written; empty for an offer.
    """

    ask: int
    about: str = ""


def as_named(command: type[MatterCommand], values: Values, scene: Scene) -> MatterCommand:
    """The command whose fields are called like those of the form; the offer or request is that of the scene."""
    places = {place.name: place for place in fields(command)}
    given = {name: value for name, value in values.items() if value is not None or places[name].default is MISSING}
    if "offer" in places:
        given["offer"] = scene.ask
    if "ask" in places:
        given["ask"] = scene.ask
    return command(matter=scene.matter.id, **given)


@dataclass(frozen=True, slots=True)
class Act:
    """A command as a page offers it.

    Args:
        slug: its name in addresses.
        title: what the button says; meaning: one sentence that says what it means.
        weight: the smaller, the earlier it is offered.
        speaks: whether a unit is the one it belongs to.
        stands: whether the matter stands so that it is offered. What is really possible only `decide` says.
        fits: whether time, limits and parts allow it: what is refused anyway is not offered; None where nothing stands against.
        requests: the open offers or requests it is about; None for acts about the matter itself.
        grave: what it does is shown and looked at before it is done.
        one_click: does without any answer of the form.
        shared: fields that are answered once for a whole batch; None where it is done one by one only.
        of_each: answers of the other fields that each matter of a batch gives itself.
        afterwards: what remains possible where it was a mistake.
        way_back: slugs of acts that lead back from it, or on from there, the likeliest first.
        along: what is handed in just before it, with the same click.
    """

    slug: str
    command: type[MatterCommand]
    title: str
    meaning: str
    weight: int
    speaks: Speaks
    stands: Callable[[Matter], bool]
    fields: tuple[Field, ...] = ()
    build: Build = as_named
    fits: Callable[[Matter, Around], bool] | None = None
    requests: Callable[[Matter, UnitId], Iterable[Request]] | None = None
    grave: bool = False
    one_click: bool = False
    shared: tuple[str, ...] | None = None
    of_each: Callable[[Scene], Values] | None = None
    afterwards: str = ""
    way_back: tuple[str, ...] = ()
    along: Callable[[Values, Scene], MatterCommand | None] | None = None

    def made(self, values: Values, scene: Scene) -> MatterCommand:
        """The command that the values of the form make."""
        return self.build(self.command, values, scene)
