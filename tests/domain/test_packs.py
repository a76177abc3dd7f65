"""A pack hands out typed values, and says plainly where a program asks for what is not there."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest

from buckstop.app.rulepacks import shipped_pack
from buckstop.domain.deadlines import Span, SpanUnit
from buckstop.domain.packs import (
    PROTOCOL_COUNTS,
    PROTOCOL_SPANS,
    PROTOCOL_TERMS,
    Change,
    Direction,
    Evidence,
    Force,
    Pack,
    ProtocolRules,
    Rule,
    RuleAccessError,
    Source,
    Term,
    Value,
    loosens,
)

ZH_CN = shipped_pack("zh_CN")
SOURCE = Source("book", "A book", "一本书", "7")


def rule(value: Value, force: Force = Force.DEFAULT, stricter: Direction | None = None, unit: str = "") -> Rule:
    return Rule(
        id="a.rule",
        force=force,
        value=value,
        unit=unit,
        source=SOURCE,
        evidence=Evidence.TEXT,
        verified_on=date(2026, 11, 21),
        title="A rule",
        title_zh="规则",
        origin="test/rules.toml",
        stricter=stricter,
    )


def pack(*rules: Rule) -> Pack:
    return Pack("test", MappingProxyType({one.id: one for one in rules}))


def changed(of: Pack, rule_id: str, value: Value) -> Pack:
    return Pack(of.id, MappingProxyType({**of.rules, rule_id: replace(of.rules[rule_id], value=value)}))


def test_a_duty_a_pack_does_not_name_is_not_in_force() -> None:
    assert ZH_CN.holds("supervision.item_authorised_by")
    assert not ZH_CN.holds("supervision.every_monday")


@pytest.mark.parametrize(
    ("value", "reader"),
    [
        (True, "number"),
        (3, "span"),
        (Span(3, SpanUnit.HOUR), "number"),
        ("words", "terms"),
        (3, "holds"),
        (3, "keys"),
    ],
)
def test_a_value_read_as_another_kind_is_a_fault_that_names_the_rule(value: Value, reader: str) -> None:
    with pytest.raises(RuleAccessError, match=r"a\.rule"):
        getattr(pack(rule(value)), reader)("a.rule")


def test_a_rule_that_is_not_there_is_none_or_a_fault_that_names_pack_and_rule() -> None:
    assert ZH_CN.rule("no.such") is None
    with pytest.raises(RuleAccessError, match=r"zh_CN has no rule no\.such"):
        ZH_CN.value("no.such")


def test_every_field_of_the_protocol_is_read_from_exactly_one_rule() -> None:
    names = [*PROTOCOL_COUNTS, *PROTOCOL_SPANS, *PROTOCOL_TERMS]
    assert sorted(names) == sorted(ProtocolRules.__slots__)


@pytest.mark.parametrize("name", sorted((*PROTOCOL_COUNTS, *PROTOCOL_SPANS)))
def test_a_changed_rule_reaches_the_protocol_field_of_its_name_and_no_other(name: str) -> None:
    before = ZH_CN.protocol("normal")
    value: Value = 4 if name in PROTOCOL_COUNTS else Span(4, SpanUnit.WORKING_DAY)
    after = changed(ZH_CN, f"protocol.{name}", value).protocol("normal")
    assert getattr(after, name) == value
    assert replace(after, **{name: getattr(before, name)}) == before


def test_the_reasons_of_the_protocol_are_the_keys_of_the_enumeration() -> None:
    only = (Term("not_our_duty", "not ours", "不属本单位职责"),)
    assert changed(ZH_CN, "protocol.return_reasons", only).protocol("normal").return_reasons == ("not_our_duty",)


def test_an_emergency_takes_its_own_clocks_and_keeps_what_it_does_not_change() -> None:
    normal, urgent = ZH_CN.protocol("normal"), ZH_CN.protocol("urgent")
    assert (urgent.offer, normal.offer) == (Span(2, SpanUnit.HOUR), Span(3, SpanUnit.WORKING_DAY))
    assert (urgent.moves, urgent.return_reasons) == (normal.moves, normal.return_reasons)


def test_a_profile_nobody_wrote_is_a_fault_that_names_those_there_are() -> None:
    with pytest.raises(RuleAccessError, match="no profile flood; there are: normal, urgent"):
        ZH_CN.protocol("flood")


def test_the_digest_follows_values_and_nothing_else() -> None:
    before = ZH_CN.digest()
    offer = ZH_CN.rules["protocol.offer"]
    retold = replace(offer, title="Other words", note="A note", note_zh="注", verified_on=date(2027, 1, 1))
    assert Pack("zh_CN", MappingProxyType({**ZH_CN.rules, offer.id: retold})).digest() == before
    assert changed(ZH_CN, offer.id, Span(4, SpanUnit.WORKING_DAY)).digest() != before


def test_the_digest_does_not_follow_the_order_of_files() -> None:
    turned = Pack("zh_CN", MappingProxyType(dict(reversed(list(ZH_CN.rules.items())))))
    assert turned.digest() == ZH_CN.digest()


def test_a_changed_rule_tells_who_changed_it() -> None:
    one = rule(5)
    assert one.changed_by == ""
    assert replace(one, change=Change("the office", date(2026, 12, 1), "why", 3, "own.toml")).changed_by == "the office"


@pytest.mark.parametrize(
    ("force", "stricter", "new", "loose"),
    [
        (Force.LAW, Direction.LOWER, 29, False),
        (Force.LAW, Direction.LOWER, 30, False),
        (Force.LAW, Direction.LOWER, 31, True),
        (Force.PARTY, Direction.HIGHER, 29, True),
        (Force.PARTY, Direction.HIGHER, 31, False),
        (Force.LAW, None, 29, True),
        (Force.LAW, None, 30, False),
        (Force.POLICY, Direction.LOWER, 31, False),
        (Force.LOCAL, None, 1, False),
        (Force.DEFAULT, None, 99, False),
    ],
)
def test_law_and_party_rule_can_be_tightened_at_most(
    force: Force, stricter: Direction | None, new: int, *, loose: bool
) -> None:
    days = rule(Span(30, SpanUnit.NATURAL_DAY), force, stricter)
    assert loosens(days, Span(new, SpanUnit.NATURAL_DAY)) is loose
    assert loosens(rule(30, force, stricter, "item"), new) is loose


def test_a_duty_by_law_cannot_be_switched_off() -> None:
    assert loosens(rule(True, Force.LAW), False)  # noqa: FBT003 - the value of a rule, not a switch of the function
    assert loosens(rule((Term("a", "a", "甲"),), Force.LAW), (Term("b", "b", "乙"),))
