"""What can be done about a matter, as pages offer it: a table of acts, one file a family.

An act says who speaks and how the matter must stand to be worth offering; whether it is possible only the rules say, and
the page of an act shows what they say before anything is done.
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.accountability import OpenMatter, RecomputeDues, WakeMatter
from buckstop.domain.matter.commands.work import RateMatter
from buckstop.domain.matter.state import Matter
from buckstop.domain.organisation import Organisation
from buckstop.domain.permissions import FOR_OUTSIDE_ARBITER, ROLES
from buckstop.web.acts import arbitration, asks, offers, parts, support, verification, work
from buckstop.web.acts.act import Act, Around, Request
from buckstop.web.templating import url as address_of
from buckstop.web.visitors import Visitor

__all__ = ["ACTS", "ELSEWHERE", "Act", "ActLink", "act_of", "beyond_reach", "possible", "speakers"]

_BY_WEIGHT = sorted(
    (
        *offers.ACTS,
        *arbitration.ACTS,
        *parts.ACTS,
        *work.ACTS,
        *support.ACTS,
        *asks.ACTS,
        *verification.ACTS,
    ),
    key=lambda act: act.weight,
)
ACTS: Mapping[str, Act] = MappingProxyType({act.slug: act for act in _BY_WEIGHT})
"""Every act by its slug, the most pressing first."""

ELSEWHERE: Mapping[type[MatterCommand], str] = MappingProxyType(
    {
        OpenMatter: "a matter that is not there yet has no page: `views/new_matter.py`",
        WakeMatter: "the clock wakes matters by itself; by hand a keeper of the system does so from the command line",
        RecomputeDues: "calendars that arrive bring it along (`app/recalendar.py`)",
        RateMatter: "a citizen's word: citizens have no account here, the desk enters it from the command line",
    }
)
"""Commands about a matter that are no acts of its page, with why."""


@dataclass(frozen=True, slots=True)
class ActLink:
    """An act that is offered.

    Args:
        title: its words in the reader's language; meaning: one sentence that says what it means.
        url: of its page; one-click acts are posted there.
        grave: what it does is to be looked at first.
        one_click: a button may post it at once, with `key` and `version` (`act_parts.html`).
        unit: name of the unit that would speak.
        ask: number of the request it is about, 0 for the matter itself; about: the words of that request.
        answers: to questions of the act that the button answers itself, by name.
    """

    slug: str
    title: str
    url: str
    grave: bool
    one_click: bool
    meaning: str
    unit: str
    ask: int
    about: str
    key: str
    version: int
    answers: tuple[tuple[str, str], ...] = ()


def act_of(slug: str) -> Act | None:
    """The act of that name, None where there is none."""
    return ACTS.get(slug)


def speakers(act: Act, matter: Matter, organisation: Organisation, units: tuple[UnitId, ...]) -> tuple[UnitId, ...]:
    """Those of some units that the act belongs to."""
    outside = organisation.outside_arbiter
    return tuple(
        unit
        for unit in units
        if act.speaks(matter, organisation, unit)
        and (act.requests is None or any(True for _ in act.requests(matter, unit)))
        and (unit != outside or act.command in FOR_OUTSIDE_ARBITER)
    )


def possible(
    matter: Matter,
    visitor: Visitor,
    version: int | None = None,
    among: Sequence[str] | None = None,
    open_parts: int = 0,
) -> tuple[ActLink, ...]:
    """What the visitor may do about a matter as it stands, the most pressing first; nothing is read for it.

    Args:
        matter: with what fell due.
        version: what a command must name as the version that was seen; that of the matter where it is as written.
        among: acts that are asked about; None for all of them.
        open_parts: how many of its parts are open still.
    """
    seen = matter.version if version is None else version
    acts = ACTS.values() if among is None else [act for act in ACTS.values() if act.slug in among]
    return tuple(
        _link(act, matter, visitor, unit, request, seen)
        for act, unit, request in _offered(matter, visitor, acts, open_parts)
        if ROLES[act.command] & visitor.roles_in(unit)
    )


def beyond_reach(matter: Matter, visitor: Visitor, open_parts: int = 0) -> tuple[ActLink, ...]:
    """What the visitor's units may do about a matter and the visitor's own posts do not carry: their leader signs it."""
    return tuple(
        _link(act, matter, visitor, unit, request, matter.version)
        for act, unit, request in _offered(matter, visitor, ACTS.values(), open_parts)
        if not ROLES[act.command] & visitor.roles_in(unit)
    )


def _offered(
    matter: Matter, visitor: Visitor, acts: Iterable[Act], open_parts: int
) -> Iterator[tuple[Act, UnitId, Request | None]]:
    ledger = visitor.ledger
    around = Around(ledger.now(), ledger.rules[matter.profile], ledger.calendar, open_parts)
    for act in acts:
        if not act.stands(matter) or (act.fits is not None and not act.fits(matter, around)):
            continue
        units = speakers(act, matter, visitor.organisation, visitor.units)
        if act.requests is None:
            able = [unit for unit in units if ROLES[act.command] & visitor.roles_in(unit)]
            yield from ((act, unit, None) for unit in (able or list(units))[:1])
        else:
            for unit in units:
                yield from ((act, unit, request) for request in act.requests(matter, unit))


def _link(act: Act, matter: Matter, visitor: Visitor, unit: UnitId, request: Request | None, version: int) -> ActLink:
    ask = request.ask if request else 0
    query: dict[str, object] = {"ask": ask} if ask else {}
    if len(visitor.units) > 1:
        query["unit"] = unit
    return ActLink(
        slug=act.slug,
        title=visitor.read.translate(act.title),
        url=address_of("act", matter.id, act.slug, **query),
        grave=act.grave,
        one_click=act.one_click,
        meaning=visitor.read.translate(act.meaning),
        unit=visitor.read.unit(unit),
        ask=ask,
        about=request.about if request else "",
        key=secrets.token_hex(16),
        version=version,
    )
