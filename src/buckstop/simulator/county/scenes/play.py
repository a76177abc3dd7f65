"""How a scene is played: one matter, acted by named units on written days, and nobody else touches it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from buckstop.app.answers import Personal
from buckstop.domain.cycle.commands import SetUpCycle
from buckstop.domain.ids import DutyItemId, MatterId, PersonId, SubjectId, UnitId
from buckstop.domain.matter.commands import MatterCommand, accountability
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Attachment, Origin, Protest, Terms, Visibility
from buckstop.simulator.county.agenda import DAY_MINUTES
from buckstop.simulator.county.papers import photograph, table
from buckstop.simulator.county.places import Places
from buckstop.simulator.county.world import Brief, World

_SCENE = "s"  # ids of scenes begin with it: s01, its parts s01-01
_OF_CYCLES = "c-"  # and those of matters that cycles opened
_RECENT, _LONGEST = 3.0, 26.0  # working days before the end: the last ones as written, earlier ones drawn together


def is_scene(matter: MatterId) -> bool:
    """Whether a matter is acted by a scene, so that habits leave it alone; scenes set up all cycles there are."""
    return matter.startswith((_SCENE, _OF_CYCLES))


class _CutError(Exception):
    """A command of a scene was refused: the run went elsewhere, and the rest of the scene makes no sense."""


@dataclass
class Play:
    """One scene on its stage.

    Args:
        number: of the scene; its matter is named by it.
        key: of its words.
    """

    world: World
    places: Places
    number: int
    key: str

    @property
    def id(self) -> MatterId:
        """The matter the scene is about."""
        return MatterId(f"{_SCENE}{self.number:02d}")

    def part(self, suffix: str = "") -> MatterId:
        """A part of it, by the numbers on the way down: `01-02`."""
        return MatterId(f"{self.id}-{suffix}") if suffix else self.id

    def now(self, of: str = "") -> Matter:
        """The matter, or a part of it, as it stands."""
        return self.world.load(self.part(of))

    def day(self, days: int) -> date:
        """So many days after the end of the run; before it where negative."""
        return self.world.spec.last_date + timedelta(days)

    def meeting(self) -> datetime:
        """Half past nine on the first working day after the end."""
        calendar, day = self.world.ledger.calendar, self.day(1)
        while not calendar.is_working_day(day):
            day += timedelta(1)
        return datetime.combine(day, time(9, 30), self.world.time.zone)

    def say(self, occasion: str) -> str:
        """What somebody says on an occasion; always the first of what can be said."""
        return self.world.words.says[occasion][0]

    # --- acting ---

    def do(self, unit: UnitId, kind: type[MatterCommand], of: str = "", /, **fields: Any) -> Matter:
        """Let a unit act; the matter as it is then."""
        matter = self.now(of)
        return self._must(self.world.do(unit, kind(matter=matter.id, **fields), matter))

    def set_up(self, unit: UnitId, command: SetUpCycle) -> None:
        """Let a unit set up what comes again."""
        if not self.world.set_up(unit, command):
            raise _CutError

    def open(self, unit: UnitId, deadline: int | None = None, **terms: Any) -> Matter:
        """Open the matter on a unit's own desk.

        Args:
            deadline: days after the end of the run; None for none.
            terms: fields of the terms beside goal, criteria and steps.
        """
        return self._open(
            unit, self._terms(**terms), Origin.DIRECTIVE if "reference" in terms else Origin.OWN, deadline
        )

    def request(self, deadline: int, **terms: Any) -> Matter:
        """Write down at the desk what a citizen asked for."""
        person = PersonId(f"c9{self.number:04d}")
        subject, words = SubjectId(person), self.world.words.scenes[self.key].words
        contact = f"139{self.number:08d}"
        personal = (Personal(subject, "words", words), Personal(subject, "contact", contact))
        return self._open(self.places.desk, self._terms(**terms), Origin.REQUEST, deadline, person, personal)

    def offer(self, unit: UnitId, to: UnitId) -> Matter:
        """Propose to hand it over."""
        return self.do(unit, accountability.OfferMatter, to=to, **self._admitted(to))

    def accept(self, of: str = "", protest: Protest | None = None, *, claim: bool = True) -> Matter:
        """Let whoever it is offered to take it, and keep it unless told otherwise."""
        offer = self.now(of).offer
        if offer is None:
            raise _CutError
        done = self.do(offer.to, accountability.AcceptOffer, of, offer=offer.offer, protest=protest)
        return self.do(offer.to, accountability.ClaimMatter, of) if claim and done.phase.value == "held" else done

    def give_back(self, reason_class: str, proposed: UnitId | None = None) -> Matter:
        """Let whoever it is offered to return it."""
        offer = self.now().offer
        if offer is None:
            raise _CutError
        fields: dict[str, Any] = {"reason_class": reason_class, "text": self.say(reason_class), "proposed": proposed}
        basis = self.world.document() if reason_class == "not_our_duty" else ""
        return self.do(offer.to, accountability.ReturnOffer, offer=offer.offer, basis=basis, **fields)

    def delegate(self, to: UnitId, of: str = "", deadline: int | None = None, **terms: Any) -> Matter:
        """Open a part of it and offer that to a unit below or beside."""
        whole = self.now(of)
        name = self.part(f"{of}-{whole.children + 1:02d}".lstrip("-"))
        title = f"{whole.title.partition(' · ')[0]} · {self.world.cast.name(to)}"
        first = self.world.cast.units[to].heads[0].id
        given = replace(self._terms(**terms), reference=whole.terms.reference, first_responsible=first)
        self.world.briefs[name] = Brief("")
        command = accountability.DelegatePart(
            matter=whole.id,
            part=name,
            to=to,
            title=title,
            terms=given,
            deadline_date=None if deadline is None else self.day(deadline),
            **self._admitted(to),
        )
        return self._must(self.world.do(whole.holder, command, whole))

    def _admitted(self, to: UnitId) -> dict[str, Any]:
        """The duty item by which a unit can be asked, or the document that lets it be asked all the same."""
        item = self.world.words.scenes[self.key].item
        duty_item = DutyItemId(item) if item else None
        admitted = self.world.organisation.admits(to, duty_item).ok
        return {"duty_item": duty_item, "approval": "" if admitted else self.world.document()}

    # --- papers ---

    def photographs(self, count: int) -> tuple[Attachment, ...]:
        """So many photographs from the spot."""
        form = self.world.words.forms["photograph"]
        numbers = range(self.number * 3, self.number * 3 + count)
        return tuple(self.world.papers.attach(form.format(n - numbers[0] + 1), photograph(n)) for n in numbers)

    def list_of(self, *cells: tuple[str, ...]) -> tuple[Attachment, ...]:
        """A list as a table."""
        return (self.world.papers.attach(self.world.words.forms["list"], table(cells)),)

    def _terms(self, **more: Any) -> Terms:
        scene = self.world.words.scenes[self.key]
        terms = Terms(goal=scene.goal, criteria=scene.criteria, steps=scene.steps)
        return replace(terms, **more)

    def _open(
        self,
        unit: UnitId,
        terms: Terms,
        origin: Origin,
        deadline: int | None,
        person: PersonId | None = None,
        personal: tuple[Personal, ...] = (),
    ) -> Matter:
        self.world.briefs[self.id] = Brief("")
        command = accountability.OpenMatter(
            matter=self.id,
            unit=unit,
            title=self.world.words.scenes[self.key].title.format(
                village=self.world.cast.name(self.places.village), town=self.world.cast.name(self.places.town)
            ),
            terms=terms,
            deadline_date=None if deadline is None else self.day(deadline),
            origin=origin,
            requester=person,
        )
        return self._must(self.world.do(unit, command, None, personal))

    def _must(self, done: Matter | None) -> Matter:
        if done is None:
            raise _CutError
        return done


RESTRICTED, PUBLIC = {"visibility": Visibility.RESTRICTED}, {"visibility": Visibility.PUBLIC}

Scene = Callable[[Play], Iterator[float]]
"""Acts, and yields before each act how many working days before the end it comes."""


def begin(scene: Scene, play: Play) -> None:
    """Enter a scene into the agenda, one act after the other."""
    steps = scene(play)

    def go_on() -> None:
        try:
            days = next(steps)
        except StopIteration:
            return
        except _CutError:
            play.world.cut.append(play.key)
            return
        play.world.agenda.enter(max(_instant(play.world, days), play.world.now + timedelta(minutes=1)), go_on)

    first = next(steps)  # what comes before the first act only names it
    play.world.agenda.enter(_instant(play.world, first), go_on)


def _instant(world: World, days: float) -> datetime:
    """So many working days before the end of the last one; in a short run earlier days move together."""
    length = len(world.time.days)
    room = min(1.0, (length - 1 - _RECENT) / (_LONGEST - _RECENT))
    before = days if days <= _RECENT else _RECENT + (days - _RECENT) * room
    return world.time.instant(max(0, round((length - before) * DAY_MINUTES)))
