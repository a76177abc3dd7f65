"""The lively present: matters whose last weeks are written beforehand, so that every desk has something on it.

Why: what habits leave behind on the last evening differs from seed to seed; who signs in to look around should find an
offer to sign, a dispute to decide and a claim to verify in every county. What the scenes do goes through the one door
like everything else. A further scene is one more function in the table of its file.
"""

from itertools import chain

from buckstop.simulator.county.places import places_in
from buckstop.simulator.county.scenes.asking import ASKING
from buckstop.simulator.county.scenes.daily import DAILY
from buckstop.simulator.county.scenes.directive import DIRECTIVE
from buckstop.simulator.county.scenes.disputes import DISPUTES
from buckstop.simulator.county.scenes.naming import NAMING
from buckstop.simulator.county.scenes.play import Play, begin
from buckstop.simulator.county.scenes.repeating import REPEATING
from buckstop.simulator.county.world import World

_SCENES = (DIRECTIVE, DAILY, DISPUTES, ASKING, REPEATING, NAMING)


def play_scenes(world: World) -> None:
    """Enter all scenes into the agenda; each is over on the evening of the last working day."""
    places = places_in(world.cast.units)
    for number, (key, scene) in enumerate(chain.from_iterable(one.items() for one in _SCENES), start=1):
        begin(scene, Play(world, places, number, key))


__all__ = ["play_scenes"]
