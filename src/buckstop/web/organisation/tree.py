"""The tree of units with their posts and people, what is found in it by words, and who wears many hats."""

from collections.abc import Iterable
from dataclasses import dataclass

from buckstop.domain.ids import UnitId
from buckstop.domain.posts import Role
from buckstop.web.organisation.called import found_by_words
from buckstop.web.organisation.standing import PostView, Standing, administrator
from buckstop.web.visitors import Visitor

MOST_OPEN = 150
"""Units of which the page shows posts at once; below that depth of a larger tree a link leads on."""

_MANY_HATS = 3
_MOST_HATS = 12
_DEPTH = 2


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit of the tree.

    Args:
        posts: with their holders.
        below: its subordinates; cut off where the tree is too large, with how many there are in `hidden`.
    """

    id: UnitId
    name: str
    office: bool
    posts: tuple[PostView, ...]
    below: tuple["UnitNode", ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class Hats:
    """Somebody with many posts: the title of each with its unit."""

    name: str
    posts: tuple[tuple[UnitId, str, str], ...]


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """The tree from one unit down, what was found in it by words, and gaps in key posts.

    Args:
        above: units above the topmost shown, the highest first.
        words: what was searched for; found: posts and units that fit; cut: there are more.
        gaps: key posts for which nobody acts; told to the office and to whoever can mend it.
        changes: the visitor may change the organisation.
    """

    top: UnitNode
    above: tuple[tuple[UnitId, str], ...]
    words: str
    found_units: tuple[tuple[UnitId, str, str], ...]
    found_posts: tuple[PostView, ...]
    cut: bool
    gaps: tuple[PostView, ...]
    hats: tuple[Hats, ...]
    units: int
    persons: int
    planned: int
    changes: bool
    outside_arbiter: str
    outside_id: UnitId
    outside_posts: tuple[PostView, ...]


def organisation_page(who: Visitor, top: UnitId, words: str) -> OrganisationPage:
    """The organisation from a unit downwards, and what fits some words."""
    organisation, read = who.organisation, who.read
    standing = Standing(who)
    active = organisation.tree.active_units
    depth = None if len(list(_active_below(who, top))) <= MOST_OPEN else _DEPTH
    found = found_by_words(standing, words)
    mends = administrator(who) is not None
    arbiter = organisation.outside_arbiter
    return OrganisationPage(
        top=_node(standing, top, depth),
        above=tuple((one, read.unit(one)) for one in reversed(organisation.tree.superiors(top))),
        words=words,
        found_units=found.units,
        found_posts=found.posts,
        cut=found.cut,
        gaps=gaps(standing) if mends or Role.SUPERVISION in who.roles else (),
        hats=tuple(_hats(standing)),
        units=len(active),
        persons=len(standing.held),
        planned=len(organisation.plan),
        changes=mends,
        outside_arbiter=organisation.outside_arbiters[arbiter],
        outside_id=arbiter,
        outside_posts=standing.posts_in(arbiter) if top == organisation.root else (),
    )


def gaps(standing: Standing) -> tuple[PostView, ...]:
    """Key posts for which nobody acts now."""
    return tuple(map(standing.post, standing.who.organisation.posts.uncovered_key_posts(standing.now)))


def _active_below(who: Visitor, top: UnitId) -> Iterable[UnitId]:
    return (unit for unit in who.organisation.subtree(top) if who.organisation.active(unit))


def _node(standing: Standing, unit: UnitId, depth: int | None) -> UnitNode:
    organisation = standing.who.organisation
    children = organisation.tree.active_children(unit)
    open_ = depth is None or depth > 0
    lower = None if depth is None else depth - 1
    return UnitNode(
        id=unit,
        name=standing.who.read.unit(unit),
        office=unit == organisation.office,
        posts=standing.posts_in(unit),
        below=tuple(_node(standing, child, lower) for child in children) if open_ else (),
        hidden=0 if open_ else len(list(_active_below(standing.who, unit))) - 1,
    )


def _hats(standing: Standing) -> Iterable[Hats]:
    """Who holds the most posts, three at least."""
    read = standing.who.read
    many = sorted(
        ((person, posts) for person, posts in standing.held.items() if len(posts) >= _MANY_HATS),
        key=lambda one: (-len(one[1]), one[0]),
    )
    for person, posts in many[:_MOST_HATS]:
        yield Hats(standing.name(person), tuple((post.unit, read.unit(post.unit), post.title) for post in posts))
