"""What lies on desks every day: offers to sign, work that is due or late, claims to verify, matters few may read."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from buckstop.domain.matter.commands import accountability, work
from buckstop.domain.matter.words import Protest, ProtestKind, VerificationWay
from buckstop.simulator.county.scenes.play import PUBLIC, RESTRICTED, Play, Scene


def dark_lamps(play: Play) -> Iterator[float]:
    """A citizen's request, offered to a department this afternoon."""
    yield 0.9
    play.request(9, **PUBLIC)
    yield 0.7
    play.offer(play.places.desk, play.places.one)


def cracked_wall(play: Play) -> Iterator[float]:
    """A request that the department has not signed for since the day before yesterday."""
    yield 2.2
    play.request(6, priority=1)
    yield 2
    play.offer(play.places.desk, play.places.one)


def dry_tap(play: Play) -> Iterator[float]:
    """The other department asks before it signs; the desk owes an answer."""
    yield 1.4
    play.request(8)
    yield 1.2
    play.offer(play.places.desk, play.places.other)
    yield 0.5
    offer = play.now().offer
    assert offer is not None
    play.do(play.places.other, accountability.AskAboutOffer, offer=offer.offer, question=play.say("question"))


def squeezed_check(play: Play) -> Iterator[float]:
    """A department hands down what takes ten working days with four left; the township has it to sign."""
    yield 6
    play.open(play.places.one, 7, reference=play.world.document())
    play.do(play.places.one, accountability.ClaimMatter)
    yield 1.1
    play.delegate(play.places.town, deadline=4, minimum_days=10)


def fire_breaks(play: Play) -> Iterator[float]:
    """The township hands down; two villages have it to sign."""
    yield 4
    play.open(play.places.town, 12)
    play.do(play.places.town, accountability.ClaimMatter)
    yield 0.8
    play.delegate(play.places.village, deadline=10)
    play.delegate(play.places.next_village, deadline=10)


def rest_shelter(play: Play) -> Iterator[float]:
    """Came back to a department: the township says what it lacks."""
    yield 3.2
    play.open(play.places.one, 15)
    yield 2.9
    play.offer(play.places.one, play.places.town)
    yield 0.7
    play.give_back("lacks_resources", play.places.third)


def shared_tools(play: Play) -> Iterator[float]:
    """Came back to the township: the task was not clear."""
    yield 2.4
    play.open(play.places.town, 14)
    yield 2.2
    play.offer(play.places.town, play.places.village)
    yield 0.6
    play.give_back("unclear_task")


def night_noise(play: Play) -> Iterator[float]:
    """Signed this morning and not yet kept or passed on: the clock of claiming runs."""
    yield 1.5
    play.request(10)
    yield 1.3
    play.offer(play.places.desk, play.places.one)
    yield 0.9
    play.accept(claim=False)


def farm_census(play: Play) -> Iterator[float]:
    """Accepted under protest: nobody was given to do it."""
    yield 8
    play.open(play.places.third, 11)
    yield 7.6
    play.offer(play.places.third, play.places.town)
    yield 7
    play.accept(protest=Protest(ProtestKind.LACKS_RESOURCES, play.world.words.says["accept_protest"][2]))
    yield 1.9
    play.do(play.places.town, work.ReportProgress, text=play.say("progress"), percent=30)


def broken_well(play: Play) -> Iterator[float]:
    """Late with the township for days, and urged."""
    yield 16
    play.open(play.places.town, -5)
    play.do(play.places.town, accountability.ClaimMatter)
    yield 1.7
    play.do(play.places.office, work.UrgeMatter, text=play.say("urge"))


def permit_backlog(play: Play) -> Iterator[float]:
    """Late with a department, with a report on how far it is."""
    yield 18
    play.open(play.places.one, -8, priority=1)
    play.do(play.places.one, accountability.ClaimMatter)
    yield 3
    play.do(play.places.one, work.ReportProgress, text=play.say("progress"), percent=70)


def dead_trees(play: Play) -> Iterator[float]:
    """Due tomorrow in the village."""
    yield 7
    play.open(play.places.village, 1)
    play.do(play.places.village, accountability.ClaimMatter)


def clean_market(play: Play) -> Iterator[float]:
    """Due in two days in the township, with pictures of how it stands."""
    yield 9
    play.open(play.places.town, 2, **PUBLIC)
    play.do(play.places.town, accountability.ClaimMatter)
    yield 2.5
    attachments = play.photographs(2)
    play.do(play.places.town, work.ReportProgress, text=play.say("progress"), percent=80, attachments=attachments)


def school_road(play: Play) -> Iterator[float]:
    """The township says it is done; the office named itself to look and has not yet."""
    yield 10
    play.open(play.places.town, 5)
    play.do(play.places.town, accountability.ClaimMatter)
    yield 3.4
    play.do(play.places.office, work.NameVerifier, verifier=play.places.office)
    yield 0.9
    play.do(play.places.town, work.ReportDone, text=play.say("done"), attachments=play.photographs(3))


def roof_check(play: Play) -> Iterator[float]:
    """A department says it is done; another department has it to verify."""
    yield 11
    play.open(play.places.one, 4)
    play.do(play.places.one, accountability.ClaimMatter)
    yield 4
    play.do(play.places.office, work.NameVerifier, verifier=play.places.other)
    yield 1.2
    attachments = (*play.photographs(2), *play.list_of(("1", "A"), ("2", "B")))
    play.do(play.places.one, work.ReportDone, text=play.say("done"), attachments=attachments)


def old_photographs(play: Play) -> Iterator[float]:
    """A village's claim was not true; it works on."""
    yield 12
    play.open(play.places.town, 9)
    play.do(play.places.town, accountability.ClaimMatter)
    yield 11.5
    play.delegate(play.places.village, deadline=6)
    yield 11
    play.accept("01")
    yield 4
    play.do(play.places.office, work.NameVerifier, "01", verifier=play.places.office)
    yield 3
    play.do(play.places.village, work.ReportDone, "01", text=play.say("hasty"))
    yield 0.8
    reason = play.world.words.says["refuted"][1]
    play.do(play.places.office, work.RefuteMatter, "01", reason=reason, failed=(1,), way=VerificationWay.ON_SITE)


def petition(play: Play) -> Iterator[float]:
    """A restricted request: only those who work on it, the office and the auditor read it."""
    yield 3.3
    play.request(12, **RESTRICTED)
    yield 3.1
    play.offer(play.places.desk, play.places.one)
    yield 2.4
    play.accept()


def child_care(play: Play) -> Iterator[float]:
    """A restricted matter of the township itself."""
    yield 5
    play.open(play.places.town, 10, **RESTRICTED)
    play.do(play.places.town, accountability.ClaimMatter)
    yield 1.8
    play.do(play.places.town, work.AddNote, text=play.world.words.says["note"][1])


DAILY: Mapping[str, Scene] = MappingProxyType(
    {
        scene.__name__: scene
        for scene in (
            dark_lamps,
            cracked_wall,
            dry_tap,
            squeezed_check,
            fire_breaks,
            rest_shelter,
            shared_tools,
            night_noise,
            farm_census,
            broken_well,
            permit_backlog,
            dead_trees,
            clean_market,
            school_road,
            roof_check,
            old_photographs,
            petition,
            child_care,
        )
    }
)
"""Scenes of daily work, by the keys of their words."""
