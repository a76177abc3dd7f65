"""A decision in the making: the world as it would be after the events so far."""

from collections.abc import Callable
from datetime import datetime, timedelta

from buckstop.domain.deadlines import Span, SpanUnit
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.evolve import evolve
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Actor, Profile, Timer
from buckstop.domain.matter.world import Happened, Needs, World
from buckstop.domain.packs import ProtocolRules

MOMENT = timedelta(microseconds=1)
"""The smallest step of an instant: a midnight less a moment belongs to the day that ends there."""


class NotLoadedError(Exception):
    """Ends a decision that needs more of the world; `decide` turns it into an answer."""

    def __init__(self, needs: Needs) -> None:
        super().__init__(needs)
        self.needs = needs


class Draft:
    """The world as it would be after the events so far.

    Args:
        at: now, and never before the last event of any matter at hand: a clock that was set back moves nothing back.
        lapse: lets everything happen to a matter that fell due until an instant (`lapses.bring_up`).

    `of_itself` is true while a timer takes effect: nobody acts then, whoever's command noticed it.
    """

    def __init__(
        self,
        world: World,
        actor: Actor | None,
        at: datetime,
        lapse: "Callable[[Draft, MatterId, datetime], None]",
    ) -> None:
        self.world = world
        self.organisation = world.organisation
        self.calendar = world.calendar
        self.actor = actor
        self.at = max((at, *(matter.updated_at for matter in world.matters.values() if matter is not None)))
        self.lapse = lapse
        self.of_itself = False
        self.events: list[Happened] = []
        self._now: dict[MatterId, Matter | None] = dict(world.matters)
        self._parts = dict(world.parts)

    def find(self, matter: MatterId) -> Matter | None:
        """The matter as it stands in the draft, None for an unused id."""
        if matter not in self._now:
            raise NotLoadedError(Needs(matters=(matter,)))
        return self._now[matter]

    def get(self, matter: MatterId) -> Matter:
        """A matter that is known to be there."""
        found = self.find(matter)
        assert found is not None
        return found

    def parts(self, matter: MatterId) -> tuple[Matter, ...]:
        """All parts delegated from a matter, open and closed, by id."""
        count = self.get(matter).children
        if not count:
            return ()
        ids = self._parts.get(matter, ())
        if len(ids) != count:
            raise NotLoadedError(Needs(parts_of=(matter,)))
        missing = tuple(part for part in ids if part not in self._now)
        if missing:
            raise NotLoadedError(Needs(matters=missing))
        return tuple(self.get(part) for part in sorted(ids))

    def add(self, matter: MatterId, event: MatterEvent) -> Matter:
        """Let an event happen."""
        state = evolve(self._now.get(matter), event)
        self._now[matter] = state
        self.events.append(Happened(matter, event, state))
        return state

    def adopt(self, parent: MatterId, part: MatterId) -> None:
        """Count a new part among the parts of its parent, where those are known."""
        if parent in self._parts or self.get(parent).children == 1:
            self._parts[parent] = (*self._parts.get(parent, ()), part)

    def rules(self, profile: Profile) -> ProtocolRules:
        """Limits and clocks of a profile."""
        return self.world.rules[profile]

    def timer(self, span: Span, start_at: datetime) -> Timer:
        """A timer that is counted from an instant.

        After a lapse days are counted from the day that ended with it: else each lapse at midnight would lose a day.
        """
        if self.of_itself and span.unit not in {SpanUnit.HOUR, SpanUnit.MINUTE}:
            start_at -= MOMENT
        due = self.calendar.due(start_at, span)
        return Timer(due.at, due.provisional, start_at, span)

    def unit(self) -> UnitId:
        """The unit that speaks; empty for a citizen and for timers."""
        return self.actor.unit if self.actor else UnitId("")
