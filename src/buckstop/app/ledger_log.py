"""A ledger as an event log for the lens: every event of every matter, with who answered from then on.

Why a log like any other: what the lens says of a ledger is then computed as it is for foreign systems, by the same code
and under the same doubts, and anybody can take the file elsewhere.

What the columns mean:

* `unit`: who answers for the matter from this event on. An offer moves nothing, so its receiver stands here only once
  it has accepted or was named.
* `person`: pseudonym of who acted, where that was somebody of the unit that answers; empty for timers, other units
  and citizens, who appear nowhere in the log.
* `clock`: whose clock runs from this event on, as far as the events tell by now: another level to look at. A claim to be
  done stays with who made it while others look at it: else whoever verifies would count as who resolved. While an
  outsider is waited for the holder stands here and the state is `waiting`, which the lens charges to nobody; hours of a
  plan that could not be met stand under `~planner`, which it charges to nobody either.
* `state`: `queued` while an offer is open, and after a hand-over until the new holder does something itself; `paused`
  while a superior's decision or answer is awaited; `waiting` during confirmed waits for outsiders; then `working`,
  `done`, `closed`, and `reopened` where it was.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from buckstop.app.analyse import LogRequest
from buckstop.app.histories import histories_of
from buckstop.app.ledger import Ledger
from buckstop.app.outputs import write_text
from buckstop.app.sight import KIND
from buckstop.domain.ids import UnitId
from buckstop.domain.matter.clocks import hours
from buckstop.domain.matter.events import MatterEvent, accountability, work
from buckstop.domain.matter.evolve import evolve
from buckstop.domain.matter.state import Matter
from buckstop.domain.matter.words import OUTSIDE, PLANNER, Phase
from buckstop.domain.organisation import Organisation
from buckstop.intake.mapping_draft import dump_mapping
from buckstop.ledger.codec import decode
from buckstop.lens.mapping import CalendarSpec, HolderWords, Mapping, State, TimeSpec

LOG, MAPPING = "events.parquet", "mapping.toml"
"""Names of the files `write_ledger_log` writes."""

_INSTANT = pa.timestamp("us", "UTC")
_COLUMNS: tuple[tuple[str, pa.DataType], ...] = (
    ("case", pa.string()),
    ("version", pa.int64()),
    ("time", _INSTANT),
    ("unit", pa.string()),
    ("person", pa.string()),
    ("clock", pa.string()),
    ("level", pa.string()),
    ("activity", pa.string()),
    ("state", pa.string()),
    ("case_type", pa.string()),
    ("profile", pa.string()),
    ("priority", pa.string()),
    ("due", _INSTANT),
    ("demander", pa.string()),
    ("title", pa.string()),
    ("outcome", pa.string()),
)
SCHEMA = pa.schema([pa.field(name, kind) for name, kind in _COLUMNS])
"""Columns of the log."""

_ROWS_AT_ONCE = 50_000
_PREFIX = f"{KIND}."
# What a holder does without having taken the work up: it only says who is to answer.
_ONLY_HANDING: tuple[type[MatterEvent], ...] = (
    accountability.MatterOpened,
    accountability.MatterOffered,
    accountability.OfferAccepted,
    accountability.OfferReturned,
    accountability.OfferQuestionAsked,
    accountability.OfferQuestionAnswered,
    accountability.MatterEscalated,
    accountability.MatterAppealed,
)
_BEGIN_ANEW = (
    accountability.MatterDecided,
    accountability.DecisionLapsed,
    accountability.MatterRecalled,
    work.MatterReopened,
)


@dataclass(frozen=True, slots=True)
class Lines:
    """How the name of a unit tells its level, for the patterns of pushing down and dumping up.

    Args:
        pattern: regular expression whose first group is the level.
        order: levels from the front line upwards.
    """

    pattern: str
    order: tuple[str, ...]


def write_ledger_log(ledger: Ledger, folder: Path, lines: Lines | None = None) -> LogRequest:
    """The log and its mapping as files in a folder, and the request that lets the lens read them.

    Args:
        lines: None where names do not tell levels; then those patterns are left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / MAPPING, dump_mapping(ledger_mapping(ledger, lines)))
    target = folder / LOG
    part = target.with_suffix(".part")
    try:
        with pq.ParquetWriter(part, SCHEMA, compression="zstd") as writer:
            for table in ledger_tables(ledger):
                writer.write_table(table)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return LogRequest(target, str(folder / MAPPING))


def ledger_mapping(ledger: Ledger, lines: Lines | None = None) -> Mapping:
    """What the columns of the log mean."""
    zone = str(ledger.calendar.zone)
    return Mapping(
        name=ledger.origin,
        case="case",
        time=TimeSpec("time", "native", zone),
        unit="unit",
        person="person",
        activity="activity",
        state_column="state",
        states={state.value: state for state in State if state is not State.OTHER},
        case_type="case_type",
        features=("profile", "priority"),
        due=TimeSpec("due", "native", zone),
        sequence="version",
        demander="demander",
        subject="title",
        line_column="unit" if lines else None,
        line_pattern=lines.pattern if lines else "",
        line_order=lines.order if lines else (),
        advancing=("progress_reported", "part_delegated", "support_confirmed"),
        holders=HolderWords(uncharged=(PLANNER,)),
        calendar=CalendarSpec(country="CN" if ledger.pack.id.startswith("zh") else ""),
        keep=("clock", "level"),
    )


def unit_names(organisation: Organisation) -> dict[UnitId, str]:
    """A name for every unit there ever was, no two the same: a name borne twice is followed by the id."""
    units = organisation.tree.units.values()
    seen: dict[str, int] = {}
    for unit in units:
        seen[unit.name] = seen.get(unit.name, 0) + 1
    return {unit.id: unit.name if seen[unit.name] == 1 else f"{unit.name} ({unit.id})" for unit in units}


def ledger_tables(ledger: Ledger) -> Iterator[pa.Table]:
    """The rows, whole matters at a time, in the order of matters and versions."""
    organisation = ledger.organisation()
    reader = _Reader(ledger, organisation, unit_names(organisation))
    rows: list[dict[str, Any]] = []
    for _stream, events in histories_of(ledger.store, KIND):
        rows += reader.rows([decode(event.body).event for event in events])
        if len(rows) >= _ROWS_AT_ONCE:
            yield pa.Table.from_pylist(rows, SCHEMA)
            rows = []
    yield pa.Table.from_pylist(rows, SCHEMA)


@dataclass(frozen=True, slots=True)
class _Reader:
    ledger: Ledger
    organisation: Organisation
    names: dict[UnitId, str]

    def rows(self, events: Sequence[MatterEvent]) -> Iterator[dict[str, Any]]:
        """The rows of one matter."""
        opened = events[0]
        assert isinstance(opened, accountability.MatterOpened)
        case = self._case(opened)
        clocks = _Clocks(events, self.ledger)
        matter: Matter | None = None
        taken_up = False
        for event in events:
            before, matter = matter, evolve(matter, event)
            own = event.by is not None and event.by.unit == matter.holder
            if before is None or before.holder != matter.holder or isinstance(event, _BEGIN_ANEW):
                taken_up = False
            if own and not isinstance(event, _ONLY_HANDING):
                taken_up = True
            unit = self.organisation.unit(matter.holder)
            claimed = matter.phase in {Phase.DONE, Phase.CLOSED}
            running = None if claimed else clocks.after(event)
            outside = running == OUTSIDE
            clock = matter.holder if claimed or outside else running
            yield case | {
                "version": matter.version,
                "time": event.happened_at,
                "unit": self.names[matter.holder],
                "person": event.by.person if own and event.by is not None else None,
                "clock": self.names.get(clock, clock) if clock else None,
                "level": unit.kind.value if unit else None,
                "activity": event.NAME.removeprefix(_PREFIX),
                "state": (State.WAITING if outside else _state(matter, event, taken_up=taken_up)).value,
                "outcome": matter.outcome.value if matter.outcome else None,
            }

    def _case(self, opened: accountability.MatterOpened) -> dict[str, Any]:
        given = opened.parent is not None
        return {
            "case": opened.matter,
            "case_type": f"{opened.origin.value} {opened.depth}" if given else opened.origin.value,
            "profile": opened.profile.value,
            "priority": str(opened.terms.priority),
            "due": opened.deadline.due_at if opened.deadline else None,
            "demander": self.names[opened.giver] if given else None,
            "title": opened.title,
        }


def _state(matter: Matter, event: MatterEvent, *, taken_up: bool) -> State:
    """What the clock of the lens makes of the time after an event."""
    if isinstance(event, work.MatterReopened):
        return State.REOPENED
    match matter.phase:
        case Phase.OFFERED:
            return State.QUEUED
        case Phase.ESCALATED:
            return State.PAUSED
        case Phase.DONE:
            return State.DONE
        case Phase.CLOSED:
            return State.CLOSED
    if any(wait.confirmed for wait in matter.waits):
        return State.WAITING
    if any(request.timer is not None for request in matter.upward):
        return State.PAUSED
    return State.WORKING if taken_up else State.QUEUED


class _Clocks:
    """Whose clock runs after each event of a matter."""

    def __init__(self, events: Sequence[MatterEvent], ledger: Ledger) -> None:
        self._stretches = hours(events, ledger.now())
        self._starts = [stretch.from_at for stretch in self._stretches]

    def after(self, event: MatterEvent) -> UnitId | None:
        """The clock that runs from an event on; None while the matter is closed."""
        place = bisect_right(self._starts, event.happened_at) - 1
        if place < 0 or event.happened_at >= self._stretches[place].until_at:
            return None
        return self._stretches[place].clock
