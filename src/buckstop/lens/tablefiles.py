"""Column dictionaries to Parquet files, in the types of the contract, written beside the computing thread."""

import re
from collections.abc import Mapping
from pathlib import Path
from queue import Queue
from threading import Thread
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

Columns = Mapping[str, Any]  # numpy arrays or Arrow columns, all of one length

# Integer columns whose -1 (the kernel's "none") is null in the table.
NULLABLE = frozenset(
    {
        *("prev_holder", "next_holder", "return_length", "ended_us", "wait_started_us", "done_us"),
        *("first_holder", "last_holder", "resolver", "resolved_us"),
    }
)


_HOLDER = re.compile(r"h\d+")


def numbers(column: Any) -> npt.NDArray[np.int64]:
    """An integer Arrow column as numpy, null as -1: the form the step kernel reads."""
    filled = column.fill_null(-1) if column.null_count else column
    found: npt.NDArray[np.int64] = filled.to_numpy().astype(np.int64, copy=False)
    return found


def to_table(columns: Columns, schema: pa.Schema) -> pa.Table:
    """A table in exactly the types of the schema; kernel columns that are absent become null."""
    arrays = []
    length = len(next(iter(columns.values()))) if columns else 0
    for field in schema:
        values = columns.get(field.name)
        if values is None:
            arrays.append(pa.nulls(length, field.type))
        elif isinstance(values, np.ndarray):
            mask = values == -1 if field.name in NULLABLE or _HOLDER.fullmatch(field.name) else None
            arrays.append(pa.array(values, mask=mask).cast(field.type))
        else:
            arrays.append(values)
    return pa.Table.from_arrays(arrays, schema=schema)


def read_table(path: Path) -> pa.Table:
    """A whole file. Unlike the library's own reader it takes no folder called `case_no=9` for a column."""
    with pq.ParquetFile(path) as file:
        return file.read()


class TableFiles:
    """Parquet files being written by one thread of their own, so that computing does not wait for the disk.

    Args:
        pending_max: tables that may wait to be written; more make the caller wait, which bounds memory.
    """

    def __init__(self, pending_max: int = 2) -> None:
        self._queue: Queue[tuple[Path, pa.Table] | None] = Queue(pending_max)
        self._writers: dict[Path, pq.ParquetWriter] = {}
        self._failure: BaseException | None = None
        self._thread = Thread(target=self._work, name="table-writer", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._queue.put(None)
        self._thread.join()
        for writer in self._writers.values():
            writer.close()
        if self._failure is not None and error is None:
            raise self._failure

    def append(self, path: Path, table: pa.Table) -> None:
        """Append rows to a file. Raises what went wrong with an earlier write."""
        if self._failure is not None:
            raise self._failure
        self._queue.put((path, table))

    def _work(self) -> None:
        while (item := self._queue.get()) is not None:
            if self._failure is not None:
                continue
            path, table = item
            try:
                if path not in self._writers:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    self._writers[path] = pq.ParquetWriter(path, table.schema, compression="zstd", compression_level=1)
                self._writers[path].write_table(table)
            except BaseException as error:  # noqa: BLE001 - handed to the computing thread, which raises it
                self._failure = error
