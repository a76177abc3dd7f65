"""The last lines of a run tell how many tests on real logs and in a browser ran: skipping must not look like passing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tidy.tree import REPOSITORY

SAMPLE = """\
import pytest


def test_on_a_log_that_is_there(real_log):
    assert real_log("there").is_dir()


def test_on_a_log_that_is_not(real_log):
    real_log("missing")


@pytest.mark.browser
def test_that_finds_no_browser():
    pytest.skip("none here")
"""


def run(folder: Path, **environ: str) -> tuple[int, str]:
    """Exit code and words of a run over the sample with our conftest."""
    (folder / "logs" / "there").mkdir(parents=True)
    (folder / "conftest.py").write_bytes((REPOSITORY / "tests" / "conftest.py").read_bytes())
    (folder / "test_sample.py").write_text(SAMPLE, encoding="utf-8")
    settings = ["-c", str(REPOSITORY / "pyproject.toml"), "--rootdir", str(folder), "-p", "no:cacheprovider"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *settings, str(folder)],
        env={**os.environ, "BUCKSTOP_DATA": str(folder / "logs"), "BUCKSTOP_REQUIRE_BROWSER": "", **environ},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_both_groups_are_counted_and_a_skip_alone_does_not_fail_a_run(tmp_path: Path) -> None:
    code, words = run(tmp_path)
    assert code == pytest.ExitCode.OK, words
    assert "data tests: 1 ran, 1 skipped" in words
    assert "browser tests: 0 ran, 1 skipped" in words


def test_a_skipped_browser_test_fails_a_run_that_requires_a_browser(tmp_path: Path) -> None:
    code, words = run(tmp_path, BUCKSTOP_REQUIRE_BROWSER="1")
    assert code == pytest.ExitCode.TESTS_FAILED, words
