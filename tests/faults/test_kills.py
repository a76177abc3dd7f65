"""Processes that are killed, paused or out of space lose nothing that was acknowledged. `make prove` kills sixty per store."""

from pathlib import Path

import pytest

from proofs.faults_campaign import Campaign, campaign
from proofs.faults_scenes import full_disk, paused_sequencer


def check(found: Campaign, kills: int) -> None:
    assert found.wrong == []
    assert sum(found.kills.values()) == kills
    assert found.audit.acknowledged > 20
    assert (found.audit.lost, found.audit.ghosts, found.audit.order) == (0, 0, 0)
    assert found.audit.proofs > found.audit.events
    assert found.cosigned > 0


def test_killed_writers_and_clocks_lose_nothing_on_sqlite(tmp_path: Path) -> None:
    check(campaign(tmp_path, kills=3, writers=1), 3)


@pytest.mark.postgresql
@pytest.mark.usefixtures("postgresql_server")  # where no server can be started, there is none to kill
def test_killed_writers_clocks_and_servers_lose_nothing_on_postgresql(tmp_path: Path) -> None:
    found = campaign(tmp_path, kills=3, postgresql=True, writers=1)
    check(found, 3)
    assert found.kills["database"] > 0


def test_a_sequencer_overtaken_in_its_sleep_writes_nothing_on_sqlite(tmp_path: Path) -> None:
    assert paused_sequencer(tmp_path) == []


@pytest.mark.postgresql
@pytest.mark.usefixtures("postgresql_server")
def test_a_sequencer_overtaken_in_its_sleep_writes_nothing_on_postgresql(tmp_path: Path) -> None:
    assert paused_sequencer(tmp_path, postgresql=True) == []


def test_a_full_disk_is_told_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    assert full_disk(tmp_path) == []
