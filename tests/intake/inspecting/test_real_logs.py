"""Inspecting the real logs finds what their documentation says of them."""

from collections.abc import Callable
from pathlib import Path

from buckstop.intake.inspecting import Inspection, inspect
from buckstop.intake.mapping_file import shipped_mapping
from buckstop.intake.open_log import open_log

Folder = Callable[[str], Path]


def look_at(path: Path, tmp_path: Path) -> Inspection:
    return inspect(open_log(path, workdir=tmp_path))


def codes(inspection: Inspection) -> set[str]:
    return {issue.code for issue in inspection.doubts}


def test_incidents_are_mapped_as_by_hand(real_log: Folder, tmp_path: Path) -> None:
    found = look_at(real_log("bpic2013_incidents") / "BPIC13_incidents.xes.gz", tmp_path)
    guessed, ours = found.mapping, shipped_mapping("bpic2013_incidents")
    assert guessed is not None
    assert (guessed.case, guessed.unit, guessed.person, guessed.activity) == (
        ours.case,
        ours.unit,
        ours.person,
        ours.activity,
    )
    assert guessed.time == ours.time
    assert guessed.state_column == ours.state_column
    assert guessed.states == {value: state for value, state in ours.states.items() if value != "Unmatched"}
    assert guessed.holders.robots == ("Siebel",)
    assert (guessed.line_column, guessed.line_order) == (ours.line_column, ours.line_order)
    assert guessed.case_type == ours.case_type
    assert {"inspect.default_left_out", "inspect.states_unmapped"} <= codes(found)


def test_the_swapped_columns_of_the_problems_log_are_a_doubt(real_log: Folder, tmp_path: Path) -> None:
    found = look_at(real_log("bpic2013_problems") / "BPIC13_closed_problems.xes.gz", tmp_path)
    (finer,) = [issue for issue in found.doubts if issue.code == "inspect.finer_unit"]
    assert (finer.column, finer.fields["finer"]) == ("org:group", "organization involved")
    assert (finer.fields["names"], finer.fields["finer_names"]) == (15, 324)


def test_the_servicenow_log_is_read_day_first_with_its_counter(real_log: Folder, tmp_path: Path) -> None:
    found = look_at(real_log("uci_incident_servicenow") / "incident_event_log.zip", tmp_path)
    guessed, ours = found.mapping, shipped_mapping("uci_498")
    assert guessed is not None
    assert (guessed.case, guessed.unit, guessed.person) == (ours.case, ours.unit, ours.person)
    assert (guessed.time, guessed.sequence, guessed.null_words) == (ours.time, ours.sequence, ours.null_words)
    assert guessed.states == {value: state for value, state in ours.states.items() if value != "-100"}
    form = found.guess("time.format")
    assert form is not None
    assert [reason.code for reason in form.reasons] == ["time.day_proved"]
    assert form.reasons[0].fields["proofs"] == 81_117


def test_the_help_desk_names_no_unit_that_moves(real_log: Folder, tmp_path: Path) -> None:
    found = look_at(real_log("helpdesk_it") / "helpdesk.xes.gz", tmp_path)
    assert found.mapping is not None
    assert (found.mapping.unit, found.mapping.person) == (None, "org:resource")
    assert {"inspect.unit_never_moves", "inspect.no_unit", "inspect.zone_utc"} <= codes(found)


def test_the_permit_intake_has_a_deadline_and_a_word_for_nobody(real_log: Folder, tmp_path: Path) -> None:
    found = look_at(real_log("receipt_wabo") / "receipt.xes.gz", tmp_path)
    assert found.mapping is not None
    assert found.mapping.due is not None
    assert found.mapping.due.column == "case:deadline"
    assert found.mapping.holders.placeholders == ("EMPTY",)
    assert {"inspect.shared_accounts", "inspect.no_states"} <= codes(found)


def test_midnight_stamps_and_step_deadlines_of_the_permits_are_doubted(real_log: Folder, tmp_path: Path) -> None:
    found = look_at(real_log("bpic2015") / "BPIC15_1.xes.gz", tmp_path)
    assert found.mapping is not None
    assert found.mapping.due is None
    assert {"inspect.midnight", "inspect.ties", "inspect.due_moves", "inspect.no_unit"} <= codes(found)


def test_a_case_called_na_is_not_taken_for_nothing(real_log: Folder, tmp_path: Path) -> None:
    found = look_at(real_log("sepsis") / "SEPSIS.xes.gz", tmp_path)
    assert found.mapping is not None
    assert found.sampled_cases == 1050
    assert found.mapping.null_words == ()
    assert (found.mapping.unit, found.mapping.holders.placeholders) == ("org:group", ("?",))


def test_tossing_paths_are_refused_clearly(real_log: Folder, tmp_path: Path) -> None:
    path = real_log("bug_tossing_eclipse_dfatpl") / "tossing_paths_pseudonymised.csv.gz"
    found = look_at(path, tmp_path)
    assert found.mapping is None
    assert {"inspect.no_time", "inspect.path_column"} <= codes(found)
