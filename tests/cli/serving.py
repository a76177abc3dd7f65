"""`buckstop serve` as a process of its own, and browsers that know which of its workers answers them (on Linux)."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from benchmarks.pages.browser import Answer, Browser, hidden

_SECONDS_TO_START = 120
_MOST_TRIES = 200  # by chance one worker of two is missed so often once in 2 to the power of 200
_PROC = Path("/proc")


@dataclass
class Pages:
    """Pages that are being served by two workers.

    Args:
        process: the one that watches over the workers.
        browsers: whoever has a connection.
    """

    port: int
    process: int
    browsers: "list[Reached]" = field(default_factory=list)

    @cached_property
    def workers(self) -> tuple[int, int]:
        """Ids of the two processes that answer."""
        found: set[int] = set()
        for _ in range(_MOST_TRIES):
            browser, worker = self._reached()
            browser.end()
            found.add(worker)
            if len(found) > 1:
                break
        one, other = sorted(found)
        return one, other

    def kill(self, worker: int) -> None:
        """End a worker without a word to it."""
        os.kill(worker, signal.SIGKILL)
        del self.workers

    def answering(self) -> set[int]:
        """The process that takes a new connection; none where it is just being replaced."""
        try:
            browser, worker = self._reached()
        except ConnectionError:
            return set()
        browser.end()
        return {worker}

    def at(self, worker: int, cookies: Mapping[str, str] | None = None) -> "Reached":
        """A browser whose connection one given worker answers.

        Args:
            cookies: of a browser that asked before.
        """
        for _ in range(_MOST_TRIES):
            browser, answering = self._reached(cookies)
            if answering == worker:
                self.browsers.append(browser)
                return browser
            browser.end()
        raise AssertionError(f"the worker {worker} takes no connection")

    def _reached(self, cookies: Mapping[str, str] | None = None) -> tuple["Reached", int]:
        browser = Reached(self.port, cookies)
        browser.get("/ready")
        return browser, _answering(self.process, self.port, browser.own_port)


class Reached(Browser):
    """A browser that tells from which port it asks, so that it can be found out who answers."""

    @property
    def own_port(self) -> int:
        """The port at this end of the kept connection."""
        assert self._connection.sock is not None, "the connection was not kept"
        return int(self._connection.sock.getsockname()[1])

    def end(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def sign_in(self, login: str, password: str, wanted: int = 302) -> Answer:
        """Send the form of the sign-in page."""
        form = hidden(self.get("/account/login/").text)
        return self.post("/account/login/", form | {"login": login, "password": password}, wanted)


@contextmanager
def served(home: Path, *words: str) -> Iterator[Pages]:
    """Serve a home until the block ends; then it must end by itself, without a fault in what it said."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BUCKSTOP_", "DJANGO_"))}
    command = home.parent / "command.py"  # a file, as the installed command is one: workers must not run it again
    command.write_text('from buckstop.cli.main import run\n\nif __name__ == "__main__":\n    run()\n', "utf-8")
    program = [sys.executable, str(command), "serve", str(home)]
    with (home.parent / "serve.log").open("w+") as log:
        server = subprocess.Popen([*program, "--port", str(port), *words], env=environment, stdout=log, stderr=log)
        try:
            _wait_until_ready(server, port)
            pages = Pages(port, server.pid)
            yield pages
            for browser in pages.browsers:
                browser.end()
        finally:
            if server.poll() is None:
                server.send_signal(signal.SIGINT)
            try:
                server.wait(timeout=_SECONDS_TO_START)
            finally:
                server.kill()
        log.seek(0)
        said = log.read()
    assert "Traceback" not in said, said
    assert "leaked" not in said, said


def _wait_until_ready(server: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until:
        assert server.poll() is None, "the server ended"
        browser = Reached(port)
        try:
            browser.get("/ready")
        except ConnectionError:
            time.sleep(0.1)
        else:
            return
        finally:
            browser.end()
    raise AssertionError("the server did not start")


def _answering(parent: int, port: int, of: int) -> int:
    """The child of a process that holds the near end of a connection.

    Args:
        port: where the server listens; of: the port at the far end.
    """
    ends = (f":{port:04X}", f":{of:04X}")
    rows = [line.split() for line in (_PROC / "net" / "tcp").read_text("ascii").splitlines()[1:]]
    (inode,) = {row[9] for row in rows if row[1].endswith(ends[0]) and row[2].endswith(ends[1])}
    (worker,) = [child for child in _children(parent) if _holds(child, f"socket:[{inode}]")]
    return worker


def _children(parent: int) -> list[int]:
    found = []
    for folder in _PROC.glob("[0-9]*"):
        try:
            after_name = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile
        if int(after_name[1]) == parent:
            found.append(int(folder.name))
    return found


def _holds(process: int, what: str) -> bool:
    for entry in (_PROC / str(process) / "fd").iterdir():
        try:
            if str(entry.readlink()) == what:
                return True
        except FileNotFoundError:
            continue  # closed meanwhile
    return False
