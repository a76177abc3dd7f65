"""Everybody's 100,000 matters, made once and kept: what takes minutes is not made anew for a measurement of minutes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.measure import PEERS, ROOT, TaskFailedError

OURS, ROUNDUP, HELPDESK, LIMIT = "Buckstop", "Roundup", "django-helpdesk", "limit"
_MADE = "made"  # a file that stands in a store's folder once it is whole: which size it has


def folder_of(work: Path, who: str, store: str) -> Path:
    """Where somebody's matters lie."""
    return work / f"{who.lower().replace('-', '_')}--{store}"


def make(work: Path, who: str, store: str, host: str, matters: int, users: int) -> None:
    """One store, unless it is there in this size.

    Raises:
        TaskFailedError: it cannot be made.
    """
    folder = folder_of(work, who, store)
    size, stamp = f"{matters} {users}", folder / _MADE
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == size:
        return
    print(f"making {matters:,} matters: {who}, {store}", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    place = ["--store", store, "--folder", str(folder), "--host", host, "--matters", str(matters)]
    match who:
        case "Buckstop":
            _run(sys.executable, "benchmarks.pages.ledger", "prepare", *place, "--users", str(users))
        case "Roundup":
            _run(str(PEERS), "benchmarks.handoffs.roundup_tracker", "prepare", *place, "--units", str(users))
            _run(str(PEERS), "benchmarks.pages.roundup_application", str(folder), "8")
        case "django-helpdesk":
            _run(str(PEERS), "benchmarks.handoffs.django_helpdesk", "prepare", *place, "--units", str(users))
            _run(str(PEERS), "benchmarks.pages.helpdesk_application", str(folder), store, host, "8")
        case _:
            _run(sys.executable, "benchmarks.handoffs.raw_commits", "prepare", *place, "--units", str(users))
    folder.mkdir(parents=True, exist_ok=True)  # on PostgreSQL not everybody needs one
    stamp.write_text(size, encoding="utf-8")


def _run(python: str, module: str, *arguments: str) -> None:
    command = [python, "-W", "ignore", "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False)
    if done.returncode:
        raise TaskFailedError(f"exit {done.returncode}: {' '.join(command)}")
