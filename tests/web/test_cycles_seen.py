"""Who may read and amend what comes again, and what goes on record about it."""

from dataclasses import replace

import pytest

from buckstop.app.timers import wake_due
from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.matter.words import Terms, Visibility
from tests.app.staged import DAY, TOWN, Stage
from tests.app.test_cycles import setting_up
from tests.web.cast import CAST, complete
from tests.web.conftest import ClientOf, Statements
from tests.web.test_cycles import C, there, words

LIMIT = 15

SEERS = {
    Visibility.PUBLIC: set(CAST) - {"without_post"},
    Visibility.INTERNAL: {
        *("uninvolved_leader", "superior", "administrator", "intake", "supervision", "office_leader", "auditor"),
    },
    Visibility.RESTRICTED: {"uninvolved_leader", "supervision", "office_leader", "auditor"},
}
"""The cycle is the township's, whose leader is uninvolved in everything else."""


@pytest.mark.parametrize("visibility", Visibility)
def test_a_cycle_opens_for_those_who_would_see_its_matters(
    visibility: Visibility, client_of: ClientOf, stage: Stage
) -> None:
    complete(stage.ledger)
    there(stage, terms=Terms(goal="Every ditch was looked at", visibility=visibility))
    for address in ("/board/cycles/c1/", "/board/cycles/c1/amend/"):
        opened = {part: client_of(person).get(address).status_code for part, person in CAST.items()}
        assert {part for part, status in opened.items() if status != 404} == SEERS[visibility], opened
    amends = {
        part for part, person in CAST.items() if client_of(person).get("/board/cycles/c1/amend/").status_code == 200
    }
    assert amends == {"uninvolved_leader"}
    listed = {
        part for part, person in CAST.items() if "Look at the ditches" in words(client_of(person).get("/board/cycles/"))
    }
    assert listed <= SEERS[visibility]
    assert "uninvolved_leader" in listed


def test_reading_a_restricted_cycle_goes_on_record(client_of: ClientOf, stage: Stage) -> None:
    there(stage, terms=Terms(goal="x", visibility=Visibility.RESTRICTED))
    client = client_of("p-town")
    for address in ("/board/cycles/", "/board/cycles/c1/", "/board/calendar/?month=2026-04"):
        before = AccessRecord.objects.filter(what=C, did="read").count()
        client.get(address)
        assert AccessRecord.objects.filter(what=C, did="read").count() == before + 1, address


def test_no_cycle_is_the_same_as_one_that_is_not_yours(client_of: ClientOf, stage: Stage) -> None:
    there(stage)
    for path in ("", "amend/"):
        for post in (False, True):
            client = client_of("p-roads")
            ask = client.post if post else client.get
            assert ask(f"/board/cycles/c1/{path}").status_code == 404
            assert ask(f"/board/cycles/nowhere/{path}").status_code == 404


def test_it_speaks_chinese(client_of: ClientOf, stage: Stage) -> None:
    there(stage)
    for address in ("/board/cycles/", "/board/cycles/c1/", "/board/cycles/c1/amend/", "/board/new-cycle/"):
        assert 'lang="zh-Hans"' in client_of("p-town", "zh_Hans").get(address).content.decode()


def test_few_questions_are_asked_however_many_there_are(
    statements: Statements, client_of: ClientOf, stage: Stage
) -> None:
    for number in range(8):
        command = setting_up(f"c{number}", terms=Terms(goal="x", visibility=Visibility.RESTRICTED))
        stage.try_(TOWN, replace(command, title=f"Ditches {number}"))
    stage.later(100 * DAY)
    wake_due(stage.ledger)
    client = client_of("p-town")
    for address in ("/board/cycles/", "/board/cycles/c1/", "/board/calendar/"):
        client.get(address)
        with statements() as heard:
            client.get(address)
        assert 0 < len(heard) <= LIMIT, (address, heard)
