"""What is asked of others on the way, of every kind, so that every kind lies open on some desk."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from buckstop.domain.matter.asks import ProposalAbout, UpwardKind
from buckstop.domain.matter.commands import asks
from buckstop.domain.matter.commands.accountability import ClaimMatter
from buckstop.domain.matter.commands.work import ReportProgress
from buckstop.simulator.county.scenes.play import Play, Scene


def sliding_slope(play: Play) -> Iterator[float]:
    """Support at each stage: just asked, agreed and due tomorrow, delivered and not yet confirmed."""
    p = play.places
    yield 7
    play.open(p.town, 11, priority=1)
    play.do(p.town, ClaimMatter)
    for days, supporter, place in ((4.5, p.third, 0), (3.2, p.one, 1), (1, p.other, 2)):
        yield days
        what = play.world.words.says["support"][place]
        play.do(p.town, asks.AskSupport, supporter=supporter, what=what, wanted_date=play.day(1))
        if supporter != p.other:
            yield days - 0.6
            ask = play.now().supports[-1].ask
            play.do(supporter, asks.AgreeSupport, ask=ask)
    yield 0.7
    first = play.now().supports[0].ask
    play.do(p.third, asks.DeliverSupport, ask=first, text=play.say("support_given"), attachments=play.photographs(1))


def buried_cable(play: Play) -> Iterator[float]:
    """An obstacle the township cannot remove, named to the level that can; a request for people beside it."""
    p = play.places
    yield 6
    play.open(p.town, 13)
    play.do(p.town, ClaimMatter)
    yield 1.5
    text = play.say("scene_obstacle")
    play.do(p.town, asks.AskUpward, kind=UpwardKind.OBSTACLE, text=text, level=p.government)
    yield 0.9
    play.do(p.town, asks.AskUpward, kind=UpwardKind.PEOPLE, text=play.say("upward_people"))


def gate_key(play: Play) -> Iterator[float]:
    """A village asks its township for authority."""
    yield 5
    play.open(play.places.village, 8)
    play.do(play.places.village, ClaimMatter)
    yield 1.1
    play.do(play.places.village, asks.AskUpward, kind=UpwardKind.AUTHORITY, text=play.say("upward_authority"))


def wet_field(play: Play) -> Iterator[float]:
    """A village asks its township for more time."""
    yield 8
    play.open(play.places.town, 8)
    play.do(play.places.town, ClaimMatter)
    yield 7.7
    play.delegate(play.places.village, deadline=2)
    yield 7
    play.accept("01")
    yield 1.2
    play.do(play.places.village, asks.AskExtension, "01", wanted_date=play.day(7), reason=play.say("extension"))


def court_ruling(play: Play) -> Iterator[float]:
    """A department waits for a court; the government has to confirm that it is a wait. It asks for more time, too."""
    p = play.places
    yield 9
    play.open(p.government, 10, reference=play.world.document())
    play.do(p.government, ClaimMatter)
    yield 8.7
    play.delegate(p.one, deadline=6)
    yield 8
    play.accept("01")
    yield 1.4
    whom, question = (play.world.words.says[key][2] for key in ("wait_whom", "wait_question"))
    play.do(p.one, asks.BeginWait, "01", whom=whom, question=question, until_date=play.day(5))
    yield 1.1
    play.do(p.one, asks.AskExtension, "01", wanted_date=play.day(9), reason=play.world.words.says["extension"][1])


def power_line(play: Play) -> Iterator[float]:
    """A wait for the power company that the township confirmed: nobody's clock runs."""
    p = play.places
    yield 8
    play.open(p.town, 12)
    play.do(p.town, ClaimMatter)
    yield 7.6
    play.delegate(p.village, deadline=9)
    yield 7
    play.accept("01")
    yield 3.6
    whom, question = (play.world.words.says[key][1] for key in ("wait_whom", "wait_question"))
    matter = play.do(p.village, asks.BeginWait, "01", whom=whom, question=question, until_date=play.day(6))
    yield 2.8
    play.do(p.town, asks.AnswerWait, "01", ask=matter.waits[-1].ask, confirmed=True)


def sunken_road(play: Play) -> Iterator[float]:
    """The township calls two departments to the spot tomorrow morning."""
    p = play.places
    yield 2.6
    play.open(p.town, 5, priority=2)
    play.do(p.town, ClaimMatter)
    yield 1.9
    play.do(p.town, ReportProgress, text=play.say("progress"), percent=10, attachments=play.photographs(2))
    yield 0.6
    place, purpose = play.say("summon_place"), play.say("summon_purpose")
    play.do(p.town, asks.SummonUnits, units=(p.one, p.other), place=place, purpose=purpose, meet_at=play.meeting())


def one_tender(play: Play) -> Iterator[float]:
    """A clerk of the village proposes a better way; the department that holds the matter owes an answer."""
    p = play.places
    yield 6
    play.open(p.one, 14)
    play.do(p.one, ClaimMatter)
    yield 1.7
    play.do(p.village, asks.ProposeBetterWay, text=play.say("better_way"), about=ProposalAbout.WORK)


ASKING: Mapping[str, Scene] = MappingProxyType(
    {
        scene.__name__: scene
        for scene in (
            sliding_slope,
            buried_cable,
            gate_key,
            wet_field,
            court_ruling,
            power_line,
            sunken_road,
            one_tender,
        )
    }
)
"""Scenes of asks, by the keys of their words."""
