"""Who speaks and how a matter stands: the conditions under which acts are offered."""

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase
from buckstop.domain.organisation import Organisation
from buckstop.web.acts.act import Around


def holder(matter: Matter, _organisation: Organisation, unit: UnitId) -> bool:
    """The unit that answers for it."""
    return unit == matter.holder


def offeree(matter: Matter, _organisation: Organisation, unit: UnitId) -> bool:
    """The unit it is offered to."""
    return matter.offer is not None and unit == matter.offer.to


def arbiter(matter: Matter, _organisation: Organisation, unit: UnitId) -> bool:
    """The unit that was asked to decide."""
    return unit == matter.arbiter


def verifier(matter: Matter, _organisation: Organisation, unit: UnitId) -> bool:
    """The unit that looks whether it is done."""
    return matter.verification is not None and unit == matter.verification.verifier


def above_giver(matter: Matter, organisation: Organisation, unit: UnitId) -> bool:
    """The unit that gave it, or one above that; never its holder."""
    return unit != matter.holder and (unit == matter.giver or organisation.is_above(unit, matter.giver))


def names_verifier(matter: Matter, organisation: Organisation, unit: UnitId) -> bool:
    """The unit that gave it to another one, or the supervision office."""
    return unit == organisation.office or unit == matter.giver != matter.holder


def reminds(matter: Matter, organisation: Organisation, unit: UnitId) -> bool:
    """The unit that gave it, one above its holder, or the supervision office; who holds it needs no reminder of its own."""
    if unit == matter.holder:
        return False
    return unit in {matter.giver, organisation.office} or organisation.is_above(unit, matter.holder)


def reopens(matter: Matter, organisation: Organisation, unit: UnitId) -> bool:
    """The unit that verified or gave it, or one above who held or gave it."""
    return (
        unit in {matter.last_verifier, matter.giver}
        or organisation.is_above(unit, matter.holder)
        or organisation.is_above(unit, matter.giver)
    )


def recalls(matter: Matter, _organisation: Organisation, unit: UnitId) -> bool:
    """The unit that gave the part, which as a rule still holds the whole."""
    return matter.parent is not None and unit == matter.giver


def helped(matter: Matter, _organisation: Organisation, unit: UnitId) -> bool:
    """The holder, or a unit whose support is open."""
    return unit == matter.holder or any(unit == support.supporter for support in matter.supports)


def anybody(_matter: Matter, _organisation: Organisation, _unit: UnitId) -> bool:
    """Whoever may see it."""
    return True


# --- how it stands ----------------------------------------------------------------------------------------------------


def held(matter: Matter) -> bool:
    """Not settled yet: it may still be offered on."""
    return matter.phase is Phase.HELD


def movable(matter: Matter) -> bool:
    """Not settled yet, and a move is left."""
    return matter.phase is Phase.HELD and matter.moves < matter.moves_allowed


def offered(matter: Matter) -> bool:
    """An offer is open."""
    return matter.offer is not None


def offered_unasked(matter: Matter) -> bool:
    """An offer is open about which nothing was asked yet."""
    return matter.offer is not None and matter.offer.asked_at is None


def question_open(matter: Matter) -> bool:
    """A question about the offer waits for its answer."""
    return matter.offer is not None and matter.offer.answer_timer is not None


def to_decide(matter: Matter) -> bool:
    """A decision was asked for: escalated, or under appeal."""
    return matter.arbiter is not None and matter.phase in {Phase.ESCALATED, Phase.APPEAL}


def appealable(matter: Matter) -> bool:
    """Settled by a decision or by default, and an appeal is left."""
    return matter.phase is Phase.SETTLED and matter.appeals < matter.appeals_allowed


def in_hand(matter: Matter) -> bool:
    """The holder has the work in its own hands."""
    return matter.phase in {Phase.HELD, Phase.SETTLED, Phase.APPEAL}


def divisible(matter: Matter) -> bool:
    """In its holder's hands, and parts may still go down a level."""
    return in_hand(matter) and matter.depth < matter.depth_allowed


def settled(matter: Matter) -> bool:
    """Its holder is final but for an appeal."""
    return matter.phase in {Phase.SETTLED, Phase.APPEAL}


def unfinished(matter: Matter) -> bool:
    """Neither reported done nor closed."""
    return matter.phase not in {Phase.DONE, Phase.CLOSED}


def dated(matter: Matter) -> bool:
    """Unfinished, with a deadline about which nothing later was asked for yet."""
    return unfinished(matter) and matter.deadline is not None and matter.extension is None


def reported_done(matter: Matter) -> bool:
    """Somebody looks whether it is done."""
    return matter.phase is Phase.DONE


def still_open(matter: Matter) -> bool:
    """Somebody still answers for it."""
    return matter.open


def closed(matter: Matter) -> bool:
    """It ended, and did not go into another one."""
    return not matter.open and matter.merged_into is None


def part_elsewhere(matter: Matter) -> bool:
    """A part that is not back with who gave it, and whose work nobody verifies just now."""
    back = matter.phase is Phase.SETTLED and matter.holder == matter.giver
    return matter.parent is not None and unfinished(matter) and not back


# --- what time, limits and parts allow -----------------------------------------------------------------------------------


def parts_closed(_matter: Matter, around: Around) -> bool:
    """No part of it is open: nothing is reported done or ended over an open part."""
    return not around.open_parts


def extensible(matter: Matter, around: Around) -> bool:
    """Its deadline is still to come, and was not moved as often as it may."""
    ahead = matter.deadline is not None and around.now < matter.deadline.due_at
    return ahead and matter.extensions < around.rules.extensions


def reopenable(matter: Matter, around: Around) -> bool:
    """It was not closed too long ago, nor reopened as often as it may."""
    if matter.closed_at is None or matter.reopenings >= around.rules.reopens:
        return False
    return around.now <= around.calendar.due(matter.closed_at, around.rules.reopen_within).at


def always(_matter: Matter) -> bool:
    """However it stands."""
    return True
