"""Words of several languages tell roles and states; the longest phrase decides."""

import pytest

from buckstop.intake.inspecting.vocabulary import (
    is_placeholder,
    name_score,
    names_robot,
    names_shared_account,
    state_of,
    words_of,
)
from buckstop.lens.mapping import State


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sys_updated_at", "sys updated at"),
        ("assignedTo", "assigned to"),
        ("org:resource", "org resource"),
        ("SLADue", "sla due"),
        ("admin1", "admin"),
        ("Geändert am", "geändert am"),
        ("办理 状态2", "办理 状态"),
        ("", ""),
    ],
)
def test_a_name_is_cut_at_punctuation_capitals_and_digits(name: str, words: str) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("Awaiting Assignment", State.QUEUED),
        ("Awaiting User Info", State.WAITING),
        ("Awaiting Problem", State.PAUSED),
        ("Wait - User", State.WAITING),
        ("Wait", State.PAUSED),
        ("Resolved", State.DONE),
        ("Reopened", State.REOPENED),
        ("Not assigned", State.QUEUED),
        ("Assigned", State.WORKING),
        ("In Progress", State.WORKING),
        ("待受理", State.QUEUED),
        ("已受理", State.WORKING),
        ("办理中", State.WORKING),
        ("等待申请人补正", State.WAITING),
        ("已办结", State.DONE),
        ("归档", State.CLOSED),
        *((word, State.REOPENED) for word in ("重办", "重新交办", "返工", "退回重办")),
        *((word, State.QUEUED) for word in ("退回", "已退回", "退单", "申请退单", "待重派", "驳回", "转办中")),
        *((word, State.WORKING) for word in ("会办中", "协办中", "联办中", "未办结", "待办结")),
        *((word, State.DONE) for word in ("终止", "已终止", "撤销", "已撤销", "作废", "办结")),
        *((word, State.PAUSED) for word in ("办结待审", "已办结待审核", "待审核", "待核查", "中止")),
        ("退回补正", State.WAITING),
        ("In behandeling", State.WORKING),
        ("Wacht op klant", State.WAITING),
        ("Afgesloten", State.CLOSED),
        ("In Bearbeitung", State.WORKING),
        ("Gelöst", State.DONE),
        ("In attesa cliente", State.WAITING),
        ("In attesa", State.PAUSED),
        ("Risolto", State.DONE),
        ("Purple", None),
        ("-100", None),
        ("", None),
    ],
)
def test_a_status_word_is_understood(value: str, state: State | None) -> None:
    assert state_of(value) == state


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("number", "case"),
        ("Issue key", "case"),
        ("工单编号", "case"),
        ("assignment_group", "unit"),
        ("承办单位", "unit"),
        ("Behandelgroep", "unit"),
        ("assigned_to", "person"),
        ("处理人", "person"),
        ("Bearbeiter", "person"),
        ("sys_mod_count", "sequence"),
        ("case:deadline", "due"),
        ("截止时间", "due"),
        *(
            (name, "due")
            for name in ("办结时限", "办理时限", "处置时限", "要求办结时间", "限办日期", "限办时间", "时限")
        ),
        ("状态", "state"),
        ("stato", "state"),
    ],
)
def test_a_name_fits_its_own_role_best(name: str, role: str) -> None:
    scores = {other: name_score(name, other) for other in ("case", "unit", "person", "sequence", "due", "state")}
    assert scores[role] >= 0.5
    assert max(scores, key=lambda other: scores[other]) == role


def test_a_short_word_inside_a_longer_name_says_nothing() -> None:
    assert name_score("DiagnosticArtAstrup", "case_type") == 0.0


def test_attributes_of_the_case_are_no_steps() -> None:
    assert name_score("case:concept:name", "activity") == 0.0
    assert name_score("concept:name", "activity") > 0.9


@pytest.mark.parametrize("value", ["?", " - ", "N/A", "EMPTY", "Unknown", "无", "onbekend", "nessuno"])
def test_words_for_nobody_are_placeholders(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize("value", ["Anna", "0", "NASA", "Team ?"])
def test_names_are_no_placeholders(value: str) -> None:
    assert not is_placeholder(value)


def test_robots_and_shared_accounts_are_told_by_name() -> None:
    assert all(names_robot(name) for name in ("Siebel", "system", "AutoClose", "mail-bot", "系统自动"))
    assert not any(names_robot(name) for name in ("Abbott", "Robin", "Anna", "admin1"))
    assert all(names_shared_account(name) for name in ("admin1", "TEST", "管理员"))
    assert not names_shared_account("Testa")
