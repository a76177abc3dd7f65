"""One small log with everything a report must bear: a planted ping-pong, a rate above its peers, hostile names.

The log is imported and screened through the real kernel; nothing here is a stand-in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from buckstop.i18n import Translate
from buckstop.lens.engine import Session
from buckstop.lens.examples import mapping_of, rows_of, store_rows
from buckstop.lens.facts import Facts, facts
from buckstop.lens.findings import PatternResult
from buckstop.lens.importing import Resources
from buckstop.lens.issues import Issue, Severity
from buckstop.lens.level_tables import ensure_level
from buckstop.lens.levels import level_of
from buckstop.lens.mapping import CalendarSpec, HolderWords
from buckstop.lens.pattern import Cases, Example
from buckstop.lens.report.build import build_report
from buckstop.lens.report.data import ReportData
from buckstop.lens.screen import screen
from buckstop.lens.store import StoredLog

SCRIPT = "</script><img src=x onerror=alert(1)>"
REVERSED = "Parks\u202egnp.exe"
CONTROL = "Hous\x07ing\x00<b>"
ARABIC = "\u0645\u0643\u062a\u0628"
CHINESE = "县水务局"
LONG = "Department of " + "very " * 40 + "long names"
QUOTE = "\"Schools\" & 'Health' <!-- "
CASE = '<svg onload="alert(2)"> --> ]]> {{ 7*7 }} %(x)s'

# Names of the example's units, as the hostile log spells them.
NAMES = {
    "Roads": SCRIPT,
    "Water": CHINESE,
    "Parks": REVERSED,
    "Housing": CONTROL,
    "Schools": QUOTE,
    "Health": ARABIC,
    "Waste": LONG,
    "Transit": "__proto__",
}
_PEERS = ("Parks", "Housing", "Schools", "Health", "Waste")
_HEALTHY = tuple(
    cases
    for unit in _PEERS
    for cases in (
        Cases(12, f"{unit}:queued+0 {unit}:working+200 {unit}:done+220"),
        Cases(78, f"{unit}:queued+0 {unit}:working+20 {unit}:done+40"),
    )
)
BUSY = Example(
    claim="one log with findings of several kinds",
    cases=(
        Cases(60, "Roads:queued+0 Water:queued+5 Roads:queued+20 Roads:working+30 Roads:waiting+31 Roads:done+40"),
        Cases(60, "Parks:queued+0 Water:queued+5 Housing:queued+20 Housing:working+30 Housing:done+40"),
        *_HEALTHY,
        Cases(63, "Transit:queued+0 Transit:working+200 Transit:done+220 Transit:closed+400"),
        Cases(27, "Transit:queued+0 Transit:working+20 Transit:done+40"),
        Cases(5, "-:other+0 Parks:working+5 -:other+9 Parks:done+30"),
        Cases(4, "-:other+0 -:other+9"),
        Cases(1, " ".join(f"{'Roads' if i % 2 else 'Waste'}:working+{i}" for i in range(60)) + " Waste:done+61"),
    ),
)


@dataclass(frozen=True)
class Screened:
    """A log at one level, opened, with its facts and pattern results."""

    session: Session
    facts: Facts
    results: tuple[PatternResult, ...]

    def report(self, translate: Translate = str, language: str = "en", *, show_persons: bool = False) -> ReportData:
        """The report of this log."""
        return build_report(
            self.session,
            self.facts,
            self.results,
            translate=translate,
            language=language,
            issue_sentence=lambda issue: f"What {issue.code} says.",
            show_persons=show_persons,
        )


def hostile_rows(example: Example) -> pa.Table:
    """The example's events under hostile names, with a person behind every event of a unit."""
    rows = rows_of(example).to_pylist()
    for row in rows:
        unit = row["unit"]
        row["person"] = None if unit is None else f"{unit} clerk {int(row['case'][-1]) % 3}"
        row["unit"] = NAMES.get(unit, unit)
        row["case"] = f"{CASE} {row['case']}"
    return pa.Table.from_pylist(rows, schema=rows_of(example).schema.append(pa.field("person", pa.string())))


def store_busy(folder: Path) -> StoredLog:
    """The busy log under hostile names, with a working calendar, a robot that never occurs and an issue with a position."""
    mapping = replace(
        mapping_of(BUSY),
        name="Qingshui <county> & sons",
        person="person",
        calendar=CalendarSpec(),
        holders=HolderWords(robots=("auto<dispatch>",)),
    )
    store = store_rows(hostile_rows(BUSY), mapping, folder)
    doubt = Issue("time.doubt", Severity.ERROR, f"{SCRIPT}.csv", sheet="S&1", row=17, column=QUOTE, count=3)
    return store.with_issues((doubt,))


@contextmanager
def opened(store: StoredLog, holder: str = "unit", *, tie_orders: int = 4) -> Iterator[Screened]:
    """The log at a level, screened."""
    level = level_of(store.meta.mapping, store.meta.holder_columns, holder)
    ensure_level(store, level)
    with Session(store, level, Resources(memory_limit="500MB", threads=1)) as session:
        yield Screened(session, facts(session, tie_orders=tie_orders), screen(session))
