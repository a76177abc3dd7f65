"""Words for the codes of the responsibility protocol: phases, outcomes, kinds, and why a clock ran."""

from collections.abc import Mapping
from types import MappingProxyType

from buckstop.domain.duties import DutyKind
from buckstop.domain.matter.asks import ProposalAbout, SupportStage, UpwardKind
from buckstop.domain.matter.clocks import Why
from buckstop.domain.matter.words import (
    CitizenWord,
    Evidence,
    HelpKind,
    Origin,
    Outcome,
    Phase,
    Profile,
    ProtestKind,
    VerificationWay,
    Visibility,
)
from buckstop.domain.posts import Role
from buckstop.i18n import gettext_noop as _

PHASES: Mapping[str, str] = MappingProxyType(
    {
        Phase.HELD: _("held, not settled yet"),
        Phase.OFFERED: _("offered"),
        Phase.ESCALATED: _("waiting for a decision"),
        Phase.SETTLED: _("settled"),
        Phase.APPEAL: _("settled, under appeal"),
        Phase.DONE: _("reported done"),
        Phase.CLOSED: _("ended"),
    }
)
DUTY_KINDS: Mapping[str, str] = MappingProxyType(
    {
        DutyKind.BASIC: _("a duty of its own"),
        DutyKind.COOPERATE: _("a duty in which it helps"),
        DutyKind.TAKEN_BACK: _("taken back by a superior"),
    }
)
EVIDENCE: Mapping[str, str] = MappingProxyType(
    {
        Evidence.NONE: _("nothing claimed"),
        Evidence.CLAIMED: _("claimed by the holder"),
        Evidence.VERIFIED: _("verified"),
        Evidence.REFUTED: _("refuted"),
    }
)
CITIZEN_WORDS: Mapping[str, str] = MappingProxyType(
    {
        CitizenWord.UNRATED: _("not rated"),
        CitizenWord.SATISFIED: _("satisfied"),
        CitizenWord.UNSATISFIED: _("not satisfied"),
    }
)
OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        Outcome.DONE: _("fully done"),
        Outcome.PARTLY: _("partly done"),
        Outcome.NOT_DONE: _("not done"),
        Outcome.CANCELLED: _("cancelled"),
        Outcome.MERGED: _("merged"),
    }
)
ORIGINS: Mapping[str, str] = MappingProxyType(
    {
        Origin.DIRECTIVE: _("a directive"),
        Origin.REQUEST: _("a request"),
        Origin.OWN: _("the unit itself"),
    }
)
PROFILES: Mapping[str, str] = MappingProxyType(
    {
        Profile.NORMAL: _("ordinary clocks"),
        Profile.URGENT: _("urgent clocks"),
    }
)
PROTESTS: Mapping[str, str] = MappingProxyType(
    {
        ProtestKind.WRONG_ORDER: _("the order is wrong"),
        ProtestKind.CANNOT_BE_MET: _("it cannot be done by then"),
        ProtestKind.LACKS_AUTHORITY: _("the authority is missing"),
        ProtestKind.LACKS_RESOURCES: _("the means are missing"),
    }
)
UPWARD_KINDS: Mapping[str, str] = MappingProxyType(
    {
        UpwardKind.AUTHORITY: _("authority"),
        UpwardKind.PEOPLE: _("people"),
        UpwardKind.MONEY: _("money"),
        UpwardKind.RULING: _("a ruling"),
        UpwardKind.OBSTACLE: _("the removal of an obstacle"),
    }
)
VISIBILITIES: Mapping[str, str] = MappingProxyType(
    {
        Visibility.PUBLIC: _("open to the whole organisation"),
        Visibility.INTERNAL: _("for the units concerned and those above them"),
        Visibility.RESTRICTED: _("restricted: each reading is logged"),
    }
)
VERIFICATION_WAYS: Mapping[str, str] = MappingProxyType(
    {
        VerificationWay.ON_SITE: _("on the spot"),
        VerificationWay.DOCUMENTS: _("by the documents"),
    }
)
HELP_KINDS: Mapping[str, str] = MappingProxyType(
    {
        HelpKind.GUIDANCE: _("guidance"),
        HelpKind.PEOPLE: _("people"),
        HelpKind.MONEY: _("money"),
        HelpKind.EQUIPMENT: _("equipment"),
        HelpKind.SITE_VISIT: _("a visit to the spot"),
    }
)
PROPOSALS_ABOUT: Mapping[str, str] = MappingProxyType(
    {
        ProposalAbout.WORK: _("how the work is done"),
        ProposalAbout.TERMS: _("what is asked, by when and with what"),
    }
)
STAGES: Mapping[str, str] = MappingProxyType(
    {
        SupportStage.ASKED: _("asked for"),
        SupportStage.PASSED_UP: _("before the superior"),
        SupportStage.AGREED: _("agreed"),
        SupportStage.DELIVERED: _("delivered"),
        "confirmed": _("confirmed"),
    }
)
ROLES: Mapping[str, str] = MappingProxyType(
    {
        Role.MEMBER: _("member"),
        Role.LEADER: _("leader"),
        Role.SUPERVISION: _("supervision"),
        Role.VERIFIER: _("verifier"),
        Role.AUDITOR: _("auditor"),
        Role.ADMINISTRATOR: _("administrator"),
        Role.INTAKE: _("intake"),
    }
)
TIMERS: Mapping[str, str] = MappingProxyType(
    {
        "phase": _("the clock of the phase"),
        "offer": _("the answer to the offer"),
        "question": _("the answer to the question"),
        "deadline": _("the matter"),
        "reminder": _("the reminder of the deadline"),
        "verification": _("the verification"),
        "extension": _("the answer about a later deadline"),
        "support": _("the support"),
        "upward": _("the request upward"),
        "wait": _("the wait"),
        "proposal": _("the answer to the proposal"),
    }
)
TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "answer": _("the answer"),
        "approval": _("the approval"),
        "aliases": _("the other names"),
        "authorisation": _("the document it rests on"),
        "basis": _("the basis"),
        "change": _("the id of the change"),
        "commitment": _("the sealed name"),
        "demand": _("the id"),
        "facts": _("the new facts"),
        "goal": _("the goal"),
        "item": _("the item"),
        "items": _("the items"),
        "learned": _("what was learned"),
        "line": _("the line"),
        "name": _("the name"),
        "outside_arbiter_name": _("the name of the outside arbiter"),
        "office": _("the supervision office"),
        "office_name": _("the name of the supervision office"),
        "person": _("the person"),
        "place": _("the place"),
        "post": _("the post"),
        "protest": _("the objection"),
        "purpose": _("the purpose"),
        "question": _("the question"),
        "reason": _("the reason"),
        "result": _("the result"),
        "root": _("the root"),
        "taken_by": _("who takes it back"),
        "text": _("the explanation"),
        "title": _("the title"),
        "topic": _("the topic"),
        "unit": _("the unit"),
        "units": _("the units"),
        "what": _("the contribution"),
        "whom": _("whom one waits for"),
        "why": _("why it ended so"),
        "word": _("the rating"),
    }
)
REASONS_WHY: Mapping[str, str] = MappingProxyType(
    {
        Why.HELD: _("time to claim it or offer it on"),
        Why.OFFER_OPEN: _("the offer is open"),
        Why.OFFER_ACCEPTED: _("offered, then accepted"),
        Why.OFFER_LAPSED: _("offered, and no answer came"),
        Why.OFFER_RETURNED: _("offered, and returned"),
        Why.RETURNED_WRONGLY: _("returned by the unit that was to take it"),
        Why.OFFER_WITHDRAWN: _("offered, then withdrawn"),
        Why.QUESTION: _("a question about the offer waited for its answer"),
        Why.ESCALATED: _("a decision was due"),
        Why.ESCALATED_IN_VAIN: _("a decision was asked for that changed nothing"),
        Why.AT_WORK: _("at work"),
        Why.WAIT: _("a confirmed wait for somebody outside"),
        Why.UPWARD: _("a request upward waited for its answer"),
        Why.OBSTACLE: _("an obstacle waited for the level that can remove it"),
        Why.UPWARD_UNANSWERED: _("a request upward that nobody answered"),
        Why.EXTENSION_SILENCE: _("no answer about a later deadline"),
        Why.FORETOLD: _("past a deadline that was accepted under protest"),
        Why.REWORK: _("rework after a refutation"),
        Why.REFUTED_IN_VAIN: _("rework after a refutation that did not stand"),
        Why.VERIFICATION: _("verification"),
    }
)
