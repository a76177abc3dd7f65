"""Today in words: what is asked of one person, what their silence would mean, how long they have, and why it is theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from buckstop.app.open_asks import AskKind, OpenAsk
from buckstop.app.running import Default
from buckstop.app.today import Consequence, Entry, EntryKind
from buckstop.domain.calendars import CalendarGapError
from buckstop.domain.matter.asks import Support, SupportStage, UpwardKind, UpwardRequest
from buckstop.domain.matter.named_supports import supports_to_ask
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase, Profile
from buckstop.i18n import gettext_noop as _
from buckstop.text.events import told
from buckstop.text.protocol_words import UPWARD_KINDS
from buckstop.text.readers import Reader


@dataclass(frozen=True, slots=True)
class Heading:
    """What a group of entries has in common.

    Args:
        title: what happens, in few words.
        says: the same as a sentence.
    """

    title: str
    says: str


HEADINGS: Mapping[Consequence, Heading] = MappingProxyType(
    {
        Consequence.BECOMES_YOURS: Heading(
            _("Becomes yours for good"), _("If you do nothing, these stay with your unit or come to it, settled.")
        ),
        Consequence.COUNTS_AGAINST_YOU: Heading(
            _("Counts against your unit"),
            _("If you do nothing, these are late or stay without an answer, and the record says so."),
        ),
        Consequence.GOES_ELSEWHERE: Heading(
            _("Goes to somebody else by itself"),
            _("If you do nothing, these go on without you, and the record says that your unit was silent."),
        ),
        Consequence.IS_GRANTED: Heading(
            _("Silence grants it"),
            _("If you do nothing, what was asked of your unit counts as granted or as good."),
        ),
        Consequence.NOTHING: Heading(
            _("It waits"), _("If you do nothing, nothing falls to your unit; each line says what happens.")
        ),
    }
)
"""By what happens if nothing is done."""

_SIGN_ASKED = _("Your question about the offer waits for its answer; you may accept or return it all the same.")
_DUE_SETTLED = _("Finish the work and report it done.")
_DUE_WITH_PARTS = _("Finish the work; it is reported done once its parts are closed. Still open: %(count)s.")
_DUE_AT_WORK = _("Do the work, and report how far it is.")
_DUE_HELD = _("Its deadline runs although it is not settled yet: see that the work goes on, and report how far it is.")
_DUE_ELSEWHERE = _("Your unit answers for it until another unit holds it, and its deadline runs.")
_HELD_PLANNED = _("It came again and is meant for %(unit)s: offer it there, or keep it.")
_KINDS: Mapping[EntryKind, str] = MappingProxyType(
    {
        EntryKind.SIGN: _("Accept it or return it."),
        EntryKind.DECIDE: _("Decide who holds it."),
        EntryKind.VERIFY: _("Look whether the work is done."),
        EntryKind.HELD: _("Keep it, or offer it to the unit it belongs to."),
        EntryKind.RETURNED: _("Your offer came back: keep the matter, or offer it to another unit."),
    }
)
_APPEAL = _("Decide the appeal.")
_ASKED: Mapping[AskKind, str] = MappingProxyType(
    {
        AskKind.QUESTION: _("Answer the question of %(asker)s about your offer."),
        AskKind.SUPPORT: _("Say whether your unit contributes."),
        AskKind.DELIVERY: _("Say whether the contribution of %(asker)s is what was agreed."),
        AskKind.UPWARD: _("Answer the request of %(asker)s for %(what)s."),
        AskKind.EXTENSION: _("Answer whether %(asker)s gets a later deadline: until %(day)s."),
        AskKind.WAIT: _("Say whether %(asker)s really has to wait for %(whom)s."),
        AskKind.SUMMONS: _("Be there: %(place)s, %(meet)s."),
        AskKind.CONCLUSION: _("Record what came of the meeting."),
        AskKind.PROPOSAL: _("Adopt or decline a better way that was proposed."),
        AskKind.NAMED: _("Supports are named and not asked yet: ask them."),
    }
)
_OF_UNIT: Mapping[EntryKind, str] = MappingProxyType(
    {
        EntryKind.SIGN: _("The offer waits to be accepted or returned."),
        EntryKind.DECIDE: _("It waits for the decision who holds it."),
        EntryKind.VERIFY: _("The work waits to be looked at."),
        EntryKind.HELD: _("It waits to be kept, or offered to the unit it belongs to."),
        EntryKind.RETURNED: _("Your unit's offer came back: the matter waits to be kept, or offered to another unit."),
        EntryKind.DUE: _("The work waits to be finished and reported done."),
    }
)
"""Of what somebody else of the unit has to do."""
_SIGN_ASKED_OF_UNIT = _("Your unit's question about the offer waits for its answer.")
_APPEAL_OF_UNIT = _("The appeal waits for its decision.")
_ASKED_OF_UNIT: Mapping[AskKind, str] = MappingProxyType(
    {
        AskKind.QUESTION: _("The question of %(asker)s about your unit's offer waits for its answer."),
        AskKind.SUPPORT: _("It waits to be said whether your unit contributes."),
        AskKind.DELIVERY: _("It waits to be said whether the contribution of %(asker)s is what was agreed."),
        AskKind.UPWARD: _("The request of %(asker)s for %(what)s waits for its answer."),
        AskKind.EXTENSION: _("The request of %(asker)s for a later deadline, until %(day)s, waits for its answer."),
        AskKind.WAIT: _("It waits to be said whether %(asker)s really has to wait for %(whom)s."),
        AskKind.SUMMONS: _("Your unit is called to the spot: %(place)s, %(meet)s."),
        AskKind.CONCLUSION: _("What came of the meeting waits to be recorded."),
        AskKind.PROPOSAL: _("A better way that was proposed waits to be adopted or declined."),
        AskKind.NAMED: _("Units whose support is named wait to be asked for it."),
    }
)
_SUPPORT_PASSED_UP_TO_UNIT = _("%(supporter)s did not say whether it contributes; the answer waits with your unit.")
_SUPPORT_AGREED_OF_UNIT = _("The contribution that your unit agreed to waits to be delivered.")
_SUPPORT_PASSED_UP = _("Answer for %(supporter)s, which did not say whether it contributes.")
_SUPPORT_AGREED = _("Deliver the contribution that your unit agreed to.")
_REQUESTED: Mapping[AskKind, str] = MappingProxyType(
    {
        AskKind.QUESTION: _("You asked %(answerer)s about its offer."),
        AskKind.SUPPORT: _("You asked %(supporter)s for support."),
        AskKind.DELIVERY: _("Your contribution lies with %(answerer)s, which says whether it is what was agreed."),
        AskKind.UPWARD: _("You asked %(answerer)s for %(what)s."),
        AskKind.EXTENSION: _("You asked %(answerer)s for a later deadline: until %(day)s."),
        AskKind.WAIT: _("You asked %(answerer)s to confirm that you have to wait for %(whom)s."),
        AskKind.SUMMONS: _("You called %(answerer)s to the spot: %(place)s, %(meet)s."),
        AskKind.CONCLUSION: _("Record what came of the meeting."),
        AskKind.PROPOSAL: _("You proposed a better way to %(answerer)s."),
    }
)


def asked_sentence(entry: Entry, read: Reader, *, theirs: bool, finishes: bool, open_parts: int) -> str:
    """What the person is asked to do; of what was decided or asked of others: what happened.

    Args:
        theirs: the person may do it; else it is said what waits, for somebody else of the unit does it.
        finishes: the person may report work done; open_parts: how many parts have to be closed before.
    """
    matter = entry.row.matter
    if entry.event is not None and (entry.kind is EntryKind.DECIDED or entry.clock is None):
        return told(entry.event, read).sentence
    if entry.ask is not None:
        return _about_ask(entry, entry.ask, read, theirs=theirs)
    if entry.kind is EntryKind.SIGN and entry.clock is None:
        return read.translate(_SIGN_ASKED if theirs else _SIGN_ASKED_OF_UNIT)
    if entry.kind is EntryKind.DUE:
        return read.say(_of_deadline(matter, open_parts, theirs=theirs, finishes=finishes), count=open_parts)
    if matter.phase is Phase.APPEAL:
        return read.translate(_APPEAL if theirs else _APPEAL_OF_UNIT)
    if entry.kind is EntryKind.HELD and theirs and matter.cycle and matter.cycle.planned_for and not matter.moves:
        return read.say(_HELD_PLANNED, unit=read.unit(matter.cycle.planned_for))
    return read.translate((_KINDS if theirs else _OF_UNIT)[entry.kind])


def _of_deadline(matter: Matter, open_parts: int, *, theirs: bool, finishes: bool) -> str:
    """What is to be done before a deadline, as far as the matter's phase and the person's post let them."""
    if matter.phase in {Phase.OFFERED, Phase.ESCALATED}:
        return _DUE_ELSEWHERE
    if not theirs:
        return _OF_UNIT[EntryKind.DUE]
    if matter.phase is Phase.HELD:
        return _DUE_HELD
    if not finishes:
        return _DUE_AT_WORK
    return _DUE_WITH_PARTS if open_parts else _DUE_SETTLED


def _about_ask(entry: Entry, ask: OpenAsk, read: Reader, *, theirs: bool) -> str:
    matter = entry.row.matter
    support, request = _support(matter, ask), _upward(matter, ask)
    wait = next((one for one in matter.waits if one.ask == ask.ask), None)
    summons = next((one for one in matter.summonses if one.ask == ask.ask), None)
    return read.say(
        _of_ask(entry, ask, support, theirs=theirs),
        asker=read.unit(ask.asker),
        answerer=read.unit(ask.answerer),
        supporter=read.unit(support.supporter if support else ""),
        what=read.word(UPWARD_KINDS, request.kind if request else UpwardKind.RULING),
        day=matter.extension.wanted_date.isoformat() if matter.extension else "",
        whom=wait.whom if wait else "",
        place=summons.place if summons else "",
        meet=read.instant(summons.meet_at) if summons else "",
    )


def _of_ask(entry: Entry, ask: OpenAsk, support: Support | None, *, theirs: bool) -> str:
    """The sentence of a request: for who owes the answer, for who works beside them, for who waits."""
    if entry.kind is not EntryKind.ANSWER:
        return _REQUESTED[ask.kind]
    if ask.kind is AskKind.SUPPORT and support is not None:
        if support.stage is SupportStage.PASSED_UP:
            return _SUPPORT_PASSED_UP if theirs else _SUPPORT_PASSED_UP_TO_UNIT
        if support.stage is SupportStage.AGREED:
            return _SUPPORT_AGREED if theirs else _SUPPORT_AGREED_OF_UNIT
    return (_ASKED if theirs else _ASKED_OF_UNIT)[ask.kind]


def words_behind(entry: Entry, read: Reader) -> str:
    """What stands behind an entry: the request as it was written, how an offer came back; empty where nothing does."""
    if entry.kind is EntryKind.RETURNED and entry.event is not None and entry.clock is not None:
        return told(entry.event, read).sentence
    if entry.ask is not None and entry.ask.kind is AskKind.NAMED:
        organisation = read.organisation
        return read.units(supports_to_ask(entry.row.matter, organisation)) if organisation else ""
    return _words_of_ask(entry.row.matter, entry.ask) if entry.ask is not None else ""


def _words_of_ask(matter: Matter, ask: OpenAsk) -> str:
    support, request = _support(matter, ask), _upward(matter, ask)
    if support is not None:
        return support.what
    if request is not None:
        return request.text
    if ask.kind is AskKind.EXTENSION and matter.extension is not None:
        return matter.extension.reason
    written = (
        *((one.ask, one.question) for one in matter.waits),
        *((one.ask, one.text) for one in matter.proposals),
    )
    return next((text for number, text in written if number == ask.ask and ask.kind is not AskKind.QUESTION), "")


def _support(matter: Matter, ask: OpenAsk) -> Support | None:
    if ask.kind not in {AskKind.SUPPORT, AskKind.DELIVERY}:
        return None
    return next((one for one in matter.supports if one.ask == ask.ask), None)


def _upward(matter: Matter, ask: OpenAsk) -> UpwardRequest | None:
    return next((one for one in matter.upward if ask.kind is AskKind.UPWARD and one.ask == ask.ask), None)


# --- how long -----------------------------------------------------------------------------------------------------------

_LATE_TODAY = _("late since today")
_LATE_DAY_OFF = _("late, by no working day yet")
_ONE_LATE = _("late by 1 working day")
_MANY_LATE = _("late by %(days)s working days")
_LATE = _("late")
_ONE_MINUTE = _("1 minute left")
_MINUTES = _("%(minutes)s minutes left")
_ONE_HOUR = _("1 hour left")
_HOURS = _("%(hours)s hours left")
_TODAY = _("ends today")
_NO_DAY = _("no working day left")
_ONE_DAY = _("1 working day left")
_DAYS = _("%(days)s working days left")
_INSTANT, _MINUTE, _HOUR = timedelta(microseconds=1), timedelta(minutes=1), timedelta(hours=1)


def left_words(due_at: datetime, now: datetime, read: Reader) -> str:
    """How long until an instant, or how long since, in few words: minutes and hours of today, else working days."""
    left = due_at - now
    if left > timedelta() and left < 2 * _HOUR:
        minutes = left // _MINUTE
        return read.say(_ONE_MINUTE if minutes == 1 else _MINUTES, minutes=minutes)
    if ends_today(due_at, now, read):
        hours = left // _HOUR
        at_midnight = due_at == read.calendar.end_of_day(read.calendar.local_date(now))
        return read.translate(_TODAY) if at_midnight else read.say(_ONE_HOUR if hours == 1 else _HOURS, hours=hours)
    if left <= timedelta() and due_at >= read.calendar.end_of_day(read.calendar.local_date(now) - timedelta(days=1)):
        return read.translate(_LATE_TODAY)
    try:
        # A deadline at midnight belongs to the day it ends: the first day of being late is the one that follows.
        days = read.calendar.working_days_between(*((now, due_at) if left > timedelta() else (due_at - _INSTANT, now)))
    except CalendarGapError:  # of a past year nobody entered: how many days it was cannot be said
        return read.translate(_LATE)
    if left <= timedelta():
        return read.say({0: _LATE_DAY_OFF, 1: _ONE_LATE}.get(days, _MANY_LATE), days=days)
    return read.say({0: _NO_DAY, 1: _ONE_DAY}.get(days, _DAYS), days=days)


def ends_today(due_at: datetime, now: datetime, read: Reader) -> bool:
    """Whether an instant is still to come and lies within today, its last midnight included."""
    return now < due_at <= read.calendar.end_of_day(read.calendar.local_date(now))


# --- by what rule ---------------------------------------------------------------------------------------------------------

_RULES: Mapping[Default, str] = MappingProxyType(
    {
        Default.HOLDER_KEEPS: "claim",
        Default.OFFER_RETURNS: "offer",
        Default.OFFER_ESCALATES: "offer",
        Default.OFFER_GOES_ON: "ask",
        Default.ARBITER_HOLDS: "decide",
        Default.ROOT_HOLDS: "decide",
        Default.DECISION_STANDS: "appeal",
        Default.VERIFIER_CHANGES: "verify",
        Default.VERIFIER_STAYS: "verify",
        Default.SUPERIOR_ANSWERS_SUPPORT: "support",
        Default.SUPPORT_UNANSWERED: "support",
        Default.SUPPORT_CONFIRMED: "support",
        Default.SUPERIOR_ANSWERS_REQUEST: "upward",
        Default.REQUEST_UNANSWERED: "upward",
        Default.PLANNER_PAYS: "upward",
        Default.SUPERIOR_REMOVES_OBSTACLE: "upward",
        Default.OBSTACLE_UNANSWERED: "upward",
        Default.OBSTACLE_STANDS: "upward",
        Default.PROPOSAL_UNANSWERED: "upward",
        Default.EXTENSION_GRANTED: "extension_answer",
        Default.EXTENSION_REFUSED: "extension_answer",
        Default.WAIT_VOID: "wait_confirm",
    }
)


def rule_of(entry: Entry, read: Reader) -> str:
    """The id of the rule that says how long its clock runs; empty where a date of its own does."""
    name = _RULES.get(entry.clock.default, "") if entry.clock is not None else ""
    if not name:
        return ""
    urgent = f"urgent.{name}"
    fits = entry.row.matter.profile is Profile.URGENT and read.pack.rule(urgent) is not None
    return urgent if fits else f"protocol.{name}"
