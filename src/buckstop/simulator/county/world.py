"""The world of a run: what everybody in it needs to see, to speak and to be told. It writes through `handle` alone."""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from buckstop.app.answers import Accepted, Personal, Refused, Submission
from buckstop.app.clock import SetClock
from buckstop.app.cycles import load_cycle
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.sight import KIND, matters_of
from buckstop.domain.cycle.commands import SetUpCycle
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.demand.commands import AnswerDemand, DemandCommand, MarkBurden
from buckstop.domain.demand.state import Demand
from buckstop.domain.ids import CycleId, DutyItemId, MatterId, PersonId, PostId, UnitId
from buckstop.domain.matter.commands import MatterCommand, accountability, asks, work
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Actor, Profile
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import OrganisationCommand
from buckstop.ledger.store import Where
from buckstop.simulator.county.agenda import Agenda, WorkTime
from buckstop.simulator.county.cast import Cast
from buckstop.simulator.county.habits import TRAITS, Habit, Traits
from buckstop.simulator.county.papers import Papers
from buckstop.simulator.county.spec import CountySpec
from buckstop.simulator.county.words import Decision, Words

# Who speaks, where it is not one of those who decide for the unit.
_CLERKS: tuple[type[MatterCommand], ...] = (
    work.ReportProgress,
    work.AddNote,
    accountability.AskAboutOffer,
    accountability.AnswerQuestion,
    asks.DeliverSupport,
    asks.ArriveAtSummons,
    asks.ProposeBetterWay,
    work.RecordHelp,
)
_VERIFIERS: tuple[type[MatterCommand], ...] = (work.VerifyMatter, work.RefuteMatter)
_INSPECTORS: tuple[type[MatterCommand], ...] = (work.NameVerifier, work.UrgeMatter)
_MOMENT = timedelta(microseconds=1)


@dataclass(slots=True)
class Brief:
    """What people in the county know about a matter and the ledger does not.

    Args:
        item: duty item it falls under; empty for what is on no list.
        rightful: who should hold it in the end; None where nobody disputes it.
        named: units that somebody might name instead.
        targets: units that are to get a part each, by the unit that delegates them.
        decision: the decision it belongs to; None for requests.
        place: the unit whose place it is about.
        quantity: how much of the decision's measure; 0 where nothing is counted.
        hasty: the last claim to be done was made without the work.
    """

    item: str
    rightful: UnitId | None = None
    named: tuple[UnitId, ...] = ()
    targets: dict[UnitId, tuple[UnitId, ...]] = field(default_factory=dict)
    decision: Decision | None = None
    place: UnitId | None = None
    quantity: int = 0
    hasty: bool = False

    @property
    def duty_item(self) -> DutyItemId | None:
        """The item as commands name it."""
        return DutyItemId(self.item) if self.item else None


@dataclass
class World:
    """A run of the county.

    Args:
        habits: of every unit.
        silent: units that let verifications lie.
        watch: is told every state of a matter that somebody may have to act on.
        papers: keeps what is attached.
        cut: scenes that could not be played to their end: the run went elsewhere.
        spoken: accepted commands by name.
        refused: refused commands by code.
        acted: by habit, accepted commands of units of that habit.
    """

    ledger: Ledger
    clock: SetClock
    spec: CountySpec
    words: Words
    cast: Cast
    rng: random.Random
    habits: Mapping[UnitId, Habit]
    silent: frozenset[UnitId]
    time: WorkTime
    watch: Callable[["World", Matter], None]
    papers: Papers
    agenda: Agenda = field(default_factory=Agenda)
    briefs: dict[MatterId, Brief] = field(default_factory=dict)
    spoken: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    acted: Counter[Habit] = field(default_factory=Counter)
    cut: list[str] = field(default_factory=list)
    _known: set[tuple[object, ...]] = field(default_factory=set)
    _keys: int = 0

    # --- seeing ---

    @property
    def now(self) -> datetime:
        """The instant it is."""
        return self.clock.at

    @property
    def organisation(self) -> Organisation:
        """The organisation as it is now."""
        return self.ledger.organisation()

    def load(self, matter: MatterId) -> Matter:
        """A matter as it is stored now."""
        found = matters_of(self.ledger.store.load([matter]).snapshots.values())[matter]
        assert found is not None
        return found

    def parts(self, matter: Matter, *, active: bool | None = True) -> tuple[Matter, ...]:
        """Parts of a matter."""
        if not matter.children:
            return ()
        found = matters_of(self.ledger.store.find(Where(kind=KIND, parent=matter.id, active=active)))
        return tuple(part for part in found.values() if part is not None)

    def active(self, unit: UnitId) -> bool:
        """Whether a unit can be asked for anything."""
        return self.organisation.active(unit)

    def traits(self, unit: UnitId) -> Traits:
        """Chances and times of a unit."""
        return TRAITS[self.habits.get(unit, Habit.STEADY)]

    def local_date(self, at: datetime) -> date:
        """The day of an instant; a midnight belongs to the day it ends."""
        return self.ledger.calendar.local_date(at - _MOMENT)

    def hours_left(self, until_at: datetime) -> float:
        """Working hours between now and an instant, at least one."""
        return max(1.0, (self.time.minute(until_at) - self.time.minute(self.now)) / 60)

    # --- chance ---

    def chance(self, share: float) -> bool:
        """True in so many of all cases."""
        return self.rng.random() < share

    def say(self, occasion: str) -> str:
        """A sentence for an occasion."""
        return self.rng.choice(self.words.says[occasion])

    def document(self) -> str:
        """The number of a document that approves something."""
        return self.words.forms["reference"].format(number=self.rng.randint(2, 120), year=self.now.year)

    def approval(self, number: int) -> str:
        """The number of a document about posts and duties."""
        return self.words.approval(number, self.spec.first_date.year)

    # --- being told, and acting later ---

    def first_time(self, *what: object) -> bool:
        """Whether this was never asked before: what was planned once is not planned again."""
        if what in self._known:
            return False
        self._known.add(what)
        return True

    def later(self, hours: float, action: Callable[[], None]) -> None:
        """Let somebody act so many working hours from now."""
        self.agenda.enter(self.time.after(self.now, hours), action)

    def at_its_pace(self, unit: UnitId, matter: Matter, action: Callable[[], None]) -> None:
        """Let a unit act when it gets round to it; in an emergency ten times as soon, nights included."""
        traits = self.traits(unit)
        hours = self.rng.uniform(traits.soonest, traits.latest)
        if matter.profile is Profile.URGENT:
            self.agenda.enter(self.now + timedelta(hours=0.1 * hours), action)
        else:
            self.later(hours, action)

    # --- speaking ---

    def do(
        self, unit: UnitId, command: MatterCommand, matter: Matter | None = None, personal: tuple[Personal, ...] = ()
    ) -> Matter | None:
        """Hand a command in for a unit; the matter as it is then, None where it was refused.

        Args:
            matter: as it was seen; None for a new one.
        """
        actor = self._speaker(unit, command)
        if actor is None:
            self.refused["nobody there"] += 1
            return None
        done = self.speak(actor, command, matter, personal)
        if done is not None and unit in self.habits:
            self.acted[self.habits[unit]] += 1
        return done

    def speak(
        self, actor: Actor, command: MatterCommand, matter: Matter | None = None, personal: tuple[Personal, ...] = ()
    ) -> Matter | None:
        """The same for somebody named: a citizen, say."""
        version = matter.version if matter else 0
        outcome = handle(self.ledger, Submission(self._key(), actor, command, version, personal))
        if isinstance(outcome, Refused):
            self.refused[str(outcome.refusal.code)] += 1
            return None
        self.spoken[command.NAME] += 1
        assert outcome.matter is not None
        self.watch(self, outcome.matter)
        if isinstance(command, accountability.DelegatePart):
            self.watch(self, self.load(command.part))
        elif matter is not None and outcome.matter.holder != matter.holder:
            for part in self.parts(outcome.matter):
                self.watch(self, part)
        return outcome.matter

    def demand(self, unit: UnitId, command: DemandCommand) -> Demand | None:
        """Hand in a command about a demand for a unit; the demand as it is then, None where it was refused."""
        planned = self.cast.units[unit]
        daily = isinstance(command, MarkBurden | AnswerDemand) and bool(planned.clerks)
        actor = self.actor(unit, (planned.clerks if daily else planned.heads)[0].id)
        if actor is None:
            return None
        outcome = handle(self.ledger, Submission(self._key(), actor, command))
        if isinstance(outcome, Refused):
            self.refused[str(outcome.refusal.code)] += 1
            return None
        self.spoken[command.NAME] += 1
        return outcome.demand

    def set_up(self, unit: UnitId, command: SetUpCycle) -> bool:
        """Hand in what comes again for a unit; whether it was accepted."""
        actor = self.actor(unit, self.cast.units[unit].heads[0].id)
        if actor is None:
            return False
        outcome = handle(self.ledger, Submission(self._key(), actor, command))
        if isinstance(outcome, Refused):
            self.refused[str(outcome.refusal.code)] += 1
            return False
        self.spoken[command.NAME] += 1
        return True

    def cycle(self, cycle: CycleId) -> Cycle:
        """A cycle as it is stored now."""
        found = load_cycle(self.ledger, cycle)
        assert found is not None
        return found

    def organise(self, actor: Actor | None, *commands: OrganisationCommand) -> bool:
        """Hand changes of the organisation in; whether they were accepted."""
        outcome = handle(self.ledger, Submission(self._key(), actor, commands))
        names = [type(command).__name__ for command in commands]
        if isinstance(outcome, Accepted):
            self.spoken.update(names)
            return True
        self.refused[str(outcome.refusal.code)] += 1
        return False

    def _key(self) -> str:
        self._keys += 1
        return f"k{self._keys}"

    def _speaker(self, unit: UnitId, command: MatterCommand) -> Actor | None:
        """Who speaks: mostly a deputy for decisions, a clerk for the daily work; whoever is there for the absent."""
        planned, kind = self.cast.units[unit], type(command)
        posts = planned.heads
        if kind in _CLERKS and planned.clerks:
            posts = planned.clerks
        elif kind in _VERIFIERS and planned.verifiers:
            posts = planned.verifiers
        elif kind in _INSPECTORS and unit == self.cast.office:
            posts = planned.others[:1]
        elif kind is accountability.OpenMatter and planned.others and unit != self.cast.office:
            posts = planned.others
        place = min(int(self.rng.expovariate(0.7)), len(posts) - 1)
        return self.actor(unit, posts[-1 - place].id)

    def actor(self, unit: UnitId, post: PostId) -> Actor | None:
        """Who acts for a post now, None where nobody is there."""
        acting = self.organisation.who_acts_for(post, self.now)
        if acting is None:
            return None
        return Actor(acting.person, unit, acting.held, acting.post if acting.deputising else None)


def citizen(person: PersonId) -> Actor:
    """Somebody who speaks for no unit."""
    return Actor(person, UnitId(""))
