"""Use cases of the lens: read a log, import it, open it, tell its facts. Its report: `buckstop.app.reporting`."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from buckstop.app.requests import RequestError
from buckstop.domain.errors import BuckstopError
from buckstop.i18n import gettext_noop as _
from buckstop.intake.changes import gather_changes
from buckstop.intake.inspecting import Inspection, inspect, names_persons
from buckstop.intake.mapping_check import check_columns, columns_named
from buckstop.intake.mapping_file import load_mapping
from buckstop.intake.open_log import open_log
from buckstop.intake.raw import ROW_COLUMN, RawLog, UnreadableLogError
from buckstop.lens.engine import Session
from buckstop.lens.facts import Facts, facts
from buckstop.lens.importing import Resources, import_log
from buckstop.lens.issues import Issue, Severity
from buckstop.lens.level_tables import ensure_level
from buckstop.lens.levels import LINE, Level, level_of
from buckstop.lens.mapping import HolderWords, Mapping, TimeSpec
from buckstop.lens.normalise import RawTable
from buckstop.lens.store import StoredLog

__all__ = ["LogRequest", "MappingFaultsError", "RequestError"]  # RequestError is part of what callers catch

Tell = Callable[[int, int | None, str], None]


class MappingFaultsError(BuckstopError):
    """A mapping that cannot be used: all its faults, as issues."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__(f"The mapping has {len(issues)} faults.")
        self.issues = issues


@dataclass(frozen=True, slots=True)
class LogRequest:
    """Which log is asked about, how it is to be read, and whose responsibility is followed.

    Args:
        source: a log file, or a stored log's folder.
        mapping: path of a mapping file or name of a shipped one; None = what the format tells and the columns suggest.
        holder: `unit`, `person` or a column of the log.
        robots: names that never hold, instead of the mapping's; None = the mapping's.
        keep_robots: let the mapping's robots hold.
        fill_defaults: XES: fill absent attributes with the declared defaults.
        sheet, case_object: which sheet of a workbook, which object type of an OCEL log is the case.
        resources: memory and threads.
    """

    source: Path
    mapping: str | None = None
    holder: str = "unit"
    robots: tuple[str, ...] | None = None
    keep_robots: bool = False
    fill_defaults: bool = False
    sheet: str | None = None
    case_object: str | None = None
    resources: Resources = Resources()


def inspect_log(request: LogRequest, tell: Tell | None = None) -> tuple[RawLog, Inspection]:
    """What a log seems to say: columns, a guessed mapping, reasons and doubts."""
    if StoredLog.is_stored(request.source):
        message = _(
            "%(path)s is a stored log: its columns have their meaning already. Inspect the log it was made from."
        )
        raise RequestError("inspect.stored", message, path=str(request.source))
    with _workdir() as work:
        raw = _read(request, work, None, tell)
        return raw, _inspected(raw)


def import_to(request: LogRequest, out: Path, *, replace_existing: bool = False, tell: Tell | None = None) -> StoredLog:
    """The log as a stored log in the folder `out`. A failed import leaves nothing behind.

    Raises:
        RequestError: `out` exists already and may not be replaced.
    """
    out = _literal(out)
    if StoredLog.is_stored(request.source):
        message = _("%(path)s is a stored log already. Import the log it was made from.")
        raise RequestError("import.stored", message, path=str(request.source))
    _refuse_occupied(out, replace_existing=replace_existing)
    # Names of our own: a second import into the same folder must not meet the first one's files.
    building, older = (out.with_name(f".{out.name}.{os.getpid()}.{kind}") for kind in ("part", "older"))
    try:
        _import(request, building, tell)
        _refuse_occupied(out, replace_existing=replace_existing)  # another import may have been faster
        if out.exists():
            out.rename(older)
        building.rename(out)
    except BaseException:
        if older.exists() and not out.exists():
            older.rename(out)
        raise
    finally:
        for folder in (building, older):
            shutil.rmtree(folder, ignore_errors=True)
    return StoredLog.open(out)


def _refuse_occupied(out: Path, *, replace_existing: bool) -> None:
    replaceable = not out.is_symlink() and out.is_dir() and (StoredLog.is_stored(out) or not any(out.iterdir()))
    if os.path.lexists(out) and not (replace_existing and replaceable):
        message = _("%(path)s exists already. Choose another folder, or add --replace if it is an older stored log.")
        raise RequestError("import.exists", message, path=str(out))


@contextmanager
def session_of(request: LogRequest, tell: Tell | None = None) -> Iterator[Session]:
    """A session over the log at the level asked for; a log that is not stored yet is imported for the time being."""
    with _workdir() as work:
        store = _stored(request) if StoredLog.is_stored(request.source) else _import(request, work / "log", tell)
        level = level_for(store, request)
        folder = ensure_level(store, level, work / "level")
        with Session(_with_absent_robots(store, level, request), level, request.resources, folder) as session:
            yield session


def _stored(request: LogRequest) -> StoredLog:
    """The stored log a request names, unless it asks for what only reading the log anew could give."""
    asked = {
        "--mapping": request.mapping,
        "--sheet": request.sheet,
        "--case-object": request.case_object,
        "--fill-defaults": request.fill_defaults,
    }
    for option, value in asked.items():
        if value:
            message = _(
                "%(path)s is a stored log, read once and for all: %(option)s changes nothing. Import the log again."
            )
            raise RequestError("stored.fixed", message, path=str(request.source), option=option)
    store = StoredLog.open(_literal(request.source))
    store.refuse_damage()
    return store


def _with_absent_robots(store: StoredLog, level: Level, request: LogRequest) -> StoredLog:
    """The log with a warning for each robot asked for that it does not name: a slip of the pen would pass for a result."""
    if not request.robots:
        return store
    names = frozenset(store.names_of(level.column))
    absent = [name for name in request.robots if name not in names]
    issues = tuple(
        Issue("holder.robot_absent", Severity.WARNING, store.meta.source, column=level.column, fields={"name": name})
        for name in absent
    )
    return replace(store, meta=replace(store.meta, issues=store.meta.issues + issues))


def level_for(store: StoredLog, request: LogRequest) -> Level:
    """The level a request asks for."""
    meta = store.meta
    robots, keep = request.robots, request.keep_robots
    if request.holder in ("unit", "person") and not (meta.mapping.unit or meta.mapping.person):
        message = _(
            "Nothing says which column of %(file)s names who holds a case. Choose one with --holder, or name it in the "
            "mapping under columns.unit or columns.person."
        )
        raise RequestError("level.none", message, file=meta.source)
    return level_of(meta.mapping, meta.holder_columns, request.holder, robots, keep_robots=keep)


def facts_of(request: LogRequest, tell: Tell | None = None) -> Facts:
    """The facts of a log at the level asked for."""
    with session_of(request, tell) as session:
        return facts(session)


def _literal(path: Path) -> Path:
    """The path, so that a name which begins with ~ is not taken for a home folder by the libraries below."""
    return path.absolute() if str(path).startswith("~") else path


@contextmanager
def _workdir() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="buckstop-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _import(request: LogRequest, out: Path, tell: Tell | None) -> StoredLog:
    with _workdir() as work:
        mapping = None if request.mapping is None else _chosen(request.mapping)
        wanted = None if mapping is None else _needed(_with_request(mapping, request))
        raw = _read(request, work, wanted, tell)
        extra: tuple[Issue, ...] = ()
        if mapping is None:
            mapping, extra = _guessed(raw)
        mapping = _with_request(mapping, request)
        faults = check_columns(mapping, raw, asked=request.holder)
        if faults:
            raise MappingFaultsError(faults)
        numbered = raw.kind != "parquet" or mapping.changes is not None
        raw = gather_changes(raw, mapping, work / "changes")
        return import_log(
            _raw_table(raw, extra, numbered=numbered), mapping, out, resources=request.resources, tell=tell
        )


def _chosen(name: str) -> Mapping:
    found = load_mapping(name)
    if not isinstance(found, Mapping):
        raise MappingFaultsError(found)
    return found


def _guessed(raw: RawLog) -> tuple[Mapping, tuple[Issue, ...]]:
    """Without a mapping file the columns are what the format says, else what they look like; names are taken as they stand.

    Robots and placeholders are never left out on a guess: that changes every figure, so a person must say it.
    """
    mapping = _inspected(raw).mapping or _standard(raw)
    if mapping is None:
        message = _(
            "It is not clear which columns of %(file)s are the case and the time. "
            "Run: buckstop lens inspect %(file)s, correct the mapping it writes, and pass it with --mapping."
        )
        raise RequestError("mapping.unclear", message, file=raw.name)
    if mapping.unit is None and mapping.person is None:
        mapping = replace(mapping, unit=raw.roles.get("unit"), person=raw.roles.get("person"))
    literal = replace(mapping, holders=HolderWords(), null_words=mapping.null_words, name=raw.name)
    fields: dict[str, str | int | float] = {
        "case": literal.case,
        "time": literal.time.column,
        "unit": literal.unit or "-",
        "person": literal.person or "-",
    }
    return literal, (Issue("mapping.guessed", Severity.WARNING, raw.name, fields=fields),)


def _standard(raw: RawLog) -> Mapping | None:
    """What the format alone says, if it names the case and the time."""
    case, time = raw.roles.get("case"), raw.roles.get("time")
    if case is None or time is None:
        return None
    return Mapping(raw.name, case, TimeSpec(time), activity=raw.roles.get("activity"))


def _inspected(raw: RawLog) -> Inspection:
    """What the columns look like; a file of the user's that cannot be read to its end is told as that."""
    try:
        return inspect(raw)
    except (pa.ArrowException, OSError) as error:
        if raw.kind != "parquet":
            raise
        message = _("%(file)s could not be read to its end (%(reason)s). If it is damaged, copy or write it again.")
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise UnreadableLogError("table.unreadable", message, file=raw.name, reason=reason) from error


def _with_request(mapping: Mapping, request: LogRequest) -> Mapping:
    keep, persons, asked = mapping.keep, mapping.persons, request.holder
    known = ("unit", "person") if not mapping.line_order else ("unit", "person", LINE)
    if asked not in (*known, mapping.unit, mapping.person, *keep, *persons):
        # A column nobody described is numbered like persons if it might name some: a name cannot be taken back.
        keep, persons = (keep, (*persons, asked)) if names_persons(asked) else ((*keep, asked), persons)
    return replace(mapping, keep=keep, persons=persons, fill_defaults=mapping.fill_defaults or request.fill_defaults)


def _needed(mapping: Mapping) -> frozenset[str]:
    return frozenset(name for _, name in columns_named(mapping))


def _read(request: LogRequest, work: Path, columns: frozenset[str] | None, tell: Tell | None) -> RawLog:
    return open_log(
        _literal(request.source),
        workdir=work,
        columns=columns,
        sheet=request.sheet,
        case_object=request.case_object,
        progress=tell,
    )


def _raw_table(raw: RawLog, extra: tuple[Issue, ...], *, numbered: bool) -> RawTable:
    return RawTable(
        file=raw.name,
        kind=raw.kind,
        parquet=raw.parquet,
        columns=raw.columns,
        rows=raw.rows,
        row_column=ROW_COLUMN if numbered else None,
        defaults=raw.defaults,
        issues=raw.issues + extra,
        sheet=raw.sheet,
    )
