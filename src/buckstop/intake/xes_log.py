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
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from xml.parsers import expat

from buckstop.i18n import gettext_noop as _
from buckstop.intake.byte_source import ByteSource
from buckstop.intake.raw import Progress, RawLog, UnreadableLogError
from buckstop.intake.staging import Stager
from buckstop.intake.xes_sink import CASE_NAME, PACK_EVENTS, XesSink

_CHUNK = 256 << 10
_ROLES = {
    "case": ("case:", "concept:name"),
    "time": ("", "time:timestamp"),
    "activity": ("", "concept:name"),
    "unit": ("", "org:group"),
    "person": ("", "org:resource"),
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
    sink = XesSink(source.name, stager, columns)
    sink.column("case:", CASE_NAME)  # first, so that no attribute of an event can take its name
    try:
        _parse(source, sink, progress)
        sink.flush()
    except BaseException:
        stager.abandon()
        raise
    parts = stager.close()
    names = sink.columns()
    defaults = {sink.column(scope, key): value for (scope, key), value in sink.defaults.items()}
    roles = {role: sink.names[attribute] for role, attribute in _ROLES.items() if attribute in sink.names}
    return RawLog(source.path, "xes", parts, names, stager.rows, tuple(sink.issues()), roles, defaults)


def _parse(source: ByteSource, sink: XesSink, progress: Progress | None) -> None:
    transcode = _foreign_encoding(source)
    parser = expat.ParserCreate("utf-8" if transcode else None)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = lambda *_declaration: _refuse_doctype(source.name)
    parser.StartElementHandler = lambda name, _attributes: _enter_root(parser, sink, name)
    line = 0
    try:
        with closing(_blocks(source, transcode, progress)) as blocks:
            for block in blocks:
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


def _blocks(source: ByteSource, transcode: str | None, progress: Progress | None) -> Generator[bytes, None, None]:
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


def _enter_root(parser: expat.XMLParserType, sink: XesSink, root: str) -> None:
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

    def __init__(self, parser: expat.XMLParserType, sink: XesSink, prefix: str) -> None:
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
            if len(rows) >= PACK_EVENTS:
                pack()
            parser.StartElementHandler, parser.EndElementHandler = self._trace

        return start, end


def _refuse_ocel_xml(file: str) -> None:
    raise UnreadableLogError(
        "ocel.xml",
        _("%(file)s is an object-centric log in XML: export it as OCEL 2.0 JSON or SQLite."),
        file=file,
    )
