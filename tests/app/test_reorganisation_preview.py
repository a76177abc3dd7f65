"""A preview of a reorganisation says what the reorganisation then does, and writes nothing."""

import pytest

from buckstop.app.answers import Accepted
from buckstop.app.cycle_queries import list_cycles
from buckstop.app.reorganisation_preview import MovedMatter, preview
from buckstop.app.timers import tick
from buckstop.domain.ids import ChangeId, MatterId, PostId, UnitId
from buckstop.domain.matter.commands.accountability import AcceptOffer, EscalateMatter, OfferMatter
from buckstop.domain.matter.state import Matter
from buckstop.domain.organisation_commands import (
    CreatePost,
    FoundUnit,
    MarkKeyPost,
    MergeUnit,
    MoveUnit,
    NameOffice,
    OrganisationCommand,
    RelievePerson,
    RenameUnit,
    RetireUnit,
    ScheduleChange,
    SetDeputies,
)
from buckstop.domain.organisation_refusals import OrganisationRefusal
from buckstop.domain.posts import Role
from buckstop.domain.units import UnitKind
from buckstop.ledger.store import ORGANISATION
from tests.app.staged import AUDIT, COUNTY, DAY, HAMLET, OFFICE, ROADS, TOWN, VILLAGE, WATER, Stage, stage
from tests.app.test_cycles import setting_up

HELD, OFFERED, ESCALATED, APART = (MatterId(name) for name in ("held", "offered", "escalated", "apart"))
MATTERS = (HELD, OFFERED, ESCALATED, APART)


@pytest.fixture
def county() -> Stage:
    """The town holds one matter, is offered another, and arbitrates a third between village and hamlet."""
    made = stage()
    made.open(HELD, TOWN)
    made.open(OFFERED, WATER)
    made.do(WATER, OfferMatter(matter=OFFERED, to=TOWN))
    made.open(ESCALATED, VILLAGE)
    offered = made.do(VILLAGE, OfferMatter(matter=ESCALATED, to=HAMLET))
    assert offered.offer is not None
    made.do(HAMLET, AcceptOffer(matter=ESCALATED, offer=offered.offer.offer))
    made.do(HAMLET, EscalateMatter(matter=ESCALATED, reason_class="units_disagree", text="Whose ditch?"))
    made.open(APART, ROADS)
    return made


def merged() -> tuple[OrganisationCommand, ...]:
    """The town becomes part of the water bureau."""
    return (MergeUnit(TOWN, WATER, "15"),)


def seen(before: Matter, after: Matter) -> MovedMatter | None:
    """What a preview should have said of a matter; None where nothing was to be said."""
    if before == after:
        return None
    verifiers = tuple(one.verification.verifier if one.verification else None for one in (before, after))
    return MovedMatter(
        matter=before.id,
        title=before.title,
        holder=(before.holder, after.holder),
        giver=(before.giver, after.giver),
        arbiter=(before.arbiter, after.arbiter),
        verifier=(verifiers[0], verifiers[1]),
        offer_ended=before.offer.to if before.offer and before.offer != after.offer else None,
    )


REORGANISATIONS: dict[str, tuple[OrganisationCommand, ...]] = {
    "merge": merged(),
    "retire": (MoveUnit(VILLAGE, ROADS), MoveUnit(HAMLET, ROADS), RetireUnit(TOWN, AUDIT, "15")),
    "move": (MoveUnit(HAMLET, COUNTY),),
    "move and merge": (MoveUnit(HAMLET, ROADS), MergeUnit(VILLAGE, HAMLET, "15"), MergeUnit(TOWN, WATER, "15")),
    "rename": (RenameUnit(TOWN, "平安街道"),),
    "office": (NameOffice(AUDIT),),
    "found": (FoundUnit(UnitId("new"), "New", UnitKind.OFFICE, TOWN), MoveUnit(HAMLET, UnitId("new"))),
}


@pytest.mark.parametrize("commands", REORGANISATIONS.values(), ids=REORGANISATIONS)
def test_what_is_previewed_is_what_then_happens(county: Stage, commands: tuple[OrganisationCommand, ...]) -> None:
    before = {name: county.matter(name) for name in MATTERS}
    found = preview(county.ledger, commands, county.ledger.now())
    assert found.refusal is None
    county.do(None, commands)
    happened = {name: seen(before[name], county.matter(name)) for name in MATTERS}
    assert {one.matter: one for one in found.matters} == {name: one for name, one in happened.items() if one}


def test_what_fell_due_meanwhile_is_previewed_as_it_will_then_be(county: Stage) -> None:
    county.later(30 * DAY)  # no clock ran: offers and the arbiter's term lapsed unseen
    found = preview(county.ledger, merged(), county.ledger.now())
    tick(county.ledger)
    before = {name: county.matter(name) for name in MATTERS}
    county.do(None, merged())
    happened = {name: seen(before[name], county.matter(name)) for name in MATTERS}
    assert {one.matter: one for one in found.matters} == {name: one for name, one in happened.items() if one}


def test_nothing_is_written(county: Stage) -> None:
    events = {name: len(county.ledger.store.events(name)) for name in (*MATTERS, ORGANISATION)}
    preview(county.ledger, merged(), county.ledger.now())
    assert {name: len(county.ledger.store.events(name)) for name in events} == events


def test_each_change_is_told_its_own_matters_and_posts(county: Stage) -> None:
    commands = (*merged(), MoveUnit(HAMLET, ROADS), RenameUnit(ROADS, "Roads"))
    end, move, rename = preview(county.ledger, commands, county.ledger.now()).effects
    assert set(end.matters) >= {HELD, OFFERED}
    assert APART not in end.matters
    assert [(post.post, post.holder) for post in end.posts] == [("town.head", "p-town")]
    assert HAMLET in move.units
    assert (rename.units, rename.matters, rename.posts) == (frozenset(), (), ())


def test_a_planned_change_is_shown_as_if_it_were_made_now(county: Stage) -> None:
    now = preview(county.ledger, merged(), county.ledger.now())
    later_at = county.ledger.now() + 90 * DAY
    planned = ScheduleChange(ChangeId("c"), merged()[0], later_at)  # type: ignore[arg-type] # a merger can be planned
    later = preview(county.ledger, (planned,), county.ledger.now())
    assert later.matters == now.matters
    assert [(one.effective_at, one.foreseeable) for one in later.effects] == [(later_at, True)]


def test_a_change_that_is_only_possible_on_its_day_says_so(county: Stage) -> None:
    ledger, soon = county.ledger, county.ledger.now() + DAY
    county.do(None, ScheduleChange(ChangeId("first"), MoveUnit(HAMLET, ROADS), soon))
    back = ScheduleChange(ChangeId("then"), MoveUnit(HAMLET, TOWN), soon + DAY)
    (effect,) = preview(ledger, (back,), ledger.now()).effects
    assert not effect.foreseeable
    assert effect.matters == ()


def test_a_refusal_names_the_command_it_is_about(county: Stage) -> None:
    found = preview(county.ledger, (RenameUnit(TOWN, "X"), MoveUnit(COUNTY, TOWN)), county.ledger.now())
    assert found.refusal is not None
    assert (found.refusal.code, found.refused) == (OrganisationRefusal.ROOT_STAYS, 1)
    assert (found.effects, found.matters) == ((), ())


def test_a_key_post_that_would_be_uncovered_is_named(county: Stage) -> None:
    head, deputy = PostId("office.head"), PostId("office.deputy")
    county.do(
        None,
        (
            CreatePost(deputy, OFFICE, "Deputy", frozenset({Role.MEMBER})),
            SetDeputies(head, (deputy,)),
            MarkKeyPost(head, key_post=True),
        ),
    )
    holder = county.ledger.organisation().holder_of(head, county.ledger.now())
    assert holder is not None
    found = preview(county.ledger, (RelievePerson(holder, head),), county.ledger.now())
    assert found.uncovered == (head,)


def test_what_comes_again_and_goes_on_with_another_unit_is_counted() -> None:
    county = stage()
    for number, unit in enumerate((VILLAGE, VILLAGE, HAMLET)):
        command = setting_up(f"c{number}", unit, planned_for=None)
        assert isinstance(county.try_(unit, command), Accepted)
    retire = RetireUnit(VILLAGE, HAMLET, "document 7")
    assert preview(county.ledger, (retire,), county.ledger.now()).cycles == ((VILLAGE, HAMLET, 2),)
    assert preview(county.ledger, (RenameUnit(VILLAGE, "New Village"),), county.ledger.now()).cycles == ()
    assert isinstance(county.try_(None, retire), Accepted)
    assert [one.unit for one in list_cycles(county.ledger)] == [HAMLET] * 3
