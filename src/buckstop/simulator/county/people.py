"""Typical people of a demo county: who they are, what they are called, and under which name they may sign in."""

from dataclasses import dataclass

from buckstop.app.ledger import Ledger
from buckstop.app.person_names import PersonNames
from buckstop.domain.ids import PersonId, PostId, UnitId
from buckstop.domain.posts import Role
from buckstop.simulator.county.places import Places, places_in

_LOGINS = {"building": "housing", "t01": "chengguan", "t02": "pingan"}


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demo county who is worth being for a while.

    Args:
        role: what their post is there for.
        name: made up, as it stands in the register.
        login: short, ASCII, the same for every seed of a size.
    """

    person: PersonId
    unit: UnitId
    post: PostId
    role: Role
    name: str
    login: str


def demo_people(ledger: Ledger) -> tuple[DemoPerson, ...]:
    """About a dozen people with full desks, the county's leader first; those whose post nobody holds are left out."""
    organisation, names = ledger.organisation(), PersonNames(ledger)
    found = []
    for login, unit, post, role in demo_posts(places_in(organisation.tree.units)):
        person = organisation.holder_of(post, ledger.now())
        if person is not None:
            found.append(DemoPerson(person, unit, post, role, names.of(person), login))
    return tuple(found)


def demo_posts(places: Places) -> tuple[tuple[str, UnitId, PostId, Role], ...]:
    """Log-in name, unit, post and role of everybody who is worth being."""
    one, other, town = (_login(places.prefix, unit) for unit in (places.one, places.other, places.town))
    wanted: tuple[tuple[str, UnitId, str, Role], ...] = (
        ("leader", places.government, "head", Role.LEADER),
        ("office", places.office, "head", Role.LEADER),
        ("inspector", places.office, "inspector", Role.SUPERVISION),
        ("verifier", places.office, "verifier", Role.VERIFIER),
        (one, places.one, "head", Role.LEADER),
        (f"{one}-clerk", places.one, "clerk", Role.MEMBER),
        (other, places.other, "head", Role.LEADER),
        (town, places.town, "head", Role.LEADER),
        (f"{town}-clerk", places.town, "clerk", Role.MEMBER),
        ("village", places.village, "head", Role.LEADER),
        ("desk", places.desk, "intake", Role.INTAKE),
        ("auditor", places.committee, "auditor", Role.AUDITOR),
        ("admin", places.office, "administrator", Role.ADMINISTRATOR),
    )
    return tuple((login, unit, PostId(f"{unit}/{title}"), role) for login, unit, title, role in wanted)


def _login(prefix: str, unit: UnitId) -> str:
    key = unit.removeprefix(prefix)
    return _LOGINS.get(key, key)
