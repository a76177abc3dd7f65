"""The summary in the terminal: what could not be tested is not called nothing, and no order where there is none."""

from typing import Any

import pytest

from buckstop.cli.summaries import show_summary


def finding(subject: str, hours: float) -> dict[str, Any]:
    return {
        "subject": subject,
        "object": None,
        "standing": "named",
        "observed": 30.0,
        "expected": 10.0,
        "hours": hours,
    }


def result(*findings: dict[str, Any], tested: int, rankability: float | None = None) -> dict[str, Any]:
    return {
        "pattern": "pass.pure_relay",
        "tested": tested,
        "rankability": rankability,
        "findings": list(findings),
    }


def told(capsys: pytest.CaptureFixture[str], *results: dict[str, Any]) -> list[str]:
    show_summary({"patterns": list(results)})
    return capsys.readouterr().err.splitlines()


def test_a_log_in_which_nothing_was_tested_is_not_called_clean(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = told(capsys, result(tested=0))
    assert line.startswith("Nothing could be tested: ")


def test_tests_without_a_finding_are_told_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, result(tested=3)) == ["Nothing was found beyond chance."]


@pytest.mark.parametrize(
    ("rankability", "order"),
    [
        (0.69, ["Team 2", "Team 9", "Team 10"]),
        (0.7, ["Team 10", "Team 2", "Team 9"]),
        (None, ["Team 10", "Team 2", "Team 9"]),
    ],
)
def test_units_stand_by_name_where_their_differences_are_too_much_chance(
    capsys: pytest.CaptureFixture[str], rankability: float | None, order: list[str]
) -> None:
    by_hours = (finding("Team 10", 9.0), finding("Team 2", 5.0), finding("Team 9", 1.0))
    lines = told(capsys, result(*by_hours, tested=3, rankability=rankability))
    assert [line.split(": ", 1)[1].split(" (")[0] for line in lines[1:]] == order
