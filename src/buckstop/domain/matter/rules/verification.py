"""Done, verified or refuted: somebody else looks, and a silent verifier costs its own hours."""

from datetime import datetime

from buckstop.domain.ids import MatterId
from buckstop.domain.matter.commands import work as asked
from buckstop.domain.matter.events import work as happened
from buckstop.domain.matter.refusals import MatterRefusal as No
from buckstop.domain.matter.rules.draft import Draft
from buckstop.domain.matter.rules.guards import missing_text, unit_refusal
from buckstop.domain.matter.rules.impartial import LAST_ROUND, choose_verifier, is_impartial, next_verifier
from buckstop.domain.matter.words import Outcome, Phase
from buckstop.domain.refusals import Refusal

JUDGED = frozenset({Outcome.DONE, Outcome.PARTLY, Outcome.NOT_DONE})
"""Outcomes a verifier can find; the others are not found but decided."""


def report_done(draft: Draft, command: asked.ReportDone) -> Refusal | None:
    """REPORT_DONE: a claim; from here the verifier's clock runs."""
    matter = draft.get(command.matter)
    if draft.unit() != matter.holder:
        return Refusal.of(No.NOT_HOLDER, holder=matter.holder)
    if matter.phase not in {Phase.SETTLED, Phase.APPEAL}:
        return Refusal.of(No.NOT_SETTLED, phase=matter.phase)
    if refusal := open_children(draft, command.matter):
        return refusal
    if refusal := missing_text(text=command.text):
        return refusal
    verifier, draw = choose_verifier(draft, matter, command.seed)
    draft.add(
        matter.id,
        happened.DoneReported(
            happened_at=draft.at,
            by=draft.actor,
            text=command.text,
            attachments=command.attachments,
            verifier=verifier,
            draw=draw,
            timer=draft.timer(draft.rules(matter.profile).verify, draft.at),
        ),
    )
    return None


def name_verifier(draft: Draft, command: asked.NameVerifier) -> Refusal | None:
    """Name who will verify, before the work is reported done. A giver who holds the matter itself may not."""
    matter = draft.get(command.matter)
    organisation = draft.organisation
    gives = draft.unit() == matter.giver != matter.holder
    if not gives and draft.unit() != organisation.office:
        return Refusal.of(No.NOT_GIVER, giver=matter.giver, office=organisation.office)
    if matter.phase is Phase.DONE:
        return Refusal.of(No.VERIFICATION_RUNS, verifier=matter.verification.verifier if matter.verification else "")
    if not matter.open:
        return Refusal.of(No.CLOSED)
    outside = command.verifier == organisation.outside_arbiter
    if not outside and (refusal := unit_refusal(draft, command.verifier)):
        return refusal
    if not is_impartial(draft, matter, command.verifier):
        return Refusal.of(No.VERIFIER_PARTIAL, unit=command.verifier)
    draft.add(matter.id, happened.VerifierNamed(happened_at=draft.at, by=draft.actor, verifier=command.verifier))
    return None


def verify(draft: Draft, command: asked.VerifyMatter) -> Refusal | None:
    """VERIFY: the verifier says how it ended. Its parts are closed: a reopened one would have put it back to work."""
    if refusal := _not_the_verifier(draft, command.matter):
        return refusal
    if refusal := missing_text(why=command.why):
        return refusal
    if command.outcome not in JUDGED:
        return Refusal.of(No.OUTCOME_NOT_OPEN, outcome=command.outcome)
    criteria = draft.get(command.matter).terms.criteria
    if refusal := _unknown_criterion(criteria, command.met):
        return refusal
    if command.outcome is Outcome.DONE and (refusal := _criteria_open(criteria, command.met)):
        return refusal
    draft.add(
        command.matter,
        happened.MatterClosed(
            happened_at=draft.at,
            by=draft.actor,
            outcome=command.outcome,
            why=command.why,
            learned=command.learned,
            verifier=draft.unit(),
            into=None,
            met=tuple(sorted({*command.met})),
            way=command.way,
        ),
    )
    return None


def refute(draft: Draft, command: asked.RefuteMatter) -> Refusal | None:
    """REFUTE: not done; the holder goes on."""
    if refusal := _not_the_verifier(draft, command.matter):
        return refusal
    if refusal := missing_text(reason=command.reason):
        return refusal
    if refusal := _unknown_criterion(draft.get(command.matter).terms.criteria, command.failed):
        return refusal
    draft.add(
        command.matter,
        happened.MatterRefuted(
            happened_at=draft.at,
            by=draft.actor,
            verifier=draft.unit(),
            reason=command.reason,
            failed=tuple(sorted({*command.failed})),
            way=command.way,
        ),
    )
    return None


def _not_the_verifier(draft: Draft, matter_id: MatterId) -> Refusal | None:
    matter = draft.get(matter_id)
    if matter.verification is None:
        return Refusal.of(No.NOT_DONE, phase=matter.phase)
    if draft.unit() != matter.verification.verifier:
        return Refusal.of(No.NOT_VERIFIER, verifier=matter.verification.verifier)
    return None


def _unknown_criterion(criteria: tuple[str, ...], named: tuple[int, ...]) -> Refusal | None:
    """No, if something else than a criterion of the terms is named. Readers count them from 1."""
    for position in named:
        if not 0 <= position < len(criteria):
            return Refusal.of(No.UNKNOWN_CRITERION, criterion=position + 1, count=len(criteria))
    return None


def _criteria_open(criteria: tuple[str, ...], met: tuple[int, ...]) -> Refusal | None:
    """No, unless every criterion was found met; without criteria the verifier's word stands alone."""
    left = [position for position in range(len(criteria)) if position not in met]
    if not left:
        return None
    numbers = ", ".join(str(position + 1) for position in left)
    return Refusal.of(No.CRITERIA_OPEN, criteria=numbers, first=criteria[left[0]])


def open_children(draft: Draft, matter_id: MatterId) -> Refusal | None:
    """No, while parts of the matter are open."""
    left = [part.id for part in draft.parts(matter_id) if part.open]
    return Refusal.of(No.OPEN_CHILDREN, count=len(left), first=left[0]) if left else None


def lapse_verification(draft: Draft, matter_id: MatterId, at: datetime) -> None:
    """T_verify: the next in line looks; hours stay with the verifiers."""
    matter = draft.get(matter_id)
    assert matter.verification is not None
    verifier, turn = next_verifier(draft, matter)
    last = turn >= LAST_ROUND
    draft.add(
        matter_id,
        happened.VerificationPassedOn(
            happened_at=at,
            former=matter.verification.verifier,
            verifier=verifier,
            round=turn,
            lapsed=True,
            timer=None if last else draft.timer(draft.rules(matter.profile).verify, at),
        ),
    )
