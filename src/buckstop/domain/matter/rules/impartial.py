"""Who may judge: an arbiter stands above all parties, a verifier was never one and does not stand under the holder."""

import hashlib

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.rules.draft import Draft
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Draw, Phase
from buckstop.domain.posts import Role

LAST_ROUND = 2
"""Round of verification after which nobody is next: that verifier's clock runs until it acts."""


def right_arbiter(draft: Draft, matter: Matter) -> UnitId:
    """The lowest strict common superior of all parties; on appeal of the holder and the last decider too."""
    parties = {*matter.parties, matter.holder}
    if matter.phase is not Phase.ESCALATED and matter.last_decider is not None:
        parties.add(matter.last_decider)
    return draft.organisation.arbiter_for(parties)


def is_impartial(draft: Draft, matter: Matter, unit: UnitId) -> bool:
    """The unit may verify: active or the outside arbiter, never a party, neither the holder nor under it."""
    organisation = draft.organisation
    if unit == organisation.outside_arbiter:
        return True
    return organisation.active(unit) and unit not in matter.parties and not organisation.within(unit, matter.holder)


def impartial_verifier(draft: Draft, matter: Matter) -> UnitId:
    """Who verifies when nobody was named: the supervision office, else the unit above all parties."""
    office = draft.organisation.office
    if is_impartial(draft, matter, office):
        return office
    above = draft.organisation.arbiter_for({*matter.parties, matter.holder})
    return above if is_impartial(draft, matter, above) else draft.organisation.outside_arbiter


def choose_verifier(draft: Draft, matter: Matter, seed: str) -> tuple[UnitId, Draw | None]:
    """The named verifier if it is impartial still, else one drawn by the seed, else the office.

    Drawn among units with a post for verifiers: sorted by id, number SHA-256(seed, matter, version) modulo their count.
    """
    if matter.named_verifier is not None and is_impartial(draft, matter, matter.named_verifier):
        return matter.named_verifier, None
    organisation = draft.organisation
    candidates = [
        unit
        for unit in organisation.eligible_verifiers(matter.parties, matter.holder)
        if any(Role.VERIFIER in post.roles for post in organisation.posts_in(unit))
    ]
    if seed and candidates:
        digest = hashlib.sha256(f"{seed}\n{matter.id}\n{matter.version}".encode()).digest()
        drawn = candidates[int.from_bytes(digest) % len(candidates)]
        return drawn, Draw(seed, len(candidates))
    return impartial_verifier(draft, matter), None


def next_verifier(draft: Draft, matter: Matter) -> tuple[UnitId, int]:
    """Who verifies after a silent verifier, and in which round: its superior, then the office, then nobody else."""
    assert matter.verification is not None
    organisation, silent = draft.organisation, matter.verification
    if silent.round == 0:
        above = organisation.nearest_active_superior(silent.verifier)
        while above is not None:
            if is_impartial(draft, matter, above):
                return above, 1
            above = organisation.nearest_active_superior(above)
    office = organisation.office
    last = office if office != silent.verifier and is_impartial(draft, matter, office) else organisation.outside_arbiter
    return last, LAST_ROUND
