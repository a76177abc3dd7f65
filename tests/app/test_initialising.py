"""A first run makes everything or leaves nothing; what it makes can be opened, signed in to and administered."""

import csv
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from buckstop.app.bootstrap import HomeConfig, LedgerHomeError, open_ledger
from buckstop.app.initialising import (
    FirstAdministrator,
    NoAdministratorError,
    bare_register,
    initialise,
    with_administrator,
)
from buckstop.app.organising import administers
from buckstop.app.speaking import speaker
from buckstop.db.unfinished import begin_unfinished, clear_unfinished, finish
from buckstop.domain.organisation_commands import RenameUnit
from buckstop.domain.organisation_refusals import OrganisationRefusal
from buckstop.domain.posts import Role
from buckstop.domain.refusals import Refusal
from buckstop.ledger.store import StoreError
from tests.app.places import as_url
from tests.app.register_books import read
from tests.intake.registers.books import workbook

CONFIG = HomeConfig("ledger.example/qs")
ADMINISTRATOR = FirstAdministrator("admin", "Ann Admin", "System administrator")

# One process keeps the accounts of one ledger: each first run is a process of its own, as in life.
RUN = """
import sys
from pathlib import Path
from buckstop.app.bootstrap import HomeConfig
from buckstop.app.initialising import initialise
from buckstop.app.registers import read_for_founding
home, book, store = sys.argv[1:]
register = read_for_founding(Path(book).read_bytes(), "county.xlsx").register
made = initialise(Path(home), HomeConfig("ledger.example/qs", store=store), register, language="en")
print(made.units, made.posts, made.people, made.accounts, *made.administrators)
"""


def first_run(folder: Path, home: Path, store: str = "sqlite:ledger.db") -> subprocess.CompletedProcess[str]:
    book = folder / "county.xlsx"
    book.write_bytes(workbook())
    command = [sys.executable, "-c", RUN, str(home), str(book), store]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def look_at(home: Path) -> None:
    """What a first run leaves can be opened, and its administrator may change it."""
    ledger = open_ledger(home)
    organisation = ledger.organisation()
    actor = speaker(organisation, ledger.now(), person="p0004", roles=[Role.ADMINISTRATOR])
    assert administers(organisation, actor, RenameUnit(organisation.root, "X"), ledger.now()) is None
    assert administers(organisation, None, RenameUnit(organisation.root, "X"), ledger.now()) is not None
    ledger.store.close()
    with (home / "first-passwords.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["login"] for row in rows] == ["wang", "lifang", "zhaomei"]
    assert len({row["password"] for row in rows}) == 3
    for path in (home / "first-passwords.csv", home / "ledger.toml", home / "keys" / "log.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_register_becomes_a_ledger_with_accounts_and_an_administrator(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    run = first_run(tmp_path, home)
    assert run.stdout.split() == ["5", "9", "4", "3", "zhaomei"], run.stderr
    look_at(home)
    assert [path.name for path in home.parent.iterdir()] == ["home"]
    again = first_run(tmp_path, home)
    assert "is not empty" in again.stderr


@pytest.mark.postgresql
def test_a_ledger_in_postgresql_is_made_whole_with_its_accounts(tmp_path: Path, postgresql_url: str) -> None:
    home = tmp_path / "home"
    run = first_run(tmp_path, home, as_url(postgresql_url))
    assert run.stdout.split() == ["5", "9", "4", "3", "zhaomei"], run.stderr
    look_at(home)
    with psycopg.connect(postgresql_url) as connection:
        count = connection.execute("SELECT count(*) FROM accounts.accounts_account").fetchone()
    assert count == (3,)
    with pytest.raises(StoreError, match="has a schema ledger already"):
        initialise(tmp_path / "other", replace(CONFIG, store=as_url(postgresql_url)), read(), language="en")
    assert not (tmp_path / "other").exists()


@pytest.mark.postgresql
def test_what_a_broken_attempt_left_in_a_database_is_cleared_and_nothing_else(postgresql_url: str) -> None:
    def schemas() -> set[str]:
        with psycopg.connect(postgresql_url) as connection:
            found = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname IN ('ledger', 'accounts')")
            return {name for (name,) in found}

    begin_unfinished(postgresql_url)
    with psycopg.connect(postgresql_url) as connection:
        connection.execute("CREATE TABLE ledger.half (x integer)")
        connection.execute("CREATE SCHEMA accounts")
    begin_unfinished(postgresql_url)  # the attempt after it
    assert schemas() == {"ledger"}
    finish(postgresql_url)
    clear_unfinished(postgresql_url)
    assert schemas() == {"ledger"}
    with pytest.raises(StoreError, match="nothing was changed"):
        begin_unfinished(postgresql_url)


def test_a_refused_organisation_leaves_nothing(tmp_path: Path) -> None:
    register = read()
    wrong = replace(register, settings=replace(register.settings, outside_arbiter_id="qs"))
    refusal = initialise(tmp_path / "home", CONFIG, wrong, language="en")
    assert isinstance(refusal, Refusal)
    assert refusal.code is OrganisationRefusal.ARBITER_INSIDE
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "config", [HomeConfig("two words"), replace(CONFIG, store="nowhere:x"), replace(CONFIG, pack="x")]
)
def test_a_world_that_fails_leaves_nothing(tmp_path: Path, config: HomeConfig) -> None:
    with pytest.raises((LedgerHomeError, StoreError)):
        initialise(tmp_path / "home", config, read(), language="en")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_attempt_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / ".home.making-0123abcd"
    left.mkdir()
    (left / "ledger.toml").write_text("half")
    with pytest.raises(LedgerHomeError):
        initialise(tmp_path / "home", HomeConfig("two words"), read(), language="en")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(LedgerHomeError, match="not empty"):
        initialise(tmp_path, CONFIG, read(), language="en")
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_without_somebody_who_signs_in_and_administers_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(NoAdministratorError):
        initialise(tmp_path / "home", CONFIG, bare_register("清水县", "清河市"), language="en")
    assert list(tmp_path.iterdir()) == []


def test_a_new_administrator_gets_a_post_in_the_root() -> None:
    register = with_administrator(read(), ADMINISTRATOR)
    assert (register.posts[-1].unit, register.posts[-1].roles) == ("qs", frozenset({Role.ADMINISTRATOR}))
    assert (register.people[-1].name, register.people[-1].posts) == ("Ann Admin", (register.posts[-1].key,))


def test_a_person_of_the_register_becomes_administrator_beside_their_posts() -> None:
    register = with_administrator(read(), replace(ADMINISTRATOR, login="wang"))
    (wang,) = [one for one in register.people if one.login == "wang"]
    assert len(wang.posts) == 2
    assert len(register.people) == len(read().people)


def test_who_administers_already_needs_nothing_more() -> None:
    assert with_administrator(read(), replace(ADMINISTRATOR, login="zhaomei")) == read()


def test_a_title_that_is_taken_is_numbered() -> None:
    once = with_administrator(read(), ADMINISTRATOR)
    twice = with_administrator(once, replace(ADMINISTRATOR, login="second"))
    assert [post.title for post in twice.posts[-2:]] == ["System administrator", "System administrator 2"]
