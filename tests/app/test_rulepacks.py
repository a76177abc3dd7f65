"""The shipped packs say what their sources say, and a county's file can change what is its own to change."""

import re
from datetime import date
from pathlib import Path

import pytest

from buckstop.app.config import settings
from buckstop.app.rule_files import RuleFile, parse_rule_file
from buckstop.app.rulepacks import (
    change_rules,
    load_rules,
    nearest_rules,
    shipped_pack,
    shipped_packs,
)
from buckstop.domain.deadlines import Span
from buckstop.domain.packs import Evidence, Force, Pack, Rule
from buckstop.lens.issues import Issue
from tests.tidy.tree import REPOSITORY

ZH_CN, GENERIC = shipped_pack("zh_CN"), shipped_pack("generic")
EVERY = [rule for pack in (ZH_CN, GENERIC) for rule in pack.rules.values()]
FOLDER = REPOSITORY / "src" / "buckstop" / "rulepacks"
CHANGE = 'changed_by = "Supervision office"\nchanged_on = 2026-11-22\nreason = "Townships are far apart."\n'

# id, value, unit, force, evidence: written by hand from the sources, never from the packs.
WRITTEN = [
    ("protocol.moves", 2, "time", "default", "proposal"),
    ("protocol.appeals", 1, "time", "default", "proposal"),
    ("protocol.depth", 6, "level", "default", "proposal"),
    ("protocol.claim", 2, "working_day", "default", "proposal"),
    ("protocol.offer", 3, "working_day", "default", "proposal"),
    ("protocol.ask", 1, "working_day", "default", "proposal"),
    ("protocol.decide", 5, "working_day", "default", "proposal"),
    ("protocol.verify", 5, "working_day", "default", "proposal"),
    ("protocol.appeal", 30, "natural_day", "default", "proposal"),
    ("protocol.extensions", 1, "time", "default", "proposal"),
    ("hops.warn_at", 2, "time", "default", "proposal"),
    ("hops.escalate_at", 3, "time", "default", "proposal"),
    ("schedule.behind_plan_margin", 20, "percent", "default", "proposal"),
    ("schedule.report_every", 1, "month", "default", "proposal"),
    ("assignment.objection_within", 3, "working_day", "local", "secondary"),
    ("supervision.review.ask_within", 30, "natural_day", "law", "text"),
    ("supervision.review.decide_within", 30, "natural_day", "law", "text"),
    ("supervision.inspector_is_authorised", True, "", "law", "text"),
    ("supervision.accountability_only_proposed", True, "", "law", "text"),
    ("burden.documents.general_characters", 5000, "character", "party", "text"),
    ("burden.documents.special_characters", 4000, "character", "party", "text"),
    ("burden.meetings.leader_speech", 1, "hour", "party", "secondary"),
    ("burden.meetings.with_groups", 3, "half_day", "party", "secondary"),
    ("burden.meetings.system_per_year", 1, "per_year", "party", "secondary"),
    ("burden.inspections.central_per_year", 1, "per_year", "party", "secondary"),
    ("burden.notice_2019.central_pages", 10, "page", "policy", "secondary"),
    ("burden.jilin.meeting_length", 90, "minute", "local", "secondary"),
    ("burden.zhejiang.body_members", 10, "person", "local", "secondary"),
    ("burden.apps_2026.none_below_county", True, "", "policy", "text"),
    ("duties.shandong.appraisal_of_department", 30, "percent", "local", "text"),
    ("duties.shandong.appraisal_of_field_office", 60, "percent", "local", "text"),
    ("duties.shandong.cooperation_not_assessed", True, "", "local", "text"),
    ("hotline.number", "12345", "", "policy", "secondary"),
    ("hotline.beijing.first_receiver_leads", True, "", "local", "text"),
    ("hotline.beijing.dispatch_emergency", 1, "hour", "local", "secondary"),
    ("hotline.beijing.dispatch_utilities", 2, "hour", "local", "secondary"),
    ("hotline.weifang.handle_within", 5, "working_day", "local", "text"),
    ("hotline.weifang.no_second_return", True, "", "local", "text"),
    ("hotline.jinan.handle_within", 5, "working_day", "local", "text"),
    ("hotline.sichuan.enquiry", 3, "working_day", "local", "secondary"),
    ("hotline.sichuan.help", 7, "working_day", "local", "secondary"),
    ("hotline.sichuan.complaint", 15, "working_day", "local", "secondary"),
    ("petition.pass_on_within", 15, "natural_day", "party", "text"),
    ("petition.object_within", 5, "working_day", "party", "text"),
    ("petition.finish_within", 60, "natural_day", "party", "text"),
    ("petition.extended_by", 30, "natural_day", "party", "text"),
    ("once_only.permit_within", 5, "working_day", "law", "text"),
    ("sanction.warning", 6, "month", "law", "text"),
    ("sanction.demerit", 12, "month", "law", "text"),
    ("sanction.major_demerit", 18, "month", "law", "text"),
    ("sanction.demotion", 24, "month", "law", "text"),
    ("sanction.longest", 48, "month", "law", "text"),
    ("sanction.formalities_within", 1, "month", "law", "text"),
    ("sanction.decide_at_most", 12, "month", "law", "text"),
    ("review.supervisory.second_decide_within", 2, "month", "law", "text"),
    ("review.civil_servant.complain_within", 15, "natural_day", "law", "text"),
    ("review.civil_servant.complaint_decided_within", 60, "natural_day", "law", "text"),
    ("inquiry.changzhou.reply_within", 15, "working_day", "local", "secondary"),
    ("clearing.jilin.inner_within", 5, "working_day", "local", "secondary"),
    ("clearing.jilin.across_within", 10, "working_day", "local", "secondary"),
    ("decisions.consultation", 30, "natural_day", "law", "text"),
    ("decisions.legal_review", 7, "working_day", "law", "text"),
    ("accident.unit_head_reports_within", 1, "hour", "law", "text"),
    ("accident.level_reports_within", 2, "hour", "law", "text"),
    ("accident.investigated_within", 60, "natural_day", "law", "text"),
    ("health.province_to_state_within", 1, "hour", "law", "text"),
    ("reports.henan.serious_call_within", 15, "minute", "local", "secondary"),
    ("reports.henan.serious_written_within", 35, "minute", "local", "secondary"),
    ("reports.jiangxi.county_to_province_within", 3, "hour", "local", "secondary"),
    ("periods.statutory_holidays", 13, "item", "law", "text"),
    ("periods.permit.decide_within", 20, "working_day", "law", "text"),
    ("periods.openness.answer_within", 20, "working_day", "law", "text"),
    ("data.assessment_kept_for", 3, "year", "law", "text"),
]
ENUMERATED = [
    ("supervision.kinds", ("comprehensive", "special", "event", "daily", "leads"), Force.LAW),
    ("supervision.subjects", 4, Force.LAW),
    ("supervision.methods", 8, Force.LAW),
    ("measures.ladder", 6, Force.LAW),
    ("measures.light_cases", ("reminder_talk", "criticism", "ordered_self_check", "admonition"), Force.LAW),
    ("burden.assessment.banned", 6, Force.PARTY),
    ("burden.apps_2026.banned", 5, Force.POLICY),
    ("duties.kinds", ("basic", "cooperate", "taken_back"), Force.POLICY),
    ("tolerance.situations", 6, Force.PARTY),
    ("hotline.beijing.core_rates", ("response_rate", "solution_rate", "satisfaction_rate"), Force.LOCAL),
    ("emergency.warning_colours", ("red", "orange", "yellow", "blue"), Force.LAW),
    ("emergency.event_levels", 4, Force.LAW),
]
WRITTEN_GENERIC = [
    ("responsibility.one_accountable_per_item", 1, "item", "default", "secondary"),
    ("responsibility.named_accounting_officer", True, "", "policy", "secondary"),
    ("review.every", 3, "month", "law", "text"),
    ("information.answer_within", 20, "working_day", "law", "text"),
    ("information.extended_by", 20, "working_day", "policy", "secondary"),
    ("data.logs_kept_for", 6, "month", "law", "secondary"),
    ("hops.warn_at", 2, "time", "default", "proposal"),
    ("hops.escalate_at", 3, "time", "default", "proposal"),
    ("schedule.behind_plan_margin", 20, "percent", "default", "proposal"),
    ("schedule.report_every", 1, "month", "default", "proposal"),
]
# What nobody read or what is still open: (source, text in article or id or title). None of it may be shipped.
FORBIDDEN = [
    ("burden_rules", r"month|veto|pledge|demonstration|length of.*secondment"),
    ("accountability_2019", r"^20$|appeal"),
    ("apps_2026", r"^([5-9]|\d\d)\b"),
    ("hotline_2025", r"apprais|evaluat|ranking|target"),
    ("jining_tolerance", r"within|days"),
    ("eu_ai_act", r"^86$"),
    ("nhs_just_culture", r"substitution|foresight|mitigation"),
]
FORBIDDEN_ANYWHERE = (
    r"打招呼|回访间隔|weight of (response|solution|satisfaction)|follow_up_visit|2027 (holiday|calendar)"
)


def number_of(rule: Rule) -> object:
    return rule.value.amount if isinstance(rule.value, Span) else rule.value


def county(text: str, pack: Pack = ZH_CN) -> Pack | tuple[Issue, ...]:
    file = parse_rule_file(text, "county.toml")
    assert isinstance(file, RuleFile)
    return change_rules(pack, file)


def codes(found: Pack | tuple[Issue, ...]) -> list[str]:
    assert isinstance(found, tuple)
    return [issue.code for issue in found]


def change(rule_id: str, value: str) -> str:
    return f'[rules."{rule_id}"]\nvalue = {value}\n{CHANGE}'


def test_there_are_two_packs_and_the_chinese_one_holds_more_than_a_hundred_rules() -> None:
    assert shipped_packs() == ("generic", "zh_CN")
    assert len(ZH_CN.rules) > 300
    assert len(GENERIC.rules) > 60


@pytest.mark.parametrize(("rule_id", "value", "unit", "force", "evidence"), WRITTEN, ids=[row[0] for row in WRITTEN])
def test_a_rule_of_the_chinese_pack_says_what_its_source_says(
    rule_id: str, value: object, unit: str, force: str, evidence: str
) -> None:
    rule = ZH_CN.rules[rule_id]
    assert (number_of(rule), rule.unit, rule.force, rule.evidence) == (value, unit, force, evidence)


@pytest.mark.parametrize(("rule_id", "value", "unit", "force", "evidence"), WRITTEN_GENERIC)
def test_a_rule_of_the_generic_pack_says_what_its_source_says(
    rule_id: str, value: object, unit: str, force: str, evidence: str
) -> None:
    rule = GENERIC.rules[rule_id]
    assert (number_of(rule), rule.unit, rule.force, rule.evidence) == (value, unit, force, evidence)


@pytest.mark.parametrize(("rule_id", "items", "force"), ENUMERATED, ids=[row[0] for row in ENUMERATED])
def test_an_enumeration_holds_what_its_source_lists(rule_id: str, items: int | tuple[str, ...], force: Force) -> None:
    keys = ZH_CN.keys(rule_id)
    assert (len(keys) if isinstance(items, int) else keys) == items
    assert ZH_CN.rules[rule_id].force is force


def test_every_rule_can_be_traced_to_a_source_that_was_read_on_a_day() -> None:
    for rule in EVERY:
        assert rule.verified_on == date(2026, 11, 21)
        assert rule.source.title
        assert rule.source.title_zh
        assert (rule.source.seen == "") == (rule.source.key == "own"), rule.id


def test_a_proposal_of_ours_binds_nobody_and_names_no_source() -> None:
    ours = [rule for rule in EVERY if rule.evidence is Evidence.PROPOSAL]
    assert len(ours) > 60
    assert all(rule.force is Force.DEFAULT and rule.source.key == "own" for rule in ours)
    assert all(rule in ours for rule in EVERY if rule.source.key == "own")


def test_no_source_is_named_that_no_rule_uses() -> None:
    for pack in (ZH_CN, GENERIC):
        listed = re.findall(
            r"^\[sources\.(\w+)\]", (FOLDER / pack.id / "sources.toml").read_text("utf-8"), re.MULTILINE
        )
        assert sorted(listed) == sorted({rule.source.key for rule in pack.rules.values()})


@pytest.mark.parametrize(("source", "pattern"), FORBIDDEN, ids=[row[0] for row in FORBIDDEN])
def test_nothing_is_shipped_that_nobody_could_read(source: str, pattern: str) -> None:
    of_source = [rule for rule in EVERY if rule.source.key.startswith(source)]
    assert of_source
    texts = [(rule.id, text) for rule in of_source for text in (rule.source.article, rule.id, rule.title.lower())]
    assert [rule_id for rule_id, text in texts if re.search(pattern, text)] == []


def test_no_gap_of_the_sources_is_filled_under_another_name() -> None:
    for path in sorted(FOLDER.glob("*/*.toml")):
        assert re.findall(FORBIDDEN_ANYWHERE, path.read_text("utf-8")) == [], path.name


def test_the_three_rates_come_without_weights() -> None:
    percent = {rule.id for rule in EVERY if rule.unit == "percent"}
    assert not any("rate" in rule_id for rule_id in percent)


def test_a_county_changes_a_default_and_the_rule_tells_its_history() -> None:
    found = county('pack = "zh_CN"\ncounty = "Qingshui"\n' + change("protocol.offer", "5"))
    assert isinstance(found, Pack)
    rule = found.rules["protocol.offer"]
    assert rule.change is not None
    assert found.protocol("normal").offer.amount == 5
    assert (rule.changed_by, rule.change.on) == ("Supervision office", date(2026, 11, 22))
    assert (rule.change.reason, rule.change.file) == ("Townships are far apart.", "county.toml")
    assert rule.change.was == ZH_CN.value("protocol.offer")
    assert [one for one in found.rules if found.rules[one] != ZH_CN.rules[one]] == ["protocol.offer"]


def test_the_shipped_pack_stays_as_it_is_when_a_county_changes_its_own() -> None:
    county(change("protocol.offer", "5"))
    assert shipped_pack("zh_CN").protocol("normal").offer.amount == 3


def test_a_county_may_tighten_a_law_in_its_stricter_direction() -> None:
    found = county(change("petition.finish_within", "45"))
    assert isinstance(found, Pack)
    assert found.span("petition.finish_within").amount == 45


@pytest.mark.parametrize(
    ("rule_id", "value", "code"),
    [
        ("petition.finish_within", "61", "rules.law_loosened_up"),
        ("decisions.legal_review", "6", "rules.law_loosened_down"),
        ("supervision.review.ask_within", "20", "rules.law_changed"),
        ("supervision.item_authorised_by", "false", "rules.law_changed"),
        ("measures.ladder", '[{ key = "a", en = "a", zh = "甲" }]', "rules.law_changed"),
    ],
)
def test_a_county_loosens_no_law(rule_id: str, value: str, code: str) -> None:
    found = county(change(rule_id, value))
    assert codes(found) == [code]
    assert isinstance(found, tuple)
    assert found[0].row == 2
    assert found[0].fields["source"] == ZH_CN.rules[rule_id].source.title


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        (change("protocol.moves", "0"), "rules.value_too_small", 2),
        (change("protocol.offer", "0"), "rules.value_too_small", 2),
        (change("protocol.ask", "2"), "rules.value_too_large", 2),
        (change("protocol.offer", "true"), "rules.value_not_number", 2),
        (change("protocol.offer", '"5"'), "rules.value_not_number", 2),
        (change("protocol.offer", "2.5"), "rules.value_unfit", 2),
        (change("burden.report_once", "1"), "rules.unit_missing", 2),
        (change("burden.report_once", '"yes"'), "rules.value_other_kind", 2),
        (change("protocol.return_reasons", '["not_our_duty"]'), "rules.term_unfit", 2),
        (change("protocol.return_reasons", '[{ key = "busy", en = "busy", zh = "忙" }]'), "rules.term_lost", 2),
        (change("protocol.offfer", "5"), "rules.unknown_rule_near", 1),
        (change("zzzzzzzz", "5"), "rules.unknown_rule", 1),
        ("[rules.protocol.offer]\nvalue = 5\n", "rules.id_not_quoted", 1),
        (change("protocol.offer", "5") + 'force = "law"\n', "rules.fixed", 6),
        (change("protocol.offer", "5") + 'unit = "hour"\n', "rules.fixed", 6),
        (change("protocol.offer", "5") + "because = 1\n", "rules.unknown_key", 6),
        (change("protocol.offer", "5") + 'resaon = "x"\n', "rules.unknown_key_near", 6),
        ('pack = "generic"\n' + change("protocol.offer", "5"), "rules.other_pack", 1),
        ('coutny = "x"\n' + change("protocol.offer", "5"), "rules.unknown_key", 1),
        ("county = 5\n" + change("protocol.offer", "5"), "rules.not_text", 1),
        ('rules = "none"\n', "rules.no_tables", 1),
        ('[rules]\n"protocol.offer" = 5\n', "rules.not_table", None),
        ('[rules."protocol.offer"]\nvalue = 5\nchanged_on = 2026-11-22\nreason = "x"\n', "rules.missing_key", 1),
        (change("protocol.offer", "5").replace("2026-11-22", '"2026-11-22"'), "rules.not_date", 4),
        (change("protocol.offer", "5").replace("2026-11-22", "2026-11-22T08:00:00"), "rules.not_date", 4),
        (change("protocol.offer", "5").replace('"Supervision office"', '""'), "rules.empty", 3),
    ],
)
def test_a_fault_of_a_countys_file_is_found_where_it_stands(text: str, code: str, row: int | None) -> None:
    found = county(text)
    assert codes(found) == [code]
    assert isinstance(found, tuple)
    assert (found[0].file, found[0].row) == ("county.toml", row)


def test_all_faults_come_back_together_in_the_order_of_the_file() -> None:
    text = (
        change("protocol.moves", "0") + change("protocol.nothing_like_it", "1") + change("petition.finish_within", "99")
    )
    found = county(text)
    assert isinstance(found, tuple)
    assert [issue.row for issue in found] == [2, 6, 12]
    assert len(found) == 3


def test_a_file_that_is_missing_or_no_text_or_no_toml_is_an_issue(tmp_path: Path) -> None:
    missing, binary, broken = tmp_path / "no.toml", tmp_path / "gbk.toml", tmp_path / "broken.toml"
    binary.write_bytes('reason = "理由"'.encode("gbk"))
    broken.write_text('pack = "zh_CN"\nvalue = = 3\n', "utf-8")
    assert codes(load_rules("zh_CN", missing)) == ["rules.unreadable"]
    assert codes(load_rules("zh_CN", binary)) == ["rules.not_utf8"]
    found = load_rules("zh_CN", broken)
    assert isinstance(found, tuple)
    assert (found[0].code, found[0].row) == ("rules.not_toml", 2)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = tmp_path / "county.toml"
    file.write_bytes(b"\xef\xbb\xbf" + change("protocol.offer", "5").encode())
    assert isinstance(load_rules("zh_CN", file), Pack)


def test_ids_that_hold_a_word_are_suggested_before_ids_that_look_like_it() -> None:
    assert nearest_rules(ZH_CN, "offer")[:2] == ("protocol.offer", "urgent.offer")
    assert nearest_rules(ZH_CN, "protocol.offfer") == ("protocol.offer",)
    assert nearest_rules(ZH_CN, "qqqqqqqq") == ()


def test_settings_name_the_pack_and_the_countys_file() -> None:
    assert (settings({}).pack, settings({}).rules_file) == ("zh_CN", None)
    named = settings({"BUCKSTOP_PACK": "generic", "BUCKSTOP_RULES": "own/rules.toml"})
    assert (named.pack, named.rules_file) == ("generic", Path("own/rules.toml"))


def test_a_pack_that_is_not_shipped_is_no_pack() -> None:
    with pytest.raises(KeyError):
        load_rules("zh_TW")
