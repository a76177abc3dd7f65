"""Looking whether it is true: verification, the citizen's word, reminders, and what a giver may do to a part."""

from datetime import datetime
from functools import partial

from buckstop.app.answers import Personal
from buckstop.domain.ids import MatterId, SubjectId, UnitId
from buckstop.domain.matter.commands import accountability, work
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import CitizenWord, Origin, Outcome, Phase, VerificationWay
from buckstop.simulator.county.agenda import DAY_HOURS
from buckstop.simulator.county.world import World, citizen


def verify(world: World, name: MatterId, verifier: UnitId) -> None:
    """The verifier looks, or lets it lie; work that was not done is seen more often than not."""
    matter = world.load(name)
    if matter.verification is None or matter.verification.verifier != verifier:
        return
    last = matter.verification.timer is None
    if not last and world.chance(0.75 if verifier in world.silent else 0.04):
        return
    if world.chance(0.6 if world.briefs[name].hasty else 0.05):
        failed = (0,) if matter.terms.criteria else ()
        world.do(
            verifier,
            work.RefuteMatter(matter=name, reason=world.say("refuted"), failed=failed, way=VerificationWay.DOCUMENTS),
            matter,
        )
        return
    (outcome,) = world.rng.choices((Outcome.DONE, Outcome.PARTLY, Outcome.NOT_DONE), (0.88, 0.08, 0.04))
    occasion = {Outcome.DONE: "verified", Outcome.PARTLY: "partly", Outcome.NOT_DONE: "not_done"}[outcome]
    met = tuple(range(len(matter.terms.criteria))) if outcome is Outcome.DONE else ()
    command = work.VerifyMatter(
        matter=name,
        outcome=outcome,
        why=world.say(occasion),
        learned=world.say("learned"),
        met=met,
        way=VerificationWay.DOCUMENTS,
    )
    world.do(verifier, command, matter)


def ended(world: World, matter: Matter) -> None:
    """Whoever may look back at an ended matter: the citizen rates it, now and then a giver doubts it."""
    if matter.outcome in {Outcome.CANCELLED, Outcome.MERGED}:
        return
    if matter.requesters and world.chance(0.65):
        world.later(world.rng.uniform(1, 4) * DAY_HOURS, partial(_rate, world, matter.id, matter.closed_at))
    if matter.giver != matter.holder and world.chance(0.008):
        world.later(3 * DAY_HOURS, partial(_reopen, world, matter.id, matter.giver))


def _rate(world: World, name: MatterId, closed_at: datetime | None) -> None:
    matter = world.load(name)
    if matter.closed_at != closed_at or closed_at is None:
        return
    person = matter.requesters[0]
    solved = matter.outcome is Outcome.DONE and not world.briefs[name].hasty
    if world.chance(0.03):
        world.speak(citizen(person), work.ReopenMatter(matter=name, reason=world.say("reopen")), matter)
        return
    unhappy = world.chance(0.08 if solved else 0.6)
    word = CitizenWord.UNSATISFIED if unhappy else CitizenWord.SATISFIED
    words = world.say("unsatisfied" if unhappy else "satisfied")
    personal = (Personal(SubjectId(person), "words", words),) if words else ()
    world.speak(citizen(person), work.RateMatter(matter=name, word=word), matter, personal)


def _reopen(world: World, name: MatterId, giver: UnitId) -> None:
    matter = world.load(name)
    if matter.phase is Phase.CLOSED and world.active(giver):
        world.do(giver, work.ReopenMatter(matter=name, reason=world.say("reopen")), matter)


def late(world: World, matter: Matter) -> None:
    """A deadline has passed: whoever gave the matter urges, or the office; a part may be taken back in the end."""
    gave = matter.giver if matter.giver != matter.holder else world.organisation.superior(matter.holder)
    who = world.cast.office if gave is None or world.chance(0.3) else gave
    if world.chance(0.5) and world.active(who):
        world.later(world.rng.uniform(2, 2 * DAY_HOURS), partial(_urge, world, matter.id, who))
    if matter.parent is not None and world.chance(0.8):
        world.later(DAY_HOURS, partial(_recall, world, matter.id))


def _urge(world: World, name: MatterId, who: UnitId) -> None:
    matter = world.load(name)
    if matter.open and world.active(who):
        world.do(who, work.UrgeMatter(matter=name, text=world.say("urge")), matter)


def _recall(world: World, name: MatterId) -> None:
    part = world.load(name)
    if part.parent is not None and part.phase in {Phase.HELD, Phase.OFFERED, Phase.SETTLED}:
        parent = world.load(part.parent)
        if parent.holder != part.holder:
            world.do(parent.holder, accountability.RecallMatter(matter=name, reason=world.say("recall")), part)


def perhaps_steer(world: World, matter: Matter) -> None:
    """What a giver may do to a matter somebody else works on: name who will look, or call it off."""
    county = world.cast.county_of.get(matter.holder)
    if matter.giver == matter.holder or county is None:
        return
    if world.chance(0.04):
        lookers = [one for one in county.departments.values() if world.active(one) and one not in matter.parties]
        who = matter.giver if world.chance(0.7) else world.cast.office
        world.later(2, partial(_name_verifier, world, matter.id, who, world.rng.choice(lookers)))
    if matter.origin is Origin.DIRECTIVE and world.chance(0.05):
        world.later(2 * DAY_HOURS, partial(_cancel, world, matter.id))


def _name_verifier(world: World, name: MatterId, who: UnitId, verifier: UnitId) -> None:
    matter = world.load(name)
    if matter.phase is Phase.SETTLED and world.active(who):
        world.do(who, work.NameVerifier(matter=name, verifier=verifier), matter)


def _cancel(world: World, name: MatterId) -> None:
    matter = world.load(name)
    if matter.open and matter.giver != matter.holder and not world.parts(matter):
        world.do(matter.giver, work.CancelMatter(matter=name, reason=world.say("cancel")), matter)
