"""Every refusal has a sentence that says what stands in the way and what to do next, and finds its facts."""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import pytest

import buckstop
from buckstop.app.answers import DoorRefusal
from buckstop.app.file_kinds import FileRefusal
from buckstop.domain.cycle.refusals import CycleRefusal
from buckstop.domain.demand.refusals import DemandRefusal
from buckstop.domain.matter.refusals import MatterRefusal
from buckstop.domain.organisation_refusals import OrganisationRefusal
from buckstop.domain.permissions import PermissionRefusal
from buckstop.domain.posts import Role
from buckstop.domain.privacy import PrivacyRefusal
from buckstop.domain.refusals import Refusal
from buckstop.text.protocol_words import ROLES, TEXTS
from buckstop.text.refusals import REFUSAL_CODES, REFUSAL_SENTENCES, refusal_sentence
from buckstop.text.titles import Titles
from tests import worlds
from tests.text.readers import reader

SOURCE = Path(buckstop.__file__).parent
ENUMS: dict[str, type[StrEnum]] = {
    enum.__name__: enum
    for enum in (
        DoorRefusal,
        PermissionRefusal,
        MatterRefusal,
        OrganisationRefusal,
        DemandRefusal,
        CycleRefusal,
        PrivacyRefusal,
        FileRefusal,
    )
}
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for folder in ("domain", "app"):
        for path in sorted((SOURCE / folder).rglob("*.py")):
            yield path, ast.parse(path.read_text("utf-8"))


def refused(path: Path, tree: ast.Module) -> Iterator[tuple[StrEnum, set[str], str]]:
    """Every `Refusal.of(CODE, field=...)` of a file: the code, its fields, the place."""
    names = {
        alias.asname or alias.name: ENUMS[alias.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in ENUMS
    }
    names |= {
        node.name: ENUMS[node.name] for node in tree.body if isinstance(node, ast.ClassDef) and node.name in ENUMS
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="Refusal"), attr="of"),
                args=[ast.Attribute(value=ast.Name(id=enum), attr=code)],
                keywords=keywords,
            ) if enum in names:
                yield names[enum][code], {word.arg or "" for word in keywords}, f"{path.name}:{node.lineno}"


REFUSED = [found for path, tree in trees() for found in refused(path, tree)]


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    assert set(REFUSAL_CODES) == {code for enum in ENUMS.values() for code in enum}
    assert REFUSAL_SENTENCES.keys() == set(REFUSAL_CODES)


def test_the_walk_through_the_code_sees_refusals_of_every_kind() -> None:
    assert {type(code) for code, _fields, _place in REFUSED} >= set(ENUMS.values()) - {PrivacyRefusal}
    assert len(REFUSED) > 150


@pytest.mark.parametrize(("code", "fields", "place"), REFUSED, ids=[place for *_rest, place in REFUSED])
def test_a_refusal_carries_every_fact_its_sentence_tells(code: StrEnum, fields: set[str], place: str) -> None:
    assert set(PLACEHOLDER.findall(REFUSAL_SENTENCES[code])) <= fields, place


@pytest.mark.parametrize("code", sorted(REFUSAL_SENTENCES))
def test_a_sentence_is_whole_and_tells_more_than_the_obstacle(code: str) -> None:
    sentence = REFUSAL_SENTENCES[code]
    assert sentence.endswith(".")
    if not code.startswith("privacy."):
        assert len(re.findall(r"[.:;?] ", sentence)) >= 1, "what to do next is missing"


def blank_fields() -> set[str]:
    """Names of texts that may be missing or too long, as the rules of matters and the organisation call them."""
    found = set[str]()
    for _path, tree in trees():
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id="missing_text" | "blank"), keywords=keywords):
                    found |= {word.arg for word in keywords if word.arg}
                case ast.Call(
                    func=ast.Attribute(attr="of"), args=[ast.Attribute(attr="TEXT_MISSING")], keywords=keywords
                ):
                    found |= {str(word.value.value) for word in keywords if isinstance(word.value, ast.Constant)}
    return found


def test_every_text_that_may_be_missing_has_a_name_for_readers() -> None:
    assert blank_fields() <= TEXTS.keys()


def test_every_role_has_its_word() -> None:
    assert ROLES.keys() == set(Role)


def test_units_stand_in_a_sentence_by_name_and_instants_in_the_zone_of_the_organisation() -> None:
    no = Refusal.of(MatterRefusal.UNIT_RETIRED, unit=worlds.WATER_BUREAU, successor=worlds.ROAD_BUREAU)
    assert refusal_sentence(no, reader()).startswith("县水务局 exists no more. Turn to Roads Department")
    late = Refusal.of(MatterRefusal.TOO_LATE_TO_REOPEN, until="2026-03-05T16:00:00+00:00")
    assert "until 2026-03-05 24:00." in refusal_sentence(late, reader())
    past = Refusal.of(MatterRefusal.DEADLINE_PAST, deadline="2026-03-05")
    assert refusal_sentence(past, reader()).startswith("2026-03-05 is over.")


def test_codes_inside_a_refusal_are_told_in_words() -> None:
    no = Refusal.of(PermissionRefusal.ROLE_MISSING, person="p-li", unit=worlds.WATER_BUREAU, roles="leader, verifier")
    assert "one of these roles: leader, verifier." in refusal_sentence(no, reader())
    left = Refusal.of(OrganisationRefusal.CHILDREN_LEFT, unit="pingan", children="chenjia, moss")
    assert "陈家村, Moss Village" in refusal_sentence(left, reader())
    ruled = Refusal.of(DemandRefusal.TOO_LONG, rule="protocol.offer", length=9, allowed=5)
    assert "(protocol.offer)" in refusal_sentence(ruled, reader())
    always = Refusal.of(DemandRefusal.AUTHORISATION_MISSING, rule="", kind="pledge")
    assert "a pledge" in refusal_sentence(always, reader())
    assert "holds under every rule pack" in refusal_sentence(always, reader())


def test_no_id_stands_where_the_reader_may_know_a_name() -> None:
    known = replace(reader(), titles=Titles(lambda _ids: {"m1": "Mend the weir"}), names=lambda _id: "Zhao Min")
    part = refusal_sentence(Refusal.of(MatterRefusal.OPEN_CHILDREN, count=1, first="m1"), known)
    assert part.startswith("Parts are still open: 1, the first is “Mend the weir”.")
    whole = refusal_sentence(Refusal.of(MatterRefusal.ANCESTOR_STAYS_CLOSED, matter="m2"), known)
    assert whole.startswith("It is part of a matter that is not yours to read, which is closed")
    duty = refusal_sentence(Refusal.of(MatterRefusal.DUTY_NOT_LISTED, unit="water", item="ditches"), known)
    assert "(item: “Keep field ditches open”)" in duty
    person = refusal_sentence(Refusal.of(PermissionRefusal.NO_POST, person="p-1", unit="water"), known)
    assert person.startswith("Zhao Min holds no post in 县水务局 now")


def test_what_was_typed_and_is_not_there_stands_as_it_was_typed() -> None:
    known = replace(reader(), titles=Titles(lambda _ids: {}))
    said = refusal_sentence(Refusal.of(MatterRefusal.UNKNOWN_MATTER, matter="m9"), known)
    assert said.startswith("There is no matter m9.")


def test_an_item_of_the_duty_list_that_nobody_named_is_told_so() -> None:
    said = refusal_sentence(Refusal.of(MatterRefusal.DUTY_NOT_LISTED, unit=worlds.WATER_BUREAU, item=""), reader())
    assert said.startswith("This is not on the duty list of 县水务局 (item: none named).")


def test_one_of_several_commands_is_named_by_its_number() -> None:
    no = Refusal.of(OrganisationRefusal.NOTHING_CHANGES, number="3")
    assert refusal_sentence(no, reader()).startswith("Command 3: Everything is so already.")


def test_a_code_of_another_version_gets_a_sentence_all_the_same() -> None:
    class Later(StrEnum):
        NEW = "matter.new_obstacle"

    assert "matter.new_obstacle" in refusal_sentence(Refusal.of(Later.NEW), reader())


def test_a_refusal_that_lost_a_fact_still_says_its_code() -> None:
    assert "matter.not_holder" in refusal_sentence(Refusal.of(MatterRefusal.NOT_HOLDER), reader())
