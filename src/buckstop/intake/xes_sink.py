"""The sink of an XES stream: events as they come, packed into columns, staged when their trace is complete."""

from dataclasses import dataclass, field
from itertools import chain, repeat

import pyarrow as pa

from buckstop.intake.raw import ROW_COLUMN
from buckstop.intake.staging import NameBook, Stager
from buckstop.lens.issues import Issue, Severity

PACK_EVENTS = 8192  # events held as Python values before they become Arrow columns
CASE_NAME = "concept:name"


@dataclass
class XesSink:
    """What the handlers of the stream fill.

    Args:
        file: name of the file, for issues.
        wanted: columns to stage; None for all.
        rows: events since the last packing; the handlers append to this very list.
        defaults: declared defaults by scope ("" for events, "case:" for traces) and key.
        names: column by scope and key.
        nested: attributes inside attributes met so far.
        events_outside: events that belong to no trace.
    """

    file: str
    stager: Stager
    wanted: frozenset[str] | None
    rows: list[dict[str, str]] = field(default_factory=list)  # events since the last packing
    defaults: dict[tuple[str, str], str] = field(default_factory=dict)  # by scope ("", "case:") and key
    names: dict[tuple[str, str], str] = field(default_factory=dict)  # column by scope and key
    nested: int = 0
    events_outside: int = 0
    _book: NameBook = field(default_factory=NameBook)
    _packed: list[pa.Table] = field(default_factory=list)
    _packed_rows: int = 0
    _staged_rows: int = 0
    _traces: list[tuple[dict[str, str], int]] = field(default_factory=list)  # attributes, events
    _traces_rows: int = 0
    _trace_count: int = 0
    _seen: set[str] = field(default_factory=set)
    _repeated: list[str] = field(default_factory=list)
    _repeated_count: int = 0
    _unnamed_rows: list[int] = field(default_factory=list)
    _empty_traces: int = 0

    @property
    def events(self) -> int:
        """Events read so far."""
        return self._staged_rows + self._packed_rows + len(self.rows)

    def column(self, scope: str, key: str) -> str:
        """The column of an attribute, named at its first appearance."""
        name = self.names.get((scope, key))
        if name is None:
            name = self.names[scope, key] = self._book.name(scope + key)
        return name

    def columns(self) -> tuple[str, ...]:
        """All columns: the name of the case, other attributes of traces, attributes of events."""
        traces = [name for (scope, _key), name in self.names.items() if scope]
        return (*traces, *(name for (scope, _key), name in self.names.items() if not scope))

    def pack(self) -> None:
        """Turn the waiting events into columns. Empty texts become null."""
        rows = self.rows
        unknown = set[str]().union(*rows) - {key for scope, key in self.names if not scope}
        if unknown:
            for key in dict.fromkeys(chain.from_iterable(rows)):
                if key in unknown:
                    self.column("", key)
        cells = {
            name: pa.array([row.get(key) or None for row in rows], pa.string())
            for (scope, key), name in self.names.items()
            if not scope and self._is_wanted(name)
        }
        first = self._staged_rows + self._packed_rows + 1
        numbers = pa.array(range(first, first + len(rows)), pa.int64())
        self._packed.append(pa.table({ROW_COLUMN: numbers, **cells}))
        self._packed_rows += len(rows)
        rows.clear()

    def end_trace(self, attributes: dict[str, str]) -> None:
        """A trace is complete: the events since the last one are its events."""
        self._trace_count += 1
        events = self._packed_rows + len(self.rows) - self._traces_rows
        if not events:
            self._empty_traces += 1
            return
        name = attributes.get(CASE_NAME)
        if not name:
            self._unnamed_rows.append(self._staged_rows + self._traces_rows + 1)
            attributes[CASE_NAME] = f"__trace {self._trace_count}"
        elif name in self._seen:
            self._repeated_count += 1
            self._repeated = self._repeated or [name]
        else:
            self._seen.add(name)
        self._traces.append((attributes, events))
        self._traces_rows += events
        if self._packed:
            self.flush()

    def flush(self) -> None:
        """Stage all events of complete traces with the attributes of their trace."""
        if self.rows:
            self.pack()
        if not self._packed:
            return
        events = pa.concat_tables(self._packed, promote_options="default")
        keys = dict.fromkeys(chain.from_iterable(attributes for attributes, _ in self._traces))
        for key in keys:
            name = self.column("case:", key)
            if self._is_wanted(name):
                values = chain.from_iterable(
                    repeat(attributes.get(key) or None, count) for attributes, count in self._traces
                )
                events = events.append_column(name, pa.array(values, pa.string(), size=events.num_rows))
        self.stager.add(events)
        self._staged_rows += self._packed_rows
        self._packed, self._packed_rows = [], 0
        self._traces, self._traces_rows = [], 0

    def _is_wanted(self, name: str) -> bool:
        return self.wanted is None or name in self.wanted

    def issues(self) -> list[Issue]:
        """What was wrong with the log, to be asked at the end."""
        found = self._book.issues(self.file)
        counted: tuple[tuple[str, Severity, int, dict[str, str | int | float]], ...] = (
            ("xes.nested_ignored", Severity.NOTE, self.nested, {}),
            ("xes.events_outside_traces", Severity.ERROR, self.events_outside, {}),
            ("xes.empty_traces", Severity.NOTE, self._empty_traces, {}),
            ("xes.repeated_trace_name", Severity.WARNING, self._repeated_count, {"name": "".join(self._repeated)}),
        )
        found += [Issue(code, hurts, self.file, count=n, fields=fields) for code, hurts, n, fields in counted if n]
        if self._unnamed_rows:
            row, count = self._unnamed_rows[0], len(self._unnamed_rows)
            found.append(Issue("xes.trace_without_name", Severity.WARNING, self.file, row=row, count=count))
        if not self._staged_rows:
            found.append(Issue("table.no_rows", Severity.ERROR, self.file))
        return found
