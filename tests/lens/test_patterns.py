"""Every pattern keeps its promises: form, examples, evidence, independence of row order, and a version per meaning."""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from buckstop.lens.engine import VIEWS
from buckstop.lens.examples import mapping_of, open_example, rows_of, store_example, store_rows, subject_names
from buckstop.lens.fairness.null_models import COLUMNS, OPTIONAL_COLUMNS
from buckstop.lens.findings import Finding, PatternResult, Standing
from buckstop.lens.pattern import Cases, Example, Pattern, Test, all_patterns, pattern_named
from buckstop.lens.screen import screen
from buckstop.lens.store import StoredLog

PATTERNS = all_patterns()
FOLDER = Path(__file__).resolve().parents[2] / "src" / "buckstop" / "lens" / "patterns"
VERSIONS = Path(__file__).resolve().parents[1] / "data" / "pattern_versions.json"
SECTIONS = ("Definition:", "Measure and unit:", "Innocent explanations:", "Source:")
EXAMPLES = [(pattern, example) for pattern in PATTERNS for example in pattern.examples]
FIRING = [(pattern, example) for pattern, example in EXAMPLES if example.subjects]
EVIDENCE_COLUMNS = ["subject_no", "object_no", "case_no", "run_no", "weight_us"]

Store = Callable[[Example], StoredLog]
each_pattern = pytest.mark.parametrize("pattern", PATTERNS, ids=[p.name for p in PATTERNS])


def _ids(pairs: Sequence[tuple[Pattern, Example]]) -> list[str]:
    return [f"{pattern.name}: {example.claim}" for pattern, example in pairs]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A function that imports an example, once."""

    @cache
    def stored(example: Example) -> StoredLog:
        return store_example(example, tmp_path_factory.mktemp("example"))

    return stored


def result_of(stored: StoredLog, pattern: Pattern) -> tuple[PatternResult, dict[int | None, str], dict[int, str]]:
    """What the screen says of one pattern, and the names of holders and cases."""
    with open_example(stored) as session:
        (result,) = screen(session, [pattern])
        ids = {int(str(number)): str(name) for number, name in session.rows("select case_no, case_id from cases")}
        return result, subject_names(session), ids


def label(finding: Finding, names: dict[int | None, str]) -> str:
    """A finding as an example writes it: "B", "B>A" or "*"."""
    other = "" if finding.object_no is None else f">{names[finding.object_no]}"
    return names[finding.subject_no] + other


def named(result: PatternResult, names: dict[int | None, str]) -> set[str]:
    """Who is named, or counted."""
    found = (Standing.NAMED, Standing.COUNTED)
    return {label(finding, names) for finding in result.findings if finding.standing in found}


@each_pattern
def test_a_pattern_is_named_after_its_file_and_stands_in_it_alone(pattern: Pattern) -> None:
    family, _, file = pattern.name.partition(".")
    assert re.fullmatch(r"[a-z]+", family)
    assert (FOLDER / f"{file}.py").is_file()
    assert pattern_named(file) is pattern


def test_every_file_of_the_folder_is_a_pattern() -> None:
    files = {path.stem for path in FOLDER.glob("*.py")} - {"__init__"}
    assert files == {pattern.name.split(".")[1] for pattern in PATTERNS}


@each_pattern
def test_a_pattern_file_explains_itself(pattern: Pattern) -> None:
    text = (FOLDER / f"{pattern.name.split('.')[1]}.py").read_text("utf-8")
    docstring = text.split('"""')[1]
    places = [docstring.find(section) for section in SECTIONS]
    assert -1 not in places
    assert places == sorted(places)


@each_pattern
def test_a_pattern_says_all_a_reader_needs(pattern: Pattern) -> None:
    assert pattern.status in {"draft", "trial", "stable"}
    assert pattern.subject in {"unit", "pair", "log"}
    assert len(pattern.innocent) >= 2
    assert 1 <= len(pattern.title.split()) <= 5
    assert all(text.endswith(".") for text in (pattern.reading, pattern.definition, *pattern.innocent))
    assert pattern.source


@each_pattern
def test_the_reading_uses_only_the_numbers_the_report_has(pattern: Pattern) -> None:
    used = set(re.findall(r"%\((\w+)\)s", pattern.reading))
    assert used <= {"subject", "object", "n", "observed", "expected"}
    assert ("subject" in used) == (pattern.subject != "log")
    assert ("object" in used) == (pattern.subject == "pair")
    assert ("expected" in used) == (pattern.test is not Test.COUNT)


@each_pattern
def test_no_pattern_accuses(pattern: Pattern) -> None:
    words = f"{pattern.title} {pattern.reading} {pattern.definition}".lower()
    blaming = (
        "guilt",
        "fault of",
        "lazy",
        "abuse",
        "evad",
        "shirk",
        "dump",
        "cheat",
        "gaming",
        "offend",
        "misuse",
        "fail",
    )
    assert not [word for word in blaming if word in words]


@each_pattern
def test_a_pattern_shows_when_it_fires_and_when_it_keeps_quiet(pattern: Pattern) -> None:
    assert sum(1 for example in pattern.examples if example.subjects) >= 1
    assert sum(1 for example in pattern.examples if not example.subjects) >= 2


@each_pattern
def test_every_parameter_is_used_and_every_used_one_is_declared(pattern: Pattern) -> None:
    used = set(re.findall(r"\$(\w+)", pattern.sql + pattern.evidence))
    assert used == {param.name for param in pattern.params}
    assert all(param.unit in {"days", "hours", "runs", "cases", "share"} for param in pattern.params)


@pytest.mark.parametrize(("pattern", "example"), EXAMPLES, ids=_ids(EXAMPLES))
def test_example(pattern: Pattern, example: Example, store: Store) -> None:
    result, names, _ = result_of(store(example), pattern)
    assert result.verdict == "ran"
    assert named(result, names) == set(example.subjects)


@pytest.mark.parametrize(("pattern", "example"), FIRING, ids=_ids(FIRING))
def test_a_named_finding_shows_its_cases_heaviest_first(pattern: Pattern, example: Example, store: Store) -> None:
    result, names, ids = result_of(store(example), pattern)
    for finding in result.findings:
        if label(finding, names) not in example.subjects:
            continue
        weights = [case.weight_us for case in finding.evidence]
        assert weights
        assert weights == sorted(weights, reverse=True)
        assert finding.amount_us >= sum(weights)
        assert {case.case_no for case in finding.evidence} <= ids.keys()


@pytest.mark.parametrize(("pattern", "example"), FIRING, ids=_ids(FIRING))
def test_the_order_of_rows_in_the_file_changes_nothing(
    pattern: Pattern, example: Example, store: Store, tmp_path: Path
) -> None:
    rows = rows_of(example)
    shuffled = rows.take(np.random.default_rng(7).permutation(rows.num_rows))
    results = []
    for stored in (store(example), store_rows(shuffled, mapping_of(example), tmp_path)):
        result, names, ids = result_of(stored, pattern)
        findings = [
            (
                label(finding, names),
                replace(finding, subject_no=None, object_no=None, evidence=()),
                [(ids[case.case_no], case.run_no, case.weight_us) for case in finding.evidence],
            )
            for finding in result.findings
        ]
        results.append((findings, replace(result, findings=())))
    assert results[0] == results[1]


@pytest.mark.parametrize(("pattern", "example"), FIRING, ids=_ids(FIRING))
def test_tallies_and_evidence_are_whole_numbers_in_the_agreed_columns(
    pattern: Pattern, example: Example, store: Store
) -> None:
    params = {param.name: param.default for param in pattern.params}
    with open_example(store(example)) as session:
        tallies, evidence = session.table(pattern.sql, params), session.table(pattern.evidence, params)
    added = [name for name in tallies.column_names if name in OPTIONAL_COLUMNS.get(pattern.test, ())]
    assert tallies.column_names == [*COLUMNS[pattern.test], *added]
    assert evidence.column_names == EVIDENCE_COLUMNS
    for table in (tallies, evidence):
        assert [field.name for field in table.schema if not pa.types.is_integer(field.type)] == []


def test_changed_meaning_needs_a_new_version() -> None:
    told = json.loads(VERSIONS.read_text("utf-8"))
    now = {f"{pattern.name}@{pattern.version}": meaning(pattern) for pattern in PATTERNS}
    assert {name: told.get(name) for name in now} == now, (
        "A pattern's SQL, parameters, test or minimum changed: raise its version, then add its new line to "
        f"{VERSIONS.name}. Lines of older versions stay."
    )


def meaning(pattern: Pattern) -> str:
    """A hash over everything that decides what the pattern finds; layout and comments aside."""
    statements = f"{pattern.sql} {pattern.evidence}"
    views = [
        view.read_text("utf-8") for view in sorted(VIEWS.glob("*.sql")) if re.search(rf"\b{view.stem}\b", statements)
    ]
    told = [pattern.sql, pattern.evidence, *views]
    plain = [" ".join(re.sub(r"--.*", "", text).split()) for text in told]
    params = [(param.name, param.default, param.unit) for param in pattern.params]
    least = pattern.minimum
    rest = [
        pattern.test.value,
        pattern.subject,
        sorted(pattern.needs),
        pattern.order_sensitive,
        params,
        [least.n, least.expected, least.peers],
    ]
    return hashlib.sha256(json.dumps([plain, rest]).encode()).hexdigest()


def test_stratifying_by_case_type_is_what_acquits_two_legal_routes(tmp_path: Path) -> None:
    pattern = pattern_named("ping_pong")
    assert pattern is not None
    legal = next(example for example in pattern.examples if "two legal routes" in example.claim)
    mixed = replace(legal, cases=tuple(replace(cases, kind="") for cases in legal.cases))
    result, names, _ = result_of(store_example(mixed, tmp_path), pattern)
    assert named(result, names) == {"Water>Roads", "Water>Parks"}


def test_tossing_paths_give_the_published_goal_oriented_graph(tmp_path: Path) -> None:
    pattern = pattern_named("tossing_path")
    assert pattern is not None
    paths = ("A B C D", "A E D C", "A B E D", "C E A D", "B E D F")
    cases = tuple(Cases(1, _path(path.split())) for path in paths)
    with open_example(store_example(Example("", cases), tmp_path)) as session:
        names = subject_names(session)
        tallies = session.table(pattern.sql).to_pylist()
    links = {(names[row["subject_no"]], names[row["object_no"]]): row["n"] for row in tallies}
    passed = {a: sum(n for (b, _), n in links.items() if a == b) for a, _ in links}
    shares = {link: n / passed[link[0]] for link, n in links.items()}
    published = "A>C 1/4, A>D 3/4, B>D 2/3, B>F 1/3, C>D 1/1, D>C 1/2, D>F 1/2, E>C 1/4, E>D 2/4, E>F 1/4"
    wanted = [(link.split(">"), share.split("/")) for link, share in (part.split() for part in published.split(", "))]
    assert shares == pytest.approx({(a, b): int(top) / int(bottom) for (a, b), (top, bottom) in wanted})


def _path(holders: list[str]) -> str:
    steps = [f"{holder}:queued+{hour}" for hour, holder in enumerate(holders[:-1])]
    return " ".join([*steps, f"{holders[-1]}:done+{len(holders)}"])


def test_repeats_of_a_third_demander_count_against_the_last_other_one(tmp_path: Path) -> None:
    pattern = pattern_named("many_heads")
    assert pattern is not None
    text = "Report on the use of flood relief money in the second quarter"

    def demand(demander: str, day: float) -> Cases:
        hour = day * 24
        return Cases(1, f"Village:queued+{hour} Village:done+{hour + 1}", demander=demander, subject=text)

    # Day 20 is 15 days after Audit; Finance's own repeat on day 1 does not count; day 33 is 13 days after Finance.
    cases = (demand("Finance", 0), demand("Finance", 1), demand("Audit", 5), demand("Finance", 20), demand("Audit", 33))
    with open_example(store_example(Example("", cases), tmp_path)) as session:
        (row,) = session.table(pattern.sql, {"within_days": 14}).to_pylist()
        behind = session.rows(
            f"select c.case_id from ({pattern.evidence}) e join cases c on c.case_no = e.case_no order by c.case_id",
            {"within_days": 14},
        )
    assert row["n"] == 2
    assert behind == [("002-0000",), ("004-0000",)]
