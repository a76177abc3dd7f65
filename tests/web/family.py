"""A matter with a history worth a page: a whole on the county, a part on the water office, a part of that on the town.

The weir is offered to water, accepted under protest, supported, reported on with a file; the bank below it is delegated
to the town, which delegates the village's stretch in turn.
"""

from datetime import date
from io import BytesIO

from buckstop.app.files import keep
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.asks import ProposalAbout, UpwardKind
from buckstop.domain.matter.commands.accountability import AcceptOffer, DelegatePart
from buckstop.domain.matter.commands.asks import AskSupport, AskUpward, ProposeBetterWay
from buckstop.domain.matter.commands.work import AddNote, RecordHelp, ReportProgress
from buckstop.domain.matter.words import (
    Attachment,
    Grant,
    HelpKind,
    Protest,
    ProtestKind,
    Terms,
    Visibility,
)
from tests.app.staged import COUNTY, DAY, ROADS, TOWN, VILLAGE, WATER, Stage

WHOLE, WEIR, BANK, STRETCH = (MatterId(name) for name in ("d1", "d1-weir", "d1-bank", "d1-stretch"))
PAPER = b"%PDF-1.4 a photograph of the weir"
_TERMS = Terms(
    goal="Water stays in the channel",
    criteria=("The weir holds at two metres", "The gate closes"),
    steps=("Drain", "Mend", "Fill"),
    quantity=3,
    measure="km",
    minimum_days=5,
    reference="county-2026-7",
    grant=Grant(authority="close the road", people=4, money=120000, reference="county-2026-8"),
)


def terms(goal: str, visibility: Visibility) -> Terms:
    """Terms of a part."""
    return Terms(goal=goal, criteria=_TERMS.criteria, steps=_TERMS.steps, visibility=visibility, grant=_TERMS.grant)


def tell(stage: Stage, visibility: Visibility = Visibility.INTERNAL) -> Attachment:
    """Let the history happen; the file that came with the report."""
    stage.open(
        "d1",
        COUNTY,
        title="Flood season",
        terms=terms("No field under water", visibility),
        deadline_date=date(2026, 6, 1),
    )
    _part(stage, WHOLE, COUNTY, WEIR, WATER, "Mend the weir", visibility, date(2026, 5, 20))
    stage.later(DAY)
    protest = Protest(ProtestKind.CANNOT_BE_MET, "Cement comes in June")
    stage.do(WATER, AcceptOffer(matter=WEIR, offer=stage.matter(WEIR).offer.offer, protest=protest))  # type: ignore[union-attr] # it was offered a line above
    _part(stage, WEIR, WATER, BANK, TOWN, "Raise the bank", visibility, date(2026, 5, 10))
    stage.do(TOWN, AcceptOffer(matter=BANK, offer=stage.matter(BANK).offer.offer))  # type: ignore[union-attr] # as above
    _part(stage, BANK, TOWN, STRETCH, VILLAGE, "The village's stretch", visibility, date(2026, 5, 1))
    stage.later(DAY)
    stage.do(WATER, AskSupport(matter=WEIR, supporter=ROADS, what="Close the road", wanted_date=date(2026, 3, 20)))
    stage.do(WATER, AskUpward(matter=WEIR, kind=UpwardKind.OBSTACLE, text="The gate is sealed", level=COUNTY))
    stage.do(WATER, ProposeBetterWay(matter=WEIR, about=ProposalAbout.WORK, text="Use stone from the quarry"))
    help_ = RecordHelp(matter=WEIR, kind=HelpKind.PEOPLE, from_unit=ROADS, hours=6, text="Four people and a digger")
    stage.do(WATER, help_)
    stage.do(WATER, AddNote(matter=WEIR, text="The river is low this week"))
    paper = keep(stage.ledger, "堰坝照片.pdf", BytesIO(PAPER))
    assert isinstance(paper, Attachment), paper
    stage.later(DAY)
    stage.do(WATER, ReportProgress(matter=WEIR, text="The gate was found", percent=35, attachments=(paper,)))
    return paper


def _part(
    stage: Stage,
    whole: MatterId,
    holder: UnitId,
    part: MatterId,
    to: UnitId,
    title: str,
    visibility: Visibility,
    due: date,
) -> None:
    stage.do(
        holder,
        DelegatePart(
            matter=whole,
            part=part,
            to=to,
            title=title,
            terms=terms(title, visibility),
            deadline_date=due,
            approval="county-2026-9",
        ),
    )
