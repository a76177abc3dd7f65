"""Who holds at a level: names to holder numbers, and the dimension table that goes with them."""

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from buckstop.lens import tables
from buckstop.lens.levels import LINE, Level
from buckstop.lens.mapping import Mapping
from buckstop.lens.steps import IntArray


def holder_lookup(names: list[str], level: Level, mapping: Mapping) -> IntArray:
    """holder_no per name number, -1 for excluded names and (last entry, index -1) for no name at all."""
    excluded = dict(level.excluded)
    numbers = range(len(names)) if level.role != LINE else _lines_of(names, mapping)
    found = [-1 if name in excluded else number for name, number in zip(names, numbers, strict=True)]
    return np.array([*found, -1], np.int64)


def write_holders(folder: Path, level: Level, names: list[str], mapping: Mapping) -> None:
    """Write the dimension table of a level into its folder: names, kinds and lines.

    Args:
        names: distinct values of the level's column, in the order of their numbers.
    """
    excluded = dict(level.excluded)
    own = "person" if level.is_personal else "unit"
    lines: list[int | None] = [None] * len(names)
    if level.role == LINE:
        names, lines = list(mapping.line_order), list(range(len(mapping.line_order)))
    elif mapping.line_order and mapping.line_column == level.column:
        lines = list(_lines_of(names, mapping))
    table = pa.table(
        {
            "holder_no": pa.array(range(len(names)), pa.int32()),
            "holder_name": pa.array(names, pa.string()),
            "kind": pa.array([excluded.get(name, own) for name in names], pa.string()),
            "line_no": pa.array(lines, pa.int32()),
        },
        schema=tables.HOLDERS,
    )
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, folder / "holders.parquet")


def _lines_of(names: list[str], mapping: Mapping) -> list[int]:
    """Support line of each unit, 0 = front line, which is also the line of every unit that bears no mark."""
    position = {line: i for i, line in enumerate(mapping.line_order)}
    numbers = []
    for name in names:
        match = re.search(mapping.line_pattern, name) if mapping.line_pattern else None
        text = name if not mapping.line_pattern else (match.group(1) if match and match.groups() else "")
        numbers.append(position.get(text, 0))
    return numbers
