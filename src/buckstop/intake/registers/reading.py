"""A register file read whole: every fault with its sheet, row and column, none stopping at the first."""

from collections.abc import Mapping

from buckstop.intake.registers.duty_checks import resolve_duties, resolve_lines
from buckstop.intake.registers.model import OUTSIDE, Known, PersonRow, PostRow, Reading, Register, Settings, UnitRow
from buckstop.intake.registers.names import Names
from buckstop.intake.registers.post_checks import PeopleCheck, resolve_posts
from buckstop.intake.registers.rows import (
    RowReader,
    read_duties,
    read_lines,
    read_people,
    read_posts,
    read_settings,
    read_units,
)
from buckstop.intake.registers.tables import Files, Findings, Table, read_tables
from buckstop.intake.registers.unit_checks import resolve_settings, resolve_units
from buckstop.intake.registers.words import words
from buckstop.lens.issues import Issue, Severity


def read_register(data: bytes | Files, name: str, known: Known | None = None) -> Reading:
    """The organisation that a file describes, and everything that is wrong or doubtful with it.

    Args:
        data: an .xlsx, .xls, .xlsb or .ods workbook, one CSV file, or a folder of CSV files by name.
        name: of the file or folder, as the user gave it, without folders before it.
        known: names of the organisation that the file is to change; None where it founds one.
    """
    findings = Findings(name)
    tables = read_tables(data, name, findings)
    units_table = tables.get("units")
    register = None
    if units_table is None:
        if not any(issue.severity is Severity.ERROR for issue in findings.issues):
            sheets = ", ".join(f"{word.en} / {word.zh}" for word in words().sheets)
            findings.add(Issue("register.no_units", Severity.ERROR, name, fields={"sheets": sheets}))
    else:
        register = _register(tables, units_table, findings, known or Known())
    faulty = any(issue.severity is Severity.ERROR for issue in findings.issues)
    return Reading(None if faulty else register, _in_order(findings.issues, tables))


def _register(tables: Mapping[str, Table], units_table: Table, findings: Findings, known: Known) -> Register:
    settings, setting_lines = read_settings(tables.get("settings"), findings)
    reader = RowReader(units_table, findings)
    units, names = resolve_units(reader, read_units(units_table, findings), known)
    if not units_table.lines:
        findings.add(Issue("register.no_rows", Severity.ERROR, findings.file, units_table.title))
    settings_reader = RowReader(tables["settings"], findings) if "settings" in tables else None
    settings = resolve_settings(settings_reader, settings, setting_lines, names, units)
    with_arbiter = _with_arbiter(names, settings)
    posts = _posts(tables, with_arbiter, units, findings, known)
    lines_table, duties_table = tables.get("lines"), tables.get("duties")
    lines = (
        resolve_lines(RowReader(lines_table, findings), read_lines(lines_table, findings), names) if lines_table else []
    )
    duties = (
        resolve_duties(RowReader(duties_table, findings), read_duties(duties_table, findings), names, units, lines)
        if duties_table
        else []
    )
    people = _people(tables, with_arbiter, posts, findings, known)
    return Register(settings, tuple(units), tuple(posts), tuple(people), tuple(duties), tuple(lines), frozenset(tables))


def _with_arbiter(names: Names, settings: Settings) -> Names:
    """What units are called, and the outside arbiter too: it has posts, and is no unit of the tree."""
    found = Names({word: dict(keys) for word, keys in names.keys.items()})
    for word in (settings.outside_arbiter, settings.outside_arbiter_id):
        found.add(word, OUTSIDE)
    return found


def _posts(
    tables: Mapping[str, Table], names: Names, units: list[UnitRow], findings: Findings, known: Known
) -> list[PostRow]:
    table = tables.get("posts")
    if table is None:
        return []
    return resolve_posts(RowReader(table, findings), read_posts(table, findings), names, units, known)


def _people(
    tables: Mapping[str, Table], names: Names, posts: list[PostRow], findings: Findings, known: Known
) -> list[PersonRow]:
    table = tables.get("people")
    if table is None:
        return []
    return PeopleCheck(RowReader(table, findings), names, posts, known).resolve(read_people(table, findings))


def _in_order(issues: list[Issue], tables: Mapping[str, Table]) -> tuple[Issue, ...]:
    """Sheets in the order of the workbook, rows from the top; what concerns the whole file first."""
    titles = {table.title: place for place, word in enumerate(words().sheets) if (table := tables.get(word.key))}

    def place(issue: Issue) -> tuple[int, int]:
        return titles.get(issue.sheet or "", -1), issue.row or 0

    return tuple(sorted(issues, key=place))
