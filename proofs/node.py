"""One state of the world during a search, and the key under which states that behave alike are one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.evolve import replay
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase, Timer
from buckstop.domain.matter.world import Happened
from proofs.trees import OUTSIDE_ARBITER, Orchard, Retired

START_AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
WHOLE, PART = MatterId("m"), MatterId("p")
_HOUR = timedelta(hours=1)
_PHASES = {phase: number for number, phase in enumerate(Phase)}

Key = tuple[object, ...]


@dataclass(slots=True)
class Node:
    """A state that was reached, with one history that leads to it.

    Args:
        matters: the whole, and its part once there is one.
        past_offers: by matter, numbers of offers that were resolved: messages about them may still be on their way.
        history: what happened on the way here, the latest first: ((previous history), decision).
    """

    retired: Retired
    at: datetime
    matters: dict[MatterId, Matter]
    past_offers: dict[MatterId, tuple[int, ...]]
    history: "History"

    def next_due_at(self) -> datetime | None:
        """When something happens by itself."""
        return min((due for one in self.matters.values() if (due := one.next_due_at()) is not None), default=None)

    def hours_left(self) -> int:
        """Hours until something happens by itself; 0 where nothing does."""
        due_at = self.next_due_at()
        return 0 if due_at is None else round((due_at - self.at) / _HOUR)

    def replayed(self) -> dict[MatterId, Matter | None]:
        """The matters as their recorded events alone lead to them."""
        happened: list[Happened] = []
        history = self.history
        while history is not None:
            history, decision = history
            happened[:0] = decision
        return {name: replay(one.event for one in happened if one.matter == name) for name in self.matters}


History = tuple["History", tuple[Happened, ...]] | None


def keys_of(orchard: Orchard) -> Callable[[Node], Key]:
    """The function that names a state.

    Left out is what no decision reads: versions, instants, texts, numbers of past offers, counters that only count.
    Timers enter as whole hours that are left; a moment before a lapse counts as the lapse. Of states that a symmetry
    of the tree turns into each other one is kept.
    """
    units = (*orchard.shape.units, OUTSIDE_ARBITER)
    numbers: dict[UnitId | None, int] = {unit: number for number, unit in enumerate(units)}
    none = len(units)
    numbers[None] = none
    images = [(*(numbers[symmetry.get(unit, unit)] for unit in units), none) for symmetry in orchard.shape.symmetries()]

    def left(timer: Timer | None, at: datetime) -> int:
        return -1 if timer is None else round((timer.due_at - at) / _HOUR)

    def plain(matter: Matter, at: datetime) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
        offer, verification = matter.offer, matter.verification
        counted = (
            _PHASES[matter.phase],
            matter.moves,
            matter.appeals,
            matter.reopenings,
            matter.accepted,
            left(matter.phase_timer, at),
            0 if offer is None else 1 + (offer.asked_at is not None) + (offer.answer_timer is not None),
            left(offer.timer if offer else None, offer.asked_at if offer and offer.answer_timer else at),  # type: ignore[arg-type]  # asked where it is to be answered
            left(offer.answer_timer if offer else None, at),
            verification.round if verification else -1,
            left(verification.timer if verification else None, at),
        )
        named = (
            numbers[matter.holder],
            numbers[matter.giver],
            numbers[matter.arbiter],
            numbers[matter.last_decider],
            numbers[offer.to if offer else None],
            numbers[verification.verifier if verification else None],
            numbers[matter.last_verifier],
        )
        return counted, named, tuple(numbers[party] for party in matter.parties)

    def key(node: Node) -> Key:
        matters = [plain(matter, node.at) for matter in node.matters.values()]
        retired = [(numbers[unit], numbers[successor]) for unit, successor in node.retired]
        return min(_renamed(image, retired, matters) for image in images)

    return key


def _renamed(
    image: tuple[int, ...],
    retired: Iterable[tuple[int, int]],
    matters: Iterable[tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]],
) -> Key:
    return (
        tuple(sorted((image[unit], image[successor]) for unit, successor in retired)),
        *(
            (counted, tuple(image[unit] for unit in named), tuple(sorted(image[unit] for unit in parties)))
            for counted, named, parties in matters
        ),
    )
