"""What stands on the page of a matter that is read only in outline: why that is so, whom to ask, the reader's own parts."""

from dataclasses import dataclass

from buckstop.app.queries import MatterPage
from buckstop.app.readership import sight_of
from buckstop.i18n import gettext_noop as _
from buckstop.web.matters.head import Answering
from buckstop.web.matters.tree import Onlooker, flat
from buckstop.web.rows import RowView, row_of_matter

_ASK_PERSON = _("Ask %(name)s, %(post)s of %(unit)s, for what else you need to know.")
_ASK_POST = _("Ask %(post)s of %(unit)s for what else you need to know.")
_ASK_UNIT = _("Ask %(unit)s for what else you need to know.")


@dataclass(frozen=True, slots=True)
class OutlineView:
    """Beside an outline.

    Args:
        ask: whom to ask, in a sentence; holder: the unit that answers, holder_id: for the link to it.
        own: parts of it that the reader may read whole.
        restricted: ids of those of them whose titles here are a reading that goes on record.
    """

    ask: str
    holder: str
    holder_id: str
    own: tuple[RowView, ...]
    restricted: tuple[str, ...]


def outline_view(page: MatterPage, answering: Answering, by: Onlooker) -> OutlineView:
    """What one reader of an outline is told beside it."""
    read, holder = by.read, page.matter.holder
    message = _ASK_UNIT if not answering.post else (_ASK_PERSON if answering.person else _ASK_POST)
    parts = (branch.matter for branch in flat(page.parts))
    own = [part for part in parts if sight_of(by.organisation, part, by.viewer).allowed]
    rows = tuple(row_of_matter(part, read, by.now) for part in own)
    return OutlineView(
        ask=read.say(message, name=answering.person, post=answering.post, unit=read.unit(holder)),
        holder=read.unit(holder),
        holder_id=holder,
        own=rows,
        restricted=tuple(row.matter for row in rows if row.restricted),
    )
