"""What is to be reached, with what, and by when: the terms of a matter in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from buckstop.domain.duties import DutyKind
from buckstop.domain.matter.events import MatterEvent
from buckstop.domain.matter.events.asks import UpwardAnswered
from buckstop.domain.matter.events.work import MatterClosed, MatterRefuted
from buckstop.domain.matter.state import Matter
from buckstop.i18n import gettext_noop as _
from buckstop.text.events import granted
from buckstop.text.protocol_words import ORIGINS, PROFILES, VISIBILITIES
from buckstop.text.readers import Reader
from buckstop.web.named_supports import NamedView, named_views

_DUTY_OF: Mapping[DutyKind | None, str] = MappingProxyType(
    {
        DutyKind.BASIC: _("a duty of %(unit)s's own"),
        DutyKind.COOPERATE: _("a duty in which %(unit)s helps"),
        DutyKind.TAKEN_BACK: _("taken back from %(unit)s by a superior"),
        None: _("not on the duty list of %(unit)s"),
    }
)
_WITH_DIGEST = re.compile(r"(?P<words>.*)[;\uff1b][^;\uff1b]*SHA-256[^;\uff1b]*?(?P<sha256>[0-9a-f]{64})", re.DOTALL)
MARKS: Mapping[str, str] = MappingProxyType(
    {
        "met": _("met"),
        "failed": _("not met"),
        "open": _("not looked at yet"),
    }
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """An acceptance criterion.

    Args:
        mark: `met`, `failed` or `open`, as the last verifier found it; words: the same in words.
    """

    text: str
    mark: str
    words: str


@dataclass(frozen=True, slots=True)
class DutyView:
    """The item of the duty lists it falls under.

    Args:
        standing: whether it stands on the list of who holds the matter, and how; while it is offered, of whom it is
            offered to: they are to say whether it is theirs.
    """

    title: str
    standing: str
    approval: str


@dataclass(frozen=True, slots=True)
class TermsView:
    """The terms in words; what was not said is empty.

    Args:
        supports: units named to support; whether they were asked.
        reference: where it comes from, without the digest of the document; document_sha256: that digest, empty for none.
    """

    goal: str
    criteria: tuple[Criterion, ...]
    steps: tuple[str, ...]
    supports: tuple[NamedView, ...]
    quantity: str
    minimum_days: int | None
    reference: str
    document_sha256: str
    duty: DutyView | None
    grants: tuple[str, ...]
    origin: str
    profile: str
    visibility: str
    priority: int
    giver: str


def terms_view(matter: Matter, events: Sequence[MatterEvent], read: Reader) -> TermsView:
    """The terms of a matter for one reader.

    Args:
        events: they say which criteria were found met, and what was granted later.
    """
    terms = matter.terms
    grants = [terms.grant] if terms.grant is not None else []
    grants += [event.grant for event in events if isinstance(event, UpwardAnswered) and event.grant is not None]
    reference, digest = apart(terms.reference)
    return TermsView(
        goal=terms.goal,
        criteria=_criteria(matter, events, read),
        steps=terms.steps,
        supports=named_views(matter, read),
        quantity="" if terms.quantity is None else f"{terms.quantity:,} {terms.measure}".strip(),
        minimum_days=terms.minimum_days,
        reference=reference,
        document_sha256=digest,
        duty=_duty(matter, read),
        grants=tuple(granted(grant, read) for grant in grants),
        origin=read.word(ORIGINS, matter.origin),
        profile=read.word(PROFILES, matter.profile),
        visibility=read.word(VISIBILITIES, terms.visibility),
        priority=terms.priority,
        giver=read.unit(matter.giver),
    )


def apart(reference: str) -> tuple[str, str]:
    """A reference as people read it, and the digest of the document it was written with; empty for none."""
    found = _WITH_DIGEST.fullmatch(reference)
    return (found["words"].rstrip(), found["sha256"]) if found else (reference, "")


def _criteria(matter: Matter, events: Sequence[MatterEvent], read: Reader) -> tuple[Criterion, ...]:
    """Each criterion as the last finding has it."""
    finding = next((event for event in reversed(events) if isinstance(event, MatterRefuted | MatterClosed)), None)
    found = []
    for place, text in enumerate(matter.terms.criteria):
        mark = _mark(finding, place)
        found.append(Criterion(text, mark, read.word(MARKS, mark)))
    return tuple(found)


def _mark(finding: MatterRefuted | MatterClosed | None, place: int) -> str:
    """What a finding says of one criterion; a refutation says only what failed, an old closing nothing at all."""
    if isinstance(finding, MatterRefuted):
        return "failed" if place in finding.failed else "open"
    if finding is None or finding.way is None:
        return "open"
    return "met" if place in finding.met else "failed"


def _duty(matter: Matter, read: Reader) -> DutyView | None:
    item = matter.terms.duty_item
    if item is None:
        return None
    whose = matter.offer.to if matter.offer is not None else matter.holder
    found = read.organisation.duty(whose, item) if read.organisation else None
    standing = read.say(_DUTY_OF[found.kind if found else None], unit=read.unit(whose))
    if found is None:
        lists = read.organisation.duties.lists.values() if read.organisation else ()
        title = next((duties[item].title for duties in lists if item in duties), "")
        return DutyView(title or read.duty(item), standing, "")
    return DutyView(found.title, standing, found.approval_ref)
