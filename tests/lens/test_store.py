"""A stored log describes itself: what was written comes back, and what is no stored log is refused."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buckstop.lens.issues import Issue, Severity
from buckstop.lens.mapping import CalendarSpec, HolderWords, Mapping, State, TimeSpec
from buckstop.lens.store import META, LogMeta, OrderQuality, StoredLog, StoredLogError
from tests.lens.oracles.strategies import steady

FULL = Mapping(
    name="镇街",
    case="编号",
    time=TimeSpec("时间", "%d/%m/%Y %H:%M", "Asia/Shanghai"),
    unit="单位",
    state_column="状态",
    states={"办结": State.DONE, "在办": State.WORKING},
    features=("渠道", "来源"),
    due=TimeSpec("限期", "excel", "Asia/Shanghai"),
    line_order=("乡", "县"),
    min_work_minutes=5,
    null_words=("?",),
    holders=HolderWords(("机器人",), ("收件箱",), ("无",)),
    calendar=CalendarSpec("CN", 8.5, 17.5, (0, 1, 2)),
    fill_defaults=True,
)
META_OF = LogMeta("n", "log.csv", "csv", 3, 2, 1, FULL, ("单位",), -5, 7, OrderQuality(1, 1, 1, 0, 0.0))

MAPPINGS = st.builds(Mapping)
ISSUES = st.builds(
    Issue,
    code=st.text(max_size=5),
    severity=st.sampled_from(Severity),
    row=st.none() | st.integers(1, 9),
    column=st.none() | st.text(max_size=3),
    fields=st.dictionaries(st.text(max_size=3), st.text(max_size=3) | st.integers() | st.floats(0, 1), max_size=2),
)


@steady
@given(mapping=MAPPINGS, issues=st.lists(ISSUES, max_size=3))
def test_a_description_comes_back_as_it_was_written(
    mapping: Mapping, issues: list[Issue], tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = StoredLog(tmp_path_factory.mktemp("log"), replace(META_OF, mapping=mapping, issues=tuple(issues)))
    store.write_meta()
    assert StoredLog.open(store.path).meta == store.meta


def test_every_kind_of_value_in_a_mapping_comes_back(tmp_path: Path) -> None:
    StoredLog(tmp_path, META_OF).write_meta()
    assert StoredLog.is_stored(tmp_path)
    found = StoredLog.open(tmp_path).meta
    assert found == META_OF
    assert (found.zone, found.order_confidence) == ("Asia/Shanghai", 0.0)
    assert found.mapping.states["办结"] is State.DONE


def test_issues_found_later_are_written_down_behind_the_others(tmp_path: Path) -> None:
    first, later = Issue("time.missing", Severity.ERROR), Issue("order.ties", Severity.WARNING, count=4)
    store = StoredLog(tmp_path, replace(META_OF, issues=(first,)))
    assert store.with_issues((later,)).meta.issues == (first, later)
    assert StoredLog.open(tmp_path).meta.issues == (first, later)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "store.unreadable"),
        ("{", "store.unreadable"),
        ("[]", "store.other_version"),
        ('{"format": 0}', "store.other_version"),
        ('{"format": 2}', "store.unreadable"),
        ('{"format": 2, "mapping": 3}', "store.unreadable"),
    ],
)
def test_a_folder_that_is_no_stored_log_is_refused(text: str | None, code: str, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / META).write_text(text, "utf-8")
    with pytest.raises(StoredLogError) as refusal:
        StoredLog.open(tmp_path)
    assert refusal.value.code == code
    assert str(tmp_path) in str(refusal.value)


def test_a_description_with_keys_of_a_newer_program_is_still_read(tmp_path: Path) -> None:
    StoredLog(tmp_path, META_OF).write_meta()
    plain = json.loads((tmp_path / META).read_text("utf-8"))
    plain["unheard_of"] = 1
    (tmp_path / META).write_text(json.dumps(plain), "utf-8")
    assert StoredLog.open(tmp_path).meta == META_OF
