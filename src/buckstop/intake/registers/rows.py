"""Rows of a register's sheets as values, each by itself: words understood, dates read, references still as written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from buckstop.domain.duties import DutyKind
from buckstop.domain.posts import Role
from buckstop.domain.units import UnitKind
from buckstop.intake.registers.model import (
    DutyRow,
    Ending,
    LineRow,
    PersonRow,
    PostRow,
    Settings,
    UnitRow,
)
from buckstop.intake.registers.tables import Findings, Line, Table
from buckstop.intake.registers.words import Words, words
from buckstop.lens.issues import Issue, Severity

LONGEST = 200
"""Characters that an id, a name or a title may have."""
LONGEST_LIST = 4000
"""Characters of a cell that may name many."""
_LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class WrittenPerson:
    """A person as the row says it: posts are still words.

    Args:
        unit: in which the posts are, empty where the row does not say.
    """

    line: Line
    person: PersonRow
    unit: str
    posts: str


@dataclass
class RowReader:
    """Reads the rows of one sheet, and keeps what is wrong with them.

    Args:
        language: in which near words are proposed.
    """

    table: Table
    findings: Findings
    known: Words = field(default_factory=words)

    def fault(
        self,
        code: str,
        line: Line,
        column: str,
        severity: Severity = Severity.ERROR,
        **fields: str | int,
    ) -> None:
        """Keep what is wrong with a cell."""
        title = self.table.column_title(column) or self._label(column)
        self.findings.add(Issue(code, severity, self.findings.file, self.table.title, line.row, title, 1, {**fields}))

    def _label(self, column: str) -> str:
        found = next(one for one in self.known.columns[self.table.key] if one.key == column)
        return found.word.label("en" if self.table.title.isascii() else "zh")

    def text(self, line: Line, column: str, *, needed: bool = False, longest: int = LONGEST) -> str:
        """What a cell says; an empty one that must not be, and one that is too long, are faults."""
        cell = line.cells.get(column, "")
        written = cell.isoformat() if isinstance(cell, date) else cell
        if needed and not written and column in self.table.headers:
            self.fault("register.empty", line, column)
        if len(written) > longest:
            self.fault("register.too_long", line, column, length=len(written), most=longest)
        return written

    def id(self, line: Line, column: str = "id") -> str:
        """An id as it stands; one of several lines is a fault."""
        written = self.text(line, column)
        if not written.isprintable():
            self.fault("register.id_unfit", line, column)
        return written

    def value(self, line: Line, column: str, kind: str, *, needed: bool = False) -> str:
        """A value of a list; empty for an empty cell and for a word that is none of them, which is a fault."""
        written = self.text(line, column, needed=needed)
        found = self.known.value(kind, written)
        if written and found is None:
            self.fault("register.value_unknown", line, column, value=written, near=self._near(kind, written))
        return found or ""

    def _near(self, kind: str, written: str) -> str:
        return ", ".join(self.known.near(kind, written))

    def several(self, line: Line, column: str, *, needed: bool = False) -> tuple[str, ...]:
        """Words of a cell that may hold several."""
        return self.known.parted(self.text(line, column, needed=needed, longest=LONGEST_LIST), soft=True)

    def a_date(self, line: Line, column: str) -> date | None:
        """A day; a text that is none is a fault."""
        cell = line.cells.get(column, "")
        if isinstance(cell, date) or not cell:
            return cell or None
        for pattern in self.known.writing["dates"]:
            if found := re.fullmatch(pattern, cell):
                try:
                    return date(*map(int, found.groups()))
                except ValueError:
                    break
        self.fault("register.date_unfit", line, column, value=cell)
        return None


def read_settings(table: Table | None, findings: Findings) -> tuple[Settings, Mapping[str, Line]]:
    """The settings, and the row of each; references are as written."""
    if table is None:
        return Settings(), {}
    reader = RowReader(table, findings)
    values: dict[str, str] = {}
    lines: dict[str, Line] = {}
    for line in table.lines:
        name = reader.value(line, "setting", "setting", needed=True)
        written = reader.text(line, "value")
        if not name or not written:
            continue
        if name in values:
            reader.fault("register.setting_twice", line, "setting", other=lines[name].row)
            continue
        values[name], lines[name] = written, line
    return Settings(**values), lines


def read_units(table: Table, findings: Findings) -> list[tuple[Line, UnitRow]]:
    """The units; superiors and successors are as written."""
    reader = RowReader(table, findings)
    found = []
    for line in table.lines:
        ending = reader.value(line, "ending", "ending")
        row = UnitRow(
            row=line.row,
            id=reader.id(line),
            name=reader.text(line, "name", needed=True),
            kind=UnitKind(reader.value(line, "kind", "kind") or UnitKind.OTHER),
            superior=reader.text(line, "superior"),
            aliases=reader.several(line, "aliases"),
            ending=Ending(ending) if ending else None,
            successor=reader.text(line, "successor"),
            document=reader.text(line, "document"),
        )
        if row.name or row.id:
            found.append((line, row))
    return found


def read_posts(table: Table, findings: Findings) -> list[tuple[Line, PostRow, str]]:
    """The posts with the words of their deputies; units are as written."""
    reader = RowReader(table, findings)
    found = []
    for line in table.lines:
        roles = []
        for word in reader.several(line, "roles", needed=True):
            role = reader.known.value("role", word)
            if role is None:
                near = ", ".join(reader.known.near("role", word))
                reader.fault("register.value_unknown", line, "roles", value=word, near=near)
            else:
                roles.append(Role(role))
        row = PostRow(
            row=line.row,
            id=reader.id(line),
            unit=reader.text(line, "unit", needed=True),
            title=reader.text(line, "title", needed=True),
            roles=frozenset(roles),
            key_post=reader.value(line, "key_post", "yes") == "yes",
        )
        found.append((line, row, reader.text(line, "deputies", longest=LONGEST_LIST)))
    return found


def read_people(table: Table, findings: Findings) -> list[WrittenPerson]:
    """The persons with their posts in words."""
    reader = RowReader(table, findings)
    found = []
    for line in table.lines:
        login, email = reader.text(line, "login"), reader.text(line, "email")
        if login and not _LOGIN.fullmatch(login):
            reader.fault("register.login_unfit", line, "login", value=login)
        if email and not _EMAIL.fullmatch(email):
            reader.fault("register.email_unfit", line, "email", value=email)
        person = PersonRow(
            row=line.row,
            id=reader.id(line),
            name=reader.text(line, "name", needed=True, longest=120),
            login=login,
            email=email,
            from_date=reader.a_date(line, "from_date"),
        )
        found.append(
            WrittenPerson(line, person, reader.text(line, "unit"), reader.text(line, "posts", longest=LONGEST_LIST))
        )
    return found


def read_duties(table: Table, findings: Findings) -> list[tuple[Line, DutyRow, str]]:
    """The items with the words of the units on whose list they stand."""
    reader = RowReader(table, findings)
    found = []
    for line in table.lines:
        title = reader.text(line, "title", needed=True)
        kind = reader.value(line, "kind", "duty", needed=True)
        row = DutyRow(
            row=line.row,
            unit="",
            item=reader.id(line, "item") or title,
            title=title,
            kind=DutyKind(kind or DutyKind.BASIC),
            taken_by=reader.text(line, "taken_by"),
            document=reader.text(line, "document", needed=True),
        )
        units = reader.text(line, "unit", needed=True, longest=LONGEST_LIST)
        if kind and title:
            found.append((line, row, units))
    return found


def read_lines(table: Table, findings: Findings) -> list[tuple[Line, LineRow, str]]:
    """The relations with the words of the units that are guided."""
    reader = RowReader(table, findings)
    found = []
    for line in table.lines:
        row = LineRow(line.row, reader.id(line, "line"), reader.text(line, "upper", needed=True), "")
        if not row.line and "line" in table.headers:
            reader.fault("register.empty", line, "line")
        found.append((line, row, reader.text(line, "lower", needed=True, longest=LONGEST_LIST)))
    return found
