"""What a file of rules may hold: every rule and source read into values, every fault collected.

The keys are described in docs/how-to/change-a-rule.md and docs/reference/rules.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from buckstop.app.rule_files import RuleFile
from buckstop.domain.deadlines import Span, SpanUnit
from buckstop.domain.packs import Direction, Evidence, Force, Rule, Source, Term, Unit, Value, is_span_unit
from buckstop.intake.mapping_file import nearest
from buckstop.lens.issues import Issue

UNITS = tuple(unit.value for unit in (*SpanUnit, *Unit))
RULE_KEYS: Mapping[str, type] = {
    "title": str,
    "title_zh": str,
    "force": str,
    "value": object,
    "unit": str,
    "evidence": str,
    "source": str,
    "article": str,
    "seen": str,
    "verified_on": date,
    "note": str,
    "note_zh": str,
    "stricter": str,
    "least": int,
    "most": int,
    "must_hold": list,
}
SOURCE_KEYS: Mapping[str, type] = {"title": str, "title_zh": str, "seen": str}
TERM_KEYS = ("key", "en", "zh", "basis", "basis_zh")
_NEEDED = ("title", "title_zh", "force", "value", "evidence", "source")
_CHOICES: Mapping[str, type[StrEnum]] = {"force": Force, "evidence": Evidence, "stricter": Direction}
_SHAPES = {str: "rules.not_text", int: "rules.not_whole", date: "rules.not_date", list: "rules.not_list"}


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a value is none: code of the issue and the fields its sentence needs."""

    code: str
    fields: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a value must be counted in, and between which numbers.

    Args:
        unit: see `Rule.unit`.
        least: smallest number.
        most: largest number; None for no limit.
        must_hold: keys an enumeration must hold.
    """

    unit: str = ""
    least: int = 0
    most: int | None = None
    must_hold: tuple[str, ...] = ()


def read_sources(file: RuleFile, issues: list[Issue]) -> dict[str, Source]:
    """The instruments a file of sources names, by key; faults are added to `issues`."""
    found = {}
    for key, table in _tables(file, "sources", (), issues):
        issues += check_keys(file, key, table, SOURCE_KEYS, ("title", "title_zh"))
        if isinstance(table.get("title"), str) and isinstance(table.get("title_zh"), str):
            found[key] = Source(key, table["title"], table["title_zh"], seen=str(table.get("seen", "")))
    return found


def read_rules(file: RuleFile, origin: str, sources: Mapping[str, Source], issues: list[Issue]) -> dict[str, Rule]:
    """The rules of one file of a pack, by id; faults are added to `issues`, and a faulty rule is left out.

    Args:
        file: the parsed file.
        origin: pack and file, as `Rule.origin`.
        sources: instruments of the pack, by key.
        issues: grows by every fault.
    """
    found = {}
    verified_on = file.document.get("verified_on")
    for rule_id, table in _tables(file, "rules", ("verified_on",), issues):
        dated = table if verified_on is None else {"verified_on": verified_on, **table}
        rule = _rule(file, rule_id, dated, origin, sources)
        if isinstance(rule, Rule):
            found[rule_id] = rule
        else:
            issues += rule
    return found


def check_keys(
    file: RuleFile, table_id: str, table: Mapping[str, Any], known: Mapping[str, type], needed: Iterable[str]
) -> list[Issue]:
    """Every key of a table that is unknown, missing, or of another type than it must be."""
    issues = []
    for key, value in table.items():
        if key not in known:
            near = nearest(key, tuple(known))
            code, names = ("rules.unknown_key_near", near) if near else ("rules.unknown_key", ", ".join(known))
            issues.append(file.fault(code, table_id, key, names=names or ""))
        elif known[key] in _SHAPES and type(value) is not known[key]:
            issues.append(file.fault(_SHAPES[known[key]], table_id, key))
        elif value == "":
            issues.append(file.fault("rules.empty", table_id, key))
    return issues + [file.fault("rules.missing_key", table_id, key) for key in needed if key not in table]


def value_of(raw: object, bounds: Bounds) -> Value | Wrong:
    """A TOML value as the value of a rule, or what is wrong with it.

    Args:
        raw: what the file holds under `value`.
        bounds: unit and limits of the rule.
    """
    if isinstance(raw, list):
        return Wrong("rules.unit_of_no_number", {"unit": bounds.unit}) if bounds.unit else _terms(raw, bounds.must_hold)
    if type(raw) is int:
        return _number(raw, bounds)
    if isinstance(raw, bool) or (isinstance(raw, str) and raw):
        return Wrong("rules.value_not_number", {"unit": bounds.unit}) if bounds.unit else raw
    return Wrong("rules.value_unfit", {})


def _number(raw: int, bounds: Bounds) -> Value | Wrong:
    if bounds.unit not in UNITS:
        code = "rules.unit_unknown" if bounds.unit else "rules.unit_missing"
        return Wrong(code, {"unit": bounds.unit, "names": ", ".join(UNITS)})
    if raw < bounds.least:
        return Wrong("rules.value_too_small", {"value": raw, "least": bounds.least})
    if bounds.most is not None and raw > bounds.most:
        return Wrong("rules.value_too_large", {"value": raw, "most": bounds.most})
    return Span(raw, SpanUnit(bounds.unit)) if is_span_unit(bounds.unit) else raw


def _terms(raw: list[object], must_hold: tuple[str, ...]) -> tuple[Term, ...] | Wrong:
    terms: list[Term] = []
    for number, item in enumerate(raw, 1):
        texts = isinstance(item, dict) and all(isinstance(word, str) and word for word in item.values())
        if not texts or not isinstance(item, dict) or not {"key", "en", "zh"} <= item.keys() <= set(TERM_KEYS):
            return Wrong("rules.term_unfit", {"number": number})
        if any(term.key == item["key"] for term in terms):
            return Wrong("rules.term_repeated", {"name": item["key"]})
        if ("basis" in item) != ("basis_zh" in item):
            return Wrong("rules.term_basis_one_language", {"name": item["key"]})
        terms.append(Term(**item))
    lost = [key for key in must_hold if all(term.key != key for term in terms)]
    if lost:
        return Wrong("rules.term_lost", {"names": ", ".join(lost)})
    return tuple(terms) if terms else Wrong("rules.value_unfit", {})


def _tables(
    file: RuleFile, kind: str, others: tuple[str, ...], issues: list[Issue]
) -> list[tuple[str, Mapping[str, Any]]]:
    """The tables `[kind."id"]` of a file; whatever else stands in it is a fault."""
    issues += [
        file.fault("rules.unknown_key", "", key, names=", ".join((*others, kind)))
        for key in file.document
        if key not in (kind, *others)
    ]
    if "verified_on" in file.document and type(file.document["verified_on"]) is not date:
        issues.append(file.fault("rules.not_date", "", "verified_on"))
    tables = file.document.get(kind)
    if not isinstance(tables, dict) or not tables:
        issues.append(file.fault("rules.no_tables", "", kind))
        return []
    issues += [file.fault("rules.not_table", key) for key, table in tables.items() if not isinstance(table, dict)]
    return [(key, table) for key, table in tables.items() if isinstance(table, dict)]


def _rule(
    file: RuleFile, rule_id: str, table: Mapping[str, Any], origin: str, sources: Mapping[str, Source]
) -> Rule | list[Issue]:
    issues = check_keys(file, rule_id, table, RULE_KEYS, (*_NEEDED, "verified_on"))
    for key, choice in _CHOICES.items():
        if isinstance(table.get(key), str) and table[key] not in {member.value for member in choice}:
            issues.append(file.fault("rules.not_one_of", rule_id, key, value=table[key], names=", ".join(choice)))
    if isinstance(table.get("source"), str) and table["source"] not in sources:
        near = nearest(table["source"], tuple(sources)) or ", ".join(sources)
        issues.append(file.fault("rules.source_unknown", rule_id, "source", value=table["source"], names=near))
    if table.get("evidence") == Evidence.PROPOSAL and table.get("force") != Force.DEFAULT:
        issues.append(file.fault("rules.proposal_binds", rule_id, "force"))
    if ("note" in table) != ("note_zh" in table):
        issues.append(file.fault("rules.note_one_language", rule_id, "note" if "note" in table else "note_zh"))
    if issues:
        return issues
    must_hold = tuple(str(key) for key in table.get("must_hold", ()))
    bounds = Bounds(table.get("unit", ""), table.get("least", 0), table.get("most"), must_hold)
    value = value_of(table["value"], bounds)
    if isinstance(value, Wrong):
        return [file.fault(value.code, rule_id, "value", **value.fields)]
    named = sources[table["source"]]
    return Rule(
        id=rule_id,
        force=Force(table["force"]),
        value=value,
        unit=bounds.unit,
        source=Source(named.key, named.title, named.title_zh, table.get("article", ""), table.get("seen", named.seen)),
        evidence=Evidence(table["evidence"]),
        verified_on=table["verified_on"],
        title=table["title"],
        title_zh=table["title_zh"],
        origin=origin,
        note=table.get("note", ""),
        note_zh=table.get("note_zh", ""),
        stricter=Direction(table["stricter"]) if "stricter" in table else None,
        least=bounds.least,
        most=bounds.most,
        must_hold=must_hold,
    )
