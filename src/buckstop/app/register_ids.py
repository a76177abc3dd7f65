"""Ids for the rows of a register that have none: those of what they can only mean, else new ones that tell nothing.

A name alone says which unit is meant, because a register tells units of one name apart; it never says which person.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import count

from buckstop.domain.ids import PersonId, PostId, UnitId
from buckstop.domain.organisation import Organisation
from buckstop.intake.registers.model import OUTSIDE, PersonRow, PostRow, Register, Settings, UnitRow

OUTSIDE_ARBITER = "outside-arbiter"
"""Id of the outside arbiter where a register gives none."""


def with_ids(
    register: Register, organisation: Organisation | None, names: Mapping[PersonId, str], at: datetime
) -> Register:
    """The same register, every unit, post and person under an id, references too.

    Args:
        organisation: that stands, so that its units, posts and persons keep their ids; None before the founding.
        names: of the persons in it, opened.
        at: now: who holds a post tells persons of one name apart.
    """
    units = _unit_ids(register.units, organisation)
    settings = replace(
        register.settings,
        outside_arbiter_id=_arbiter(register.settings, organisation),
        office=units.get(register.settings.office, ""),
        root=units.get(register.settings.root, ""),
    )
    post_ids = _post_ids(register.posts, units, organisation)
    persons = _person_ids(register.people, post_ids, organisation, names, at)
    return replace(
        register,
        settings=settings,
        units=tuple(
            replace(
                row, id=units[row.key], superior=units.get(row.superior, ""), successor=units.get(row.successor, "")
            )
            for row in register.units
        ),
        posts=tuple(
            replace(
                row,
                id=post_ids[row.key],
                unit=units.get(row.unit, row.unit),
                deputies=tuple(post_ids[key] for key in row.deputies),
            )
            for row in register.posts
        ),
        people=tuple(
            replace(row, id=person, posts=tuple(post_ids[key] for key in row.posts))
            for row, person in zip(register.people, persons, strict=True)
        ),
        duties=tuple(
            replace(row, unit=units[row.unit], taken_by=units.get(row.taken_by, "")) for row in register.duties
        ),
        lines=tuple(replace(row, upper=units[row.upper], lower=units[row.lower]) for row in register.lines),
    )


def _arbiter(settings: Settings, organisation: Organisation | None) -> str:
    if settings.outside_arbiter_id:
        return settings.outside_arbiter_id
    if organisation is None:
        return OUTSIDE_ARBITER
    known = {name: arbiter for arbiter, name in organisation.outside_arbiters.items()}
    present = organisation.outside_arbiters[organisation.outside_arbiter]
    if settings.outside_arbiter in {"", present}:
        return organisation.outside_arbiter
    taken = {*organisation.outside_arbiters, *organisation.tree.units}
    return known.get(settings.outside_arbiter) or next(_free(OUTSIDE_ARBITER + "-{}", taken))


def _free(pattern: str, taken: Iterable[str]) -> Iterator[str]:
    """Ids of a pattern that are not taken, one after the other."""
    gone = set(taken)
    return (name for number in count(1) if (name := pattern.format(number)) not in gone)


def _unit_ids(rows: tuple[UnitRow, ...], organisation: Organisation | None) -> dict[str, str]:
    """The id of each unit by its key."""
    given = {row.id for row in rows if row.id}
    by_name: dict[str, list[UnitId]] = {}
    for unit in organisation.tree.units.values() if organisation else ():
        if unit.active and unit.id not in given:
            for name in (unit.name, *unit.aliases):
                by_name.setdefault(name, []).append(unit.id)
    taken = {*given, *(organisation.tree.units if organisation else ())}
    fresh = _free("u{:03d}", taken)
    found = {row.key: row.id for row in rows if row.id}
    claimed: set[str] = set()
    for row in rows:
        if row.id:
            continue
        same = [unit for unit in by_name.get(row.name, ()) if unit not in claimed]
        found[row.key] = same[0] if len(same) == 1 else next(fresh)
        claimed.add(found[row.key])
    return found


def _post_ids(rows: tuple[PostRow, ...], units: Mapping[str, str], organisation: Organisation | None) -> dict[str, str]:
    """The id of each post by its key; numbered within its unit."""
    given = {row.id for row in rows if row.id}
    taken = {*given, *(organisation.posts.by_id if organisation else ())}
    fresh: dict[str, Callable[[], str]] = {}
    found: dict[str, str] = {}
    for row in rows:
        unit = units.get(row.unit, row.unit)
        if row.id:
            found[row.key] = row.id
        elif (known := _known_post(row, unit, organisation)) is not None and known not in given:
            found[row.key] = known
        else:
            prefix = OUTSIDE_ARBITER if unit == OUTSIDE else unit
            if unit not in fresh:
                fresh[unit] = _free(prefix.replace("{", "{{").replace("}", "}}") + ".{}", taken).__next__
            found[row.key] = fresh[unit]()
    return found


def _known_post(row: PostRow, unit: str, organisation: Organisation | None) -> PostId | None:
    if organisation is None:
        return None
    where = organisation.outside_arbiter if unit == OUTSIDE else UnitId(unit)
    return next((post.id for post in organisation.posts_in(where) if post.title == row.title), None)


def _person_ids(
    rows: tuple[PersonRow, ...],
    posts: Mapping[str, str],
    organisation: Organisation | None,
    names: Mapping[PersonId, str],
    at: datetime,
) -> list[str]:
    """The id of each person, in the order of the rows."""
    given = {row.id for row in rows if row.id}
    fresh = _free("p{:04d}", {*given, *(organisation.persons if organisation else ())})
    found = []
    for row in rows:
        person = row.id
        if not person and organisation is not None:
            held = (organisation.holder_of(PostId(posts[key]), at) for key in row.posts)
            person = next((one for one in held if one and one not in given and names.get(one) == row.name), "")
        found.append(person or next(fresh))
    return found
