"""Mapping: which columns of a foreign log mean what. Plain values; TOML is read by `buckstop.intake.mapping_file`."""

from dataclasses import dataclass, field
from enum import StrEnum


class State(StrEnum):
    """What a state value of the log means for the clock. The order is the code stored in tables (`STATE_CODES`)."""

    OTHER = "other"  # not mapped, or the log tells no states
    WORKING = "working"  # somebody works on it
    QUEUED = "queued"  # handed over, nobody has taken it up
    WAITING = "waiting"  # waiting for an outsider (customer, citizen, supplier, court)
    PAUSED = "paused"  # waiting for something inside (implementation, a colleague, a date)
    DONE = "done"  # resolved, result claimed
    CLOSED = "closed"  # put away
    REOPENED = "reopened"  # the log says so itself


STATE_CODES: dict[State, int] = {state: code for code, state in enumerate(State)}
FINISHED = (State.DONE, State.CLOSED)


@dataclass(frozen=True, slots=True)
class TimeSpec:
    """How to read an instant.

    Args:
        column: name of the column.
        format: `iso` (ISO 8601, offsets honoured), `epoch_s`, `epoch_ms`, `excel` (serial days), `native` (the file
            holds real timestamps) or a strptime pattern such as `%d/%m/%Y %H:%M`. Never a guess at reading time.
        zone: IANA zone of stamps that carry no offset, and the zone in which days are counted.
    """

    column: str
    format: str = "iso"
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """Working time of the organisation behind a log.

    Args:
        country: ISO code known to the `holidays` package, or "" for weekends only. CN includes make-up working days.
        opens, closes: local hours of the working day, 0 to 24.
        workdays: weekdays that are worked, Monday = 0.
    """

    country: str = ""
    opens: float = 9.0
    closes: float = 17.0
    workdays: tuple[int, ...] = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class HolderWords:
    """Names that are not a unit or a person who could answer for anything. Matched exactly, in every holder column.

    Args:
        uncharged: names under which a ledger books hours that count as nobody's: a plan that could not be met. Somebody
            answers for the case all the while, so these hours are no gap.
    """

    robots: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()
    uncharged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeSpec:
    """How to read a history of field changes (one row per changed field) as a log of events.

    Args:
        field: column naming the changed field.
        new: column with the value after the change.
        columns: field -> name of the column made of its values; fields not listed are not used.
        old: column with the value before; it tells how a case stood before its first change. None if the log has none.
        started: column with the time the case was opened, written like the event's time; it becomes the first event.
            None if the log has none.
    """

    field: str
    new: str
    columns: dict[str, str]
    old: str | None = None
    started: str | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """Which column means what, and which values mean which state.

    Args:
        name: short name shown in reports.
        case: column of the case id.
        time: when an event happened.
        unit: column of the accountable unit; None if the log names none.
        person: column of the acting person; None if the log names none.
        activity: column of the activity or status text; None if none.
        state_column: column whose values `states` explains; None if the log tells no states.
        states: value of `state_column` -> State. Values not listed are `State.OTHER` and counted in an issue.
        case_type: column (event or case level) by which cases are stratified; the case's first value counts.
        features: further columns known when a case opens, for case-mix adjustment; the case's first value counts.
        due: deadline of the case; the case's first value counts.
        sequence: column that orders events of one case within one instant (a version or modification counter).
        demander: column naming who demanded the case (a superior, a department), for many heads.
        subject: column with the text of the demand, for near-duplicates.
        line_column, line_pattern: column and regular expression whose first group is the support line or level of a
            unit ("2nd", "3rd", "county"); units without a match are on the first line. Empty pattern: value itself.
        line_order: names of the lines from the front line upwards.
        advancing: activity values that are real progress although the state stays the same.
        min_work_minutes: working time from which a stay with a unit counts as work done (productive).
        null_words: cell texts that mean "no value" in every column, e.g. "?", "NULL".
        holders: robots, queues, placeholders, names of hours nobody is charged with.
        calendar: working time; None = wall clock only.
        keep: further columns to keep in a stored log, for later use as a holder level.
        persons: of all columns but `person`, those that name persons too: kept like `keep`, and pseudonymised.
        fill_defaults: XES only: fill attributes absent in an event with the log's declared global default.
        notes: remarks for the reader of the mapping file, shown by `lens inspect`.
        changes: the log is a history of field changes, made into events before anything else; None = it is not. The
            columns it makes can be named by all other keys.
    """

    name: str
    case: str
    time: TimeSpec
    unit: str | None = None
    person: str | None = None
    activity: str | None = None
    state_column: str | None = None
    states: dict[str, State] = field(default_factory=dict)
    case_type: str | None = None
    features: tuple[str, ...] = ()
    due: TimeSpec | None = None
    sequence: str | None = None
    demander: str | None = None
    subject: str | None = None
    line_column: str | None = None
    line_pattern: str = ""
    line_order: tuple[str, ...] = ()
    advancing: tuple[str, ...] = ()
    min_work_minutes: int = 30
    null_words: tuple[str, ...] = ()
    holders: HolderWords = HolderWords()
    calendar: CalendarSpec | None = None
    keep: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    fill_defaults: bool = False
    notes: str = ""
    changes: ChangeSpec | None = None
