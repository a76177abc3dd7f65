"""What units do not agree about: disputes that wait for a decision, one just decided, one appealed against."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from buckstop.domain.matter.commands import accountability
from buckstop.simulator.county.scenes.play import Play, Scene


def _sent_round(play: Play, days: float) -> Iterator[float]:
    """A request that two departments send back one after the other: then their superior has to decide."""
    p = play.places
    yield days
    play.request(9)
    yield days - 0.2
    play.offer(p.desk, p.one)
    yield days - 0.7
    play.give_back("not_our_duty", p.other)
    yield days - 0.9
    play.offer(p.desk, p.other)
    yield days - 1.4
    play.give_back("not_our_duty", p.one)


def whose_lamp(play: Play) -> Iterator[float]:
    """Waits for the government's decision since yesterday."""
    yield from _sent_round(play, 3)


def whose_pole(play: Play) -> Iterator[float]:
    """Likewise, for three days."""
    yield from _sent_round(play, 5)


def whose_culvert(play: Play) -> Iterator[float]:
    """Decided this morning: the other department holds it."""
    yield from _sent_round(play, 4.5)
    yield 0.8
    p = play.places
    play.do(p.government, accountability.DecideMatter, holder=p.other, reason=play.say("decide"))


def border_ditch(play: Play) -> Iterator[float]:
    """Two villages; the township has to decide."""
    p = play.places
    yield 2.7
    play.open(p.village, 18)
    yield 2.5
    play.offer(p.village, p.next_village)
    yield 1.6
    play.give_back("not_our_duty", p.village)
    yield 1.2
    fields = {"reason_class": "units_disagree", "text": play.say("escalate"), "proposed": p.next_village}
    play.do(p.village, accountability.EscalateMatter, **fields)


def border_bridge(play: Play) -> Iterator[float]:
    """The township decided; the village brings new facts, and the government has to look at them."""
    p = play.places
    yield 7
    play.open(p.next_village, 20)
    yield 6.6
    fields = {"reason_class": "units_disagree", "text": play.say("escalate"), "proposed": p.village}
    play.do(p.next_village, accountability.EscalateMatter, **fields)
    yield 4
    play.do(p.town, accountability.DecideMatter, holder=p.village, reason=play.say("decide"))
    yield 1.1
    play.do(p.village, accountability.AppealMatter, facts=play.say("appeal"))


DISPUTES: Mapping[str, Scene] = MappingProxyType(
    {scene.__name__: scene for scene in (whose_lamp, whose_pole, whose_culvert, border_ditch, border_bridge)}
)
"""Scenes of disputes, by the keys of their words."""
