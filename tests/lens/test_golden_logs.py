"""Real logs: published figures, and every figure of ours computed a second time from the file by pandas.

What the figures mean and where ours and others' differ stands in docs/reference/golden-figures.md.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

from buckstop.app.analyse import LogRequest, import_to, session_of
from buckstop.lens.engine import Session
from buckstop.lens.facts import Facts, facts
from buckstop.lens.importing import Resources
from buckstop.lens.normalise import ImportRefusedError
from buckstop.lens.store import StoredLog
from tests.lens.oracles.frames import counted, csv_frame, hours, stays, xes_frame

SMALL = Resources("500MB", 1)


@dataclass(frozen=True, slots=True)
class Real:
    """One real log, read one way: the file, the mapping, and what is changed in the mapping's text."""

    file: str
    mapping: str
    changed: tuple[tuple[str, str], ...] = ()
    fill_defaults: bool = False


INCIDENTS = Real("bpic2013_incidents/BPIC13_incidents.xes.gz", "bpic2013_incidents")
FILLED = Real(INCIDENTS.file, INCIDENTS.mapping, fill_defaults=True)
CLOSED = Real("bpic2013_problems/BPIC13_closed_problems.xes.gz", "bpic2013_problems_closed")
OPEN = Real("bpic2013_problems/BPIC13_open_problems.xes.gz", "bpic2013_problems_open")
PERMITS = tuple(Real(f"bpic2015/BPIC15_{n}.xes.gz", "bpic2015") for n in range(1, 6))
WABO = Real("receipt_wabo/receipt.xes.gz", "receipt_wabo")
WABO_EMPTY = Real(WABO.file, WABO.mapping, (('placeholders = ["EMPTY"]', ""),))
HELPDESK = Real("helpdesk_it/helpdesk.xes.gz", "helpdesk_it")
SEPSIS = Real("sepsis/SEPSIS.xes.gz", "sepsis")
UCI = Real("uci_incident_servicenow/incident_event_log.zip", "uci_498")
UCI_UNORDERED = Real(UCI.file, UCI.mapping, (('sequence = "sys_mod_count"\n', ""),))
UCI_MONTH_FIRST = Real(UCI.file, UCI.mapping, (("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"),))

Stored = Callable[[Real], StoredLog]


@pytest.fixture(scope="session")
def stored(real_log: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    """A function from a real log to its stored form; each is imported once."""

    @cache
    def imported(real: Real) -> StoredLog:
        name = real.file.split("/", maxsplit=1)
        source = real_log(name[0]) / name[1]
        folder = tmp_path_factory.mktemp(name[0])
        mapping = folder / "mapping.toml"
        text = (files("buckstop.intake") / "mappings" / f"{real.mapping}.toml").read_text("utf-8")
        for before, after in real.changed:
            assert before in text
            text = text.replace(before, after)
        mapping.write_text(text, "utf-8")
        request = LogRequest(source, str(mapping), fill_defaults=real.fill_defaults, resources=SMALL)
        return import_to(request, folder / "log")

    yield imported
    imported.cache_clear()


@pytest.fixture(scope="session")
def frame(real_log: Callable[[str], Path]) -> Iterator[Callable[[Real], pd.DataFrame]]:
    """A function from a real log to its events, read from the file without our readers."""

    @cache
    def read(real: Real) -> pd.DataFrame:
        name = real.file.split("/", maxsplit=1)
        path = real_log(name[0]) / name[1]
        if real.mapping == "uci_498":
            return _uci(path, ordered=not real.changed)
        return xes_frame(path, COLUMNS, defaults=real.fill_defaults)

    yield read
    read.cache_clear()


COLUMNS = (
    *("concept:name", "lifecycle:transition", "org:group", "org:resource", "organization involved", "org:role"),
    *("monitoringResource", "case:responsible", "SIRSCritTemperature"),
)


def _uci(path: Path, *, ordered: bool) -> pd.DataFrame:
    found = csv_frame(path)
    found["case"] = found["number"]
    found["time"] = pd.to_datetime(found["sys_updated_at"], format="%d/%m/%Y %H:%M", utc=True)
    if ordered:
        # The counter breaks ties inside a minute: put it where the microseconds are.
        found["time"] += pd.to_timedelta(found["sys_mod_count"].astype(int), unit="us")
    return found


def request(log: StoredLog, holder: str = "unit", *, keep_robots: bool = False) -> LogRequest:
    return LogRequest(log.path, holder=holder, keep_robots=keep_robots, resources=SMALL)


def facts_at(log: StoredLog, holder: str, *, keep_robots: bool = False) -> Facts:
    with session_of(request(log, holder, keep_robots=keep_robots)) as session:
        return facts(session)


@dataclass(frozen=True, slots=True)
class Golden:
    """A level of a log and figures known for it."""

    log: Real
    holder: str
    figures: dict[str, object] = field(default_factory=dict)
    nobody: tuple[str, ...] = ()
    keep_robots: bool = False


def returning(cases: int, held: int) -> dict[str, object]:
    return {"return_cases": cases, "cases_with_holder": held}


TEAMS: dict[str, object] = {
    "units": 649,
    "handovers": 9454,
    "cases_with_handover": 3820,
    "distinct_edges": 2463,
    "aba_cases": 1177,
    "aba_occurrences": 2394,
    "return_cases": 1258,
    "returns": 3286,
    "returns_by_length": {"2": 2394, "3": 342, "4": 327, "5": 223},
}
PERMIT_RETURNS = {1: (386, 1199), 2: (407, 832), 3: (608, 1409), 4: (666, 1053), 5: (632, 1156)}
GOLDEN = {
    "incidents by team": Golden(INCIDENTS, "org:group", TEAMS),
    "incidents by person, robot kept": Golden(
        INCIDENTS, "org:resource", returning(1879, 7554) | {"units": 1440}, keep_robots=True
    ),
    "incidents by person": Golden(INCIDENTS, "org:resource", returning(1303, 7554), ("Siebel",)),
    "incidents by line of the organisation": Golden(
        INCIDENTS, "organization involved", returning(891, 7554) | {"units": 25}
    ),
    "incidents by function, absent is nobody": Golden(
        INCIDENTS, "org:role", returning(779, 7133) | {"handovers": 3970}
    ),
    "incidents by function, absent is UNKNOWN": Golden(
        FILLED, "org:role", returning(1159, 7554) | {"handovers": 5877, "units": 24}
    ),
    "closed problems by team": Golden(CLOSED, "organization involved", returning(118, 1487) | {"units": 324}),
    "closed problems by line of the organisation": Golden(CLOSED, "org:group", returning(59, 1487) | {"units": 15}),
    "open problems by line of the organisation": Golden(OPEN, "org:group", returning(10, 819) | {"units": 11}),
    "open problems by person": Golden(OPEN, "org:resource", returning(34, 819)),
    "permit intake by person, test accounts kept": Golden(
        WABO, "org:resource", returning(179, 1434) | {"units": 48}, keep_robots=True
    ),
    "permit intake by person": Golden(WABO, "org:resource", returning(178, 1434), ("test", "TEST")),
    "permit intake by group, EMPTY holds": Golden(WABO_EMPTY, "org:group", returning(577, 1434)),
    "permit intake by group": Golden(WABO, "org:group", returning(360, 1348), ("EMPTY",)),
    "help desk by person": Golden(HELPDESK, "org:resource", returning(291, 4580) | {"units": 22}),
    "hospital by ward": Golden(SEPSIS, "org:group", returning(1048, 1050), ("?",)),
    "service desk by group": Golden(
        UCI, "assignment_group", returning(2628, 24_545) | {"handovers": 19_087, "units": 78}
    ),
    "service desk by person": Golden(UCI, "assigned_to", returning(1367, 24_260) | {"units": 234}),
    "service desk by group, counter not mapped": Golden(UCI_UNORDERED, "assignment_group", returning(2628, 24_545)),
} | {
    f"permits of municipality {n} by person": Golden(PERMITS[n - 1], "org:resource", returning(*counts))
    for n, counts in PERMIT_RETURNS.items()
}


@pytest.mark.parametrize("name", GOLDEN)
def test_figures_of_a_real_log_are_the_known_ones_and_pandas_finds_the_same(
    name: str, stored: Stored, frame: Callable[[Real], pd.DataFrame]
) -> None:
    golden = GOLDEN[name]
    found = facts_at(stored(golden.log), golden.holder, keep_robots=golden.keep_robots).as_json()
    assert {key: found[key] for key in golden.figures} == golden.figures
    again = counted(stays(frame(golden.log), golden.holder, golden.nobody))
    assert {key: found[key] for key in again} == again


SIZES = {
    INCIDENTS: (7554, 65_533),
    CLOSED: (1487, 6660),
    OPEN: (819, 2351),
    WABO: (1434, 8577),
    HELPDESK: (4580, 21_348),
    SEPSIS: (1050, 15_214),
    UCI: (24_918, 141_712),
} | dict(zip(PERMITS, [(1199, 52_217), (832, 44_354), (1409, 59_681), (1053, 47_293), (1156, 59_083)], strict=True))


@pytest.mark.parametrize("real", SIZES, ids=lambda real: Path(real.file).name)
def test_cases_and_events_are_as_published(real: Real, stored: Stored) -> None:
    meta = stored(real).meta
    assert (meta.cases, meta.events) == SIZES[real]
    assert meta.rows == meta.events


@pytest.fixture(scope="session")
def teams(stored: Stored) -> Iterator[Session]:
    """The incidents at the level of teams."""
    with session_of(request(stored(INCIDENTS))) as session:
        yield session


def test_where_the_time_of_the_incidents_goes(teams: Session, frame: Callable[[Real], pd.DataFrame]) -> None:
    found = facts(teams)
    before = sum(value for state, value in found.hours_by_state.items() if state != "after")
    shares = {
        name: round(100 * value.hours_before_resolution / before, 1) for name, value in found.hours_by_value.items()
    }
    assert [shares[n] for n in ("Wait - User", "In Progress", "Awaiting Assignment", "Wait")] == [
        30.9,
        23.0,
        20.6,
        10.6,
    ]
    assert round(100 * found.hours_by_state["after"] / (before + found.hours_by_state["after"]), 1) == 39.2
    ordered = hours(frame(INCIDENTS), ["Completed"], "concept:name")
    column = "lifecycle:transition"
    whole = ordered.groupby(column)["hours"].sum()
    unresolved = ordered[ordered["before"]].groupby(column)["hours"].sum().reindex(whole.index, fill_value=0.0)
    for name, value in found.hours_by_value.items():
        assert value.hours == pytest.approx(whole[name], abs=0.001)
        assert value.hours_before_resolution == pytest.approx(unresolved[name], abs=0.001)
    assert found.mean_case_hours / 24 == pytest.approx(12.08, abs=0.005)
    assert found.median_case_hours / 24 == pytest.approx(7.55, abs=0.005)


def test_reopened_and_twice_closed_incidents(teams: Session, frame: Callable[[Real], pd.DataFrame]) -> None:
    found = facts(teams)
    assert (found.closed_more_than_once, found.resolved_cases) == (119, 7546)
    # The known 510 and 575 count Completed before Accepted or Queued; our states say the same.
    assert (found.reopened_cases, found.reopenings) == (510, 575)
    events = frame(INCIDENTS).sort_values(["case", "time"], kind="stable")
    before = events.groupby("case", sort=False)[["concept:name", "lifecycle:transition"]].shift()
    following = events.groupby("case", sort=False)["concept:name"].shift(-1)
    done = events["concept:name"] == "Completed"
    assert int((done & following.isin(["Accepted", "Queued"])).sum()) == found.reopenings
    put_away = (events["lifecycle:transition"] == "Closed") & (before["lifecycle:transition"] != "Closed")
    assert int((put_away.groupby(events["case"]).sum() > 1).sum()) == found.closed_more_than_once
    finished = done & (before["concept:name"] != "Completed")
    assert int((finished.groupby(events["case"]).sum() > 1).sum()) == found.finished_more_than_once == 514


def test_waits_for_the_user(teams: Session, frame: Callable[[Real], pd.DataFrame]) -> None:
    value = facts(teams).hours_by_value["Wait - User"]
    assert (value.events, value.cases, round(value.hours)) == (4217, 2495, 463_412)
    events = frame(INCIDENTS).sort_values(["case", "time"], kind="stable")
    waits = events["lifecycle:transition"] == "Wait - User"
    following = events.groupby("case", sort=False)[["concept:name", "org:resource", "time"]].shift(-1)
    minutes = (following["time"] - events["time"]).dt.total_seconds()[waits] / 60
    straight = (following["concept:name"] == "Completed") & (following["org:resource"] == events["org:resource"])
    shares = (straight[waits].mean(), (minutes < 5).mean(), (minutes > 7 * 24 * 60).mean())
    assert [round(100 * share, 1) for share in shares] == [32.2, 6.3, 15.7]
    sql = """with steps as (select case_no, e.state, a.state_value, happened_us, span_us, h1,
               lead(e.state) over w as next_state, lead(h1) over w as next_person
             from events e join activities a using (activity_no) window w as (partition by case_no order by seq))
           select count(distinct h1), avg((coalesce(next_state, 0) in (5, 6) and h1 = next_person)::int),
             avg((next_state is not null and span_us < 5 * 60e6)::int), avg((span_us > 7 * 86400e6)::int)
           from steps where state_value = 'Wait - User'"""
    ((persons, *ours),) = teams.rows(sql)
    assert persons == events["org:resource"][waits].nunique() == 580
    assert [float(str(share)) for share in ours] == pytest.approx(shares, abs=1e-12)


def test_how_far_the_incidents_are_pushed_to_the_front(teams: Session, frame: Callable[[Real], pd.DataFrame]) -> None:
    (lines,) = teams.rows(
        """with cases_lines as (select case_no, max(line_no) as highest, bool_or(line_no = 1) as second,
               bool_or(line_no = 2) as third from runs join holders using (holder_no) group by case_no)
           select count(*) filter (highest = 0), count(*) filter (second), count(*) filter (third),
               count(*) filter (highest > 0) from cases_lines"""
    )
    firsts = teams.rows(
        "select line_no, count(*) from case_runs join holders on holder_no = first_holder group by 1 order by 1"
    )
    assert firsts == [(0, 6702), (1, 704), (2, 148)]
    assert lines == (4546, 2772, 540, 3008)
    events = frame(INCIDENTS)
    told = events["org:group"].str.extract("(2nd|3rd)", expand=False)
    assert events["case"][told == "2nd"].nunique() == 2772
    assert events["case"][told == "3rd"].nunique() == 540
    # The known 544 counts the one team of both lines ("2nd 3rd") as third too; the line of a team is its first mark.
    assert events["case"][events["org:group"].str.contains("3rd")].nunique() == 544


def test_returns_between_support_lines(stored: Stored, frame: Callable[[Real], pd.DataFrame]) -> None:
    ordered = frame(INCIDENTS).copy()
    ordered["line"] = ordered["org:group"].str.extract("(2nd|3rd)", expand=False).fillna("1st")
    known = counted(stays(ordered, "line"))
    assert known["return_cases"] == 1121
    found = facts_at(stored(INCIDENTS), "line").as_json()
    assert {name: found[name] for name in known} == known


def test_ties_broken_at_random_forge_returns_where_the_counter_is_not_mapped(
    stored: Stored, frame: Callable[[Real], pd.DataFrame]
) -> None:
    found = facts_at(stored(UCI_UNORDERED), "assignment_group")
    assert found.ties == 14_118
    assert found.order_confidence == pytest.approx(1 - 14_118 / (141_712 - 24_918), abs=1e-6)
    reach = found.ranges["return_cases"]
    assert reach.low == 2628
    assert 14.1 < 100 * reach.high / found.cases_with_holder < 14.4
    shuffled = frame(UCI_UNORDERED).sample(frac=1, random_state=7)
    cases = counted(stays(shuffled, "assignment_group"))["return_cases"]
    assert 14.1 < 100 * int(str(cases)) / found.cases_with_holder < 14.4
    assert facts_at(stored(UCI), "assignment_group").ranges == {}


def test_the_known_2629_returning_incidents_follow_the_counter_against_the_clock(
    frame: Callable[[Real], pd.DataFrame],
) -> None:
    events = frame(UCI_UNORDERED).copy()
    events["time"] = events["sys_mod_count"].astype(int)
    by_counter = counted(stays(events, "assignment_group"))
    assert (by_counter["return_cases"], by_counter["handovers"]) == (2629, 19_088)


def test_month_first_reading_of_a_day_first_log_is_refused(
    stored: Stored, frame: Callable[[Real], pd.DataFrame]
) -> None:
    with pytest.raises(ImportRefusedError) as refusal:
        stored(UCI_MONTH_FIRST)
    assert refusal.value.code == "time.format_wrong"
    assert refusal.value.fields["count"] == 81_117
    events = frame(UCI_UNORDERED)
    wrong = pd.to_datetime(events["sys_updated_at"], format="%m/%d/%Y %H:%M", utc=True, errors="coerce")
    assert int(wrong.isna().sum()) == 81_117
    # What a reader without a format would change silently: the 38 % of the stamps whose day passes for a month.
    assert round(100 * float((wrong.notna() & (wrong != events["time"])).mean())) == 38


@pytest.mark.parametrize("number", range(5))
def test_permits_are_told_to_be_of_unknown_order(number: int, stored: Stored) -> None:
    order = stored(PERMITS[number]).meta.order
    assert 43 <= round(100 * order.midnight / SIZES[PERMITS[number]][1]) <= 49
    assert 45 <= round(100 * order.tied / SIZES[PERMITS[number]][1]) <= 58
    with session_of(request(stored(PERMITS[number]), "person")) as session:
        found = facts(session)
    assert found.order_claims_withheld
    assert found.ranges["return_cases"].low < found.ranges["return_cases"].high


def test_booleans_of_the_hospital_log_stay_what_they_are(stored: Stored, frame: Callable[[Real], pd.DataFrame]) -> None:
    kept = Real(SEPSIS.file, SEPSIS.mapping, (('unit = "org:group"', 'unit = "SIRSCritTemperature"'),))
    with session_of(request(stored(kept))) as session:
        rows = session.rows("select holder_name, sum(events) from runs join holders using (holder_no) group by 1")
    found = {str(name): int(str(events)) for name, events in rows}
    assert found == {"True": 801, "False": 249} == frame(SEPSIS)["SIRSCritTemperature"].value_counts().to_dict()
