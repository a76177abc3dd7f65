"""StoredLog: an imported log on disk, as Parquet in ranges of whole cases, and the description that goes with it.

Layout of the folder:
    meta.json                    what the log is, how it was read, what was doubtful
    events/part-00000.parquet    events of a range of cases, sorted (tables.EVENTS and one h column per holder column)
    cases.parquet  activities.parquet  state_values.parquet
    columns/<n>.parquet          names of holder column n (dimension)
    levels/<key>/                runs, case_runs, holders of one holder level
"""

import json
from collections.abc import Mapping as MappingType
from dataclasses import asdict, dataclass, field, fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq

from buckstop.domain.errors import BuckstopError
from buckstop.i18n import gettext_noop as _
from buckstop.lens.issues import Issue
from buckstop.lens.mapping import Mapping
from buckstop.lens.tablefiles import read_table

FORMAT = 2
META = "meta.json"


class StoredLogError(BuckstopError):
    """A folder that is no stored log, or one written by another version."""

    def __init__(self, code: str, message: str, **fields_: str | int) -> None:
        super().__init__(message % fields_)
        self.code = code
        self.message = message
        self.fields = fields_


@dataclass(frozen=True, slots=True)
class OrderQuality:
    """How far the order of events inside a case can be trusted.

    Args:
        pairs: neighbouring events of one case.
        tied: pairs with equal instants that no sequence column tells apart.
        date_tied: pairs on one local day of which at least one is stamped exactly midnight (tied pairs included).
        midnight: events stamped exactly local midnight.
        confidence: share of pairs whose order is known, 0 to 1. Midnight stamps count against it only where they are
            too many (over 2 % of events) to be chance.
    """

    pairs: int = 0
    tied: int = 0
    date_tied: int = 0
    midnight: int = 0
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class LogMeta:
    """What a stored log is.

    Args:
        name: name of the mapping, or of the file.
        source: name of the file it came from, without folders.
        kind: csv, xlsx, parquet, xes, ocel.
        rows: rows read; events: rows kept; cases.
        mapping: the mapping it was read with.
        holder_columns: names of the holder columns, in the order h0, h1, ...; the first is the default level.
        first_us, last_us: first and last event.
        order: see `OrderQuality`.
        issues: everything doubtful, in the order found.
    """

    name: str
    source: str
    kind: str
    rows: int
    events: int
    cases: int
    mapping: Mapping
    holder_columns: tuple[str, ...]
    first_us: int
    last_us: int
    order: OrderQuality = OrderQuality()
    issues: tuple[Issue, ...] = ()
    format: int = FORMAT

    @property
    def order_confidence(self) -> float:
        """Share of neighbouring pairs whose order is known, 0 to 1."""
        return self.order.confidence

    @property
    def zone(self) -> str:
        """Zone in which days are counted."""
        return self.mapping.time.zone


@dataclass(frozen=True, slots=True)
class StoredLog:
    """A stored log: its folder and its description."""

    path: Path
    meta: LogMeta = field(repr=False)

    @staticmethod
    def is_stored(path: Path) -> bool:
        """Whether the folder looks like a stored log."""
        return (path / META).is_file()

    @classmethod
    def open(cls, path: Path) -> "StoredLog":
        """The stored log in that folder.

        Raises:
            StoredLogError: no stored log there, or one of another format version.
        """
        meta: LogMeta | None = None
        try:
            plain = json.loads((path / META).read_text("utf-8"))
            if isinstance(plain, dict) and plain.get("format") == FORMAT:
                meta = _revive(LogMeta, plain)
        except (OSError, ValueError, TypeError, AttributeError) as error:
            message = _("%(path)s is not a stored log: its meta.json cannot be read. Import the log again.")
            raise StoredLogError("store.unreadable", message, path=str(path)) from error
        if meta is None:
            message = _("%(path)s was written by another version of Buckstop. Import the log again.")
            raise StoredLogError("store.other_version", message, path=str(path))
        return cls(path, meta)

    def refuse_damage(self) -> None:
        """Refuse a folder of which files are missing, cut off or from another log.

        Why: of a half-copied folder some figures could still be told, and they would be wrong. Reads footers only.

        Raises:
            StoredLogError: what is missing or not whole.
        """
        cases, events = self.path / "cases.parquet", self.path / "events"
        columns = [self.path / "columns" / f"{no}.parquet" for no in range(len(self.meta.holder_columns))]
        plain = [self.path / "activities.parquet", self.path / "state_values.parquet", *columns]
        for files, rows, shown in (
            ([cases], self.meta.cases, cases),
            (self.event_files, self.meta.events, events),
            *(([file], None, file) for file in plain),
        ):
            try:
                found = sum(pq.read_metadata(file).num_rows for file in files)
            except (OSError, pa.ArrowException):
                found = -1
            if found < 0 or rows not in (None, found):
                message = _(
                    "%(path)s is damaged: %(file)s is missing or not whole. Copy it again or import the log again."
                )
                file = str(shown.relative_to(self.path))
                raise StoredLogError("store.damaged", message, path=str(self.path), file=file)

    def write_meta(self) -> None:
        """Write the description; the last step of an import, so that a half-written folder is never taken for a log."""
        temporary = self.path / (META + ".part")
        temporary.write_text(json.dumps(asdict(self.meta), ensure_ascii=False, indent=1), "utf-8")
        temporary.replace(self.path / META)

    def with_issues(self, issues: tuple[Issue, ...]) -> "StoredLog":
        """The same log with further issues written down."""
        changed = StoredLog(self.path, replace(self.meta, issues=self.meta.issues + issues))
        changed.write_meta()
        return changed

    def names_of(self, column: str) -> list[str]:
        """The names in one of the holder columns, in the order of their numbers."""
        no = self.meta.holder_columns.index(column)
        return [str(name) for name in read_table(self.path / "columns" / f"{no}.parquet").column("name").to_pylist()]

    @property
    def event_files(self) -> list[Path]:
        """Event files in case order."""
        return sorted((self.path / "events").glob("part-*.parquet"))


def _revive(kind: Any, plain: Any) -> Any:
    """A frozen dataclass tree back from its JSON form; unknown keys are left out, a missing one is a TypeError."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        if plain is None:
            return None
        options = [option for option in get_args(kind) if option is not type(None)]
        return plain if all(option in (str, int, float) for option in options) else _revive(options[0], plain)
    if origin is tuple:
        return tuple(_revive(get_args(kind)[0], item) for item in plain)
    if origin in (dict, MappingType):
        return {key: _revive(get_args(kind)[1], value) for key, value in plain.items()}
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        make: Any = kind
        return make(**{f.name: _revive(hints[f.name], plain[f.name]) for f in fields(kind) if f.name in plain})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(plain)
    return plain
