"""Examples become real logs: every event where the path says, in any size, from rows in any order."""

from datetime import timedelta
from pathlib import Path

import pytest

from buckstop.lens.examples import FIRST_START, mapping_of, open_example, rows_of, store_example, subject_names
from buckstop.lens.mapping import STATE_CODES, State
from buckstop.lens.pattern import Cases, Example, Need

EXAMPLE = Example(
    claim="",
    cases=(
        Cases(3, "Desk:queued+0 Roads:working+2.5 -:queued+4 Roads:done+9", "repair", due=48.0, demander="Mayor"),
        Cases(1, "Roads:waiting+0", subject="Report"),
    ),
    lines=(("Roads", 2),),
)


def test_every_token_of_a_path_is_one_row_at_its_hour() -> None:
    rows = rows_of(EXAMPLE).to_pylist()
    assert len(rows) == 3 * 4 + 1
    first = rows[:4]
    assert [row["time"] - FIRST_START for row in first] == [timedelta(hours=hour) for hour in (0, 2.5, 4, 9)]
    assert [row["unit"] for row in first] == ["Desk", "Roads@2", None, "Roads@2"]
    assert [row["due"] for row in first] == [FIRST_START + timedelta(hours=48)] * 4
    assert rows[-1]["subject"] == "Report"
    assert rows[-1]["due"] is None


def test_starts_are_spread_over_a_year_so_that_all_windows_get_their_share(tmp_path: Path) -> None:
    example = Example(claim="", cases=(Cases(30, "Desk:queued+0 Desk:done+1"),))
    with open_example(store_example(example, tmp_path)) as session:
        windows = session.rows("select window_no, count(*) from cases group by window_no order by window_no")
    assert windows == [(0, 10), (1, 10), (2, 10)]


def test_the_mapping_names_only_what_the_example_tells(tmp_path: Path) -> None:
    plain = Example(claim="", cases=(Cases(2, "Desk:queued+0 Desk:done+1"),))
    with open_example(store_example(plain, tmp_path / "plain")) as session:
        assert [need for need in Need if session.has(need)] == [Need.STATE, Need.UNIT]
    with open_example(store_example(EXAMPLE, tmp_path / "full")) as session:
        assert all(session.has(need) for need in Need)


def test_a_log_of_a_few_rows_keeps_the_order_of_its_events(tmp_path: Path) -> None:
    example = Example(claim="", cases=(Cases(2, "Desk:queued+0 Roads:working+1 Desk:done+2"),))
    with open_example(store_example(example, tmp_path)) as session:
        names = subject_names(session)
        runs = session.table("select case_no, run_no, holder_no from runs order by case_no, run_no").to_pylist()
    assert [(row["run_no"], names[row["holder_no"]]) for row in runs] == [(0, "Desk"), (1, "Roads"), (2, "Desk")] * 2


def test_events_without_a_holder_are_transparent(tmp_path: Path) -> None:
    with open_example(store_example(EXAMPLE, tmp_path)) as session:
        lines = session.rows("select holder_name, line_no from holders order by line_no")
        runs = session.rows(
            "select count(*) from runs where case_no in (select case_no from cases where case_type <> '')"
        )
        states = session.rows("select distinct state from events order by state")
    assert lines == [("Desk", 0), ("Roads@2", 2)]
    assert runs == [(6,)]
    expected = (State.WORKING, State.QUEUED, State.WAITING, State.DONE)
    assert [state for (state,) in states] == sorted(STATE_CODES[state] for state in expected)


@pytest.mark.parametrize("token", ["Desk", "Desk:queued", "Desk:resting+1", "Desk:queued+soon"])
def test_a_token_of_another_form_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        rows_of(Example(claim="", cases=(Cases(1, token),)))


def test_the_mapping_reads_the_line_from_the_name() -> None:
    mapping = mapping_of(EXAMPLE)
    assert mapping.line_order == ("0", "1", "2")
    assert mapping.line_column == mapping.unit
