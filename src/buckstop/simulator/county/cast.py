"""Who is there: units with their posts, places, and which unit does what. Drawn up before anything is founded."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from buckstop.domain.ids import PostId, UnitId
from buckstop.domain.posts import Role
from buckstop.domain.units import UnitKind
from buckstop.simulator.county.spec import CountySpec
from buckstop.simulator.county.words import Words

HOTLINE = "hotline"
"""Key of the department that takes citizens' requests in."""


@dataclass(frozen=True, slots=True)
class PlannedPost:
    """A post that is to be created."""

    id: PostId
    title: str
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """A unit that is to be founded, with its posts.

    Args:
        superior: None for the root and for the outside arbiter.
        heads: posts that decide, the first in rank first; each deputises for the others.
        clerks: posts that do the daily work.
        verifiers: posts that look at the work of others.
    """

    id: UnitId
    name: str
    kind: UnitKind
    superior: UnitId | None
    aliases: tuple[str, ...]
    heads: tuple[PlannedPost, ...]
    clerks: tuple[PlannedPost, ...] = ()
    verifiers: tuple[PlannedPost, ...] = ()
    others: tuple[PlannedPost, ...] = ()

    def posts(self) -> Iterator[PlannedPost]:
        """All posts of the unit."""
        yield from (*self.heads, *self.clerks, *self.verifiers, *self.others)


@dataclass(frozen=True, slots=True)
class County:
    """One county of the cast.

    Args:
        root: its government.
        departments: by key of the words.
        villages: by township, in order.
    """

    prefix: str
    root: UnitId
    departments: Mapping[str, UnitId]
    townships: tuple[UnitId, ...]
    villages: Mapping[UnitId, tuple[UnitId, ...]]

    @property
    def hotline(self) -> UnitId:
        """The desk that takes citizens' requests in."""
        return self.departments[HOTLINE]

    def key_of(self, unit: UnitId) -> str:
        """The key of a department; empty for every other unit."""
        return next((key for key, one in self.departments.items() if one == unit), "")


@dataclass(frozen=True)
class Cast:
    """All units, in the order in which they can be founded."""

    root: UnitId
    office: UnitId
    arbiter: UnitId
    units: Mapping[UnitId, PlannedUnit]
    counties: tuple[County, ...]
    county_of: Mapping[UnitId, County] = field(default_factory=dict)

    def name(self, unit: UnitId) -> str:
        """What a unit is called."""
        return self.units[unit].name


class _Casting:
    """Units one after the other; a class because they all need the same words and sizes."""

    def __init__(self, spec: CountySpec, words: Words, rng: random.Random) -> None:
        self.spec, self.words, self.rng = spec, words, rng
        self.units: dict[UnitId, PlannedUnit] = {}

    def unit(
        self,
        name_of_id: str,
        name: str,
        kind: UnitKind,
        superior: UnitId | None,
        staff: tuple[int, int, int],
        aliases: tuple[str, ...] = (),
        others: tuple[tuple[str, Role], ...] = (),
    ) -> UnitId:
        """Enter a unit with so many heads, clerks and verifiers, and posts for special roles."""
        unit = UnitId(name_of_id)
        heads, clerks, verifiers = staff
        self.units[unit] = PlannedUnit(
            unit,
            name,
            kind,
            superior,
            aliases,
            tuple(
                self._post(unit, "deputy" if place else "head", place, {Role.LEADER, Role.MEMBER})
                for place in range(heads)
            ),
            tuple(self._post(unit, "clerk", place, {Role.MEMBER}) for place in range(clerks)),
            tuple(self._post(unit, "verifier", place, {Role.VERIFIER, Role.MEMBER}) for place in range(verifiers)),
            tuple(
                self._post(unit, title, 0, {role} if role is Role.AUDITOR else {role, Role.MEMBER})
                for title, role in others
            ),
        )
        return unit

    def _post(self, unit: UnitId, title: str, place: int, roles: set[Role]) -> PlannedPost:
        number = f".{place + 1}" if place else ""
        return PlannedPost(PostId(f"{unit}/{title}{number}"), self.words.posts[title], frozenset(roles))

    def county(self, number: int, superior: UnitId | None) -> County:
        """A county government with everything below it."""
        stems, forms = self.words.names["counties"], self.words.forms
        again = number // len(stems)
        stem = stems[number % len(stems)] + (str(again + 1) if again else "")
        prefix = "" if superior is None else f"c{number + 1:02d}."
        county = forms["county_form"].format(stem)
        kind = UnitKind.ROOT if superior is None else UnitKind.GOVERNMENT
        root = self.unit(f"{prefix}gov", forms["root_form"].format(county), kind, superior, (3, 4, 0))
        departments = self._departments(prefix, county, root)
        townships: list[UnitId] = []
        villages: dict[UnitId, tuple[UnitId, ...]] = {}
        for place in range(self.spec.townships):
            township, below = self._township(prefix, "" if superior is None else stem, root, place)
            townships.append(township)
            villages[township] = below
        return County(prefix, root, departments, tuple(townships), villages)

    def _departments(self, prefix: str, county: str, root: UnitId) -> dict[str, UnitId]:
        every = self.words.departments
        chosen = [*every[: self.spec.departments - 1], *(one for one in every if one.key == HOTLINE)]
        found: dict[str, UnitId] = {}
        for one in dict.fromkeys(chosen):
            name = self.words.forms["department_form"].format(county=county, name=one.name)
            others = (("intake", Role.INTAKE),) if one.key == HOTLINE else ()
            kind = UnitKind.DEPARTMENT
            found[one.key] = self.unit(f"{prefix}{one.key}", name, kind, root, (3, 6, 2), (one.alias,), others)
        return found

    def _township(self, prefix: str, stem: str, root: UnitId, place: int) -> tuple[UnitId, tuple[UnitId, ...]]:
        names, forms = self.words.names, self.words.forms
        again = place // len(names["townships"])
        own = names["townships"][place % len(names["townships"])] + (str(again + 1) if again else "")
        name = forms["township_form"].format(prefix=stem, name=own)
        unit = self.unit(f"{prefix}t{place + 1:02d}", name, UnitKind.TOWNSHIP, root, (3, 6, 2))
        stems = self.rng.sample(names["village_stems"], min(self.spec.villages, len(names["village_stems"])))
        below = []
        for number in range(self.spec.villages):
            village = stems[number % len(stems)] + (str(number // len(stems) + 1) if number >= len(stems) else "")
            called = forms["village_form"].format(township=name, name=village)
            below.append(self.unit(f"{unit}.v{number + 1:02d}", called, UnitKind.VILLAGE, unit, (2, 1, 0)))
        return unit, tuple(below)


def cast(spec: CountySpec, words: Words, rng: random.Random) -> Cast:
    """The units of a county, or of several under one government above them."""
    casting = _Casting(spec, words, rng)
    forms, names = words.forms, words.names
    upper: UnitId | None = None
    called = forms["county_form"].format(names["counties"][0])
    if spec.counties > 1:
        called = names["uppers"][0]
        upper = casting.unit("gov", forms["upper_form"].format(called), UnitKind.ROOT, None, (3, 4, 0))
    counties = tuple(casting.county(number, upper) for number in range(spec.counties))
    root = upper or counties[0].root
    inspectors = (("inspector", Role.SUPERVISION), ("administrator", Role.ADMINISTRATOR))
    office_name = forms["office_form"].format(called)
    office = casting.unit("office", office_name, UnitKind.OFFICE, root, (2, 2, 4), others=inspectors)
    arbiter_name = forms["arbiter_form"].format(called)
    auditors = (("auditor", Role.AUDITOR),)
    arbiter = casting.unit("committee", arbiter_name, UnitKind.OTHER, None, (1, 0, 0), others=auditors)
    county_of = {
        unit: county
        for county in counties
        for unit in (county.root, *county.departments.values(), *county.townships, *_villages(county))
    }
    return Cast(root, office, arbiter, casting.units, counties, county_of)


def _villages(county: County) -> Iterator[UnitId]:
    for villages in county.villages.values():
        yield from villages
