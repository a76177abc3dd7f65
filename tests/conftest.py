"""What every test may ask for: the real logs, a browser's path, and an honest count of what could not run.

Real logs are never in the repository. A test that needs them asks for `data_folder` or `real_log` and is skipped,
saying so, where they are absent; the last lines of every run say how many ran and how many did not.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# What a property is tried with is the same every time, and no slow machine makes it fail.
settings.register_profile("anywhere", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("anywhere")

REPOSITORY = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
GROUPS = {
    "data": "BUCKSTOP_DATA",
    "browser": "BUCKSTOP_REQUIRE_BROWSER",
    "postgresql": "BUCKSTOP_REQUIRE_POSTGRESQL",
    "outside": "BUCKSTOP_REQUIRE_GO",
    "office": "BUCKSTOP_REQUIRE_OFFICE",
}
NEEDED_BY = {"data_folder": "data", "real_log": "data", "browser_path": "browser", "office_program": "office"}


def data_root() -> Path:
    """The folder of real logs: BUCKSTOP_DATA, else `../shared/data` beside the repository."""
    return Path(os.environ.get("BUCKSTOP_DATA") or REPOSITORY.parent / "shared" / "data")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of real logs; the test is skipped where it is absent."""
    root = data_root()
    if not root.is_dir():
        pytest.skip("no real logs here (set BUCKSTOP_DATA)")
    return root


@pytest.fixture(scope="session")
def real_log(data_folder: Path) -> Callable[[str], Path]:
    """A function from the name of a log ("bpic2013_incidents") to its folder; it skips where that log is absent."""

    def folder(name: str) -> Path:
        found = data_folder / name
        if not found.is_dir():
            pytest.skip(f"the log {name} is not among the real logs here (set BUCKSTOP_DATA)")
        return found

    return folder


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The program of a browser; the test is skipped where none is installed."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no browser here (install chromium)")
    return found


@pytest.fixture(scope="session")
def office_program() -> str:
    """LibreOffice; the test is skipped where it is not installed."""
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("no LibreOffice here (install libreoffice-calc and libreoffice-writer)")
    return found


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they ask for, so that `-m data` and the closing count need no second list."""
    for item in items:
        for name in getattr(item, "fixturenames", ()):
            if name in NEEDED_BY:
                item.add_marker(NEEDED_BY[name])


def _counts(terminal: pytest.TerminalReporter, group: str) -> tuple[int, int]:
    ran = {
        report.nodeid
        for outcome in ("passed", "failed", "error", "xfailed", "xpassed")
        for report in terminal.stats.get(outcome, [])
        if group in getattr(report, "keywords", {})
    }
    skipped = {
        report.nodeid for report in terminal.stats.get("skipped", []) if group in getattr(report, "keywords", {})
    }
    return len(ran - skipped), len(skipped)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests of each group ran and how many were skipped: a green run without them is not a green run."""
    for group, variable in GROUPS.items():
        ran, skipped = _counts(terminalreporter, group)
        value = str(data_root()) if group == "data" else os.environ.get(variable, "")
        terminalreporter.write_line(f"{group} tests: {ran} ran, {skipped} skipped ({variable}={value})")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run when tests of a group are required and one of them was skipped."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if terminal is None:
        return
    required = [name for name, variable in GROUPS.items() if os.environ.get(variable) == "1"]
    if session.exitstatus == pytest.ExitCode.OK and any(_counts(terminal, name)[1] for name in required):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
