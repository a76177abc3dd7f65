"""Opening a matter on one's own unit: the questions, the command, and what follows at once."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from buckstop.app.answers import Personal, Submission
from buckstop.domain.ids import MatterId, PersonId, PostId, SubjectId, UnitId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.accountability import ClaimMatter, OfferMatter, OpenMatter
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Origin, Phase, Profile, Terms
from buckstop.domain.posts import Role
from buckstop.i18n import gettext_noop as _
from buckstop.text.protocol_words import ORIGINS, PROFILES
from buckstop.web.acts.act import Choices, Field, Kind, Scene, Values
from buckstop.web.acts.likely import to_offer
from buckstop.web.acts.questions import APPROVAL, DUTY_ITEM, worded
from buckstop.web.acts.terms import OF_TERMS, TERMS, taken_terms
from buckstop.web.new_ids import id_from
from buckstop.web.visitors import Visitor


class Then(StrEnum):
    """What is done with a matter right after it was opened."""

    KEEP = "keep"
    OFFER = "offer"
    DELEGATE = "delegate"
    LATER = "later"


_THEN: Mapping[str, str] = {
    Then.KEEP: _("Keep it: it is settled on your unit at once"),
    Then.OFFER: _("Offer it to another unit; your unit answers for it until that one accepts"),
    Then.DELEGATE: _("Delegate parts of it: the next page asks which"),
    Then.LATER: _("Leave it open for now: without a word from you it is settled on your unit in time"),
}
_CITIZEN = "citizen-"
_SEALED = ("words", "contact")


def _posts(scene: Scene) -> Choices:
    """Posts of the unit that opens it."""
    posts = scene.organisation.posts_in(scene.unit)
    return tuple((post.id, post.title) for post in posts if post.abolished_at is None)


def _origins(scene: Scene) -> Choices:
    """What may bring a matter into being; who takes requests in opens nothing else."""
    roles = scene.organisation.roles_of(scene.actor.person, scene.unit, scene.now) if scene.actor else frozenset()
    found = (Origin.OWN, Origin.DIRECTIVE, Origin.REQUEST) if Role.LEADER in roles else (Origin.REQUEST,)
    return worded(ORIGINS, found)(scene)


_FIRST = (
    Field(
        "origin",
        _("What brings it into being"),
        Kind.EITHER,
        required=True,
        choices=_origins,
        first=lambda scene: _origins(scene)[0][0],
        neutral=True,
    ),
)
_LAST = (
    replace(DUTY_ITEM, folded=True),
    Field("first_responsible", _("Post that answers in person"), Kind.CHOICE, choices=_posts, folded=True),
    Field(
        "profile",
        _("Clocks"),
        Kind.CHOICE,
        required=True,
        choices=worded(PROFILES, Profile),
        first=lambda _scene: Profile.NORMAL,
        folded=True,
    ),
    Field(
        "words",
        _("The citizen's own words"),
        Kind.LONG,
        _("Sealed: kept apart under a key of its own, so that they can be erased."),
        folded=True,
    ),
    Field("contact", _("How to reach the citizen"), hint=_("Sealed in the same way."), longest=200, folded=True),
)
_AFTER = (
    Field("then", _("And then"), Kind.EITHER, required=True, choices=worded(_THEN, _THEN), neutral=True),
    Field(
        "to",
        _("To which unit it is offered"),
        Kind.UNIT,
        _("Only where it is offered at once."),
        suggest=to_offer,
        when=("then", Then.OFFER),
    ),
    replace(APPROVAL, when=("then", Then.OFFER)),
)
QUESTIONS: tuple[Field, ...] = (
    *_FIRST,
    *TERMS,
    *_LAST,
    *_AFTER,
)
"""Everything the page asks."""


def scene_of_opening(who: Visitor, unit: UnitId, key: str) -> Scene:
    """The scene of a matter that is not there yet: it stands as it would before anything is said about it."""
    new = id_from(key)
    return Scene(
        ledger=who.ledger,
        organisation=who.organisation,
        read=who.read,
        matter=_blank(who, new, unit, who.ledger.now()),
        version=0,
        unit=unit,
        actor=who.actor(unit, OpenMatter),
        ask=0,
        new=new,
        now=who.ledger.now(),
    )


def _blank(who: Visitor, new: MatterId, unit: UnitId, at: datetime) -> Matter:
    rules = who.ledger.rules[Profile.NORMAL]
    return Matter(
        id=new,
        version=0,
        title="",
        terms=Terms(goal=""),
        origin=Origin.OWN,
        profile=Profile.NORMAL,
        phase=Phase.HELD,
        phase_since_at=at,
        holder=unit,
        giver=unit,
        parties=(unit,),
        moves=0,
        moves_allowed=rules.moves,
        appeals=0,
        appeals_allowed=rules.appeals,
        depth=0,
        depth_allowed=rules.depth,
        opened_at=at,
        updated_at=at,
    )


def like(matter: Matter, due: date | None, scene: Scene) -> Values:
    """What stands in the form at first where the new matter is to be like another one, units by name.

    Args:
        due: its deadline; nobody's deadline is guessed.
    """
    terms = matter.terms
    return {
        "title": matter.title,
        **{name: getattr(terms, name) for name in (*OF_TERMS, "priority", "visibility")},
        "supports": tuple(scene.read.unit(unit) for unit in still_there(matter, scene)),
        "duty_item": terms.duty_item or "",
        "first_responsible": terms.first_responsible or "",
        "profile": matter.profile,
        "deadline_date": due,
    }


def still_there(matter: Matter, scene: Scene) -> tuple[UnitId, ...]:
    """Of the units that the terms of a matter name to support those that can still be named."""
    return tuple(filter(scene.organisation.active, matter.terms.supports))


def opening(values: Values, scene: Scene, key: str) -> Submission:
    """The command that opens it, with what is sealed."""
    rest: dict[str, Any] = dict(values)
    for field in _AFTER:
        del rest[field.name]
    origin, profile = Origin(rest.pop("origin")), Profile(rest.pop("profile"))
    texts = {name: rest.pop(name) for name in _SEALED}
    requester = PersonId(f"{_CITIZEN}{scene.new}") if origin is Origin.REQUEST else None
    personal = tuple(
        Personal(SubjectId(requester), name, text) for name, text in texts.items() if requester is not None and text
    )
    post = rest.pop("first_responsible")
    terms = taken_terms(rest, duty_item=rest.pop("duty_item") or None, first_responsible=PostId(post) if post else None)
    command = OpenMatter(
        matter=scene.new,
        unit=scene.unit,
        terms=terms,
        origin=origin,
        profile=profile,
        requester=requester,
        **rest,
    )
    return Submission(key, scene.actor, command, 0, personal)


def following(values: Values, scene: Scene) -> MatterCommand | None:
    """What is done with it right after it was opened; None where nothing is, or its own page asks for it."""
    match values["then"]:
        case Then.KEEP:
            return ClaimMatter(matter=scene.new)
        case Then.OFFER if values["to"]:
            item = values["duty_item"] or None
            return OfferMatter(matter=scene.new, to=values["to"], duty_item=item, approval=values["approval"])
    return None
