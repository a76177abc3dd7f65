"""A ledger with many matters in every phase, filled fast: each by the real rules, hundreds in one transaction.

A county of 60 departments and townships and 400 villages; a few units have hundreds of matters, most have dozens. What
happened to a matter is drawn from a seed, over the last 120 days. Nothing is numbered: pages do not read the log's end.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from buckstop.app.answers import Refused, Submission
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.sight import Sight, change_of, look_and_decide
from buckstop.domain.ids import MatterId, PersonId, PostId, Sealed, SubjectId, UnitId
from buckstop.domain.matter.asks import UpwardKind
from buckstop.domain.matter.commands import MatterCommand, accountability, asks, work
from buckstop.domain.matter.words import Actor, Outcome, Phase, Terms, VerificationWay, Visibility
from buckstop.domain.matter.world import Decision
from buckstop.domain.organisation_commands import (
    AppointPerson,
    CreatePost,
    FoundOrganisation,
    FoundUnit,
    RegisterPerson,
)
from buckstop.domain.posts import Role
from buckstop.domain.refusals import Refusal
from buckstop.domain.units import UnitKind
from buckstop.ledger.store import Change

ROOT, OFFICE, CITY = UnitId("hall"), UnitId("office"), UnitId("city")
BUREAUS = tuple(UnitId(f"bureau-{number:02d}") for number in range(40))
TOWNS = tuple(UnitId(f"town-{number:02d}") for number in range(20))
VILLAGES = tuple(UnitId(f"village-{number:03d}") for number in range(400))
_GROUP = 500
# Chinese stands in data files, never in code.
WORDS = json.loads(Path(__file__).with_name("board_words.json").read_text(encoding="utf-8"))


@dataclass
class _Story:
    """One matter while it is made up."""

    ledger: Ledger
    version: int
    name: MatterId
    at: datetime
    source: random.Random

    def __post_init__(self) -> None:
        self.sight = Sight(self.ledger.organisation(self.version), self.version, {self.name: None}, {})
        self.fresh = Sight(self.sight.organisation, self.version, {self.name: None}, {})
        self.decisions: list[Decision] = []

    def do(self, unit: UnitId, command: MatterCommand) -> bool:
        """Decide a command a while after the last one; whether it was carried out."""
        part = getattr(command, "part", None)
        if part is not None:
            self.sight.matters.setdefault(part, None)
        outcome = look_and_decide(self.ledger, self.ledger.store, self.sight, speaker(unit), command, self.at)
        self.at += timedelta(hours=self.source.randint(1, 60))
        if isinstance(outcome, Refusal):
            return False
        if part is not None:
            self.fresh.matters[part] = None
        for happened in outcome:
            self.sight.matters[happened.matter] = happened.state
        self.decisions.append(outcome)
        return True

    def change(self) -> Change:
        """Everything that happened as one transaction."""
        return change_of(self.fresh, tuple(one for decision in self.decisions for one in decision))


def speaker(unit: UnitId) -> Actor:
    """The one person of a unit."""
    return Actor(PersonId(f"person-of-{unit}"), unit, PostId(f"post-of-{unit}"))


def member(number: int) -> PersonId:
    """One of the people beside the heads, from 0."""
    return PersonId(f"clerk-{number:05d}")


def found(ledger: Ledger, members: int = 0) -> None:
    """The county, with a head in every unit, and so many people more, spread evenly over its units."""
    units = [(unit, UnitKind.DEPARTMENT, ROOT) for unit in BUREAUS]
    units += [(unit, UnitKind.TOWNSHIP, ROOT) for unit in TOWNS]
    units += [(unit, UnitKind.VILLAGE, TOWNS[number % len(TOWNS)]) for number, unit in enumerate(VILLAGES)]
    commands: list[object] = [FoundOrganisation(ROOT, "County Hall", CITY, "The City", OFFICE, "Supervision Office")]
    commands += [FoundUnit(unit, unit, kind, superior) for unit, kind, superior in units]
    for unit in (ROOT, OFFICE, CITY, *(unit for unit, *_ in units)):
        actor = speaker(unit)
        assert actor.post is not None
        roles = {Role.LEADER, Role.MEMBER} | ({Role.SUPERVISION, Role.VERIFIER} if unit == OFFICE else set())
        commands += [
            CreatePost(actor.post, unit, "Head", frozenset(roles)),
            RegisterPerson(actor.person, Sealed(SubjectId(actor.person), "name", "A" * 43 + "=")),
            AppointPerson(actor.person, actor.post),
        ]
    for number in range(members):
        person, post, unit = member(number), PostId(f"post-{number:05d}"), units[number % len(units)][0]
        commands += [
            CreatePost(post, unit, "Clerk", frozenset({Role.MEMBER})),
            RegisterPerson(person, Sealed(SubjectId(person), "name", "A" * 43 + "=")),
            AppointPerson(person, post),
        ]
    outcome = handle(ledger, Submission("found", None, tuple(commands), None))
    assert not isinstance(outcome, Refused), outcome


def fill(ledger: Ledger, matters: int, seed: int = 1) -> None:
    """So many matters and the parts delegated from them."""
    version = ledger.store.load([]).organisation_version
    changes = _changes(ledger, version, matters, seed)
    while group := list(islice(changes, _GROUP)):
        with ledger.store.exclusive() as writer:
            for one in group:
                writer.commit(one)


def _changes(ledger: Ledger, version: int, matters: int, seed: int) -> Iterator[Change]:
    source, now = random.Random(seed), ledger.now()
    for number in range(matters):
        ago = timedelta(hours=source.randint(1, 24 * 120))
        story = _Story(ledger, version, MatterId(f"m-{number:06d}"), now - ago, source)
        _tell(story, number, now)
        if story.at > now:  # nothing may have happened in the future: such a matter was only just opened
            story = _Story(ledger, version, story.name, now - timedelta(hours=1), source)
            story.do(giver := source.choice(BUREAUS), _opening(story, number, giver, now))
        yield story.change()


def _opening(story: _Story, number: int, giver: UnitId, now: datetime) -> accountability.OpenMatter:
    source, village = story.source, VILLAGES[number % len(VILLAGES)]
    topic = source.choice(WORDS["topics"])
    terms = Terms(
        goal=f"{topic}: {village} {WORDS['goal']}, item {number}",
        criteria=("tap tested at ten houses", WORDS["criterion"]),
        reference=WORDS["reference"] % (number % 90),
        priority=source.choice((0, 0, 0, 0, 1, 2)),
        visibility=source.choice((Visibility.INTERNAL,) * 8 + (Visibility.PUBLIC, Visibility.RESTRICTED)),
    )
    deadline = (now + timedelta(days=source.randint(-30, 200))).date() if source.random() < 0.8 else None
    if deadline is not None and deadline <= story.at.date() + timedelta(days=1):
        deadline = story.at.date() + timedelta(days=source.randint(2, 40))
    return accountability.OpenMatter(
        matter=story.name, unit=giver, title=f"{topic} {number}", terms=terms, deadline_date=deadline
    )


def _tell(story: _Story, number: int, now: datetime) -> None:
    """What happened to one matter until about now."""
    source, name = story.source, story.name
    giver = ROOT if source.random() < 0.05 else source.choice((*BUREAUS[:8], *BUREAUS, *TOWNS))
    story.do(giver, _opening(story, number, giver, now))
    end, to = source.random(), source.choice((*TOWNS, *VILLAGES, *BUREAUS))
    if end < 0.05:
        return
    story.do(giver, accountability.OfferMatter(matter=name, to=to))
    matter = story.sight.matters[name]
    if end < 0.1 or matter is None or matter.offer is None:
        return
    if end < 0.15:
        story.do(
            to,
            accountability.ReturnOffer(
                matter=name, offer=matter.offer.offer, reason_class="unclear_task", text="whose is it"
            ),
        )
        return
    story.do(to, accountability.AcceptOffer(matter=name, offer=matter.offer.offer))
    if end < 0.18:
        story.do(to, accountability.EscalateMatter(matter=name, reason_class="units_disagree", text="whose is it"))
        return
    story.do(to, accountability.ClaimMatter(matter=name))
    _work(story, to, end)


def _work(story: _Story, to: UnitId, end: float) -> None:
    """The work of a holder, its requests, its parts, its end."""
    source, name = story.source, story.name
    if end < 0.3:
        story.do(to, asks.AskUpward(matter=name, kind=UpwardKind.MONEY, text="pipes"))
    elif end < 0.4:
        wanted = (story.at + timedelta(days=10)).date()
        story.do(to, asks.AskSupport(matter=name, supporter=source.choice(BUREAUS), what="maps", wanted_date=wanted))
    elif end < 0.5:
        for place in range(2):
            part = accountability.DelegatePart(
                matter=name,
                part=MatterId(f"{name}.{place}"),
                to=source.choice(VILLAGES),
                title=f"Part {place} of {name}",
                terms=Terms(goal="a part of the whole"),
                deadline_date=None,
            )
            story.do(to, part)
    story.do(to, work.ReportProgress(matter=name, text="half done", percent=50))
    if end > 0.8 and story.do(to, work.ReportDone(matter=name, text="done")):
        matter = story.sight.matters[name]
        assert matter is not None
        if end > 0.85 and matter.phase is Phase.DONE and matter.verification is not None:
            met = tuple(range(len(matter.terms.criteria)))
            verify = work.VerifyMatter(
                matter=name, outcome=Outcome.DONE, why="seen", met=met, way=VerificationWay.DOCUMENTS
            )
            story.do(matter.verification.verifier, verify)
