"""Whether the units of a register form one tree with one root, and whether settings and endings name units of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from buckstop.intake.registers.model import Ending, Known, Settings, UnitRow
from buckstop.intake.registers.names import Names, UnitFinder, unit_names
from buckstop.intake.registers.rows import RowReader
from buckstop.intake.registers.tables import Line
from buckstop.lens.issues import Severity

Units = Sequence[tuple[Line, UnitRow]]


def resolve_units(reader: RowReader, units: Units, known: Known) -> tuple[list[UnitRow], Names]:
    """The units with superiors and successors as keys, and what all of them are called."""
    _names_apart(reader, units)
    names = unit_names([row for _line, row in units], known)
    finder = UnitFinder(reader, names, unknown="register.superior_unknown")
    successors = UnitFinder(reader, names)
    resolved: list[UnitRow] = []
    lines: dict[str, Line] = {}
    for line, row in units:
        superior = finder.one(line, "superior", row.superior)
        successor = successors.one(line, "successor", row.successor)
        resolved.append(replace(row, superior=superior, successor=successor))
        lines[row.key] = line
    unresolved = {
        row.key for (_line, row), done in zip(units, resolved, strict=True) if row.superior != "" == done.superior
    }
    by_key = {row.key: row for row in resolved}
    _one_tree(reader, by_key, lines, unresolved)
    _endings(reader, units, by_key, lines)
    return resolved, names


def _names_apart(reader: RowReader, units: Units) -> None:
    ids: dict[str, int] = {}
    named: dict[str, UnitRow] = {}
    for line, row in units:
        if row.id and row.id in ids:
            reader.fault("register.id_twice", line, "id", id=row.id, other=ids[row.id])
        ids.setdefault(row.id, line.row)
        other = named.get(row.name)
        if other is not None and row.id != other.id:
            apart = bool(row.id and other.id)
            code = "register.name_shared" if apart else "register.name_twice"
            severity = Severity.WARNING if apart else Severity.ERROR
            reader.fault(code, line, "name", severity, unit=row.name, other=other.row)
        elif other is not None and not row.id:
            reader.fault("register.name_twice", line, "name", unit=row.name, other=other.row)
        named.setdefault(row.name, row)
    for line, row in units:
        if not row.id and row.name in ids:  # both would be called the same
            reader.fault("register.name_twice", line, "name", unit=row.name, other=ids[row.name])
        for alias in row.aliases:
            other = named.get(alias)
            if other is not None and other.key != row.key:
                reader.fault("register.alias_shared", line, "aliases", Severity.WARNING, alias=alias, other=other.row)
            named.setdefault(alias, row)


def _one_tree(
    reader: RowReader, by_key: Mapping[str, UnitRow], lines: Mapping[str, Line], unresolved: set[str]
) -> None:
    """One root, and every unit below it: anything else leaves disputes without an arbiter."""
    roots = [row for row in by_key.values() if not row.superior and row.key not in unresolved and row.ending is None]
    if not roots and by_key:
        reader.fault("register.no_root", min(lines.values(), key=lambda line: line.row), "superior")
    for other in roots[1:]:
        first = roots[0]
        reader.fault(
            "register.second_root", lines[other.key], "superior", unit=other.name, root=first.name, other=first.row
        )
    for row in by_key.values():
        above = superiors(row.key, by_key)
        if row.key in above:
            way = " > ".join(by_key[key].name for key in (row.key, *above))
            reader.fault("register.circle", lines[row.key], "superior", unit=row.name, way=way)
        upper = by_key.get(row.superior)
        if upper is not None and upper.ending is not None and row.ending is None:
            reader.fault("register.superior_ends", lines[row.key], "superior", unit=row.name, superior=upper.name)


def superiors(key: str, by_key: Mapping[str, UnitRow]) -> tuple[str, ...]:
    """Keys of everyone above a unit, the nearest first; of a circle the unit itself is the last."""
    found: dict[str, None] = {}
    at = by_key[key].superior if key in by_key else ""
    while at in by_key and at not in found:
        found[at] = None
        at = by_key[at].superior
    return tuple(found)


def _endings(reader: RowReader, units: Units, by_key: Mapping[str, UnitRow], lines: Mapping[str, Line]) -> None:
    for line, written in units:
        row = by_key[written.key]
        if row.ending is None:
            if written.successor:
                reader.fault("register.successor_without_ending", line, "successor", unit=row.name)
            continue
        if not written.superior:
            reader.fault("register.root_ends", line, "ending", unit=row.name)
        if row.ending is Ending.MERGED and not written.successor:
            reader.fault("register.merged_into_nothing", line, "successor", unit=row.name)
        if written.successor and not row.document:
            reader.fault("register.ending_unapproved", line, "document", unit=row.name)
        successor = by_key.get(row.successor)
        if successor is not None and (successor.ending is not None or successor.key == row.key):
            reader.fault("register.successor_ends", lines[row.key], "successor", successor=successor.name)


def resolve_settings(
    reader: RowReader | None, settings: Settings, lines: Mapping[str, Line], names: Names, units: Sequence[UnitRow]
) -> Settings:
    """The settings with office and root as keys."""
    if reader is None:
        return settings
    finder = UnitFinder(reader, names)
    found = {}
    for name in ("office", "root"):
        written = getattr(settings, name)
        found[name] = finder.one(lines[name], "value", written) if written else ""
    standing = [row for row in units if not row.superior and row.ending is None]
    if found["root"] and standing and found["root"] != standing[0].key:
        named = next((row.name for row in units if row.key == found["root"]), found["root"])
        reader.fault("register.other_root", lines["root"], "value", unit=named, root=standing[0].name)
    for name in ("outside_arbiter", "outside_arbiter_id"):
        written = getattr(settings, name)
        if written and names.of(written):
            reader.fault("register.arbiter_inside", lines[name], "value", unit=written)
    return replace(settings, **found)
