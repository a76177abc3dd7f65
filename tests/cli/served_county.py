"""A founded county with accounts, made in a process of its own: `python -m tests.cli.served_county HOME STORE`.

Its own process, because one process keeps one set of accounts, and tests of pages keep theirs.
"""

import sys
from pathlib import Path

from buckstop.app.accounts import create_account
from buckstop.app.answers import Accepted, Submission
from buckstop.app.bootstrap import HomeConfig, create_ledger
from buckstop.app.handle import handle
from buckstop.domain.ids import MatterId, PersonId
from buckstop.domain.matter.commands.accountability import OpenMatter
from buckstop.domain.matter.words import Terms
from tests.app.staged import ORIGIN, ROADS, TOWN, WATER, founding, head

PASSWORD = "the weir holds in spring"
PEOPLE = {"water": WATER, "roads": ROADS, "town": TOWN}
"""The heads who can sign in, by login name."""
MATTER = MatterId("weir")
"""Held by the head of water."""


def found(home: Path, store: str) -> None:
    """The county, two accounts and one matter, in a store like `sqlite:ledger.db` or `postgresql://...`."""
    ledger = create_ledger(home, HomeConfig(origin=ORIGIN, store=store))
    opening = OpenMatter(
        matter=MATTER, unit=WATER, title="Mend the weir", terms=Terms(goal="The weir holds"), deadline_date=None
    )
    for key, actor, command in (("founding", None, founding()), ("opening", head(WATER), opening)):
        outcome = handle(ledger, Submission(key, actor, command))
        assert isinstance(outcome, Accepted), outcome
    ledger.store.close()
    for login, unit in PEOPLE.items():
        create_account(
            home,
            username=login,
            password=PASSWORD,
            person=PersonId(f"p-{unit}"),
            display_name=f"Head of {login}",
            language="en",
            must_change=False,
        )


if __name__ == "__main__":
    found(Path(sys.argv[1]), sys.argv[2])
