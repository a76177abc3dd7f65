"""A unit's board with what its matters' events tell: lights, obstacles, help received beside checks imposed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from buckstop.app.boards import UnitBoard, unit_board
from buckstop.app.demand_queries import imposed
from buckstop.app.ledger import Ledger
from buckstop.app.lists import MatterRow
from buckstop.domain.demand.charging import charges
from buckstop.domain.demand.state import Demand
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.asks import UpwardKind, UpwardRequest
from buckstop.domain.matter.axes import Light, Watch, axes
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.helps import Help, helps
from buckstop.domain.organisation import Organisation
from buckstop.ledger.codec import decode
from buckstop.ledger.lookup import Reading

SPAN = timedelta(days=90)
"""How far back checks are looked for."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that keeps the unit from its work and that a superior was asked to remove."""

    row: MatterRow
    request: UpwardRequest


@dataclass(frozen=True, slots=True)
class Check:
    """A demand of a superior.

    Args:
        times: how often it fell due from the unit in the span; minutes: what that cost.
    """

    demand: Demand
    times: int
    minutes: int


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """How a unit stands.

    Args:
        lights: of every row of the board that has any.
        helped: matters among the first that the unit holds, with the help that was given to them.
        checks: what superiors asked of it in the span, the costliest first.
    """

    board: UnitBoard
    lights: Mapping[MatterId, tuple[Light, ...]]
    obstacles: tuple[Obstacle, ...]
    helped: Mapping[MatterId, tuple[Help, ...]]
    checks: tuple[Check, ...]


def unit_standing(
    ledger: Ledger, organisation: Organisation, unit: UnitId, reading: Reading | None, first: int
) -> UnitStanding:
    """A unit's board, the events of all its rows read at once.

    Args:
        first: rows of each section.
    """
    board = unit_board(ledger, unit, reading, first, organisation)
    sections = (
        *(board.holds, board.given, board.offered, board.asked),
        *(board.waits, board.to_decide, board.to_verify),
    )
    rows = {row.id: row for section in sections for row in section.rows if row.matter.open}
    events = _events(ledger, rows)
    watch, now = Watch.of(ledger.pack), ledger.now()
    lights = {name: axes(row.matter, events[name], now, watch, ledger.calendar).lights for name, row in rows.items()}
    held = {row.id: helps(events[row.id]) for row in board.holds.rows if row.id in events}
    return UnitStanding(
        board=board,
        lights={name: own for name, own in lights.items() if own},
        obstacles=tuple(
            Obstacle(row, request)
            for row in board.waits.rows
            if row.matter.holder == unit
            for request in row.matter.upward
            if request.kind is UpwardKind.OBSTACLE
        ),
        helped={name: given for name, given in held.items() if given},
        checks=_checks(ledger, organisation, unit),
    )


def _events(ledger: Ledger, rows: Mapping[MatterId, MatterRow]) -> Mapping[MatterId, tuple[MatterEvent, ...]]:
    """What happened to some matters, with what fell due and is not written down yet."""
    histories = ledger.store.histories(list(rows)) if rows else {}
    return {
        name: (*(decode(one.body).event for one in histories[name][: row.written_version]), *row.unwritten)
        for name, row in rows.items()
    }


def _checks(ledger: Ledger, organisation: Organisation, unit: UnitId) -> tuple[Check, ...]:
    now = ledger.now()
    until = ledger.calendar.local_date(now)
    begin = ledger.calendar.local_date(now - SPAN)
    superiors = organisation.tree.superiors(unit) if organisation.unit(unit) else ()
    found = []
    for demand in imposed(ledger, issuers=superiors, receiver=unit, from_date=begin, until_date=until):
        minutes = [spent for day, spent in charges(demand, unit) if begin <= day <= until]
        found.append(Check(demand, len(minutes), sum(minutes)))
    return tuple(sorted(found, key=lambda one: (-one.minutes, one.demand.id)))
