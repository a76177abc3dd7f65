"""The office's board: what comes first, how much there is, what will likely be late, who is waited for."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from buckstop.app.boards import office_board
from buckstop.app.columns import MATTER
from buckstop.app.early_warnings import early_warnings
from buckstop.app.lists import MatterRow, list_page
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.axes import Colour, Light
from buckstop.domain.matter.words import Phase
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.lookup import Order, Tally, Where
from buckstop.text.early_warnings import early_warning_sentence
from buckstop.text.lights import light_sentence
from buckstop.text.protocol_words import PHASES
from buckstop.text.readers import Reader
from buckstop.web.boards.filters import base_where
from buckstop.web.boards.listing import lights_of_open, lit_views, restricted_of
from buckstop.web.boards.tabs import Tab, tabs_of
from buckstop.web.rows import AT_WORK, RowView
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor

FIRST = 20
LOOKED_AT = 100
"""So many matters, those whose deadline comes next, are looked at for signs that they will be late."""

_MOST_WARNED, _MOST_WAITED = 10, 12
_WAITING = frozenset({Phase.OFFERED, Phase.ESCALATED, Phase.APPEAL, Phase.DONE})
_OPEN, _LATE, _NEAR = _("open"), _("late"), _("due soon")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that leads to its list."""

    number: int
    words: str
    address: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """How many matters stand in a phase."""

    phase: str
    address: str
    open: Figure
    late: Figure
    near: Figure


@dataclass(frozen=True, slots=True)
class Waited:
    """A unit others wait for, with how much it has to sign, decide and verify."""

    unit: str
    unit_id: str
    offers: int
    decisions: int
    verifications: int


@dataclass(frozen=True, slots=True)
class BoardPage:
    """Everything the template of the whole needs.

    Args:
        looked_at: how many matters were looked at for early warnings.
        whole: address of the whole list.
    """

    tabs: tuple[Tab, ...]
    figures: tuple[Figure, ...]
    phases: tuple[PhaseLine, ...]
    warned: tuple[RowView, ...]
    looked_at: int
    waited: tuple[Waited, ...]
    rows: tuple[RowView, ...]
    total: int
    whole: str
    restricted: tuple[MatterId, ...]


def board_page(who: Visitor) -> BoardPage:
    """The board as far as the visitor may read."""
    ledger, base = who.ledger, replace(base_where(who), kind=MATTER)
    found = office_board(ledger, base, limit=FIRST)
    coming = list_page(ledger, _coming(who, base), Order.DEADLINE, LOOKED_AT).rows
    together = tuple({row.id: row for row in (*found.rows, *coming)}.values())
    lights = lights_of_open(ledger, together)
    warned, sentences = _warned(who, coming, lights)
    shown = {row.id: lights.get(row.id, ()) for row in found.rows}
    return BoardPage(
        tabs=tabs_of(who, "board"),
        figures=_figures(found.phases, who.read),
        phases=tuple(_phase(one, who.read) for one in found.phases),
        warned=lit_views(who, warned, lights, sentences),
        looked_at=len(coming),
        waited=_waited(found.awaited, who.read),
        rows=lit_views(who, found.rows, lights, light_sentences(shown, who.read)),
        total=found.total,
        whole=url("matters", view="all"),
        restricted=restricted_of({row.id: row for row in (*found.rows, *warned)}.values()),
    )


def light_sentences(lights: Mapping[MatterId, Sequence[Light]], read: Reader) -> Mapping[MatterId, tuple[str, ...]]:
    """For each matter why its lights burn, and since when."""
    return {matter: tuple(light_sentence(light, read) for light in own) for matter, own in lights.items()}


def _coming(who: Visitor, base: Where) -> Where:
    """What is at work and not late yet."""
    return replace(base, active=True, phase=tuple(sorted(AT_WORK)), deadline_from=who.ledger.now())


def _warned(
    who: Visitor, rows: Sequence[MatterRow], lights: Mapping[MatterId, tuple[Light, ...]]
) -> tuple[list[MatterRow], Mapping[MatterId, tuple[str, ...]]]:
    warnings = early_warnings(who.ledger, rows, lights)
    some = [row for row in rows if row.id in warnings][:_MOST_WARNED]
    said = {row.id: tuple(early_warning_sentence(one, who.read) for one in warnings[row.id]) for row in some}
    return some, said


def _figures(phases: Sequence[Tally], read: Reader) -> tuple[Figure, ...]:
    say = read.translate
    return (
        Figure(sum(one.open for one in phases), say(_OPEN), url("matters", view="all")),
        Figure(sum(one.late for one in phases), say(_LATE), url("matters", light=Colour.RED), "red"),
        Figure(sum(one.near for one in phases), say(_NEAR), url("matters", light=Colour.BLUE), "blue"),
        *(
            Figure(one.open, read.word(PHASES, one.key), url("matters", state=one.key))
            for one in phases
            if one.key in {Phase.OFFERED, Phase.ESCALATED, Phase.DONE}
        ),
    )


def _phase(one: Tally, read: Reader) -> PhaseLine:
    state = one.key
    return PhaseLine(
        phase=read.word(PHASES, state),
        address=url("matters", state=state),
        open=Figure(one.open, read.translate(_OPEN), url("matters", state=state)),
        late=Figure(one.late, read.translate(_LATE), url("matters", state=state, light=Colour.RED)),
        near=Figure(one.near, read.translate(_NEAR), url("matters", state=state, light=Colour.BLUE)),
    )


def _waited(awaited: Mapping[tuple[str, UnitId], int], read: Reader) -> tuple[Waited, ...]:
    """The units most is waiting for."""
    most = Counter[UnitId]()
    for (phase, unit), number in awaited.items():
        if phase in _WAITING:
            most[unit] += number

    def together(unit: UnitId, phases: Iterable[Phase]) -> int:
        return sum(awaited.get((phase, unit), 0) for phase in phases)

    return tuple(
        Waited(
            unit=read.unit(unit),
            unit_id=unit,
            offers=together(unit, (Phase.OFFERED,)),
            decisions=together(unit, (Phase.ESCALATED, Phase.APPEAL)),
            verifications=together(unit, (Phase.DONE,)),
        )
        for unit, _number in most.most_common(_MOST_WAITED)
    )
