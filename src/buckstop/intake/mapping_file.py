"""Mapping files: TOML that tells which column of a foreign log means what, read with every fault named.

A file is read whole: all its faults come back together, each with the file, the line and the key. The keys are
described in docs/reference/mapping-file.md; mappings shipped for known logs and systems lie in `mappings/`.
"""

import difflib
import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from buckstop.domain.errors import BuckstopError
from buckstop.intake.mapping_rules import check_rules
from buckstop.intake.mapping_schema import SCHEMA, WEEKDAYS, Shape
from buckstop.lens.issues import Issue, Severity
from buckstop.lens.mapping import CalendarSpec, ChangeSpec, HolderWords, Mapping, State, TimeSpec

Values = dict[str, Any]  # "columns.case" -> value of the right shape


class ShippedMappingError(BuckstopError):
    """A mapping file of the installed package is damaged."""


_TOML_PLACE = re.compile(r"^(?P<reason>.*?) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$", re.DOTALL)
_TABLE_LINE = re.compile(r"^\s*\[\s*([^\[\]]+?)\s*\]")
_KEY_LINE = re.compile(r"""^\s*("[^"]*"|'[^']*'|[\w-]+(?:\s*\.\s*[\w-]+)*)\s*=""")


def load_mapping(source: str | Path) -> Mapping | tuple[Issue, ...]:
    """The mapping in a file, or of a shipped name such as `bpic2013_incidents`; else everything that is wrong with it.

    Args:
        source: path of a TOML file, or a shipped name (see `shipped_names`). A file of that name wins.
    """
    path = Path(source)
    if not path.is_file() and str(source) in shipped_names():
        text, file = _shipped_text(str(source)), f"{source}.toml"
    else:
        file = path.name
        try:
            text = path.read_text("utf-8-sig")
        except UnicodeDecodeError as error:
            return (_fault("mapping.not_utf8", file, byte=error.start + 1),)
        except OSError as error:
            return (_not_found(str(source), error),)
    return parse_mapping(text, file)


def parse_mapping(text: str, file: str) -> Mapping | tuple[Issue, ...]:
    """The mapping a TOML text describes, or everything that is wrong with it.

    Args:
        text: the TOML text.
        file: name shown in issues.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.match(str(error))
        line = int(place["line"]) if place and place["line"] else text.count("\n") + 1
        return (_fault("mapping.not_toml", file, line, reason=place["reason"] if place else str(error)),)
    reader = _Reader(file, text)
    values = reader.read(document)
    issues = reader.issues + [
        _fault(fault.code, file, reader.lines.get(fault.key), key=fault.key, **fault.fields)
        for fault in check_rules(values, reader.refused)
    ]
    return tuple(sorted(issues, key=lambda issue: issue.row or 0)) if issues else _build(values, file)


def shipped_names() -> tuple[str, ...]:
    """Names of the mappings that come with Buckstop."""
    folder = files("buckstop.intake") / "mappings"
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml")))


def shipped_mapping(name: str) -> Mapping:
    """The mapping shipped under that name.

    Raises:
        KeyError: no such name.
    """
    if name not in shipped_names():
        raise KeyError(name)
    mapping = parse_mapping(_shipped_text(name), f"{name}.toml")
    if not isinstance(mapping, Mapping):
        raise ShippedMappingError(
            f"The shipped mapping {name} is damaged; install Buckstop again. First fault: {mapping[0]}"
        )
    return mapping


def nearest(word: str, known: tuple[str, ...]) -> str | None:
    """The known word that was most likely meant, or None if none is near."""
    folded = {re.sub(r"[\W_]+", "", name).casefold(): name for name in reversed(known)}
    close = difflib.get_close_matches(re.sub(r"[\W_]+", "", word).casefold(), list(folded), n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def _shipped_text(name: str) -> str:
    return (files("buckstop.intake") / "mappings" / f"{name}.toml").read_text("utf-8")


def _fault(code: str, file: str, line: int | None = None, **fields: str | float) -> Issue:
    return Issue(code, Severity.ERROR, file=file, row=line, fields=fields)


def _not_found(source: str, error: OSError) -> Issue:
    if not isinstance(error, FileNotFoundError):
        return _fault("mapping.unreadable", Path(source).name, reason=error.strerror or type(error).__name__)
    names = shipped_names()
    near = nearest(source, names)
    if near:
        return _fault("mapping.not_found_near", source, nearest=near)
    return _fault("mapping.not_found", source, names=", ".join(names))


def _lines_of_keys(text: str) -> dict[str, int]:
    """Line of each "table.key", 1-based. Best effort: keys inside inline tables are found at their table's line."""
    lines: dict[str, int] = {}
    table, inside = "", False
    for number, line in enumerate(text.splitlines(), 1):
        if not inside:
            if header := _TABLE_LINE.match(line):
                table = header[1].strip("\"'")
                lines.setdefault(table, number)
            elif key := _KEY_LINE.match(line):
                name = re.sub(r"\s*\.\s*", ".", key[1]).strip("\"'")
                lines.setdefault(f"{table}.{name}".lstrip("."), number)
        inside ^= (line.count('"""') + line.count("'''")) % 2 == 1
    return lines


class _Reader:
    """Walks a TOML document along the schema and collects typed values and faults."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = _lines_of_keys(text)
        self.issues: list[Issue] = []
        self.refused: set[str] = set()  # keys present with a wrong value: they are not "missing"

    def read(self, document: dict[str, Any]) -> Values:
        values: Values = {}
        tables = tuple(table for table in SCHEMA if table)
        for name, value in document.items():
            if name in SCHEMA[""]:
                self._take(values, "", name, value)
            elif name not in tables:
                self._unknown(name, tuple(SCHEMA[""]) + tables)
            elif isinstance(value, dict):
                for key, inner in value.items():
                    if key in SCHEMA[name]:
                        self._take(values, name, key, inner)
                    else:
                        self._unknown(f"{name}.{key}", tuple(f"{name}.{known}" for known in SCHEMA[name]))
            else:
                self.refused.add(name)
                self._add("mapping.not_table", name)
        return values

    def _take(self, values: Values, table: str, key: str, value: object) -> None:
        shape, path = SCHEMA[table][key], f"{table}.{key}" if table else key
        if not _fits(shape, value):
            self.refused.add(path)
            self._add(shape.value, path)
        elif value not in ("", [], {}):  # "" and [] stand for "not set", so that a draft can show every key
            values[path] = value

    def _unknown(self, path: str, known: tuple[str, ...]) -> None:
        """An unknown key, with the key probably meant: in its own table first, else the same key in another table."""
        table, _, key = path.rpartition(".")
        elsewhere = [f"{other}.{key}" for other, keys in SCHEMA.items() if other and other != table and key in keys]
        siblings = {name.rpartition(".")[2]: name for name in known}
        meant = nearest(key, tuple(siblings))
        near = siblings[meant] if meant else next(iter(elsewhere), None)
        if table == "state" and nearest(key, tuple(State)) is None:
            self._add("mapping.unknown_state", path, state=key, names=", ".join(State))
        elif near:
            self._add("mapping.unknown_key_near", path, nearest=near)
        else:
            self._add("mapping.unknown_key", path, names=", ".join(name.rpartition(".")[2] for name in known))

    def _add(self, code: str, path: str, **fields: str | float) -> None:
        line = self.lines.get(path, self.lines.get(path.partition(".")[0]))
        self.issues.append(_fault(code, self.file, line, key=path, **fields))


def _fits(shape: Shape, value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    texts = isinstance(value, list) and all(isinstance(item, str) for item in value)
    match shape:
        case Shape.TEXT:
            return isinstance(value, str)
        case Shape.TEXTS:
            return texts
        case Shape.WHOLE:
            return number and isinstance(value, int)
        case Shape.NUMBER:
            return number
        case Shape.FLAG:
            return isinstance(value, bool)
        case Shape.PAIRS:
            return isinstance(value, dict) and all(isinstance(item, str) for item in value.values())
        case Shape.DAYS:
            return texts and isinstance(value, list) and all(day in WEEKDAYS for day in value)


def _build(values: Values, file: str) -> Mapping:
    time = _time_spec(values, "time")
    return Mapping(
        name=values.get("name", file.removesuffix(".toml")),
        case=values["columns.case"],
        time=time,
        unit=values.get("columns.unit"),
        person=values.get("columns.person"),
        activity=values.get("columns.activity"),
        state_column=values.get("state.column"),
        states={value: state for state in State for value in values.get(f"state.{state}", [])},
        case_type=values.get("columns.case_type"),
        features=tuple(values.get("columns.features", ())),
        due=_time_spec(values, "due", time.zone) if "due.column" in values else None,
        sequence=values.get("columns.sequence"),
        demander=values.get("columns.demander"),
        subject=values.get("columns.subject"),
        line_column=values.get("line.column"),
        line_pattern=values.get("line.pattern", ""),
        line_order=tuple(values.get("line.order", ())),
        advancing=tuple(values.get("state.advancing", ())),
        min_work_minutes=values.get("state.min_work_minutes", 30),
        null_words=tuple(values.get("values.null", ())),
        holders=HolderWords(*(tuple(values.get(f"holders.{kind}", ())) for kind in SCHEMA["holders"])),
        calendar=_calendar(values),
        keep=tuple(values.get("columns.keep", ())),
        persons=tuple(values.get("columns.persons", ())),
        fill_defaults=values.get("xes.fill_defaults", False),
        notes=values.get("notes", ""),
        changes=_changes(values),
    )


def _time_spec(values: Values, table: str, zone: str = "UTC") -> TimeSpec:
    return TimeSpec(values[f"{table}.column"], values.get(f"{table}.format", "iso"), values.get(f"{table}.zone", zone))


def _changes(values: Values) -> ChangeSpec | None:
    if "changes.field" not in values:
        return None
    return ChangeSpec(
        values["changes.field"],
        values["changes.new"],
        values["changes.columns"],
        values.get("changes.old"),
        values.get("changes.started"),
    )


def _calendar(values: Values) -> CalendarSpec | None:
    if not any(key.startswith("calendar.") for key in values):
        return None
    plain = CalendarSpec()
    days = values.get("calendar.workdays")
    return CalendarSpec(
        values.get("calendar.country", plain.country),
        float(values.get("calendar.opens", plain.opens)),
        float(values.get("calendar.closes", plain.closes)),
        tuple(sorted({WEEKDAYS.index(day) for day in days})) if days else plain.workdays,
    )
