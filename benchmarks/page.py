"""The page of figures: docs/reference/benchmarks.md."""

import json
import os
import platform
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.hundred_million import MEGABYTES_MAX, Huge
from benchmarks.measure import PEERS, Measured

COLD, WARM, WINDOW, POLARS = "Buckstop, cold from Parquet", "Buckstop, warm facts", "DuckDB, window SQL", "Polars"
NETWORK, OUR_XES, SCAN = "pm4py, load + handover network", "Buckstop, cold from XES", "limit: decode five columns"
MILLION, FIVE_MILLION = 1_000_000, 5_000_000

_HEAD = """\
# Benchmarks

Written by `python -m benchmarks` (`make bench`). Do not edit; run it again. Trust ratios, not third digits.

Logs: whole cases of **{base}** drawn with replacement and shifted in time, twelve columns.
Every task runs in a process of its own, in turns with the others; medians. *Seconds* and *processor* seconds (all
threads) are the work after all imports; *peak MB* is of the whole process, interpreter and imports included. On a busy
machine seconds say more about the neighbours than about the work; then read the processor seconds.
The hand-written DuckDB and Polars programs tell the same facts as Buckstop, and the run fails unless all answers are
equal to the last digit (handovers, A-B-A, returns by length, edges, reopenings, hours by state and by raw value before
and after resolution, medians). pm4py tells a network of shares; it has no runs, returns or hours.

Machine: {machine}.
Versions: {versions}.
"""


@dataclass(frozen=True, slots=True)
class Bar:
    """A promise: what it compares, at which size, and which way.

    Args:
        promise: in words.
        events: size of the log.
        value: from the measured tasks by name.
        bar: what it must reach; at_most: the bar is a ceiling.
    """

    promise: str
    events: int
    value: Callable[[dict[str, Measured]], float]
    bar: float
    at_most: bool = False

    def met(self, measured: dict[str, Measured]) -> bool:
        """Whether the promise is kept."""
        value = self.value(measured)
        return value <= self.bar if self.at_most else value >= self.bar


def _faster(ours: str, theirs: str) -> Callable[[dict[str, Measured]], float]:
    return lambda measured: measured[theirs].seconds / measured[ours].seconds


BARS = (
    Bar("warm facts faster than one-shot DuckDB window SQL, times", FIVE_MILLION, _faster(WARM, WINDOW), 6),
    Bar("cold from Parquet faster than pm4py load + network, times", FIVE_MILLION, _faster(COLD, NETWORK), 7),
    Bar("warm facts faster than pm4py load + network, times", FIVE_MILLION, _faster(WARM, NETWORK), 50),
    Bar(
        "memory of pm4py over ours, cold from Parquet, times",
        FIVE_MILLION,
        lambda measured: measured[NETWORK].megabytes / measured[COLD].megabytes,
        8,
    ),
    Bar("peak MB, XES", MILLION, lambda measured: measured[OUR_XES].megabytes, 300, at_most=True),
)


def page(base: str, sizes: dict[int, list[Measured]], huge: Huge | None = None) -> tuple[str, bool]:
    """The page, and whether every bar that could be checked is met.

    Args:
        base: name of the log the cases are drawn from.
        sizes: per number of events, what was measured.
        huge: the run over 10^8 events, if there was one.
    """
    parts = [_HEAD.format(base=base, machine=machine(), versions=_versions()), _bars(sizes)]
    parts += [_table(events, measured) for events, measured in sizes.items()]
    parts += [_huge(huge)] if huge else []
    checked = [bar.met(_named(sizes[bar.events])) for bar in BARS if _measurable(bar, sizes)]
    return "\n".join(parts), all(checked)


def _named(measured: list[Measured]) -> dict[str, Measured]:
    return {one.task.name: one for one in measured}


def _measurable(bar: Bar, sizes: dict[int, list[Measured]]) -> bool:
    if bar.events not in sizes:
        return False
    try:
        bar.value(_named(sizes[bar.events]))
    except KeyError:
        return False
    return True


def _bars(sizes: dict[int, list[Measured]]) -> str:
    lines = ["## Bars", "", "| promise | events | measured | bar | met |", "|---|---|---|---|---|"]
    for bar in BARS:
        if not _measurable(bar, sizes):
            lines.append(f"| {bar.promise} | {bar.events:,} | not run | {bar.bar:g} | - |")
            continue
        named = _named(sizes[bar.events])
        met = "yes" if bar.met(named) else "NO"
        lines.append(f"| {bar.promise} | {bar.events:,} | {bar.value(named):.1f} | {bar.bar:g} | {met} |")
    return "\n".join(lines) + "\n"


def _table(events: int, measured: list[Measured]) -> str:
    limit = next((one.seconds for one in measured if one.task.name == SCAN), None)
    lines = [
        f"## {events:,} events",
        "",
        "| task | seconds | processor s | peak MB | times the limit | runs |",
        "|---|---|---|---|---|---|",
    ]
    for one in measured:
        times = f"{one.seconds / limit:.1f}" if limit else "-"
        lines.append(
            f"| {one.task.name} | {one.seconds:.2f} | {one.processor:.1f} | {one.megabytes:.0f} | {times} | {one.runs} |"
        )
    return "\n".join(lines) + "\n"


def _huge(huge: Huge) -> str:
    return (
        f"## {huge.events:,} events\n\n"
        "Written by `python -m benchmarks.hundred_million`: generated Parquet, import and facts only, one run.\n\n"
        "| import s | facts s | peak MB | stored MB |\n|---|---|---|---|\n"
        f"| {huge.import_seconds:.0f} | {huge.facts_seconds:.1f} | {huge.megabytes:.0f} (at most {MEGABYTES_MAX}) "
        f"| {huge.stored_megabytes:.0f} |\n"
    )


def machine() -> str:
    """Cores, memory, system, and how busy it was."""
    models = {
        line.split(":", 1)[1].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    }
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[2]
    return (
        f"{os.cpu_count()} cores ({', '.join(sorted(models)) or platform.machine()}), {memory:.0f} GB, "
        f"{platform.system()}; load over the last quarter of an hour {load:.1f}"
    )


def _versions() -> str:
    code = (
        "import json, importlib.metadata as m, platform;"
        "print(json.dumps({'python': platform.python_version()} | "
        "{n: m.version(n) for n in ('duckdb', 'pm4py', 'polars', 'pyarrow', 'pandas')}))"
    )
    told = json.loads(subprocess.run([str(PEERS), "-c", code], check=True, capture_output=True, text=True).stdout)
    return ", ".join(f"{name} {version}" for name, version in told.items())
