"""The county that browsers meet, made in a process of its own: `python -m tests.e2e.county HOME FILE`; the file says who is in it.

It is the demo's, tiny, ended yesterday; everybody has an account that takes the browser's language. What tests need to
find waiting is offered on top of that.
"""

import json
import sys
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from buckstop.app.accounts import create_account
from buckstop.app.answers import Accepted, Submission
from buckstop.app.bootstrap import DEMO_ORIGIN, HomeConfig, create_ledger
from buckstop.app.clock import SetClock, SystemClock
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.app.standing import standing
from buckstop.cli.demo_pages import PASSWORD
from buckstop.domain.ids import MatterId, UnitId
from buckstop.domain.matter.commands import MatterCommand
from buckstop.domain.matter.commands.accountability import ClaimMatter, OfferMatter, OpenMatter
from buckstop.domain.matter.words import Actor, Terms, Visibility
from buckstop.domain.organisation_commands import OrganisationCommand, SetDeputies
from buckstop.ledger.batched_store import BatchedStore
from buckstop.simulator.county import CountySpec, DemoPerson, demo_people, live

SPEC = CountySpec(departments=4, townships=2, villages=3, weeks=3, directives=3, requests=5.0)
FOR_KEYS, FOR_BATCH, FOR_TWO = ("keys", 3), ("batch", 3), ("two", 4)
"""Matters that wait for the housing office: the start of their ids and how many."""
NAMED = MatterId("named-supports")
"""A matter of the leader's whose supports are still to be asked."""


@dataclass(frozen=True)
class Waiting:
    """What was put there for tests, and units by the log-in of their heads.

    Args:
        rich: a matter of the county that came back most often; directive: one that has parts.
        deadline: of every matter that waits.
    """

    units: dict[str, str]
    names: dict[str, str]
    rich: str
    directive: str
    deadline: str


def found(home: Path) -> Waiting:
    """Let the county live, give its people accounts, and let matters wait for them."""
    clock = SetClock(SystemClock().now())
    ledger = create_ledger(home, HomeConfig(DEMO_ORIGIN), clock)
    yesterday = ledger.calendar.local_date(clock.at) - timedelta(days=1)
    batched = BatchedStore(ledger.store)
    ledger.store = batched
    live(ledger, clock, SPEC.ending(yesterday), None)
    ledger.store = batched.flush()
    clock.at = SystemClock().now()
    people = {one.login: one for one in demo_people(ledger)}
    for one in people.values():
        create_account(
            home,
            username=one.login,
            password=PASSWORD,
            person=one.person,
            display_name=one.name,
            language="",
            must_change=False,
            demo=True,
        )
    deadline = ledger.calendar.local_date(clock.at) + timedelta(days=40)
    for start, number in (FOR_KEYS, FOR_BATCH, FOR_TWO):
        for place in range(1, number + 1):
            _offer(ledger, people["leader"], people["housing"].unit, MatterId(f"{start}-{place}"), deadline)
    _name_supports(ledger, people["leader"], (people["housing"].unit, people["pingan"].unit), deadline)
    keeper, town, clerk = (people[login] for login in ("admin", "pingan", "pingan-clerk"))
    _do(ledger, keeper, "deputy", SetDeputies(town.post, (clerk.post,)))
    organisation, rich = ledger.organisation(), standing(ledger).returned[0][0].id
    known = {login: organisation.unit(one.unit) for login, one in people.items()}
    ledger.store.close()
    return Waiting(
        {login: one.unit for login, one in people.items()},
        {login: unit.name for login, unit in known.items() if unit},
        rich,
        rich.partition("-")[0],
        deadline.isoformat(),
    )


def _offer(ledger: Ledger, giver: DemoPerson, to: UnitId, matter: MatterId, deadline: date) -> None:
    terms = Terms(goal="Rain runs off", criteria=("Dry after an hour",), visibility=Visibility.PUBLIC)
    title = f"Drain the square, {matter}"
    opened = OpenMatter(matter=matter, unit=giver.unit, title=title, terms=terms, deadline_date=deadline)
    _do(ledger, giver, f"{matter}/open", opened)
    _do(ledger, giver, f"{matter}/offer", OfferMatter(matter=matter, to=to, approval="2026-9"))


def _name_supports(ledger: Ledger, holder: DemoPerson, supports: tuple[UnitId, ...], deadline: date) -> None:
    """A matter whose terms name supports that nobody asked yet."""
    terms = Terms(goal="Rain runs off", supports=supports, visibility=Visibility.PUBLIC)
    opened = OpenMatter(
        matter=NAMED, unit=holder.unit, title="Clear the drains of the town", terms=terms, deadline_date=deadline
    )
    _do(ledger, holder, f"{NAMED}/open", opened)
    _do(ledger, holder, f"{NAMED}/claim", ClaimMatter(matter=NAMED))


def _do(ledger: Ledger, who: DemoPerson, key: str, command: MatterCommand | OrganisationCommand) -> None:
    outcome = handle(ledger, Submission(key, Actor(who.person, who.unit, who.post), command))
    assert isinstance(outcome, Accepted), outcome


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(asdict(found(Path(sys.argv[1])))), "utf-8")
