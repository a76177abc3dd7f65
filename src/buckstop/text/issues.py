"""One sentence per issue code, and the place an issue points at.

Every code that can be raised has its sentence here or in `mapping_issues`, `calendar_issues`, `rule_issues`,
`register_issues` and `doubts`; a test walks the code for it.
"""

from types import MappingProxyType

from buckstop.i18n import Translate
from buckstop.i18n import gettext_noop as _
from buckstop.lens.issues import Issue
from buckstop.text.calendar_issues import CALENDAR_SENTENCES
from buckstop.text.directive_issues import DIRECTIVE_SENTENCES
from buckstop.text.doubts import DOUBTS
from buckstop.text.ledger import UNIT_SENTENCES
from buckstop.text.mapping_issues import MAPPING_SENTENCES
from buckstop.text.register_issues import REGISTER_SENTENCES
from buckstop.text.rule_issues import RULE_SENTENCES

_READING = {
    "calendar.provisional": _(
        "Make-up working days of %(country)s are not decreed yet for: %(years)s. Working time in these years is provisional."
    ),
    "changes.gathered": _(
        "The log is a history of changed fields; its rows were gathered into events (changes: %(count)s; events: %(events)s)."
    ),
    "changes.unused": _(
        "Changes of fields that the mapping does not name were left out (rows: %(count)s; fields: %(fields)s)."
    ),
    "csv.bytes_replaced": _(
        "Bytes that are no characters in %(encoding)s were replaced by a question mark (bytes: %(count)s). "
        "Save the file as UTF-8 if names look wrong."
    ),
    "csv.encoding_guessed": _(
        "The file does not say how its characters are coded; it was read as %(encoding)s. "
        "Save it as UTF-8 if names look wrong."
    ),
    "csv.long_rows": _(
        "Rows with more cells than the header names columns were left out (rows: %(count)s; columns expected: "
        "%(expected)s; where: %(rows)s). An unquoted delimiter inside a text is the usual cause."
    ),
    "csv.short_rows": _(
        "Rows with fewer cells than the header names columns were filled up with empty cells (rows: %(count)s; "
        "columns expected: %(expected)s; where: %(rows)s)."
    ),
    "csv.zero_bytes": _(
        "The file holds zero bytes, which no text should; they were left out (bytes: %(count)s). "
        "The file may have been damaged in transfer."
    ),
    "ocel.case_type_guessed": _(
        "The log does not say which objects are the cases; %(case_object)s was taken (objects: %(objects)s; events per "
        "object: %(events_per_object)s; other types: %(others)s). Choose another one with --case-object."
    ),
    "ocel.events_in_several_cases": _(
        "Events that belong to several objects of type %(case_object)s were counted once in each (events: %(count)s)."
    ),
    "ocel.events_without_case": _(
        "Events without any object of type %(case_object)s were left out (events: %(count)s)."
    ),
    "ocel.several_objects": _(
        "Some events name several objects of type %(column)s; the first one was kept (events: %(count)s)."
    ),
    "ocel.unknown_objects": _(
        "Some events refer to objects the file does not describe; those references were left out (references: %(count)s)."
    ),
    "parquet.nested_columns": _("Columns with lists or records inside cannot be used: %(columns)s."),
    "table.empty_rows": _("Empty rows were left out (rows: %(count)s; where: %(rows)s)."),
    "table.header_looks_like_data": _(
        "The row taken for the header holds a number or a date: the file may have no header. Add one row with column names."
    ),
    "table.no_rows": _("There is a header but not a single row of data."),
    "table.repeated_header": _('Two columns are called %(column)s; the later one is read as "%(renamed)s".'),
    "table.title_rows": _("Rows above the header were left out (rows: %(count)s)."),
    "table.unnamed_columns": _("Columns without a name were named by their place (columns: %(count)s)."),
    "xes.empty_traces": _("Cases without a single event were left out (cases: %(count)s)."),
    "xes.events_outside_traces": _("Events that stand outside any case were left out (events: %(count)s)."),
    "xes.nested_ignored": _("Attributes inside other attributes are not read (attributes: %(count)s)."),
    "xes.repeated_trace_name": _(
        "Several cases bear the same name and are read as one (names: %(count)s; for example %(name)s)."
    ),
    "xes.trace_without_name": _("Cases without a name were numbered (cases: %(count)s)."),
    "xlsx.error_cells": _("Cells that show an error such as #N/A were read as empty (cells: %(count)s)."),
    "xlsx.formula_without_result": _(
        "Formulas without a stored result were read as empty (cells: %(count)s). Open the workbook, save it, try again."
    ),
    "xlsx.merged_cells": _("Merged cells were read as if every one of them held the value (areas: %(count)s)."),
    "xlsx.other_sheets": _(
        "The workbook has further sheets that were not read: %(sheets)s. Choose another one with --sheet."
    ),
}

_IMPORT = {
    "case.cut_at_start": _(
        "Cases that seem to have begun before the log does: they start with a step that hardly any other case starts "
        "with (cases: %(count)s). Who held them earlier is unknown."
    ),
    "case.missing": _("Rows without a case were left out (rows: %(count)s)."),
    "case.open_at_end": _("Cases not resolved when the log ends: their last stay is cut off (cases: %(count)s)."),
    "holder.filled_default": _(
        "Events in which %(column)s is the default of the log, %(name)s, count as held by it (events: %(count)s). "
        "If it means that nobody is named, list it under holders.placeholders in the mapping."
    ),
    "holder.missing": _(
        "Events that name nobody in this column are left out of hand-overs (events: %(count)s, %(share)s %%)."
    ),
    "holder.placeholder": _(
        "%(name)s stands for nobody; its events neither end a stay nor begin one, and the time after them is shown as "
        "held by nobody (events: %(count)s)."
    ),
    "holder.queue": _(
        "%(name)s is a queue, not a holder; its events neither end a stay nor begin one, and the time after them is "
        "shown as held by nobody (events: %(count)s)."
    ),
    "holder.robot": _(
        "%(name)s is an automatic account, not a holder; its events hand nothing over (events: %(count)s)."
    ),
    "holder.robot_absent": _(
        "%(name)s was named as an automatic account, but no event bears that name in this column."
    ),
    "order.ties": _(
        "Events of one case that bear the same time and no counter: their order is not knowable and was taken from the "
        "file (events: %(count)s, %(share)s %%)."
    ),
    "order.unsorted": _(
        "The rows were not in the order of case and time; they were sorted (places out of order: %(count)s)."
    ),
    "row.duplicate": _("Rows that repeat another row in everything the mapping uses; they are kept (rows: %(count)s)."),
    "sequence.not_a_number": _(
        "Cells of the counter that are no whole numbers; there the order of the file counts (rows: %(count)s)."
    ),
    "state.value_not_mapped": _(
        'The mapping does not say what the status "%(value)s" means; its time counts as "other" (events: %(count)s).'
    ),
    "time.day_month_ambiguous": _(
        "No day in the log is over 12, so %(format)s and %(swapped)s both fit every time. Cases go backwards in time "
        "%(inversions)s times as read, %(other)s times the other way round. Check which one the system writes."
    ),
    "time.midnight": _(
        "Events stamped exactly midnight: only their day is known, so the order inside a day is not (events: %(count)s, "
        "%(share)s %%)."
    ),
    "time.missing": _("Rows without a time were left out (rows: %(count)s)."),
    "time.mixed_zones": _(
        "Some times carry an offset from UTC and some do not; those without were read in %(zone)s "
        "(rows without: %(count)s of %(total)s)."
    ),
    "time.not_in_format": _(
        "Times that do not fit the format %(format)s were left out (rows: %(count)s, %(share)s %%; for example "
        "%(example)s)."
    ),
    "time.unlikely": _(
        "Events stamped before 1971 or after 2099: systems write such times for an unknown one. Their cases seem to last "
        "for decades (events: %(count)s)."
    ),
}

SENTENCES = MappingProxyType(
    _READING
    | _IMPORT
    | MAPPING_SENTENCES
    | CALENDAR_SENTENCES
    | DIRECTIVE_SENTENCES
    | RULE_SENTENCES
    | UNIT_SENTENCES
    | REGISTER_SENTENCES
    | DOUBTS
)

_UNKNOWN = _("There is a fault of a kind this version has no words for: %(code)s.")
_SHEET = _("sheet %(sheet)s")
_ROW = _("row %(row)s")
_COLUMN = _("column %(column)s")
_BETWEEN = _(", ")


def sentence(issue: Issue, translate: Translate) -> str:
    """What is wrong, in one sentence of the reader's language, without the place.

    Args:
        issue: the issue; one of an older or newer version of Buckstop gets a general sentence with its code.
        translate: from English into the reader's language.
    """
    values: dict[str, str | int | float] = {
        "code": issue.code,
        "file": issue.file,
        "column": issue.column or "",
        "count": issue.count,
        **issue.fields,
    }
    shown = {name: shown_value(value) for name, value in values.items()}
    try:
        return translate(SENTENCES[issue.code]) % shown
    except KeyError:
        return translate(_UNKNOWN) % shown


def position(issue: Issue, translate: Translate) -> str:
    """Where it is: file, sheet, row and column as far as they are known, or "" for the log as a whole."""
    parts = [issue.file] if issue.file else []
    if issue.sheet:
        parts.append(translate(_SHEET) % {"sheet": issue.sheet})
    if issue.row is not None:
        parts.append(translate(_ROW) % {"row": issue.row})
    if issue.column:
        parts.append(translate(_COLUMN) % {"column": issue.column})
    return translate(_BETWEEN).join(parts)


def shown_value(value: str | float) -> str:
    """A value as it stands in a sentence: whole numbers in groups of three, others without trailing noise."""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:g}" if isinstance(value, float) else value
