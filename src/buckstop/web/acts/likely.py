"""Units that are likely meant, the likeliest first: what a form suggests before anybody types."""

from collections.abc import Iterable, Iterator
from itertools import chain

from buckstop.domain.duties import DutyKind
from buckstop.domain.ids import UnitId
from buckstop.web.acts.act import Choices, Scene


def for_duty(scene: Scene) -> Iterator[UnitId]:
    """Units on whose duty list the matter's item stands as their own work."""
    item = scene.matter.terms.duty_item
    if item is not None:
        for unit in scene.organisation.tree.active_units:
            duty = scene.organisation.duty(unit, item)
            if duty is not None and duty.kind is DutyKind.BASIC:
                yield unit


def below(scene: Scene) -> Iterator[UnitId]:
    """Units directly below who speaks."""
    return (unit for unit in scene.organisation.tree.active_units if scene.organisation.superior(unit) == scene.unit)


def beside(scene: Scene) -> Iterator[UnitId]:
    """Units under the same superior."""
    above = scene.organisation.superior(scene.unit)
    active = scene.organisation.tree.active_units
    return (unit for unit in active if above is not None and scene.organisation.superior(unit) == above)


def others(scene: Scene, *several: Iterable[UnitId]) -> Iterator[UnitId]:
    """Units of these that neither hold the matter nor speak."""
    return (unit for unit in chain(*several) if unit not in {scene.matter.holder, scene.unit})


def to_offer(scene: Scene) -> Iterator[UnitId]:
    """To whom one offers a matter: whose duty it is, then who stands below, then beside."""
    return others(scene, for_duty(scene), below(scene), beside(scene))


def to_delegate(scene: Scene) -> Iterator[UnitId]:
    """To whom one gives a part: who stands below, then whose duty it is."""
    return others(scene, below(scene), for_duty(scene))


def to_propose(scene: Scene) -> Iterator[UnitId]:
    """Whose matter it may be instead: whose duty it is, then who had to do with it."""
    return others(scene, for_duty(scene), scene.matter.parties, beside(scene))


def to_ask(scene: Scene) -> Iterator[UnitId]:
    """Who may help: who stands beside, then below."""
    return others(scene, beside(scene), below(scene))


def to_hold(scene: Scene) -> Iterator[UnitId]:
    """Whom an arbiter may name: the parties, whose duty it is, the arbiter itself."""
    yield from scene.matter.parties
    yield from for_duty(scene)
    yield scene.unit


def to_verify(scene: Scene) -> Iterator[UnitId]:
    """Who may look whether it is done: units that had no part in it, the supervision office first."""
    organisation, matter = scene.organisation, scene.matter
    eligible = organisation.eligible_verifiers(matter.parties, matter.holder)
    yield from (unit for unit in eligible if unit == organisation.office)
    yield from (unit for unit in eligible if unit != organisation.office)


def levels(scene: Scene) -> Choices:
    """Units above the holder, the nearest first."""
    found: list[tuple[str, str]] = []
    unit = scene.organisation.nearest_active_superior(scene.matter.holder)
    while unit is not None:
        found.append((unit, scene.read.unit(unit)))
        unit = scene.organisation.nearest_active_superior(unit)
    if not found:
        outside = scene.organisation.outside_arbiter
        found.append((outside, scene.read.unit(outside)))
    return tuple(found)
