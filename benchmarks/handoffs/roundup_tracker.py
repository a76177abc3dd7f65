"""Roundup re-assigning issues in-process: `db.issue.set(id, assignedto=...)`, then `db.commit()`, which journals it.

The classic tracker as installed, whose detectors put every new holder on the issue's nosy list; `--bare` takes the
detectors away, and what remains is the least a re-assignment costs there. No mail is sent in either.
Roundup opens SQLite in WAL mode by itself and waits up to 30 seconds for a lock; PostgreSQL at "read committed".
"""

import random
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg2  # type: ignore[import-untyped]  # ships no types
from roundup import instance  # type: ignore[import-not-found]  # a measured peer: in .peers/ only

from benchmarks.handoffs import newer_sqlite
from benchmarks.handoffs.command import USER, Place, answer, arguments, place
from benchmarks.handoffs.load import Client, ConflictError
from benchmarks.handoffs.postgresql import drop_database

_BATCH = 500


class Tracker:
    """A Roundup tracker on either of its databases.

    Args:
        place: where.
        bare: without detectors.
    """

    def __init__(self, place: Place, *, bare: bool) -> None:
        newer_sqlite.install()
        self._place = place
        self._home = place.folder / "tracker"
        self._bare = bare
        self._database = "roundup_bare" if bare else "roundup"

    def prepare(self, matters: int, units: int) -> None:
        """Install, initialise, and create users and issues."""
        shutil.rmtree(self._place.folder, ignore_errors=True)
        self._home.mkdir(parents=True)
        settings = ["tracker_web=http://localhost/", "mail_domain=localhost", f"rdbms_name={self._database}"]
        if self._place.host:
            settings += [f"rdbms_host={self._place.host}", f"rdbms_user={USER}"]
            drop_database(
                self._place.host, self._database
            )  # Roundup makes it, and asks before it takes one that is there
        self._administer("install", "classic", self._place.store, ",".join(settings))
        if self._bare:
            for detector in (self._home / "detectors").glob("*.py"):
                detector.unlink()
        self._administer("initialise", "admin")
        database = self._open()
        users = [database.user.create(username=f"unit-{n}", roles="User") for n in range(units)]
        for number in range(matters):
            database.issue.create(title=f"Matter {number}", assignedto=users[number % units])
            if number % _BATCH == 0:
                database.commit()
        database.commit()
        database.close()

    def client(self, number: int, clients: int) -> Client:  # noqa: ARG002 - everyone may touch everything
        """A tracker opened by this process; every client may touch every issue."""
        database = self._open()
        return _TrackerClient(database, database.issue.list(), _users(database))

    def history_rows(self) -> int:
        """Journal entries of changes to issues."""
        return int(self._ask("SELECT count(*) FROM issue__journal WHERE action = 'set'")[0][0])

    def holders(self, matters: Iterable[str]) -> dict[str, str]:
        """From the issues' own table."""
        wanted = set(matters)
        rows = self._ask("SELECT id, _assignedto FROM _issue")
        return {str(id_): str(user) for id_, user in rows if str(id_) in wanted}

    def _open(self) -> Any:
        return instance.open(str(self._home), optimize=1).open("admin")

    def _ask(self, sql: str) -> list[Any]:
        database = self._open()
        database.sql(sql)
        rows = [tuple(row) for row in database.sql_fetchall()]
        database.close()
        return rows

    def _administer(self, *arguments: str) -> None:
        command = [str(Path(sys.executable).with_name("roundup-admin")), "-i", str(self._home), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


class _TrackerClient:
    def __init__(self, database: Any, issues: list[str], users: list[str]) -> None:
        self._database = database
        self._issues = issues
        self._users = users

    def hand_off(self) -> tuple[str, str]:
        issue = random.choice(self._issues)
        database = self._database
        try:
            present = database.issue.get(issue, "assignedto")
            user = another(self._users, present)
            database.issue.set(issue, assignedto=user)
            database.commit()
        except (newer_sqlite.sqlite3.OperationalError, psycopg2.OperationalError) as error:
            database.rollback()
            raise ConflictError from error
        return issue, user


def another(holders: list[str], present: str) -> str:
    """A random holder who is not the present one: whoever re-assigns to the same writes nothing."""
    while (chosen := random.choice(holders)) == present:
        pass
    return chosen


def _users(database: Any) -> list[str]:
    return [id_ for id_ in database.user.list() if database.user.get(id_, "username").startswith("unit-")]


def main() -> int:
    """Answer the command line."""
    parser = arguments()
    parser.add_argument("--bare", action="store_true", help="without the detectors of the classic tracker")
    asked = parser.parse_args()
    return answer(asked, Tracker(place(asked), bare=asked.bare))


if __name__ == "__main__":
    raise SystemExit(main())
