"""Mapping files: read with every fault named, written so that they read back the same."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buckstop.intake.mapping_draft import dump_mapping
from buckstop.intake.mapping_file import load_mapping, parse_mapping, shipped_mapping, shipped_names
from buckstop.lens.issues import Issue
from buckstop.lens.mapping import CalendarSpec, ChangeSpec, HolderWords, Mapping, State, TimeSpec

LEAST = '[columns]\ncase = "id"\n[time]\ncolumn = "at"\n'


def faults(text: str) -> list[tuple[str, int | None, str | int | float | None]]:
    """Code, line and key of every fault of a text."""
    result = parse_mapping(text, "own.toml")
    assert isinstance(result, tuple)
    assert all(issue.file == "own.toml" for issue in result)
    return [(issue.code, issue.row, issue.fields.get("key")) for issue in result]


def fault(text: str) -> Issue:
    result = parse_mapping(text, "own.toml")
    assert isinstance(result, tuple)
    (issue,) = result
    return issue


def test_the_shortest_mapping_needs_only_case_and_time() -> None:
    assert parse_mapping(LEAST, "own.toml") == Mapping(name="own", case="id", time=TimeSpec("at", "iso", "UTC"))


FULL = """
name = "Permits"
notes = "Exported by hand."
[columns]
case = "id"
unit = "dept"
person = "who"
activity = "step"
sequence = "n"
case_type = "kind"
features = ["area"]
demander = "from"
subject = "text"
keep = ["region"]
persons = ["boss"]
[time]
column = "at"
format = "%d/%m/%Y %H:%M"
zone = "Asia/Shanghai"
[due]
column = "limit"
format = "%Y-%m-%d"
[state]
column = "status"
working = ["open"]
queued = ["new"]
waiting = ["asked"]
paused = ["parked"]
done = ["ok"]
closed = ["shut"]
reopened = ["again"]
other = ["-100"]
advancing = ["inspect"]
min_work_minutes = 45
[holders]
robots = ["bot"]
queues = ["inbox"]
placeholders = ["?"]
[line]
column = "dept"
pattern = "(2nd|3rd)"
order = ["1st", "2nd"]
[calendar]
country = "CN"
opens = 8.5
closes = 18
workdays = ["tue", "mon"]
[values]
null = ["NULL"]
[xes]
fill_defaults = true
[changes]
field = "f"
old = "o"
new = "n"
started = "s"
[changes.columns]
"assigned to" = "who"
"""
FULL_MAPPING = Mapping(
    name="Permits",
    case="id",
    time=TimeSpec("at", "%d/%m/%Y %H:%M", "Asia/Shanghai"),
    unit="dept",
    person="who",
    activity="step",
    state_column="status",
    states={
        "open": State.WORKING,
        "new": State.QUEUED,
        "asked": State.WAITING,
        "parked": State.PAUSED,
        "ok": State.DONE,
        "shut": State.CLOSED,
        "again": State.REOPENED,
        "-100": State.OTHER,
    },
    case_type="kind",
    features=("area",),
    due=TimeSpec("limit", "%Y-%m-%d", "Asia/Shanghai"),
    sequence="n",
    demander="from",
    subject="text",
    line_column="dept",
    line_pattern="(2nd|3rd)",
    line_order=("1st", "2nd"),
    advancing=("inspect",),
    min_work_minutes=45,
    null_words=("NULL",),
    holders=HolderWords(("bot",), ("inbox",), ("?",)),
    calendar=CalendarSpec("CN", 8.5, 18.0, (0, 1)),
    keep=("region",),
    persons=("boss",),
    fill_defaults=True,
    notes="Exported by hand.",
    changes=ChangeSpec("f", "n", {"assigned to": "who"}, "o", "s"),
)


def test_a_full_mapping_reads_every_key() -> None:
    assert parse_mapping(FULL, "own.toml") == FULL_MAPPING


def test_an_empty_value_means_not_set() -> None:
    mapping = parse_mapping(LEAST.replace("[time]", 'unit = ""\nkeep = []\n[time]'), "own.toml")
    assert isinstance(mapping, Mapping)
    assert mapping.unit is None
    assert mapping.keep == ()


def test_all_faults_of_a_file_come_back_together_in_file_order() -> None:
    text = (
        'nmae = "x"\n[columns]\ncase = 5\nunits = "g"\nfeatures = "one"\n[time]\ncolumn = "at"\nzone = "Shanghai"\n'
        '[state]\nqueed = ["New"]\nworking = ["a", 1]\n[calendar]\nopens = "nine"\nworkdays = ["Monday"]\n'
        '[xes]\nfill_defaults = "yes"\n'
    )
    assert faults(text) == [
        ("mapping.unknown_key_near", 1, "nmae"),
        ("mapping.not_text", 3, "columns.case"),
        ("mapping.unknown_key_near", 4, "columns.units"),
        ("mapping.not_texts", 5, "columns.features"),
        ("mapping.unknown_zone_near", 8, "time.zone"),
        ("mapping.unknown_key_near", 10, "state.queed"),
        ("mapping.not_texts", 11, "state.working"),
        ("mapping.not_number", 13, "calendar.opens"),
        ("mapping.not_weekdays", 14, "calendar.workdays"),
        ("mapping.not_flag", 16, "xes.fill_defaults"),
    ]


@pytest.mark.parametrize(
    ("text", "code", "fields"),
    [
        ("[columns]\ncase = \n", "mapping.not_toml", {"reason": "Invalid value"}),
        ('case = "id"\n' + LEAST, "mapping.unknown_key_near", {"key": "case", "nearest": "columns.case"}),
        (LEAST + "[time_]\nx=1\n", "mapping.unknown_key_near", {"key": "time_", "nearest": "time"}),
        (LEAST.replace("[columns]\n", '[columns]\nfoo = "x"\n'), "mapping.unknown_key", {"key": "columns.foo"}),
        (LEAST.replace('case = "id"', ""), "mapping.missing_key", {"key": "columns.case"}),
        ('[columns]\ncase = "id"\n', "mapping.missing_key", {"key": "time.column"}),
        (LEAST + 'format = "day first"\n', "mapping.unknown_time_format", {"format": "day first"}),
        (LEAST + 'format = "%d/%m %H:%M"\n', "mapping.format_incomplete", {"directive": "%Y"}),
        (LEAST + 'format = "%Y-%m-%d %I:%M"\n', "mapping.format_incomplete", {"directive": "%p"}),
        (LEAST + 'format = "%Y-%m-%d %Q"\n', "mapping.unknown_directive", {"directive": "%Q"}),
        (LEAST + 'zone = "Mars/Olympus"\n', "mapping.unknown_zone", {"zone": "Mars/Olympus"}),
        (LEAST + 'zone = "shanghai"\n', "mapping.unknown_zone_near", {"nearest": "Asia/Shanghai"}),
        (LEAST + '[state]\ncolumn = "s"\nhibernating = ["x"]\n', "mapping.unknown_state", {"state": "hibernating"}),
        (LEAST + '[state]\nworking = ["x"]\n', "mapping.missing_key", {"key": "state.column"}),
        (
            LEAST + '[state]\ncolumn = "s"\nworking = ["x"]\ndone = ["x"]\n',
            "mapping.value_in_two_states",
            {"value": "x", "first": "working", "second": "done"},
        ),
        (LEAST + "[state]\nmin_work_minutes = -1\n", "mapping.out_of_range", {"value": -1}),
        (LEAST + "[state]\nmin_work_minutes = 1.5\n", "mapping.not_whole", {"key": "state.min_work_minutes"}),
        (LEAST + '[line]\ncolumn = "u"\npattern = "(2nd"\n', "mapping.bad_pattern", {"pattern": "(2nd"}),
        (LEAST + '[line]\ncolumn = "u"\npattern = "2nd"\n', "mapping.pattern_without_group", {"pattern": "2nd"}),
        (LEAST + '[line]\npattern = "(2nd)"\n', "mapping.missing_key", {"key": "line.column"}),
        (LEAST + '[due]\nformat = "iso"\n', "mapping.missing_key", {"key": "due.column"}),
        (LEAST + "[calendar]\nopens = 25\n", "mapping.out_of_range", {"value": 25}),
        (LEAST + "[calendar]\nopens = 18\n", "mapping.closes_before_opens", {"opens": 18}),
        (LEAST + '[calendar]\ncountry = "XX"\n', "mapping.unknown_country", {"country": "XX"}),
        (LEAST + '[changes]\nfield = "f"\nnew = "n"\n', "mapping.missing_key", {"key": "changes.columns"}),
        (
            LEAST + '[changes]\nfield = "f"\nnew = "n"\ncolumns = ["a"]\n',
            "mapping.not_pairs",
            {"key": "changes.columns"},
        ),
        ('columns = "id"\n[time]\ncolumn = "at"\n', "mapping.not_table", {"key": "columns"}),
    ],
)
def test_a_fault_says_what_is_wrong(text: str, code: str, fields: dict[str, str | int]) -> None:
    issue = fault(text)
    assert issue.code == code
    assert fields.items() <= issue.fields.items()


def test_a_key_inside_a_long_text_is_not_taken_for_a_key() -> None:
    text = 'notes = """\nunits = "not a key"\n"""\n' + LEAST.replace("[time]", 'units = "g"\n[time]')
    assert faults(text) == [("mapping.unknown_key_near", 6, "columns.units")]


def test_a_file_that_is_not_there_names_the_nearest_shipped_mapping(tmp_path: Path) -> None:
    near = load_mapping("bpic2013_incident")
    assert isinstance(near, tuple)
    assert (near[0].code, near[0].fields["nearest"]) == ("mapping.not_found_near", "bpic2013_incidents")
    far = load_mapping(tmp_path / "zzzzqqqq")
    assert isinstance(far, tuple)
    assert far[0].code == "mapping.not_found"
    folder = load_mapping(tmp_path)
    assert isinstance(folder, tuple)
    assert folder[0].code == "mapping.unreadable"


def test_a_file_that_is_not_utf8_is_refused_with_the_place(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes('[columns]\ncase = "编号"\n'.encode("gb18030"))
    result = load_mapping(path)
    assert isinstance(result, tuple)
    assert (result[0].code, result[0].fields["byte"]) == ("mapping.not_utf8", 19)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(LEAST, "utf-8-sig")
    assert isinstance(load_mapping(path), Mapping)


def test_a_file_wins_over_a_shipped_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sepsis").write_text(LEAST, "utf-8")
    monkeypatch.chdir(tmp_path)
    mapping = load_mapping("sepsis")
    assert isinstance(mapping, Mapping)
    assert mapping.case == "id"


@pytest.mark.parametrize("name", shipped_names())
def test_every_shipped_mapping_loads_and_has_notes(name: str) -> None:
    mapping = load_mapping(name)
    assert mapping == shipped_mapping(name)
    assert isinstance(mapping, Mapping)
    assert mapping.notes


def test_an_unknown_shipped_name_raises() -> None:
    with pytest.raises(KeyError):
        shipped_mapping("nothing")


def test_a_key_with_a_remark_but_no_value_is_written_as_a_comment() -> None:
    text = dump_mapping(Mapping("m", "id", TimeSpec("at")), {"": ("Head",), "columns.unit": ("No unit\nfound",)})
    assert text.startswith("# Head\n\nname = ")
    assert '# No unit\n# found\n# unit = ""\n' in text
    assert parse_mapping(text, "x.toml") == Mapping("m", "id", TimeSpec("at"))


WORDS = st.text(min_size=1, max_size=8)
SOME = st.lists(WORDS, max_size=4).map(tuple)
MAYBE = st.none() | WORDS
TIMES = st.builds(
    TimeSpec,
    column=WORDS,
    format=st.sampled_from(["iso", "epoch_s", "excel", "native", "%d/%m/%Y %H:%M", "%Y年%m月%d日"]),
    zone=st.sampled_from(["UTC", "Europe/Brussels", "Asia/Shanghai"]),
)
CALENDARS = st.builds(
    CalendarSpec,
    country=st.sampled_from(["", "CN", "BE"]),
    opens=st.floats(0, 12),
    closes=st.floats(13, 24),
    workdays=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
)


HISTORIES = st.builds(
    ChangeSpec,
    field=WORDS,
    new=WORDS,
    columns=st.dictionaries(WORDS, WORDS, min_size=1, max_size=3),
    old=MAYBE,
    started=MAYBE,
)


@st.composite
def mappings(draw: st.DrawFn) -> Mapping:
    """Any valid mapping."""
    state_column = draw(MAYBE)
    line_column = draw(MAYBE)
    return Mapping(
        name=draw(WORDS),
        case=draw(WORDS),
        time=draw(TIMES),
        unit=draw(MAYBE),
        person=draw(MAYBE),
        activity=draw(MAYBE),
        state_column=state_column,
        states=draw(st.dictionaries(WORDS, st.sampled_from(State), max_size=5)) if state_column else {},
        case_type=draw(MAYBE),
        features=draw(SOME),
        due=draw(st.none() | TIMES),
        sequence=draw(MAYBE),
        demander=draw(MAYBE),
        subject=draw(MAYBE),
        line_column=line_column,
        line_pattern=draw(st.sampled_from(["", "(2nd|3rd)", r"^(\w+)\s"])) if line_column else "",
        line_order=draw(SOME) if line_column else (),
        advancing=draw(SOME),
        min_work_minutes=draw(st.integers(0, 600)),
        null_words=draw(SOME),
        holders=HolderWords(draw(SOME), draw(SOME), draw(SOME)),
        calendar=draw(st.none() | CALENDARS),
        keep=draw(SOME),
        persons=draw(SOME),
        fill_defaults=draw(st.booleans()),
        notes=draw(st.text(max_size=40)),
        changes=draw(st.none() | HISTORIES),
    )


REMARKS = st.dictionaries(
    st.sampled_from(["", "name", "columns.unit", "columns.keep", "due.column", "state.queued", "line.pattern"]),
    st.lists(st.text(max_size=20), min_size=1, max_size=2).map(tuple),
)


@settings(deadline=None)
@given(mappings(), REMARKS)
def test_a_written_mapping_reads_back_the_same(mapping: Mapping, remarks: dict[str, tuple[str, ...]]) -> None:
    assert parse_mapping(dump_mapping(mapping, remarks), "other.toml") == mapping
