"""The gold answers for directives as values: what texts and documents of tests/data/directives say.

Form and rules: tests/data/directives/README.md.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal

from buckstop.domain.ids import UnitId

REPOSITORY = Path(__file__).resolve().parent.parent
GOLD = REPOSITORY / "tests" / "data" / "directives"

Json = Mapping[str, Any]
_LATER = ("second", "third", "fourth", "fifth", "sixth")
NOT_JUDGED: Final = "not judged"
RegisterEntry = tuple[UnitId, str, tuple[str, ...], tuple[str, ...], bool, UnitId | None]


@dataclass(frozen=True, slots=True)
class GoldUnit:
    """A unit that must be named, or may be.

    Args:
        words: any of them is right; the first stands in the text.
        unit: id in the register; None where it must stay unresolved; `NOT_JUDGED` without a register.
        optional: may be missing.
    """

    words: tuple[str, ...]
    collective: bool = False
    unit: str | None = NOT_JUDGED
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldDue:
    """A deadline that must be found, or may be.

    Args:
        dates: any of them is right; None: the day must stay open.
        month: what must be kept where only the year is missing.
        kinds: any of them is right.
    """

    dates: tuple[date | None, ...]
    kinds: tuple[str, ...]
    month: int | None = None
    continuous: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldQuantity:
    """A target that must be found, or may be; any of the measures and bounds is right."""

    amount: Decimal
    measures: tuple[str, ...]
    bounds: tuple[str, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldItem:
    """What one task says.

    Args:
        task: parts of which any must stand in the task.
        either: units that must stand among the responsible or the supporting.
        output: right answers; empty: none is asked for; None: not judged.
        ask: questions that must be asked, with whether each blocks (None: not judged).
        may_ask: questions that may be asked too.
        ask_one_of: at least one of them must be asked; empty without.
    """

    task: tuple[str, ...]
    lead: GoldUnit | None
    responsible: tuple[GoldUnit, ...]
    supports: tuple[GoldUnit, ...]
    either: tuple[GoldUnit, ...]
    dues: tuple[GoldDue, ...]
    quantities: tuple[GoldQuantity, ...]
    output: tuple[str, ...] | None
    ask: Mapping[str, bool | None]
    may_ask: frozenset[str]
    ask_one_of: frozenset[str]

    @property
    def units(self) -> tuple[GoldUnit, ...]:
        """Every unit the item speaks of, the lead first."""
        return (*((self.lead,) if self.lead else ()), *self.responsible, *self.supports, *self.either)


@dataclass(frozen=True, slots=True)
class Gold:
    """What one text or document says.

    Args:
        name: of the line or the file.
        kind: a pasted text or a file; `text` is what is pasted, else the source the file was made from.
        year: the document's; None where it names none.
        register: whether it is read with the units of the register.
        document_asks: questions about the whole document.
        doubt: why whoever wrote the answer came to think it wrong or open after it was measured; empty without.
    """

    name: str
    kind: Literal["text", "file"]
    text: str
    year: int | None
    register: bool
    items: tuple[GoldItem, ...]
    document_asks: frozenset[str]
    doubt: str = ""


def _several(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _unit(value: Json) -> GoldUnit:
    return GoldUnit(
        words=_several(value["words"]),
        collective=value.get("collective", False),
        unit=value.get("unit", NOT_JUDGED),
        optional=value.get("optional", False),
    )


def _due(value: Json) -> GoldDue:
    said = [value["date"], *value.get("or", [])]
    return GoldDue(
        dates=tuple(date.fromisoformat(day) if day else None for day in said),
        kinds=_several(value.get("kind", [])),
        month=value.get("month"),
        continuous=value.get("continuous", False),
        optional=value.get("optional", False),
    )


def _quantity(value: Json) -> GoldQuantity:
    return GoldQuantity(
        Decimal(value["amount"]), _several(value["measure"]), _several(value["bound"]), value.get("optional", False)
    )


def _output(value: str | list[str] | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(word for word in _several(value) if word)


def _item(value: Json) -> GoldItem:
    return GoldItem(
        task=_several(value["task"]),
        lead=_unit(value["lead"]) if value["lead"] else None,
        responsible=tuple(map(_unit, value["responsible"])),
        supports=tuple(map(_unit, value["supports"])),
        either=tuple(map(_unit, value.get("either", ()))),
        dues=tuple(map(_due, value["dues"])),
        quantities=tuple(map(_quantity, value["quantities"])),
        output=_output(value["output"]),
        ask=value["ask"],
        may_ask=frozenset(value.get("may_ask", ())),
        ask_one_of=frozenset(value.get("ask_one_of", ())),
    )


def gold_of(value: Json, kind: Literal["text", "file"], text: str) -> Gold:
    """One gold answer from its JSON."""
    return Gold(
        name=value["id"] if kind == "text" else value["file"],
        kind=kind,
        text=text,
        year=value["year"],
        register=value["register"],
        items=tuple(map(_item, value["items"])),
        document_asks=frozenset(value.get("document_asks", ())),
        doubt=value.get("doubt", ""),
    )


def _source_text(folder: Path, file: str) -> str:
    found = list((folder / "sources").glob(f"{Path(file).stem}.*"))
    return found[0].read_text(encoding="utf-8") if len(found) == 1 else ""


def _lines(path: Path) -> tuple[Gold, ...]:
    lines = json.loads(path.read_text(encoding="utf-8"))["lines"]
    return tuple(gold_of(line, "text", line["text"]) for line in lines)


def all_gold(folder: Path = GOLD) -> tuple[Gold, ...]:
    """Every gold answer of the first set: the pasted texts in their order, then the documents by name."""
    documents = folder / "documents"
    files = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(documents.glob("*.json"))]
    return (
        *_lines(folder / "lines.json"),
        *(gold_of(file, "file", _source_text(documents, file["file"])) for file in files),
    )


def later_sets(folder: Path = GOLD) -> tuple[str, ...]:
    """Names of the sets written after the importer was tuned on the first, in their order: `second`, `third`, ..."""
    return tuple(name for name in _LATER if (folder / f"{name}.json").exists())


def later_gold(name: str, folder: Path = GOLD) -> tuple[Gold, ...]:
    """A later set: pasted texts that the importer was never tuned on before they were first measured.

    Args:
        name: one of `later_sets`.
    """
    return _lines(folder / f"{name}.json")


def first_reading(name: str, folder: Path = GOLD) -> Path:
    """Where the figures and misses of a later set's blind reading are kept, once it was measured."""
    return folder / f"{name}_first_reading.json"


def register_entries(folder: Path = GOLD) -> tuple[RegisterEntry, ...]:
    """The county's units: id, name, aliases, former names, active, successor."""
    units = json.loads((folder / "register.json").read_text(encoding="utf-8"))["units"]
    return tuple(
        (one["id"], one["name"], tuple(one["aliases"]), tuple(one["former"]), one["active"], one["successor"])
        for one in units
    )
