"""One column of a table as numbered texts: every distinct text once, and a number per row. Made for counting."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Codes = npt.NDArray[np.int32]
Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_NO_CELL = ""


@dataclass(frozen=True, eq=False)
class Column:
    """One column of the sample.

    Args:
        name: as in the log.
        values: distinct texts, each once; empty cells are not among them.
        codes: per sampled row the index into `values`, -1 where the cell is empty.
        native_time: the file holds real timestamps (texts are then ISO 8601).
    """

    name: str
    values: tuple[str, ...]
    codes: Codes
    native_time: bool = False

    @cached_property
    def counts(self) -> Counts:
        """Rows per value."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values)).astype(np.int64)

    @property
    def filled(self) -> float:
        """Share of rows with a value, 0 to 1."""
        return float((self.codes >= 0).mean()) if len(self.codes) else 0.0

    @cached_property
    def texts(self) -> "pa.StringArray":
        """Distinct texts as an Arrow array, for vectorised matching."""
        return pa.array(self.values, pa.string())

    def without(self, words: frozenset[str]) -> "Column":
        """The column with these texts counted as empty."""
        return self._dropping(np.array([value in words for value in self.values], np.bool_))

    def tidy(self) -> "Column":
        """The column without values that no row has."""
        return self._dropping(self.counts == 0)

    def _dropping(self, gone: Flags) -> "Column":
        if not gone.any():
            return self
        number = np.where(gone, -1, np.cumsum(~gone) - 1).astype(np.int32)
        kept = tuple(value for value, drop in zip(self.values, gone.tolist(), strict=True) if not drop)
        return Column(self.name, kept, np.append(number, np.int32(-1))[self.codes], self.native_time)


def column_of(name: str, cells: "pa.ChunkedArray[Any]") -> Column:
    """A column from Arrow cells of any plain type; empty texts count as no value, nested cells as empty."""
    kind = cells.type.value_type if pa.types.is_dictionary(cells.type) else cells.type
    native = pa.types.is_timestamp(kind) or pa.types.is_date(kind)
    if not _has_text(kind):
        return Column(name, (), np.full(len(cells), -1, np.int32))
    coded = pa.concat_arrays(cells.cast(pa.string()).chunks or [pa.nulls(0, pa.string())]).dictionary_encode()
    codes = np.where(coded.is_valid(), coded.indices.fill_null(-1), -1).astype(np.int32)
    values = tuple(str(value) for value in coded.dictionary.to_pylist())
    return Column(name, values, codes, native).without(frozenset({_NO_CELL}))


def _has_text(kind: "pa.DataType") -> bool:
    """Nested cells (lists, structs, maps) and bytes have no text a mapping could speak of."""
    return not (pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_null(kind))


def texts_of(values: tuple[str, ...], codes: Codes) -> "pa.Array[Any]":
    """Arrow texts from numbered ones; a negative number is an empty cell."""
    indices = pa.array(codes, pa.int32(), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(values, pa.string())).cast(pa.string())
