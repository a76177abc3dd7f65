"""Requests of a matter, each as one thread: support, requests upward, obstacles, later deadlines, waits, summonses, proposals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from buckstop.app.running import RunningClock
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.events import MatterEvent, asks
from buckstop.i18n import gettext_noop as _
from buckstop.text.defaults import default_sentence
from buckstop.web.matters.steps import Step, Teller

MOST_SHOWN = 20


class Kind(StrEnum):
    """What sort of request it is; also the order in which they stand on the page."""

    OBSTACLE = "obstacle"
    UPWARD = "upward"
    SUPPORT = "support"
    EXTENSION = "extension"
    WAIT = "wait"
    SUMMONS = "summons"
    PROPOSAL = "proposal"


TITLES: Mapping[str, str] = MappingProxyType(
    {
        Kind.OBSTACLE: _("Obstacles"),
        Kind.UPWARD: _("Requests upward"),
        Kind.SUPPORT: _("Support"),
        Kind.EXTENSION: _("Later deadlines"),
        Kind.WAIT: _("Waits for somebody outside"),
        Kind.SUMMONS: _("Called to the spot"),
        Kind.PROPOSAL: _("Better ways"),
    }
)
_BEGINNINGS: Mapping[type[MatterEvent], Kind] = MappingProxyType(
    {
        asks.SupportAsked: Kind.SUPPORT,
        asks.ExtensionAsked: Kind.EXTENSION,
        asks.WaitBegun: Kind.WAIT,
        asks.UnitsSummoned: Kind.SUMMONS,
        asks.BetterWayProposed: Kind.PROPOSAL,
    }
)


@dataclass(frozen=True, slots=True)
class Thread:
    """One request.

    Args:
        number: the ask.
        first: how it was asked; later: what followed, the last step at the end.
        clock: who must act by when and what happens otherwise; empty once it is over.
    """

    number: int
    first: Step
    later: tuple[Step, ...]
    clock: str

    @property
    def open(self) -> bool:
        """Somebody still owes something."""
        return bool(self.clock)


@dataclass(frozen=True, slots=True)
class Threads:
    """Requests of one kind, open ones first.

    Args:
        more: how many ended ones are not shown.
    """

    kind: str
    title: str
    threads: tuple[Thread, ...]
    open: int
    more: int


def requests_view(events: Sequence[MatterEvent], clocks: Iterable[RunningClock], teller: Teller) -> tuple[Threads, ...]:
    """Every request of a matter, kind by kind; kinds without any are left out."""
    steps: dict[int, list[tuple[int, MatterEvent]]] = {}
    for number, event in enumerate(events, 1):
        ask = getattr(event, "ask", 0)
        if ask:
            steps.setdefault(ask, []).append((number, event))
    running = {clock.ask: clock for clock in clocks if clock.ask}
    kinds: dict[Kind, list[int]] = {}
    for ask, own in steps.items():
        kind = _kind(own[0][1])
        if kind is not None:
            kinds.setdefault(kind, []).append(ask)
    return tuple(_threads(kind, kinds[kind], steps, running, teller) for kind in Kind if kind in kinds)


def _kind(first: MatterEvent) -> Kind | None:
    """Of what kind the request is that an event began; None for events that only name one."""
    if isinstance(first, asks.UpwardAsked):
        return Kind.OBSTACLE if first.kind is UpwardKind.OBSTACLE else Kind.UPWARD
    return _BEGINNINGS.get(type(first))


def _threads(
    kind: Kind,
    numbers: list[int],
    steps: Mapping[int, list[tuple[int, MatterEvent]]],
    running: Mapping[int, RunningClock],
    teller: Teller,
) -> Threads:
    ordered = sorted(numbers, key=lambda ask: (ask not in running, -ask))
    shown = ordered[: max(MOST_SHOWN, sum(ask in running for ask in numbers))]
    threads = []
    for ask in shown:
        first, *later = (teller.step(number, event) for number, event in steps[ask])
        clock = default_sentence(running[ask], teller.read) if ask in running else ""
        threads.append(Thread(ask, first, tuple(later), clock))
    return Threads(
        kind=kind,
        title=teller.read.translate(TITLES[kind]),
        threads=tuple(threads),
        open=sum(ask in running for ask in numbers),
        more=len(numbers) - len(shown),
    )
