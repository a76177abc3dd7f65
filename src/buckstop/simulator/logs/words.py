"""Words: the names a simulated organisation is spoken in, read from `words/<language>.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

LANGUAGES = ("en", "zh")
_PLACE_SYLLABLES = 4


@dataclass(frozen=True, slots=True)
class Words:
    """Every name of one language.

    Args:
        zone, country: where the organisation lives.
        time_format: how its exports write local time (`iso` or a strptime pattern).
        robot, inbox, placeholder: holder names nobody answers to.
        line_pattern, line_order: how a unit's name tells its line (see `buckstop.lens.mapping`).
        columns, states, activities: headings and cell texts by their fixed English key.
        lists: the name lists by key.
        forms: the name patterns by key.
    """

    zone: str
    country: str
    time_format: str
    robot: str
    inbox: str
    placeholder: str
    line_pattern: str
    line_order: tuple[str, ...]
    columns: dict[str, str]
    states: dict[str, str]
    activities: dict[str, str]
    lists: dict[str, tuple[str, ...]]
    forms: dict[str, str]

    def units(self, front: int, second: int, third: int) -> list[str]:
        """Names of the units, front line first; numbered once the list of names is used up."""
        names: list[str] = []
        for line, count in (("front", front), ("second", second), ("third", third)):
            stems = self.lists[line]
            for number in range(count):
                stem = stems[number % len(stems)]
                again = number // len(stems)
                names.append(self.forms[f"{line}_form"].format(stem if not again else f"{stem} {again + 1}"))
        return names

    def person(self, unit: int, number: int) -> str:
        """Name of a person of a unit; the number keeps namesakes apart."""
        given, family = self.lists["given"], self.lists["family"]
        first = given[(unit * 7 + number) % len(given)]
        last = family[(unit * 3 + number * 5) % len(family)]
        return self.forms["person_form"].format(given=first, family=last) + f" {unit * 10 + number:03d}"

    def subjects(self, rng: np.random.Generator, count: int) -> list[str]:
        """Texts of demands, no two of them alike enough to be near-duplicates (places are practically unique)."""
        syllables, things, faults = self.lists["syllables"], self.lists["things"], self.lists["faults"]
        parts = rng.integers(0, len(syllables), size=(count, 2 * _PLACE_SYLLABLES)).tolist()
        what = rng.integers(0, len(things), size=count).tolist()
        how = rng.integers(0, len(faults), size=count).tolist()
        texts = []
        for row, thing, fault in zip(parts, what, how, strict=True):
            spelt = [syllables[part] for part in row]
            halves = "".join(spelt[:_PLACE_SYLLABLES]), "".join(spelt[_PLACE_SYLLABLES:])
            place = self.forms["place_form"].format(*halves)
            texts.append(self.forms["subject_form"].format(thing=things[thing], fault=faults[fault], place=place))
        return texts


@cache
def words(language: str) -> Words:
    """The words of a language (`en` or `zh`)."""
    text = resources.files("buckstop.simulator.logs").joinpath(f"words/{language}.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text)
    lists = {key: tuple(value) for key, value in raw.items() if isinstance(value, list)}
    forms = {key: value for key, value in raw.items() if key.endswith("_form")}
    return Words(
        zone=raw["zone"],
        country=raw["country"],
        time_format=raw["time_format"],
        robot=raw["robot"],
        inbox=raw["inbox"],
        placeholder=raw["placeholder"],
        line_pattern=raw["line_pattern"],
        line_order=tuple(raw["line_order"]),
        columns=raw["columns"],
        states=raw["states"],
        activities=raw["activities"],
        lists=lists,
        forms=forms,
    )
