"""Who may read and amend what comes again, and what goes on record about it."""

import re
from dataclasses import replace
from datetime import date

import pytest

from buckstop.app.timers import wake_due
from buckstop.db.accounts.models import AccessRecord
from buckstop.domain.cycle.words import Anchor, Every, Rhythm, Shift
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


def test_many_that_come_every_day_fill_neither_the_calendar_nor_a_page(client_of: ClientOf, stage: Stage) -> None:
    daily = Rhythm(Every.DAY, 1, Anchor.SAME_DAY, Shift.STAYS, date(2026, 4, 1))
    for number in range(52):
        there(stage, cycle=f"c{number}", title=f"Round {number:02d}", rhythm=daily)
    client = client_of("p-town")
    page = client.get("/board/calendar/?month=2026-06").content.decode()
    (cell,) = re.findall(r'<time datetime="2026-06-10">10<.*?</td>', page, re.DOTALL)
    assert len(re.findall("Round", cell)) == 3
    assert "More that come again: 49" in cell
    (agenda,) = re.findall(r'<section id="day-2026-06-10".*?</section>', page, re.DOTALL)
    assert "Comes again: 52" in agenda
    assert (len(re.findall("Round", agenda)), "More that come again: 47" in agenda) == (5, True)
    first = client.get("/board/cycles/").content.decode()
    assert 'What was set up <span class="count">52</span>' in first
    assert (first.count("data-row"), 'rel="prev"' in first) == (50, False)
    for asked in ("2", "77"):
        second = client.get(f"/board/cycles/?page={asked}").content.decode()
        assert (second.count("data-row"), 'rel="next"' in second) == (2, False)
    assert "/board/cycles/?ended=1&amp;page=2" in client.get("/board/cycles/?ended=1").content.decode()
