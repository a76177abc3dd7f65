"""An organisation from a table of its units: read with every fault named by row and column, then founded in one go.

Columns: `unit` (short id), `name`, `kind`, `superior` (id of the one unit it answers to; empty for the root only) and,
if wanted, `leader`: the title of the post that leads the unit, which is created with it.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from buckstop.app.answers import Accepted, Refused, Submission
from buckstop.app.bootstrap import HomeConfig, create_ledger
from buckstop.app.clock import Clock
from buckstop.app.handle import handle
from buckstop.app.ids import LONGEST_ID, is_id
from buckstop.app.ledger import Ledger
from buckstop.app.new_home import RefusedError, made_beside, marked
from buckstop.domain.ids import PostId, UnitId
from buckstop.domain.organisation_commands import (
    CreatePost,
    FoundOrganisation,
    FoundUnit,
    NameOffice,
    OrganisationCommand,
)
from buckstop.domain.posts import Role
from buckstop.domain.refusals import Refusal
from buckstop.domain.units import UnitKind
from buckstop.ledger.note import VerifierKey
from buckstop.lens.issues import Issue, Severity

NEEDED = ("unit", "name", "kind", "superior")
_LEADER = "leader"


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row of the table.

    Args:
        row: 1-based, as an editor shows it.
        leader: title of the leading post, empty for none.
    """

    row: int
    unit: UnitId
    name: str
    kind: UnitKind
    superior: UnitId | None
    leader: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which organisation is to be founded.

    Args:
        units: the root first, every unit after its superior.
        outside_arbiter: decides where the root is a party; not one of the units.
        office: the supervision office, one of the units.
    """

    units: tuple[UnitRow, ...]
    outside_arbiter: UnitId
    outside_arbiter_name: str
    office: UnitId


def read_units(path: Path) -> tuple[UnitRow, ...] | tuple[Issue, ...]:
    """The units of a CSV file, each after its superior; else everything that is wrong with the file."""
    reader = _Reader(path.name)
    rows = reader.read(path.read_bytes())
    return tuple(reader.issues) if reader.issues else tuple(_ordered(rows))


def create(home: Path, config: HomeConfig, plan: Plan | None, clock: Clock | None = None) -> VerifierKey | Refusal:
    """A new ledger with its organisation, or nothing of it.

    Args:
        home: a folder that is not there yet or empty.
        plan: None for a ledger in which nothing is founded yet.

    Returns:
        The public key of its log; a refusal where the rules do not let this organisation be.

    Raises:
        LedgerHomeError: something is there already, or the configuration cannot be used. Nothing was left behind.
        StoreError, OSError: the world failed; likewise.
    """
    try:
        with made_beside(home) as making, marked(config.store):
            ledger = create_ledger(making, config, clock)
            try:
                outcome = found(ledger, plan) if plan is not None else None
                if isinstance(outcome, Refused):
                    raise RefusedError(outcome.refusal)
            finally:
                ledger.store.close()
    except RefusedError as refused:
        return refused.refusal
    return ledger.key.verifier()


def found(ledger: Ledger, plan: Plan) -> Accepted | Refused:
    """Found the organisation with all its units and leading posts, or nothing of it."""
    root = plan.units[0]
    begin = FoundOrganisation(
        root.unit, root.name, plan.outside_arbiter, plan.outside_arbiter_name, root.unit, root.name
    )
    commands: list[OrganisationCommand] = [begin]
    for one in plan.units:
        if one.superior is not None:
            commands.append(FoundUnit(one.unit, one.name, one.kind, one.superior))
        if one.leader:
            roles = frozenset({Role.LEADER, Role.MEMBER})
            commands.append(CreatePost(PostId(f"{one.unit}.leader"), one.unit, one.leader, roles))
    if plan.office != root.unit:
        commands.append(NameOffice(plan.office))
    return handle(ledger, Submission("found the organisation", None, tuple(commands)))


class _Reader:
    """Reads one table and collects what is wrong with it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.issues: list[Issue] = []

    def read(self, raw: bytes) -> dict[UnitId, UnitRow]:
        text = self._text(raw)
        table = csv.DictReader(io.StringIO(text, newline=""))
        header = [name.strip() for name in table.fieldnames or ()]
        missing = [name for name in NEEDED if name not in header]
        if missing:
            self._add("units.missing_columns", 1, names=", ".join(missing), found=", ".join(header))
            return {}
        table.fieldnames = header
        rows: dict[UnitId, UnitRow] = {}
        for cells in table:
            one = self._row(table.line_num, cells)
            if one is None:
                continue
            if one.unit in rows:
                self._add("units.twice", one.row, "unit", unit=one.unit, other=str(rows[one.unit].row))
            else:
                rows[one.unit] = one
        self._tree(rows)
        return rows

    def _text(self, raw: bytes) -> str:
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            row = raw.count(b"\n", 0, error.start) + 1
            try:
                return raw.decode("gb18030")  # what Excel writes in China when nobody asks for UTF-8
            except UnicodeDecodeError:
                self._add("units.not_text", row, byte=str(error.start + 1))
                return ""

    def _row(self, row: int, cells: Mapping[str, str | None]) -> UnitRow | None:
        values = {name: (cells.get(name) or "").strip() for name in (*NEEDED, _LEADER)}
        if not any(values.values()):
            return None
        for name in ("unit", "name", "kind"):
            if not values[name]:
                self._add("units.empty", row, name)
        if values["unit"] and not is_id(values["unit"]):
            self._add("units.id_unfit", row, "unit", value=values["unit"][:LONGEST_ID], longest=str(LONGEST_ID))
        kinds = [kind.value for kind in UnitKind]
        if values["kind"] and values["kind"] not in kinds:
            self._add("units.kind_unknown", row, "kind", value=values["kind"], names=", ".join(kinds))
        if any(issue.row == row for issue in self.issues):
            return None
        superior = UnitId(values["superior"]) if values["superior"] else None
        kind = UnitKind(values["kind"])
        return UnitRow(row, UnitId(values["unit"]), values["name"], kind, superior, values[_LEADER])

    def _tree(self, rows: Mapping[UnitId, UnitRow]) -> None:
        """One root, and every unit below it: anything else leaves disputes without an arbiter."""
        roots = [one for one in rows.values() if one.superior is None]
        if not roots and not self.issues:
            self._add("units.no_root", None)
        for other in roots[1:]:
            self._add("units.second_root", other.row, "superior", unit=other.unit, other=roots[0].unit)
        for one in rows.values():
            if one.superior is not None and one.superior not in rows:
                self._add("units.superior_unknown", one.row, "superior", unit=one.unit, superior=one.superior)
            elif one.unit in _above(one, rows):
                self._add("units.circle", one.row, "superior", unit=one.unit)

    def _add(self, code: str, row: int | None, column: str | None = None, **fields: str) -> None:
        values: dict[str, str | int | float] = dict(fields)
        self.issues.append(Issue(code, Severity.ERROR, file=self.file, row=row, column=column, fields=values))


def _above(one: UnitRow, rows: Mapping[UnitId, UnitRow]) -> set[UnitId]:
    """Superiors of a unit, itself too where it stands above itself."""
    found: set[UnitId] = set()
    at = one.superior
    while at is not None and at in rows and at not in found:
        found.add(at)
        at = rows[at].superior
    return found


def _ordered(rows: Mapping[UnitId, UnitRow]) -> Iterator[UnitRow]:
    """The root, then level by level, in the order of the file."""
    below: dict[UnitId | None, list[UnitRow]] = {}
    for one in rows.values():
        below.setdefault(one.superior, []).append(one)
    level: Sequence[UnitRow] = below.get(None, ())
    while level:
        yield from level
        level = [lower for upper in level for lower in below.get(upper.unit, ())]
