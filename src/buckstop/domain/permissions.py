"""May this person ever? Whether the state allows it now is another question (`decide` of matters, demands and cycles).

A person acts from a post of the unit they speak for, or from one of their own for a post of that unit whose holder is
away, and may do what one of that post's roles permits. A citizen speaks for no unit.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import get_args

from buckstop.domain.cycle import commands as cycles
from buckstop.domain.demand import commands as demands
from buckstop.domain.ids import PersonId, PostId
from buckstop.domain.matter.commands import accountability, asks, work
from buckstop.domain.matter.words import Actor, Origin
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import OrganisationCommand
from buckstop.domain.posts import Acting, Role
from buckstop.domain.privacy import SubjectCommand
from buckstop.domain.refusals import Refusal


class PermissionRefusal(StrEnum):
    """Why somebody may not do something at all, in the order of precedence."""

    NOT_FOR_CITIZENS = "permission.not_for_citizens"
    NOT_YOUR_MATTER = "permission.not_your_matter"
    CITIZENS_ONLY = "permission.citizens_only"
    NO_POST = "permission.no_post"
    DEPUTY_UNNAMED = "permission.deputy_unnamed"
    POST_NOT_HELD = "permission.post_not_held"
    NOT_DEPUTISING = "permission.not_deputising"
    OUTSIDE_ARBITER_ONLY_JUDGES = "permission.outside_arbiter_only_judges"
    READ_ONLY = "permission.read_only"
    ROLE_MISSING = "permission.role_missing"


_STAFF = frozenset({Role.MEMBER, Role.LEADER})
_LEADER = frozenset({Role.LEADER})
_LEADER_OR_OFFICE = frozenset({Role.LEADER, Role.SUPERVISION})
_LEADER_OR_VERIFIER = frozenset({Role.LEADER, Role.VERIFIER})
_WRITERS = frozenset({Role.MEMBER, Role.LEADER, Role.SUPERVISION, Role.VERIFIER, Role.INTAKE})
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

ROLES: Mapping[type, frozenset[Role]] = MappingProxyType(
    {
        # who answers: what binds the unit is its leader's
        accountability.OpenMatter: _LEADER | {Role.INTAKE},  # intake opens what citizens ask, nothing else
        accountability.OfferMatter: _LEADER,
        accountability.AcceptOffer: _LEADER,
        accountability.ReturnOffer: _LEADER,
        accountability.AskAboutOffer: _STAFF,
        accountability.AnswerQuestion: _STAFF,
        accountability.WithdrawOffer: _LEADER,
        accountability.ClaimMatter: _LEADER,
        accountability.EscalateMatter: _LEADER,
        accountability.DecideMatter: _LEADER,
        accountability.AppealMatter: _LEADER,
        accountability.DelegatePart: _LEADER,
        accountability.RecallMatter: _LEADER,
        accountability.WakeMatter: _ADMINISTRATOR,  # the clock asks nobody; a person who wakes a matter by hand keeps the system
        accountability.RecomputeDues: _ADMINISTRATOR,
        # the work
        work.ReportProgress: _STAFF,
        work.ReportDone: _LEADER,
        work.NameVerifier: _LEADER_OR_OFFICE,
        work.VerifyMatter: _LEADER_OR_VERIFIER,
        work.RefuteMatter: _LEADER_OR_VERIFIER,
        work.CancelMatter: _LEADER,
        work.MergeMatter: _LEADER,
        work.ReopenMatter: _LEADER_OR_VERIFIER,
        work.RateMatter: frozenset(),  # citizens only
        work.UrgeMatter: _LEADER_OR_OFFICE,
        work.AddNote: _WRITERS,
        work.RecordHelp: _STAFF,  # who was helped knows; no leader's word is needed for thanks
        # asks
        asks.AskSupport: _LEADER,
        asks.AgreeSupport: _LEADER,
        asks.ReturnSupport: _LEADER,
        asks.DeliverSupport: _STAFF,
        asks.ConfirmSupport: _LEADER,
        asks.RejectSupport: _LEADER,
        asks.WaiveSupports: _LEADER,
        asks.AskUpward: _LEADER,
        asks.AnswerUpward: _LEADER,
        asks.AskExtension: _LEADER,
        asks.AnswerExtension: _LEADER,
        asks.BeginWait: _LEADER,
        asks.AnswerWait: _LEADER,
        asks.EndWait: _STAFF,  # it lets the unit's own clock run again
        asks.SummonUnits: _LEADER,
        asks.ArriveAtSummons: _STAFF,
        asks.ConcludeSummons: _STAFF,
        asks.ProposeBetterWay: _WRITERS,  # a better way may come from anybody who may remark on the matter
        asks.AnswerProposal: _LEADER,  # it changes how the unit works, or what it asks of others
        # demands; whoever is at the front may say that it is too much
        demands.ImposeDemand: _LEADER,
        demands.MarkBurden: _STAFF,
        demands.AnswerDemand: _STAFF,
        demands.WithdrawDemand: _LEADER,
        demands.MergeDemand: _LEADER_OR_OFFICE,
        # what comes again binds the unit as an opening does; less of it may be asked by who supervises it, too
        cycles.SetUpCycle: _LEADER,
        cycles.AmendCycle: _LEADER,
        cycles.SkipTurn: _LEADER_OR_OFFICE,
        cycles.EndCycle: _LEADER_OR_OFFICE,
        # the organisation and its data subjects
        **dict.fromkeys(get_args(OrganisationCommand), _ADMINISTRATOR),
        **dict.fromkeys(get_args(SubjectCommand), _ADMINISTRATOR),
    }
)
"""Roles of which one is needed, by type of command. What is not here nobody may do."""

FOR_CITIZENS = frozenset({work.RateMatter, work.ReopenMatter, work.AddNote, asks.ProposeBetterWay})
"""What a citizen may do, about matters they asked for."""

FOR_OUTSIDE_ARBITER = frozenset(
    {
        accountability.DecideMatter,
        asks.AnswerUpward,
        asks.AnswerExtension,
        asks.AnswerWait,
        work.VerifyMatter,
        work.RefuteMatter,
    }
)
"""What posts outside the tree may do: decide where the root is a party, and answer where nobody else stands above it."""


def may(
    organisation: Organisation,
    actor: Actor,
    command: object,
    at: datetime,
    requesters: Collection[PersonId] = (),
) -> Refusal | None:
    """No, unless the person may ever do this for that unit, from that post, at that instant.

    An actor who names no post acts from whichever they hold themselves; a deputy names the post deputised for, so that
    the record says for whom.

    Args:
        command: of a matter, a demand, a cycle, the organisation or a data subject.
        requesters: who asked for the matter; needed for a citizen's note or proposal. Who may rate and reopen, `decide`
            asks itself.
    """
    if not actor.unit:
        return _citizen_refusal(actor, command, requesters)
    if isinstance(command, work.RateMatter):
        return Refusal.of(PermissionRefusal.CITIZENS_ONLY)
    acting = organisation.acting_in(actor.person, actor.unit, at)
    if refusal := _post_refusal(actor, acting):
        return refusal
    if actor.unit == organisation.outside_arbiter and type(command) not in FOR_OUTSIDE_ARBITER:
        return Refusal.of(PermissionRefusal.OUTSIDE_ARBITER_ONLY_JUDGES, unit=actor.unit)
    posts = (organisation.posts.by_id[one.post] for one in acting if _is_meant(actor, one))
    roles = frozenset(role for post in posts for role in post.roles)
    needed = _needed(command)
    if roles & needed:
        return None
    if roles == {Role.AUDITOR}:
        return Refusal.of(PermissionRefusal.READ_ONLY, person=actor.person)
    return Refusal.of(PermissionRefusal.ROLE_MISSING, person=actor.person, unit=actor.unit, roles=_named(needed))


def may_say_who_is_away(organisation: Organisation, actor: Actor, post: PostId, at: datetime) -> bool:
    """Whether somebody who does not administer may begin and end absences of a post.

    Its holder may, a leader of its unit, and whoever leads or inspects in the supervision office.

    Why the holder: whoever goes away knows it first, and a deputy whom the post names already takes nothing from
    anybody. Why the office: it is told of a sudden illness when the unit itself has nobody left to say so. Why not only
    from a post acted for: whoever is away acts for none, and has to be able to come back.
    """
    found = organisation.post(post)
    if found is None:
        return False
    if actor.unit == organisation.office:
        acting = organisation.acting_in(actor.person, actor.unit, at)
        if any(
            _is_meant(actor, one) and organisation.posts.by_id[one.post].roles & _LEADER_OR_OFFICE for one in acting
        ):
            return True
    if actor.unit != found.unit:
        return False
    if organisation.holder_of(post, at) == actor.person:
        return actor.for_post is None and actor.post in (None, post)
    acting = organisation.acting_in(actor.person, actor.unit, at)
    return any(_is_meant(actor, one) and Role.LEADER in organisation.posts.by_id[one.post].roles for one in acting)


def _needed(command: object) -> frozenset[Role]:
    needed = ROLES.get(type(command), frozenset())
    if isinstance(command, accountability.OpenMatter) and command.origin is not Origin.REQUEST:
        return needed - {Role.INTAKE}
    return needed


def _named(roles: frozenset[Role]) -> str:
    return ", ".join(sorted(roles))


def _citizen_refusal(actor: Actor, command: object, requesters: Collection[PersonId]) -> Refusal | None:
    if type(command) not in FOR_CITIZENS:
        return Refusal.of(PermissionRefusal.NOT_FOR_CITIZENS)
    if isinstance(command, work.AddNote | asks.ProposeBetterWay) and actor.person not in requesters:
        return Refusal.of(PermissionRefusal.NOT_YOUR_MATTER)
    return None


def _is_meant(actor: Actor, acting: Acting) -> bool:
    """Whether this is how the actor says to act."""
    if actor.post is not None and acting.held != actor.post:
        return False
    if actor.for_post is None:
        return not acting.deputising
    return acting.deputising and acting.post == actor.for_post


def _post_refusal(actor: Actor, acting: tuple[Acting, ...]) -> Refusal | None:
    if any(_is_meant(actor, one) for one in acting):
        return None
    if actor.for_post is not None:
        return Refusal.of(PermissionRefusal.NOT_DEPUTISING, person=actor.person, post=actor.for_post)
    if actor.post is not None:
        return Refusal.of(PermissionRefusal.POST_NOT_HELD, person=actor.person, post=actor.post, unit=actor.unit)
    if acting:
        return Refusal.of(PermissionRefusal.DEPUTY_UNNAMED, person=actor.person, post=acting[0].post)
    return Refusal.of(PermissionRefusal.NO_POST, person=actor.person, unit=actor.unit)
