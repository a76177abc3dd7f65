"""Use cases of the lens: read a log, import it, tell its facts, screen it, write its report."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from buckstop.domain.errors import BuckstopError
from buckstop.i18n import Translate
from buckstop.i18n import gettext_noop as _
from buckstop.intake.changes import gather_changes
from buckstop.intake.inspecting import Inspection, inspect, names_persons
from buckstop.intake.mapping_check import check_columns, columns_named
from buckstop.intake.mapping_file import load_mapping
from buckstop.intake.open_log import open_log
from buckstop.intake.raw import ROW_COLUMN, RawLog
from buckstop.lens.engine import Session
from buckstop.lens.export import as_json, write_parquet
from buckstop.lens.facts import Facts, facts
from buckstop.lens.importing import Resources, import_log
from buckstop.lens.issues import Issue, Severity
from buckstop.lens.level_tables import ensure_level
from buckstop.lens.levels import Level, level_of
from buckstop.lens.mapping import HolderWords, Mapping
from buckstop.lens.normalise import RawTable
from buckstop.lens.report import build_report, render
from buckstop.lens.report.names import shown_names
from buckstop.lens.screen import screen
from buckstop.lens.store import StoredLog

Tell = Callable[[int, int | None, str], None]


class RequestError(BuckstopError):
    """What was asked cannot be done. The message says why and what to do instead; fields fill its placeholders."""

    def __init__(self, code: str, message: str, **fields: str | int) -> None:
        super().__init__(message % fields)
        self.code = code
        self.message = message
        self.fields = fields


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
    with _workdir() as work:
        raw = _read(request, work, None, tell)
        return raw, inspect(raw)


def import_to(request: LogRequest, out: Path, *, replace_existing: bool = False, tell: Tell | None = None) -> StoredLog:
    """The log as a stored log in the folder `out`. A failed import leaves nothing behind.

    Raises:
        RequestError: `out` exists already and may not be replaced.
    """
    replaceable = out.is_dir() and (StoredLog.is_stored(out) or not any(out.iterdir()))
    if out.exists() and not (replace_existing and replaceable):
        message = _("%(path)s exists already. Choose another folder, or add --replace if it is an older stored log.")
        raise RequestError("import.exists", message, path=str(out))
    building = out.with_name(out.name + ".part")
    shutil.rmtree(building, ignore_errors=True)
    try:
        _import(request, building, tell)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    if out.exists():
        shutil.rmtree(out)
    building.rename(out)
    return StoredLog.open(out)


@contextmanager
def session_of(request: LogRequest, tell: Tell | None = None) -> Iterator[Session]:
    """A session over the log at the level asked for; a log that is not stored yet is imported for the time being."""
    with _workdir() as work:
        stored = request.source
        store = StoredLog.open(stored) if StoredLog.is_stored(stored) else _import(request, work / "log", tell)
        level = level_for(store, request)
        ensure_level(store, level)
        with Session(store, level, request.resources) as session:
            yield session


def level_for(store: StoredLog, request: LogRequest) -> Level:
    """The level a request asks for."""
    meta = store.meta
    robots, keep = request.robots, request.keep_robots
    return level_of(meta.mapping, meta.holder_columns, request.holder, robots, keep_robots=keep)


def facts_of(request: LogRequest, tell: Tell | None = None) -> Facts:
    """The facts of a log at the level asked for."""
    with session_of(request, tell) as session:
        return facts(session)


@dataclass(frozen=True, slots=True)
class Wish:
    """How results are to be put: language, translation, whether persons are named.

    Args:
        language: one of `buckstop.text.catalogue.LANGUAGES`.
        translate: into that language.
        issue_sentence: the sentence of an issue in that language.
        show_persons: name persons instead of numbering them.
    """

    language: str
    translate: Translate
    issue_sentence: Callable[[Issue], str]
    show_persons: bool = False


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where the results of a report go; None = not wanted. Files are replaced whole, never half-written."""

    html: Path | None = None
    json: Path | None = None
    parquet: Path | None = None


def report_of(request: LogRequest, wish: Wish, outputs: Outputs, tell: Tell | None = None) -> dict[str, object]:
    """Screen a log, write the outputs asked for, and hand back the findings as plain values (the JSON form)."""
    with session_of(request, tell) as session:
        found = facts(session)
        results = screen(session, progress=tell)
        names = shown_names(session, wish.translate, wish.language, show_persons=wish.show_persons)
        plain = as_json(session, found, results, names)
        if outputs.html is not None:
            data = build_report(
                session,
                found,
                results,
                translate=wish.translate,
                language=wish.language,
                issue_sentence=wish.issue_sentence,
                show_persons=wish.show_persons,
                progress=tell,
            )
            _write(outputs.html, render(data, translate=wish.translate, language=wish.language))
        if outputs.json is not None:
            _write(outputs.json, json.dumps(plain, ensure_ascii=False, indent=1) + "\n")
        if outputs.parquet is not None:
            write_parquet(session, results, names, outputs.parquet)
        return plain


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(text, "utf-8")
    part.replace(path)


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
        faults = check_columns(mapping, raw)
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
    inspection = inspect(raw)
    mapping = inspection.mapping
    roles = raw.roles
    if mapping is None and not {"case", "time"} <= roles.keys():
        message = _(
            "It is not clear which columns of %(file)s are the case and the time. "
            "Run: buckstop lens inspect %(file)s, correct the mapping it writes, and pass it with --mapping."
        )
        raise RequestError("mapping.unclear", message, file=raw.source.name)
    assert mapping is not None
    literal = replace(mapping, holders=HolderWords(), null_words=mapping.null_words, name=raw.source.name)
    fields: dict[str, str | int | float] = {
        "case": literal.case,
        "time": literal.time.column,
        "unit": literal.unit or "-",
        "person": literal.person or "-",
    }
    return literal, (Issue("mapping.guessed", Severity.WARNING, raw.source.name, fields=fields),)


def _with_request(mapping: Mapping, request: LogRequest) -> Mapping:
    keep, persons, asked = mapping.keep, mapping.persons, request.holder
    if asked not in ("unit", "person", mapping.unit, mapping.person, *keep, *persons):
        # A column nobody described is numbered like persons if it might name some: a name cannot be taken back.
        keep, persons = (keep, (*persons, asked)) if names_persons(asked) else ((*keep, asked), persons)
    return replace(mapping, keep=keep, persons=persons, fill_defaults=mapping.fill_defaults or request.fill_defaults)


def _needed(mapping: Mapping) -> frozenset[str]:
    return frozenset(name for _, name in columns_named(mapping))


def _read(request: LogRequest, work: Path, columns: frozenset[str] | None, tell: Tell | None) -> RawLog:
    return open_log(
        request.source,
        workdir=work,
        columns=columns,
        sheet=request.sheet,
        case_object=request.case_object,
        progress=tell,
    )


def _raw_table(raw: RawLog, extra: tuple[Issue, ...], *, numbered: bool) -> RawTable:
    return RawTable(
        file=raw.source.name,
        kind=raw.kind,
        parquet=raw.parquet,
        columns=raw.columns,
        rows=raw.rows,
        row_column=ROW_COLUMN if numbered else None,
        defaults=raw.defaults,
        issues=raw.issues + extra,
        sheet=raw.sheet,
    )
