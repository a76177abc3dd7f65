"""The columns a matter is found by, read from its state: lists, boards and search look nowhere else."""

from buckstop.app.open_asks import open_asks
from buckstop.domain.matter.state import Matter
from buckstop.domain.seeing import involved
from buckstop.ledger.lookup import Lookup
from buckstop.ledger.words import words_of

MATTER = "matter"
"""Kind of a matter's stream."""


def lookup_of(matter: Matter) -> Lookup:
    """The columns of a matter as it stands."""
    asks = open_asks(matter)
    return Lookup(
        kind=MATTER,
        phase=matter.phase,
        active=matter.open,
        due_at=matter.next_due_at(),
        holder=matter.holder,
        giver=matter.giver,
        offeree=matter.offer.to if matter.offer else "",
        arbiter=matter.arbiter or "",
        verifier=matter.verification.verifier if matter.verification else "",
        parent=matter.parent or "",
        title=matter.title,
        priority=matter.terms.priority,
        deadline_at=matter.deadline.due_at if matter.deadline else None,
        opened_at=matter.opened_at,
        moved_at=matter.updated_at,
        visibility=matter.terms.visibility,
        origin=matter.origin,
        evidence=matter.evidence,
        units=tuple(sorted(involved(matter))),
        asked=tuple(sorted({ask.answerer for ask in asks})) if asks else (),
        asking=tuple(sorted({ask.asker for ask in asks if ask.asker})) if asks else (),
    )


def searched_texts(matter: Matter) -> tuple[str, ...]:
    """What full-text search looks into: fixed when a matter is opened, and never personal."""
    terms = matter.terms
    return (matter.title, terms.goal, terms.reference, matter.id, *terms.criteria, *terms.steps)


def words_of_matter(matter: Matter) -> str:
    """The words of these texts as a store keeps them."""
    return words_of(*searched_texts(matter))
