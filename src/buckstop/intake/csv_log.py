"""CSV logs: any encoding, delimiter and shape that people's programs write, streamed into a staged table.

Why: the hot path is Arrow's parser, block by block. Python looks at the head of the file (delimiter, header) and at
records of the wrong length only.

Rows: the header is a record and so is a blank line; `__row` is the number of the record, counted from 1, which is the
row a spreadsheet shows. It equals the editor's line as long as no value contains a line break.
"""

import contextlib
import io
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Literal, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from buckstop.i18n import gettext_noop as _
from buckstop.intake.byte_source import ByteSource
from buckstop.intake.csv_layout import HEAD_BYTES, Layout, find_layout
from buckstop.intake.encoding import TextForm, decide_encoding, utf8_blocks
from buckstop.intake.raw import ROW_COLUMN, Progress, RawLog, UnreadableLogError
from buckstop.intake.staging import Stager, staged_schema, unique_names
from buckstop.lens.issues import Issue, Severity

_BLOCK = 4 << 20  # also the longest record that is read
_END = "\x1dend of log\x1d"  # in every cell of the record appended to find quotes that never close


def read_csv_log(
    source: ByteSource, *, workdir: Path, columns: frozenset[str] | None = None, progress: Progress | None = None
) -> RawLog:
    """The log of a CSV file, every cell a text.

    Refuses: `csv.no_header`, `csv.quote_not_closed`, `csv.not_parsed`, and what `ByteSource` refuses.
    """
    form = decide_encoding(source)
    with contextlib.closing(utf8_blocks(source, form, progress)) as blocks:
        return _read(source, _Feed(blocks), _form_issues(source.name, form), workdir, columns)


def _read(
    source: ByteSource, feed: "_Feed", issues: list[Issue], workdir: Path, columns: frozenset[str] | None
) -> RawLog:
    head = feed.peek(HEAD_BYTES)
    layout = find_layout(head, complete=len(head) < HEAD_BYTES, file=source.name)
    names, name_issues = unique_names(layout.header, source.name)
    staged = tuple(name for name in names if columns is None or name in columns)
    stager = Stager(workdir, staged)
    feed.skip(layout.body_offset)
    feed.append(_end_record(layout, len(names)))
    body = _Body(source.name, names, staged, layout, feed)
    try:
        for table in body.tables():
            stager.add(table)
    except BaseException:
        stager.abandon()
        raise
    parts = stager.close()
    issues = [*issues, *layout.issues, *name_issues, *body.issues(feed.nul_bytes)]
    if not stager.rows:
        issues.append(Issue("table.no_rows", Severity.ERROR, source.name))
    return RawLog(source.path, "csv", parts, names, stager.rows, tuple(issues))


class _Feed(io.RawIOBase):
    """The characters as Arrow reads them: UTF-8 without zero bytes, with a look ahead and a record of our own at the end."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        super().__init__()
        self._blocks = blocks
        self._ready = bytearray()
        self._tail = b""
        self._last = b""
        self.nul_bytes = 0

    def _more(self) -> bool:
        for block in self._blocks:
            zeros = block.count(0)
            self.nul_bytes += zeros
            self._ready += block.replace(b"\0", b"") if zeros else block
            return True
        if self._tail:
            last = self._ready[-1:] or self._last
            self._ready += self._tail if last in (b"", b"\n", b"\r") else b"\n" + self._tail
            self._tail = b""
            return True
        return False

    def peek(self, size: int) -> bytes:
        while len(self._ready) < size and self._more():
            pass
        return bytes(self._ready[:size])

    def skip(self, size: int) -> None:
        del self._ready[:size]

    def append(self, tail: bytes) -> None:
        self._tail = tail

    def read(self, size: int = -1) -> bytes:
        while (size < 0 or len(self._ready) < size) and self._more():
            pass
        block = bytes(self._ready) if size < 0 else bytes(self._ready[:size])
        del self._ready[: len(block)]
        self._last = block[-1:] or self._last
        return block

    def readable(self) -> bool:
        return True


def _end_record(layout: Layout, width: int) -> bytes:
    return layout.delimiter.join([_END] * width).encode() + b"\n"


class _Body:
    """The data records of a CSV file as tables in order, those of the wrong length repaired or left out, and counted."""

    def __init__(self, file: str, names: tuple[str, ...], staged: tuple[str, ...], layout: Layout, feed: _Feed) -> None:
        self._file = file
        self._names = names
        self._staged = staged
        self._layout = layout
        self._feed = feed
        self._ragged: list[tuple[int, int, str]] = []  # number of the record, its cells, its text
        self._next = 1  # number of the next record after the header, as Arrow counts
        self._short: list[int] = []
        self._long: list[int] = []
        self._empty: list[int] = []

    def tables(self) -> Iterator[pa.Table]:
        """Tables of `__row` and the staged columns, in the order of the file.

        Refuses: `csv.quote_not_closed`, `csv.not_parsed`.
        """
        held: pa.RecordBatch | None = None
        try:
            for batch in self._reader():
                if held is not None and batch.num_rows:
                    yield self._placed(held)
                held = batch if batch.num_rows else held
        except pa.ArrowInvalid as error:
            raise self._failure(error) from error
        if held is None or held.column(0)[-1].as_py() != _END:
            raise self._quote_not_closed(self._last_seen(held))
        yield self._placed(held.slice(0, held.num_rows - 1))
        yield self._mended(self._ragged)

    def issues(self, nul_bytes: int) -> list[Issue]:
        """What was wrong with the records, to be asked when all tables were taken."""
        found = []
        width = len(self._names)
        for code, severity, rows in (
            ("csv.short_rows", Severity.WARNING, self._short),
            ("csv.long_rows", Severity.ERROR, self._long),
            ("table.empty_rows", Severity.NOTE, self._empty),
        ):
            if rows:
                listed = ", ".join(map(str, rows[:10])) + (", …" if len(rows) > 10 else "")
                fields: dict[str, str | int | float] = {"rows": listed, "expected": width}
                found.append(Issue(code, severity, self._file, row=rows[0], count=len(rows), fields=fields))
        if nul_bytes:
            found.append(Issue("csv.zero_bytes", Severity.WARNING, self._file, count=nul_bytes))
        return found

    def _reader(self) -> pacsv.CSVStreamingReader:
        read = self._staged or self._names[:1]
        return pacsv.open_csv(
            cast("IO[bytes]", self._feed),
            # One thread: only then does Arrow tell the number of a record of the wrong length.
            read_options=pacsv.ReadOptions(column_names=list(self._names), use_threads=False, block_size=_BLOCK),
            parse_options=_parse_options(self._layout.delimiter, self._note_ragged),
            convert_options=_convert_options(read),
        )

    def _note_ragged(self, record: pacsv.InvalidRow) -> Literal["skip"]:
        self._ragged.append((record.number or 0, record.actual_columns, record.text))
        return "skip"

    def _placed(self, batch: pa.RecordBatch) -> pa.Table:
        """The batch with the numbers of its records, and the mended records that stand between them."""
        ragged = np.array([number for number, _, _ in self._ragged], dtype=np.int64)
        rows, between = batch.num_rows, 0
        # Each record of the wrong length before the end of the batch moves that end by one.
        while (inside := int(np.searchsorted(ragged, self._next + rows + between))) != between:
            between = inside
        numbers = np.setdiff1d(np.arange(self._next, self._next + rows + between), ragged, assume_unique=True)
        self._next += rows + between
        mend, self._ragged = self._ragged[:between], self._ragged[between:]
        table = self._table(numbers, pa.Table.from_batches([batch]).select(list(self._staged)))
        table = self._without_empty(table)
        if mend:
            table = pa.concat_tables([table, self._mended(mend)])
            table = table.take(pc.sort_indices(table, sort_keys=[(ROW_COLUMN, "ascending")]))
        return table

    def _table(self, numbers: "np.ndarray[tuple[int], np.dtype[np.int64]]", cells: pa.Table) -> pa.Table:
        rows = pa.array(numbers + self._layout.header_row, pa.int64())
        return pa.Table.from_arrays([rows, *cells.columns], names=[ROW_COLUMN, *self._staged])

    def _without_empty(self, table: pa.Table) -> pa.Table:
        cells = table.columns[1:]
        if not cells or any(not column.null_count for column in cells):
            return table
        filled = np.zeros(table.num_rows, dtype=bool)
        for column in cells:
            filled |= column.is_valid().to_numpy()
        if filled.all():
            return table
        self._empty += table.column(ROW_COLUMN).to_numpy()[~filled].tolist()
        return table.filter(pa.array(filled))

    def _mended(self, ragged: list[tuple[int, int, str]]) -> pa.Table:
        """Short records filled up with nulls, long ones whose surplus is empty cut; the others are left out."""
        by_cells: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
        for number, cells, text in ragged:
            by_cells[cells].append((number, text))
        width = len(self._names)
        tables = [staged_schema(self._staged).empty_table()]
        for cells, records in by_cells.items():
            numbers = np.array([number for number, _ in records], dtype=np.int64)
            parsed = _parse_records([text for _, text in records], cells, self._layout.delimiter)
            if cells < width:
                self._short += (numbers + self._layout.header_row).tolist()
            else:
                surplus = np.zeros(len(records), dtype=bool)
                for column in parsed.columns[width:]:
                    surplus |= column.is_valid().to_numpy()
                self._long += (numbers[surplus] + self._layout.header_row).tolist()
                numbers, parsed = numbers[~surplus], parsed.filter(pa.array(~surplus))
            filled = [
                parsed.column(place) if place < cells else pa.nulls(parsed.num_rows, pa.string())
                for place in map(self._names.index, self._staged)
            ]
            tables.append(self._table(numbers, pa.Table.from_arrays(filled, names=list(self._staged))))
        self._short.sort()
        self._long.sort()
        return pa.concat_tables(tables)

    def _last_seen(self, held: pa.RecordBatch | None) -> int:
        """Number of the last record Arrow saw: the one that swallowed the end."""
        good = self._next - 1 + (held.num_rows if held is not None else 0) + len(self._ragged)
        return self._layout.header_row + good

    def _failure(self, error: pa.ArrowInvalid) -> UnreadableLogError:
        if "straddling" in str(error):
            return self._quote_not_closed(self._layout.header_row + self._next)
        return UnreadableLogError(
            "csv.not_parsed",
            _("%(file)s cannot be read as a table after row %(row)s (%(reason)s): export the log again as .csv."),
            file=self._file,
            row=self._layout.header_row + self._next - 1,
            reason=str(error),
        )

    def _quote_not_closed(self, row: int) -> UnreadableLogError:
        return UnreadableLogError(
            "csv.quote_not_closed",
            _(
                "In %(file)s a quotation mark opened in row %(row)s or later never closes, so the end of the file cannot "
                "be told from its text: double the quotation marks inside values, or export the log again."
            ),
            file=self._file,
            row=row,
        )


def _parse_options(
    delimiter: str, on_ragged: Callable[[pacsv.InvalidRow], Literal["skip"]] | None = None
) -> pacsv.ParseOptions:
    return pacsv.ParseOptions(
        delimiter=delimiter,
        newlines_in_values=True,
        ignore_empty_lines=False,  # a blank line is a record: row numbers depend on it
        invalid_row_handler=on_ragged,
    )


def _convert_options(columns: tuple[str, ...]) -> pacsv.ConvertOptions:
    return pacsv.ConvertOptions(
        include_columns=list(columns),
        column_types=dict.fromkeys(columns, pa.string()),
        null_values=[""],  # "NULL", "NA" and their like are for the mapping to judge
        strings_can_be_null=True,
        check_utf8=False,  # decoded by us
    )


def _parse_records(records: list[str], cells: int, delimiter: str) -> pa.Table:
    """Records of equal length as columns `0`, `1`, ..."""
    names = tuple(map(str, range(cells)))
    text = "\n".join(records).encode() + b"\n"
    return pacsv.read_csv(
        io.BytesIO(text),
        read_options=pacsv.ReadOptions(column_names=list(names), use_threads=False, block_size=len(text) + 1),
        parse_options=_parse_options(delimiter),
        convert_options=_convert_options(names),
    )


def _form_issues(file: str, form: TextForm) -> list[Issue]:
    issues = []
    if form.guessed:
        issues.append(Issue("csv.encoding_guessed", Severity.WARNING, file, fields={"encoding": form.encoding}))
    if form.replaced:
        fields: dict[str, str | int | float] = {"encoding": form.encoding}
        issues.append(Issue("csv.bytes_replaced", Severity.WARNING, file, count=form.replaced, fields=fields))
    return issues
