"""A new ledger is there whole or not at all: killed at any moment, refused, mounted, or made by two at once."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from buckstop.app.bootstrap import HomeConfig, LedgerHomeError, open_ledger
from buckstop.app.founding import Plan, UnitRow, create
from buckstop.app.new_home import made_beside
from buckstop.domain.ids import UnitId
from buckstop.domain.organisation_decide import OrganisationRefusal
from buckstop.domain.refusals import Refusal
from buckstop.domain.units import UnitKind
from buckstop.ledger.note import VerifierKey
from tests.app.places import as_url

CONFIG = HomeConfig("ledger.example/qs")
ROWS = (
    UnitRow(2, UnitId("qs"), "清水县", UnitKind.ROOT, None, "县长"),
    UnitRow(3, UnitId("water"), "Water Bureau", UnitKind.DEPARTMENT, UnitId("qs")),
)
PLAN = Plan(ROWS, UnitId("qh"), "清河市", UnitId("qs"))
REFUSED = Plan(ROWS, UnitId("water"), "Water Bureau", UnitId("qs"))

KILLED_EVERYWHERE = """
import os, signal, sys
from pathlib import Path
from buckstop.app.founding import create
from tests.app.test_new_home import CONFIG, PLAN

def killed_at(home, moment):
    seen, near = 0, str(home.parent)
    def hear(name, arguments):
        nonlocal seen
        if name in {"open", "os.mkdir", "os.rename", "os.rmdir", "os.scandir"} and str(arguments[0]).startswith(near):
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hear)
    create(home, CONFIG, PLAN)

for moment in range(1, 1000, 2):
    home = Path(sys.argv[1]) / str(moment) / "home"
    child = os.fork()
    if not child:
        killed_at(home, moment)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        print(os.waitstatus_to_exitcode(status), moment)
        break
"""
"""In a process of its own: forks one for every file it touches while a ledger is made, and kills each a file later."""


def test_killed_at_whatever_file_the_making_leaves_no_ledger_or_a_whole_one(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", KILLED_EVERYWHERE, str(tmp_path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.split()[:1] == ["0"], run.stderr
    moments = int(run.stdout.split()[1])
    assert moments > 15
    whole = 0
    for moment in range(1, moments, 2):
        home = tmp_path / str(moment) / "home"
        if home.exists():
            whole += 1
        elif moment % 10 != 1:
            continue
        else:
            assert isinstance(create(home, CONFIG, PLAN), VerifierKey)
        ledger = open_ledger(home)
        assert ledger.organisation().tree.units.keys() == {"qs", "water"}
        ledger.store.close()
        assert [path.name for path in home.parent.iterdir()] == ["home"]
    assert 0 < whole < moments // 2


def test_a_refused_organisation_leaves_nothing(tmp_path: Path) -> None:
    refusal = create(tmp_path / "home", CONFIG, REFUSED)
    assert isinstance(refusal, Refusal)
    assert refusal.code is OrganisationRefusal.ID_TAKEN
    assert list(tmp_path.iterdir()) == []
    assert isinstance(create(tmp_path / "home", CONFIG, PLAN), VerifierKey)


@pytest.mark.postgresql
def test_a_refused_organisation_leaves_nothing_in_a_database_either(tmp_path: Path, postgresql_url: str) -> None:
    config = HomeConfig(CONFIG.origin, store=as_url(postgresql_url))
    assert isinstance(create(tmp_path / "home", config, REFUSED), Refusal)
    with psycopg.connect(postgresql_url) as connection:
        assert connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'ledger'").fetchone() is None
    assert isinstance(create(tmp_path / "home", config, PLAN), VerifierKey)
    ledger = open_ledger(tmp_path / "home")
    assert "water" in ledger.organisation().tree.units
    ledger.store.close()


def test_an_empty_folder_is_taken_and_so_is_the_one_somebody_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    assert isinstance(create(tmp_path / "empty", CONFIG, PLAN), VerifierKey)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "here" / ".here.making-0123abcd").mkdir()  # of an attempt that was killed
    assert isinstance(create(Path(), CONFIG, REFUSED), Refusal)
    assert list(Path().iterdir()) == []
    assert isinstance(create(Path(), CONFIG, PLAN), VerifierKey)
    assert {path.name for path in Path().iterdir()} == {path.name for path in (tmp_path / "empty").iterdir()}
    open_ledger(Path()).store.close()


def test_while_somebody_makes_a_ledger_nobody_else_begins_one_there(tmp_path: Path) -> None:
    with made_beside(tmp_path / "home") as making:
        with pytest.raises(LedgerHomeError, match="at this moment"):
            create(tmp_path / "home", CONFIG, PLAN)
        (making / "whole").touch()
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["whole"]
    with pytest.raises(LedgerHomeError, match="not empty"):
        create(tmp_path / "home", CONFIG, PLAN)
