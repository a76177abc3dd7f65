"""A matter whose terms name who is meant to support it, on its way to being asked."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from buckstop.domain.matter.commands import asks
from buckstop.simulator.county.scenes.play import Play, Scene


def flooded_market(play: Play) -> Iterator[float]:
    """The government names three departments to support a township: one is asked, one is not needed, one not asked yet."""
    p = play.places
    yield 5
    play.open(p.government, 12, reference=play.world.document(), supports=(p.third, p.other, p.one))
    yield 4.6
    play.offer(p.government, p.town)
    yield 3.4
    play.accept()
    yield 1.3
    play.do(p.town, asks.AskSupport, supporter=p.third, what=play.say("support"), wanted_date=play.day(4))
    yield 0.1
    play.do(p.town, asks.WaiveSupports, units=(p.one,), reason=play.say("support_waived"))


NAMING: Mapping[str, Scene] = MappingProxyType({"flooded_market": flooded_market})
"""The scene of named supports."""
