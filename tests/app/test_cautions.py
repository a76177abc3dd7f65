"""What is worth knowing before a command is given: each caution fires where it should and is quiet where it should not."""

from dataclasses import replace
from datetime import date

import pytest

from buckstop.app.cautions import Caution, CautionCode, cautions
from buckstop.domain.duties import DutyKind
from buckstop.domain.ids import DutyItemId, MatterId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.accountability import (
    ClaimMatter,
    DecideMatter,
    DelegatePart,
    OfferMatter,
    OpenMatter,
)
from buckstop.domain.matter.commands.asks import AskExtension, AskSupport, BeginWait
from buckstop.domain.matter.words import Grant, Terms
from buckstop.domain.organisation_commands import EnterDuties
from tests.app.staged import COUNTY, DAY, MONDAY, ROADS, WATER, Stage, stage
from tests.worlds import after

W, P = MatterId("whole"), MatterId("part")
GOOD = Terms(goal="It holds", criteria=("dry",), minimum_days=3)
JUNE, MAY = date(2026, 6, 30), date(2026, 5, 20)


def _said(county: Stage, command: MatterCommand, matter: str = "") -> dict[CautionCode, Caution]:
    here = county.matter(matter) if matter else None
    return {one.code: one for one in cautions(county.ledger, county.ledger.organisation(), here, command)}


def _whole(terms: Terms = GOOD, due: date | None = JUNE) -> Stage:
    county = stage()
    county.open(W, COUNTY, terms=terms, deadline_date=due)
    return county


def _part(terms: Terms = GOOD, due: date | None = MAY) -> DelegatePart:
    return DelegatePart(matter=W, part=P, to=WATER, title="A part", terms=terms, deadline_date=due)


def test_a_part_that_is_well_provided_for_is_met_with_silence() -> None:
    assert _said(_whole(), _part(), W) == {}


@pytest.mark.parametrize(
    ("whole", "part", "due", "code", "fields"),
    [
        (GOOD, replace(GOOD, minimum_days=99), MAY, CautionCode.BELOW_MINIMUM, {"minimum": 99}),
        (GOOD, GOOD, date(2026, 3, 20), CautionCode.LITTLE_OF_THE_TIME, {"part": 14}),
        (GOOD, GOOD, JUNE, CautionCode.NO_TIME_TO_VERIFY, {}),
        (GOOD, GOOD, date(2026, 5, 23), CautionCode.DAY_NOT_WORKED, {"day": date(2026, 5, 23)}),
        (GOOD, replace(GOOD, criteria=()), MAY, CautionCode.NO_CRITERIA, {}),
        (replace(GOOD, grant=Grant(money=1)), GOOD, MAY, CautionCode.MEANS_KEPT, {}),
        (
            replace(GOOD, quantity=10, measure="km"),
            replace(GOOD, quantity=11, measure="km"),
            MAY,
            CautionCode.TARGETS_EXCEED,
            {"asked": 11, "target": 10, "measure": "km"},
        ),
    ],
)
def test_a_part_that_is_squeezed_is_warned_of(
    whole: Terms, part: Terms, due: date, code: CautionCode, fields: dict[str, object]
) -> None:
    said = _said(_whole(whole), _part(part, due), W)
    assert set(said) == {code}
    assert fields.items() <= dict(said[code].fields).items()


def test_targets_are_added_over_all_parts_of_one_measure() -> None:
    county = _whole(replace(GOOD, quantity=10, measure="km"))
    county.do(COUNTY, _part(replace(GOOD, quantity=6, measure="km")))
    further = replace(_part(replace(GOOD, quantity=6, measure="km")), part=MatterId("second"))
    assert dict(_said(county, further, W)[CautionCode.TARGETS_EXCEED].fields)["asked"] == 12
    assert CautionCode.TARGETS_EXCEED not in _said(county, replace(further, terms=replace(GOOD, quantity=6)), W)


def test_without_a_registered_minimum_the_rule_says_what_is_little() -> None:
    terms = replace(GOOD, minimum_days=None)
    soon = OpenMatter(matter=W, unit=COUNTY, title="T", terms=terms, deadline_date=MONDAY.date())
    assert set(_said(stage(), soon)) == {CautionCode.BELOW_RULE}
    assert _said(stage(), replace(soon, deadline_date=JUNE)) == {}


def test_a_deadline_that_is_over_is_for_the_rules_to_refuse() -> None:
    past = OpenMatter(matter=W, unit=COUNTY, title="T", terms=GOOD, deadline_date=date(2026, 2, 27))
    assert _said(stage(), past) == {}


def test_how_much_the_receiver_holds_and_how_much_of_it_is_late_is_counted() -> None:
    county = _whole()
    county.open("one", WATER, terms=GOOD, deadline_date=(MONDAY + DAY).date())
    county.open("two", WATER, terms=GOOD)
    offer = OfferMatter(matter=W, to=WATER)
    assert dict(_said(county, offer, W)[CautionCode.HOLDS_ALREADY].fields) == {"unit": WATER, "count": 2}
    county.later(5 * DAY)
    assert dict(_said(county, offer, W)[CautionCode.HOLDS_LATE].fields) == {"unit": WATER, "count": 2, "late": 1}


def test_asking_for_support_tells_the_load_of_who_is_asked() -> None:
    county = _whole()
    county.open("one", ROADS, terms=GOOD)
    asked = AskSupport(matter=W, supporter=ROADS, what="Stone", wanted_date=MAY)
    assert set(_said(county, asked, W)) == {CautionCode.HOLDS_ALREADY}


def test_an_arbiter_hears_where_the_duty_list_says_otherwise() -> None:
    county, item = _whole(replace(GOOD, duty_item=DutyItemId("weirs"))), DutyItemId("ditches")
    decided = DecideMatter(matter=W, holder=WATER, reason="It is near.")
    assert _said(county, decided, W) == {}, "water has no list"
    duties = EnterDuties(WATER, ((item, "Ditches", DutyKind.BASIC),), "2026-1")
    organisation = after(county.ledger.organisation(), duties, at=county.ledger.now())
    (said,) = cautions(county.ledger, organisation, county.matter(W), decided)
    assert (said.code, dict(said.fields)) == (CautionCode.NOT_ON_LIST, {"unit": WATER, "item": "weirs"})


def test_a_wait_near_the_deadline_is_called_one() -> None:
    county = _whole(due=(MONDAY + DAY).date())
    wait = BeginWait(matter=W, whom="A court", question="Whose?", until_date=JUNE)
    assert set(_said(county, wait, W)) == {CautionCode.WAIT_NEAR_DEADLINE}
    assert _said(_whole(), wait, W) == {}


def test_a_later_deadline_on_a_day_off_is_pointed_out() -> None:
    asked = AskExtension(matter=W, wanted_date=date(2026, 7, 4), reason="Floods")
    assert set(_said(_whole(), asked, W)) == {CautionCode.DAY_NOT_WORKED}


def test_most_commands_need_no_caution() -> None:
    assert _said(_whole(), ClaimMatter(matter=W), W) == {}
