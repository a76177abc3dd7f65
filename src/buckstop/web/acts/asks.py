"""Requests upward, later deadlines, waits, meetings on the spot, answers to proposals: each with its clock and its default."""

from collections.abc import Iterator

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.asks import (
    AnswerExtension,
    AnswerProposal,
    AnswerUpward,
    AnswerWait,
    ArriveAtSummons,
    AskExtension,
    AskUpward,
    BeginWait,
    ConcludeSummons,
    EndWait,
    SummonUnits,
)
from buckstop.domain.matter.state import Matter
from buckstop.i18n import gettext_noop as _
from buckstop.text.protocol_words import UPWARD_KINDS
from buckstop.web.acts import places
from buckstop.web.acts.act import Act, Field, Kind, Request, Scene, Values, as_named
from buckstop.web.acts.likely import levels, to_ask
from buckstop.web.acts.questions import GRANT, LINE, REASON, REASON_IF_NO, taken_grant, worded

_YES_NO = {"yes": _("Yes"), "no": _("No")}
_REMOVED = {"yes": _("It is removed"), "no": _("It stays")}
_WORDS = Field("text", _("In your words"), Kind.LONG, required=True)


def _either(name: str, label: str, words: dict[str, str] = _YES_NO) -> Field:
    return Field(name, label, Kind.EITHER, required=True, choices=worded(words, words))


def _answered(command: type[MatterCommand], values: Values, scene: Scene) -> MatterCommand:
    """A yes or no is a code in the form."""
    rest = dict(values)
    for name in ("granted", "confirmed", "adopted"):
        if name in rest:
            rest[name] = rest[name] == "yes"
    if GRANT[0].name in rest:
        rest["grant"] = taken_grant(rest)
    return as_named(command, rest, scene)


def _asked_upward(command: type[MatterCommand], values: Values, scene: Scene) -> MatterCommand:
    return as_named(command, {**values, "kind": UpwardKind(values["kind"])}, scene)


def _obstacle(command: type[MatterCommand], values: Values, scene: Scene) -> MatterCommand:
    return as_named(command, {**values, "level": UnitId(values["level"]), "kind": UpwardKind.OBSTACLE}, scene)


# --- which requests ---------------------------------------------------------------------------------------------------


def _has_upward(matter: Matter) -> bool:
    return bool(matter.upward)


def _upward(matter: Matter, unit: UnitId) -> Iterator[Request]:
    for one in matter.upward:
        if one.answerer == unit and one.kind is not UpwardKind.OBSTACLE:
            yield Request(one.ask, one.text)


def _obstacles(matter: Matter, unit: UnitId) -> Iterator[Request]:
    for one in matter.upward:
        if one.answerer == unit and one.kind is UpwardKind.OBSTACLE:
            yield Request(one.ask, one.text)


def _has_extension(matter: Matter) -> bool:
    return matter.extension is not None


def _extension(matter: Matter, unit: UnitId) -> Iterator[Request]:
    if matter.extension is not None and matter.extension.answerer == unit:
        yield Request(matter.extension.ask, matter.extension.reason)


def _has_wait(matter: Matter) -> bool:
    return bool(matter.waits)


def _waits_to_answer(matter: Matter, unit: UnitId) -> Iterator[Request]:
    for one in matter.waits:
        if one.answerer == unit and not one.confirmed:
            yield Request(one.ask, one.question)


def _waits_to_end(matter: Matter, unit: UnitId) -> Iterator[Request]:
    for one in matter.waits:
        if unit == matter.holder:
            yield Request(one.ask, one.question)


def _has_summons(matter: Matter) -> bool:
    return bool(matter.summonses)


def _summoned(matter: Matter, unit: UnitId) -> Iterator[Request]:
    for one in matter.summonses:
        if unit in one.missing:
            yield Request(one.ask, one.place)


def _called(matter: Matter, unit: UnitId) -> Iterator[Request]:
    for one in matter.summonses:
        if unit == matter.holder:
            yield Request(one.ask, one.place)


def _has_proposal(matter: Matter) -> bool:
    return bool(matter.proposals)


def _proposals(matter: Matter, unit: UnitId) -> Iterator[Request]:
    for one in matter.proposals:
        if matter.answers_proposal(one) == unit:
            yield Request(one.ask, one.text)


_WANTED = (UpwardKind.AUTHORITY, UpwardKind.PEOPLE, UpwardKind.MONEY, UpwardKind.RULING)

_UPWARD = (
    Act(
        "ask-upward",
        AskUpward,
        _("Ask the superior"),
        _("Ask for authority, people, money or a ruling: the superior's clock runs until it answers, not yours."),
        34,
        places.holder,
        places.unfinished,
        (
            Field(
                "kind", _("What for"), Kind.EITHER, required=True, choices=worded(UPWARD_KINDS, _WANTED), neutral=True
            ),
            _WORDS,
        ),
        _asked_upward,
    ),
    Act(
        "answer-upward",
        AnswerUpward,
        _("Answer the request"),
        _("Your clock stops with the answer; what you grant goes on record."),
        13,
        places.anybody,
        _has_upward,
        (_either("granted", _("Is it granted?")), _WORDS, *GRANT),
        _answered,
        requests=_upward,
    ),
    Act(
        "obstacle",
        AskUpward,
        _("Name an obstacle"),
        _("Say what is in the way and which level above can remove it: that unit's clock runs until it answers."),
        36,
        places.holder,
        places.unfinished,
        (
            Field("level", _("Who can remove it"), Kind.EITHER, required=True, choices=levels),
            Field("text", _("What is in the way"), Kind.LONG, required=True),
        ),
        _obstacle,
    ),
    Act(
        "answer-obstacle",
        AnswerUpward,
        _("Answer about the obstacle"),
        _("Say that it is removed, or that it stays and why. Your clock stops with the answer."),
        13,
        places.anybody,
        _has_upward,
        (_either("granted", _("The obstacle"), _REMOVED), _WORDS),
        _answered,
        requests=_obstacles,
    ),
)
_DEADLINES = (
    Act(
        "ask-extension",
        AskExtension,
        _("Ask for a later deadline"),
        _("Before the old one is over. Silence grants it once, and the hours are then whose silence it was."),
        38,
        places.holder,
        places.dated,
        (Field("wanted_date", _("Until"), Kind.DATE, required=True), REASON),
        fits=places.extensible,
    ),
    Act(
        "answer-extension",
        AnswerExtension,
        _("Answer about the later deadline"),
        _("Grant the day, an earlier one, or none."),
        13,
        places.anybody,
        _has_extension,
        (
            _either("granted", _("Is it granted?")),
            REASON_IF_NO,
            Field("by_date", _("Until an earlier day"), Kind.DATE, _("Leave it blank to grant the day wanted.")),
        ),
        _answered,
        requests=_extension,
    ),
)
_WAITS = (
    Act(
        "wait",
        BeginWait,
        _("Register a wait"),
        _("You wait for somebody outside: once it is confirmed, the hours are nobody's."),
        42,
        places.holder,
        places.settled,
        (
            Field(
                "whom",
                _("For whom"),
                hint=_("A person or an office outside: no unit of ours."),
                required=True,
                longest=LINE,
            ),
            Field("question", _("What you asked them"), Kind.LONG, required=True),
            Field("until_date", _("Until"), Kind.DATE, required=True),
        ),
    ),
    Act(
        "answer-wait",
        AnswerWait,
        _("Confirm the wait or not"),
        _("Unconfirmed it is no wait, and the hours stay with the holder."),
        13,
        places.anybody,
        _has_wait,
        (_either("confirmed", _("Does the holder have to wait?")), REASON_IF_NO),
        _answered,
        requests=_waits_to_answer,
    ),
    Act(
        "end-wait",
        EndWait,
        _("End the wait"),
        _("The holder's clock runs again."),
        44,
        places.holder,
        _has_wait,
        (Field("result", _("What came of it"), Kind.LONG),),
        requests=_waits_to_end,
    ),
)
_MEETINGS = (
    Act(
        "summon",
        SummonUnits,
        _("Call units to the spot"),
        _("Named units come to a place at an hour; who is not there then goes on record."),
        46,
        places.holder,
        places.unfinished,
        (
            Field(
                "units",
                _("Which units"),
                Kind.UNITS,
                required=True,
                suggest=to_ask,
            ),
            Field("place", _("Where"), required=True, longest=LINE),
            Field("purpose", _("Purpose of the meeting"), Kind.LONG, required=True),
            Field("meet_at", _("When"), Kind.INSTANT, required=True),
        ),
    ),
    Act(
        "arrive",
        ArriveAtSummons,
        _("We are on the spot"),
        _("Your unit's arrival goes on record with the hour."),
        9,
        places.anybody,
        _has_summons,
        requests=_summoned,
        one_click=True,
    ),
    Act(
        "conclude",
        ConcludeSummons,
        _("Record what came of the meeting"),
        _("The meeting is over; who never came is named."),
        28,
        places.holder,
        _has_summons,
        (Field("result", _("What came of it"), Kind.LONG, required=True),),
        requests=_called,
    ),
)
_PROPOSALS = (
    Act(
        "answer-proposal",
        AnswerProposal,
        _("Answer the proposal"),
        _("Adopting it credits who proposed it; declining it needs a reason."),
        17,
        places.anybody,
        _has_proposal,
        (_either("adopted", _("Is it adopted?")), REASON_IF_NO),
        _answered,
        requests=_proposals,
    ),
)
ACTS = (*_UPWARD, *_DEADLINES, *_WAITS, *_MEETINGS, *_PROPOSALS)
