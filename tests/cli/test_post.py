"""`buckstop post`: from a table of units to persons who can act, names sealed."""

from pathlib import Path

import pytest

from buckstop.app.bootstrap import open_ledger
from buckstop.app.clock import SetClock
from buckstop.cli.writing import REFUSED
from buckstop.domain.ids import PersonId
from buckstop.ledger.sealing import unseal
from buckstop.ledger.store import ORGANISATION
from tests.cli.commands import Command


def test_a_post_is_created_filled_listed_and_left(buckstop: Command, home: Path, clock: SetClock) -> None:
    made = buckstop("post", "create", "water.clerk", "--unit", "县水务局", "--title", "Clerk", "--role", "member")
    assert (made.code, "water.clerk is a post of 县水务局 now" in made.err) == (0, True)
    assert "p-new holds Clerk now." in buckstop("post", "appoint", "water.clerk", "p-new", "--name", "李芳").err
    listed = buckstop("post", "list", "--unit", "water").out
    assert "p-new" in listed
    assert "leader, member" in listed
    assert "holds Clerk no more" in buckstop("post", "relieve", "water.clerk", "p-new").err
    assert "p-new" not in buckstop("post", "list").out


def test_the_name_of_a_person_is_sealed(buckstop: Command, home: Path) -> None:
    buckstop("post", "create", "water.clerk", "--unit", "water", "--title", "Clerk", "--role", "member")
    buckstop("post", "appoint", "water.clerk", "p-new", "--name", "李芳")
    ledger = open_ledger(home)
    assert PersonId("p-new") in ledger.organisation().persons
    assert not any("李芳".encode() in event.body for event in ledger.store.events(ORGANISATION))
    (row,) = ledger.store.sealed(ORGANISATION)
    assert unseal(ledger.store, ledger.secret, row) == "李芳"
    ledger.store.close()


def test_a_post_that_is_taken_is_refused(buckstop: Command, home: Path) -> None:
    said = buckstop("post", "appoint", "water.head", "p-roads")
    assert said.code == REFUSED
    assert "p-water holds the post Head in that time." in said.err


def test_once_there_is_an_administrator_only_an_administrator_changes_posts(buckstop: Command, home: Path) -> None:
    words = ("--unit", "county", "--title", "Administrator", "--role", "administrator")
    assert buckstop("post", "create", "county.admin", *words).code == 0
    assert buckstop("post", "appoint", "county.admin", "p-admin").code == 0
    nobody = buckstop("post", "relieve", "water.head", "p-water")
    assert (nobody.code, "Say who speaks." in nobody.err) == (REFUSED, True)
    erased = buckstop("ledger", "erase", "p-water", "--reason", "request 4", "--yes")
    assert (erased.code, "Say who speaks." in erased.err) == (REFUSED, True)
    assert buckstop("ledger", "erase", "p-admin", "--reason", "r", "--yes", "--as", "p-admin").code == 0
    stranger = buckstop("post", "relieve", "water.head", "p-water", "--as", "p-roads")
    assert (stranger.code, "takes one of these roles: administrator" in stranger.err) == (REFUSED, True)
    assert buckstop("post", "relieve", "water.head", "p-water", "--as", "p-admin").code == 0


def test_a_unit_without_posts_is_said_to_have_none(buckstop: Command, home: Path) -> None:
    buckstop("post", "relieve", "audit.head", "p-audit")
    assert "audit.head" in buckstop("post", "list", "--unit", "audit").out
    said = buckstop("post", "list", "--unit", "nowhere")
    assert said.code == 2


@pytest.mark.usefixtures("home")
def test_without_a_role_no_post_is_created(buckstop: Command) -> None:
    assert buckstop("post", "create", "x", "--unit", "water", "--title", "X").code == 2
