"""Whether duty lists and lines of a register can stand: taken back by a superior only, lines without circles."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from buckstop.domain.duties import DutyKind
from buckstop.intake.registers.model import DutyRow, LineRow, UnitRow
from buckstop.intake.registers.names import Names, UnitFinder
from buckstop.intake.registers.rows import RowReader
from buckstop.intake.registers.tables import Line
from buckstop.intake.registers.unit_checks import superiors
from buckstop.lens.issues import Severity


def resolve_lines(reader: RowReader, written: Sequence[tuple[Line, LineRow, str]], names: Names) -> list[LineRow]:
    """The relations, one guided unit each, with units as keys."""
    finder = UnitFinder(reader, names)
    found: dict[tuple[str, str, str], LineRow] = {}
    guided: dict[tuple[str, str], set[str]] = {}
    for line, row, lowers in written:
        upper = finder.one(line, "upper", row.upper)
        for lower in finder.several(line, "lower", lowers):
            if not upper or not row.line:
                continue
            if (row.line, upper, lower) in found:
                other = found[row.line, upper, lower].row
                reader.fault("register.line_twice", line, "lower", Severity.NOTE, other=other)
                continue
            if upper == lower or upper in _below(guided, row.line, lower):
                reader.fault("register.line_circle", line, "lower", line_name=row.line)
                continue
            guided.setdefault((row.line, upper), set()).add(lower)
            found[row.line, upper, lower] = replace(row, upper=upper, lower=lower)
    return list(found.values())


def _below(guided: Mapping[tuple[str, str], set[str]], line: str, unit: str) -> set[str]:
    """Everyone whom a unit guides in a line, near or far."""
    found: set[str] = set()
    waiting = {unit}
    while waiting:
        waiting = {lower for upper in waiting for lower in guided.get((line, upper), ())} - found
        found |= waiting
    return found


def resolve_duties(
    reader: RowReader,
    written: Sequence[tuple[Line, DutyRow, str]],
    names: Names,
    units: Sequence[UnitRow],
    lines: Sequence[LineRow],
) -> list[DutyRow]:
    """The items, one unit each, with units as keys."""
    finder = UnitFinder(reader, names)
    by_key = {row.key: row for row in units}
    guides = {(row.upper, row.lower) for row in lines}
    found: dict[tuple[str, str], DutyRow] = {}
    for line, row, on_lists in written:
        taken_by = finder.one(line, "taken_by", row.taken_by)
        if row.kind is DutyKind.TAKEN_BACK and not row.taken_by:
            reader.fault("register.taken_by_nobody", line, "taken_by", title=row.title)
        if row.kind is not DutyKind.TAKEN_BACK and row.taken_by:
            reader.fault("register.not_taken_back", line, "taken_by", title=row.title)
            continue
        for unit in finder.several(line, "unit", on_lists):
            other = found.get((unit, row.item))
            if other is not None:
                reader.fault("register.duty_twice", line, "item", item=row.item, other=other.row)
                continue
            if taken_by and taken_by not in superiors(unit, by_key) and (taken_by, unit) not in guides:
                below, above = by_key[unit].name, by_key[taken_by].name
                reader.fault("register.not_superior", line, "taken_by", unit=below, taken_by=above)
            found[unit, row.item] = replace(row, unit=unit, taken_by=taken_by)
    return list(found.values())
