"""Parquet logs: the user's own files, untouched: a file, or a folder of parts in the order of their names."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from buckstop.i18n import gettext_noop as _
from buckstop.intake.raw import Progress, RawLog, UnreadableLogError, shown_name
from buckstop.intake.staging import natural_key
from buckstop.lens.issues import Issue, Severity


def read_parquet_log(
    path: Path, files: tuple[Path, ...], *, columns: frozenset[str] | None = None, progress: Progress | None = None
) -> RawLog:
    """The log in Parquet files, known from their footers alone.

    Args:
        path: what the user named, a file or a folder.
        files: the parts, at least one.
        columns: names of the columns that are needed; None for all.

    Refuses: `parquet.damaged`, `parquet.parts_differ`, `parquet.types_differ`, `parquet.same_name`.
    """
    first: pa.Schema | None = None
    nested: list[str] = []
    rows = 0
    for done, file in enumerate(files, start=1):
        schema, count = _footer(file)
        rows += count
        if first is None:
            first = schema
            nested = [column.name for column in schema if pa.types.is_nested(column.type)]
            _refuse_same_name(path, tuple(schema.names))
        else:
            _refuse_other_parts(file, schema, files[0], first, columns)
        if progress is not None:
            progress(done, len(files), file.name)
    issues = []
    if nested:
        names = ", ".join(nested)
        issues.append(
            Issue(
                "parquet.nested_columns", Severity.NOTE, shown_name(path), count=len(nested), fields={"columns": names}
            )
        )
    if not rows:
        issues.append(Issue("table.no_rows", Severity.ERROR, path.name))
    return RawLog(path, "parquet", files, tuple(first.names if first else ()), rows, tuple(issues))


def parts_of(folder: Path) -> tuple[Path, ...]:
    """The Parquet files below a folder, `part-2` before `part-10`, without what writers leave beside them.

    Refuses: `folder.without_parquet`.
    """
    found = [
        file
        for file in folder.rglob("*.parquet")
        if file.is_file() and not any(part.startswith(("_", ".")) for part in file.relative_to(folder).parts)
    ]
    if not found:
        raise UnreadableLogError(
            "folder.without_parquet",
            _("The folder %(file)s holds no .parquet file: name the file that is the log."),
            file=str(folder),
        )
    return tuple(sorted(found, key=lambda file: natural_key(str(file.relative_to(folder)))))


def _footer(file: Path) -> tuple[pa.Schema, int]:
    try:
        with pq.ParquetFile(file) as parquet:
            return parquet.schema_arrow, parquet.metadata.num_rows
    except (pa.ArrowInvalid, OSError) as error:
        raise UnreadableLogError(
            "parquet.damaged",
            _("%(file)s is not a whole Parquet file (%(reason)s): copy it again or write it again."),
            file=shown_name(file),
            reason=str(error).splitlines()[0],
        ) from error


def _refuse_other_parts(
    file: Path, schema: pa.Schema, first_file: Path, first: pa.Schema, needed: frozenset[str] | None
) -> None:
    if set(schema.names) != set(first.names):
        raise UnreadableLogError(
            "parquet.parts_differ",
            _(
                "%(file)s and %(first)s have different columns (%(columns)s): put only the parts of one log into "
                "the folder."
            ),
            file=shown_name(file),
            first=shown_name(first_file),
            columns=", ".join(sorted(set(schema.names) ^ set(first.names))),
        )
    for name in schema.names if needed is None else needed.intersection(schema.names):
        kind, usual = schema.field(name).type, first.field(name).type
        if kind != usual:
            # A case 7 here and a case 7.0 there would be two cases.
            raise UnreadableLogError(
                "parquet.types_differ",
                _(
                    "Column %(column)s is of type %(type)s in %(file)s and of type %(usual)s in %(first)s: write the "
                    "parts again with one type."
                ),
                column=name,
                type=str(kind),
                file=shown_name(file),
                usual=str(usual),
                first=shown_name(first_file),
            )


def _refuse_same_name(path: Path, columns: tuple[str, ...]) -> None:
    """Why: a query cannot tell such columns apart, and the user's file is not ours to rename."""
    seen: dict[str, str] = {}
    for name in columns:
        if name.lower() in seen:
            raise UnreadableLogError(
                "parquet.same_name",
                _(
                    "%(file)s has the columns %(first)s and %(second)s, which differ at most in case: rename one of them."
                ),
                file=shown_name(path),
                first=seen[name.lower()],
                second=name,
            )
        seen[name.lower()] = name
