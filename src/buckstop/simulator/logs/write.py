"""Writers: a simulated log as a file, the way ticket systems export it, and the mapping that reads it back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from buckstop.lens.mapping import Mapping, TimeSpec
from buckstop.lens.zones import local_us
from buckstop.simulator.logs.simulate import SimulatedLog
from buckstop.simulator.logs.words import words

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOCAL_FORMAT = "%Y-%m-%d %H:%M:%S"
_XES_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<log xes.version="1849-2016" xmlns="http://www.xes-standard.org/">\n'
    '<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>\n'
    '<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>\n'
    '<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>\n'
)
# Our key -> attribute of an XES event; the others keep their headings.
_XES_KEYS = {
    "activity": "concept:name",
    "time": "time:timestamp",
    "unit": "org:group",
    "person": "org:resource",
    "state": "lifecycle:transition",
}


def write_parquet(log: SimulatedLog, path: Path) -> Mapping:
    """The log as Parquet with real timestamps."""
    pq.write_table(log.table, path, compression="zstd")
    return log.mapping


def write_csv(log: SimulatedLog, path: Path, encoding: str = "utf-8") -> Mapping:
    """The log as CSV, times as text: ISO 8601 with offset, or local time without one, as the language's exports do.

    Args:
        encoding: any codec Python knows that has the characters, e.g. `gb18030`.
    """
    names = words(log.spec.language)
    table, mapping = log.table, log.mapping
    for spec in (mapping.time, mapping.due):
        if spec is not None:
            place = table.schema.get_field_index(spec.column)
            texts = pa.array(_stamps(_micros(table, spec.column), names.zone, offset=names.time_format == "iso"))
            table = table.set_column(place, spec.column, texts)
    sink = pa.BufferOutputStream()
    pa_csv.write_csv(table, sink)
    path.write_bytes(sink.getvalue().to_pybytes().decode("utf-8").encode(encoding))
    return replace(
        mapping,
        time=replace(mapping.time, format=names.time_format),
        due=replace(mapping.due, format=names.time_format) if mapping.due else None,
    )


def write_xes(log: SimulatedLog, path: Path) -> Mapping:
    """The log as XES: one trace per case, case-level columns as trace attributes, ISO times with offset."""
    names = words(log.spec.language)
    columns = names.columns
    with path.open("w", encoding="utf-8") as file:
        file.write(_XES_HEAD)
        file.writelines(_traces(log))
        file.write("</log>\n")
    per_case = {key: f"case:{columns[key]}" for key in ("case_type", "priority", "channel", "demander", "subject")}
    mapping = log.mapping
    return replace(
        mapping,
        case="case:concept:name",
        time=TimeSpec(_XES_KEYS["time"], "iso", names.zone),
        due=TimeSpec(f"case:{columns['due']}", "iso", names.zone),
        unit=_XES_KEYS["unit"],
        person=_XES_KEYS["person"],
        activity=_XES_KEYS["activity"],
        state_column=_XES_KEYS["state"],
        line_column=_XES_KEYS["unit"],
        case_type=per_case["case_type"],
        features=(per_case["priority"], per_case["channel"]),
        demander=per_case["demander"],
        subject=per_case["subject"],
    )


def _traces(log: SimulatedLog) -> Iterator[str]:
    """One XML text per case."""
    names = words(log.spec.language)
    keys = list(names.columns)
    texts = {
        key: _stamps(_micros(log.table, heading), names.zone, offset=True)
        if key in ("time", "due")
        else log.table.column(heading).to_pylist()
        for key, heading in names.columns.items()
    }
    order = np.lexsort((np.arange(log.table.num_rows), np.array(texts["case"])))
    rows = (tuple(texts[key][row] for key in keys) for row in order.tolist())
    case_keys = ("case_type", "priority", "channel", "due", "demander", "subject")
    for case, events in groupby(rows, key=itemgetter(keys.index("case"))):
        listed = [dict(zip(keys, event, strict=True)) for event in events]
        lines = ["<trace>", _attribute("concept:name", case)]
        lines += [_attribute(names.columns[key], listed[0][key], date=key == "due") for key in case_keys]
        for event in listed:
            lines.append("<event>")
            lines += [_attribute(attribute, event[key], date=key == "time") for key, attribute in _XES_KEYS.items()]
            lines += [_attribute(names.columns["sequence"], event["sequence"]), "</event>"]
        yield "\n".join(line for line in [*lines, "</trace>\n"] if line)


def _attribute(key: str, value: str | None, *, date: bool = False) -> str:
    """One XES attribute, or nothing where the cell is empty."""
    kind = "date" if date else "string"
    return "" if value is None else f"<{kind} key={quoteattr(key)} value={quoteattr(value)}/>"


def _micros(table: pa.Table, column: str) -> list[int]:
    """Microseconds since 1970 of a column of timestamps."""
    micros: list[int] = table.column(column).cast(pa.int64()).to_numpy().tolist()
    return micros


def _stamps(instants: list[int], zone: str, *, offset: bool) -> list[str | None]:
    """Local times as text, with their offset from UTC if wanted."""
    local = local_us(np.array(instants, dtype=np.int64), zone)
    texts: list[str | None] = []
    for instant, wall in zip(instants, local.tolist(), strict=True):
        stamp = _EPOCH + timedelta(microseconds=wall)
        if not offset:
            texts.append(stamp.strftime(_LOCAL_FORMAT))
            continue
        minutes = (wall - instant) // 60_000_000
        sign = "-" if minutes < 0 else "+"
        texts.append(f"{stamp:%Y-%m-%dT%H:%M:%S}{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}")
    return texts
