"""Object-centric logs (OCEL 2.0), flattened to one object type: one row per event and object of that type.

Why: responsibility is passed along something. The object type taken as that something decides every number, so it is
named in an issue when it was not named by the user, and what flattening doubles or drops is counted.

Columns: `ocel:eid`, `ocel:activity`, `ocel:timestamp`, `ocel:oid` (the case object), event attributes by name, `case:NAME`
for the first value of the case object's attributes, TYPE for the first related object of each other type, and
`TYPE:qualifier` where the log qualifies a relation.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from buckstop.i18n import gettext_noop as _
from buckstop.intake.byte_source import ByteSource
from buckstop.intake.ocel_json import JsonOcel
from buckstop.intake.ocel_model import OcelEvent, OcelReader
from buckstop.intake.ocel_sqlite import SqliteOcel
from buckstop.intake.raw import ROW_COLUMN, Progress, RawLog, UnreadableLogError
from buckstop.intake.staging import NameBook, Stager
from buckstop.lens.issues import Issue, Severity

_PACK_ROWS = 8192
_FIXED = ("ocel:eid", "ocel:activity", "ocel:timestamp", "ocel:oid")
_ROLES = {"case": "ocel:oid", "time": "ocel:timestamp", "activity": "ocel:activity"}


def read_ocel_log(
    source: ByteSource,
    *,
    workdir: Path,
    sqlite: bool,
    columns: frozenset[str] | None = None,
    case_object: str | None = None,
    progress: Progress | None = None,
) -> RawLog:
    """The log of an OCEL 2.0 file, flattened.

    Args:
        sqlite: True for SQLite, False for JSON.
        case_object: object type to follow; None lets the log decide, and says so in an issue.

    Refuses: `ocel.no_such_type`, `ocel.no_objects`, and what the two readers refuse.
    """
    reader: OcelReader
    reader = SqliteOcel(source.random_access(workdir), source.name) if sqlite else JsonOcel(source)
    population = _Population.of(reader)
    case_type, issues = _case_type(source.name, population, case_object)
    stager = Stager(workdir, [name for name in _FIXED if columns is None or name in columns])
    flat = _Flattening(population, case_type)
    try:
        for rows in flat.packs(reader, progress):
            numbers = pa.array([number for number, _cells in rows], pa.int64())
            staged = {
                name: pa.array([cells.get(name) or None for _number, cells in rows], pa.string())
                for name in flat.columns()
                if columns is None or name in columns
            }
            stager.add(pa.table({ROW_COLUMN: numbers, **staged}))
    except BaseException:
        stager.abandon()
        raise
    parts = stager.close()
    issues += flat.issues(source.name)
    if not stager.rows:
        issues.append(Issue("table.no_rows", Severity.ERROR, source.name))
    return RawLog(source.path, "ocel", parts, flat.columns(), stager.rows, tuple(issues), dict(_ROLES))


@dataclass(frozen=True)
class _Population:
    """What objects there are, and how many events touch each type."""

    type_of: dict[str, str]
    attributes: dict[str, dict[str, str]]
    objects: Counter[str]  # by type
    touches: Counter[str]  # pairs of an event and an object, by type of the object

    @classmethod
    def of(cls, reader: OcelReader) -> "_Population":
        survey = reader.survey()
        type_of = {found.id: found.type for found in survey.objects}
        attributes = {found.id: found.attributes for found in survey.objects if found.attributes}
        touches: Counter[str] = Counter()
        for object_id, events in survey.touches.items():
            if object_id in type_of:
                touches[type_of[object_id]] += events
        return cls(type_of, attributes, Counter(type_of.values()), touches)


def _case_type(file: str, population: _Population, wanted: str | None) -> tuple[str, list[Issue]]:
    types = sorted(population.objects)
    if not types:
        raise UnreadableLogError(
            "ocel.no_objects",
            _("%(file)s holds no objects, so there is nothing that events are passed along with: export it again."),
            file=file,
        )
    if wanted is not None:
        if wanted not in population.objects:
            raise UnreadableLogError(
                "ocel.no_such_type",
                _("%(file)s has no objects of type %(type)s: it has %(types)s."),
                file=file,
                type=wanted,
                types=", ".join(types),
            )
        return wanted, []

    def mean_events(kind: str) -> float:
        return population.touches[kind] / population.objects[kind]

    # People and machines are touched by more events than there are of them; cases are many, with few events each.
    several = [kind for kind in types if population.objects[kind] > 1] or types
    plausible = [kind for kind in several if mean_events(kind) <= population.objects[kind]] or several
    chosen = max(plausible, key=lambda kind: (mean_events(kind), population.objects[kind], kind))
    fields: dict[str, str | int | float] = {
        "case_object": chosen,
        "objects": population.objects[chosen],
        "events_per_object": round(mean_events(chosen), 2),
        "others": ", ".join(kind for kind in types if kind != chosen),
    }
    return chosen, [Issue("ocel.case_type_guessed", Severity.WARNING, file, fields=fields)]


@dataclass
class _Flattening:
    """Events to rows, and what that does to them, counted."""

    population: _Population
    case_type: str
    _names: dict[tuple[str, str], str] = field(default_factory=dict)
    _book: NameBook = field(default_factory=NameBook)
    _several: Counter[str] = field(default_factory=Counter)
    _several_row: dict[str, int] = field(default_factory=dict)
    _without_case: int = 0
    _in_several_cases: int = 0
    _unknown: int = 0

    def __post_init__(self) -> None:
        for name in _FIXED:
            self._column("fixed", name, name)

    def columns(self) -> tuple[str, ...]:
        """Names of the columns seen so far."""
        return tuple(self._names.values())

    def packs(self, reader: OcelReader, progress: Progress | None) -> Iterator[list[tuple[int, dict[str, str]]]]:
        """Rows in packs: number of the event in the file, cells by column."""
        pack: list[tuple[int, dict[str, str]]] = []
        for number, event in enumerate(reader.events(progress), start=1):
            pack += ((number, cells) for cells in self._rows(number, event))
            if len(pack) >= _PACK_ROWS:
                yield pack
                pack = []
        if pack:
            yield pack

    def _rows(self, number: int, event: OcelEvent) -> Iterator[dict[str, str]]:
        type_of = self.population.type_of
        by_type: dict[str, dict[str, str]] = {}
        for object_id, qualifier in event.relations:
            kind = type_of.get(object_id)
            if kind is None:
                self._unknown += 1
            else:
                by_type.setdefault(kind, {}).setdefault(object_id, qualifier)
        cases = by_type.pop(self.case_type, {})
        if not cases:
            self._without_case += 1
            return
        self._in_several_cases += len(cases) > 1
        shared = {"ocel:eid": event.id, "ocel:activity": event.type, "ocel:timestamp": event.time}
        for name, value in event.attributes.items():
            shared[self._column("event", name, name)] = value
        for kind, related in by_type.items():
            first, qualifier = next(iter(related.items()))
            shared[self._column("object", kind, kind)] = first
            if qualifier:
                shared[self._column("qualifier", kind, f"{kind}:qualifier")] = qualifier
            if len(related) > 1:
                self._several[kind] += 1
                self._several_row.setdefault(kind, number)
        for case, qualifier in cases.items():
            cells = shared | {"ocel:oid": case}
            if qualifier:
                cells[self._column("qualifier", self.case_type, f"{self.case_type}:qualifier")] = qualifier
            for name, value in self.population.attributes.get(case, {}).items():
                cells[self._column("case", name, f"case:{name}")] = value
            yield cells

    def _column(self, scope: str, key: str, wanted: str) -> str:
        name = self._names.get((scope, key))
        if name is None:
            name = self._names[scope, key] = self._book.name(wanted)
        return name

    def issues(self, file: str) -> list[Issue]:
        """What flattening left out, doubled or cut."""
        case: dict[str, str | int | float] = {"case_object": self.case_type}
        found = self._book.issues(file)
        for code, severity, count in (
            ("ocel.events_without_case", Severity.WARNING, self._without_case),
            ("ocel.events_in_several_cases", Severity.WARNING, self._in_several_cases),
            ("ocel.unknown_objects", Severity.WARNING, self._unknown),
        ):
            if count:
                found.append(Issue(code, severity, file, count=count, fields=case))
        for kind, count in sorted(self._several.items()):
            row = self._several_row[kind]
            found.append(Issue("ocel.several_objects", Severity.NOTE, file, row=row, column=kind, count=count))
        return found
