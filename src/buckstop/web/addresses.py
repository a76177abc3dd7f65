"""Addresses: where static files are served, and ids in them: any id can stand in one, and comes back as it was."""

STATIC = "/static/"
"""Where static files are served. It stands here because settings, which are read before anything else, need it."""


class IdConverter:
    """`<id:name>` in a route.

    Why: an id may hold a slash, which servers unescape before they route; a tilde and a letter stand for it.
    """

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """The id of a part of an address."""
        return value.replace("~s", "/").replace("~t", "~")

    def to_url(self, value: str) -> str:
        """The part of an address for an id."""
        return value.replace("~", "~t").replace("/", "~s")
