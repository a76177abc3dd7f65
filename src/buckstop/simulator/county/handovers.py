"""Handing over: offers made and answered, matters kept or offered on, disputes decided."""

from datetime import datetime
from functools import partial

from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands import accountability
from buckstop.domain.matter.state import Matter, Offer
from buckstop.domain.matter.words import Origin, Phase, Protest, ProtestKind
from buckstop.simulator.county.habits import Habit
from buckstop.simulator.county.world import Brief, World

_EXCUSES = ("unclear_task", "lacks_resources", "not_our_duty", "only_cooperating")


def answer_offer(world: World, name: MatterId, number: int) -> None:
    """The offeree looks at an offer: nothing, a question, a return or an acceptance."""
    matter = world.load(name)
    offer = matter.offer
    if offer is None or offer.offer != number or not world.active(offer.to):
        return
    unit, traits, brief = offer.to, world.traits(offer.to), world.briefs[name]
    if world.chance(traits.silent):
        return
    if offer.asked_at is None and world.chance(traits.asks):
        world.do(unit, accountability.AskAboutOffer(matter=name, offer=number, question=world.say("question")), matter)
        return
    if brief.rightful not in {None, unit} and world.chance(0.8):
        _send_back(world, matter, offer, "not_our_duty", brief.rightful)
    elif world.chance(traits.returns):
        others = [other for other in brief.named if other != unit and world.active(other)]
        proposed = world.rng.choice(others) if others else None
        excuses = _EXCUSES if proposed is not None else _EXCUSES[:2]
        _send_back(world, matter, offer, world.rng.choice(excuses), proposed)
    else:
        world.do(
            unit, accountability.AcceptOffer(matter=name, offer=number, protest=_protest(world, matter, unit)), matter
        )


def _send_back(world: World, matter: Matter, offer: Offer, reason: str, proposed: UnitId | None) -> None:
    brief = world.briefs[matter.id]
    named = proposed if proposed is not None and proposed != offer.to and world.active(proposed) else None
    if reason == "not_our_duty" and named is None:
        reason = "unclear_task"
    command = accountability.ReturnOffer(
        matter=matter.id,
        offer=offer.offer,
        reason_class=reason,
        text=world.say(reason),
        basis=world.document() if reason == "not_our_duty" else "",
        duty_item=brief.duty_item,
        proposed=named,
    )
    world.do(offer.to, command, matter)


def _protest(world: World, matter: Matter, unit: UnitId) -> Protest | None:
    """A deadline that cannot be met is said by everybody but those who say nothing; other protests are a habit."""
    days, honest = matter.terms.minimum_days, world.habits.get(unit) not in {Habit.STALLING, Habit.RELAYING}
    if days is not None and matter.deadline is not None and honest:
        given = world.ledger.calendar.working_days_between(world.now, matter.deadline.due_at)
        if given < days:
            return Protest(ProtestKind.CANNOT_BE_MET, world.words.says["accept_protest"][0])
    if not world.chance(world.traits(unit).protests):
        return None
    kind = world.rng.choice((ProtestKind.WRONG_ORDER, ProtestKind.LACKS_RESOURCES, ProtestKind.LACKS_AUTHORITY))
    return Protest(kind, world.rng.choice(world.words.says["accept_protest"][1:]))


def answer_question(world: World, name: MatterId, number: int) -> None:
    """The holder answers what the offeree asked, or takes the offer back, or lets it lie."""
    matter = world.load(name)
    if matter.offer is None or matter.offer.offer != number or world.chance(world.traits(matter.holder).silent):
        return
    if world.chance(0.05):
        world.do(matter.holder, accountability.WithdrawOffer(matter=name, offer=number), matter)
    else:
        answer = accountability.AnswerQuestion(matter=name, offer=number, answer=world.say("answer"))
        world.do(matter.holder, answer, matter)


def hold(world: World, name: MatterId, since_at: datetime) -> None:
    """The holder of a new matter keeps it, offers it on, asks for a decision, or waits until it is its own."""
    matter = world.load(name)
    if matter.phase is not Phase.HELD or matter.phase_since_at != since_at:
        return
    brief, traits = world.briefs[name], world.traits(matter.holder)
    arrived = matter.accepted and matter.holder != matter.giver
    if matter.moves < matter.moves_allowed and _wants_rid_of(world, matter, brief):
        to = _next_holder(world, matter, brief)
        if to is not None and _offer(world, matter, brief, to):
            return
    if not arrived and matter.moves and world.chance(0.25):
        _escalate(world, matter, brief)
    elif not world.chance(traits.silent):
        world.do(matter.holder, accountability.ClaimMatter(matter=name), matter)


def _wants_rid_of(world: World, matter: Matter, brief: Brief) -> bool:
    if matter.holder == matter.giver:  # its own, or what was sent back to it
        others = matter.parent is not None or matter.origin is not Origin.DIRECTIVE
        return others and world.chance(0.7 if matter.parent is not None else 0.9)
    if brief.rightful not in {None, matter.holder}:
        return world.chance(0.5)
    return world.chance(world.traits(matter.holder).relays)


def _next_holder(world: World, matter: Matter, brief: Brief) -> UnitId | None:
    """Whom the matter is offered to: whom the desk takes for the right one, or whoever stands below."""
    if matter.holder == matter.giver:
        if matter.moves:
            others = (brief.rightful, *brief.named)
        else:
            guess = brief.named[:1] if world.chance(0.72) else tuple(world.rng.sample(brief.named, len(brief.named)))
            others = (*guess, *brief.named)
    else:
        county = world.cast.county_of.get(matter.holder)
        below = brief.place if county is not None and brief.place in county.townships else None
        others = (below, *world.rng.sample(brief.named, len(brief.named)), brief.place)
    for other in others:
        fits = other is not None and other != matter.holder and world.active(other)
        if fits and other is not None and not world.organisation.is_above(other, matter.holder):
            return other
    return None


def _offer(world: World, matter: Matter, brief: Brief, to: UnitId) -> bool:
    """Offer it; where the duty list objects, half of all units come with a document, the others learn from the no."""
    admitted = world.organisation.admits(to, brief.duty_item)
    approval = world.document() if not admitted.ok and world.chance(0.5) else ""
    command = accountability.OfferMatter(matter=matter.id, to=to, duty_item=brief.duty_item, approval=approval)
    after = world.do(matter.holder, command, matter)
    if after is None:
        return False
    if world.chance(0.01):
        world.later(0.5, partial(_withdraw, world, matter.id, after.version))
    return True


def _withdraw(world: World, name: MatterId, number: int) -> None:
    matter = world.load(name)
    if matter.offer is not None and matter.offer.offer == number:
        world.do(matter.holder, accountability.WithdrawOffer(matter=name, offer=number), matter)


def _escalate(world: World, matter: Matter, brief: Brief) -> None:
    command = accountability.EscalateMatter(
        matter=matter.id,
        reason_class=world.rng.choice(("nobodys_duty", "units_disagree")),
        text=world.say("escalate"),
        proposed=brief.rightful if brief.rightful is not None and world.active(brief.rightful) else None,
    )
    world.do(matter.holder, command, matter)


def rule(world: World, name: MatterId, since_at: datetime) -> None:
    """The arbiter decides, or lets its time run out and holds the matter itself."""
    matter = world.load(name)
    if matter.arbiter is None or matter.phase_since_at != since_at:
        return
    arbiter, brief = matter.arbiter, world.briefs[name]
    if world.chance(0.12 if matter.phase is Phase.ESCALATED else 0.4):
        return
    yours = world.chance(0.15)
    choices = (matter.holder,) if yours else (brief.rightful, *brief.named, brief.place, matter.holder)
    holder = next(
        one
        for one in (*choices, matter.holder)
        if one is not None and world.active(one) and _may_name(world, matter, one)
    )
    reason = world.say("yours" if holder == matter.holder else "decide")
    if world.do(arbiter, accountability.DecideMatter(matter=name, holder=holder, reason=reason), matter) is not None:
        brief.rightful = holder  # from now on that is who should hold it


def _may_name(world: World, matter: Matter, unit: UnitId) -> bool:
    arbiter = matter.arbiter
    outside = arbiter == world.organisation.outside_arbiter
    return outside or (arbiter is not None and world.organisation.within(unit, arbiter))


def perhaps_appeal(world: World, matter: Matter) -> None:
    """Who was told to hold it may bring new facts, where somebody stands above who decided."""
    highest = {None, world.organisation.root, world.organisation.outside_arbiter}
    if matter.last_decider in highest or matter.phase is not Phase.SETTLED or matter.appeals >= matter.appeals_allowed:
        return
    if world.chance(min(0.9, 5 * world.traits(matter.holder).appeals)):
        world.later(6, partial(_appeal, world, matter.id, matter.holder))


def _appeal(world: World, name: MatterId, holder: UnitId) -> None:
    matter = world.load(name)
    if matter.phase is Phase.SETTLED and matter.holder == holder:
        world.do(holder, accountability.AppealMatter(matter=name, facts=world.say("appeal")), matter)
