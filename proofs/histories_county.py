"""A small county for histories and faults: who is in it, and what somebody might sensibly ask next.

Sensible, so that matters move through the whole protocol; not always, so that refusals are asked for too.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from buckstop.domain.ids import MatterId, PersonId, PostId, Sealed, SubjectId, UnitId
from buckstop.domain.matter.commands import MatterCommand, accountability, work
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Actor, Outcome, Phase, Profile, Terms, VerificationWay
from buckstop.domain.organisation_commands import (
    AppointPerson,
    CreatePost,
    FoundOrganisation,
    FoundUnit,
    OrganisationCommand,
    RegisterPerson,
)
from buckstop.domain.posts import Role
from buckstop.domain.units import UnitKind

ROOT, OUTSIDE, OFFICE = UnitId("county"), UnitId("city"), UnitId("office")
SUPERIORS = {
    UnitId("north"): ROOT,
    UnitId("south"): ROOT,
    UnitId("hill"): UnitId("north"),
    UnitId("lake"): UnitId("north"),
    UnitId("moor"): UnitId("south"),
    UnitId("ford"): UnitId("south"),
}
UNITS = (ROOT, OFFICE, *SUPERIORS)
SPEAKERS = (*UNITS, OUTSIDE)
_MOST_PARTS = 3
TERMS = Terms(goal="It is done.")
ESCALATED_FOR, RETURNED_FOR = "units_disagree", "lacks_authority"

Item = TypeVar("Item")
Choose = Callable[[Sequence[Item]], Item]


def founding() -> tuple[OrganisationCommand, ...]:
    """The commands that found the county, one person in a post of every unit."""
    return (
        FoundOrganisation(ROOT, "County", OUTSIDE, "City", OFFICE, "Office"),
        *(FoundUnit(unit, unit, UnitKind.OTHER, superior) for unit, superior in SUPERIORS.items()),
        *(command for unit in SPEAKERS for command in staffing(unit)),
    )


def staffing(unit: UnitId) -> tuple[OrganisationCommand, ...]:
    """A post of the unit and somebody in it."""
    person = person_of(unit)
    return (
        CreatePost(post_of(unit), unit, "Desk", frozenset(Role)),
        RegisterPerson(person, Sealed(SubjectId(f"s-{unit}"), "name", "Y29tbWl0bWVudA==")),
        AppointPerson(person, post_of(unit)),
    )


def person_of(unit: UnitId) -> PersonId:
    """Who sits in a unit."""
    return PersonId(f"p-{unit}")


def post_of(unit: UnitId) -> PostId:
    """The post they hold."""
    return PostId(f"{unit}.desk")


def speaker(unit: UnitId) -> Actor:
    """Somebody who speaks for a unit from its post."""
    return Actor(person_of(unit), unit, post_of(unit))


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something somebody may ask."""

    unit: UnitId
    command: MatterCommand


def propose(
    choose: "Choose[Proposal]",
    name: MatterId,
    matter: Matter | None,
    fresh: MatterId,
    units: Sequence[UnitId],
    *,
    careless: bool = False,
) -> Proposal:
    """What somebody may ask of a matter as it is.

    Args:
        choose: takes one of several.
        fresh: an id for a part that may be delegated.
        units: active units of the organisation.
        careless: the same is asked by anybody, and mostly refused.
    """
    if matter is None:
        asked = choose([Proposal(unit, _opening(name, unit, profile)) for unit in units for profile in Profile])
    else:
        asked = choose(tuple(_sensible(matter, fresh, units)))
    return choose([Proposal(unit, asked.command) for unit in SPEAKERS]) if careless else asked


def _opening(matter: MatterId, unit: UnitId, profile: Profile) -> MatterCommand:
    return accountability.OpenMatter(
        matter=matter, unit=unit, title="It", terms=TERMS, deadline_date=None, profile=profile
    )


def _sensible(matter: Matter, fresh: MatterId, units: Sequence[UnitId]) -> Iterator[Proposal]:
    name, holder = matter.id, matter.holder
    yield Proposal(holder, work.AddNote(matter=name, text="Seen."))
    yield from _BY_PHASE[matter.phase](matter, units)
    if matter.arbiter is not None:
        for unit in units:
            yield Proposal(matter.arbiter, accountability.DecideMatter(matter=name, holder=unit, reason="So be it."))
    if matter.open:
        yield Proposal(holder, work.ReportProgress(matter=name, text="Half.", percent=50))
        yield Proposal(matter.giver, work.UrgeMatter(matter=name, text="How is it?"))
        yield Proposal(matter.giver, work.CancelMatter(matter=name, reason="Not needed."))
    if matter.parent is not None:
        yield Proposal(matter.giver, accountability.RecallMatter(matter=name, reason="It stands still."))
    if matter.phase in {Phase.HELD, Phase.SETTLED, Phase.APPEAL} and matter.children < _MOST_PARTS:
        for to in units[3:5]:
            part = accountability.DelegatePart(
                matter=name, part=fresh, to=to, title="Part", terms=TERMS, deadline_date=None
            )
            yield Proposal(holder, part)


def _when_held(matter: Matter, units: Sequence[UnitId]) -> Iterator[Proposal]:
    for to in units:
        yield Proposal(matter.holder, accountability.OfferMatter(matter=matter.id, to=to))
    yield Proposal(matter.holder, accountability.ClaimMatter(matter=matter.id))
    yield Proposal(
        matter.holder, accountability.EscalateMatter(matter=matter.id, reason_class=ESCALATED_FOR, text="Whose?")
    )


def _when_offered(matter: Matter, units: Sequence[UnitId]) -> Iterator[Proposal]:
    del units
    name, offer = matter.id, matter.offer
    assert offer is not None
    accepts = accountability.AcceptOffer(matter=name, offer=offer.offer)
    yield from (Proposal(offer.to, accepts) for _ in range(3))
    yield Proposal(
        offer.to,
        accountability.ReturnOffer(matter=name, offer=offer.offer, reason_class=RETURNED_FOR, text="We cannot."),
    )
    yield Proposal(offer.to, accountability.AskAboutOffer(matter=name, offer=offer.offer, question="Since when?"))
    yield Proposal(matter.holder, accountability.AnswerQuestion(matter=name, offer=offer.offer, answer="Since May."))
    yield Proposal(matter.holder, accountability.WithdrawOffer(matter=name, offer=offer.offer))
    yield Proposal(offer.to, accountability.AcceptOffer(matter=name, offer=offer.offer - 1))


def _when_escalated(matter: Matter, units: Sequence[UnitId]) -> Iterator[Proposal]:
    for to in units[:2]:
        yield Proposal(matter.holder, accountability.OfferMatter(matter=matter.id, to=to))


def _when_settled(matter: Matter, units: Sequence[UnitId]) -> Iterator[Proposal]:
    del units
    yield Proposal(matter.holder, accountability.AppealMatter(matter=matter.id, facts="New facts."))
    done = work.ReportDone(matter=matter.id, text="Done.", seed="1")
    yield from (Proposal(matter.holder, done) for _ in range(2))


def _when_done(matter: Matter, units: Sequence[UnitId]) -> Iterator[Proposal]:
    del units
    assert matter.verification is not None
    verifier = matter.verification.verifier
    yield Proposal(
        verifier, work.VerifyMatter(matter=matter.id, outcome=Outcome.DONE, why="Seen.", way=VerificationWay.DOCUMENTS)
    )
    yield Proposal(verifier, work.RefuteMatter(matter=matter.id, reason="Not there.", way=VerificationWay.DOCUMENTS))


def _when_closed(matter: Matter, units: Sequence[UnitId]) -> Iterator[Proposal]:
    del units
    yield Proposal(ROOT, work.ReopenMatter(matter=matter.id, reason="It broke."))


_BY_PHASE: Mapping[Phase, Callable[[Matter, Sequence[UnitId]], Iterator[Proposal]]] = {
    Phase.HELD: _when_held,
    Phase.OFFERED: _when_offered,
    Phase.ESCALATED: _when_escalated,
    Phase.SETTLED: _when_settled,
    Phase.APPEAL: _when_settled,
    Phase.DONE: _when_done,
    Phase.CLOSED: _when_closed,
}
