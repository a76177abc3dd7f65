"""A file of rules as TOML tables that know their lines, so that every fault can be shown where it stands."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from buckstop.lens.issues import Issue, Severity

_TOML_PLACE = re.compile(r"^(?P<reason>.*?) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$", re.DOTALL)
_HEADER = re.compile(r"""^\s*\[\s*(?:[\w-]+\s*\.\s*)?(?:"([^"]*)"|'([^']*)'|([\w.\s-]+?))\s*\]""")
_KEY = re.compile(r"^\s*([\w-]+)\s*=")


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One parsed file.

    Args:
        name: as shown in issues.
        document: the TOML document.
        lines: 1-based line of (table, key); ("", key) for keys above every table, (table, "") for its header.
    """

    name: str
    document: Mapping[str, Any]
    lines: Mapping[tuple[str, str], int]

    def fault(self, code: str, table: str = "", key: str = "", **fields: str | int) -> Issue:
        """The issue of that code, at the line of the key, else of its table; above every table it speaks of the file."""
        row = self.lines.get((table, key), self.lines.get((table, "")))
        return Issue(
            code, Severity.ERROR, file=self.name, row=row, fields={"rule": table or self.name, "key": key, **fields}
        )


def read_rule_file(path: Path) -> RuleFile | Issue:
    """The file at that path, or why it cannot be read."""
    try:
        return parse_rule_file(path.read_text("utf-8-sig"), path.name)
    except UnicodeDecodeError as error:
        return Issue("rules.not_utf8", Severity.ERROR, file=path.name, fields={"byte": error.start + 1})
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Issue("rules.unreadable", Severity.ERROR, file=str(path), fields={"reason": reason})


def parse_rule_file(text: str, name: str) -> RuleFile | Issue:
    """The TOML text of a file of rules, or where it is no TOML.

    Args:
        text: contents of the file.
        name: shown in issues.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.match(str(error))
        row = int(place["line"]) if place and place["line"] else text.count("\n") + 1
        reason = place["reason"] if place else str(error)
        return Issue("rules.not_toml", Severity.ERROR, file=name, row=row, fields={"reason": reason})
    return RuleFile(name, document, _lines(text))


def _lines(text: str) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = header[1] or header[2] or header[3].removeprefix("rules.")
            found.setdefault((table, ""), number)
        elif key := _KEY.match(line):
            found.setdefault((table, key[1]), number)
    return found
