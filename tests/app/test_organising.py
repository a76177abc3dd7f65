"""Changes of the organisation: with what they do to matters in one transaction, and planned ones at their instant."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from buckstop.app.answers import Accepted, DoorRefusal, Refused, Submission
from buckstop.app.handle import handle
from buckstop.app.timers import tick
from buckstop.domain.ids import ChangeId, MatterId, PersonId, PostId, UnitId
from buckstop.domain.matter.commands.accountability import (
    AcceptOffer,
    ClaimMatter,
    DelegatePart,
    EscalateMatter,
    OfferMatter,
    OpenMatter,
    WakeMatter,
)
from buckstop.domain.matter.commands.work import AddNote, NameVerifier, ReportDone
from buckstop.domain.matter.words import Actor, Phase, Terms
from buckstop.domain.organisation_commands import (
    AppointPerson,
    CreatePost,
    FoundUnit,
    MoveUnit,
    RenameUnit,
    RetireUnit,
    ScheduleChange,
)
from buckstop.domain.organisation_refusals import OrganisationRefusal
from buckstop.domain.permissions import PermissionRefusal
from buckstop.domain.posts import Role
from buckstop.domain.units import UnitKind
from buckstop.ledger.codec import decode
from buckstop.ledger.memory_store import MemoryStore
from buckstop.ledger.store import ORGANISATION, Change, Loaded, Snapshot, StoreError, Where, Writer
from tests.app.staged import (
    AUDIT,
    COUNTY,
    DAY,
    HAMLET,
    OFFICE,
    ROADS,
    TOWN,
    VILLAGE,
    WATER,
    Stage,
    empty_ledger,
    founding,
    head,
    stage,
)

RETIRE = RetireUnit(WATER, ROADS, "county-2026-7")


def test_what_a_retired_unit_holds_goes_to_its_successor_in_the_same_transaction() -> None:
    county = stage()
    held, offered = county.open("m1", unit=WATER), county.open("m2")
    county.do(COUNTY, OfferMatter(matter=offered, to=WATER))
    outcome = county.try_(COUNTY, RETIRE)
    assert isinstance(outcome, Accepted)
    assert county.matter(held).holder == ROADS
    assert county.matter(offered).phase is Phase.HELD
    assert county.names(held)[-2:] == ["matter.custody_succeeded", "matter.giver_succeeded"]
    log = [
        (name, event.version) for name in (ORGANISATION, held, offered) for event in county.ledger.store.events(name)
    ]
    assert len(log) == len(set(log))


@pytest.mark.parametrize("name", ['the "old" mill', "back\\slash", "旧磨坊"])
def test_a_retired_unit_is_found_in_what_it_holds_whatever_its_id_is_made_of(name: str) -> None:
    county, mill = stage(), UnitId(name)
    post, person = PostId("mill.head"), PersonId("p-roads")
    county.do(
        COUNTY,
        (
            FoundUnit(mill, "Mill", UnitKind.DEPARTMENT, COUNTY),
            CreatePost(post, mill, "Head", frozenset({Role.LEADER})),
            AppointPerson(person, post),
        ),
    )
    opened = OpenMatter(matter=MatterId("m1"), unit=mill, title="t", terms=Terms("g"), deadline_date=None)
    assert isinstance(handle(county.ledger, Submission("k", Actor(person, mill, post), opened)), Accepted)
    county.do(COUNTY, RetireUnit(mill, ROADS, "county-2026-8"))
    assert county.matter("m1").holder == ROADS


class _Breaking(MemoryStore):
    """A store that breaks down inside an exclusive transaction, after some commits."""

    def __init__(self) -> None:
        super().__init__()
        self.commits_left = 1000

    @contextmanager
    def exclusive(self) -> Iterator[Writer]:
        with super().exclusive() as writer:
            yield _BreakingWriter(self, writer)


class _BreakingWriter:
    def __init__(self, store: _Breaking, writer: Writer) -> None:
        self._store, self._writer = store, writer

    def load(self, streams: Sequence[str], actor: str = "", key: str = "") -> Loaded:
        return self._writer.load(streams, actor, key)

    def find(self, where: Where, limit: int = 1000, after: str = "") -> Sequence[Snapshot]:
        return self._writer.find(where, limit, after)

    def commit(self, change: Change) -> None:
        if not self._store.commits_left:
            raise StoreError("the disk is full")
        self._store.commits_left -= 1
        self._writer.commit(change)


def test_a_change_that_breaks_off_half_way_leaves_nothing_behind() -> None:
    store = _Breaking()
    county = stage(store)
    county.open("m1", unit=WATER)
    county.later(30 * DAY)
    version = county.ledger.organisation().version
    store.commits_left = 1  # the lapse that comes before the change, not the change itself
    with pytest.raises(StoreError):
        county.try_(COUNTY, RETIRE, key="k")
    assert county.names("m1") == ["matter.opened"]
    assert county.ledger.organisation().version == version
    store.commits_left = 1000
    assert isinstance(county.try_(COUNTY, RETIRE, key="k"), Accepted)
    assert county.matter("m1").holder == ROADS


def test_of_several_commands_the_one_that_cannot_be_is_named_and_none_is_done() -> None:
    county = stage()
    county.open("m1", unit=WATER)
    outcome = county.try_(COUNTY, (RETIRE, RenameUnit(UnitId("nobody"), "x")))
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is OrganisationRefusal.UNIT_UNKNOWN
    assert outcome.refusal.field("number") == "2"
    assert county.matter("m1").holder == WATER


def test_commands_decided_together_are_written_together_or_not_at_all() -> None:
    county = stage()
    before = len(county.names(ORGANISATION))
    both = (FoundUnit(UnitId("parks"), "Parks", UnitKind.DEPARTMENT, COUNTY), RenameUnit(UnitId("parks"), "Gardens"))
    assert isinstance(county.try_(COUNTY, both), Accepted)
    assert county.names(ORGANISATION)[before:] == ["unit.founded", "unit.renamed"]
    assert county.ledger.organisation().unit(UnitId("parks")) is not None


def test_a_refusal_of_one_command_alone_names_no_number() -> None:
    outcome = stage().try_(COUNTY, RenameUnit(UnitId("nobody"), "x"))
    assert isinstance(outcome, Refused)
    assert outcome.refusal.field("number") == ""


def test_an_organisation_that_changed_since_it_was_seen_refuses_a_stale_change() -> None:
    county = stage()
    seen = county.ledger.organisation().version
    county.do(COUNTY, RenameUnit(WATER, "水利局"), version=seen)
    outcome = county.try_(COUNTY, RenameUnit(WATER, "水务局"), version=seen)
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is DoorRefusal.STALE_VERSION


def test_founding_comes_first_and_once() -> None:
    ledger = empty_ledger()
    early = handle(ledger, Submission("a", None, RenameUnit(WATER, "x")))
    assert isinstance(early, Refused)
    assert early.refusal.code is OrganisationRefusal.NOT_FOUNDED
    assert isinstance(handle(ledger, Submission("b", None, founding())), Accepted)
    twice = handle(ledger, Submission("c", None, founding()))
    assert isinstance(twice, Refused)
    assert twice.refusal.code is OrganisationRefusal.ALREADY_FOUNDED


def test_a_lapse_before_a_change_happens_under_the_organisation_as_it_was() -> None:
    county = stage()
    matter = county.open("m1", unit=VILLAGE)
    county.do(VILLAGE, OfferMatter(matter=matter, to=HAMLET))
    county.later(timedelta(days=30))  # the offer lapsed, the village was settled with it; nobody looked
    county.do(COUNTY, MoveUnit(HAMLET, COUNTY))
    assert county.names(matter) == ["matter.opened", "matter.offered", "matter.returned", "matter.claimed"]
    times = [decode(event.body).event.happened_at for event in county.ledger.store.events(matter)]
    assert times == sorted(times)
    assert times[-1] < county.clock.at


def test_a_move_gives_an_escalated_matter_the_arbiter_of_the_new_tree() -> None:
    county = stage()
    matter = county.open("m1", unit=VILLAGE)
    county.do(VILLAGE, OfferMatter(matter=matter, to=HAMLET))
    county.do(HAMLET, AcceptOffer(matter=matter, offer=2))
    county.do(HAMLET, EscalateMatter(matter=matter, reason_class="units_disagree", text="whose ditch"))
    assert county.matter(matter).arbiter == TOWN
    county.do(COUNTY, MoveUnit(HAMLET, COUNTY))
    assert county.matter(matter).arbiter == COUNTY
    assert county.names(matter)[-1] == "matter.arbiter_rechosen"


def test_a_verifier_that_comes_to_stand_under_the_holder_is_replaced() -> None:
    county = stage()
    matter = county.open("m1", unit=WATER)
    county.do(OFFICE, NameVerifier(matter=matter, verifier=AUDIT))
    county.do(WATER, ClaimMatter(matter=matter))
    county.do(WATER, ReportDone(matter=matter, text="done"))
    county.do(COUNTY, MoveUnit(AUDIT, WATER))
    verification = county.matter(matter).verification
    assert verification is not None
    assert verification.verifier == OFFICE


# --- plans ------------------------------------------------------------------------------------------------------------


def planned(county: Stage) -> Any:
    """A retirement in ten days, over a matter the unit holds and one offered to it."""
    county.open("m1", unit=WATER, deadline_date=date(2026, 5, 1))
    matter = county.open("m2")
    county.later(8 * DAY)
    county.do(COUNTY, AddNote(matter=matter, text="still here"))
    effective_at = county.clock.at + 2 * DAY
    county.do(COUNTY, ScheduleChange(ChangeId("c1"), RETIRE, effective_at))
    return effective_at


@pytest.mark.parametrize("awake", [True, False])
def test_a_planned_change_is_carried_out_at_its_instant_whether_the_clock_ran_or_not(*, awake: bool) -> None:
    county = stage()
    effective_at = planned(county)
    if awake:
        for _hour in range(60):
            county.later(timedelta(hours=1))
            tick(county.ledger)
    else:
        county.later(timedelta(hours=60))
        county.do(COUNTY, AddNote(matter=county.open("m3"), text="anything at all"))
    events = [decode(event.body).event for event in county.ledger.store.events("m1")]
    succeeded = next(event for event in events if event.NAME == "matter.custody_succeeded")
    assert succeeded.happened_at == effective_at
    assert county.matter("m1").holder == ROADS
    assert "organisation.change_carried_out" in county.names(ORGANISATION)
    retired = county.ledger.organisation().unit(WATER)
    assert retired is not None
    assert retired.retired_at == effective_at


def test_a_change_of_the_organisation_carries_out_due_plans_first() -> None:
    county = stage()
    effective_at = planned(county)
    county.later(5 * DAY)
    county.do(COUNTY, RenameUnit(ROADS, "Roads and Water"))
    names = county.names(ORGANISATION)
    assert names.index("organisation.change_carried_out") < names.index("unit.renamed")
    unit = county.ledger.organisation().unit(WATER)
    assert unit is not None
    assert unit.retired_at == effective_at


def test_a_plan_that_is_no_longer_possible_is_dropped_on_record_and_nothing_waits_for_it() -> None:
    county = stage()
    planned(county)
    county.do(COUNTY, RETIRE)
    county.later(5 * DAY)
    tick(county.ledger)
    assert "organisation.change_dropped" in county.names(ORGANISATION)
    assert county.ledger.organisation().next_change_at is None


# --- who may ----------------------------------------------------------------------------------------------------------


def with_administrator() -> tuple[Stage, Actor]:
    """The county with an administrator in office."""
    county, post = stage(), PostId("county.admin")
    create = CreatePost(post, COUNTY, "Administrator", frozenset({Role.ADMINISTRATOR}))
    county.do(COUNTY, (create, AppointPerson(PersonId("p-office"), post)))
    return county, Actor(PersonId("p-office"), COUNTY, post)


def test_once_an_administrator_is_in_office_nobody_else_changes_the_organisation() -> None:
    county, administrator = with_administrator()
    for speaker, code in (
        (None, DoorRefusal.NOBODY_SPEAKS),
        (Actor(PersonId("p-nobody"), COUNTY), PermissionRefusal.NO_POST),
        (Actor(PersonId("c-1"), UnitId("")), PermissionRefusal.NOT_FOR_CITIZENS),
        (head(COUNTY), PermissionRefusal.ROLE_MISSING),
    ):
        outcome = handle(county.ledger, Submission("k", speaker, RenameUnit(WATER, "x")))
        assert isinstance(outcome, Refused)
        assert outcome.refusal.code is code
    assert isinstance(handle(county.ledger, Submission("k", administrator, RenameUnit(WATER, "x"))), Accepted)


def test_before_there_is_an_administrator_who_sets_the_ledger_up_and_the_leader_of_the_root_may_change_it() -> None:
    county = stage()
    for key, speaker, may in (
        ("keeper", None, True),
        ("root", head(COUNTY), True),
        ("below", head(WATER), False),
        ("citizen", Actor(PersonId("c-1"), UnitId("")), False),
        ("pretender", Actor(PersonId("p-water"), COUNTY), False),
    ):
        outcome = handle(county.ledger, Submission(key, speaker, RenameUnit(WATER, key)))
        assert isinstance(outcome, Accepted) is may


def test_an_administrator_wakes_a_part_of_which_only_the_whole_was_due_and_is_answered_alike_again() -> None:
    county, administrator = with_administrator()
    county.open("m1")
    county.later(DAY)
    part = DelegatePart(
        matter=MatterId("m1"), part=MatterId("p1"), to=WATER, title="t", terms=Terms("g"), deadline_date=None
    )
    county.do(COUNTY, part)
    due_at = county.matter("m1").next_due_at()
    assert due_at is not None
    county.at(due_at)
    wake = Submission("k", administrator, WakeMatter(matter=MatterId("p1")))
    first, again = handle(county.ledger, wake), handle(county.ledger, wake)
    assert isinstance(first, Accepted)
    assert isinstance(again, Accepted)
    assert first.acknowledgement is not None
    assert first.acknowledgement.stream == "m1"
    assert (again.acknowledgement, again.repeated) == (first.acknowledgement, True)
    assert (county.matter("m1").phase, county.matter("p1").phase) == (Phase.SETTLED, Phase.OFFERED)
