"""Measure one task in a process of its own: seconds of work, processor seconds, peak memory, and its answer.

Standard library only: a child's peak memory starts from its parent's, so the parent stays small.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / ".peers" / "bin" / "python"


class TaskFailedError(Exception):
    """A task that did not end well: its last words."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to measure.

    Args:
        name: as the page calls it.
        command: program and arguments, the folder of the log excepted.
        ours: run with this interpreter and Buckstop importable, else with the peers' one.
        arguments: what follows the folder.
        runs: how many at most; None = as many as asked for.
    """

    name: str
    command: tuple[str, ...]
    ours: bool
    arguments: tuple[str, ...] = ()
    runs: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds and processor seconds of the work after all imports, peak megabytes of the whole process."""

    seconds: float
    processor: float
    megabytes: float
    answer: dict[str, object]


@dataclass(frozen=True, slots=True)
class Measured:
    """The medians of some runs of one task; the answers were all the same."""

    task: Task
    seconds: float
    processor: float
    megabytes: float
    runs: int
    answer: dict[str, object]


def run(task: Task, folder: Path) -> Run:
    """Run a task once.

    Raises:
        TaskFailedError: it ended with an error.
    """
    program = sys.executable if task.ours else str(PEERS)
    command = [program, "-W", "ignore", *task.command, str(folder), *task.arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src") if task.ours else ""}
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=errors)
        # wait4 and not communicate: only it tells the resources of this one child.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        said, complained = out.read(), errors.read()
    if process.returncode:
        raise TaskFailedError(f"{task.name}: exit {process.returncode}\n{complained[-2000:]}")
    told = json.loads(said.strip().splitlines()[-1])
    return Run(told["seconds"], told["processor"], usage.ru_maxrss / 1024, told["answer"])


def measure(tasks: list[Task], folder: Path, runs: int) -> list[Measured]:
    """Every task so many times, in turns, so that a noisy minute hits all of them.

    Raises:
        TaskFailedError: a task failed, or gave different answers in different runs.
    """
    seen: dict[str, list[Run]] = {task.name: [] for task in tasks}
    for turn in range(runs):
        for task in tasks:
            if turn >= (task.runs or runs):
                continue
            seen[task.name].append(one := run(task, folder))
            print(f"  {task.name:44s} {one.seconds:8.2f} s {one.megabytes:7.0f} MB", flush=True)
    return [_medians(task, seen[task.name]) for task in tasks]


def _medians(task: Task, seen: list[Run]) -> Measured:
    if any(one.answer != seen[0].answer for one in seen):
        raise TaskFailedError(f"{task.name}: different answers in different runs")
    return Measured(
        task=task,
        seconds=statistics.median(one.seconds for one in seen),
        processor=statistics.median(one.processor for one in seen),
        megabytes=statistics.median(one.megabytes for one in seen),
        runs=len(seen),
        answer=seen[0].answer,
    )
