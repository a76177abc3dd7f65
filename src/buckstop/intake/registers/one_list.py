"""The duty list of one unit, read by itself from a workbook whose sheet of duties is that of a register."""

from collections.abc import Sequence
from dataclasses import dataclass

from buckstop.intake.registers.duty_checks import resolve_duties
from buckstop.intake.registers.model import DutyRow, LineRow, UnitRow
from buckstop.intake.registers.names import unit_names
from buckstop.intake.registers.rows import RowReader, read_duties
from buckstop.intake.registers.tables import Findings, read_tables
from buckstop.lens.issues import Issue, Severity


@dataclass(frozen=True, slots=True)
class ListReading:
    """What came of reading a list.

    Args:
        rows: its items; None where an issue is an error.
        issues: errors, warnings and notes, in the order of the rows.
    """

    rows: tuple[DutyRow, ...] | None
    issues: tuple[Issue, ...]


def read_list(data: bytes, name: str, unit: str, units: Sequence[UnitRow], lines: Sequence[LineRow]) -> ListReading:
    """The items of one unit's list, and everything that is wrong with them.

    Args:
        data: a workbook or a CSV file; what it has beside the sheet of duties is passed over.
        unit: id of the unit; a row about another one is a fault.
        units: of the organisation, by which names are found.
        lines: of the organisation: a unit that guides may take back too.
    """
    findings = Findings(name)
    table = read_tables(data, name, findings).get("duties")
    found: list[DutyRow] = []
    if table is None:
        if not any(issue.severity is Severity.ERROR for issue in findings.issues):
            findings.add(Issue("register.list_missing", Severity.ERROR, name))
    else:
        reader = RowReader(table, findings)
        found = resolve_duties(reader, read_duties(table, findings), unit_names(units), units, lines)
        called = {row.key: row.name for row in units}
        own = {line.row: line for line in table.lines}
        for row in found:
            if row.unit != unit:
                reader.fault("register.other_list", own[row.row], "unit", unit=called[row.unit], own=called[unit])
    issues = tuple(sorted(findings.issues, key=lambda issue: issue.row or 0))
    faulty = any(issue.severity is Severity.ERROR for issue in issues)
    return ListReading(None if faulty else tuple(found), issues)
