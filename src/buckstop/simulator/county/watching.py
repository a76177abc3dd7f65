"""Who has to act on a matter as it stands now: everything that waits for somebody lands on that somebody's desk."""

from functools import partial

from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import Phase
from buckstop.simulator.county import checks, handovers, labours, petitions
from buckstop.simulator.county.scenes.play import is_scene
from buckstop.simulator.county.world import World

_PASSED = 2  # stage of the reminder that says a deadline is over


def watch(world: World, matter: Matter) -> None:
    """Put a matter on the desks of those who have to act on it, each duty once; scenes are played as they are written."""
    if is_scene(matter.id):
        return
    name, since = matter.id, matter.phase_since_at
    match matter.phase:
        case Phase.OFFERED:
            _offered(world, matter)
        case Phase.HELD:
            if world.first_time("hold", name, since):
                world.at_its_pace(matter.holder, matter, partial(handovers.hold, world, name, since))
        case Phase.SETTLED | Phase.APPEAL | Phase.ESCALATED:
            _at_work_or_disputed(world, matter)
        case Phase.DONE:
            _claimed(world, matter)
        case Phase.CLOSED:
            if world.first_time("ended", name, matter.closed_at):
                checks.ended(world, matter)
                if matter.parent is not None:
                    labours.part_ended(world, matter)
    _asks(world, matter)
    if matter.reminded == _PASSED and matter.open and world.first_time("late", name, matter.deadline):
        checks.late(world, matter)


def _offered(world: World, matter: Matter) -> None:
    offer = matter.offer
    assert offer is not None
    asked = offer.asked_at is not None
    if offer.answer_timer is not None:
        if world.first_time("question", matter.id, offer.offer):
            act = partial(handovers.answer_question, world, matter.id, offer.offer)
            world.at_its_pace(matter.holder, matter, act)
    elif world.first_time("offer", matter.id, offer.offer, asked):
        world.at_its_pace(offer.to, matter, partial(handovers.answer_offer, world, matter.id, offer.offer))


def _at_work_or_disputed(world: World, matter: Matter) -> None:
    name, since = matter.id, matter.phase_since_at
    if matter.arbiter is not None and world.first_time("rule", name, since, matter.arbiter):
        world.at_its_pace(matter.arbiter, matter, partial(handovers.rule, world, name, since))
    turn = (matter.holder, matter.refutations, matter.reopenings)
    if matter.phase is not Phase.ESCALATED and world.first_time("work", name, *turn):
        labours.begin(world, matter)
        checks.perhaps_steer(world, matter)


def _claimed(world: World, matter: Matter) -> None:
    looks = matter.verification
    assert looks is not None
    if world.first_time("verify", matter.id, matter.phase_since_at, looks.verifier, looks.round):
        world.at_its_pace(looks.verifier, matter, partial(checks.verify, world, matter.id, looks.verifier))


def _asks(world: World, matter: Matter) -> None:
    name = matter.id
    for support in matter.supports:
        if world.first_time("support", name, support.ask, support.stage, support.timer):
            petitions.support(world, matter, support)
    for upward in matter.upward:
        if world.first_time("upward", name, upward.ask, upward.answerer, upward.timer is None):
            petitions.upward(world, matter, upward)
    if matter.extension is not None and world.first_time("extension", name, matter.extension.ask):
        petitions.extension(world, matter, matter.extension)
    for wait in matter.waits:
        if world.first_time("wait", name, wait.ask, wait.confirmed):
            petitions.wait(world, matter, wait)
    for summons in matter.summonses:
        if world.first_time("summons", name, summons.ask):
            petitions.summons(world, matter, summons)
