"""Titles of the matters that sentences name in passing, as far as their reader may know them."""

from collections.abc import Callable, Collection, Iterable, Mapping

Look = Callable[[Collection[str]], Mapping[str, str]]
"""From ids of matters to the titles of those the reader may open; empty where a title is not told in passing."""


class Titles:
    """What one reader may know of matters that are named to them; each is looked up once.

    Args:
        look: asked only about matters of which nothing is known yet.
    """

    def __init__(self, look: Look) -> None:
        self._look = look
        self._known: dict[str, str | None] = {}

    def of(self, matter: str) -> str | None:
        """The title of a matter, empty where it is not told in passing; None where the matter is not the reader's to see."""
        self.look_up((matter,))
        return self._known[matter]

    def learn(self, titles: Mapping[str, str]) -> None:
        """Take note of titles that the reader is shown anyway."""
        self._known |= titles

    def look_up(self, matters: Iterable[str]) -> None:
        """Find several at once: one question, however many they are."""
        unknown = [one for one in dict.fromkeys(matters) if one not in self._known]
        if unknown:
            found = self._look(unknown)
            self._known |= {one: found.get(one) for one in unknown}
