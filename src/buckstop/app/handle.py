"""The one door: everything that is written to a ledger comes through `handle`.

Load, decide, append and project are one durable transaction; there is no write without its event. Pages, the API, the
command line and the simulator call this and nothing else.
"""

from dataclasses import fields, replace

from buckstop.app.answers import Accepted, DoorRefusal, Refused, Submission
from buckstop.app.ledger import Ledger
from buckstop.app.matters import handle_matter
from buckstop.app.organising import handle_organisation, is_organisation_command
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.refusals import Refusal
from buckstop.ledger.sealing import seal
from buckstop.ledger.store import SealedField

LONGEST_KEY = 200
"""Characters an idempotency key may have."""


def handle(ledger: Ledger, submission: Submission) -> Accepted | Refused:
    """Carry a command out, durably, or say why not.

    Args:
        submission: what is asked, by whom, under which key, and which version they saw.

    Returns:
        Accepted: when this returns, no crash can lose it. Refused: nothing was written.

    Raises:
        StoreError: the store cannot do its work; whether the command was carried out is not known. Hand it in again
            under the same key.
    """
    if not 0 < len(submission.key) <= LONGEST_KEY:
        return Refused(Refusal.of(DoorRefusal.KEY_MISSING, longest=LONGEST_KEY))
    digest = ledger.digest(submission.command, *submission.personal)
    sealed = _seal(ledger, submission)
    if isinstance(sealed, Refusal):
        return Refused(sealed)
    if isinstance(submission.command, MatterCommand):
        return handle_matter(ledger, *sealed, digest)
    assert is_organisation_command(submission.command), submission.command
    return handle_organisation(ledger, *sealed, digest)


def _seal(ledger: Ledger, submission: Submission) -> tuple[Submission, tuple[SealedField, ...]] | Refusal:
    """Personal texts leave the command; commitments take their place."""
    if not submission.personal:
        return submission, ()
    pairs = [
        seal(ledger.store, ledger.secret, personal.subject, personal.field, personal.text)
        for personal in submission.personal
    ]
    commitments = tuple(commitment for commitment, _ in pairs)
    places = {field.name for field in fields(submission.command)}
    if "sealed" in places:
        command = replace(submission.command, sealed=commitments)
    elif all(commitment.field in places for commitment in commitments):
        command = replace(submission.command, **{commitment.field: commitment for commitment in commitments})
    else:
        return Refusal.of(DoorRefusal.NOTHING_TO_SEAL)
    return replace(submission, command=command), tuple(row for _, row in pairs)
