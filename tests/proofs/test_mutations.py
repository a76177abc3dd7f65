"""A sample of the mutation run that `make prove` completes: three guards taken out, three tests that fail."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from proofs.mutations import MUTATIONS, MutationError, Workshop, kill
from proofs.page import defects
from tests.tidy.tree import text_of

SAMPLE = tuple(mutation for mutation in MUTATIONS if mutation.defect in {"1", "9", "21"})


def test_three_guards_taken_out_fail_their_own_test_and_no_other() -> None:
    found = kill(SAMPLE)
    assert [(mutation.defect, failed) for mutation, failed in found] == [("1", True), ("9", True), ("21", True)]
    assert "**no**" not in defects(found)


def test_every_defect_has_a_guard_in_the_code_and_a_test() -> None:
    files = ("tests/domain/matter/test_defects.py", "tests/domain/matter/test_later_defects.py")
    tests = {name for file in files for name in re.findall(r"^def (test_defect_\w+)", text_of(file), re.MULTILINE)}
    assert {mutation.test for mutation in MUTATIONS} == tests
    for mutation in MUTATIONS:
        assert text_of(f"src/buckstop/{mutation.file}").count(mutation.guard) == 1, mutation.defect
        assert mutation.test.startswith(f"test_defect_{mutation.defect.zfill(2 + mutation.defect[-1].isalpha())}")


def test_a_guard_that_is_not_there_is_a_fault_of_the_table(tmp_path: Path) -> None:
    workshop = Workshop.in_folder(tmp_path)
    with pytest.raises(MutationError, match="stands 0 times"):
        workshop.failing_without(replace(SAMPLE[0], guard="no such line"))
    with pytest.raises(MutationError, match="did not run"):
        workshop.failing_without(replace(SAMPLE[0], instead="def ("))
