"""Names of units as a register holds them and as officials write them.

A name is resolved by the first of these that fits exactly one active unit:

1. It is the unit's name or one of its aliases; or a former name, or the name of a retired unit with an active successor
   (then the mention is marked as renamed).
2. The same with the ending of a unit in its short or long form (committee, office, federation, government).
3. The same without what says only which county: the name of the region, with what stands before it, its level
   ("county"), "our". A name that says another level ("city") never fits a unit of this one.
4. It is an abbreviation: its characters stand in the full name in this order, the first and the last at the same ends.

Widths, capitals and traditional or simplified characters make no difference. Where two units fit, nothing is resolved: they are candidates. Where none fits, the nearest spellings are.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from buckstop.domain.ids import UnitId
from buckstop.intake.directives.repairs.script import in_simplified
from buckstop.intake.directives.words import entry

_MOST_CANDIDATES = 5
_NEAR = 0.5
_SHORTEST = 2
_LONGEST = 80
_SEVERAL = 3  # names that begin with the same level before it counts as the register's own
_MARKS = tuple(entry("zh", "levels.marks"))
_OURS = tuple(entry("zh", "levels.ours"))
_PAIRS = tuple((long, short) for long, short in entry("zh", "levels.suffix_pairs"))
_LEADING = tuple(entry("en", "levels.leading"))
_REGION = re.compile("([\u3400-\u9fff]{1,7}[" + "".join(_MARKS) + "])")
# Enterprises and services of the state put their own name before the region's.
_REGION_WITHIN = re.compile(
    "(?:" + "|".join(entry("zh", "levels.before_region")) + ")([\u3400-\u9fff]{2,4}[" + "".join(_MARKS) + "])(?=.{2})"
)
_GOVERNMENTS = tuple(long for long, short in _PAIRS if not short)
_OF = re.compile(r"(bureau|department|office|commission|ministry|agency) of ([a-z' -]+)")
# "Qingshui County Finance Bureau": at most two words before the level belong to its name.
_LED = re.compile(rf"(?:[a-z'-]+ ){{0,2}}(?P<level>{'|'.join(_LEADING)}) (?P<rest>[a-z].*)")
_PEOPLES = _GOVERNMENTS[0]


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """A unit of the register.

    Args:
        former_names: names it had before.
        active: False for a retired unit; its names then mean its successor.
        successor: who took over from a retired unit; None where nobody is named.
    """

    unit: UnitId
    name: str
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    active: bool = True
    successor: UnitId | None = None


Entry = UnitEntry | tuple[UnitId, str, tuple[str, ...], tuple[str, ...], bool, UnitId | None]


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whom a name means.

    Args:
        unit: None where it is unknown or fits several.
        candidates: whom it could mean, the nearest first; empty where it is resolved.
        several: it fits several units equally well.
    """

    unit: UnitId | None = None
    candidates: tuple[UnitId, ...] = ()
    renamed: bool = False
    several: bool = False


@dataclass(frozen=True, slots=True)
class _Named:
    """One name of one unit, cut into the level it says and the rest.

    Args:
        plain: the whole name in small letters and without blanks.
        cores: the rest in every form that means the same.
    """

    unit: UnitId
    plain: str
    level: str
    cores: frozenset[str]
    renamed: bool


_Index = dict[str, tuple[_Named, ...]]


@dataclass(frozen=True)
class UnitNames:
    """All names of a register, ready to be asked.

    Args:
        exact: names as they are; `forms` in every form of their ending; `cores` without what says which county; `ends`
            by the first and last sign of such a core.
    """

    named: tuple[_Named, ...]
    regions: tuple[str, ...]
    levels: frozenset[str]
    exact: _Index
    forms: _Index
    cores: _Index
    ends: _Index
    _fits: dict[str, tuple[_Named, ...]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _answers: dict[str, Resolution] = field(default_factory=dict, init=False, compare=False, repr=False)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "UnitNames":
        """The names of these units."""
        units = [one if isinstance(one, UnitEntry) else UnitEntry(*one) for one in entries]
        regions = _regions(units)
        levels = _levels(units, regions)
        known = {unit.unit: unit for unit in units}
        named: list[_Named] = []
        for unit in units:
            present = _present(unit, known)
            if present is None:
                continue
            retired = present != unit.unit
            own = [name for name in (unit.name, *unit.aliases) if _plain(name)]
            former = [name for name in unit.former_names if _plain(name)]
            named += (_named(present, name, regions, levels, renamed=retired) for name in own)
            named += (_named(present, name, regions, levels, renamed=True) for name in former)
        return cls(
            tuple(named),
            regions,
            levels,
            _indexed((one.plain, one) for one in named),
            _indexed((form, one) for one in named for form in _forms(one.plain)),
            _indexed((core, one) for one in named for core in one.cores),
            _indexed((_ends(core), one) for one in named for core in one.cores),
        )

    def knows(self, words: str) -> bool:
        """Whether words are a name in the register, letter by letter."""
        return _plain(words) in self.exact

    def means_one(self, words: str) -> bool:
        """Whether a name means exactly one unit, by the rules of this module."""
        return len({one.unit for one in self._fitting(words)}) == 1

    def resolve(self, words: str) -> Resolution:
        """Whom a name means, by the rules of this module."""
        if words not in self._answers:
            answer = _answer(self._fitting(words))
            self._answers[words] = answer or Resolution(candidates=self._nearest(_plain(words)))
        return self._answers[words]

    def _fitting(self, words: str) -> tuple[_Named, ...]:
        """The names that the first rule under which any fits finds; present names go before former ones."""
        if words not in self._fits:
            plain = _plain(words)
            found = next((fits for fits in self._by_rule(plain) if fits), ()) if 0 < len(plain) <= _LONGEST else ()
            present = tuple(one for one in found if not one.renamed)
            self._fits[words] = present or found
        return self._fits[words]

    def _by_rule(self, plain: str) -> Iterator[tuple[_Named, ...]]:
        """What fits under each rule, in their order."""
        yield self.exact.get(plain, ())
        yield tuple(one for form in _forms(plain) for one in self.forms.get(form, ()))
        asked = tuple(_readings(plain, self.regions))
        yield tuple(
            one
            for level, cores in asked
            for core in cores
            for one in self.cores.get(core, ())
            if not level or _level_fits(level, one, self)
        )
        yield tuple(
            one
            for level, cores in asked
            for core in cores
            for one in self.ends.get(_ends(core), ())
            if (not level or _level_fits(level, one, self))
            and any(len(core) < len(full) and abbreviates(core, full) for full in one.cores)
        )

    def _nearest(self, plain: str) -> tuple[UnitId, ...]:
        spellings = {plain, *(core for _level, cores in _readings(plain, self.regions) for core in cores)}
        near: dict[UnitId, float] = {}
        for spelling in sorted(spellings):
            matcher = SequenceMatcher(autojunk=False)
            matcher.set_seq2(spelling)
            for one in self.named:
                for full in (one.plain, *sorted(one.cores)):
                    matcher.set_seq1(full)
                    if matcher.quick_ratio() >= max(_NEAR, near.get(one.unit, 0.0)):
                        near[one.unit] = max(near.get(one.unit, 0.0), matcher.ratio())
        ranked = sorted((-ratio, unit) for unit, ratio in near.items() if ratio >= _NEAR)
        return tuple(unit for _ratio, unit in ranked[:_MOST_CANDIDATES])


def _indexed(pairs: Iterable[tuple[str, _Named]]) -> _Index:
    found: dict[str, dict[_Named, None]] = {}
    for key, one in pairs:
        found.setdefault(key, {})[one] = None
    return {key: tuple(named) for key, named in found.items()}


def _ends(core: str) -> str:
    """What an abbreviation of a name keeps: its first and last sign, its first and last word in Latin letters."""
    parts = core.split() if core.isascii() else core
    return f"{parts[0]}…{parts[-1]}" if parts else ""


def abbreviates(short: str, full: str) -> bool:
    """Whether officials could write a full name so short.

    Its characters (words, in Latin letters) stand in the full name in this order, the first at the beginning and the
    last at the end, and there are two at least.
    """
    parts, whole = (short.split(), full.split()) if full.isascii() else (list(short), list(full))
    if len(parts) < _SHORTEST or not whole or parts[0] != whole[0] or parts[-1] != whole[-1]:
        return False
    rest = iter(whole)
    return all(part in rest for part in parts)


def _answer(fits: tuple[_Named, ...]) -> Resolution | None:
    """The one unit that fits; candidates where several do; None where none does."""
    units = tuple(dict.fromkeys(one.unit for one in fits))
    if len(units) > 1:
        return Resolution(candidates=units[:_MOST_CANDIDATES], several=True)
    return Resolution(units[0], renamed=fits[0].renamed) if units else None


def _present(unit: UnitEntry, known: dict[UnitId, UnitEntry]) -> UnitId | None:
    """The active unit that now answers to the names of a unit; None where nobody took over."""
    seen: set[UnitId] = set()
    while not unit.active:
        if unit.successor is None or unit.successor not in known or unit.unit in seen:
            return None
        seen.add(unit.unit)
        unit = known[unit.successor]
    return unit.unit


def _plain(words: str) -> str:
    folded = " ".join(unicodedata.normalize("NFKC", words).casefold().split())
    return folded if folded.isascii() else in_simplified(folded.replace(" ", ""))


def _regions(units: list[UnitEntry]) -> tuple[str, ...]:
    """Names of regions among the units ("Qingshui county"), the longest first; units may carry them in front."""
    found = set()
    for unit in units:
        name = _plain(unit.name)
        if within := _REGION_WITHIN.match(name):
            found.add(within[1])
        for ending in _GOVERNMENTS:
            name = name.removesuffix(ending)
        if _REGION.fullmatch(name):
            found.add(name)
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


def _levels(units: list[UnitEntry], regions: tuple[str, ...]) -> frozenset[str]:
    """The levels that the register's units are of: those of its regions, and those that several names begin with."""
    first = [unit.name[:1] for unit in units if len(unit.name) > _SHORTEST]
    return frozenset({region[-1] for region in regions} | {mark for mark in _MARKS if first.count(mark) >= _SEVERAL})


def _named(unit: UnitId, name: str, regions: tuple[str, ...], levels: frozenset[str], *, renamed: bool) -> _Named:
    plain = _plain(name)
    for region in regions:
        if plain.startswith(region) and len(plain) >= len(region) + _SHORTEST:
            return _Named(unit, plain, region[-1], _forms(plain.removeprefix(region)), renamed)
        before, _region, rest = plain.partition(region)
        if before and len(rest) >= _SHORTEST:
            return _Named(unit, plain, region[-1], _forms(rest) | _forms(before + rest), renamed)
    if plain[:1] in levels and len(plain) > _SHORTEST:
        return _Named(unit, plain, plain[0], _forms(plain[1:]), renamed)
    if led := _LED.fullmatch(plain):
        return _Named(unit, plain, led["level"], _forms(led["rest"]), renamed)
    return _Named(unit, plain, "", _forms(plain), renamed)


def _readings(plain: str, regions: tuple[str, ...]) -> Iterator[tuple[str, frozenset[str]]]:
    """The ways to cut a name into the level it says and the rest; the level is empty where it says none."""
    yield "", _forms(plain)
    for region in regions:
        if plain.startswith(region) and len(plain) >= len(region) + _SHORTEST:
            yield region[-1], _forms(plain.removeprefix(region))
    bare = plain[1:] if plain.startswith(_OURS) and plain[1:2] in _MARKS else plain
    if bare[:1] in _MARKS and len(bare) > _SHORTEST:
        yield bare[0], _forms(bare[1:])
    if led := _LED.fullmatch(plain):
        yield led["level"], _forms(led["rest"])


def _level_fits(level: str, one: _Named, names: UnitNames) -> bool:
    """Whether a unit may be of the level that a name says; one that says none is of the level of a known region."""
    if one.level:
        return one.level == level
    return level in _LEADING or not names.levels or level in names.levels


def _forms(core: str) -> frozenset[str]:
    """A name in the forms that mean the same: its ending long or short, "bureau of X" as "X bureau"."""
    forms = {core, core.replace(_PEOPLES, _GOVERNMENTS[-1])}
    if turned := _OF.fullmatch(core):
        forms.add(f"{turned[2]} {turned[1]}")
    for long, short in _PAIRS:
        for form in tuple(forms):
            if form.endswith(long) and len(form) - len(long) + len(short) >= _SHORTEST and form != long:
                forms.add(form[: len(form) - len(long)] + short)
    return frozenset(forms)
