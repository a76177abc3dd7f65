"""A matter as one row of a list: the same looks on every page that lists matters (`templates/matter_parts.html`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from buckstop.app.lists import MatterRow
from buckstop.domain.matter.axes import Colour, Light
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase, Visibility
from buckstop.i18n import gettext_noop as _
from buckstop.text.deadlines import LIGHT_WORDS, deadline_words
from buckstop.text.lights import light_words
from buckstop.text.protocol_words import OUTCOMES, PHASES
from buckstop.text.readers import Reader

_OFFERED_TO = _("offered to %(unit)s")
_ENDED = _("ended: %(outcome)s")
_PRIORITY, _HIGHEST = _("priority"), _("highest priority")
AT_WORK = frozenset({Phase.HELD, Phase.OFFERED, Phase.ESCALATED, Phase.SETTLED, Phase.APPEAL})
"""Phases in which a deadline still has days left; after them the work was reported done."""


@dataclass(frozen=True, slots=True)
class RowView:
    """What a row shows, in words of its reader.

    Args:
        matter: its id; the page of the matter is linked from the title.
        state: the official state.
        holder: name of the accountable unit; holder_id: its id, for links.
        colour: `red`, `yellow`, `blue`, or empty where no light burns; light: the same in words, or by how much the work
            was late when it was reported done.
        deadline: when it is due and how long that is; deadline_at: the instant for machines, empty without one.
        restricted: each reading of it is logged.
        urgent: its priority in words, empty where it is ordinary.
        unread: something of it is new to the reader.
        closed_door: the reader may know that it is there, who holds it and how it stands, and no more; no title, no link.
        said: whole sentences below the row: why it is shown here, what happens next.
    """

    matter: str
    title: str
    state: str
    holder: str
    holder_id: str
    colour: str
    light: str
    deadline: str
    deadline_at: str
    restricted: bool
    urgent: str
    unread: bool = False
    closed_door: bool = False
    said: tuple[str, ...] = ()


def row_of(
    line: MatterRow,
    read: Reader,
    now: datetime,
    *,
    unread: bool = False,
    closed_door: bool = False,
    said: tuple[str, ...] = (),
) -> RowView:
    """A row of a line of a list, with the light its deadline alone tells."""
    return row_of_matter(line.matter, read, now, colour=line.colour, unread=unread, closed_door=closed_door, said=said)


def row_of_matter(
    matter: Matter,
    read: Reader,
    now: datetime,
    *,
    colour: Colour | None = None,
    lights: Sequence[Light] = (),
    unread: bool = False,
    closed_door: bool = False,
    said: tuple[str, ...] = (),
) -> RowView:
    """A row of a matter as it stands.

    Args:
        colour: of the light its deadline alone tells; None where none burns.
        lights: all of its lights, the gravest first, where they are known: they tell more than `colour`.
    """
    due = matter.deadline
    gravest = lights[0] if lights else None
    if gravest is not None:
        colour = gravest.colour if gravest.burning else None
    return RowView(
        matter=matter.id,
        title="" if closed_door else matter.title,
        state=state_words(matter, read),
        holder=read.unit(matter.holder),
        holder_id=matter.holder,
        colour=colour or "",
        light=light_words(gravest, read) if gravest else read.word(LIGHT_WORDS, colour) if colour else "",
        deadline=deadline_words(
            due.due_at if due else None,
            now,
            read,
            provisional=due.provisional if due else False,
            running=matter.phase in AT_WORK,
        ),
        deadline_at=due.due_at.isoformat() if due else "",
        restricted=matter.terms.visibility is Visibility.RESTRICTED,
        urgent=priority_words(matter.terms.priority, read),
        unread=unread,
        closed_door=closed_door,
        said=said,
    )


def priority_words(priority: int, read: Reader) -> str:
    """The level of priority, as lists are filtered by it; nothing of what is ordinary."""
    if priority > 1:
        return read.translate(_HIGHEST)
    return read.translate(_PRIORITY) if priority > 0 else ""


def state_words(matter: Matter, read: Reader) -> str:
    """The official state, with whom it was offered to or how it ended."""
    if matter.offer is not None:
        return read.say(_OFFERED_TO, unit=read.unit(matter.offer.to))
    if matter.outcome is not None and not matter.open:
        return read.say(_ENDED, outcome=read.word(OUTCOMES, matter.outcome))
    return read.word(PHASES, matter.phase)
