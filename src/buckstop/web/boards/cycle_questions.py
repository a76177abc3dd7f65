"""What is asked when something is set up to come again, or amended: the questions, the command, what it would do."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from buckstop.app.cycle_queries import foreseen
from buckstop.domain.cycle.commands import AmendCycle, CycleCommand, SetUpCycle
from buckstop.domain.cycle.schedule import deadline_of
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.cycle.turns import coming_turns, titled
from buckstop.domain.cycle.words import Anchor, DueKind, DueRule, Every, Rhythm, Shift
from buckstop.domain.ids import CycleId, PostId, UnitId
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Profile, Terms
from buckstop.domain.refusals import Refusal
from buckstop.i18n import gettext_noop as _
from buckstop.text.cycle_words import ANCHORS, DUE_KINDS, EVERY, SHIFTS, rhythm_words
from buckstop.text.protocol_words import PROFILES
from buckstop.text.readers import Reader
from buckstop.text.refusals import refusal_sentence
from buckstop.web.acts.act import Choices, Field, Kind, Scene, Values
from buckstop.web.acts.answers import answers_of
from buckstop.web.acts.forms import ActForm
from buckstop.web.acts.likely import others, to_offer
from buckstop.web.acts.questions import DUTY_ITEM, GRANT, LINE, REASON, worded
from buckstop.web.acts.terms import (
    CRITERIA,
    GOAL,
    MEASURE,
    MINIMUM,
    OF_TERMS,
    PRIORITY,
    QUANTITY,
    REFERENCE,
    STEPS,
    SUPPORTS,
    VISIBILITY,
    taken_terms,
)
from buckstop.web.effects import Effects

_SHOWN = 6
"""So many of the coming days are told."""

_COMES = _("It comes %(rhythm)s: %(days)s.")
_UNTIL = _("The last day on which it may come is %(day)s; then somebody looks at it anew.")
_OPENS = _(
    "Each time a matter opens by itself on %(unit)s, which answers for it. The first is called “%(title)s” and is due by "
    "%(deadline)s."
)
_PLANNED = _("Nothing is offered by itself: the leader of %(unit)s offers it to %(planned)s with one click.")
_NAMED = _("Named to support: %(units)s. Naming asks nobody; whoever answers for it asks them each time.")
_PROVISIONAL = _("%(day)s (provisional)")


def _posts(scene: Scene) -> Choices:
    return tuple((post.id, post.title) for post in scene.organisation.posts_in(scene.unit))


QUESTIONS: tuple[Field, ...] = (
    Field(
        "title",
        _("Title"),
        hint=_("Without the month or the number: what tells one time from the other is added by itself."),
        required=True,
        longest=LINE,
    ),
    GOAL,
    CRITERIA,
    replace(REFERENCE, folded=False),
    Field(
        "number",
        _("It comes every"),
        Kind.COUNT,
        _("1 for every month, 2 for every second one."),
        required=True,
        first=lambda _scene: 1,
    ),
    Field(
        "every",
        _("Days, weeks, months, quarters or years"),
        Kind.CHOICE,
        required=True,
        choices=worded(EVERY, Every),
        first=lambda _scene: Every.MONTH,
    ),
    Field(
        "first_date",
        _("Not before"),
        Kind.DATE,
        _("The first time is on this day or after it."),
        required=True,
        first=lambda scene: scene.ledger.calendar.local_date(scene.now),
    ),
    Field(
        "anchor",
        _("On which day"),
        Kind.EITHER,
        required=True,
        choices=worded(ANCHORS, Anchor),
        first=lambda _scene: Anchor.LAST_WORKING_DAY,
    ),
    Field(
        "shift",
        _("Where that day is not worked"),
        Kind.CHOICE,
        _("Only for the same day as the first time."),
        required=True,
        choices=worded(SHIFTS, Shift),
        first=lambda _scene: Shift.NEXT_WORKING_DAY,
    ),
    Field(
        "due_kind",
        _("When it is due"),
        Kind.EITHER,
        required=True,
        choices=worded(DUE_KINDS, DueKind),
        first=lambda _scene: DueKind.WORKING_DAYS,
    ),
    Field(
        "due_days",
        _("How many days"),
        Kind.COUNT,
        _("Counted from the day after it opens."),
        first=lambda _scene: 5,
    ),
    Field(
        "until_date",
        _("The last day on which it may come"),
        Kind.DATE,
        _("Three years ahead at most: what comes again is looked at anew then, and renewed if it is still needed."),
        required=True,
    ),
    Field(
        "planned_for",
        _("To whom it is meant to be offered"),
        Kind.UNIT,
        _("Leave it empty where your unit does the work. Nothing is offered by itself."),
        suggest=to_offer,
    ),
    MINIMUM,
    STEPS,
    QUANTITY,
    MEASURE,
    replace(SUPPORTS, suggest=lambda scene: others(scene, to_offer(scene))),
    replace(DUTY_ITEM, folded=True),
    Field("first_responsible", _("Post that answers in person"), Kind.CHOICE, choices=_posts, folded=True),
    PRIORITY,
    VISIBILITY,
    Field(
        "profile",
        _("Clocks"),
        Kind.CHOICE,
        required=True,
        choices=worded(PROFILES, Profile),
        first=lambda _scene: Profile.NORMAL,
        folded=True,
    ),
    *GRANT,
)
"""Everything that is asked of something that comes again."""

OF_AMENDING: tuple[Field, ...] = (*QUESTIONS[:13], replace(REASON, hint="", neutral=True), *QUESTIONS[13:])
"""The same, and why it is amended."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What stands in a form at first.

    Args:
        shown: as the form shows it, units by name.
        meant: what is meant by it, units by id.
    """

    shown: Values
    meant: Values


def as_it_stands(cycle: Cycle, read: Reader) -> Begun:
    """The questions as a cycle answers them now."""
    return _begun(cycle.title, cycle.terms, cycle.profile, cycle.planned_for, read, {
        "number": cycle.rhythm.number,
        "every": cycle.rhythm.every,
        "first_date": cycle.rhythm.first_date,
        "anchor": cycle.rhythm.anchor,
        "shift": cycle.rhythm.shift,
        "due_kind": cycle.due.kind,
        "due_days": cycle.due.days or None,
        "until_date": cycle.until_date,
    })  # fmt: skip


def as_a_matter(matter: Matter, read: Reader, first: date | None, months: int | None) -> Begun:
    """The questions as a matter answers them that is to come again.

    Args:
        first: when the next one would be due; nobody's day is guessed.
        months: how far apart such matters came; None where that is not known.
    """
    rhythm: dict[str, Any] = {}
    if months is not None:
        quarterly = months % 3 == 0 and months < 12
        every = Every.YEAR if months % 12 == 0 else Every.QUARTER if quarterly else Every.MONTH
        rhythm = {"every": every, "number": months // {Every.YEAR: 12, Every.QUARTER: 3, Every.MONTH: 1}[every]}
    if first is not None:
        rhythm["first_date"] = first
    planned = matter.holder if matter.holder != matter.giver else None
    return _begun(matter.title, matter.terms, matter.profile, planned, read, rhythm)


def _begun(
    title: str, terms: Terms, profile: Profile, planned: UnitId | None, read: Reader, rhythm: Mapping[str, Any]
) -> Begun:
    grant = terms.grant
    meant = {
        "title": title,
        **{name: getattr(terms, name) for name in (*OF_TERMS, "priority", "visibility", "supports")},
        "duty_item": terms.duty_item or "",
        "first_responsible": terms.first_responsible or "",
        "profile": profile,
        "planned_for": planned,
        **rhythm,
    }
    if grant is not None:
        meant |= {"authority": grant.authority, "people": grant.people, "money": grant.money}
        meant["grant_reference"] = grant.reference
    names = {
        "planned_for": read.unit(planned) if planned else None,
        "supports": tuple(read.unit(unit) for unit in terms.supports),
    }
    return Begun({**meant, **names}, meant)


def set_up(values: Values, unit: UnitId, cycle: CycleId) -> SetUpCycle:
    """The command that the answers make."""
    return SetUpCycle(cycle=cycle, unit=unit, **_said(values))


def amended(values: Values, cycle: CycleId) -> AmendCycle:
    """The command that the answers make of a cycle that is there."""
    return AmendCycle(cycle=cycle, reason=values["reason"], **_said(values))


def _said(values: Values) -> dict[str, Any]:
    rest = dict(values)
    rhythm = Rhythm(
        Every(rest.pop("every")), rest.pop("number"), Anchor(rest.pop("anchor")), Shift(rest.pop("shift")),
        rest.pop("first_date"),
    )  # fmt: skip
    kind, days = DueKind(rest.pop("due_kind")), rest.pop("due_days") or 0
    post = rest.pop("first_responsible")
    terms = taken_terms(
        rest,
        duty_item=rest.pop("duty_item") or None,
        first_responsible=PostId(post) if post else None,
    )
    return {
        "title": rest["title"],
        "terms": terms,
        "rhythm": rhythm,
        "due": DueRule(kind, 0 if kind is DueKind.PERIOD_END else days),
        "until_date": rest["until_date"],
        "planned_for": rest["planned_for"] or None,
        "profile": Profile(rest["profile"]),
    }


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the answers so far would lead to.

    Args:
        missing: questions on whose answers everything depends.
    """

    effects: Effects
    missing: tuple[str, ...] = ()


def foresight(form: ActForm, begun: Begun, cycle: CycleId | None) -> Foreseen:
    """What the answers so far would lead to; nothing is written.

    Args:
        cycle: the one to be amended; None for a new one.
    """
    asked = tuple(form.asked.values())
    found = answers_of(asked, form)
    if found.missing:
        return Foreseen(Effects(drafted=True), found.missing)
    values = dict(found.values)
    if not form.is_bound:
        values |= {name: begun.meant.get(name, values[name]) for name in ("planned_for", "supports")}
    scene = form.scene
    assert scene.actor is not None, "the page is for those who may speak for the unit"
    command: CycleCommand = amended(values, cycle) if cycle else set_up(values, scene.unit, CycleId(scene.new))
    after = foreseen(scene.ledger, scene.actor, command)
    if isinstance(after, Refusal):
        return Foreseen(Effects(refusal=refusal_sentence(after, scene.read), drafted=found.drafted))
    return Foreseen(Effects(answers=_told(after, scene), drafted=found.drafted))


def _told(cycle: Cycle, scene: Scene) -> tuple[str, ...]:
    read, calendar = scene.read, scene.ledger.calendar
    turns = tuple(islice(coming_turns(cycle, calendar), _SHOWN))
    days = [read.say(_PROVISIONAL, day=one.day) if one.provisional else one.day.isoformat() for one in turns]
    due = deadline_of(cycle.due, turns[0], calendar, turns[0].opens_at)
    sentences = [
        read.say(_COMES, rhythm=rhythm_words(cycle.rhythm, read), days=read.joined(days)),
        read.say(_UNTIL, day=cycle.until_date.isoformat()),
        read.say(_OPENS, unit=read.unit(cycle.unit), title=titled(cycle, turns[0]), deadline=read.due(due)),
    ]
    if cycle.planned_for is not None:
        sentences.append(read.say(_PLANNED, unit=read.unit(cycle.unit), planned=read.unit(cycle.planned_for)))
    if cycle.terms.supports:
        sentences.append(read.say(_NAMED, units=read.units(cycle.terms.supports)))
    return tuple(sentences)
