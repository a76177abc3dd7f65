"""Help received beside checks imposed: who came to help with a matter, and who asked its holder for papers meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from buckstop.app.demand_queries import imposed
from buckstop.app.ledger import Ledger
from buckstop.domain.demand.charging import charges
from buckstop.domain.demand.state import Demand
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.helps import helps
from buckstop.domain.matter.state import Matter
from buckstop.domain.organisation import Organisation
from buckstop.i18n import gettext_noop as _
from buckstop.text.deadlines import hours_words
from buckstop.text.demand_words import DEMAND_KINDS
from buckstop.text.protocol_words import HELP_KINDS
from buckstop.text.readers import Reader

MOST_SHOWN = 20
_TIMES = _("%(kind)s × %(times)s")


@dataclass(frozen=True, slots=True)
class HelpRow:
    """What one unit gave.

    Args:
        hours: spent, as far as they were counted, in words; uncounted: how often nobody counted.
    """

    unit: str
    what: str
    hours: str
    uncounted: int


@dataclass(frozen=True, slots=True)
class CheckRow:
    """What a superior asked of the holder beside the matter, in its time.

    Args:
        times: how often it fell due in that time; hours: what that cost.
    """

    issuer: str
    kind: str
    title: str
    times: int
    hours: str


@dataclass(frozen=True, slots=True)
class BurdenView:
    """Both sides, with their sums.

    Args:
        more: how many demands are not listed; the sum holds them.
    """

    helped: tuple[HelpRow, ...]
    help_hours: str
    checks: tuple[CheckRow, ...]
    check_hours: str
    more: int
    holder: str


def burden_view(
    ledger: Ledger, organisation: Organisation, matter: Matter, events: Sequence[MatterEvent], read: Reader
) -> BurdenView:
    """Help received and checks imposed, from the opening of a matter to its end or today."""
    calendar = ledger.calendar
    from_date = calendar.local_date(matter.opened_at)
    until_date = calendar.local_date(matter.closed_at or ledger.now())
    above = _above(organisation, matter.holder)
    demands = imposed(ledger, issuers=above, receiver=matter.holder, from_date=from_date, until_date=until_date)
    costs = sorted(
        ((demand, *_cost(demand, matter.holder, from_date, until_date)) for demand in demands),
        key=lambda row: (-row[2], row[0].id),
    )
    given = helps(events)
    return BurdenView(
        helped=tuple(
            HelpRow(
                unit=read.unit(help_.unit),
                what=read.joined(
                    read.say(_TIMES, kind=read.word(HELP_KINDS, kind), times=times) for kind, times in help_.times
                ),
                hours=_hours(60 * help_.hours, read),
                uncounted=help_.uncounted,
            )
            for help_ in given
        ),
        help_hours=_hours(60 * sum(help_.hours for help_ in given), read),
        checks=tuple(
            CheckRow(
                issuer=read.unit(demand.issuer),
                kind=read.word(DEMAND_KINDS, demand.kind),
                title=demand.title,
                times=times,
                hours=_hours(minutes, read),
            )
            for demand, times, minutes in costs[:MOST_SHOWN]
        ),
        check_hours=_hours(sum(minutes for _demand, _times, minutes in costs), read),
        more=max(0, len(costs) - MOST_SHOWN),
        holder=read.unit(matter.holder),
    )


def _above(organisation: Organisation, unit: UnitId) -> tuple[UnitId, ...]:
    """Who can ask a unit for papers: those above it, and those that guide it along a line."""
    if organisation.unit(unit) is None:
        return ()
    return (*organisation.tree.superiors(unit), *organisation.guidance(unit))


def _cost(demand: Demand, unit: UnitId, from_date: date, until_date: date) -> tuple[int, int]:
    """How often a demand fell due in a span, and the minutes of that."""
    minutes = [spent for day, spent in charges(demand, unit) if from_date <= day <= until_date]
    return len(minutes), sum(minutes)


def _hours(minutes: int, read: Reader) -> str:
    return hours_words(timedelta(minutes=minutes), read)
