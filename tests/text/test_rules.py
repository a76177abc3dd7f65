"""Every rule that ships can be said in words, and every fault of a file finds the values its sentence needs."""

import ast
import re
from pathlib import Path

import pytest

from buckstop.app import rule_files, rule_schema, rulepacks
from buckstop.app.rulepacks import shipped_pack, shipped_packs
from buckstop.domain.deadlines import Span, SpanUnit
from buckstop.domain.packs import Evidence, Force, Unit
from buckstop.text.rule_issues import RULE_SENTENCES
from buckstop.text.rules import EVIDENCES, FORCE_MEANINGS, FORCES, value_in_words


@pytest.mark.parametrize("pack", shipped_packs())
def test_every_shipped_value_can_be_said_in_words(pack: str) -> None:
    for rule in shipped_pack(pack).rules.values():
        assert value_in_words(rule.value, rule.unit, str)


@pytest.mark.parametrize("unit", [*SpanUnit, *Unit])
def test_every_unit_can_be_said_of_one_and_of_many(unit: SpanUnit | Unit) -> None:
    one, many = value_in_words(1, unit, str), value_in_words(7, unit, str)
    assert "7" in many
    assert one != many
    assert "%" not in one + many


def test_a_span_is_said_by_its_own_unit() -> None:
    assert value_in_words(Span(24, SpanUnit.HOUR), "hour", str) == "24 hours"
    assert value_in_words(True, "", str) == "yes"  # noqa: FBT003 - the value of a rule, not a switch of the function


def test_every_force_and_evidence_has_its_words() -> None:
    assert FORCES.keys() == FORCE_MEANINGS.keys() == set(Force)
    assert EVIDENCES.keys() == set(Evidence)


def named_codes(module: object) -> set[str]:
    text = Path(str(getattr(module, "__file__", ""))).read_text("utf-8")
    constants = [node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
    return {value for value in constants if isinstance(value, str) and re.fullmatch(r"rules\.[a-z_0-9]+", value)}


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    raised = set().union(*(named_codes(module) for module in (rule_files, rule_schema, rulepacks)))
    assert raised == RULE_SENTENCES.keys()


@pytest.mark.parametrize("code", sorted(RULE_SENTENCES))
def test_a_sentence_names_the_rule_or_the_file_as_a_whole(code: str) -> None:
    whole_file = {"rules.unreadable", "rules.not_utf8", "rules.not_toml", "rules.no_tables", "rules.other_pack"}
    assert ("%(rule)s" in RULE_SENTENCES[code]) != (code in whole_file)
