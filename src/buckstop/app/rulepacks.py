"""The rules that hold here: a shipped pack of rules, with what a county changed in its own file.

A pack is a folder of TOML files below `buckstop/rulepacks`. A county's file changes values and says who, when and why;
it can loosen neither law nor party rule. All faults of a file come back together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

from buckstop.app.rule_files import RuleFile, parse_rule_file, read_rule_file
from buckstop.app.rule_schema import Bounds, Wrong, check_keys, read_rules, read_sources, value_of
from buckstop.domain.deadlines import Span
from buckstop.domain.errors import BuckstopError
from buckstop.domain.packs import (
    PROFILES,
    PROTOCOL_COUNTS,
    PROTOCOL_SPANS,
    PROTOCOL_TERMS,
    Change,
    Direction,
    Pack,
    Rule,
    Source,
    Value,
    amount,
    loosens,
)
from buckstop.intake.mapping_file import nearest
from buckstop.lens.issues import Issue

CHANGE_KEYS: Mapping[str, type] = MappingProxyType(
    {"value": object, "changed_by": str, "changed_on": date, "reason": str}
)
_SOURCES = "sources.toml"


class ShippedPackError(BuckstopError):
    """A rule pack of the installed package is damaged."""


@dataclass(frozen=True, slots=True)
class PackFile:
    """The contents of one file of a pack, by its name."""

    name: str
    text: str


def shipped_packs() -> tuple[str, ...]:
    """Names of the rule packs that come with Buckstop."""
    return tuple(sorted(entry.name for entry in (files("buckstop") / "rulepacks").iterdir() if entry.is_dir()))


@cache
def shipped_pack(name: str) -> Pack:
    """The shipped pack of that name, as it stands without any county's changes.

    Raises:
        KeyError: no such name.
        ShippedPackError: its files are damaged.
    """
    if name not in shipped_packs():
        raise KeyError(name)
    folder = files("buckstop") / "rulepacks" / name
    entries = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda e: e.name)
    pack = read_pack(name, [PackFile(entry.name, entry.read_text("utf-8")) for entry in entries])
    if not isinstance(pack, Pack):
        raise ShippedPackError(f"The rule pack {name} is damaged; install Buckstop again. First fault: {pack[0]}")
    return pack


def read_pack(name: str, contents: list[PackFile]) -> Pack | tuple[Issue, ...]:
    """The pack that these files make, or everything that is wrong with them.

    Args:
        name: id of the pack.
        contents: its files; the one called `sources.toml` names the instruments.
    """
    issues: list[Issue] = []
    parsed: list[RuleFile] = []
    for content in contents:
        file = parse_rule_file(content.text, content.name)
        if isinstance(file, RuleFile):
            parsed.append(file)
        else:
            issues.append(file)
    sources: dict[str, Source] = {}
    for file in parsed:
        if file.name == _SOURCES:
            sources = read_sources(file, issues)
    rules: dict[str, Rule] = {}
    for file in parsed:
        if file.name != _SOURCES:
            read = read_rules(file, f"{name}/{file.name}", sources, issues)
            issues += [
                file.fault("rules.twice", rule_id, other=rules[rule_id].origin) for rule_id in read if rule_id in rules
            ]
            rules |= read
    issues += [] if issues else _protocol_faults(name, rules)
    return tuple(issues) if issues else Pack(name, MappingProxyType(rules))


def load_rules(pack: str, county: Path | None = None) -> Pack | tuple[Issue, ...]:
    """The rules that hold: the shipped pack with a county's changes, or everything that is wrong with its file.

    Args:
        pack: name of a shipped pack.
        county: the county's own file; None where it has none.

    Raises:
        KeyError: no such pack.
    """
    shipped = shipped_pack(pack)
    if county is None:
        return shipped
    file = read_rule_file(county)
    return change_rules(shipped, file) if isinstance(file, RuleFile) else (file,)


def change_rules(shipped: Pack, file: RuleFile) -> Pack | tuple[Issue, ...]:
    """The pack with the changes of a county's file, or everything that is wrong with the file.

    Args:
        shipped: the pack as it stands.
        file: the county's file: `[rules."ID"]` tables with value, changed_by, changed_on and reason.
    """
    issues: list[Issue] = []
    known = ("pack", "county", "rules")
    for key, value in file.document.items():
        if key not in known:
            issues.append(file.fault("rules.unknown_key", "", key, names=", ".join(known)))
        elif key != "rules" and not isinstance(value, str):
            issues.append(file.fault("rules.not_text", "", key))
    named = file.document.get("pack", shipped.id)
    if isinstance(named, str) and named != shipped.id:
        issues.append(file.fault("rules.other_pack", "", "pack", value=named, names=shipped.id))
    tables = file.document.get("rules", {})
    if not isinstance(tables, dict):
        return (*issues, file.fault("rules.no_tables", "", "rules"))
    changed = dict(shipped.rules)
    for rule_id, table in tables.items():
        result = _changed(shipped, file, rule_id, table)
        if isinstance(result, Rule):
            changed[rule_id] = result
        else:
            issues += result
    if issues:
        return tuple(sorted(issues, key=lambda issue: issue.row or 0))
    return Pack(shipped.id, MappingProxyType(changed))


def nearest_rules(pack: Pack, word: str, most: int = 5) -> tuple[str, ...]:
    """Ids of rules that were probably meant by a word: those that hold it, else the one written most alike."""
    holding = tuple(rule_id for rule_id in sorted(pack.rules) if word and word.lower() in rule_id)
    near = nearest(word, tuple(pack.rules))
    return tuple(dict.fromkeys((*holding, *((near,) if near else ()))))[:most]


def _changed(shipped: Pack, file: RuleFile, rule_id: str, table: object) -> Rule | list[Issue]:
    """One rule as the county wants it, or what is wrong with the wish."""
    rule = shipped.rule(rule_id)
    if rule is None:
        return [_unknown_rule(shipped, file, rule_id, table)]
    if not isinstance(table, dict):
        return [file.fault("rules.not_table", rule_id)]
    fixed = [file.fault("rules.fixed", rule_id, key, names=", ".join(CHANGE_KEYS)) for key in table if _is_fixed(key)]
    own: dict[str, Any] = {key: value for key, value in table.items() if not _is_fixed(key)}
    issues = fixed + check_keys(file, rule_id, own, CHANGE_KEYS, CHANGE_KEYS)
    if "value" not in own:
        return issues
    value = value_of(own["value"], Bounds(rule.unit, rule.least, rule.most, rule.must_hold))
    if isinstance(value, Wrong):
        return [*issues, file.fault(value.code, rule_id, "value", **value.fields)]
    if type(value) is not type(rule.value):
        return [*issues, file.fault("rules.value_other_kind", rule_id, "value", shape=_kind(rule.value))]
    if loosens(rule, value):
        issues.append(_too_loose(file, rule))
    if issues:
        return issues
    change = Change(own["changed_by"], own["changed_on"], own["reason"], rule.value, file.name)
    return replace(rule, value=value, change=change)


def _is_fixed(key: str) -> bool:
    return key in Rule.__slots__ and key not in CHANGE_KEYS


def _unknown_rule(shipped: Pack, file: RuleFile, rule_id: str, table: object) -> Issue:
    meant = next((known for known in shipped.rules if _written_as_path(known, rule_id, table)), None)
    if meant is not None:
        return file.fault("rules.id_not_quoted", meant)
    near = nearest(rule_id, tuple(shipped.rules))
    if near:
        return file.fault("rules.unknown_rule_near", rule_id, names=near)
    return file.fault("rules.unknown_rule", rule_id)


def _written_as_path(known: str, first: str, table: object) -> bool:
    """Whether `[rules.protocol.offer]` without quotes was meant for this id: TOML makes nested tables of it."""
    head, *path = known.split(".")
    for step in path:
        if not isinstance(table, dict) or step not in table:
            return False
        table = table[step]
    return head == first and bool(path)


def _too_loose(file: RuleFile, rule: Rule) -> Issue:
    source, source_zh = rule.source.title, rule.source.title_zh
    shipped = amount(rule.value)
    if rule.stricter is None or shipped is None:
        return file.fault("rules.law_changed", rule.id, "value", source=source, source_zh=source_zh)
    code = "rules.law_loosened_up" if rule.stricter is Direction.LOWER else "rules.law_loosened_down"
    return file.fault(code, rule.id, "value", source=source, source_zh=source_zh, value=shipped)


def _kind(value: Value) -> str:
    match value:
        case bool():
            return "true"
        case int() | Span():
            return "5"
        case str():
            return '"text"'
        case _:
            return '[{ key = "name", en = "words", zh = "words" }]'


def _protocol_faults(name: str, rules: Mapping[str, Rule]) -> list[Issue]:
    """Rules the protocol cannot do without that are missing, or of another kind than it reads."""
    nowhere = RuleFile(name, {}, {})
    issues = []
    for prefixes in PROFILES.values():
        for short in (*PROTOCOL_COUNTS, *PROTOCOL_SPANS, *PROTOCOL_TERMS):
            rule = next((rules[f"{prefix}.{short}"] for prefix in prefixes if f"{prefix}.{short}" in rules), None)
            if rule is None:
                issues.append(nowhere.fault("rules.protocol_missing", f"{prefixes[-1]}.{short}"))
            elif not _fits_protocol(short, rule):
                issues.append(nowhere.fault("rules.protocol_unfit", rule.id))
    return issues


def _fits_protocol(short: str, rule: Rule) -> bool:
    """Whether a rule is of the kind the protocol reads, and bounded so that no county can stop a clock with it."""
    if short in PROTOCOL_TERMS:
        return isinstance(rule.value, tuple) and PROTOCOL_TERMS[short] <= set(rule.must_hold)
    if short in PROTOCOL_SPANS:
        return isinstance(rule.value, Span) and rule.least >= 1
    return type(rule.value) is int and rule.least >= PROTOCOL_COUNTS[short]
