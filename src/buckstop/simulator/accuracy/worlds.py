"""Accuracy: what the screen finds in simulated logs whose faults are known, and what it finds where there is none.

Every world goes the whole way: simulated log, file, import, screen. Worlds run side by side, one per processor.
"""

import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from buckstop.lens.engine import Session
from buckstop.lens.findings import PatternResult, Standing
from buckstop.lens.importing import Resources, import_log
from buckstop.lens.levels import level_of
from buckstop.lens.normalise import RawTable
from buckstop.lens.screen import screen
from buckstop.simulator.accuracy.page import accuracy_page
from buckstop.simulator.accuracy.score import Outcome, Scores, score
from buckstop.simulator.logs import COUNTED_PLANTS, DOSES, LogSpec, Truth, simulate, write_parquet

Tell = Callable[[int, int | None, str], None]

# Seeds of planted worlds and of twins never meet; a world has the same organisation at every dose.
_FIRST_WORLD, _FIRST_TWIN = 1_000, 10_000
_LANGUAGES = ("en", "zh")
_ONE_THREAD = Resources(threads=1)
# Healthy units differ too: about one in three by more than 16 % in the odds of each rate.
_SPREAD = 0.15


@dataclass(frozen=True, slots=True)
class Job:
    """One world to look at."""

    spec: LogSpec
    twin: bool


def accuracy(
    twins: int = 100, worlds: int = 12, tell: Tell | None = None, base: LogSpec | None = None
) -> tuple[str, bool]:
    """The page with precision, recall and false alarms, and whether every gate is passed.

    Args:
        twins: worlds in which nobody does anything wrong.
        worlds: worlds with every fault planted, at each dose.
        tell: called with (worlds done, worlds in all, what).
        base: size of the worlds and spread of their units; seed, language and dose are set per world.
    """
    spec = base or LogSpec(spread=_SPREAD)
    scores = measured(twins, worlds, spec, tell)
    return accuracy_page(scores, spec), scores.passed


def measured(twins: int, worlds: int, spec: LogSpec, tell: Tell | None = None) -> Scores:
    """The scores behind the page."""
    jobs = [*_planted(worlds, spec), *_twins(twins, spec)]
    outcomes: list[Outcome] = []
    for outcome in _outcomes(jobs):
        outcomes.append(outcome)
        if tell:
            tell(len(outcomes), len(jobs), "accuracy")
    return score(outcomes)


def _planted(worlds: int, spec: LogSpec) -> Iterator[Job]:
    for dose in DOSES:
        for number in range(worlds):
            language = _LANGUAGES[number % len(_LANGUAGES)]
            yield Job(replace(spec, seed=_FIRST_WORLD + number, dose=dose, language=language), twin=False)


def _twins(twins: int, spec: LogSpec) -> Iterator[Job]:
    for number in range(twins):
        language = _LANGUAGES[number % len(_LANGUAGES)]
        yield Job(replace(spec, seed=_FIRST_TWIN + number, language=language).null_twin(), twin=True)


def _outcomes(jobs: Sequence[Job]) -> Iterator[Outcome]:
    """Outcomes in the order of the jobs; a single job runs in this process."""
    processes = min(os.cpu_count() or 1, len(jobs))
    if processes < 2:
        yield from map(look, jobs)
        return
    # Spawned, not forked: DuckDB and Arrow keep threads that do not survive a fork.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield from pool.map(look, jobs)


def look(job: Job) -> Outcome:
    """What the screen says about one world."""
    log = simulate(job.spec)
    with tempfile.TemporaryDirectory(prefix="buckstop-") as folder:
        path = Path(folder) / "log.parquet"
        mapping = write_parquet(log, path)
        raw = RawTable(path.name, "parquet", (path,), tuple(log.table.column_names), log.table.num_rows)
        store = import_log(raw, mapping, Path(folder) / "stored", resources=_ONE_THREAD)
        with Session(store, level_of(mapping, store.meta.holder_columns), _ONE_THREAD) as session:
            results = screen(session)
            names = {
                int(str(number)): str(name)
                for number, name in session.rows("select holder_no, holder_name from holders")
            }
    return Outcome(
        dose=job.spec.dose,
        twin=job.twin,
        planted=log.planted,
        collateral=log.collateral,
        counted=log.counted,
        found=frozenset(_truths(results, names, Standing.NAMED)),
        once=frozenset(_truths(results, names, Standing.ONCE)),
        counts=_counts(results, names),
        tests=sum(result.tested for result in results),
    )


def _truths(results: tuple[PatternResult, ...], names: dict[int, str], standing: Standing) -> Iterator[Truth]:
    """Findings of one standing, in the words of the plants."""
    for result in results:
        for finding in result.findings:
            if finding.standing is standing:
                yield Truth(
                    _file_name(result.pattern), *(_name(names, no) for no in (finding.subject_no, finding.object_no))
                )


def _counts(results: tuple[PatternResult, ...], names: dict[int, str]) -> dict[Truth, int]:
    """What the counting patterns counted, of those that are planted by count."""
    return {
        Truth(_file_name(result.pattern), _name(names, finding.subject_no)): finding.n
        for result in results
        if _file_name(result.pattern) in COUNTED_PLANTS
        for finding in result.findings
    }


def _file_name(pattern: str) -> str:
    return pattern.rsplit(".", maxsplit=1)[-1]


def _name(names: dict[int, str], number: int | None) -> str:
    return "" if number is None else names[number]
