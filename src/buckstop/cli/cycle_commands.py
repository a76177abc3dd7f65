"""Every command about a cycle: its words, its options, what it sends."""

from dataclasses import replace
from datetime import date
from typing import Any

from buckstop.cli.matter_commands import SUPPORTS, TERMS
from buckstop.cli.matter_forms import Form, Kind, Option
from buckstop.cli.matter_options import GRANT, REASON, taken_grant
from buckstop.domain.cycle import commands as asked
from buckstop.domain.cycle.state import Cycle
from buckstop.domain.cycle.words import Anchor, DueKind, DueRule, Every, Rhythm, Shift
from buckstop.domain.matter.words import Profile, Terms
from buckstop.i18n import gettext_noop as _

_OF_TERMS = tuple(option for option in TERMS if option.name != "title")
_RHYTHM = (
    Option("every", _("What it is counted in."), choices=Every, default=Every.MONTH),
    Option("number", _("How many of them lie between two times: 2 for every second one."), Kind.COUNT, default=1),
    Option("anchor", _("On which day of the period."), choices=Anchor, default=Anchor.LAST_WORKING_DAY, flag="--on"),
    Option(
        "shift",
        _("What becomes of a day that is not worked."),
        choices=Shift,
        default=Shift.NEXT_WORKING_DAY,
        flag="--if-not-worked",
    ),
    Option("first_date", _("Nothing comes before this day: 2026-03-31."), Kind.DATE, required=True, flag="--first"),
    Option("due_kind", _("By what it is due."), choices=DueKind, default=DueKind.WORKING_DAYS, flag="--due-by"),
    Option("due_days", _("Days after it opens, unless due by the end of the period."), Kind.COUNT, default=5),
    Option(
        "until_date",
        _("Last day on which it comes, three years ahead at most: 2027-12-31."),
        Kind.DATE,
        required=True,
        flag="--until",
    ),
)
_PLANNED = Option(
    "planned_for", _("To whom each is meant to be offered, by id or name. Nothing is by itself."), Kind.UNIT
)
_DUTY_ITEM = Option("duty_item", _("Item of the duty list it falls under."))
_PROFILE = Option("profile", _("Which set of clocks."), choices=Profile, default=Profile.NORMAL)
_ALL = (*TERMS, *_RHYTHM, _PLANNED, SUPPORTS, _DUTY_ITEM, _PROFILE, *GRANT)


def _said(values: dict[str, Any]) -> dict[str, Any]:
    """Fields of the command from every value."""
    rest = dict(values)
    grant = taken_grant(rest)
    known = {option.name: value for option in _OF_TERMS if (value := rest.pop(option.name)) is not None}
    rhythm = Rhythm(*(rest.pop(name) for name in ("every", "number", "anchor", "shift", "first_date")))
    kind, days = rest.pop("due_kind"), rest.pop("due_days")
    supports, item = rest.pop("supports") or (), rest.pop("duty_item")
    return {
        **rest,
        "terms": Terms(**known, duty_item=item, supports=supports, grant=grant),
        "rhythm": rhythm,
        "due": DueRule(kind, 0 if kind is DueKind.PERIOD_END else days),
    }


def amended(values: dict[str, Any], cycle: Cycle) -> dict[str, Any]:
    """Fields of the command that amends a cycle: what was said, and what stands where nothing was."""
    rest = dict(values)
    grant = taken_grant({option.name: rest.pop(option.name) or option.default for option in GRANT})
    given = {name: value for name, value in rest.items() if value not in (None, ())}
    of_terms = {option.name for option in _OF_TERMS} | {"supports", "duty_item"}
    terms = replace(cycle.terms, **{name: value for name, value in given.items() if name in of_terms})
    names = ("every", "number", "anchor", "shift", "first_date")
    rhythm = replace(cycle.rhythm, **{name: value for name, value in given.items() if name in names})
    kind = given.get("due_kind", cycle.due.kind)
    days = 0 if kind is DueKind.PERIOD_END else given.get("due_days", cycle.due.days or 5)
    until: date = given.get("until_date", cycle.until_date)
    return {
        "title": given.get("title", cycle.title),
        "terms": replace(terms, grant=grant) if grant else terms,
        "rhythm": rhythm,
        "due": DueRule(kind, days),
        "until_date": until,
        "planned_for": given.get("planned_for", cycle.planned_for),
        "profile": given.get("profile", cycle.profile),
        "reason": given["reason"],
    }


SET_UP = Form(
    "set-up",
    asked.SetUpCycle,
    _("Say that something comes again on your own unit; each time a matter opens there by itself."),
    _ALL,
    new="cycle",
    build=_said,
)
AMEND = Form(
    "amend",
    asked.AmendCycle,
    _("Say anew what comes, from the next time on; what is left out stays as it is. Renews one that ran out."),
    (REASON, *(replace(option, required=False, default=None) for option in _ALL)),
)
FORMS: tuple[Form, ...] = (
    SET_UP,
    AMEND,
    Form(
        "skip",
        asked.SkipTurn,
        _("Pass over the time that comes next; nothing is opened for it."),
        (Option("turn", _("Its number; default: the one that comes next."), Kind.COUNT), REASON),
    ),
    Form("end", asked.EndCycle, _("Let nothing come any more; what was opened stays open."), (REASON,)),
)
"""In the order in which a cycle lives."""
