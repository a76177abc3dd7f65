"""What a matter is a part of, and its own parts: as much of each as the reader may see."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from buckstop.app.ledger import Ledger
from buckstop.app.queries import Branch, MatterPage
from buckstop.app.readership import sight_of, units_of_parts
from buckstop.domain.ids import MatterId
from buckstop.domain.matter.axes import Colour, Light, Watch, axes
from buckstop.domain.matter.state import Matter
from buckstop.domain.organisation import Organisation
from buckstop.domain.seeing import Extent, Viewer
from buckstop.i18n import gettext_noop as _
from buckstop.ledger.codec import decode
from buckstop.text.readers import Reader
from buckstop.web.rows import RowView, row_of_matter

MOST_PARTS_SHOWN = 200
_RESERVE = _("%(days)s working days before the whole is due")
_ONE_DAY = _("1 working day before the whole is due")
_NO_RESERVE = _("due together with the whole: no reserve is left")


@dataclass(frozen=True, slots=True)
class AboveView:
    """Something the matter is a part of, the whole first.

    Args:
        title: empty where it is not the reader's to see.
        linked: its page opens for the reader, in full or in outline.
        restricted: that its title stands here is a reading that goes on record.
    """

    matter: str
    title: str
    goal: str
    holder: str
    deadline: str
    linked: bool
    restricted: bool


@dataclass(frozen=True, slots=True)
class PartView:
    """A part with its own parts.

    Args:
        reserve: how its deadline lies inside that of what it is a part of.
        below: how many parts stand below it, at every depth; ended and late: of those.
    """

    row: RowView
    reserve: str
    parts: tuple["PartView", ...]
    below: int
    ended: int
    late: int


@dataclass(frozen=True, slots=True)
class TreeView:
    """The parts of a matter.

    Args:
        count: all of them, at every depth; shown: how many stand here.
    """

    parts: tuple[PartView, ...]
    count: int
    shown: int


@dataclass(frozen=True)
class Onlooker:
    """Who looks at a family of matters, and when."""

    ledger: Ledger
    organisation: Organisation
    viewer: Viewer
    read: Reader
    now: datetime


def above_view(
    above: Sequence[Matter], matter: Matter, branches: Iterable[Branch], by: Onlooker
) -> tuple[AboveView, ...]:
    """What a matter is a part of: whoever holds a part may read title, terms and holder of what is above it."""
    units = units_of_parts((Branch(matter, tuple(branches)),))
    found: list[AboveView] = []
    for one in reversed(above):
        sight = sight_of(by.organisation, one, by.viewer, units)
        units |= units_of_parts((Branch(one, ()),))
        seen = sight.extent in {Extent.WHOLE, Extent.OUTLINE}
        row = row_of_matter(one, by.read, by.now)
        found.append(
            AboveView(
                matter=one.id,
                title=one.title if seen else "",
                goal=one.terms.goal if seen else "",
                holder=row.holder,
                deadline=row.deadline,
                linked=seen,
                restricted=seen and row.restricted,
            )
        )
    return tuple(reversed(found))


def titles_around(page: MatterPage, by: Onlooker) -> dict[str, str]:
    """Titles of what a matter is a part of and of its parts, as far as they are the reader's to see; see `Titles`."""
    titles: dict[str, str] = {}
    units = units_of_parts((Branch(page.matter, page.parts),))
    seen = [(one, sight_of(by.organisation, one, by.viewer, units)) for one in page.above]
    seen += [(one.matter, sight_of(by.organisation, one.matter, by.viewer)) for one in flat(page.parts)]
    for matter, sight in seen:
        if sight.extent in {Extent.WHOLE, Extent.OUTLINE}:
            titles[matter.id] = "" if sight.logged else matter.title
    return titles


def tree_view(matter: Matter, branches: tuple[Branch, ...], by: Onlooker) -> TreeView:
    """The parts of a matter with their states and lights."""
    everything = list(flat(branches))
    shown = {branch.matter.id for branch in everything[:MOST_PARTS_SHOWN]}
    lights = _lights([branch.matter for branch in everything[:MOST_PARTS_SHOWN] if branch.matter.open], by)
    parts = _parts(matter, branches, shown, lights, by)
    return TreeView(parts, len(everything), len(shown))


def restricted_beside(above: Iterable[AboveView], parts: Iterable[PartView]) -> Iterator[str]:
    """Restricted matters beside the one the page is about, whose titles stand there for the reader."""
    yield from (one.matter for one in above if one.restricted)
    for part in parts:
        if part.row.restricted and not part.row.closed_door:
            yield part.row.matter
        yield from restricted_beside((), part.parts)


def _extent(branch: Branch, by: Onlooker) -> Extent:
    extent = sight_of(by.organisation, branch.matter, by.viewer).extent
    if extent is Extent.NOTHING and branch.parts:
        return sight_of(by.organisation, branch.matter, by.viewer, units_of_parts(branch.parts)).extent
    return extent


def _parts(
    whole: Matter,
    branches: Iterable[Branch],
    shown: set[MatterId],
    lights: Mapping[MatterId, tuple[Light, ...]],
    by: Onlooker,
) -> tuple[PartView, ...]:
    return tuple(_part(whole, branch, shown, lights, by) for branch in branches if branch.matter.id in shown)


def _part(
    whole: Matter, branch: Branch, shown: set[MatterId], lights: Mapping[MatterId, tuple[Light, ...]], by: Onlooker
) -> PartView:
    part, below = branch.matter, [one.matter for one in flat(branch.parts)]
    closed_door = _extent(branch, by) is Extent.NOTHING
    return PartView(
        row=row_of_matter(part, by.read, by.now, lights=lights.get(part.id, ()), closed_door=closed_door),
        reserve=_reserve(whole, part, by.read),
        parts=_parts(part, branch.parts, shown, lights, by),
        below=len(below),
        ended=sum(not one.open for one in below),
        late=sum(_late(lights.get(one.id, ())) for one in below),
    )


def flat(branches: Iterable[Branch]) -> Iterator[Branch]:
    """Every part before its own parts, so that what is cut off lies deepest in what comes last."""
    for branch in branches:
        yield branch
        yield from flat(branch.parts)


def _late(lights: Sequence[Light]) -> bool:
    return any(light.burning and light.colour is Colour.RED for light in lights)


def _lights(matters: Sequence[Matter], by: Onlooker) -> Mapping[MatterId, tuple[Light, ...]]:
    """The lights of each matter, the gravest first: one question for all their histories."""
    if not matters:
        return {}
    found: dict[MatterId, tuple[Light, ...]] = {}
    watch = Watch.of(by.ledger.pack)
    histories = by.ledger.store.histories([matter.id for matter in matters])
    for matter in matters:
        events = [decode(event.body).event for event in histories[matter.id]]
        found[matter.id] = axes(matter, events, by.now, watch, by.ledger.calendar).lights
    return found


def _reserve(whole: Matter, part: Matter, read: Reader) -> str:
    """How many working days lie between the deadline of an open part and that of the whole."""
    if whole.deadline is None or part.deadline is None or not part.open:
        return ""
    days = read.calendar.working_days_between(part.deadline.due_at, whole.deadline.due_at)
    return read.say({0: _NO_RESERVE, 1: _ONE_DAY}.get(days, _RESERVE), days=days)
