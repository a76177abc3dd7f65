"""The benchmark of hand-offs believes nobody: what a store does not tell afterwards was not done."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.handoffs.command import STORES, main
from benchmarks.handoffs.contest import ENTRIES, HELPDESK, LIMIT, OURS, ROUNDUP, Cell, Figures, Plan, medians
from benchmarks.handoffs.load import Move, Outcome, Tally, last_holders, misplaced, percentile
from benchmarks.handoffs.page import checked, page
from benchmarks.measure import ROOT

# A contender over a folder of files that keeps its promises only as far as its argument says.
CARELESS = """
import random
from benchmarks.handoffs.command import main

class Careless:
    def __init__(self, place):
        self.folder = place.folder
    def prepare(self, matters, units):
        self.folder.mkdir()
    def client(self, number, clients):
        if FAULT == "dies" and number:
            raise SystemExit(3)
        return self
    def hand_off(self):
        matter, holder = str(random.randrange(20)), str(random.randrange(1000))
        if not (FAULT == "forgets" and matter == "7"):
            (self.folder / matter).write_text(holder)
        with (self.folder / "history").open("a") as history:
            if not (FAULT == "silent" and matter == "7"):
                history.write(".")
        return matter, holder
    def history_rows(self):
        path = self.folder / "history"
        return path.stat().st_size if path.exists() else 0
    def holders(self, matters):
        return {matter: (self.folder / matter).read_text() for matter in matters if (self.folder / matter).exists()}

raise SystemExit(main(Careless))
"""


def asked(program: tuple[str, ...], task: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The answer of a contender's command line."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-W", "ignore", *program, task, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def careless(folder: Path, fault: str, clients: int = 1) -> subprocess.CompletedProcess[str]:
    """A short load on a contender with a fault."""
    script = folder / "careless.py"
    script.write_text(CARELESS.replace("FAULT", repr(fault)), encoding="utf-8")
    where = ("--store", "sqlite", "--folder", str(folder / "store"))
    assert asked((str(script),), "prepare", *where).returncode == 0
    return asked((str(script),), "run", *where, "--clients", str(clients), "--seconds", "0.1")


def plan(*, large: int = 0) -> Plan:
    return Plan(ENTRIES, (8,), 10_000, large, large_clients=8, units=200, seconds=4, runs=3)


def figures(**per_second: float) -> dict[Cell, Figures]:
    """Equal figures on both stores, 8 clients, 10,000 matters."""
    names = {"ours": OURS.name, "limit": LIMIT.name, "roundup": ROUNDUP.name, "helpdesk": HELPDESK.name}
    return {
        Cell(store, 10_000, 8, names[who]): Figures(value, 1.0, 2.0, 3.0, errors=0, runs=3)
        for store in STORES
        for who, value in per_second.items()
    }


def test_an_honest_contender_is_measured(tmp_path: Path) -> None:
    done = careless(tmp_path, "none")
    told = Outcome(**json.loads(done.stdout))
    assert told.ops > 0
    assert told.history_rows >= told.ops
    assert told.p50_ms <= told.p99_ms <= told.max_ms
    assert told.per_second == pytest.approx(told.ops / told.seconds, rel=0.01)


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [("forgets", "matters have a wrong holder"), ("silent", "the history grew by"), ("dies", "a client died")],
)
def test_a_contender_that_loses_something_is_not_measured(tmp_path: Path, fault: str, complaint: str) -> None:
    done = careless(tmp_path, fault, clients=2 if fault == "dies" else 1)
    assert done.returncode == 1
    assert complaint in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("more", [(), ("--numbered",)])
def test_our_hand_offs_on_sqlite_are_all_in_the_log(tmp_path: Path, more: tuple[str, ...]) -> None:
    ours = ("-m", "benchmarks.handoffs.ours")
    where = ("--store", "sqlite", "--folder", str(tmp_path / "store"), *more)
    assert asked(ours, "prepare", *where, "--matters", "30", "--units", "5").returncode == 0
    done = asked(ours, "run", *where, "--clients", "2", "--seconds", "0.2")
    assert done.returncode == 0, done.stderr
    assert Outcome(**json.loads(done.stdout)).ops > 0


def test_raw_commits_on_sqlite_keep_every_row_with_several_clients(tmp_path: Path) -> None:
    limit = ("-m", "benchmarks.handoffs.raw_commits")
    where = ("--store", "sqlite", "--folder", str(tmp_path / "limit"))
    assert asked(limit, "prepare", *where, "--matters", "100", "--units", "5").returncode == 0
    for clients in (1, 3):
        done = asked(limit, "run", *where, "--clients", str(clients), "--seconds", "0.2", "--state-bytes", "100")
        told = Outcome(**json.loads(done.stdout))
        assert (told.clients, told.errors) == (clients, 0)
        assert told.history_rows >= told.ops > 0


def test_the_last_hand_off_names_the_holder() -> None:
    first, second = Tally(last={"m": Move(0.0, 1.0, "a")}), Tally(last={"m": Move(2.0, 3.0, "b")})
    assert last_holders([first, second]) == {"m": frozenset({"b"})}
    assert misplaced({"m": frozenset({"b"})}, {"m": "a"}) == ["m"]
    assert misplaced({"m": frozenset({"b"})}, {"m": "b"}) == []


def test_hand_offs_that_overlapped_may_have_taken_either_order() -> None:
    first, second = Tally(last={"m": Move(0.0, 2.5, "a")}), Tally(last={"m": Move(2.0, 3.0, "b")})
    assert last_holders([first, second]) == {"m": frozenset({"a", "b"})}


def test_a_matter_the_store_does_not_know_is_misplaced() -> None:
    assert misplaced({"m": frozenset({"a"})}, {}) == ["m"]


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.001, 1)])
def test_a_percentile_is_a_value_that_was_seen(share: float, expected: int) -> None:
    assert percentile([float(value) for value in range(1, 101)], share) == expected


def test_medians_are_taken_of_each_figure_and_the_worst_of_the_maximum() -> None:
    runs = [
        Outcome(8, 10, 1.0, speed, 1.0, p99, worst, 1, 10, 5)
        for speed, p99, worst in ((9, 5, 7), (1, 6, 90), (5, 4, 8))
    ]
    assert medians(runs) == Figures(5, 1.0, 5, 90, errors=3, runs=3)


def test_every_turn_asks_all_contenders_for_one_cell_before_the_next() -> None:
    cells = [(cell.store, cell.clients) for _, cell in plan().cells()]
    assert cells == [("sqlite", 8)] * len(ENTRIES) + [("postgresql", 8)] * len(ENTRIES)


def test_only_those_that_may_not_slow_down_meet_the_large_number_of_matters() -> None:
    large = {entry for entry, cell in plan(large=1_000_000).cells() if cell.matters == 1_000_000}
    assert large == {entry for entry in ENTRIES if entry.grows} == {OURS, LIMIT}


def test_a_bar_fails_where_we_are_too_slow() -> None:
    good = figures(ours=1000.0, limit=3900.0, roundup=99.0, helpdesk=50.0)
    assert page(plan(), good, "3", "18")[1]
    for slower in ({"limit": 4100.0}, {"roundup": 101.0}, {"helpdesk": 101.0}):
        text, met = page(plan(), good | figures(**slower), "3", "18")
        assert not met
        assert text.count("| NO |") == len(STORES)


def test_speed_with_many_matters_is_compared_with_our_own() -> None:
    few = figures(ours=1000.0)
    many = {Cell(store, 1_000_000, 8, OURS.name): Figures(700.0, 1, 2, 3, 0, 3) for store in STORES}
    flat = [bar for bar in checked(plan(large=1_000_000), few | many) if "its own speed" in bar.promise]
    assert [(bar.value, bar.met()) for bar in flat] == [(0.7, False), (0.7, False)]


def test_without_ours_no_bar_is_claimed() -> None:
    others = Plan(ENTRIES[1:], (8,), 10_000, 0, large_clients=8, units=200, seconds=4, runs=3)
    text, met = page(others, figures(limit=5000.0, roundup=900.0), "3", "18")
    assert "left out" in text
    assert "| yes |" not in text
    assert met


def test_the_command_line_knows_both_stores_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["contender", "run", "--store", "paper", "--folder", "x"])
    with pytest.raises(SystemExit):
        main(lambda place: pytest.fail(f"nothing is to be opened: {place}"))
    assert "--store" in capsys.readouterr().err
