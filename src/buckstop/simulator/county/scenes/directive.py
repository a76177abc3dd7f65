"""One decision of the county's government on its way down three levels, with everything that happens on such a way."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from buckstop.domain.ids import UnitId
from buckstop.domain.matter.asks import ProposalAbout, UpwardKind
from buckstop.domain.matter.commands import asks, work
from buckstop.domain.matter.commands.accountability import ClaimMatter
from buckstop.domain.matter.words import (
    Grant,
    HelpKind,
    Outcome,
    Protest,
    ProtestKind,
    VerificationWay,
)
from buckstop.simulator.county.scenes.play import Play, Scene

_LEAD, _SECOND, _TOWN, _NEXT_TOWN, _VILLAGE, _LATE_VILLAGE = "01", "02", "01-01", "01-02", "01-01-01", "01-01-02"


def safe_houses(play: Play) -> Iterator[float]:
    """Government to departments, townships and villages: one village is done, one is late, the rest is under way."""
    p = play.places
    yield 25
    play.open(
        p.government,
        9,
        reference=play.world.document(),
        quantity=36,
        measure=play.world.words.forms["households"],
        minimum_days=15,
        priority=2,
        first_responsible=play.world.cast.units[p.government].heads[0].id,
        grant=Grant(authority=play.say("scene_authority"), people=4, money=120_000_00, reference=play.world.document()),
    )
    play.do(p.government, ClaimMatter)
    yield 24.6
    play.delegate(p.one, deadline=8, quantity=36, measure=play.world.words.forms["households"])
    play.delegate(p.other, deadline=7, minimum_days=60)
    yield 24
    play.accept(_LEAD)
    yield 23.6
    play.accept(_SECOND, Protest(ProtestKind.CANNOT_BE_MET, play.say("accept_protest")))
    yield 23
    yield from _handed_down(play)
    yield from _worked_on(play)
    yield from _last_days(play)


def _handed_down(play: Play) -> Iterator[float]:
    p, measure = play.places, play.world.words.forms["households"]
    play.delegate(p.town, _LEAD, 6, quantity=20, measure=measure)
    play.delegate(p.next_town, _LEAD, 6, quantity=16, measure=measure)
    yield 22.4
    play.accept(_TOWN)
    play.accept(_NEXT_TOWN)
    yield 21
    play.delegate(p.village, _TOWN, 4, quantity=8, measure=measure)
    play.delegate(p.next_village, _TOWN, -4, quantity=12, measure=measure)
    yield 20
    play.accept(_VILLAGE)
    play.accept(_LATE_VILLAGE)


def _worked_on(play: Play) -> Iterator[float]:
    p = play.places
    yield 15
    _progress(play, p.village, _VILLAGE, 40, photographs=2)
    yield 13.5
    _progress(play, p.next_village, _LATE_VILLAGE, 15)
    yield 12
    guidance = {"kind": HelpKind.GUIDANCE, "from_unit": p.one, "hours": 6, "text": play.say("scene_help")}
    play.do(p.village, work.RecordHelp, _VILLAGE, **guidance)
    yield 10.2
    people = {"kind": HelpKind.PEOPLE, "from_unit": p.town, "hours": 16, "text": play.say("scene_help_people")}
    play.do(p.village, work.RecordHelp, _VILLAGE, **people)
    yield 9
    play.do(p.village, asks.ProposeBetterWay, _TOWN, text=play.say("better_way"), about=ProposalAbout.WORK)
    yield 8.1
    proposal = play.now(_TOWN).proposals[-1]
    play.do(p.town, asks.AnswerProposal, _TOWN, ask=proposal.ask, adopted=True, reason=play.say("scene_adopted"))
    yield 7
    yield from _a_village_is_done(play)


def _a_village_is_done(play: Play) -> Iterator[float]:
    attachments = (*play.photographs(3), *play.list_of(*_HOUSES))
    seed = f"{play.world.rng.getrandbits(64):016x}"
    matter = play.do(
        play.places.village, work.ReportDone, _VILLAGE, text=play.say("done"), attachments=attachments, seed=seed
    )
    yield 5.2
    assert matter.verification is not None
    met = tuple(range(len(matter.terms.criteria)))
    play.do(
        play.now(_VILLAGE).verification.verifier,  # type: ignore[union-attr] # a claim lies with a verifier until it looks
        work.VerifyMatter,
        _VILLAGE,
        outcome=Outcome.DONE,
        why=play.say("verified"),
        learned=play.say("learned"),
        met=met,
        way=VerificationWay.ON_SITE,
    )


def _last_days(play: Play) -> Iterator[float]:
    p = play.places
    yield 4
    _progress(play, p.next_town, _NEXT_TOWN, 55, photographs=1)
    yield 2.8
    play.do(p.office, work.UrgeMatter, _LATE_VILLAGE, text=play.say("urge"))
    yield 2.2
    play.do(p.other, asks.AskUpward, _SECOND, kind=UpwardKind.MONEY, text=play.say("upward_money"))
    yield 1.6
    play.do(p.town, asks.AskExtension, _TOWN, wanted_date=play.day(8), reason=play.say("extension"))
    yield 1.3
    play.do(
        p.next_village, asks.ProposeBetterWay, _LATE_VILLAGE, text=play.say("scene_terms"), about=ProposalAbout.TERMS
    )
    yield 1
    _progress(play, p.one, _LEAD, 60)
    yield 0.6
    play.do(p.one, work.AddNote, _LEAD, text=play.say("note"), attachments=play.list_of(*_HOUSES))


def _progress(play: Play, unit: UnitId, of: str, percent: int, photographs: int = 0) -> None:
    attachments = play.photographs(photographs) if photographs else ()
    play.do(unit, work.ReportProgress, of, text=play.say("progress"), percent=percent, attachments=attachments)


_HOUSES = (("1", "C", "D"), ("2", "D", "A"), ("3", "C", "B"))

DIRECTIVE: Mapping[str, Scene] = MappingProxyType({"safe_houses": safe_houses})
"""The scene of a decision."""
