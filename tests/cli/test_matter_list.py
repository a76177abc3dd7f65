"""`buckstop matter list`: narrowed, late, empty."""

import json
from datetime import timedelta
from pathlib import Path

from buckstop.app.clock import SetClock
from tests.cli.commands import Command, opened


def test_the_list_can_be_narrowed_and_says_when_it_is_empty(buckstop: Command, home: Path) -> None:
    empty = buckstop("matter", "list")
    assert (empty.code, empty.out, "No matter is like that" in empty.err) == (0, "", True)
    opened(buckstop, name="m1")
    opened(buckstop, name="m2")
    buckstop("matter", "claim", "m2", "--as", "p-county")
    buckstop("matter", "offer", "m1", "--to", "water", "--as", "p-county")

    def ids(*words: str) -> list[str]:
        return [one["id"] for one in json.loads(buckstop("matter", "list", "--json", *words).out)]

    assert ids("--holder", "清水县", "--open") == ["m1", "m2"]
    assert ids("--concerns", "water") == ["m1"]
    assert ids("--phase", "settled") == ["m2"]
    assert ids("--due", "2026-03-05") == ["m1"]
    assert ids("--limit", "1", "--after", "m1") == ["m2"]
    table = buckstop("matter", "list")
    assert "offered to 县水务局" in table.out
    assert "Shown: 2 of 2." in table.err


def test_the_list_can_be_narrowed_to_what_is_late_and_not_reported_done(
    buckstop: Command, home: Path, clock: SetClock
) -> None:
    for name in ("m1", "m2"):
        opened(buckstop, name=name)
        buckstop("matter", "claim", name, "--as", "p-county")
    assert "No matter is like that" in buckstop("matter", "list", "--overdue").err
    buckstop("matter", "done", "m2", "--text", "It holds", "--as", "p-county")
    clock.at += timedelta(days=60)
    late = json.loads(buckstop("matter", "list", "--overdue", "--json").out)
    assert [one["id"] for one in late] == ["m1"]


def test_a_list_due_until_no_day_asks_for_one(buckstop: Command, home: Path) -> None:
    said = buckstop("matter", "list", "--due", "soon")
    assert (said.code, "2026-03-31" in said.err) == (2, True)
