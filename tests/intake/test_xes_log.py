"""XES: events and traces as they stand in the file, in bounded memory, whatever program wrote them."""

import gzip
import tempfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buckstop.intake import xes_log, xes_sink
from buckstop.intake.open_log import open_log
from buckstop.intake.raw import RawLog, UnreadableLogError
from buckstop.lens.issues import Severity
from tests.intake.staged import cells_of, codes, issue, rows_of

SMALL = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="trace"><string key="concept:name" value="UNKNOWN"/></global>
  <global scope="event"><string key="org:group" value="NOBODY"/><date key="time:timestamp" value="1970-01-01T00:00:00Z"/></global>
  <classifier name="Activity" keys="concept:name"/>
  <string key="concept:name" value="a log"><string key="deep" value="x"/></string>
  <trace>
    <string key="concept:name" value="case 1"/>
    <event>
      <string key="concept:name" value="转办"/>
      <string key="org:group" value="督查室"/>
      <date key="time:timestamp" value="2024-01-02T03:04:05.678+08:00"/>
      <boolean key="urgent" value="True"/>
    </event>
    <event>
      <string key="concept:name" value="a &lt;b&gt; &amp; &quot;c&quot; &#x4e2d;"/>
      <boolean key="urgent" value="false"/>
      <int key="cost" value="007"/>
      <string key="note" value=""/>
    </event>
    <string key="kind" value="after its events"/>
  </trace>
  <trace>
    <event><string key="concept:name" value="alone"/></event>
  </trace>
</log>
"""


def read(folder: Path, content: str | bytes, *, name: str = "log.xes", columns: frozenset[str] | None = None) -> RawLog:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_log(path, workdir=folder / "work", columns=columns)


def log(body: str) -> str:
    return f'<?xml version="1.0"?><log>{body}</log>'


def trace(name: str, *events: str, after: str = "") -> str:
    inner = "".join(f"<event>{event}</event>" for event in events)
    return f'<trace><string key="concept:name" value="{name}"/>{inner}{after}</trace>'


def attribute(key: str, value: str) -> str:
    return f'<string key="{key}" value="{value}"/>'


def test_events_carry_their_own_attributes_and_those_of_their_trace(tmp_path: Path) -> None:
    raw = read(tmp_path, SMALL)
    assert raw.kind == "xes"
    assert raw.columns[0] == "case:concept:name"
    assert set(raw.columns) == {
        "case:concept:name", "case:kind", "concept:name", "org:group", "time:timestamp", "urgent", "cost", "note",
    }  # fmt: skip
    first, second, third = rows_of(raw)
    assert first == {
        "__row": 1, "case:concept:name": "case 1", "case:kind": "after its events", "concept:name": "转办",
        "org:group": "督查室", "time:timestamp": "2024-01-02T03:04:05.678+08:00", "urgent": "True", "cost": None, "note": None,
    }  # fmt: skip
    assert (second["concept:name"], second["urgent"], second["cost"]) == ('a <b> & "c" 中', "false", "007")
    assert second["note"] is None
    assert (third["__row"], third["case:concept:name"], third["case:kind"]) == (3, "__trace 2", None)


def test_defaults_are_reported_by_column_and_never_filled_in(tmp_path: Path) -> None:
    raw = read(tmp_path, SMALL)
    assert raw.defaults == {
        "case:concept:name": "UNKNOWN", "org:group": "NOBODY", "time:timestamp": "1970-01-01T00:00:00Z",
    }  # fmt: skip
    assert cells_of(raw, "org:group") == ["督查室", None, None]


def test_roles_name_the_standard_columns_that_exist(tmp_path: Path) -> None:
    assert read(tmp_path, SMALL).roles == {
        "case": "case:concept:name", "time": "time:timestamp", "activity": "concept:name", "unit": "org:group",
    }  # fmt: skip


def test_a_trace_without_a_name_gets_one_and_an_issue(tmp_path: Path) -> None:
    found = issue(read(tmp_path, SMALL), "xes.trace_without_name")
    assert (found.row, found.count, found.severity) == (3, 1, Severity.WARNING)


def test_attributes_inside_attributes_are_left_out_and_counted(tmp_path: Path) -> None:
    nested = '<string key="a" value="1"><string key="b" value="2"/><int key="c" value="3"/></string>'
    listed = '<list key="l"><values><string key="d" value="4"/></values></list>'
    raw = read(tmp_path, log(trace("x", nested + listed + attribute("z", "9"), after=nested.replace('"a"', '"t"'))))
    assert set(raw.columns) == {"case:concept:name", "case:t", "a", "z"}
    assert rows_of(raw)[0]["z"] == "9"
    assert issue(raw, "xes.nested_ignored").count == 5


def test_a_prefixed_namespace_reads_the_same(tmp_path: Path) -> None:
    prefixed = SMALL.replace("xmlns=", "xmlns:x=")
    for element in ("log", "trace", "event", "global", "string", "date", "boolean", "int", "extension", "classifier"):
        prefixed = prefixed.replace(f"<{element} ", f"<x:{element} ").replace(f"<{element}>", f"<x:{element}>")
        prefixed = prefixed.replace(f"</{element}>", f"</x:{element}>")
    raw, plain = read(tmp_path, prefixed), read(tmp_path, SMALL, name="plain.xes")
    assert raw.rows == 3
    assert raw.columns == plain.columns
    assert raw.defaults == plain.defaults


def test_events_outside_traces_and_traces_without_events_are_told(tmp_path: Path) -> None:
    raw = read(
        tmp_path, log("<event>" + attribute("a", "1") + "</event>" + trace("empty") + trace("x", attribute("a", "2")))
    )
    assert cells_of(raw, "a") == ["2"]
    assert issue(raw, "xes.events_outside_traces").severity is Severity.ERROR
    assert issue(raw, "xes.empty_traces").count == 1


def test_traces_of_the_same_name_are_told(tmp_path: Path) -> None:
    event = attribute("a", "1")
    raw = read(tmp_path, log(trace("x", event) + trace("y", event) + trace("x", event) + trace("x", event)))
    found = issue(raw, "xes.repeated_trace_name")
    assert (found.count, found.fields) == (2, {"name": "x"})


def test_an_event_attribute_named_like_a_trace_attribute_gets_a_number(tmp_path: Path) -> None:
    raw = read(
        tmp_path, log(trace("x", attribute("case:concept:name", "inner") + attribute("A", "1") + attribute("a", "2")))
    )
    (row,) = rows_of(raw)
    assert sorted(row) == ["A", "__row", "a.2", "case:concept:name", "case:concept:name.2"]
    assert {row["case:concept:name"], row["case:concept:name.2"]} == {"x", "inner"}
    assert codes(raw) == ["table.repeated_header", "table.repeated_header"]
    assert row[raw.roles["case"]] == "x"


def test_attributes_that_appear_late_are_null_before_and_all_parts_share_one_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xes_log, "PACK_EVENTS", 3)
    monkeypatch.setattr("buckstop.intake.staging.ROW_GROUP_ROWS", 5)
    traces = [trace(f"c{n}", attribute("a", str(n)), attribute(f"only {n}", "x")) for n in range(10)]
    raw = read(tmp_path, log("".join(traces)))
    assert len(raw.parquet) > 1
    schemas = [pq.read_schema(part) for part in raw.parquet]
    assert all(schema.equals(schemas[0]) for schema in schemas)
    assert cells_of(raw, "__row") == list(range(1, 21))
    assert cells_of(raw, "only 7") == ["x" if row == 16 else None for row in range(1, 21)]
    assert cells_of(raw, "case:concept:name") == [f"c{n // 2}" for n in range(20)]


def test_a_trace_longer_than_a_pack_still_gets_attributes_told_after_its_events(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xes_log, "PACK_EVENTS", 4)
    events = [attribute("a", str(n)) for n in range(30)]
    raw = read(tmp_path, log(trace("short", "") + trace("long", *events, after=attribute("verdict", "late"))))
    assert cells_of(raw, "case:verdict") == [None] + ["late"] * 30
    assert cells_of(raw, "a") == [None] + [str(n) for n in range(30)]


def test_chinese_across_every_chunk_border_stays_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for size in range(1, 12):
        monkeypatch.setattr(xes_log, "_CHUNK", size)
        assert cells_of(read(tmp_path, SMALL), "org:group")[0] == "督查室"


@pytest.mark.parametrize(
    "encoding", ["GB18030", "gb2312", "GBK", "Big5", "windows-1252", "ISO-8859-1", "UTF-16", "utf-8"]
)
@pytest.mark.parametrize("chunk", [7, 262_144])
def test_a_declared_encoding_is_honoured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, chunk: int
) -> None:
    monkeypatch.setattr(xes_log, "_CHUNK", chunk)
    name = "Bürgeramt" if encoding in {"windows-1252", "ISO-8859-1"} else "督查室" if encoding != "Big5" else "督察室"
    text = SMALL.replace("UTF-8", encoding).replace("转办", "open").replace("督查室", name)
    assert cells_of(read(tmp_path, text.encode(encoding)), "org:group")[0] == name


def test_only_the_columns_asked_for_are_staged_but_all_are_named(tmp_path: Path) -> None:
    raw = read(tmp_path, SMALL, columns=frozenset({"case:concept:name", "urgent"}))
    assert "org:group" in raw.columns
    assert set(rows_of(raw)[0]) == {"__row", "case:concept:name", "urgent"}


def test_a_log_without_events_is_a_log_without_rows(tmp_path: Path) -> None:
    raw = read(tmp_path, log(""))
    assert raw.rows == 0
    assert codes(raw) == ["table.no_rows"]


BOMB = '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><log><string key="x" value="&b;"/></log>'
FOREIGN = '<?xml version="1.0"?><!DOCTYPE log SYSTEM "file:///etc/passwd"><log/>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (BOMB, "xes.doctype"),
        (FOREIGN, "xes.doctype"),
        (SMALL[: SMALL.index("alone")], "xes.truncated"),
        (SMALL[:48], "xes.truncated"),
        (SMALL.replace("</event>", "</evnt>", 1), "xes.not_well_formed"),
        (SMALL.replace('value="督查室"', "value=督查室"), "xes.not_well_formed"),
        (SMALL + "more", "xes.not_well_formed"),
        (SMALL.replace("督查室", "a&#0;b"), "xes.not_well_formed"),
        (SMALL.encode("gbk"), "xes.not_well_formed"),
        (SMALL.replace("UTF-8", "klingon"), "xes.unknown_encoding"),
        (SMALL.replace("UTF-8", "rot13"), "xes.unknown_encoding"),
        (SMALL.replace("UTF-8", "Shift_JIS"), "xes.wrong_encoding"),
        ("<pnml><net/></pnml>", "xes.not_xes"),
        ("<log><object-types/></log>", "ocel.xml"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_and_leaves_nothing_behind(
    tmp_path: Path, content: str | bytes, code: str
) -> None:
    with pytest.raises(UnreadableLogError) as refused:
        read(tmp_path, content)
    assert refused.value.code == code
    assert "log.xes" in str(refused.value)
    assert str(refused.value) == refused.value.message % refused.value.fields
    assert not list((tmp_path / "work").glob("*.parquet"))


def test_a_truncated_log_says_how_far_it_was_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLogError) as refused:
        read(tmp_path, SMALL[: SMALL.index("alone")])
    assert refused.value.fields == {"file": "log.xes", "line": 25, "events": 2}


# What XML 1.0 can carry in an attribute and give back unchanged (tabs and line breaks need character references).
TEXT = st.text(
    st.one_of(
        st.characters(min_codepoint=0x20, exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"),
        st.sampled_from("\t\n\r"),
    ),
    max_size=10,
)


@settings(deadline=None, max_examples=60)
@given(
    traces=st.lists(st.tuples(TEXT, st.lists(st.dictionaries(st.sampled_from("abc"), TEXT), max_size=5)), max_size=6),
    chunk=st.integers(1, 200),
)
def test_any_text_that_is_written_is_read_again(traces: list[tuple[str, list[dict[str, str]]]], chunk: int) -> None:
    def quoted(text: str) -> str:
        return quoteattr(text, {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})

    def element(key: str, value: str) -> str:
        return f"<string key='{key}' value={quoted(value)}/>"

    body = "".join(
        f"<trace>{element('concept:name', name)}"
        + "".join(f"<event>{''.join(element(*item) for item in event.items())}</event>" for event in events)
        + "</trace>"
        for name, events in traces
    )
    expected = [
        (name or f"__trace {number}", {key: event.get(key) or None for key in "abc"})
        for number, (name, events) in enumerate(traces, start=1)
        for event in events
    ]
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(xes_log, "_CHUNK", chunk)
        rows = rows_of(read(Path(folder), log(body)))
        assert [(row["case:concept:name"], {key: row.get(key) for key in "abc"}) for row in rows] == expected


def test_the_memory_of_the_reader_does_not_grow_with_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = 0
    pack = xes_sink.XesSink.pack

    def watched(sink: xes_sink.XesSink) -> None:
        nonlocal held
        held = max(held, len(sink.rows))
        pack(sink)

    monkeypatch.setattr(xes_sink.XesSink, "pack", watched)
    path = tmp_path / "many.xes.gz"
    with gzip.open(path, "wt", compresslevel=1) as out:
        out.write("<log>")
        for n in range(6_000):
            out.write(trace(f"c{n}", *[attribute("a", "x")] * 10))
        out.write("</log>")
    raw = open_log(path, workdir=tmp_path / "work")
    assert raw.rows == 60_000
    assert 0 < held <= xes_sink.PACK_EVENTS


@pytest.mark.parametrize(
    ("folder", "file", "cases", "events"),
    [
        ("bpic2013_incidents", "BPIC13_incidents.xes.gz", 7_554, 65_533),
        ("bpic2013_problems", "BPIC13_closed_problems.xes.gz", 1_487, 6_660),
        ("bpic2013_problems", "BPIC13_open_problems.xes.gz", 819, 2_351),
        ("bpic2015", "BPIC15_1.xes.gz", 1_199, 52_217),
        ("bpic2015", "BPIC15_2.xes.gz", 832, 44_354),
        ("bpic2015", "BPIC15_3.xes.gz", 1_409, 59_681),
        ("bpic2015", "BPIC15_4.xes.gz", 1_053, 47_293),
        ("bpic2015", "BPIC15_5.xes.gz", 1_156, 59_083),
        ("helpdesk_it", "helpdesk.xes.gz", 4_580, 21_348),
        ("receipt_wabo", "receipt.xes.gz", 1_434, 8_577),
        ("sepsis", "SEPSIS.xes.gz", 1_050, 15_214),
    ],
)
def test_real_logs_have_their_published_cases_and_events(
    real_log: Callable[[str], Path], tmp_path: Path, folder: str, file: str, cases: int, events: int
) -> None:
    wanted = frozenset({"case:concept:name", "time:timestamp"})
    raw = open_log(real_log(folder) / file, workdir=tmp_path, columns=wanted)
    assert raw.rows == events
    assert len(set(cells_of(raw, "case:concept:name"))) == cases
    assert {"case", "time", "activity"} <= set(raw.roles)
    assert None not in cells_of(raw, "time:timestamp")


def test_absent_attributes_of_bpic_2013_stay_absent(real_log: Callable[[str], Path], tmp_path: Path) -> None:
    raw = open_log(real_log("bpic2013_incidents") / "BPIC13_incidents.xes.gz", workdir=tmp_path)
    assert cells_of(raw, "org:role").count(None) == 6_950
    assert raw.defaults["org:role"] == "UNKNOWN"
    assert len(set(cells_of(raw, "org:group"))) == 649


def test_booleans_of_sepsis_keep_the_spelling_of_the_file(real_log: Callable[[str], Path], tmp_path: Path) -> None:
    cells = cells_of(open_log(real_log("sepsis") / "SEPSIS.xes.gz", workdir=tmp_path), "SIRSCritTemperature")
    assert (cells.count("True"), cells.count("False")) == (801, 249)
    assert cells.count(None) == len(cells) - 1_050
