"""The command as a process of its own: for what opens accounts, of which one process keeps one set."""

import os
import subprocess
import sys
from pathlib import Path

from tests.cli.commands import Said


def run(folder: Path, *words: str | Path, answers: str = "", language: str = "en") -> Said:
    """Run the command in a folder; whatever it asks is answered from a pipe."""
    environment = {**os.environ, "BUCKSTOP_LANGUAGE": language}
    environment.pop("BUCKSTOP_LEDGER", None)
    program = "from buckstop.cli.main import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, words)],
        cwd=folder,
        env=environment,
        input=answers,
        capture_output=True,
        text=True,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)
