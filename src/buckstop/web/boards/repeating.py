"""What came again, with the way to the next one."""

from dataclasses import dataclass

from buckstop.app.lists import reading_of
from buckstop.app.recurring import LOOKED_AT, Recurrence, recurring
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands.accountability import OpenMatter
from buckstop.domain.permissions import ROLES
from buckstop.i18n import gettext_noop as _
from buckstop.web.boards.listing import restricted_of
from buckstop.web.boards.tabs import Tab, tabs_of
from buckstop.web.rows import RowView, row_of
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor

_STEPS = {
    1: _("every month"),
    3: _("every quarter"),
    6: _("every half year"),
    12: _("every year"),
}
_NO_STEP = _("in no steady step")


@dataclass(frozen=True, slots=True)
class RecurrenceView:
    """Something that came again.

    Args:
        step: how far apart in words.
        next_date: when the next one would be due, empty where that cannot be told.
        open_next: address of the form for the next one; empty where the last one is still open, or the visitor opens none.
    """

    view: RowView
    times: int
    step: str
    next_date: str
    running: bool
    open_next: str


@dataclass(frozen=True, slots=True)
class RepeatsPage:
    """What came again.

    Args:
        looked_at: how many matters were looked at at most.
    """

    tabs: tuple[Tab, ...]
    repeats: tuple[RecurrenceView, ...]
    looked_at: int
    restricted: tuple[MatterId, ...]


def repeats_page(who: Visitor) -> RepeatsPage:
    """What the visitor's units gave more than once."""
    reading = reading_of(who.organisation, who.person, who.ledger.now())
    found = recurring(who.ledger, who.organisation, who.units, reading)
    return RepeatsPage(
        tabs=tabs_of(who, "repeats"),
        repeats=tuple(_view(who, one) for one in found),
        looked_at=LOOKED_AT,
        restricted=restricted_of(one.last for one in found),
    )


def _view(who: Visitor, one: Recurrence) -> RecurrenceView:
    matter = one.last.matter
    next_date = one.next_date.isoformat() if one.next_date else ""
    opens = bool(ROLES[OpenMatter] & who.roles_in(matter.giver)) and not matter.open
    return RecurrenceView(
        view=row_of(one.last, who.read, who.ledger.now()),
        times=one.times,
        step=who.read.translate(_STEPS[one.months] if one.months else _NO_STEP),
        next_date=next_date,
        running=matter.open,
        open_next=url("new_matter", unit=matter.giver, like=matter.id, due=next_date) if opens else "",
    )
