"""Units, posts and people that are called so: found by words, for the page of the organisation and beside found matters."""

from dataclasses import dataclass

from buckstop.domain.ids import UnitId
from buckstop.domain.posts import Post
from buckstop.web.organisation.standing import PostView, Standing

_MOST = 60


@dataclass(frozen=True, slots=True)
class Called:
    """What fits some words.

    Args:
        units: id, name and name of the superior, which is empty for the root.
        posts: each with its holder.
        cut: there are more than are here.
    """

    units: tuple[tuple[UnitId, str, str], ...]
    posts: tuple[PostView, ...]
    cut: bool


def found_by_words(standing: Standing, words: str, *, most: int = _MOST, titles: bool = True) -> Called:
    """Units by name, short name and id, posts by the name of who holds them; nothing for no words.

    Args:
        most: units at most, and as many posts.
        titles: posts are found by their titles too.
    """
    asked = words.strip().casefold()
    if not asked:
        return Called((), (), cut=False)
    organisation, read = standing.who.organisation, standing.who.read
    units = [
        (unit.id, read.unit(unit.id), read.unit(unit.superior) if unit.superior else "")
        for unit in organisation.tree.units.values()
        if unit.active and any(asked in name.casefold() for name in (unit.name, unit.id, *unit.aliases))
    ]
    posts = [
        post
        for several in organisation.posts.by_unit.values()
        for post in several
        if (titles and asked in post.title.casefold()) or asked in _holder(standing, post).casefold()
    ]
    cut = len(units) > most or len(posts) > most
    return Called(tuple(units[:most]), tuple(map(standing.post, posts[:most])), cut)


def _holder(standing: Standing, post: Post) -> str:
    """The name of who holds a post; empty for nobody, and for somebody without a name on record."""
    holder = standing.who.organisation.holder_of(post.id, standing.now)
    return standing.names.of(holder, "") if holder else ""
