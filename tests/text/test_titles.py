"""Titles of matters named in passing: looked up once, several at a time, and only as far as the reader may know them."""

from collections.abc import Collection

from buckstop.text.titles import Titles


class _Shelf:
    """What can be looked up, and what was asked."""

    def __init__(self, **titles: str) -> None:
        self.titles, self.asked = titles, list[list[str]]()

    def look(self, matters: Collection[str]) -> dict[str, str]:
        self.asked.append(list(matters))
        return {one: self.titles[one] for one in matters if one in self.titles}


def test_each_matter_is_looked_up_once() -> None:
    shelf = _Shelf(m1="Mend the weir")
    titles = Titles(shelf.look)
    assert [titles.of("m1"), titles.of("m1")] == ["Mend the weir", "Mend the weir"]
    assert shelf.asked == [["m1"]]


def test_several_are_one_question() -> None:
    shelf = _Shelf(m1="Weir", m2="")
    titles = Titles(shelf.look)
    titles.look_up(["m1", "m2", "m3", "m1"])
    assert [titles.of(one) for one in ("m1", "m2", "m3")] == ["Weir", "", None]
    assert shelf.asked == [["m1", "m2", "m3"]]


def test_what_is_shown_anyway_is_not_asked_for() -> None:
    shelf = _Shelf()
    titles = Titles(shelf.look)
    titles.learn({"m1": "Weir"})
    assert titles.of("m1") == "Weir"
    assert shelf.asked == []
