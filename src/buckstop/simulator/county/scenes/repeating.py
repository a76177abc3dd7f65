"""What comes again: two cycles that live, and people who do what they open, one step at a time.

Nothing here draws by chance, so that a county with cycles is otherwise the county it was without them.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from types import MappingProxyType

from buckstop.domain.cycle.commands import SetUpCycle
from buckstop.domain.cycle.words import Anchor, DueKind, DueRule, Every, Rhythm, Shift
from buckstop.domain.ids import CycleId, UnitId
from buckstop.domain.matter.commands import MatterCommand, accountability, work
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Outcome, Phase, Terms, VerificationWay, Visibility
from buckstop.simulator.county.scenes.play import Play, Scene

WEEKLY, MONTHLY = CycleId("weekly-patrol"), CycleId("monthly-notice")
_WEEK = timedelta(days=7)
_MONTHS_AHEAD = timedelta(days=330)


def weekly_patrol(play: Play) -> Iterator[float]:
    """Every week the township gives the village a round of the reservoir; this week's lies there to be offered."""
    yield 24
    today = play.world.local_date(play.world.now)
    last = play.world.time.days[-1]  # a day that is worked, whatever day the run ends on
    first = last - (last - today) // _WEEK * _WEEK
    rhythm = Rhythm(Every.WEEK, 1, Anchor.SAME_DAY, Shift.PREVIOUS_WORKING_DAY, first)
    _set_up(play, WEEKLY, play.places.town, play.places.village, rhythm, DueRule(DueKind.WORKING_DAYS, 3))
    for days in (21, 19, 17, 15, 13, 11, 9.5, 8, 7, 6, 5, 4.5, 4):
        yield days
        _go_on(play, WEEKLY)


def monthly_notice(play: Play) -> Iterator[float]:
    """Every month the government tells all units how what was decided stands; the office of it does the work itself."""
    yield 25
    today = play.world.local_date(play.world.now)
    rhythm = Rhythm(Every.MONTH, 1, Anchor.FIRST_WORKING_DAY, Shift.NEXT_WORKING_DAY, today.replace(day=1))
    if rhythm.first_date < today:
        rhythm = Rhythm(Every.MONTH, 1, Anchor.LAST_WORKING_DAY, Shift.NEXT_WORKING_DAY, today)
    _set_up(play, MONTHLY, play.places.government, None, rhythm, DueRule(DueKind.WORKING_DAYS, 5))
    for days in (20, 15, 10, 6):
        yield days
        _go_on(play, MONTHLY)


def _set_up(play: Play, cycle: CycleId, unit: UnitId, planned: UnitId | None, rhythm: Rhythm, due: DueRule) -> None:
    said, cast = play.world.words.scenes[play.key], play.world.cast
    command = SetUpCycle(
        cycle=cycle,
        unit=unit,
        title=said.title.format(village=cast.name(play.places.village), town=cast.name(play.places.town)),
        terms=Terms(said.goal, said.criteria, said.steps, reference=_document(play), visibility=Visibility.PUBLIC),
        rhythm=rhythm,
        due=due,
        until_date=play.world.spec.last_date + _MONTHS_AHEAD,
        planned_for=planned,
    )
    play.set_up(unit, command)


def _document(play: Play) -> str:
    """The number of the document both rest on."""
    return play.world.words.forms["reference"].format(number=17, year=play.world.spec.first_date.year)


def _go_on(play: Play, cycle: CycleId) -> None:
    """One step for every matter the cycle opened but the last, which lies there for who looks around."""
    found = play.world.cycle(cycle)
    for past in found.turns[:-1]:
        if past.matter is not None:
            _step(play, play.world.load(past.matter), found.planned_for)


def _step(play: Play, matter: Matter, planned: UnitId | None) -> None:
    name = matter.id
    match matter.phase:
        case Phase.HELD if planned is not None and not matter.moves:
            offer = accountability.OfferMatter(matter=name, to=planned, approval=_document(play))
            _do(play, matter, matter.holder, offer)
        case Phase.HELD:
            _do(play, matter, matter.holder, accountability.ClaimMatter(matter=name))
        case Phase.OFFERED:
            assert matter.offer is not None
            answer = accountability.AcceptOffer(matter=name, offer=matter.offer.offer)
            _do(play, matter, matter.offer.to, answer)
        case Phase.SETTLED if matter.named_verifier is None:
            _do(play, matter, play.places.office, work.NameVerifier(matter=name, verifier=play.places.office))
        case Phase.SETTLED:
            _do(play, matter, matter.holder, work.ReportDone(matter=name, text=play.say("done")))
        case Phase.DONE:
            _verify(play, matter)
        case _:
            return


def _verify(play: Play, matter: Matter) -> None:
    met = tuple(range(len(matter.terms.criteria)))
    why, way = play.say("verified"), VerificationWay.DOCUMENTS
    command = work.VerifyMatter(matter=matter.id, outcome=Outcome.DONE, why=why, way=way, met=met)
    _do(play, matter, play.places.office, command)


def _do(play: Play, matter: Matter, unit: UnitId, command: MatterCommand) -> None:
    """Let the first head of a unit act; nothing where nobody is there, or the matter went elsewhere."""
    planned = play.world.cast.units[unit]
    posts = planned.verifiers if isinstance(command, work.VerifyMatter) and planned.verifiers else planned.heads
    actor = play.world.actor(unit, posts[0].id)
    if actor is not None:
        play.world.speak(actor, command, matter)


REPEATING: Mapping[str, Scene] = MappingProxyType({scene.__name__: scene for scene in (weekly_patrol, monthly_notice)})
"""Scenes of what comes again, by the keys of their words."""
