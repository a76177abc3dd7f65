"""Units to pick from, the nearest first, and units that a duty list speaks for: what a form names before anybody types."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from math import inf

from buckstop.domain.duties import Duty, DutyKind
from buckstop.domain.ids import UnitId
from buckstop.ledger.words import words_of
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


def covering(scene: Scene) -> Iterator[tuple[UnitId, str]]:
    """Units whose duty list covers words of the matter as their own work, the most telling first, with the item.

    Words that stand in many items ("works", "management") tell units apart no more than none, and do not count.
    """
    own = [
        duty
        for unit, duties in scene.organisation.duties.lists.items()
        if scene.organisation.active(unit) and unit not in {scene.matter.holder, scene.unit}
        for duty in duties.values()
        if duty.kind is DutyKind.BASIC
    ]
    words = {duty: telling_words(duty.title) for duty in own}
    often = Counter(word for found in words.values() for word in found)
    most = max(1, len(own) // _ONE_IN)
    asked = telling_words(scene.matter.title, scene.matter.terms.goal)
    weights: dict[Duty, float] = {}
    for duty, found in words.items():
        weight = sum(1 / often[word] for word in found & asked if often[word] <= most)
        if duty.item == scene.matter.terms.duty_item:
            weight = inf
        if weight:
            weights[duty] = weight
    best: dict[UnitId, str] = {}
    for duty in sorted(weights, key=lambda one: (-weights[one], one.unit, one.item)):
        best.setdefault(duty.unit, duty.title)
    yield from best.items()


def telling_words(*texts: str) -> frozenset[str]:
    """Words of texts that may tell one duty from another: pairs of Chinese characters, other words of four letters or more."""
    found = words_of(*texts).split()
    return frozenset(word for word in found if len(word) >= (_LETTERS if word.isascii() else _CHARACTERS))


_ONE_IN = 10  # of the items; a word in more of them is a common one
_LETTERS, _CHARACTERS = 4, 2


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
