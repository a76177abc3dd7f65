"""Supports that a matter's terms name, as pages show them: who was asked, who is still to be, and the way to ask them all."""

import secrets
from dataclasses import dataclass
from datetime import date

from buckstop.app.answers import Submission
from buckstop.app.named_supports import WantedSupport, ask_of
from buckstop.app.previewing import preview
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.commands.asks import AskSupport
from buckstop.domain.matter.named_supports import NamedSupport, named_supports, supports_to_ask
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase
from buckstop.domain.permissions import ROLES
from buckstop.i18n import gettext_noop as _
from buckstop.text.readers import Reader
from buckstop.text.refusals import refusal_sentence
from buckstop.web.acts import ActLink
from buckstop.web.acts.act import Scene
from buckstop.web.templating import url
from buckstop.web.visitors import Visitor

SLUG, WAIVE = "ask-supports", "waive-supports"
ASKED = _("Asked for support: %(units)s.")
NOT_ASKED = _("%(unit)s was not asked: %(why)s")
_ASK_ALL = _("Ask them all")
_ASK_ONE = _("Ask it for support")
_MEANING = _("Each unit is asked by itself, on its own clock; your unit keeps the matter.")
_WAS_ASKED = _("asked")
_TO_ASK = _("not asked yet")
_NEVER_ASKED = _("was not asked")
_WAIVED = _("not needed")
_ITSELF = _("answers for the matter itself")
_ABOVE = _("stands above who answers for it: ask it upward instead")
_FOR_NOW = _("%(unit)s, in the place of %(named)s")
_WHAT = _("Support for “%(title)s”, as its terms name you.")
_WILL = _("%(unit)s is asked, needed by %(day)s. It says by %(due)s whether it contributes.")


@dataclass(frozen=True, slots=True)
class NamedView:
    """A unit that the terms name to support.

    Args:
        name: where another one answers for it now, with that.
        state: asked, not asked yet, not asked by the time the work was done, not needed, or why it cannot be asked; to_ask: it still waits to be.
        reason: why it is not needed, as whoever holds the matter wrote it; empty otherwise.
    """

    unit: UnitId
    name: str
    state: str
    to_ask: bool
    reason: str


def named_views(matter: Matter, read: Reader) -> tuple[NamedView, ...]:
    """Every unit the terms of a matter name to support, for one reader."""
    organisation = read.organisation
    if organisation is None:
        return ()
    still = supports_to_ask(matter, organisation)
    return tuple(
        NamedView(
            one.unit,
            read.unit(one.unit)
            if one.unit == one.named
            else read.say(_FOR_NOW, unit=read.unit(one.unit), named=organisation.tree.units[one.named].name),
            read.translate(_state(one, matter)),
            one.unit in still,
            one.waiver or "",
        )
        for one in named_supports(matter, organisation)
    )


def _state(one: NamedSupport, matter: Matter) -> str:
    if one.asked:
        return _WAS_ASKED
    if one.waiver is not None:
        return _WAIVED
    if one.askable:
        return _NEVER_ASKED if matter.phase in {Phase.DONE, Phase.CLOSED} else _TO_ASK
    return _ITSELF if one.unit == matter.holder else _ABOVE


def asks_for(matter: Matter, who: Visitor) -> bool:
    """Whether the visitor may ask for the holder, as far as posts go."""
    return matter.holder in who.units and bool(ROLES[AskSupport] & who.roles_in(matter.holder))


def asking_link(matter: Matter, who: Visitor, version: int) -> ActLink | None:
    """The way to the page that asks them all; None where nobody is left to ask, or the visitor may not.

    Args:
        version: what a command must name as the version it saw.
    """
    waiting = supports_to_ask(matter, who.organisation)
    if not waiting or not asks_for(matter, who):
        return None
    return ActLink(
        slug=SLUG,
        title=who.read.translate(_ASK_ALL if len(waiting) > 1 else _ASK_ONE),
        url=url("ask_supports", matter.id),
        grave=False,
        one_click=False,
        meaning=who.read.translate(_MEANING),
        unit=who.read.unit(matter.holder),
        ask=0,
        about=who.read.units(waiting),
        key=secrets.token_hex(16),
        version=version,
    )


def proposed_words(title: str, read: Reader) -> str:
    """What a unit is asked for where nobody said it better."""
    return read.say(_WHAT, title=title)


def deadline_day(matter: Matter, scene: Scene) -> date | None:
    """The last day of a matter; None without a deadline."""
    if matter.deadline is None:
        return None
    return scene.ledger.calendar.day_ended_by(matter.deadline.due_at)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What asking one unit would do: said in a sentence, or why nothing would happen."""

    will: str
    refusal: str = ""


def foreseen(scene: Scene, wanted: WantedSupport) -> Foreseen:
    """What asking one unit now would do; nothing is written."""
    seen = preview(scene.ledger, Submission("preview", scene.actor, ask_of(scene.matter.id, wanted), scene.version))
    if seen.refusal is not None:
        return Foreseen("", refusal_sentence(seen.refusal, scene.read))
    assert seen.after is not None, "what is not refused leads to a matter"
    timer = seen.after.supports[-1].timer
    assert timer is not None, "a support that was just asked waits for its answer"
    day = wanted.wanted_date.isoformat()
    return Foreseen(scene.read.say(_WILL, unit=scene.read.unit(wanted.unit), day=day, due=scene.read.due(timer)))
