"""The page of one matter, put together for one reader: no more than they may see."""

from collections.abc import Iterable
from dataclasses import dataclass

from buckstop.app.ledger import Ledger
from buckstop.app.person_names import PersonNames
from buckstop.app.queries import MatterPage
from buckstop.app.readership import sight_of, units_of_parts
from buckstop.domain.organisation import Organisation
from buckstop.domain.seeing import Extent, Sight, Viewer
from buckstop.text.readers import Reader
from buckstop.web.matters.again import AgainView
from buckstop.web.matters.burden import BurdenView, burden_view
from buckstop.web.matters.custody import CustodyView, custody_view
from buckstop.web.matters.doing import DoingView
from buckstop.web.matters.head import HeadView, head_view
from buckstop.web.matters.outline import OutlineView, outline_view
from buckstop.web.matters.records import RecordsView, records_view
from buckstop.web.matters.requests import Threads, requests_view
from buckstop.web.matters.steps import Step, Teller, moves
from buckstop.web.matters.terms import TermsView, terms_view
from buckstop.web.matters.tree import AboveView, Onlooker, TreeView, above_view, titles_around, tree_view
from buckstop.web.matters.why import why_seen

STEPS_SHOWN = 50
STRETCHES_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Timeline:
    """A window of the steps, the latest first.

    Args:
        count: all steps there are.
        earlier: show those before this number, None where these are the first; later: the window after, None for the last.
    """

    steps: tuple[Step, ...]
    count: int
    earlier: int | None
    later: int | None


@dataclass(frozen=True, slots=True)
class Whole:
    """What only those may read who may read all of it."""

    custody: CustodyView
    timeline: Timeline
    tree: TreeView
    requests: tuple[Threads, ...]
    records: RecordsView
    burden: BurdenView


@dataclass(frozen=True, slots=True)
class MatterView:
    """The page of a matter.

    Args:
        why: why the reader sees it.
        terms: None for whoever asked for the matter and sees only how it stands.
        whole: None in outline; outline: what stands there instead, None where all of it is read.
        doing: what the reader can do; None in outline and on paper.
        again: which cycle opened it, or how one is set up like it; None where nothing is said of that.
        tells_readers: the reader may know who read it; only what is restricted has such a record.
    """

    head: HeadView
    why: str
    above: tuple[AboveView, ...]
    terms: TermsView | None
    whole: Whole | None
    outline: OutlineView | None = None
    doing: DoingView | None = None
    again: AgainView | None = None
    tells_readers: bool = False


def sight_of_page(organisation: Organisation, page: MatterPage, viewer: Viewer) -> Sight:
    """What a viewer may read of a matter whose page was read."""
    return sight_of(organisation, page.matter, viewer, units_of_parts(page.parts))


def teller_of(page: MatterPage, by: Onlooker, names: PersonNames) -> Teller:
    """Who tells the steps of a matter to one reader, and knows what the matters are called that these name."""
    teller = Teller(by.read, names, page.matter.id, len(page.events) - page.unwritten)
    teller.know(titles_around(page, by), page.events)
    return teller


def matter_view(
    ledger: Ledger,
    organisation: Organisation,
    page: MatterPage,
    viewer: Viewer,
    sight: Sight,
    read: Reader,
    *,
    before: int | None = None,
    steps: int = STEPS_SHOWN,
) -> MatterView:
    """The page for one reader.

    Args:
        sight: what they may read; something at least.
        before: the timeline shows steps with lower numbers; None for the latest.
        steps: how many of them.
    """
    now = ledger.now()
    names = PersonNames(ledger)
    by = Onlooker(ledger, organisation, viewer, read, now)
    teller = teller_of(page, by, names)
    requester_only = sight.extent is Extent.OWN_REQUEST
    head = head_view(page.matter, page.written_version, page.axes, page.clocks, read, names, now)
    return MatterView(
        head=head,
        why=why_seen(organisation, page.matter, viewer, sight, read),
        above=() if requester_only else above_view(page.above, page.matter, page.parts, by),
        terms=None if requester_only else terms_view(page.matter, page.events, read),
        whole=_whole(page, teller, by, before, steps) if sight.allowed else None,
        outline=None if sight.allowed else outline_view(page, head.answering, by),
    )


def _whole(page: MatterPage, teller: Teller, by: Onlooker, before: int | None, steps: int) -> Whole:
    matter = page.matter
    return Whole(
        custody=custody_view(page, teller, STRETCHES_SHOWN),
        timeline=timeline(page, teller, before, steps),
        tree=tree_view(matter, page.parts, by),
        requests=requests_view(page.events, page.clocks, teller),
        records=records_view(page.events, teller),
        burden=burden_view(by.ledger, by.organisation, matter, page.events, teller.read),
    )


def timeline(page: MatterPage, teller: Teller, before: int | None, most: int) -> Timeline:
    """A window of the steps, the latest first."""
    count = len(page.events)
    last = count if before is None else max(0, min(count, before - 1))
    first = max(0, last - most)
    moved = tuple(moves(page.events))
    return Timeline(
        steps=tuple(teller.step(n, page.events[n - 1], moved=moved[n - 1]) for n in _down(first + 1, last)),
        count=count,
        earlier=first + 1 if first else None,
        later=min(count, last + most) + 1 if last < count else None,
    )


def _down(first: int, last: int) -> Iterable[int]:
    return range(last, first - 1, -1)
