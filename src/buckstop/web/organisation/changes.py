"""Every change of the organisation that a page offers: what it asks and the commands it becomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from buckstop.app.answers import Personal
from buckstop.domain.ids import ChangeId, PersonId, PostId, Sealed, SubjectId, UnitId
from buckstop.domain.organisation_commands import (
    AbolishPost,
    AppointPerson,
    ChangePost,
    CreatePost,
    FoundUnit,
    MarkKeyPost,
    MergeUnit,
    MoveUnit,
    OrganisationCommand,
    RegisterPerson,
    RelievePerson,
    RenameUnit,
    RetireUnit,
    ScheduleChange,
    SetAliases,
    SetDeputies,
    UnitChange,
)
from buckstop.domain.posts import Role
from buckstop.domain.units import UnitKind
from buckstop.i18n import gettext_noop as _
from buckstop.web.new_ids import id_from
from buckstop.web.organisation.questions import Answers, Kind, Place, Question


@dataclass(frozen=True, slots=True)
class Asked:
    """Commands that are carried out together, with the names that go sealed with them."""

    commands: tuple[OrganisationCommand, ...]
    personal: tuple[Personal, ...] = ()


class Stays(Enum):
    """Units of which a change is never made: they are not offered for it."""

    NOTHING = "nothing"
    ROOT = "root"
    ROOT_AND_OFFICE = "root_and_office"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that can be changed in the organisation: what its page asks, and the commands that do it.

    Args:
        slug: its part of the address.
        about_post: it is about a post, not a unit.
        make: from the place, the answers and the key of the intention to the commands.
        grave: it ends something.
        stays: units of which it is never made.
        outside: it can be made of the outside arbiter too.
        subject: what of the unit the address is about, in words; empty where there is no such thing. None for the unit itself.
        back: name of the page one goes back to; that of the unit takes its id.
        below_root: where the address names no unit, it is about the highest one; every other change asks first.
    """

    slug: str
    title: str
    meaning: str
    asks: tuple[Question, ...]
    make: Callable[[Place, Answers, str], Asked]
    about_post: bool = False
    grave: bool = False
    stays: Stays = Stays.NOTHING
    below_root: bool = False
    outside: bool = False
    subject: Callable[[Place], str] | None = None
    back: str = "unit"


def _commands(*commands: OrganisationCommand) -> Asked:
    return Asked(commands)


def _when(change: UnitChange, on_at: datetime | None, key: str) -> Asked:
    """At once, or planned for its day; the id of the plan follows from the key, so that it is planned once."""
    return _commands(change if on_at is None else ScheduleChange(ChangeId(f"plan-{id_from(key)}"), change, on_at))


def _found(_place: Place, given: Answers, key: str) -> Asked:
    unit = UnitId(given["id"] or f"unit-{id_from(key)}")
    return _commands(FoundUnit(unit, given["name"], given["kind"], given["superior"], given["aliases"]))


def _children(place: Place, given: Answers) -> tuple[tuple[UnitId, UnitId], ...]:
    target = given.get("children_to")
    children = place.standing.who.organisation.tree.active_children(place.unit)
    return tuple((child, target) for child in children if child != target) if target else ()


def _merge(place: Place, given: Answers, key: str) -> Asked:
    change = MergeUnit(place.unit, given["into"], given["document"], _children(place, given))
    return _when(change, given["on"], key)


def _retire(place: Place, given: Answers, key: str) -> Asked:
    change = RetireUnit(place.unit, given["successor"], given["document"], _children(place, given))
    return _when(change, given["on"], key)


def _create_post(place: Place, given: Answers, key: str) -> Asked:
    return _commands(CreatePost(PostId(f"post-{id_from(key)}"), place.unit, given["title"], given["roles"]))


def _post_of(place: Place) -> PostId:
    assert place.post is not None, "the view asks for a post first"
    return place.post.id


def _deputies(place: Place, given: Answers, _key: str) -> Asked:
    """Deputies first where the post becomes a key post, last where it stops being one: a key post always has some."""
    post = place.post
    assert post is not None, "the view asks for a post first"
    wanted = tuple(dict.fromkeys(one for name in _DEPUTIES if (one := given[name])))
    alive = tuple(one for one in post.deputies if place.standing.who.organisation.posts.by_id[one].abolished_at is None)
    named = [SetDeputies(post.id, wanted)] if wanted != alive else []
    marked = [MarkKeyPost(post.id, given["key_post"])] if given["key_post"] != post.key_post else []
    return _commands(*(named + marked if given["key_post"] else marked + named))


def _appoint(place: Place, given: Answers, key: str) -> Asked:
    """Somebody of the register, or somebody new whose name is sealed."""
    person, span = given["person"], (given["from"], given["until"])
    if person in place.standing.who.organisation.persons:
        return _commands(AppointPerson(person, _post_of(place), *span))
    new = PersonId(f"p-{id_from(key)}")
    entry = RegisterPerson(new, Sealed(SubjectId(new), "name", ""))
    return Asked((entry, AppointPerson(new, _post_of(place), *span)), (Personal(SubjectId(new), "name", person),))


def _relieve(place: Place, given: Answers, _key: str) -> Asked:
    standing, post = place.standing, _post_of(place)
    holder = standing.who.organisation.holder_of(post, standing.now)
    return _commands(RelievePerson(holder, post, given["until"])) if holder else Asked(())


_DEPUTIES = ("first", "second", "third")
_ON = Question(
    "on",
    _("From which day"),
    Kind.FROM_DAY,
    _("Empty: at once. Matters follow on that day, and the change can be called off until then."),
    required=False,
)
_DOCUMENT = Question("document", _("Document that approves it"), Kind.TEXT, _("Its number, like 2026-14."))
_CHILDREN = Question(
    "children_to",
    _("Where the units below it go"),
    Kind.UNIT,
    _("They move there first. Needed where it has any."),
    required=False,
)
_CHILDREN_TOO = replace(_CHILDREN, hint=_("They move there first. Empty: into the same unit."))
_TITLE = Question("title", _("Title"), Kind.TEXT, first=lambda place: place.post.title if place.post else "")
_ROLES = Question(
    "roles",
    _("Roles"),
    Kind.ROLES,
    _(
        "What its holder may do in the unit. A leader binds the unit; a member works; an administrator changes all this."
    ),
    first=lambda place: sorted(place.post.roles) if place.post else [Role.MEMBER],
)


def _deputy(number: int) -> Callable[[Place], str]:
    return lambda place: (place.post.deputies[number : number + 1] or ("",))[0] if place.post else ""


_ALL = (
    Change(
        "found",
        _("Found a unit"),
        _("A new unit below another one. Nothing is held by it until something is accepted, decided or opened there."),
        (
            Question("name", _("Name"), Kind.TEXT),
            Question("superior", _("It answers to"), Kind.UNIT, first=lambda place: place.read.unit(place.unit)),
            Question("kind", _("Kind"), Kind.UNIT_KIND, first=lambda _place: UnitKind.DEPARTMENT),
            Question(
                "aliases", _("Short names"), Kind.LINES, _("One a line; documents are read by them."), required=False
            ),
            Question("id", _("Id"), Kind.TEXT, _("Stays for ever. Empty: one is made."), required=False),
        ),
        _found,
        below_root=True,
    ),
    Change(
        "rename",
        _("Rename the unit"),
        _("Its matters, posts and duties stay. Documents that use the former name still find it."),
        (Question("name", _("New name"), Kind.TEXT, first=lambda place: place.read.unit(place.unit)), _ON),
        lambda place, given, key: _when(RenameUnit(place.unit, given["name"]), given["on"], key),
    ),
    Change(
        "short-names",
        _("Short names of the unit"),
        _("Documents that are taken in are read by them."),
        (
            Question(
                "aliases",
                _("Short names"),
                Kind.LINES,
                _("One a line; documents are read by them."),
                required=False,
                first=lambda place: "\n".join(place.standing.who.organisation.tree.units[place.unit].aliases),
            ),
        ),
        lambda place, given, _key: _commands(SetAliases(place.unit, given["aliases"])),
    ),
    Change(
        "move",
        _("Move the unit"),
        _("It answers to another unit, with everything below it. Who decides open disputes is chosen again."),
        (Question("superior", _("It answers to"), Kind.UNIT), _ON),
        lambda place, given, key: _when(MoveUnit(place.unit, given["superior"]), given["on"], key),
        stays=Stays.ROOT,
    ),
    Change(
        "merge",
        _("Merge the unit into another"),
        _("It ends. The other unit holds what it held; units below it that go nowhere else move there too."),
        (Question("into", _("Into which unit"), Kind.UNIT), _DOCUMENT, _CHILDREN_TOO, _ON),
        _merge,
        grave=True,
        stays=Stays.ROOT_AND_OFFICE,
    ),
    Change(
        "retire",
        _("End the unit"),
        _("What it holds goes to who takes over, else to its superior. Open offers of it and to it end as returned."),
        (
            Question("successor", _("Who takes over"), Kind.UNIT, _("Empty: its superior."), required=False),
            Question(
                "document",
                _("Document that approves it"),
                Kind.TEXT,
                _("Needed where somebody else takes over."),
                required=False,
            ),
            _CHILDREN,
            _ON,
        ),
        _retire,
        grave=True,
        stays=Stays.ROOT_AND_OFFICE,
    ),
    Change(
        "create-post",
        _("Create a post"),
        _("A place in the unit that people hold one after the other."),
        (_TITLE, _ROLES),
        _create_post,
        outside=True,
    ),
    Change(
        "change-post",
        _("Change title and roles"),
        _("Whoever holds the post may do what its roles permit, from now on."),
        (_TITLE, _ROLES),
        lambda place, given, _key: _commands(ChangePost(_post_of(place), given["title"], given["roles"])),
        about_post=True,
    ),
    Change(
        "deputies",
        _("Deputies of the post"),
        _("Their holders act when its holder is away, the first who is there. A key post always has one."),
        (
            Question("first", _("First deputy"), Kind.POST, required=False, first=_deputy(0)),
            Question("second", _("Second deputy"), Kind.POST, required=False, first=_deputy(1)),
            Question("third", _("Third deputy"), Kind.POST, required=False, first=_deputy(2)),
            Question(
                "key_post",
                _("It is a key post"),
                Kind.TICK,
                required=False,
                first=lambda place: bool(place.post and place.post.key_post),
            ),
        ),
        _deputies,
        about_post=True,
    ),
    Change(
        "abolish-post",
        _("Abolish the post"),
        _("Its holder leaves it. What it was named for goes to the post that takes over."),
        (Question("successor", _("Post that takes over"), Kind.POST, required=False),),
        lambda place, given, _key: _commands(AbolishPost(_post_of(place), given["successor"])),
        about_post=True,
        grave=True,
    ),
    Change(
        "appoint",
        _("Appoint somebody"),
        _("Holds the post for a span of time. An account to sign in with is made on the page of accounts."),
        (
            Question("person", _("Person"), Kind.PERSON, _("Name or id.")),
            Question("new", _("This person is not in the register yet"), Kind.TICK, required=False),
            Question("from", _("First day"), Kind.FROM_DAY, _("Empty: from now on."), required=False),
            Question("until", _("Last day"), Kind.UNTIL_DAY, _("Empty: no end is set."), required=False),
        ),
        _appoint,
        about_post=True,
    ),
    Change(
        "relieve",
        _("End of office"),
        _("Its holder leaves the post. What waits at it waits for its deputies and for whoever is appointed next."),
        (Question("until", _("Last day"), Kind.UNTIL_DAY, _("Empty: now."), required=False),),
        _relieve,
        about_post=True,
        grave=True,
    ),
)
CHANGES: Mapping[str, Change] = {change.slug: change for change in _ALL}
"""By their part of the address."""
