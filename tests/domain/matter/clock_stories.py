"""Short stories of one matter, and what the clocks say of them."""

from datetime import timedelta

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.clocks import hours
from buckstop.domain.matter.commands import accountability, work
from buckstop.domain.matter.words import Attachment, Profile
from tests.domain.matter.clock_histories import FIRST, RULES, History

HOUR = timedelta(hours=1)
Row = tuple[str, int, str]
"""Whose clock, for how many hours, and why."""


def told() -> History:
    """A matter just opened by a, with three weeks to go."""
    history = History()
    history.open("a", days=21)
    return history


def rows(history: History, *, provisional: bool | None = False) -> list[Row]:
    """What the stretches say until now; `provisional` False: none of them is."""
    stretches = hours(history.logs[FIRST], history.at)
    if provisional is not None:
        assert any(stretch.provisional for stretch in stretches) is provisional
    return [(one.clock, one.length // HOUR, one.why) for one in stretches]


def offer(history: History, to: str = "b", by: str = "a") -> int:
    history.must(by, accountability.OfferMatter(matter=FIRST, to=UnitId(to)))
    return history.matter().version


def returned(history: History, number: int, by: str = "b", proposed: str = "a") -> None:
    history.must(
        by,
        accountability.ReturnOffer(
            matter=FIRST, offer=number, reason_class="not_our_duty", text="no", basis="x", proposed=UnitId(proposed)
        ),
    )


def escalate(history: History, by: str = "a") -> None:
    reason = RULES[Profile.NORMAL].escalate_reasons[0]
    history.must(by, accountability.EscalateMatter(matter=FIRST, reason_class=reason, text="whose"))


def claimed(history: History) -> History:
    history.must("a", accountability.ClaimMatter(matter=FIRST))
    return history


def done(history: History, *attached: str, by: str = "a") -> str:
    attachments = tuple(Attachment(name, name * 64) for name in attached)
    history.must(by, work.ReportDone(matter=FIRST, text="done", attachments=attachments, seed="s"))
    verification = history.matter().verification
    assert verification is not None
    return verification.verifier
