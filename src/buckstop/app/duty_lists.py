"""The duty list of one unit as a workbook: taken along, changed, and what the changed one asks for."""

from collections.abc import Sequence
from dataclasses import dataclass

from buckstop.app.register_founding import duty_commands
from buckstop.app.registers import duty_rows, duty_stands, line_rows, unit_rows
from buckstop.domain.ids import DutyItemId, UnitId
from buckstop.domain.organisation import Organisation
from buckstop.domain.organisation_commands import OrganisationCommand, WithdrawDuties
from buckstop.intake.registers.model import DutyRow, Register, Settings
from buckstop.intake.registers.one_list import read_list
from buckstop.intake.registers.writing import as_workbook
from buckstop.lens.issues import Issue, Severity

_SHEET = "duties"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ListChanges:
    """What a file asks of a list.

    Args:
        commands: empty where the list is like the file already, or the file has an error.
        issues: what is wrong or worth knowing.
    """

    commands: tuple[OrganisationCommand, ...]
    issues: tuple[Issue, ...]

    @property
    def faulty(self) -> bool:
        """Whether an issue stands in the way."""
        return any(issue.severity is Severity.ERROR for issue in self.issues)


def list_workbook(organisation: Organisation, unit: UnitId, language: str) -> bytes:
    """A workbook of one unit's duty list that reads back as the same list."""
    register = Register(Settings(), unit_rows(organisation), duties=duty_rows(organisation, unit))
    return as_workbook(register, language, {_SHEET})


def list_changes(
    organisation: Organisation, unit: UnitId, data: bytes, name: str, *, complete: bool = False, document: str = ""
) -> ListChanges:
    """The commands that make a unit's duty list like the one of a file.

    Args:
        unit: it is active.
        name: of the file.
        complete: items that the file leaves out are struck off.
        document: approves that; needed where any is.
    """
    reading = read_list(data, name, unit, unit_rows(organisation), line_rows(organisation))
    if reading.rows is None:
        return ListChanges((), reading.issues)
    left = _left_out(organisation, unit, reading.rows)
    issues = (*reading.issues, *_about_left(left, name, complete=complete, document=document))
    commands = list(duty_commands(tuple(row for row in reading.rows if not duty_stands(organisation, row))))
    if complete and left:
        commands.append(WithdrawDuties(unit, left, document))
    found = ListChanges(tuple(commands), issues)
    return ListChanges((), issues) if found.faulty else found


def _left_out(organisation: Organisation, unit: UnitId, rows: Sequence[DutyRow]) -> tuple[DutyItemId, ...]:
    listed = {row.item for row in rows}
    return tuple(item for item in sorted(organisation.duties.lists.get(unit, {})) if item not in listed)


def _about_left(left: Sequence[DutyItemId], file: str, *, complete: bool, document: str) -> tuple[Issue, ...]:
    if not left:
        return ()
    if not complete:
        names = ", ".join(left[:_SHOWN]) + (", …" if len(left) > _SHOWN else "")
        return (Issue("register.list_left", Severity.NOTE, file, count=len(left), fields={"names": names}),)
    if not document.strip():
        return (Issue("register.list_unapproved", Severity.ERROR, file, fields={"items": len(left)}),)
    return ()
