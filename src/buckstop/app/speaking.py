"""Who speaks, and whom they mean: a person's post, a unit by its id or name."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from difflib import get_close_matches

from buckstop.app.requests import RequestError
from buckstop.domain.ids import PersonId, PostId, UnitId
from buckstop.domain.matter.words import Actor
from buckstop.domain.organisation import Organisation
from buckstop.domain.posts import Acting, Role
from buckstop.i18n import gettext_noop as _

_NO_PERSON = _(
    "There is no person %(person)s. People are named by their id, not by a log-in name; `buckstop organisation show` lists"
    " them."
)


def speaker(
    organisation: Organisation,
    at: datetime,
    *,
    person: str = "",
    unit: str = "",
    post: str = "",
    roles: Collection[Role] = (),
) -> Actor:
    """Who speaks, with the post they act from at an instant; a deputy with the post deputised for.

    Of several posts of one unit, the first whose roles fit speaks, own ones before those deputised for.

    Args:
        person: may be left out where unit and post say who acts.
        unit: id or name; may be left out where the person acts for one unit only.
        post: may be left out where the roles tell which one is meant, or it does not matter.
        roles: of which the command needs one (`permissions.ROLES`); empty where any post will do.

    Raises:
        RequestError: nobody acts so, or several could be meant; the message says what to add.
    """
    where = find_unit(organisation, unit) if unit else None
    if not person and not post:
        message = _(
            "Say who gives this command: --as PERSON, by id, or --post POST, from which whoever holds it speaks."
        )
        raise RequestError("speaker.missing", message)
    found = _at_post(organisation, at, person, post) if post else _of_person(organisation, at, person, where)
    units = {_unit_of(organisation, acting) for acting in found}
    if where is not None:
        units &= {where}
    if not units and person and PersonId(person) not in organisation.persons:
        raise RequestError("speaker.no_person", _NO_PERSON, person=person)
    if not units:
        message = _("%(who)s acts for no such post now. Name a person with --as, or a unit with --unit and --post.")
        raise RequestError("speaker.none", message, who=person or post or unit or "-")
    if len(units) > 1:
        message = _("%(who)s acts for several units. Say with --unit for which: %(units)s.")
        raise RequestError("speaker.several", message, who=person, units=_told_apart(organisation, units))
    (speaks_for,) = units
    here = [one for one in found if _unit_of(organisation, one) == speaks_for]
    acting = next((one for one in here if not organisation.posts.by_id[one.post].roles.isdisjoint(roles)), here[0])
    return Actor(acting.person, speaks_for, acting.held, acting.post if acting.deputising else None)


def _unit_of(organisation: Organisation, acting: Acting) -> UnitId:
    return organisation.posts.by_id[acting.post].unit


def _at_post(organisation: Organisation, at: datetime, person: str, post: str) -> list[Acting]:
    if organisation.post(PostId(post)) is None:
        raise RequestError("speaker.no_post", _("There is no post %(post)s."), post=post)
    acting = organisation.who_acts_for(PostId(post), at)
    return [acting] if acting is not None and person in {"", acting.person} else []


def _of_person(organisation: Organisation, at: datetime, person: str, where: UnitId | None) -> list[Acting]:
    """Every post the person acts for, own ones first; in one unit where that is named."""
    if not person:
        return []
    units = [where] if where else [*organisation.tree.active_units, organisation.outside_arbiter]
    found = [acting for unit in units for acting in organisation.acting_in(PersonId(person), unit, at)]
    return sorted(found, key=lambda acting: acting.deputising)


def find_unit(organisation: Organisation, words: str) -> UnitId:
    """The unit with that id, name or short name; the outside arbiter too.

    Raises:
        RequestError: none is called so, or several are; the message names those near it.
    """
    if organisation.unit(UnitId(words)) is not None or words in organisation.outside_arbiters:
        return UnitId(words)
    names = dict[str, set[UnitId]]()
    for name, unit in _names(organisation):
        names.setdefault(name, set()).add(unit)
    match sorted(names.get(words, ())):
        case [only]:
            return only
        case []:
            near = get_close_matches(words, [*names, *organisation.tree.units], n=3, cutoff=0.5)
            message = _("There is no unit %(unit)s.")
            if near:
                message = _("There is no unit %(unit)s. Near it are: %(near)s.")
            raise RequestError("unit.unknown", message, unit=words, near=", ".join(near))
        case several:
            message = _("Several units are called %(unit)s. Name one by its id: %(ids)s.")
            raise RequestError("unit.several", message, unit=words, ids=_told_apart(organisation, several))


def _told_apart(organisation: Organisation, units: Iterable[UnitId]) -> str:
    """Ids of units with names and superiors: ids are what is typed, names what is known."""
    return ", ".join(_with_names(organisation, unit) for unit in sorted(units))


def _with_names(organisation: Organisation, id_: UnitId) -> str:
    unit = organisation.unit(id_)
    if unit is None:
        return f"{id_} ({organisation.outside_arbiters.get(id_, id_)})"
    above = organisation.unit(unit.superior) if unit.superior else None
    return f"{id_} ({unit.name} · {above.name})" if above else f"{id_} ({unit.name})"


def _names(organisation: Organisation) -> Iterator[tuple[str, UnitId]]:
    for unit in organisation.tree.units.values():
        if unit.active:
            for name in (unit.name, *unit.aliases):
                yield name, unit.id
    yield organisation.outside_arbiters[organisation.outside_arbiter], organisation.outside_arbiter
