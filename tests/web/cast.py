"""One person for every way to stand to a matter, in the county of the pages: for tests of who may."""

from types import MappingProxyType

from buckstop.app.answers import Accepted, Submission
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.db.accounts.models import Account
from buckstop.domain.ids import PersonId, PostId, Sealed, SubjectId
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation_commands import AppointPerson, CreatePost, RegisterPerson
from buckstop.domain.posts import Role
from tests.app.staged import AUDIT, COUNTY
from tests.web.county import KEEPER

CHECKER, IDLE = PersonId("p-checker"), PersonId("p-idle")
CAST = MappingProxyType(
    {
        "member": "p-clerk",  # of the water office, which holds or is offered the matter
        "leader": "p-water",
        "superior": "p-county",  # leader of the unit above
        "other_leader": "p-roads",  # of the unit that offers it, or is asked to support
        "uninvolved_leader": "p-town",
        "supervision": "p-inspector",
        "office_leader": "p-office",
        "verifier": CHECKER,  # in the audit office, which verifies
        "verifying_leader": "p-audit",
        "auditor": "p-auditor",
        "administrator": "p-keeper",
        "intake": "p-desk",
        "outside_arbiter": "p-city",
        "without_post": IDLE,
    }
)
"""Parts to play, and who plays them."""


def complete(ledger: Ledger) -> None:
    """Add to the founded county who only verifies, and who holds no post."""
    post = PostId(f"{AUDIT}.checker")
    commands = (
        CreatePost(post, AUDIT, "Checker", frozenset({Role.VERIFIER})),
        *(RegisterPerson(one, Sealed(SubjectId(f"s-{one}"), "name", "Y29tbWl0bWVudA==")) for one in (CHECKER, IDLE)),
        AppointPerson(CHECKER, post),
    )
    keeper = Actor(KEEPER, COUNTY, PostId(f"{COUNTY}.{KEEPER}"))
    for number, command in enumerate(commands):
        outcome = handle(ledger, Submission(f"cast-{number}", keeper, command))
        assert isinstance(outcome, Accepted), outcome
    for person in (CHECKER, IDLE):
        Account.objects.create(username=person, person=person, display_name=f"Name of {person}", language="en")
