"""Founding: the cast becomes an organisation in a ledger, through commands like everything else."""

import random
from collections.abc import Iterator

from buckstop.app.answers import Personal, Refused, Submission
from buckstop.app.handle import handle
from buckstop.app.ledger import Ledger
from buckstop.domain.duties import DutyKind
from buckstop.domain.errors import BuckstopError
from buckstop.domain.ids import DutyItemId, LineId, PersonId, PostId, Sealed, SubjectId, UnitId
from buckstop.domain.organisation_commands import (
    AddLineRelation,
    AppointPerson,
    CreatePost,
    EnterDuties,
    FoundOrganisation,
    FoundUnit,
    MarkKeyPost,
    OrganisationCommand,
    RegisterPerson,
    SetDeputies,
    TakeBackDuties,
)
from buckstop.simulator.county.cast import Cast, County, PlannedUnit
from buckstop.simulator.county.people import demo_posts
from buckstop.simulator.county.places import places_in
from buckstop.simulator.county.words import Words

_AT_ONCE = 250
_TAKEN_BACK = {"lamps": "building", "river_litter": "water"}  # item -> department that answers for it in townships
_ONLY_HELPS = frozenset({"checks", "clinics", "dogs"})


class FoundingError(BuckstopError):
    """The county could not be founded: the ledger is not empty, or the simulator asks what the rules refuse."""


def found(ledger: Ledger, cast: Cast, words: Words, rng: random.Random, year: int) -> int:
    """Found the organisation and fill its posts; how many persons it has.

    Args:
        year: of the documents it is founded by.

    Raises:
        FoundingError: the ledger refused.
    """
    _hand_in(ledger, "found", tuple(_structure(cast, words, words.approval(1, year))))
    posts = [post.id for unit in cast.units.values() for post in unit.posts()]
    # Whoever changes the organisation is appointed last: until then the one who sets the ledger up may.
    posts.sort(key=lambda post: post == administrator_post(cast))
    names = _names(posts, {post for _login, _unit, post, _role in demo_posts(places_in(cast.units))}, words, rng)
    for first in range(0, len(posts), _AT_ONCE):
        batch = range(first, min(first + _AT_ONCE, len(posts)))
        commands: list[OrganisationCommand] = []
        personal: list[Personal] = []
        for number in batch:
            person, subject = PersonId(f"p{number + 1:05d}"), SubjectId(f"p{number + 1:05d}")
            commands.append(RegisterPerson(person, Sealed(subject, "name", "")))
            commands.append(AppointPerson(person, posts[number]))
            personal.append(Personal(subject, "name", names[number]))
        _hand_in(ledger, f"persons-{first}", tuple(commands), tuple(personal))
    return len(posts)


def _names(posts: list[PostId], known: set[PostId], words: Words, rng: random.Random) -> list[str]:
    """A name for everybody; those whom readers get to know bear different ones."""
    names = list[str]()
    taken = set[str]()
    for post in posts:
        name = ""
        while not name or (post in known and name in taken):
            name = rng.choice(words.names["family"]) + rng.choice(words.names["given"])
        names.append(name)
        taken |= {name} if post in known else set()
    return names


def administrator_post(cast: Cast) -> PostId:
    """The post that may change the organisation."""
    return PostId(f"{cast.office}/administrator")


def _hand_in(
    ledger: Ledger, key: str, commands: tuple[OrganisationCommand, ...], personal: tuple[Personal, ...] = ()
) -> None:
    outcome = handle(ledger, Submission(key, None, commands, personal=personal))
    if isinstance(outcome, Refused):
        raise FoundingError(f"the county could not be founded: {outcome.refusal.code}")
    if outcome.repeated:
        raise FoundingError("a county lives in this ledger already")


def _structure(cast: Cast, words: Words, approval: str) -> Iterator[OrganisationCommand]:
    root = cast.units[cast.root]
    yield FoundOrganisation(
        cast.root, root.name, cast.arbiter, cast.name(cast.arbiter), cast.office, cast.name(cast.office)
    )
    for unit in cast.units.values():
        if unit.superior is not None and unit.id != cast.office:
            yield FoundUnit(unit.id, unit.name, unit.kind, unit.superior, unit.aliases)
    for unit in cast.units.values():
        yield from _posts(unit)
    for county in cast.counties:
        yield from _lines(county, words)
        yield from _duty_lists(county, words, approval)


def _posts(unit: PlannedUnit) -> Iterator[OrganisationCommand]:
    for post in unit.posts():
        yield CreatePost(post.id, unit.id, post.title, post.roles)
    for post in unit.heads:
        others = tuple(other.id for other in unit.heads if other != post)
        if others:
            yield SetDeputies(post.id, others)
    if len(unit.heads) > 1:
        yield MarkKeyPost(unit.heads[0].id, key_post=True)


def _lines(county: County, words: Words) -> Iterator[OrganisationCommand]:
    for key, name in words.lines.items():
        if key in county.departments:
            for township in county.townships:
                yield AddLineRelation(LineId(name), county.departments[key], township)


def _duty_lists(county: County, words: Words, approval: str) -> Iterator[OrganisationCommand]:
    """Departments do what is theirs; townships what goes down to them, in part only with others, in part not at all."""
    titles = {item: title for department in words.departments for item, title in department.items}
    for department in words.departments:
        if department.key in county.departments:
            entries = tuple((DutyItemId(item), title, DutyKind.BASIC) for item, title in department.items)
            yield EnterDuties(county.departments[department.key], entries, approval)
    down = sorted({decision.item for decision in words.decisions if decision.down != "department"})
    listed = tuple(
        (DutyItemId(item), titles[item], DutyKind.COOPERATE if item in _ONLY_HELPS else DutyKind.BASIC)
        for item in (*down, *(item for item in sorted(_ONLY_HELPS) if item not in down))
    )
    for township in county.townships:
        yield EnterDuties(township, listed, approval)
        for item, key in _TAKEN_BACK.items():
            taken_by = county.departments.get(key, UnitId(""))
            if taken_by and key in words.lines:
                yield TakeBackDuties(township, ((DutyItemId(item), titles[item]),), taken_by, approval)
