"""One event as one step of a timeline: when, what, who, with which files."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from buckstop.app.person_names import PersonNames
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.words import Actor, Attachment
from buckstop.i18n import gettext_noop as _
from buckstop.text.events import MATTER_FIELDS, told
from buckstop.text.readers import Reader

_BY = _("%(name)s, %(post)s")
_FOR = _("%(name)s for %(post)s")


@dataclass(frozen=True, slots=True)
class When:
    """An instant for people and for machines."""

    words: str
    iso: str


@dataclass(frozen=True, slots=True)
class FileView:
    """A file a step names.

    Args:
        matter: whose readers may open it.
    """

    name: str
    sha256: str
    matter: str


@dataclass(frozen=True, slots=True)
class Step:
    """An event in words.

    Args:
        number: of the event in the matter; what falls due and is not written down yet has a number too.
        who: person and post, empty for what happened by itself and for citizens.
        moved: somebody else answers since then.
        unwritten: it fell due and is written down within a moment.
        percent: of the work, where the step says so.
        other: a matter the step names and the reader may open, empty for none; other_name: what it is called.
    """

    number: int
    at: When
    sentence: str
    details: tuple[str, ...]
    who: str
    moved: bool
    unwritten: bool
    files: tuple[FileView, ...]
    percent: int | None
    other: str
    other_name: str


@dataclass(frozen=True)
class Teller:
    """Says events of one matter to one reader.

    Args:
        written: how many of the matter's events are written down.
    """

    read: Reader
    names: PersonNames
    matter: MatterId
    written: int

    def when(self, at: datetime) -> When:
        """An instant as the reader reads it."""
        return When(self.read.instant(at), at.isoformat())

    def step(self, number: int, event: MatterEvent, *, moved: bool = False) -> Step:
        """An event by its number."""
        attached: Sequence[Attachment] = getattr(event, "attachments", ())
        bare: Any = replace(event, attachments=()) if attached else event  # type: ignore[call-arg] # events with files have the field
        words = told(bare, self.read)
        other = next((str(found) for name in MATTER_FIELDS if (found := getattr(event, name, None))), "")
        opens = bool(other) and (self.read.titles is None or self.read.titles.of(other) is not None)
        return Step(
            number=number,
            at=self.when(event.happened_at),
            sentence=words.sentence,
            details=words.details,
            who=self.who(event.by),
            moved=moved,
            unwritten=number > self.written,
            files=tuple(FileView(one.name, one.sha256, self.matter) for one in attached),
            percent=getattr(event, "percent", None),
            other=other if opens else "",
            other_name=self.read.matter(other) if opens else "",
        )

    def know(self, titles: Mapping[str, str], events: Iterable[MatterEvent]) -> None:
        """Learn what the matters are called that events name: titles the reader sees anyway, and the rest at once."""
        if self.read.titles is not None:
            self.read.titles.learn(titles)
            named = (getattr(event, name, None) for event in events for name in MATTER_FIELDS)
            self.read.titles.look_up(str(one) for one in named if one)

    def who(self, by: Actor | None) -> str:
        """The person who acted, with the post; "A for B" for a deputy; the post alone of who has no name any more."""
        if by is None or not by.unit:
            return ""
        name, post = self.names.of(by.person), self.read.post(by.post) if by.post else ""
        if name and by.for_post is not None:
            return self.read.say(_FOR, name=name, post=self.read.post(by.for_post))
        return self.read.say(_BY, name=name, post=post) if name and post else name or post


def moves(events: Sequence[MatterEvent]) -> Iterator[bool]:
    """For each event whether somebody else answers since then."""
    holder = None
    for event in events:
        now = getattr(event, "holder", holder)
        yield holder is not None and now != holder
        holder = now
