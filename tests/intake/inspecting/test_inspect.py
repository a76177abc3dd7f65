"""Inspecting small logs made here: what is guessed, why, and what is said to be doubtful."""

import csv
from collections.abc import Iterable
from pathlib import Path

import pytest

from buckstop.intake.inspecting import Inspection, inspect
from buckstop.intake.open_log import open_log
from buckstop.lens.issues import Issue, Severity
from buckstop.lens.mapping import State

Rows = Iterable[Iterable[object]]


def look_at(tmp_path: Path, header: str, rows: Rows, sample_rows: int = 200_000) -> Inspection:
    path = tmp_path / "log.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        writer.writerows(rows)
    return inspect(open_log(path, workdir=tmp_path / "work"), sample_rows)


def doubt(inspection: Inspection, code: str) -> Issue:
    """The one doubt of that code."""
    (found,) = [issue for issue in inspection.doubts if issue.code == code]
    return found


def codes(inspection: Inspection) -> set[str]:
    return {issue.code for issue in inspection.doubts}


def days(form: str, *, cases: int = 40, first_day: int = 1) -> list[list[object]]:
    """Cases of four steps on following days at 9:00, in a month and a day below 13."""
    rows: list[list[object]] = []
    for case in range(cases):
        for step, (status, team) in enumerate([("New", "Desk"), ("Open", "Desk"), ("Open", "Lab"), ("Closed", "Lab")]):
            day, month = first_day + step + case % 8, 1 + case % 11
            stamp = form.format(d=day, m=month)
            rows.append([f"T{case:03d}", stamp, status, team, f"p{case % 7}"])
    return rows


HEADER = "ticket,changed at,status,team,assignee"


def test_an_english_log_is_understood(tmp_path: Path) -> None:
    found = look_at(tmp_path, HEADER, days("2024-{m:02d}-{d:02d} 09:00:05"))
    mapping = found.mapping
    assert mapping is not None
    assert (mapping.case, mapping.unit, mapping.person) == ("ticket", "team", "assignee")
    assert (mapping.time.column, mapping.time.format, mapping.time.zone) == ("changed at", "iso", "UTC")
    assert mapping.state_column == "status"
    assert mapping.states == {"New": State.QUEUED, "Open": State.WORKING, "Closed": State.CLOSED}
    assert mapping.activity == "status"
    assert found.whole
    assert (found.rows, found.sampled_cases) == (160, 40)
    assert "inspect.zone_unknown" in codes(found)


def test_a_chinese_log_is_understood(tmp_path: Path) -> None:
    rows = [
        [
            f"2024-{case:04d}",
            f"2024/{1 + case % 9}/{14 + step} 10:0{step}:00",
            status,
            unit,
            who,
            kind,
            f"2024/11/{1 + case % 20} 00:00:00",
        ]
        for case in range(60)
        for kind in [("噪音", "占道", "供水")[case % 3]]
        for step, (status, unit, who) in enumerate(
            [
                ("待受理", "受理中心", "无"),
                ("办理中", ("环保局", "城管局", "水务局")[case % 3], f"李{case % 9}"),
                ("待补正", ("环保局", "城管局", "水务局")[case % 3], f"李{case % 9}"),
                ("已办结", ("环保局", "城管局", "水务局")[case % 3], f"李{case % 9}"),
            ]
        )
    ]
    found = look_at(tmp_path, "工单编号,办理时间,状态,承办单位,处理人,事项类型,办理期限", rows)
    mapping = found.mapping
    assert mapping is not None
    assert (mapping.case, mapping.unit, mapping.person) == ("工单编号", "承办单位", "处理人")
    assert (mapping.time.column, mapping.time.format) == ("办理时间", "%Y/%m/%d %H:%M:%S")
    assert mapping.due is not None
    assert (mapping.due.column, mapping.due.format) == ("办理期限", "%Y/%m/%d %H:%M:%S")
    assert mapping.states == {
        "待受理": State.QUEUED,
        "办理中": State.WORKING,
        "待补正": State.WAITING,
        "已办结": State.DONE,
    }
    assert mapping.case_type == "事项类型"
    assert mapping.holders.placeholders == ("无",)


def test_an_order_of_day_and_month_that_nothing_proves_is_said_to_be_doubtful(tmp_path: Path) -> None:
    found = look_at(tmp_path, HEADER, days("{d}/{m}/2024 09:00"))
    guess = found.guess("time.format")
    assert guess is not None
    assert (guess.value, guess.others) == ("%d/%m/%Y %H:%M", ("%m/%d/%Y %H:%M",))
    told = doubt(found, "inspect.day_month_ambiguous")
    assert told.severity is Severity.ERROR  # nothing speaks for either order
    assert (told.fields["steps"], told.fields["other"]) == (0, 0)  # each case lies in one month: the swap stretches it


def test_an_order_that_moves_cases_backwards_is_put_second(tmp_path: Path) -> None:
    rows = [
        [f"T{case:03d}", f"{day}/{month}/2024 09:00", "Open", "Desk", "p1"]
        for case in range(30)
        for day, month in ((9, 3), (2, 4), (5, 6))  # month-first: September, February, May
    ]
    found = look_at(tmp_path, HEADER, rows)
    told = doubt(found, "inspect.day_month_ambiguous")
    assert told.severity is Severity.WARNING
    assert (told.fields["format"], told.fields["steps"], told.fields["other"]) == ("%d/%m/%Y %H:%M", 0, 30)


def test_a_counter_decides_the_order_where_the_rows_are_shuffled(tmp_path: Path) -> None:
    rows = [
        [f"T{case:03d}", f"{day}/{month}/2024 09:00", number, "Desk", "p1"]
        for case in range(30)
        for number, day, month in ((3, 5, 6), (1, 9, 3), (2, 2, 4))
    ]
    found = look_at(tmp_path, "ticket,changed at,version,team,assignee", rows)
    assert doubt(found, "inspect.day_month_ambiguous").fields["steps"] == 0
    assert doubt(found, "inspect.day_month_ambiguous").fields["format"] == "%d/%m/%Y %H:%M"


def test_one_day_over_twelve_ends_the_doubt(tmp_path: Path) -> None:
    found = look_at(tmp_path, HEADER, days("{d}/{m}/2024 09:00", first_day=4))
    guess = found.guess("time.format")
    assert guess is not None
    assert guess.value == "%d/%m/%Y %H:%M"
    assert [reason.code for reason in guess.reasons] == ["time.day_proved"]
    assert "inspect.day_month_ambiguous" not in codes(found)


def test_a_counter_is_found_where_minutes_tie(tmp_path: Path) -> None:
    rows = [
        [f"T{case}", f"2024-05-{10 + case % 9} 09:0{step // 2}", step, "Desk" if step < 2 else "Lab", "p1"]
        for case in range(30)
        for step in range(4)
    ]
    found = look_at(tmp_path, "ticket,changed at,mod count,team,assignee", rows)
    assert found.mapping is not None
    assert found.mapping.sequence == "mod count"
    assert "inspect.ties" not in codes(found)
    without = look_at(tmp_path, "ticket,changed at,x,team,assignee", ([*row[:2], 7, *row[3:]] for row in rows))
    assert without.mapping is not None
    assert without.mapping.sequence is None
    assert doubt(without, "inspect.ties").count == 60
    assert "inspect.minutes_only" in codes(without)


def test_rows_that_stand_newest_first_are_noticed(tmp_path: Path) -> None:
    found = look_at(tmp_path, HEADER, reversed(days("2024-{m:02d}-{d:02d} 09:00:05")))
    assert "inspect.newest_first" in codes(found)
    assert found.mapping is not None
    assert found.mapping.unit == "team"


def test_a_word_for_nothing_in_many_columns_is_no_value(tmp_path: Path) -> None:
    rows = [
        [*row[:3], "?" if i % 4 == 0 else row[3], "?" if i % 3 == 0 else row[4]]
        for i, row in enumerate(days("2024-{m:02d}-{d:02d} 09:00:05"))
    ]
    found = look_at(tmp_path, HEADER, rows)
    assert found.mapping is not None
    assert found.mapping.null_words == ("?",)
    assert found.mapping.holders.placeholders == ()


def test_a_word_for_nothing_in_one_holder_column_is_a_placeholder(tmp_path: Path) -> None:
    rows = [
        [*row[:3], "EMPTY" if i % 4 == 0 else row[3], row[4]]
        for i, row in enumerate(days("2024-{m:02d}-{d:02d} 09:00:05"))
    ]
    found = look_at(tmp_path, HEADER, rows)
    assert found.mapping is not None
    assert found.mapping.null_words == ()
    assert found.mapping.holders.placeholders == ("EMPTY",)
    assert doubt(found, "inspect.placeholders").count == 40


def test_robots_are_guessed_by_name_and_suspected_by_their_hours(tmp_path: Path) -> None:
    rows: list[list[object]] = []
    for case in range(700):
        day = f"2024-{1 + case % 12:02d}-{1 + case % 28:02d}"
        rows += [
            [f"T{case}", f"{day}T09:{case % 60:02d}:01", "Open", "Desk", f"p{case % 9}"],
            [f"T{case}", f"{day}T11:{case % 60:02d}:01", "Open", "Desk", "admin"],
            [f"T{case}", f"{day}T23:{case % 60:02d}:02", "Closed", "Desk", ("system", "Nyx")[case % 2]],
        ]
    found = look_at(tmp_path, HEADER, rows)
    assert found.mapping is not None
    assert found.mapping.holders.robots == ("system",)
    assert doubt(found, "inspect.robot_suspected").fields["names"] == "Nyx"
    assert doubt(found, "inspect.shared_accounts").fields["names"] == "admin"


def test_support_lines_are_seen_in_the_names_of_units(tmp_path: Path) -> None:
    rows = [
        [f"T{case}", f"2024-05-{10 + case % 9} 09:0{step}:00", "Open", team, "p1"]
        for case in range(30)
        for step, team in enumerate([f"G{case % 5}", f"G{case % 5} 2nd", f"V{case % 3} 3rd"])
    ]
    mapping = look_at(tmp_path, HEADER, rows).mapping
    assert mapping is not None
    assert (mapping.line_column, mapping.line_order) == ("team", ("1st", "2nd", "3rd"))


def test_facts_known_only_at_the_end_are_no_features(tmp_path: Path) -> None:
    rows = [
        [
            *row,
            ("hardware", "software")[hash_of(row) % 2],
            ("solved", "dropped")[hash_of(row) // 2 % 2],
            hash_of(row) % 3,
        ]
        for row in days("2024-{m:02d}-{d:02d} 09:00:05", cases=80)
    ]
    found = look_at(tmp_path, f"{HEADER},category,close code,area", rows)
    assert found.mapping is not None
    assert found.mapping.case_type == "category"
    assert found.mapping.features == ("area",)
    assert doubt(found, "inspect.late_facts").fields["columns"] == "close code"


def hash_of(row: list[object]) -> int:
    return int(str(row[0])[1:])


def test_chains_of_names_without_times_are_no_log(tmp_path: Path) -> None:
    rows = [[n, 2, f"dev{n}>dev{n + 1}>dev{n + 2}"] for n in range(50)]
    found = look_at(tmp_path, "bug_id,tosses,path", rows)
    assert found.mapping is None
    assert codes(found) == {"inspect.one_row_per_case", "inspect.no_time", "inspect.path_column"}
    assert doubt(found, "inspect.path_column").fields["mark"] == ">"
    assert all(issue.severity is Severity.ERROR for issue in found.doubts)


def test_a_table_with_one_row_per_case_is_no_log(tmp_path: Path) -> None:
    rows = [[f"T{n}", f"2024-05-01 09:{n:02d}:00", f"2024-05-02 10:{n:02d}:00", "Desk"] for n in range(50)]
    found = look_at(tmp_path, "ticket,opened,closed,team", rows)
    assert found.mapping is None
    assert doubt(found, "inspect.one_row_per_case").column == "ticket"


@pytest.mark.parametrize("header", ["a,b", "ticket,changed at,team"])
def test_an_empty_table_is_no_log(tmp_path: Path, header: str) -> None:
    found = look_at(tmp_path, header, [])
    assert found.mapping is None
    assert {"inspect.no_case", "inspect.no_time"} <= codes(found)


def test_a_log_without_any_holder_says_so(tmp_path: Path) -> None:
    rows = [row[:3] for row in days("2024-{m:02d}-{d:02d} 09:00:05")]
    found = look_at(tmp_path, "ticket,changed at,status", rows)
    assert found.mapping is not None
    assert "inspect.no_holder" in codes(found)


def test_of_a_long_log_a_sample_is_inspected_and_that_is_said(tmp_path: Path) -> None:
    found = look_at(tmp_path, HEADER, days("2024-{m:02d}-{d:02d} 09:00:05", cases=500), sample_rows=400)
    assert found.mapping is not None
    assert not found.whole
    assert found.sampled_rows == 4 * found.sampled_cases < 1000
    assert doubt(found, "inspect.sampled").fields["total"] == 2000
    assert (found.mapping.unit, found.mapping.person) == ("team", "assignee")


def test_every_column_is_described(tmp_path: Path) -> None:
    found = look_at(tmp_path, f"{HEADER},one,none", ([*row, "x", ""] for row in days("2024-{m:02d}-{d:02d} 09:00:05")))
    notes = {note.name: note for note in found.columns}
    assert [note.kind for note in found.columns] == ["text", "time", "text", "text", "text", "constant", "empty"]
    assert notes["status"].examples[0] == "Open"
    assert notes["team"].distinct == 2
    assert notes["team"].moves == pytest.approx(1 / 3)


def test_the_words_of_a_county_office_are_understood(tmp_path: Path) -> None:
    states = ("待签收", "会办中", "退回", "待审核", "已办结", "重新交办", "作废", "驳回")
    rows = [
        [f"督{case:04d}", f"2024-05-{1 + step:02d} 10:{case:02d}:07", status, unit, "2024-06-30 00:00:00"]
        for case in range(40)
        for step, status in enumerate(states)
        for unit in [("民政局", "城管局", "水务局")[(case + step) % 3]]
    ]
    mapping = look_at(tmp_path, "工单编号,操作时间,状态,承办单位,要求办结时间", rows).mapping
    assert mapping is not None
    assert mapping.due is not None
    assert (mapping.time.column, mapping.due.column) == ("操作时间", "要求办结时间")
    assert mapping.states == {
        "待签收": State.QUEUED,
        "会办中": State.WORKING,
        "退回": State.QUEUED,
        "待审核": State.PAUSED,
        "已办结": State.DONE,
        "重新交办": State.REOPENED,
        "作废": State.DONE,
        "驳回": State.QUEUED,
    }


def test_times_without_an_offset_in_a_chinese_log_are_read_as_chinese_time(tmp_path: Path) -> None:
    rows = [
        [*row[:2], "办理中", ("民政局", "城管局")[n % 2], "李"]
        for n, row in enumerate(days("2024-{m:02d}-{d:02d} 09:05"))
    ]
    found = look_at(tmp_path, "编号,时间,状态,单位,经办人", rows)
    zone = found.guess("time.zone")
    assert zone is not None
    assert (zone.value, zone.confidence, [reason.code for reason in zone.reasons]) == (
        "Asia/Shanghai",
        0.6,
        ["zone.chinese"],
    )
    assert doubt(found, "inspect.zone_by_language").fields["zone"] == "Asia/Shanghai"
    assert "inspect.zone_unknown" not in codes(found)


@pytest.mark.parametrize("team", ["總務處", "総務の係", "총무부"])
def test_other_languages_of_east_asia_do_not_tell_the_zone(tmp_path: Path, team: str) -> None:
    rows = [[*row[:2], team, team, team] for row in days("2024-{m:02d}-{d:02d} 09:05")]
    found = look_at(tmp_path, HEADER, rows)
    zone = found.guess("time.zone")
    assert zone is not None
    assert zone.value == "UTC"


def test_an_export_with_one_row_per_case_takes_no_other_column_for_the_case(tmp_path: Path) -> None:
    units = ("民政局一科", "城管局二科", "水务局三科")
    rows = [[f"督{n}", units[n % 3], f"2024-05-01 09:{n:02d}", f"2024-05-02 10:{n:02d}"] for n in range(60)]
    found = look_at(tmp_path, "工单编号,承办单位,受理时间,办结时间", [*rows, rows[0]])
    assert found.mapping is None
    told = doubt(found, "inspect.one_row_per_case")
    assert (told.severity, told.column, told.fields["times"]) == (Severity.ERROR, "工单编号", "受理时间, 办结时间")


def test_a_number_of_the_row_does_not_hide_the_number_of_the_case(tmp_path: Path) -> None:
    rows = [[n, *row] for n, row in enumerate(days("2024-{m:02d}-{d:02d} 09:00:05"))]
    found = look_at(tmp_path, f"id,{HEADER}", rows)
    assert found.mapping is not None
    assert found.mapping.case == "ticket"


@pytest.mark.parametrize("clock", ["09:3{}", "9:3{}:00", "9时3{}分"])
def test_a_day_and_a_time_of_day_in_two_columns_are_named(tmp_path: Path, clock: str) -> None:
    rows = [[*row[:2], clock.format(n % 4), *row[2:]] for n, row in enumerate(days("2024-{m:02d}-{d:02d}"))]
    told = doubt(look_at(tmp_path, "ticket,changed on,hour,status,team,assignee", rows), "inspect.day_and_clock_apart")
    assert (told.column, told.fields["clock"]) == ("changed on", "hour")


def test_unknown_statuses_are_all_listed_up_to_forty(tmp_path: Path) -> None:
    def unknown(kinds: int) -> Iterable[list[object]]:
        rows = days("2024-{m:02d}-{d:02d} 09:00:05", cases=60)
        return (
            [*row[:2], f"Zq{chr(97 + n % kinds // 9)}{chr(97 + n % 9)}x" if n % 3 == 0 else row[2], *row[3:]]
            for n, row in enumerate(rows)
        )

    few = doubt(look_at(tmp_path, HEADER, unknown(21)), "inspect.states_unmapped")
    assert len(str(few.fields["values"]).split(", ")) == few.fields["kinds"]
    many = doubt(look_at(tmp_path, HEADER, unknown(180)), "inspect.states_unmapped_cut")
    assert len(str(many.fields["values"]).split(", ")) == 40
    assert many.fields["more"] == int(many.fields["kinds"]) - 40
