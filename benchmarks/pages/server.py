"""`python -m benchmarks.pages.server APPLICATION --port N`: the server that `buckstop serve` starts, with any application.

Everybody is measured behind the same server. Peers' applications find their packages through PYTHONPATH.
"""

import argparse
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from benchmarks.measure import ROOT, TaskFailedError

_THREADS = 4  # as `buckstop serve`
_START_SECONDS_MAX = 60.0


@contextmanager
def running(module: list[str], environment: Mapping[str, str]) -> Iterator[int]:
    """A server process on a free port, until the block ends; its port.

    Args:
        module: what follows `python -m`; `--port` and the port are added.

    Raises:
        TaskFailedError: it does not answer.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, *module, "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment, start_new_session=True)
    try:
        until = time.monotonic() + _START_SECONDS_MAX
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > until:
                raise TaskFailedError(f"no server: {' '.join(command)}")
            time.sleep(0.2)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/")
        connection.getresponse().read()
    except OSError:
        return False
    return True


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages.server", description=__doc__)
    parser.add_argument("application")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    multiprocessing.set_start_method("spawn", force=True)
    Granian(
        asked.application,
        address="127.0.0.1",
        port=asked.port,
        interface=Interfaces.WSGI,
        workers=asked.workers,
        blocking_threads=_THREADS,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()


if __name__ == "__main__":
    main()
