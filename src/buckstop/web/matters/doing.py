"""What the reader can do about a matter, the most pressing first, and where to write a note."""

from dataclasses import dataclass

from buckstop.domain.matter.state import Matter
from buckstop.i18n import gettext_noop as _
from buckstop.web.acts import ACTS, ActLink, beyond_reach, possible
from buckstop.web.acts.places import anybody
from buckstop.web.named_supports import asking_link
from buckstop.web.planned_offers import planned_offer
from buckstop.web.visitors import Visitor

MOST_BUTTONS = 4
_NOTE = "note"
_ENDS = ("done", "cancel", "merge")
_PARTS_FIRST = _("It is reported done or ended only once its parts are closed; still open: %(count)s.")


@dataclass(frozen=True, slots=True)
class DoingView:
    """Acts as buttons.

    Args:
        first: those that stand there at once; more: the others, below a fold.
        note: the note, which has its form on the page; None for who may not write one.
        asking: the way to ask the supports its terms name; None where nobody is left to ask, or the reader may not.
        parts_first: what waits for its parts, in a sentence; empty where nothing does.
        beyond: what the reader's units may do and another post of theirs has to sign.
    """

    first: tuple[ActLink, ...]
    more: tuple[ActLink, ...]
    note: ActLink | None
    asking: ActLink | None
    parts_first: str
    beyond: tuple[str, ...]


def doing_view(matter: Matter, version: int, who: Visitor, open_parts: int) -> DoingView:
    """What a visitor can do about a matter they may read whole.

    Args:
        version: what a command must name as the version it saw.
        open_parts: how many of its parts are still open.
    """
    links = possible(matter, who, version, open_parts=open_parts)
    ends = open_parts and any(link.slug in _ENDS for link in possible(matter, who, version, _ENDS))
    planned = planned_offer(matter, who, version)
    others = (*((planned,) if planned else ()), *(link for link in links if link.slug != _NOTE))
    return DoingView(
        first=others[:MOST_BUTTONS],
        more=others[MOST_BUTTONS:],
        note=next((link for link in links if link.slug == _NOTE), None),
        asking=asking_link(matter, who, version),
        parts_first=who.read.say(_PARTS_FIRST, count=open_parts) if ends else "",
        beyond=tuple(
            dict.fromkeys(link.title for link in beyond_reach(matter, who, open_parts) if not _anybodys(link))
        ),
    )


def _anybodys(link: ActLink) -> bool:
    """What every unit may do is no reason to look for a colleague."""
    return ACTS[link.slug].speaks is anybody
