"""The busy log, imported and screened once per run at both levels."""

from collections.abc import Iterator

import pytest

from buckstop.lens.report.data import ReportData
from buckstop.lens.store import StoredLog
from tests.lens.report.reports import Screened, opened, store_busy


@pytest.fixture(scope="session")
def busy_log(tmp_path_factory: pytest.TempPathFactory) -> StoredLog:
    return store_busy(tmp_path_factory.mktemp("busy"))


@pytest.fixture(scope="session")
def units(busy_log: StoredLog) -> Iterator[Screened]:
    with opened(busy_log) as screened:
        yield screened


@pytest.fixture(scope="session")
def persons(busy_log: StoredLog) -> Iterator[Screened]:
    with opened(busy_log, "person") as screened:
        yield screened


@pytest.fixture(scope="session")
def unit_report(units: Screened) -> ReportData:
    return units.report()


@pytest.fixture(scope="session")
def person_report(persons: Screened) -> ReportData:
    return persons.report()
