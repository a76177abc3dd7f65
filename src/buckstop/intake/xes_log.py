"""XES logs: a stream from expat into a staged table, in memory that does not grow with the log.

Why: readers that build a tree, or hold the log, need gigabytes per million events; readers that decode chunk by chunk
break on Chinese text. Expat sees bytes and keeps its own state across chunks. The handlers below are the hot path:
one small closure per level of the file, switched as levels are entered and left.

What is kept: attributes of events and traces as the texts that stand in the file (`True`, `true` and `1` stay what they
are), null where an event does not carry them. Declared defaults are reported, never filled in. Attributes inside
attributes, lists and containers are left out and counted.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, repeat
from pathlib import Path
from xml.parsers import expat

import pyarrow as pa

from buckstop.i18n import gettext_noop as _
from buckstop.intake.byte_source import ByteSource
from buckstop.intake.raw import ROW_COLUMN, Progress, RawLog, UnreadableLogError
from buckstop.intake.staging import NameBook, Stager
from buckstop.lens.issues import Issue, Severity

_CHUNK = 256 << 10
_PACK_EVENTS = 8192  # events held as Python values before they become Arrow columns
_NAME = "concept:name"
_ROLES = {
    "case": "case:concept:name",
    "time": "time:timestamp",
    "activity": "concept:name",
    "unit": "org:group",
    "person": "org:resource",
}
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._:-]+)["']""")
_EXPAT_READS = ("utf-8", "utf-16", "ascii", "iso8859-1")
# Declared as the older, smaller set, written with the larger one: common, and harmless to read as the larger.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949"}

_Start = Callable[[str, dict[str, str]], None]
_End = Callable[[str], None]


def read_xes_log(
    source: ByteSource, *, workdir: Path, columns: frozenset[str] | None = None, progress: Progress | None = None
) -> RawLog:
    """The log of an XES file: event attributes by their key, trace attributes as `case:KEY` on every event.

    Memory: bounded by the longest trace, because a trace may tell its attributes after its events.

    Refuses: `xes.truncated`, `xes.not_well_formed`, `xes.not_xes`, `xes.doctype`, `xes.wrong_encoding`,
        `xes.unknown_encoding`, `ocel.xml`, and what `ByteSource` refuses.
    """
    stager = Stager(workdir)
    sink = _Sink(source.name, stager, columns)
    try:
        _parse(source, sink, progress)
        sink.flush()
    except BaseException:
        stager.abandon()
        raise
    parts = stager.close()
    names = tuple(sorted(sink.names.values(), key=lambda name: (name != _ROLES["case"], not name.startswith("case:"))))
    defaults = {sink.column(scope, key): value for (scope, key), value in sink.defaults.items()}
    roles = {role: column for role, column in _ROLES.items() if column in names}
    return RawLog(source.path, "xes", parts, names, stager.rows, tuple(sink.issues()), roles, defaults)


@dataclass
class _Sink:
    """What the handlers fill: events as they come, packed into columns, staged when their trace is complete."""

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
        name = attributes.get(_NAME)
        if not name:
            self._unnamed_rows.append(self._staged_rows + self._traces_rows + 1)
            attributes[_NAME] = f"__trace {self._trace_count}"
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


def _parse(source: ByteSource, sink: _Sink, progress: Progress | None) -> None:
    transcode = _foreign_encoding(source)
    parser = expat.ParserCreate("utf-8" if transcode else None)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = lambda *_declaration: _refuse_doctype(source.name)
    parser.StartElementHandler = lambda name, _attributes: _enter_root(parser, sink, name)
    line = 0
    try:
        for block in _blocks(source, transcode, progress):
            parser.Parse(block)
        line = parser.CurrentLineNumber
        parser.Parse(b"", True)  # noqa: FBT003 - expat takes it by position only
    except expat.ExpatError as error:
        if line:
            raise UnreadableLogError(
                "xes.truncated",
                _(
                    "%(file)s ends in line %(line)s, after %(events)s events, before its last element is closed: copy "
                    "or download it again."
                ),
                file=source.name,
                line=line,
                events=sink.events,
            ) from error
        raise UnreadableLogError(
            "xes.not_well_formed",
            _(
                "%(file)s is not well-formed XML in line %(line)s, after %(events)s events (%(reason)s): export the log "
                "again; if it is not UTF-8, its first line must name the encoding."
            ),
            file=source.name,
            line=error.lineno,
            events=sink.events,
            reason=expat.ErrorString(error.code) or "",
        ) from error


def _blocks(source: ByteSource, transcode: str | None, progress: Progress | None) -> Iterator[bytes]:
    with source.open(progress) as stream:
        if transcode is None:
            while block := stream.read(_CHUNK):
                yield block
            return
        decoder = codecs.getincrementaldecoder(transcode)("strict")
        try:
            while block := stream.read(_CHUNK):
                yield decoder.decode(block).encode()
            yield decoder.decode(b"", final=True).encode()
        except UnicodeDecodeError as error:
            raise UnreadableLogError(
                "xes.wrong_encoding",
                _(
                    "%(file)s says it is written in %(encoding)s, but the %(bytes)s bytes before this place are "
                    "followed by bytes that are not: correct the encoding in its first line, or save it as UTF-8."
                ),
                file=source.name,
                encoding=transcode,
                bytes=stream.done - len(error.object) + error.start,
            ) from error


def _foreign_encoding(source: ByteSource) -> str | None:
    """The declared encoding if expat does not read it by itself."""
    declared = _DECLARED.match(source.head(1024).removeprefix(codecs.BOM_UTF8).lstrip())
    if declared is None:
        return None
    name = declared.group(1).decode()
    try:
        "".encode(name)
    except LookupError as error:
        raise UnreadableLogError(
            "xes.unknown_encoding",
            _("%(file)s names the unknown encoding %(encoding)s in its first line: save it as UTF-8."),
            file=source.name,
            encoding=name,
        ) from error
    codec = codecs.lookup(name).name
    return None if codec in _EXPAT_READS else _WIDER.get(codec, codec)


def _refuse_doctype(file: str) -> None:
    """Why: document types define entities, and entities can swell a few bytes to gigabytes or read other files."""
    raise UnreadableLogError(
        "xes.doctype",
        _(
            "%(file)s carries a document type (DOCTYPE), which no XES log needs and which is not safe to read: remove it."
        ),
        file=file,
    )


def _enter_root(parser: expat.XMLParserType, sink: _Sink, root: str) -> None:
    prefix, colon, local = root.rpartition(":")
    if local != "log":
        raise UnreadableLogError(
            "xes.not_xes",
            _("%(file)s is XML, but its outermost element is <%(root)s>, not <log>: export the log as XES or CSV."),
            file=sink.file,
            root=root,
        )
    _Levels(parser, sink, prefix + colon).enter_log()


class _Levels:
    """The handlers of a log, a trace and an event; each level hands over to the next and takes back.

    Args:
        prefix: namespace prefix of the file with its colon, or "".
    """

    def __init__(self, parser: expat.XMLParserType, sink: _Sink, prefix: str) -> None:
        self._parser = parser
        self._sink = sink
        self._prefix = prefix
        self._log = self._log_level()
        self._trace = self._trace_level(self._event_level())

    def enter_log(self) -> None:
        """Expect traces and what a log says of itself."""
        self._parser.StartElementHandler, self._parser.EndElementHandler = self._log

    def _log_level(self) -> tuple[_Start, _End]:
        parser, sink, prefix = self._parser, self._sink, self._prefix
        trace, event, declaration = prefix + "trace", prefix + "event", prefix + "global"
        depth = 0
        scope: str | None = None

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth, scope
            if name == trace and not depth:
                parser.StartElementHandler, parser.EndElementHandler = self._trace
                return
            depth += 1
            if depth == 1:
                scope = None
                if name == declaration:
                    scope = "case:" if attributes.get("scope") == "trace" else ""
                sink.events_outside += name == event
                if name == prefix + "object-types":
                    _refuse_ocel_xml(sink.file)
            elif depth == 2 and scope is not None and "key" in attributes and "value" in attributes:
                sink.defaults[scope, attributes["key"]] = attributes["value"]

        def end(_name: str) -> None:
            nonlocal depth
            depth -= 1

        return start, end

    def _trace_level(self, event_level: tuple[_Start, _End]) -> tuple[_Start, _End]:
        parser, sink, event = self._parser, self._sink, self._prefix + "event"
        event_start, event_end = event_level
        kept: dict[str, str] = {}
        depth = 0

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            if name == event and not depth:
                parser.StartElementHandler = event_start
                parser.EndElementHandler = event_end
                return
            depth += 1
            if depth > 1:
                sink.nested += "key" in attributes
            elif "key" in attributes and "value" in attributes:
                kept[attributes["key"]] = attributes["value"]

        def end(_name: str) -> None:
            nonlocal depth, kept
            if depth:
                depth -= 1
                return
            sink.end_trace(kept)
            kept = {}
            self.enter_log()

        return start, end

    def _event_level(self) -> tuple[_Start, _End]:
        parser, sink = self._parser, self._sink
        rows, pack = sink.rows, sink.pack
        row: dict[str, str] = {}
        depth = 0

        def start(_name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > 1:
                sink.nested += "key" in attributes
                return
            try:
                row[attributes["key"]] = attributes["value"]
            except KeyError:  # a list or a container: what it holds is counted as nested
                return

        def end(_name: str) -> None:
            nonlocal depth, row
            if depth:
                depth -= 1
                return
            rows.append(row)
            row = {}
            if len(rows) >= _PACK_EVENTS:
                pack()
            parser.StartElementHandler, parser.EndElementHandler = self._trace

        return start, end


def _refuse_ocel_xml(file: str) -> None:
    raise UnreadableLogError(
        "ocel.xml",
        _("%(file)s is an object-centric log in XML: export it as OCEL 2.0 JSON or SQLite."),
        file=file,
    )
