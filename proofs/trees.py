"""The organisations a search runs on: trees of units, what a retirement makes of them, and their symmetries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import permutations

from buckstop.domain.ids import UnitId
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import FoundOrganisation, FoundUnit, OrganisationCommand, RetireUnit
from buckstop.domain.organisation_decide import decide
from buckstop.domain.organisation_evolve import evolve_all
from buckstop.domain.refusals import Refusal
from buckstop.domain.units import UnitKind

FOUNDED_AT = datetime(2026, 1, 5, tzinfo=UTC)
ROOT = UnitId("r")
OUTSIDE_ARBITER = UnitId("outside")

Retired = frozenset[tuple[UnitId, UnitId | None]]
"""Which units were retired, each with its successor: all that later questions to the tree depend on."""

NOBODY: Retired = frozenset()


@dataclass(frozen=True, slots=True)
class Shape:
    """A tree before anything was retired.

    Args:
        superiors: of each unit but the root, superiors first.
        office: the supervision office: the root, or a unit right below it.
    """

    superiors: tuple[tuple[UnitId, UnitId], ...]
    office: UnitId = ROOT

    @property
    def units(self) -> tuple[UnitId, ...]:
        """Every unit, the root first."""
        return (ROOT, *(unit for unit, _ in self.superiors))

    @property
    def name(self) -> str:
        """The tree as nested brackets: `r(a(b c))`, the office with a star."""

        def below(unit: UnitId) -> str:
            inside = " ".join(below(child) for child, superior in self.superiors if superior == unit)
            star = "*" if unit == self.office != ROOT else ""
            return f"{unit}{star}({inside})" if inside else f"{unit}{star}"

        return below(ROOT)

    def symmetries(self) -> list[dict[UnitId, UnitId]]:
        """Every renaming of units that leaves tree and office as they are, the identity first."""
        edges = set(self.superiors)
        others = tuple(unit for unit, _ in self.superiors)
        found = []
        for image in permutations(others):
            to = dict(zip(others, image, strict=True)) | {ROOT: ROOT}
            if to[self.office] == self.office and {(to[low], to[high]) for low, high in edges} == edges:
                found.append(to)
        return found


def every_tree(count: int) -> list[Shape]:
    """Every tree of so many units, one of each form, the office with the root."""
    names = [ROOT, *(UnitId(letter) for letter in "abcdefgh"[: count - 1])]
    found: dict[tuple[object, ...], Shape] = {}

    def grow(superiors: tuple[tuple[UnitId, UnitId], ...]) -> None:
        if len(superiors) + 1 == count:
            found.setdefault(_form(superiors, ROOT), Shape(superiors))
            return
        for superior in names[: len(superiors) + 1]:
            grow((*superiors, (names[len(superiors) + 1], superior)))

    grow(())
    return list(found.values())


def _form(superiors: Iterable[tuple[UnitId, UnitId]], unit: UnitId) -> tuple[object, ...]:
    return tuple(sorted((_form(superiors, low) for low, high in superiors if high == unit), key=repr))


def _shape(office: str, **superiors: str) -> Shape:
    pairs = tuple((UnitId(unit), UnitId(superior)) for unit, superior in superiors.items())
    return Shape(pairs, UnitId(office))


SIX = (
    _shape("e", a="r", b="a", c="a", d="r", e="r"),
    _shape("e", a="r", b="a", c="b", d="b", e="r"),
    _shape("e", a="r", b="a", c="r", d="c", e="r"),
)
"""Three trees of six units with an office of their own: wide, deep, and two equal branches."""


@dataclass
class Orchard:
    """A tree and everything retirements make of it, each worked out once by the organisation's own rules."""

    shape: Shape
    grown: dict[Retired, Organisation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        office = self.shape.office
        commands: list[OrganisationCommand] = [
            FoundOrganisation(ROOT, "Root", OUTSIDE_ARBITER, "Court", office, "Root" if office == ROOT else "Office")
        ]
        commands += [
            FoundUnit(unit, unit, UnitKind.OTHER, superior) for unit, superior in self.shape.superiors if unit != office
        ]
        organisation: Organisation | None = None
        for command in commands:
            organisation = _after(organisation, command)
        assert organisation is not None
        self.grown[NOBODY] = organisation

    def retirements(self, retired: Retired) -> Iterator[Retired]:
        """What one more retirement can lead to: every unit but root and office, to every successor and to none."""
        organisation = self.grown[retired]
        active = organisation.tree.active_units
        for unit in active:
            if unit in {ROOT, self.shape.office}:
                continue
            above = organisation.nearest_active_superior(unit)
            assert above is not None
            moved = tuple((child, above) for child in organisation.tree.active_children(unit))
            for successor in (None, *(other for other in active if other != unit)):
                after = retired | {(unit, successor)}
                if after not in self.grown:
                    command = RetireUnit(unit, successor, "Decree 7" if successor else "", moved)
                    self.grown[after] = _after(organisation, command)
                yield after


def _after(organisation: Organisation | None, command: OrganisationCommand) -> Organisation:
    events = decide(organisation, command, FOUNDED_AT)
    assert not isinstance(events, Refusal), events
    return evolve_all(organisation, events)
