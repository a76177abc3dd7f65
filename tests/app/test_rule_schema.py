"""A pack is refused while one of its files is faulty, or while the protocol could not run by it."""

import re

import pytest

from buckstop.app.rulepacks import PackFile, read_pack, shipped_pack
from buckstop.domain.packs import Pack
from buckstop.lens.issues import Issue
from tests.tidy.tree import REPOSITORY

FOLDER = REPOSITORY / "src" / "buckstop" / "rulepacks" / "generic"
SOURCES = PackFile("sources.toml", '[sources.own]\ntitle = "Ours"\ntitle_zh = "自拟"\n')
GOOD = (
    'title = "A"\ntitle_zh = "甲"\nforce = "default"\nvalue = 3\nunit = "hour"\nevidence = "proposal"\nsource = "own"\n'
)


def codes(found: Pack | tuple[Issue, ...]) -> list[str]:
    assert isinstance(found, tuple)
    return [issue.code for issue in found]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('force = "default"', 'force = "strong"', "rules.not_one_of"),
        ('force = "default"', 'force = "law"', "rules.proposal_binds"),
        ('evidence = "proposal"', "", "rules.missing_key"),
        ('source = "own"', 'source = "onw"', "rules.source_unknown"),
        ('unit = "hour"', 'unit = "fortnight"', "rules.unit_unknown"),
        ('unit = "hour"', "", "rules.unit_missing"),
        ("value = 3", 'value = [{ key = "a", en = "a", zh = "甲" }]', "rules.unit_of_no_number"),
        ("value = 3", "value = 3\nleast = 4", "rules.value_too_small"),
        ("value = 3", 'value = 3\nleast = "4"', "rules.not_whole"),
        ("value = 3", 'value = 3\nnote = "only in one language"', "rules.note_one_language"),
        ('value = 3\nunit = "hour"', "value = []", "rules.value_unfit"),
        ('value = 3\nunit = "hour"', 'value = [{ key = "a", en = "a" }]', "rules.term_unfit"),
        (
            'value = 3\nunit = "hour"',
            'value = [{ key = "a", en = "a", zh = "甲" }, { key = "a", en = "b", zh = "乙" }]',
            "rules.term_repeated",
        ),
        (
            'value = 3\nunit = "hour"',
            'value = [{ key = "a", en = "a", zh = "甲", basis = "law" }]',
            "rules.term_basis_one_language",
        ),
        ("title_zh", "titel_zh", "rules.unknown_key_near"),
    ],
)
def test_a_fault_of_a_pack_file_is_found(old: str, new: str, code: str) -> None:
    text = 'verified_on = 2026-11-21\n[rules."a.b"]\n' + GOOD.replace(old, new)
    assert code in codes(read_pack("test", [SOURCES, PackFile("a.toml", text)]))


def test_a_rule_without_a_day_of_verification_is_a_fault() -> None:
    assert "rules.missing_key" in codes(read_pack("test", [SOURCES, PackFile("a.toml", f'[rules."a.b"]\n{GOOD}')]))


def test_a_rule_that_stands_in_two_files_is_a_fault_that_names_the_other_file() -> None:
    text = f'verified_on = 2026-11-21\n[rules."a.b"]\n{GOOD}'
    found = read_pack("test", [SOURCES, PackFile("a.toml", text), PackFile("b.toml", text)])
    assert isinstance(found, tuple)
    assert [(one.code, one.file, one.fields["other"]) for one in found] == [("rules.twice", "b.toml", "test/a.toml")]


def shipped_files(drop: str = "", old: str = "", new: str = "") -> list[PackFile]:
    """The files of the generic pack, without one rule, or with a text replaced in the protocol."""
    texts = {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.toml"))}
    text = texts["protocol.toml"]
    if drop:
        text = re.sub(rf'\[rules\."{re.escape(drop)}"\].*?(?=\n\[rules|\Z)', "", text, flags=re.DOTALL)
    assert not old or old in text
    texts["protocol.toml"] = text.replace(old, new) if old else text
    return [PackFile(name, text) for name, text in texts.items()]


@pytest.mark.parametrize("rule_id", sorted(one for one in shipped_pack("generic").rules if one.startswith("protocol.")))
def test_a_pack_without_a_rule_the_protocol_needs_is_refused(rule_id: str) -> None:
    found = read_pack("generic", shipped_files(drop=rule_id))
    assert "rules.protocol_missing" in codes(found)
    assert isinstance(found, tuple)
    assert {issue.fields["rule"] for issue in found} == {rule_id}


def test_a_pack_whose_clock_a_county_could_set_to_nothing_is_refused() -> None:
    lax = shipped_files(old='value = 5\nunit = "working_day"\nleast = 1\n', new='value = 5\nunit = "working_day"\n')
    assert set(codes(read_pack("generic", lax))) == {"rules.protocol_unfit"}


def test_a_pack_in_which_a_unit_could_not_say_that_something_is_not_its_duty_is_refused() -> None:
    mute = shipped_files(old='must_hold = ["not_our_duty"]\n', new="must_hold = []\n")
    assert codes(read_pack("generic", mute)) == ["rules.protocol_unfit"] * 2  # in both profiles
