"""OCEL 2.0 in SQLite: one table per event type and object type, joined in one ordered pass.

Why: such files often carry no index, and a join over them can take hours without a sign of life. The order of the
events is written once into a temporary table with an index; everything else is read in that order. The user's file is
opened read-only.
"""

import contextlib
import heapq
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from buckstop.i18n import gettext_noop as _
from buckstop.intake.ocel_model import OcelEvent, OcelObject, Survey
from buckstop.intake.raw import Progress, UnreadableLogError

_TABLES = {"event", "object", "event_object", "event_map_type", "object_map_type"}
_TELL_EVERY = 4096  # events between two reports of progress


@dataclass(frozen=True)
class SqliteOcel:
    """An OCEL 2.0 SQLite file.

    Args:
        path: the database.
        file: its name as messages show it.
    """

    path: Path
    file: str

    def survey(self) -> Survey:
        """The objects, by type, and how many events touch each.

        Refuses: `ocel.sqlite_damaged`, `ocel.sqlite_tables`.
        """
        objects: list[OcelObject] = []
        with self._open() as base:
            for kind, table in base.execute(
                "SELECT ocel_type, ocel_type_map FROM object_map_type ORDER BY 1"
            ).fetchall():
                firsts = _first_values(base, f"object_{table}")
                ids = base.execute("SELECT ocel_id FROM object WHERE ocel_type = ? ORDER BY rowid", (kind,))
                objects += (OcelObject(str(one), str(kind), firsts.get(str(one), {})) for (one,) in ids)
            touches = base.execute("SELECT ocel_object_id, COUNT(DISTINCT ocel_event_id) FROM event_object GROUP BY 1")
            return Survey(objects, Counter({str(object_id): count for object_id, count in touches}))

    def events(self, progress: Progress | None = None) -> Iterator[OcelEvent]:
        """The events, in the order of table `event`."""
        with self._open() as base:
            base.execute("CREATE TEMP TABLE placed (n INTEGER PRIMARY KEY, id TEXT, type TEXT)")
            base.execute("INSERT INTO placed (id, type) SELECT ocel_id, ocel_type FROM event ORDER BY rowid")
            base.execute("CREATE INDEX temp.placed_id ON placed (id)")
            total = int(base.execute("SELECT COUNT(*) FROM placed").fetchone()[0])
            details = heapq.merge(
                *(
                    _details(base, f"event_{table}")
                    for (table,) in base.execute("SELECT ocel_type_map FROM event_map_type ORDER BY 1").fetchall()
                ),
                key=itemgetter(0),
            )
            relations = groupby(
                base.execute(
                    "SELECT n, ocel_object_id, coalesce(ocel_qualifier, '') FROM event_object"
                    " JOIN placed ON placed.id = ocel_event_id ORDER BY n, event_object.rowid"
                ),
                key=itemgetter(0),
            )
            related = next(relations, None)
            detail = next(details, None)
            for n, event_id, kind in base.execute("SELECT n, id, type FROM placed ORDER BY n"):
                time, attributes = "", dict[str, str]()
                while detail is not None and detail[0] <= n:
                    time, attributes = detail[1:] if detail[0] == n else (time, attributes)
                    detail = next(details, None)
                objects: list[tuple[str, str]] = []
                if related is not None and related[0] == n:
                    objects = [(str(object_id), str(qualifier)) for _n, object_id, qualifier in related[1]]
                    related = next(relations, None)
                if progress is not None and n % _TELL_EVERY == 0:
                    progress(n, total, self.file)
                yield OcelEvent(str(event_id), str(kind), time, attributes, objects)

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with contextlib.closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)) as base:
                present = {
                    name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
                }
                if missing := sorted(_TABLES - present):
                    raise UnreadableLogError(
                        "ocel.sqlite_tables",
                        _(
                            "%(file)s is a SQLite database without the tables of an OCEL 2.0 log (%(missing)s): export "
                            "the log as OCEL 2.0, XES or CSV."
                        ),
                        file=self.file,
                        missing=", ".join(missing),
                    )
                yield base
        except sqlite3.Error as error:
            raise UnreadableLogError(
                "ocel.sqlite_damaged",
                _(
                    "The SQLite database %(file)s cannot be read (%(reason)s): close the program that uses it, or copy it again."
                ),
                file=self.file,
                reason=str(error),
            ) from error


def _first_values(base: sqlite3.Connection, table: str) -> dict[str, dict[str, str]]:
    """The attributes of the objects of one type, each with the value it had first."""
    changing = ("ocel_id", "ocel_time", "ocel_changed_field")
    columns = [column for column in _columns(base, table) if column not in changing]
    firsts: dict[str, dict[str, str]] = {}
    for object_id, *values in base.execute(f"SELECT ocel_id{_cast(columns)} FROM {_q(table)} ORDER BY ocel_time"):
        first = firsts.setdefault(str(object_id), {})
        for column, value in zip(columns, values, strict=True):
            if value is not None:
                first.setdefault(column, value)
    return firsts


def _details(base: sqlite3.Connection, table: str) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Place, time and attributes of the events of one type, in order."""
    columns = [column for column in _columns(base, table) if column not in ("ocel_id", "ocel_time")]
    rows = base.execute(
        f"SELECT n, CAST(ocel_time AS TEXT){_cast(columns)} FROM {_q(table)} JOIN placed ON placed.id = ocel_id ORDER BY n"
    )
    for n, time, *values in rows:
        yield n, time or "", {name: value for name, value in zip(columns, values, strict=True) if value is not None}


def _columns(base: sqlite3.Connection, table: str) -> list[str]:
    return [name for (name,) in base.execute("SELECT name FROM pragma_table_info(?)", (table,))]


def _cast(columns: list[str]) -> str:
    return "".join(f", CAST({_q(column)} AS TEXT)" for column in columns)


def _q(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
