"""Who holds what for whom: the tree of units with bars, and a table of who gave and who holds."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import log2

from buckstop.app.boards import Holding, Load, tally, who_holds
from buckstop.domain.ids import UnitId
from buckstop.domain.organisation import Organisation
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.lookup import BETWEEN, By
from buckstop.text.readers import Reader
from buckstop.web.boards.filters import base_where
from buckstop.web.boards.tabs import Tab, tabs_of
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor

WIDTH = 160
"""Length of the longest bar, in the units of its picture."""

MOST_GROUPS = 28
_SHADES = 5
_ELSEWHERE, _OTHERS = _("units elsewhere"), _("all the others")
_ITSELF = _("%(unit)s itself")
_TOTAL = _("%(open)s open, %(late)s late, %(near)s due soon, %(offered)s waiting to be signed.")


@dataclass(frozen=True, slots=True)
class Bar:
    """A load as a picture: lengths of its parts, one after the other."""

    late: int
    near: int
    rest: int


@dataclass(frozen=True, slots=True)
class HoldingView:
    """A unit with what it and those below it hold.

    Args:
        whole: with everything below; own: of the unit itself.
        idle: units below that hold nothing and are not listed.
        unfolded: what is below is shown at once.
    """

    unit_id: str
    unit: str
    whole: Load
    own: Load
    bar: Bar
    below: tuple["HoldingView", ...]
    idle: int
    unfolded: bool


@dataclass(frozen=True, slots=True)
class HeatCell:
    """How much one group gave to another.

    Args:
        shade: 0 where nothing is, then up to 5.
    """

    open: int
    late: int
    shade: int


@dataclass(frozen=True, slots=True)
class HeatRow:
    """What one group gave.

    Args:
        address: of the same table one level down, empty where there is none.
    """

    words: str
    address: str
    cells: tuple[HeatCell, ...]
    total: int


@dataclass(frozen=True, slots=True)
class HeatTable:
    """Who gave, from above to below, and who holds, from left to right."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[HeatRow, ...]
    totals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WhoHoldsPage:
    """The map.

    Args:
        above: units above the one shown, from the top.
        root: None in the table of who gave to whom; heat: None in the tree.
        taken_at: when it was read; said: the sum in words.
    """

    tabs: tuple[Tab, ...]
    unit: str
    unit_id: str
    above: tuple[tuple[str, str], ...]
    root: HoldingView | None
    heat: HeatTable | None
    taken: str
    taken_at: str
    said: str
    live: str


def who_holds_page(who: Visitor, unit: UnitId, *, for_whom: bool) -> WhoHoldsPage:
    """The map from a unit downwards, as far as the visitor may read."""
    organisation, read = who.organisation, who.read
    root: HoldingView | None = None
    heat: HeatTable | None = None
    if for_whom:
        load, heat = _heat(who, unit)
    else:
        found = _at(who_holds(who.ledger, base_where(who).reading), unit) or Holding(unit, Load(), Load(), ())
        load, root = found.whole, _view(found, read, max(found.whole.open, 1), 0)
    now = who.ledger.now()
    return WhoHoldsPage(
        tabs=tabs_of(who, "who_holds"),
        unit=read.unit(unit),
        unit_id=unit,
        above=tuple((one, read.unit(one)) for one in reversed(organisation.tree.superiors(unit))),
        root=root,
        heat=heat,
        taken=read.instant(now),
        taken_at=now.isoformat(),
        said=read.say(
            _TOTAL, open=f"{load.open:,}", late=f"{load.late:,}", near=f"{load.near:,}", offered=f"{load.offered:,}"
        ),
        live=url("who_holds", unit=unit, view="given" if for_whom else None),
    )


def _at(holding: Holding, unit: UnitId) -> Holding | None:
    if holding.unit == unit:
        return holding
    return next((found for one in holding.below if (found := _at(one, unit)) is not None), None)


def _view(holding: Holding, read: Reader, most: int, depth: int) -> HoldingView:
    """A unit with those below it that hold anything, the fullest first."""
    busy = sorted((one for one in holding.below if one.whole.open), key=lambda one: (-one.whole.open, one.unit))
    longest = max((one.whole.open for one in busy), default=1)
    return HoldingView(
        unit_id=holding.unit,
        unit=read.unit(holding.unit),
        whole=holding.whole,
        own=holding.own,
        bar=_bar(holding.whole, most),
        below=tuple(_view(one, read, longest, depth + 1) for one in busy),
        idle=len(holding.below) - len(busy),
        unfolded=depth == 0,
    )


def _bar(load: Load, most: int) -> Bar:
    def length(number: int) -> int:
        return round(number * WIDTH / most)

    late, near, whole = length(load.late), length(load.near), length(load.open)
    return Bar(late, near, max(whole - late - near, 0))


@dataclass(frozen=True, slots=True)
class _Group:
    """Units counted together."""

    key: str
    words: str
    deeper: UnitId | None


def _heat(who: Visitor, top: UnitId) -> tuple[Load, HeatTable]:
    """Who gave to whom among the subordinates of a unit, with everything below each of them; and all of it together."""
    organisation = who.organisation
    inside = () if top == organisation.root else tuple(organisation.subtree(top))
    found = tally(who.ledger, replace(base_where(who), active=True, holder=inside), By.GIVER_AND_HOLDER)
    place = _places(organisation, top)
    loads: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for one in found:
        giver, _sign, holder = one.key.partition(BETWEEN)
        cell = loads[place.get(giver, _ELSEWHERE), place.get(holder, _ELSEWHERE)]
        cell[0] += one.open
        cell[1] += one.late
    merged = _merged(loads)
    groups = _groups(merged, organisation, top, who.read)
    whole = Load(
        open=sum(one.open for one in found),
        late=sum(one.late for one in found),
        near=sum(one.near for one in found),
        offered=sum(one.offered for one in found),
    )
    return whole, _table(merged, groups)


def _places(organisation: Organisation, top: UnitId) -> Mapping[str, str]:
    """For each unit below a top the subordinate of the top it is counted with."""
    found: dict[str, str] = {top: top}
    for child in organisation.tree.children.get(top, ()):
        found |= dict.fromkeys(organisation.subtree(child), child)
    return found


def _merged(loads: Mapping[tuple[str, str], list[int]]) -> Mapping[tuple[str, str], tuple[int, int]]:
    """The same with the smallest groups counted as one, where there are too many to show."""
    weight: dict[str, int] = defaultdict(int)
    for (giver, holder), (open_, _late) in loads.items():
        weight[giver] += open_
        weight[holder] += open_
    kept = set(sorted(weight, key=lambda key: (-weight[key], key))[:MOST_GROUPS])
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for (giver, holder), (open_, late) in loads.items():
        pair = (giver if giver in kept else _OTHERS, holder if holder in kept else _OTHERS)
        before = found.get(pair, (0, 0))
        found[pair] = before[0] + open_, before[1] + late
    return found


def _groups(
    loads: Mapping[tuple[str, str], tuple[int, int]], organisation: Organisation, top: UnitId, read: Reader
) -> tuple[_Group, ...]:
    """The groups in the order of the register: the unit itself, its subordinates, the rest."""
    keys = {key for pair in loads for key in pair}
    order: list[str] = [top, *organisation.tree.children.get(top, ()), _OTHERS, _ELSEWHERE]
    return tuple(_group(key, organisation, top, read) for key in order if key in keys)


def _group(key: str, organisation: Organisation, top: UnitId, read: Reader) -> _Group:
    if key in {_OTHERS, _ELSEWHERE}:
        return _Group(key, read.translate(key), None)
    if key == top:
        return _Group(key, read.say(_ITSELF, unit=read.unit(key)), None)
    unit = UnitId(key)
    return _Group(key, read.unit(unit), unit if organisation.tree.children.get(unit) else None)


def _table(loads: Mapping[tuple[str, str], tuple[int, int]], groups: tuple[_Group, ...]) -> HeatTable:
    most = max((open_ for open_, _late in loads.values()), default=1)
    givers = [one for one in groups if any(giver == one.key for giver, _ in loads)]
    holders = [one for one in groups if any(holder == one.key for _, holder in loads)]
    rows = tuple(
        HeatRow(
            words=giver.words,
            address=_deeper(giver),
            cells=tuple(_cell(loads.get((giver.key, holder.key), (0, 0)), most) for holder in holders),
            total=sum(open_ for (key, _), (open_, _late) in loads.items() if key == giver.key),
        )
        for giver in givers
    )
    return HeatTable(
        columns=tuple((one.words, _deeper(one)) for one in holders),
        rows=rows,
        totals=tuple(
            sum(open_ for (_, key), (open_, _late) in loads.items() if key == holder.key) for holder in holders
        ),
    )


def _deeper(group: _Group) -> str:
    return url("who_holds", unit=group.deeper, view="given") if group.deeper else ""


def _cell(load: tuple[int, int], most: int) -> HeatCell:
    """The more, the darker: by equal steps of the number's length, so that a few giants leave the rest apart."""
    open_, late = load
    shade = min(_SHADES, 1 + int(_SHADES * log2(open_ + 1) / log2(most + 1))) if open_ else 0
    return HeatCell(open_, late, shade)
