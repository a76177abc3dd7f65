"""The words of the county: names, decisions, requests and what people say, read from the tables in `words/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Department:
    """A kind of department: its duty items as (id, title)."""

    key: str
    name: str
    alias: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a government can decide and hand down.

    Args:
        least, most: quantity for one unit at the bottom, in `measure`.
        lead: departments it goes to, each with a part of its own.
        down: where its parts end: department, township or village.
    """

    title: str
    goal: str
    criteria: tuple[str, ...]
    measure: str
    least: int
    most: int
    item: str
    lead: tuple[str, ...]
    down: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What a citizen can ask for.

    Args:
        title, words: with a blank for the place.
        wanted: departments that could be meant, the likeliest first.
        urgent: runs on the clocks of emergencies.
    """

    title: str
    words: str
    item: str
    wanted: tuple[str, ...]
    urgent: bool


@dataclass(frozen=True, slots=True)
class Chore:
    """What can be asked of townships beside their work.

    Args:
        kind: value of a `DemandKind`.
        minutes: of one township's people together.
    """

    kind: str
    topic: str
    title: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Scene:
    """What a matter of the lively present is about.

    Args:
        words: what a citizen said; empty where none did.
        item: duty item it falls under; empty for what is on no list.
    """

    title: str
    goal: str
    criteria: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    words: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Everything the county says and is called.

    Args:
        names: lists of names and parts of names.
        forms: how names are put together.
        posts: titles of posts.
        lines: names of lines of business, by the key of the department that guides them.
        says: sentences by occasion.
        scenes: matters of the lively present, by the key of their scene.
        quarrels: (title, goal) of what two villages do not agree about, with blanks for both.
    """

    names: Mapping[str, tuple[str, ...]]
    forms: Mapping[str, str]
    posts: Mapping[str, str]
    lines: Mapping[str, str]
    says: Mapping[str, tuple[str, ...]]
    departments: tuple[Department, ...]
    decisions: tuple[Decision, ...]
    wishes: tuple[Wish, ...]
    quarrels: tuple[tuple[str, str], ...]
    chores: tuple[Chore, ...]
    scenes: Mapping[str, Scene]

    def approval(self, number: int, year: int) -> str:
        """The number of a document about posts and duties."""
        return self.forms["approval"].format(number=number, year=year)


@cache
def words() -> Words:
    """The words, read once."""
    raw, scenes = _read("zh.toml"), _read("scenes.zh.toml")
    return Words(
        names={key: tuple(value) for key, value in raw.items() if isinstance(value, list) and key not in _TABLES},
        forms={key: value for key, value in raw.items() if isinstance(value, str)} | raw["documents"],
        posts=raw["posts"],
        lines=raw["lines"],
        says={key: tuple(value) for key, value in raw["says"].items()},
        departments=tuple(
            Department(one["key"], one["name"], one["alias"], tuple((item, title) for item, title in one["items"]))
            for one in raw["departments"]
        ),
        decisions=tuple(
            Decision(**(one | {"criteria": tuple(one["criteria"]), "lead": tuple(one["lead"])}))
            for one in raw["directives"]
        ),
        wishes=tuple(
            Wish(one["title"], one["words"], one["item"], tuple(one["wanted"]), one.get("urgent", False))
            for one in raw["requests"]
        ),
        chores=tuple(Chore(**one) for one in raw["demands"]),
        scenes={key: _scene(one) for key, one in scenes.items()},
        quarrels=tuple((one["title"], one["goal"]) for one in raw["neighbours"]),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("buckstop.simulator.county").joinpath(f"words/{name}").read_text("utf-8"))


def _scene(raw: Mapping[str, Any]) -> Scene:
    lists = {key: tuple(raw.get(key, ())) for key in ("criteria", "steps")}
    return Scene(raw["title"], raw["goal"], words=raw.get("words", ""), item=raw.get("item", ""), **lists)


_TABLES = frozenset({"departments", "directives", "requests", "neighbours", "demands"})
