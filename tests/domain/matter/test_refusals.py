"""Which obstacle is named first: who asks, then the phase, then what is current, limits, units, dates, texts."""

from dataclasses import replace
from datetime import date

import pytest

from buckstop.domain.duties import DutyKind
from buckstop.domain.ids import DutyItemId, MatterId, UnitId
from buckstop.domain.matter.commands import accountability, work
from buckstop.domain.matter.refusals import MatterRefusal as No
from buckstop.domain.matter.words import Protest, ProtestKind, Terms
from buckstop.domain.organisation_commands import EnterDuties, TakeBackDuties
from tests.domain.matter.precedence import Row, Scene, wrong_answers
from tests.domain.matter.stage import Stage

PAST, NEAR, FAR = date(2026, 3, 1), date(2026, 3, 20), date(2026, 4, 20)
TERMS = Terms(goal="It is lit.")
LAMPS, WIRES, POLES = DutyItemId("lamps"), DutyItemId("wires"), DutyItemId("poles")


def opening() -> tuple[Stage, list[Row]]:
    stage = Stage()
    stage.open("a1")
    stage.retire("a2")
    bare = accountability.OpenMatter(
        matter=MatterId("m1"), unit=UnitId("nowhere"), title="", terms=Terms(goal=""), deadline_date=PAST
    )
    new = replace(bare, matter=MatterId("m9"))
    own = replace(new, unit=UnitId("a1"))
    late = replace(own, deadline_date=None)
    return stage, [
        (No.ALREADY_OPENED, "a1", bare),
        (No.NOT_OWN_UNIT, "a1", new),
        (No.UNKNOWN_UNIT, "nowhere", new),
        (No.UNIT_RETIRED, "a2", replace(new, unit=UnitId("a2"))),
        (No.DEADLINE_PAST, "a1", own),
        (No.TEXT_MISSING, "a1", late),
        (No.TEXT_MISSING, "a1", replace(late, title="Lamp")),
        (No.TEXT_TOO_LONG, "a1", replace(late, title="L" * 4001, terms=TERMS)),
        (None, "a1", replace(late, title="L" * 4000, terms=TERMS)),
    ]


def offering() -> tuple[Stage, list[Row]]:
    stage = Stage({"a": "r", "b": "r", "a1": "a", "a2": "a", "a3": "a"})
    listed = ((LAMPS, "Lamps", DutyKind.BASIC), (WIRES, "Wires", DutyKind.COOPERATE))
    stage.retire("a3")
    stage.reorganise(
        EnterDuties(UnitId("a2"), listed, "Decree 1"),
        TakeBackDuties(UnitId("a2"), ((POLES, "Poles"),), UnitId("a"), "Decree 2"),
    )
    matter, settled = stage.open("a1"), stage.settle("a1")
    command = accountability.OfferMatter(matter=matter, to=UnitId("nowhere"))
    to = replace(command, to=UnitId("a2"))
    return stage, [
        (No.UNKNOWN_MATTER, "b", replace(command, matter=MatterId("m9"))),
        (No.NOT_HOLDER, "b", replace(command, matter=settled)),
        (No.NOT_HELD, "a1", replace(command, matter=settled)),
        (No.UNKNOWN_UNIT, "a1", command),
        (No.UNIT_RETIRED, "a1", replace(command, to=UnitId("a3"))),
        (No.TO_ITSELF, "a1", replace(command, to=UnitId("a1"))),
        (No.TO_OWN_SUPERIOR, "a1", replace(command, to=UnitId("r"))),
        (No.DUTY_NOT_LISTED, "a1", to),
        (No.DUTY_COOPERATE_ONLY, "a1", replace(to, duty_item=WIRES)),
        (No.DUTY_TAKEN_BACK, "a1", replace(to, duty_item=POLES, approval="Decree 3")),
        (None, "a1", replace(to, duty_item=WIRES, approval="Decree 3")),
        (None, "a1", replace(to, duty_item=LAMPS)),
    ]


def accepting() -> tuple[Stage, list[Row]]:
    stage = Stage()
    held, matter = stage.open("a1"), stage.open("a1")
    number = stage.offer(matter, "a2")
    silent = Protest(ProtestKind.WRONG_ORDER, " ")
    command = accountability.AcceptOffer(matter=held, offer=number - 1, protest=silent)
    current = replace(command, matter=matter)
    return stage, [
        (No.NOT_OFFERED, "b", command),
        (No.NOT_OFFEREE, "b", current),
        (No.OFFER_NOT_CURRENT, "a2", current),
        (No.TEXT_MISSING, "a2", replace(current, offer=number)),
        (None, "a2", replace(current, offer=number, protest=replace(silent, text="It is b's."))),
    ]


def returning() -> tuple[Stage, list[Row]]:
    stage = Stage()
    matter = stage.open("a1")
    number = stage.offer(matter, "a2")
    command = accountability.ReturnOffer(
        matter=matter, offer=0, reason_class="busy", text="", proposed=UnitId("nowhere")
    )
    current = replace(command, offer=number)
    said = replace(current, proposed=None, text="Not ours.")
    ours = replace(said, reason_class="not_our_duty")
    return stage, [
        (No.NOT_OFFEREE, "a1", command),
        (No.OFFER_NOT_CURRENT, "a2", command),
        (No.UNKNOWN_UNIT, "a2", current),
        (No.TO_ITSELF, "a2", replace(current, proposed=UnitId("a2"))),
        (No.TEXT_MISSING, "a2", replace(current, proposed=None)),
        (No.UNKNOWN_REASON, "a2", said),
        (No.PROPOSAL_MISSING, "a2", ours),
        (No.PROPOSAL_MISSING, "a2", replace(ours, proposed=UnitId("b"))),
        (None, "a2", replace(ours, proposed=UnitId("b"), basis="List of b, 4")),
        (None, "a2", replace(ours, proposed=UnitId("b"), duty_item=LAMPS)),
    ]


def asking() -> tuple[Stage, list[Row]]:
    stage = Stage()
    matter, asked = stage.open("a1"), stage.open("a1")
    number, second = stage.offer(matter, "a2"), stage.offer(asked, "a2")
    stage.do("a2", accountability.AskAboutOffer(matter=asked, offer=second, question="Since when?"))
    command = accountability.AskAboutOffer(matter=matter, offer=0, question=" ")
    return stage, [
        (No.NOT_OFFEREE, "a1", command),
        (No.OFFER_NOT_CURRENT, "a2", command),
        (No.ALREADY_ASKED, "a2", replace(command, matter=asked, offer=second)),
        (No.TEXT_MISSING, "a2", replace(command, offer=number)),
        (None, "a2", replace(command, offer=number, question="Since when?")),
    ]


def answering() -> tuple[Stage, list[Row]]:
    stage = Stage()
    held, matter, asked = stage.open("a1"), stage.open("a1"), stage.open("a1")
    number, second = stage.offer(matter, "a2"), stage.offer(asked, "a2")
    stage.do("a2", accountability.AskAboutOffer(matter=asked, offer=second, question="Since when?"))
    command = accountability.AnswerQuestion(matter=held, offer=0, answer="")
    withdraw = accountability.WithdrawOffer(matter=held, offer=0)
    return stage, [
        (No.NOT_HOLDER, "a2", command),
        (No.NOT_OFFERED, "a1", command),
        (No.OFFER_NOT_CURRENT, "a1", replace(command, matter=matter)),
        (No.NO_QUESTION, "a1", replace(command, matter=matter, offer=number)),
        (No.TEXT_MISSING, "a1", replace(command, matter=asked, offer=second)),
        (None, "a1", replace(command, matter=asked, offer=second, answer="Since May.")),
        (No.NOT_HOLDER, "a2", withdraw),
        (No.NOT_OFFERED, "a1", withdraw),
        (No.OFFER_NOT_CURRENT, "a1", replace(withdraw, matter=matter)),
        (None, "a1", replace(withdraw, matter=matter, offer=number)),
    ]


def escalating() -> tuple[Stage, list[Row]]:
    stage = Stage()
    matter, settled = stage.open("a1"), stage.settle("a1")
    claim = accountability.ClaimMatter(matter=settled)
    command = accountability.EscalateMatter(matter=settled, reason_class="busy", text="", proposed=UnitId("nowhere"))
    open_yet = replace(command, matter=matter)
    return stage, [
        (No.NOT_HOLDER, "a2", claim),
        (No.NOT_HELD, "a1", claim),
        (No.NOT_HOLDER, "a2", command),
        (No.NOT_HELD, "a1", command),
        (No.UNKNOWN_UNIT, "a1", open_yet),
        (No.TEXT_MISSING, "a1", replace(open_yet, proposed=UnitId("a2"))),
        (No.UNKNOWN_REASON, "a1", replace(open_yet, proposed=None, text="Whose?")),
        (None, "a1", replace(open_yet, proposed=None, text="Whose?", reason_class="disputed")),
    ]


def deciding() -> tuple[Stage, list[Row]]:
    stage = Stage()
    held, matter = stage.open("a1"), stage.open("a1")
    stage.escalate(matter)
    command = accountability.DecideMatter(matter=held, holder=UnitId("nowhere"), reason=" ")
    asked = replace(command, matter=matter)
    return stage, [
        (No.NOT_ESCALATED, "b", command),
        (No.NOT_ARBITER, "b", asked),
        (No.UNKNOWN_UNIT, "a", asked),
        (No.OUTSIDE_SUBTREE, "a", replace(asked, holder=UnitId("b"))),
        (No.TEXT_MISSING, "a", replace(asked, holder=UnitId("a"))),
        (None, "a", replace(asked, holder=UnitId("a"), reason="It is ours.")),
    ]


def appealing() -> tuple[Stage, list[Row]]:
    stage = Stage()
    held, decided, settled, once = stage.open("b1"), stage.open("b"), stage.settle("b1"), stage.settle("b1")
    stage.escalate(decided)
    stage.decide(decided, "b")
    stage.do("b1", accountability.AppealMatter(matter=once, facts="New."))
    stage.wait(0.5)
    stage.decide(once, "b1")
    command = accountability.AppealMatter(matter=held, facts="")
    return stage, [
        (No.NOT_HOLDER, "a1", command),
        (No.NOT_SETTLED, "b1", command),
        (No.NO_APPEALS_LEFT, "b1", replace(command, matter=once)),
        (No.NOBODY_ABOVE_DECIDER, "b", replace(command, matter=decided)),
        (No.TEXT_MISSING, "b1", replace(command, matter=settled)),
        (None, "b1", replace(command, matter=settled, facts="New.")),
    ]


def delegating() -> tuple[Stage, list[Row]]:
    stage = Stage(depth=1)
    matter, plain, escalated = stage.settle("a", deadline=NEAR), stage.settle("a"), stage.open("a")
    stage.escalate(escalated)
    part = stage.delegate_settled(plain, "a1")
    command = accountability.DelegatePart(
        matter=escalated, part=part, to=UnitId("a"), title="", terms=Terms(goal=""), deadline_date=PAST
    )
    new = replace(command, part=MatterId("m9"))
    down = replace(new, matter=matter)
    right = replace(down, to=UnitId("a2"))
    return stage, [
        (No.ALREADY_OPENED, "b", command),
        (No.NOT_HOLDER, "b", new),
        (No.NOT_AT_WORK, "a", new),
        (No.TOO_DEEP, "a1", replace(new, matter=part)),
        (No.TO_ITSELF, "a", down),
        (No.DEADLINE_PAST, "a", right),
        (No.DEADLINE_MISSING, "a", replace(right, deadline_date=None)),
        (No.DEADLINE_BEYOND_PARENT, "a", replace(right, deadline_date=FAR)),
        (No.TEXT_MISSING, "a", replace(right, deadline_date=NEAR)),
        (None, "a", replace(right, deadline_date=NEAR, title="Pole", terms=TERMS)),
        (None, "a", replace(right, matter=plain, deadline_date=None, title="Pole", terms=TERMS)),
    ]


def recalling() -> tuple[Stage, list[Row]]:
    stage = Stage()
    matter = stage.settle("a")
    closed, done, back, part = (stage.delegate_settled(matter, "a1") for _ in range(4))
    stage.close(closed)
    stage.report_done(done)
    stage.do("a", accountability.RecallMatter(matter=back, reason="Late."))
    command = accountability.RecallMatter(matter=matter, reason=" ")
    return stage, [
        (No.NOT_A_CHILD, "a1", command),
        (No.NOT_PARENT_HOLDER, "a1", replace(command, matter=closed)),
        (No.CLOSED, "a", replace(command, matter=closed)),
        (No.VERIFICATION_RUNS, "a", replace(command, matter=done)),
        (No.ALREADY_RECALLED, "a", replace(command, matter=back)),
        (No.TEXT_MISSING, "a", replace(command, matter=part)),
        (None, "a", replace(command, matter=part, reason="Late.")),
    ]


def reporting() -> tuple[Stage, list[Row]]:
    stage = Stage()
    held, closed, matter = stage.open("a"), stage.settle("a"), stage.settle("a")
    stage.close(closed)
    whole = stage.settle("a")
    stage.delegate(whole, "a1")
    done = work.ReportDone(matter=held, text="")
    progress = work.ReportProgress(matter=closed, text="")
    urge = work.UrgeMatter(matter=closed, text="")
    return stage, [
        (No.NOT_HOLDER, "a1", done),
        (No.NOT_SETTLED, "a", done),
        (No.OPEN_CHILDREN, "a", replace(done, matter=whole)),
        (No.TEXT_MISSING, "a", replace(done, matter=matter)),
        (None, "a", replace(done, matter=matter, text="Lit.")),
        (No.NOT_HOLDER, "a1", progress),
        (No.NOT_AT_WORK, "a", progress),
        (No.TEXT_MISSING, "a", replace(progress, matter=held)),
        (None, "a", replace(progress, matter=held, text="Half.")),
        (No.NOT_SUPERIOR, "a1", urge),
        (No.CLOSED, "r", urge),
        (No.TEXT_MISSING, "r", replace(urge, matter=held)),
        (None, "r", replace(urge, matter=held, text="Please.")),
        (No.TEXT_MISSING, "b1", work.AddNote(matter=held, text=" ")),
        (None, "b1", work.AddNote(matter=held, text="Seen.")),
    ]


SCENES: tuple[Scene, ...] = (
    opening,
    offering,
    accepting,
    returning,
    asking,
    answering,
    escalating,
    deciding,
    appealing,
    delegating,
    recalling,
    reporting,
)


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_obstacles_are_named_in_their_order_until_none_is_left(scene: Scene) -> None:
    assert wrong_answers(scene) == []
