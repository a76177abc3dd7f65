"""The end of `buckstop demo`: who can sign in is said, a free port is found, and Ctrl-C leaves nothing behind."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from time import sleep
from urllib.request import urlopen

import pytest

from buckstop.cli.demo_pages import PASSWORD
from tests.e2e.county import Waiting

_PROGRAM = """
import sys
from pathlib import Path
from buckstop.cli.demo_pages import serve_demo
if __name__ == "__main__":
    serve_demo(Path(sys.argv[1]), int(sys.argv[2]), opening=False)
"""


@pytest.mark.parametrize(("language", "sentence"), [("en", "Everybody's password is: "), ("zh_Hans", "密码")])
def test_the_demo_says_who_can_sign_in_takes_the_next_free_port_and_ends_cleanly(
    founded: tuple[Path, Waiting], tmp_path: Path, language: str, sentence: str
) -> None:
    home = shutil.copytree(founded[0], tmp_path / "home")
    program = tmp_path / "demo.py"
    program.write_text(_PROGRAM, "utf-8")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        demo = subprocess.Popen(
            [sys.executable, str(program), str(home), str(port)],
            env={**os.environ, "BUCKSTOP_LANGUAGE": language},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        said = ""
        assert demo.stdout is not None
        while not (address := re.search(r"http://127\.0\.0\.1:(\d+)", said)):
            line = demo.stdout.readline()
            assert line, said
            said += line
    assert sentence in said
    assert PASSWORD in said
    for login in ("leader", "housing", "pingan-clerk", "auditor"):
        assert re.search(rf"^{login}\b", said, re.MULTILINE), said
    assert int(address[1]) > port
    for _ in range(600):
        try:
            with urlopen(f"{address[0]}/ready", timeout=5) as answer:
                assert answer.read() == b"ready"
            break
        except OSError:
            assert demo.poll() is None
            sleep(0.1)
    else:
        pytest.fail("the pages did not come")
    os.kill(demo.pid, signal.SIGINT)
    rest, _none = demo.communicate(timeout=240)
    assert demo.returncode in {0, 130}
    assert "Traceback" not in rest
    for _ in range(600):  # the system takes its time to bury them
        if not _alive(demo.pid):
            break
        sleep(0.1)
    assert _alive(demo.pid) == []


def _alive(group: int) -> list[str]:
    """What still runs of a group of processes."""
    shown = subprocess.run(["ps", "-eo", "pgid=,stat=,args="], capture_output=True, text=True, check=True).stdout
    lines = (line.split(maxsplit=2) for line in shown.splitlines())
    return [args for pgid, stat, args in lines if int(pgid) == group and not stat.startswith("Z")]
